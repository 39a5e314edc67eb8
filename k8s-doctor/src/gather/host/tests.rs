//! Reads fake machines: a folder with the files of a machine, and programs that are shell scripts.

#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use super::*;

/// A fake machine, which exists as long as this value.
struct Machine {
    folder: PathBuf,
    host: HostPaths,
}

impl Machine {
    /// A Linux machine without any file or program.
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("heldby-host-{}-{n}", std::process::id()));
        fs::create_dir_all(folder.join("bin")).unwrap();
        fs::create_dir_all(folder.join("home")).unwrap();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let environment = [("PATH", path("bin")), ("HOME", path("home"))]
            .map(|(name, value)| (name.to_owned(), value));
        let host = HostPaths {
            root: folder.clone(),
            environment: environment.into(),
            os: "linux".to_owned(),
            arch: "x86_64".to_owned(),
            patience: Duration::from_secs(20),
        };
        Self { folder, host }
    }

    fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn program(&self, name: &str, script: &str) -> &Self {
        let path = format!("bin/{name}");
        self.file(&path, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.folder.join(path), fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn set(&mut self, name: &str, value: &str) {
        self.host.environment.insert(name.to_owned(), value.to_owned());
    }

    fn facts(&self) -> Facts {
        gather(&self.host)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// A machine on which all is there.
fn complete() -> Machine {
    let machine = Machine::new();
    machine
        .file("proc/self/status", "Name:\tx\nUid:\t1000\t1000\t1000\t1000\n")
        .file("proc/self/cgroup", "0::/a/b\n")
        .file("proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\nSwapTotal: 0 kB\n")
        .file("proc/cpuinfo", "processor : 0\nflags : fpu vmx hypervisor\n")
        .file("proc/sys/kernel/osrelease", "6.8.0-45-generic\n")
        .file("proc/sys/fs/inotify/max_user_instances", "128\n")
        .file("proc/net/tcp", "head\n 0: 00000000:20FB 00000000:0000 0A 0:0\n")
        .file("sys/devices/system/cpu/online", "0-3\n")
        .file("sys/fs/cgroup/cgroup.controllers", "cpu memory\n")
        .file("sys/fs/cgroup/a/memory.max", "2147483648\n")
        .file("sys/fs/cgroup/a/b/memory.max", "max\n")
        .file("sys/fs/cgroup/a/b/cpu.max", "150000 100000\n")
        .file("etc/resolv.conf", "# made\nnameserver 127.0.0.53\noptions edns0\n")
        .file("dev/kvm", "")
        .file("var/lib/docker/x", "")
        .file("home/.kube/config", "current-context: dev\nusers:\n- user: {token: hidden}\n")
        .file("home/.minikube/profiles/dev/config.json", PROFILE)
        .file("home/.minikube/profiles/broken/config.json", "{")
        .file("home/.minikube/config/config.json", r#"{"driver":"docker","memory":"4g"}"#)
        .file("home/.minikube/logs/audit.json", AUDIT)
        .program("docker", DOCKER)
        .program("df", "echo head; echo \"/dev/sda1 100 40 60 40% $2\"")
        .program("podman", "echo podman version 4.9.3")
        .program("kubectl", "echo '{\"clientVersion\":{\"gitVersion\":\"v1.31.0\"}}'")
        .program("minikube", "echo '{\"commit\":\"x\",\"minikubeVersion\":\"v1.34.0\"}'")
        .program("conntrack", "");
    machine
}

const PROFILE: &str = r#"{"Name":"dev","Driver":"docker","Memory":2200,"CPUs":2,
    "KubernetesConfig":{"KubernetesVersion":"v1.30.0","ContainerRuntime":"docker","ImageRepository":""}}"#;

const AUDIT: &str =
    "{\"data\":{\"command\":\"start\",\"profile\":\"dev\",\"version\":\"v1.33.1\"}}\n";

const DOCKER: &str = r#"case "$1" in
version) echo '{"Client":{"Version":"27.1.1"},"Server":{"Version":"27.1.0","Os":"linux"}}';;
info) echo '{"NCPU":4,"MemTotal":8192000000,"CgroupDriver":"systemd","CgroupVersion":"2","DockerRootDir":"/var/lib/docker","OperatingSystem":"Ubuntu 24.04"}';;
esac"#;

#[test]
fn all_is_read() {
    let machine = complete();
    let facts = machine.facts();
    let path = |name: &str| machine.folder.join("bin").join(name).display().to_string();
    let installed = |name: &str, version: &str| Program::Installed {
        path: path(name),
        says: Fact::Known(version.to_owned()),
    };
    assert_eq!(facts.is_root, Fact::Known(false));
    assert_eq!(facts.cpus, Fact::Known(4));
    let memory = Memory { total: 8_192_000_000, available: Some(6_144_000_000), swap: 0 };
    assert_eq!(facts.memory, Fact::Known(memory));
    assert_eq!(facts.limits.memory, Fact::Known(Some(2 << 30)), "of the group around ours");
    assert_eq!(facts.limits.milli_cpus, Fact::Known(Some(1500)));
    assert_eq!(facts.cgroup_version, Fact::Known(2));
    assert_eq!(facts.virtualisation.cpu_flag, Fact::Known(Some("vmx".to_owned())));
    assert_eq!(facts.virtualisation.is_guest, Fact::Known(true));
    assert_eq!(facts.virtualisation.kvm, Fact::Known(Kvm::Usable));
    assert_eq!(facts.inotify_instances, Fact::Known(128));
    assert_eq!(facts.bridge_netfilter, Fact::Known(false));
    assert!(facts.has_conntrack);
    assert_eq!(facts.api_port_taken, Fact::Known(true));
    assert_eq!(facts.nameservers, Fact::Known(vec!["127.0.0.53".to_owned()]));
    let daemon = Daemon::Answers { version: "27.1.0".to_owned(), os: "linux".to_owned() };
    let docker = Docker { client: Some("27.1.1".to_owned()), daemon };
    assert_eq!(
        facts.docker,
        Program::Installed { path: path("docker"), says: Fact::Known(docker) }
    );
    assert_eq!(
        facts.docker_disk,
        Disk { path: "/var/lib/docker".to_owned(), free: Fact::Known(60 << 10) }
    );
    assert_eq!(facts.home_disk.free, Fact::Known(60 << 10));
    assert_eq!(facts.podman, installed("podman", "4.9.3"));
    assert_eq!(facts.kubectl, installed("kubectl", "v1.31.0"));
    assert_eq!(facts.minikube, installed("minikube", "v1.34.0"));
    assert_eq!(facts.kube_context, Fact::Known(Some("dev".to_owned())));
    let settings = Settings {
        driver: Some("docker".to_owned()),
        memory_mib: Some(4096),
        ..Settings::default()
    };
    assert_eq!(facts.settings, Fact::Known(settings));
    let profiles = facts.profiles.known().unwrap();
    let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, ["broken", "dev"]);
    assert_eq!(profiles[0].driver, None, "nothing is known of it");
    assert_eq!(profiles[1].kubernetes_version.as_deref(), Some("v1.30.0"));
    assert_eq!(profiles[1].image_repository, None);
    assert_eq!(profiles[1].minikube_version.as_deref(), Some("v1.33.1"));
    assert!(!format!("{facts:?}").contains("hidden"), "a token");
}

