//! K5: services, ingresses, DNS.

mod backend_missing;
mod backend_port;
mod cni_down;
mod controllers;
mod dns_api;
mod dns_corefile;
mod dns_down;
mod dns_loop;
mod dns_upstream;
mod ingress_class;
mod ingress_controller;
mod ingress_down;
mod ingress_tls;
mod kube_proxy;
mod load_balancer;
mod no_endpoints;
mod pod_cidr;
mod selector;
mod target_name;
mod target_number;
#[cfg(test)]
mod tests;

use super::check;
use crate::check::Check;
use crate::facts::Facts;
use crate::snapshot::{ObjectRef, Pod};

pub(super) const CHECKS: &[Check] = &[
    check!(network / no_endpoints, "K500", "service has no ready pod"),
    check!(network / selector, "K501", "service selects no pod"),
    check!(network / target_name, "K502", "service names a port that no container has"),
    check!(network / target_number, "K503", "service's target is no declared port"),
    check!(network / load_balancer, "K505", "load balancer without an address"),
    check!(network / ingress_class, "K510", "ingress of a class that nobody serves"),
    check!(network / ingress_down, "K511", "ingress has no ready backend"),
    check!(network / backend_missing, "K512", "ingress names a service that is not there"),
    check!(network / backend_port, "K513", "ingress names a port that its service lacks"),
    check!(network / ingress_tls, "K514", "ingress without its certificate"),
    check!(network / ingress_controller, "K515", "ingress controller does not run"),
    check!(network / dns_down, "K520", "cluster DNS does not answer"),
    check!(network / dns_loop, "K521", "cluster DNS asks itself"),
    check!(network / dns_corefile, "K522", "configuration of cluster DNS is broken"),
    check!(network / dns_upstream, "K523", "upstream DNS does not answer"),
    check!(network / dns_api, "K524", "cluster DNS cannot reach the API server"),
    check!(network / cni_down, "K525", "network plugin does not run"),
    check!(network / pod_cidr, "K526", "node has no range of pod addresses"),
    check!(network / kube_proxy, "K527", "kube-proxy does not run"),
];

/// Whether a node says that minikube made it.
fn is_minikube(facts: &Facts<'_>) -> bool {
    facts
        .snapshot
        .nodes
        .iter()
        .any(|node| node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/")))
}

/// The pods of the cluster's DNS.
fn dns_pods<'f>(facts: &Facts<'f>) -> impl Iterator<Item = &'f Pod> {
    let pods = facts.snapshot.pods.within("kube-system").iter();
    pods.filter(|pod| pod.metadata.labels.get("k8s-app").is_some_and(|app| app == "kube-dns"))
}

/// Those of them that are not well.
fn ill_dns_pods<'f>(facts: &Facts<'f>) -> Vec<&'f Pod> {
    dns_pods(facts).filter(|pod| facts.trouble(pod).is_some()).collect()
}

/// Where `CoreDNS` has its configuration.
fn corefile() -> ObjectRef {
    ObjectRef::new("ConfigMap", "kube-system", "coredns")
}
