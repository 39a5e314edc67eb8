//! Versions as Kubernetes, minikube and container runtimes write them, and ranges of them.

use std::cmp::Ordering;
use std::fmt;

/// A version with the order of semantic versioning: a pre-release comes before its release, and
/// build metadata is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// Changes with incompatible releases.
    pub major: u64,
    /// Zero where the text had none.
    pub minor: u64,
    /// Zero where the text had none.
    pub patch: u64,
    /// What stands after `-`, as in `1.23.0-beta.0`; never empty.
    pub pre: Option<String>,
}

impl Version {
    /// A release.
    pub const fn new(major: u64, minor: u64, patch: u64) -> Self {
        Self { major, minor, patch, pre: None }
    }

    /// Reads `v1.20.2`, `1.20`, `v1.31.4+k3s1` or `20.10.7`. A distribution's mark after `-`
    /// (`v1.29.1-gke.100`, `v1.30.4-eks-a737599`) says that the release was built again, not that
    /// it came before the release, so it is left out like build metadata.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, pre) = match text.split_once('-') {
            Some((numbers, pre)) => (numbers, Some(pre)),
            None => (text, None),
        };
        let mut parts = numbers.split('.');
        let major = number(parts.next()?)?;
        let minor = parts.next().map_or(Some(0), number)?;
        let patch = parts.next().map_or(Some(0), number)?;
        if parts.next().is_some() {
            return None;
        }
        let pre = pre.filter(|pre| is_pre_release(pre)).map(str::to_owned);
        Some(Self { major, minor, patch, pre })
    }

    /// Whether two versions share major and minor, whatever their patch level.
    pub fn same_minor(&self, other: &Self) -> bool {
        (self.major, self.minor) == (other.major, other.minor)
    }
}

