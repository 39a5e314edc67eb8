//! Patterns with `...`, which stands for any text.
//!
//! Two rules make it more than that: `x/...` also means `x` itself, and `...` never reaches into a
//! directory `vendor`, which must be written out.

/// A pattern to match import paths or relative directories with.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: String,
    /// The literal texts between the `...`; with `vendor` elements replaced.
    pieces: Vec<String>,
    /// The pattern without a `/...` at its end, likewise.
    without_rest: Option<Vec<String>>,
}

/// What a `vendor` element is replaced by before matching: nothing that a path contains, so that
/// `...` can be kept from matching it.
const VENDOR: char = '\0';

impl Pattern {
    /// The pattern written `text`.
    pub(super) fn new(text: &str) -> Self {
        let pieces = |text: &str| mask_vendor(text).split("...").map(str::to_owned).collect();
        let without_rest = text.strip_suffix("/...").map(pieces);
        Self { text: text.to_owned(), pieces: pieces(text), without_rest }
    }

    /// Whether `name` matches.
    pub(super) fn matches(&self, name: &str) -> bool {
        if name.contains(VENDOR) || self.text.contains(VENDOR) {
            return false;
        }
        let name = mask_vendor(name);
        glob(&self.pieces, &name)
            || self.without_rest.as_ref().is_some_and(|pieces| glob(pieces, &name))
    }

    /// Whether anything at or below the directory `name` can match.
    pub(super) fn may_match_below(&self, name: &str) -> bool {
        let literal = self.text.split("...").next().unwrap_or_default();
        let wild = literal.len() < self.text.len();
        name.is_empty()
            || literal
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || wild && name.starts_with(literal)
    }

    /// Whether the pattern names a `vendor` directory, without which none can match.
    pub(super) fn names_vendor(&self) -> bool {
        self.text.split('/').any(|part| part == "vendor")
    }
}

fn mask_vendor(name: &str) -> String {
    if !name.contains("vendor") {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    // The last element is a directory to match, not one to look into.
    let last = parts.len() - 1;
    for part in &mut parts[..last] {
        if *part == "vendor" {
            *part = "\0";
        }
    }
    parts.join("/")
}

/// Whether `name` is the pieces in order, with texts free of [`VENDOR`] between them. Each piece
/// walks the name once.
fn glob(pieces: &[String], name: &str) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return name.is_empty() };
    let name = name.as_bytes();
    // `reached[i]`: the pieces so far can end at byte `i`.
    let mut reached = vec![false; name.len() + 1];
    reached[first.len().min(name.len())] = name.starts_with(first.as_bytes());
    for piece in rest {
        let piece = piece.as_bytes();
        let mut next = vec![false; name.len() + 1];
        let mut open = false;
        for at in 0..=name.len() {
            open |= reached[at];
            if open && name[at..].starts_with(piece) {
                next[at + piece.len()] = true;
            }
            // The `...` ends before a vendor element.
            open &= name.get(at) != Some(&(VENDOR as u8));
        }
        reached = next;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching() {
        for (pattern, name, expected) in [
            ("...", "", true),
            ("...", "a/b", true),
            ("a/...", "a", true),
            ("a/...", "a/b/c", true),
            ("a/...", "ab", false),
            ("a...", "ab/c", true),
            ("a/.../c", "a/b/c", true),
            ("a/.../c", "a/c", false),
            (".../c", "a/b/c", true),
            ("...b...", "abc", true),
            ("...b...b...", "abc", false),
            ("...", "vendor/x", false),
            ("...", "vendor", true),
            ("a/...", "a/vendor/x", false),
            ("vendor/...", "vendor/x/y", true),
            ("vendor/...", "vendor", true),
            ("a/vendor/...", "a/vendor/x", true),
            (".../vendor/...", "a/vendor/x", true),
            (".../vendor/...", "a/vendor/x/vendor/y", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("abc", "a", false),
            ("", "", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn pruning() {
        for (pattern, name, expected) in [
            ("a/b/...", "a", true),
            ("a/b/...", "a/b", true),
            ("a/b/...", "a/b/c", true),
            ("a/b/...", "a/c", false),
            ("a/b/...", "", true),
            ("a/b", "a/b/c", false),
            ("a...", "abc", true),
            ("...", "x", true),
        ] {
            assert_eq!(Pattern::new(pattern).may_match_below(name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let pattern = "...a".repeat(2000);
        assert!(!Pattern::new(&pattern).matches(&"a".repeat(1000)));
    }
}
