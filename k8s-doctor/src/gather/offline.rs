//! A snapshot from files: what `kubectl get` printed, or a dump of any of the tools that make one, as
//! a folder, an archive, or on standard input. Files are read in parallel, each on its own, and never
//! many at a time; one that cannot be read is a gap, and hides no other.

mod files;
mod layout;
mod manifests;
mod minikube;
mod missing;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::decode::{Decoder, MAX_LOG_BYTES, Source};
use crate::gather::archive::Manifest;
use crate::snapshot::{Gap, MinikubeFiles, Snapshot, Versions};

use files::{Found, Listing, MAX_FILE_BYTES, MAX_TOTAL_BYTES, Place};
use layout::{Content, Layout, Tool};
use minikube::Home;

/// How many bytes of files are read at a time, which bounds memory. A larger file comes alone.
const BATCH_BYTES: u64 = 16 << 20;

/// How many files are read at a time at most.
const BATCH_FILES: usize = 512;

/// Of a log one byte more than is kept, so that it shows whether it was cut.
const LOG_END: usize = MAX_LOG_BYTES + 1;

/// Text that may be objects says so at its beginning.
const LOOKS_LIKE_OBJECTS_WITHIN: usize = 4 << 10;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// A path that was asked for is not there, or may not be read.
    #[error("`{path}` cannot be read")]
    Path {
        /// As it was given.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// What was asked for has nothing of a cluster in it.
    #[error("nothing of a cluster is in {what}{why}")]
    Nothing {
        /// The paths.
        what: String,
        /// The first file that could not be read, or nothing.
        why: String,
    },
}

/// Reads any mix of files, folders and archives, and standard input if it is given. `progress` is
/// told how many files and bytes have been read.
pub fn read(
    paths: &[PathBuf],
    stdin: Option<&mut dyn Read>,
    progress: &mut dyn FnMut(usize, u64),
) -> Result<Snapshot, GatherError> {
    let mut listing = Listing::default();
    for path in paths {
        listing
            .add_root(path)
            .map_err(|source| GatherError::Path { path: path.display().to_string(), source })?;
    }
    if let Some(stdin) = stdin {
        listing
            .add_stream(stdin)
            .map_err(|source| GatherError::Path { path: "standard input".to_owned(), source })?;
    }
    let given = given(paths, &listing);
    let layout = Layout::new(listing.files.iter().map(|file| file.name.as_str()), given);
    let contents: Vec<Content> =
        listing.files.iter().map(|file| layout.content(&file.name)).collect();

    let mut reader = Reader { progress, n_files: 0, n_bytes: 0, all: Collected::default() };
    reader.read_all(&listing, &contents);
    let logs = logs_of_pods(&contents, &reader.all.decoder);
    reader.read_all(&listing, &logs);
    reader.all.gaps.extend(listing.gaps);

    let objects = listing.files.iter().zip(&contents);
    let objects = objects.filter(|(_, content)| matches!(content, Content::Objects(_)));
    let tool = layout.only_tool(objects.map(|(file, _)| file.name.as_str()));
    let what = tool.map_or_else(|| names(paths).replace('`', ""), |tool| tool.dump().to_owned());
    // What heldby has collected tells its own gaps.
    let tells_missing = !layout.has(Tool::Heldby);
    let snapshot = reader.all.finish(tells_missing.then_some(what.as_str()));
    let is_nothing = is_empty(&snapshot) && (!snapshot.gaps.is_empty() || listing.files.is_empty());
    if is_nothing {
        let gap = snapshot.gaps.iter().find(|gap| !gap.why.starts_with(missing::ABSENT));
        let why = gap.map_or(String::new(), |gap| format!(": {}: {}", gap.what, gap.why));
        return Err(GatherError::Nothing { what: names(paths), why });
    }
    Ok(snapshot)
}

/// The names of files that were asked for, rather than found in a folder.
fn given(paths: &[PathBuf], listing: &Listing) -> BTreeSet<String> {
    let paths = paths.iter().map(|path| path.to_string_lossy().replace('\\', "/"));
    let streams = listing.archives.iter().map(|archive| archive.name.clone());
    let names: BTreeSet<String> = paths.chain(streams).collect();
    let unpacked = names.iter().filter_map(|name| name.strip_suffix(".gz").map(str::to_owned));
    let unpacked: Vec<String> = unpacked.collect();
    names.into_iter().chain(unpacked).collect()
}

fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    if names.is_empty() { "standard input".to_owned() } else { names.join(", ") }
}

fn is_empty(snapshot: &Snapshot) -> bool {
    let mut n_objects = 0;
    snapshot.each(|_| n_objects += 1);
    n_objects == 0
        && snapshot.logs.is_empty()
        && snapshot.minikube == MinikubeFiles::default()
        && snapshot.versions == Versions::default()
}

/// Everything that was read of one file, or of many.
#[derive(Default)]
struct Collected {
    decoder: Decoder,
    homes: Home,
    manifest: Option<Manifest>,
    gaps: Vec<(String, String)>,
}

