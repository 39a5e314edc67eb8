//! The command of a container is not in its image.
//!
//! The runtime says `exec: "x": executable file not found in $PATH` or `stat /app/x: no such file or
//! directory` (called `RunContainerError`, `StartError`,
//! `ContainerCannotRun` or `CreateContainerError`), or a shell in it says `x: not found`; the exit code is
//! 127 or 128, and there is no log. Why: a typing error, a path of another image, a whole command line
//! given as one word, or a script whose first line names an interpreter that is not there (also: a
//! script with Windows line ends). What the image has cannot be known from here.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::CommandNotFound, |fault| {
        let image = fault.container.map_or("", |container| container.image.as_str());
        let message = match fault.subject.as_str() {
            "" => format!("the command of {} is not found in image {image}", fault.who()),
            command => format!("the command {command} of {} is not in image {image}", fault.who()),
        };
        let mut finding = told::on_workload(facts, "K108", fault, message);
        let mut title = "Correct the command: what the image has shows `docker run --rm -it \
                         --entrypoint sh IMAGE`, if it has a shell"
            .to_owned();
        if let Some(container) = fault.container {
            let words: Vec<&str> =
                container.command.iter().chain(&container.args).map(String::as_str).collect();
            if !words.is_empty() {
                let path = format!("spec.containers[{}].command", container.name);
                let evidence = Evidence::field(&fault.pod.object(), &path, words.join(" "));
                finding = finding.evidence(evidence);
            }
            title = title.replace("IMAGE", &container.image);
        }
        if fault.subject.contains(' ') {
            "Give each word of the command as an item of its own: as it is, the whole line is taken \
             for the name of a program"
                .clone_into(&mut title);
        }
        finding.remedy(told::edit(facts, fault, title))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: invoices, namespace: billing},
 spec: {nodeName: n1, containers: [{name: invoices, image: 'example/invoices:2.0', command: [/app/invoice-servr]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: invoices, restartCount: 8, state: {waiting: {reason: RunContainerError,
   message: 'failed to create containerd task: runc create failed: unable to start container process: exec: "/app/invoice-servr": stat /app/invoice-servr: no such file or directory: unknown'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: invoices, namespace: billing},
 spec: {nodeName: n1, containers: [{name: invoices, image: 'example/invoices:2.0', command: [/app/invoice-server]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: invoices, ready: true, state: {running: {}}}]}}
"#;
