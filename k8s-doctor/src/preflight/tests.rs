//! Facts beside the verdicts that they must lead to.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const GIB: u64 = 1 << 30;

/// A machine on which nothing stands in minikube's way, with one profile.
fn good() -> Facts {
    let known = |text: &str| Fact::Known(text.to_owned());
    let installed = |name: &str, says: &str| Program::Installed {
        path: format!("/usr/bin/{name}"),
        says: known(says),
    };
    let daemon = Daemon::Answers { version: "27.1.1".to_owned(), os: "linux".to_owned() };
    Facts {
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        is_root: Fact::Known(false),
        cpus: Fact::Known(8),
        memory: Fact::Known(Memory { total: 16 * GIB, available: Some(12 * GIB), swap: 0 }),
        limits: Limits { milli_cpus: Fact::Known(None), memory: Fact::Known(None) },
        home_disk: Disk { path: "/home/me".to_owned(), free: Fact::Known(100 * GIB) },
        docker_disk: Disk { path: "/var/lib/docker".to_owned(), free: Fact::Known(100 * GIB) },
        cgroup_version: Fact::Known(2),
        virtualisation: Virtualisation {
            cpu_flag: Fact::Known(Some("vmx".to_owned())),
            is_guest: Fact::Known(false),
            kvm: Fact::Known(Kvm::Usable),
        },
        kernel_release: known("6.8.0-45-generic"),
        inotify_instances: Fact::Known(1024),
        bridge_netfilter: Fact::Known(true),
        has_conntrack: true,
        api_port_taken: Fact::Known(false),
        proxies: std::collections::BTreeMap::new(),
        nameservers: Fact::Known(vec!["192.0.2.53".to_owned()]),
        docker: Program::Installed {
            path: "/usr/bin/docker".to_owned(),
            says: Fact::Known(Docker { client: Some("27.1.1".to_owned()), daemon }),
        },
        docker_info: Fact::Known(DockerInfo {
            cpus: Some(8),
            memory: Some(16 * GIB),
            cgroup_driver: Some("systemd".to_owned()),
            cgroup_version: Some(2),
            root_dir: Some("/var/lib/docker".to_owned()),
            operating_system: Some("Ubuntu 24.04".to_owned()),
            is_rootless: false,
        }),
        podman: Program::Missing,
        kubectl: installed("kubectl", "v1.31.2"),
        minikube: installed("minikube", "v1.34.0"),
        settings: Fact::Known(Settings::default()),
        profiles: Fact::Known(vec![profile()]),
        kube_context: Fact::Known(Some("minikube".to_owned())),
    }
}

fn profile() -> Profile {
    Profile {
        name: "minikube".to_owned(),
        driver: Some("docker".to_owned()),
        memory_mib: Some(3900),
        cpus: Some(2),
        kubernetes_version: Some("v1.31.0".to_owned()),
        container_runtime: Some("docker".to_owned()),
        image_repository: None,
        minikube_version: Some("v1.34.0".to_owned()),
    }
}

/// Intent with a driver.
fn driver(name: &str) -> Intent {
    Intent { driver: Some(name.to_owned()), ..Intent::default() }
}

/// A machine without a profile.
fn fresh() -> Facts {
    Facts { profiles: Fact::Known(Vec::new()), kube_context: Fact::Known(None), ..good() }
}

fn find<'a>(answers: &'a [Answer], check: &str) -> Option<&'a Answer> {
    assert!(CHECKS.iter().any(|known| known.id == check), "there is no check {check}");
    answers.iter().find(|answer| answer.check == check)
}

/// The verdict of one check; `None` where it does not apply.
#[track_caller]
fn check(facts: &Facts, intent: &Intent, check: &str, expected: Option<Verdict>) {
    let answers = judge(facts, intent);
    let answer = find(&answers, check);
    assert_eq!(answer.map(|answer| answer.verdict), expected, "{answer:#?}");
}

