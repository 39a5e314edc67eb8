//! There is no metrics API, and an autoscaler needs one.
//!
//! Metrics are no part of Kubernetes itself: metrics-server serves `metrics.k8s.io` (CPU and memory), and
//! adapters such as Prometheus' serve `custom.metrics.k8s.io` and `external.metrics.k8s.io`. Each registers an
//! `APIService`; without it autoscalers say `the server could not find the requested resource (get
//! pods.metrics.k8s.io)`, and so does `kubectl top`. On minikube it is an add-on that is off at first. The
//! workload that is to be scaled is well, and nothing must be changed there.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

use super::hpa;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
    let apis = &facts.snapshot.api_services;
    for hpa in &facts.snapshot.hpas {
        for failure in hpa::failures(hpa) {
            let Some(name) = hpa::api(&failure.message) else { continue };
            let says_so = failure.message.contains("could not find the requested resource");
            let is_missing = apis.lacks("", name) || says_so && apis.get("", name).is_none();
            // Another version of the group serves as well.
            let group = name.trim_start_matches("v1beta1.");
            let other = apis.iter().any(|api| api.spec.group == group);
            if !is_missing || other || !says_so {
                continue;
            }
            let object = hpa.object();
            let path = format!("status.conditions[{}]", failure.type_);
            let finding = findings.remove(name).unwrap_or_else(|| tell(facts, name, group));
            let finding = finding
                .evidence(Evidence::field(&object, &path, failure.message.clone()))
                .holds(object, "reads metrics there");
            findings.insert(name, finding);
        }
    }
    findings.into_values().collect()
}

fn tell(facts: &Facts<'_>, name: &str, group: &str) -> Finding {
    let object = ObjectRef::new("APIService", "", name);
    let message = format!("nothing serves {group}: there is no such API");
    let finding = Finding::cause("K731", object, message).certainty(Certainty::Observed);
    if group != "metrics.k8s.io" {
        return finding.remedy(Remedy {
            title: format!(
                "Install the adapter that serves {group}, Prometheus' or KEDA's for instance"
            ),
            commands: Vec::new(),
            verify: vec![facts.commands.kubectl(&format!("get --raw /apis/{group}/v1beta1"))],
            risk: String::new(),
        });
    }
    let minikube =
        facts.snapshot.nodes.iter().any(|node| {
            node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/"))
        });
    let commands = if minikube {
        vec![facts.commands.minikube("addons enable metrics-server")]
    } else {
        vec![facts.commands.kubectl(
            "apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml",
        )]
    };
    finding.remedy(Remedy {
        title: "Install metrics-server (on minikube: minikube addons enable metrics-server)"
            .to_owned(),
        commands,
        verify: vec![facts.commands.kubectl("top pods -A"), facts.commands.kubectl("get hpa -A")],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'False', reason: FailedGetResourceMetric,
  message: 'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'}]}}
";

pub(super) const GOOD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'True', reason: ValidMetricFound}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 0}}
";
