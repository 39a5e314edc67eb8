//! The chains of storage, from objects to roots.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::decode;
use crate::diagnosis::diagnose;
use crate::snapshot::Coverage;

#[track_caller]
fn check(text: &str, roots: &Expect) {
    let snapshot = decode::example(text);
    assert!(snapshot.gaps.is_empty(), "{:?}", snapshot.gaps);
    let diagnosis = diagnose(&snapshot);
    let mut lines = String::new();
    for root in &diagnosis.roots {
        writeln!(lines, "{} {} {}: {}", root.code, root.severity, root.object, root.message)
            .unwrap();
        for held in &root.holds {
            writeln!(lines, "  {} {}", held.code, held.object).unwrap();
        }
    }
    roots.assert_eq(&lines);
}

/// A pod that the scheduler does not place, and its claim.
fn pending(message: &str, claim: &str) -> String {
    let message = message.replace('\'', "''");
    format!(
        "
{{kind: Pod, apiVersion: v1, metadata: {{name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z}},
 spec: {{containers: [{{name: db}}], volumes: [{{name: data, persistentVolumeClaim: {{claimName: data}}}}]}},
 status: {{phase: Pending, conditions: [{{type: PodScheduled, status: 'False', reason: Unschedulable, message: '{message}'}}]}}}}
---
{{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {{name: data, namespace: shop, uid: u1, creationTimestamp: 2026-01-01T10:00:00Z}}, {claim}}}
---
{{kind: Node, apiVersion: v1, metadata: {{name: n1, creationTimestamp: 2026-01-01T09:00:00Z}},
 status: {{conditions: [{{type: Ready, status: 'True', lastHeartbeatTime: 2026-01-01T11:00:00Z}}]}}}}
---
"
    )
}

const UNBOUND: &str =
    "0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.";

#[test]
fn a_claim_without_a_class_is_the_root_of_its_pod() {
    let claim = "spec: {accessModes: [ReadWriteOnce]}, status: {phase: Pending}";
    check(
        &pending(UNBOUND, claim),
        &expect![[r#"
        K402 error PersistentVolumeClaim shop/data: names no storage class, and there is none
          K100 Pod shop/db
    "#]],
    );
}

#[test]
fn a_missing_class_is_the_root_and_its_look_alike_is_named() {
    let claim = "spec: {storageClassName: standart}, status: {phase: Pending}";
    let class = "{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: example.com/disk}";
    check(
        &(pending(UNBOUND, claim) + class),
        &expect![[r#"
        K403 error StorageClass standart: does not exist, and a claim names it; there is standard
          K400 PersistentVolumeClaim shop/data
          K100 Pod shop/db
    "#]],
    );
}

#[test]
fn the_nearest_volume_says_why_it_does_not_fit() {
    let claim = "spec: {storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}, status: {phase: Pending}";
    let volumes = "
{kind: PersistentVolume, apiVersion: v1, metadata: {name: far}, status: {phase: Available},
 spec: {storageClassName: manual, accessModes: [ReadOnlyMany], capacity: {storage: 1Gi}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: near}, status: {phase: Available},
 spec: {storageClassName: manual, accessModes: [ReadWriteOnce], capacity: {storage: 4Gi}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: other}, status: {phase: Available},
 spec: {storageClassName: slow, accessModes: [ReadWriteOnce], capacity: {storage: 10Gi}}}
";
    check(
        &(pending(UNBOUND, claim) + volumes),
        &expect![[r#"
        K404 error PersistentVolumeClaim shop/data: no volume of class manual fits, and nobody makes one: near has 4Gi, asked are 5Gi
          K100 Pod shop/db
    "#]],
    );
}

#[test]
fn that_nobody_makes_volumes_of_a_manual_class_is_no_fault() {
    let claim = "spec: {storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}, status: {phase: Pending}";
    let rest = "
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: manual}, provisioner: kubernetes.io/no-provisioner}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: near}, status: {phase: Available},
 spec: {storageClassName: manual, accessModes: [ReadWriteOnce], capacity: {storage: 4Gi}}}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: shop}, type: Warning, reason: ProvisioningFailed, count: 41,
 involvedObject: {kind: PersistentVolumeClaim, namespace: shop, name: data, uid: u1}, lastTimestamp: 2026-01-01T11:00:00Z,
 message: 'no volume plugin matched name: kubernetes.io/no-provisioner'}
";
    check(
        &(pending(UNBOUND, claim) + rest),
        &expect![[r#"
            K404 error PersistentVolumeClaim shop/data: no volume of class manual fits, and nobody makes one: near has 4Gi, asked are 5Gi
              K100 Pod shop/db
        "#]],
    );
}

/// A claim of a class whose provisioner nobody knows, with one more object.
fn unknown_provisioner(more: &str) -> Vec<String> {
    let claim =
        "spec: {storageClassName: fast, accessModes: [ReadWriteOnce]}, status: {phase: Pending}";
    let class = "
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/quick-disk}
---
{kind: CSIDriver, apiVersion: storage.k8s.io/v1, metadata: {name: another}}
---
";
    let snapshot = decode::example(&(pending(UNBOUND, claim) + class + more));
    let roots = diagnose(&snapshot).roots;
    roots.iter().map(|root| format!("{} {} {}", root.code, root.certainty, root.object)).collect()
}

#[test]
fn a_provisioner_that_nobody_knows() {
    assert_eq!(unknown_provisioner(""), ["K401 guessed StorageClass fast"]);
    // Its driver is installed: its pods may be where nobody sees them.
    let driver = "{kind: CSIDriver, apiVersion: storage.k8s.io/v1, metadata: {name: example.com/quick-disk}}";
    assert_eq!(unknown_provisioner(driver), ["K400 observed PersistentVolumeClaim shop/data"]);
    // Known by its name, its arguments or its lease: then it is the pod that holds up.
    let pod = |name: &str, args: &str| {
        format!(
            "{{kind: Pod, apiVersion: v1, metadata: {{name: {name}, namespace: disk, creationTimestamp: 2026-01-01T10:00:00Z}},
 spec: {{nodeName: n1, containers: [{{name: c, image: a/b:1, args: [{args}]}}]}},
 status: {{phase: Pending, containerStatuses: [{{name: c, state: {{waiting: {{reason: InvalidImageName}}}}}}]}}}}"
        )
    };
    let lease = "
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: example.com-quick-disk, namespace: disk}, spec: {holderIdentity: x-1_4f}}";
    for (name, args, more) in [
        ("quick-disk-7d4-x", "", ""),
        ("x-1", "--name=example.com/quick-disk", ""),
        ("x-1", "", lease),
    ] {
        let roots = unknown_provisioner(&(pod(name, args) + more));
        assert_eq!(roots, [format!("K207 observed Pod disk/{name}")], "{name} {args}");
    }
    let roots = unknown_provisioner(&pod("x-1", "--name=example.com/quick-disk-2"));
    assert!(roots.contains(&"K401 guessed StorageClass fast".to_owned()), "{roots:?}");
}