/// One change of the good machine, for the driver docker, and the verdict that follows.
#[track_caller]
fn changed(name: &str, expected: Verdict, change: impl FnOnce(&mut Facts)) -> Answer {
    let mut facts = good();
    change(&mut facts);
    check(&facts, &Intent::default(), name, Some(expected));
    let answers = judge(&facts, &Intent::default());
    let others: Vec<&Answer> = answers
        .iter()
        .filter(|answer| answer.check != name && answer.verdict == Verdict::Fail)
        .collect();
    assert!(others.is_empty(), "the same fault is told twice: {others:#?}");
    find(&answers, name).unwrap().clone()
}

use Verdict::{Fail, Pass, Unknown, Warn};

#[test]
fn a_good_machine_passes() {
    for intent in [Intent::default(), driver("docker")] {
        let answers = judge(&good(), &intent);
        let bad: Vec<&Answer> = answers.iter().filter(|answer| answer.verdict != Pass).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        assert!(answers.len() >= 20, "{}", answers.len());
    }
    let mut kvm = good();
    kvm.profiles = Fact::Known(vec![Profile { driver: Some("kvm2".to_owned()), ..profile() }]);
    let mut none = fresh();
    none.is_root = Fact::Known(true);
    for (facts, intent) in [(kvm, driver("kvm")), (none, driver("none"))] {
        let answers = judge(&facts, &intent);
        let bad: Vec<&Answer> = answers.iter().filter(|answer| answer.verdict != Pass).collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }
}

#[test]
fn what_is_not_known_never_passes() {
    fn no<T>() -> Fact<T> {
        Fact::Unknown("forbidden".to_owned())
    }
    let mut facts = good();
    facts.is_root = no();
    facts.cpus = no();
    facts.memory = no();
    facts.limits = Limits { milli_cpus: no(), memory: no() };
    facts.home_disk.free = no();
    facts.docker_disk.free = no();
    facts.cgroup_version = no();
    facts.inotify_instances = no();
    facts.nameservers = no();
    facts.docker_info = no();
    facts.kube_context = no();
    facts.settings = no();
    let path = "/usr/bin/x".to_owned();
    facts.kubectl = Program::Installed { path: path.clone(), says: no() };
    facts.minikube = Program::Installed { path, says: no() };
    let answers = judge(&facts, &driver("docker"));
    for name in [
        "root",
        "cpus",
        "memory",
        "swap",
        "disk-home",
        "disk-docker",
        "cgroup-version",
        "inotify",
        "host-dns",
        "docker-resources",
        "kube-context",
        "kubectl-skew",
        "minikube-installed",
        "kubernetes-version",
        "minikube-profile",
    ] {
        let answer = find(&answers, name).unwrap();
        assert_eq!(answer.verdict, Unknown, "{answer:#?}");
        assert!(!answer.found.is_empty(), "{name} says no reason");
    }
    facts.kernel_release = no();
    check(&facts, &driver("docker"), "wsl", Some(Unknown));
    facts.virtualisation = Virtualisation { cpu_flag: no(), is_guest: no(), kvm: no() };
    check(&facts, &driver("docker"), "virtualisation", None);
    facts.profiles = no();
    facts.bridge_netfilter = no();
    facts.api_port_taken = no();
    check(&facts, &driver("kvm2"), "virtualisation", Some(Unknown));
    check(&facts, &driver("docker"), "profile-driver", Some(Unknown));
    check(&facts, &driver("none"), "bridge-netfilter", Some(Unknown));
    check(&facts, &driver("none"), "api-port", Some(Unknown));
}

