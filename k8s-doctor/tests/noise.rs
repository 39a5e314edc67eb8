//! One noisy, healthy cluster, and faults that are planted in it one at a time: the doctor finds
//! nothing in the one, and exactly the planted fault in each of the others.
//!
//! `noise/base.yaml` is the cluster. Each other file is a fault: objects that are merged into those of
//! the cluster (a field that is null is taken away), or added. Its comments say what is true:
//!
//! - `# root: K200 Deployment shop/web`: the only error, and nothing beside it is a warning
//! - `# holds: Pod shop/web-1`: what the root must hold
//! - `# may: Node n2`: what else may be a root, at most a warning
//! - `# silent: K100 Pod shop/web-1`: the root where no event is left, if it is another; `nothing`
//!   where the state alone does not tell
//! - `# less: Deployment shop/web`: what may be a root where whole kinds are missing, beside the
//!   planted one and what it holds

#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use k8s_doctor::cause::Root;
use k8s_doctor::decode::{Decoder, Source};
use k8s_doctor::diagnose;
use k8s_doctor::finding::Severity;
use k8s_doctor::snapshot::{Log, Snapshot};
use serde_json::{Map, Value, json};

/// Kinds that `kubectl cluster-info dump` has not.
const NOT_DUMPED: &[&str] = &[
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "Endpoints",
    "EndpointSlice",
    "ConfigMap",
    "Secret",
    "ServiceAccount",
    "StatefulSet",
    "Job",
    "CronJob",
    "Ingress",
    "IngressClass",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "Namespace",
    "Lease",
    "ResourceQuota",
    "ValidatingWebhookConfiguration",
    "APIService",
    "CSINode",
    "CSIDriver",
    "VolumeAttachment",
    "PriorityClass",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/noise")
}

fn read(path: &Path) -> (String, Vec<Value>) {
    let text = fs::read_to_string(path).unwrap();
    let objects = text
        .split("\n---\n")
        .map(|object| {
            serde_saphyr::from_str(object).unwrap_or_else(|error| panic!("{object}: {error}"))
        })
        .collect();
    (text, objects)
}

fn key(object: &Value) -> (&str, &str, &str) {
    let metadata = &object["metadata"];
    (
        object["kind"].as_str().unwrap_or_default(),
        metadata["namespace"].as_str().unwrap_or_default(),
        metadata["name"].as_str().unwrap_or_default(),
    )
}

/// Merges as a JSON merge patch does.
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(fields) = into else { return };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(name);
        } else {
            merge(fields.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// The cluster with the fault's objects: patched, added, or taken away (`{delete: true, kind: …}`).
fn plant(base: &[Value], fault: &[Value]) -> Vec<Value> {
    let mut objects = base.to_vec();
    for patch in fault {
        let at = objects.iter().position(|object| key(object) == key(patch));
        match at {
            Some(at) if patch["delete"] == json!(true) => {
                objects.remove(at);
            }
            Some(at) => merge(&mut objects[at], patch),
            None => objects.push(patch.clone()),
        }
    }
    objects
}

/// The snapshot of objects, of which those of kinds that are `left_out` are not known.
fn snapshot(objects: &[Value], left_out: &[&str]) -> Snapshot {
    let (logs, objects): (Vec<&Value>, Vec<&Value>) = objects
        .iter()
        .filter(|object| !left_out.contains(&key(object).0))
        .partition(|object| key(object).0 == "Log");
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects}).to_string();
    let mut decoder = Decoder::new();
    let source = Source { name: "all.json".to_owned(), is_whole: true, ..Source::default() };
    decoder.read(&source, list.as_bytes());
    for log in logs {
        let text = |name: &str| log[name].as_str().unwrap_or_default().to_owned();
        decoder.log(Log {
            namespace: text("namespace"),
            pod: text("pod"),
            container: text("container"),
            previous: log["previous"] == json!(true),
            text: text("text"),
        });
    }
    let snapshot = decoder.finish();
    assert_eq!(snapshot.gaps, [], "what is planted can be read");
    snapshot
}

/// What a fault's comments say.
#[derive(Default)]
struct Truth {
    root: String,
    holds: Vec<String>,
    may: Vec<String>,
    silent: Option<String>,
    less: Vec<String>,
}

fn truth(text: &str) -> Truth {
    let mut truth = Truth::default();
    for line in text.lines().filter_map(|line| line.strip_prefix("# ")) {
        let Some((name, value)) = line.split_once(": ") else { continue };
        let value = value.to_owned();
        match name {
            "root" => truth.root = value,
            "holds" => truth.holds.push(value),
            "may" => truth.may.push(value),
            "silent" => truth.silent = Some(value),
            "less" => truth.less.push(value),
            _ => {}
        }
    }
    assert!(!truth.root.is_empty(), "a fault says its root");
    truth
}

