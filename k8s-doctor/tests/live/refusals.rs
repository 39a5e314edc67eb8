//! What a server refuses, and what it does not answer: each time a gap, and the rest is read.

use std::collections::BTreeSet;
use std::time::Duration;

use expect_test::{Expect, expect};
use k8s_doctor::gather::live::{GatherError, Options};
use k8s_doctor::snapshot::{Coverage, Snapshot};
use serde_json::json;
use tokio::time::Instant;

use crate::cluster::{Answer, Asked, Cluster, DATE, as_it_is, gaps, options};

fn cluster() -> Cluster {
    let mut cluster = Cluster::current();
    for namespace in ["team-a", "team-b"] {
        cluster.add_namespace(namespace);
        cluster.add("pods", json!({"metadata": {"namespace": namespace, "name": "web"}}));
        cluster.add("services", json!({"metadata": {"namespace": namespace, "name": "web"}}));
    }
    cluster.add("nodes", json!({"metadata": {"name": "minikube"}}));
    cluster
}

async fn read(instead: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static) -> Snapshot {
    cluster().read(&options(), instead).await.0.unwrap()
}

/// Reads the cluster with one path answered otherwise, and holds the gaps to what is expected.
#[track_caller]
fn check(snapshot: &Snapshot, expected: &Expect) {
    expected.assert_eq(&gaps(snapshot));
    assert_eq!(snapshot.services.len(), 2, "the rest is read");
    assert!(snapshot.services.is_whole());
}

#[tokio::test(start_paused = true)]
async fn the_time_is_the_servers() {
    let snapshot = read(as_it_is).await;
    assert_eq!(DATE, "Tue, 24 Nov 2026 10:00:00 GMT");
    assert_eq!(snapshot.now.0.unwrap().to_string(), "2026-11-24T10:00:00Z");
    assert_eq!(snapshot.context, "test");
    assert_eq!(snapshot.versions.server_version.git_version, "v1.37.2");
}

