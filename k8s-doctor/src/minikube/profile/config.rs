//! `profiles/<name>/config.json`: a cluster's configuration, in the shape of today and in the one
//! before minikube 1.8, which had the machine in an object of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::minikube::secret::{MASK, mask, mask_variable};

/// A profile's configuration. A field that is missing or of the wrong type is `None` or empty;
/// values that may hold secrets are masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The profile's name; files before minikube 1.8 have none.
    pub name: Option<String>,
    /// `docker`, `kvm2`, `none` …
    pub driver: Option<String>,
    /// Megabytes.
    pub memory_mb: Option<u64>,
    /// Cores.
    pub cpus: Option<u64>,
    /// Megabytes.
    pub disk_mb: Option<u64>,
    /// The image of the node, for the docker and podman drivers.
    pub base_image: Option<String>,
    /// Mirrors of Docker Hub for the node's docker daemon.
    pub registry_mirrors: Vec<String>,
    /// Registries that may be spoken to without TLS.
    pub insecure_registries: Vec<String>,
    /// `NAME=value`, masked.
    pub docker_env: Vec<String>,
    /// As written: `v1.20.2`.
    pub kubernetes_version: Option<String>,
    /// The mirror for all images; empty: there is none.
    pub image_repository: Option<String>,
    /// `docker`, `containerd`, `crio` or `cri-o`.
    pub container_runtime: Option<String>,
    /// `bridge`, `calico` …; empty: minikube chooses.
    pub cni: Option<String>,
    /// `--extra-config`.
    pub extra_options: Vec<ExtraOption>,
    /// The nodes; files before minikube 1.8 list none.
    pub nodes: Vec<Node>,
    /// Which addons are on.
    pub addons: BTreeMap<String, bool>,
    /// The user's own images, by the addon's key.
    pub custom_addon_images: BTreeMap<String, String>,
    /// The user's own registries, by the addon's key.
    pub custom_addon_registries: BTreeMap<String, String>,
    /// How long certificates last, in nanoseconds.
    pub cert_expiration_ns: Option<u64>,
}

/// A node of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Empty for the first node, which is named after the profile.
    pub name: String,
    /// Its address.
    pub ip: Option<String>,
    /// As written: `v1.20.2`.
    pub kubernetes_version: Option<String>,
    /// Whether it runs the control plane.
    pub control_plane: bool,
}

/// `--extra-config=component.key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraOption {
    /// `kubelet`, `apiserver`, `kubeadm` …
    pub component: String,
    /// The option.
    pub key: String,
    /// Its value, masked.
    pub value: String,
}

/// Reads a `config.json`. Whatever cannot be read is told, and the rest is kept.
pub fn parse_config(text: &str) -> (Config, Vec<String>) {
    let text = text.trim_start_matches('\u{feff}');
    let root = match serde_json::from_str(text) {
        Ok(Value::Object(root)) => root,
        Ok(_) => return (Config::default(), vec!["config.json holds no object".to_owned()]),
        Err(error) => {
            return (Config::default(), vec![format!("config.json is no JSON: {error}")]);
        }
    };
    let mut problems = Vec::new();
    let machine = ["MachineConfig", "ClusterConfig"]
        .iter()
        .find_map(|name| root.get(*name)?.as_object())
        .unwrap_or(&root);
    let empty = Map::new();
    let kubernetes = [&root, machine]
        .iter()
        .find_map(|object| object.get("KubernetesConfig")?.as_object())
        .unwrap_or(&empty);
    let mut read = Reader { problems: &mut problems };
    let config = Config {
        name: read.string(&root, "Name").filter(|name| !name.is_empty()),
        driver: read.string(machine, "Driver").filter(|name| !name.is_empty()).or_else(|| {
            // Its name before minikube 1.7.
            read.string(machine, "VMDriver").filter(|name| !name.is_empty())
        }),
        memory_mb: read.number(machine, "Memory"),
        cpus: read.number(machine, "CPUs"),
        disk_mb: read.number(machine, "DiskSize"),
        base_image: read.string(machine, "KicBaseImage").filter(|image| !image.is_empty()),
        registry_mirrors: read.strings(machine, "RegistryMirror"),
        insecure_registries: read.strings(machine, "InsecureRegistry"),
        docker_env: read
            .strings(machine, "DockerEnv")
            .iter()
            .map(|variable| mask_variable(variable))
            .collect(),
        kubernetes_version: read.string(kubernetes, "KubernetesVersion"),
        image_repository: read.string(kubernetes, "ImageRepository"),
        container_runtime: read
            .string(kubernetes, "ContainerRuntime")
            .or_else(|| read.string(machine, "ContainerRuntime"))
            .filter(|runtime| !runtime.is_empty()),
        cni: read.string(kubernetes, "CNI"),
        extra_options: read.extra_options(kubernetes),
        nodes: read.nodes(&root),
        addons: read.addons(&root),
        custom_addon_images: read.map(&root, "CustomAddonImages"),
        custom_addon_registries: read.map(&root, "CustomAddonRegistries"),
        cert_expiration_ns: read.number(&root, "CertExpiration"),
    };
    (config, problems)
}

