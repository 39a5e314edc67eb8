//! From text to a [`Snapshot`]: JSON or YAML, one object, a `List`, a bare array, several documents,
//! or the stream of `kubectl cluster-info dump`. What does not parse is a gap, and the rest is read.

mod head;
mod list;
mod minikube;
mod page;
mod text;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::value::RawValue;

use crate::redact;
use crate::snapshot::{Coverage, Custom, Gap, KINDS, Kind, Log, MinikubeFiles, Snapshot, Time};

use head::{Document, Head};

pub use minikube::minikube_config;
pub use page::Page;

/// Logs are kept to their last bytes: a cause stands at the end.
pub const MAX_LOG_BYTES: usize = 64 << 10;

/// How many gaps of one text are told: a text with more is not of Kubernetes.
const MAX_GAPS_OF_A_TEXT: usize = 50;

/// How many items of a list are read at a time by one thread: enough to make it worth its while.
const ITEMS_AT_A_TIME: usize = 128;

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
    /// Whether what is here is only a part, so that absence from it means nothing.
    pub is_partial: bool,
    /// Whether the text may well hold no objects, which then is no gap.
    pub is_optional: bool,
}

/// Collects text into a snapshot.
#[derive(Default)]
pub struct Decoder {
    snapshot: Snapshot,
    /// By folder, the lists that were read.
    lists: BTreeMap<String, Vec<List>>,
    /// How many gaps the text has that is being read.
    n_gaps: usize,
}

/// What a list says about how much it covers.
#[derive(Default)]
struct List {
    /// The kinds in it, or that its file is named after.
    kinds: BTreeSet<String>,
    namespaces: BTreeSet<String>,
}

/// What the items of a list are where they do not say it themselves.
#[derive(Clone, Copy, Default)]
struct Hint<'a> {
    kind: &'a str,
    api_version: &'a str,
    /// Whether the list says so, and not a file's name.
    is_certain: bool,
}

impl Decoder {
    /// An empty one.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Reads a piece of text, whatever it holds.
    pub fn read(&mut self, source: &Source, bytes: &[u8]) {
        self.n_gaps = 0;
        match text::decode(bytes) {
            Err(why) => self.gap(&source.name, why),
            Ok(text) if text::is_json(&text) => self.read_stream(source, &text),
            Ok(text) => {
                for (line, document) in yaml::documents(&text) {
                    match yaml::to_json(document) {
                        Ok(json) => self.read_stream(source, &json),
                        Err((offset, why)) => {
                            self.broken(|| format!("{}:{}", source.name, line + offset), why);
                        }
                    }
                }
            }
        }
        if let Some(n_more) = self.n_gaps.checked_sub(MAX_GAPS_OF_A_TEXT).filter(|n| *n > 0) {
            self.gap(&source.name, format!("{n_more} more places that could not be read"));
        }
    }

    /// Reads the `logs.txt` of a pod in `kubectl cluster-info dump`: a section for each container.
    pub fn read_logs(&mut self, namespace: &str, pod: &str, bytes: &[u8]) {
        let Ok(text) = text::decode(bytes) else { return };
        let mut rest = text.trim_start();
        if !rest.starts_with("====") {
            let text = rest.to_owned();
            if list::is_log(&text) {
                let (namespace, pod) = (namespace.to_owned(), pod.to_owned());
                self.log(Log { namespace, pod, container: String::new(), previous: false, text });
            }
            return;
        }
        while rest.starts_with("====") {
            let (log, after) = list::log(rest);
            if let Some(mut log) = log {
                if log.namespace.is_empty() {
                    namespace.clone_into(&mut log.namespace);
                }
                self.log(log);
            }
            rest = after.trim_start();
        }
    }

    /// Takes in what another has read after this one.
    pub fn merge(&mut self, other: Decoder) {
        self.snapshot.merge(other.snapshot);
        for (folder, lists) in other.lists {
            self.lists.entry(folder).or_default().extend(lists);
        }
        self.n_gaps += other.n_gaps;
    }

