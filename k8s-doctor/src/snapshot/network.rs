//! Services and where they lead, ingresses, network policies.

use super::api::{Condition, IntOrString, Labels, Meta, Reference, Selector, api};

api! {
    /// A service.
    pub struct Service {
        metadata: Meta,
        spec: ServiceSpec,
        status: ServiceStatus,
    }
    /// What a service is to be.
    pub struct ServiceSpec {
        #[serde(rename = "type")]
        type_: String,
        selector: Labels,
        ports: Vec<ServicePort>,
        #[serde(rename = "clusterIP")]
        cluster_ip: String,
        external_name: String,
        load_balancer_class: String,
        publish_not_ready_addresses: bool,
        external_traffic_policy: String,
        #[serde(rename = "externalIPs")]
        external_ips: Vec<String>,
    }
    /// A port of a service, and the port of the pods behind it.
    pub struct ServicePort {
        name: String,
        port: i64,
        target_port: IntOrString,
        node_port: i64,
        protocol: String,
    }
    /// How a service is.
    pub struct ServiceStatus {
        load_balancer: LoadBalancer,
        conditions: Vec<Condition>,
    }
    /// From where a service or ingress is reached.
    pub struct LoadBalancer {
        ingress: Vec<LoadBalancerIngress>,
    }
    /// One such place.
    pub struct LoadBalancerIngress {
        ip: String,
        hostname: String,
    }
    /// The addresses behind a service, the old form.
    pub struct Endpoints {
        metadata: Meta,
        subsets: Vec<EndpointSubset>,
    }
    /// Addresses that have the same ports.
    pub struct EndpointSubset {
        addresses: Vec<EndpointAddress>,
        not_ready_addresses: Vec<EndpointAddress>,
        ports: Vec<EndpointPort>,
    }
    /// An address, and whose it is.
    pub struct EndpointAddress {
        ip: String,
        node_name: String,
        target_ref: Option<Reference>,
    }
    /// A port of an endpoint.
    pub struct EndpointPort {
        name: String,
        port: Option<i64>,
        protocol: String,
    }
    /// The addresses behind a service, the new form.
    pub struct EndpointSlice {
        metadata: Meta,
        address_type: String,
        endpoints: Vec<Endpoint>,
        ports: Vec<EndpointPort>,
    }
    /// One of them.
    pub struct Endpoint {
        addresses: Vec<String>,
        conditions: EndpointConditions,
        target_ref: Option<Reference>,
        node_name: String,
    }
    /// How it is. Absent means ready.
    pub struct EndpointConditions {
        ready: Option<bool>,
        serving: Option<bool>,
        terminating: Option<bool>,
    }
    /// An ingress.
    pub struct Ingress {
        metadata: Meta,
        spec: IngressSpec,
        status: IngressStatus,
    }
    /// What an ingress is to do.
    pub struct IngressSpec {
        ingress_class_name: Option<String>,
        #[serde(alias = "backend")]
        default_backend: Option<IngressBackend>,
        rules: Vec<IngressRule>,
        tls: Vec<IngressTls>,
    }
    /// Where requests go: the new form has `service`, the old one the two other fields.
    pub struct IngressBackend {
        service: Option<IngressService>,
        service_name: String,
        service_port: IntOrString,
        resource: Option<Reference>,
    }
    /// A service and one of its ports.
    pub struct IngressService {
        name: String,
        port: IngressPort,
    }
    /// A port by name or number.
    pub struct IngressPort {
        name: String,
        number: i64,
    }
    /// Paths of a host.
    pub struct IngressRule {
        host: String,
        http: IngressHttp,
    }
    /// See [`IngressRule`].
    pub struct IngressHttp {
        paths: Vec<IngressPath>,
    }
    /// A path, and where it leads.
    pub struct IngressPath {
        path: String,
        path_type: String,
        backend: IngressBackend,
    }
    /// The secret with the certificate of some hosts.
    pub struct IngressTls {
        hosts: Vec<String>,
        secret_name: String,
    }
    /// Where an ingress is reached.
    pub struct IngressStatus {
        load_balancer: LoadBalancer,
    }
    /// An ingress class.
    pub struct IngressClass {
        metadata: Meta,
        spec: IngressClassSpec,
    }
    /// See [`IngressClass`].
    pub struct IngressClassSpec {
        controller: String,
    }
    /// A network policy.
    pub struct NetworkPolicy {
        metadata: Meta,
        spec: NetworkPolicySpec,
    }
    /// Which pods it is about, and how many rules let something through.
    pub struct NetworkPolicySpec {
        pod_selector: Selector,
        policy_types: Vec<String>,
        ingress: Vec<serde_json::Value>,
        egress: Vec<serde_json::Value>,
    }
}

impl IngressBackend {
    /// The service's name, and its port by number or name; nothing where it is no service.
    pub fn service(&self) -> Option<(&str, IntOrString)> {
        match &self.service {
            Some(service) if service.port.name.is_empty() => {
                Some((&service.name, IntOrString(service.port.number.to_string())))
            }
            Some(service) => Some((&service.name, IntOrString(service.port.name.clone()))),
            None if self.service_name.is_empty() => None,
            None => Some((&self.service_name, self.service_port.clone())),
        }
    }
}
