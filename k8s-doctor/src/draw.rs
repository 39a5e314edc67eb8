//! Pictures of causal graphs: symptoms on the left, arrows *held by*, roots on the right.

use std::collections::{BTreeMap, BTreeSet};

use gc_sim::picture::{Edge, EdgeStyle, Node, NodeIndex, NodeStyle, Picture, Sample};

use crate::cause::{CausalEdge, Root};
use crate::finding::{Certainty, Severity};
use crate::snapshot::ObjectRef;
use crate::why::Why;

/// The longest line of a node's text; the whole text is in its detail.
const MAX_WORDS: usize = 48;

/// The roots of a diagnosis and what they hold up; notes are left out.
pub fn diagnosis(roots: &[Root], edges: &[CausalEdge]) -> Picture {
    let roots: Vec<&Root> = roots.iter().filter(|root| root.severity > Severity::Note).collect();
    let title = match roots.as_slice() {
        [] => "Nothing is held up".to_owned(),
        [root] => format!("Held by {}", root.object),
        several => format!("{} root causes", several.len()),
    };
    draw(title, &roots, edges)
}

/// The chains of one object.
pub fn why(why: &Why) -> Picture {
    let mut steps: Vec<CausalEdge> =
        why.chains.iter().flat_map(|chain| chain.steps.iter().cloned()).collect();
    steps.sort();
    steps.dedup();
    let on_the_way: BTreeSet<&ObjectRef> =
        steps.iter().flat_map(|edge| [&edge.from, &edge.to]).collect();
    let mut roots: Vec<Root> = why.chains.iter().map(|chain| chain.root.clone()).collect();
    for root in &mut roots {
        root.holds.retain(|held| on_the_way.contains(&held.object) || held.object == why.object);
    }
    let title = format!("What is {} held by?", why.object);
    let mut picture = draw(title, &roots.iter().collect::<Vec<_>>(), &steps);
    if roots.is_empty() {
        picture.add_node(Node::new(words(&why.object)).row(["nothing holds it"]));
    }
    picture
}

fn draw(title: String, roots: &[&Root], edges: &[CausalEdge]) -> Picture {
    let mut picture = Picture::new(title);
    let mut nodes: BTreeMap<&ObjectRef, NodeIndex> = BTreeMap::new();
    for root in roots {
        if let std::collections::btree_map::Entry::Vacant(entry) = nodes.entry(&root.object) {
            let certainty = match root.certainty {
                Certainty::Observed => String::new(),
                other => format!(" ({other})"),
            };
            let node = Node::new(words(&root.object))
                .row([shorten(&format!("{}{certainty}", root.message))])
                .row([root.code])
                .detail(root.message.clone())
                .style(NodeStyle::Double);
            entry.insert(picture.add_node(Node { is_marked: true, ..node }));
        }
    }
    for held in roots.iter().flat_map(|root| &root.holds) {
        if let std::collections::btree_map::Entry::Vacant(entry) = nodes.entry(&held.object) {
            let node = Node::new(words(&held.object))
                .row([shorten(&held.message)])
                .detail(held.message.clone());
            entry.insert(picture.add_node(node));
        }
    }
    // The root itself, and what is told together with it because it has the same cause.
    let mut like_roots: BTreeSet<&ObjectRef> = BTreeSet::new();
    for root in roots {
        like_roots.insert(&root.object);
        for held in root.holds.iter().filter(|held| held.code == root.code) {
            like_roots.insert(&held.object);
            if let (Some(from), Some(to)) = (nodes.get(&held.object), nodes.get(&root.object)) {
                let edge = Edge::new(*from, *to).label("has the same cause");
                picture.add_edge(edge.style(EdgeStyle::Dashed));
            }
        }
    }
    let ends: BTreeSet<(&ObjectRef, &ObjectRef)> =
        edges.iter().map(|edge| (&edge.from, &edge.to)).collect();
    for edge in edges {
        // A deployment is short of the pod that its own template holds up: one arrow says enough.
        if like_roots.contains(&edge.from) && ends.contains(&(&edge.to, &edge.from)) {
            continue;
        }
        if let (Some(from), Some(to)) = (nodes.get(&edge.from), nodes.get(&edge.to)) {
            let edge = Edge::new(*from, *to).label(shorten(&edge.why));
            picture.add_edge(edge.style(EdgeStyle::Solid));
        }
    }
    if !roots.is_empty() {
        picture.explain(Sample::Node(NodeStyle::Double), "a root cause: start here");
        picture.explain(Sample::Node(NodeStyle::Box), "what it holds up");
        picture.explain(Sample::Edge(EdgeStyle::Solid), "is held by");
    }
    picture
}

/// An object on two lines.
fn words(object: &ObjectRef) -> String {
    match object.namespace.as_str() {
        "" => format!("{}\n{}", object.kind, object.name),
        namespace => format!("{}\n{namespace}/{}", object.kind, object.name),
    }
}

fn shorten(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    if text.chars().count() <= MAX_WORDS {
        return text;
    }
    let cut: String = text.chars().take(MAX_WORDS - 1).collect();
    format!("{}…", cut.trim_end())
}
