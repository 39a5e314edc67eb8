//! Where the time goes: reads the files, folders and archives that are given as arguments, and prints
//! what each step took and the ten slowest checks:
//! `cargo run --release -p k8s-doctor --example slow_checks -- dump.tar.gz`

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use k8s_doctor::facts::Facts;
use k8s_doctor::gather::offline;
use k8s_doctor::{cause, check, diagnose, history};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut out = io::stdout().lock();
    let (snapshot, read) = timed(|| offline::read(&paths, None, &mut |_, _| {}));
    let snapshot = snapshot?;
    writeln!(out, "{read:>9.4} s  read")?;
    let (facts, seconds) = timed(|| Facts::new(&snapshot));
    writeln!(out, "{seconds:>9.4} s  facts")?;
    let mut findings = Vec::new();
    let mut checks: Vec<(f64, &str, usize)> = Vec::new();
    for check in check::all() {
        let (found, seconds) = timed(|| (check.run)(&facts));
        checks.push((seconds, check.code, found.len()));
        findings.extend(found);
    }
    checks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let sum: f64 = checks.iter().map(|(seconds, _, _)| seconds).sum();
    writeln!(out, "{sum:>9.4} s  {} checks, of which the slowest:", checks.len())?;
    for (seconds, code, n_findings) in checks.iter().take(10) {
        writeln!(out, "{seconds:>9.4} s    {code}: {n_findings} findings")?;
    }
    let (findings, seconds) = timed(|| cause::merge(findings));
    writeln!(out, "{seconds:>9.4} s  merge: {} findings", findings.len())?;
    let ((roots, edges), seconds) = timed(|| cause::roots(&findings));
    writeln!(out, "{seconds:>9.4} s  {} roots, {} edges", roots.len(), edges.len())?;
    let ((past, n_older), seconds) = timed(|| history::past(&facts, &findings));
    writeln!(out, "{seconds:>9.4} s  history: {}", past.len() + n_older)?;
    let (_, seconds) = timed(|| diagnose(&snapshot));
    writeln!(out, "{seconds:>9.4} s  the whole diagnosis, once more")?;
    Ok(())
}

/// What a step gives, and the seconds it took.
fn timed<T>(step: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = step();
    (result, start.elapsed().as_secs_f64())
}
