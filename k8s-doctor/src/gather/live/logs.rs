//! The ends of the logs that may say why something fails: which containers those are, and the reading.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::Gathering;
use super::server::{Effort, Failure, escape};
use crate::snapshot::{ContainerStatus, Log, Pod, Table, Time};

/// The most containers whose logs are read.
const MAX_CONTAINERS: usize = 60;

/// Pods of one owner are alike: so many of them are read.
const MAX_ALIKE: usize = 2;

/// How long a container that runs may take to be ready before its log is read, in seconds.
const STARTING: i64 = 60;

/// How long a restart counts as recent, in seconds.
const RECENT: i64 = 3600;

/// What is asked for of a log. `limitBytes` cuts its end off, where the cause stands, so that it only
/// guards against lines without end; the decoder keeps the last bytes.
const EXTENT: &str = "tailLines=200&limitBytes=1048576";

/// Pods on which others depend: their logs tell of trouble even while they run.
const SYSTEM: &[&str] = &["coredns", "kube-proxy", "storage-provisioner"];

/// A log to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    namespace: String,
    pod: String,
    container: String,
    previous: bool,
    node: String,
}

/// The logs to read, and how many more containers there are whose logs are not.
pub(super) fn choose(pods: &Table<Pod>, now: Time) -> (Vec<Wanted>, usize) {
    let mut containers = Vec::new();
    for pod in pods {
        for (container, status, is_init) in pod.containers() {
            let Some(status) = status else { continue };
            if let Some(rank) = rank(pod, status, is_init, now) {
                containers.push((rank, pod, container.name.as_str(), status));
            }
        }
    }
    containers.sort_by_key(|(rank, pod, container, _)| {
        (*rank, &pod.metadata.namespace, &pod.metadata.name, *container)
    });
    let mut alike = BTreeMap::new();
    containers.retain(|(_, pod, container, _)| {
        let owner = pod.metadata.owner_references.iter().find(|owner| owner.controller);
        let Some(owner) = owner else { return true };
        let n_read = alike.entry((owner.uid.clone(), *container)).or_insert(0);
        *n_read += 1;
        *n_read <= MAX_ALIKE
    });
    let n_more = containers.len().saturating_sub(MAX_CONTAINERS);
    containers.truncate(MAX_CONTAINERS);
    let mut all = Vec::new();
    for (_, pod, container, status) in containers {
        let previous = status.restart_count > 0;
        for previous in [false, true].into_iter().take(1 + usize::from(previous)) {
            all.push(Wanted {
                namespace: pod.metadata.namespace.clone(),
                pod: pod.metadata.name.clone(),
                container: container.to_owned(),
                previous,
                node: pod.spec.node_name.clone(),
            });
        }
    }
    (all, n_more)
}

/// How much a container's log matters, 0 most; nothing where it does not, or where there can be none.
fn rank(pod: &Pod, status: &ContainerStatus, is_init: bool, now: Time) -> Option<u8> {
    let state = &status.state;
    let has_run = state.running.is_some() || state.terminated.is_some() || status.restart_count > 0;
    if !has_run {
        return None;
    }
    let ended = state.terminated.as_ref();
    let last_ended = status.last_state.terminated.as_ref();
    if ended.is_some_and(|ended| ended.exit_code != 0) || state.waiting.is_some() {
        return Some(0);
    }
    if let Some(running) = &state.running {
        let age = running.started_at.seconds_until(now);
        if !status.ready && !is_init && age.is_none_or(|age| age >= STARTING) {
            return Some(1);
        }
        let since = last_ended.and_then(|ended| ended.finished_at.seconds_until(now));
        if since.is_some_and(|since| since <= RECENT) {
            return Some(2);
        }
    }
    let is_system = pod.metadata.namespace == "kube-system";
    if is_system && status.restart_count > 0 {
        return Some(3);
    }
    let name = &pod.metadata.name;
    let is_needed = is_system && SYSTEM.iter().any(|needed| name.starts_with(needed))
        || status.name.contains("provisioner");
    (is_needed && state.running.is_some()).then_some(4)
}

