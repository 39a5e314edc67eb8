//! Picture files: their kind by their extension, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use gc_sim::picture::{Format, PictureError};

use crate::failure::{Failure, Result};

/// A picture file to write.
#[derive(Debug)]
pub(crate) struct Image<'a> {
    path: &'a Path,
    format: Format,
}

impl<'a> Image<'a> {
    /// The file at `path`, of the kind that its extension says.
    pub(crate) fn new(path: &'a Path) -> Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.and_then(Format::from_extension) {
            Some(format) => Ok(Self { path, format }),
            None => Err(Failure::with_hint(
                anyhow!("cannot tell from its extension how to draw `{}`", path.display()),
                "name it .dot, .svg or .png",
            )),
        }
    }

    /// The kind of file.
    #[cfg(feature = "gc")]
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Draws with `render` and writes the file: all of it or, where something goes wrong, none.
    pub(crate) fn write(
        &self,
        render: impl FnOnce(Format) -> std::result::Result<Vec<u8>, PictureError>,
    ) -> Result<()> {
        let path = self.path;
        let bytes =
            render(self.format).with_context(|| format!("cannot draw `{}`", path.display()))?;
        write_atomically(path, &bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(())
    }
}

/// Writes to a file beside `path` and renames it, so that nobody sees a half-written one.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = File::create_new(&temporary)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is the one to tell; a file that was never made cannot be removed.
        fs::remove_file(&temporary).ok();
    }
    written
}
