//! A component in kube-system may not do what it must: its role lacks a rule.
//!
//! The log tells who, what and where: `endpoints "k8s.io-minikube-hostpath" is forbidden: User
//! "system:serviceaccount:kube-system:storage-provisioner" cannot get resource "endpoints" in API group ""`
//! (kubernetes/minikube#6523, #3129). Usual when the image is newer than the role it came with, or the
//! role binding was deleted. Looked at are components that are not well, and minikube's
//! storage-provisioner while claims wait for it: it runs and is ready, and does nothing.

use crate::facts::{ClaimState, Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pods = facts.snapshot.pods.within("kube-system").iter();
    pods.filter_map(|pod| judge(facts, pod)).collect()
}

/// What a line says that is not allowed.
struct Denied<'a> {
    user: &'a str,
    verb: &'a str,
    resource: &'a str,
    group: &'a str,
    namespace: Option<&'a str>,
}

fn parse(line: &str) -> Option<Denied<'_>> {
    let (_, rest) = line.split_once("is forbidden: User \"")?;
    let (user, rest) = rest.split_once("\" cannot ")?;
    let (verb, rest) = rest.split_once(" resource \"")?;
    let (resource, rest) = rest.split_once('"')?;
    let group = rest.split_once("API group \"").and_then(|(_, rest)| rest.split('"').next());
    let namespace =
        rest.split_once("in the namespace \"").and_then(|(_, rest)| rest.split('"').next());
    Some(Denied { user, verb, resource, group: group.unwrap_or_default(), namespace })
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let labels = &pod.metadata.labels;
    if labels.get("k8s-app").is_some_and(|app| app == "kube-dns") {
        // CoreDNS has a check of its own.
        return None;
    }
    let held = waiting(facts, pod);
    if facts.trouble(pod).is_none() && held.is_empty() {
        return None;
    }
    let line = facts.log_line(pod, 30, |line| parse(line).is_some())?;
    let denied = parse(line.text)?;
    let account = denied.user.strip_prefix("system:serviceaccount:")?;
    let (namespace, name) = account.split_once(':')?;
    let object = ObjectRef::new("ServiceAccount", namespace, name);
    let resource = match denied.group {
        "" => denied.resource.to_owned(),
        group => format!("{}.{group}", denied.resource),
    };
    let place = denied.namespace.map_or("in every namespace".to_owned(), |n| format!("in {n}"));
    let message = format!("may not {} {resource} {place}", denied.verb);
    let role = format!("{name}-{}-{}", denied.verb, denied.resource.replace('/', "-"));
    let (kind, bind, scope) = match denied.namespace {
        Some(namespace) => ("role", "rolebinding", format!(" -n {}", quote(namespace))),
        None => ("clusterrole", "clusterrolebinding", String::new()),
    };
    let make = format!(
        "create {kind} {}{scope} --verb={} --resource={}",
        quote(&role),
        quote(denied.verb),
        quote(&resource)
    );
    let give = format!(
        "create {bind} {}{scope} --{kind}={} --serviceaccount={namespace}:{name}",
        quote(&role),
        quote(&role)
    );
    let can = format!("auth can-i {} {resource} --as={}{scope}", denied.verb, quote(denied.user));
    let mut finding = Finding::cause("K837", object, message)
        .evidence(Evidence::log(&pod.object(), line.container, line.text))
        .holds(pod.object(), "runs as this account");
    for claim in held {
        finding = finding.holds(claim, "its volume is made by this account's pod");
    }
    Some(finding.remedy(Remedy {
        title: format!(
            "Apply again the roles that belong to this version of {name}, or allow just this"
        ),
        commands: vec![facts.commands.kubectl(&make), facts.commands.kubectl(&give)],
        verify: vec![facts.commands.kubectl(&can)],
        risk: String::new(),
    }))
}

/// The claims that wait for minikube's provisioner, if the pod is that.
fn waiting(facts: &Facts<'_>, pod: &Pod) -> Vec<ObjectRef> {
    if !pod.metadata.name.starts_with("storage-provisioner") {
        return Vec::new();
    }
    let claims = facts.snapshot.claims.iter().filter(|claim| {
        let meta = &claim.metadata;
        facts.claim_state(&meta.namespace, &meta.name) == ClaimState::Pending
            && !facts.is_settling(meta.creation_timestamp)
            && facts.provisioner_of(&claim.object()).as_deref() == Some("k8s.io/minikube-hostpath")
    });
    claims.map(crate::snapshot::Object::object).collect()
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"metrics-server-1","namespace":"kube-system"},
 "spec":{"nodeName":"n1","containers":[{"name":"metrics-server"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}}
==== START logs for container metrics-server of pod kube-system/metrics-server-1 ====
E0102 10:00:00.000000 1 reflector.go:138] Failed to watch *v1.Node: nodes is forbidden: User "system:serviceaccount:kube-system:metrics-server" cannot list resource "nodes" in API group "" at the cluster scope
==== END logs for container metrics-server of pod kube-system/metrics-server-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"metrics-server-1","namespace":"kube-system"},
 "spec":{"nodeName":"n1","containers":[{"name":"metrics-server"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container metrics-server of pod kube-system/metrics-server-1 ====
E0102 10:00:00.000000 1 reflector.go:138] Failed to watch *v1.Node: nodes is forbidden: User "system:serviceaccount:kube-system:metrics-server" cannot list resource "nodes" in API group "" at the cluster scope
==== END logs for container metrics-server of pod kube-system/metrics-server-1 ====
"#;
