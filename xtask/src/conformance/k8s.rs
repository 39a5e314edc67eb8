//! `cargo xtask conformance --k8s`: dumps of real clusters, objects of test suites, and manifests
//! with mistakes, collected from public projects. All are read; of some it is known what is wrong
//! in the cluster, or that nothing is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use k8s_doctor::finding::Severity;
use k8s_doctor::gather::offline::{self, GatherError};

use crate::shell::{self, Args};

use super::FIRST;

/// Where the samples are, seen from the repository.
const SAMPLES: &str = "../shared/ground-truth/k8s/samples";

/// What is known of a sample.
#[derive(Clone, Copy, Debug)]
enum Known {
    /// Nothing is broken.
    Healthy,
    /// This is, and nothing else: part of the root's name.
    Broken(&'static str),
}

/// Files that are read together, below the samples, and what is known of the cluster.
struct Expectation {
    paths: &'static [&'static str],
    known: Known,
}

const fn expect(paths: &'static [&'static str], known: Known) -> Expectation {
    Expectation { paths, known }
}

/// Pods whose events belong to them are read with these.
const EXPECTATIONS: &[Expectation] = &[
    // All pods run and are ready, claims are bound; older events tell of how it began.
    expect(&["minikube-cluster-info-dump-v1.34.0/dump1"], Known::Healthy),
    expect(&["minikube-cluster-info-dump-v1.34.0/dump2"], Known::Healthy),
    expect(&["troubleshoot-supportbundle-k3s"], Known::Healthy),
    expect(&["troubleshoot-baseline-2025"], Known::Healthy),
    expect(&["troubleshoot-fixtures/nodes.json"], Known::Healthy),
    expect(&["troubleshoot-fixtures/pods/default.json"], Known::Healthy),
    expect(&["troubleshoot-fixtures/pods/other.json"], Known::Healthy),
    expect(&["troubleshoot-fixtures/deployments"], Known::Healthy),
    expect(&["troubleshoot-fixtures/statefulsets"], Known::Healthy),
    expect(
        &[
            "troubleshoot-fixtures/pods/message-image-pull-fail.json",
            "troubleshoot-fixtures/events/message-image-pull-fail.json",
        ],
        Known::Broken("no-image-deployment"),
    ),
    expect(
        &[
            "troubleshoot-fixtures/pods/message-container-creating-failed-mount.json",
            "troubleshoot-fixtures/events/message-container-creating-failed-mount.json",
        ],
        Known::Broken("troubleshoot-copyfromhost"),
    ),
    expect(
        &[
            "troubleshoot-fixtures/pods/message-pod-init-crashloop-backoff.json",
            "troubleshoot-fixtures/events/message-pod-init-crashloop-backoff.json",
        ],
        Known::Broken("init-demo2"),
    ),
    expect(
        &["troubleshoot-fixtures/pods/message-pod-crashloop-backoff.json"],
        Known::Broken("init-demo"),
    ),
    expect(
        &["troubleshoot-fixtures/pods/message-oomkill-pod.json"],
        Known::Broken("oom-kill-job3"),
    ),
    expect(
        &["troubleshoot-fixtures/pods/message-pending-node-affinity.json"],
        Known::Broken("kotsadm"),
    ),
    expect(
        &["troubleshoot-fixtures/pods/message-pending-pod-resources.json"],
        Known::Broken("pending-pod-resources"),
    ),
    expect(&["troubleshoot-fixtures/jobs/test.json"], Known::Broken("post-install-job")),
    expect(&["troubleshoot-fixtures/jobs/projectcontour.json"], Known::Broken("contour-certgen")),
];

