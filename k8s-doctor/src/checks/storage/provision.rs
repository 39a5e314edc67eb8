//! Volumes that a provisioner tries to make and cannot, with its own words.

use super::{class_name, event, users, waiting};
use crate::facts::{ClaimState, Facts, is_ready};
use crate::finding::Evidence;
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// How long after its last word a failure counts for a claim that waits for its pod, in seconds.
const RECENT: i64 = 900;

/// What the words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The class is not there.
    NoClass,
    /// The provisioner may not do something in Kubernetes.
    Forbidden,
    /// The provisioner may not do something with the storage behind it.
    NoAccess,
    /// The access mode is not offered.
    AccessMode,
    /// What the class says is refused.
    Parameters,
    /// There is no room left, or no more is allowed.
    Full,
    /// It is not known where the volume should be.
    Topology,
    /// Something else.
    Other,
}

impl Kind {
    /// By the words.
    pub(super) fn of(text: &str) -> Kind {
        let text = text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["storageclass.storage.k8s.io \""]) && has(&["not found"]) {
            Kind::NoClass
        } else if has(&["is forbidden: user", "cannot get resource", "cannot list resource"]) {
            Kind::Forbidden
        } else if has(&[
            "unauthorized",
            "accessdenied",
            "access denied",
            "permission",
            "403",
            "credentials",
        ]) {
            Kind::NoAccess
        } else if has(&[
            "accessmode",
            "access mode",
            "volume capabilities not supported",
            "volume capability",
        ]) {
            Kind::AccessMode
        } else if has(&[
            "quota",
            "limitexceeded",
            "limit exceeded",
            "insufficient",
            "no space",
            "not enough",
            "out of range",
            "outofrange",
            "resourceexhausted",
        ]) {
            Kind::Full
        } else if has(&["topology", "no available zone", "accessibility requirements"]) {
            Kind::Topology
        } else if has(&[
            "invalidargument",
            "invalid parameter",
            "invalid argument",
            "unknown parameter",
            "invalid option",
            "no volume plugin matched",
            "invalid storageclass",
            "failed to get secret",
            "failed to get name and namespace template",
            "is required",
            "must be specified",
        ]) {
            Kind::Parameters
        } else {
            Kind::Other
        }
    }
}

/// A claim whose volume a provisioner cannot make.
pub(super) struct Failure<'a> {
    /// The claim.
    pub claim: ObjectRef,
    /// Its class; empty where it is not known.
    pub class: String,
    /// The provisioner; empty where it is not known.
    pub provisioner: String,
    /// What the provisioner says.
    pub text: String,
    /// What that means.
    pub kind: Kind,
    /// Where it says so.
    pub evidence: Evidence,
    /// The pods that wait for the claim.
    pub pods: Vec<&'a Pod>,
}

/// The claims whose volumes cannot be made, though a provisioner tries.
pub(super) fn failures<'a>(facts: &Facts<'a>) -> Vec<Failure<'a>> {
    let mut claims: Vec<ObjectRef> =
        waiting(facts).into_iter().map(|waiting| waiting.object).collect();
    // When a volume cannot be made, the claim goes back to waiting for its pod.
    claims.extend(facts.snapshot.claims.iter().map(crate::snapshot::Object::object).filter(
        |claim| {
            facts.claim_state(&claim.namespace, &claim.name) == ClaimState::WaitsForPod
                && event(facts, claim, "ProvisioningFailed", |_| true)
                    .is_some_and(|event| facts.age(event.last()).is_some_and(|age| age < RECENT))
        },
    ));
    if claims.is_empty() {
        return Vec::new();
    }
    let users = users(facts);
    let found = claims.into_iter().filter_map(|claim| {
        let (text, evidence) = said(facts, &claim)?;
        let provisioner = facts.provisioner_of(&claim).unwrap_or_default();
        if Facts::is_manual(&provisioner) {
            // `no volume plugin matched`: nobody is to make it.
            return None;
        }
        let pods = facts.provisioner(&provisioner).pods;
        if !pods.is_empty() && !pods.iter().any(|pod| is_ready(pod)) {
            // It does not run: that is told of it.
            return None;
        }
        let pvc = facts.snapshot.claims.get(&claim.namespace, &claim.name);
        let class = pvc.and_then(class_name).map(str::to_owned).or_else(|| class_in(&text));
        let pods = users.get(&(claim.namespace.as_str(), claim.name.clone()));
        let pods = pods.into_iter().flatten().copied();
        Some(Failure {
            class: class.unwrap_or_default(),
            provisioner,
            kind: Kind::of(&text),
            text,
            evidence,
            pods: pods.filter(|pod| pod.spec.node_name.is_empty()).collect(),
            claim,
        })
    });
    found.collect()
}

/// What the provisioner says of a claim: in an event, or in its log.
fn said(facts: &Facts<'_>, claim: &ObjectRef) -> Option<(String, Evidence)> {
    if let Some(event) = event(facts, claim, "ProvisioningFailed", |_| true) {
        return Some((event.message.clone(), Evidence::event(claim, event)));
    }
    let provisioner = facts.provisioner(&facts.provisioner_of(claim)?);
    for pod in provisioner.pods {
        for container in &pod.spec.containers {
            let Some(log) = facts.log(pod, &container.name, false) else { continue };
            let line = log.text.lines().rev().find(|line| {
                line.contains("failed to provision volume") && line.contains(&claim.name)
            });
            if let Some(line) = line {
                let evidence = Evidence::log(&pod.object(), &container.name, line.trim());
                return Some((line.trim().to_owned(), evidence));
            }
        }
    }
    None
}

/// The class in `failed to provision volume with StorageClass "C": …`.
fn class_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("with StorageClass \"")?;
    rest.split_once('"').map(|(class, _)| class.to_owned())
}

/// The last part of a chain of words, which is nearest to the cause.
pub(super) fn words(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    let line = line
        .split_once("with StorageClass \"")
        .and_then(|(_, rest)| rest.split_once("\": "))
        .map_or(line, |(_, rest)| rest);
    line.rsplit("desc = ").next().unwrap_or(line).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provisioners_words() {
        for (text, kind) in [
            ("storageclass.storage.k8s.io \"fast\" not found", Kind::NoClass),
            (
                "failed to provision volume with StorageClass \"s\": persistentvolumes is forbidden: User \"system:serviceaccount:kube-system:p\" cannot create resource",
                Kind::Forbidden,
            ),
            (
                "rpc error: code = Internal desc = Could not create volume: UnauthorizedOperation: You are not authorized",
                Kind::NoAccess,
            ),
            (
                "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes",
                Kind::AccessMode,
            ),
            (
                "invalid AccessModes [ReadWriteMany]: only AccessModes [ReadWriteOnce] are supported",
                Kind::AccessMode,
            ),
            ("rpc error: code = InvalidArgument desc = unknown parameter key", Kind::Parameters),
            ("no volume plugin matched name: kubernetes.io/aws-ebs", Kind::Parameters),
            ("rpc error: code = ResourceExhausted desc = insufficient capacity", Kind::Full),
            ("googleapi: Error: Quota 'SSD_TOTAL_GB' exceeded", Kind::Full),
            (
                "error generating accessibility requirements: no available topology found",
                Kind::Topology,
            ),
            ("something else", Kind::Other),
        ] {
            assert_eq!(Kind::of(text), kind, "{text}");
        }
    }

    #[test]
    fn the_cause_is_last() {
        assert_eq!(
            words(
                "failed to provision volume with StorageClass \"s\": rpc error: code = Internal desc = no disk."
            ),
            "no disk"
        );
    }
}