#[test]
fn in_use_elsewhere_by_the_event_alone() {
    let mut snapshot = decode::example(
        r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: db.1, namespace: shop}, type: Warning, reason: FailedAttachVolume,
 involvedObject: {kind: Pod, namespace: shop, name: db}, lastTimestamp: 2026-01-01T11:00:00Z,
 message: 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) db-old'}
"#,
    );
    // `kubectl cluster-info dump` has neither claims nor attachments.
    snapshot.claims.coverage = Coverage::Nothing;
    snapshot.volume_attachments.coverage = Coverage::Nothing;
    let roots = diagnose(&snapshot).roots;
    assert_eq!(roots.len(), 1, "{roots:?}");
    assert_eq!(
        format!("{} {}: {}", roots[0].code, roots[0].object, roots[0].message),
        "K412 PersistentVolumeClaim shop/data: volume pvc-1 can be on one node only: Volume is already used by pod(s) db-old"
    );
}

#[test]
fn a_released_volume_is_the_root() {
    let claim = "spec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}, status: {phase: Pending}";
    let volume = "
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Released},
 spec: {accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}, claimRef: {namespace: shop, name: data, uid: u0}}}
";
    check(
        &(pending(UNBOUND, claim) + volume),
        &expect![[r#"
        K406 error PersistentVolume v1: would fit claim shop/data, but still belongs to shop/data, which is gone
          K400 PersistentVolumeClaim shop/data
          K100 Pod shop/db
    "#]],
    );
}

/// A class that waits for the pod is no root, nor is its claim: the pod is.
#[test]
fn a_claim_that_waits_for_its_pod_is_no_root() {
    let claim = "spec: {storageClassName: local}, status: {phase: Pending}";
    let class = "{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: local}, provisioner: example.com/disk, volumeBindingMode: WaitForFirstConsumer}";
    let message = "0/1 nodes are available: 1 Insufficient cpu.";
    let roots = diagnose(&decode::example(&(pending(message, claim) + class))).roots;
    assert!(roots.iter().all(|root| !root.code.starts_with("K4")), "{roots:#?}");
}

/// But when no volume is there to be had, the claim is.
#[test]
fn a_manual_class_that_waits_for_the_pod_and_has_no_volumes() {
    let claim = "spec: {storageClassName: local, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}, status: {phase: Pending}";
    let class = "{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: local}, provisioner: kubernetes.io/no-provisioner, volumeBindingMode: WaitForFirstConsumer}";
    let message =
        "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.";
    check(
        &(pending(message, claim) + class),
        &expect![[r#"
            K404 error PersistentVolumeClaim shop/data: there is no volume of class local, and nobody makes one by itself
              K400 PersistentVolumeClaim shop/data
              K100 Pod shop/db
        "#]],
    );
}

/// What the provisioner said before it was done is past.
#[test]
fn a_bound_claim_is_well_whatever_its_events_say() {
    let text = "
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {storageClassName: fast, volumeName: v1}, status: {phase: Bound}}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: shop}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: shop, name: data}, message: 'storageclass.storage.k8s.io \"fast\" not found'}
";
    check(text, &expect![[""]]);
}

