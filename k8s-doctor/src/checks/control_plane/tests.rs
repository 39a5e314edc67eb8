//! End-to-end tests of the area, and of autoscalers: objects in, roots and what they hold up out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::decode;
use crate::diagnosis::diagnose;

#[track_caller]
fn check(text: &str, expected: &Expect) {
    let mut lines = String::new();
    for root in diagnose(&decode::example(text)).roots {
        writeln!(lines, "{} {} {}: {}", root.severity, root.code, root.object, root.message)
            .unwrap();
        for held in root.holds {
            writeln!(lines, "  {} {}: {}", held.code, held.object, held.message).unwrap();
        }
    }
    expected.assert_eq(&lines);
}

const WEBHOOK: &str = r#"
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: refused}]}}
---
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]},
 spec: {replicas: 1}, status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'Internal error occurred: failed calling webhook "check.policy.example": Post "https://policy.ops.svc:443/check?timeout=5s": dial tcp 10.96.3.4:443: connect: connection refused'}]}}
---
"#;

#[test]
fn a_webhook_scaled_to_nothing_refuses_pods() {
    let text = format!(
        "{WEBHOOK}{}",
        r"
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: policy, namespace: ops}, spec: {replicas: 0, template: {metadata: {labels: {app: policy}}}},
 status: {conditions: [{type: Available, status: 'True'}]}}
"
    );
    check(
        &text,
        &expect![[r#"
        error K802 Deployment ops/policy: is scaled to nothing, and the API server needs it for ValidatingWebhookConfiguration policy
          K802 Service ops/policy: has no pods behind it
          K800 ValidatingWebhookConfiguration policy: webhook check.policy.example is not answered, so pods are refused: service ops/policy has no pods
          K703 ReplicaSet shop/web-5d: cannot make its pods: 0/1 made
          K700 Deployment shop/web: 0/1 available
    "#]],
    );
}

#[test]
fn a_webhook_whose_service_was_deleted() {
    check(
        WEBHOOK,
        &expect![[r#"
        error K801 Service ops/policy: no such service exists, and the API server is told to call it
          K800 ValidatingWebhookConfiguration policy: webhook check.policy.example is not answered, so pods are refused: service ops/policy does not exist
          K703 ReplicaSet shop/web-5d: cannot make its pods: 0/1 made
          K700 Deployment shop/web: 0/1 available
    "#]],
    );
}

#[test]
fn what_a_webhook_refused_before_it_was_well() {
    let ready = |since: &str| {
        format!(
            "
{{kind: Service, apiVersion: v1, metadata: {{name: policy, namespace: ops}}, spec: {{selector: {{app: policy}}, ports: [{{port: 443}}]}}}}
---
{{kind: Pod, apiVersion: v1, metadata: {{name: policy-0, namespace: ops, labels: {{app: policy}}}},
 spec: {{nodeName: n1, containers: [{{name: policy}}]}},
 status: {{phase: Running, conditions: [{{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T{since}Z}}]}}}}
---
{{kind: Event, apiVersion: v1, metadata: {{name: e, namespace: shop}}, type: Warning, reason: FailedCreate, lastTimestamp: 2026-01-01T12:00:00Z,
 involvedObject: {{kind: ReplicaSet, namespace: shop, name: web-5d}}, message: 'Error creating: Internal error occurred'}}"
        )
    };
    let message = |text: &str| -> String {
        let roots = diagnose(&decode::example(text)).roots;
        assert_eq!(roots.len(), 1, "{roots:?}");
        format!("{} {}: {}", roots[0].code, roots[0].object, roots[0].message)
    };
    let over = "K803 ReplicaSet shop/web-5d: webhook check.policy.example refused its pods, and does so \
                no more: the controller tries again, after up to a quarter of an hour";
    assert_eq!(message(&format!("{WEBHOOK}{}", ready("12:01:00"))), over);
    // Refused since it was ready: it is not over.
    let still = message(&format!("{WEBHOOK}{}", ready("11:59:00")));
    assert!(still.starts_with("K803 ValidatingWebhookConfiguration policy: "), "{still}");
    // Where it was taken away, the next try will do.
    let (_, rest) = WEBHOOK.split_once("---").unwrap();
    assert_eq!(message(&format!("{rest}{}", ready("11:59:00"))), over);
}

#[test]
fn a_namespace_that_a_finalizer_keeps() {
    check(
        r"
{kind: Namespace, apiVersion: v1, metadata: {name: old, deletionTimestamp: 2026-01-01T10:00:00Z},
 status: {phase: Terminating, conditions: [{type: NamespaceDeletionDiscoveryFailure, status: 'False', message: All resources successfully discovered},
  {type: NamespaceFinalizersRemaining, status: 'True', message: 'Some content in the namespace has finalizers remaining: example.com/teardown in 1 resource instances'}]}}
---
{kind: Widget, apiVersion: example.com/v1, metadata: {name: blue, namespace: old, deletionTimestamp: 2026-01-01T10:00:00Z, finalizers: [example.com/teardown]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:02:00Z}, status: {phase: Active}}
",
        &expect![[r#"
            error K821 Widget old/blue: is being deleted, and nobody takes off its finalizer example.com/teardown
              K820 Namespace old: Terminating: cannot end
        "#]],
    );
}

#[test]
fn a_namespace_that_an_api_keeps() {
    check(
        r"
{kind: Namespace, apiVersion: v1, metadata: {name: old, deletionTimestamp: 2026-01-01T10:00:00Z},
 status: {phase: Terminating, conditions: [{type: NamespaceDeletionDiscoveryFailure, status: 'True',
  message: 'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery'}]}}
---
{kind: APIService, apiVersion: apiregistration.k8s.io/v1, metadata: {name: v1beta1.metrics.k8s.io},
 spec: {group: metrics.k8s.io, version: v1beta1, service: {name: metrics-server, namespace: kube-system}},
 status: {conditions: [{type: Available, status: 'False', reason: ServiceNotFound, message: service metrics-server is not present}]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:02:00Z}, status: {phase: Active}}
",
        &expect![[r#"
            error K801 Service kube-system/metrics-server: no such service exists, and the API server is told to call it
              K810 APIService v1beta1.metrics.k8s.io: metrics.k8s.io/v1beta1 is not served: service metrics-server is not present
              K820 Namespace old: Terminating: cannot end
        "#]],
    );
}

#[test]
fn an_autoscaler_without_a_metrics_api() {
    check(
        r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'False', reason: FailedGetResourceMetric,
  message: 'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
",
        &expect![[r#"
            error K731 APIService v1beta1.metrics.k8s.io: nothing serves metrics.k8s.io: there is no such API
              K730 HorizontalPodAutoscaler shop/web: does not scale: FailedGetResourceMetric
        "#]],
    );
}