    /// JSON documents one after the other, with logs between them.
    fn read_stream(&mut self, source: &Source, text: &str) {
        let skip_space = |at: usize| text.len() - text[at..].trim_start().len();
        let mut at = skip_space(0);
        // Lines are counted once, however many gaps there are.
        let (mut counted, mut line) = (0, 1);
        while at < text.len() {
            let rest = &text[at..];
            let after = if rest.starts_with("====") {
                let (log, after) = list::log(rest);
                if let Some(log) = log {
                    self.log(log);
                }
                after
            } else {
                match head::document(rest) {
                    Ok((document, length)) => {
                        self.read_document(source, document, &rest[..length]);
                        &rest[length..]
                    }
                    Err(error) => {
                        line += text[counted..at].matches('\n').count();
                        counted = at;
                        let line = line + error.line().saturating_sub(1);
                        self.broken(|| format!("{}:{line}", source.name), reason(&error));
                        text::next_document(rest)
                    }
                }
            };
            at = skip_space(text.len() - after.len());
        }
    }

    /// One JSON document.
    fn read_document(&mut self, source: &Source, document: Document<'_>, json: &str) {
        let head = match document {
            Document::Object(head) => head,
            Document::Items(items) => return self.read_items(source, Hint::default(), &items),
            // Go writes null for a list without items.
            Document::Other if json == "null" => {
                return self.read_items(source, Hint::default(), &[]);
            }
            Document::Other => return self.read_repaired(source, json),
        };
        if let Some(items) = &head.items {
            let kind = head.kind.strip_suffix("List").unwrap_or_default();
            let api_version = if kind.is_empty() { "" } else { head.api_version.as_ref() };
            let hint = Hint { kind, api_version, is_certain: !kind.is_empty() };
            self.read_items(source, hint, items);
        } else if head.server_version.is_some() || head.client_version.is_some() {
            if let Ok(versions) = serde_json::from_str(json) {
                self.snapshot.versions = versions;
            }
        } else if !head.git_version.is_empty() {
            if let Ok(version) = serde_json::from_str(json) {
                self.snapshot.versions.server_version = version;
            }
        } else if head.metadata.is_none() {
            self.read_repaired(source, json);
        } else {
            let kind = match head.kind.as_ref() {
                "" => source.kind.map_or("", |kind| kind.kind),
                kind => kind,
            };
            let hint = Hint { kind, api_version: &head.api_version, is_certain: true };
            // A single object says nothing about how many there are: only its place may.
            let mut list = List::default();
            self.read_object(source, hint, json, &mut list);
            if source.is_whole {
                self.note(source, list);
            }
        }
    }

    /// Once more, with the names of keys as some old tools wrote them put right.
    fn read_repaired(&mut self, source: &Source, json: &str) {
        match text::lower_keys(json) {
            Some(lower) if !text::is_same_json(&lower, json) => self.read_stream(source, &lower),
            _ if source.is_optional => {}
            _ => self.broken(|| source.name.clone(), "holds no object of Kubernetes"),
        }
    }

    /// The items of a list, and what the list says of its completeness.
    fn read_items(&mut self, source: &Source, mut hint: Hint<'_>, items: &[&RawValue]) {
        if hint.kind.is_empty() {
            hint.kind = source.kind.map_or("", |kind| kind.kind);
        }
        let mut list = List::default();
        if !hint.kind.is_empty() {
            list.kinds.insert(hint.kind.to_owned());
        }
        let read = |items: &[&RawValue]| {
            let (mut decoder, mut list) = (Decoder::new(), List::default());
            for item in items {
                decoder.read_object(source, hint, item.get(), &mut list);
            }
            (decoder, list)
        };
        // In turns, so that what was read is not held a second time until it is taken in.
        for turn in items.chunks(ITEMS_AT_A_TIME * 4 * rayon::current_num_threads()) {
            let parts: Vec<(Decoder, List)> = turn.par_chunks(ITEMS_AT_A_TIME).map(read).collect();
            for (decoder, part) in parts {
                self.merge(decoder);
                list.kinds.extend(part.kinds);
                list.namespaces.extend(part.namespaces);
            }
        }
        self.note(source, list);
    }

    /// Takes down what a list covers.
    fn note(&mut self, source: &Source, mut list: List) {
        if source.is_partial {
            return;
        }
        list.namespaces.extend(source.namespace.clone());
        if source.is_whole || source.namespace.is_some() {
            for kind in &list.kinds {
                let coverage = match &source.namespace {
                    Some(namespace) if is_namespaced(kind) => {
                        Coverage::Namespaces(BTreeSet::from([namespace.clone()]))
                    }
                    _ => Coverage::Whole,
                };
                self.snapshot.cover(kind, coverage);
            }
            return;
        }
        let folder = source.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.lists.entry(folder.to_owned()).or_default().push(list);
    }

