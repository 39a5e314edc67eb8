//! `CoreDNS` cannot read its configuration and does not start.
//!
//! The file `Corefile` is in the config map `kube-system/coredns`. A word too many, a plugin that this
//! version does not have (`proxy` since 1.5, `upstream` within `kubernetes` since 1.7) or a missing brace
//! end the process: `/etc/coredns/Corefile:7 - Error during parsing: Unknown directive 'proxy'`. While
//! `CoreDNS` runs, a broken file is refused and the old one stays in use; the next restart then fails, so
//! it is a warning as long as the pods are well.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pods: Vec<&Pod> = super::dns_pods(facts).collect();
    let mut finding: Option<Finding> = None;
    for pod in pods {
        let is_ill = facts.trouble(pod).is_some();
        let Some(line) = facts.log_line(pod, 30, is_broken) else { continue };
        if !is_ill && !line.text.contains("Restart failed") && !reload_failed(facts, pod) {
            continue;
        }
        let severity = if is_ill { Severity::Error } else { Severity::Warning };
        let object = pod.object();
        let mut so_far = finding.take().unwrap_or_else(|| cause(facts, line.text, severity));
        so_far.severity = so_far.severity.max(severity);
        let evidence = Evidence::log(&object, line.container, line.text);
        finding = Some(so_far.evidence(evidence).holds(object, "reads this configuration"));
    }
    finding.into_iter().collect()
}

fn is_broken(line: &str) -> bool {
    line.contains("Error during parsing") || line.contains("Corefile:") && line.contains(" - Error")
}

/// Whether the last thing that the run now says of its configuration is that it was refused.
fn reload_failed(facts: &Facts<'_>, pod: &Pod) -> bool {
    let told = |line: &str| line.contains("plugin/reload") || line.contains("Reloading");
    facts
        .log_line(pod, 30, |line| is_broken(line) || told(line))
        .is_some_and(|line| is_broken(line.text))
}

fn cause(facts: &Facts<'_>, line: &str, severity: Severity) -> Finding {
    let object = super::corefile();
    let number = line.split_once("Corefile:").map(|(_, rest)| rest);
    let number = number.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    let number = number.and_then(|digits| digits.parse::<usize>().ok());
    let what = line.split_once("Error during parsing: ").map_or(line, |(_, what)| what);
    let place = number.map_or(String::new(), |number| format!(" in line {number}"));
    let message = format!("its Corefile is broken{place}: {what}");
    let mut finding = Finding::cause("K522", object.clone(), message).severity(severity);
    let config = facts.snapshot.config_maps.get(&object.namespace, &object.name);
    let text = config.and_then(|config| config.data.get("Corefile"));
    let at = number.and_then(|number| text?.lines().nth(number.checked_sub(1)?));
    if let Some(at) = at {
        finding = finding.evidence(Evidence::field(&object, "data.Corefile", at.trim()));
    }
    finding.remedy(Remedy {
        title: "Correct the Corefile, and have CoreDNS read it".to_owned(),
        commands: vec![
            facts.commands.on("edit", &object),
            facts.commands.kubectl("rollout restart deployment -n kube-system coredns"),
        ],
        verify: vec![facts.commands.kubectl("logs -n kube-system -l k8s-app=kube-dns --tail=20")],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
  "containerStatuses":[{"name":"coredns","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
/etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'proxy'
==== END logs for container coredns of pod kube-system/coredns-1 ====
{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"coredns","namespace":"kube-system"},"data":{"Corefile":".:53 {\n  proxy . 8.8.8.8\n}"}}
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"coredns-1","namespace":"kube-system","labels":{"k8s-app":"kube-dns"}},
 "spec":{"nodeName":"n1","containers":[{"name":"coredns"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container coredns of pod kube-system/coredns-1 ====
/etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'proxy'
[INFO] plugin/reload: Running configuration MD5 = f869070685748660180df1b7a47d58cd
==== END logs for container coredns of pod kube-system/coredns-1 ====
"#;
