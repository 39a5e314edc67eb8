//! A share of an NFS server cannot be mounted.
//!
//! The server is not reached (`Connection timed out`, `No route to host`), does not let this node in
//! (`access denied by server`: its exports), has no such folder (`No such file or directory`), does not
//! speak that version of NFS, or the node has no NFS client: `bad option; for several filesystems (e.g.
//! nfs, cifs) you might need a /sbin/mount.<type> helper program`. The node mounts it, so that the
//! name of a service of the cluster is of no use as the server. All pods that need one server are told
//! as one.

use super::mounts::{Failure, Kind, failures};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = failures(facts).into_iter().filter(|failure| failure.kind == Kind::Nfs);
    all.map(|failure| judge(facts, &failure)).collect()
}

fn judge(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let node = &failure.pod.spec.node_name;
    let inline = failure.inline.and_then(|inline| inline.nfs.as_deref());
    let share = inline.or(failure.volume.and_then(|volume| volume.spec.nfs.as_ref()));
    let (server, path) = share.map_or(("", ""), |nfs| (nfs.server.as_str(), nfs.path.as_str()));
    let (why, title) = why(&failure.text.to_lowercase(), server, path, node);
    let message = match server {
        "" => format!("its NFS share cannot be mounted on node {node}: {why}"),
        _ => format!("NFS share {server}:{path} cannot be mounted on node {node}: {why}"),
    };
    let mut finding = failure.cause("K422", failure.object(facts), message);
    if !server.is_empty() {
        finding.group = Some(format!("{server} {why}"));
        let (object, at) = match failure.volume {
            Some(volume) => (volume.object(), "spec.nfs".to_owned()),
            None => (failure.pod.object(), format!("spec.volumes[{}].nfs", failure.name)),
        };
        finding = finding.evidence(Evidence::field(&object, &at, format!("{server}:{path}")));
    }
    finding.remedy(Remedy {
        title,
        commands: Vec::new(),
        verify: vec![facts.commands.on("get", &failure.pod.object())],
        risk: String::new(),
    })
}

/// What the words say, and what to do about it.
fn why(text: &str, server: &str, path: &str, node: &str) -> (&'static str, String) {
    if text.contains("helper program") || text.contains("unknown filesystem type") {
        let title = format!("Install the NFS client on node {node}: nfs-common or nfs-utils");
        return ("the node has no NFS client", title);
    }
    if text.contains("access denied") {
        let title = format!("Let node {node} in, in the exports of {server}");
        return ("the server does not let it in", title);
    }
    if text.contains("no such file") {
        return (
            "the server has no such folder",
            format!("Make {path} on {server}, or correct it"),
        );
    }
    if text.contains("protocol not supported") || text.contains("version or transport") {
        let title = format!("Give a version that {server} speaks, in the volume's mountOptions");
        return ("the server does not speak that version", title);
    }
    if text.contains("failed to resolve") || text.contains("name or service not known") {
        let title = "Write an address that the nodes know: they do not see the cluster's own DNS";
        return ("the server's name is not known on the node", title.to_owned());
    }
    if text.contains("timed out") || text.contains("no route") || text.contains("refused") {
        let title = format!("See that {server} is up, and that node {node} reaches its port 2049");
        return ("the server does not answer", title);
    }
    ("the mount fails", format!("Mount {server}:{path} by hand on node {node} to see why"))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}], volumes: [{name: share, nfs: {server: 192.0.2.9, path: /srv}}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: FailedMount, lastTimestamp: 2026-01-01T10:10:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32 Output: mount.nfs: Connection timed out'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}], volumes: [{name: share, nfs: {server: 192.0.2.9, path: /srv}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
