//! A minikube profile, as far as it is known: what its files say ([`Config`], [`AuditEntry`],
//! [`LastStart`], [`Event`]), and what follows for version, mirror, driver and runtime.
//!
//! `config.json` holds neither minikube's version nor the mirror's country. The version stands on
//! the node (label `minikube.k8s.io/version`), in kubeconfig (an extension of the cluster) and in
//! the audit log; the country only in the audit log, as a flag of `minikube start`.

mod audit;
mod config;
mod event;
mod last_start;

use std::collections::BTreeMap;

pub use audit::{AuditEntry, parse_audit, rfc3339};
pub use config::{Config, ExtraOption, Node, parse_config};
pub use event::{Event, parse_events};
pub use last_start::{LastStart, parse_last_start};

use crate::version::Version;

/// Something that is known, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is known.
    pub value: T,
    /// Where it stands, as one would say it: `label minikube.k8s.io/version of the node`.
    pub from: String,
}

impl<T> Fact<T> {
    /// A value and its source.
    pub fn new(value: T, from: impl Into<String>) -> Self {
        Self { value, from: from.into() }
    }
}

/// What is known of a profile. What is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The profile's name, which is also the name of the kubectl context.
    pub name: Option<Fact<String>>,
    /// The minikube that started the cluster last.
    pub minikube_version: Option<Fact<Version>>,
    /// The cluster's Kubernetes.
    pub kubernetes_version: Option<Fact<Version>>,
    /// The mirror for all images; an empty text: it is known that there is none.
    pub image_repository: Option<Fact<String>>,
    /// `--image-mirror-country`.
    pub mirror_country: Option<Fact<String>>,
    /// `docker`, `kvm2`, `none` …
    pub driver: Option<Fact<String>>,
    /// `docker`, `containerd` or `crio`.
    pub runtime: Option<Fact<String>>,
    /// Which addons are on; one that is not listed is not known.
    pub addons: BTreeMap<String, bool>,
    /// The user's own image of an addon, by the addon's key: `MetricsServer`.
    pub custom_addon_images: BTreeMap<String, String>,
    /// The user's own registry for an image of an addon, by the addon's key.
    pub custom_addon_registries: BTreeMap<String, String>,
}

impl Profile {
    /// The value of [`Profile::minikube_version`].
    pub fn minikube(&self) -> Option<&Version> {
        self.minikube_version.as_ref().map(|fact| &fact.value)
    }

    /// The value of [`Profile::kubernetes_version`].
    pub fn kubernetes(&self) -> Option<&Version> {
        self.kubernetes_version.as_ref().map(|fact| &fact.value)
    }
}

/// Everything that may tell of one profile. All of it may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// The profile's name where it is known from outside, such as the kubectl context.
    pub name: Option<&'a str>,
    /// `profiles/<name>/config.json`.
    pub config: Option<&'a Config>,
    /// `logs/audit.json`, in its order, of all profiles.
    pub audit: &'a [AuditEntry],
    /// `logs/lastStart.txt`; minikube keeps one for all profiles.
    pub last_start: Option<&'a LastStart>,
    /// The node's label `minikube.k8s.io/version`.
    pub node_label: Option<&'a str>,
    /// The version in kubeconfig's extension with `provider: minikube.sigs.k8s.io`.
    pub kubeconfig: Option<&'a str>,
    /// `gitVersion` of the API server, or `kubeletVersion` of the node.
    pub server_version: Option<&'a str>,
}

/// What the sources say together, and where they contradict each other.
pub fn profile(sources: &Sources<'_>) -> (Profile, Vec<String>) {
    let mut problems = Vec::new();
    let empty = Config::default();
    let config = sources.config.unwrap_or(&empty);
    let name = sources
        .name
        .map(|name| Fact::new(name.to_owned(), "the profile's name"))
        .or_else(|| from_config(config.name.as_ref(), "Name"));
    let starts = starts_of(sources.audit, name.as_ref().map(|fact| fact.value.as_str()));
    let flag = |flag: &str| {
        let value = starts.iter().rev().find_map(|start| start.flag(flag))?;
        Some(Fact::new(value, format!("--{flag} in audit.json")))
    };
    let last_start = sources.last_start;
    let log = |value: Option<&String>| Some(Fact::new(value?.clone(), "lastStart.txt"));
    let profile = Profile {
        minikube_version: minikube_version(sources, &starts, &mut problems),
        kubernetes_version: sources
            .server_version
            .and_then(|text| version(text, "the server's version"))
            .or_else(|| {
                version(config.kubernetes_version.as_deref()?, "KubernetesVersion in config.json")
            }),
        image_repository: from_config(
            config.image_repository.as_ref(),
            "KubernetesConfig.ImageRepository",
        )
        .or_else(|| flag("image-repository").filter(|fact| fact.value != "auto"))
        .or_else(|| log(last_start?.image_repository.as_ref())),
        mirror_country: flag("image-mirror-country"),
        driver: from_config(config.driver.as_ref(), "Driver")
            .or_else(|| flag("driver"))
            .or_else(|| flag("vm-driver"))
            .or_else(|| log(last_start?.driver.as_ref())),
        runtime: from_config(
            config.container_runtime.as_ref(),
            "KubernetesConfig.ContainerRuntime",
        )
        .or_else(|| flag("container-runtime"))
        .map(|mut fact| {
            if fact.value == "cri-o" {
                "crio".clone_into(&mut fact.value);
            }
            fact
        }),
        addons: config.addons.clone(),
        custom_addon_images: config.custom_addon_images.clone(),
        custom_addon_registries: config.custom_addon_registries.clone(),
        name,
    };
    (profile, problems)
}