#[test]
fn cpus_and_memory() {
    changed("cpus", Fail, |facts| facts.cpus = Fact::Known(1));
    changed("cpus", Pass, |facts| facts.cpus = Fact::Known(2));
    changed("cpus", Warn, |facts| facts.limits.milli_cpus = Fact::Known(Some(1500)));
    changed("cpus", Pass, |facts| facts.limits.milli_cpus = Fact::Known(Some(2000)));
    let cpus = |cpus| Intent { cpus: Some(cpus), ..Intent::default() };
    for (asked, expected) in [(1, Fail), (2, Pass), (8, Pass), (9, Fail)] {
        check(&good(), &cpus(asked), "cpus", Some(expected));
    }

    let size = |mib: u64| Fact::Known(Memory { total: mib << 20, available: None, swap: 0 });
    for (mib, expected) in [(1799, Fail), (1800, Warn), (2199, Warn), (2200, Pass)] {
        let facts = Facts { memory: size(mib), ..fresh() };
        check(&facts, &Intent::default(), "memory", Some(expected));
        check(&facts, &driver("ssh"), "memory", None);
    }
    // A group's limit need not be the node's.
    let group = |limit| Facts {
        limits: Limits { milli_cpus: Fact::Known(None), memory: limit },
        ..fresh()
    };
    check(&group(Fact::Known(Some(2199 << 20))), &Intent::default(), "memory", Some(Warn));
    check(&group(Fact::Known(Some(2200 << 20))), &Intent::default(), "memory", Some(Pass));
    check(&group(Fact::Unknown("x".to_owned())), &Intent::default(), "memory", Some(Unknown));
    let memory = |mib| Intent { memory_mib: Some(mib), ..Intent::default() };
    for (asked, expected) in
        [(1799, Fail), (1800, Warn), (2200, Pass), (16384, Warn), (16385, Fail)]
    {
        check(&fresh(), &memory(asked), "memory", Some(expected));
    }
    let answer = changed("memory", Fail, |facts| {
        facts.memory = size(3000);
        // Docker has what the machine has, and is asked for no more than it.
        facts.docker_info = Fact::Unknown(String::new());
    });
    assert_eq!(answer.commands, ["minikube delete", "minikube start --memory=2250"]);
    assert!(answer.risk.unwrap().contains("lost"));
    let busy = Fact::Known(Memory { total: 16 * GIB, available: Some(GIB), swap: 0 });
    check(&Facts { memory: busy.clone(), ..fresh() }, &Intent::default(), "memory", Some(Warn));
    changed("memory", Pass, |facts| facts.memory = busy);
    let asks_for_all = Intent { memory_mib: Some(1 << 20), cpus: Some(999), ..driver("none") };
    check(&fresh(), &asks_for_all, "memory", Some(Pass));
    check(&fresh(), &asks_for_all, "cpus", Some(Pass));
}

#[test]
fn disks() {
    for (free, expected) in [
        (1_999_999_999, Fail),
        (2_000_000_000, Warn),
        (19_999_999_999, Warn),
        (20_000_000_000, Pass),
    ] {
        let answer =
            changed("disk-docker", expected, |facts| facts.docker_disk.free = Fact::Known(free));
        assert_eq!(answer.commands.is_empty(), expected == Pass);
    }
    changed("disk-home", Fail, |facts| facts.home_disk.free = Fact::Known(GIB));
    // Only machines have their disks there.
    changed("disk-home", Pass, |facts| facts.home_disk.free = Fact::Known(3 * GIB));
    let facts = Facts {
        home_disk: Disk { path: "/home".to_owned(), free: Fact::Known(3 * GIB) },
        ..fresh()
    };
    check(&facts, &driver("kvm2"), "disk-home", Some(Warn));
    check(&facts, &driver("kvm2"), "disk-docker", None);
}

#[test]
fn who_may_start_what() {
    let answer = changed("root", Fail, |facts| facts.is_root = Fact::Known(true));
    assert!(answer.why.contains("DRV_AS_ROOT"));
    let mut root = fresh();
    root.is_root = Fact::Known(true);
    for (facts, name, expected) in [
        (&root, "podman", Fail),
        (&root, "kvm2", Fail),
        (&root, "none", Pass),
        (&fresh(), "none", Fail),
        (&fresh(), "kvm2", Pass),
    ] {
        check(facts, &driver(name), "root", Some(expected));
    }
}

