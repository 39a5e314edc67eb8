//! A container mounts a sub-path of a volume, and the sub-path cannot be used.
//!
//! The kubelet makes a `subPath` that is not there, unless the volume is read-only or belongs to a user
//! that the kubelet (or the NFS server, with `root_squash`) may not write as. It refuses one that is
//! absolute or leads out of the volume by `..` or a link. A sub-path of a config map that has no such
//! key, and a file mounted over a folder, fail in the same place. The waiting reason is
//! `CreateContainerConfigError` with `failed to prepare subPath`, or `failed to create subPath
//! directory`.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Container, Object as _, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.pods.iter().filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let (container, message) = pod.containers().find_map(|(container, status, _)| {
        let waiting = status?.state.waiting.as_ref()?;
        waiting.message.contains("subPath").then_some((container, waiting.message.as_str()))
    })?;
    facts.trouble(pod)?;
    let object = pod.object();
    let name = message.split_once("volumeMount \"").and_then(|(_, rest)| rest.split('"').next());
    let sub_path = mount(container, name).unwrap_or_default();
    let text = format!(
        "container {} cannot use sub-path {sub_path:?} of volume {}",
        container.name,
        name.unwrap_or_default()
    );
    let said = said(facts, pod);
    let text = match said.as_ref() {
        Some(evidence) => format!("{text}: {}", words(&evidence.text)),
        None => text,
    };
    let path = format!("status.containerStatuses[{}].state.waiting", container.name);
    let workload = facts.workload_of(pod);
    let mut finding = Finding::cause("K421", workload.clone(), text)
        .evidence(Evidence::field(&object, &path, message));
    finding.evidence.extend(said);
    finding.instead_of = &["K131"];
    if workload != object {
        finding = finding.holds(object.clone(), "cannot create its container");
    }
    Some(finding.remedy(Remedy {
        title: "Correct the sub-path: relative, within the volume, and writable where it is to be made".to_owned(),
        commands: vec![facts.commands.on("edit", &workload)],
        verify: vec![facts.commands.on("get", &object)],
        risk: String::new(),
    }))
}

/// The sub-path of a mount.
fn mount<'a>(container: &'a Container, name: Option<&str>) -> Option<&'a str> {
    let mounts = container.volume_mounts.iter().filter(|mount| !mount.sub_path.is_empty());
    let mut mounts = mounts.filter(|mount| name.is_none_or(|name| mount.name == name));
    mounts.next().map(|mount| mount.sub_path.as_str())
}

/// What the kubelet says of it beyond that.
fn said(facts: &Facts<'_>, pod: &Pod) -> Option<Evidence> {
    let object = pod.object();
    let event = facts
        .event(&object, "Failed", |text| text.contains("subPath") || text.contains("subpath"))?;
    Some(Evidence::event(&object, event))
}

/// The end of the words, which is the cause.
fn words(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_start_matches("Error: ")
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web, volumeMounts: [{name: data, mountPath: /data, subPath: ../up}]}], volumes: [{name: data, emptyDir: {}}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: CreateContainerConfigError,
  message: 'failed to prepare subPath for volumeMount "data" of container "web"'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web, volumeMounts: [{name: data, mountPath: /data, subPath: up}]}], volumes: [{name: data, emptyDir: {}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
