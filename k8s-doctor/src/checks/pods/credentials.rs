//! A program ends because a database or another server refuses its user or password.
//!
//! The log says `password authentication failed`, `Access denied for user`, `WRONGPASS` and so on. The
//! server is reached, so network and name are right. Mostly the secret that the program reads is not
//! the one that the server was set up with: databases take the password from their environment only the
//! first time, when their volume is still empty. It is a guess: the snapshot has no values.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Credentials, |fault| {
        let message = told::saying(format!("{} is refused", fault.who()), &fault.text);
        let mut finding = told::on_workload(facts, "K128", fault, message);
        finding.certainty = Certainty::Guessed;
        let mut commands = Vec::new();
        if let Some(container) = fault.container {
            let named =
                container.env.iter().filter_map(|one| one.value_from.secret_key_ref.as_ref());
            let whole = container.env_from.iter().filter_map(|one| one.secret_ref.as_ref());
            let mut names: Vec<&str> =
                named.chain(whole).map(|secret| secret.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let path = format!("spec.containers[{}].env", container.name);
                finding = finding.evidence(Evidence::field(
                    &fault.pod.object(),
                    &path,
                    format!("from secret {name}"),
                ));
                let secret = ObjectRef::new("Secret", &fault.pod.metadata.namespace, name);
                commands.push(facts.commands.on("describe", &secret));
            }
        }
        finding.remedy(Remedy {
            title: "Compare the user and password that it is given with those of the server, and \
                    change the one or the other"
                .to_owned(),
            commands,
            verify: told::verify(facts, fault),
            risk: "others may use the same user".to_owned(),
        })
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'FATAL: password authentication failed for user "app"'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
"#;