/// Two claims of one class fail alike: one root.
#[test]
fn provisioning_that_fails_for_all_claims_is_told_once() {
    let mut text =
        "{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}\n".to_owned();
    for name in ["a", "b"] {
        write!(
            text,
            "---
{{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {{name: {name}, namespace: shop}}, spec: {{storageClassName: fast}}, status: {{phase: Pending}}}}
---
{{kind: Event, apiVersion: v1, metadata: {{name: {name}.1, namespace: shop}}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {{kind: PersistentVolumeClaim, namespace: shop, name: {name}}},
 message: 'failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted desc = pool is full, not enough space'}}
"
        )
        .unwrap();
    }
    check(
        &text,
        &expect![[r#"
        K407 error PersistentVolumeClaim shop/a: has no volume, there is no room for it: pool is full, not enough space
          K407 PersistentVolumeClaim shop/b
    "#]],
    );
}

/// A lost node keeps the volume: the node is the root.
#[test]
fn a_volume_on_a_lost_node() {
    let text = "
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: Unknown, message: Kubelet stopped posting node status.}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: new, namespace: shop},
 spec: {nodeName: n2, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1, accessModes: [ReadWriteOnce]}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}}, status: {phase: Bound}}
---
{kind: VolumeAttachment, apiVersion: storage.k8s.io/v1, metadata: {name: a1}, spec: {attacher: d.example, nodeName: n1, source: {persistentVolumeName: v1}}, status: {attached: true}}
";
    check(
        text,
        &expect![[r#"
            K601 error Node n1: its kubelet is not heard of any more
              K412 PersistentVolumeClaim shop/data
              K100 Pod shop/new
        "#]],
    );
}

/// In a dump without claims and classes, the events and the pods tell of them.
#[test]
fn a_dump_without_claims() {
    let mut text = pending(UNBOUND, "status: {phase: Pending}");
    text += "
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: shop}, type: Normal, reason: FailedBinding, lastTimestamp: 2026-01-01T11:00:00Z,
 involvedObject: {kind: PersistentVolumeClaim, namespace: shop, name: data},
 message: no persistent volumes available for this claim and no storage class is set}
";
    let mut decoder = decode::Decoder::new();
    let source = decode::Source { name: "dump".to_owned(), ..decode::Source::default() };
    for document in text
        .split("---\n")
        .filter(|document| !document.contains("kind: PersistentVolumeClaim, apiVersion"))
    {
        decoder.read(&source, document.as_bytes());
    }
    let diagnosis = diagnose(&decoder.finish());
    let roots: Vec<String> = diagnosis
        .roots
        .iter()
        .map(|root| format!("{} {} holds {}", root.code, root.object, root.holds.len()))
        .collect();
    expect![["K402 PersistentVolumeClaim shop/data holds 1"]].assert_eq(&roots.join("\n"));
}

/// A secret that is not there is the pod's affair, though the event is the same.
#[test]
fn a_missing_secret_is_no_fault_of_storage() {
    let text = "
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web}], volumes: [{name: cert, secret: {secretName: cert}}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Secret, apiVersion: v1, metadata: {name: cert, namespace: shop}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: FailedMount,
 involvedObject: {kind: Pod, namespace: shop, name: web}, message: 'MountVolume.SetUp failed for volume \"cert\" : secret \"cert\" not found'}
";
    let snapshot = decode::example(text);
    let roots = diagnose(&snapshot).roots;
    assert!(roots.iter().all(|root| !root.code.starts_with("K4")), "{roots:#?}");
}
