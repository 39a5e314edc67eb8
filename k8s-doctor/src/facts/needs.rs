//! Which services a program is told of, by its arguments and variables: what it may need, where it
//! does not say itself why it is not well.

use super::Facts;
use super::behind::Behind;
use crate::snapshot::env::host_in;
use crate::snapshot::{Container, Object as _, ObjectRef, Pod, Service, selects};

/// How words of names of variables and options begin that tell where to send what no program waits
/// for.
const ASIDE: &[&str] = &[
    "otel",
    "otlp",
    "trace",
    "tracing",
    "jaeger",
    "zipkin",
    "metric",
    "statsd",
    "prometheus",
    "sentry",
    "loki",
    "fluent",
    "logstash",
    "logging",
];

/// A service that a container is told of, and that has nothing ready behind it.
pub struct Need {
    /// The service.
    pub service: ObjectRef,
    /// The field that tells of it.
    pub path: String,
    /// The host as it stands there.
    pub host: String,
}

impl<'a> Facts<'a> {
    /// The services without a ready pod that a container is told of, in the order in which it is told,
    /// and that of the name servers if they are to be looked up: none that is its own, none whose pods
    /// are told of it in turn, and none that only gets its traces, metrics or logs.
    pub fn needs(&self, pod: &Pod, container: &Container) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        for (service, path, host) in self.told(pod, container) {
            // Where it is a name, it must be looked up.
            let is_name = host.contains(|c: char| c.is_ascii_alphabetic());
            let dns = if is_name { self.dns() } else { None };
            for service in [Some(service), dns].into_iter().flatten() {
                let object = service.object();
                let is_new = needs.iter().all(|need| need.service != object);
                if is_new
                    && !is_own(service, pod)
                    && self.is_down(service)
                    && !self.is_mutual(service, pod)
                {
                    let (path, host) = (path.clone(), host.to_owned());
                    needs.push(Need { service: object, path, host });
                }
            }
        }
        needs
    }

    /// The services that a container is told of, with the field and the host there.
    fn told<'c>(
        &self,
        pod: &'c Pod,
        container: &'c Container,
    ) -> Vec<(&'a Service, String, &'c str)> {
        let place = |field: &str| format!("spec.containers[{}].{field}", container.name);
        let variables =
            container.env.iter().map(|one| (one.name.as_str(), one.host.as_str(), "env"));
        let words = [("command", &container.command), ("args", &container.args)];
        let options = words
            .into_iter()
            .flat_map(|(field, words)| options(words).map(move |(name, host)| (name, host, field)));
        let told =
            variables.chain(options).filter(|(name, host, _)| !host.is_empty() && !is_aside(name));
        told.filter_map(|(_, host, field)| {
            Some((self.service_at(&pod.metadata.namespace, host)?, place(field), host))
        })
        .collect()
    }

    fn is_down(&self, service: &Service) -> bool {
        let behind = self.behind(&service.metadata.namespace, &service.metadata.name);
        matches!(behind, Behind::Ill | Behind::ScaledDown(_) | Behind::Nothing)
    }

    /// Whether what is behind a service is told of this pod's service: then neither explains the other.
    fn is_mutual(&self, service: &Service, pod: &Pod) -> bool {
        self.pods_behind(service).into_iter().any(|behind| {
            let mut told = behind.spec.containers.iter().flat_map(|one| self.told(behind, one));
            told.any(|(service, ..)| is_own(service, pod))
        })
    }
}

fn is_aside(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name.split(['_', '-', '.']);
    words.any(|word| {
        matches!(word, "log" | "logs") || ASIDE.iter().any(|aside| word.starts_with(aside))
    })
}

fn is_own(service: &Service, pod: &Pod) -> bool {
    service.metadata.namespace == pod.metadata.namespace
        && selects(&service.spec.selector, &pod.metadata.labels)
}

/// The hosts that options name: `--db=db:5432`, `--db-host db`, `db:5432`.
fn options(words: &[String]) -> impl Iterator<Item = (&str, &str)> {
    words.iter().enumerate().filter_map(|(index, word)| match word.split_once('=') {
        Some((name, value)) => Some((name, host_in(name, value)?)),
        None => {
            let before = index.checked_sub(1).map_or("", |before| words[before].as_str());
            let name = if before.starts_with('-') { before } else { "" };
            Some((name, host_in(name, word)?))
        }
    })
}
