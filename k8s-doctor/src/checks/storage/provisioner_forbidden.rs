//! A provisioner lacks permissions in Kubernetes, and claims wait for it.
//!
//! It must list claims and classes, make volumes, write events and endpoints or leases; its service
//! account has not been given the role that allows it, or the role is older than the provisioner. Its
//! log says `… is forbidden: User "system:serviceaccount:NS:NAME" cannot list resource …`, and the
//! claim's event may say so too. It may look as if it ran: it waits, or it ends and begins again.
//!
//! The root is the service account: what must be changed is what it is allowed.

use std::collections::BTreeMap;

use super::provision::{Kind, failures};
use super::provisioning_failed::add;
use super::waiting;
use crate::facts::{Facts, is_ready, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for failure in failures(facts).iter().filter(|failure| failure.kind == Kind::Forbidden) {
        if let Some(refusal) = Refusal::read(&failure.text) {
            found.push(add(refusal.finding(facts), failure));
        }
    }
    let mut waiting_for: BTreeMap<String, Vec<ObjectRef>> = BTreeMap::new();
    for waiting in waiting(facts) {
        if let Some(name) = facts.provisioner_of(&waiting.object) {
            waiting_for.entry(name).or_default().push(waiting.object);
        }
    }
    for (name, claims) in waiting_for {
        for pod in facts.provisioner(&name).pods {
            found.extend(from_log(facts, pod, &claims));
        }
    }
    found
}

/// What the log of a provisioner's pod says.
fn from_log(facts: &Facts<'_>, pod: &Pod, claims: &[ObjectRef]) -> Option<Finding> {
    for container in &pod.spec.containers {
        let logs = [false, true]
            .into_iter()
            .filter_map(|previous| facts.log(pod, &container.name, previous));
        let lines = logs.flat_map(|log| log.text.lines().rev().take(200));
        let mut refused = lines.filter(|line| line.contains("is forbidden: User"));
        if let Some((refusal, line)) =
            refused.find_map(|line| Some((Refusal::read(line)?, line.trim())))
        {
            let evidence = Evidence::log(&pod.object(), &container.name, line);
            let mut finding = refusal.finding(facts).evidence(evidence);
            if !is_ready(pod) {
                finding = finding.holds(pod.object(), "is not let in by the API server");
            }
            for claim in claims {
                finding = finding.holds(claim.clone(), "its provisioner lacks permissions");
            }
            return Some(finding);
        }
    }
    None
}

/// That a service account was refused something.
struct Refusal {
    account: ObjectRef,
    /// `list persistentvolumeclaims`.
    what: String,
}

impl Refusal {
    /// Reads `… User "system:serviceaccount:NS:NAME" cannot VERB resource "RESOURCE" …`.
    fn read(text: &str) -> Option<Refusal> {
        let (_, rest) = text.split_once("User \"system:serviceaccount:")?;
        let (account, rest) = rest.split_once('"')?;
        let (namespace, name) = account.split_once(':')?;
        let (_, rest) = rest.split_once("cannot ")?;
        let (verb, rest) = rest.split_once(' ')?;
        let resource = match rest.split_once("resource \"") {
            Some((_, rest)) => rest.split('"').next().unwrap_or_default(),
            None => rest.split(' ').next().unwrap_or_default(),
        };
        let account = ObjectRef::new("ServiceAccount", namespace, name);
        Some(Refusal { account, what: format!("{verb} {resource}") })
    }

    fn finding(&self, facts: &Facts<'_>) -> Finding {
        let ObjectRef { namespace, name, .. } = &self.account;
        let who = format!("system:serviceaccount:{namespace}:{name}");
        let can = format!("auth can-i {} --as={}", self.what, quote(&who));
        let bind = format!(
            "create clusterrolebinding {} --clusterrole=system:persistent-volume-provisioner \
             --serviceaccount={}",
            quote(&format!("{name}-provisioner")),
            quote(&format!("{namespace}:{name}"))
        );
        let message = format!("may not {}, as a provisioner must", self.what);
        Finding::cause("K408", self.account.clone(), message)
            .remedy(Remedy {
                title: "Install the role and binding that the provisioner's own manifest has"
                    .to_owned(),
                commands: vec![facts.commands.kubectl(&can)],
                verify: vec![facts.commands.kubectl(&can)],
                risk: String::new(),
            })
            .remedy(Remedy {
                title: "Bind it to the role for provisioners that Kubernetes brings along"
                    .to_owned(),
                commands: vec![facts.commands.kubectl(&bind)],
                verify: vec![facts.commands.kubectl(&can)],
                risk: "The role may be wider, or narrower, than this provisioner needs".to_owned(),
            })
    }
}

pub(super) const BAD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: db}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: db, name: data},
 message: 'failed to provision volume with StorageClass "fast": persistentvolumes is forbidden: User "system:serviceaccount:kube-system:disk" cannot create resource "persistentvolumes" in API group "" at the cluster scope'}
"#;

pub(super) const GOOD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Bound}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
"#;
