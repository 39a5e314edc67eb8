//! `CoreDNS` runs, and the resolvers that it asks about other names do not answer.
//!
//! Names of the cluster are found, names of the world are not, or late. `CoreDNS` tells it with
//! `[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:41812->192.168.49.1:53: i/o timeout`. Behind
//! it is a firewall or VPN between the node and its resolver, a resolver of a network that the machine
//! has left, or a node without a way out. Single lines are usual on a busy network; only several among
//! the last ones count, and it stays a warning, because the log does not tell when they were.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::Object as _;

/// How many of the last [`LINES`] lines must tell of it.
const ENOUGH: i64 = 5;

/// How far back to look.
const LINES: usize = 40;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut finding: Option<Finding> = None;
    for pod in super::dns_pods(facts) {
        let count = facts.count_lines(pod, LINES, is_upstream);
        if count < ENOUGH || facts.trouble(pod).is_some() {
            continue;
        }
        let Some(line) = facts.log_line(pod, LINES, is_upstream) else { continue };
        let mut evidence = Evidence::log(&pod.object(), line.container, line.text);
        evidence.count = Some(count);
        let so_far = finding.take().unwrap_or_else(|| cause(facts, line.text));
        finding = Some(so_far.evidence(evidence));
    }
    finding.into_iter().collect()
}

fn is_upstream(line: &str) -> bool {
    let fails = ["i/o timeout", "no route to host", "network is unreachable", "connection refused"];
    line.contains("plugin/errors: 2 ")
        && fails.iter().any(|fail| line.contains(fail))
        && !line.contains("cluster.local.")
}

fn cause(facts: &Facts<'_>, line: &str) -> Finding {
    let resolver = line.rsplit_once("->").map_or("", |(_, rest)| rest);
    let resolver = resolver.rsplit_once(": ").map_or("", |(address, _)| address);
    let resolver = if resolver.is_empty() { "its resolver" } else { resolver };
    let message = format!("names outside the cluster are not found: {resolver} does not answer");
    let object = super::corefile();
    let try_it =
        "run dns-test --rm -it --restart=Never --image=busybox:1.36 -- nslookup kubernetes.io";
    Finding::cause("K523", object.clone(), message)
        .severity(Severity::Warning)
        .certainty(Certainty::Inferred)
        .remedy(Remedy {
            title:
                "See whether the resolver answers on the node; if not, correct the node's network \
                    or resolv.conf, or forward to another resolver in the Corefile"
                    .to_owned(),
            commands: vec![facts.commands.on("edit", &object)],
            verify: vec![facts.commands.kubectl(try_it)],
            risk: String::new(),
        })
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:41812->192.168.49.1:53: i/o timeout
[ERROR] plugin/errors: 2 example.org. AAAA: read udp 10.244.0.2:41813->192.168.49.1:53: i/o timeout
[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:41814->192.168.49.1:53: i/o timeout
[ERROR] plugin/errors: 2 example.org. AAAA: read udp 10.244.0.2:41815->192.168.49.1:53: i/o timeout
[ERROR] plugin/errors: 2 example.net. A: read udp 10.244.0.2:41816->192.168.49.1:53: i/o timeout
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:41812->192.168.49.1:53: i/o timeout
[INFO] 10.244.0.9:38018 - 1 "A IN example.org. udp 29 false 512" NOERROR qr,rd,ra 56 0.01s
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;
