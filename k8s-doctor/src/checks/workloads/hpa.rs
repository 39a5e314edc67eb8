//! How autoscalers are, whatever version of their API they were read in.

use std::borrow::Cow;

use crate::snapshot::{Condition, Hpa, ObjectRef};

/// The conditions: of `autoscaling/v2` in the status, of `v1` as JSON in an annotation.
pub(super) fn conditions(hpa: &Hpa) -> Cow<'_, [Condition]> {
    if !hpa.status.conditions.is_empty() {
        return Cow::Borrowed(&hpa.status.conditions);
    }
    let text = hpa.metadata.annotations.get("autoscaling.alpha.kubernetes.io/conditions");
    let read = text.and_then(|text| serde_json::from_str::<Vec<Condition>>(text).ok());
    Cow::Owned(read.unwrap_or_default())
}

/// What it scales.
pub(super) fn target(hpa: &Hpa) -> ObjectRef {
    let target = &hpa.spec.scale_target_ref;
    ObjectRef::new(&target.kind, &hpa.metadata.namespace, &target.name)
}

/// Why it does not work: the conditions that say so.
pub(super) fn failures(hpa: &Hpa) -> Vec<Condition> {
    // Scaled to nothing, which switches an autoscaler off, is no failure.
    let mut found = conditions(hpa).into_owned();
    found.retain(|condition| {
        condition.status == "False"
            && matches!(condition.type_.as_str(), "ScalingActive" | "AbleToScale")
            && !matches!(
                condition.reason.as_str(),
                "ScalingDisabled" | "BackoffBoth" | "ScaledToZero"
            )
    });
    found
}

/// The API that a failure is about: `v1beta1.metrics.k8s.io` and its like.
pub(super) fn api(text: &str) -> Option<&'static str> {
    if text.contains("external.metrics.k8s.io") || text.contains("external metrics API") {
        Some("v1beta1.external.metrics.k8s.io")
    } else if text.contains("custom.metrics.k8s.io") || text.contains("custom metrics API") {
        Some("v1beta1.custom.metrics.k8s.io")
    } else if text.contains("metrics.k8s.io") || text.contains("resource metrics API") {
        Some("v1beta1.metrics.k8s.io")
    } else {
        None
    }
}
