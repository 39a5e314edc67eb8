//! `conformance --syntax`: heldby's parser beside go/parser, file by file, on everything below
//! GOROOT/src: the same identifiers, function literals and function declarations, each at the
//! same byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use closure_core::source::{LineIndex, SourceFile};
use closure_core::syntax::parse;
use closure_core::syntax::tree::{Decl, Expr, ExprId, Id, IdentId, Tree};

use super::Toolchain;
use crate::shell;

/// How many files are shown that differ, unless all are asked for.
const FIRST: usize = 10;

/// Byte offsets of what is compared, in ascending order.
#[derive(PartialEq, Eq, Debug, Default)]
struct Contents {
    idents: Vec<u32>,
    literals: Vec<u32>,
    declarations: Vec<u32>,
}

/// How many there are of something, and a hash of their offsets.
type Summary = [(usize, u64); 3];

/// What a parser made of a file; `None` where it found an error.
type Answer = Option<Summary>;

pub(super) fn run(toolchain: &Toolchain, all: bool) -> Result<()> {
    let names = source_files(&toolchain.goroot)?;
    let goparse = build_goparse(toolchain)?;
    let theirs = ask_goparse(&goparse, &names)?;
    let (mut n_equal, mut n_both_fail) = (0, 0);
    let mut differences = Vec::new();
    for name in &names {
        let file = SourceFile::new(
            name.as_str(),
            fs::read(name).with_context(|| format!("reading `{name}`"))?,
        );
        let tree = parse(&file);
        let ours = tree.errors.is_empty().then(|| contents(&tree));
        let theirs = theirs.get(name).with_context(|| format!("goparse forgot `{name}`"))?;
        match (&ours, theirs) {
            (None, None) => n_both_fail += 1,
            (Some(ours), Some(theirs)) if ours.summary() == *theirs => n_equal += 1,
            _ => differences.push((file, tree, ours, theirs.is_some())),
        }
    }
    let shown = if all { differences.len() } else { FIRST };
    for (file, tree, ours, theirs_parsed) in differences.iter().take(shown) {
        println!("{}", explain(&goparse, file, tree, ours.as_ref(), *theirs_parsed)?);
    }
    let n_failing = differences.iter().filter(|(_, _, ours, theirs)| ours.is_none() && *theirs);
    println!(
        "syntax, {}: {} files, {n_equal} equal, {} different ({} of them parsed by go/parser and \
         not by heldby), {n_both_fail} refused by both",
        toolchain.version,
        names.len(),
        differences.len(),
        n_failing.count(),
    );
    if !differences.is_empty() {
        bail!("heldby's parser differs from go/parser in {} files", differences.len());
    }
    Ok(())
}

