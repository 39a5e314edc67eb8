//! `cargo xtask bench`: how fast heldby is, beside what others use for the same.

mod graph;
mod parser;

use anyhow::{Result, bail};

use crate::shell::{self, Args};

/// What is to be measured, and how.
struct Request {
    /// On a part of the input, so that it takes seconds.
    short: bool,
    /// The Go toolchain to compare with.
    go_version: Option<String>,
}

/// A benchmark, by its name.
type Benchmark = (&'static str, fn(&Request) -> Result<()>);

const BENCHMARKS: &[Benchmark] = &[("parser", parser::run), ("graph", graph::run)];

pub(crate) fn run(mut args: Args) -> Result<()> {
    let request = Request { short: args.flag("--short"), go_version: args.option("--go")? };
    // How the benchmark of graphs calls itself, for a process with memory of its own.
    let memory_of: Option<String> = args.option("--memory")?;
    let wanted = args.positional()?;
    if let (Some(shape), [n_nodes]) = (memory_of, wanted.as_slice()) {
        return graph::print_memory(&shape, n_nodes.parse()?);
    }
    for name in &wanted {
        if !BENCHMARKS.iter().any(|(known, _)| known == name) {
            let names: Vec<&str> = BENCHMARKS.iter().map(|(name, _)| *name).collect();
            bail!("no benchmark `{name}`: there are {}", names.join(", "));
        }
    }
    if cfg!(debug_assertions) {
        let mut again = shell::cargo(["run", "--quiet", "--release", "--package", "xtask", "--"]);
        again.arg("bench").args(&wanted);
        if request.short {
            again.arg("--short");
        }
        if let Some(version) = &request.go_version {
            again.args(["--go", version]);
        }
        return shell::run(&mut again);
    }
    for (name, run) in BENCHMARKS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            println!("== {name}");
            run(&request)?;
        }
    }
    Ok(())
}
