//! Reads the [`Facts`] of a machine: a few files below `/proc`, `/sys`, `/etc` and the user's home, and what docker, podman, kubectl,
//! minikube and df say of themselves. Nothing is changed and nobody is asked over the network. Every read and every program is bounded in
//! size and time; what cannot be read is unknown, with the reason.
//!
//! Of kubeconfigs, only the name of the current context is taken; of proxies' URLs, credentials are masked at once.

mod parse;
mod run;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::preflight::{
    Daemon, Disk, Docker, DockerInfo, Fact, Facts, Kvm, Limits, Memory, Profile, Program, Settings,
    Virtualisation, mask_credentials,
};
use run::run;

/// Where to read the facts.
#[derive(Clone, Debug)]
pub struct HostPaths {
    /// The folder below which `/proc`, `/sys`, `/etc` and `/dev` are; `/` but in tests.
    pub root: PathBuf,
    /// The environment: `PATH`, `HOME`, `KUBECONFIG`, `MINIKUBE_…` and the proxies are read of it.
    pub environment: BTreeMap<String, String>,
    /// The system, as in [`std::env::consts::OS`].
    pub os: String,
    /// The processor, as in [`std::env::consts::ARCH`].
    pub arch: String,
    /// How long to wait for each program.
    pub patience: Duration,
}