impl Collected {
    fn merge(&mut self, other: Collected) {
        self.decoder.merge(other.decoder);
        self.homes.merge(other.homes);
        self.manifest = self.manifest.take().or(other.manifest);
        self.gaps.extend(other.gaps);
    }

    /// Reads one file.
    fn read(name: &str, content: &Content, bytes: &[u8]) -> Collected {
        let mut all = Collected::default();
        match content {
            Content::Objects(source) => {
                if source.is_optional && minikube::looks_like_kubeconfig(bytes) {
                    all.homes.add_kubeconfig(bytes);
                } else {
                    all.decoder.read(source, bytes);
                }
            }
            Content::MaybeObjects(source) => {
                if looks_like_objects(bytes) {
                    all.decoder.read(source, bytes);
                }
            }
            Content::Log { namespace, pod, container, previous } => {
                all.decoder.read_log([namespace, pod, container], *previous, bytes);
            }
            Content::DumpLogs { namespace, pod } => all.decoder.read_logs(namespace, pod, bytes),
            Content::Errors { kind } => {
                for why in errors(bytes) {
                    all.gaps.push((kind.clone(), why));
                }
            }
            Content::ClusterVersion => read_cluster_version(&mut all.decoder, name, bytes),
            Content::Minikube { file, profile } => all.homes.add(*file, profile, bytes),
            Content::Kubeconfig => all.homes.add_kubeconfig(bytes),
            Content::Manifest => match serde_json::from_slice(bytes) {
                Ok(manifest) => all.manifest = Some(manifest),
                Err(error) => all.gaps.push((name.to_owned(), error.to_string())),
            },
            Content::Gaps => match serde_json::from_slice::<Vec<Gap>>(bytes) {
                Ok(gaps) => all.gaps.extend(gaps.into_iter().map(|gap| (gap.what, gap.why))),
                Err(error) => all.gaps.push((name.to_owned(), error.to_string())),
            },
            Content::MaybeLog { .. } | Content::Nothing => {}
        }
        all
    }

    /// The snapshot; what is missing is told of `what`, if at all.
    fn finish(mut self, what: Option<&str>) -> Snapshot {
        for (what, why) in self.gaps {
            self.decoder.gap(&what, why);
        }
        let context = self.homes.context.clone();
        self.homes.choose(&mut self.decoder);
        let snapshot = self.decoder.snapshot();
        if snapshot.context.is_empty() {
            snapshot.context = context;
        }
        if let Some(manifest) = self.manifest {
            manifest.apply(snapshot);
        }
        let mut snapshot = self.decoder.finish();
        if let Some(why) = manifests::leave_out(&mut snapshot) {
            snapshot.gaps.push(Gap { what: what.unwrap_or_default().to_owned(), why });
        }
        if let Some(what) = what {
            missing::tell(&mut snapshot, what);
        }
        snapshot
    }
}

/// Goes through the files that there are.
struct Reader<'a> {
    progress: &'a mut dyn FnMut(usize, u64),
    n_files: usize,
    n_bytes: u64,
    all: Collected,
}

/// A file that is about to be read.
struct Job<'a> {
    file: &'a Found,
    content: &'a Content,
    /// The bytes, or where they are.
    bytes: Option<Vec<u8>>,
}

impl Reader<'_> {
    /// Reads every file of which the content is known.
    fn read_all(&mut self, listing: &Listing, contents: &[Content]) {
        let mut batch = Batch::default();
        let mut wanted: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
        for (number, (file, content)) in listing.files.iter().zip(contents).enumerate() {
            if !is_read(content) {
                continue;
            }
            match file.place {
                Place::Disk(_) => self.push(&mut batch, Job { file, content, bytes: None }),
                Place::Entry { archive, index } => {
                    wanted.entry(archive).or_default().insert(index, number);
                }
            }
        }
        for (archive, entries) in wanted {
            let mut index = 0;
            // Its gaps are known from the listing.
            listing.archives[archive].walk(&mut |_, _, stream| {
                let number = entries.get(&index);
                index += 1;
                let Some(number) = number else { return Ok(()) };
                let (file, content) = (&listing.files[*number], &contents[*number]);
                let bytes = if is_log(content) {
                    files::read_end(stream, LOG_END)
                } else {
                    files::read_limited(stream)
                };
                match bytes {
                    Ok(bytes) => self.push(&mut batch, Job { file, content, bytes: Some(bytes) }),
                    Err(error) => self.all.gaps.push((file.name.clone(), error.to_string())),
                }
                Ok(())
            });
        }
        self.flush(&mut batch);
    }

    fn push<'a>(&mut self, batch: &mut Batch<'a>, job: Job<'a>) {
        let n_bytes = job.bytes.as_ref().map_or(job.file.size, |bytes| bytes.len() as u64);
        let n_bytes = if is_log(job.content) { n_bytes.min(LOG_END as u64) } else { n_bytes };
        if self.n_bytes + batch.n_bytes + n_bytes > MAX_TOTAL_BYTES {
            let why = format!("not read: it is {} GiB already", MAX_TOTAL_BYTES >> 30);
            return self.all.gaps.push((job.file.name.clone(), why));
        }
        if batch.n_bytes + n_bytes > BATCH_BYTES || batch.jobs.len() >= BATCH_FILES {
            self.flush(batch);
        }
        batch.n_bytes += n_bytes;
        batch.jobs.push(job);
    }

    fn flush(&mut self, batch: &mut Batch<'_>) {
        let Batch { jobs, n_bytes } = std::mem::take(batch);
        self.n_files += jobs.len();
        self.n_bytes += n_bytes;
        let parts: Vec<Collected> = jobs.into_par_iter().map(Job::read).collect();
        for part in parts {
            self.all.merge(part);
        }
        (self.progress)(self.n_files, self.n_bytes);
    }
}