#[tokio::test(start_paused = true)]
async fn forbidden_of_the_cluster() {
    let snapshot = read(|asked| {
        let is_class = asked.path.ends_with("/storageclasses");
        is_class.then(|| Answer::forbidden("storageclasses", "storage.k8s.io", None))
    })
    .await;
    assert_eq!(snapshot.storage_classes.coverage, Coverage::Nothing);
    check(
        &snapshot,
        &expect![[r#"
        storageclasses.storage.k8s.io: forbidden: storageclasses.storage.k8s.io is forbidden: User "viewer" cannot list resource "storageclasses" in API group "storage.k8s.io" at the cluster scope
    "#]],
    );
}

#[tokio::test(start_paused = true)]
async fn forbidden_of_all_but_allowed_in_one_namespace() {
    let snapshot = read(|asked| match asked.path.as_str() {
        "/api/v1/pods" => Some(Answer::forbidden("pods", "", None)),
        "/api/v1/namespaces/team-b/pods" => Some(Answer::forbidden("pods", "", Some("team-b"))),
        _ => None,
    })
    .await;
    let covered = BTreeSet::from(["team-a".to_owned()]);
    assert_eq!(snapshot.pods.coverage, Coverage::Namespaces(covered));
    assert_eq!(snapshot.pods.len(), 1);
    check(
        &snapshot,
        &expect![[r#"
        pods: forbidden: pods is forbidden: User "viewer" cannot list resource "pods" in API group "" at the cluster scope; read in team-a
    "#]],
    );
}

#[tokio::test(start_paused = true)]
async fn allowed_in_the_contexts_namespace_only() {
    let (snapshot, journal) = cluster()
        .read(&options(), |asked| {
            let parts: Vec<&str> = asked.path.split('/').collect();
            let plural = *parts.last()?;
            let group = if parts[1] == "apis" { *parts.get(2)? } else { "" };
            let is_list = parts.len() > 3 && !asked.path.contains("/namespaces/team-a/");
            is_list.then(|| Answer::forbidden(plural, group, None))
        })
        .await;
    let snapshot = snapshot.unwrap();
    let covered = Coverage::Namespaces(BTreeSet::from(["team-a".to_owned()]));
    assert_eq!((&snapshot.pods.coverage, snapshot.pods.len()), (&covered, 1));
    assert_eq!(snapshot.namespaces.coverage, Coverage::Nothing);
    assert_eq!(snapshot.nodes.coverage, Coverage::Nothing);
    assert!(journal.iter().all(|uri| !uri.contains("team-b")), "nobody told of it");
    let gaps = gaps(&snapshot);
    assert!(gaps.contains("nodes: forbidden: nodes is forbidden: User"), "{gaps}");
    assert!(gaps.contains("at the cluster scope; read in team-a\n"), "{gaps}");
}

#[tokio::test(start_paused = true)]
async fn all_forbidden_is_not_healthy() {
    let snapshot = read(|asked| {
        let is_list = asked.path.matches('/').count() > 2;
        is_list.then(|| Answer::forbidden("pods", "", None))
    })
    .await;
    assert_eq!(snapshot.gaps.len(), k8s_doctor::snapshot::KINDS.len());
    assert_eq!(snapshot.pods.coverage, Coverage::Namespaces(BTreeSet::new()));
    assert!(!snapshot.pods.covers("team-a"));
    // So that nobody says that all of no pods are ready.
    assert_eq!(k8s_doctor::overview::overview(&snapshot).pods, None);
}

#[tokio::test(start_paused = true)]
async fn chosen_namespaces() {
    let chosen = Options { namespaces: vec!["team-b".to_owned()], ..options() };
    let (snapshot, journal) = cluster().read(&chosen, as_it_is).await;
    let snapshot = snapshot.unwrap();
    let covered = Coverage::Namespaces(BTreeSet::from(["team-b".to_owned()]));
    assert_eq!((&snapshot.pods.coverage, snapshot.pods.len()), (&covered, 1));
    assert!(snapshot.nodes.is_whole());
    assert!(!journal.iter().any(|uri| uri.starts_with("/api/v1/pods")));
    assert_eq!(gaps(&snapshot), "");
}

#[tokio::test(start_paused = true)]
async fn not_served_in_json_and_in_text() {
    let snapshot = read(|asked| match asked.path.as_str() {
        path if path.ends_with("/csinodes") => Some(Answer::not_served()),
        path if path.ends_with("/leases") => Some(Answer::text(404, "404 page not found\n")),
        // Endpoints tell the same.
        path if path.ends_with("/endpointslices") => Some(Answer::not_served()),
        _ => None,
    })
    .await;
    assert_eq!(snapshot.leases.coverage, Coverage::Nothing);
    check(
        &snapshot,
        &expect![[r"
        csinodes.storage.k8s.io: not served by this server
        leases.coordination.k8s.io: not served by this server
    "]],
    );
}

#[tokio::test(start_paused = true)]
async fn credentials_refused() {
    let unauthorized = || Answer::status(401, "Unauthorized", "Unauthorized");
    let (nothing, _) = cluster().read(&options(), move |_| Some(unauthorized())).await;
    let error = nothing.unwrap_err();
    assert_eq!(error.to_string(), "the API server refused the credentials: Unauthorized");
    assert!(error.hint().unwrap().contains("expired"), "{:?}", error.hint());

    // A token that expires on the way leaves what was read before.
    let snapshot = read(move |asked| (asked.path == "/api/v1/pods").then(unauthorized)).await;
    check(
        &snapshot,
        &expect![[r"
        pods: the credentials were refused: Unauthorized
    "]],
    );
}

#[tokio::test(start_paused = true)]
async fn too_many_requests() {
    let busy = |times: usize, after: &'static str| {
        move |asked: &Asked| {
            let message = "Too many requests, please try again later.\n";
            (asked.path == "/api/v1/pods" && asked.n_before < times)
                .then(|| Answer::text(429, message).header("retry-after", after))
        }
    };
    let start = Instant::now();
    let snapshot = read(busy(2, "7")).await;
    assert_eq!((snapshot.pods.len(), snapshot.gaps.len()), (2, 0));
    assert_eq!(start.elapsed().as_secs(), 14, "it comes back when it was told to");

    let start = Instant::now();
    let snapshot = read(busy(99, "7")).await;
    assert_eq!(start.elapsed().as_secs(), 28, "but not for ever");
    check(
        &snapshot,
        &expect![[r"
        pods: the server answered 429: Too many requests, please try again later.
    "]],
    );

    let start = Instant::now();
    assert_eq!(read(busy(99, "86400")).await.gaps.len(), 1);
    assert_eq!(start.elapsed().as_secs(), 0, "nobody waits for a day");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_fails_now_and_then() {
    let failing = |times: usize| {
        move |asked: &Asked| {
            let message = "etcdserver: request timed out";
            (asked.path == "/api/v1/pods" && asked.n_before < times)
                .then(|| Answer::status(500, "InternalError", message))
        }
    };
    assert_eq!(gaps(&read(failing(2)).await), "");
    check(
        &read(failing(99)).await,
        &expect![[r"
        pods: the server answered 500: etcdserver: request timed out
    "]],
    );
}

#[tokio::test(start_paused = true)]
async fn silence() {
    let start = Instant::now();
    let snapshot = read(|asked| (asked.path == "/api/v1/pods").then(Answer::silence)).await;
    assert_eq!(start.elapsed().as_secs(), 15);
    check(
        &snapshot,
        &expect![[r"
        pods: no answer within 15s
    "]],
    );

    let (nothing, _) = cluster().read(&options(), |_| Some(Answer::silence())).await;
    let error = nothing.unwrap_err();
    assert_eq!(error.to_string(), "the API server cannot be reached: no answer within 15s");
    assert!(matches!(error, GatherError::Unreachable { .. }));

    // It answers at first, and then no more: it is not asked for every kind.
    let start = Instant::now();
    let (nothing, _) = cluster()
        .read(&options(), |asked| (asked.path.matches('/').count() > 1).then(Answer::silence))
        .await;
    assert!(matches!(nothing.unwrap_err(), GatherError::Unreachable { .. }));
    assert_eq!(start.elapsed().as_secs(), 45, "the namespaces, and twice eight lists");
}

#[tokio::test(start_paused = true)]
async fn all_of_it_takes_no_longer_than_it_may() {
    let short = Options { total_timeout: Duration::from_secs(20), ..options() };
    let start = Instant::now();
    let (snapshot, _) = cluster()
        .read(&short, |asked| {
            let slow = asked.path.ends_with("pods") || asked.path.starts_with("/apis/");
            slow.then(|| cluster().answer(asked).after(Duration::from_secs(9)))
        })
        .await;
    let snapshot = snapshot.unwrap();
    assert_eq!(start.elapsed().as_secs(), 20);
    let over = "not read: the time for the whole was over";
    let n_over = snapshot.gaps.iter().filter(|gap| gap.why == over).count();
    assert!(n_over > 5, "{}", gaps(&snapshot));
    assert!(snapshot.services.is_whole());
}

#[tokio::test(start_paused = true)]
async fn the_order_of_answers_does_not_matter() {
    let of = |seed: u64| async move {
        let chaos = move |asked: &Asked| {
            let hash = asked
                .path
                .bytes()
                .fold(seed, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
            let answer = match asked.path.as_str() {
                "/api/v1/pods" => Answer::forbidden("pods", "", None),
                "/api/v1/events" => Answer::not_served(),
                _ => cluster().answer(asked),
            };
            Some(answer.after(Duration::from_millis(hash % 3000)))
        };
        read(chaos).await
    };
    let first = of(1).await;
    assert_eq!(first.gaps.len(), 2);
    for seed in 2..8 {
        let other = of(seed).await;
        assert_eq!(first, other);
        assert_eq!(format!("{first:?}"), format!("{other:?}"));
    }
}
