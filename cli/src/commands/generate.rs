//! `heldby generate`: everything that follows from the command tree, so that none of it is written
//! by hand.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap_mangen::Man;

use crate::args::{self, Generate, GenerateArgs, SchemaName};
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::{reference, style};

/// The text of a schema.
fn schema(name: SchemaName) -> &'static str {
    match name {
        SchemaName::Closures => include_str!("../../../docs/schema/heldby.closures.json"),
        SchemaName::ClosuresVerify => {
            include_str!("../../../docs/schema/heldby.closures.verify.json")
        }
        SchemaName::Gc => include_str!("../../../docs/schema/heldby.gc.json"),
        SchemaName::GcExplore => include_str!("../../../docs/schema/heldby.gc.explore.json"),
        SchemaName::GcPace => include_str!("../../../docs/schema/heldby.gc.pace.json"),
        SchemaName::K8s => include_str!("../../../docs/schema/heldby.k8s.json"),
        SchemaName::K8sWhy => include_str!("../../../docs/schema/heldby.k8s.why.json"),
        SchemaName::K8sPreflight => {
            include_str!("../../../docs/schema/heldby.k8s.preflight.json")
        }
        SchemaName::Scenario => include_str!("../../../docs/schema/heldby.scenario.json"),
    }
}

/// Runs the command.
pub(crate) fn run(args: &GenerateArgs) -> Result<Outcome> {
    let mut text = Vec::new();
    match &args.what {
        Generate::Completions { shell } => {
            clap_complete::generate(*shell, &mut args::command(), "heldby", &mut text);
        }
        Generate::Man { out: None } => {
            for page in manual_pages() {
                page.render(&mut text)?;
            }
        }
        Generate::Man { out: Some(directory) } => {
            write_manual_pages(directory)
                .with_context(|| format!("cannot write manual pages to `{}`", directory.display()))
                .map_err(|error| Failure::with_hint(error, "--out takes a directory"))?;
        }
        Generate::Schema { report } => text.extend(schema(*report).as_bytes()),
        Generate::Reference => text.extend(reference::markdown(args::command()).into_bytes()),
    }
    let mut stdout = style::stdout();
    stdout.write_all(&text)?;
    stdout.flush()?;
    Ok(Outcome::Done)
}

fn write_manual_pages(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for page in manual_pages() {
        page.generate_to(directory)?;
    }
    Ok(())
}

/// One page for each command, the outer ones first.
fn manual_pages() -> Vec<Man> {
    fn collect(command: &clap::Command, pages: &mut Vec<Man>) {
        let page = Man::new(command.clone()).source(concat!("heldby ", env!("CARGO_PKG_VERSION")));
        pages.push(page);
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            collect(inner, pages);
        }
    }
    let mut command = args::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages);
    pages
}
