//! A program ends because its port is taken.
//!
//! `bind: address already in use`. Within a pod all containers share one network: two of them want the
//! same port, or one starts two servers. With `hostNetwork` the pods of a node share the node's ports,
//! with each other and with what runs outside of Kubernetes: an old process, a second replica on the
//! same node, a static pod that was started twice.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::PortInUse, |fault| {
        let whose = if fault.pod.spec.host_network {
            format!("of node {}", fault.pod.spec.node_name)
        } else {
            "of its pod".to_owned()
        };
        let message = told::saying(
            format!("{} wants a port {whose} that is taken", fault.who()),
            &fault.text,
        );
        told::on_workload(facts, "K125", fault, message).remedy(told::edit(
            facts,
            fault,
            if fault.pod.spec.host_network {
                "Find what has the port on the node (`ss -ltnp` there) and end that, or use another \
                 port, or no hostNetwork"
            } else {
                "Give each container of the pod a port of its own"
            },
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: proxy, namespace: shop},
 spec: {nodeName: n1, hostNetwork: true, containers: [{name: proxy}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: proxy, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'listen tcp :80: bind: address already in use'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: proxy, namespace: shop},
 spec: {nodeName: n1, hostNetwork: true, containers: [{name: proxy}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: proxy, ready: true, state: {running: {}}}]}}
";
