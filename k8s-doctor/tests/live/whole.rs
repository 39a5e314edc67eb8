//! A whole cluster read live is the same as its objects read from files: both go through one decoder,
//! and no list is left out.

use std::path::Path;

use k8s_doctor::decode::{Decoder, Source};
use k8s_doctor::snapshot::{Gap, KINDS, Kind, Snapshot, Table, Time, Versions};
use serde_json::{Value, json};

use crate::cluster::{Cluster, as_it_is, options};

/// One object of each kind, as far as all kinds are alike.
fn one_of_each() -> Vec<(&'static str, Vec<Value>)> {
    let object = |kind: &Kind| {
        let mut metadata = json!({"name": kind.plural, "uid": kind.plural, "resourceVersion": "7",
            "creationTimestamp": "2026-11-24T09:00:00Z", "labels": {"app": "web"}});
        if kind.namespaced {
            metadata["namespace"] = json!("shop");
        }
        let api_version = match kind.group {
            "" => kind.versions[0].to_owned(),
            group => format!("{group}/{}", kind.versions[0]),
        };
        json!({"apiVersion": api_version, "kind": kind.kind, "metadata": metadata,
            "status": {"conditions": [{"type": "Ready", "status": "True"}]}})
    };
    KINDS.iter().map(|kind| (kind.plural, vec![object(kind)])).collect()
}

/// As `kubectl get KIND -A -o json` writes them.
fn offline(lists: &[(&str, Vec<Value>)]) -> Snapshot {
    let mut decoder = Decoder::new();
    for (plural, items) in lists {
        let kind = KINDS.iter().find(|kind| kind.plural == *plural).copied();
        let source =
            Source { name: format!("{plural}.json"), kind, is_whole: true, ..Source::default() };
        let list = json!({"apiVersion": "v1", "kind": "List", "items": items});
        decoder.read(&source, list.to_string().as_bytes());
    }
    decoder.finish()
}

/// Over the API, where the items of a list do not say their kind.
async fn live(lists: &[(&str, Vec<Value>)]) -> Snapshot {
    let mut cluster = Cluster::current();
    cluster.lists.clear();
    for (plural, items) in lists {
        let kind = KINDS.iter().find(|kind| kind.plural == *plural).unwrap();
        let items = items.iter().cloned().map(|mut item| {
            let fields = item.as_object_mut().unwrap();
            fields.remove("kind");
            fields.remove("apiVersion");
            item
        });
        cluster.serve(kind.group, kind.versions[0], plural).extend(items);
    }
    let mut with_keys = options();
    with_keys.secret_keys = true;
    cluster.read(&with_keys, as_it_is).await.0.unwrap()
}

/// Leaves out what the two ways cannot have in common.
fn assert_same(mut live: Snapshot, mut offline: Snapshot, what: &str) {
    for snapshot in [&mut live, &mut offline] {
        snapshot.gaps.clear();
        snapshot.context.clear();
        snapshot.now = Time(None);
        snapshot.versions = Versions::default();
        snapshot.logs.clear();
        snapshot.custom = Table::default();
    }
    assert_eq!(live, offline, "{what}");
}

#[tokio::test(start_paused = true)]
async fn one_object_of_each_kind() {
    let lists = one_of_each();
    let snapshot = live(&lists).await;
    let mut n = 0;
    snapshot.each(|_| n += 1);
    assert_eq!(n, KINDS.len(), "each has arrived");
    assert_eq!(snapshot.gaps, []);
    assert_same(snapshot, offline(&lists), "one of each");
}

/// The recordings that the checks are tested with.
#[tokio::test(start_paused = true)]
async fn recorded_clusters() {
    let mut n = 0;
    for entry in std::fs::read_dir("tests/incidents").unwrap() {
        let archive = entry.unwrap().path();
        let lists = read_archive(&archive);
        let snapshot = live(&lists).await;
        let unserved = |gap: &&Gap| gap.why == "not served by this server";
        let others: Vec<_> = snapshot.gaps.iter().filter(|gap| !unserved(gap)).collect();
        assert!(others.is_empty(), "{}: {others:?}", archive.display());
        assert_same(snapshot, offline(&lists), &archive.display().to_string());
        n += 1;
    }
    assert!(n > 0, "no cluster was read");
}

/// The lists of an archive, by the names of their files.
fn read_archive(path: &Path) -> Vec<(&'static str, Vec<Value>)> {
    let file = std::fs::File::open(path).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let mut lists = Vec::new();
    for entry in archive.entries().unwrap() {
        let entry = entry.unwrap();
        let path = entry.path().unwrap().into_owned();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        // Deeper down are the other sorts of dumps of the same cluster.
        let is_at_top = path.components().count() == 2;
        if let Some(kind) = KINDS.iter().find(|kind| is_at_top && kind.plural == stem) {
            let list: Value = serde_json::from_reader(entry).unwrap();
            lists.push((kind.plural, list["items"].as_array().cloned().unwrap_or_default()));
        }
    }
    lists
}