#[test]
fn nothing_is_there() {
    let facts = Machine::new().facts();
    let Fact::Unknown(reason) = &facts.memory else { panic!("{:?}", facts.memory) };
    assert!(reason.starts_with("/proc/meminfo: "), "{reason}");
    for is_known in [
        facts.is_root.known().is_some(),
        facts.cpus.known().is_some(),
        facts.limits.memory.known().is_some(),
        facts.cgroup_version.known().is_some(),
        facts.inotify_instances.known().is_some(),
        facts.nameservers.known().is_some(),
        facts.home_disk.free.known().is_some(),
        facts.docker_disk.free.known().is_some(),
    ] {
        assert!(!is_known, "{facts:?}");
    }
    assert_eq!(facts.docker, Program::Missing);
    assert_eq!(facts.minikube, Program::Missing);
    assert_eq!(facts.virtualisation.kvm, Fact::Known(Kvm::Missing));
    assert_eq!(facts.profiles, Fact::Known(Vec::new()));
    assert_eq!(facts.settings, Fact::Known(Settings::default()));
    assert_eq!(facts.kube_context, Fact::Known(None));
}

fn daemon_of(script: &str, patience: Duration) -> Fact<Docker> {
    let mut machine = Machine::new();
    machine.host.patience = patience;
    machine.program("docker", script);
    match machine.facts().docker {
        Program::Installed { says, .. } => says,
        Program::Missing => panic!("docker was not found"),
    }
}

