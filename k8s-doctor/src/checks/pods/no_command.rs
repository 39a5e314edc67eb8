//! A container has nothing to run: neither its image nor the pod names a command.
//!
//! `no command specified`, with `CreateContainerError` or `RunContainerError`. Base images and images
//! made `FROM scratch` have no entrypoint. Mind that `args` alone are only the arguments of the image's
//! entrypoint; `command` takes its place.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::NoCommand, |fault| {
        let image = fault.container.map_or("", |container| container.image.as_str());
        let message =
            format!("{} has no command, and image {image} has no entrypoint", fault.who());
        told::on_workload(facts, "K130", fault, message).remedy(told::edit(
            facts,
            fault,
            "Say in `command` what is to run",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: base, namespace: shop},
 spec: {nodeName: n1, containers: [{name: base, image: 'example/base:1'}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: base, state: {waiting: {reason: CreateContainerError, message: 'Error response from daemon: No command specified'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: base, namespace: shop},
 spec: {nodeName: n1, containers: [{name: base, image: 'example/base:1', command: [sleep, infinity]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: base, ready: true, state: {running: {}}}]}}
";