fn tell(roots: &[Root]) -> String {
    let mut text = String::new();
    for root in roots.iter().filter(|root| root.severity > Severity::Note) {
        let (severity, object, message) = (root.severity, &root.object, &root.message);
        writeln!(text, "    {severity} {} {object}: {message} ({})", root.code, root.certainty)
            .unwrap();
        for held in &root.holds {
            writeln!(text, "        {} [{}] {}", held.object, held.code, held.message).unwrap();
        }
    }
    text
}

/// What is not as it should be, if anything: the one root is `expected`, and holds what it must.
fn wrong(roots: &[Root], expected: &str, holds: &[String], may: &[String]) -> Option<String> {
    let errors: Vec<String> = roots
        .iter()
        .filter(|root| root.severity == Severity::Error)
        .map(|root| format!("{} {}", root.code, root.object))
        .collect();
    let none = expected == "nothing";
    let is_right = if none { errors.is_empty() } else { errors == [expected] };
    if !is_right {
        return Some(format!("expected {expected}"));
    }
    let warning = roots
        .iter()
        .find(|root| root.severity == Severity::Warning && !may.contains(&root.object.to_string()));
    if let Some(warning) = warning {
        return Some(format!("a warning about {}", warning.object));
    }
    let held: BTreeSet<String> =
        roots.iter().flat_map(|root| &root.holds).map(|held| held.object.to_string()).collect();
    let missed = holds.iter().find(|object| !none && !held.contains(*object));
    missed.map(|object| format!("{object} is not held"))
}

/// The objects without the events that would have expired, were the cluster left as it is: all but
/// those of the last minute.
fn without_events(objects: &[Value]) -> Vec<Value> {
    let is_new = |event: &Value| {
        let last = event["lastTimestamp"].as_str().or(event["eventTime"].as_str());
        last.is_some_and(|last| last > "2025-06-10T11:59")
    };
    objects.iter().filter(|object| key(object).0 != "Event" || is_new(object)).cloned().collect()
}

/// Of what is told without whole kinds, what is not true: the planted root, and what it holds (of
/// which the reason is not known then) are.
fn false_roots(roots: &[Root], known: &BTreeSet<String>) -> Option<String> {
    let root = roots.iter().find(|root| {
        root.severity == Severity::Error && !known.contains(&root.object.to_string())
    })?;
    Some(format!("{} is at no fault", root.object))
}

/// What goes wrong with one fault.
fn judge(base: &[Value], path: &Path) -> String {
    let (text, fault) = read(path);
    let truth = truth(&text);
    let objects = plant(base, &fault);
    let mut report = String::new();
    let mut say = |what: &str, wrong: Option<String>, roots: &[Root]| {
        if let Some(wrong) = wrong {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            writeln!(report, "{name}, {what}: {wrong}\n{}", tell(roots)).unwrap();
        }
    };
    let roots = diagnose(&snapshot(&objects, &[])).roots;
    say("with events", wrong(&roots, &truth.root, &truth.holds, &truth.may), &roots);
    let mut known: BTreeSet<String> = truth.holds.iter().chain(&truth.less).cloned().collect();
    known.extend(truth.root.split_once(' ').map(|(_, object)| object.to_owned()));
    for root in &roots {
        known.extend(root.holds.iter().map(|held| held.object.to_string()));
    }
    let roots = diagnose(&snapshot(&without_events(&objects), &[])).roots;
    let silent = truth.silent.as_ref().unwrap_or(&truth.root);
    let holds: &[String] = if truth.silent.is_some() { &[] } else { &truth.holds };
    say("without events", wrong(&roots, silent, holds, &truth.may), &roots);
    for left_out in NOT_DUMPED.chunks(4).chain([NOT_DUMPED]) {
        let roots = diagnose(&snapshot(&objects, left_out)).roots;
        say(&format!("without {left_out:?}"), false_roots(&roots, &known), &roots);
    }
    report
}

#[test]
fn nothing_is_wrong_with_a_noisy_healthy_cluster() {
    let (_, base) = read(&folder().join("base.yaml"));
    let silent = without_events(&base);
    let mut cases = vec![(&base, vec![]), (&silent, vec![]), (&base, NOT_DUMPED.to_vec())];
    cases.extend(NOT_DUMPED.iter().map(|kind| (&base, vec![*kind])));
    for (objects, left_out) in cases {
        let roots = diagnose(&snapshot(objects, &left_out)).roots;
        assert_eq!(tell(&roots), "", "without {left_out:?}");
    }
}

#[test]
fn a_planted_fault_is_found_and_nothing_else() {
    let (_, base) = read(&folder().join("base.yaml"));
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.ends_with("base.yaml"));
    paths.sort();
    assert!(paths.len() >= 25);
    let report: String = paths.iter().map(|path| judge(&base, path)).collect();
    assert!(report.is_empty(), "\n{report}");
}
