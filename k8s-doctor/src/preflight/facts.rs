//! What is known of a machine before minikube starts on it: plain values, which somebody else has read. What could not
//! be read is [`Fact::Unknown`] with the reason, and never looks like an answer.

use std::collections::BTreeMap;

/// Something that was read, or why it was not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact<T> {
    /// What was read.
    Known(T),
    /// Why it was not, as a fragment: `/proc/meminfo: permission denied`.
    Unknown(String),
}

impl<T> Fact<T> {
    /// What was read, if it was.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// A program on the search path, and what it says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Program<T> {
    /// No folder of the search path holds it.
    Missing,
    /// It is there.
    Installed {
        /// The path at which it was found, with links not followed.
        path: String,
        /// What it said.
        says: Fact<T>,
    },
}

/// All facts that the checks are about. Sizes are in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// As Rust names it: `linux`, `macos`, `windows`.
    pub os: String,
    /// As Rust names it: `x86_64`, `aarch64`.
    pub arch: String,
    /// Whether this process runs as root.
    pub is_root: Fact<bool>,
    /// How many CPUs are online.
    pub cpus: Fact<u32>,
    /// The machine's memory.
    pub memory: Fact<Memory>,
    /// What the control groups around this process leave of it.
    pub limits: Limits,
    /// The file system that holds minikube's home.
    pub home_disk: Disk,
    /// The file system that holds docker's images; unknown where docker does not say, or keeps them in a machine of its
    /// own.
    pub docker_disk: Disk,
    /// Which version of control groups is mounted: 1 or 2.
    pub cgroup_version: Fact<u8>,
    /// Whether the CPUs can run virtual machines.
    pub virtualisation: Virtualisation,
    /// The kernel's name for its release, such as `6.8.0-45-generic`.
    pub kernel_release: Fact<String>,
    /// How many inotify instances one user may have.
    pub inotify_instances: Fact<u64>,
    /// Whether bridged packets pass through iptables.
    pub bridge_netfilter: Fact<bool>,
    /// Whether `conntrack` is on the search path.
    pub has_conntrack: bool,
    /// Whether something listens on TCP port 8443.
    pub api_port_taken: Fact<bool>,
    /// The proxy variables that are set and not empty, by their exact names. Credentials are masked already.
    pub proxies: BTreeMap<String, String>,
    /// The name servers of the machine.
    pub nameservers: Fact<Vec<String>>,
    /// The docker client and its daemon.
    pub docker: Program<Docker>,
    /// What `docker info` says.
    pub docker_info: Fact<DockerInfo>,
    /// The version of podman.
    pub podman: Program<String>,
    /// The version of kubectl.
    pub kubectl: Program<String>,
    /// The version of minikube.
    pub minikube: Program<String>,
    /// What the user has set for minikube, in its environment or with `minikube config set`.
    pub settings: Fact<Settings>,
    /// The clusters that minikube has made, sorted by name.
    pub profiles: Fact<Vec<Profile>>,
    /// The current context of the kubeconfig; `None` where there is none.
    pub kube_context: Fact<Option<String>>,
}

/// The machine's memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Memory {
    /// All of it.
    pub total: u64,
    /// What programs can get without swapping; `None` on kernels that do not say.
    pub available: Option<u64>,
    /// The swap space.
    pub swap: u64,
}

/// What control groups leave; `None` where they set no limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// In thousandths of a CPU.
    pub milli_cpus: Fact<Option<u64>>,
    /// In bytes.
    pub memory: Fact<Option<u64>>,
}

/// A file system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disk {
    /// The folder that was asked about; empty where none is known.
    pub path: String,
    /// The bytes that are free to users.
    pub free: Fact<u64>,
}

/// Whether the machine can run virtual machines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Virtualisation {
    /// `vmx` or `svm`, or `None` where the CPUs have neither flag.
    pub cpu_flag: Fact<Option<String>>,
    /// Whether the machine is itself a virtual one.
    pub is_guest: Fact<bool>,
    /// The state of `/dev/kvm`.
    pub kvm: Fact<Kvm>,
}

/// The state of `/dev/kvm`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kvm {
    /// It is not there.
    Missing,
    /// It is there, and this user may not open it for writing.
    Forbidden,
    /// It can be used.
    Usable,
}

/// The docker client and its daemon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Docker {
    /// The client's version, if it said.
    pub client: Option<String>,
    /// Whether the daemon answers.
    pub daemon: Daemon,
}

/// Whether docker's daemon answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Daemon {
    /// It does.
    Answers {
        /// Its version.
        version: String,
        /// The system that its containers run: `linux` or `windows`.
        os: String,
    },
    /// The client could not talk to it, and said this.
    Refuses(String),
    /// Nothing was said for so many seconds.
    Silent(u64),
}

/// What `docker info` says; `None` is what it left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DockerInfo {
    /// The CPUs that containers have.
    pub cpus: Option<u32>,
    /// The memory that containers have.
    pub memory: Option<u64>,
    /// `systemd`, `cgroupfs` or `none`.
    pub cgroup_driver: Option<String>,
    /// 1 or 2.
    pub cgroup_version: Option<u8>,
    /// Where images are kept.
    pub root_dir: Option<String>,
    /// Such as `Ubuntu 24.04` or `Docker Desktop`.
    pub operating_system: Option<String>,
    /// Whether the daemon runs without root.
    pub is_rootless: bool,
}

/// What the user has set for minikube: the environment's `MINIKUBE_…`, then `config/config.json`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// The profile to use.
    pub profile: Option<String>,
    /// The driver.
    pub driver: Option<String>,
    /// The memory, in MiB.
    pub memory_mib: Option<u64>,
    /// The CPUs.
    pub cpus: Option<u32>,
    /// The version of Kubernetes.
    pub kubernetes_version: Option<String>,
}

/// A cluster that minikube has made, as its `config.json` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    /// Its name, which is the name of its kubeconfig context too.
    pub name: String,
    /// The driver.
    pub driver: Option<String>,
    /// The memory, in MiB.
    pub memory_mib: Option<u64>,
    /// The CPUs.
    pub cpus: Option<u32>,
    /// The version of Kubernetes.
    pub kubernetes_version: Option<String>,
    /// The container runtime.
    pub container_runtime: Option<String>,
    /// The mirror for images; `None` where there is none.
    pub image_repository: Option<String>,
    /// The version of the minikube that started it last, from minikube's audit log.
    pub minikube_version: Option<String>,
}
