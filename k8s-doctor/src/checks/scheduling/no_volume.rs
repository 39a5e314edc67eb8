//! A claim of a class for which nobody makes volumes finds none that it could be bound to, so that the
//! pod that waits for it gets no node.
//!
//! Classes with provisioner `kubernetes.io/no-provisioner` are for volumes that an administrator makes
//! by hand, mostly local ones, bound when a pod is scheduled. A volume does when its class, size,
//! access modes, mode and labels fit, it is not taken, and it is on a node that would take the pod. A
//! volume that is `Released` is still taken by the claim that is gone. What to do: make a volume, or
//! free one.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, Refusal};
use crate::finding::Finding;
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::NoVolume).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let claim = pending.told().find_map(|(_, refusal)| match refusal {
        Refusal::NoVolume(claim) => Some(claim.clone()),
        _ => None,
    });
    let claim = claim.or_else(|| pending.pod().claims().next());
    let namespace = &pending.pod().metadata.namespace;
    let object = match &claim {
        Some(claim) => ObjectRef::new("PersistentVolumeClaim", namespace, claim),
        None => pending.workload.clone(),
    };
    let message = "no volume is there that it could be bound to, and nobody makes one".to_owned();
    let why = "its claim can be bound to no volume";
    super::cause_on("K313", object, pending, message, why).general().remedy(super::remedy(
        facts,
        pending,
        "Make a PersistentVolume that fits the claim (class, size, access modes) on a node that would \
         take the pod, or free one that is Released"
            .to_owned(),
        vec![facts.commands.kubectl("get pv")],
    ))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: local}, provisioner: kubernetes.io/no-provisioner,
 volumeBindingMode: WaitForFirstConsumer}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: local, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}, status: {phase: Pending}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: small}, status: {phase: Available},
 spec: {storageClassName: local, accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: db},
 spec: {containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) didn''t find available persistent volumes to bind.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: local}, provisioner: kubernetes.io/no-provisioner,
 volumeBindingMode: WaitForFirstConsumer}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: local, volumeName: pv-1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-1}, status: {phase: Bound}, spec: {storageClassName: local}}
";
