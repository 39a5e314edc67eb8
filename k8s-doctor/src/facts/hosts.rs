//! Which service of the cluster a host name or address means, as pods use them.

use std::collections::BTreeMap;

use super::Facts;
use crate::snapshot::{Object as _, ObjectRef, Service};

impl<'a> Facts<'a> {
    /// The service that a host means to a pod of a namespace, where it is one that exists.
    pub fn service_at(&self, namespace: &str, host: &str) -> Option<&'a Service> {
        if let Some(object) = service_name(namespace, host)
            && let Some(service) = self.snapshot.services.get(&object.namespace, &object.name)
        {
            return Some(service);
        }
        if host.parse::<core::net::IpAddr>().is_ok() {
            return self.addresses().get(host).copied();
        }
        None
    }

    /// The services by their addresses in the cluster.
    fn addresses(&self) -> &BTreeMap<&'a str, &'a Service> {
        self.addresses.get_or_init(|| {
            let services = self.snapshot.services.iter();
            services.map(|service| (service.spec.cluster_ip.as_str(), service)).collect()
        })
    }

    /// The first service of that name in any namespace.
    pub fn service_anywhere(&self, name: &str) -> Option<&'a Service> {
        let by_name = self.services_by_name.get_or_init(|| {
            let services = self.snapshot.services.iter().rev();
            services.map(|service| (service.metadata.name.as_str(), service)).collect()
        });
        by_name.get(name).copied()
    }

    /// A service of the namespace that a script names as a word of its own; the longest name wins.
    pub fn service_in(&self, namespace: &str, script: &str) -> Option<ObjectRef> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let words = script.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
        let services = words.filter_map(|word| self.service_at(namespace, word));
        let named = services.max_by_key(|service| service.metadata.name.len())?;
        Some(named.object())
    }

    /// The service that answers for names in the cluster.
    pub fn dns(&self) -> Option<&'a Service> {
        let services = self.snapshot.services.within("kube-system").iter();
        let mut known = services.chain(self.snapshot.services.within("openshift-dns"));
        known.find(|service| {
            matches!(service.metadata.name.as_str(), "kube-dns" | "coredns" | "dns-default")
                || service.metadata.labels.get("k8s-app").is_some_and(|app| app == "kube-dns")
        })
    }
}

/// The service that a name means by its form, whether or not it exists: `db`, `db.shop`,
/// `db.shop.svc`, `db.shop.svc.cluster.local`. Nothing where it may as well be out in the world.
pub fn service_name(namespace: &str, host: &str) -> Option<ObjectRef> {
    let mut parts = host.trim_end_matches('.').split('.');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let rest: Vec<&str> = parts.collect();
    let is_number = host.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'));
    if is_number {
        return None;
    }
    match rest.as_slice() {
        [] => Some(ObjectRef::new("Service", namespace, name)),
        [other] | [other, "svc", ..] => Some(ObjectRef::new("Service", other, name)),
        // A pod of a stateful set: `db-0.db.shop.svc`.
        [service, other, "svc", ..] => Some(ObjectRef::new("Service", other, service)),
        _ => None,
    }
}
