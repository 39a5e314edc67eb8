//! K6: nodes.

mod not_ready;

use super::check;
use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[check!(nodes / not_ready, "K600", "node not ready")];
