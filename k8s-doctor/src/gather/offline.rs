//! Dumps of a cluster: files, and folders of files.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::decode::{Decoder, Source};
use crate::snapshot::{KINDS, Snapshot};

/// Reads dumps.
pub fn read(
    paths: &[PathBuf],
    stdin: Option<&mut dyn Read>,
    _progress: &mut dyn FnMut(usize, u64),
) -> std::io::Result<Snapshot> {
    let mut decoder = Decoder::new();
    if let Some(stdin) = stdin {
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes)?;
        decoder.read(&Source { name: "-".to_owned(), ..Source::default() }, &bytes);
    }
    for path in paths {
        one(path, &mut decoder)?;
    }
    Ok(decoder.finish())
}

fn one(path: &Path, decoder: &mut Decoder) -> std::io::Result<()> {
    if path.is_dir() {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path)? {
            files.push(entry?.path());
        }
        files.sort();
        return files.iter().try_for_each(|path| one(path, decoder));
    }
    if path.extension().is_some_and(|extension| extension == "json") {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let kind = KINDS.iter().find(|kind| kind.plural == stem).copied();
        let source = Source { name: path.display().to_string(), kind, ..Source::default() };
        decoder.read(&source, &std::fs::read(path)?);
    }
    Ok(())
}
