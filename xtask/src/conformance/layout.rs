//! `conformance --layout`: closure objects as a real binary describes them to debuggers, which the
//! compiler writes by other code than what it prints under `-m`, and heldby's.
//!
//! A function of the binary is paired with the closure of the same name: instances of generic code
//! all with the one closure as written. Compared are, field by field, the offset, the name with `&`
//! for by reference, and the size of the type.

mod compare;
mod dwarf;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use closure_core::analysis::{Allocation, CaptureMode, Closure, ClosureKind};
use closure_core::program::Program;

use super::Toolchain;
use super::heldby;
use crate::shell::{self, Args};
use compare::{Comparison, OurField, Ours};

/// What is compared when nothing else is asked for: large, and in every Go installation.
const DEFAULT: &str = "cmd/go";

/// How many differences of a kind are shown, unless all are asked for.
const FIRST: usize = 10;

/// Takes the arguments behind `--layout`.
pub(super) fn run(version: Option<&str>, mut args: Args) -> Result<()> {
    let (goos, goarch) = (args.option("--goos")?, args.option("--goarch")?);
    let all = args.flag("--all");
    let required = args.flag("--require");
    let here = std::env::current_dir().context("finding the working directory")?;
    let dir: Option<PathBuf> = args.option("--dir")?;
    let dir = shell::absolute(&here, dir.as_deref().unwrap_or(Path::new(".")));
    let package = match args.positional()?.as_slice() {
        [] => DEFAULT.to_owned(),
        [package] => package.clone(),
        _ => bail!("one package is linked into one binary: name one"),
    };
    let toolchain = Toolchain::find_for(&dir, version, goos, goarch)?;
    let functions = dwarf::functions(&build(&toolchain, &dir, &package)?)
        .with_context(|| format!("reading the binary of `{package}`"))?;
    let (program, analysis) = heldby::everything(&toolchain, &dir, &package)?;
    let ours = ours(&program, &analysis.closures);
    let comparison = compare::compare(&functions, &ours);
    println!(
        "{} {}/{}, {package} without optimisation",
        toolchain.version, toolchain.goos, toolchain.goarch
    );
    print!("{}", comparison.report(if all { usize::MAX } else { FIRST }));
    judge(&comparison, required)
}

fn judge(comparison: &Comparison, required: bool) -> Result<()> {
    let n_different = comparison.n_different();
    if required && n_different > 0 {
        bail!("{n_different} fields of closure objects differ");
    }
    if required && comparison.n_fields == 0 {
        bail!("nothing was compared: Go marks the fields of closure objects since 1.23");
    }
    Ok(())
}

/// The package as a binary with debugging information, without optimisation: that would leave out
/// variables. It is written to a folder of its own, which does not outlive the call.
fn build(toolchain: &Toolchain, dir: &Path, package: &str) -> Result<Vec<u8>> {
    let folder = Folder::new()?;
    let binary = folder.0.join("binary");
    let mut go = toolchain.go();
    go.args(["build", "-gcflags=all=-N -l", "-ldflags=-compressdwarf=false", "-o"]);
    go.arg(&binary).args(["--", package]).current_dir(dir);
    shell::run(&mut go)?;
    std::fs::read(&binary).with_context(|| format!("reading `{}`", binary.display()))
}

/// A folder for temporary files, which are removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("heldby-layout-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("making `{}`", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the directory for temporary files.
        std::fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

/// heldby's closure objects, by the symbols that their functions may have.
fn ours(program: &Program, closures: &[Closure]) -> BTreeMap<String, Vec<Ours>> {
    let mut ours: BTreeMap<String, Vec<Ours>> = BTreeMap::new();
    let mains: Vec<&str> = program
        .packages
        .iter()
        .filter(|package| package.files.iter().any(is_main))
        .map(|package| package.path.as_str())
        .collect();
    for closure in closures {
        // The linker calls the package of the program `main`, wherever it lies.
        let package =
            if mains.contains(&closure.package.as_str()) { "main" } else { &closure.package };
        let symbol = format!("{package}.{}", closure.name);
        if closure.kind == ClosureKind::MethodValue {
            // Of a type of another package, the name has that package in it.
            ours.entry(closure.name.clone()).or_default().push(object(closure));
        }
        ours.entry(symbol).or_default().push(object(closure));
    }
    ours
}

fn is_main(file: &closure_core::program::ParsedFile) -> bool {
    let name = file.tree.package.map(|ident| file.tree.ident(ident).text(file.source.text()));
    name == Some("main")
}

fn object(closure: &Closure) -> Ours {
    let field = |capture: &closure_core::Capture| OurField {
        offset: capture.offset,
        name: match closure.kind {
            ClosureKind::MethodValue if !capture.synthetic => ".this".to_owned(),
            _ => capture.name.clone(),
        },
        is_reference: capture.mode.map(|mode| mode == CaptureMode::Reference),
        size: capture.size,
    };
    Ours {
        position: closure.position.to_string(),
        has_object: closure.allocation != Some(Allocation::InlinedCall),
        fields: closure.captures.iter().map(field).collect(),
    }
}
