//! What a check is, and the list of all of them.

use crate::checks;
use crate::facts::Facts;
use crate::finding::Finding;

/// One thing to look for. A pure function of the snapshot.
pub struct Check {
    /// Stable: `K` and three digits, the first of which is the area.
    pub code: &'static str,
    /// What it looks for, in a few words: also its title.
    pub title: &'static str,
    /// The text of its file, whose first comment is its manual page.
    pub source: &'static str,
    /// Looks.
    pub run: fn(&Facts<'_>) -> Vec<Finding>,
    /// Objects as YAML in which it finds its fault.
    pub bad: &'static str,
    /// The same without the fault.
    pub good: &'static str,
}

impl Check {
    /// The manual page: the `//!` lines at the head of the check's file.
    pub fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n")
    }
}

/// All checks, in order of their codes.
pub fn all() -> impl Iterator<Item = &'static Check> {
    checks::AREAS.iter().flat_map(|area| area.iter())
}

/// The check of a code.
pub fn find(code: &str) -> Option<&'static Check> {
    all().find(|check| check.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;
    use crate::diagnosis::diagnose;

    #[test]
    fn codes_are_unique_and_in_order() {
        let codes: Vec<&str> = all().map(|check| check.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
    }

    #[test]
    fn every_check_has_a_manual_page() {
        for check in all() {
            let manual = check.manual();
            assert!(manual.len() > 120, "{}: {manual}", check.code);
        }
    }

    #[test]
    fn every_check_finds_its_bad_example_and_not_its_good_one() {
        for check in all() {
            let found = |text: &str| {
                let snapshot = decode::example(text);
                assert!(snapshot.gaps.is_empty(), "{}: {:?}", check.code, snapshot.gaps);
                let facts = Facts::new(&snapshot);
                let findings = (check.run)(&facts);
                findings.iter().any(|finding| finding.code == check.code)
            };
            assert!(found(check.bad), "{} does not find its bad example", check.code);
            assert!(!found(check.good), "{} finds its good example", check.code);
        }
    }

    /// What is good for one check must not be an error for another.
    #[test]
    fn no_good_example_is_an_error() {
        for check in all() {
            let snapshot = decode::example(check.good);
            let errors: Vec<String> = diagnose(&snapshot)
                .roots
                .iter()
                .filter(|root| root.severity == crate::finding::Severity::Error)
                .map(|root| format!("{} {}: {}", root.code, root.object, root.message))
                .collect();
            assert!(errors.is_empty(), "the good example of {}: {errors:#?}", check.code);
        }
    }
}