fn from_config(value: Option<&String>, field: &str) -> Option<Fact<String>> {
    Some(Fact::new(value?.clone(), format!("{field} in config.json")))
}

fn version(text: &str, from: &str) -> Option<Fact<Version>> {
    Some(Fact::new(Version::parse(text)?, from))
}

/// The calls of `minikube start` since the profile was last deleted. Of an unknown name, all.
fn starts_of<'a>(audit: &'a [AuditEntry], name: Option<&str>) -> Vec<&'a AuditEntry> {
    let mut starts = Vec::new();
    for entry in audit {
        let ours = match (name, entry.profile.as_deref()) {
            (Some(name), Some(profile)) => name == profile,
            _ => true,
        };
        match entry.command.as_str() {
            "start" if ours => starts.push(entry),
            "delete" if ours || entry.flag("all").is_some() => starts.clear(),
            _ => {}
        }
    }
    starts
}

/// The label comes first: whatever started the cluster last wrote it into the cluster itself. The
/// other sources are this machine's, where another minikube may have run since.
fn minikube_version(
    sources: &Sources<'_>,
    starts: &[&AuditEntry],
    problems: &mut Vec<String>,
) -> Option<Fact<Version>> {
    let last = starts.last().and_then(|start| start.version.as_deref());
    let log = sources.last_start.and_then(|log| log.minikube_version.as_deref());
    let candidates = [
        (sources.node_label, "label minikube.k8s.io/version of the node"),
        (last, "the last start in audit.json"),
        (sources.kubeconfig, "the extension in kubeconfig"),
        (log, "lastStart.txt"),
    ];
    let mut best: Option<Fact<Version>> = None;
    for (text, from) in candidates {
        let Some(text) = text else { continue };
        match (version(text, from), &best) {
            (None, _) => problems.push(format!("`{text}` is no version: {from}")),
            (Some(fact), None) => best = Some(fact),
            (Some(fact), Some(best)) if fact.value != best.value => problems.push(format!(
                "minikube is {} by {}, but {} by {}",
                best.value, best.from, fact.value, fact.from
            )),
            (Some(_), Some(_)) => {}
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audit(lines: &[(&str, &str, &str, &str)]) -> Vec<AuditEntry> {
        let lines: Vec<String> = lines
            .iter()
            .map(|(command, args, profile, version)| {
                let data = serde_json::json!({"data": {
                    "command": command, "args": args, "profile": profile, "version": version,
                }});
                data.to_string()
            })
            .collect();
        let (entries, problems) = parse_audit(&lines.join("\n"));
        assert_eq!(problems, Vec::<String>::new());
        entries
    }

    #[test]
    fn each_fact_says_where_it_is_from() {
        let (config, _) = parse_config(
            r#"{"Name": "dev", "Driver": "docker", "Addons": {"dashboard": true},
                "KubernetesConfig": {"KubernetesVersion": "v1.20.2", "ContainerRuntime": "cri-o",
                                     "ImageRepository": ""}}"#,
        );
        let audit = audit(&[
            ("start", "-p dev --image-mirror-country=cn", "dev", "v1.20.0"),
            ("start", "", "other", "v1.23.0"),
        ]);
        let sources = Sources {
            config: Some(&config),
            audit: &audit,
            node_label: Some("v1.19.0"),
            kubeconfig: Some("1.20.0"),
            ..Sources::default()
        };
        let (profile, problems) = profile(&sources);
        assert_eq!(profile.name, Some(Fact::new("dev".to_owned(), "Name in config.json")));
        assert_eq!(
            profile.minikube_version,
            Some(Fact::new(Version::new(1, 19, 0), "label minikube.k8s.io/version of the node"))
        );
        assert_eq!(
            profile.mirror_country,
            Some(Fact::new("cn".to_owned(), "--image-mirror-country in audit.json"))
        );
        assert_eq!(profile.image_repository.unwrap().value, "");
        assert_eq!(profile.runtime.unwrap().value, "crio");
        assert_eq!(profile.driver.unwrap().from, "Driver in config.json");
        assert_eq!(profile.addons.get("dashboard"), Some(&true));
        assert_eq!(
            problems,
            [
                "minikube is 1.19.0 by label minikube.k8s.io/version of the node, but 1.20.0 by \
                 the last start in audit.json",
                "minikube is 1.19.0 by label minikube.k8s.io/version of the node, but 1.20.0 by \
                 the extension in kubeconfig",
            ]
        );
    }

    #[test]
    fn a_deleted_profile_forgets_its_flags() {
        let entries = [
            ("start", "--image-mirror-country cn --driver=none", "minikube", "v1.20.0"),
            ("delete", "", "minikube", "v1.20.0"),
            ("start", "--driver=kvm2", "minikube", "v1.24.0"),
        ];
        let audit = audit(&entries);
        let sources = Sources { name: Some("minikube"), audit: &audit, ..Sources::default() };
        let (profile, problems) = profile(&sources);
        assert_eq!(profile.mirror_country, None);
        assert_eq!(profile.driver.unwrap().value, "kvm2");
        assert_eq!(profile.minikube_version.unwrap().value, Version::new(1, 24, 0));
        assert!(problems.is_empty());
    }

    #[test]
    fn nothing_is_known_of_nothing() {
        assert_eq!(profile(&Sources::default()), (Profile::default(), Vec::new()));
    }
}
