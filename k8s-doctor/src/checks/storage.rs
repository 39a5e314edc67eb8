//! K4: claims, volumes, classes, provisioners.

mod claim_pending;
mod provisioner_down;

use super::check;
use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[
    check!(storage / claim_pending, "K400", "claim has no volume"),
    check!(storage / provisioner_down, "K401", "provisioner does not run"),
];