fn with_daemon(facts: &mut Facts, daemon: Daemon) {
    let docker = Docker { client: None, daemon };
    facts.docker =
        Program::Installed { path: "/usr/bin/docker".to_owned(), says: Fact::Known(docker) };
}

#[test]
fn dockers_daemon() {
    for (daemon, expected, word) in [
        (Daemon::Silent(6), Fail, "PROVIDER_DOCKER_DEADLINE_EXCEEDED"),
        (
            Daemon::Refuses("permission denied while trying to connect".to_owned()),
            Fail,
            "PROVIDER_DOCKER_NEWGRP",
        ),
        (
            Daemon::Refuses(
                "Cannot connect to the Docker daemon. Is the docker daemon running?".to_owned(),
            ),
            Fail,
            "PROVIDER_DOCKER_NOT_RUNNING",
        ),
        (
            Daemon::Refuses("dial tcp 127.0.0.1:2375: connect: connection refused".to_owned()),
            Fail,
            "PROVIDER_DOCKER_REFUSED",
        ),
        (
            Daemon::Answers { version: "27.0.0".to_owned(), os: "windows".to_owned() },
            Fail,
            "PROVIDER_DOCKER_WINDOWS_CONTAINERS",
        ),
    ] {
        let answer = changed("docker-daemon", expected, |facts| with_daemon(facts, daemon));
        assert!(answer.why.contains(word), "{answer:#?}");
        assert!(!answer.commands.is_empty());
    }
    let answer = changed("docker-installed", Fail, |facts| {
        facts.docker = Program::Missing;
        facts.podman =
            Program::Installed { path: String::new(), says: Fact::Known("4.9.3".to_owned()) };
    });
    assert_eq!(answer.commands[0], "minikube start --driver=podman");
    let answers = judge(&Facts { docker: Program::Missing, ..good() }, &Intent::default());
    assert!(find(&answers, "docker-daemon").is_none(), "one fault, one answer");
    check(&fresh(), &driver("podman"), "podman-installed", Some(Fail));
    check(&fresh(), &driver("podman"), "docker-daemon", None);
}

#[test]
fn dockers_version() {
    for (version, expected) in [
        ("17.12.1-ce", Fail),
        ("18.09.0", Warn),
        ("20.10.0", Pass),
        ("29.2.1", Pass),
        ("20.10.24+dfsg1", Pass),
        ("library-import", Unknown),
    ] {
        changed("docker-version", expected, |facts| {
            with_daemon(
                facts,
                Daemon::Answers { version: version.to_owned(), os: "linux".to_owned() },
            );
        });
    }
}

fn with_info(facts: &mut Facts, change: impl FnOnce(&mut DockerInfo)) {
    if let Fact::Known(info) = &mut facts.docker_info {
        change(info);
    }
}

