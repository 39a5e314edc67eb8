//! etcd is full and takes no more writes: `mvcc: database space exceeded`.
//!
//! etcd has a quota (2 GiB unless told otherwise). Beyond it an alarm is raised, and until that is
//! disarmed by hand every write of the API fails, while reading works and all pods look well. Deleting
//! objects is refused too. The history must be compacted, the file made smaller, and then the alarm
//! disarmed. Found in etcd's and the API server's last lines, and in refusals that stand in a state now.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

use super::{parts, targets};

const TEXT: &str = "database space exceeded";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut evidence = Vec::new();
    let mut held = Vec::new();
    for part in parts::PARTS {
        for pod in parts::pods(facts, part) {
            let told = |line: &str| line.contains(TEXT) || line.contains("NOSPACE");
            if let Some(line) = facts.log_line(pod, 30, told) {
                evidence.push(Evidence::log(&pod.object(), line.container, line.text));
            }
        }
    }
    for (object, text) in targets::refused(facts) {
        if text.contains(TEXT) {
            evidence.push(Evidence::field(&object, "status", text));
            held.push(object);
        }
    }
    if evidence.is_empty() {
        return Vec::new();
    }
    let pods = parts::pods(facts, "etcd");
    let object = pods
        .first()
        .map_or_else(|| ObjectRef::new("Pod", "kube-system", "etcd"), |pod| pod.object());
    let message = "is full, so nothing in the cluster can be changed (database space exceeded)";
    let mut finding = Finding::cause("K834", object.clone(), message);
    finding.evidence = evidence;
    for object in held {
        finding = finding.holds(object, "cannot be written");
    }
    let in_etcd = |command: &str| {
        facts.commands.kubectl(&format!(
            "exec -n kube-system {} -- etcdctl --cacert /etc/kubernetes/pki/etcd/ca.crt --cert \
             /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key {command}",
            crate::facts::quote(&object.name)
        ))
    };
    vec![finding.remedy(Remedy {
        title: "Compact etcd's history up to its present revision (in the status as `revision`), make \
                the file smaller, disarm the alarm; then see what fills it, often events or a \
                controller's objects, or raise --quota-backend-bytes"
            .to_owned(),
        commands: vec![
            in_etcd("endpoint status -w json"),
            in_etcd("defrag"),
            in_etcd("alarm disarm"),
        ],
        verify: vec![in_etcd("alarm list")],
        risk: "etcd does not answer while it makes its file smaller; take a snapshot first".to_owned(),
    })]
}

pub(super) const BAD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'etcdserver: mvcc: database space exceeded'}]}}
"#;

pub(super) const GOOD: &str = r"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, readyReplicas: 2}}
";
