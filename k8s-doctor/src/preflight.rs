//! `heldby k8s preflight`: what would stop minikube before its cluster runs. [`Facts`] of the machine and the user's
//! [`Intent`] go in, one [`Answer`] for each check that applies comes out. Nothing here reads the machine: that is
//! [`crate::gather::host`].
//!
//! A check is a function from facts and `Plan` to what it found, in the file of its theme, and is listed in `CHECKS`.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all checks have one type, whether or not they apply to every plan"
)]

mod docker;
mod facts;
mod network;
mod plan;
mod profile;
mod resources;
mod system;
mod versions;

pub use facts::{
    Daemon, Disk, Docker, DockerInfo, Fact, Facts, Kvm, Limits, Memory, Profile, Program, Settings,
    Virtualisation,
};
pub use network::mask_credentials;
pub use plan::Intent;
pub use resources::parse_mib;

use plan::Plan;

/// What a check comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// minikube does not start, or its cluster does not run.
    Fail,
    /// It starts, and something about it goes wrong sooner or later.
    Warn,
    /// It could not be found out.
    Unknown,
    /// Nothing stands in the way.
    Pass,
}

/// What one check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The check's name in kebab case, which does not change.
    pub check: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// What it comes to.
    pub verdict: Verdict,
    /// What is there; for [`Verdict::Unknown`], why it is not known.
    pub found: String,
    /// What has to be there.
    pub needed: String,
    /// What goes wrong, or what is worth knowing; empty where all is said.
    pub why: String,
    /// What to run about it, the safest first; a line that begins with `#` is for a person to do.
    pub commands: Vec<String>,
    /// What the commands risk, if they do.
    pub risk: Option<String>,
}

/// Judges the machine by all checks that apply, in the order of `CHECKS`.
pub fn judge(facts: &Facts, intent: &Intent) -> Vec<Answer> {
    let plan = Plan::new(facts, intent);
    let answer = |check: &Check| {
        let finding = (check.run)(facts, &plan)?;
        Some(Answer {
            check: check.id,
            title: check.title,
            verdict: finding.verdict,
            found: finding.found,
            needed: finding.needed,
            why: finding.why,
            commands: finding.commands,
            risk: finding.risk,
        })
    };
    CHECKS.iter().filter_map(answer).collect()
}

/// What the answers are about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outline {
    /// The driver, as minikube names it.
    pub driver: String,
    /// Whether somebody chose it; without a choice it is docker, which minikube prefers.
    pub driver_is_chosen: bool,
    /// The name of the profile.
    pub profile: String,
    /// Whether its cluster has been made; `None` where that could not be read.
    pub profile_exists: Option<bool>,
    /// The version of Kubernetes, where somebody chose one: `v1.31.0`.
    pub kubernetes_version: Option<String>,
}

/// What minikube would do with these facts and this intent.
pub fn outline(facts: &Facts, intent: &Intent) -> Outline {
    let plan = Plan::new(facts, intent);
    Outline {
        profile_exists: facts.profiles.known().map(|_| plan.profile.is_some()),
        kubernetes_version: plan.kubernetes.map(|version| version.to_string()),
        driver: plan.driver,
        driver_is_chosen: plan.driver_is_chosen,
        profile: plan.name,
    }
}

/// A check.
struct Check {
    id: &'static str,
    title: &'static str,
    /// `None` where it does not apply to the plan.
    run: fn(&Facts, &Plan<'_>) -> Option<Finding>,
}

const fn check(
    id: &'static str,
    title: &'static str,
    run: fn(&Facts, &Plan<'_>) -> Option<Finding>,
) -> Check {
    Check { id, title, run }
}

/// All checks, in the order in which minikube would trip over them.
const CHECKS: &[Check] = &[
    check("minikube-installed", "minikube", versions::minikube_installed),
    check("root", "user", docker::root),
    check("profile-driver", "driver of the profile", profile::driver),
    check("cpus", "CPUs", resources::cpus),
    check("memory", "memory", resources::memory),
    check("swap", "swap", resources::swap),
    check("disk-home", "disk of minikube's home", resources::disk_home),
    check("disk-docker", "disk of docker's images", resources::disk_docker),
    check("docker-installed", "docker", docker::installed),
    check("docker-daemon", "docker daemon", docker::daemon),
    check("docker-version", "docker version", docker::version),
    check("docker-resources", "docker's CPUs and memory", docker::resources),
    check("docker-cgroup-driver", "docker's cgroup driver", docker::cgroup_driver),
    check("docker-rootless", "rootless docker", docker::rootless),
    check("docker-snap", "docker's packaging", docker::snap),
    check("podman-installed", "podman", docker::podman),
    check("cgroup-version", "cgroup version", system::cgroup_version),
    check("virtualisation", "virtualisation", system::virtualisation),
    check("architecture", "architecture", system::architecture),
    check("wsl", "Windows Subsystem for Linux", system::wsl),
    check("inotify", "inotify instances", system::inotify),
    check("conntrack", "conntrack", system::conntrack),
    check("bridge-netfilter", "bridged packets", system::bridge_netfilter),
    check("api-port", "port 8443", network::api_port),
    check("proxy", "proxy", network::proxy),
    check("no-proxy", "proxy exceptions", network::no_proxy),
    check("host-dns", "name servers", network::host_dns),
    check("kubernetes-version", "Kubernetes version", versions::kubernetes),
    check("kubectl-skew", "kubectl", versions::kubectl),
    check("minikube-profile", "minikube of the profile", versions::minikube_of_profile),
    check("mirror-images", "names of mirrored images", profile::mirror),
    check("kube-context", "kubeconfig context", profile::context),
];

/// An [`Answer`] without its check.
struct Finding {
    verdict: Verdict,
    found: String,
    needed: String,
    why: String,
    commands: Vec<String>,
    risk: Option<String>,
}

impl Finding {
    fn new(verdict: Verdict, found: impl Into<String>, needed: impl Into<String>) -> Self {
        Self {
            verdict,
            found: found.into(),
            needed: needed.into(),
            why: String::new(),
            commands: Vec::new(),
            risk: None,
        }
    }

    fn pass(found: impl Into<String>, needed: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, found, needed)
    }

    fn warn(found: impl Into<String>, needed: impl Into<String>) -> Self {
        Self::new(Verdict::Warn, found, needed)
    }

    fn fail(found: impl Into<String>, needed: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, found, needed)
    }

    fn unknown(reason: impl Into<String>, needed: impl Into<String>) -> Self {
        Self::new(Verdict::Unknown, reason, needed)
    }

    fn why(self, why: impl Into<String>) -> Self {
        Self { why: why.into(), ..self }
    }

    fn run<C: Into<String>>(self, commands: impl IntoIterator<Item = C>) -> Self {
        Self { commands: commands.into_iter().map(Into::into).collect(), ..self }
    }

    fn risk(self, risk: impl Into<String>) -> Self {
        Self { risk: Some(risk.into()), ..self }
    }
}

/// Bytes as people read them.
fn bytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    if bytes < 10_000 * MIB {
        return format!("{} MiB", bytes / MIB);
    }
    let tenths = bytes / (MIB * 1024 / 10);
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}

/// How many of something, as in `1 CPU` and `2 CPUs`.
fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
