//! A container must not run as root, and its image would.
//!
//! `runAsNonRoot: true` and an image whose user is root, or whose user is a name: the kubelet cannot
//! tell whether a name is root, and refuses that too. With a `runAsUser` other than 0 there is no
//! question. The container waits with `CreateContainerConfigError`; nothing has been started.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::NonRoot, |fault| {
        let is_name = fault.text.contains("non-numeric");
        let message = if is_name {
            format!("{} must not run as root, and its image gives its user by name", fault.who())
        } else {
            format!("{} must not run as root, and its image runs as root", fault.who())
        };
        let user = told::patch(facts, fault, "/securityContext/runAsUser", "1000");
        let context = fault.container.map(|container| &container.security_context);
        let has_context = context
            .is_some_and(|context| *context != crate::snapshot::pod::SecurityContext::default());
        told::on_workload(facts, "K114", fault, message)
            .remedy(Remedy {
                title: "Say as which user it runs: one by number, which the image's files allow \
                        (1000 here)"
                    .to_owned(),
                commands: user.filter(|_| has_context).into_iter().collect(),
                verify: told::verify(facts, fault),
                risk: "the program may not be able to read or write its files".to_owned(),
            })
            .remedy(told::edit(
                facts,
                fault,
                "Use an image that is made for it, with a user by number",
            ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, securityContext: {runAsNonRoot: true}, containers: [{name: web}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, state: {waiting: {reason: CreateContainerConfigError, message: container has runAsNonRoot and image will run as root}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, securityContext: {runAsNonRoot: true, runAsUser: 1000}, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
";
