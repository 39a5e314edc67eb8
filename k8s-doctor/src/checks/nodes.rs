//! K6: nodes.

mod certificate;
mod cgroup_driver;
mod clock;
mod cloud_taint;
mod cordoned;
mod disk_full;
mod disk_pressure;
mod image_gc;
mod lease_stale;
mod lost;
mod memory_pressure;
mod network_plugin;
mod network_unavailable;
mod not_ready;
mod pid_pressure;
mod pod_cidr;
mod runtime_down;
mod system_oom;
mod version_skew;

use super::check;
use crate::check::Check;
use crate::facts::{Facts, quote, runtime_of};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Node, Object as _, ObjectRef, condition};

pub(super) const CHECKS: &[Check] = &[
    check!(nodes / not_ready, "K600", "node not ready"),
    check!(nodes / lost, "K601", "kubelet lost"),
    check!(nodes / network_plugin, "K602", "node without pod network"),
    check!(nodes / runtime_down, "K603", "container runtime down"),
    check!(nodes / cloud_taint, "K604", "node not set up by its cloud"),
    check!(nodes / memory_pressure, "K605", "node short of memory"),
    check!(nodes / disk_pressure, "K606", "node short of disk"),
    check!(nodes / pid_pressure, "K607", "node short of process numbers"),
    check!(nodes / network_unavailable, "K608", "node network unavailable"),
    check!(nodes / cordoned, "K609", "node cordoned for long"),
    check!(nodes / version_skew, "K610", "kubelet version not supported"),
    check!(nodes / certificate, "K611", "kubelet certificate expired"),
    check!(nodes / cgroup_driver, "K612", "cgroup drivers differ"),
    check!(nodes / image_gc, "K613", "images cannot make room"),
    check!(nodes / lease_stale, "K614", "node lease stale"),
    check!(nodes / clock, "K615", "node clock apart"),
    check!(nodes / system_oom, "K616", "node out of memory"),
    check!(nodes / pod_cidr, "K617", "node without pod addresses"),
    check!(nodes / disk_full, "K618", "node disk full"),
];

fn verify(facts: &Facts<'_>, node: &Node) -> Vec<String> {
    vec![facts.commands.kubectl(&format!("get node {}", quote(&node.metadata.name)))]
}

/// Getting the kubelet to answer.
fn revive(facts: &Facts<'_>, node: &Node, title: &str) -> Remedy {
    let mut commands = Vec::new();
    if facts.is_minikube() {
        commands.push(facts.commands.minikube("status"));
        commands.push(facts.commands.minikube("start"));
    }
    commands.push(facts.on_node(node, "sudo journalctl -u kubelet -n 50"));
    commands.push(facts.on_node(node, "sudo systemctl restart kubelet"));
    remedy(facts, node, title, commands, "")
}

/// Getting the pod network to run.
fn network(facts: &Facts<'_>, node: &Node, title: &str) -> Remedy {
    let on = format!(
        "get pods -A -o wide --field-selector spec.nodeName={}",
        quote(&node.metadata.name)
    );
    let mut commands = vec![facts.commands.kubectl(&on)];
    commands.push(facts.on_node(node, "ls -l /etc/cni/net.d"));
    if facts.is_minikube() {
        commands.push(facts.commands.minikube("start --cni=auto"));
    }
    remedy(facts, node, title, commands, "")
}

/// Getting the container runtime to answer.
fn runtime(facts: &Facts<'_>, node: &Node, title: &str) -> Remedy {
    let unit = match runtime_of(node) {
        "docker" => "docker",
        "cri-o" => "crio",
        _ => "containerd",
    };
    let commands = vec![
        facts.on_node(node, &format!("sudo journalctl -u {unit} -n 50")),
        facts.on_node(node, "df -h"),
        facts.on_node(node, &format!("sudo systemctl restart {unit} kubelet")),
    ];
    let risk =
        if unit == "docker" { "without live-restore all containers are restarted" } else { "" };
    remedy(facts, node, title, commands, risk)
}