#[test]
fn what_docker_says_of_itself() {
    changed("docker-resources", Fail, |facts| with_info(facts, |info| info.cpus = Some(1)));
    changed("docker-resources", Fail, |facts| with_info(facts, |info| info.memory = Some(GIB)));
    let answer = changed("docker-resources", Fail, |facts| {
        with_info(facts, |info| {
            info.memory = Some(2 * GIB);
            info.operating_system = Some("Docker Desktop".to_owned());
        });
    });
    assert_eq!(answer.commands, ["minikube start --memory=1536"]);
    changed("docker-resources", Unknown, |facts| with_info(facts, |info| info.cpus = None));

    for (driver, version, expected) in
        [("systemd", 2, Pass), ("cgroupfs", 2, Warn), ("cgroupfs", 1, Pass), ("none", 2, Fail)]
    {
        changed("docker-cgroup-driver", expected, |facts| {
            with_info(facts, |info| {
                info.cgroup_driver = Some(driver.to_owned());
                info.cgroup_version = Some(version);
            });
        });
    }

    check(&good(), &Intent::default(), "docker-rootless", None);
    changed("docker-rootless", Warn, |facts| with_info(facts, |info| info.is_rootless = true));
    changed("docker-rootless", Fail, |facts| {
        with_info(facts, |info| {
            info.is_rootless = true;
            info.cgroup_version = Some(1);
        });
    });
    changed("docker-rootless", Pass, |facts| {
        with_info(facts, |info| info.is_rootless = true);
        let containerd = Some("containerd".to_owned());
        facts.profiles = Fact::Known(vec![Profile { container_runtime: containerd, ..profile() }]);
    });

    changed("docker-snap", Warn, |facts| {
        with_info(facts, |info| {
            info.root_dir = Some("/var/snap/docker/common/var-lib-docker".to_owned());
        });
    });
    changed("docker-snap", Warn, |facts| {
        if let Program::Installed { path, .. } = &mut facts.docker {
            *path = "/snap/bin/docker".to_owned();
        }
    });
}

#[test]
fn control_groups_and_versions_of_kubernetes() {
    let old = |version: &str| Intent {
        kubernetes_version: Some(version.to_owned()),
        ..Intent::default()
    };
    let with = |cgroups, minikube: &str| Facts {
        cgroup_version: Fact::Known(cgroups),
        minikube: Program::Installed {
            path: "/bin/minikube".to_owned(),
            says: Fact::Known(minikube.to_owned()),
        },
        ..fresh()
    };
    for (cgroups, minikube, kubernetes, expected) in [
        (1, "v1.37.0", "v1.34.3", Warn),
        (1, "v1.37.0", "1.35", Fail),
        (1, "v1.38.0", "v1.36.0", Warn),
        (1, "v1.37.0", "stable", Warn),
        (2, "v1.20.0", "v1.18.20", Fail),
        (2, "v1.20.0", "v1.19.0", Pass),
    ] {
        let facts = with(cgroups, minikube);
        check(&facts, &old(kubernetes), "cgroup-version", Some(expected));
    }
    let facts = with(1, "garbage");
    check(&facts, &old("v1.36.0"), "cgroup-version", Some(Warn));
    check(&facts, &driver("kvm2"), "cgroup-version", None);
}

#[test]
fn virtual_machines() {
    let with = |flag: Option<&str>, is_guest, kvm| Facts {
        virtualisation: Virtualisation {
            cpu_flag: Fact::Known(flag.map(str::to_owned)),
            is_guest: Fact::Known(is_guest),
            kvm: Fact::Known(kvm),
        },
        ..fresh()
    };
    for (facts, name, expected) in [
        (with(Some("svm"), false, Kvm::Usable), "kvm2", Pass),
        (with(Some("svm"), false, Kvm::Forbidden), "kvm2", Fail),
        (with(Some("svm"), false, Kvm::Missing), "kvm2", Fail),
        (with(Some("svm"), false, Kvm::Missing), "virtualbox", Pass),
        (with(None, true, Kvm::Missing), "virtualbox", Fail),
        (with(None, true, Kvm::Missing), "docker", Pass),
    ] {
        check(&facts, &driver(name), "virtualisation", Some(expected));
    }
    let answers = judge(&with(None, true, Kvm::Missing), &driver("kvm2"));
    let answer = find(&answers, "virtualisation").unwrap();
    assert!(answer.commands[0].contains("nested"), "{answer:#?}");
}

