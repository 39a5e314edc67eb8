//! Docker and podman, which make nodes of containers, and who may use them.
//!
//! What docker's errors mean is told by their texts, as minikube does it (`suggestFix` in its drvs/docker/docker.go).

use super::facts::{Daemon, Docker, DockerInfo, Facts};
use super::plan::Plan;
use super::resources::{MIN_CPUS, MIN_MIB};
use super::versions::Version;
use super::{Fact, Finding, Program, bytes, count};
use crate::minikube::remedy::quote;

/// Older ones are refused or fail (`minDockerVersion` in minikube's drvs/docker/docker.go).
const MIN_DOCKER: Version = Version::new(18, 9, 0);
/// The first with control groups v2, which all current distributions have.
const RECOMMENDED_DOCKER: Version = Version::new(20, 10, 0);

/// As root minikube refuses every driver but none (`DRV_AS_ROOT`) unless forced, and without root it refuses the driver none
/// (`DRV_NEEDS_ROOT`); `validateUser` in its start.go.
pub(super) fn root(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if facts.os != "linux" {
        return None;
    }
    let wants_root = plan.uses_none();
    let needed = if wants_root { "root, for the driver none" } else { "a user other than root" };
    let is_root = match &facts.is_root {
        Fact::Known(is_root) => *is_root,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let found = if is_root { "root" } else { "not root" };
    let flag = plan.profile_flag();
    let driver = &plan.driver;
    Some(match (is_root, wants_root) {
        (true, false) => Finding::fail(found, needed)
            .why(format!("minikube exits with DRV_AS_ROOT for the driver {driver}"))
            .run([
                "useradd --create-home --groups docker dev && su - dev".to_owned(),
                format!("minikube start{flag} --driver={} --force", quote(driver)),
            ])
            .risk("--force skips every check of minikube, and files in ~/.minikube and ~/.kube then belong to root"),
        (false, true) => Finding::fail(found, needed)
            .why("minikube exits with DRV_NEEDS_ROOT: the driver none changes this machine itself")
            .run([
                format!("minikube start{flag} --driver=docker"),
                format!("sudo minikube start{flag} --driver=none"),
            ])
            .risk("the second installs Kubernetes on this machine, outside any container"),
        _ => Finding::pass(found, needed),
    })
}

/// Whether there is a docker client at all (`PROVIDER_DOCKER_NOT_FOUND`).
pub(super) fn installed(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if !plan.uses_docker() {
        return None;
    }
    let needed = "docker on the search path";
    Some(match &facts.docker {
        Program::Installed { path, .. } => Finding::pass(path, needed),
        Program::Missing => {
            let mut commands = podman_instead(facts, plan);
            commands.push(
                match facts.os.as_str() {
                    "macos" => "brew install --cask docker",
                    "windows" => "winget install Docker.DockerDesktop",
                    _ => "# install docker: https://docs.docker.com/engine/install/",
                }
                .to_owned(),
            );
            Finding::fail("docker is not there", needed)
                .why("minikube exits with PROVIDER_DOCKER_NOT_FOUND")
                .run(commands)
        }
    })
}

/// Where podman is there, it can be used in docker's place.
fn podman_instead(facts: &Facts, plan: &Plan<'_>) -> Vec<String> {
    match facts.podman {
        Program::Installed { .. } => {
            vec![format!("minikube start{} --driver=podman", plan.profile_flag())]
        }
        Program::Missing => Vec::new(),
    }
}

/// What the docker client said, where the plan is about docker and there is one.
fn docker<'a>(facts: &'a Facts, plan: &Plan<'_>) -> Option<&'a Fact<Docker>> {
    match &facts.docker {
        Program::Installed { says, .. } if plan.uses_docker() => Some(says),
        _ => None,
    }
}

/// The client must reach its daemon (`PROVIDER_DOCKER_NOT_RUNNING`, `PROVIDER_DOCKER_NEWGRP`) within minikube's 6 seconds
/// (`PROVIDER_DOCKER_DEADLINE_EXCEEDED`), and its containers must be Linux ones (`PROVIDER_DOCKER_WINDOWS_CONTAINERS`).
pub(super) fn daemon(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let needed = "a daemon that answers";
    let start = match facts.os.as_str() {
        "linux" => "sudo systemctl start docker",
        "macos" => "open -a Docker",
        _ => "# start Docker Desktop",
    };
    let daemon = match docker(facts, plan)? {
        Fact::Known(docker) => &docker.daemon,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    Some(match daemon {
        Daemon::Answers { os, .. } if os == "windows" => {
            Finding::fail("it runs Windows containers", "Linux containers")
                .why("minikube exits with PROVIDER_DOCKER_WINDOWS_CONTAINERS")
                .run(["# in Docker Desktop's menu: Switch to Linux containers"])
        }
        Daemon::Answers { .. } => Finding::pass("it answers", needed),
        Daemon::Silent(seconds) => Finding::fail(format!("no answer in {seconds} s"), needed)
            .why("minikube waits 6 s, then exits with PROVIDER_DOCKER_DEADLINE_EXCEEDED")
            .run([if facts.os == "linux" {
                "sudo systemctl restart docker"
            } else {
                "# restart Docker Desktop"
            }])
            .risk("containers that run are stopped"),
        Daemon::Refuses(text) if text.contains("permission denied") => Finding::fail(text, needed)
            .why(
                "this user may not use docker's socket: minikube exits with PROVIDER_DOCKER_NEWGRP",
            )
            .run(["sudo usermod -aG docker \"$USER\" && newgrp docker"])
            .risk("members of the group docker can become root on this machine"),
        Daemon::Refuses(text) => {
            let mut commands = vec![start.to_owned()];
            commands.extend(podman_instead(facts, plan));
            let code = if text.contains("refused") {
                "PROVIDER_DOCKER_REFUSED"
            } else {
                "PROVIDER_DOCKER_NOT_RUNNING"
            };
            Finding::fail(text, needed).why(format!("minikube exits with {code}")).run(commands)
        }
    })
}

/// Dockers before 18.09 are too old for minikube, those before 20.10 for control groups v2.
pub(super) fn version(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let needed = "18.09 or newer, better 20.10";
    let daemon = &docker(facts, plan)?.known()?.daemon;
    let Daemon::Answers { version: text, .. } = daemon else { return None };
    let upgrade = ["# upgrade docker: https://docs.docker.com/engine/install/"];
    Some(match Version::parse(text) {
        None => Finding::unknown(format!("docker calls its version `{text}`"), needed),
        Some(version) if version < MIN_DOCKER => Finding::fail(text, needed)
            .why("the node's image needs features that this docker does not have")
            .run(upgrade),
        Some(version) if version < RECOMMENDED_DOCKER => Finding::warn(text, needed)
            .why("it cannot run on control groups v2, and current nodes are not tested with it")
            .run(upgrade),
        Some(_) => Finding::pass(text, needed),
    })
}

/// What docker says of itself, where the plan is about docker and its daemon answers.
fn info<'a>(facts: &'a Facts, plan: &Plan<'_>) -> Option<&'a Fact<DockerInfo>> {
    match &docker(facts, plan)?.known()?.daemon {
        Daemon::Answers { .. } => Some(&facts.docker_info),
        _ => None,
    }
}

/// Docker Desktop runs containers in a virtual machine, whose CPUs and memory count instead of this machine's
/// (`RSRC_DOCKER_CORES`, `RSRC_DOCKER_MEMORY`, `RSRC_INSUFFICIENT_CONTAINER_MEMORY`).
pub(super) fn resources(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let asked_cpus = plan.cpus.unwrap_or(MIN_CPUS).max(MIN_CPUS);
    let needed = format!("{asked_cpus} CPUs and {} MiB", plan.memory_mib.unwrap_or(MIN_MIB));
    let info = match info(facts, plan)? {
        Fact::Known(info) => info,
        Fact::Unknown(reason) => return Some(Finding::unknown(reason, needed)),
    };
    let (Some(cpus), Some(memory)) = (info.cpus, info.memory) else {
        return Some(Finding::unknown("docker does not say what its containers have", needed));
    };
    let found = format!("{} and {}", count(u64::from(cpus), "CPU"), bytes(memory));
    let is_desktop =
        info.operating_system.as_deref().is_some_and(|os| os.contains("Docker Desktop"));
    let advice = if is_desktop {
        "# in Docker Desktop: Settings, Resources, Advanced"
    } else {
        "# give the machine that docker runs on more of it"
    };
    let mib = memory >> 20;
    Some(if cpus < asked_cpus {
        Finding::fail(found, needed)
            .why("minikube exits with RSRC_DOCKER_CORES or RSRC_INSUFFICIENT_CORES")
            .run([advice])
    } else if mib < MIN_MIB {
        Finding::fail(found, needed)
            .why("minikube exits with RSRC_INSUFFICIENT_CONTAINER_MEMORY or RSRC_DOCKER_MEMORY")
            .run([advice])
    } else if plan.memory_mib.is_some_and(|asked| asked > mib) {
        Finding::fail(found, needed)
            .why("minikube exits with MK_USAGE: the node is to get more than docker has")
            .run([format!("minikube start{} --memory={}", plan.profile_flag(), mib / 4 * 3)])
    } else {
        Finding::pass(found, needed)
    })
}

/// Kubelet and container runtime must agree on who manages control groups; on v2 that is systemd. With `none`, which
/// rootless docker without systemd has, no limit binds at all.
pub(super) fn cgroup_driver(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let info = info(facts, plan)?.known()?;
    let driver = info.cgroup_driver.as_deref()?;
    let needed = "systemd on control groups v2, else systemd or cgroupfs";
    let found = match info.cgroup_version {
        Some(version) => format!("{driver} on control groups v{version}"),
        None => driver.to_owned(),
    };
    Some(match (driver, info.cgroup_version) {
        ("none", _) => Finding::fail(found, needed)
            .why("docker cannot set limits, and the kubelet in the node finds no control groups to manage")
            .run(["# run rootless docker under systemd: https://rootlesscontaine.rs/getting-started/common/cgroup2/"]),
        ("cgroupfs", Some(2)) => Finding::warn(found, needed)
            .why("two managers of one tree: under pressure the node becomes unstable")
            .run([
                "# in /etc/docker/daemon.json: { \"exec-opts\": [\"native.cgroupdriver=systemd\"] }",
                "sudo systemctl restart docker",
            ])
            .risk("containers that run are stopped"),
        _ => Finding::pass(found, needed),
    })
}

/// Rootless docker needs control groups v2 with delegated controllers, and containerd or CRI-O in the node.
pub(super) fn rootless(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let info = info(facts, plan)?.known()?;
    if !info.is_rootless {
        return None;
    }
    let needed = "control groups v2, and containerd in the node";
    if info.cgroup_version == Some(1) {
        return Some(
            Finding::fail("rootless docker on control groups v1", needed)
                .why(
                    "without root nobody may make control groups v1, so the kubelet does not start",
                )
                .run(["# boot with systemd.unified_cgroup_hierarchy=1"]),
        );
    }
    let runtime = plan.profile.and_then(|profile| profile.container_runtime.as_deref());
    if matches!(runtime, Some("containerd" | "cri-o" | "crio")) {
        return Some(Finding::pass("rootless docker, containerd or CRI-O in the node", needed));
    }
    Some(
        Finding::warn("rootless docker", needed)
            .why("dockerd in the node does not run under a rootless docker")
            .run([
                "minikube config set rootless true".to_owned(),
                format!(
                    "minikube start{} --driver=docker --container-runtime=containerd",
                    plan.profile_flag()
                ),
            ]),
    )
}

/// A docker from the Snap Store is confined: it sees no hidden folder of the home, so not `~/.minikube`, and no /tmp of
/// ours.
pub(super) fn snap(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let Program::Installed { path, .. } = &facts.docker else { return None };
    if !plan.uses_docker() || facts.os != "linux" {
        return None;
    }
    let needed = "a docker that is not a snap";
    let root_dir = facts.docker_info.known().and_then(|info| info.root_dir.as_deref());
    let is_snap = path.starts_with("/snap/")
        || root_dir.is_some_and(|folder| folder.starts_with("/var/snap/"));
    Some(if is_snap {
        Finding::warn(path, needed)
            .why("a snap sees neither ~/.minikube nor /tmp: copying files into the node and mounts fail")
            .run([
                "# install docker from its own packages: https://docs.docker.com/engine/install/",
                "sudo snap remove docker",
            ])
            .risk("removing the snap removes its containers and images")
    } else {
        Finding::pass(path, needed)
    })
}

/// Podman, where it is to make the nodes (`PROVIDER_PODMAN_NOT_FOUND`).
pub(super) fn podman(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    if plan.driver != "podman" {
        return None;
    }
    let needed = "podman on the search path";
    Some(match &facts.podman {
        Program::Missing => Finding::fail("podman is not there", needed)
            .why("minikube exits with PROVIDER_PODMAN_NOT_FOUND")
            .run([
                format!("minikube start{} --driver=docker", plan.profile_flag()),
                "# install podman: https://podman.io/docs/installation".to_owned(),
            ]),
        Program::Installed { says: Fact::Known(version), .. } => Finding::pass(version, needed)
            .why("minikube calls this driver experimental, and calls podman with sudo unless rootless is set"),
        Program::Installed { says: Fact::Unknown(reason), .. } => Finding::unknown(reason, needed),
    })
}
