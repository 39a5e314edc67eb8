//! An ingress names a secret with a certificate, and there is no such secret in its namespace.
//!
//! Controllers serve a certificate of their own instead (ingress-nginx: `Kubernetes Ingress Controller
//! Fake Certificate`), so that pages still answer, to whoever does not check: a warning. With
//! cert-manager the secret appears when the certificate has been issued, and what holds that up is to
//! be read from its `Certificate` and `Challenge` objects. Secrets are often left out of dumps; then
//! nothing is said.

use std::collections::BTreeMap;

use crate::facts::{Facts, is_going, look_alike, quote};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut missing: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for ingress in &facts.snapshot.ingresses {
        let object = ingress.object();
        let meta = &ingress.metadata;
        if is_going(meta) || facts.is_settling(meta.creation_timestamp) {
            continue;
        }
        let issued = meta.annotations.keys().any(|key| key.starts_with("cert-manager.io/"));
        for tls in &ingress.spec.tls {
            let name = tls.secret_name.as_str();
            if name.is_empty() || !facts.snapshot.secrets.lacks(&object.namespace, name) {
                continue;
            }
            let secret = ObjectRef::new("Secret", &object.namespace, name);
            let evidence = Evidence::field(&object, "spec.tls[*].secretName", name);
            let finding = missing.remove(&secret).unwrap_or_else(|| tell(facts, &secret, issued));
            let finding = finding
                .evidence(evidence)
                .holds(object.clone(), "takes its certificate from this secret");
            missing.insert(secret, finding);
        }
    }
    missing.into_values().collect()
}

fn tell(facts: &Facts<'_>, secret: &ObjectRef, issued: bool) -> Finding {
    let secrets = facts.snapshot.secrets.within(&secret.namespace).iter();
    let near = look_alike(&secret.name, secrets.map(|secret| secret.metadata.name.as_str()));
    let has = near.map_or(String::new(), |near| format!("; there is {near}"));
    let message = format!("no such secret exists, so the ingress has no certificate{has}");
    let namespace = quote(&secret.namespace);
    let remedy = if issued {
        Remedy {
            title: "See why cert-manager has not issued the certificate".to_owned(),
            commands: vec![facts.commands.kubectl(&format!(
                "describe certificate,certificaterequest,order,challenge -n {namespace}"
            ))],
            verify: vec![facts.commands.on("get", secret)],
            risk: String::new(),
        }
    } else {
        Remedy {
            title:
                "Make the secret, of type kubernetes.io/tls, from the certificate and key of these \
                    hosts (kubectl create secret tls), or name the one that exists"
                    .to_owned(),
            commands: vec![facts.commands.kubectl(&format!("get secrets -n {namespace}"))],
            verify: vec![facts.commands.on("get", secret)],
            risk: String::new(),
        }
    };
    Finding::cause("K514", secret.clone(), message).severity(Severity::Warning).remedy(remedy)
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {tls: [{hosts: [shop.example], secretName: shop-tls}]}, status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {tls: [{hosts: [shop.example], secretName: shop-tls}]}, status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: Secret, apiVersion: v1, metadata: {name: shop-tls, namespace: shop}, type: kubernetes.io/tls}
";
