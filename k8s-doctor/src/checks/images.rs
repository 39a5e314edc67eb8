//! K2: images and registries.

use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[];
