//! A minikube profile's `config.json`, without what may be secret.

use serde_json::Value;

use crate::redact;

/// The profile's configuration as JSON, or nothing where it is none. Environment variables for docker
/// keep their names only, but for the addresses of proxies, of which a name and a password are masked.
pub fn minikube_config(text: &str) -> Option<String> {
    let mut config: Value = serde_json::from_str(text).ok().filter(Value::is_object)?;
    for list in ["DockerEnv", "DockerOpt"] {
        let entries = config.get_mut(list).and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten() {
            if let Some(text) = entry.as_str() {
                *entry = Value::String(assignment(text));
            }
        }
    }
    serde_json::to_string_pretty(&config).ok().map(|text| redact::text(&text))
}

/// `NAME=VALUE` without a value that may be secret.
fn assignment(text: &str) -> String {
    let Some((name, value)) = text.split_once('=') else { return text.to_owned() };
    let is_proxy = name.to_ascii_lowercase().ends_with("_proxy");
    if !is_proxy {
        return format!("{name}={}", redact::MASK);
    }
    match value.rsplit_once('@') {
        None => text.to_owned(),
        Some((before, host)) => {
            let scheme = before.split_once("://").map_or(String::new(), |(s, _)| format!("{s}://"));
            format!("{name}={scheme}{}@{host}", redact::MASK)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_masked() {
        for (entry, kept) in [
            ("HTTP_PROXY=http://proxy:3128", "HTTP_PROXY=http://proxy:3128"),
            ("https_proxy=http://me:s3cret@proxy:3128", "https_proxy=http://[masked]@proxy:3128"),
            ("NO_PROXY=10.0.0.0/8", "NO_PROXY=10.0.0.0/8"),
            ("REGISTRY_TOKEN=s3cret", "REGISTRY_TOKEN=[masked]"),
            ("FLAG", "FLAG"),
        ] {
            let config = format!(r#"{{"DockerEnv": ["{entry}"], "Driver": "docker"}}"#);
            let config: Value = serde_json::from_str(&minikube_config(&config).unwrap()).unwrap();
            assert_eq!(config["DockerEnv"][0], kept);
            assert_eq!(config["Driver"], "docker");
        }
        assert_eq!(minikube_config(""), None);
        assert_eq!(minikube_config("{]"), None);
    }
}
