//! K8: admission, API services, namespaces, certificates, the control plane.

use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[];
