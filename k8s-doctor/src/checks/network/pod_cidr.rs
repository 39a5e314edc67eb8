//! A node has no range of addresses for its pods, and its network plugin does not start without one.
//!
//! Flannel, kindnet, kube-router and others take the range from `spec.podCIDR` of the node; the
//! controller-manager fills it in when it runs with `--allocate-node-cidrs` and `--cluster-cidr`. Without
//! it flannel says `failed to acquire lease: node "n1" pod cidr not assigned`. Usual reasons: `kubeadm init`
//! without `--pod-network-cidr`, or a `--cluster-cidr` whose ranges are used up. Calico and Cilium have
//! ranges of their own and do not need it, so that an empty field alone means nothing.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| super::cni_down::is_plugin(pod)) {
        let Some(node) = facts.node_of(pod).filter(|node| node.spec.pod_cidr.is_empty()) else {
            continue;
        };
        if facts.trouble(pod).is_none() {
            continue;
        }
        let tells = |line: &str| {
            let line = line.to_lowercase();
            line.contains("cidr")
                && (line.contains("not assigned")
                    || line.contains("no podcidr")
                    || line.contains("podcidr is empty")
                    || line.contains("failed to get pod cidr")
                    || line.contains("doesn't have podcidr")
                    || line.contains("invalid cidr address"))
        };
        let Some(line) = facts.log_line(pod, 40, tells) else { continue };
        let object = node.object();
        let message = "has no range of addresses for pods (spec.podCIDR)";
        let start = "start --extra-config=kubeadm.pod-network-cidr=10.244.0.0/16";
        let mut commands = vec![
            facts
                .commands
                .kubectl("get pods -n kube-system -l component=kube-controller-manager -o yaml"),
        ];
        if super::is_minikube(facts) {
            commands = vec![facts.commands.minikube(start)];
        }
        findings.push(
            Finding::cause("K526", object.clone(), message)
                .evidence(Evidence::field(&object, "spec.podCIDR", "empty"))
                .evidence(Evidence::log(&pod.object(), line.container, line.text))
                .holds(pod.object(), "takes its addresses from the node's range")
                .remedy(Remedy {
                    title: "Have the controller-manager give ranges to nodes: \
                            --allocate-node-cidrs=true and --cluster-cidr with the range that the \
                            network plugin is configured with"
                        .to_owned(),
                    commands,
                    verify: vec![facts.commands.kubectl(
                        "get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR",
                    )],
                    risk: "the controller-manager restarts".to_owned(),
                }),
        );
    }
    findings
}

pub(super) const BAD: &str = r#"
{"kind":"Node","apiVersion":"v1","metadata":{"name":"n1"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-flannel-ds-x1","namespace":"kube-flannel","ownerReferences":[{"kind":"DaemonSet","name":"kube-flannel-ds","controller":true}]},
 "spec":{"nodeName":"n1","hostNetwork":true,"containers":[{"name":"kube-flannel"}]},
 "status":{"phase":"Running","containerStatuses":[{"name":"kube-flannel","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container kube-flannel of pod kube-flannel/kube-flannel-ds-x1 ====
E0102 10:00:00.000000 1 main.go:332] Error registering network: failed to acquire lease: node "n1" pod cidr not assigned
==== END logs for container kube-flannel of pod kube-flannel/kube-flannel-ds-x1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Node","apiVersion":"v1","metadata":{"name":"n1"},"spec":{"podCIDR":"10.244.0.0/24"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-flannel-ds-x1","namespace":"kube-flannel","ownerReferences":[{"kind":"DaemonSet","name":"kube-flannel-ds","controller":true}]},
 "spec":{"nodeName":"n1","hostNetwork":true,"containers":[{"name":"kube-flannel"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container kube-flannel of pod kube-flannel/kube-flannel-ds-x1 ====
E0102 10:00:00.000000 1 main.go:332] Error registering network: failed to acquire lease: node "n1" pod cidr not assigned
==== END logs for container kube-flannel of pod kube-flannel/kube-flannel-ds-x1 ====
"#;
