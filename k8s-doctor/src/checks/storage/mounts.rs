//! Volumes that a pod's node cannot attach or mount, with the kubelet's own words. Only of pods whose
//! containers are still to be created: words about others are past.

use super::is_creating;
use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::pod::Volume;
use crate::snapshot::{Event, Object as _, ObjectRef, PersistentVolume, Pod};

/// Words that are older than the newest by more than this are about something that has been mended
/// meanwhile, in seconds.
const OLD: i64 = 900;

/// What the words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The CSI driver is not on the node.
    Driver,
    /// A path of the node is not of the type that is asked for.
    HostPath,
    /// A share of an NFS server.
    Nfs,
    /// The volume is used on another node.
    InUse,
    /// Attaching fails.
    Attach,
    /// Mounting fails.
    Mount,
}

/// A volume that is not mounted.
pub(super) struct Failure<'a> {
    /// The pod that waits for it.
    pub pod: &'a Pod,
    /// What says so.
    pub event: &'a Event,
    /// What that means.
    pub kind: Kind,
    /// The reason, without which volume it is about.
    pub text: &'a str,
    /// The volume's name: the pod's own, or the persistent volume's.
    pub name: &'a str,
    /// The pod's volume, where it is none of a claim.
    pub inline: Option<&'a Volume>,
    /// The persistent volume.
    pub volume: Option<&'a PersistentVolume>,
    /// The claim that it is mounted by.
    pub claim: Option<ObjectRef>,
}

impl Failure<'_> {
    /// What must be changed: the claim or volume, or what the pod is made from.
    pub(super) fn object(&self, facts: &Facts<'_>) -> ObjectRef {
        match (&self.claim, self.volume) {
            (Some(claim), _) => claim.clone(),
            (None, Some(volume)) => volume.object(),
            (None, None) => facts.workload_of(self.pod),
        }
    }

    /// That it is so: with the event, holding up the pod.
    pub(super) fn cause(&self, code: &'static str, object: ObjectRef, message: String) -> Finding {
        let pod = self.pod.object();
        let finding =
            Finding::cause(code, object, message).evidence(Evidence::event(&pod, self.event));
        if finding.object == pod {
            return finding;
        }
        finding.holds(pod, format!("waits for its volume {}", self.name))
    }

    /// The first line of the words, without the layers around the cause.
    pub(super) fn words(&self) -> &str {
        let text = self.text.rsplit("desc = ").next().unwrap_or(self.text);
        let output = text.split_once("Output: ").map_or(text, |(_, output)| output);
        let mut lines = output.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.next().unwrap_or_default().trim_end_matches('.')
    }
}

/// All volumes that are not mounted, and of which it is said why.
pub(super) fn failures<'a>(facts: &Facts<'a>) -> Vec<Failure<'a>> {
    let pods = facts.snapshot.pods.iter().filter(|pod| is_creating(pod));
    pods.filter(|pod| facts.trouble(pod).is_some()).flat_map(|pod| of_pod(facts, pod)).collect()
}

fn of_pod<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Vec<Failure<'a>> {
    let mut found: Vec<Failure<'a>> = Vec::new();
    for event in facts.events(&pod.object()).iter().copied() {
        if matches!(event.reason.as_str(), "Pulling" | "Pulled" | "Created" | "Started") {
            // From here on the volumes were mounted.
            break;
        }
        let about = event.involved_object.uid.as_str();
        let same = about.is_empty() || pod.metadata.uid.is_empty() || about == pod.metadata.uid;
        let newest = found.first().map(|first| first.event.last());
        let is_old = newest
            .and_then(|newest| event.last().seconds_until(newest))
            .is_some_and(|age| age > OLD);
        if same
            && !is_old
            && matches!(
                event.reason.as_str(),
                "FailedMount" | "FailedAttachVolume" | "FailedMapVolume"
            )
            && let Some(failure) = read(facts, pod, event)
            && !found.iter().any(|known| known.name == failure.name)
        {
            found.push(failure);
        }
    }
    found
}

/// Reads `MountVolume.SetUp failed for volume "V" : words`.
fn read<'a>(facts: &Facts<'a>, pod: &'a Pod, event: &'a Event) -> Option<Failure<'a>> {
    let (head, rest) = event.message.split_once("for volume \"")?;
    let (name, text) = rest.split_once('"')?;
    let text = text.trim_start_matches([' ', ':']);
    let inline = pod.spec.volumes.iter().find(|volume| {
        volume.name == name
            && volume.persistent_volume_claim.is_none()
            && volume.ephemeral.is_none()
    });
    if is_config(inline, text) {
        return None;
    }
    let volume = facts.snapshot.volumes.get("", name).filter(|_| inline.is_none());
    let claim = if inline.is_some() { None } else { claim(facts, pod, name, volume) };
    let lower = text.to_lowercase();
    let is_nfs = inline.is_some_and(|inline| inline.nfs.is_some())
        || volume.is_some_and(|volume| volume.spec.nfs.is_some())
        || lower.contains("mount.nfs");
    let kind = if lower.contains("not found in the list of registered csi drivers")
        || lower.contains("does not contain driver")
    {
        Kind::Driver
    } else if head.contains("Multi-Attach") {
        Kind::InUse
    } else if event.reason == "FailedAttachVolume" {
        Kind::Attach
    } else if lower.contains("hostpath type check failed") {
        Kind::HostPath
    } else if is_nfs {
        Kind::Nfs
    } else {
        Kind::Mount
    };
    Some(Failure { pod, event, kind, text, name, inline, volume, claim })
}

/// Whether it is about a config map, a secret or a token, which is not of storage.
fn is_config(inline: Option<&Volume>, text: &str) -> bool {
    let is = |volume: &Volume| {
        volume.config_map.is_some() || volume.secret.is_some() || volume.projected.is_some()
    };
    let words = [
        "configmap \"",
        "secret \"",
        "references non-existent",
        "failed to sync",
        "not registered",
        "failed to fetch token",
    ];
    inline.is_some_and(is) || words.iter().any(|word| text.contains(word))
}

/// The claim of a pod that a persistent volume is mounted by.
fn claim(
    facts: &Facts<'_>,
    pod: &Pod,
    name: &str,
    volume: Option<&PersistentVolume>,
) -> Option<ObjectRef> {
    let namespace = &pod.metadata.namespace;
    let object = |name: &str| ObjectRef::new("PersistentVolumeClaim", namespace, name);
    if let Some(of) = volume.and_then(|volume| volume.spec.claim_ref.as_ref()) {
        return Some(object(&of.name));
    }
    let claims: Vec<String> = pod.claims().collect();
    let has = |claim: &&String| {
        let claim = facts.snapshot.claims.get(namespace, claim);
        claim.is_some_and(|claim| claim.spec.volume_name == name)
    };
    let only = claims.first().filter(|_| claims.len() == 1);
    claims.iter().find(has).or(only).map(|claim| object(claim))
}
