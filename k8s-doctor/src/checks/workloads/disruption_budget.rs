//! A disruption budget lets no pod go, and a node that is being drained waits for it.
//!
//! With `minAvailable` as large as the number of pods, or `maxUnavailable: 0`, no pod may ever be
//! evicted: `Cannot evict pod as it would violate the pod's disruption budget`, and `kubectl drain` tries
//! again for ever. Told only where a node is cordoned and such pods are still on it: without a drain the
//! budget does no harm.

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pdb, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    if !facts.snapshot.nodes.iter().any(|node| node.spec.unschedulable) {
        return Vec::new();
    }
    facts.snapshot.pdbs.iter().filter_map(|pdb| judge(facts, pdb)).collect()
}

fn judge(facts: &Facts<'_>, pdb: &Pdb) -> Option<Finding> {
    let (status, spec) = (&pdb.status, &pdb.spec);
    // Where pods are ill it is they that hold up the drain, not the budget.
    let is_strict = status.disruptions_allowed == 0
        && status.expected_pods > 0
        && status.current_healthy >= status.expected_pods;
    let selector = spec.selector.as_ref().filter(|_| is_strict)?;
    let namespace = &pdb.metadata.namespace;
    let on_cordoned = |pod: &&Pod| {
        facts.node_of(pod).is_some_and(|node| node.spec.unschedulable)
            && !crate::facts::has_ended(pod)
            && selector.matches(&pod.metadata.labels)
    };
    let pod = facts.snapshot.pods.within(namespace).iter().find(on_cordoned)?;
    let object = pdb.object();
    let message = format!(
        "lets none of its {} pods go, so that node {} cannot be drained",
        status.expected_pods, pod.spec.node_name
    );
    let asked = spec.min_available.as_ref().map(|least| format!("minAvailable {}", least.0));
    let asked =
        asked.or_else(|| Some(format!("maxUnavailable {}", spec.max_unavailable.as_ref()?.0)));
    let scale = facts.commands.on("scale", &facts.workload_of(pod));
    let commands = vec![
        format!("{scale} --replicas={}", status.expected_pods + 1),
        facts.commands.kubectl(&format!(
            "edit pdb -n {} {}",
            quote(namespace),
            quote(&object.name)
        )),
    ];
    Some(
        Finding::cause("K718", object.clone(), message)
            .severity(Severity::Warning)
            .certainty(Certainty::Inferred)
            .evidence(Evidence::field(&object, "status.disruptionsAllowed", "0"))
            .evidence(Evidence::field(&object, "spec", asked.unwrap_or_default()))
            .evidence(Evidence::field(&pod.object(), "spec.nodeName", pod.spec.node_name.clone()))
            .remedy(Remedy {
                title: "Run one pod more than the budget needs, or let the budget allow one to go"
                    .to_owned(),
                commands,
                verify: vec![facts.commands.kubectl("get pdb -A")],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {unschedulable: true}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: web, namespace: shop},
 spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}, status: {disruptionsAllowed: 0, expectedPods: 1, currentHealthy: 1, desiredHealthy: 1}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PodDisruptionBudget, apiVersion: policy/v1, metadata: {name: web, namespace: shop},
 spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}, status: {disruptionsAllowed: 0, expectedPods: 1, currentHealthy: 1, desiredHealthy: 1}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