#[test]
fn a_docker_that_hangs_is_killed() {
    let began = Instant::now();
    // The second leaves a child behind that holds the pipes open.
    for script in ["exec /bin/sleep 300", "/bin/sleep 5 & exec /bin/sleep 300"] {
        let says = daemon_of(script, Duration::from_secs(1));
        assert_eq!(says, Fact::Known(Docker { client: None, daemon: Daemon::Silent(1) }));
    }
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[test]
fn a_docker_that_cannot_answer() {
    let patience = Duration::from_secs(20);
    let refused = |client: Option<&str>, text: &str| {
        let daemon = Daemon::Refuses(text.to_owned());
        Fact::Known(Docker { client: client.map(str::to_owned), daemon })
    };
    let down = "echo '{\"Client\":{\"Version\":\"27.1.1\"},\"Server\":null}'; echo; \
                echo 'Cannot connect to the Docker daemon' >&2; exit 1";
    assert_eq!(
        daemon_of(down, patience),
        refused(Some("27.1.1"), "Cannot connect to the Docker daemon")
    );
    let mute = "echo 'permission denied' >&2; exit 1";
    assert_eq!(daemon_of(mute, patience), refused(None, "permission denied"));
    let garbage = "echo '%%%'; printf '\\377\\376'";
    let unknown = Fact::Unknown("what `docker version` prints is not understood".to_owned());
    assert_eq!(daemon_of(garbage, patience), unknown);
    let endless = "while :; do echo 0123456789012345678901234567890123456789; done";
    assert!(
        daemon_of(endless, patience).known().is_none(),
        "it is cut off, and ends by a closed pipe"
    );
    let long = format!("echo {} >&2; exit 1", "x".repeat(5000));
    assert_eq!(daemon_of(&long, patience), refused(None, &"x".repeat(300)));
}

#[test]
fn a_docker_that_cannot_be_started() {
    let machine = Machine::new();
    machine.program("docker", "");
    machine.file("bin/docker", "#!/no/such/interpreter\n");
    let Program::Installed { says: Fact::Unknown(reason), .. } = machine.facts().docker else {
        panic!("it was started");
    };
    assert!(reason.starts_with("it cannot be started: "), "{reason}");
}

#[test]
fn a_file_that_is_no_program_is_passed_over() {
    let machine = Machine::new();
    machine.file("bin/docker", "#!/bin/sh\n");
    assert_eq!(machine.facts().docker, Program::Missing);
}

#[test]
fn the_environment_wins_over_files() {
    let mut machine = complete();
    machine.file("elsewhere/.minikube/config/config.json", r#"{"driver":"kvm2","cpus":4}"#);
    machine.file("second", "current-context: second\n");
    let folder = machine.folder.clone();
    let path = |name: &str| folder.join(name).display().to_string();
    machine.set("MINIKUBE_HOME", &path("elsewhere"));
    machine.set("MINIKUBE_DRIVER", "podman");
    machine.set("MINIKUBE_MEMORY", "3g");
    machine.set("KUBECONFIG", &format!("{}:{}", path("missing"), path("second")));
    machine.set("HTTPS_PROXY", "http://me:secret@proxy:3128");
    machine.set("no_proxy", "localhost");
    let facts = machine.facts();
    let settings = facts.settings.known().unwrap();
    assert_eq!((settings.driver.as_deref(), settings.cpus), (Some("podman"), Some(4)));
    assert_eq!(settings.memory_mib, Some(3072));
    assert_eq!(facts.profiles, Fact::Known(Vec::new()));
    assert_eq!(facts.kube_context, Fact::Known(Some("second".to_owned())));
    let proxies = [("HTTPS_PROXY", "http://***@proxy:3128"), ("no_proxy", "localhost")];
    let proxies = proxies.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(facts.proxies, BTreeMap::from(proxies));
    assert!(!format!("{facts:?}").contains("secret"));
}

#[test]
fn control_groups_of_version_1() {
    let machine = Machine::new();
    machine
        .file("proc/self/cgroup", "5:cpu,cpuacct:/docker/a\n4:memory:/docker/a\n")
        .file("sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes", "1073741824\n")
        .file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
        .file("sys/fs/cgroup/cpu/docker/a/cpu.cfs_quota_us", "-1\n")
        .file("sys/fs/cgroup/cpu/docker/a/cpu.cfs_period_us", "100000\n");
    let facts = machine.facts();
    assert_eq!(facts.cgroup_version, Fact::Known(1));
    assert_eq!(facts.limits.memory, Fact::Known(Some(1 << 30)));
    assert_eq!(facts.limits.milli_cpus, Fact::Known(None));
}

#[test]
fn another_system_is_not_guessed_at() {
    let mut machine = complete();
    machine.host.os = "macos".to_owned();
    let facts = machine.facts();
    assert_eq!(facts.memory, Fact::Unknown("/proc/meminfo exists on Linux only".to_owned()));
    assert!(facts.cgroup_version.known().is_none());
    let unknown = Fact::Unknown("docker keeps images in a machine of its own".to_owned());
    assert_eq!(facts.docker_disk.free, unknown);
    assert!(matches!(facts.kubectl, Program::Installed { says: Fact::Known(_), .. }));
}
