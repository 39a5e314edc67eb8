//! An init container waits for a service, and goes on waiting.
//!
//! Many charts wait that way: `until nc -z db 5432; do sleep 2; done`, `nslookup`, `wget`, `pg_isready`,
//! or for a job or pod, as `kubectl wait job/migrate` does. What it waits for is a word of its command or
//! of its log. If that is in trouble, it is what to look at; if it does not exist, the name is wrong or
//! nobody has made it. It is a guess: the container may wait for more than one thing.

use super::told;
use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, hosts};
use crate::finding::{Certainty, Finding};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::InitWaits, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let namespace = &fault.pod.metadata.namespace;
    let named = fault.object.clone().or_else(|| {
        let service = facts.service_at(namespace, &fault.subject)?;
        Some(crate::snapshot::Object::object(service))
    });
    let message = match &named {
        Some(service) => format!("{} waits for {service}", fault.who()),
        None => {
            let is_lacking = hosts::service_name(namespace, &fault.subject).is_some_and(|object| {
                facts.snapshot.services.lacks(&object.namespace, &object.name)
            });
            let lacking = if is_lacking { ", and no service has that name" } else { "" };
            format!("{} waits for {}{lacking}", fault.who(), fault.subject)
        }
    };
    let mut finding = told::on_workload(facts, "K118", fault, message);
    finding.certainty = Certainty::Guessed;
    if let Some(service) = named {
        finding = finding.held_by(service, "waits for it before it starts");
    }
    finding.remedy(told::read(facts, fault, "See whether what it waits for is there and answers"))
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: wait, command: [sh, -c, 'until nc -z db 5432; do sleep 2; done']}], containers: [{name: api}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  initContainerStatuses: [{name: wait, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}],
  containerStatuses: [{name: api, state: {waiting: {reason: PodInitializing}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z}, spec: {}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: wait, command: [sh, -c, 'until nc -z db 5432; do sleep 2; done']}], containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T10:00:00Z}],
  initContainerStatuses: [{name: wait, ready: true, state: {terminated: {exitCode: 0}}}],
  containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
";
