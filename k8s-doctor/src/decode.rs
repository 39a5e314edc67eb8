//! From text to a [`Snapshot`]: JSON or YAML, one object, a `List`, a bare array, several documents,
//! or the stream of `kubectl cluster-info dump`. What does not parse is a gap, and the rest is read.

mod list;
mod page;
mod text;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::redact;
use crate::snapshot::{Coverage, Custom, Gap, KINDS, Kind, Log, MinikubeFiles, Snapshot, Time};

pub use page::Page;

/// What is known of a piece of text from where it was found.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file, or the address: what gaps are told with.
    pub name: String,
    /// The kind of objects that say none.
    pub kind: Option<Kind>,
    /// The namespace of objects that say none, of which a list here is complete.
    pub namespace: Option<String>,
    /// Whether a list here has all objects of its kind that the cluster has.
    pub is_whole: bool,
}

/// Collects text into a snapshot.
#[derive(Default)]
pub struct Decoder {
    snapshot: Snapshot,
    /// By folder, the lists that were read.
    lists: BTreeMap<String, Vec<List>>,
}

/// What a list says about how much it covers.
struct List {
    /// The kinds in it, or that its file is named after.
    kinds: BTreeSet<String>,
    namespaces: BTreeSet<String>,
}

/// What every document begins with.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Head<'a> {
    #[serde(borrow)]
    kind: std::borrow::Cow<'a, str>,
    #[serde(borrow, rename = "apiVersion")]
    api_version: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    items: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, rename = "serverVersion")]
    server_version: Option<&'a RawValue>,
    #[serde(borrow, rename = "gitVersion")]
    git_version: std::borrow::Cow<'a, str>,
}

/// The namespace of an object.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Place<'a> {
    #[serde(borrow)]
    namespace: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<std::borrow::Cow<'a, str>>,
}

impl Decoder {
    /// An empty one.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Reads a piece of text, whatever it holds.
    pub fn read(&mut self, source: &Source, bytes: &[u8]) {
        let text = match text::decode(bytes) {
            Ok(text) => text,
            Err(why) => return self.gap(&source.name, why),
        };
        if text::is_json(&text) {
            self.read_stream(source, &text);
        } else {
            for (line, document) in yaml::documents(&text) {
                match yaml::to_json(document) {
                    Ok(json) => self.read_json(source, &json),
                    Err(why) => self.gap(&format!("{}:{line}", source.name), why),
                }
            }
        }
    }

    /// JSON documents one after the other, with logs between them.
    fn read_stream(&mut self, source: &Source, text: &str) {
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let line = || text[..text.len() - rest.len()].matches('\n').count() + 1;
            if rest.starts_with("====") {
                let (log, after) = list::log(rest);
                if let Some(log) = log {
                    self.log(log);
                }
                rest = after.trim_start();
                continue;
            }
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
            match values.next() {
                Some(Ok(value)) => {
                    let end = values.byte_offset();
                    self.read_json(source, value.get());
                    rest = rest[end..].trim_start();
                }
                Some(Err(error)) => {
                    let line = line() + error.line().saturating_sub(1);
                    self.gap(&format!("{}:{line}", source.name), reason(&error));
                    rest = text::next_document(rest);
                }
                None => break,
            }
        }
    }

    /// One JSON document.
    fn read_json(&mut self, source: &Source, json: &str) {
        if json.trim_start().starts_with('[') {
            self.read_items(source, None, json);
            return;
        }
        let head: Head<'_> = match serde_json::from_str(json) {
            Ok(head) => head,
            Err(error) => return self.gap(&source.name, reason(&error)),
        };
        if let Some(items) = head.items {
            let kind = head.kind.strip_suffix("List").filter(|kind| !kind.is_empty());
            let kind = kind.map(str::to_owned);
            self.read_items(source, kind.as_deref(), items.get());
        } else if head.server_version.is_some() {
            if let Ok(versions) = serde_json::from_str(json) {
                self.snapshot.versions = versions;
            }
        } else if !head.git_version.is_empty() {
            if let Ok(version) = serde_json::from_str(json) {
                self.snapshot.versions.server_version = version;
            }
        } else if head.kind.is_empty() && head.metadata.is_none() {
            match text::lower_keys(json) {
                Some(lower) if lower != json => self.read_json(source, &lower),
                _ => self.gap(&source.name, "holds no object of Kubernetes"),
            }
        } else {
            self.read_object(source, None, json, &mut BTreeSet::new(), &mut BTreeSet::new());
        }
    }

    /// The items of a list, and what the list says of its completeness.
    fn read_items(&mut self, source: &Source, kind: Option<&str>, json: &str) {
        let items: Vec<&RawValue> = match serde_json::from_str::<Option<_>>(json) {
            Ok(items) => items.unwrap_or_default(),
            Err(error) => return self.gap(&source.name, reason(&error)),
        };
        let kind = kind.or(source.kind.map(|kind| kind.kind));
        let mut kinds: BTreeSet<String> = kind.into_iter().map(str::to_owned).collect();
        let mut namespaces = BTreeSet::new();
        for item in items {
            self.read_object(source, kind, item.get(), &mut kinds, &mut namespaces);
        }
        namespaces.extend(source.namespace.clone());
        if source.is_whole || source.namespace.is_some() {
            for kind in &kinds {
                let coverage = match &source.namespace {
                    Some(namespace) if is_namespaced(kind) => {
                        Coverage::Namespaces(BTreeSet::from([namespace.clone()]))
                    }
                    _ => Coverage::Whole,
                };
                self.snapshot.cover(kind, coverage);
            }
        }
        let folder = source.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.lists.entry(folder.to_owned()).or_default().push(List { kinds, namespaces });
    }

    /// One object, or a list within a list.
    fn read_object(
        &mut self,
        source: &Source,
        kind: Option<&str>,
        json: &str,
        kinds: &mut BTreeSet<String>,
        namespaces: &mut BTreeSet<String>,
    ) {
        let head: Head<'_> = serde_json::from_str(json).unwrap_or_default();
        let place =
            head.metadata.and_then(|meta| serde_json::from_str::<Place<'_>>(meta.get()).ok());
        let place = place.unwrap_or_default();
        let name = place.name.as_deref().unwrap_or_default();
        let kind = match head.kind.as_ref() {
            "" => kind.unwrap_or_default(),
            kind => kind,
        };
        let namespace = place.namespace.as_deref().or(source.namespace.as_deref());
        let what = || match namespace {
            Some(namespace) => format!("{}: {kind} {namespace}/{name}", source.name),
            None => format!("{}: {kind} {name}", source.name),
        };
        if kind.is_empty() {
            return self.gap(&what(), "an object that does not say its kind");
        }
        kinds.insert(kind.to_owned());
        if let Some(namespace) = namespace {
            namespaces.insert(namespace.to_owned());
        }
        let read = self.snapshot.read(kind, json).and_then(|known| {
            if !known {
                let mut custom: Custom = serde_json::from_str(json)?;
                kind.clone_into(&mut custom.kind);
                custom.metadata.annotations.clear();
                self.snapshot.custom.push(custom);
            }
            Ok(())
        });
        if let Err(error) = read {
            match text::lower_keys(json) {
                // Some old tools wrote the names of Go's fields.
                Some(lower) if lower != json => {
                    self.read_object(source, Some(kind), &lower, kinds, namespaces);
                }
                _ => self.gap(&what(), reason(&error)),
            }
        }
    }

    /// Adds a log.
    pub fn log(&mut self, mut log: Log) {
        log.text = redact::text(text::tail(&log.text));
        self.snapshot.logs.push(log);
    }

    /// Records what could not be read.
    pub fn gap(&mut self, what: &str, why: impl Into<String>) {
        self.snapshot.gaps.push(Gap { what: what.to_owned(), why: why.into() });
    }

    /// What minikube wrote beside the cluster.
    pub fn minikube(&mut self) -> &mut MinikubeFiles {
        &mut self.snapshot.minikube
    }

    /// Says how much of a kind was read.
    pub fn cover(&mut self, kind: &str, coverage: Coverage) {
        self.snapshot.cover(kind, coverage);
    }

    /// The snapshot so far, to add to what no text says.
    pub fn snapshot(&mut self) -> &mut Snapshot {
        &mut self.snapshot
    }

    /// The snapshot, sorted, masked, and with its coverage and its time worked out.
    pub fn finish(mut self) -> Snapshot {
        for lists in self.lists.values() {
            cover(&mut self.snapshot, lists);
        }
        let mut snapshot = self.snapshot;
        redact::snapshot(&mut snapshot);
        snapshot.settle();
        if !snapshot.now.is_known() {
            snapshot.now = newest(&snapshot);
        }
        snapshot
    }
}

