//! Lists in pages: tokens, tokens that are too old, pages that are broken.

use std::collections::BTreeSet;

use expect_test::expect;
use k8s_doctor::snapshot::Coverage;
use serde_json::json;

use crate::cluster::{Answer, Asked, Cluster, as_it_is, gaps, options};

const TOO_OLD: &str =
    "The provided continue parameter is too old to display a consistent list result.";

fn with_pods(n: usize) -> Cluster {
    let mut cluster = Cluster::current();
    cluster.add_namespace("shop");
    for index in 0..n {
        let name = format!("pod-{index:04}");
        cluster.add("pods", json!({"metadata": {"namespace": "shop", "name": name}}));
    }
    cluster
}

fn of_pods(journal: &[String]) -> Vec<&str> {
    let pods = journal.iter().map(String::as_str);
    pods.filter(|uri| uri.starts_with("/api/v1/pods")).collect()
}

/// 410, with the token to go on with or without.
fn too_old(next: &str) -> Answer {
    let metadata = if next.is_empty() { json!({}) } else { json!({"continue": next}) };
    Answer::json(
        410,
        &json!({"kind": "Status", "apiVersion": "v1", "metadata": metadata,
        "status": "Failure", "message": TOO_OLD, "reason": "Expired", "code": 410}),
    )
}

#[tokio::test(start_paused = true)]
async fn pages() {
    let (snapshot, journal) = with_pods(1201).read(&options(), as_it_is).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.pods.len(), 1201);
    assert!(snapshot.pods.is_whole());
    assert_eq!(
        of_pods(&journal),
        [
            "/api/v1/pods?limit=500",
            "/api/v1/pods?limit=500&continue=500",
            "/api/v1/pods?limit=500&continue=1000"
        ]
    );
    assert_eq!(gaps(&snapshot), "");
}

#[tokio::test(start_paused = true)]
async fn tokens_are_escaped() {
    let odd = |asked: &Asked| {
        let is_pods = asked.path == "/api/v1/pods";
        match asked.query.get("continue").map(String::as_str) {
            None if is_pods => Some(Answer::json(
                200,
                &json!({"metadata": {"continue": "a/b+c="},
                "items": [{"metadata": {"namespace": "shop", "name": "a"}}]}),
            )),
            Some("a%2Fb%2Bc%3D") => Some(Answer::json(
                200,
                &json!({"metadata": {},
                "items": [{"metadata": {"namespace": "shop", "name": "b"}}]}),
            )),
            _ => None,
        }
    };
    let (snapshot, _) = Cluster::current().read(&options(), odd).await;
    assert_eq!(snapshot.unwrap().pods.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn too_old_with_a_token_to_go_on() {
    // The new token is told apart by a 0 before it.
    let expired = |asked: &Asked| {
        let token = asked.query.get("continue").map_or("", String::as_str);
        (asked.path == "/api/v1/pods" && token == "500").then(|| too_old("0500"))
    };
    let (snapshot, journal) = with_pods(1201).read(&options(), expired).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (1201, true));
    assert_eq!(of_pods(&journal).len(), 4);
    assert_eq!(gaps(&snapshot), "");
}

#[tokio::test(start_paused = true)]
async fn too_old_without_a_token_starts_anew() {
    let expired = |asked: &Asked| {
        let is_third = asked.query.get("continue").is_some_and(|token| token == "1000");
        (asked.path == "/api/v1/pods" && is_third && asked.n_before == 0).then(|| too_old(""))
    };
    let (snapshot, journal) = with_pods(1201).read(&options(), expired).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (1201, true), "each pod once");
    assert_eq!(of_pods(&journal).len(), 6);
    assert_eq!(gaps(&snapshot), "");
}

#[tokio::test(start_paused = true)]
async fn too_old_again_and_again_is_a_gap() {
    let expired = |asked: &Asked| {
        (asked.path == "/api/v1/pods" && asked.query.contains_key("continue")).then(|| too_old(""))
    };
    let (snapshot, journal) = with_pods(1201).read(&options(), expired).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.pods.len(), 500, "what was read is kept");
    assert_eq!(snapshot.pods.coverage, Coverage::Nothing);
    assert_eq!(of_pods(&journal).len(), 4);
    expect![[r"
        pods: not whole: stopped at page 2: the server answered 410: The provided continue parameter is too old to display a consistent list result.
    "]]
    .assert_eq(&gaps(&snapshot));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_leads_to_itself_is_left() {
    let circle = |asked: &Asked| {
        (asked.path == "/api/v1/pods").then(|| {
            Answer::json(
                200,
                &json!({
            "metadata": {"continue": "again"},
            "items": [{"metadata": {"namespace": "shop", "name": "a"}}]}),
            )
        })
    };
    let (snapshot, _) = Cluster::current().read(&options(), circle).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (1, false));
    assert_eq!(
        gaps(&snapshot),
        "pods: not whole: stopped at page 2: the server gave the same page again\n"
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_broken_is_asked_for_once_more() {
    let cut = |times: usize| {
        move |asked: &Asked| {
            (asked.path == "/api/v1/pods" && asked.n_before < times).then(|| {
                let mut page = with_pods(10).answer(asked);
                page.body.truncate(page.body.len() / 2);
                page
            })
        }
    };
    let (snapshot, _) = with_pods(10).read(&options(), cut(1)).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (10, true));
    assert_eq!(gaps(&snapshot), "");

    let (snapshot, journal) = with_pods(10).read(&options(), cut(99)).await;
    let snapshot = snapshot.unwrap();
    let names: BTreeSet<_> = snapshot.pods.iter().map(|pod| pod.metadata.name.as_str()).collect();
    assert_eq!((names.first().copied(), names.len()), (Some("pod-0000"), 5), "what came is kept");
    assert!(!snapshot.pods.is_whole());
    assert_eq!(of_pods(&journal).len(), 2);
    expect![[r"
        pods: not whole: stopped at page 1: the answer is broken: EOF while parsing an object
    "]]
    .assert_eq(&gaps(&snapshot));
}

#[tokio::test(start_paused = true)]
async fn smaller_pages_where_pages_are_too_large() {
    let huge = |asked: &Asked| {
        let is_huge = asked.path == "/api/v1/pods" && asked.query["limit"] == "500";
        is_huge.then(|| Answer::text(200, &" ".repeat((128 << 20) + 1)))
    };
    let (snapshot, journal) = with_pods(30).read(&options(), huge).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.pods.len(), snapshot.pods.is_whole()), (30, true));
    assert_eq!(
        of_pods(&journal)[1..],
        ["/api/v1/pods?limit=20", "/api/v1/pods?limit=20&continue=20"]
    );
    let always = |asked: &Asked| {
        (asked.path == "/api/v1/pods").then(|| Answer::text(200, &" ".repeat((128 << 20) + 1)))
    };
    let (snapshot, _) = with_pods(30).read(&options(), always).await;
    assert_eq!(gaps(&snapshot.unwrap()), "pods: an answer of more than 128 MiB\n");
}
