//! Automation for this repository: `cargo xtask` lists the tasks.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "tasks talk to whoever runs them")]

mod bench;
mod ci;
mod conformance;
mod docs;
mod shell;
mod std_index;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};

use shell::Args;

/// Something that can be asked for by name.
struct Task {
    name: &'static str,
    /// The arguments it takes, one form a line.
    args: &'static str,
    about: &'static str,
    run: fn(Args) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "ci",
        args: "",
        about: "everything that must hold before a change lands; stops at the first failure",
        run: ci::run,
    },
    Task {
        name: "tidy",
        args: "",
        about: "the rules that no compiler checks: headers, arrows between crates, who does IO",
        run: tidy::run,
    },
    Task {
        name: "docs",
        args: "[--check]",
        about: "writes docs/cli.md and the sample screens in Markdown files anew",
        run: docs::run,
    },
    Task {
        name: "conformance",
        args: "[PATTERN…] [--dir DIR] [--go VERSION] [--goos OS] [--goarch ARCH] [--tests] \
               [--all] [--fresh | --reuse] [--require PERCENT] [--no-extra]\n\
               --layout [PACKAGE] [--dir DIR] [--go VERSION] [--goos OS] [--goarch ARCH] [--all] \
               [--require]\n\
               --syntax [--go VERSION] [--all]\n\
               --types [PATTERN…] [--dir DIR] [--go VERSION] [--goos OS] [--goarch ARCH] [--all] \
               [--require PERCENT]\n\
               --pacer [PROGRAM…] [--go VERSION] [--quick] [--require] [--record DIR]\n\
               --k8s [DIR] [--all]",
        about: "compares heldby with the Go compiler, variable by variable; with --layout closure \
                objects with what a binary tells debuggers, field by field; with --syntax the \
                parser with go/parser, identifier by identifier; with --types the types with go/types, \
                expression by expression, of the standard library unless told; with --pacer the simulated \
                collections with those of real programs; with --k8s reads dumps of clusters of which \
                it is known what is wrong",
        run: conformance::run,
    },
    Task {
        name: "std-index",
        args: "[--go VERSION] [--check | --unpack DIR]",
        about: "writes the index of the standard library anew, which stands in where Go is not \
                installed; with --check says whether it is old, with --unpack writes its files out",
        run: std_index::run,
    },
    Task {
        name: "bench",
        args: "[parser | types | graph | k8s]… [--short] [--full] [--go VERSION] [--pods N] [--nodes N] [--events N]",
        about: "the parser's speed beside go/parser's, on the standard library; that of all up to the \
                captures beside go/types, with --full beside the compiler too; that of gc-sim's \
                graph beside petgraph's, on graphs of ten million nodes; that of the diagnosis of \
                a cluster of ten thousand pods",
        run: bench::run,
    },
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let args = Args::new(args);
    if matches!(name.as_str(), "" | "-h" | "--help" | "help") {
        TASKS.iter().for_each(print_task);
        return ExitCode::SUCCESS;
    }
    let result = match TASKS.iter().find(|task| task.name == name) {
        Some(task) if args.asks_for_help() => {
            print_task(task);
            Ok(())
        }
        Some(task) => (task.run)(args),
        None => no_such_task(&name),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print_task(task: &Task) {
    for form in task.args.lines() {
        println!("cargo xtask {} {form}", task.name);
    }
    if task.args.is_empty() {
        println!("cargo xtask {}", task.name);
    }
    println!("    {}\n", task.about);
}

fn no_such_task(name: &str) -> Result<()> {
    let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
    bail!("no task `{name}`: there are {}", names.join(", "))
}
