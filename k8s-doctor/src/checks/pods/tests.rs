//! Chains of this area, from objects to roots, and what must not be told.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::decode::example;
use crate::diagnosis::diagnose;
use crate::snapshot::{Log, Snapshot};

/// The roots, one a line, and below each what it holds.
fn check(snapshot: &Snapshot, expected: &Expect) {
    let mut lines = String::new();
    for root in diagnose(snapshot).roots {
        let (object, message) = (root.object, root.message);
        writeln!(lines, "{} {} {object}: {message}", root.severity, root.code).unwrap();
        for held in root.holds {
            writeln!(lines, "  {}", held.object).unwrap();
        }
    }
    expected.assert_eq(&lines);
}

fn log(snapshot: &mut Snapshot, pod: &str, container: &str, previous: bool, text: &str) {
    snapshot.logs.push(Log {
        namespace: "shop".to_owned(),
        pod: pod.to_owned(),
        container: container.to_owned(),
        previous,
        text: text.to_owned(),
    });
}

/// `api` crashes since `db` does not answer, since the database's own image has a wrong command.
const CHAIN: &str = r#"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: api, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, conditions: []}}
---
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: api-1, namespace: shop, ownerReferences: [{kind: Deployment, name: api, controller: true}]},
 spec: {replicas: 1}, status: {replicas: 1}}
---
{kind: Pod, apiVersion: v1, metadata: {name: api-1-x, namespace: shop, labels: {app: api}, ownerReferences: [{kind: ReplicaSet, name: api-1, controller: true}]},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: db, namespace: shop}, spec: {clusterIP: 10.96.3.4, selector: {app: db}, ports: [{port: 5432}]}}
---
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: shop, labels: {app: db}, ownerReferences: [{kind: StatefulSet, name: db, controller: true}]},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: db, image: 'example/db:9', command: [postgress]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: db, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 128, reason: StartError,
    message: 'failed to create containerd task: runc create failed: unable to start container process: exec: "postgress": executable file not found in $PATH: unknown'}}}]}}
"#;

