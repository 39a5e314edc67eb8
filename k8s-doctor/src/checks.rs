//! The checks, one folder for each area and one file for each check. A new check is a file, and a
//! line in its area's list.

mod control_plane;
mod images;
mod minikube;
mod network;
mod nodes;
mod pods;
mod scheduling;
mod storage;
mod workloads;

use crate::check::Check;

/// A check from its file in the area's folder: `check!(pods / not_ready, "K100", "title")`. The file
/// has `run`, `BAD` and `GOOD`.
macro_rules! check {
    ($area:ident / $module:ident, $code:literal, $title:literal) => {
        crate::check::Check {
            code: $code,
            title: $title,
            source: include_str!(concat!(stringify!($area), "/", stringify!($module), ".rs")),
            run: $module::run,
            bad: $module::BAD,
            good: $module::GOOD,
        }
    };
}
use check;

/// What helped others against a known issue.
pub(crate) fn known_remedy(
    facts: &crate::facts::Facts<'_>,
    rule: &crate::minikube::rule::Rule,
    namespace: &str,
) -> crate::finding::Remedy {
    minikube::remedy(facts, rule, namespace, "")
}

/// The areas, in order of their checks' codes.
pub(crate) const AREAS: &[&[Check]] = &[
    pods::CHECKS,
    images::CHECKS,
    scheduling::CHECKS,
    storage::CHECKS,
    network::CHECKS,
    nodes::CHECKS,
    workloads::CHECKS,
    control_plane::CHECKS,
    minikube::CHECKS,
];
