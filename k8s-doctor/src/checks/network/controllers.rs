//! Which ingress controllers there are, and which pods they are. Nothing in the API says so: it is
//! known by the labels that their charts and add-ons give.

use crate::facts::{Facts, has_ended};
use crate::snapshot::network::IngressBackend;
use crate::snapshot::{Ingress, Object as _, ObjectRef, Pod};

/// A controller by the name in `spec.controller` of its class, and a label of its pods.
const KNOWN: &[(&str, &str, &str)] = &[
    ("k8s.io/ingress-nginx", "app.kubernetes.io/name", "ingress-nginx"),
    ("traefik.io/ingress-controller", "app.kubernetes.io/name", "traefik"),
    ("nginx.org/ingress-controller", "app.kubernetes.io/name", "nginx-ingress"),
    ("haproxy-ingress.github.io/controller", "app.kubernetes.io/name", "haproxy-ingress"),
    ("haproxy.org/ingress-controller/haproxy", "app.kubernetes.io/name", "kubernetes-ingress"),
    ("projectcontour.io/projectcontour", "app.kubernetes.io/name", "contour"),
    ("ingress-controllers.konghq.com/kong", "app.kubernetes.io/name", "kong"),
];

/// The class that an ingress names, by field or by the old annotation.
pub(super) fn class_of(ingress: &Ingress) -> Option<&str> {
    let old = ingress.metadata.annotations.get("kubernetes.io/ingress.class");
    ingress.spec.ingress_class_name.as_deref().or(old.map(String::as_str))
}

/// Whether an ingress has been given an address, and so is served by somebody.
pub(super) fn is_served(ingress: &Ingress) -> bool {
    !ingress.status.load_balancer.ingress.is_empty()
}

/// The pods of a controller; nothing where it is not known how they are labelled.
pub(super) fn pods<'f>(facts: &Facts<'f>, controller: &str) -> Option<Vec<&'f Pod>> {
    let (_, key, value) = KNOWN.iter().find(|(name, _, _)| *name == controller)?;
    let pods = facts.snapshot.pods.iter().filter(|pod| {
        let labels = &pod.metadata.labels;
        let component = labels.get("app.kubernetes.io/component").map(String::as_str);
        labels.get(key).is_some_and(|found| found == value)
            && !matches!(
                component,
                Some("admission-webhook" | "default-backend" | "defaultBackend")
            )
            && !has_ended(pod)
    });
    Some(pods.collect())
}

/// Whether any pod looks like an ingress controller.
pub(super) fn any(facts: &Facts<'_>) -> bool {
    let words = ["ingress", "traefik", "contour", "kong", "haproxy", "gateway", "istio", "envoy"];
    facts
        .snapshot
        .pods
        .iter()
        .any(|pod| !has_ended(pod) && words.iter().any(|word| pod.metadata.name.contains(word)))
}

/// Where an ingress sends requests, each with the field that says so.
pub(super) fn backends(ingress: &Ingress) -> Vec<(String, &IngressBackend)> {
    let default = ingress.spec.default_backend.iter();
    let default = default.map(|backend| ("spec.defaultBackend".to_owned(), backend));
    let paths = ingress.spec.rules.iter().flat_map(|rule| {
        rule.http.paths.iter().map(|path| {
            let field = format!("spec.rules[{}].http.paths[{}]", rule.host, path.path);
            (field, &path.backend)
        })
    });
    default.chain(paths).collect()
}

/// The service of a backend.
pub(super) fn service(ingress: &Ingress, backend: &IngressBackend) -> Option<ObjectRef> {
    let (name, _) = backend.service()?;
    Some(ObjectRef::new("Service", &ingress.object().namespace, name))
}
