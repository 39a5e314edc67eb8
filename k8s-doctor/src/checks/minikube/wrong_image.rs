//! An image cannot be pulled because minikube wrote its name wrong.
//!
//! With `--image-mirror-country=cn`, minikube 1.18.0 to 1.22.0 and 1.23.0 put the mirror before the
//! whole path of an add-on's image, and the mirror has no such path: `…/google_containers/k8s-minikube/
//! storage-provisioner:v5` in place of `…/google_containers/storage-provisioner:v5`. Later versions
//! have other names wrong. Without the provisioner no claim gets a volume, and everything that waits
//! for one stays Pending, four objects away from the cause.
//!
//! It is recognised by the name, not by the event with the registry's answer, which is gone after an
//! hour. minikube's version comes from the node's label, the kubeconfig or the audit log; if it is
//! outside the range, or the mirror is another, this is not said. To delete the pod does not help: it
//! is a bare pod, and nobody makes it again; to enable the add-on again renders the same name. What
//! helps is to give the image the wrong name, inside the node.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::facts::images::PullFailure;
use crate::finding::{Certainty, Evidence, Finding, Link, Remedy};
use crate::minikube::images::{self, WrongName, judge};
use crate::minikube::profile::Profile;
use crate::minikube::remedy::{Place, advise};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let unknown = Profile::default();
    let profile = facts.minikube.as_ref().unwrap_or(&unknown);
    let mut findings: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for failure in &facts.pulls().failures {
        if let Some(wrong) = judge(failure.image, profile) {
            let object = facts.workload_of(failure.pod);
            let why = format!("its image {} cannot be pulled", failure.image);
            let new = || found(facts, profile, failure, &wrong, object.clone());
            let finding = findings.entry(object.clone()).or_insert_with(new);
            finding.holds.push(Link { object: failure.pod.object(), why });
        }
    }
    findings.into_values().collect()
}

fn found(
    facts: &Facts<'_>,
    profile: &Profile,
    failure: &PullFailure<'_>,
    wrong: &WrongName,
    object: ObjectRef,
) -> Finding {
    let message = format!(
        "its image name is wrong, a known bug of minikube {}: the mirror has it as {}",
        wrong.ranges, wrong.right
    );
    let certainty = match wrong.certainty {
        images::Certainty::Known => Certainty::Observed,
        images::Certainty::Inferred => Certainty::Inferred,
        images::Certainty::Guessed => Certainty::Guessed,
    };
    let (pod, image) = (failure.pod, failure.image);
    let field = format!("spec.containers[{}].image", failure.container.name);
    let mut finding = Finding::cause("K900", object, message)
        .certainty(certainty)
        .evidence(Evidence::field(&pod.object(), &field, image));
    if let Some(version) = &profile.minikube_version
        && let Some(node) = facts.snapshot.nodes.iter().next()
    {
        let text = format!("minikube {} ({})", version.value, version.from);
        finding = finding.evidence(Evidence::field(&node.object(), "metadata.labels", text));
    }
    let right_is_on_node = facts.node_of(pod).is_some_and(|node| {
        let mut names = node.status.images.iter().flat_map(|image| &image.names);
        names.any(|name| *name == wrong.right)
    });
    if right_is_on_node && let Some(node) = facts.node_of(pod) {
        let text = format!("has {} already: a tag is enough", wrong.right);
        finding = finding.evidence(Evidence::field(&node.object(), "status.images", text));
    }
    let place = Place {
        context: Some(facts.snapshot.context.as_str()).filter(|context| !context.is_empty()),
        node: Some(pod.spec.node_name.as_str()).filter(|_| facts.snapshot.nodes.len() > 1),
        pod: Some((&pod.metadata.namespace, &pod.metadata.name)),
        right_is_on_node,
    };
    for advice in advise(image, wrong, profile, &place) {
        finding = finding.remedy(Remedy {
            title: advice.title,
            commands: advice.commands,
            verify: advice.verify,
            risk: advice.risk,
        });
    }
    // The registry's answer to the wrong name says the same, less well.
    finding.instead_of = super::super::images::PULL_CODES;
    finding.group = Some(image.to_owned());
    finding
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/version: v1.20.0}},
 status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: storage-provisioner, namespace: kube-system}, spec: {nodeName: minikube,
 containers: [{name: storage-provisioner,
  image: registry.cn-hangzhou.aliyuncs.com/google_containers/k8s-minikube/storage-provisioner:v5}]},
 status: {phase: Pending, containerStatuses: [{name: storage-provisioner, state: {waiting: {reason: ImagePullBackOff}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/version: v1.20.0}},
 status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: storage-provisioner, namespace: kube-system}, spec: {nodeName: minikube,
 containers: [{name: storage-provisioner,
  image: registry.cn-hangzhou.aliyuncs.com/google_containers/k8s-minikube/storage-provisioner:v5}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
