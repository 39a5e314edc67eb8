//! A daemon set does not run on all the nodes that it should.
//!
//! A symptom: the chain goes on to its pods, and from them to their nodes.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::{DaemonSet, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.daemon_sets.iter().filter_map(|object| judge(facts, object)).collect()
}

fn judge(facts: &Facts<'_>, set: &DaemonSet) -> Option<Finding> {
    let (wanted, ready) = (set.status.desired_number_scheduled, set.status.number_ready);
    if ready >= wanted {
        return None;
    }
    let object = set.object();
    let ill = super::ill_pods(facts, &object);
    if ill.is_empty() && super::is_growing(facts, &object, &set.metadata) {
        return None;
    }
    let evidence = Evidence::field(&object, "status.numberReady", format!("{ready} of {wanted}"));
    let mut finding =
        Finding::symptom("K702", object, format!("ready on {ready} of {wanted} nodes"))
            .evidence(evidence);
    for pod in ill {
        finding = finding.held_by(pod, "needs this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: DaemonSet, apiVersion: apps/v1, metadata: {name: agent, namespace: ops},
 status: {desiredNumberScheduled: 2, numberReady: 1}}
";

pub(super) const GOOD: &str = r"
{kind: DaemonSet, apiVersion: apps/v1, metadata: {name: agent, namespace: ops},
 status: {desiredNumberScheduled: 2, numberReady: 2}}
";
