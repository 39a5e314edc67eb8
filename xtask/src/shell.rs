//! What every task needs: arguments, the repository's root, and other programs.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;

use anyhow::{Context, Result, anyhow, bail};

/// A task's arguments. A task takes what it knows and ends with [`Args::positional`] or
/// [`Args::finish`], which refuse what is left.
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(args.into_iter().map(Into::into).collect())
    }

    pub(crate) fn asks_for_help(&self) -> bool {
        self.0.iter().any(|arg| arg == "--help" || arg == "-h")
    }

    /// Whether `--name` is there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|arg| arg != name);
        self.0.len() < before
    }

    /// The value of `--name VALUE` or `--name=VALUE`.
    pub(crate) fn option<T>(&mut self, name: &str) -> Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let is_it = |arg: &String| arg.strip_prefix(name).is_some_and(|rest| rest.starts_with('='));
        let text = if let Some(at) = self.0.iter().position(|arg| arg == name) {
            if at + 1 == self.0.len() {
                bail!("`{name}` needs a value");
            }
            self.0.remove(at);
            self.0.remove(at)
        } else if let Some(at) = self.0.iter().position(is_it) {
            self.0.remove(at)[name.len() + 1..].to_owned()
        } else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|error| anyhow!("`{name} {text}`: {error}"))
    }

    /// Everything else, none of it an option.
    pub(crate) fn positional(self) -> Result<Vec<String>> {
        match self.0.iter().find(|arg| arg.starts_with('-')) {
            Some(arg) => bail!("`{arg}` is not an option of this task"),
            None => Ok(self.0),
        }
    }

    /// Nothing else.
    pub(crate) fn finish(self) -> Result<()> {
        match self.0.first() {
            Some(arg) => bail!("`{arg}` is not an argument of this task"),
            None => Ok(()),
        }
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}

/// Where builds go.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The cargo that runs this task, in the repository's root.
pub(crate) fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    command
}

/// Whether this is an automatic run, where nothing may be left out because it is not installed.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// Whether `command` can be run and succeeds, whatever it prints.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs `command`, which prints for itself.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", show(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", show(command));
    }
    Ok(())
}

/// Runs `command` and returns what it printed on its standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {}", show(command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", show(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading {}", show(command)))
}

/// Runs `command` with something to read, and returns what it printed on its standard output.
pub(crate) fn read_with_input(command: &mut Command, input: Vec<u8>) -> Result<String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("starting {}", show(command)))?;
    let mut stdin = child.stdin.take().context("a child without an input")?;
    // Written from beside, because it may print before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{} failed: {}", show(command), output.status);
    }
    if let Ok(written) = writer.join() {
        written.with_context(|| format!("writing to {}", show(command)))?;
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading {}", show(command)))
}

/// The command as it could be typed.
pub(crate) fn show(command: &Command) -> String {
    let mut line = String::from("`");
    let program = Path::new(command.get_program());
    line.push_str(&program.file_stem().unwrap_or_default().to_string_lossy());
    for arg in command.get_args() {
        let arg = arg.to_string_lossy();
        line.push(' ');
        if arg.contains([' ', '*']) {
            line.push('\'');
            line.push_str(&arg);
            line.push('\'');
        } else {
            line.push_str(&arg);
        }
    }
    line.push('`');
    line
}

/// A count as a number to divide by; no count here comes near `u32::MAX`.
pub(crate) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `path`, seen from `dir` where it is relative, without `.` and `..`.
pub(crate) fn absolute(dir: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in dir.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// `path` as it is shortest to type: relative to the working directory where it lies below it.
pub(crate) fn clickable(path: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(path);
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_in_both_forms() {
        let mut args = Args::new(["std", "--go", "1.2", "--require=99.5", "--all", "./..."]);
        assert!(args.flag("--all"));
        assert!(!args.flag("--tests"));
        assert_eq!(args.option::<String>("--go").unwrap().as_deref(), Some("1.2"));
        assert_eq!(args.option::<f64>("--require").unwrap(), Some(99.5));
        assert_eq!(args.positional().unwrap(), ["std", "./..."]);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(Args::new(["--al"]).positional().is_err());
        assert!(Args::new(["x"]).finish().is_err());
        assert!(Args::new(["--go"]).option::<String>("--go").is_err());
        assert!(Args::new(["--require=x"]).option::<f64>("--require").is_err());
    }

    #[test]
    fn paths_are_cleaned() {
        let clean = |path: &str| absolute(Path::new("/a/b"), Path::new(path)).display().to_string();
        assert_eq!(clean("./c.go"), "/a/b/c.go");
        assert_eq!(clean("../../g/./g.go"), "/g/g.go");
        assert_eq!(clean("/usr/x.go"), "/usr/x.go");
    }
}
