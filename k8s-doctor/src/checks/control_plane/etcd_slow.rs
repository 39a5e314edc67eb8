//! etcd is slow: it says `took too long`, or that its disk is.
//!
//! etcd waits for its disk at every write. On a slow or shared one, or on a machine that is busy with
//! something else, requests take seconds, leaders lose their leases (`leaderelection lost`) and
//! controllers restart. Single lines are usual while a cluster starts, so this is only a note, and only
//! where many of the last lines say so.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::Object as _;

use super::parts;

const ENOUGH: i64 = 10;
const LINES: usize = 60;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pods = parts::pods(facts, "etcd").into_iter();
    let slow = |line: &str| {
        line.contains("took too long")
            || line.contains("slow fdatasync")
            || line.contains("failed to send out heartbeat on time")
            || line.contains("leader failed to send out heartbeat")
    };
    let findings = pods.filter_map(|pod| {
        let count = facts.count_lines(pod, LINES, slow);
        let line = facts.log_line(pod, LINES, slow).filter(|_| count >= ENOUGH)?;
        let object = pod.object();
        let mut evidence = Evidence::log(&object, line.container, line.text);
        evidence.count = Some(count);
        let message = format!("is slow: {count} of its last {LINES} lines say so");
        let finding = Finding::cause("K835", object.clone(), message);
        let finding = finding.severity(Severity::Note).certainty(Certainty::Inferred);
        Some(finding.evidence(evidence).remedy(Remedy {
            title: "Give etcd a faster disk, or the machine less to do".to_owned(),
            commands: Vec::new(),
            verify: vec![facts.commands.kubectl(&format!(
                "logs -n kube-system {} --tail=20",
                crate::facts::quote(&object.name)
            ))],
            risk: String::new(),
        }))
    });
    findings.collect()
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"etcd-n1","namespace":"kube-system","labels":{"component":"etcd","tier":"control-plane"}},
 "spec":{"nodeName":"n1","containers":[{"name":"etcd"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container etcd of pod kube-system/etcd-n1 ====
{"level":"warn","msg":"apply request took too long","took":"1.1s"}
{"level":"warn","msg":"apply request took too long","took":"1.2s"}
{"level":"warn","msg":"apply request took too long","took":"1.3s"}
{"level":"warn","msg":"apply request took too long","took":"1.4s"}
{"level":"warn","msg":"apply request took too long","took":"1.5s"}
{"level":"warn","msg":"apply request took too long","took":"1.6s"}
{"level":"warn","msg":"apply request took too long","took":"1.7s"}
{"level":"warn","msg":"apply request took too long","took":"1.8s"}
{"level":"warn","msg":"apply request took too long","took":"1.9s"}
{"level":"warn","msg":"slow fdatasync","took":"2.0s"}
==== END logs for container etcd of pod kube-system/etcd-n1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"etcd-n1","namespace":"kube-system","labels":{"component":"etcd","tier":"control-plane"}},
 "spec":{"nodeName":"n1","containers":[{"name":"etcd"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container etcd of pod kube-system/etcd-n1 ====
{"level":"warn","msg":"apply request took too long","took":"1.1s"}
==== END logs for container etcd of pod kube-system/etcd-n1 ====
"#;
