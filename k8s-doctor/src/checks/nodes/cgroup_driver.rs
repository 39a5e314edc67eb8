//! A kubelet does not start because its cgroup driver is not the container runtime's.
//!
//! `kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"`: one of them must be
//! changed. It is seen with minikube's none driver and hand-made nodes. containerd and cri-o do not refuse,
//! but make pods that fall over under load.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    if is_node_ready(node) {
        return None;
    }
    let object = node.object();
    let says = |text: &str| text.contains("cgroup driver") && text.contains("different from");
    let event = facts.events(&object).iter().find(|event| says(&event.message));
    let start = facts.snapshot.minikube.last_start.as_deref().unwrap_or_default();
    let line = start.lines().find(|line| says(line));
    let evidence = match (event, line) {
        (Some(event), _) => Evidence::event(&object, event),
        (None, Some(line)) => Evidence::field(&object, "lastStart.txt", line.trim()),
        (None, None) => return None,
    };
    let driver = evidence.text.contains("kubelet cgroup driver: \"systemd\"");
    let wanted = if driver { "cgroupfs" } else { "systemd" };
    let commands = if facts.is_minikube() {
        vec![
            facts
                .commands
                .minikube(&format!("start --extra-config=kubelet.cgroup-driver={wanted}")),
        ]
    } else {
        vec!["sudo systemctl restart kubelet".to_owned()]
    };
    Some(
        Finding::cause(
            "K612",
            object,
            "its kubelet and its container runtime have different cgroup drivers",
        )
        .evidence(evidence)
        .remedy(Remedy {
            title: format!("Give the kubelet the runtime's driver: cgroupDriver: {wanted}"),
            commands,
            verify: super::verify(facts, node),
            risk: "the containers on the node are restarted".to_owned(),
        }),
    )
}

pub(super) const BAD: &str = r#"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: Unknown}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: default}, type: Warning, reason: KubeletSetupFailed,
 involvedObject: {kind: Node, name: n1}, message: 'misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"'}
"#;

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
