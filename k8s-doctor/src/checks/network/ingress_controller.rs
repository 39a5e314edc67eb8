//! The controller that serves an ingress does not run.
//!
//! An `IngressClass` names its controller, and for the common ones it is known which pods that is. If
//! they are there and none is ready, nobody answers for any ingress of the class: a symptom, and the
//! pods are what to look at next. If there are none at all, the class is left over, or the controller
//! was removed: on minikube the add-on `ingress` is off. An ingress without an address is not enough
//! to say so, since controllers fill it in late or never.

use crate::facts::{Facts, is_going, is_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Ingress, IngressClass, Object as _};

use super::controllers;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let classes = facts.snapshot.ingress_classes.iter();
    classes.filter_map(|class| judge(facts, class)).flatten().collect()
}

fn judge(facts: &Facts<'_>, class: &IngressClass) -> Option<Vec<Finding>> {
    let name = class.metadata.name.as_str();
    let is_of = |ingress: &&Ingress| {
        controllers::class_of(ingress) == Some(name) && !is_going(&ingress.metadata)
    };
    let ingresses: Vec<&Ingress> = facts.snapshot.ingresses.iter().filter(is_of).collect();
    if ingresses.is_empty() {
        return None;
    }
    let controller = class.spec.controller.as_str();
    let pods = controllers::pods(facts, controller)?;
    if pods.iter().any(|pod| is_ready(pod)) {
        return None;
    }
    let object = class.object();
    let evidence = Evidence::field(&object, "spec.controller", controller);
    let finding = if pods.is_empty() {
        let is_new = ingresses.iter().all(|ingress| controllers::is_served(ingress));
        if !facts.snapshot.pods.is_whole() || is_new || controllers::any(facts) {
            return None;
        }
        let message = format!("nothing runs that is its controller {controller}");
        Finding::cause("K515", object.clone(), message)
            .certainty(Certainty::Inferred)
            .remedy(install(facts, controller))
    } else {
        let ill: Vec<_> = pods.iter().filter(|pod| facts.trouble(pod).is_some()).collect();
        if ill.is_empty() {
            return None;
        }
        let message = format!("its controller {controller} does not run");
        let finding = Finding::symptom("K515", object.clone(), message);
        ill.iter().fold(finding, |finding, pod| {
            finding.held_by(pod.object(), "its controller is this pod")
        })
    };
    let mut findings = vec![finding.evidence(evidence)];
    for ingress in ingresses {
        let ingress = ingress.object();
        let evidence = Evidence::field(&ingress, "spec.ingressClassName", name);
        let symptom = Finding::symptom("K515", ingress, "nobody answers for its hosts and paths");
        findings.push(symptom.evidence(evidence).held_by(object.clone(), "is of this class"));
    }
    Some(findings)
}

fn install(facts: &Facts<'_>, controller: &str) -> Remedy {
    let commands = match controller {
        "k8s.io/ingress-nginx" if super::is_minikube(facts) => {
            vec![facts.commands.minikube("addons enable ingress")]
        }
        _ => Vec::new(),
    };
    Remedy {
        title: format!("Install the ingress controller {controller} once more"),
        commands,
        verify: vec![facts.commands.kubectl("get ingress -A")],
        risk: String::new(),
    }
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginx}}
---
{kind: IngressClass, apiVersion: networking.k8s.io/v1, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginx}}
---
{kind: IngressClass, apiVersion: networking.k8s.io/v1, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
---
{kind: Pod, apiVersion: v1, metadata: {name: ingress-nginx-controller-1, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx}},
 spec: {nodeName: n1, containers: [{name: controller}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
