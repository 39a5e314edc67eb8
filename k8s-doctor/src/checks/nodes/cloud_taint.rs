//! A node waits to be set up by a cloud controller manager that does not come.
//!
//! With an external cloud provider the kubelet registers with taint
//! `node.cloudprovider.kubernetes.io/uninitialized`, and the cloud controller manager takes it off. If that
//! does not run, or may not call the cloud, the node stays closed to all pods, its own add-ons included.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    const KEY: &str = "node.cloudprovider.kubernetes.io/uninitialized";
    /// How long a cloud may take, in seconds.
    const PATIENCE: i64 = 300;
    let taint = node.spec.taints.iter().find(|taint| taint.key == KEY)?;
    if facts.age(node.metadata.creation_timestamp).is_some_and(|age| age < PATIENCE) {
        return None;
    }
    let object = node.object();
    let text = crate::facts::scheduling::taint_text(taint);
    let evidence = Evidence::field(&object, "spec.taints", text);
    let evidence = evidence.since(node.metadata.creation_timestamp);
    let is_manager = |pod: &&crate::snapshot::Pod| {
        pod.metadata.name.contains("cloud-controller-manager") && facts.trouble(pod).is_some()
    };
    let mut finding = Finding::cause("K604", object, "no cloud controller manager has set it up")
        .certainty(Certainty::Observed)
        .evidence(evidence);
    for pod in facts.snapshot.pods.within("kube-system").iter().filter(is_manager) {
        finding = finding.held_by(pod.object(), "is set up by this pod");
    }
    let commands =
        vec![facts.commands.kubectl("get pods -n kube-system | grep cloud-controller-manager")];
    Some(
        finding.remedy(Remedy {
            title: "Get the cloud controller manager to run, or start the kubelet without \
                --cloud-provider=external"
                .to_owned(),
            commands,
            verify: super::verify(facts, node),
            risk: String::new(),
        }),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, value: 'true', effect: NoSchedule}]}, status: {conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
