//! What a pod asks of a node by its spec alone: resources, labels, a node by name.

use std::collections::BTreeMap;

use super::Refusal;
use crate::snapshot::pod::{NodeSelector, NodeSelectorTerm, Resources};
use crate::snapshot::{Container, Labels, Node, PodSpec, selects};

/// What a pod asks of each resource, in thousandths: of its containers the sum, of its init
/// containers the largest, for they run one after the other, beside those that go on running
/// (`restartPolicy: Always`); and the overhead of its runtime.
pub fn requests(spec: &PodSpec) -> BTreeMap<&str, i128> {
    let mut sum: BTreeMap<&str, i128> = BTreeMap::new();
    for container in &spec.containers {
        add(&mut sum, asked(container));
    }
    let mut sidecars: BTreeMap<&str, i128> = BTreeMap::new();
    let mut peak: BTreeMap<&str, i128> = BTreeMap::new();
    for container in &spec.init_containers {
        let mut now = sidecars.clone();
        add(&mut now, asked(container));
        if container.restart_policy == "Always" {
            add(&mut sum, asked(container));
            sidecars.clone_from(&now);
        }
        for (resource, milli) in now {
            let most = peak.entry(resource).or_default();
            *most = (*most).max(milli);
        }
    }
    for (resource, milli) in peak {
        let all = sum.entry(resource).or_default();
        *all = (*all).max(milli);
    }
    // What is asked for the pod as a whole takes the place of what its containers ask.
    for (resource, quantity) in &spec.resources.requests {
        sum.insert(resource, quantity.milli().unwrap_or(0));
    }
    add(&mut sum, &spec.overhead);
    sum
}

fn asked(container: &Container) -> &Resources {
    &container.resources.requests
}

fn add<'a>(sum: &mut BTreeMap<&'a str, i128>, more: &'a Resources) {
    for (resource, quantity) in more {
        let all = sum.entry(resource).or_default();
        *all = all.saturating_add(quantity.milli().unwrap_or(0));
    }
}

/// An amount of a resource as people write it: `2.8Gi`, `500m`, `3`.
pub fn amount(resource: &str, milli: i128) -> String {
    let is_bytes =
        resource == "memory" || resource.ends_with("storage") || resource.starts_with("hugepages-");
    if !is_bytes {
        return if milli % 1000 == 0 { (milli / 1000).to_string() } else { format!("{milli}m") };
    }
    let bytes = milli / 1000;
    for (unit, size) in [("Ti", 1_i128 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] {
        if bytes >= size {
            let tenths = bytes * 10 / size;
            let (whole, tenth) = (tenths / 10, tenths % 10);
            return if tenth == 0 {
                format!("{whole}{unit}")
            } else {
                format!("{whole}.{tenth}{unit}")
            };
        }
    }
    bytes.to_string()
}

/// Whether a node is one that a pod selects, by label and by required affinity.
pub(super) fn is_selected(spec: &PodSpec, node: &Node) -> bool {
    let required = &spec.affinity.node_affinity.required;
    selects(&spec.node_selector, &node.metadata.labels)
        && required.as_ref().is_none_or(|required| allows(required, node))
}

/// Whether one of the terms fits the node. A term without requirements fits none.
pub(super) fn allows(selector: &NodeSelector, node: &Node) -> bool {
    let name = &node.metadata.name;
    let fields = Labels::from([("metadata.name".to_owned(), name.clone())]);
    selector.node_selector_terms.iter().any(|term| {
        let is_empty = term.match_expressions.is_empty() && term.match_fields.is_empty();
        let labels = &node.metadata.labels;
        !is_empty
            && term.match_expressions.iter().all(|requirement| requirement.matches(labels))
            && term.match_fields.iter().all(|requirement| requirement.matches(&fields))
    })
}

/// The one node that a pod can be on, as a daemon set's pods have it.
pub(super) fn pinned_node(spec: &PodSpec) -> Option<&str> {
    let required = spec.affinity.node_affinity.required.as_ref()?;
    let [term] = required.node_selector_terms.as_slice() else { return None };
    let fields = &term.match_fields;
    let by_name =
        fields.iter().find(|field| field.key == "metadata.name" && field.operator == "In")?;
    match by_name.values.as_slice() {
        [node] => Some(node),
        _ => None,
    }
}

/// A term in words: `disktype In [ssd] and zone In [a, b]`.
pub fn term_text(term: &NodeSelectorTerm) -> String {
    let all = term.match_expressions.iter().chain(&term.match_fields);
    let texts: Vec<String> = all
        .map(|requirement| {
            if requirement.values.is_empty() {
                format!("{} {}", requirement.key, requirement.operator)
            } else {
                format!(
                    "{} {} [{}]",
                    requirement.key,
                    requirement.operator,
                    requirement.values.join(", ")
                )
            }
        })
        .collect();
    texts.join(" and ")
}

/// How far a node is from taking a pod, among those that refuse for the same reasons: by the share of
/// what is asked that is missing, in thousandths.
pub(super) fn distance(refusals: &[Refusal<'_>]) -> i128 {
    let shortages = refusals.iter().filter_map(|refusal| match refusal {
        Refusal::Room(shortages) => Some(shortages),
        _ => None,
    });
    let missing = shortages.flatten().map(|shortage| {
        let missing = shortage.asked.saturating_sub(shortage.free).saturating_mul(1000);
        missing / shortage.asked.max(1)
    });
    missing.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Pod;

    fn asks(spec: &str) -> String {
        let text = format!(
            "{{kind: Pod, apiVersion: v1, metadata: {{name: one, namespace: shop}}, spec: {spec}}}"
        );
        let snapshot = crate::decode::example(&text);
        let pods: Vec<&Pod> = snapshot.pods.iter().collect();
        let all = requests(&pods[0].spec);
        let all: Vec<String> =
            all.iter().map(|(name, milli)| format!("{name} {}", amount(name, *milli))).collect();
        all.join(", ")
    }

    #[test]
    fn init_containers_count_by_the_largest_and_sidecars_beside_all() {
        let main = "containers: [{name: a, resources: {requests: {cpu: 300m, memory: 1Gi}}}, {name: b, resources: {requests: {cpu: 300m}}}]";
        let init = |cpu: &str, policy: &str| {
            format!(
                "{{name: i, restartPolicy: '{policy}', resources: {{requests: {{cpu: {cpu}}}}}}}"
            )
        };
        assert_eq!(asks(&format!("{{{main}}}")), "cpu 600m, memory 1Gi");
        assert_eq!(
            asks(&format!("{{{main}, initContainers: [{}, {}]}}", init("500m", ""), init("1", ""))),
            "cpu 1, memory 1Gi"
        );
        // A sidecar of 200m, and then an init container of 700m beside it.
        assert_eq!(
            asks(&format!(
                "{{{main}, overhead: {{cpu: 50m}}, initContainers: [{}, {}]}}",
                init("200m", "Always"),
                init("700m", "")
            )),
            "cpu 950m, memory 1Gi"
        );
        assert_eq!(
            asks(&format!("{{{main}, resources: {{requests: {{cpu: '2'}}}}}}")),
            "cpu 2, memory 1Gi"
        );
    }

    #[test]
    fn amounts() {
        assert_eq!(amount("memory", (2 << 30) * 1000 + (819 << 20) * 1000), "2.7Gi");
        assert_eq!(amount("ephemeral-storage", 512_000), "512");
        assert_eq!(amount("nvidia.com/gpu", 3000), "3");
        assert_eq!(amount("cpu", -250), "-250m");
    }
}
