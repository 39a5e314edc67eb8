//! What the Go side prints, read: `xtask/go/typed/dump.go` says what it is made of.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

/// What something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Kind {
    Value,
    Constant,
    NoValue,
    Type,
    Builtin,
}

impl Kind {
    fn read(letter: &str) -> Option<Self> {
        Some(match letter {
            "v" => Self::Value,
            "c" => Self::Constant,
            "n" => Self::NoValue,
            "t" => Self::Type,
            "b" => Self::Builtin,
            _ => return None,
        })
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Constant => "constant",
            Self::NoValue => "no value",
            Self::Type => "type",
            Self::Builtin => "predeclared function",
        }
    }
}

/// What go/types says of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    /// A number in [`Dump::types`].
    pub(super) ty: u32,
    /// One in [`Dump::constants`].
    pub(super) constant: Option<u32>,
    /// One in [`Dump::sorts`].
    pub(super) sort: u32,
    /// Whether it stands in a function with type parameters.
    pub(super) generic: bool,
    /// Whether it is evaluated for several lines of a `const` group, so that its value is that of any
    /// of them.
    pub(super) repeated: bool,
    /// Whether it is an expression, which may get another type from its context, rather than a
    /// declared name.
    pub(super) in_context: bool,
    /// The file and the span of what the answer comes from.
    pub(super) from: Option<(u32, u32, u32)>,
}

/// All that go/types said.
#[derive(Default, Debug)]
pub(super) struct Dump {
    pub(super) files: Vec<String>,
    file_numbers: HashMap<String, usize>,
    pub(super) types: Vec<String>,
    pub(super) constants: Vec<String>,
    pub(super) sorts: Vec<String>,
    pub(super) errors: Vec<String>,
    /// Of each file, by where they begin; of those that begin at the same byte the longest first.
    pub(super) rows: Vec<Vec<Row>>,
}

impl Dump {
    pub(super) fn n_rows(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// The number of the file with that path.
    pub(super) fn file_number(&self, path: &str) -> Option<usize> {
        self.file_numbers.get(path).copied()
    }
}

pub(super) fn read(text: &str) -> Result<Dump> {
    let mut dump = Dump::default();
    let mut file = None;
    for line in text.lines() {
        let (first, rest) = line.split_once('\t').with_context(|| format!("typed: `{line}`"))?;
        match first {
            "F" => {
                dump.file_numbers.insert(rest.to_owned(), dump.files.len());
                dump.files.push(rest.to_owned());
                dump.rows.push(Vec::new());
            }
            "@" => file = Some(rest.parse::<usize>()?),
            "T" => dump.types.push(rest.to_owned()),
            "C" => dump.constants.push(rest.to_owned()),
            "S" => dump.sorts.push(rest.to_owned()),
            "E" => dump.errors.push(rest.to_owned()),
            _ => {
                let row = read_row(line).with_context(|| format!("typed printed `{line}`"))?;
                let rows = file.and_then(|file| dump.rows.get_mut(file));
                rows.context("a row before its file")?.push(row);
            }
        }
    }
    for rows in &mut dump.rows {
        rows.sort_by_key(|row| (row.start, std::cmp::Reverse(row.end)));
        rows.dedup();
    }
    Ok(dump)
}

fn read_row(line: &str) -> Result<Row> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().context("a field is missing");
    let start = next()?.parse()?;
    let end = next()?.parse()?;
    let kind = Kind::read(next()?).context("no such kind")?;
    let ty = next()?.parse()?;
    let constant = next()?;
    let constant = if constant.is_empty() { None } else { Some(constant.parse()?) };
    let sort = next()?.parse()?;
    let flags: u8 = next()?.parse()?;
    let rest: Vec<u32> = fields.map(str::parse).collect::<Result<_, _>>()?;
    let from = match *rest.as_slice() {
        [] => None,
        [file, start, end] => Some((file, start, end)),
        _ => bail!("{} numbers at the end", rest.len()),
    };
    let [generic, repeated, in_context] = [1, 2, 4].map(|flag| flags & flag != 0);
    Ok(Row { start, end, kind, ty, constant, sort, generic, repeated, in_context, from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_are_read() {
        let text = "F\t/a.go\n@\t0\nT\tint\nS\tliteral int\nC\t7\n\
                    8\t9\tc\t0\t0\t0\t4\nS\tname of a variable\n4\t5\tv\t0\t\t1\t3\t0\t1\t2\n";
        let dump = read(text).unwrap();
        assert_eq!(dump.file_number("/a.go"), Some(0));
        let literal = Row {
            start: 8,
            end: 9,
            kind: Kind::Constant,
            ty: 0,
            constant: Some(0),
            sort: 0,
            generic: false,
            repeated: false,
            in_context: true,
            from: None,
        };
        let name = Row {
            start: 4,
            end: 5,
            kind: Kind::Value,
            constant: None,
            sort: 1,
            generic: true,
            repeated: true,
            in_context: false,
            from: Some((0, 1, 2)),
            ..literal
        };
        assert_eq!(dump.rows, [[name, literal]]);
    }

    #[test]
    fn what_is_not_a_dump_is_refused() {
        for text in ["panic", "1\t2\tv\t0\t\t0\t0", "F\ta\n@\t0\n1\t2\tx\t0\t\t0\t0"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
