//! Faults of a pod as a whole: it has no sandbox or no volumes, it was put out, nobody lets it be
//! ready; and init containers that run on and on.

use super::{Case, Fault, Kind, fault, start};
use crate::facts::{Facts, is_going, log_lines};
use crate::finding::{Certainty, Evidence};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

fn whole(pod: &Pod, kind: Kind) -> Fault<'_> {
    Fault {
        pod,
        container: None,
        is_init: false,
        is_past: false,
        kind,
        subject: String::new(),
        object: None,
        exit_code: None,
        text: String::new(),
        certainty: Certainty::Observed,
        evidence: Vec::new(),
    }
}

/// A failed pod that the kubelet ended. `is_ill`: nobody has made another in its place.
pub(super) fn failed<'a>(facts: &Facts<'a>, pod: &'a Pod, is_ill: bool) -> Option<Fault<'a>> {
    let status = &pod.status;
    if is_going(&pod.metadata) {
        return None;
    }
    let kind = match status.reason.as_str() {
        "Evicted" if is_own_use(&status.message) => Kind::Storage,
        "Evicted" => Kind::Evicted,
        "DeadlineExceeded" => Kind::Deadline,
        "Shutdown" | "NodeShutdown" | "Terminated" | "NodeLost" => Kind::Shutdown,
        _ => return None,
    };
    if !is_ill {
        // Another runs in its place: worth a word only while it may happen again.
        let since = condition(&status.conditions, "Ready").map(|ready| ready.last_transition_time);
        let since = since.unwrap_or_default().or(status.start_time);
        let is_recent = facts.age(since).is_some_and(|age| age < 3600);
        let may_recur = match kind {
            Kind::Storage => is_recent,
            Kind::Evicted => is_recent && is_pressed(facts, pod),
            _ => false,
        };
        if !may_recur {
            return None;
        }
    }
    let mut found = whole(pod, kind);
    found.is_past = !is_ill;
    found.text = log_lines::quote(status.message.lines().next().unwrap_or_default());
    if let Some((_, rest)) = status.message.split_once("low on resource: ") {
        rest.split(['.', ' ', ',']).next().unwrap_or_default().clone_into(&mut found.subject);
    }
    let text = format!("{}: {}", status.reason, found.text);
    found.evidence.push(Evidence::field(&pod.object(), "status.reason", text));
    Some(found)
}

/// Whether it was put out for what it used itself.
fn is_own_use(message: &str) -> bool {
    ["exceeds the limit", "exceeds the total limit", "exceeded its local ephemeral"]
        .iter()
        .any(|words| message.contains(words))
}

/// Whether the node of a pod is short of something now.
pub fn is_pressed(facts: &Facts<'_>, pod: &Pod) -> bool {
    facts.node_of(pod).is_some_and(|node| {
        let mut conditions = node.status.conditions.iter();
        conditions.any(|one| one.type_.ends_with("Pressure") && one.status == "True")
    })
}

/// A pod with a node, none of whose containers has ever been created.
pub(super) fn unborn<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Option<Fault<'a>> {
    let is_pending = pod.status.phase == "Pending" && !pod.spec.node_name.is_empty();
    let mut statuses =
        pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    let is_creating = statuses.all(|status| {
        let state = &status.state;
        let waiting = state.waiting.as_ref().map_or("", |waiting| waiting.reason.as_str());
        state.running.is_none()
            && state.terminated.is_none()
            && matches!(waiting, "" | "ContainerCreating" | "PodInitializing")
    });
    if !is_pending || !is_creating {
        return None;
    }
    volumes(facts, pod).or_else(|| sandbox(facts, pod))
}

/// A config map or secret that a volume is made of and that is not there.
fn volumes<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Option<Fault<'a>> {
    for (path, object, keys) in sources(pod) {
        let is_lacking = facts.snapshot.covers(&object.kind, &object.namespace)
            && facts.snapshot.meta(&object).is_none();
        let says = |message: &str| {
            start::missing(facts, pod, message).is_some_and(|(_, named)| named == object)
        };
        let event = facts.event(&pod.object(), "FailedMount", says);
        if is_lacking || event.is_some() {
            let is_secret = object.kind == "Secret";
            let kind = if is_secret { Kind::MissingSecret } else { Kind::MissingConfigMap };
            let mut found = whole(pod, kind);
            if let Some(event) = event {
                found.evidence.push(Evidence::event(&pod.object(), event));
            }
            found.evidence.push(Evidence::field(&pod.object(), &path, object.name.clone()));
            found.object = Some(object);
            return Some(found);
        }
        let known = start::keys(facts, &object);
        let lost = known.and_then(|known| keys.into_iter().find(|key| !known.contains(key)));
        if let Some(key) = lost {
            let mut found = whole(pod, Kind::MissingKey);
            key.clone_into(&mut found.subject);
            found.object = Some(object);
            let path = format!("{path}.items");
            found.evidence.push(Evidence::field(&pod.object(), &path, key));
            let says = |message: &str| message.contains("non-existent");
            if let Some(event) = facts.event(&pod.object(), "FailedMount", says) {
                found.evidence.push(Evidence::event(&pod.object(), event));
            }
            return Some(found);
        }
    }
    None
}

