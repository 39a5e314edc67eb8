//! A service of type `LoadBalancer` gets no address: `EXTERNAL-IP <pending>`.
//!
//! Kubernetes itself hands out no such addresses: a cloud's controller does, or `MetalLB`, kube-vip,
//! k3s's own, or on minikube the command `minikube tunnel` for as long as it runs. Within the cluster
//! and by its node port the service works meanwhile, so this is a warning. If other services of the
//! cluster have an address, somebody does hand them out, and the cause is special to this service: look
//! at its events (`SyncLoadBalancerFailed`, a pool that is used up).

use crate::facts::{Facts, is_going};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Service};

/// How long a cloud may take to set one up, in seconds.
const PATIENCE: i64 = 300;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let is_balanced = |service: &&Service| service.spec.type_ == "LoadBalancer";
    let all: Vec<&Service> = facts.snapshot.services.iter().filter(is_balanced).collect();
    let someone_serves = all.iter().any(|service| !service.status.load_balancer.ingress.is_empty());
    let pending = all.into_iter().filter(|service| is_pending(facts, service));
    pending.map(|service| tell(facts, service, someone_serves)).collect()
}

fn is_pending(facts: &Facts<'_>, service: &Service) -> bool {
    let meta = &service.metadata;
    let is_new = facts.age(meta.creation_timestamp).is_some_and(|age| age < PATIENCE);
    service.status.load_balancer.ingress.is_empty()
        && service.spec.external_ips.is_empty()
        && !is_new
        && !is_going(meta)
        // A manifest has neither.
        && (meta.was_served() || !service.spec.cluster_ip.is_empty())
}

fn tell(facts: &Facts<'_>, service: &Service, someone_serves: bool) -> Finding {
    let object = service.object();
    let failed = facts.events(&object).iter().find(|event| event.is_warning());
    let message = match (failed, someone_serves) {
        (Some(event), _) => format!("gets no external address: {}", first_line(&event.message)),
        (None, true) => "gets no external address, while other services have one".to_owned(),
        (None, false) => {
            "gets no external address: nothing in this cluster hands them out".to_owned()
        }
    };
    let certainty = if someone_serves { Certainty::Observed } else { Certainty::Inferred };
    let mut finding = Finding::cause("K505", object.clone(), message)
        .severity(Severity::Warning)
        .certainty(certainty)
        .evidence(Evidence::field(&object, "status.loadBalancer.ingress", "empty"));
    if let Some(event) = failed {
        finding = finding.evidence(Evidence::event(&object, event));
    }
    if !someone_serves && failed.is_none() {
        finding.group = Some(service.spec.load_balancer_class.clone());
    }
    let verify = vec![facts.commands.on("get", &object)];
    if super::is_minikube(facts) && !someone_serves {
        let tunnel = Remedy {
            title: "Let minikube tunnel give it an address; it runs until it is stopped".to_owned(),
            commands: vec![facts.commands.minikube("tunnel")],
            verify: verify.clone(),
            risk: "asks for root's password and adds a route to this machine".to_owned(),
        };
        let metallb = Remedy {
            title: "Have MetalLB hand out addresses from a range of the node's network".to_owned(),
            commands: vec![
                facts.commands.minikube("addons enable metallb"),
                facts.commands.minikube("addons configure metallb"),
            ],
            verify,
            risk: String::new(),
        };
        return finding.remedy(tunnel).remedy(metallb);
    }
    finding.remedy(Remedy {
        title:
            "See what the controller that hands out addresses says; without a cloud, install one \
                such as MetalLB, or use type NodePort or an ingress"
                .to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify,
        risk: String::new(),
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, clusterIP: 10.96.0.9, ports: [{port: 80}]}, status: {loadBalancer: {}}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, ports: [{port: 80}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
";
