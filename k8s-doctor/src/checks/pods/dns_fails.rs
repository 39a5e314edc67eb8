//! A program cannot look up names, because no name server answers it.
//!
//! `lookup db on 10.96.0.10:53: … i/o timeout`, `server misbehaving`, `Temporary failure in name
//! resolution`. That the name does not exist is another matter (K140). In a cluster the name server is
//! the service kube-dns and the `CoreDNS` pods behind it; if those are well, a network policy or the
//! node's network keeps them apart.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Dns, |fault| {
        let message = told::saying(format!("{} cannot look up names", fault.who()), &fault.text);
        let mut finding = told::on_workload(facts, "K127", fault, message);
        if let Some(service) = facts.dns()
            && fault.pod.spec.dns_policy != "Default"
        {
            finding = finding.held_by(service.object(), "asks this service for names");
        }
        let commands = vec![
            facts.commands.kubectl("get pods -n kube-system -l k8s-app=kube-dns -o wide"),
            facts.commands.kubectl("logs -n kube-system -l k8s-app=kube-dns --tail=50"),
        ];
        finding.remedy(Remedy {
            title: "See whether the name server's pods run, and what they log".to_owned(),
            commands,
            verify: told::verify(facts, fault),
            risk: String::new(),
        })
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: api, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'fatal: dial tcp: lookup db on 10.96.0.10:53: read udp 10.244.0.5:4->10.96.0.10:53: i/o timeout'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop},
 spec: {nodeName: n1, containers: [{name: api}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: api, ready: true, state: {running: {}}}]}}
";
