//! The Go installation: where it is, which release it is, and which experiments it turns on. It is
//! found and read, never run.

use std::path::{Path, PathBuf};

use crate::program::Target;

use super::disk;
use super::env::LoadEnv;

/// A directory with the sources of the standard library in `src`.
#[derive(Clone, Debug)]
pub(super) struct Goroot {
    /// The directory above `src`.
    pub(super) directory: PathBuf,
    /// The N of its release go1.N, where it says so.
    pub(super) release: Option<u32>,
}

impl Goroot {
    /// The installation at `directory`, if there is one.
    fn at(directory: &Path) -> Option<Self> {
        if !directory.join("src").join("runtime").is_dir() {
            return None;
        }
        let release = release(directory);
        Some(Self { directory: directory.to_path_buf(), release })
    }

    /// Where the packages are.
    pub(super) fn src(&self) -> PathBuf {
        self.directory.join("src")
    }

    /// Finds an installation: the one at `named`, or what GOROOT names, or the one that the `go`
    /// on PATH is part of, or one in a usual place. With it, what is wrong with a named one.
    pub(super) fn find(
        named: Option<&Path>,
        env: &LoadEnv,
    ) -> (Option<Self>, Vec<(String, String)>) {
        let mut problems = Vec::new();
        let missing = |directory: &Path| {
            let message = "is not a Go installation: it has no `src/runtime`".to_owned();
            (directory.to_string_lossy().into_owned(), message)
        };
        if let Some(directory) = named {
            let found = Self::at(directory);
            if found.is_none() {
                problems.push(missing(directory));
            }
            // What was asked for in so many words is not quietly replaced by something else.
            return (found, problems);
        }
        if let Some(directory) = env.get("GOROOT").map(Path::new) {
            if let Some(found) = Self::at(directory) {
                return (Some(found), problems);
            }
            problems.push(missing(directory));
        }
        let found = env.on_path("go").and_then(|go| Self::of_command(&go));
        let found = found.or_else(|| env.usual_goroots.iter().find_map(|place| usual(place)));
        (found, problems)
    }

    /// The installation that a `go` command belongs to.
    fn of_command(go: &Path) -> Option<Self> {
        let real = std::fs::canonicalize(go).ok()?;
        // `/usr/bin/go` may be a link into the installation, a link to it may be a directory
        // itself, and Homebrew keeps the installation in `libexec` beside `bin`.
        [real.as_path(), go].into_iter().filter_map(|go| go.parent()?.parent()).find_map(|above| {
            [above.to_path_buf(), above.join("libexec"), above.join("lib").join("go")]
                .iter()
                .find_map(|directory| Self::at(directory))
        })
    }

    /// The file with the table of its experiments.
    pub(super) fn experiments(&self) -> PathBuf {
        self.src().join("internal").join("buildcfg").join("exp.go")
    }
}

/// The experiments that `exp.go` turns on for `target`.
///
/// The defaults change with every release, so that they are taken from the installation's own
/// table, which has been one literal `baseline := goexperiment.Flags{ Name: value, … }` ever since
/// there are experiments. A value that is neither a constant nor a known variable counts as off.
pub(super) fn baseline(exp_go: &str, target: &Target) -> Vec<String> {
    let Some((_, table)) = exp_go.split_once("baseline := goexperiment.Flags{") else {
        return Vec::new();
    };
    let table = table.split('}').next().unwrap_or_default();
    let arch = target.goarch.as_str();
    let register_abi = ["amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"].contains(&arch);
    let mut on = Vec::new();
    for line in table.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = name.trim();
        let is_on = match value.trim().trim_end_matches(',') {
            "true" => true,
            "regabiAlwaysOn" => register_abi,
            "regabiSupported" => register_abi || arch == "s390x",
            "dwarf5Supported" => !["darwin", "ios", "aix"].contains(&target.goos.as_str()),
            "haveXchg8" => ["386", "amd64", "arm", "arm64", "ppc64", "ppc64le"].contains(&arch),
            _ => false,
        };
        if is_on && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            on.push(name.to_ascii_lowercase());
        }
    }
    on
}

/// The N of the release go1.N that is installed at `directory`.
fn release(directory: &Path) -> Option<u32> {
    if let Ok(text) = disk::read_text(&directory.join("VERSION"))
        && let Some(release) = number_after(&text, "go1.")
    {
        return Some(release);
    }
    // A source tree that was never released has no VERSION.
    let source = directory.join("src").join("internal").join("goversion").join("goversion.go");
    number_after(&disk::read_text(&source).ok()?, "const Version = ")
}

/// The number behind the first `prefix` in a text.
pub(super) fn number_after(text: &str, prefix: &str) -> Option<u32> {
    let (_, rest) = text.split_once(prefix)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The installation in a usual place; of several `go*` the newest.
fn usual(place: &Path) -> Option<Goroot> {
    let Some(prefix) = place.file_name().and_then(|name| name.to_str()?.strip_suffix('*')) else {
        return Goroot::at(place);
    };
    let above = place.parent()?;
    let entries = disk::entries(above).unwrap_or_default();
    let names = entries.iter().filter(|entry| entry.name.starts_with(prefix));
    let found = names.filter_map(|entry| Goroot::at(&above.join(&entry.name)));
    found.max_by_key(|goroot| goroot.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        assert_eq!(number_after("go1.26.8\ntime 2026\n", "go1."), Some(26));
        assert_eq!(number_after("devel go1.27-abc Mon\n", "go1."), Some(27));
        assert_eq!(number_after("devel +abc\n", "go1."), None);
    }

    #[test]
    fn experiments_of_the_table() {
        let table = "\tbaseline := goexperiment.Flags{\n\t\tRegabiWrappers:   regabiSupported,\n\
                     \t\tSwissMap: true,\n\t\tSpinbitMutex: haveXchg8, // text\n\t\tDwarf5: \
                     dwarf5Supported,\n\t\tOff: false,\n\t\tOdd: goos == \"x\",\n\t}\n";
        let on = |goos: &str, goarch: &str| {
            let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
            baseline(table, &target).join(" ")
        };
        assert_eq!(on("linux", "amd64"), "regabiwrappers swissmap dwarf5");
        assert_eq!(on("darwin", "386"), "swissmap");
        assert_eq!(baseline("package buildcfg", &Target::default()), Vec::<String>::new());
    }
}
