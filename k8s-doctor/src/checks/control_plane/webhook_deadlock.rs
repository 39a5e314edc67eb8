//! A webhook keeps its own pods from being made, and so can never answer again.
//!
//! Its rules cover pods in the namespace that it runs in, and its policy is `Fail`. As long as a pod of
//! its is up that goes well; once all are gone, after a restart of the only node for instance, the API
//! server asks the webhook before it lets the webhook's own pod be made. Nothing gets out of this by
//! itself. The configuration must leave that namespace out.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::ObjectRef;

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let hooks = targets::hooks(facts);
    let mut findings = Vec::new();
    for (held, text) in targets::refused(facts) {
        let Some(name) = targets::webhook_in(text) else { continue };
        for hook in hooks.iter().filter(|hook| hook.webhook.name == name) {
            let Some(target) = &hook.webhook.client_config.service else { continue };
            let service = targets::service(target);
            if targets::silence(facts, &service).is_none() || !makes(facts, &held, &service) {
                continue;
            }
            let message = format!(
                "webhook {name} must answer before its own pods may be made, and cannot without them"
            );
            findings.push(
                Finding::cause("K804", hook.object.clone(), message)
                    .evidence(Evidence::field(&held, "status", text))
                    .evidence(Evidence::field(&hook.object, "webhooks[*].failurePolicy", "Fail"))
                    .holds(held.clone(), format!("must pass webhook {name}"))
                    .remedy(remedy(facts, &hook.object, &service)),
            );
        }
    }
    findings
}

/// Whether the pods that are refused are those behind the service.
fn makes(facts: &Facts<'_>, held: &ObjectRef, service: &ObjectRef) -> bool {
    let Some(found) = facts.service(service).filter(|_| held.namespace == service.namespace) else {
        return false;
    };
    let set = facts.snapshot.replica_sets.get(&held.namespace, &held.name);
    let template = set.filter(|_| held.kind == "ReplicaSet").map(|set| &set.spec.template);
    let template = template.or_else(|| {
        let all = facts.workloads_within(&held.namespace).iter();
        all.filter(|workload| workload.object == *held).map(|workload| workload.template).next()
    });
    template.is_some_and(|template| {
        crate::snapshot::selects(&found.spec.selector, &template.metadata.labels)
    })
}

fn remedy(facts: &Facts<'_>, object: &ObjectRef, service: &ObjectRef) -> Remedy {
    let file = format!("{}.yaml", object.name);
    let get =
        format!("{} -o yaml > {}", facts.commands.on("get", object), crate::facts::quote(&file));
    let again = facts.commands.kubectl(&format!("apply -f {}", crate::facts::quote(&file)));
    Remedy {
        title: format!(
            "Take the configuration away until its pods are up, and put it back with a \
             namespaceSelector that leaves {} out (by the label kubernetes.io/metadata.name)",
            service.namespace
        ),
        commands: vec![get, facts.commands.on("delete", object), again],
        verify: vec![
            facts
                .commands
                .kubectl(&format!("get pods -n {}", crate::facts::quote(&service.namespace))),
        ],
        risk: "meanwhile nothing is checked by this webhook".to_owned(),
    }
}

pub(super) const BAD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: policy-5d, namespace: ops}, spec: {replicas: 1, template: {metadata: {labels: {app: policy}}}},
 status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'Internal error occurred: failed calling webhook "check.policy.example": Post "https://policy.ops.svc:443/check?timeout=10s": dial tcp 10.96.3.4:443: connect: connection refused'}]}}
---
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: policy-5d, namespace: ops}, spec: {replicas: 1, template: {metadata: {labels: {app: policy}}}},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Pod, apiVersion: v1, metadata: {name: policy-5d-x, namespace: ops, labels: {app: policy}},
 spec: {nodeName: n1, containers: [{name: policy}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
"#;
