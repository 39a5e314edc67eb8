//! The recorded incidents: of each it is known what is true, and the doctor is held to it.

use std::path::Path;

use k8s_doctor::decode::{Decoder, Source};
use k8s_doctor::snapshot::KINDS;

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
    let snapshot = decoder.finish();
    let diagnosis = k8s_doctor::diagnose(&snapshot);
    for root in &diagnosis.roots {
        println!(
            "{} {} {} [{} {}]",
            root.severity, root.object, root.message, root.code, root.certainty
        );
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
