//! K1: pods and their containers.

mod not_ready;

use super::check;
use crate::check::Check;
use crate::snapshot::{Pod, condition};

pub(super) const CHECKS: &[Check] = &[check!(pods / not_ready, "K100", "pod not ready")];

/// Whether the scheduler says of a pod that a claim of its has no volume. Of a claim that is not in
/// the snapshot this is all that is known.
pub(super) fn says_unbound(pod: &Pod) -> bool {
    condition(&pod.status.conditions, "PodScheduled").is_some_and(|scheduled| {
        scheduled.status == "False" && scheduled.message.contains("unbound immediate")
    })
}
