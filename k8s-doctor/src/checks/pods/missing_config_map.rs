//! A pod needs a config map that does not exist.
//!
//! As environment (`env`, `envFrom`) it shows as `CreateContainerConfigError` with the name in the
//! message; as a volume only as `ContainerCreating`, and the name is in the events `FailedMount`, which
//! go after an hour, and in the pod. Optional ones do no harm. A name that is nearly the same is shown:
//! mostly one of the two has a typing error, or the map is in another namespace.

use super::told;
use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::{Finding, Remedy};
use crate::snapshot::ObjectRef;

const WHY: &str = "needs it to start";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each_object(facts, Kind::MissingConfigMap, WHY, |fault, map| judge(facts, fault, map))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>, object: &ObjectRef) -> Finding {
    let maps = &facts.snapshot.config_maps;
    let names = || maps.within(&object.namespace).iter().map(|map| map.metadata.name.as_str());
    let alike = look_alike(&object.name, names());
    let elsewhere = maps.iter().find(|map| map.metadata.name == object.name);
    let message = match (alike, elsewhere) {
        (Some(alike), _) => format!("does not exist; {}/{alike} does", object.namespace),
        (None, Some(map)) => {
            format!("does not exist; namespace {} has one", map.metadata.namespace)
        }
        (None, None) => "does not exist".to_owned(),
    };
    let (namespace, name) = (quote(&object.namespace), quote(&object.name));
    let finding = told::on("K111", fault, object.clone(), message, WHY);
    let finding = match alike {
        Some(alike) => finding.remedy(told::edit(
            facts,
            fault,
            format!("If {alike} is meant: name it in the pod's template"),
        )),
        None => finding,
    };
    let copy = elsewhere.filter(|_| alike.is_none()).map(|map| {
        let from = quote(&map.metadata.namespace);
        facts.commands.kubectl(&format!("get configmap -n {from} {name} -o yaml"))
    });
    finding.remedy(Remedy {
        title: "Create it, with the keys that the program expects".to_owned(),
        commands: copy
            .into_iter()
            .chain([facts.commands.kubectl(&format!(
                "create configmap -n {namespace} {name} --from-env-file={name}.env"
            ))])
            .collect(),
        verify: vec![facts.commands.on("get", object)],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api, envFrom: [{configMapRef: {name: api-settings}}]}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, state: {waiting: {reason: CreateContainerConfigError, message: 'configmap "api-settings" not found'}}}]}}
---
{kind: ConfigMap, apiVersion: v1, metadata: {name: api-setting, namespace: shop}, data: {A: b}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api, envFrom: [{configMapRef: {name: api-settings, optional: true}}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
"#;