pub(super) fn run(mut args: Args) -> Result<()> {
    let all = args.flag("--all");
    let folder = match args.positional()?.as_slice() {
        [] => shell::absolute(&shell::root(), Path::new(SAMPLES)),
        [folder] => PathBuf::from(folder),
        _ => bail!("one folder at most"),
    };
    if !folder.is_dir() {
        println!("no samples at {}: nothing was read", folder.display());
        return Ok(());
    }
    let mut folders = children(&folder)?;
    folders.retain(|path| path.is_dir());
    println!("{:<64}{:>8}{:>6}{:>8}  first roots", "", "objects", "gaps", "errors");
    for sample in &folders {
        look(&folder, std::slice::from_ref(sample), all)?;
        // One by one as well: what one file lacks another must not hide.
        let mut files = Vec::new();
        collect(sample, &mut files)?;
        for file in files {
            look_quietly(&folder, &file, all)?;
        }
    }
    println!("== known");
    let mut n_wrong = 0;
    for expectation in EXPECTATIONS {
        let paths: Vec<PathBuf> = expectation.paths.iter().map(|path| folder.join(path)).collect();
        if !paths.iter().all(|path| path.exists()) {
            println!("{}: not there", expectation.paths.join(" "));
            continue;
        }
        let problems = judge(expectation.known, &look(&folder, &paths, all)?.errors);
        n_wrong += usize::from(!problems.is_empty());
        for problem in &problems {
            println!("    {problem}");
        }
    }
    if n_wrong > 0 {
        bail!("{n_wrong} of {} are not diagnosed as they should be", EXPECTATIONS.len());
    }
    Ok(())
}

/// What is not as is known.
fn judge(known: Known, errors: &BTreeSet<String>) -> Vec<String> {
    match known {
        Known::Healthy => errors.iter().map(|error| format!("a false root: {error}")).collect(),
        Known::Broken(name) => {
            let of = |error: &&String| error.contains(name);
            let others = errors.iter().filter(|error| !of(error));
            let mut problems: Vec<String> =
                others.map(|error| format!("a false root: {error}")).collect();
            if !errors.iter().any(|error| of(&error)) {
                problems.push(format!("no root {name}"));
            }
            problems
        }
    }
}

/// What a sample turned out to be.
struct Look {
    /// The root causes that are errors.
    errors: BTreeSet<String>,
}

/// Reads, diagnoses, and prints a line.
fn look(folder: &Path, paths: &[PathBuf], all: bool) -> Result<Look> {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.strip_prefix(folder).unwrap_or(path).display().to_string())
        .collect();
    let name = names.first().map(String::as_str).unwrap_or_default();
    let snapshot = match offline::read(paths, None, &mut |_, _| {}) {
        Ok(snapshot) => snapshot,
        Err(GatherError::Nothing { why, .. }) => {
            println!("{name:<64}       -             nothing of a cluster{why}");
            return Ok(Look { errors: BTreeSet::new() });
        }
        Err(error) => return Err(error).with_context(|| format!("reading {name}")),
    };
    let diagnosis = k8s_doctor::diagnose(&snapshot);
    let errors: BTreeSet<String> = diagnosis
        .roots
        .iter()
        .filter(|root| root.severity == Severity::Error)
        .map(|root| format!("{} {}", root.object, root.code))
        .collect();
    let mut n_objects = 0;
    snapshot.each(|_| n_objects += 1);
    let first: Vec<&str> =
        errors.iter().take(if all { usize::MAX } else { 2 }).map(String::as_str).collect();
    println!(
        "{name:<64}{n_objects:>8}{:>6}{:>8}  {}",
        snapshot.gaps.len(),
        errors.len(),
        first.join("; ")
    );
    for gap in snapshot.gaps.iter().take(if all { FIRST } else { 0 }) {
        println!("    gap: {}: {}", gap.what, gap.why);
    }
    Ok(Look { errors })
}

/// The same for one file, with a line only where everything is shown.
fn look_quietly(folder: &Path, file: &Path, all: bool) -> Result<()> {
    if all {
        look(folder, &[file.to_owned()], all)?;
    } else if let Ok(snapshot) = offline::read(&[file.to_owned()], None, &mut |_, _| {}) {
        k8s_doctor::diagnose(&snapshot);
    }
    Ok(())
}

/// All files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for path in children(folder)? {
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn children(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_clusters_are_judged() {
        let errors = |errors: &[&str]| errors.iter().map(|error| (*error).to_owned()).collect();
        assert!(judge(Known::Healthy, &errors(&[])).is_empty());
        assert_eq!(judge(Known::Healthy, &errors(&["Pod a/b K1"])), ["a false root: Pod a/b K1"]);
        assert!(judge(Known::Broken("b"), &errors(&["Pod a/b K1"])).is_empty());
        assert_eq!(
            judge(Known::Broken("b"), &errors(&["Pod a/c K1"])),
            ["a false root: Pod a/c K1", "no root b"]
        );
    }
}
