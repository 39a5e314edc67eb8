//! Chains of pods that no node takes.

use expect_test::{Expect, expect};

use crate::decode;
use crate::diagnosis::diagnose;

const READY: &str = "conditions: [{type: Ready, status: 'True'}]";

fn node(name: &str, spec: &str, memory: &str) -> String {
    format!(
        "{{kind: Node, apiVersion: v1, metadata: {{name: {name}, labels: {{kubernetes.io/hostname: {name}}}}}, \
         spec: {{{spec}}}, status: {{allocatable: {{cpu: '4', memory: {memory}, pods: '110'}}, {READY}}}}}\n---\n"
    )
}

fn pending(name: &str, spec: &str, message: &str) -> String {
    format!(
        "{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: shop, labels: {{app: web}}}}, \
         spec: {{{spec}}}, status: {{phase: Pending, conditions: [{{type: PodScheduled, status: 'False', \
         reason: Unschedulable, message: \"{message}\"}}]}}}}\n---\n"
    )
}

const CONTROL_PLANE: &str =
    "taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]";

#[track_caller]
fn check(text: &str, expected: &Expect) {
    let snapshot = decode::example(text.trim_end().trim_end_matches("---"));
    let lines: Vec<String> = diagnose(&snapshot)
        .roots
        .iter()
        .map(|root| {
            let held: Vec<String> = root.holds.iter().map(|held| held.object.to_string()).collect();
            format!(
                "{} {} {}: {} [{}]\n",
                root.severity,
                root.code,
                root.object,
                root.message,
                held.join(", ")
            )
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

/// Memory is what to change: the control plane would have room, and is not meant for it.
#[test]
fn a_full_worker_is_told_and_not_the_control_plane() {
    let text = node("cp", CONTROL_PLANE, "64Gi")
        + &node("w1", "", "2Gi")
        + &node("w2", "", "8Gi")
        + &pending(
            "web",
            "containers: [{name: c, resources: {requests: {memory: 10Gi}}}]",
            "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory.",
        );
    check(
        &text,
        &expect![[r#"
            error K301 Pod shop/web: each pod asks 10Gi memory, more than the 8Gi of the largest node that it may be on []
        "#]],
    );
}

/// The node that the selector means is tainted: the toleration is missing.
#[test]
fn the_selected_node_has_a_taint() {
    let text = node("gpu", "taints: [{key: gpu, effect: NoSchedule}]", "8Gi")
        + &node("w1", "", "8Gi")
        + &pending(
            "web",
            "nodeSelector: {kubernetes.io/hostname: gpu}, containers: [{name: c}]",
            "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) didn't match Pod's node affinity/selector.",
        );
    check(
        &text,
        &expect![[r#"
        error K304 Pod shop/web: does not tolerate gpu:NoSchedule of node gpu []
    "#]],
    );
}

/// A lost node would take it, others have no room: the node is the root.
#[test]
fn a_lost_node_would_take_it() {
    let text = node("w1", "", "1Gi")
        + "{kind: Node, apiVersion: v1, metadata: {name: lost}, spec: {taints: [{key: node.kubernetes.io/unreachable, effect: NoSchedule}]},
            status: {allocatable: {memory: 8Gi, pods: '110'}, conditions: [{type: Ready, status: Unknown, message: Kubelet stopped posting node status.}]}}\n---\n"
        + &pending(
            "web",
            "containers: [{name: c, resources: {requests: {memory: 2Gi}}}]",
            "0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint(s).",
        );
    check(
        &text,
        &expect![[r#"
            error K601 Node lost: its kubelet is not heard of any more [Pod shop/web]
        "#]],
    );
}

/// By the snapshot it fits: pods are missing from the dump, and the message is all there is.
#[test]
fn the_message_alone() {
    let text = node("w1", "", "8Gi")
        + &pending(
            "web",
            "containers: [{name: c, resources: {requests: {memory: 2Gi}}}]",
            "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        );
    check(
        &text,
        &expect![[r#"
        error K300 Pod shop/web: each pod asks 2Gi memory, and no node has it free []
    "#]],
    );
}

/// Unbound claims are not the scheduler's matter.
#[test]
fn storage_is_left_to_storage() {
    let text = node("w1", "", "8Gi")
        + &pending(
            "web",
            "containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]",
            "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
        )
        + "{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {storageClassName: slow}, status: {phase: Pending}}";
    let snapshot = decode::example(&text);
    let findings = diagnose(&snapshot).findings;
    let codes: Vec<&str> =
        findings.iter().map(|it| it.code).filter(|code| code.starts_with("K3")).collect();
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn many_pods_of_one_template_are_looked_at_once() {
    let mut text = String::new();
    for index in 0..40 {
        text += &node(&format!("w{index}"), "", "1Gi");
    }
    let owner = "ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]";
    for index in 0..60 {
        let pod = pending(
            &format!("web-{index}"),
            "containers: [{name: c, resources: {requests: {memory: 900Mi}, limits: {}}}, {name: d, resources: {requests: {memory: 900Mi}}}]",
            "0/40 nodes are available: 40 Insufficient memory.",
        );
        text += &pod.replace("labels: {app: web}", &format!("labels: {{app: web}}, {owner}"));
    }
    let snapshot = decode::example(text.trim_end().trim_end_matches("---"));
    let facts = crate::facts::Facts::new(&snapshot);
    let pending = &facts.scheduling().pending;
    assert_eq!((pending.len(), pending[0].pods.len(), pending[0].n_nodes), (1, 60, 40));
}