fn free_memory(facts: &Facts<'_>, node: &Node) -> Remedy {
    let commands = vec![
        facts.commands.kubectl("top pods -A --sort-by=memory"),
        facts.on_node(node, "free -m"),
    ];
    let title = "Find who uses the memory, give it a limit or another node; or give the node more";
    remedy(facts, node, title, commands, "a container beyond its limit is killed")
}

fn free_disk(facts: &Facts<'_>, node: &Node) -> Remedy {
    let prune = match runtime_of(node) {
        "docker" => "docker system prune -f",
        _ => "sudo crictl rmi --prune",
    };
    let commands = vec![
        facts.on_node(node, "df -h"),
        facts.on_node(node, "df -i"),
        facts.on_node(node, prune),
    ];
    let title = "See what fills the disk, and remove images and containers that are not used";
    let risk = "unused images, local builds among them, must be pulled or built again";
    remedy(facts, node, title, commands, risk)
}

fn free_pids(facts: &Facts<'_>, node: &Node) -> Remedy {
    let commands = vec![facts.on_node(node, "ps -eLf | wc -l"), facts.on_node(node, "top -b -n 1")];
    remedy(facts, node, "Find what starts so many processes, and stop it", commands, "")
}

fn remedy(
    facts: &Facts<'_>,
    node: &Node,
    title: &str,
    commands: Vec<String>,
    risk: &str,
) -> Remedy {
    let verify = verify(facts, node);
    Remedy { title: title.to_owned(), commands, verify, risk: risk.to_owned() }
}

/// A condition that says that something on the node runs short. It works still, and pods are evicted.
fn pressure(
    facts: &Facts<'_>,
    node: &Node,
    code: &'static str,
    type_: &str,
    what: &str,
    reasons: &[&str],
) -> Option<Finding> {
    let found =
        condition(&node.status.conditions, type_).filter(|condition| condition.status == "True")?;
    let object = node.object();
    let path = format!("status.conditions[{type_}]");
    let evidence = Evidence::field(&object, &path, format!("{}: {}", found.reason, found.message));
    let mut finding = Finding::cause(
        code,
        object.clone(),
        format!("{what}: it evicts pods and takes no new ones"),
    )
    .severity(Severity::Warning)
    .evidence(evidence.since(found.last_transition_time));
    let events = facts.events(&object).iter();
    for event in events.filter(|event| reasons.contains(&event.reason.as_str())).take(2) {
        finding = finding.evidence(Evidence::event(&object, event));
    }
    Some(finding)
}

/// Where it is said that a client's certificate has expired: in the API server's log, or in an event
/// about a node.
fn expired(facts: &Facts<'_>) -> Option<Evidence> {
    const WORDS: &str = "x509: certificate has expired";
    let logs = facts.snapshot.logs.iter();
    let servers = logs.filter(|log| log.pod.starts_with("kube-apiserver") && !log.previous);
    let said = servers.into_iter().find_map(|log| {
        let mut lines = log.text.lines().rev().take(200);
        let line =
            lines.find(|line| line.contains(WORDS) && line.contains("authenticate the request"));
        let object = ObjectRef::new("Pod", &log.namespace, &log.pod);
        Some(Evidence::log(&object, "kube-apiserver", line?.trim()))
    });
    said.or_else(|| {
        facts.snapshot.nodes.iter().find_map(|node| {
            let object = node.object();
            let events = facts.events(&object);
            let event = events.iter().find(|event| event.message.contains(WORDS))?;
            Some(Evidence::event(&object, event))
        })
    })
}

/// The API server's version: as it says itself, or by its pod's image.
fn server_version<'f>(facts: &Facts<'f>) -> Option<&'f str> {
    let snapshot = facts.snapshot;
    let told = snapshot.versions.server_version.git_version.as_str();
    if !told.is_empty() {
        return Some(told);
    }
    let mut pods = snapshot.pods.within("kube-system").iter();
    let server = pods.find(|pod| pod.metadata.name.starts_with("kube-apiserver-"))?;
    server.spec.containers.first()?.image.rsplit_once(':').map(|(_, tag)| tag)
}