#[test]
fn the_kernel_and_the_processor() {
    check(&good(), &Intent::default(), "wsl", None);
    for (release, expected) in
        [("5.15.153.1-microsoft-standard-WSL2", Pass), ("4.4.0-19041-Microsoft", Fail)]
    {
        changed("wsl", expected, |facts| facts.kernel_release = Fact::Known(release.to_owned()));
    }
    for (arch, expected) in [("aarch64", Pass), ("s390x", Warn), ("x86", Fail)] {
        changed("architecture", expected, |facts| facts.arch = arch.to_owned());
    }
    for (limit, expected) in [(128, Warn), (256, Pass)] {
        changed("inotify", expected, |facts| facts.inotify_instances = Fact::Known(limit));
    }
}

#[test]
fn the_driver_none() {
    let mut facts = fresh();
    facts.is_root = Fact::Known(true);
    facts.has_conntrack = false;
    facts.bridge_netfilter = Fact::Known(false);
    facts.api_port_taken = Fact::Known(true);
    facts.nameservers = Fact::Known(vec!["127.0.0.53".to_owned()]);
    for (name, expected) in
        [("conntrack", Fail), ("bridge-netfilter", Fail), ("api-port", Fail), ("host-dns", Warn)]
    {
        check(&facts, &driver("none"), name, Some(expected));
        let elsewhere = if name == "host-dns" { Some(Pass) } else { None };
        check(&facts, &driver("docker"), name, elsewhere);
    }
    let answers = judge(&facts, &driver("none"));
    let command = &find(&answers, "host-dns").unwrap().commands[0];
    assert!(command.ends_with("kubelet.resolv-conf=/run/systemd/resolve/resolv.conf"), "{command}");
}

fn with_proxies(facts: &mut Facts, proxies: &[(&str, &str)]) {
    facts.proxies =
        proxies.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
}

#[test]
fn proxies_and_exceptions() {
    check(&good(), &Intent::default(), "no-proxy", None);
    let all = "localhost,127.0.0.1,10.96.0.0/12,192.168.49.0/24,control-plane.minikube.internal";
    changed("no-proxy", Pass, |facts| {
        with_proxies(facts, &[("HTTP_PROXY", "http://p:1"), ("NO_PROXY", all)]);
    });
    changed("no-proxy", Pass, |facts| {
        let wide = "localhost,127.0.0.0/8,10.0.0.0/8,192.168.0.0/16,.internal";
        with_proxies(facts, &[("https_proxy", "http://p:1"), ("no_proxy", wide)]);
    });
    let answer =
        changed("no-proxy", Warn, |facts| with_proxies(facts, &[("HTTP_PROXY", "http://p:1")]));
    assert_eq!(answer.commands[0], format!("export NO_PROXY=\"{all}\""));
    let answer = changed("no-proxy", Warn, |facts| {
        let some = "localhost,127.0.0.1,control-plane.minikube.internal,10.96.0.0/12";
        with_proxies(facts, &[("HTTP_PROXY", "http://p:1"), ("NO_PROXY", some)]);
    });
    assert_eq!(answer.commands[0], "export NO_PROXY=\"$NO_PROXY,192.168.49.0/24\"");

    changed("proxy", Pass, |facts| with_proxies(facts, &[("HTTP_PROXY", "http://p:1")]));
    changed("proxy", Warn, |facts| with_proxies(facts, &[("http_proxy", "http://127.0.0.1:1")]));
    changed("proxy", Warn, |facts| {
        with_proxies(facts, &[("HTTP_PROXY", "http://p:1"), ("http_proxy", "http://q:1")]);
    });
}

