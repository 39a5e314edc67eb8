//! What minikube leaves on the machine it runs on: profiles, logs of its commands, the kubeconfig.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::decode::{self, Decoder};
use crate::redact;

use super::layout::MinikubeFile;

/// minikube's own label on a node: the profile that it belongs to.
const PROFILE_LABEL: &str = "minikube.k8s.io/name";

/// Files of minikube that were found, of all profiles.
#[derive(Default)]
pub(super) struct Home {
    profiles: BTreeMap<String, Profile>,
    audit: Option<String>,
    last_start: Option<String>,
    /// The kubeconfig's current context.
    pub(super) context: String,
    /// The version of minikube that made the current context's cluster.
    kubeconfig_version: Option<String>,
}

#[derive(Default)]
struct Profile {
    config: Option<String>,
    events: Option<String>,
}

impl Home {
    /// Takes in one of minikube's files.
    pub(super) fn add(&mut self, file: MinikubeFile, profile: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        match file {
            MinikubeFile::Config => {
                // Some versions left empty ones behind.
                let config = decode::minikube_config(&text);
                self.profiles.entry(profile.to_owned()).or_default().config = config;
            }
            MinikubeFile::Events => {
                self.profiles.entry(profile.to_owned()).or_default().events =
                    Some(redact::text(&text));
            }
            MinikubeFile::Audit => self.audit = Some(redact::text(&text)),
            MinikubeFile::LastStart => self.last_start = Some(redact::text(&text)),
        }
    }

    /// Takes in a kubeconfig: the names in it, and nothing that lets anybody in.
    pub(super) fn add_kubeconfig(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let Ok(config) = serde_saphyr::from_str::<Value>(&text) else { return };
        let Some(context) = config["current-context"].as_str().filter(|name| !name.is_empty())
        else {
            return;
        };
        context.clone_into(&mut self.context);
        let named = |list: &str, name: &str| {
            let entries = config[list].as_array().into_iter().flatten();
            entries.into_iter().find(|entry| entry["name"] == name).cloned().unwrap_or_default()
        };
        let entry = named("contexts", context);
        let cluster = entry["context"]["cluster"].as_str().unwrap_or_default();
        let cluster = named("clusters", cluster);
        self.kubeconfig_version =
            version(&cluster["cluster"]).or_else(|| version(&entry["context"]));
    }

    /// Takes in what another has found after this one.
    pub(super) fn merge(&mut self, other: Home) {
        for (name, profile) in other.profiles {
            let mine = self.profiles.entry(name).or_default();
            mine.config = mine.config.take().or(profile.config);
            mine.events = mine.events.take().or(profile.events);
        }
        self.audit = self.audit.take().or(other.audit);
        self.last_start = self.last_start.take().or(other.last_start);
        if self.context.is_empty() {
            self.context = other.context;
            self.kubeconfig_version = other.kubeconfig_version;
        }
    }

    /// Puts the files of the cluster's own profile into the snapshot: the one that its nodes name,
    /// or the kubeconfig, or minikube's usual one, or the only one.
    pub(super) fn choose(mut self, decoder: &mut Decoder) {
        let labels = |decoder: &Decoder| {
            let mut nodes = decoder.peek().nodes.iter();
            nodes.find_map(|node| node.metadata.labels.get(PROFILE_LABEL).cloned())
        };
        let wanted = labels(decoder);
        let has_nodes = !decoder.peek().nodes.is_empty();
        let name = wanted.clone().filter(|name| self.profiles.contains_key(name)).or_else(|| {
            // Nodes that are another profile's, or not minikube's, are not described by these.
            let usual = [self.context.as_str(), "minikube"].map(str::to_owned);
            let usual = usual.into_iter().find(|name| self.profiles.contains_key(name));
            let only = || self.profiles.keys().next().filter(|_| self.profiles.len() == 1).cloned();
            (!has_nodes || wanted.is_none()).then(|| usual.or_else(only)).flatten()
        });
        let files = decoder.minikube();
        files.audit = self.audit;
        files.last_start = self.last_start;
        files.kubeconfig_version = self.kubeconfig_version;
        if let Some(name) = name {
            let profile = self.profiles.remove(&name).unwrap_or_default();
            files.profile_name = name;
            files.config = profile.config;
            files.events = profile.events;
        }
    }
}

/// The version in minikube's extension of a cluster or a context.
fn version(entry: &Value) -> Option<String> {
    let extensions = entry["extensions"].as_array()?.iter().map(|entry| &entry["extension"]);
    let mut ours = extensions.filter(|extension| extension["provider"] == "minikube.sigs.k8s.io");
    Some(ours.next()?["version"].as_str()?.to_owned())
}

/// Whether a file is a kubeconfig, whatever its name.
pub(super) fn looks_like_kubeconfig(bytes: &[u8]) -> bool {
    // Larger ones there are none, and files of objects should not be searched through.
    if bytes.len() > 1 << 20 {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    if !text.contains("current-context") {
        return false;
    }
    // Config maps hold kubeconfigs, and are none.
    if text.trim_start().starts_with('{') {
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        return value["kind"] == "Config" && value["current-context"].is_string();
    }
    let has_line = |what: &str| text.lines().any(|line| line.starts_with(what));
    has_line("current-context:") && has_line("kind: Config")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kubeconfigs_are_told_from_what_holds_one() {
        for (text, is_one) in [
            ("apiVersion: v1\nclusters: []\ncurrent-context: x\nkind: Config\n", true),
            (r#"{"kind": "Config", "clusters": [], "current-context": "x"}"#, true),
            (
                "kind: ConfigMap\ndata:\n  kubeconfig: |\n    kind: Config\n    current-context: x\n",
                false,
            ),
            (
                r#"{"kind": "List", "items": [{"data": {"a": "kind: Config\ncurrent-context: x"}}]}"#,
                false,
            ),
        ] {
            assert_eq!(looks_like_kubeconfig(text.as_bytes()), is_one, "{text}");
        }
    }
}
