//! The JSON reports of `heldby k8s` and `heldby k8s why`: contracts with other programs, as
//! `docs/schema/heldby.k8s.json` and `heldby.k8s.why.json` describe them.

use std::io::{self, Write};

use k8s_doctor::cause::{self, CausalEdge};
use k8s_doctor::finding::{self, Role};
use k8s_doctor::snapshot::{ObjectRef, Time};
use k8s_doctor::why::Why;
use serde::Serialize;

use super::Report;
use crate::report::{TOOL, Tool, write_json};

#[derive(Serialize)]
struct K8sReport<'a> {
    schema: &'static str,
    tool: Tool,
    cluster: Cluster<'a>,
    roots: Vec<Root<'a>>,
    edges: Vec<Edge<'a>>,
    history: Vec<Past<'a>>,
    history_left_out: usize,
    gaps: Vec<Gap<'a>>,
}

#[derive(Serialize)]
struct Cluster<'a> {
    server_version: Option<&'a str>,
    minikube_version: Option<&'a str>,
    nodes: Vec<Node<'a>>,
    now: Option<String>,
    pods: Option<Pods>,
    addons: &'a [String],
}

#[derive(Serialize)]
struct Node<'a> {
    name: &'a str,
    ready: bool,
    kubelet: Option<&'a str>,
    runtime: Option<&'a str>,
}

#[derive(Serialize)]
struct Pods {
    count: usize,
    ready: usize,
}

#[derive(Serialize)]
struct Object<'a> {
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
struct Root<'a> {
    code: &'a str,
    severity: String,
    certainty: String,
    /// Whether a check says why, or only that it is so.
    explained: bool,
    object: Object<'a>,
    message: &'a str,
    evidence: Vec<Evidence<'a>>,
    holds: Vec<Held<'a>>,
    remedies: Vec<Remedy<'a>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    object: Object<'a>,
    source: &'a str,
    text: &'a str,
    count: Option<i64>,
    since: Option<String>,
}

#[derive(Serialize)]
struct Held<'a> {
    object: Object<'a>,
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Remedy<'a> {
    title: &'a str,
    commands: &'a [String],
    verify: &'a [String],
    risk: &'a str,
}

#[derive(Serialize)]
struct Edge<'a> {
    from: Object<'a>,
    to: Object<'a>,
    why: &'a str,
}

#[derive(Serialize)]
struct Past<'a> {
    object: Object<'a>,
    message: &'a str,
    last_seen: Option<String>,
}

#[derive(Serialize)]
struct Gap<'a> {
    what: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct WhyReport<'a> {
    schema: &'static str,
    tool: Tool,
    object: Object<'a>,
    findings: Vec<Held<'a>>,
    chains: Vec<Chain<'a>>,
    holds: Vec<Object<'a>>,
}

#[derive(Serialize)]
struct Chain<'a> {
    steps: Vec<Edge<'a>>,
    root: Root<'a>,
}

/// Writes a diagnosis as one JSON object and a line break.
pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let overview = &report.overview;
    let nodes = overview.nodes.iter().map(|node| Node {
        name: &node.name,
        ready: node.is_ready,
        kubelet: some(&node.kubelet),
        runtime: some(&node.runtime),
    });
    let json = K8sReport {
        schema: "heldby.k8s/1",
        tool: TOOL,
        cluster: Cluster {
            server_version: overview.server_version.as_deref(),
            minikube_version: overview.minikube_version.as_deref(),
            nodes: nodes.collect(),
            now: time(overview.now),
            pods: overview.pods.map(|(count, ready)| Pods { count, ready }),
            addons: &overview.addons,
        },
        roots: report.roots.iter().map(root).collect(),
        edges: report.diagnosis.edges.iter().map(edge).collect(),
        history: report
            .history
            .iter()
            .map(|past| Past {
                object: object(&past.object),
                message: &past.message,
                last_seen: time(past.last),
            })
            .collect(),
        history_left_out: report.diagnosis.n_older,
        gaps: report
            .diagnosis
            .gaps
            .iter()
            .map(|gap| Gap { what: &gap.what, why: &gap.why })
            .collect(),
    };
    write_json(&json, out)
}

/// Writes the chains of one object as one JSON object and a line break.
pub(crate) fn write_why(why: &Why, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&finding::Finding> = why.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.role == Role::Cause, finding.code));
    let json = WhyReport {
        schema: "heldby.k8s.why/1",
        tool: TOOL,
        object: object(&why.object),
        findings: findings
            .into_iter()
            .map(|finding| Held {
                object: object(&finding.object),
                code: finding.code,
                message: &finding.message,
            })
            .collect(),
        chains: why
            .chains
            .iter()
            .map(|chain| Chain {
                steps: chain.steps.iter().map(edge).collect(),
                root: root(&chain.root),
            })
            .collect(),
        holds: why.holds.iter().map(object).collect(),
    };
    write_json(&json, out)
}

fn root(root: &cause::Root) -> Root<'_> {
    let evidence = root.evidence.iter().map(|evidence| Evidence {
        object: object(&evidence.object),
        source: &evidence.source,
        text: &evidence.text,
        count: evidence.count,
        since: time(evidence.since),
    });
    let holds = root.holds.iter().map(|held| Held {
        object: object(&held.object),
        code: held.code,
        message: &held.message,
    });
    let remedies = root.remedies.iter().map(|remedy| Remedy {
        title: &remedy.title,
        commands: &remedy.commands,
        verify: &remedy.verify,
        risk: &remedy.risk,
    });
    Root {
        code: root.code,
        severity: root.severity.to_string(),
        certainty: root.certainty.to_string(),
        explained: root.role == Role::Cause,
        object: object(&root.object),
        message: &root.message,
        evidence: evidence.collect(),
        holds: holds.collect(),
        remedies: remedies.collect(),
    }
}

fn edge(edge: &CausalEdge) -> Edge<'_> {
    Edge { from: object(&edge.from), to: object(&edge.to), why: &edge.why }
}

fn object(object: &ObjectRef) -> Object<'_> {
    Object { kind: &object.kind, namespace: some(&object.namespace), name: &object.name }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn time(time: Time) -> Option<String> {
    time.0.map(|time| time.to_string())
}
