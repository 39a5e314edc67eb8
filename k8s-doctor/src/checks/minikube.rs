//! K9: known trouble of minikube.

use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[];
