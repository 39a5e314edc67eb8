//! A pod wants a runtime class that does not exist, or whose handler its node does not have.
//!
//! `runtimeClassName` names a `RuntimeClass` of the cluster, and that names a handler in the
//! configuration of containerd or CRI-O on the node (`gvisor`, `kata`, `nvidia`). The sandbox cannot be
//! made without either: `RuntimeClass "x" not found`, `no runtime for "x" is configured`.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::RuntimeClass, |fault| {
        let class = ObjectRef::new("RuntimeClass", "", &fault.subject);
        let message = if fault.text.contains("no runtime for") {
            format!("node {} does not have its handler", fault.pod.spec.node_name)
        } else {
            "does not exist".to_owned()
        };
        told::on("K121", fault, class, message, "is to run with it")
            .remedy(Remedy {
                title: "Install the runtime on the node, and its RuntimeClass in the cluster"
                    .to_owned(),
                commands: vec![facts.commands.kubectl("get runtimeclass")],
                verify: told::verify(facts, fault),
                risk: String::new(),
            })
            .remedy(told::edit(facts, fault, "Run it with the usual runtime: no runtimeClassName"))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: gpu, namespace: ml, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, runtimeClassName: nvidia, containers: [{name: gpu}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: gpu, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: ml}, type: Warning, reason: FailedCreatePodSandBox,
 involvedObject: {kind: Pod, namespace: ml, name: gpu}, lastTimestamp: 2026-01-01T10:10:00Z,
 message: 'Failed to create pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "x": no runtime for "nvidia" is configured'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: gpu, namespace: ml, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, runtimeClassName: nvidia, containers: [{name: gpu}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: gpu, ready: true, state: {running: {}}}]}}
"#;
