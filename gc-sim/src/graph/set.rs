//! A set of nodes, one bit for each node of the graph.

use petgraph::visit::VisitMap;

use super::NodeId;

/// A set of nodes, one bit for each node of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeSet {
    words: Vec<u64>,
}

impl NodeSet {
    /// An empty set with room for the nodes of a graph that has `n_nodes`.
    pub fn new(n_nodes: usize) -> Self {
        Self { words: vec![0; n_nodes.div_ceil(64)] }
    }

    /// Whether `node` is in it.
    pub fn contains(&self, node: NodeId) -> bool {
        self.words.get(node.index() / 64).is_some_and(|word| word >> (node.index() % 64) & 1 == 1)
    }

    /// Puts `node` in, and says whether it is new. Grows if it must.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let (index, bit) = (node.index() / 64, 1 << (node.index() % 64));
        if index >= self.words.len() {
            self.words.resize(index + 1, 0);
        }
        let word = &mut self.words[index];
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Takes `node` out, and says whether it was in.
    pub fn remove(&mut self, node: NodeId) -> bool {
        let was_in = self.contains(node);
        if was_in {
            self.words[node.index() / 64] &= !(1 << (node.index() % 64));
        }
        was_in
    }

    /// How many nodes are in it. Looks at all of the set.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Its nodes, in order.
    pub fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                // Clears the lowest bit; nothing is left of 0.
                rest &= rest.checked_sub(1)?;
                Some(NodeId::at(index * 64 + bit))
            })
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    /// Takes everything out, and makes room for `n_nodes`.
    pub fn reset(&mut self, n_nodes: usize) {
        self.words.clear();
        self.words.resize(n_nodes.div_ceil(64), 0);
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::default();
        set.extend(nodes);
        set
    }
}

impl Extend<NodeId> for NodeSet {
    fn extend<I: IntoIterator<Item = NodeId>>(&mut self, nodes: I) {
        for node in nodes {
            self.insert(node);
        }
    }
}

impl VisitMap<NodeId> for NodeSet {
    fn visit(&mut self, node: NodeId) -> bool {
        self.insert(node)
    }

    fn is_visited(&self, node: &NodeId) -> bool {
        self.contains(*node)
    }

    fn unvisit(&mut self, node: NodeId) -> bool {
        self.remove(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_in_order() {
        let mut set: NodeSet = [200, 0, 63, 64, 5].map(NodeId::new).into_iter().collect();
        assert!(!set.insert(NodeId::new(5)) && set.remove(NodeId::new(5)));
        assert!(!set.remove(NodeId::new(5)) && !set.remove(NodeId::new(1000)));
        assert_eq!(set.iter().map(NodeId::get).collect::<Vec<_>>(), [0, 63, 64, 200]);
        assert_eq!((set.len(), set.is_empty()), (4, false));
    }
}
