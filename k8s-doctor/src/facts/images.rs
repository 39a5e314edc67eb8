//! Pulls that fail: of which container and image, why, and where it stands.
//!
//! The state decides that a pull fails; why it fails is read from the waiting message, from the
//! pod's events, from those of its siblings, and where none of them says it any more, from how other
//! pulls from the same registry fail.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use super::image_name::ImageName;
pub(crate) use super::pull_class::{PullClass, classify};
use super::{Facts, is_going};
use crate::finding::Evidence;
use crate::snapshot::{Container, Event, Node, Object as _, Pod};

/// How many pods of the same workload are asked what the pod's own events no longer say.
const MAX_SIBLINGS: usize = 16;

/// A pull that fails.
#[derive(Clone, Debug)]
pub(crate) struct PullFailure<'a> {
    /// The pod that waits.
    pub pod: &'a Pod,
    /// The container whose image it is.
    pub container: &'a Container,
    /// The image, as the pod's spec has it.
    pub image: &'a str,
    /// The same, taken apart.
    pub name: ImageName,
    /// Why.
    pub class: PullClass,
    /// The runtime's own words; empty where they are gone.
    pub text: String,
    /// Whether `class` is what the snapshot says of this pull, and not of a like one.
    pub is_said: bool,
    /// Where it stands; the most telling first.
    pub evidence: Vec<Evidence>,
}

/// An image that a node has, of a repository that some pull is about.
pub(crate) struct Present<'a> {
    /// The node.
    pub node: &'a Node,
    /// The image's name.
    pub name: ImageName,
    /// Whether the node knows no digest of it: it was built or loaded there, and not pulled.
    pub is_local: bool,
}

/// All pulls that fail, and what the nodes have of the same repositories.
#[derive(Default)]
pub(crate) struct Pulls<'a> {
    /// In order of pods and their containers.
    pub failures: Vec<PullFailure<'a>>,
    present: BTreeMap<(String, String), Vec<Present<'a>>>,
}

impl<'a> Facts<'a> {
    /// All pulls that fail.
    pub(crate) fn pulls(&self) -> &Pulls<'a> {
        &self.pulls
    }
}

impl<'a> Pulls<'a> {
    /// Reads through the pods, and through the nodes if any pull fails.
    pub(super) fn new(facts: &Facts<'a>) -> Pulls<'a> {
        let mut failures: Vec<PullFailure<'a>> =
            facts.snapshot.pods.iter().flat_map(|pod| of_pod(facts, pod)).collect();
        guess_from_others(&mut failures);
        let wanted: BTreeSet<(&str, &str)> =
            failures.iter().map(|failure| key(&failure.name)).collect();
        let mut present: BTreeMap<(String, String), Vec<Present<'a>>> = BTreeMap::new();
        if !wanted.is_empty() {
            for (node, image) in images(facts) {
                let is_local = !image.names.iter().any(|name| name.contains('@'));
                for name in image.names.iter().map(|name| ImageName::parse(name)) {
                    if wanted.contains(&key(&name)) {
                        let key = (name.host.clone(), name.path.clone());
                        present.entry(key).or_default().push(Present { node, name, is_local });
                    }
                }
            }
        }
        Pulls { failures, present }
    }

    /// What the nodes have of the repository that a pull is about.
    pub(crate) fn present(&self, name: &ImageName) -> &[Present<'a>] {
        let key = (name.host.clone(), name.path.clone());
        self.present.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn key(name: &ImageName) -> (&str, &str) {
    (&name.host, &name.path)
}

fn images<'a>(
    facts: &Facts<'a>,
) -> impl Iterator<Item = (&'a Node, &'a crate::snapshot::node::NodeImage)> {
    let nodes = facts.snapshot.nodes.iter();
    nodes.flat_map(|node| node.status.images.iter().map(move |image| (node, image)))
}

/// The pulls of a pod that fail.
fn of_pod<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Vec<PullFailure<'a>> {
    let waiting = |(container, status, _): (&'a Container, Option<&'a _>, bool)| {
        let status: &crate::snapshot::ContainerStatus = status?;
        let waiting = status.state.waiting.as_ref()?;
        let class = match waiting.reason.as_str() {
            "ErrImagePull" | "ImagePullBackOff" => PullClass::Unsaid,
            "ErrImageNeverPull" => PullClass::NeverPull,
            "InvalidImageName" => PullClass::InvalidName,
            "ImageInspectError" => PullClass::Inspect,
            "RegistryUnavailable" => PullClass::Unreachable,
            "SignatureValidationFailed" => PullClass::Signature,
            _ => return None,
        };
        Some((container, waiting, class))
    };
    let failing: Vec<_> = pod.containers().filter_map(waiting).collect();
    if failing.is_empty() || is_going(&pod.metadata) || facts.trouble(pod).is_none() {
        return Vec::new();
    }
    let object = pod.object();
    let failures = failing.into_iter().map(|(container, waiting, class)| {
        let image = container.image.as_str();
        let path = format!("status.containerStatuses[{}].state.waiting", container.name);
        let state = match waiting.message.as_str() {
            "" => waiting.reason.clone(),
            message => format!("{}: {message}", waiting.reason),
        };
        let mut evidence = vec![Evidence::field(&object, &path, state)];
        let mut text = said(&waiting.reason, &waiting.message).to_owned();
        if let Some((of, event)) = event(facts, pod, image) {
            if text.is_empty() {
                cause_in(&event.message).unwrap_or_default().clone_into(&mut text);
            }
            evidence.insert(0, Evidence::event(&of.object(), event));
        }
        let class = if class == PullClass::Unsaid { classify(&text) } else { class };
        let name = ImageName::parse(image);
        let is_said = class != PullClass::Unsaid;
        PullFailure { pod, container, image, name, class, text, is_said, evidence }
    });
    failures.collect()
}

/// What a waiting message says of the cause. While the kubelet tries, all of it is the cause; while it
/// waits to try again, current kubelets put it behind the reason, and old ones say nothing.
fn said<'t>(reason: &str, message: &'t str) -> &'t str {
    if let Some((_, cause)) = message.split_once("ErrImagePull: ") {
        return cause;
    }
    if reason == "ImagePullBackOff" || message == "Back-off pulling image" { "" } else { message }
}

