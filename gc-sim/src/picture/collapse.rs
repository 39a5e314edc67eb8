//! A large picture made small enough to read, and to lay out in a bounded time.
//!
//! A picture within its limit stays as it is. Of a larger one, *equal siblings* become one node first. Two nodes are
//! **alike** if their text, rows, style and group are the same, and they are **siblings** if each has the same edges
//! to and from every node that is not like them. What goes on among the alike does not count: in
//!
//! ```text
//! root ──► head of list ──► cell ──► cell ──► cell ──► … ──► cell
//!                            └► int   └► int   └► int          └► int
//! ```
//!
//! the cells between the first and the last are alike, lead to one `int`, and so become `cell × 9,998`, with an edge
//! to itself. If too many nodes remain, those are kept that the picture is about (by their style), then those with
//! the most edges, then those that come first. A note says how much of each was done.
//!
//! All of it is a few passes over the nodes and edges, with a sort of each node's edges; and since nothing depends on
//! the order of a hash table, the same picture always collapses to the same one.

use super::{Edge, Node, NodeIndex, NodeStyle, Picture, Row, with_commas};
use std::collections::{HashMap, HashSet};

/// The most nodes that are drawn, unless [`Picture::node_limit`] says otherwise.
pub const NODE_LIMIT: usize = 100;

/// The most edges that are drawn, for each node of the limit: 200 in all for 100 nodes.
///
/// The eye cannot follow more, and the time of the layout grows steeply with them: for 100 nodes, 200 edges with words
/// were laid out in a third of a second, 300 in six seconds, and 800 took minutes.
pub const EDGES_PER_NODE: usize = 2;

/// The picture with at most `limit` nodes, and `limit` times [`EDGES_PER_NODE`] edges.
///
/// Edges to nodes that are not there are dropped at any size, and a note says so.
pub fn collapse(picture: &Picture, limit: usize) -> Picture {
    let mut small = without_dangling(picture);
    if small.nodes.len() > limit {
        small = keep_foremost(merge_siblings(small), limit);
    }
    let edge_limit = limit.saturating_mul(EDGES_PER_NODE);
    if let Some(n_extra) = small.edges.len().checked_sub(edge_limit).filter(|&extra| extra > 0) {
        small.edges.truncate(edge_limit);
        small.notes.push(format!("{} more edges left out.", commas(n_extra)));
    }
    small
}

/// The picture without references to nodes and groups that are not in it.
fn without_dangling(picture: &Picture) -> Picture {
    let mut sound = picture.clone();
    let n_nodes = sound.nodes.len();
    sound.edges.retain(|edge| (edge.from.0 as usize) < n_nodes && (edge.to.0 as usize) < n_nodes);
    let n_lost = picture.edges.len() - sound.edges.len();
    if n_lost > 0 {
        sound.notes.push(format!("{} edges without a node at both ends left out.", commas(n_lost)));
    }
    for node in &mut sound.nodes {
        node.group = node.group.filter(|group| (group.0 as usize) < picture.groups.len());
    }
    sound
}

/// What makes two nodes alike.
#[derive(PartialEq, Eq, Hash)]
struct Look<'picture> {
    label: &'picture str,
    rows: &'picture [Row],
    style: NodeStyle,
    is_marked: bool,
    group: Option<super::GroupIndex>,
}

/// An edge as one of its ends sees it: which way, from which row, in what look, and to which other node.
type Neighbour = (bool, Option<u32>, u32, u32);

