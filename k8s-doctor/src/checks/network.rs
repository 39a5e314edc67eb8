//! K5: services, ingresses, DNS.

mod no_endpoints;

use super::check;
use crate::check::Check;

pub(super) const CHECKS: &[Check] =
    &[check!(network / no_endpoints, "K500", "service has no ready pod")];