#[test]
fn versions_and_their_distance() {
    let program = |version: &str| Program::Installed {
        path: "/bin/x".to_owned(),
        says: Fact::Known(version.to_owned()),
    };
    for (version, expected) in [
        ("v1.29.9", Warn),
        ("v1.30.0", Pass),
        ("v1.31.5", Pass),
        ("v1.32.0", Pass),
        ("v1.33.0-alpha.1", Warn),
        ("v2.31.0", Warn),
        ("garbage", Unknown),
    ] {
        changed("kubectl-skew", expected, |facts| facts.kubectl = program(version));
    }
    // Without a choice it is the default of minikube 1.34, Kubernetes 1.31.
    let facts = Facts { kubectl: program("v1.33.0"), ..fresh() };
    check(&facts, &Intent::default(), "kubectl-skew", Some(Warn));
    let newer = Facts { minikube: program("v1.40.0"), ..facts };
    check(&newer, &Intent::default(), "kubectl-skew", Some(Unknown));
    let answer = changed("kubectl-skew", Warn, |facts| facts.kubectl = Program::Missing);
    assert_eq!(answer.commands, ["minikube kubectl -- get pods -A"]);

    let wanted = |version: &str| Intent {
        kubernetes_version: Some(version.to_owned()),
        ..Intent::default()
    };
    for (minikube, kubernetes, expected) in [
        ("v1.34.0", "v1.31.5", Pass),
        ("v1.34.0", "v1.32.0", Warn),
        ("v1.35.0", "v1.19.9", Fail),
        ("v1.20.0", "v1.20.2", Pass),
        ("v1.20.0", "v1.31.0", Warn),
        ("v1.38.1", "v1.35.1", Pass),
        ("v1.38.1", "v1.36.0", Warn),
        ("v9.0.0", "v1.35.0", Pass),
        ("v9.0.0", "v1.99.0", Unknown),
        ("v1.9.0", "v1.16.0", Unknown),
    ] {
        let facts = Facts { minikube: program(minikube), ..fresh() };
        check(&facts, &wanted(kubernetes), "kubernetes-version", Some(expected));
    }
    check(&good(), &wanted("v1.30.0"), "kubernetes-version", Some(Fail));
    changed("minikube-installed", Fail, |facts| facts.minikube = Program::Missing);

    for (version, expected) in
        [("v1.33.1", Warn), ("v1.34.0", Pass), ("v1.36.0", Pass), ("v1.39.0", Warn)]
    {
        changed("minikube-profile", expected, |facts| facts.minikube = program(version));
    }
}

#[test]
fn the_profile() {
    check(&good(), &driver("kvm2"), "profile-driver", Some(Fail));
    check(&good(), &driver("docker"), "profile-driver", Some(Pass));
    check(&fresh(), &driver("kvm2"), "profile-driver", Some(Pass));
    changed("kube-context", Warn, |facts| {
        facts.kube_context = Fact::Known(Some("prod".to_owned()));
    });
    let answer = changed("kube-context", Warn, |facts| facts.kube_context = Fact::Known(None));
    assert_eq!(answer.commands, ["minikube update-context"]);
    check(&fresh(), &Intent::default(), "kube-context", None);

    // What a file says does not become a command.
    let hostile = Some("kvm2; reboot".to_owned());
    let facts =
        Facts { profiles: Fact::Known(vec![Profile { driver: hostile, ..profile() }]), ..good() };
    let answers = judge(&facts, &driver("docker"));
    let commands = &find(&answers, "profile-driver").unwrap().commands;
    assert_eq!(commands[0], "minikube start --driver='kvm2; reboot'");

    // Another profile has its own name everywhere.
    let mut facts = good();
    facts.profiles = Fact::Known(vec![profile(), Profile { name: "a b".to_owned(), ..profile() }]);
    let intent = Intent { profile: Some("a b".to_owned()), ..driver("kvm2") };
    let answers = judge(&facts, &intent);
    let answer = find(&answers, "profile-driver").unwrap();
    assert_eq!(answer.commands[0], "minikube start -p 'a b' --driver=docker");
}

