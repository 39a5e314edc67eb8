//! A node has been cordoned for long, and takes no pods.
//!
//! `kubectl drain` cordons, and only `kubectl uncordon` takes it back. After an upgrade or a restart it is
//! easily forgotten, and the cluster is smaller than it seems. A note: it may be meant.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    /// A node is cordoned for work that may take some time, in seconds.
    const LONG: i64 = 24 * 3600;
    if !node.spec.unschedulable {
        return None;
    }
    let mut taints = node.spec.taints.iter();
    let taint = taints.find(|taint| taint.key == "node.kubernetes.io/unschedulable");
    let since = taint.map(|taint| taint.time_added).unwrap_or_default();
    let age = facts.age(since);
    if age.is_some_and(|age| age < LONG) {
        return None;
    }
    let object = node.object();
    let message = match age {
        Some(age) => format!("cordoned for {} hours: it takes no pods", age / 3600),
        None => "cordoned: it takes no pods".to_owned(),
    };
    let uncordon = format!("uncordon {}", quote(&object.name));
    Some(
        Finding::cause("K609", object.clone(), message)
            .severity(Severity::Note)
            .evidence(Evidence::field(&object, "spec.unschedulable", "true").since(since))
            .remedy(Remedy {
                title: "Let pods on it again, if it was only forgotten".to_owned(),
                commands: vec![facts.commands.kubectl(&uncordon)],
                verify: super::verify(facts, node),
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {unschedulable: true}, status: {conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
