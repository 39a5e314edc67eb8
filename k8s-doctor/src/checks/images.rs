//! K2: images and registries.

use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[];

/// The codes that say why an image cannot be pulled.
pub(super) const PULL_CODES: &[&str] = &[];