#[test]
fn the_mirror_of_the_article() {
    let mirrored = |version: &str| {
        let repository = "registry.cn-hangzhou.aliyuncs.com/google_containers".to_owned();
        let mut facts = good();
        facts.profiles =
            Fact::Known(vec![Profile { image_repository: Some(repository), ..profile() }]);
        facts.minikube =
            Program::Installed { path: String::new(), says: Fact::Known(version.to_owned()) };
        facts
    };
    for (version, expected) in [
        ("v1.17.1", Pass),
        ("v1.18.0", Warn),
        ("v1.20.0", Warn),
        ("v1.23.0", Warn),
        ("v1.23.1", Pass),
        ("v1.34.0", Pass),
    ] {
        check(&mirrored(version), &Intent::default(), "mirror-images", Some(expected));
    }
    check(&good(), &Intent::default(), "mirror-images", None);
    let answers = judge(&mirrored("v1.20.0"), &Intent::default());
    let commands = &find(&answers, "mirror-images").unwrap().commands;
    assert!(
        commands[2].ends_with("/google_containers/k8s-minikube/storage-provisioner:v5"),
        "{commands:?}"
    );
}

#[test]
fn intent_wins_over_profile_and_profile_over_settings() {
    let set = |driver: &str| Settings { driver: Some(driver.to_owned()), ..Settings::default() };
    let with = |facts: Facts, name: &str| Facts { settings: Fact::Known(set(name)), ..facts };
    for (facts, intent, expected) in [
        (fresh(), Intent::default(), ("docker", false)),
        (with(fresh(), "kvm"), Intent::default(), ("kvm2", true)),
        (with(fresh(), "auto"), Intent::default(), ("docker", false)),
        (with(good(), "kvm"), Intent::default(), ("docker", true)),
        (good(), driver("podman"), ("podman", true)),
    ] {
        let outline = outline(&facts, &intent);
        assert_eq!((outline.driver.as_str(), outline.driver_is_chosen), expected);
    }
}

#[test]
fn checks_are_named_once_in_kebab_case() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len());
    for id in ids {
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
    }
}

#[test]
fn sizes_of_memory() {
    for (text, expected) in [
        ("4096", Some(4096)),
        ("4096mb", Some(4096)),
        ("4g", Some(4096)),
        ("2GiB", Some(2048)),
        ("1048576k", Some(1024)),
        ("max", None),
        ("no-limit", None),
        ("", None),
        ("-1", None),
        ("99999999999999999999g", None),
        ("18446744073709551615t", None),
    ] {
        assert_eq!(parse_mib(text), expected, "{text}");
    }
}

proptest! {
    /// No password comes out, whatever stands around it.
    #[test]
    fn passwords_are_masked(scheme in "(http|https|socks5)://", user in "[a-z]{0,5}", host in "[a-z.]{1,9}", tail in "[@:/a-z]{0,9}") {
        let password = format!("SECRET{tail}");
        for url in [format!("{scheme}{user}:{password}@{host}:80"), format!("{user}:{password}@{host}")] {
            let masked = mask_credentials(&url);
            prop_assert!(!masked.contains("SECRET"), "{}", masked);
            prop_assert!(masked.contains(&host));
        }
    }

    /// Any numbers lead to answers, and whatever is not right says what to do.
    #[test]
    fn any_machine_is_judged(
        cpus: u32, total: u64, available: u64, free: u64, asked: Option<u64>, limit: Option<u64>, milli: Option<u64>,
        name in "(docker|podman|none|kvm2|virtualbox|ssh|x y)",
    ) {
        let mut facts = fresh();
        facts.cpus = Fact::Known(cpus);
        facts.memory = Fact::Known(Memory { total, available: Some(available), swap: 0 });
        facts.limits = Limits { milli_cpus: Fact::Known(milli), memory: Fact::Known(limit) };
        facts.docker_disk.free = Fact::Known(free);
        let intent = Intent { memory_mib: asked, ..driver(&name) };
        for answer in judge(&facts, &intent) {
            prop_assert!(!answer.found.is_empty() && !answer.needed.is_empty());
            if answer.verdict == Fail {
                prop_assert!(!answer.commands.is_empty() && !answer.why.is_empty(), "{:?}", answer);
            }
        }
    }
}
