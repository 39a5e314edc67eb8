//! Typed indices, and columns that only the right index opens.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A node of a [`Graph`](super::Graph): its position, from 0, in the order of the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NodeId(u32);

/// An edge of a [`Graph`](super::Graph): its position, from 0, in the order of the sources, and
/// for each source in the order in which its edges were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EdgeId(u32);

/// A text that a graph holds once, however many nodes and edges it is written on.
/// [`Graph::name`](super::Graph::name) gives the text back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NameId(u32);

impl NameId {
    /// The empty text, which every graph has. It stands for "has none".
    pub const EMPTY: Self = Self(0);
}

macro_rules! index {
    ($name:ident, $letter:literal) => {
        impl $name {
            /// The one with this index.
            pub const fn new(index: u32) -> Self {
                Self(index)
            }

            /// From a position that is known to fit.
            pub(crate) const fn at(index: usize) -> Self {
                Self(index as u32)
            }

            /// The index, from 0.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The index, from 0.
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $letter, self.0)
            }
        }

        impl Id for $name {
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index!(NodeId, "n");
index!(EdgeId, "e");
index!(NameId, "t");

/// What can open a [`Column`].
pub(crate) trait Id: Copy {
    /// The position in the column.
    fn index(self) -> usize;
}

/// A vector with an entry for each `I`. Two index spaces cannot be mixed: a column by node does
/// not accept the number that a search gave to the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column<I, T> {
    items: Vec<T>,
    index: PhantomData<fn(I)>,
}

impl<I: Id, T> Column<I, T> {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), index: PhantomData }
    }

    pub(crate) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The bytes that are set aside for it.
    pub(crate) fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<T>()
    }
}

impl<I: Id, T: Clone> Column<I, T> {
    pub(crate) fn filled(item: T, len: usize) -> Self {
        Self { items: vec![item; len], index: PhantomData }
    }
}

impl<I: Id, T> From<Vec<T>> for Column<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, index: PhantomData }
    }
}

impl<I: Id, T> Index<I> for Column<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Column<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}
