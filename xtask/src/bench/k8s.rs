//! `cargo xtask bench k8s`: how long it takes to read the dump of a large cluster and to diagnose it,
//! and how much memory, at a quarter and a half of the size as well: twice the cluster should take
//! twice as long.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use k8s_doctor::gather::offline;

use crate::shell;

use super::k8s_load::{self, Size};
use super::{Request, graph};

/// What is promised: seconds, and bytes.
const PROMISE: (f64, usize) = (1.0, 300 << 20);

pub(super) fn run(request: &Request) -> Result<()> {
    let size = request.cluster;
    let whole = if request.short { scaled(size, 10) } else { size };
    println!(
        "{:>8}{:>8}{:>8}{:>8}{:>9}{:>10}{:>9}{:>8}  ratio",
        "pods", "nodes", "events", "MB", "read s", "diagnose s", "sum s", "MB peak"
    );
    let mut before: Option<f64> = None;
    for part in [4, 2, 1] {
        let size = scaled(whole, part);
        let folder = Folder::new(size)?;
        let bytes = k8s_load::write(&folder.0, size)?;
        let said = measure_in_child(&folder.0)?;
        let numbers: Vec<f64> =
            said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [read, diagnose, peak] = numbers.as_slice() else { bail!("the child said `{said}`") };
        let sum = read + diagnose;
        println!(
            "{:>8}{:>8}{:>8}{:>8}{read:>9.3}{diagnose:>10.3}{sum:>9.3}{:>8.0}  {}",
            size.pods,
            size.nodes,
            size.events,
            bytes / 1_000_000,
            peak / 1e6,
            before.map_or("-".to_owned(), |before| format!("{:.2}", sum / before)),
        );
        before = Some(sum);
    }
    let (seconds, bytes) = PROMISE;
    println!("promised of 10000, 1000, 50000: {seconds} s, {} MB", bytes / 1_000_000);
    Ok(())
}

fn scaled(size: Size, part: usize) -> Size {
    Size { pods: size.pods / part, nodes: size.nodes / part, events: size.events / part }
}

/// A folder that goes with the measurement.
struct Folder(PathBuf);

impl Folder {
    fn new(size: Size) -> Result<Self> {
        let name = format!("heldby-bench-k8s-{}-{}", std::process::id(), size.pods);
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is in the folder for temporary files: what stays is taken away by others.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// What [`print_measurement`] prints, of a process of its own, whose memory is only this.
fn measure_in_child(folder: &Path) -> Result<String> {
    let mut child = Command::new(env::current_exe().context("finding this program")?);
    child.args(["bench", "k8s", "--dump"]).arg(folder);
    shell::read(&mut child)
}

/// Prints the seconds to read and to diagnose, and the most memory there was. Fails where what is
/// wrong was not found.
pub(super) fn print_measurement(folder: &Path) -> Result<()> {
    let start = Instant::now();
    let snapshot = offline::read(&[folder.to_owned()], None, &mut |_, _| {})?;
    let read = start.elapsed().as_secs_f64();
    let diagnosis = k8s_doctor::diagnose(&snapshot);
    let diagnose = start.elapsed().as_secs_f64() - read;
    let peak = graph::memory("VmHWM:").unwrap_or_default();
    println!("{read} {diagnose} {peak}");
    for fault in k8s_load::faults() {
        let is_it = |name: &String| {
            diagnosis.roots.iter().any(|root| {
                let object = match root.object.namespace.as_str() {
                    "" => root.object.name.clone(),
                    namespace => format!("{namespace}/{}", root.object.name),
                };
                object.starts_with(name.as_str())
            })
        };
        if !fault.iter().any(is_it) {
            eprintln!("not found: {}", fault.join(" or "));
        }
    }
    Ok(())
}
