//! What minikube is going to do: what the user asks for, else what the existing profile says, else what is set for
//! minikube, else its own defaults.

use super::facts::{Facts, Profile, Settings};
use super::versions::Version;
use crate::minikube::remedy::quote;

/// What the user asks for; `None` is left to the profile, the settings and minikube.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Intent {
    /// The driver, as for `minikube start --driver`.
    pub driver: Option<String>,
    /// The profile, as for `minikube --profile`.
    pub profile: Option<String>,
    /// The memory of the node, in MiB.
    pub memory_mib: Option<u64>,
    /// The CPUs of the node.
    pub cpus: Option<u32>,
    /// The version of Kubernetes: `v1.31.0`, `1.31`, `stable`.
    pub kubernetes_version: Option<String>,
}

/// What comes of intent, profile and settings together.
pub(super) struct Plan<'a> {
    pub(super) intent: &'a Intent,
    /// The profile's name.
    pub(super) name: String,
    /// The profile, where it exists.
    pub(super) profile: Option<&'a Profile>,
    /// The driver, as minikube names it.
    pub(super) driver: String,
    /// Whether somebody chose it.
    pub(super) driver_is_chosen: bool,
    /// The memory asked for, in MiB.
    pub(super) memory_mib: Option<u64>,
    /// The CPUs asked for.
    pub(super) cpus: Option<u32>,
    /// Whether somebody chose a version of Kubernetes, be it a word such as `stable`.
    pub(super) kubernetes_is_chosen: bool,
    /// The version of Kubernetes that was chosen, where it is a number.
    pub(super) kubernetes: Option<Version>,
}

/// The profile that minikube uses where nobody names one.
const DEFAULT_PROFILE: &str = "minikube";

/// The driver that minikube prefers on every system (`registry.HighlyPreferred` in drvs/docker).
const DEFAULT_DRIVER: &str = "docker";

impl<'a> Plan<'a> {
    pub(super) fn new(facts: &'a Facts, intent: &'a Intent) -> Self {
        let nothing = Settings::default();
        let settings = facts.settings.known().unwrap_or(&nothing);
        let name = intent.profile.as_ref().or(settings.profile.as_ref());
        let name = name.map_or_else(|| DEFAULT_PROFILE.to_owned(), Clone::clone);
        let profiles = facts.profiles.known().map_or(&[][..], Vec::as_slice);
        let profile = profiles.iter().find(|profile| profile.name == name);

        let of_profile = |field: fn(&Profile) -> Option<&String>| profile.and_then(field);
        let driver = intent
            .driver
            .as_ref()
            .or(of_profile(|profile| profile.driver.as_ref()))
            .or(settings.driver.as_ref())
            // `auto` leaves the choice to minikube.
            .filter(|driver| *driver != "auto");
        let kubernetes = intent
            .kubernetes_version
            .as_ref()
            .or(of_profile(|profile| profile.kubernetes_version.as_ref()))
            .or(settings.kubernetes_version.as_ref());
        let driver_is_chosen = driver.is_some();
        let driver = canonical(driver.map_or(DEFAULT_DRIVER, String::as_str));
        // These two have what their machine has, and are not asked.
        let has_size = !matches!(driver.as_str(), "none" | "ssh");
        let memory_mib = intent
            .memory_mib
            .or(profile.and_then(|profile| profile.memory_mib))
            .or(settings.memory_mib);
        let cpus = intent.cpus.or(profile.and_then(|profile| profile.cpus)).or(settings.cpus);
        Self {
            intent,
            profile,
            driver,
            driver_is_chosen,
            memory_mib: memory_mib.filter(|_| has_size),
            cpus: cpus.filter(|_| has_size),
            kubernetes_is_chosen: kubernetes.is_some(),
            kubernetes: kubernetes.and_then(|text| Version::parse(text)),
            name,
        }
    }

    /// Whether nodes are containers of docker.
    pub(super) fn uses_docker(&self) -> bool {
        self.driver == "docker"
    }

    /// Whether Kubernetes runs on this machine itself.
    pub(super) fn uses_none(&self) -> bool {
        self.driver == "none"
    }

    /// Whether nodes are virtual machines.
    pub(super) fn uses_machines(&self) -> bool {
        !matches!(self.driver.as_str(), "docker" | "podman" | "none" | "ssh")
    }

    /// Whether Kubernetes runs on another machine, so that little matters about this one.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.driver == "ssh"
    }

    /// What to write after `minikube start` to say which profile is meant.
    pub(super) fn profile_flag(&self) -> String {
        if self.name == DEFAULT_PROFILE {
            String::new()
        } else {
            format!(" -p {}", quote(&self.name))
        }
    }
}

/// The name that minikube has for a driver of several names.
pub(super) fn canonical(driver: &str) -> String {
    match driver {
        "kvm" => "kvm2",
        "qemu" => "qemu2",
        "native" | "bare-metal" => "none",
        "vbox" => "virtualbox",
        other => other,
    }
    .to_owned()
}
