//! End-to-end tests of the area: objects in, roots and what they hold up out.

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

const POD: &str = "
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web, tier: front, version: v2}},
 spec: {nodeName: n1, containers: [{name: web, ports: [{containerPort: 8080, name: http}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
";

fn service(selector: &str) -> String {
    format!(
        "{POD}{{kind: Service, apiVersion: v1, metadata: {{name: web, namespace: shop}}, \
         spec: {{selector: {selector}, ports: [{{port: 80, targetPort: http}}]}}}}\n---\n\
         {{kind: Endpoints, apiVersion: v1, metadata: {{name: web, namespace: shop}}}}\n"
    )
}

#[test]
fn a_label_that_is_nearly_right() {
    check(
        &service("{app: wep, tier: front}"),
        &expect![[r#"
        error K501 Service shop/web: its selector app=wep matches no pod; Pod shop/web-0 has app=web
          K501 Endpoints shop/web: has no addresses
          K511 Ingress shop/web: its backend, service web, selects no pod
    "#]],
    );
}

#[test]
fn a_value_under_another_label() {
    check(
        &service("{app.kubernetes.io/name: web}"),
        &expect![[r#"
        error K501 Service shop/web: its selector app.kubernetes.io/name=web matches no pod; Pod shop/web-0 has app=web
          K501 Endpoints shop/web: has no addresses
          K511 Ingress shop/web: its backend, service web, selects no pod
    "#]],
    );
}

/// `v1` and `v2` are two versions, and no slip.
#[test]
fn another_version_is_no_slip() {
    check(
        &service("{app: web, version: v1}"),
        &expect![[r#"
        error K501 Service shop/web: no pod has the labels that it selects: app=web,version=v1
          K511 Ingress shop/web: its backend, service web, selects no pod
    "#]],
    );
}

#[test]
fn a_service_that_is_well() {
    check(&service("{app: web}"), &expect![[""]]);
}

#[test]
fn an_ingress_to_nowhere() {
    check(
        POD,
        &expect![[r#"
        error K512 Service shop/web: no such service exists in namespace shop
          K511 Ingress shop/web: its backend, service web, does not exist
    "#]],
    );
}

/// Somebody scaled it down, which is no fault; nor is its ingress's 503.
#[test]
fn a_workload_scaled_to_nothing() {
    check(
        r"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 0, template: {metadata: {labels: {app: web}}}}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
",
        &expect![[""]],
    );
}

#[test]
fn dns_that_asks_itself() {
    check(
        r#"
{"kind":"Service","apiVersion":"v1","metadata":{"name":"kube-dns","namespace":"kube-system"},"spec":{"selector":{"k8s-app":"kube-dns"},"ports":[{"port":53}]}}
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
  "containerStatuses":[{"name":"coredns","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[FATAL] plugin/loop: Loop (127.0.0.1:41293 -> :53) detected for zone "."
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#,
        &expect![[r#"
            error K521 ConfigMap kube-system/coredns: CoreDNS is told to ask a resolver that leads back to itself, as the node's resolv.conf with a loopback address does
              K100 Pod kube-system/coredns-1: CrashLoopBackOff (container coredns)
              K500 Service kube-system/kube-dns: none of the 1 pods behind it is ready
        "#]],
    );
}

#[test]
fn manifests_say_nothing_of_how_things_are() {
    check(
        "
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 2, selector: {matchLabels: {app: web}}}}
---
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 2, selector: {matchLabels: {app: db}}}}
---
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: old, namespace: shop}, spec: {replicas: 2, selector: {matchLabels: {app: old}}}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
",
        &expect![""],
    );
}
