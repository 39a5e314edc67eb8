//! `cargo xtask bench`: how fast heldby is, beside what others use for the same.

mod graph;
mod k8s;
mod k8s_load;
mod parser;
mod types;

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::shell::{self, Args};

/// What is to be measured, and how.
struct Request {
    /// On a part of the input, so that it takes seconds.
    short: bool,
    /// With what takes a minute.
    full: bool,
    /// The Go toolchain to compare with.
    go_version: Option<String>,
    /// How large the cluster is that is diagnosed.
    cluster: k8s_load::Size,
}

/// A benchmark, by its name.
type Benchmark = (&'static str, fn(&Request) -> Result<()>);

const BENCHMARKS: &[Benchmark] =
    &[("parser", parser::run), ("types", types::run), ("graph", graph::run), ("k8s", k8s::run)];

pub(crate) fn run(mut args: Args) -> Result<()> {
    let cluster = k8s_load::Size {
        pods: args.option("--pods")?.unwrap_or(10_000),
        nodes: args.option("--nodes")?.unwrap_or(1000),
        events: args.option("--events")?.unwrap_or(50_000),
    };
    let request = Request {
        short: args.flag("--short"),
        full: args.flag("--full"),
        go_version: args.option("--go")?,
        cluster,
    };
    // How the benchmark of graphs calls itself, for a process with memory of its own.
    let memory_of: Option<String> = args.option("--memory")?;
    // So does that of clusters.
    let dump: Option<PathBuf> = args.option("--dump")?;
    // And that of types.
    let answer: Option<types::Answer> = args.option("--answer")?;
    let wanted = args.positional()?;
    if let Some(answer) = answer {
        return types::print_measurement(&request, answer);
    }
    if let Some(dump) = dump {
        return k8s::print_measurement(&dump);
    }
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
        if request.full {
            again.arg("--full");
        }
        let k8s_load::Size { pods, nodes, events } = request.cluster;
        for (option, value) in [("--pods", pods), ("--nodes", nodes), ("--events", events)] {
            again.args([option, &value.to_string()]);
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