#[derive(Default)]
struct Batch<'a> {
    jobs: Vec<Job<'a>>,
    n_bytes: u64,
}

impl Job<'_> {
    fn read(self) -> Collected {
        let bytes = match (self.bytes, &self.file.place) {
            (Some(bytes), _) => Ok(bytes),
            (None, Place::Disk(_)) if self.file.size > MAX_FILE_BYTES && !is_log(self.content) => {
                let mib = MAX_FILE_BYTES >> 20;
                Err(io::Error::other(format!("is larger than {mib} MiB")))
            }
            (None, Place::Disk(path)) if is_log(self.content) => {
                files::read_file_end(path, LOG_END)
            }
            (None, Place::Disk(path)) => files::read_file(path, self.file.size),
            (None, Place::Entry { .. }) => Ok(Vec::new()),
        };
        match bytes {
            Ok(bytes) => Collected::read(&self.file.name, self.content, &bytes),
            Err(error) => {
                let gap = (self.file.name.clone(), error.to_string());
                Collected { gaps: vec![gap], ..Collected::default() }
            }
        }
    }
}

fn is_read(content: &Content) -> bool {
    !matches!(content, Content::Nothing | Content::MaybeLog { .. })
}

fn is_log(content: &Content) -> bool {
    matches!(content, Content::Log { .. })
}

/// Which of the logs that may be of a pod are of one, now that the pods are known. A name that several
/// namespaces have needs its namespace in the path.
fn logs_of_pods(contents: &[Content], decoder: &Decoder) -> Vec<Content> {
    let mut namespaces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for pod in &decoder.peek().pods {
        namespaces.entry(&pod.metadata.name).or_default().insert(&pod.metadata.namespace);
    }
    let namespace_of = |pod: &str, parents: &[String]| {
        let namespaces = namespaces.get(pod)?;
        let named = namespaces.iter().find(|namespace| parents.iter().any(|p| p == *namespace));
        let only = namespaces.first().filter(|_| namespaces.len() == 1);
        named.or(only).map(|namespace| (*namespace).to_owned())
    };
    let log = |content: &Content| {
        let Content::MaybeLog { parents, stem } = content else { return None };
        let file = format!("{stem}.log");
        let (name, previous) = layout::log_name(&file)?;
        if let Some(namespace) = namespace_of(name, parents) {
            let (pod, container) = (name.to_owned(), String::new());
            return Some(Content::Log { namespace, pod, container, previous });
        }
        let pod = parents.last()?;
        let namespace = namespace_of(pod, parents)?;
        let (pod, container) = (pod.clone(), name.to_owned());
        Some(Content::Log { namespace, pod, container, previous })
    };
    contents.iter().map(|content| log(content).unwrap_or(Content::Nothing)).collect()
}

fn looks_like_objects(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOKS_LIKE_OBJECTS_WITHIN)];
    let text = String::from_utf8_lossy(head);
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    (begins.starts_with(['{', '[', '=']) && text.contains("\"apiVersion\""))
        || begins.starts_with("apiVersion:")
}

/// What troubleshoot writes of what it could not read: texts in an array, or by namespace.
fn errors(bytes: &[u8]) -> Vec<String> {
    let texts = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(items) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        serde_json::Value::Object(fields) => fields
            .iter()
            .filter_map(|(namespace, why)| Some(format!("{namespace}: {}", why.as_str()?)))
            .collect(),
        _ => Vec::new(),
    };
    serde_json::from_slice(bytes).map(texts).unwrap_or_default()
}

/// `{"info": {"gitVersion": …}, "string": …}`.
fn read_cluster_version(decoder: &mut Decoder, name: &str, bytes: &[u8]) {
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let info = value.get("info").map(ToString::to_string).unwrap_or_default();
    let source = Source { name: name.to_owned(), is_optional: true, ..Source::default() };
    decoder.read(&source, info.as_bytes());
}

#[cfg(test)]
mod tests;
