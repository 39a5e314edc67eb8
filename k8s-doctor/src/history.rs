//! Trouble that is over: warnings about objects that are gone or well now, and containers that fell
//! and got up again. Worth a look when something comes back; no finding.

use std::collections::BTreeSet;

use crate::facts::{self, Facts};
use crate::finding::Finding;
use crate::snapshot::{Object as _, ObjectRef, Time};

/// Something that was and is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// What it was about.
    pub object: ObjectRef,
    /// What was, with how often and until when.
    pub message: String,
    /// When it was last seen.
    pub last: Time,
}

/// How many are told at most: an hour of a large cluster's warnings is no help to anybody.
const MAX_TOLD: usize = 200;

/// What is over, newest first, and how many older ones are left out. `findings` are what is not.
pub fn past(facts: &Facts<'_>, findings: &[Finding]) -> (Vec<Past>, usize) {
    let ill: BTreeSet<&ObjectRef> = findings
        .iter()
        .flat_map(|finding| {
            let held = finding.holds.iter().map(|link| &link.object);
            std::iter::once(&finding.object).chain(held)
        })
        .collect();
    let mut past = Vec::new();
    for (object, events) in facts.objects_with_events() {
        if ill.contains(object) {
            continue;
        }
        let mut reasons = BTreeSet::new();
        for event in events.iter().filter(|event| event.is_warning()) {
            if reasons.insert(event.reason.as_str()) {
                let gone = match facts.snapshot.meta(object) {
                    None if facts.snapshot.covers(&object.kind, &object.namespace) => {
                        ", gone since"
                    }
                    _ => "",
                };
                let message = format!(
                    "{} ×{}{gone}: {}",
                    event.reason,
                    event.seen(),
                    event.message.lines().next().unwrap_or_default()
                );
                past.push(Past { object: object.clone(), message, last: event.last() });
            }
        }
    }
    for pod in &facts.snapshot.pods {
        let object = pod.object();
        if ill.contains(&object) || facts::has_ended(pod) {
            continue;
        }
        for status in &pod.status.container_statuses {
            if let (Some(ended), true) = (&status.last_state.terminated, status.ready) {
                let message = format!(
                    "container {} was restarted {} times, last after {} (exit code {})",
                    status.name, status.restart_count, ended.reason, ended.exit_code
                );
                past.push(Past { object: object.clone(), message, last: ended.finished_at });
            }
        }
    }
    past.sort_by(|a, b| {
        b.last.cmp(&a.last).then_with(|| (&a.object, &a.message).cmp(&(&b.object, &b.message)))
    });
    let n_left_out = past.len().saturating_sub(MAX_TOLD);
    past.truncate(MAX_TOLD);
    (past, n_left_out)
}
