//! The nodes that a pod may be on have as many volumes attached as they may.
//!
//! A CSI driver says for each node how many volumes it can attach (`CSINode`,
//! `spec.drivers.allocatable.count`): on clouds a limit of the machine's type. Volumes of pods that
//! have not ended count, each once. What to do: another node, a larger type of machine, or fewer
//! volumes.

use crate::facts::Facts;
use crate::facts::scheduling::{Reason, Refusal};
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::VolumeLimit);
    let judge = |pending| {
        let told = super::Pending::told(pending).find_map(|(node, refusal)| match refusal {
            Refusal::VolumeLimit(driver, most) => Some((node, driver, most)),
            _ => None,
        });
        let message = match told {
            Some((node, driver, most)) => format!(
                "node {} has all the {most} volumes of {driver} that it can attach",
                node.metadata.name
            ),
            None => "every node has as many volumes attached as it can".to_owned(),
        };
        super::cause("K312", pending, message, "no node can attach one more volume").remedy(
            super::remedy(
                facts,
                pending,
                "Add a node, or move pods with volumes off one".to_owned(),
                vec![
                    facts.commands.kubectl("get csinodes -o yaml"),
                    facts.commands.kubectl("get volumeattachments"),
                ],
            ),
        )
    };
    pending.map(judge).collect()
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: CSINode, apiVersion: storage.k8s.io/v1, metadata: {name: n1}, spec: {drivers: [{name: ebs.csi.aws.com, allocatable: {count: 1}}]}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-1}, spec: {csi: {driver: ebs.csi.aws.com, volumeHandle: a}}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-2}, spec: {csi: {driver: ebs.csi.aws.com, volumeHandle: b}}, status: {phase: Bound}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: one, namespace: db}, spec: {volumeName: pv-1}, status: {phase: Bound}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: two, namespace: db}, spec: {volumeName: pv-2}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: db},
 spec: {nodeName: n1, containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: one}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: db},
 spec: {containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: two}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) exceed max volume count.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: CSINode, apiVersion: storage.k8s.io/v1, metadata: {name: n1}, spec: {drivers: [{name: ebs.csi.aws.com, allocatable: {count: 1}}]}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-1}, spec: {csi: {driver: ebs.csi.aws.com, volumeHandle: a}}, status: {phase: Bound}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: one, namespace: db}, spec: {volumeName: pv-1}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: db},
 spec: {nodeName: n1, containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: one}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
