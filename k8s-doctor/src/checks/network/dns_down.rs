//! The cluster's DNS has no pod that is ready: no name is resolved, and nearly every program fails.
//!
//! A symptom of the service `kube-dns`. Programs tell it with `no such host`, `Temporary failure in
//! name resolution`, `i/o timeout` on port 53. The chain goes on to `CoreDNS`'s pods. If its deployment is
//! scaled to nothing, it says `Available` all the same, and that is the cause.

use crate::facts::{Behind, Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Service};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let services = facts.snapshot.services.within("kube-system").iter();
    let is_dns = |service: &&Service| {
        service.spec.selector.get("k8s-app").is_some_and(|app| app == "kube-dns")
            && service.spec.ports.iter().any(|port| port.port == 53)
    };
    services.filter(is_dns).flat_map(|service| judge(facts, service)).collect()
}

fn judge(facts: &Facts<'_>, service: &Service) -> Vec<Finding> {
    let object = service.object();
    let symptom = Finding::symptom("K520", object.clone(), "no name is resolved in the cluster");
    let evidence = Evidence::field(&object, "spec.selector", "k8s-app=kube-dns: no ready pod");
    let symptom = symptom.evidence(evidence);
    match facts.behind(&object.namespace, &object.name) {
        // The service's other symptom leads on to the pods.
        Behind::Ill => vec![symptom.held_by(object, "its pods are not ready")],
        Behind::Nothing => vec![symptom],
        Behind::ScaledDown(workloads) => {
            let mut findings: Vec<Finding> =
                workloads.iter().map(|workload| scaled_down(facts, workload)).collect();
            let held = workloads.into_iter().fold(symptom, |symptom, workload| {
                symptom.held_by(workload, "its pods come from there")
            });
            findings.push(held);
            findings
        }
        Behind::Unknown | Behind::Ready | Behind::Missing(_) => Vec::new(),
    }
}

fn scaled_down(facts: &Facts<'_>, workload: &ObjectRef) -> Finding {
    let scale = format!(
        "scale -n {} {} {} --replicas=1",
        quote(&workload.namespace),
        workload.kind.to_lowercase(),
        quote(&workload.name)
    );
    Finding::cause("K520", workload.clone(), "is scaled to nothing, and is the cluster's DNS")
        .evidence(Evidence::field(workload, "spec.replicas", "0"))
        .remedy(Remedy {
            title: "Scale it up again".to_owned(),
            commands: vec![facts.commands.kubectl(&scale)],
            verify: vec![facts.commands.kubectl("get endpoints -n kube-system kube-dns")],
            risk: String::new(),
        })
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: kube-dns, namespace: kube-system}, spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: coredns, namespace: kube-system}, spec: {replicas: 0, template: {metadata: {labels: {k8s-app: kube-dns}}}}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: kube-dns, namespace: kube-system}, spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: coredns-1, namespace: kube-system, labels: {k8s-app: kube-dns}},
 spec: {nodeName: n1, containers: [{name: coredns}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
