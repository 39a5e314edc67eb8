//! What is written on nodes, edges and roots, and the columns that keep it small.

use std::num::NonZeroU64;

use super::{EdgeId, NameId, NodeId};

/// What a graph knows of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Node {
    /// Its own size, in bytes, without anything it refers to.
    pub size: u64,
    /// What sort of thing it is: a Go type, a Kubernetes kind.
    pub kind: NameId,
    /// What it is called.
    pub label: NameId,
    /// Where it lies in memory, if it does.
    pub address: Option<NonZeroU64>,
}

impl Node {
    /// A node of `size` bytes of which nothing else is known.
    pub const fn sized(size: u64) -> Self {
        Self { size, kind: NameId::EMPTY, label: NameId::EMPTY, address: None }
    }

    /// The same with a kind.
    #[must_use]
    pub const fn kind(mut self, kind: NameId) -> Self {
        self.kind = kind;
        self
    }

    /// The same with a label.
    #[must_use]
    pub const fn label(mut self, label: NameId) -> Self {
        self.label = label;
        self
    }

    /// The same at an address. 0 stands for none, as it does in memory.
    #[must_use]
    pub const fn address(mut self, address: u64) -> Self {
        self.address = NonZeroU64::new(address);
        self
    }
}

/// Where in its source an edge starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EdgeLabel {
    /// Nothing is known of it.
    #[default]
    None,
    /// In a field.
    Field(NameId),
    /// In an element, counted from 0.
    Index(u32),
    /// In a variable that a closure has captured.
    Captured(NameId),
}

impl EdgeLabel {
    pub(crate) fn name(self) -> Option<NameId> {
        match self {
            Self::Field(name) | Self::Captured(name) => Some(name),
            Self::None | Self::Index(_) => None,
        }
    }
}

/// An edge, with everything known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Its place in the graph.
    pub id: EdgeId,
    /// The node that refers.
    pub source: NodeId,
    /// The node that is referred to.
    pub target: NodeId,
    /// Where in the source it starts.
    pub label: EdgeLabel,
}

/// What keeps a node alive from outside the graph. The order is that in which paths of the same
/// length are shown: what a person would name comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum RootKind {
    /// A package variable.
    Global,
    /// A variable of a function that has not returned.
    StackFrame,
    /// A goroutine.
    Goroutine,
    /// A finalizer or cleanup.
    Finalizer,
    /// A timer.
    Timer,
    /// Something else.
    Other,
}

impl RootKind {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::StackFrame => "stack frame",
            Self::Goroutine => "goroutine",
            Self::Finalizer => "finalizer",
            Self::Timer => "timer",
            Self::Other => "root",
        }
    }
}

/// A root: a node that is kept, and by what. A node may be a root several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Root {
    /// The node that is kept.
    pub node: NodeId,
    /// The sort of thing that keeps it.
    pub kind: RootKind,
    /// What that is called.
    pub name: NameId,
}

/// Sizes, in 4 bytes each for as long as all of them fit.
#[derive(Debug, Clone)]
pub(crate) enum Sizes {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Sizes {
    pub(crate) fn get(&self, node: NodeId) -> u64 {
        match self {
            Self::Narrow(sizes) => u64::from(sizes[node.index()]),
            Self::Wide(sizes) => sizes[node.index()],
        }
    }

    pub(crate) fn push(&mut self, size: u64) {
        match (&mut *self, u32::try_from(size)) {
            (Self::Narrow(sizes), Ok(size)) => sizes.push(size),
            (Self::Wide(sizes), _) => sizes.push(size),
            (Self::Narrow(_), Err(_)) => self.widen().push(size),
        }
    }

    pub(crate) fn set(&mut self, node: NodeId, size: u64) {
        match (&mut *self, u32::try_from(size)) {
            (Self::Narrow(sizes), Ok(size)) => sizes[node.index()] = size,
            (Self::Wide(sizes), _) => sizes[node.index()] = size,
            (Self::Narrow(_), Err(_)) => self.widen()[node.index()] = size,
        }
    }

    fn widen(&mut self) -> &mut Vec<u64> {
        if let Self::Narrow(sizes) = self {
            *self = Self::Wide(sizes.iter().map(|size| u64::from(*size)).collect());
        }
        match self {
            Self::Wide(sizes) => sizes,
            Self::Narrow(_) => unreachable!("it was widened above"),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(sizes) => sizes.len(),
            Self::Wide(sizes) => sizes.len(),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Narrow(sizes) => sizes.capacity() * size_of::<u32>(),
            Self::Wide(sizes) => sizes.capacity() * size_of::<u64>(),
        }
    }
}

impl PartialEq for Sizes {
    /// By what they say, not by how: one that was widened for a size that is gone is still equal.
    fn eq(&self, other: &Self) -> bool {
        let all = |sizes: &Self| (0..sizes.len()).map(NodeId::at).collect::<Vec<_>>();
        self.len() == other.len() && all(self).iter().all(|id| self.get(*id) == other.get(*id))
    }
}

impl Eq for Sizes {}

/// Edge labels in 5 bytes each, or in none while no edge has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct EdgeLabels {
    kinds: Vec<u8>,
    values: Vec<u32>,
}

impl EdgeLabels {
    pub(crate) fn get(&self, edge: EdgeId) -> EdgeLabel {
        let Some(kind) = self.kinds.get(edge.index()) else {
            return EdgeLabel::None;
        };
        let value = self.values[edge.index()];
        match kind {
            1 => EdgeLabel::Field(NameId::new(value)),
            2 => EdgeLabel::Index(value),
            3 => EdgeLabel::Captured(NameId::new(value)),
            _ => EdgeLabel::None,
        }
    }

    /// Labels edge `index` of those so far; it is the last or behind it.
    pub(crate) fn set(&mut self, index: usize, label: EdgeLabel) {
        if self.is_absent() && label == EdgeLabel::None {
            return;
        }
        let (kind, value) = match label {
            EdgeLabel::None => (0, 0),
            EdgeLabel::Field(name) => (1, name.get()),
            EdgeLabel::Index(index) => (2, index),
            EdgeLabel::Captured(name) => (3, name.get()),
        };
        if index >= self.kinds.len() {
            self.resize(index + 1);
        }
        self.kinds[index] = kind;
        self.values[index] = value;
    }

    pub(crate) fn resize(&mut self, len: usize) {
        self.kinds.resize(len, 0);
        self.values.resize(len, 0);
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.kinds.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.kinds.capacity() + self.values.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_widen_when_they_must() {
        let mut sizes = Sizes::Narrow(Vec::new());
        sizes.push(7);
        assert!(matches!(sizes, Sizes::Narrow(_)));
        sizes.push(1 << 40);
        sizes.set(NodeId::new(0), u64::MAX);
        assert_eq!([sizes.get(NodeId::new(0)), sizes.get(NodeId::new(1))], [u64::MAX, 1 << 40]);
    }

    #[test]
    fn labels_cost_nothing_until_there_is_one() {
        let mut labels = EdgeLabels::default();
        labels.set(3, EdgeLabel::None);
        assert_eq!(labels.bytes(), 0);
        labels.set(4, EdgeLabel::Index(u32::MAX));
        assert_eq!(labels.get(EdgeId::new(3)), EdgeLabel::None);
        assert_eq!(labels.get(EdgeId::new(4)), EdgeLabel::Index(u32::MAX));
    }
}