impl HostPaths {
    /// This machine, with minikube's own patience of 6 seconds.
    pub fn this_machine() -> Self {
        Self {
            root: PathBuf::from("/"),
            // Variables that are not Unicode are none that this code knows.
            environment: std::env::vars_os()
                .filter_map(|(name, value)| {
                    let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
                    // Windows calls it `Path`, and knows no case.
                    Some((if cfg!(windows) { name.to_uppercase() } else { name }, value))
                })
                .collect(),
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            patience: Duration::from_secs(6),
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").or_else(|| self.variable("USERPROFILE")).map(PathBuf::from)
    }

    /// minikube's own folder, by the rule of `MiniPath` in its localpath.go.
    fn minikube_home(&self) -> Option<PathBuf> {
        match self.variable("MINIKUBE_HOME").map(Path::new) {
            Some(home) if home.ends_with(".minikube") => Some(home.to_owned()),
            Some(home) => Some(home.join(".minikube")),
            None => Some(self.home()?.join(".minikube")),
        }
    }

    /// The program of that name that a shell would run.
    fn find(&self, name: &str) -> Option<PathBuf> {
        let name = if self.os == "windows" { format!("{name}.exe") } else { name.to_owned() };
        let folders = std::env::split_paths(self.variable("PATH")?);
        folders.map(|folder| folder.join(&name)).find(|path| is_executable(path))
    }

    /// The text of a file below the root, such as `proc/meminfo`.
    fn system_file(&self, path: &str) -> Fact<String> {
        if self.os != "linux" {
            return Fact::Unknown(format!("/{path} exists on Linux only"));
        }
        match read(&self.root.join(path)) {
            Ok(text) => Fact::Known(text),
            Err(error) => Fact::Unknown(format!("/{path}: {error}")),
        }
    }
}

/// Reads all facts. The programs run side by side, so that it takes as long as the slowest of them.
pub fn gather(host: &HostPaths) -> Facts {
    let (mut podman, mut kubectl, mut minikube) =
        (Program::Missing, Program::Missing, Program::Missing);
    let mut docker = Program::Missing;
    let mut docker_info = Fact::Unknown(String::new());
    std::thread::scope(|scope| {
        scope.spawn(|| docker = read_docker(host));
        scope.spawn(|| docker_info = read_docker_info(host));
        scope.spawn(|| podman = program(host, "podman", &["--version"], parse::last_word));
        scope.spawn(|| {
            let args = ["version", "--client", "-o", "json"];
            kubectl = program(host, "kubectl", &args, parse::kubectl_version);
        });
        let args = ["version", "-o", "json"];
        minikube = program(host, "minikube", &args, parse::minikube_version);
    });
    Facts {
        os: host.os.clone(),
        arch: host.arch.clone(),
        is_root: parsed(host, "proc/self/status", parse::is_root),
        cpus: cpus(host),
        memory: memory(host),
        limits: limits(host),
        home_disk: home_disk(host),
        docker_disk: docker_disk(host, &docker_info),
        cgroup_version: cgroup_version(host),
        virtualisation: virtualisation(host),
        kernel_release: parsed(host, "proc/sys/kernel/osrelease", |text| {
            Some(text.trim().to_owned())
        }),
        inotify_instances: parsed(host, "proc/sys/fs/inotify/max_user_instances", parse::number),
        bridge_netfilter: bridge_netfilter(host),
        has_conntrack: host.find("conntrack").is_some(),
        api_port_taken: port_taken(host, 8443),
        proxies: proxies(host),
        nameservers: parsed(host, "etc/resolv.conf", |text| Some(parse::nameservers(text))),
        docker,
        docker_info,
        podman,
        kubectl,
        minikube,
        settings: settings(host),
        profiles: profiles(host),
        kube_context: kube_context(host),
    }
}

/// What a system file says, by a parser that gives `None` for what it does not understand.
fn parsed<T>(host: &HostPaths, path: &str, parse: impl Fn(&str) -> Option<T>) -> Fact<T> {
    match host.system_file(path) {
        Fact::Known(text) => match parse(&text) {
            Some(value) => Fact::Known(value),
            None => Fact::Unknown(format!("/{path} is not understood")),
        },
        Fact::Unknown(reason) => Fact::Unknown(reason),
    }
}

/// The largest file that is read. `/proc/cpuinfo` of 500 CPUs has half of it.
const MAX_BYTES: u64 = 2 << 20;

/// The text of a regular file, or of one below `/proc`; no more than [`MAX_BYTES`] of it.
fn read(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The end of a file that grows at its end.
fn read_end(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(metadata.len().saturating_sub(MAX_BYTES)))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// What a program says, by a parser that gives `None` for what it does not understand.
fn program(
    host: &HostPaths,
    name: &str,
    args: &[&str],
    parse: impl Fn(&str) -> Option<String>,
) -> Program<String> {
    let Some(path) = host.find(name) else { return Program::Missing };
    let says = match run(&path, args, host.patience) {
        Ok(ended) => match parse(&ended.stdout) {
            Some(version) => Fact::Known(version),
            None => Fact::Unknown(ended.complaint(&format!("{name} {}", args.join(" ")))),
        },
        Err(stopped) => Fact::Unknown(stopped.to_string()),
    };
    Program::Installed { path: path.display().to_string(), says }
}

/// With a daemon that cannot be reached, docker still prints its own version, and complains on stderr.
fn read_docker(host: &HostPaths) -> Program<Docker> {
    let Some(path) = host.find("docker") else { return Program::Missing };
    // `--format json` is understood from docker 23 on, this by all.
    let args = ["version", "--format", "{{json .}}"];
    let says = match run(&path, &args, host.patience) {
        Err(run::Stopped::Silent(seconds)) => {
            Fact::Known(Docker { client: None, daemon: Daemon::Silent(seconds) })
        }
        Err(stopped) => Fact::Unknown(stopped.to_string()),
        Ok(ended) => match parse::docker_version(&ended.stdout) {
            Some((client, Some((version, os)))) => {
                Fact::Known(Docker { client, daemon: Daemon::Answers { version, os } })
            }
            Some((client, None)) => {
                let daemon = Daemon::Refuses(ended.complaint("docker version"));
                Fact::Known(Docker { client, daemon })
            }
            // Some versions print no JSON at all where they cannot reach the daemon.
            None if !ended.is_success && !ended.stderr.trim().is_empty() => {
                let daemon = Daemon::Refuses(ended.complaint("docker version"));
                Fact::Known(Docker { client: None, daemon })
            }
            None => Fact::Unknown(ended.complaint("docker version")),
        },
    };
    Program::Installed { path: path.display().to_string(), says }
}

fn read_docker_info(host: &HostPaths) -> Fact<DockerInfo> {
    let Some(path) = host.find("docker") else {
        return Fact::Unknown("docker is not there".to_owned());
    };
    match run(&path, &["info", "--format", "{{json .}}"], host.patience) {
        Ok(ended) => match parse::docker_info(&ended.stdout) {
            Some(info) => Fact::Known(info),
            None => Fact::Unknown(ended.complaint("docker info")),
        },
        Err(stopped) => Fact::Unknown(stopped.to_string()),
    }
}

fn cpus(host: &HostPaths) -> Fact<u32> {
    if host.os == "linux" {
        let online = parsed(host, "sys/devices/system/cpu/online", parse::cpu_list);
        return match online {
            Fact::Known(count) => Fact::Known(count),
            Fact::Unknown(_) => parsed(host, "proc/cpuinfo", parse::processors),
        };
    }
    match std::thread::available_parallelism() {
        Ok(count) => Fact::Known(u32::try_from(count.get()).unwrap_or(u32::MAX)),
        Err(error) => Fact::Unknown(error.to_string()),
    }
}

fn memory(host: &HostPaths) -> Fact<Memory> {
    parsed(host, "proc/meminfo", parse::meminfo)
}

/// Version 2 where its file of controllers is at the top; a hybrid counts as version 1, as it does for docker and the kubelet.
fn cgroup_version(host: &HostPaths) -> Fact<u8> {
    if host.os != "linux" {
        return Fact::Unknown("control groups exist on Linux only".to_owned());
    }
    let top = host.root.join("sys/fs/cgroup");
    if top.join("cgroup.controllers").is_file() {
        Fact::Known(2)
    } else if ["memory", "cpu", "unified"].iter().any(|name| top.join(name).is_dir()) {
        Fact::Known(1)
    } else {
        Fact::Unknown("/sys/fs/cgroup: no control groups are mounted".to_owned())
    }
}

/// The narrowest limits of the groups around this process. A group that says nothing sets none.
fn limits(host: &HostPaths) -> Limits {
    if host.os != "linux" {
        return Limits { milli_cpus: Fact::Known(None), memory: Fact::Known(None) };
    }
    let groups = match (cgroup_version(host), host.system_file("proc/self/cgroup")) {
        (Fact::Known(version), Fact::Known(text)) => Ok((version, text)),
        (Fact::Unknown(reason), _) | (_, Fact::Unknown(reason)) => Err(reason),
    };
    let (version, text) = match groups {
        Ok(groups) => groups,
        Err(reason) => {
            return Limits {
                milli_cpus: Fact::Unknown(reason.clone()),
                memory: Fact::Unknown(reason),
            };
        }
    };
    let narrowest = |controller: &str, read: &dyn Fn(&Path) -> Option<u64>| {
        let top = host.root.join("sys/fs/cgroup");
        let top = if version == 1 { top.join(controller) } else { top };
        let group = parse::group(&text, if version == 1 { controller } else { "" })?;
        let folder = top.join(group.trim_start_matches('/'));
        let around = folder.ancestors().take_while(|folder| folder.starts_with(&top));
        around.filter_map(read).min()
    };
    let file = |folder: &Path, name: &str| read(&folder.join(name)).ok();
    let memory = narrowest("memory", &|folder| match version {
        1 => {
            parse::number(&file(folder, "memory.limit_in_bytes")?).filter(|limit| *limit < 1 << 60)
        }
        _ => parse::number(&file(folder, "memory.max")?),
    });
    let milli_cpus = narrowest("cpu", &|folder| match version {
        1 => parse::quota(&file(folder, "cpu.cfs_quota_us")?, &file(folder, "cpu.cfs_period_us")?),
        _ => {
            let text = file(folder, "cpu.max")?;
            let (quota, period) = text.trim().split_once(' ')?;
            parse::quota(quota, period)
        }
    });
    Limits { milli_cpus: Fact::Known(milli_cpus), memory: Fact::Known(memory) }
}

fn home_disk(host: &HostPaths) -> Disk {
    match host.minikube_home() {
        // Before the first start the folder is not there: it will be made on its parent's file system.
        Some(home) => {
            let there = home.ancestors().find(|folder| folder.exists()).unwrap_or(&home);
            Disk { path: there.display().to_string(), free: free(host, there) }
        }
        None => Disk { path: String::new(), free: Fact::Unknown("HOME is not set".to_owned()) },
    }
}

/// The folder that docker names, where it is one of this machine.
fn docker_disk(host: &HostPaths, info: &Fact<DockerInfo>) -> Disk {
    let unknown =
        |reason: &str| Disk { path: String::new(), free: Fact::Unknown(reason.to_owned()) };
    let info = match info {
        Fact::Known(info) => info,
        Fact::Unknown(reason) => return unknown(reason),
    };
    let Some(folder) = &info.root_dir else {
        return unknown("docker does not say where it keeps images");
    };
    let is_here = host.os == "linux"
        && info.operating_system.as_deref().is_none_or(|os| !os.contains("Docker Desktop"));
    let path = host.root.join(folder.trim_start_matches('/'));
    if !is_here || !path.exists() {
        return unknown("docker keeps images in a machine of its own");
    }
    Disk { path: folder.clone(), free: free(host, &path) }
}

/// `df` is asked, and not the kernel, because a network file system that hangs would hang this process too.
fn free(host: &HostPaths, folder: &Path) -> Fact<u64> {
    let Some(df) = host.find("df") else { return Fact::Unknown("df is not there".to_owned()) };
    match run(&df, &["-Pk", &folder.display().to_string()], host.patience) {
        Ok(ended) => match parse::df(&ended.stdout) {
            Some(free) => Fact::Known(free),
            None => Fact::Unknown(ended.complaint("df")),
        },
        Err(stopped) => Fact::Unknown(stopped.to_string()),
    }
}

fn virtualisation(host: &HostPaths) -> Virtualisation {
    let flags = parsed(host, "proc/cpuinfo", parse::cpu_flags);
    let (cpu_flag, is_guest) = match flags {
        Fact::Known((flag, is_guest)) => (Fact::Known(flag), Fact::Known(is_guest)),
        Fact::Unknown(reason) => (Fact::Unknown(reason.clone()), Fact::Unknown(reason)),
    };
    let device = host.root.join("dev/kvm");
    let kvm = if host.os != "linux" {
        Fact::Unknown("/dev/kvm exists on Linux only".to_owned())
    } else {
        match OpenOptions::new().read(true).write(true).open(device) {
            Ok(_) => Fact::Known(Kvm::Usable),
            Err(error) if error.kind() == ErrorKind::NotFound => Fact::Known(Kvm::Missing),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Fact::Known(Kvm::Forbidden)
            }
            Err(error) => Fact::Unknown(format!("/dev/kvm: {error}")),
        }
    };
    Virtualisation { cpu_flag, is_guest, kvm }
}

/// Without the module `br_netfilter` there is no such file.
fn bridge_netfilter(host: &HostPaths) -> Fact<bool> {
    const PATH: &str = "proc/sys/net/bridge/bridge-nf-call-iptables";
    if host.os == "linux" && !host.root.join(PATH).exists() {
        return Fact::Known(false);
    }
    parsed(host, PATH, |text| Some(parse::number(text)? == 1))
}

fn port_taken(host: &HostPaths, port: u16) -> Fact<bool> {
    let old = host.system_file("proc/net/tcp");
    let new = host.system_file("proc/net/tcp6");
    match (old, new) {
        (Fact::Unknown(reason), _) => Fact::Unknown(reason),
        (Fact::Known(old), new) => {
            let new = new.known().map_or("", String::as_str);
            Fact::Known([old.as_str(), new].iter().any(|table| parse::listens(table, port)))
        }
    }
}

fn proxies(host: &HostPaths) -> BTreeMap<String, String> {
    ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"]
        .iter()
        .filter_map(|name| Some((*name, host.variable(name)?)))
        .map(|(name, value)| {
            let is_url = !name.eq_ignore_ascii_case("NO_PROXY");
            let value = if is_url { mask_credentials(value) } else { value.to_owned() };
            (name.to_owned(), value)
        })
        .collect()
}

fn settings(host: &HostPaths) -> Fact<Settings> {
    let home = host.minikube_home();
    let saved = match home.map(|home| read(&home.join("config/config.json"))) {
        Some(Ok(text)) => match parse::settings(&text) {
            Some(settings) => settings,
            None => {
                return Fact::Unknown("minikube's config/config.json is no JSON object".to_owned());
            }
        },
        Some(Err(error)) if error.kind() != ErrorKind::NotFound => {
            return Fact::Unknown(format!("minikube's config/config.json: {error}"));
        }
        _ => Settings::default(),
    };
    let variable = |name: &str| host.variable(name).map(str::to_owned);
    let number = |name: &str| host.variable(name)?.parse().ok();
    Fact::Known(Settings {
        profile: variable("MINIKUBE_PROFILE").or(saved.profile),
        driver: variable("MINIKUBE_DRIVER").or(saved.driver),
        memory_mib: host
            .variable("MINIKUBE_MEMORY")
            .and_then(crate::preflight::parse_mib)
            .or(saved.memory_mib),
        cpus: number("MINIKUBE_CPUS").or(saved.cpus),
        kubernetes_version: variable("MINIKUBE_KUBERNETES_VERSION").or(saved.kubernetes_version),
    })
}

/// The most profiles that are read.
const MAX_PROFILES: usize = 1000;

fn profiles(host: &HostPaths) -> Fact<Vec<Profile>> {
    let Some(home) = host.minikube_home() else {
        return Fact::Unknown("HOME is not set".to_owned());
    };
    let entries = match fs::read_dir(home.join("profiles")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Fact::Known(Vec::new()),
        Err(error) => return Fact::Unknown(format!("minikube's profiles: {error}")),
    };
    let audit = read_end(&home.join("logs/audit.json")).unwrap_or_default();
    let mut profiles = Vec::new();
    for entry in entries.flatten().take(MAX_PROFILES) {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let text = match read(&entry.path().join("config.json")) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            // It is there, and nothing of it is known.
            Err(_) => String::new(),
        };
        let minikube_version = parse::last_start(&audit, &name);
        profiles.push(Profile {
            name,
            minikube_version,
            ..parse::profile(&text).unwrap_or_default()
        });
    }
    profiles.sort_by(|a, b| a.name.cmp(&b.name));
    Fact::Known(profiles)
}

/// Of several files the first that names a context counts, as for kubectl.
fn kube_context(host: &HostPaths) -> Fact<Option<String>> {
    let paths: Vec<PathBuf> = match host.variable("KUBECONFIG") {
        Some(list) => {
            std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect()
        }
        None => match host.home() {
            Some(home) => vec![home.join(".kube/config")],
            None => return Fact::Unknown("neither KUBECONFIG nor HOME is set".to_owned()),
        },
    };
    for path in paths {
        match read(&path) {
            Ok(text) => {
                if let Some(context) = parse::current_context(&text) {
                    return Fact::Known(Some(context));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Fact::Unknown(format!("kubeconfig {}: {error}", path.display())),
        }
    }
    Fact::Known(None)
}

#[cfg(all(test, unix))]
mod tests;
