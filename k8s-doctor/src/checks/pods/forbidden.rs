//! A program ends, or is not ready, because the API server forbids what it asks.
//!
//! Its log says `pods is forbidden: User "system:serviceaccount:NS:NAME" cannot list resource "pods" in
//! API group "" in the namespace "NS"`. The program runs as that service account, and no role gives it
//! that right: the manifest of its roles was not applied, or is for another namespace or version, or
//! the pod runs as another account (`default`) than it should. The service account is what lacks
//! something; programs mostly ask for more things afterwards.

use super::told;
use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, quote};
use crate::finding::{Finding, Remedy};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Forbidden, |fault| judge(facts, fault))
}

/// What was asked for, and refused.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    account: (String, String),
    verb: String,
    resource: String,
    group: String,
    /// Empty: in the whole cluster.
    namespace: String,
}

fn refusal(text: &str) -> Option<Refusal> {
    let text = text.replace("\\\"", "\"");
    let between = |before: &str, after: &str| {
        let rest = text.split_once(before)?.1;
        rest.split_once(after).map(|(inside, _)| inside.to_owned())
    };
    let account = between("system:serviceaccount:", "\"")?;
    let (namespace, name) = account.split_once(':')?;
    let verb = between(" cannot ", " ")?;
    Some(Refusal {
        account: (namespace.to_owned(), name.to_owned()),
        verb,
        resource: between(" resource \"", "\"").unwrap_or_default(),
        group: between("API group \"", "\"").unwrap_or_default(),
        namespace: between("in the namespace \"", "\"").unwrap_or_default(),
    })
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let Some(refusal) = refusal(&fault.text) else {
        let message =
            told::saying(format!("{} is forbidden what it asks", fault.who()), &fault.text);
        return told::on_workload(facts, "K129", fault, message).remedy(told::read(
            facts,
            fault,
            "See which right it lacks",
        ));
    };
    let (namespace, name) = &refusal.account;
    let account = ObjectRef::new("ServiceAccount", namespace, name);
    let resource = match refusal.group.as_str() {
        "" => refusal.resource.clone(),
        group => format!("{}.{group}", refusal.resource),
    };
    let place = match refusal.namespace.as_str() {
        "" => "in the whole cluster".to_owned(),
        namespace => format!("in namespace {namespace}"),
    };
    let message = format!("may not {} {resource} {place}", refusal.verb);
    told::on("K129", fault, account, message, "runs as this service account")
        .remedy(remedy(facts, &refusal, &resource))
}

/// A role with just that right, and its binding.
fn remedy(facts: &Facts<'_>, refusal: &Refusal, resource: &str) -> Remedy {
    let (namespace, name) = &refusal.account;
    let role = quote(&format!("{name}-{}-{}", refusal.verb, refusal.resource.replace('/', "-")));
    let (verb, resource) = (quote(&refusal.verb), quote(resource));
    let account = quote(&format!("{namespace}:{name}"));
    let (kind, binding, scope) = match refusal.namespace.as_str() {
        "" => ("clusterrole", "clusterrolebinding", String::new()),
        namespace => ("role", "rolebinding", format!(" -n {}", quote(namespace))),
    };
    let asks = match scope.as_str() {
        "" => " -A",
        scope => scope,
    };
    Remedy {
        title: "Apply the roles that come with the program; or give it this one right".to_owned(),
        commands: vec![
            facts.commands.kubectl(&format!(
                "create {kind}{scope} {role} --verb={verb} --resource={resource}"
            )),
            facts.commands.kubectl(&format!(
                "create {binding}{scope} {role} --{kind}={role} --serviceaccount={account}"
            )),
        ],
        verify: vec![facts.commands.kubectl(&format!(
            "auth can-i {verb} {resource}{asks} --as=system:serviceaccount:{account}"
        ))],
        risk: "every pod that runs as this account has the right then".to_owned(),
    }
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: operator, namespace: ops},
 spec: {nodeName: n1, serviceAccountName: operator, containers: [{name: operator}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: operator, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error,
    message: 'fatal: pods is forbidden: User "system:serviceaccount:ops:operator" cannot list resource "pods" in API group "" at the cluster scope'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: operator, namespace: ops},
 spec: {nodeName: n1, serviceAccountName: operator, containers: [{name: operator}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: operator, ready: true, state: {running: {}}}]}}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals() {
        let text = "deployments.apps is forbidden: User \\\"system:serviceaccount:ops:op\\\" cannot watch \
                    resource \\\"deployments\\\" in API group \\\"apps\\\" in the namespace \\\"shop\\\"";
        let refusal = refusal(text).unwrap();
        assert_eq!(refusal.account, ("ops".to_owned(), "op".to_owned()));
        assert_eq!((refusal.verb.as_str(), refusal.resource.as_str()), ("watch", "deployments"));
        assert_eq!((refusal.group.as_str(), refusal.namespace.as_str()), ("apps", "shop"));
    }
}
