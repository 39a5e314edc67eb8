//! An autoscaler works with a share of what the pods request, and they request nothing.
//!
//! `averageUtilization: 60` means 60 % of the request. If any container of the pods, a sidecar included,
//! has no request for the resource, the whole cannot be computed: `missing request for cpu`. A limit
//! without a request counts as the request too. Either every container gets a request, or the autoscaler
//! asks for an amount (`averageValue`) instead of a share.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Container, Hpa, Object as _};

use super::hpa;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.hpas.iter().filter_map(|hpa| judge(facts, hpa)).collect()
}

fn judge(facts: &Facts<'_>, hpa: &Hpa) -> Option<Finding> {
    let failures = hpa::failures(hpa);
    let failure = failures.iter().find(|found| found.message.contains("missing request for "))?;
    let (_, rest) = failure.message.split_once("missing request for ")?;
    let resource = rest.split([' ', ':', ',', '"']).next()?;
    let target = hpa::target(hpa);
    let mut all = facts.workloads_within(&target.namespace).iter();
    let workload = all.rfind(|workload| workload.object == target);
    let lacks = |container: &&Container| {
        let needs = &container.resources;
        !needs.requests.contains_key(resource) && !needs.limits.contains_key(resource)
    };
    let containers = workload.map(|workload| &workload.template.spec.containers);
    let lacking: Vec<&str> = containers
        .into_iter()
        .flatten()
        .filter(lacks)
        .map(|container| container.name.as_str())
        .collect();
    if containers.is_some() && lacking.is_empty() {
        // It has been corrected, or a sidecar that is put in later lacks it.
        return None;
    }
    let who = match lacking.as_slice() {
        [] => "a container".to_owned(),
        [one] => format!("container {one}"),
        many => format!("containers {}", many.join(", ")),
    };
    let message =
        format!("{who} requests no {resource}, so the autoscaler has nothing to take a share of");
    let amount = if resource == "memory" { "128Mi" } else { "100m" };
    let containers =
        if lacking.len() == 1 { format!(" -c {}", quote(lacking[0])) } else { String::new() };
    let set = format!(
        "set resources -n {} {} {}{containers} --requests={resource}={amount}",
        quote(&target.namespace),
        target.kind.to_lowercase(),
        quote(&target.name)
    );
    let object = hpa.object();
    let path = format!("status.conditions[{}]", failure.type_);
    Some(
        Finding::cause("K734", target, message)
            .evidence(Evidence::field(&object, &path, failure.message.clone()))
            .holds(object.clone(), "takes shares of its requests")
            .remedy(Remedy {
                title: format!(
                    "Give every container a request for {resource}, as much as it usually needs \
                     ({amount} here is only a start)"
                ),
                commands: vec![facts.commands.kubectl(&set)],
                verify: vec![facts.commands.on("get", &object)],
                risk: "its pods are replaced".to_owned(),
            }),
    )
}

pub(super) const BAD: &str = r#"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v1, metadata: {name: web, namespace: shop, annotations: {
  autoscaling.alpha.kubernetes.io/conditions: '[{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"failed to get cpu utilization: missing request for cpu"}]'}},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1, template: {spec: {containers: [{name: web}]}}}, status: {replicas: 1, availableReplicas: 1}}
"#;

pub(super) const GOOD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'True', reason: ValidMetricFound}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1, template: {spec: {containers: [{name: web}]}}}, status: {replicas: 1, availableReplicas: 1}}
";
