//! What is behind a service, for those who call it by name: the API server's webhooks and API
//! services, and ingresses.

use super::{Facts, is_ready, look_alike};
use crate::snapshot::{ObjectRef, Service, selects};

/// What is behind a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The snapshot does not say, or what is there may still be starting.
    Unknown,
    /// A pod that is ready.
    Ready,
    /// There is no such service; the name of one that is called nearly so.
    Missing(Option<String>),
    /// Pods, of which none is ready, or workloads that cannot make any.
    Ill,
    /// No pods, because these workloads are scaled to nothing.
    ScaledDown(Vec<ObjectRef>),
    /// No pods, and nothing that would make any.
    Nothing,
}

impl Facts<'_> {
    /// What is behind the service of that name.
    pub fn behind(&self, namespace: &str, name: &str) -> Behind {
        let services = &self.snapshot.services;
        match services.get(namespace, name) {
            Some(service) => self.behind_service(service),
            None if services.lacks(namespace, name) => {
                let names = services.within(namespace).iter();
                let near = look_alike(name, names.map(|service| service.metadata.name.as_str()));
                Behind::Missing(near.map(str::to_owned))
            }
            None => Behind::Unknown,
        }
    }

    fn behind_service(&self, service: &Service) -> Behind {
        let spec = &service.spec;
        let namespace = service.metadata.namespace.as_str();
        let is_manual = spec.selector.is_empty() || spec.type_ == "ExternalName";
        if is_manual || !self.snapshot.pods.covers(namespace) {
            return Behind::Unknown;
        }
        let pods = self.pods_behind(service);
        if pods.iter().any(|pod| is_ready(pod) || spec.publish_not_ready_addresses) {
            return Behind::Ready;
        }
        if !pods.is_empty() {
            let is_ill = pods.iter().any(|pod| self.trouble(pod).is_some());
            return if is_ill { Behind::Ill } else { Behind::Unknown };
        }
        let makers = self.workloads_within(namespace).iter().filter(|workload| {
            selects(&spec.selector, &workload.template.metadata.labels)
                && !matches!(workload.object.kind.as_str(), "Job")
        });
        let (short, idle): (Vec<_>, Vec<_>) = makers.partition(|workload| workload.wanted > 0);
        if short.iter().any(|workload| !self.is_settling(workload.meta.creation_timestamp)) {
            return Behind::Ill;
        }
        if !short.is_empty() || self.is_settling(service.metadata.creation_timestamp) {
            return Behind::Unknown;
        }
        let mut idle: Vec<ObjectRef> =
            idle.into_iter().map(|workload| workload.object.clone()).collect();
        // A daemon set with no node to run on is not scaled by anybody.
        if idle.iter().any(|object| object.kind != "DaemonSet") {
            idle.retain(|object| object.kind != "DaemonSet");
            return Behind::ScaledDown(idle);
        }
        let kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
        let all = kinds.iter().all(|kind| self.snapshot.covers(kind, namespace));
        if all && idle.is_empty() { Behind::Nothing } else { Behind::Unknown }
    }

    /// A service that the snapshot has.
    pub fn service(&self, object: &ObjectRef) -> Option<&Service> {
        self.snapshot.services.get(&object.namespace, &object.name)
    }
}
