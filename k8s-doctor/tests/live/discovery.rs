//! Which version of a kind is asked for, on servers from 1.20 on, and on ones whose discovery fails.

use serde_json::json;

use crate::cluster::{Answer, Cluster, as_it_is, gaps, options};

/// The kinds that have moved between versions since 1.20.
const MOVED: &[&str] =
    &["cronjobs", "endpointslices", "horizontalpodautoscalers", "poddisruptionbudgets"];

/// The lists of those kinds that were asked for, sorted.
fn moved(journal: &[String]) -> Vec<&str> {
    let paths = journal.iter().filter_map(|uri| uri.split('?').next());
    let is_moved = |path: &&str| MOVED.iter().any(|plural| path.ends_with(plural));
    let mut paths: Vec<_> = paths.filter(is_moved).collect();
    paths.sort_unstable();
    paths
}

fn with_a_cron_job(mut cluster: Cluster) -> Cluster {
    cluster.add("cronjobs", json!({"metadata": {"namespace": "shop", "name": "nightly"}}));
    cluster
}

#[tokio::test(start_paused = true)]
async fn a_current_server_is_asked_once_for_each_kind() {
    let (snapshot, journal) = with_a_cron_job(Cluster::current()).read(&options(), as_it_is).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(
        moved(&journal),
        [
            "/apis/autoscaling/v2/horizontalpodautoscalers",
            "/apis/batch/v1/cronjobs",
            "/apis/discovery.k8s.io/v1/endpointslices",
            "/apis/policy/v1/poddisruptionbudgets",
        ]
    );
    assert_eq!((snapshot.cron_jobs.len(), gaps(&snapshot).as_str()), (1, ""));
}

#[tokio::test(start_paused = true)]
async fn a_server_of_1_20_is_asked_for_what_it_has() {
    let (snapshot, journal) = with_a_cron_job(Cluster::old()).read(&options(), as_it_is).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(
        moved(&journal),
        [
            "/apis/autoscaling/v2beta2/horizontalpodautoscalers",
            // The group has v1, of jobs alone, which only the 404 tells.
            "/apis/batch/v1/cronjobs",
            "/apis/batch/v1beta1/cronjobs",
            "/apis/discovery.k8s.io/v1beta1/endpointslices",
            "/apis/policy/v1beta1/poddisruptionbudgets",
        ]
    );
    assert_eq!((snapshot.cron_jobs.len(), gaps(&snapshot).as_str()), (1, ""));
    assert!(snapshot.hpas.is_whole() && snapshot.pdbs.is_whole());
}

#[tokio::test(start_paused = true)]
async fn without_discovery_versions_are_tried() {
    let down = |asked: &crate::cluster::Asked| {
        (asked.path == "/apis").then(|| Answer::text(503, "service unavailable\n"))
    };
    let (snapshot, journal) = with_a_cron_job(Cluster::old()).read(&options(), down).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(moved(&journal).len(), 8, "{:?}", moved(&journal));
    assert_eq!(snapshot.cron_jobs.len(), 1);
    assert!(snapshot.hpas.is_whole() && snapshot.pdbs.is_whole());
    assert_eq!(gaps(&snapshot), "discovery: the server answered 503: service unavailable\n");
}

/// The server of a group is down: the group is told of, without its resources.
#[tokio::test(start_paused = true)]
async fn a_stale_group_is_asked_all_the_same() {
    let stale = |asked: &crate::cluster::Asked| {
        if asked.path == "/apis/metrics.k8s.io/v1beta1" {
            return Some(Answer::text(503, "service unavailable\n"));
        }
        (asked.path == "/apis").then(|| {
            let mut answer = Cluster::current().answer(asked);
            let mut list: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            let items = list["items"].as_array_mut().unwrap();
            items.push(json!({"metadata": {"name": "metrics.k8s.io"},
                "versions": [{"version": "v1beta1", "freshness": "Stale"}]}));
            let batch = items.iter_mut().find(|item| item["metadata"]["name"] == "batch").unwrap();
            batch["versions"] = json!([{"version": "v1", "freshness": "Stale"}]);
            answer.body = list.to_string().into_bytes();
            answer
        })
    };
    let mut cluster = with_a_cron_job(Cluster::current());
    cluster.add(
        "apiservices",
        json!({"metadata": {"name": "v1beta1.metrics.k8s.io"}, "status":
        {"conditions": [{"type": "Available", "status": "False", "reason": "ServiceNotFound"}]}}),
    );
    let (snapshot, _) = cluster.read(&options(), stale).await;
    let snapshot = snapshot.unwrap();
    assert_eq!((snapshot.cron_jobs.len(), gaps(&snapshot).as_str()), (1, ""));
    assert_eq!(snapshot.api_services.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_kubernetes() {
    let page = |_: &crate::cluster::Asked| Some(Answer::text(200, "<html>Log in</html>"));
    let (nothing, _) = Cluster::current().read(&options(), page).await;
    let error = nothing.unwrap_err().to_string();
    assert!(error.starts_with("what answers is not a Kubernetes API server: "), "{error}");

    let not_tls = "Client sent an HTTP request to an HTTPS server.\n";
    let plain = move |_: &crate::cluster::Asked| Some(Answer::text(400, not_tls));
    let (nothing, _) = Cluster::current().read(&options(), plain).await;
    let error = nothing.unwrap_err();
    assert!(error.to_string().contains("Client sent an HTTP request"), "{error}");
    assert!(error.hint().unwrap().contains("https"));
}

/// What keeps a namespace from ending has a kind that nobody knows before.
#[tokio::test(start_paused = true)]
async fn what_remains_in_a_namespace_that_is_ending() {
    let mut cluster = Cluster::current();
    let message = "Some resources are remaining: pods. has 1 resource instances, \
                   widgets.example.com has 1 resource instances";
    cluster.add(
        "namespaces",
        json!({
        "metadata": {"name": "old-team", "deletionTimestamp": "2026-11-23T15:25:36Z"},
        "status": {"phase": "Terminating", "conditions": [
            {"type": "NamespaceContentRemaining", "status": "True", "message": message}]}}),
    );
    cluster.add(
        "customresourcedefinitions",
        json!({"metadata": {"name": "widgets.example.com"},
        "spec": {"group": "example.com", "names": {"kind": "Widget", "plural": "widgets"}}}),
    );
    for namespace in ["old-team", "other"] {
        cluster.serve("example.com", "v1", "widgets").push(json!({
            "metadata": {"namespace": namespace, "name": "blue",
                "finalizers": ["widgets.example.com/teardown"],
                "deletionTimestamp": "2026-11-23T15:25:36Z"},
            "spec": {"colour": "blue"}}));
    }
    for discovery in [crate::cluster::Discovery::Aggregated, crate::cluster::Discovery::Groups] {
        cluster.discovery = discovery;
        let (snapshot, journal) = cluster.clone().read(&options(), as_it_is).await;
        let snapshot = snapshot.unwrap();
        let custom: Vec<_> = snapshot
            .custom
            .iter()
            .map(|custom| (custom.kind.as_str(), &*custom.metadata.namespace))
            .collect();
        assert_eq!(custom, [("Widget", "old-team")]);
        let finalizers = &snapshot.custom.iter().next().unwrap().metadata.finalizers;
        assert_eq!(finalizers, &["widgets.example.com/teardown"]);
        let asked = journal.iter().filter(|uri| uri.contains("widgets")).count();
        assert_eq!((asked, gaps(&snapshot).as_str()), (1, ""));
    }
}
