//! Source text and places in it: files, byte spans, and lines and columns as Go counts them.

use std::fmt;

/// The largest file that is read, in bytes. Spans are 32-bit, and no hand-written or generated Go
/// file comes near it.
pub const MAX_FILE_BYTES: usize = 256 << 20;

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span that begins where `self` begins and ends where `last` ends.
    #[must_use]
    pub const fn to(self, last: Span) -> Self {
        Self { start: self.start, end: last.end }
    }

    /// The text of this span in `text`; empty where the span does not lie in it.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A line and a column, both one-based; the column counts bytes, as Go does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineColumn {
    /// One-based line number.
    pub line: u32,
    /// One-based column number in bytes.
    pub column: u32,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where each line of a file begins.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 24 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts }
    }

    /// The line and column of the byte at `offset`.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        LineColumn { line: line.max(1) as u32, column: offset - start + 1 }
    }
}

/// One Go file: a name to report it by, and its text.
///
/// Go source is UTF-8. Where a file is not, each byte that is not part of a valid character
/// becomes one [`SourceFile::REPLACEMENT`] byte, so that every offset stays true, and the place is
/// remembered in [`SourceFile::encoding_errors`].
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    encoding_errors: Vec<(u32, &'static str)>,
}

impl SourceFile {
    /// What stands in for a byte that is not UTF-8: ASCII SUB, which no Go token contains.
    pub const REPLACEMENT: u8 = 0x1a;

    /// A file called `name` with the given bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let mut encoding_errors = Vec::new();
        let text = match String::from_utf8(bytes.into()) {
            Ok(text) => text,
            Err(error) => {
                let mut bytes = error.into_bytes();
                let mut at = 0;
                while let Err(error) = std::str::from_utf8(&bytes[at..]) {
                    let bad = at + error.valid_up_to();
                    let len = error.error_len().unwrap_or(bytes.len() - bad);
                    encoding_errors.push((bad as u32, "invalid UTF-8 encoding"));
                    bytes[bad..bad + len].fill(Self::REPLACEMENT);
                    at = bad + len;
                }
                String::from_utf8(bytes).unwrap_or_default()
            }
        };
        Self { name: name.into(), text, encoding_errors }
    }

    /// The name the file is reported by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where bytes were not UTF-8: offset and message.
    pub fn encoding_errors(&self) -> &[(u32, &'static str)] {
        &self.encoding_errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_bytes_from_one() {
        let index = LineIndex::new("é x\n\ny");
        assert_eq!(index.line_column(3), LineColumn { line: 1, column: 4 });
        assert_eq!(index.line_column(5), LineColumn { line: 2, column: 1 });
        assert_eq!(index.line_column(6), LineColumn { line: 3, column: 1 });
    }

    #[test]
    fn invalid_utf8_keeps_offsets() {
        let file = SourceFile::new("a.go", b"a\xff\xfeb\xe2\x82".to_vec());
        assert_eq!(file.text(), "a\x1a\x1ab\x1a\x1a");
        let places: Vec<u32> = file.encoding_errors().iter().map(|error| error.0).collect();
        assert_eq!(places, [1, 2, 4]);
    }
}
