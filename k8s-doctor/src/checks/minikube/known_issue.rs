//! The provisioner runs, and by its log it cannot work: a known issue of minikube.
//!
//! The pod is ready, and so nothing about it looks wrong; the claims stay Pending all the same. Its log
//! tells: it may not read what it must (6523, 3129), it cannot parse what a newer server sends (8330),
//! it does not reach the API server. The issues are known by their texts, with the versions of minikube
//! and Kubernetes that have them; a version that does not have an issue is not accused of it.
//!
//! Other known issues are not findings of their own: they are named beside the root that they explain.

use std::collections::BTreeMap;

use crate::facts::{ClaimState, Facts, is_ready};
use crate::finding::{Certainty, Evidence, Finding};
use crate::minikube::ranges::known;
use crate::minikube::rule::Place;
use crate::snapshot::{Object as _, ObjectRef};

/// How much of a log is looked at, from its end.
const LINES: usize = 100;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut waiting: BTreeMap<String, Vec<ObjectRef>> = BTreeMap::new();
    for claim in &facts.snapshot.claims {
        let object = claim.object();
        if facts.claim_state(&object.namespace, &object.name) == ClaimState::Pending
            && !facts.is_settling(claim.metadata.creation_timestamp)
            && let Some(provisioner) = facts.provisioner_of(&object)
        {
            waiting.entry(provisioner).or_default().push(object);
        }
    }
    waiting.iter().filter_map(|(name, claims)| judge(facts, name, claims)).collect()
}

fn judge(facts: &Facts<'_>, name: &str, claims: &[ObjectRef]) -> Option<Finding> {
    let minikube = facts.minikube.as_ref()?;
    let provisioner = facts.provisioner(name);
    let pod = provisioner.pods.iter().find(|pod| is_ready(pod))?;
    let container = &pod.spec.containers.first()?.name;
    let lines = facts.last_lines(pod, container, LINES);
    let (rule, line) = lines.into_iter().rev().find_map(|line| {
        let rules = known(line, Place::Log, minikube.minikube(), minikube.kubernetes());
        let rule = rules.into_iter().find(|rule| rule.id.starts_with("provisioner-"))?;
        Some((rule, line))
    })?;
    let message = format!("{} ({})", rule.title, rule.sources.join(", "));
    let mut finding = Finding::cause("K901", facts.workload_of(pod), message)
        .certainty(Certainty::Inferred)
        .evidence(Evidence::log(&pod.object(), container, line));
    for claim in claims {
        finding = finding.holds(claim.clone(), format!("waits for provisioner {name}"));
    }
    let namespace = &pod.metadata.namespace;
    Some(finding.remedy(super::remedy(facts, rule, namespace, &pod.spec.node_name)))
}

pub(super) const BAD: &str = r#"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/version: v1.11.0}},
 status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {kubeletVersion: v1.18.3}}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: k8s.io/minikube-hostpath}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: standard}, status: {phase: Pending}}
---
{kind: Pod, apiVersion: v1, metadata: {name: storage-provisioner, namespace: kube-system},
 spec: {nodeName: minikube, containers: [{name: storage-provisioner}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
--- log kube-system/storage-provisioner/storage-provisioner
E0101 reflector.go:126] Failed to list *v1.PersistentVolumeClaim: v1.PersistentVolumeClaimList: Items: []v1.PersistentVolumeClaim: v1.PersistentVolumeClaim: ObjectMeta: v1.ObjectMeta: readObjectFieldAsBytes: expect : after object field, but found }
"#;

pub(super) const GOOD: &str = r#"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/version: v1.11.0}},
 status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {kubeletVersion: v1.18.3}}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: k8s.io/minikube-hostpath}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: standard}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: storage-provisioner, namespace: kube-system},
 spec: {nodeName: minikube, containers: [{name: storage-provisioner}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
--- log kube-system/storage-provisioner/storage-provisioner
E0101 reflector.go:126] Failed to list *v1.PersistentVolumeClaim: readObjectFieldAsBytes: expect : after object field
"#;
