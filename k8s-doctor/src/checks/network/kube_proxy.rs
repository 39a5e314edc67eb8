//! kube-proxy does not run on a node, for a reason that its log tells: services are not reached from
//! there.
//!
//! `open /proc/sys/net/netfilter/nf_conntrack_max: permission denied`: kube-proxy may not raise the
//! kernel's table of connections, as in nodes that are containers (docker driver, kind); the remedy is
//! to have it leave the value alone. `too many open files`: the node has no more inotify instances or
//! file descriptors. `can't set sysctl … unable to find the operating mode`, `iptables … Permission
//! denied`: the node's kernel lacks a module. What was set up before keeps working until pods change, so
//! that it shows late.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pods = facts.snapshot.pods.within("kube-system").iter();
    let pods = pods.filter(|pod| {
        pod.metadata.labels.get("k8s-app").is_some_and(|app| app == "kube-proxy")
            && facts.trouble(pod).is_some()
    });
    pods.filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let object = pod.object();
    let conntrack = |line: &str| line.contains("nf_conntrack_max") && line.contains("denied");
    if let Some(line) = facts.log_line(pod, 40, conntrack) {
        let set = facts.workload_of(pod);
        let message = "kube-proxy may not change the kernel's table of connections on its node";
        let edit = ObjectRef::new("ConfigMap", "kube-system", "kube-proxy");
        return Some(
            Finding::cause("K527", set, message)
                .evidence(Evidence::log(&object, line.container, line.text))
                .holds(object, "is made from it")
                .remedy(Remedy {
                    title: "In its configuration set conntrack.maxPerCore: 0, which leaves the \
                            kernel's value alone"
                        .to_owned(),
                    commands: vec![
                        facts.commands.on("edit", &edit),
                        facts
                            .commands
                            .kubectl("rollout restart daemonset -n kube-system kube-proxy"),
                    ],
                    verify: vec![
                        facts.commands.kubectl("get pods -n kube-system -l k8s-app=kube-proxy"),
                    ],
                    risk: String::new(),
                }),
        );
    }
    let files = |line: &str| line.contains("too many open files");
    let line = facts.log_line(pod, 40, files)?;
    let node = ObjectRef::new("Node", "", &pod.spec.node_name);
    let message = "has no more inotify instances or file descriptors for kube-proxy";
    let raise = "sysctl -w fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=524288";
    let commands = if super::is_minikube(facts) {
        vec![facts.commands.minikube(&format!("ssh -- sudo {raise}"))]
    } else {
        vec![format!("sudo {raise}")]
    };
    Some(
        Finding::cause("K527", node, message)
            .evidence(Evidence::log(&object, line.container, line.text))
            .holds(object, "runs on this node")
            .remedy(Remedy {
                title: format!(
                    "Raise the limits on {}, and write them into /etc/sysctl.d so that they stay",
                    pod.spec.node_name
                ),
                commands,
                verify: vec![facts.commands.kubectl(&format!(
                    "get pods -n kube-system --field-selector spec.nodeName={}",
                    quote(&pod.spec.node_name)
                ))],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-proxy-1","namespace":"kube-system","labels":{"k8s-app":"kube-proxy"},"ownerReferences":[{"kind":"DaemonSet","name":"kube-proxy","controller":true}]},
 "spec":{"nodeName":"n1","containers":[{"name":"kube-proxy"}]},
 "status":{"phase":"Running","containerStatuses":[{"name":"kube-proxy","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container kube-proxy of pod kube-system/kube-proxy-1 ====
F0102 10:00:00.000000 1 server.go:495] open /proc/sys/net/netfilter/nf_conntrack_max: permission denied
==== END logs for container kube-proxy of pod kube-system/kube-proxy-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-proxy-1","namespace":"kube-system","labels":{"k8s-app":"kube-proxy"},"ownerReferences":[{"kind":"DaemonSet","name":"kube-proxy","controller":true}]},
 "spec":{"nodeName":"n1","containers":[{"name":"kube-proxy"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container kube-proxy of pod kube-system/kube-proxy-1 ====
I0102 10:00:00.000000 1 conntrack.go:52] Setting nf_conntrack_max to 131072
==== END logs for container kube-proxy of pod kube-system/kube-proxy-1 ====
"#;
