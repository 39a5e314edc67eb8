//! A kubelet cannot make room on its disk by removing images.
//!
//! `FreeDiskSpaceFailed … wanted to free N bytes, but freed M`: what fills the disk is not images, but logs,
//! volumes, or containers' own files. The node is not under pressure yet. `failed to get imageFs stats` and
//! `invalid capacity 0 on image filesystem` come at every start and mean nothing.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Evidence, Finding, Severity};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    /// It is tried every five minutes: what is older is past, in seconds.
    const RECENT: i64 = 900;
    let object = node.object();
    let pressed = condition(&node.status.conditions, "DiskPressure");
    if !is_node_ready(node) || pressed.is_some_and(|it| it.status == "True") {
        return None;
    }
    let event = facts.events(&object).iter().find(|event| {
        matches!(event.reason.as_str(), "FreeDiskSpaceFailed" | "ImageGCFailed")
            && (event.message.contains("wanted to free")
                || event.message.contains("attempted to free"))
    })?;
    if facts.age(event.last()).is_some_and(|age| age > RECENT) {
        return None;
    }
    let message = "its disk fills, and removing images does not help";
    Some(
        Finding::cause("K613", object.clone(), message)
            .severity(Severity::Warning)
            .evidence(Evidence::event(&object, event))
            .remedy(super::free_disk(facts, node)),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: default}, type: Warning, reason: FreeDiskSpaceFailed,
 involvedObject: {kind: Node, name: n1}, message: 'failed to garbage collect required amount of images. wanted to free 5000 bytes, but freed 0 bytes'}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
