//! The order of module versions: semantic versioning with a `v`, as in `v1.2.3-pre+incompatible`.

use std::cmp::Ordering;

/// The parts that decide the order.
#[derive(Clone, Copy, Debug)]
struct Version<'a> {
    numbers: [&'a str; 3],
    prerelease: &'a str,
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v')?;
    let text = text.split('+').next()?;
    let (core, prerelease) = text.split_once('-').unwrap_or((text, ""));
    let mut numbers = ["0"; 3];
    let mut parts = core.split('.');
    for number in &mut numbers {
        let Some(part) = parts.next() else { break };
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part;
    }
    parts.next().is_none().then_some(Version { numbers, prerelease })
}

/// Whether `text` is a version.
pub(super) fn is_valid(text: &str) -> bool {
    parse(text).is_some()
}

/// Compares two versions; what is no version comes before all that are.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = match (parse(a), parse(b)) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return a.is_some().cmp(&b.is_some()),
    };
    for (a, b) in a.numbers.iter().zip(b.numbers) {
        let order = compare_numbers(a, b);
        if order.is_ne() {
            return order;
        }
    }
    match (a.prerelease, b.prerelease) {
        ("", "") => Ordering::Equal,
        ("", _) => Ordering::Greater,
        (_, "") => Ordering::Less,
        (a, b) => compare_prereleases(a, b),
    }
}

/// Compares decimal numbers of any length.
fn compare_numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn compare_prereleases(a: &str, b: &str) -> Ordering {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (is_number(a), is_number(b)) {
                (true, true) => compare_numbers(a, b),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order() {
        let ascending = [
            "latest",
            "v0.0.0-20190101000000-abcdefabcdef",
            "v0.0.0-20200101000000-abcdefabcdef",
            "v0.9.0",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0",
            "v1.9.0",
            "v1.10.0",
            "v2.0.0+incompatible",
            "v99999999999999999999999.0.0",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(compare("v1.2.3+meta", "v1.2.3"), Ordering::Equal);
        assert_eq!(compare("v1.2", "v1.2.0"), Ordering::Equal);
        for invalid in ["", "1.2.3", "v", "v1.", "v1.x", "v1.2.3.4"] {
            assert!(!is_valid(invalid), "{invalid}");
        }
    }
}
