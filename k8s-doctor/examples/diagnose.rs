//! Diagnoses the files, folders and archives that are given as arguments, and prints everything:
//! `cargo run --release -p k8s-doctor --example diagnose -- dump.tar.gz`

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use k8s_doctor::gather::offline;
use k8s_doctor::snapshot::Snapshot;
use k8s_doctor::{Diagnosis, diagnose};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let start = Instant::now();
    let mut stdin = io::stdin();
    let stdin = paths.is_empty().then_some(&mut stdin as &mut dyn io::Read);
    let (mut n_files, mut n_bytes) = (0, 0);
    let snapshot = offline::read(&paths, stdin, &mut |files, bytes| {
        (n_files, n_bytes) = (files, bytes);
    })?;
    let read = start.elapsed().as_secs_f64();
    let diagnosis = diagnose(&snapshot);
    let diagnosed = start.elapsed().as_secs_f64() - read;
    print(&snapshot, &diagnosis)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{n_files} files, {n_bytes} bytes")?;
    writeln!(out, "{read:.3} s to read, {diagnosed:.3} s to diagnose")?;
    Ok(())
}

fn print(snapshot: &Snapshot, diagnosis: &Diagnosis) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut n_objects = 0;
    snapshot.each(|_| n_objects += 1);
    writeln!(out, "{n_objects} objects, now {:?}", snapshot.now)?;
    for root in &diagnosis.roots {
        let (severity, object) = (root.severity, &root.object);
        writeln!(out, "{severity} {object} {} [{} {}]", root.message, root.code, root.certainty)?;
        for held in &root.holds {
            let indent = " ".repeat(4 + held.distance);
            writeln!(out, "{indent}{} {} [{}]", held.object, held.message, held.code)?;
        }
    }
    for edge in &diagnosis.edges {
        writeln!(out, "held by: {} -> {}: {}", edge.from, edge.to, edge.why)?;
    }
    for past in &diagnosis.history {
        writeln!(out, "past: {}: {}", past.object, past.message)?;
    }
    for gap in &diagnosis.gaps {
        writeln!(out, "gap: {}: {}", gap.what, gap.why)?;
    }
    Ok(())
}
