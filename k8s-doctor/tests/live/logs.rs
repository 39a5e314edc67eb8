//! Logs: whose are read, and what it means when there are none.

use expect_test::expect;
use serde_json::{Value, json};

use crate::cluster::{Answer, Asked, Cluster, as_it_is, gaps, options};

fn pod(name: &str, status: &Value) -> Value {
    json!({"metadata": {"namespace": "shop", "name": name},
        "spec": {"nodeName": "minikube", "containers": [{"name": "main"}]},
        "status": {"phase": "Running", "containerStatuses": [status]}})
}

fn looping() -> Value {
    json!({"name": "main", "restartCount": 7,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}}})
}

fn cluster() -> Cluster {
    let mut cluster = Cluster::current();
    cluster.add("pods", pod("mailer", &looping()));
    let waiting = json!({"name": "main", "restartCount": 0,
        "state": {"waiting": {"reason": "ImagePullBackOff"}}});
    cluster.add("pods", pod("pulling", &waiting));
    let well = json!({"name": "main", "ready": true, "restartCount": 0,
        "state": {"running": {"startedAt": "2026-11-24T08:00:00Z"}}});
    cluster.add("pods", pod("well", &well));
    let key = |previous| ("shop".to_owned(), "mailer".to_owned(), "main".to_owned(), previous);
    cluster.logs.insert(key(false), "sh: mailer: not found\n".to_owned());
    cluster.logs.insert(key(true), "sh: mailer: not found, before\n".to_owned());
    cluster
}

fn of_logs(journal: &[String]) -> Vec<&str> {
    let mut logs: Vec<_> =
        journal.iter().map(String::as_str).filter(|uri| uri.contains("/log?")).collect();
    logs.sort_unstable();
    logs
}

#[tokio::test(start_paused = true)]
async fn of_what_fails_this_run_and_the_one_before() {
    let (snapshot, journal) = cluster().read(&options(), as_it_is).await;
    let snapshot = snapshot.unwrap();
    let path = "/api/v1/namespaces/shop/pods/mailer/log?container=main&tailLines=200";
    let expected =
        [format!("{path}&limitBytes=1048576"), format!("{path}&limitBytes=1048576&previous=true")];
    assert_eq!(of_logs(&journal), expected);
    let texts: Vec<_> = snapshot.logs.iter().map(|log| (log.previous, log.text.trim())).collect();
    assert_eq!(texts, [(false, "sh: mailer: not found"), (true, "sh: mailer: not found, before")]);
    assert_eq!(gaps(&snapshot), "");

    let mut without = options();
    without.logs = false;
    let (snapshot, journal) = cluster().read(&without, as_it_is).await;
    assert!(snapshot.unwrap().logs.is_empty() && of_logs(&journal).is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_log_is_a_gap_only_where_there_may_be_one() {
    let read = |answer: fn(&Asked) -> Option<Answer>| async move {
        let is_log = move |asked: &Asked| answer(asked).filter(|_| asked.path.ends_with("/log"));
        let (snapshot, _) = cluster().read(&options(), is_log).await;
        let snapshot = snapshot.unwrap();
        assert!(snapshot.logs.is_empty());
        gaps(&snapshot)
    };
    let none = |_: &Asked| {
        let message = "previous terminated container \"main\" in pod \"mailer\" not found";
        Some(Answer::status(400, "BadRequest", message))
    };
    assert_eq!(read(none).await, "");
    let gone = |_: &Asked| Some(Answer::status(404, "NotFound", "pods \"mailer\" not found"));
    assert_eq!(read(gone).await, "");
    let lost = |_: &Asked| {
        Some(Answer::text(200, "unable to retrieve container logs for docker://0a1b2c"))
    };
    assert_eq!(read(lost).await, "");
    let forbidden = |_: &Asked| {
        let message = "pods \"mailer\" is forbidden: User \"viewer\" cannot get resource \
                       \"pods/log\" in API group \"\" in the namespace \"shop\"";
        Some(Answer::status(403, "Forbidden", message))
    };
    expect![[r#"
        pods/log: forbidden: User "viewer" cannot get resource "pods/log" in API group ""
    "#]]
    .assert_eq(&read(forbidden).await);
    let no_kubelet = |_: &Asked| {
        let message = "Get \"https://192.168.49.2:10250/containerLogs/shop/mailer/main\": \
                       dial tcp 192.168.49.2:10250: connect: connection refused";
        Some(Answer::status(500, "InternalError", message))
    };
    expect![[r"
        pods/log of node minikube: the server answered 500: dial tcp 192.168.49.2:10250: connect: connection refused
    "]]
    .assert_eq(&read(no_kubelet).await);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_sixty() {
    let mut cluster = Cluster::current();
    for index in 0..70 {
        cluster.add("pods", pod(&format!("bare-{index:02}"), &looping()));
    }
    let (snapshot, journal) = cluster.read(&options(), as_it_is).await;
    assert_eq!(of_logs(&journal).len(), 120);
    assert_eq!(gaps(&snapshot.unwrap()), "pods/log: 10 more containers that fail were not asked\n");
}
