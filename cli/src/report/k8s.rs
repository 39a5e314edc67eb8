//! What `heldby k8s` reports.

pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod preflight;
pub(crate) mod sarif;
pub(crate) mod text;

use k8s_doctor::Diagnosis;
use k8s_doctor::cause::Root;
use k8s_doctor::finding::Severity;
use k8s_doctor::history::Past;
use k8s_doctor::overview::Overview;

/// A diagnosis, and as much of it as was asked for.
pub(crate) struct Report<'a> {
    /// What the cluster is.
    pub(crate) overview: Overview,
    /// All of it.
    pub(crate) diagnosis: &'a Diagnosis,
    /// The roots to show.
    pub(crate) roots: Vec<Root>,
    /// The history to show.
    pub(crate) history: Vec<&'a Past>,
}

impl<'a> Report<'a> {
    /// The whole diagnosis or, with a namespace, what is in it or holds up something in it.
    pub(crate) fn new(
        overview: Overview,
        diagnosis: &'a Diagnosis,
        namespace: Option<&str>,
    ) -> Report<'a> {
        let wanted = |other: &str| namespace.is_none_or(|namespace| namespace == other);
        let roots = diagnosis.roots.iter().filter(|root| {
            wanted(&root.object.namespace)
                || root.holds.iter().any(|held| wanted(&held.object.namespace))
        });
        let history = diagnosis.history.iter().filter(|past| wanted(&past.object.namespace));
        Report { overview, diagnosis, roots: roots.cloned().collect(), history: history.collect() }
    }

    /// Whether enough was read to say that anything is well.
    pub(crate) fn is_enough(&self) -> bool {
        self.overview.pods.is_some()
    }

    /// Whether there is more than notes.
    pub(crate) fn has_fault(&self) -> bool {
        self.roots.iter().any(|root| root.severity > Severity::Note)
    }
}
