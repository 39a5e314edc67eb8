//! A custom resource definition is not in use: its names are taken, or its conversion does not answer.
//!
//! `NamesAccepted` is `False` when another definition of the group has the same kind, plural or short
//! name; then `Established` stays `False` and the API is not served. Where objects are converted between
//! versions by a webhook that does not answer, they can be neither read nor written in another version
//! than the stored one, and controllers that list them fail.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Crd, Object as _, condition};

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts
        .snapshot
        .crds
        .iter()
        .flat_map(|crd| [names(facts, crd), conversion(facts, crd)])
        .flatten()
        .collect()
}

fn names(facts: &Facts<'_>, crd: &Crd) -> Option<Finding> {
    let refused = condition(&crd.status.conditions, "NamesAccepted")
        .into_iter()
        .chain(condition(&crd.status.conditions, "Established"))
        .find(|found| found.status == "False" && found.reason != "Installing")?;
    if facts.is_settling(refused.last_transition_time) {
        return None;
    }
    let object = crd.object();
    let path = format!("status.conditions[{}]", refused.type_);
    let evidence = Evidence::field(&object, &path, refused.message.clone());
    Some(
        Finding::cause("K825", object.clone(), format!("is not served: {}", refused.message))
            .evidence(evidence.since(refused.last_transition_time))
            .remedy(Remedy {
                title: "Find the definition that has the name already, and delete the one that is \
                        not needed"
                    .to_owned(),
                commands: vec![
                    facts.commands.kubectl("get customresourcedefinitions"),
                    facts.commands.on("describe", &object),
                ],
                verify: vec![facts.commands.on("get", &object)],
                risk: "deleting a definition deletes all its objects".to_owned(),
            }),
    )
}

fn conversion(facts: &Facts<'_>, crd: &Crd) -> Option<Finding> {
    let webhook = crd.spec.conversion.webhook.as_ref()?;
    let service = targets::service(webhook.client_config.service.as_ref()?);
    let why = targets::silence(facts, &service)?;
    let object = crd.object();
    let message = format!(
        "its objects cannot be converted between versions: service {}/{} {why}",
        service.namespace, service.name
    );
    let text = format!("{}/{}", service.namespace, service.name);
    let evidence = Evidence::field(&object, "spec.conversion.webhook.clientConfig.service", text);
    let finding = Finding::symptom("K825", object, message).evidence(evidence);
    Some(finding.held_by(service, "its versions are converted there"))
}

pub(super) const BAD: &str = r#"
{kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, metadata: {name: widgets.example.com},
 spec: {group: example.com, names: {kind: Widget, plural: widgets}},
 status: {conditions: [{type: NamesAccepted, status: 'False', reason: KindConflict, message: '"Widget" is already in use'},
  {type: Established, status: 'False', reason: NotAccepted, message: not all names are accepted}]}}
"#;

pub(super) const GOOD: &str = r"
{kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, metadata: {name: widgets.example.com},
 spec: {group: example.com, names: {kind: Widget, plural: widgets}},
 status: {conditions: [{type: NamesAccepted, status: 'True', reason: NoConflicts}, {type: Established, status: 'True', reason: InitialNamesAccepted}]}}
";
