//! What the process environment says about loading, captured once, so that tests can say it too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::Target;

/// The variables that matter here.
const VARIABLES: [&str; 25] = [
    "APPDATA",
    "CC",
    "CGO_ENABLED",
    "GO111MODULE",
    "GO386",
    "GOAMD64",
    "GOARCH",
    "GOARM",
    "GOARM64",
    "GOENV",
    "GOEXPERIMENT",
    "GOFLAGS",
    "GOMIPS",
    "GOMIPS64",
    "GOMODCACHE",
    "GOOS",
    "GOPATH",
    "GOPPC64",
    "GORISCV64",
    "GOROOT",
    "GOWORK",
    "HOME",
    "PATH",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
];

/// Environment variables, the machine that runs this, and where Go is usually installed.
#[derive(Clone, Debug)]
pub struct LoadEnv {
    variables: BTreeMap<String, String>,
    /// The machine that runs this: cgo is on by default only in builds for it.
    pub host: Target,
    /// Where to look for a GOROOT when neither the options nor the environment name one. A last
    /// component that ends in `*` stands for the newest directory of that prefix.
    pub usual_goroots: Vec<PathBuf>,
}

impl LoadEnv {
    /// The environment of this process.
    pub fn from_process() -> Self {
        let mut env = Self::empty();
        for name in VARIABLES {
            if let Some(value) = std::env::var_os(name) {
                env.variables.insert(name.to_owned(), value.to_string_lossy().into_owned());
            }
        }
        let fixed = [
            "/usr/local/go",
            "/usr/lib/go",
            "/usr/lib/golang",
            "/usr/lib64/go",
            "/opt/homebrew/opt/go/libexec",
            "/usr/local/opt/go/libexec",
            "/home/linuxbrew/.linuxbrew/opt/go/libexec",
            "/snap/go/current",
            "/usr/lib/go-*",
            "C:\\Program Files\\Go",
            "C:\\Go",
        ];
        env.usual_goroots = fixed.iter().map(PathBuf::from).collect();
        if let Some(home) = env.home() {
            env.usual_goroots.push(home.join("sdk").join("go*"));
        }
        if let Some(cache) = env.module_cache() {
            env.usual_goroots.push(cache.join("golang.org").join("toolchain@*"));
        }
        env
    }

    /// No variables and no usual places; the host is the one this is compiled for.
    pub fn empty() -> Self {
        let goos = match std::env::consts::OS {
            "macos" => "darwin",
            os => os,
        };
        let goarch = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "x86" => "386",
            "aarch64" => "arm64",
            "loongarch64" => "loong64",
            "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
            "powerpc64" => "ppc64",
            "mips" if cfg!(target_endian = "little") => "mipsle",
            "mips64" if cfg!(target_endian = "little") => "mips64le",
            "wasm32" => "wasm",
            arch => arch,
        };
        Self {
            variables: BTreeMap::new(),
            host: Target { goos: goos.to_owned(), goarch: goarch.to_owned() },
            usual_goroots: Vec::new(),
        }
    }

    /// The same with `name` set to `value`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// The value of a variable; `None` where it is not set or empty, which Go takes as the same.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Sets what is not set yet from the text of a `go env -w` file.
    pub(super) fn add_defaults(&mut self, text: &str) {
        for line in text.lines() {
            if let Some((name, value)) = line.split_once('=')
                && VARIABLES.contains(&name.trim())
                && self.get(name.trim()).is_none()
            {
                self.variables.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }

    /// Where `go env -w` keeps its settings.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        if let Some(file) = self.get("GOENV") {
            return (file != "off").then(|| PathBuf::from(file));
        }
        let directory = match self.host.goos.as_str() {
            "windows" => PathBuf::from(self.get("APPDATA")?),
            "darwin" | "ios" => self.home()?.join("Library").join("Application Support"),
            _ => match self.get("XDG_CONFIG_HOME") {
                Some(directory) => PathBuf::from(directory),
                None => self.home()?.join(".config"),
            },
        };
        Some(directory.join("go").join("env"))
    }

    /// The home directory.
    pub(super) fn home(&self) -> Option<PathBuf> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(PathBuf::from)
    }

    /// The directories of GOPATH.
    pub(super) fn gopath(&self) -> Vec<PathBuf> {
        match self.get("GOPATH") {
            Some(list) => std::env::split_paths(list).filter(|path| path.is_absolute()).collect(),
            None => self.home().map(|home| home.join("go")).into_iter().collect(),
        }
    }

    /// Where downloaded modules are.
    pub(super) fn module_cache(&self) -> Option<PathBuf> {
        match self.get("GOMODCACHE") {
            Some(directory) => Some(PathBuf::from(directory)),
            None => Some(self.gopath().first()?.join("pkg").join("mod")),
        }
    }

    /// The value of a flag in GOFLAGS: of `-mod` in `-mod=vendor -v` it is `vendor`.
    pub fn flag(&self, name: &str) -> Option<&str> {
        let flags = self.get("GOFLAGS")?.split_whitespace();
        flags
            .filter_map(|flag| {
                let flag = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'))?;
                let (key, value) = flag.split_once('=')?;
                (key == name).then(|| value.trim_matches(['\'', '"']))
            })
            .next_back()
    }

    /// Whether cgo is on in a build for `target`: as `CGO_ENABLED` says, and else where the build is
    /// for this machine, Go can do cgo there, and there is a C compiler.
    pub(super) fn cgo(&self, target: &Target) -> bool {
        match self.get("CGO_ENABLED") {
            Some("1") => true,
            Some("0") => false,
            _ => {
                *target == self.host
                    && cgo_supported(target)
                    && (self.get("CC").is_some()
                        || self.on_path(default_compiler(target)).is_some())
            }
        }
    }

    /// The file that a command's name stands for.
    pub(super) fn on_path(&self, command: &str) -> Option<PathBuf> {
        let command = format!("{command}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(self.get("PATH")?)
            .filter(|directory| directory.is_absolute())
            .map(|directory| directory.join(&command))
            .find(|file| is_executable(file))
    }
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn default_compiler(target: &Target) -> &'static str {
    match target.goos.as_str() {
        "darwin" | "ios" | "freebsd" | "openbsd" => "clang",
        _ => "gcc",
    }
}

fn cgo_supported(target: &Target) -> bool {
    match target.goos.as_str() {
        "js" | "wasip1" | "plan9" => false,
        "linux" => target.goarch != "ppc64",
        "windows" => target.goarch != "arm",
        "openbsd" => target.goarch != "ppc64",
        _ => true,
    }
}
