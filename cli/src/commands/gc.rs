//! `heldby gc`: which scenario is meant, and what is to be done with it.

mod explore;
mod pace;
mod run;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use gc_sim::sim::scenario::{BUNDLED, MAX_BYTES, Scenario, bundled};

use crate::args::gc::{GcArgs, GcCommand};
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::style::{self, one_line};

/// Runs the command.
pub(crate) fn run(args: &GcArgs) -> Result<Outcome> {
    match &args.command {
        GcCommand::List => list(),
        GcCommand::Show { scenario } => show(scenario),
        GcCommand::Run(args) => run::run(args),
        GcCommand::Explore(args) => explore::run(args),
        GcCommand::Pace(args) => pace::run(args),
    }
}

fn list() -> Result<Outcome> {
    let mut stdout = style::stdout();
    let width = BUNDLED.iter().map(|one| one.name.len()).max().unwrap_or(0);
    for one in BUNDLED {
        let title = one.parse().map(|scenario| scenario.title).unwrap_or_default();
        writeln!(stdout, "{:width$}  {title}", one.name)?;
    }
    stdout.flush()?;
    Ok(Outcome::Done)
}

fn show(name: &str) -> Result<Outcome> {
    let text = read(name)?;
    let mut stdout = style::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(Outcome::Done)
}

/// The scenario that an argument means, ready to run.
fn load(name: &str) -> Result<Scenario> {
    let text = read(name)?;
    Scenario::parse(&text).map_err(|problems| {
        let mut message = format!("cannot run the scenario `{}`", one_line(name));
        for problem in problems.iter() {
            let place = format!("\n{}:{}: ", one_line(name), problem.place);
            message.extend([place.as_str(), &one_line(&problem.message)]);
            if let Some(hint) = &problem.hint {
                message.extend(["\n    hint: ", &one_line(hint)]);
            }
        }
        anyhow!(message).into()
    })
}

/// The text of the scenario that an argument means: a bundled one of that name, a file, or standard
/// input.
fn read(name: &str) -> Result<String> {
    if let Some(one) = bundled(name) {
        return Ok(one.text.to_owned());
    }
    let bytes = if name == "-" {
        read_some(&mut io::stdin().lock()).context("cannot read standard input")?
    } else {
        let path = Path::new(name);
        let opened = File::open(path).and_then(|file| {
            let is_file = file.metadata()?.is_file();
            is_file.then_some(file).ok_or_else(|| io::Error::other("it is not a regular file"))
        });
        let read = opened.and_then(|mut file| read_some(&mut file));
        read.map_err(|error| not_read(name, error))?
    };
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|&byte| byte == b'\n').count();
        let column = valid.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        anyhow!("{}:{line}:{column}: the scenario is not UTF-8", one_line(name)).into()
    })
}

/// No more than the largest scenario there may be, and a little, so that a larger one is told.
fn read_some(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 4).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_read(name: &str, error: io::Error) -> Failure {
    let is_missing = error.kind() == io::ErrorKind::NotFound;
    let error = anyhow::Error::new(error).context(format!("cannot read `{}`", one_line(name)));
    if is_missing {
        let names: Vec<&str> = BUNDLED.iter().map(|one| one.name).collect();
        let hint = format!("name a file, or one of {}", names.join(", "));
        Failure::with_hint(error, hint)
    } else {
        error.into()
    }
}
