//! `std-index`: cuts the standard library's exported API out of a Go installation. The result stands
//! in, inside closure-core, where no installation is found.

mod pack;
mod print;
mod reach;
mod sources;
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use closure_core::syntax::tree::Decl;

use crate::conformance::Toolchain;
use crate::shell::{self, Args};
use print::Printer;
use reach::Reach;
use sources::{File, PackageId, Sources};
use targets::Builds;

/// The release that the committed index is of.
const VERSION: &str = "1.27.3";

/// Where the index is, in the repository.
const PATH: &str = "closure-core/src/load/std_index/index.deflate";

/// How large it may be.
const MAX_BYTES: usize = 1_500_000;

pub(crate) fn run(mut args: Args) -> Result<()> {
    let version = args.option::<String>("--go")?.unwrap_or_else(|| VERSION.to_owned());
    let unpack = args.option::<PathBuf>("--unpack")?;
    let check = args.flag("--check");
    args.finish()?;
    let toolchain = Toolchain::find(Some(&version))?;
    let src = toolchain.goroot.join("src");
    let sources = Sources::read(&src)?;
    let files = cut(&sources);
    let exp_go = src.join("internal").join("buildcfg").join("exp.go");
    let exp_go =
        fs::read_to_string(&exp_go).with_context(|| format!("reading `{}`", exp_go.display()))?;
    let text = pack::text(&toolchain.version, &pack::experiments(&exp_go)?, &files);
    let bytes = pack::compress(&text);
    println!(
        "{}: {} files, {} bytes, {} compressed",
        toolchain.version,
        files.len(),
        text.len(),
        bytes.len()
    );
    if bytes.len() > MAX_BYTES {
        bail!("the index is larger than {MAX_BYTES} bytes");
    }
    if let Some(folder) = unpack {
        return write_files(&folder, &files);
    }
    let path = shell::root().join(PATH);
    if check {
        // How well it is compressed may depend on the compressor's version.
        let committed = fs::read(&path).with_context(|| format!("reading `{PATH}`"))?;
        if pack::decompress(&committed)? != text {
            bail!("`{PATH}` is old: `cargo xtask std-index` writes it anew");
        }
        return Ok(());
    }
    fs::write(&path, bytes).with_context(|| format!("writing `{PATH}`"))
}

/// Writes the files below `folder` as they would lie in an installation.
fn write_files(folder: &Path, files: &[(String, String)]) -> Result<()> {
    for (name, text) in files {
        let path = folder.join("src").join(name);
        let above = path.parent().context("a file lies in a folder")?;
        fs::create_dir_all(above)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The files of an index with their names, sorted.
fn cut(sources: &Sources) -> Vec<(String, String)> {
    let reach = Reach::new(sources);
    let mut files = Vec::new();
    for (id, package) in sources.packages.iter().enumerate() {
        let mut texts: Vec<Option<String>> =
            package.files.iter().map(|file| cut_file(sources, &reach, id, file)).collect();
        if !package.is_public() && texts.iter().all(Option::is_none) {
            continue;
        }
        // No build may lose its last file: the package would not be there at all.
        let builds = |keep: &dyn Fn(usize) -> bool| {
            let kept = package.files.iter().enumerate().filter(|(index, _)| keep(*index));
            kept.fold(Builds::NONE, |all, (_, file)| all.union(file.builds))
        };
        let mut missing = builds(&|_| true).without(builds(&|index| texts[index].is_some()));
        for (text, file) in texts.iter_mut().zip(&package.files) {
            if text.is_none() && file.builds.meets(missing) {
                *text = Some(head(file, &package.name, &BTreeSet::new()));
                missing = missing.without(file.builds);
            }
        }
        for (file, text) in package.files.iter().zip(texts) {
            files.extend(text.map(|text| (format!("{}/{}", package.path, file.name), text)));
        }
    }
    files
}

/// What is left of a file; nothing where no declaration is.
fn cut_file(sources: &Sources, reach: &Reach<'_>, id: PackageId, file: &File) -> Option<String> {
    let package = &sources.packages[id];
    let mut printer = Printer::new(sources, id, file);
    for &decl in &file.tree.decls {
        if let Decl::Func { receiver: Some(receiver), .. } = file.tree.decl(decl) {
            let ty = file.tree.field(receiver).ty;
            let base = sources::receiver_base(&file.tree, file.source.text(), ty);
            let need = |name: &str| {
                base.is_some_and(|base| reach.needs_method(id, base, name))
                    .then_some(print::Need::All)
            };
            printer.declaration(decl, &need);
        } else {
            printer.declaration(decl, &|name| reach.need(id, name));
        }
    }
    let printed = printer.finish();
    (!printed.text.is_empty()).then(|| head(file, &package.name, &printed.imports) + &printed.text)
}

/// The beginning of a file.
fn head(file: &File, package: &str, imports: &BTreeSet<String>) -> String {
    let mut text = String::new();
    if let Some(line) = &file.build_line {
        text.extend([line, "\n\n"]);
    }
    text.extend(["package ", package, "\n"]);
    if file.uses_c {
        text.push_str("import \"C\"\n");
    }
    for (path, _) in &file.dot_imports {
        text.extend(["import . \"", path, "\"\n"]);
    }
    for local in imports {
        let (path, _) = &file.imports[local];
        let plain = path.rsplit('/').next() == Some(local);
        let name = if plain { "" } else { local };
        text.extend(["import ", name, "\"", path, "\"\n"]);
    }
    text
}
