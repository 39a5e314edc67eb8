//! A volume whose claim is gone could not be deleted: its phase is `Failed`.
//!
//! A warning: no pod needs it, but the disk or folder behind it is still there, and is paid for. The
//! provisioner that should delete it is away or may not do it, or the disk is still attached somewhere.

use super::event;
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let failed = facts.snapshot.volumes.iter().filter(|volume| volume.status.phase == "Failed");
    let found = failed.map(|volume| {
        let object = volume.object();
        let event = event(facts, &object, "VolumeFailedDelete", |_| true);
        let why = match (volume.status.message.as_str(), event) {
            ("", Some(event)) => event.message.as_str(),
            (message, _) => message,
        };
        let why = why.lines().next().filter(|why| !why.is_empty());
        let message = match why {
            Some(why) => format!("could not be deleted after its claim: {why}"),
            None => "could not be deleted after its claim".to_owned(),
        };
        let mut finding = Finding::cause("K418", object.clone(), message)
            .severity(Severity::Warning)
            .evidence(Evidence::field(&object, "status.phase", "Failed"));
        if let Some(event) = event {
            finding = finding.evidence(Evidence::event(&object, event));
        }
        finding.remedy(Remedy {
            title: "Mend what the provisioner says, or delete the volume and what is behind it"
                .to_owned(),
            commands: vec![facts.commands.on("describe", &object)],
            verify: vec![facts.commands.on("get", &object)],
            risk: "Data that is still in the volume is lost".to_owned(),
        })
    });
    found.collect()
}

pub(super) const BAD: &str = r"
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: db, name: data}}, status: {phase: Failed, message: disk is in use}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: db, name: data}}, status: {phase: Released}}
";