/// The config maps and secrets that a pod's volumes need, with their paths and the keys they name.
fn sources(pod: &Pod) -> Vec<(String, ObjectRef, Vec<&str>)> {
    let namespace = &pod.metadata.namespace;
    let mut sources = Vec::new();
    for volume in &pod.spec.volumes {
        let projected = volume.projected.iter().flat_map(|projected| &projected.sources);
        let own = (volume.config_map.as_ref(), volume.secret.as_ref());
        let all = projected.map(|one| (one.config_map.as_ref(), one.secret.as_ref()));
        for (map, secret) in std::iter::once(own).chain(all) {
            let path = format!("spec.volumes[{}]", volume.name);
            if let Some(map) = map.filter(|map| !map.optional) {
                let object = ObjectRef::new("ConfigMap", namespace, &map.name);
                let keys = map.items.iter().map(|item| item.key.as_str()).collect();
                sources.push((format!("{path}.configMap"), object, keys));
            }
            if let Some(secret) = secret.filter(|secret| !secret.optional) {
                let object = ObjectRef::new("Secret", namespace, &secret.secret_name);
                let keys = secret.items.iter().map(|item| item.key.as_str()).collect();
                sources.push((format!("{path}.secret"), object, keys));
            }
        }
    }
    sources
}

/// A pod whose sandbox cannot be made, by its event: there is no other place where it stands.
fn sandbox<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Option<Fault<'a>> {
    let event = facts.event(&pod.object(), "FailedCreatePodSandBox", |_| true)?;
    let newest = facts.events(&pod.object()).iter().find(|event| {
        matches!(event.reason.as_str(), "Pulling" | "Pulled" | "Created" | "Started")
    });
    if newest.is_some_and(|newest| newest.last() > event.last()) {
        return None;
    }
    let message = start::plain(&event.message);
    let is_class = message.contains("RuntimeClass") || message.contains("no runtime for");
    let mut found = whole(pod, if is_class { Kind::RuntimeClass } else { Kind::Sandbox });
    if is_class {
        found.subject.clone_from(&pod.spec.runtime_class_name);
    }
    let said = message.split_once("sandbox: ").map_or(message.as_str(), |(_, said)| said);
    found.text = log_lines::quote(said.lines().next().unwrap_or_default());
    found.evidence.push(Evidence::event(&pod.object(), event));
    Some(found)
}

/// A pod whose containers are all ready, and which is not: a gate is shut.
pub(super) fn gate(pod: &Pod) -> Option<Fault<'_>> {
    let conditions = &pod.status.conditions;
    let ready = condition(conditions, "ContainersReady").is_some_and(|one| one.status == "True");
    if !ready {
        return None;
    }
    let shut = pod.spec.readiness_gates.iter().find(|gate| {
        condition(conditions, &gate.condition_type).is_none_or(|one| one.status != "True")
    })?;
    let mut found = whole(pod, Kind::Gate);
    found.subject.clone_from(&shut.condition_type);
    let state = condition(conditions, &shut.condition_type);
    found.text = state.map_or_else(
        || "nobody has set it".to_owned(),
        |state| format!("{} {}", state.status, state.message).trim().to_owned(),
    );
    let path = format!("status.conditions[{}]", shut.condition_type);
    found.evidence.push(Evidence::field(&pod.object(), &path, found.text.clone()));
    Some(found)
}

/// An init container that runs on: it waits for something, which its command or log may name.
pub(super) fn waiting_init<'a>(facts: &Facts<'a>, case: &Case<'a>) -> Fault<'a> {
    let mut found = fault(case, Kind::InitRuns);
    found.certainty = Certainty::Inferred;
    let since = case.status.state.running.as_ref().map(|running| running.started_at);
    let running = case.evidence("state.running", "has not ended");
    found.evidence.push(running.since(since.unwrap_or_default()));
    let lines = facts.last_lines(case.pod, &case.container.name, 10);
    if let Some(line) = log_lines::telling(&lines) {
        found.text = log_lines::quote(line);
        let evidence = Evidence::log(&case.pod.object(), &case.container.name, &found.text);
        found.evidence.insert(0, evidence);
    }
    let command = case.container.command.iter().chain(&case.container.args);
    let script = command.map(String::as_str).collect::<Vec<_>>().join(" ");
    let is_waiting =
        ["nc ", "nslookup ", "wget ", "curl ", "pg_isready", "until ", "wait", "getent"]
            .iter()
            .any(|word| script.contains(word));
    let namespace = &case.pod.metadata.namespace;
    let named = object_in(facts, namespace, &script)
        .or_else(|| facts.service_in(namespace, &script).filter(|_| is_waiting));
    let logged = lines.iter().rev().find_map(|line| log_lines::host(line));
    if let Some(object) = named {
        found.kind = Kind::InitWaits;
        found.subject.clone_from(&object.name);
        found.object = Some(object);
        let path = format!("spec.initContainers[{}].command", case.container.name);
        let script = log_lines::quote(script.lines().next().unwrap_or_default());
        found.evidence.push(Evidence::field(&case.pod.object(), &path, script));
    } else if let Some(host) = logged {
        found.kind = Kind::InitWaits;
        found.subject = host.name;
    }
    found
}

/// An object of the namespace that a script names with its kind, as `kubectl wait job/migrate` and
/// k8s-wait-for's `job migrate` do.
fn object_in(facts: &Facts<'_>, namespace: &str, script: &str) -> Option<ObjectRef> {
    const KINDS: &[(&[&str], &str)] = &[
        (&["job", "jobs"], "Job"),
        (&["pod", "pods", "po"], "Pod"),
        (&["deployment", "deployments", "deploy"], "Deployment"),
        (&["statefulset", "statefulsets", "sts"], "StatefulSet"),
        (&["daemonset", "daemonsets", "ds"], "DaemonSet"),
    ];
    let words = script.split([' ', '/', '\n', '\'', '"', ';']).filter(|word| !word.is_empty());
    let pairs = words.clone().zip(words.skip(1));
    let mut named = pairs.filter_map(|(kind, name)| {
        let kind = kind.split('.').next()?;
        let (_, kind) = KINDS.iter().find(|(names, _)| names.contains(&kind))?;
        Some(ObjectRef::new(kind, namespace, name))
    });
    named.find(|object| facts.snapshot.meta(object).is_some())
}
