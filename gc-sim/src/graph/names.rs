//! Texts, each held once.

use std::collections::HashMap;

use super::{GraphError, NameId};

/// All texts of a graph, one behind the other. The first is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl Default for Names {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }
}

impl Names {
    pub(crate) fn get(&self, name: NameId) -> &str {
        let start = name.index().checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[name.index()] as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    #[cfg(any(test, feature = "serde"))]
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| self.get(NameId::at(index)))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }

    fn push(&mut self, text: &str) -> Result<NameId, GraphError> {
        let end = u32::try_from(self.text.len() + text.len());
        let end = end.map_err(|_| GraphError::TooManyNames)?;
        // It fits: each name but the first has a byte, and 32 bits were enough for the bytes.
        let name = NameId::at(self.ends.len());
        self.text.push_str(text);
        self.ends.push(end);
        Ok(name)
    }
}

/// Names that can still grow.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    names: Names,
    known: HashMap<Box<str>, NameId>,
}

impl Interner {
    /// The id of `text`, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> Result<NameId, GraphError> {
        if text.is_empty() {
            return Ok(NameId::EMPTY);
        }
        if let Some(name) = self.known.get(text) {
            return Ok(*name);
        }
        let name = self.names.push(text)?;
        self.known.insert(text.into(), name);
        Ok(name)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn finish(self) -> Names {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_held_once() {
        let mut interner = Interner::default();
        let ids: Vec<u32> = ["", "é", "b", "é", ""]
            .iter()
            .map(|text| interner.intern(text).unwrap().get())
            .collect();
        assert_eq!(ids, [0, 1, 2, 1, 0]);
        let names = interner.finish();
        assert_eq!(names.iter().collect::<Vec<_>>(), ["", "é", "b"]);
        assert_eq!(names.text, "éb");
    }
}