/// Reads logs.
pub(super) async fn read(gathering: &Arc<Gathering>, wanted: Vec<Wanted>, n_more: usize) {
    let mut tasks = JoinSet::new();
    for wanted in wanted {
        let gathering = Arc::clone(gathering);
        tasks.spawn(async move { wanted.read(&gathering).await });
    }
    while tasks.join_next().await.is_some() {}
    if n_more > 0 {
        gathering.gap("pods/log", format!("{n_more} more containers that fail were not asked"));
    }
}

impl Wanted {
    async fn read(self, gathering: &Gathering) {
        let Wanted { namespace, pod, container, previous, node } = self;
        let path = format!(
            "/api/v1/namespaces/{}/pods/{}/log?container={}&{EXTENT}{}",
            escape(&namespace),
            escape(&pod),
            escape(&container),
            if previous { "&previous=true" } else { "" },
        );
        // A log that goes on does not end either, and what came of it is of use.
        let text = match gathering.server.get(&path, Some("*/*"), Effort::Little).await {
            Ok(text) | Err(Failure::Cut { body: text, .. }) => text,
            // It has not run yet, has no run before this one, or is gone by now.
            Err(failure) if matches!(failure.code(), 400 | 404) => return,
            // Once for all, and not in the words for one pod.
            Err(failure) if failure.code() == 403 => {
                return gathering.gap("pods/log", forbidden(failure.message()));
            }
            Err(failure) => {
                return gathering.gap(&format!("pods/log of node {node}"), unread(&failure));
            }
        };
        let text = String::from_utf8_lossy(&text).into_owned();
        // Written in place of a log by the kubelet that cannot find it.
        let is_log = !text.trim().is_empty()
            && !text.starts_with("unable to retrieve container logs for ")
            && !text.starts_with("failed to try resolving symlinks in path ");
        if is_log {
            gathering
                .decode(|decoder| decoder.log(Log { namespace, pod, container, previous, text }));
        }
    }
}

/// `pods "web-1" is forbidden: User "viewer" cannot get resource "pods/log" …`, without the pod and the
/// namespace.
fn forbidden(message: &str) -> String {
    let message = message.split_once(" is forbidden: ").map_or(message, |(_, why)| why);
    format!("forbidden: {}", message.split(" in the namespace ").next().unwrap_or_default())
}

/// `Get "https://…:10250/containerLogs/shop/web-1/…": dial tcp …`, without the address, which is another
/// for each log.
fn unread(failure: &Failure) -> String {
    match failure.message().rsplit_once("\": ") {
        Some((_, why)) => format!("the server answered {}: {why}", failure.code()),
        None => failure.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::example;

    #[test]
    fn the_logs_of_what_fails_first() {
        let pod = |name: &str, owner: &str, status: &str| {
            format!(
                r#"{{"kind":"Pod","metadata":{{"namespace":"shop","name":"{name}","ownerReferences":
                [{{"uid":"{owner}","controller":true}}]}},"spec":{{"containers":[{{"name":"c"}}]}},
                "status":{{"containerStatuses":[{{"name":"c",{status}}}]}}}}"#
            )
        };
        let looping = r#""restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff"}}"#;
        let unready = r#""state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}"#;
        let pulling = r#""state":{"waiting":{"reason":"ImagePullBackOff"}}"#;
        let well = r#""ready":true,"state":{"running":{}}"#;
        let items = [
            pod("a-unready", "1", unready),
            pod("b-pulling", "2", pulling),
            pod("c-loops", "3", looping),
            pod("d-loops", "3", looping),
            pod("e-loops", "3", looping),
            pod("f-well", "4", well),
        ];
        let snapshot = example(&format!("[{}]", items.join(",")));
        let now = Time("2026-01-01T00:10:00Z".parse().ok());
        let (wanted, n_more) = choose(&snapshot.pods, now);
        let wanted: Vec<_> = wanted.iter().map(|log| (log.pod.as_str(), log.previous)).collect();
        let expected = [
            ("c-loops", false),
            ("c-loops", true),
            ("d-loops", false),
            ("d-loops", true),
            ("a-unready", false),
        ];
        assert_eq!((wanted.as_slice(), n_more), (&expected[..], 0));
        let (wanted, _) = choose(&snapshot.pods, Time("2026-01-01T00:00:30Z".parse().ok()));
        assert!(wanted.iter().all(|log| log.pod != "a-unready"), "it may still be starting");
    }
}
