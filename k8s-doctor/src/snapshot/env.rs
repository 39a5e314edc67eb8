//! Environment variables of containers. Their values are not kept, as they may be secret; of a value
//! that tells where another program is, the host is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api::{Compact, api};
use super::pod::EnvSource;
use crate::redact;

/// The longest value that is looked at, in bytes.
const MAX_VALUE: usize = 1024;

/// How the name of a variable or an option ends whose value is nothing but a host, in lower case.
const PLACES: &[&str] = &[
    "host",
    "hostname",
    "addr",
    "address",
    "server",
    "servers",
    "endpoint",
    "endpoints",
    "url",
    "uri",
    "service",
    "upstream",
    "backend",
    "broker",
    "brokers",
    "hosts",
    "addrs",
];

/// A variable, without its value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "Written")]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// The host in its value, a name or an address. Empty: it names none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// Where its value comes from.
    #[serde(skip_serializing_if = "super::api::is_default")]
    pub value_from: EnvSource,
}

impl Compact for EnvVar {}

impl Compact for Value {}

api! {
    /// A variable as an API server writes it, or as [`EnvVar`] is written.
    pub struct Written {
        name: String,
        // Whatever it is: what no API server would take must not hide the pod.
        value: Value,
        host: String,
        value_from: EnvSource,
    }
}

impl From<Written> for EnvVar {
    fn from(written: Written) -> EnvVar {
        let host = match host_in(&written.name, written.value.as_str().unwrap_or_default()) {
            Some(host) => host.to_owned(),
            None => written.host,
        };
        EnvVar { name: written.name, host, value_from: written.value_from }
    }
}

/// The host that a variable or an option names with its value: of an address
/// (`postgres://user:password@db:5432/shop`), of a host with a port (`db:5432`), or the value itself
/// where the name says that it is one (`DB_HOST=db`). Of several, the first.
pub fn host_in<'v>(name: &str, value: &'v str) -> Option<&'v str> {
    if value.is_empty() || value.len() > MAX_VALUE || redact::is_secret(name) {
        return None;
    }
    if let Some((_, rest)) = value.split_once("://") {
        let (authority, behind) =
            rest.split_at(rest.find(['/', '?', '#', ',', ';', ' ']).unwrap_or(rest.len()));
        if behind.contains('@') {
            // A password may have such signs in it, and then what stands before them is no host.
            return None;
        }
        let place = authority.rsplit('@').next().unwrap_or_default();
        return host(place.split(':').next().unwrap_or_default());
    }
    let first = value.split([',', ';', ' ']).next().unwrap_or_default();
    match first.split_once(':') {
        Some((place, port)) => port.parse::<u16>().ok().and_then(|_| host(place)),
        None if first.contains(".svc") || says_where(name) => host(first),
        None => None,
    }
}

fn says_where(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PLACES.iter().any(|end| name.ends_with(end))
}

/// A text that can be a host; the machine itself is none.
fn host(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let is_host = text.len() < 254
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_alphabetic() || c == '.')
        && text.chars().all(is_part);
    (is_host && !matches!(text, "localhost" | "127.0.0.1" | "0.0.0.0")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_names_no_host() {
        for value in ["null", "5432", "true", "[1]", r#"{"a": "b"}"#] {
            let text = format!(r#"{{"name": "DB_HOST", "value": {value}}}"#);
            assert_eq!(serde_json::from_str::<EnvVar>(&text).unwrap().host, "", "{value}");
        }
    }

    #[test]
    fn only_the_host_is_kept() {
        for (name, value, expected) in [
            ("DATABASE_URL", "postgres://shop:hunter2@db.shop:5432/shop?sslmode=off", "db.shop"),
            ("SPRING_URL", "jdbc:mysql://db/shop", "db"),
            ("REDIS", "redis:6379", "redis"),
            ("KAFKA", "kafka-0.kafka:9092,kafka-1.kafka:9092", "kafka-0.kafka"),
            ("PGHOST", "postgres", "postgres"),
            ("--db-host", "10.96.3.4", "10.96.3.4"),
            ("PEER", "api.shop.svc.cluster.local", "api.shop.svc.cluster.local"),
            ("POSTGRES_USER", "postgres", ""),
            ("DB_PASSWORD", "abc:123", ""),
            ("MODE", "a:b", ""),
            ("START", "12:30", ""),
            ("HOST", "0.0.0.0", ""),
            ("DB_HOST", "$(OTHER)", ""),
            ("DB_HOST", "a b", "a"),
            ("URL", "https://user@", ""),
            ("URL", "redis://hunter2#x@db", ""),
            ("URL", "redis://hunter2,x@db", ""),
            ("URL", "redis://a@hunter2/x@db", ""),
            ("URL", "redis://a@b:hunter2@db/0", "db"),
        ] {
            assert_eq!(host_in(name, value).unwrap_or_default(), expected, "{name}={value}");
            let read: EnvVar =
                serde_json::from_value(serde_json::json!({"name": name, "value": value})).unwrap();
            let written = serde_json::to_string(&read).unwrap();
            assert!(!written.contains("hunter2"), "{written}");
            assert_eq!(serde_json::from_str::<EnvVar>(&written).unwrap(), read);
        }
    }
}
