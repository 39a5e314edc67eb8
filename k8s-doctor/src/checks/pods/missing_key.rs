//! A config map or secret is there, but has not the key that a pod needs.
//!
//! As environment: `couldn't find key K in ConfigMap NS/NAME`. As items of a volume: `references
//! non-existent config key`. As a `subPath` the kubelet makes an empty folder where the file should be,
//! and the runtime complains that it cannot mount a directory onto a file. Values are not read by
//! this tool, names of keys are.

use super::told;
use crate::facts::containers::{Fault, Kind, keys};
use crate::facts::{Facts, look_alike};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::ObjectRef;

const WHY: &str = "needs this key to start";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each_object(facts, Kind::MissingKey, WHY, |fault, object| judge(facts, fault, object))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>, object: &ObjectRef) -> Finding {
    let known = keys(facts, object);
    let alike = known.as_ref().and_then(|known| look_alike(&fault.subject, known.iter().copied()));
    let message = match alike {
        Some(alike) => format!("has no key {}; it has {alike}", fault.subject),
        None => format!("has no key {}", fault.subject),
    };
    let mut finding = told::on("K113", fault, object.clone(), message, WHY);
    if let Some(known) = &known {
        let listed: Vec<&str> = known.iter().copied().take(12).collect();
        finding = finding.evidence(Evidence::field(object, "data", listed.join(", ")));
    }
    if let Some(alike) = alike {
        let title = format!("If {alike} is meant: name it in the pod's template");
        finding = finding.remedy(told::edit(facts, fault, title));
    }
    finding.remedy(Remedy {
        title: format!("Put the key {} into it", fault.subject),
        commands: vec![facts.commands.on("edit", object)],
        verify: told::verify(facts, fault),
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, state: {waiting: {reason: CreateContainerConfigError, message: "couldn't find key db_host in ConfigMap shop/settings"}}}]}}
---
{kind: ConfigMap, apiVersion: v1, metadata: {name: settings, namespace: shop}, data: {db-host: x}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}], volumes: [{name: v, configMap: {name: settings, items: [{key: db-host, path: h}]}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
---
{kind: ConfigMap, apiVersion: v1, metadata: {name: settings, namespace: shop}, data: {db-host: x}}
"#;
