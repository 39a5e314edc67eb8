//! A container's working directory cannot be used.
//!
//! `chdir to cwd ("/app") set in config.json failed`: the directory of `workingDir`, or of the image's
//! WORKDIR, is not there or may not be entered by the user that the container runs as. It must be an
//! absolute path. A volume mounted over it hides what the image has there.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::WorkingDir, |fault| {
        let message =
            format!("{} cannot use {} as its working directory", fault.who(), fault.subject);
        let mut finding = told::on_workload(facts, "K132", fault, message);
        if let Some(container) = fault.container.filter(|one| !one.working_dir.is_empty()) {
            let path = format!("spec.containers[{}].workingDir", container.name);
            let evidence = Evidence::field(&fault.pod.object(), &path, &container.working_dir);
            finding = finding.evidence(evidence);
        }
        finding.remedy(told::edit(
            facts,
            fault,
            "Name a directory that the image has and that its user may enter, or leave workingDir out",
        ))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, workingDir: /srv/app}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, state: {waiting: {reason: RunContainerError,
   message: 'failed to create containerd task: runc create failed: unable to start container process: chdir to cwd ("/srv/app") set in config.json failed: permission denied: unknown'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, workingDir: /srv/app}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