/// Makes one node of all equal siblings.
fn merge_siblings(picture: Picture) -> Picture {
    let looks = numbered(picture.nodes.iter().map(|node| Look {
        label: &node.label,
        rows: &node.rows,
        style: node.style,
        is_marked: node.is_marked,
        group: node.group,
    }));
    let edge_looks = numbered(picture.edges.iter().map(|edge| (&edge.label, edge.style)));

    let mut neighbours: Vec<Vec<Neighbour>> = vec![Vec::new(); picture.nodes.len()];
    for (edge, &edge_look) in picture.edges.iter().zip(&edge_looks) {
        let (from, to) = (edge.from.0 as usize, edge.to.0 as usize);
        if looks[from] != looks[to] {
            neighbours[from].push((true, edge.from_row, edge_look, edge.to.0));
            neighbours[to].push((false, edge.from_row, edge_look, edge.from.0));
        }
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    let siblings = numbered(looks.iter().zip(&neighbours));

    let n_before = picture.nodes.len();
    let mut nodes: Vec<Node> = Vec::new();
    for (node, &sibling) in picture.nodes.iter().zip(&siblings) {
        match nodes.get_mut(sibling as usize) {
            None => nodes.push(node.clone()),
            Some(merged) => {
                merged.count = merged.count.saturating_add(node.count);
                // A detail that is true of one alone must not speak for all.
                merged.detail.take_if(|detail| Some(&*detail) != node.detail.as_ref());
            }
        }
    }
    let mut seen = HashSet::new();
    let mut edges = Vec::new();
    for (edge, edge_look) in picture.edges.iter().zip(edge_looks) {
        let (from, to) = (siblings[edge.from.0 as usize], siblings[edge.to.0 as usize]);
        if seen.insert((from, edge.from_row, edge_look, to)) {
            edges.push(Edge { from: NodeIndex(from), to: NodeIndex(to), ..edge.clone() });
        }
    }

    let mut notes = picture.notes;
    if nodes.len() < n_before {
        notes.push(format!(
            "{} nodes drawn as {}: × counts nodes that look alike and have the same neighbours.",
            commas(n_before),
            commas(nodes.len())
        ));
    }
    Picture { nodes, edges, notes, ..picture }
}

/// Keeps the `limit` nodes that matter most, in their order.
fn keep_foremost(picture: Picture, limit: usize) -> Picture {
    let n_before = picture.nodes.len();
    if n_before <= limit {
        return picture;
    }
    let mut n_edges = vec![0_usize; n_before];
    for edge in &picture.edges {
        n_edges[edge.from.0 as usize] += 1;
        n_edges[edge.to.0 as usize] += 1;
    }
    let mut order: Vec<usize> = (0..n_before).collect();
    order.sort_by_key(|&index| {
        let node = &picture.nodes[index];
        (!node.is_marked && !node.style.is_emphatic(), std::cmp::Reverse(n_edges[index]), index)
    });
    order.truncate(limit);
    order.sort_unstable();

    let mut place_of = vec![None; n_before];
    for (place, &index) in order.iter().enumerate() {
        place_of[index] = Some(NodeIndex(place as u32));
    }
    let edges: Vec<Edge> = picture
        .edges
        .iter()
        .filter_map(|edge| {
            let from = place_of[edge.from.0 as usize]?;
            let to = place_of[edge.to.0 as usize]?;
            Some(Edge { from, to, ..edge.clone() })
        })
        .collect();
    let nodes: Vec<Node> = order.iter().map(|&index| picture.nodes[index].clone()).collect();

    let mut notes = picture.notes;
    notes.push(format!(
        "{} more nodes and {} more edges left out: the {} nodes most connected are drawn.",
        commas(n_before - nodes.len()),
        commas(picture.edges.len() - edges.len()),
        commas(nodes.len())
    ));
    Picture { nodes, edges, notes, ..picture }
}

/// A number for each item, the same for equal ones, counted from zero in the order they first come.
fn numbered<Item: std::hash::Hash + Eq>(items: impl Iterator<Item = Item>) -> Vec<u32> {
    let mut numbers = HashMap::new();
    items
        .map(|item| {
            let next = numbers.len() as u32;
            *numbers.entry(item).or_insert(next)
        })
        .collect()
}

fn commas(number: usize) -> String {
    with_commas(number as u64)
}

#[cfg(test)]
mod tests {
    use super::super::EdgeStyle;
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    /// One line for each node, edge and note.
    fn summary(picture: &Picture) -> String {
        let name = |index: NodeIndex| &picture.nodes[index.0 as usize].label;
        let nodes = picture.nodes.iter().map(|node| format!("{} × {}", node.label, node.count));
        let edges = picture.edges.iter().map(|edge| {
            format!("{} -> {} {}", name(edge.from), name(edge.to), edge.label).trim_end().to_owned()
        });
        let lines: Vec<_> = nodes.chain(edges).chain(picture.notes.iter().cloned()).collect();
        lines.join("\n") + "\n"
    }

    #[track_caller]
    fn check(picture: &Picture, limit: usize, expected: &Expect) {
        expected.assert_eq(&summary(&collapse(picture, limit)));
    }

    /// A picture from lines like `root -> a a b`; a name with `#` after it is drawn without what follows.
    fn picture(lines: &[&str]) -> Picture {
        let mut picture = Picture::new("");
        let mut names: Vec<String> = Vec::new();
        let mut node = |picture: &mut Picture, name: &str| {
            if let Some(index) = names.iter().position(|known| known == name) {
                return NodeIndex(index as u32);
            }
            names.push(name.to_owned());
            picture.add_node(Node::new(name.split('#').next().unwrap()))
        };
        for line in lines {
            let (from, targets) = line.split_once(" -> ").unwrap();
            let from = node(&mut picture, from);
            for target in targets.split(' ') {
                let to = node(&mut picture, target);
                picture.add_edge(Edge::new(from, to));
            }
        }
        picture
    }

    #[test]
    fn within_its_limit_a_picture_stays() {
        let picture = picture(&["root -> a#1 a#2 a#3"]);
        assert_eq!(collapse(&picture, 4), picture);
    }

    #[test]
    fn equal_siblings_become_one() {
        check(
            &picture(&["root -> a#1 a#2 a#3", "a#1 -> b", "a#2 -> b", "a#3 -> c"]),
            5,
            &expect![[r"
                root × 1
                a × 2
                a × 1
                b × 1
                c × 1
                root -> a
                root -> a
                a -> b
                a -> c
                6 nodes drawn as 5: × counts nodes that look alike and have the same neighbours.
            "]],
        );
    }

    #[test]
    fn a_list_becomes_its_ends_and_its_middle() {
        check(
            &picture(&[
                "root -> cell#1",
                "cell#1 -> cell#2",
                "cell#2 -> cell#3",
                "cell#3 -> cell#4",
                "cell#4 -> nil",
            ]),
            4,
            &expect![[r"
                root × 1
                cell × 1
                cell × 2
                cell × 1
                root -> cell
                cell -> cell
                cell -> cell
                cell -> cell
                6 nodes drawn as 5: × counts nodes that look alike and have the same neighbours.
                1 more nodes and 1 more edges left out: the 4 nodes most connected are drawn.
            "]],
        );
    }

    #[test]
    fn edges_of_another_look_part_siblings() {
        let mut picture = picture(&["root -> a#1 a#2"]);
        picture.edges[0].label = "next".to_owned();
        check(
            &picture,
            2,
            &expect![[r"
            root × 1
            a × 1
            root -> a next
            1 more nodes and 1 more edges left out: the 2 nodes most connected are drawn.
        "]],
        );
        picture.edges[0].label.clear();
        picture.edges[0].style = EdgeStyle::Dashed;
        assert_eq!(collapse(&picture, 3).nodes.len(), 3);
    }

    #[test]
    fn the_emphatic_and_the_connected_are_kept() {
        let mut picture = picture(&["a -> b", "c -> d e f", "f -> g"]);
        picture.nodes[6].style = NodeStyle::Double;
        check(
            &picture,
            3,
            &expect![[r"
            c × 1
            f × 1
            g × 1
            c -> f
            f -> g
            4 more nodes and 3 more edges left out: the 3 nodes most connected are drawn.
        "]],
        );
    }

    #[test]
    fn dangling_references_are_dropped_and_said() {
        let mut picture = picture(&["a -> b"]);
        picture.add_edge(Edge::new(NodeIndex(0), NodeIndex(9)));
        picture.nodes[0].group = Some(super::super::GroupIndex(3));
        let sound = collapse(&picture, 100);
        assert_eq!(sound.nodes[0].group, None);
        assert_eq!(sound.edges.len(), 1);
        assert_eq!(sound.notes, ["1 edges without a node at both ends left out."]);
    }

    #[test]
    fn a_detail_stays_only_if_all_have_it() {
        let mut picture = picture(&["root -> a#1 a#2 b#1 b#2"]);
        for (node, detail) in picture.nodes.iter_mut().zip(["", "x", "x", "y", "z"]) {
            node.detail = Some(detail.to_owned());
        }
        let details: Vec<_> =
            collapse(&picture, 3).nodes.into_iter().map(|node| node.detail).collect();
        assert_eq!(details, [Some(String::new()), Some("x".to_owned()), None]);
    }

    #[test]
    fn too_many_edges_are_cut_and_said() {
        let mut picture = picture(&["a -> b"]);
        picture.edges = vec![picture.edges[0].clone(); 1020];
        let small = collapse(&picture, 2);
        assert_eq!(small.edges.len(), 4);
        assert_eq!(small.notes, ["1,016 more edges left out."]);
    }

    #[test]
    fn a_hundred_thousand_nodes_take_no_time() {
        let mut large = Picture::new("");
        let root = large.add_node(Node::new("root"));
        for index in 0..100_000_u32 {
            let leaf = large.add_node(Node::new(format!("kind {}", index % 10)));
            large.add_edge(Edge::new(root, leaf));
        }
        let small = collapse(&large, NODE_LIMIT);
        assert_eq!(small.nodes.len(), 11);
        assert!(small.nodes[1..].iter().all(|node| node.count == 10_000));
        assert_eq!(
            small.notes,
            [
                "100,001 nodes drawn as 11: × counts nodes that look alike and have the same neighbours."
            ]
        );
    }

    fn any_picture() -> impl Strategy<Value = Picture> {
        let edges = prop::collection::vec((0..30_u32, 0..30_u32, 0..2_u8), 0..90);
        (prop::collection::vec(0..3_u8, 0..30), edges).prop_map(|(labels, edges)| {
            let mut picture = Picture::new("");
            for label in labels {
                picture.add_node(Node::new(label.to_string()));
            }
            for (from, to, label) in edges {
                picture
                    .add_edge(Edge::new(NodeIndex(from), NodeIndex(to)).label(label.to_string()));
            }
            picture
        })
    }

    proptest! {
        #[test]
        fn merging_loses_no_node_and_no_relation(picture in any_picture()) {
            let sound = without_dangling(&picture);
            let merged = merge_siblings(sound.clone());
            let total: u64 = merged.nodes.iter().map(|node| node.count).sum();
            prop_assert_eq!(total, sound.nodes.len() as u64);

            // By their labels alone, both pictures tell the same facts.
            let facts = |picture: &Picture| -> std::collections::BTreeSet<_> {
                let label = |index: NodeIndex| picture.nodes[index.0 as usize].label.clone();
                picture.edges.iter().map(|edge| (label(edge.from), edge.label.clone(), label(edge.to))).collect()
            };
            prop_assert_eq!(facts(&merged), facts(&sound));
        }

        #[test]
        fn merging_agrees_with_the_definition(picture in any_picture()) {
            let sound = without_dangling(&picture);
            let outside = |node: u32| -> std::collections::BTreeSet<_> {
                let look = |index: NodeIndex| &sound.nodes[index.0 as usize].label;
                sound.edges.iter().filter(|edge| look(edge.from) != look(edge.to)).filter_map(|edge| {
                    if edge.from.0 == node { Some((true, &edge.label, edge.to)) }
                    else if edge.to.0 == node { Some((false, &edge.label, edge.from)) }
                    else { None }
                }).collect()
            };
            let n_nodes = sound.nodes.len() as u32;
            let are_siblings = |a: u32, b: u32| {
                sound.nodes[a as usize].label == sound.nodes[b as usize].label && outside(a) == outside(b)
            };
            let n_classes = (0..n_nodes).filter(|&node| !(0..node).any(|other| are_siblings(other, node))).count();
            prop_assert_eq!(merge_siblings(sound.clone()).nodes.len(), n_classes);
        }

        #[test]
        fn the_limits_hold_and_a_second_time_changes_nothing(picture in any_picture(), limit in 0..20_usize) {
            let small = collapse(&picture, limit);
            prop_assert!(small.nodes.len() <= limit);
            prop_assert!(small.edges.len() <= limit * EDGES_PER_NODE);
            prop_assert_eq!(&collapse(&picture, limit), &small);
            prop_assert_eq!(&collapse(&small, limit), &small);
        }
    }
}
