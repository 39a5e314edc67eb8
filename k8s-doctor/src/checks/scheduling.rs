//! K3: why no node takes a pod.

use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[];
