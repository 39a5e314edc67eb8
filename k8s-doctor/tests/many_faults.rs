//! Two clusters with many faults at once, each in a namespace of its own, and some without any. They are
//! of a real control plane (Kubernetes 1.37.2): objects, events and conditions of its scheduler and
//! controllers are its own; nodes, and what a kubelet says of pods, are written by a stand-in in the
//! kubelet's words. The text beside each recording says what is true: for each namespace the root causes
//! that concern it, or none where nothing is wrong, compared by hand with what was planted there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use k8s_doctor::finding::Severity;
use k8s_doctor::gather::offline;
use k8s_doctor::{Diagnosis, diagnose};

fn recordings() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/many_faults")
}

/// Lines `namespace: object, object`.
fn truth(name: &str) -> std::io::Result<BTreeMap<String, BTreeSet<String>>> {
    let text = std::fs::read_to_string(recordings().join(format!("{name}.txt")))?;
    let lines = text.lines().map(|line| {
        let (namespace, roots) = line.split_once(':').unwrap_or((line, ""));
        let roots = roots.split(',').map(str::trim).filter(|root| !root.is_empty());
        (namespace.to_owned(), roots.map(str::to_owned).collect())
    });
    Ok(lines.collect())
}

/// The errors among the root causes that are in a namespace or hold something up there.
fn roots(diagnosis: &Diagnosis, namespace: &str) -> BTreeSet<String> {
    let errors = diagnosis.roots.iter().filter(|root| root.severity == Severity::Error);
    let concerned = errors.filter(|root| {
        let objects = root.holds.iter().map(|held| &held.object).chain([&root.object]);
        objects.into_iter().any(|object| {
            let is_it = object.kind == "Namespace" && object.name == namespace;
            object.namespace == namespace || is_it
        })
    });
    concerned.map(|root| root.object.to_string()).collect()
}

#[test]
fn each_namespace_has_its_own_roots_and_no_others() {
    for name in ["first", "second"] {
        let archive = recordings().join(format!("{name}.tar.gz"));
        let snapshot = offline::read(&[archive], None, &mut |_, _| {}).unwrap();
        let diagnosis = diagnose(&snapshot);
        let truth = truth(name).unwrap();
        assert!(truth.len() > 30, "{name}: {} namespaces", truth.len());
        for (namespace, roots_there) in truth {
            assert!(snapshot.namespaces.get("", &namespace).is_some(), "{name}: {namespace}");
            assert_eq!(roots(&diagnosis, &namespace), roots_there, "{name}: {namespace}");
        }
    }
}