/// Reads fields of an object, and notes those of an unexpected type. `null` is as good as absent.
struct Reader<'a> {
    problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn wrong(&mut self, key: &str, wanted: &str) {
        self.problems.push(format!("{key} in config.json is no {wanted}"));
    }

    fn string(&mut self, object: &Map<String, Value>, key: &str) -> Option<String> {
        match object.get(key)? {
            Value::String(text) => return Some(mask(text).into_owned()),
            Value::Null => {}
            _ => self.wrong(key, "text"),
        }
        None
    }

    fn number(&mut self, object: &Map<String, Value>, key: &str) -> Option<u64> {
        match object.get(key)? {
            Value::Null => None,
            value => {
                let number = value.as_u64();
                if number.is_none() {
                    self.wrong(key, "whole number");
                }
                number
            }
        }
    }

    fn list<'v>(&mut self, object: &'v Map<String, Value>, key: &str) -> &'v [Value] {
        match object.get(key) {
            Some(Value::Array(values)) => return values,
            None | Some(Value::Null) => {}
            Some(_) => self.wrong(key, "list"),
        }
        &[]
    }

    fn strings(&mut self, object: &Map<String, Value>, key: &str) -> Vec<String> {
        let values = self.list(object, key);
        let texts = values.iter().filter_map(Value::as_str);
        // Masked by the caller where a value needs more than the general rules.
        texts.map(|text| if key == "DockerEnv" { text.into() } else { mask(text).into() }).collect()
    }

    fn map(&mut self, object: &Map<String, Value>, key: &str) -> BTreeMap<String, String> {
        match object.get(key) {
            Some(Value::Object(map)) => {
                let texts = map.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
                return texts.map(|(name, text)| (name.clone(), mask(text).into())).collect();
            }
            None | Some(Value::Null) => {}
            Some(_) => self.wrong(key, "object"),
        }
        BTreeMap::new()
    }

    fn addons(&mut self, root: &Map<String, Value>) -> BTreeMap<String, bool> {
        match root.get("Addons") {
            Some(Value::Object(map)) => {
                let flags = map.iter().filter_map(|(name, value)| Some((name, value.as_bool()?)));
                return flags.map(|(name, on)| (name.clone(), on)).collect();
            }
            None | Some(Value::Null) => {}
            Some(_) => self.wrong("Addons", "object"),
        }
        BTreeMap::new()
    }

    fn nodes(&mut self, root: &Map<String, Value>) -> Vec<Node> {
        let nodes = self.list(root, "Nodes").iter().filter_map(Value::as_object);
        nodes
            .map(|node| Node {
                name: self.string(node, "Name").unwrap_or_default(),
                ip: self.string(node, "IP").filter(|ip| !ip.is_empty()),
                kubernetes_version: self.string(node, "KubernetesVersion"),
                control_plane: node.get("ControlPlane").and_then(Value::as_bool).unwrap_or(false),
            })
            .collect()
    }

    fn extra_options(&mut self, kubernetes: &Map<String, Value>) -> Vec<ExtraOption> {
        let options = self.list(kubernetes, "ExtraOptions").iter().filter_map(Value::as_object);
        options
            .filter_map(|option| {
                let component = self.string(option, "Component")?;
                let key = self.string(option, "Key")?;
                let value = self.string(option, "Value").unwrap_or_default();
                // The key decides whether the value is a secret, so they are judged together.
                let pair = format!("{key}={value}");
                let value = if mask(&pair) == pair { value } else { MASK.to_owned() };
                Some(ExtraOption { component, key, value })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_shape_of_today() {
        let (config, problems) = parse_config(
            r#"{"Name": "minikube", "Driver": "docker", "VMDriver": "", "Memory": 7900, "CPUs": 2,
            "DiskSize": 20000, "KicBaseImage": "gcr.io/k8s-minikube/kicbase:v0.0.22",
            "DockerEnv": ["HTTP_PROXY=http://a:pa55@p:1", "MODE=x"], "RegistryMirror": [],
            "KubernetesConfig": {"KubernetesVersion": "v1.20.2", "ContainerRuntime": "docker",
                "ImageRepository": "r.example/k", "ExtraOptions": [
                    {"Component": "kubelet", "Key": "cgroup-driver", "Value": "systemd"},
                    {"Component": "apiserver", "Key": "oidc-client-secret", "Value": "pa55"}]},
            "Nodes": [{"Name": "", "IP": "192.168.49.2", "KubernetesVersion": "v1.20.2",
                "ControlPlane": true}, {"Name": "m02"}],
            "Addons": {"ingress": true, "dashboard": false}, "CustomAddonImages": null,
            "CustomAddonRegistries": {"Dashboard": "r.example"}, "CertExpiration": 94608000000000000}"#,
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.driver.as_deref(), Some("docker"));
        assert_eq!((config.memory_mb, config.cpus), (Some(7900), Some(2)));
        assert_eq!(config.docker_env, ["HTTP_PROXY=http://***@p:1", "MODE=***"]);
        assert_eq!(config.image_repository.as_deref(), Some("r.example/k"));
        let options: Vec<&str> = config.extra_options.iter().map(|o| o.value.as_str()).collect();
        assert_eq!(options, ["systemd", "***"]);
        assert_eq!(config.nodes.len(), 2);
        assert!(config.nodes[0].control_plane && !config.nodes[1].control_plane);
        assert_eq!(config.nodes[1].name, "m02");
        assert_eq!(config.addons.get("dashboard"), Some(&false));
        assert_eq!(config.custom_addon_registries["Dashboard"], "r.example");
        assert_eq!(config.cert_expiration_ns, Some(94_608_000_000_000_000));
        assert!(!format!("{config:?}").contains("pa55"));
    }

    #[test]
    fn older_shapes() {
        let machine = r#"{"MachineConfig": {"VMDriver": "hyperkit", "Memory": 2000,
            "ContainerRuntime": "containerd"}, "KubernetesConfig": {"KubernetesVersion": "v1.15.0"}}"#;
        let (config, problems) = parse_config(machine);
        assert!(problems.is_empty());
        assert_eq!(config.driver.as_deref(), Some("hyperkit"));
        assert_eq!(config.container_runtime.as_deref(), Some("containerd"));
        assert_eq!(config.kubernetes_version.as_deref(), Some("v1.15.0"));
        let cluster = r#"{"ClusterConfig": {"Driver": "kvm2"}, "KubernetesConfig": {}}"#;
        assert_eq!(parse_config(cluster).0.driver.as_deref(), Some("kvm2"));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_kept() {
        let cases = [
            ("", "config.json is no JSON: EOF while parsing a value at line 1 column 0"),
            ("invalid json file :) ", "config.json is no JSON: expected value at line 1 column 1"),
            ("[]", "config.json holds no object"),
            (r#"{"Memory": "4g", "CPUs": 2}"#, "Memory in config.json is no whole number"),
            (r#"{"Nodes": {}, "CPUs": 2}"#, "Nodes in config.json is no list"),
            (r#"{"Addons": 1, "CPUs": 2}"#, "Addons in config.json is no object"),
            (r#"{"Driver": 1, "CPUs": 2}"#, "Driver in config.json is no text"),
        ];
        for (text, expected) in cases {
            let (config, problems) = parse_config(text);
            assert_eq!(problems, [expected], "{text}");
            assert_eq!(config.cpus.is_some(), text.contains("CPUs"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "[ -~]{0,80}") {
            let (_config, _problems) = parse_config(&text);
        }

        #[test]
        fn any_type_of_any_field(key in prop::sample::select(vec!["Name", "Nodes", "Addons",
            "KubernetesConfig", "MachineConfig", "DockerEnv", "CustomAddonImages", "Memory"]),
            value in prop::sample::select(vec!["1", "-1", "null", "[]", "[1,{}]", "{\"a\":[]}", "\"x\""])) {
            let (_config, problems) = parse_config(&format!("{{\"{key}\": {value}}}"));
            prop_assert!(problems.len() <= 1);
        }
    }
}
