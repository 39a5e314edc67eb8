//! The recorded incidents: of each it is known what is true, and the doctor is held to it.

use std::path::{Path, PathBuf};

use k8s_doctor::decode::{Decoder, Source};
use k8s_doctor::snapshot::{KINDS, Log};

#[test]
fn try_one() {
    let Ok(folder) = std::env::var("INCIDENT") else { return };
    let mut decoder = Decoder::new();
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let kind = KINDS.iter().find(|kind| kind.plural == stem).copied();
        let source =
            Source { name: Path::new(path).display().to_string(), kind, ..Source::default() };
        decoder.read(&source, &std::fs::read(path).unwrap());
    }
    for path in files_below(&Path::new(&folder).join("logs")) {
        if let Some(mut log) = about(&Path::new(&folder).join("logs"), &path) {
            log.text = std::fs::read_to_string(&path).unwrap();
            decoder.log(log);
        }
    }
    let snapshot = decoder.finish();
    let diagnosis = k8s_doctor::diagnose(&snapshot);
    for root in &diagnosis.roots {
        println!(
            "{} {} {} [{} {}]",
            root.severity, root.object, root.message, root.code, root.certainty
        );
        for evidence in root.evidence.iter().take(4) {
            println!("    ! {} {}: {}", evidence.object, evidence.source, evidence.text);
        }
        for held in &root.holds {
            println!(
                "    {} {} {} [{}]",
                " ".repeat(held.distance),
                held.object,
                held.message,
                held.code
            );
        }
    }
    for edge in &diagnosis.edges {
        println!("  {} -> {}: {}", edge.from, edge.to, edge.why);
    }
    for past in diagnosis.history.iter().take(5) {
        println!("  past {}: {}", past.object, past.message);
    }
    println!("gaps {:?} now {:?}", diagnosis.gaps, snapshot.now);
}

/// The files of a folder and of those in it, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Whose log a file is, by its name: `NS_POD_CONTAINER[.previous].txt` or `NS/POD/CONTAINER.log`.
fn about(logs: &Path, path: &Path) -> Option<Log> {
    let name = path.strip_prefix(logs).ok()?.to_str()?;
    let (name, previous) = match name.strip_suffix(".txt").or_else(|| name.strip_suffix(".log"))? {
        name if name.ends_with(".previous") => (name.trim_end_matches(".previous"), true),
        name => (name, false),
    };
    let mut parts = name.splitn(3, ['_', '/']).map(str::to_owned);
    let (namespace, pod, container) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Log { namespace, pod, container, previous, text: String::new() })
}
