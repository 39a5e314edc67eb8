//! What is wrong with a scenario, and where.

use std::fmt;

use super::MAX_PROBLEMS;

/// A place in a scenario's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
    /// What may have been meant, or what to do.
    pub hint: Option<String>,
    /// Whether something is too large, so that reading on makes no sense.
    pub(crate) is_limit: bool,
}

/// All that is wrong, in the order of the places; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<Problem>);

impl Problem {
    pub(crate) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), hint: None, is_limit: false }
    }

    pub(crate) fn limit(place: Place, message: impl Into<String>) -> Self {
        Self { is_limit: true, ..Self::new(place, message) }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl Problems {
    pub(crate) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.place);
        problems.truncate(MAX_PROBLEMS);
        Self(problems)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// The name of `names` that is most like `wrong`, as a hint, if one is like it at all.
pub(super) fn did_you_mean<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let nearest = names.into_iter().map(|name| (distance(wrong, name), name)).min()?;
    let (distance, name) = nearest;
    let length = wrong.chars().count().max(name.chars().count());
    (distance * 3 <= length).then(|| format!("did you mean `{name}`?"))
}

/// The most similar of `known`, or else the first few of them, as a hint.
pub(super) fn suggestion<'a>(
    wrong: &str,
    known: impl Iterator<Item = &'a String>,
) -> Option<String> {
    let known: Vec<&str> = known.map(String::as_str).collect();
    did_you_mean(wrong, known.iter().copied()).or_else(|| {
        let more = if known.len() > FEW { ", …" } else { "" };
        let few = known.get(..FEW).unwrap_or(&known).join("`, `");
        (!known.is_empty()).then(|| format!("there is `{few}`{more}"))
    })
}

/// How many names are listed where none is like the one that is wrong.
const FEW: usize = 8;

/// How many letters must be put in, taken out or replaced to make `a` of `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.chars().enumerate() {
            let replaced = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested() {
        let names = ["closure", "buf", "timer"];
        assert_eq!(did_you_mean("buff", names).as_deref(), Some("did you mean `buf`?"));
        assert_eq!(did_you_mean("closrue", names).as_deref(), Some("did you mean `closure`?"));
        assert_eq!(did_you_mean("b", names), None);
        assert_eq!(did_you_mean("x", []), None);
    }
}
