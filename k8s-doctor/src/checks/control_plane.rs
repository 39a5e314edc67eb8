//! K8: admission, API services, namespaces, certificates, the control plane.

mod api_service;
mod certificates;
mod crd;
mod etcd_slow;
mod etcd_space;
mod finalizer;
mod forbidden;
mod lease;
mod namespace;
mod part_down;
mod part_missing;
mod parts;
mod scaled_down;
mod skew;
mod target_missing;
mod targets;
#[cfg(test)]
mod tests;
mod webhook_call;
mod webhook_deadlock;
mod webhook_down;

use super::check;
use crate::check::Check;

pub(super) const CHECKS: &[Check] = &[
    check!(control_plane / webhook_down, "K800", "webhook does not answer"),
    check!(control_plane / target_missing, "K801", "API server calls a service that is not there"),
    check!(control_plane / scaled_down, "K802", "API server calls what is scaled to nothing"),
    check!(control_plane / webhook_call, "K803", "calls to a webhook fail"),
    check!(control_plane / webhook_deadlock, "K804", "webhook keeps its own pods away"),
    check!(control_plane / api_service, "K810", "group of the API is not available"),
    check!(control_plane / namespace, "K820", "namespace cannot end"),
    check!(control_plane / finalizer, "K821", "finalizer that nobody takes off"),
    check!(control_plane / crd, "K825", "custom resource definition is not in use"),
    check!(control_plane / part_down, "K830", "part of the control plane does not run"),
    check!(control_plane / part_missing, "K831", "part of the control plane is not there"),
    check!(control_plane / lease, "K832", "nobody leads"),
    check!(control_plane / certificates, "K833", "certificate of the cluster has expired"),
    check!(control_plane / etcd_space, "K834", "etcd is full"),
    check!(control_plane / etcd_slow, "K835", "etcd is slow"),
    check!(control_plane / skew, "K836", "kubectl does not fit the server"),
    check!(control_plane / forbidden, "K837", "component may not do what it must"),
];