/// Digits only: `u64::parse` alone would take a sign.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The words that Kubernetes, minikube and the runtimes use before a release.
fn is_pre_release(text: &str) -> bool {
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let word = word.to_ascii_lowercase();
    matches!(word.as_str(), "alpha" | "beta" | "rc" | "pre" | "dev" | "a" | "b")
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = (self.major, self.minor, self.patch);
        numbers.cmp(&(other.major, other.minor, other.patch)).then_with(|| {
            match (&self.pre, &other.pre) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => compare_pre(left, right),
            }
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Semver 2.0.0, rule 11: identifier by identifier, numbers by value and before words. What only
/// differs in its spelling (`1` and `01`) is ordered by its text, so that equal means the same.
fn compare_pre(left: &str, right: &str) -> Ordering {
    let (mut lefts, mut rights) = (left.split('.'), right.split('.'));
    loop {
        let ordering = match (lefts.next(), rights.next()) {
            (None, None) => return left.cmp(right),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (number(left), number(right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => left.cmp(right),
            },
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        match &self.pre {
            Some(pre) => write!(f, "-{pre}"),
            None => Ok(()),
        }
    }
}

/// Versions without a gap between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first version; `None`: as far back as there are versions.
    pub from: Option<Version>,
    /// The last version; `None`: there is no end.
    pub to: Option<Version>,
}

impl Span {
    /// Both ends are inside.
    pub const fn between(from: Version, to: Version) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// One version.
    pub const fn only(major: u64, minor: u64, patch: u64) -> Self {
        Self::between(Version::new(major, minor, patch), Version::new(major, minor, patch))
    }

    /// From a version on, without an end.
    pub const fn since(from: Version) -> Self {
        Self { from: Some(from), to: None }
    }

    /// Up to and with a version.
    pub const fn until(to: Version) -> Self {
        Self { from: None, to: Some(to) }
    }

    fn contains(&self, version: &Version) -> bool {
        self.from.as_ref().is_none_or(|from| from <= version)
            && self.to.as_ref().is_none_or(|to| version <= to)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.from, &self.to) {
            (None, None) => f.write_str("any version"),
            (Some(from), None) => write!(f, "{from} and later"),
            (None, Some(to)) => write!(f, "up to {to}"),
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (Some(from), Some(to)) => write!(f, "{from} to {to}"),
        }
    }
}

/// The versions that something is true of: spans in ascending order. Without a span, of none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionRange(pub &'static [Span]);

impl VersionRange {
    /// Every version.
    pub const ANY: Self = Self(&[Span { from: None, to: None }]);

    /// Whether `version` is in one of the spans.
    pub fn contains(&self, version: &Version) -> bool {
        self.0.iter().any(|span| span.contains(version))
    }

    /// Whether this is every version, so that the version need not be known.
    pub fn is_any(&self) -> bool {
        self.0.iter().any(|span| span.from.is_none() && span.to.is_none())
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((last, others)) = self.0.split_last() else {
            return f.write_str("no version");
        };
        for span in others {
            write!(f, "{span}, ")?;
        }
        if others.is_empty() { write!(f, "{last}") } else { write!(f, "and {last}") }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        let cases = [
            ("v1.20.2", Some("1.20.2")),
            ("1.20", Some("1.20.0")),
            ("1", Some("1.0.0")),
            ("v1.31.4+k3s1", Some("1.31.4")),
            ("v1.29.1-gke.100", Some("1.29.1")),
            ("v1.30.4-eks-a737599", Some("1.30.4")),
            ("20.10.7", Some("20.10.7")),
            (" v1.23.0-beta.0\n", Some("1.23.0-beta.0")),
            ("v1.36.0-rc.1+abc", Some("1.36.0-rc.1")),
            ("1.20.x", None),
            ("1.2.3.4", None),
            ("+1.2.3", None),
            ("1.-2.3", None),
            ("", None),
            ("v", None),
            ("stable", None),
            ("99999999999999999999.0.0", None),
        ];
        for (text, expected) in cases {
            let read = Version::parse(text).map(|version| version.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn the_order_is_that_of_semver() {
        let ascending = [
            "1.9.0",
            "1.10.0",
            "1.23.0-alpha.1",
            "1.23.0-beta.2",
            "1.23.0-beta.11",
            "1.23.0-rc.1",
            "1.23.0",
            "1.23.1",
            "2.0.0",
        ];
        for pair in ascending.windows(2) {
            let [left, right] = pair else { unreachable!() };
            assert!(Version::parse(left) < Version::parse(right), "{left} < {right}");
        }
    }

    #[test]
    fn ranges_hold_their_ends_and_say_so() {
        const BUG: VersionRange = VersionRange(&[
            Span::between(Version::new(1, 18, 0), Version::new(1, 22, 0)),
            Span::only(1, 23, 0),
        ]);
        const SINCE: VersionRange = VersionRange(&[Span::since(Version::new(1, 27, 0))]);
        const UNTIL: VersionRange = VersionRange(&[Span::until(Version::new(1, 30, 1))]);
        let version = |text: &str| Version::parse(text).unwrap();
        for inside in ["1.18.0", "1.20.0", "1.22.0", "1.23.0"] {
            assert!(BUG.contains(&version(inside)), "{inside}");
        }
        for outside in ["1.17.1", "1.18.0-beta.0", "1.22.1", "1.23.0-beta.0", "1.23.1", "2.0.0"] {
            assert!(!BUG.contains(&version(outside)), "{outside}");
        }
        assert_eq!(BUG.to_string(), "1.18.0 to 1.22.0, and 1.23.0");
        assert!(SINCE.contains(&version("1.38.0")) && !SINCE.contains(&version("1.26.1")));
        assert_eq!(SINCE.to_string(), "1.27.0 and later");
        assert!(UNTIL.contains(&version("0.28.0")) && !UNTIL.contains(&version("1.31.0")));
        assert_eq!(UNTIL.to_string(), "up to 1.30.1");
        assert_eq!(VersionRange::ANY.to_string(), "any version");
        assert_eq!(VersionRange(&[]).to_string(), "no version");
        assert!(!VersionRange(&[]).contains(&version("1.0.0")));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,40}") {
            if let Some(version) = Version::parse(&text) {
                prop_assert_eq!(Version::parse(&version.to_string()), Some(version));
            }
        }

        #[test]
        fn order_agrees_with_equality(left in "[0-2]\\.[0-2](-rc(\\.[0-9]{1,2})?)?",
                                      right in "[0-2]\\.[0-2](-rc(\\.[0-9]{1,2})?)?") {
            let (left, right) = (Version::parse(&left).unwrap(), Version::parse(&right).unwrap());
            prop_assert_eq!(left == right, left.cmp(&right) == Ordering::Equal);
            prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
        }
    }
}