/// Works out what the lists of one folder cover. A folder with a list over several namespaces was
/// made with `kubectl get KIND -A`, and so each list in it is complete; else a list is complete for
/// the namespaces that it has objects of.
fn cover(snapshot: &mut Snapshot, lists: &[List]) {
    let spans = |list: &List| list.namespaces.len() > 1;
    let everywhere = lists.iter().any(spans);
    for list in lists {
        for kind in &list.kinds {
            let coverage = if everywhere || !is_namespaced(kind) {
                Coverage::Whole
            } else {
                Coverage::Namespaces(list.namespaces.clone())
            };
            snapshot.cover(kind, coverage);
        }
    }
}

fn is_namespaced(kind: &str) -> bool {
    KINDS.iter().find(|known| known.kind == kind).is_none_or(|known| known.namespaced)
}

/// serde's message without its place, which is within one object and misleads, and without the text
/// that it quotes, which may be secret.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let quoted = text.find(" \"").zip(text.rfind("\", expected "));
    let text = match quoted {
        Some((start, end)) if start < end => format!("{}{}", &text[..start], &text[end + 1..]),
        _ => text,
    };
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The newest time that a snapshot tells of.
fn newest(snapshot: &Snapshot) -> Time {
    let mut newest = Time(None);
    let mut see = |time: Time| newest = newest.max(time);
    snapshot.each(|object| see(object.meta().creation_timestamp));
    for event in &snapshot.events {
        see(event.last());
    }
    for lease in &snapshot.leases {
        see(lease.spec.renew_time);
    }
    for node in &snapshot.nodes {
        for condition in &node.status.conditions {
            see(condition.last_heartbeat_time);
        }
    }
    for pod in &snapshot.pods {
        for condition in &pod.status.conditions {
            see(condition.last_transition_time);
        }
        let statuses = pod.status.init_container_statuses.iter();
        for status in statuses.chain(&pod.status.container_statuses) {
            for state in [&status.state, &status.last_state] {
                see(state.running.as_ref().map_or(Time(None), |running| running.started_at));
                see(state.terminated.as_ref().map_or(Time(None), |ended| ended.finished_at));
            }
        }
    }
    newest
}

/// A snapshot of one piece of text, in which nothing is missing: for tests and examples.
pub fn example(text: &str) -> Snapshot {
    let mut decoder = Decoder::new();
    decoder.read(&Source { name: "example".to_owned(), ..Source::default() }, text.as_bytes());
    for kind in KINDS {
        decoder.cover(kind.kind, Coverage::Whole);
    }
    decoder.cover("", Coverage::Whole);
    decoder.finish()
}
