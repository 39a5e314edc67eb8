//! A snapshot as an archive, for later or for somebody else. It holds what the snapshot holds, from
//! which secrets are gone already, and the same snapshot always makes the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use serde::{Deserialize, Serialize};

use crate::snapshot::api::is_default;
use crate::snapshot::{Coverage, Kind, Log, MinikubeFiles, Snapshot, Time, Versions};

/// The file that tells an archive of ours: what no object says.
pub(super) const MANIFEST: &str = "heldby.json";

/// The file with the gaps.
pub(super) const GAPS: &str = "gaps.json";

/// What stands for a name that is empty, which no name in Kubernetes can be.
const EMPTY: &str = "%";

/// Why an archive was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file system refuses.
    #[error("`{path}` cannot be written")]
    Path {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// An object cannot be written as JSON.
    #[error("the {kind} objects cannot be written as JSON")]
    Json {
        /// The kind.
        kind: &'static str,
        /// Why.
        source: serde_json::Error,
    },
}

/// What an archive says of itself.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Manifest {
    schema: String,
    context: String,
    #[serde(skip_serializing_if = "is_default")]
    now: Time,
    minikube_profile: String,
    minikube_kubeconfig_version: Option<String>,
    /// By kind, the namespaces that were read; null: all. An empty kind stands for all that have no
    /// type here.
    coverage: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl Manifest {
    fn new(snapshot: &Snapshot) -> Manifest {
        let mut coverage = BTreeMap::new();
        let mut cover = |kind: &str, of: &Coverage| {
            let namespaces = match of {
                Coverage::Nothing => return,
                Coverage::Namespaces(namespaces) => Some(namespaces.clone()),
                Coverage::Whole => None,
            };
            coverage.insert(kind.to_owned(), namespaces);
        };
        cover("", &snapshot.custom.coverage);
        snapshot.lists(&mut |kind, of, _| cover(kind.kind, of));
        Manifest {
            schema: "heldby.collect/1".to_owned(),
            context: snapshot.context.clone(),
            now: snapshot.now,
            minikube_profile: snapshot.minikube.profile_name.clone(),
            minikube_kubeconfig_version: snapshot.minikube.kubeconfig_version.clone(),
            coverage,
        }
    }

    /// Puts what it says into the snapshot of the archive's objects.
    pub(super) fn apply(self, snapshot: &mut Snapshot) {
        for (kind, namespaces) in self.coverage {
            snapshot.cover(&kind, namespaces.map_or(Coverage::Whole, Coverage::Namespaces));
        }
        snapshot.context = self.context;
        snapshot.now = self.now;
        snapshot.minikube.profile_name = self.minikube_profile;
        snapshot.minikube.kubeconfig_version = self.minikube_kubeconfig_version;
    }
}

/// Writes a snapshot as `.tar.gz`. Either all of it is there afterwards, or the path is as before.
pub fn write(snapshot: &Snapshot, path: &Path) -> Result<(), WriteError> {
    let files = files(snapshot)?;
    let failed = |source| WriteError::Path { path: path.display().to_string(), source };
    let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    let temporary = format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id());
    let temporary = path.with_file_name(temporary);
    let written = pack(&files, &temporary).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // It failed already; what is left of it is of no use, if there is anything.
        fs::remove_file(&temporary).ok();
    }
    written.map_err(failed)
}

fn pack(files: &[(String, Vec<u8>)], path: &Path) -> io::Result<()> {
    let file = BufWriter::new(File::create_new(path)?);
    // Without a time and a name, both of which would make the bytes differ.
    let compressed = GzBuilder::new().mtime(0).write(file, Compression::best());
    let mut archive = tar::Builder::new(compressed);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, name, bytes.as_slice())?;
    }
    let mut file = archive.into_inner()?.finish()?;
    file.flush()?;
    file.get_ref().sync_all()
}

/// The files of the archive, by name.
fn files(snapshot: &Snapshot) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let json = |kind| move |source| WriteError::Json { kind, source };
    let mut files = Vec::new();
    let manifest = serde_json::to_vec_pretty(&Manifest::new(snapshot)).map_err(json("manifest"))?;
    files.push((MANIFEST.to_owned(), manifest));
    files.push((GAPS.to_owned(), serde_json::to_vec_pretty(&snapshot.gaps).map_err(json("gap"))?));
    if snapshot.versions != Versions::default() {
        let versions = serde_json::to_vec_pretty(&snapshot.versions).map_err(json("version"))?;
        files.push(("version.json".to_owned(), versions));
    }
    let mut failed = None;
    snapshot.lists(&mut |kind, _, items| match items {
        Ok(items) => files.push((format!("{}.json", kind.plural), list(kind, &items))),
        Err(source) => failed = Some(WriteError::Json { kind: kind.kind, source }),
    });
    if let Some(failed) = failed {
        return Err(failed);
    }
    if !snapshot.custom.is_empty() {
        let items: Vec<_> = snapshot.custom.iter().collect();
        let items = serde_json::to_string(&items).map_err(json("custom"))?;
        let text = format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":{items}}}");
        files.push(("custom.json".to_owned(), text.into_bytes()));
    }
    files.extend(snapshot.logs.iter().map(|log| (log_path(log), log.text.clone().into_bytes())));
    files.extend(minikube(&snapshot.minikube));
    Ok(files)
}

fn list(kind: Kind, items: &str) -> Vec<u8> {
    let version = kind.versions.first().copied().unwrap_or("v1");
    let api_version = match kind.group {
        "" => version.to_owned(),
        group => format!("{group}/{version}"),
    };
    let kind = kind.kind;
    format!("{{\"apiVersion\":\"{api_version}\",\"kind\":\"{kind}List\",\"items\":{items}}}")
        .into_bytes()
}

fn log_path(log: &Log) -> String {
    let [namespace, pod, container] =
        [&log.namespace, &log.pod, &log.container].map(|name| escape(name));
    let previous = if log.previous { ".previous" } else { "" };
    format!("logs/{namespace}/{pod}/{container}{previous}.log")
}

fn minikube(files: &MinikubeFiles) -> Vec<(String, Vec<u8>)> {
    let profile = format!("minikube/profiles/{}", escape(&files.profile_name));
    let paths = [
        (format!("{profile}/config.json"), &files.config),
        (format!("{profile}/events.json"), &files.events),
        ("minikube/logs/audit.json".to_owned(), &files.audit),
        ("minikube/logs/lastStart.txt".to_owned(), &files.last_start),
    ];
    let there = paths.into_iter().filter_map(|(path, text)| Some((path, text.clone()?)));
    there.map(|(path, text)| (path, text.into_bytes())).collect()
}

/// A name as a part of a path, without what a path could stumble over. Dots are escaped, too: a
/// container's could not be told from that of `.previous`.
fn escape(name: &str) -> String {
    if name.is_empty() {
        return EMPTY.to_owned();
    }
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b':' => {
                escaped.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(escaped, "%{byte:02x}")),
        }
    }
    escaped
}

/// The name that was escaped.
pub(super) fn unescape(part: &str) -> String {
    if part == EMPTY {
        return String::new();
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let code = rest.get(1..3).filter(|_| first == '%');
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            let (head, after) = rest.split_at(first.len_utf8());
            bytes.extend_from_slice(head.as_bytes());
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
pub(crate) mod tests;
