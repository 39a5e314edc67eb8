//! Probes: which port they ask, and what the kubelet says of their failure.

use super::Facts;
use crate::snapshot::{Container, Event, Object as _, Pod, Probe};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    /// Restarts the container when it fails.
    Liveness,
    /// Keeps requests away while it fails.
    Readiness,
    /// Holds the other two back until it succeeds, and restarts the container if it does not.
    Startup,
}

impl ProbeKind {
    /// As the kubelet begins its messages with.
    pub fn name(self) -> &'static str {
        match self {
            ProbeKind::Liveness => "Liveness",
            ProbeKind::Readiness => "Readiness",
            ProbeKind::Startup => "Startup",
        }
    }

    /// The field of the container.
    pub fn field(self) -> &'static str {
        match self {
            ProbeKind::Liveness => "livenessProbe",
            ProbeKind::Readiness => "readinessProbe",
            ProbeKind::Startup => "startupProbe",
        }
    }

    /// A container's probe of this kind.
    pub fn of(self, container: &Container) -> Option<&Probe> {
        match self {
            ProbeKind::Liveness => container.liveness_probe.as_deref(),
            ProbeKind::Readiness => container.readiness_probe.as_deref(),
            ProbeKind::Startup => container.startup_probe.as_deref(),
        }
    }
}

/// What a probe does, and the port it asks as it is written; empty for commands.
pub fn asks(probe: &Probe) -> (&'static str, String) {
    if let Some(get) = &probe.http_get {
        return ("httpGet", get.port.0.clone());
    }
    if let Some(socket) = &probe.tcp_socket {
        return ("tcpSocket", socket.port.0.clone());
    }
    match &probe.grpc {
        Some(grpc) => ("grpc", grpc.port.to_string()),
        None => ("exec", String::new()),
    }
}

/// The probe's port, where it asks a port of the pod itself that no container of the pod declares
/// although this one declares others, or a name that the container does not declare.
pub fn undeclared(pod: &Pod, container: &Container, probe: &Probe) -> Option<String> {
    let is_elsewhere = probe.http_get.as_ref().is_some_and(|get| !get.host.is_empty());
    let (_, port) = asks(probe);
    if port.is_empty() || is_elsewhere {
        return None;
    }
    let Ok(number) = port.parse::<i64>() else {
        return container.ports.iter().all(|declared| declared.name != port).then_some(port);
    };
    let all = pod.spec.containers.iter().chain(&pod.spec.init_containers);
    let is_declared =
        all.flat_map(|container| &container.ports).any(|port| port.container_port == number);
    (!container.ports.is_empty() && !is_declared).then_some(port)
}

/// What the kubelet's message says of a failed probe, in a few words.
pub fn failure(message: &str) -> String {
    let port = || {
        let address = message.split("dial tcp ").nth(1).unwrap_or_default();
        let port = address.split(": ").next().and_then(|address| address.rsplit(':').next());
        match port.filter(|port| port.parse::<u16>().is_ok()) {
            Some(port) => format!(" on port {port}"),
            None => String::new(),
        }
    };
    let said = message.split_once(": ").map_or(message, |(_, said)| said).trim();
    if message.contains("connection refused") {
        return format!("connection refused{}", port());
    }
    if let Some(code) = message.split("statuscode: ").nth(1) {
        let end = code.find(|c: char| !c.is_ascii_digit()).unwrap_or(code.len());
        return format!("HTTP status {}", &code[..end]);
    }
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if has(&[
        "HTTP response to HTTPS client",
        "malformed HTTP response",
        "HTTP request to an HTTPS",
    ]) {
        return "HTTP and HTTPS mixed up".to_owned();
    }
    if has(&["executable file not found", "no such file or directory", "not found in $PATH"]) {
        return format!("its command is not in the image: {}", super::log_lines::quote(said));
    }
    if has(&["Client.Timeout", "deadline exceeded", "i/o timeout", "timed out", "timeout:"]) {
        return format!("no answer in time{}", port());
    }
    if has(&["no route to host", "network is unreachable"]) {
        return format!("no route to the pod{}", port());
    }
    let first = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match super::log_lines::quote(first) {
        empty if empty.is_empty() => "it fails without a word".to_owned(),
        said => said,
    }
}

impl<'a> Facts<'a> {
    /// The newest event that says that a probe of a container failed.
    pub fn unhealthy(&self, pod: &Pod, container: &str, kind: ProbeKind) -> Option<&'a Event> {
        let only = pod.spec.containers.len() == 1 && pod.spec.init_containers.is_empty();
        let events = self.events(&pod.object()).iter();
        let mut fits = events.filter(|event| {
            let is_its = event.container().map_or(only, |name| name == container);
            // `Readiness probe failed: …`, `Readiness probe errored: …`
            event.reason == "Unhealthy"
                && is_its
                && event.message.starts_with(kind.name())
                && !event.message.contains("warning")
        });
        fits.next().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures() {
        for (message, expected) in [
            (
                "Liveness probe failed: Get \"http://172.17.0.7:8081/\": dial tcp 172.17.0.7:8081: connect: connection refused",
                "connection refused on port 8081",
            ),
            ("Readiness probe failed: HTTP probe failed with statuscode: 503", "HTTP status 503"),
            (
                "Readiness probe failed: Get \"http://10.1.1.1:80/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                "no answer in time",
            ),
            ("Startup probe failed: cat: can't open '/tmp/ready'", "cat: can't open '/tmp/ready'"),
            (
                "Liveness probe failed: dial tcp [fd00::7]:6379: i/o timeout",
                "no answer in time on port 6379",
            ),
            ("Readiness probe failed: ", "it fails without a word"),
        ] {
            assert_eq!(failure(message), expected);
        }
    }
}