/// Every Go file below `GOROOT/src`, but for test data, sorted by path.
pub(crate) fn source_files(goroot: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![goroot.join("src")];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading `{}`", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let (path, name) = (entry.path(), entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() && name != "testdata" {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "go")
            {
                found.push(path.to_str().context("a path is not UTF-8")?.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Builds the Go side with the given toolchain, and returns where it lies.
pub(crate) fn build_goparse(toolchain: &Toolchain) -> Result<PathBuf> {
    let program = shell::target_dir().join("conformance").join("goparse");
    let mut go = toolchain.go();
    go.args(["build", "-o"]).arg(&program).arg(".");
    shell::run(go.current_dir(shell::root().join("xtask/go/goparse")).env("GOFLAGS", ""))?;
    Ok(program)
}

fn ask_goparse(goparse: &Path, names: &[String]) -> Result<BTreeMap<String, Answer>> {
    let list = names.join("\n").into_bytes();
    let output = shell::read_with_input(&mut Command::new(goparse), list)?;
    output.lines().map(parse_answer).collect()
}

fn parse_answer(line: &str) -> Result<(String, Answer)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let read = |count: &str, hash: &str| -> Result<(usize, u64)> {
        Ok((count.parse()?, u64::from_str_radix(hash, 16)?))
    };
    match fields.as_slice() {
        [name, "error"] => Ok(((*name).to_owned(), None)),
        [name, idents, idents_hash, literals, literals_hash, functions, functions_hash] => {
            let summary = [
                read(idents, idents_hash)?,
                read(literals, literals_hash)?,
                read(functions, functions_hash)?,
            ];
            Ok(((*name).to_owned(), Some(summary)))
        }
        _ => bail!("goparse printed `{line}`"),
    }
}

fn contents(tree: &Tree) -> Contents {
    let mut contents = Contents::default();
    for index in 0..tree.n_idents() {
        contents.idents.push(tree.ident(IdentId::from_index(index)).start);
    }
    for index in 0..tree.n_exprs() {
        let id = ExprId::from_index(index);
        if let Expr::FuncLit(_) = tree.expr(id) {
            contents.literals.push(tree.expr_span(id).start);
        }
    }
    for &id in &tree.decls {
        if let Decl::Func { name, .. } = tree.decl(id) {
            contents.declarations.push(tree.ident(name).start);
        }
    }
    contents.idents.sort_unstable();
    contents.literals.sort_unstable();
    contents.declarations.sort_unstable();
    contents
}

impl Contents {
    fn lists(&self) -> [(&'static str, &[u32]); 3] {
        [
            ("identifier", &self.idents),
            ("literal", &self.literals),
            ("declaration", &self.declarations),
        ]
    }

    fn summary(&self) -> Summary {
        self.lists().map(|(_, offsets)| (offsets.len(), digest(offsets)))
    }
}

/// FNV-1a over the offsets, each as four bytes, the lowest first.
fn digest(offsets: &[u32]) -> u64 {
    let bytes = offsets.iter().flat_map(|offset| offset.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The first difference in a file, clickable.
fn explain(
    goparse: &Path,
    file: &SourceFile,
    tree: &Tree,
    ours: Option<&Contents>,
    theirs_parsed: bool,
) -> Result<String> {
    let lines = LineIndex::new(file.text());
    let place =
        |offset: u32| format!("{}:{}", shell::clickable(file.name()), lines.line_column(offset));
    let Some(ours) = ours else {
        let error = tree.errors.first().map_or((0, ""), |e| (e.offset, e.message.as_str()));
        return Ok(format!("{}: heldby cannot parse: {}", place(error.0), error.1));
    };
    if !theirs_parsed {
        return Ok(format!("{}: heldby parses what go/parser refuses", place(0)));
    }
    let output = shell::read(Command::new(goparse).arg("-positions").arg(file.name()))?;
    let mut theirs: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for line in output.lines() {
        let (kind, offset) = line.split_once('\t').context("goparse printed no tab")?;
        theirs.entry(kind).or_default().push(offset.parse()?);
    }
    for (kind, ours) in ours.lists() {
        let theirs = theirs.get(kind).map_or(&[][..], Vec::as_slice);
        let same = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
        let only_in = match (ours.get(same), theirs.get(same)) {
            (None, None) => continue,
            (Some(&ours), Some(&theirs)) if ours < theirs => (ours, "heldby"),
            (Some(&ours), None) => (ours, "heldby"),
            (_, Some(&theirs)) => (theirs, "go/parser"),
        };
        return Ok(format!("{}: {kind} for {} alone", place(only_in.0), only_in.1));
    }
    Ok(format!("{}: equal by now", place(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let line = "a.go\t2\t00000000000000ff\t0\tcbf29ce484222325\t1\t1";
        let (name, answer) = parse_answer(line).unwrap();
        assert_eq!(name, "a.go");
        assert_eq!(answer, Some([(2, 255), (0, 0xcbf2_9ce4_8422_2325), (1, 1)]));
        assert_eq!(parse_answer("b.go\terror").unwrap(), ("b.go".to_owned(), None));
        assert!(parse_answer("what").is_err());
    }

    #[test]
    fn the_digest_is_fnv_1a() {
        assert_eq!(digest(&[]), 0xcbf2_9ce4_8422_2325);
        // "foobar" and two zero bytes would be two offsets; four letters are one.
        assert_eq!(digest(&[u32::from_le_bytes(*b"fooo")]), fnv(b"fooo"));
    }

    fn fnv(bytes: &[u8]) -> u64 {
        let mut hash: u64 = 14_695_981_039_346_656_037;
        for &byte in bytes {
            hash ^= u64::from(byte);
            hash = hash.wrapping_mul(1_099_511_628_211);
        }
        hash
    }

    #[test]
    fn what_is_in_a_file() {
        let file = SourceFile::new("a.go", "package p\n\nfunc f() { _ = func() {} }\n");
        assert_eq!(
            contents(&parse(&file)),
            Contents { idents: vec![8, 16, 22], literals: vec![26], declarations: vec![16] }
        );
    }
}
