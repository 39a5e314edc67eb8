//! A pod's volume can be used only on nodes where the pod cannot be.
//!
//! A local volume is on one node, a cloud's disk in one zone, and the volume's `spec.nodeAffinity` (or
//! its zone label) says so. If that node does not exist any more, the volume is the root: its data is
//! where nobody can get at it. The same volume stays bound, and the claim says `Bound` and looks well.
//! If the node exists and refuses the pod for another reason, that reason is told in place of this.
//!
//! What to do: bring the node back under its name; or, where the data may go, delete claim and volume
//! and have a new one made.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, Refusal, volume_text};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, PersistentVolume};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::VolumeElsewhere).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let volume = pending.told().find_map(|(_, refusal)| match refusal {
        Refusal::VolumeElsewhere(volume) => Some(*volume),
        _ => None,
    });
    // Only the message is known: it names no volume, but the pod's claims do.
    let volume = volume.or_else(|| {
        let namespace = &pending.pod().metadata.namespace;
        pending.pod().claims().find_map(|claim| {
            let claim = facts.snapshot.claims.get(namespace, &claim)?;
            facts.snapshot.volumes.get("", &claim.spec.volume_name)
        })
    });
    let why = "its volume is where it cannot be";
    let Some(volume) = volume else {
        let message = "has a volume that is on none of the nodes that would take it".to_owned();
        let look = facts.commands.kubectl("get pv -o yaml");
        let remedy = super::remedy(
            facts,
            pending,
            "Look where the volume is: spec.nodeAffinity of its PersistentVolume".to_owned(),
            vec![look],
        );
        return super::cause("K311", pending, message, why).remedy(remedy);
    };
    let place = volume_text(volume);
    let is_somewhere = pending.others.values().any(|(_, count)| *count > 0);
    let message = if is_somewhere {
        format!("can be used only where {place}, and no node there takes the pod")
    } else {
        format!("can be used only where {place}, and no node is there")
    };
    let mut finding = super::cause_on("K311", volume.object(), pending, message, why);
    let affinity = Evidence::field(&volume.object(), "spec.nodeAffinity", place);
    finding.evidence.retain(|evidence| *evidence != affinity);
    finding.evidence.insert(0, affinity);
    with_remedies(facts, pending, volume, finding)
}

fn with_remedies(
    facts: &Facts<'_>,
    pending: &Pending<'_>,
    volume: &PersistentVolume,
    finding: Finding,
) -> Finding {
    let finding = finding.remedy(super::remedy(
        facts,
        pending,
        "Bring back a node that the volume is on, with the same name and labels".to_owned(),
        vec![facts.commands.kubectl("get nodes --show-labels")],
    ));
    let Some(claim) = &volume.spec.claim_ref else { return finding };
    let claim =
        crate::snapshot::ObjectRef::new("PersistentVolumeClaim", &claim.namespace, &claim.name);
    let commands = vec![
        facts.commands.on("get", &claim) + " -o yaml > claim.yaml",
        facts.commands.on("delete", &claim),
        facts.commands.on("delete", &volume.object()),
        facts.commands.on("delete", &pending.pod().object()),
    ];
    finding.remedy(Remedy {
        risk: "the data on the volume is lost".to_owned(),
        ..super::remedy(
            facts,
            pending,
            "Give up the volume: delete the claim and the volume, so that new ones are made; \
             make the claim again from the file if no stateful set does"
                .to_owned(),
            commands,
        )
    })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-1}, status: {phase: Bound},
 spec: {local: {path: /data}, claimRef: {namespace: db, name: data}, nodeAffinity: {required: {nodeSelectorTerms: [
  {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [gone]}]}]}}}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: pv-1}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: db},
 spec: {containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) had volume node affinity conflict.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: pv-1}, status: {phase: Bound},
 spec: {local: {path: /data}, claimRef: {namespace: db, name: data}, nodeAffinity: {required: {nodeSelectorTerms: [
  {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1]}]}]}}}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: pv-1}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: db},
 spec: {nodeName: n1, containers: [{name: c}], volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
