//! `heldby demo`: the commands themselves, on examples that are part of the program.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::Parser;

use crate::args::{Cli, DemoArgs};
use crate::failure::Result;
use crate::outcome::Outcome;
use crate::style;

/// The examples, by the names of the files that they are written to.
const FILES: &[(&str, &[u8])] = &[
    ("captures.go", include_bytes!("../../../examples/go/captures/main.go")),
    ("minikube.tar.gz", include_bytes!("../../../k8s-doctor/tests/incidents/seed-1.20.2.tar.gz")),
];

/// The commands, with what each is about. `{out}` is the folder.
const COMMANDS: &[(&str, &str)] = &[
    (
        "Which variables do these closures hold?",
        "closures {out}/captures.go --image {out}/captures.svg",
    ),
    ("When is a closure freed that a timer holds?", "gc run stopped-timer --html {out}/timer.html"),
    (
        "A redis pod is Pending. What is it held by?",
        "k8s {out}/minikube.tar.gz --image {out}/minikube.svg",
    ),
];

/// Runs the command.
pub(crate) fn run(args: &DemoArgs) -> Result<Outcome> {
    let out = &args.out;
    fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    for (name, bytes) in FILES {
        let path = out.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    for (question, command) in COMMANDS {
        step(out, question, command)?;
    }
    let mut stdout = style::stdout();
    writeln!(
        stdout,
        "\nThe examples, and the pictures of these answers, are in {}.",
        out.display()
    )?;
    stdout.flush()?;
    Ok(Outcome::Done)
}

fn step(out: &Path, question: &str, command: &str) -> Result<()> {
    let folder = out.display().to_string();
    {
        let mut stdout = style::stdout();
        let question = style::paint(style::HINT, question);
        writeln!(stdout, "\n{question}\n$ heldby {}", command.replace("{out}", &folder))?;
        stdout.flush()?;
    }
    let words = command.split(' ').map(|word| word.replace("{out}", &folder));
    let cli = Cli::try_parse_from(std::iter::once("heldby".to_owned()).chain(words))
        .context("the demo's own command")?;
    // That something is held up is what the demo shows, and no failure of it.
    super::dispatch(cli.command)?;
    Ok(())
}
