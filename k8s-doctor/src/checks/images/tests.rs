//! The chains of images, from objects to roots.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::decode;
use crate::diagnosis::diagnose;

#[track_caller]
fn check(text: &str, roots: &Expect) {
    let snapshot = decode::example(text);
    assert!(snapshot.gaps.is_empty(), "{:?}", snapshot.gaps);
    let diagnosis = diagnose(&snapshot);
    let mut lines = String::new();
    for root in &diagnosis.roots {
        writeln!(
            lines,
            "{} {} {} {}: {}",
            root.code, root.severity, root.certainty, root.object, root.message
        )
        .unwrap();
        for held in &root.holds {
            writeln!(lines, "  {} {}", held.code, held.object).unwrap();
        }
        for command in root.remedies.iter().flat_map(|remedy| &remedy.commands) {
            writeln!(lines, "  $ {command}").unwrap();
        }
    }
    roots.assert_eq(&lines);
}

/// A deployment with a replica set and a pod whose image waits.
fn deployment(name: &str, image: &str, reason: &str, message: &str, spec: &str) -> String {
    let message = message.replace('\'', "''");
    format!(
        "
{{kind: Deployment, apiVersion: apps/v1, metadata: {{name: {name}, namespace: shop}}, spec: {{replicas: 1}}, status: {{replicas: 1}}}}
---
{{kind: ReplicaSet, apiVersion: apps/v1, metadata: {{name: {name}-5d, namespace: shop, ownerReferences: [{{kind: Deployment, name: {name}, controller: true}}]}},
 spec: {{replicas: 1}}, status: {{replicas: 1}}}}
---
{{kind: Pod, apiVersion: v1, metadata: {{name: {name}-5d-x, namespace: shop, ownerReferences: [{{kind: ReplicaSet, name: {name}-5d, controller: true}}]}},
 spec: {{nodeName: n1, {spec} containers: [{{name: web, image: '{image}'}}]}},
 status: {{phase: Pending, containerStatuses: [{{name: web, state: {{waiting: {{reason: {reason}, message: '{message}'}}}}}}]}}}}
---
"
    )
}

const NODE: &str = "
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {minikube.k8s.io/version: v1.34.0}},
 status: {nodeInfo: {architecture: arm64, containerRuntimeVersion: 'docker://27.2.0'}, conditions: [{type: Ready, status: 'True'}],
 images: [{names: ['redis@sha256:00', 'redis:7.0']}, {names: ['local:dev']}]}}
";

const DENIED: &str = "Error response from daemon: pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied";

#[test]
fn a_misspelt_image_is_the_deployments_fault() {
    let text = deployment("web", "ngnix:1.25", "ErrImagePull", DENIED, "");
    check(
        &(text + NODE),
        &expect![[r#"
        K200 error observed Deployment shop/web: image ngnix:1.25 is not found: docker.io has no repository ngnix, or it is private and the pod has no pull secret
          K700 Deployment shop/web
          K100 Pod shop/web-5d-x
          $ kubectl -n shop set image deployment/web web=nginx:1.25
          $ kubectl edit -n shop deployment web
          $ minikube image load ngnix:1.25
          $ kubectl -n shop create secret docker-registry registry-credentials --docker-server=https://index.docker.io/v1/ --docker-username="$REGISTRY_USER" --docker-password="$REGISTRY_PASSWORD"
          $ kubectl -n shop patch serviceaccount default -p '{"imagePullSecrets":[{"name":"registry-credentials"}]}'
    "#]],
    );
}

#[test]
fn a_cause_that_has_expired_is_judged_by_what_the_nodes_have() {
    let text = deployment(
        "web",
        "redis:9.9",
        "ImagePullBackOff",
        "Back-off pulling image \"redis:9.9\"",
        "",
    );
    check(
        &(text + NODE),
        &expect![[r#"
        K211 error inferred Deployment shop/web: image redis:9.9 cannot be pulled: node n1 has redis:7.0, so that it is rather the tag than the registry
          K700 Deployment shop/web
          K100 Pod shop/web-5d-x
          $ minikube ssh -- docker pull redis:9.9
          $ kubectl delete -n shop pod web-5d-x
          $ kubectl edit -n shop deployment web
    "#]],
    );
}

#[test]
fn the_missing_secret_is_the_root() {
    let secrets = "imagePullSecrets: [{name: regcred}],";
    let message =
        "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized";
    let text = deployment("web", "reg.example/web:1", "ErrImagePull", message, secrets);
    check(
        &(text + NODE),
        &expect![[r#"
        K202 error observed Secret shop/regcred: does not exist, and reg.example refuses image reg.example/web:1 without it
          K100 Pod shop/web-5d-x
          K700 Deployment shop/web
          $ kubectl -n shop create secret docker-registry regcred --docker-server=reg.example --docker-username="$REGISTRY_USER" --docker-password="$REGISTRY_PASSWORD"
    "#]],
    );
}

/// Both cannot reach one registry: told once.
#[test]
fn an_unreachable_registry_is_told_once() {
    let message = "failed to do request: Head \"https://reg.example/v2/\": dial tcp 192.0.2.1:443: i/o timeout";
    let text = deployment("a", "reg.example/a:1", "ErrImagePull", message, "")
        + &deployment("b", "reg.example/b:1", "ImagePullBackOff", "Back-off pulling image", "");
    check(
        &(text + NODE),
        &expect![[r#"
        K204 error observed Deployment shop/a: node n1 does not reach registry reg.example of image reg.example/a:1: timeout
          K700 Deployment shop/a
          K204 Deployment shop/b
          K100 Pod shop/a-5d-x
          K100 Pod shop/b-5d-x
          $ minikube ssh -- curl -sSI https://reg.example/v2/
          $ minikube image load reg.example/a:1
    "#]],
    );
}

#[test]
fn an_image_that_is_never_pulled_and_has_a_look_alike() {
    let message = "Container image \"local:v1\" is not present with pull policy of Never";
    let text = deployment("web", "local:v1", "ErrImageNeverPull", message, "");
    check(
        &(text + NODE),
        &expect![[r#"
        K208 error observed Deployment shop/web: image local:v1 is not on node n1, and its policy Never forbids to pull it; the node has local:dev
          K700 Deployment shop/web
          K100 Pod shop/web-5d-x
          $ kubectl -n shop set image deployment/web web=local:dev
          $ minikube image load local:v1
    "#]],
    );
}

/// A pull that goes on, and one that went well after failing, are no faults.
#[test]
fn pulls_that_are_under_way_or_done_are_no_faults() {
    let text = "
{kind: Pod, apiVersion: v1, metadata: {name: new, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: c, image: 'big:1'}]},
 status: {phase: Pending, startTime: 2026-01-01T10:00:00Z, containerStatuses: [{name: c, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: new.1, namespace: shop}, type: Normal, reason: Pulling, lastTimestamp: 2026-01-01T10:05:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: new}, message: 'Pulling image \"big:1\"'}
---
{kind: Pod, apiVersion: v1, metadata: {name: old, namespace: shop}, spec: {nodeName: n1, containers: [{name: c, image: 'big:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: c, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: old.1, namespace: shop}, type: Warning, reason: Failed, lastTimestamp: 2026-01-01T10:05:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: old}, message: 'Error: ImagePullBackOff'}
";
    check(text, &expect![[""]]);
}
