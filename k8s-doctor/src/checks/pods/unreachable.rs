//! A program ends, or is not ready, because another program does not answer it.
//!
//! Its log says `connection refused`, `i/o timeout` or the like, with a host. If that host is a service
//! of the cluster (by name or address), that service is what to look at next: if nothing is found there,
//! the link stands for nothing and this is told as the root. `localhost` is the pod itself: nothing in
//! it listens there. It is inferred from the log's last words; a program may have ended for a reason
//! that it does not write.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Finding, Remedy};
use crate::snapshot::{Object as _, selects};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Unreachable, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let namespace = &fault.pod.metadata.namespace;
    let service = facts.service_at(namespace, &fault.subject);
    let is_own = matches!(fault.subject.as_str(), "localhost" | "127.0.0.1" | "0.0.0.0");
    let what = match (service, fault.subject.as_str()) {
        (Some(service), _) => service.object().to_string(),
        (None, "") => "another program".to_owned(),
        (None, _) if is_own => "a port of its own pod".to_owned(),
        (None, host) => host.to_owned(),
    };
    let message = told::saying(format!("{} cannot reach {what}", fault.who()), &fault.text);
    let mut finding = told::on_workload(facts, "K126", fault, message);
    let Some(service) = service else {
        return finding
            .remedy(told::read(facts, fault, format!("See whether {what} is there and answers")))
            .remedy(told::edit(facts, fault, "Correct the address that it is given"));
    };
    let selector = &service.spec.selector;
    let is_its_own = service.metadata.namespace == *namespace
        && !selector.is_empty()
        && selects(selector, &fault.pod.metadata.labels);
    if !is_its_own {
        finding = finding.held_by(service.object(), "needs an answer from this service");
    }
    finding.remedy(Remedy {
        title: "See whether the service has ready pods, on the port that is asked".to_owned(),
        commands: vec![facts.commands.on("describe", &service.object()), told::logs(facts, fault)],
        verify: told::verify(facts, fault),
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'fatal: dial tcp 10.96.3.4:5432: connect: connection refused'}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: db, namespace: shop}, spec: {clusterIP: 10.96.3.4, ports: [{port: 5432}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T12:00:00Z}],
  containerStatuses: [{name: api, ready: true, restartCount: 3, state: {running: {}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'fatal: dial tcp 10.96.3.4:5432: connect: connection refused', finishedAt: 2026-01-01T10:00:00Z}}}]}}
";
