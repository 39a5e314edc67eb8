//! `CoreDNS` finds that it asks itself, and ends: it passes questions on to a resolver that passes them
//! back.
//!
//! The plugin `loop` sends itself a question at the start and stops the process when it arrives:
//! `[FATAL] plugin/loop: Loop (127.0.0.1:… -> :53) detected for zone "."`. The pods are in
//! `CrashLoopBackOff`. Mostly the node's `/etc/resolv.conf`, which the pod is given, names 127.0.0.1 or
//! 127.0.0.53 (systemd-resolved, dnsmasq): within the pod that is `CoreDNS` itself
//! (kubernetes/minikube#3511, coredns/coredns#6321). Taking `loop` out of the configuration hides it only:
//! then the questions go round until memory is used up.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut finding: Option<Finding> = None;
    for pod in super::ill_dns_pods(facts) {
        let is_it = |line: &str| line.contains("plugin/loop") && line.contains("Loop");
        let Some(line) = facts.log_line(pod, 40, is_it) else { continue };
        let object = pod.object();
        let so_far = finding.take().unwrap_or_else(|| cause(facts));
        finding = Some(
            so_far
                .evidence(Evidence::log(&object, line.container, line.text))
                .holds(object, "asks itself and ends"),
        );
    }
    finding.into_iter().collect()
}

fn cause(facts: &Facts<'_>) -> Finding {
    let object = super::corefile();
    let message = "CoreDNS is told to ask a resolver that leads back to itself, as the node's \
                   resolv.conf with a loopback address does";
    let restart = facts.commands.kubectl("rollout restart deployment -n kube-system coredns");
    let verify = vec![facts.commands.kubectl("get pods -n kube-system -l k8s-app=kube-dns")];
    let edit = Remedy {
        title:
            "In the Corefile, forward to a resolver that is reached from the node (for instance \
                the router or the company's) instead of /etc/resolv.conf"
                .to_owned(),
        commands: vec![facts.commands.on("edit", &object), restart.clone()],
        verify: verify.clone(),
        risk: "names that only the old resolver knew are no longer found".to_owned(),
    };
    let kubelet = Remedy {
        title: "Give the kubelet the real list: resolvConf: /run/systemd/resolve/resolv.conf where \
                systemd-resolved runs, in /var/lib/kubelet/config.yaml on each node; then restart it"
            .to_owned(),
        commands: if super::is_minikube(facts) {
            vec![facts.commands.minikube(
                "start --extra-config=kubelet.resolv-conf=/run/systemd/resolve/resolv.conf",
            )]
        } else {
            vec!["systemctl restart kubelet".to_owned(), restart]
        },
        verify,
        risk: String::new(),
    };
    let mut finding = Finding::cause("K521", object.clone(), message);
    let config = facts.snapshot.config_maps.get(&object.namespace, &object.name);
    let lines = config.and_then(|config| config.data.get("Corefile")).map(String::as_str);
    let forward = lines.unwrap_or_default().lines().find(|line| {
        let line = line.trim_start();
        line.starts_with("forward ") || line.starts_with("proxy ")
    });
    if let Some(line) = forward {
        finding = finding.evidence(Evidence::field(&object, "data.Corefile", line.trim()));
    }
    finding.remedy(edit).remedy(kubelet)
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
  "containerStatuses":[{"name":"coredns","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[FATAL] plugin/loop: Loop (127.0.0.1:41293 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting.
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[INFO] plugin/reload: Running configuration MD5 = f869070685748660180df1b7a47d58cd
CoreDNS-1.10.1
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;
