//! What can be done about an image that is not pulled: other words for the same commands in many
//! checks.

use crate::facts::images::PullFailure;
use crate::facts::{Facts, quote};
use crate::finding::Remedy;
use crate::snapshot::{Node, Object as _};

/// The namespace as an argument, and a blank.
fn namespace(failure: &PullFailure<'_>) -> String {
    format!("-n {} ", quote(&failure.pod.metadata.namespace))
}

/// To see whether the pod gets on.
pub(super) fn verify(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Vec<String> {
    let workload = facts.workload_of(failure.pod);
    let namespace = namespace(failure);
    match workload.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" => {
            let kind = workload.kind.to_lowercase();
            let name = quote(&workload.name);
            vec![facts.commands.kubectl(&format!("{namespace}rollout status {kind}/{name}"))]
        }
        _ => vec![facts.commands.kubectl(&format!("{namespace}get pods"))],
    }
}

/// Change the image's name where it is written: to `image` where it is known.
pub(super) fn rename(
    facts: &Facts<'_>,
    failure: &PullFailure<'_>,
    image: Option<&str>,
    title: &str,
) -> Remedy {
    let workload = facts.workload_of(failure.pod);
    let kind = workload.kind.to_lowercase();
    let name = quote(&workload.name);
    let namespace = namespace(failure);
    let verify = verify(facts, failure);
    let annotations = &failure.pod.metadata.annotations;
    let source = annotations.get("kubernetes.io/config.source").map(String::as_str);
    if annotations.contains_key("kubernetes.io/config.mirror") || source == Some("file") {
        let node = &failure.pod.spec.node_name;
        let title = format!("{title}: in its file under /etc/kubernetes/manifests on node {node}");
        return Remedy { title, commands: Vec::new(), verify, risk: String::new() };
    }
    if kind == "job" {
        return Remedy {
            title: format!("{title}: a job cannot be changed, so delete it and make it again"),
            commands: vec![facts.commands.on("delete", &workload)],
            verify,
            risk: "What the job has done so far may be done again".to_owned(),
        };
    }
    let command = match image {
        Some(image) => {
            let pair = quote(&format!("{}={image}", failure.container.name));
            facts.commands.kubectl(&format!("{namespace}set image {kind}/{name} {pair}"))
        }
        None => facts.commands.on("edit", &workload),
    };
    Remedy { title: title.to_owned(), commands: vec![command], verify, risk: String::new() }
}

/// Try the pull by hand on the node, which shows the whole answer.
pub(super) fn by_hand(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Remedy {
    let node = facts.node_of(failure.pod);
    let pull = match node.map(runtime) {
        Some("docker") => format!("docker pull {}", quote(failure.image)),
        _ => format!("sudo crictl pull {}", quote(failure.image)),
    };
    let command = match node {
        Some(node) if is_minikube(node) => on_minikube(facts, node, &pull),
        _ => pull,
    };
    Remedy {
        title: format!("Try it by hand on node {}, to see all that the registry answers", {
            &failure.pod.spec.node_name
        }),
        commands: vec![command],
        verify: verify(facts, failure),
        risk: String::new(),
    }
}

/// Put an image that was built on the user's own machine onto minikube's nodes.
pub(super) fn load(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Option<Remedy> {
    let node = facts.node_of(failure.pod).or_else(|| facts.snapshot.nodes.iter().next())?;
    is_minikube(node).then(|| Remedy {
        title: "If it was built on your own machine: load it into minikube".to_owned(),
        commands: vec![facts.commands.minikube(&format!("image load {}", quote(failure.image)))],
        verify: verify(facts, failure),
        risk: "With the policy Always the node still asks the registry".to_owned(),
    })
}

/// Let the node use the image that it has.
pub(super) fn if_not_present(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Remedy {
    let workload = facts.workload_of(failure.pod);
    let policy =
        format!(r#"[{{"name":"{}","imagePullPolicy":"IfNotPresent"}}]"#, failure.container.name);
    let is_init =
        failure.pod.spec.init_containers.iter().any(|init| init.name == failure.container.name);
    let list = if is_init { "initContainers" } else { "containers" };
    let patch = match workload.kind.as_str() {
        "CronJob" => format!(
            r#"{{"spec":{{"jobTemplate":{{"spec":{{"template":{{"spec":{{"{list}":{policy}}}}}}}}}}}}}"#
        ),
        _ => format!(r#"{{"spec":{{"template":{{"spec":{{"{list}":{policy}}}}}}}}}"#),
    };
    let command = match workload.kind.as_str() {
        // These cannot be changed once they exist.
        "Pod" | "Job" => None,
        _ => Some(format!("{} -p {}", facts.commands.on("patch", &workload), quote(&patch))),
    };
    let title = match command {
        Some(_) => {
            "Have the node use the image that it has: imagePullPolicy IfNotPresent".to_owned()
        }
        None => format!(
            "Have the node use the image that it has: make the {} again with imagePullPolicy IfNotPresent",
            workload.kind.to_lowercase()
        ),
    };
    Remedy {
        title,
        commands: command.into_iter().collect(),
        verify: verify(facts, failure),
        risk: "Nodes that have an image of that name keep it, even when it is built anew"
            .to_owned(),
    }
}

/// A command on a node of minikube.
pub(super) fn on_minikube(facts: &Facts<'_>, node: &Node, command: &str) -> String {
    let name = &node.metadata.name;
    let node = match facts.snapshot.nodes.len() {
        0 | 1 => String::new(),
        _ => format!("-n {} ", quote(name)),
    };
    facts.commands.minikube(&format!("ssh {node}-- {command}"))
}

/// Whether minikube made a node.
pub(super) fn is_minikube(node: &Node) -> bool {
    node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/"))
}

/// The node's runtime: `docker`, `containerd`, `cri-o`.
pub(super) fn runtime(node: &Node) -> &str {
    let version = &node.status.node_info.container_runtime_version;
    version.split_once("://").map_or("", |(runtime, _)| runtime)
}

/// A change that somebody who may change the registry or the nodes must make.
pub(super) fn note(facts: &Facts<'_>, failure: &PullFailure<'_>, title: &str) -> Remedy {
    Remedy {
        title: title.to_owned(),
        commands: Vec::new(),
        verify: verify(facts, failure),
        risk: String::new(),
    }
}

/// Restart the pod, so that the kubelet does not wait out its back-off: where something makes it again.
pub(super) fn retry(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Option<Remedy> {
    let object = failure.pod.object();
    (facts.workload_of(failure.pod) != object).then(|| Remedy {
        title: "Then have it tried again at once, rather than within five minutes".to_owned(),
        commands: vec![facts.commands.on("delete", &object)],
        verify: verify(facts, failure),
        risk: String::new(),
    })
}
