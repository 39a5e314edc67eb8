//! A program ends, or is not ready, because a host that it is told to talk to does not exist.
//!
//! `no such host`, `Name or service not known`, `ENOTFOUND`, `host not found in upstream`. A name of one
//! word, or one that ends in `.svc`, means a service of the cluster: `db` is one in the pod's own
//! namespace, `db.shop` one in namespace shop. If there is none of that name, it is the root: not made
//! yet, in another namespace, or a typing error. A headless service none of whose pods is ready has no
//! address either; then the service is what to look at.

use super::told;
use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, hosts, look_alike};
use crate::finding::{Certainty, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::NoSuchHost, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let namespace = &fault.pod.metadata.namespace;
    let services = &facts.snapshot.services;
    let object = hosts::service_name(namespace, &fault.subject).filter(|object| {
        // `example.com` may be a service `example` in namespace `com`: only if there is one.
        let is_far = object.namespace != *namespace && !fault.subject.contains(".svc");
        !is_far || facts.snapshot.namespaces.get("", &object.namespace).is_some()
    });
    let message = format!("{} cannot find host {}", fault.who(), fault.subject);
    match object {
        Some(object) if services.lacks(&object.namespace, &object.name) => {
            missing(facts, fault, &object)
        }
        Some(object) if services.get(&object.namespace, &object.name).is_some() => {
            told::on_workload(facts, "K140", fault, told::saying(message, &fault.text))
                .held_by(object, "has no address for this name")
                .remedy(told::read(facts, fault, "See whether that service has ready pods"))
        }
        _ => told::on_workload(facts, "K140", fault, told::saying(message, &fault.text))
            .remedy(told::edit(facts, fault, "Correct the host's name")),
    }
}

fn missing(facts: &Facts<'_>, fault: &Fault<'_>, object: &ObjectRef) -> Finding {
    let services = &facts.snapshot.services;
    let near = services.within(&object.namespace).iter();
    let alike = look_alike(&object.name, near.map(|service| service.metadata.name.as_str()));
    let far = facts.service_anywhere(&object.name);
    let message = match (alike, far) {
        (Some(alike), _) => format!("does not exist; {}/{alike} does", object.namespace),
        (None, Some(far)) => {
            format!("does not exist; namespace {} has one", far.metadata.namespace)
        }
        (None, None) => "does not exist".to_owned(),
    };
    let meant = match (alike, far) {
        (Some(alike), _) => Some(alike.to_owned()),
        (None, Some(far)) => {
            let object = far.object();
            Some(format!("{}.{}", object.name, object.namespace))
        }
        (None, None) => None,
    };
    let mut finding =
        told::on("K140", fault, object.clone(), message, "is told to talk to this service");
    finding.certainty = Certainty::Inferred;
    if let Some(meant) = meant {
        let title = format!("If {meant} is meant: name that host where the program reads it");
        finding = finding.remedy(told::edit(facts, fault, title));
    }
    finding.remedy(Remedy {
        title: "Make the service, with the pods behind it, or correct the host's name".to_owned(),
        commands: vec![
            facts
                .commands
                .kubectl(&format!("get services -n {}", crate::facts::quote(&object.namespace))),
        ],
        verify: told::verify(facts, fault),
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'fatal: dial tcp: lookup redis-mastr on 10.96.0.10:53: no such host'}}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: redis-master, namespace: shop}, spec: {ports: [{port: 6379}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
";