    /// One object, or a list within a list.
    fn read_object(&mut self, source: &Source, hint: Hint<'_>, json: &str, list: &mut List) {
        let Head { kind, api_version, namespace, name } = head::object(json, hint.is_certain);
        let kind = if kind.is_empty() { hint.kind } else { &kind };
        let api_version = if api_version.is_empty() { hint.api_version } else { &api_version };
        let namespace = namespace.as_deref().or(source.namespace.as_deref());
        let what = || match namespace {
            Some(namespace) => format!("{}: {kind} {namespace}/{name}", source.name),
            None => format!("{}: {kind} {name}", source.name),
        };
        if kind.is_empty() {
            if !source.is_optional {
                self.broken(what, "an object that does not say its kind");
            }
            return;
        }
        if kind.ends_with("List")
            && let Ok((Document::Object(top), _)) = head::document(json)
            && let Some(items) = &top.items
        {
            return self.read_items(source, Hint::default(), items);
        }
        let is_known = head::is_of_group(kind, api_version);
        list.kinds.insert(if is_known { kind.to_owned() } else { format!("{kind}.{api_version}") });
        if let Some(namespace) = namespace {
            list.namespaces.insert(namespace.to_owned());
        }
        let namespace = namespace.unwrap_or_default();
        let read = if is_known { self.snapshot.read(kind, json, namespace) } else { Ok(false) };
        let read = read.and_then(|is_known| {
            if !is_known {
                let mut custom: Custom = serde_json::from_str(json)?;
                kind.clone_into(&mut custom.kind);
                custom.metadata.annotations.clear();
                self.snapshot.custom.push(custom);
            }
            Ok(())
        });
        if let Err(error) = read {
            match text::lower_keys(json) {
                Some(lower) if !text::is_same_json(&lower, json) => {
                    let hint = Hint { kind, api_version, is_certain: true };
                    self.read_object(source, hint, &lower, list);
                }
                _ => self.broken(what, reason(&error)),
            }
        }
    }

    /// Adds a log of which the bytes are given.
    pub fn read_log(
        &mut self,
        [namespace, pod, container]: [&str; 3],
        previous: bool,
        bytes: &[u8],
    ) {
        let Ok(text) = text::decode(bytes) else { return };
        let [namespace, pod, container] = [namespace, pod, container].map(str::to_owned);
        self.log(Log { namespace, pod, container, previous, text: text.into_owned() });
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

    /// Records what could not be read of a text, of which there may be very much.
    fn broken(&mut self, what: impl FnOnce() -> String, why: impl Into<String>) {
        if self.n_gaps < MAX_GAPS_OF_A_TEXT {
            self.gap(&what(), why);
        }
        self.n_gaps += 1;
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

    /// The snapshot so far, not sorted yet.
    pub fn peek(&self) -> &Snapshot {
        &self.snapshot
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

/// serde's message without its place, which is within one object and misleads, and without what it
/// quotes, which may be secret.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let quote = text.find(['"', '`']).map(|at| text.split_at(at));
    match quote.and_then(|(before, rest)| Some((before, rest.rsplit_once(", expected ")?.1))) {
        Some((before, expected)) => format!("{}, expected {expected}", before.trim_end()),
        None => text.to_owned(),
    }
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

/// A snapshot of one piece of text, in which nothing is missing: for tests and examples. Behind the
/// objects may come logs and minikube's last start, each after a line `--- log NAMESPACE/POD/CONTAINER`
/// or `--- lastStart.txt`.
pub fn example(text: &str) -> Snapshot {
    let mut decoder = Decoder::new();
    let mut parts = text.split("\n--- ");
    let objects = parts.next().unwrap_or_default();
    let source = Source { name: "example".to_owned(), ..Source::default() };
    decoder.read(&source, objects.as_bytes());
    for part in parts {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        let place = head.strip_prefix("log ").unwrap_or_default();
        if let [namespace, pod, container] = place.split('/').collect::<Vec<_>>()[..] {
            decoder.log(Log {
                namespace: namespace.to_owned(),
                pod: pod.to_owned(),
                container: container.to_owned(),
                previous: false,
                text: body.to_owned(),
            });
        } else if head == "lastStart.txt" {
            decoder.minikube().last_start = Some(body.to_owned());
        }
    }
    for kind in KINDS {
        decoder.cover(kind.kind, Coverage::Whole);
    }
    decoder.cover("", Coverage::Whole);
    decoder.finish()
}