/// The words of the runtime in `Failed to pull image "I": words`.
fn cause_in(message: &str) -> Option<&str> {
    message.strip_prefix("Failed to pull image ")?.split_once("\": ").map(|(_, cause)| cause)
}

/// The newest event that says why the pull of an image failed: of the pod, or else of another pod of
/// its workload.
fn event<'a>(facts: &Facts<'a>, pod: &'a Pod, image: &str) -> Option<(&'a Pod, &'a Event)> {
    let start = format!("Failed to pull image \"{image}\": ");
    let own = |pod: &'a Pod| {
        let mut events = facts.events(&pod.object()).iter().copied();
        let event = events.find(|event| {
            let uid = event.involved_object.uid.as_str();
            let same = uid.is_empty() || pod.metadata.uid.is_empty() || uid == pod.metadata.uid;
            event.reason == "Failed" && same && event.message.starts_with(&start)
        });
        event.map(|event| (pod, event))
    };
    own(pod).or_else(|| {
        let workload = facts.workload_of(pod);
        let siblings = facts.pods_of(&workload).iter().take(MAX_SIBLINGS);
        siblings
            .copied()
            .filter(|sibling| sibling.spec.node_name == pod.spec.node_name)
            .find_map(own)
    })
}

/// A pull of which nothing is said fails as the others from the same host do, if they all fail in one
/// way that has nothing to do with the image.
fn guess_from_others(failures: &mut [PullFailure<'_>]) {
    let mut known: BTreeMap<String, BTreeMap<PullClass, Evidence>> = BTreeMap::new();
    for failure in failures.iter().filter(|failure| failure.is_said) {
        if let Some(evidence) = failure.evidence.first() {
            let classes = known.entry(failure.name.host.clone()).or_default();
            classes.entry(failure.class).or_insert_with(|| evidence.clone());
        }
    }
    for failure in failures.iter_mut().filter(|failure| failure.class == PullClass::Unsaid) {
        let Some(classes) = known.get(&failure.name.host) else { continue };
        if let (1, Some((class, evidence))) = (classes.len(), classes.first_key_value())
            && matches!(
                class,
                PullClass::RateLimited
                    | PullClass::Unreachable
                    | PullClass::Certificate
                    | PullClass::ServerError
            )
        {
            failure.class = *class;
            failure.evidence.push(evidence.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    fn waiting(name: &str, image: &str, reason: &str, message: &str) -> String {
        let meta = format!("{{name: {name}, namespace: shop}}");
        let state = format!("{{waiting: {{reason: {reason}, message: '{message}'}}}}");
        format!(
            "---\n{{kind: Pod, apiVersion: v1, metadata: {meta}, spec: {{nodeName: n1, containers: \
             [{{name: c, image: '{image}'}}]}}, status: {{phase: Pending, containerStatuses: \
             [{{name: c, state: {state}}}]}}}}\n"
        )
    }

    fn classes(text: &str) -> Vec<(String, PullClass, bool)> {
        let snapshot = decode::example(text);
        assert!(snapshot.gaps.is_empty(), "{:?}", snapshot.gaps);
        let facts = Facts::new(&snapshot);
        let failures = facts.pulls().failures.iter();
        let told = |failure: &PullFailure<'_>| {
            (failure.pod.metadata.name.clone(), failure.class, failure.is_said)
        };
        failures.map(told).collect()
    }

    #[test]
    fn the_cause_is_behind_the_back_off() {
        let message = "Back-off pulling image \"a:1\": ErrImagePull: manifest unknown";
        let text = waiting("p", "a:1", "ImagePullBackOff", message);
        assert_eq!(classes(&text), [("p".to_owned(), PullClass::NotFound, true)]);
    }

    #[test]
    fn a_cause_that_is_gone_is_unsaid() {
        let text = waiting("p", "a:1", "ImagePullBackOff", "Back-off pulling image \"a:1\"");
        assert_eq!(classes(&text), [("p".to_owned(), PullClass::Unsaid, false)]);
    }

    /// Of the image alone nothing follows for others, of the registry it does.
    #[test]
    fn others_of_the_registry_tell_how_it_fails() {
        let gone = waiting("q", "r.example/b:1", "ImagePullBackOff", "Back-off pulling image");
        for (message, class) in [
            ("dial tcp 192.0.2.1:443: i/o timeout", PullClass::Unreachable),
            ("manifest unknown", PullClass::Unsaid),
        ] {
            let text = waiting("p", "r.example/a:1", "ErrImagePull", message) + &gone;
            assert_eq!(classes(&text)[1], ("q".to_owned(), class, false), "{message}");
        }
    }

    #[test]
    fn other_waiting_is_no_failed_pull() {
        let text = waiting("p", "a:1", "CrashLoopBackOff", "back-off 10s restarting");
        assert_eq!(classes(&text), []);
    }
}