#[test]
fn a_service_that_does_not_answer_leads_to_its_pods() {
    let mut snapshot = example(CHAIN);
    let text = "starting\nfatal: dial tcp 10.96.3.4:5432: connect: connection refused\n";
    log(&mut snapshot, "api-1-x", "api", true, text);
    check(
        &snapshot,
        &expect![[r#"
        error K108 StatefulSet shop/db: the command postgress of container db is not in image example/db:9
          Pod shop/db-0
          StatefulSet shop/db
          Service shop/db
          Deployment shop/api
          Pod shop/api-1-x
    "#]],
    );
}

#[test]
fn where_no_log_tells_the_services_that_a_program_is_told_of_may() {
    let told = |env: &str| example(&CHAIN.replacen("[{name: api}]", env, 1));
    let silent = "[{name: api, env: [{name: DB_URL, value: 'postgres://u:hunter2@db:5432/shop'}]}]";
    check(
        &told(silent),
        &expect![[r#"
            error K108 StatefulSet shop/db: the command postgress of container db is not in image example/db:9
              Pod shop/db-0
              StatefulSet shop/db
              Service shop/db
              Pod shop/api-1-x
              Deployment shop/api
        "#]],
    );
    // Traces are sent, not waited for; and a name that no variable or option says is not one.
    for own in [
        "[{name: api, env: [{name: OTEL_ENDPOINT, value: 'http://db:4317'}]}]",
        "[{name: api, args: [--log-host=db]}]",
        "[{name: api, env: [{name: DB_USER, value: db}]}]",
    ] {
        let roots = diagnose(&told(own)).roots;
        assert!(roots.iter().any(|root| root.object.name == "api"), "{own}");
    }
    for option in [
        "[{name: api, args: [serve, --db-host, db]}]",
        "[{name: api, args: [--catalog-url=tcp://db]}]",
    ] {
        assert!(diagnose(&told(option)).roots.iter().all(|root| root.object.name == "db"));
    }
}

#[test]
fn of_two_that_are_told_of_each_other_neither_is_the_cause() {
    let one = |name: &str, other: &str| {
        format!(
            "{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}},
 spec: {{nodeName: n1, restartPolicy: Always, containers: [{{name: c, env: [{{name: PEER_URL, value: 'http://{other}'}}]}}]}},
 status: {{phase: Running, conditions: [{{type: Ready, status: 'False'}}],
  containerStatuses: [{{name: c, restartCount: 8, state: {{waiting: {{reason: CrashLoopBackOff}}}},
   lastState: {{terminated: {{exitCode: 1, reason: Error}}}}}}]}}}}
---
{{kind: Service, apiVersion: v1, metadata: {{name: {name}, namespace: shop}}, spec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}}}
---
"
        )
    };
    let roots = |text: &str| -> Vec<String> {
        diagnose(&example(text)).roots.into_iter().map(|root| root.object.name).collect()
    };
    assert_eq!(roots(&(one("a", "b") + &one("b", "a"))), ["a", "b"]);
    assert_eq!(roots(&(one("a", "b") + &one("b", "c"))), ["b"]);
}

#[test]
fn an_init_container_that_waits_for_a_job() {
    for command in [
        "args: [job, schema]",
        "command: [sh, -c, 'kubectl wait --for=condition=complete job/schema']",
    ] {
        let text = r"
{kind: Job, apiVersion: batch/v1, metadata: {name: schema, namespace: shop}, spec: {backoffLimit: 0},
 status: {failed: 1, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: wait, COMMAND}], containers: [{name: api}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  initContainerStatuses: [{name: wait, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}],
  containerStatuses: [{name: api, state: {waiting: {reason: PodInitializing}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, reason: Now, involvedObject: {kind: Pod, namespace: shop, name: x}, lastTimestamp: 2026-01-01T12:00:00Z}
";
        check(
            &example(&text.replace("COMMAND", command)),
            &expect![[r#"
                error K704 Job shop/schema: Failed: BackoffLimitExceeded
                  Pod shop/api
            "#]],
        );
    }
}

#[test]
fn what_fell_and_is_well_does_not_explain_what_a_lost_node_does() {
    let pod = |name: &str, node: &str, ready: &str| {
        format!(
            "{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: shop, labels: {{app: api}}, ownerReferences: [{{kind: ReplicaSet, name: api-1, controller: true}}]}},
 spec: {{nodeName: {node}, restartPolicy: Always, containers: [{{name: api}}]}},
 status: {{phase: Running, conditions: [{{type: Ready, status: '{ready}', lastTransitionTime: 2026-01-01T11:50:00Z}}],
  containerStatuses: [{{name: api, ready: true, restartCount: 4, state: {{running: {{startedAt: 2026-01-01T11:55:00Z}}}},
   lastState: {{terminated: {{exitCode: 137, reason: OOMKilled, finishedAt: 2026-01-01T11:54:50Z}}}}}}]}}}}
---
"
        )
    };
    let node = |name: &str, ready: &str| {
        format!(
            "{{kind: Node, apiVersion: v1, metadata: {{name: {name}}},
 status: {{conditions: [{{type: Ready, status: {ready}, lastHeartbeatTime: 2026-01-01T11:49:00Z, lastTransitionTime: 2026-01-01T11:50:00Z}}]}}}}
---
"
        )
    };
    let rest = "
{kind: Deployment, apiVersion: apps/v1, metadata: {name: api, namespace: shop}, spec: {replicas: 2}, status: {replicas: 2, readyReplicas: 1, availableReplicas: 1, unavailableReplicas: 1}}
---
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: api-1, namespace: shop, ownerReferences: [{kind: Deployment, name: api, controller: true}]},
 spec: {replicas: 2}, status: {replicas: 2, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, reason: Now, involvedObject: {kind: Pod, namespace: shop, name: x}, lastTimestamp: 2026-01-01T12:00:00Z}
";
    let text = pod("api-1-x", "n1", "True") + &pod("api-1-y", "n2", "False");
    let snapshot = example(&(text + &node("n1", "'True'") + &node("n2", "Unknown") + rest));
    check(
        &snapshot,
        &expect![[r#"
            error K601 Node n2: its kubelet has not been heard of for 660 seconds
              Pod shop/api-1-y
              Deployment shop/api
        "#]],
    );
}

#[test]
fn a_name_server_that_does_not_answer_leads_to_its_pods() {
    let mut snapshot = example(
        r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}, spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}}}
---
{kind: Pod, apiVersion: v1, metadata: {name: coredns-x, namespace: kube-system, labels: {k8s-app: kube-dns}},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: coredns}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: coredns, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, message: 'plugin/errors: unknown plugin'}}}]}}
",
    );
    let text = "Error: lookup db on 10.96.0.10:53: read udp 10.1.1.1:4->10.96.0.10:53: i/o timeout";
    log(&mut snapshot, "api", "api", false, text);
    check(
        &snapshot,
        &expect![[r#"
        error K101 Pod kube-system/coredns-x: container coredns exits with code 1 (an error of the program itself): plugin/errors: unknown plugin
          Service kube-system/kube-dns
          Pod shop/api
    "#]],
    );
}

#[test]
fn a_secret_that_a_job_should_have_made() {
    let snapshot = example(
        r#"
{kind: Pod, apiVersion: v1, metadata: {name: controller, namespace: ingress-nginx, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: controller}], volumes: [{name: webhook-cert, secret: {secretName: admission}}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: controller, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: create, namespace: ingress-nginx, creationTimestamp: 2026-01-01T11:00:00Z},
 spec: {backoffLimit: 1, template: {spec: {containers: [{name: create, args: [create, --secret-name=admission]}]}}},
 status: {failed: 2, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: patch, namespace: ingress-nginx, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {template: {spec: {containers: [{name: patch, args: [patch, --secret-name=admission]}]}}},
 status: {succeeded: 1, conditions: [{type: Complete, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: create-x, namespace: ingress-nginx, ownerReferences: [{kind: Job, name: create, controller: true}]},
 spec: {nodeName: n1, restartPolicy: Never, containers: [{name: create}]},
 status: {phase: Failed, containerStatuses: [{name: create, state: {terminated: {exitCode: 1, reason: Error, message: 'fatal: no API'}}}]}}
"#,
    );
    check(
        &snapshot,
        &expect![[r#"
            error K101 Job ingress-nginx/create: container create exits with code 1 (an error of the program itself): fatal: no API
              Pod ingress-nginx/create-x
              Job ingress-nginx/create
              Secret ingress-nginx/admission
              Pod ingress-nginx/controller
        "#]],
    );
}

#[test]
fn a_missing_config_map_holds_all_that_need_it() {
    let pod = |name: &str| {
        format!(
            r#"
{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: shop, ownerReferences: [{{kind: ReplicaSet, name: api, controller: true}}]}},
 spec: {{nodeName: n1, containers: [{{name: api}}]}},
 status: {{phase: Pending, conditions: [{{type: Ready, status: 'False'}}],
  containerStatuses: [{{name: api, state: {{waiting: {{reason: CreateContainerConfigError, message: 'configmap "settings" not found'}}}}}}]}}}}
---"#
        )
    };
    let text = pod("a") + &pod("b");
    check(
        &example(&text),
        &expect![[r#"
        error K111 ConfigMap shop/settings: does not exist
          Pod shop/a
          Pod shop/b
    "#]],
    );
}

#[test]
fn killed_by_a_probe_is_not_out_of_memory_nor_a_crash() {
    // The events are gone; the length of its life tells.
    let snapshot = example(
        r"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: shop},
 spec: {nodeName: n1, terminationGracePeriodSeconds: 30, restartPolicy: Always,
  containers: [{name: site, resources: {limits: {memory: 64Mi}}, livenessProbe: {httpGet: {port: 80}, periodSeconds: 10, failureThreshold: 3}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: site, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 137, reason: Error, startedAt: 2026-01-01T10:00:00Z, finishedAt: 2026-01-01T10:00:58Z}}}]}}
",
    );
    check(
        &snapshot,
        &expect![[r#"
        error K104 Pod shop/site: the liveness probe of container site fails and kills it
    "#]],
    );
}

#[test]
fn a_pod_that_fell_lately_and_often_is_a_warning() {
    let snapshot = example(
        r"
{kind: Pod, apiVersion: v1, metadata: {name: cache, namespace: shop},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: cache, resources: {limits: {memory: 64Mi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T10:02:00Z}],
  containerStatuses: [{name: cache, ready: true, restartCount: 5, state: {running: {startedAt: 2026-01-01T10:01:00Z}},
   lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: 2026-01-01T10:00:00Z}}}]}}
",
    );
    check(
        &snapshot,
        &expect![[r#"
        warning K102 Pod shop/cache: container cache takes more memory than its limit of 64Mi
    "#]],
    );
}

/// What looks ill at a glance and is not, or not any more.
#[test]
fn what_is_well_or_past_is_no_root() {
    let snapshot = example(
        r#"
{kind: Pod, apiVersion: v1, metadata: {name: fell-long-ago, namespace: shop}, spec: {nodeName: n1, restartPolicy: Always, containers: [{name: a}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T08:00:00Z}],
  containerStatuses: [{name: a, ready: true, restartCount: 50, state: {running: {startedAt: 2026-01-01T08:00:00Z}},
   lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: 2026-01-01T07:59:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: done, namespace: shop}, spec: {nodeName: n1, restartPolicy: OnFailure, containers: [{name: a}]},
 status: {phase: Succeeded, containerStatuses: [{name: a, restartCount: 3, state: {terminated: {exitCode: 0, reason: Completed}},
   lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: 2026-01-01T09:59:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: evicted, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: gone, controller: true}]},
 spec: {nodeName: n1, containers: [{name: a}]}, status: {phase: Failed, reason: Evicted, message: 'The node was low on resource: memory. '}}
---
{kind: Pod, apiVersion: v1, metadata: {name: being-deleted, namespace: shop, deletionTimestamp: 2026-01-01T09:59:50Z},
 spec: {nodeName: n1, containers: [{name: a}]}, status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: a, restartCount: 3, state: {terminated: {exitCode: 143, reason: Error}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: optional, namespace: shop, creationTimestamp: 2026-01-01T09:00:00Z},
 spec: {nodeName: n1, containers: [{name: a}], volumes: [{name: v, configMap: {name: absent, optional: true}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T09:00:00Z}],
  containerStatuses: [{name: a, ready: true, state: {running: {startedAt: 2026-01-01T09:00:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: with-sidecar, namespace: shop, creationTimestamp: 2026-01-01T09:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: mesh, restartPolicy: Always}], containers: [{name: a}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T09:00:00Z}],
  initContainerStatuses: [{name: mesh, ready: true, state: {running: {startedAt: 2026-01-01T09:00:00Z}}}],
  containerStatuses: [{name: a, ready: true, state: {running: {startedAt: 2026-01-01T09:00:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: just-made, namespace: shop, creationTimestamp: 2026-01-01T09:59:50Z},
 spec: {nodeName: n1, containers: [{name: a}], volumes: [{name: v, secret: {secretName: not-yet}}]},
 status: {phase: Pending, startTime: 2026-01-01T09:59:50Z, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T09:59:50Z}],
  containerStatuses: [{name: a, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: nightly-1, namespace: shop, creationTimestamp: 2026-01-01T01:00:00Z,
  ownerReferences: [{kind: CronJob, name: nightly, controller: true}]},
 status: {failed: 2, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: nightly-2, namespace: shop, creationTimestamp: 2026-01-01T02:00:00Z,
  ownerReferences: [{kind: CronJob, name: nightly, controller: true}]},
 status: {succeeded: 1, conditions: [{type: Complete, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: nightly-1-x, namespace: shop, ownerReferences: [{kind: Job, name: nightly-1, controller: true}]},
 spec: {nodeName: n1, restartPolicy: Never, containers: [{name: a}]},
 status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 1, reason: Error, finishedAt: 2026-01-01T01:01:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: came-back-with-its-node, namespace: shop}, spec: {nodeName: n2, restartPolicy: Always, containers: [{name: a}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T09:58:00Z}],
  containerStatuses: [{name: a, ready: true, restartCount: 96, state: {running: {startedAt: 2026-01-01T09:57:00Z}},
   lastState: {terminated: {exitCode: 255, reason: Unknown, finishedAt: 2026-01-01T09:56:00Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: Unhealthy, count: 400,
 involvedObject: {kind: Pod, namespace: shop, name: fell-long-ago, fieldPath: 'spec.containers{a}'},
 message: 'Readiness probe failed: HTTP probe failed with statuscode: 503', lastTimestamp: 2026-01-01T10:00:00Z}
"#,
    );
    check(&snapshot, &expect![[""]]);
}

/// The last words of a log that a program goes on from are not why another thing is wrong with it.
#[test]
fn an_unready_pod_waits_for_a_service_by_its_log() {
    let mut snapshot = example(
        r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T09:00:00Z},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: api, readinessProbe: {httpGet: {port: 80, path: /ready}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T09:00:00Z}],
  containerStatuses: [{name: api, state: {running: {startedAt: 2026-01-01T09:00:00Z}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: redis-master, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z}, spec: {ports: [{port: 6379}]}}
",
    );
    log(
        &mut snapshot,
        "api",
        "api",
        false,
        "GET /ready 503\nError: getaddrinfo ENOTFOUND redis-mastr\n",
    );
    check(
        &snapshot,
        &expect![[r#"
        error K140 Service shop/redis-mastr: does not exist; shop/redis-master does
          Pod shop/api
    "#]],
    );
}

/// On a lost node nothing is known of the containers.
#[test]
fn a_lost_node_is_the_root_and_not_its_pods() {
    let snapshot = example(
        r"
{kind: Node, apiVersion: v1, metadata: {name: n1, creationTimestamp: 2026-01-01T09:00:00Z},
 status: {conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, lastTransitionTime: 2026-01-01T09:00:00Z}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T09:00:00Z},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: api, readinessProbe: {httpGet: {port: 80, path: /ready}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T09:00:00Z}],
  containerStatuses: [{name: api, restartCount: 4, state: {running: {startedAt: 2026-01-01T09:00:00Z}},
   lastState: {terminated: {exitCode: 1, finishedAt: 2026-01-01T08:59:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z}, status: {phase: Succeeded}}
",
    );
    check(
        &snapshot,
        &expect![[r#"
            error K601 Node n1: its kubelet is not heard of any more
              Pod shop/api
        "#]],
    );
}

/// Half of a dump's nodes are missing often enough; the kubelet of one still tells of its pods.
#[test]
fn a_pod_that_a_kubelet_tells_of_is_on_a_node_that_is_there() {
    let pod = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n2, restartPolicy: Always, containers: [{name: web}]},
 status: {phase: Running, startTime: '2025-06-10T11:40:00Z', hostIP: 10.0.0.2, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 3, reason: Error}}}]}}
";
    check(
        &example(pod),
        &expect![[r#"
        error K101 Pod shop/web: container web exits with code 3
    "#]],
    );
}
