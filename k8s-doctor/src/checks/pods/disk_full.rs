//! A program ends because a disk is full.
//!
//! `no space left on device`: the volume that it writes to, or the node's disk where it writes to its
//! own file system. It may also be inodes, or inotify watches, which Linux reports in the same words
//! (`fs.inotify.max_user_watches`). Which one, the path in the message tells. etcd stops that way, and
//! with it the whole cluster.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::DiskFull, |fault| {
        let message = told::saying(format!("{} finds a disk full", fault.who()), &fault.text);
        let finding = told::on_workload(facts, "K138", fault, message);
        let namespace = &fault.pod.metadata.namespace;
        let claims: Vec<String> = fault.pod.claims().collect();
        let commands = claims.iter().map(|claim| {
            let claim = ObjectRef::new("PersistentVolumeClaim", namespace, claim);
            facts.commands.on("describe", &claim)
        });
        let node = ObjectRef::new("Node", "", &fault.pod.spec.node_name);
        finding.remedy(Remedy {
            title:
                "See which disk it is, the claim's or the node's, and free space there; a claim \
                    can be made larger if its class allows expansion"
                    .to_owned(),
            commands: commands.chain([facts.commands.on("describe", &node)]).collect(),
            verify: told::verify(facts, fault),
            risk: "what is deleted is gone".to_owned(),
        })
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop},
 spec: {nodeName: n1, containers: [{name: db}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: db, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'FATAL: could not write lock file: No space left on device'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop},
 spec: {nodeName: n1, containers: [{name: db}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, state: {running: {}}}]}}
";
