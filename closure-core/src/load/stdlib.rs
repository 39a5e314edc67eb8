//! The standard library of a load: the sources of a Go installation, or the index that stands in for
//! them.

use std::path::{Path, PathBuf};

use crate::program::Target;

use super::disk;
use super::env::LoadEnv;
use super::goroot::{self, Goroot};
use super::std_index::Index;

/// Why the standard library's own packages cannot be asked for.
pub(super) const NO_SOURCES: &str =
    "there is no Go installation to read it from, only an index of exported names; set GOROOT";

/// Where the standard library's packages are.
#[derive(Clone, Debug)]
pub(super) enum Stdlib {
    /// In an installation.
    Installed(Goroot),
    /// In the index that is built in: their declarations only.
    Index(&'static Index),
}

impl Stdlib {
    /// The installation at `named`, or the one that the environment leads to, or the index. With it,
    /// what is wrong with an installation that was named.
    pub(super) fn find(named: Option<&Path>, env: &LoadEnv) -> (Self, Vec<(String, String)>) {
        let (goroot, problems) = Goroot::find(named, env);
        (goroot.map_or_else(Self::index, Self::Installed), problems)
    }

    /// The index.
    pub(super) fn index() -> Self {
        Self::Index(Index::get())
    }

    /// The directory that the packages' directories are in, if they are on a disk.
    pub(super) fn src(&self) -> Option<PathBuf> {
        match self {
            Self::Installed(goroot) => Some(goroot.src()),
            Self::Index(_) => None,
        }
    }

    /// The N of its release go1.N, where it says so.
    pub(super) fn release(&self) -> Option<u32> {
        match self {
            Self::Installed(goroot) => goroot.release,
            Self::Index(index) => index.release(),
        }
    }

    /// What it is called in messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Installed(goroot) => goroot.src().display().to_string(),
            Self::Index(index) => format!("the built-in index of {}", index.version()),
        }
    }

    /// The experiments that are on, as their names in lower case: those that the release turns on
    /// for `target`, changed by what GOEXPERIMENT says.
    pub(super) fn experiments(&self, target: &Target, env: &LoadEnv) -> Vec<String> {
        let mut on = match self {
            Self::Installed(goroot) => {
                let table = disk::read_text(&goroot.experiments()).unwrap_or_default();
                goroot::baseline(&table, target)
            }
            Self::Index(index) => goroot::baseline(index.experiments(), target),
        };
        for word in env.get("GOEXPERIMENT").unwrap_or_default().split(',') {
            match word.strip_prefix("no") {
                _ if word.is_empty() => {}
                // "none" is no negated "ne".
                Some("ne") => on.clear(),
                Some(name) => on.retain(|experiment| experiment != name),
                None => on.push(word.to_owned()),
            }
        }
        on
    }
}
