//! Graphs by serde. What is read is checked as if an enemy had written it.

use std::collections::HashSet;
use std::num::NonZeroU64;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::label::{EdgeLabels, Sizes};
use super::names::{Interner, Names};
use super::{EdgeLabel, Graph, GraphError, MAX_EDGES, MAX_NODES, NameId, NodeId, Root};

/// A graph as it is written: its columns, those that say nothing empty.
#[derive(Debug, Serialize, Deserialize)]
struct Columns {
    /// Where the edges of each node begin, and where those of the last end.
    offsets: Vec<u32>,
    targets: Vec<NodeId>,
    edge_labels: Vec<EdgeLabel>,
    sizes: Vec<u64>,
    kinds: Vec<NameId>,
    labels: Vec<NameId>,
    addresses: Vec<Option<NonZeroU64>>,
    /// The first is empty.
    names: Vec<String>,
    roots: Vec<Root>,
}

impl Serialize for Graph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let edge_labels = if self.edge_labels.is_absent() {
            Vec::new()
        } else {
            self.all_edges().map(|edge| edge.label).collect()
        };
        let columns = Columns {
            offsets: self.offsets.clone(),
            targets: self.targets.clone(),
            edge_labels,
            sizes: self.node_ids().map(|id| self.size(id)).collect(),
            kinds: self.kinds.clone(),
            labels: self.labels.clone(),
            addresses: self.addresses.clone(),
            names: self.names.iter().map(str::to_owned).collect(),
            roots: self.roots.clone(),
        };
        columns.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Graph {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Columns::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<Columns> for Graph {
    type Error = GraphError;

    fn try_from(columns: Columns) -> Result<Self, GraphError> {
        check(&columns)?;
        let mut sizes = Sizes::Narrow(Vec::with_capacity(columns.sizes.len()));
        columns.sizes.into_iter().for_each(|size| sizes.push(size));
        let mut edge_labels = EdgeLabels::default();
        for (index, label) in columns.edge_labels.into_iter().enumerate() {
            edge_labels.set(index, label);
        }
        Ok(Self {
            offsets: columns.offsets,
            targets: columns.targets,
            edge_labels,
            sizes,
            kinds: columns.kinds,
            labels: columns.labels,
            addresses: columns.addresses,
            names: names(&columns.names)?,
            roots: columns.roots,
        })
    }
}

fn names(texts: &[String]) -> Result<Names, GraphError> {
    let mut interner = Interner::default();
    for text in texts {
        interner.intern(text)?;
    }
    Ok(interner.finish())
}

/// Everything that indexing relies on.
fn check(columns: &Columns) -> Result<(), GraphError> {
    let Columns { offsets, targets, edge_labels, sizes, kinds, labels, addresses, names, roots } =
        columns;
    let (n_nodes, n_edges) = (sizes.len(), targets.len());
    if n_nodes > MAX_NODES {
        return Err(GraphError::TooManyNodes);
    }
    if n_edges > MAX_EDGES {
        return Err(GraphError::TooManyEdges);
    }
    let is_column = |len: usize, full: usize| len == 0 || len == full;
    let is_node = |node: NodeId| node.index() < n_nodes;
    let is_name = |name: NameId| name.index() < names.len();
    let rules = [
        (offsets.len() == n_nodes + 1, "there is not one offset for each node, and one more"),
        (offsets.first() == Some(&0), "the first offset is not 0"),
        (offsets.is_sorted(), "offsets decrease"),
        (
            offsets.last().is_some_and(|last| *last as usize == n_edges),
            "the last offset is not the number of edges",
        ),
        (targets.iter().all(|target| is_node(*target)), "an edge leads to no node"),
        (is_column(edge_labels.len(), n_edges), "there is not one edge label for each edge"),
        (is_column(kinds.len(), n_nodes), "there is not one kind for each node"),
        (is_column(labels.len(), n_nodes), "there is not one label for each node"),
        (is_column(addresses.len(), n_nodes), "there is not one address for each node"),
        (names.first().is_some_and(String::is_empty), "the first name is not empty"),
        (names.iter().collect::<HashSet<_>>().len() == names.len(), "a name comes twice"),
        (kinds.iter().chain(labels).all(|name| is_name(*name)), "a node has no such name"),
        (
            edge_labels.iter().filter_map(|label| label.name()).all(is_name),
            "an edge has no such name",
        ),
        (roots.iter().all(|root| is_node(root.node)), "a root keeps no node"),
        (roots.iter().all(|root| is_name(root.name)), "a root has no such name"),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => Err(GraphError::Invalid { what }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::testing::{graph, graphs};
    use crate::graph::{Depths, Dominators, PathLimits, RetainedSizes, Reverse, paths_to_roots};

    use super::*;

    #[test]
    fn it_is_written_as_columns() {
        let graph = graph("global(x) -> a -.next-> b:5000000000 -> b");
        let text = serde_json::to_string(&graph).unwrap();
        expect![[r#"{"offsets":[0,1,2],"targets":[1,1],"edge_labels":[{"Field":4},"None"],"sizes":[1,5000000000],"kinds":[],"labels":[1,3],"addresses":[],"names":["","a","x","b","next"],"roots":[{"node":0,"kind":"Global","name":2}]}"#]]
            .assert_eq(&text);
    }

    #[track_caller]
    fn check_error(from: &str, to: &str, expected: &Expect) {
        let text = serde_json::to_string(&graph("global(x) -> a -.next-> b -> b")).unwrap();
        assert!(text.contains(from), "{text}");
        let error = serde_json::from_str::<Graph>(&text.replacen(from, to, 1)).unwrap_err();
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        check_error(
            "[0,1,2]",
            "[]",
            &expect!["not a graph: there is not one offset for each node, and one more"],
        );
        check_error("[0,1,2]", "[1,1,2]", &expect!["not a graph: the first offset is not 0"]);
        check_error("[0,1,2]", "[0,3,2]", &expect!["not a graph: offsets decrease"]);
        check_error(
            "[0,1,2]",
            "[0,1,9]",
            &expect!["not a graph: the last offset is not the number of edges"],
        );
        check_error("[1,1]", "[1,2]", &expect!["not a graph: an edge leads to no node"]);
        check_error(
            "{\"Field\":4}",
            "{\"Field\":7}",
            &expect!["not a graph: an edge has no such name"],
        );
        check_error(
            ",\"None\"]",
            "]",
            &expect!["not a graph: there is not one edge label for each edge"],
        );
        check_error(
            "\"sizes\":[1,1]",
            "\"sizes\":[1]",
            &expect!["not a graph: there is not one offset for each node, and one more"],
        );
        check_error(
            "\"kinds\":[]",
            "\"kinds\":[0]",
            &expect!["not a graph: there is not one kind for each node"],
        );
        check_error(
            "\"kinds\":[]",
            "\"kinds\":[0,5]",
            &expect!["not a graph: a node has no such name"],
        );
        check_error(
            "\"addresses\":[]",
            "\"addresses\":[null]",
            &expect!["not a graph: there is not one address for each node"],
        );
        check_error(
            "\"\",\"a\"",
            "\"a\",\"\"",
            &expect!["not a graph: the first name is not empty"],
        );
        check_error("\"\",\"a\"", "\"\",\"b\"", &expect!["not a graph: a name comes twice"]);
        check_error(
            "[\"\",\"a\",\"x\",\"b\",\"next\"]",
            "[]",
            &expect!["not a graph: the first name is not empty"],
        );
        check_error("\"node\":0", "\"node\":2", &expect!["not a graph: a root keeps no node"]);
        check_error("\"name\":2", "\"name\":5", &expect!["not a graph: a root has no such name"]);
    }

    /// Columns with numbers that are near those that would be right.
    fn columns() -> impl Strategy<Value = Columns> {
        let numbers = || prop::collection::vec(0..5_u32, 0..6);
        let names = prop::collection::vec("[ab]?", 0..4);
        (numbers(), numbers(), numbers(), numbers(), numbers(), numbers(), names).prop_map(
            |(offsets, targets, sizes, kinds, labels, roots, names)| {
                let all_names = |ids: Vec<u32>| ids.into_iter().map(NameId::new).collect();
                Columns {
                    offsets: std::iter::once(0).chain(offsets).collect(),
                    edge_labels: targets.iter().map(|id| EdgeLabel::Index(*id)).collect(),
                    targets: targets.into_iter().map(NodeId::new).collect(),
                    sizes: sizes.into_iter().map(u64::from).collect(),
                    kinds: all_names(kinds),
                    labels: all_names(labels),
                    addresses: Vec::new(),
                    names: std::iter::once(String::new()).chain(names).collect(),
                    roots: roots
                        .into_iter()
                        .map(|id| Root {
                            node: NodeId::new(id),
                            kind: crate::graph::RootKind::Other,
                            name: NameId::new(id / 2),
                        })
                        .collect(),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn it_comes_back_as_it_was(graph in graphs(20)) {
            let text = serde_json::to_string(&graph).unwrap();
            prop_assert_eq!(serde_json::from_str::<Graph>(&text).unwrap(), graph);
        }

        #[test]
        fn what_is_accepted_does_not_panic(columns in columns()) {
            let Ok(graph) = Graph::try_from(columns) else { return Ok(()) };
            let dominators = Dominators::new(&graph);
            RetainedSizes::new(&graph, &dominators);
            let (reverse, depths) = (Reverse::new(&graph), Depths::new(&graph));
            let limits = PathLimits { paths: 5, length: 9, work: 1000 };
            for id in graph.node_ids() {
                for path in paths_to_roots(&graph, &reverse, &depths, id, limits).paths {
                    prop_assert!(!path.show(&graph).to_string().is_empty());
                }
            }
        }
    }
}
