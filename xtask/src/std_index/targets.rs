//! Which builds take a file: for each operating system and architecture, whether there are tags
//! with which it is compiled.

use anyhow::Result;
use closure_core::constraint::{BuildTags, Expr, name_matches};
use closure_core::program::{GoVersion, Target};

/// The operating systems that Go compiles for, with the architectures of each, as
/// `go tool dist list` has them.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("aix", &["ppc64"]),
    ("android", &["386", "amd64", "arm", "arm64"]),
    ("darwin", &["amd64", "arm64"]),
    ("dragonfly", &["amd64"]),
    ("freebsd", &["386", "amd64", "arm", "arm64"]),
    ("illumos", &["amd64"]),
    ("ios", &["amd64", "arm64"]),
    ("js", &["wasm"]),
    (
        "linux",
        &[
            "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle",
            "ppc64", "ppc64le", "riscv64", "s390x",
        ],
    ),
    ("netbsd", &["386", "amd64", "arm", "arm64"]),
    ("openbsd", &["386", "amd64", "arm", "arm64", "ppc64", "riscv64"]),
    ("plan9", &["386", "amd64", "arm"]),
    ("solaris", &["amd64"]),
    ("wasip1", &["wasm"]),
    ("windows", &["386", "amd64", "arm64"]),
];

/// Tags that users turn on and off, and so are tried both ways.
const FREE_TAGS: &[&str] = &[
    "amd64.v3",
    "asan",
    "boringcrypto",
    "cgo",
    "faketime",
    "fips140v1.0",
    "fips140v1.26",
    "math_big_pure_go",
    "msan",
    "netcgo",
    "netgo",
    "nethttpomithttp2",
    "osusergo",
    "purego",
    "race",
    "timetzdata",
];

/// A set of targets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Builds(u64);

impl Builds {
    pub(super) const NONE: Self = Self(0);

    /// The targets that take a file of this name and `//go:build` line with some tags.
    pub(super) fn of(name: &str, build_line: Option<&str>) -> Result<Self> {
        let text = build_line.map_or("", |line| line.trim_start_matches("//go:build"));
        let expr = if text.is_empty() { None } else { Some(Expr::parse(text)?) };
        let free = free_tags(text);
        let mut builds = 0;
        for (index, target) in targets().enumerate() {
            let tags = BuildTags::new(&target, false, GoVersion::LATEST.0, []);
            let takes = name_matches(name, &tags)
                && expr.as_ref().is_none_or(|expr| {
                    (0..1_u32 << free.len()).any(|chosen| {
                        expr.eval(|tag| match free.iter().position(|free| *free == tag) {
                            Some(place) => chosen >> place & 1 == 1,
                            None => tags.holds(tag),
                        })
                    })
                });
            builds |= u64::from(takes) << index;
        }
        Ok(Self(builds))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there is one in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The targets of an index.
pub(super) fn targets() -> impl Iterator<Item = Target> {
    SYSTEMS.iter().flat_map(|&(goos, architectures)| {
        architectures
            .iter()
            .map(move |&goarch| Target { goos: goos.to_owned(), goarch: goarch.to_owned() })
    })
}

/// The tags in a constraint that depend on more than the target.
fn free_tags(constraint: &str) -> Vec<&str> {
    let words = constraint.split(|c: char| !c.is_alphanumeric() && !"_.".contains(c));
    let mut tags: Vec<&str> = words
        .filter(|word| word.starts_with("goexperiment.") || FREE_TAGS.contains(word))
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_that_take_a_file() {
        let builds = |name: &str, line: &str| {
            let builds = Builds::of(name, Some(line).filter(|line| !line.is_empty())).unwrap();
            let all = targets().enumerate().filter(|(index, _)| builds.0 >> index & 1 == 1);
            let names = all.map(|(_, target)| format!("{}/{}", target.goos, target.goarch));
            names.collect::<Vec<String>>().join(" ")
        };
        assert_eq!(builds("a_darwin.go", ""), "darwin/amd64 darwin/arm64 ios/amd64 ios/arm64");
        assert_eq!(builds("a_plan9_arm.go", ""), "plan9/arm");
        assert_eq!(builds("a.go", "//go:build ignore"), "");
        assert_eq!(builds("a.go", "//go:build wasip1 && !cgo"), "wasip1/wasm");
        assert_eq!(builds("a.go", "//go:build wasip1 && cgo && !purego"), "wasip1/wasm");
        assert_eq!(builds("a.go", "//go:build !(unix || wasm || windows)").matches(' ').count(), 2);
    }

    #[test]
    fn all_targets_fit() {
        assert!(targets().count() <= 64);
    }
}
