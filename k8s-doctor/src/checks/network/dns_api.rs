//! `CoreDNS` cannot read services and endpoints from the API server, and so never becomes ready.
//!
//! Its log says `plugin/ready: Still waiting on: "kubernetes"` and, in reflector lines, why. `… is
//! forbidden: User "system:serviceaccount:kube-system:coredns" cannot list resource "endpointslices"`: the
//! cluster role is older than this `CoreDNS`, which is what happens when only the image was renewed. `dial
//! tcp 10.96.0.1:443: i/o timeout` or `no route to host`: pods do not reach the API server's service
//! address, for which kube-proxy and the network plugin are responsible, or a firewall on the node.

use crate::facts::{Facts, is_ready, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let ill = super::ill_dns_pods(facts);
    ill.into_iter().filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let failed = |line: &str| {
        line.contains("ailed to list *v1")
            || line.contains("ailed to watch *v1")
            || line.contains("plugin/kubernetes") && line.contains("error")
    };
    let forbidden = |line: &str| failed(line) && line.contains("is forbidden");
    let object = pod.object();
    if let Some(line) = facts.log_line(pod, 60, forbidden) {
        let evidence = Evidence::log(&object, line.container, line.text);
        let finding = role(facts, line.text).evidence(evidence);
        return Some(finding.holds(object, "may not read what it needs"));
    }
    let unreached = |line: &str| {
        let fails = ["i/o timeout", "no route to host", "connection refused", "unreachable"];
        failed(line) && line.contains("dial tcp") && fails.iter().any(|fail| line.contains(fail))
    };
    let line = facts.log_line(pod, 60, unreached)?;
    let evidence = Evidence::log(&object, line.container, line.text);
    Some(unreachable(facts, pod).evidence(evidence).holds(object, "asks the API server there"))
}

fn role(facts: &Facts<'_>, line: &str) -> Finding {
    let resource = line.split_once("resource \"").and_then(|(_, rest)| rest.split('"').next());
    let resource = resource.unwrap_or("services");
    let group = line.split_once("API group \"").and_then(|(_, rest)| rest.split('"').next());
    let group = group.unwrap_or_default();
    let object = ObjectRef::new("ClusterRole", "", "system:coredns");
    let rule = format!(
        "[{{\"op\":\"add\",\"path\":\"/rules/-\",\"value\":{{\"apiGroups\":[{}],\"resources\":[{}],\
         \"verbs\":[\"list\",\"watch\"]}}}}]",
        serde_json::json!(group),
        serde_json::json!(resource)
    );
    let verb = facts.commands.on("patch", &object);
    Finding::cause("K524", object, format!("does not allow CoreDNS to list {resource}")).remedy(
        Remedy {
            title: format!("Allow CoreDNS to list and watch {resource}"),
            commands: vec![format!("{verb} --type json -p {}", quote(&rule))],
            verify: vec![facts.commands.kubectl(&format!(
                "auth can-i list {resource} --as=system:serviceaccount:kube-system:coredns -A"
            ))],
            risk: String::new(),
        },
    )
}

fn unreachable(facts: &Facts<'_>, pod: &Pod) -> Finding {
    let object = ObjectRef::new("Service", "default", "kubernetes");
    let node = pod.spec.node_name.as_str();
    let message = "pods do not reach the API server at its service address";
    let mut finding =
        Finding::cause("K524", object, message).certainty(Certainty::Inferred).remedy(Remedy {
            title:
                "Look at what leads pods there: kube-proxy and the network plugin on the node, and \
                    the node's firewall"
                    .to_owned(),
            commands: vec![
                facts.commands.kubectl("get pods -n kube-system -o wide"),
                facts.commands.kubectl("logs -n kube-system -l k8s-app=kube-proxy --tail=50"),
            ],
            verify: vec![facts.commands.kubectl("get pods -n kube-system -l k8s-app=kube-dns")],
            risk: String::new(),
        });
    for other in facts.snapshot.pods.within("kube-system") {
        let is_proxy = other.metadata.labels.get("k8s-app").is_some_and(|app| app == "kube-proxy");
        let same = is_proxy && other.spec.node_name == node && !is_ready(other);
        if same && facts.trouble(other).is_some() {
            finding = finding.held_by(other.object(), "leads requests to services on this node");
        }
    }
    finding
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[INFO] plugin/ready: Still waiting on: "kubernetes"
E0102 10:00:00.000000 1 reflector.go:140] pkg/mod/k8s.io/client-go@v0.25.1/tools/cache/reflector.go:169: Failed to watch *v1.EndpointSlice: failed to list *v1.EndpointSlice: endpointslices.discovery.k8s.io is forbidden: User "system:serviceaccount:kube-system:coredns" cannot list resource "endpointslices" in API group "discovery.k8s.io" at the cluster scope
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[INFO] plugin/ready: Still waiting on: "kubernetes"
E0102 10:00:00.000000 1 reflector.go:140] Failed to list *v1.Service: Get "https://10.96.0.1:443/api/v1/services": dial tcp 10.96.0.1:443: i/o timeout
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;
