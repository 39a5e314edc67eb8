//! The versions of minikube, kubectl and Kubernetes, and how far apart they may be.

use std::fmt;

use super::facts::Facts;
use super::plan::Plan;
use super::{Fact, Finding, Program};
use crate::minikube::remedy::quote;

/// Major, minor and patch of a version. What follows them is left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    pub(super) const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `v1.31.0`, `1.31`, `27.1.1-ce`, `v1.31.0+k3s1`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let core = text.split(['-', '+', '~', ' ']).next().unwrap_or_default();
        let mut parts = core.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next().map_or(Ok(0), str::parse).ok()?;
        Some(Self { major, minor, patch })
    }

    /// The version without its patch.
    fn minor(self) -> (u32, u32) {
        (self.major, self.minor)
    }

    /// How many minor versions `self` is ahead of `other`; `None` where not even the major versions agree.
    fn minors_ahead_of(self, other: Self) -> Option<i64> {
        (self.major == other.major).then(|| i64::from(self.minor) - i64::from(other.minor))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Releases of minikube that came with a newer minor version of Kubernetes, which they start unless told otherwise, by
/// minikube's CHANGELOG.md. Until the next of them, that was the newest there was to be tested.
const DEFAULTS: &[(Version, Version)] = &[
    (Version::new(1, 17, 0), Version::new(1, 20, 2)),
    (Version::new(1, 21, 0), Version::new(1, 20, 7)),
    (Version::new(1, 22, 0), Version::new(1, 21, 2)),
    (Version::new(1, 23, 0), Version::new(1, 22, 1)),
    (Version::new(1, 25, 0), Version::new(1, 23, 1)),
    (Version::new(1, 26, 0), Version::new(1, 24, 1)),
    (Version::new(1, 27, 0), Version::new(1, 25, 0)),
    (Version::new(1, 29, 0), Version::new(1, 26, 1)),
    (Version::new(1, 31, 0), Version::new(1, 27, 3)),
    (Version::new(1, 32, 0), Version::new(1, 28, 3)),
    (Version::new(1, 33, 0), Version::new(1, 30, 0)),
    (Version::new(1, 34, 0), Version::new(1, 31, 0)),
    (Version::new(1, 35, 0), Version::new(1, 32, 0)),
    (Version::new(1, 36, 0), Version::new(1, 33, 1)),
    (Version::new(1, 37, 0), Version::new(1, 34, 0)),
    (Version::new(1, 38, 0), Version::new(1, 35, 0)),
];

/// The Kubernetes that a minikube starts unless told otherwise, its patch aside; `None` for releases before and after the
/// table.
fn default_kubernetes(minikube: Version) -> Option<Version> {
    let (last, _) = DEFAULTS.last()?;
    let (_, default) = DEFAULTS.iter().rev().find(|(release, _)| *release <= minikube)?;
    (minikube.minor() <= last.minor()).then_some(*default)
}

/// The Kubernetes that the cluster has or gets.
pub(super) fn kubernetes_or_default(facts: &Facts, plan: &Plan<'_>) -> Option<Version> {
    let default = || minikube(facts).and_then(default_kubernetes);
    if plan.kubernetes_is_chosen { plan.kubernetes } else { default() }
}

/// The oldest Kubernetes that a minikube accepts (`OldestKubernetesVersion` in its constants.go), for the releases whose
/// value is known.
fn oldest_kubernetes(minikube: Version) -> Option<Version> {
    if minikube >= Version::new(1, 35, 0) {
        Some(Version::new(1, 20, 0))
    } else if minikube >= Version::new(1, 28, 0) {
        Some(Version::new(1, 16, 0))
    } else {
        None
    }
}

/// The version of the minikube on the search path, where it is known.
pub(super) fn minikube(facts: &Facts) -> Option<Version> {
    match &facts.minikube {
        Program::Installed { says: Fact::Known(text), .. } => Version::parse(text),
        _ => None,
    }
}

/// Whether there is a minikube that runs.
pub(super) fn minikube_installed(facts: &Facts, _: &Plan<'_>) -> Option<Finding> {
    let needed = "minikube on the search path";
    Some(match &facts.minikube {
        Program::Installed { says: Fact::Known(version), .. } => Finding::pass(version, needed),
        Program::Installed { says: Fact::Unknown(reason), path } => {
            Finding::unknown(format!("{path}: {reason}"), needed)
        }
        Program::Missing => Finding::fail("minikube is not there", needed).why("there is nothing to start a cluster with")
            .run(match (facts.os.as_str(), facts.arch.as_str()) {
                ("linux", arch) => {
                    let arch = go_arch(arch);
                    let file = format!("minikube-linux-{arch}");
                    vec![
                        format!(
                            "curl -LO https://github.com/kubernetes/minikube/releases/latest/download/{file}"
                        ),
                        format!("sudo install {file} /usr/local/bin/minikube"),
                    ]
                }
                ("macos", _) => vec!["brew install minikube".to_owned()],
                ("windows", _) => vec!["winget install Kubernetes.minikube".to_owned()],
                _ => vec!["# install minikube: https://minikube.sigs.k8s.io/docs/start/".to_owned()],
            }),
    })
}

/// Go's name for an architecture of Rust's.
fn go_arch(arch: &str) -> &str {
    match arch {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64le",
        other => other,
    }
}

/// minikube refuses a Kubernetes that is too old for it (`K8S_OLD_UNSUPPORTED`) or older than the one of the profile's
/// cluster (`K8S_DOWNGRADE_UNSUPPORTED`); one that is newer than itself was never tested with it.
pub(super) fn kubernetes(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let wanted = plan.kubernetes?;
    let found = wanted.to_string();
    let flag = plan.profile_flag();
    let existing = plan.profile.and_then(|profile| profile.kubernetes_version.as_deref());
    if let Some(existing) = existing.and_then(Version::parse)
        && wanted < existing
    {
        return Some(
            Finding::fail(
                format!("{found}, and the profile's cluster has {existing}"),
                format!("{existing} or newer"),
            )
            .why("minikube exits with K8S_DOWNGRADE_UNSUPPORTED")
            .run([
                format!("minikube start{flag} --kubernetes-version={existing}"),
                format!(
                    "minikube start -p {} --kubernetes-version={found}",
                    other_name(&plan.name)
                ),
                format!(
                    "minikube delete{flag} && minikube start{flag} --kubernetes-version={found}"
                ),
            ])
            .risk("the last deletes the cluster with all that is in it"),
        );
    }
    let Some(minikube) = minikube(facts) else {
        return Some(Finding::unknown(
            format!(
                "{found}; which versions this minikube starts is not known without its own version"
            ),
            "a version that this minikube starts",
        ));
    };
    let upgrade = "# upgrade minikube: https://minikube.sigs.k8s.io/docs/start/";
    if let Some(oldest) = oldest_kubernetes(minikube)
        && wanted < oldest
    {
        return Some(
            Finding::fail(found, format!("{oldest} or newer, for minikube {minikube}"))
                .why("minikube exits with K8S_OLD_UNSUPPORTED")
                .run([format!("minikube start{flag} --kubernetes-version={oldest}")]),
        );
    }
    let Some(default) = default_kubernetes(minikube) else {
        let needed = format!("a version that minikube {minikube} starts");
        // A release after the table starts at least what the last one in it starts.
        let is_old = DEFAULTS.last().is_some_and(|(release, default)| {
            *release <= minikube && wanted.minor() <= default.minor()
        });
        return Some(if is_old {
            Finding::pass(found, needed)
        } else {
            Finding::unknown(
                format!("{found}; whether minikube {minikube} starts it is not known"),
                needed,
            )
        });
    };
    let needed = format!("v{}.{} or older, for minikube {minikube}", default.major, default.minor);
    Some(if wanted.minor() > default.minor() {
        Finding::warn(found, needed)
            .why("this minikube is older than that Kubernetes and was never tested with it")
            .run([
                upgrade.to_owned(),
                format!("minikube start{flag} --kubernetes-version={default}"),
            ])
    } else {
        Finding::pass(found, needed)
    })
}

/// A name for a second profile beside this one.
fn other_name(name: &str) -> String {
    quote(&format!("{name}2")).into_owned()
}

/// kubectl may be one minor version older or newer than the API server (Kubernetes' version skew policy; minikube issues
/// 17440 and 6320).
pub(super) fn kubectl(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let server = kubernetes_or_default(facts, plan);
    let needed = match server {
        Some(Version { major, minor, .. }) => {
            format!("v{major}.{} to v{major}.{}", minor.saturating_sub(1), minor.saturating_add(1))
        }
        None => "within one minor version of the cluster".to_owned(),
    };
    let flag = plan.profile_flag();
    let instead = format!("minikube kubectl{flag} -- get pods -A");
    let text = match &facts.kubectl {
        Program::Missing => {
            return Some(
                Finding::warn("kubectl is not there", needed)
                    .why("minikube brings its own, of the cluster's version")
                    .run([instead]),
            );
        }
        Program::Installed { says: Fact::Unknown(reason), .. } => {
            return Some(Finding::unknown(reason, needed));
        }
        Program::Installed { says: Fact::Known(text), .. } => text,
    };
    let (Some(kubectl), Some(server)) = (Version::parse(text), server) else {
        return Some(match server {
            Some(_) => Finding::unknown(format!("kubectl calls its version `{text}`"), needed),
            None => Finding::unknown(
                format!(
                    "{text}; which Kubernetes the cluster gets is not known, --kubernetes-version says it"
                ),
                needed,
            ),
        });
    };
    Some(match kubectl.minors_ahead_of(server) {
        Some(-1..=1) => Finding::pass(text, needed),
        _ => Finding::warn(text, needed)
            .why("it may send and expect what that API server does not know")
            .run([instead]),
    })
}

/// A cluster that another minikube has made is started with that one's node image and settings: an older one should not
/// touch it, a newer one may need it made anew.
pub(super) fn minikube_of_profile(facts: &Facts, plan: &Plan<'_>) -> Option<Finding> {
    let profile = plan.profile?;
    let made_by = profile.minikube_version.as_deref()?;
    let needed = format!("{made_by}, which started the cluster last, or newer");
    let (Some(minikube), Some(made_by)) = (minikube(facts), Version::parse(made_by)) else {
        return Some(Finding::unknown("the version of minikube is not known", needed));
    };
    let flag = plan.profile_flag();
    Some(if minikube < made_by {
        Finding::warn(minikube.to_string(), needed)
            .why("an older minikube does not know all that a newer one writes into a profile")
            .run(["# upgrade minikube: https://minikube.sigs.k8s.io/docs/start/"])
    } else if minikube.minors_ahead_of(made_by).is_none_or(|minors| minors > 4) {
        Finding::warn(minikube.to_string(), needed)
            .why("the cluster keeps the node image of the old one, which new releases are not tested with")
            .run([format!("minikube delete{flag} && minikube start{flag}")])
            .risk("all that is in the cluster is lost")
    } else {
        Finding::pass(minikube.to_string(), needed)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_of_all_programs() {
        for (text, expected) in [
            ("v1.31.0", Some((1, 31, 0))),
            ("1.31", Some((1, 31, 0))),
            ("27.1.1-ce", Some((27, 1, 1))),
            ("18.09.0", Some((18, 9, 0))),
            ("v1.31.0+k3s1", Some((1, 31, 0))),
            ("20.10.5+dfsg1, build 55c4c88", Some((20, 10, 5))),
            ("dev", None),
            ("1", None),
            ("1.x", None),
            ("stable", None),
            ("1.99999999999", None),
        ] {
            let expected = expected.map(|(major, minor, patch)| Version::new(major, minor, patch));
            assert_eq!(Version::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn the_table_of_defaults_ascends() {
        assert!(DEFAULTS.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(major: u32, minor: u32, patch: u32) {
            let version = Version::new(major, minor, patch);
            prop_assert_eq!(Version::parse(&version.to_string()), Some(version));
        }

        #[test]
        fn any_text_has_a_version_or_none(text in ".*") {
            if let Some(version) = Version::parse(&text) {
                prop_assert_eq!(Version::parse(&version.to_string()), Some(version));
            }
        }
    }
}
