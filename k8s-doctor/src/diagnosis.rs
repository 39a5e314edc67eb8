//! The whole way from a snapshot to an answer.

use rayon::prelude::*;

use crate::cause::{self, CausalEdge, Root};
use crate::check;
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::history::{self, Past};
use crate::known;
use crate::snapshot::{Gap, Snapshot};

/// What is wrong, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Root causes: the worst first, then those that hold up most.
    pub roots: Vec<Root>,
    /// What is held by what, between objects, sorted.
    pub edges: Vec<CausalEdge>,
    /// Trouble that is over, newest first.
    pub history: Vec<Past>,
    /// How much older trouble is left out of it.
    pub n_older: usize,
    /// What is unknown.
    pub gaps: Vec<Gap>,
    /// All findings, as the checks gave them.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// Whether anything is worse than worth knowing.
    pub fn is_healthy(&self) -> bool {
        self.roots.iter().all(|root| root.severity == Severity::Note)
    }
}

/// Runs every check and joins what they find.
pub fn diagnose(snapshot: &Snapshot) -> Diagnosis {
    let facts = Facts::new(snapshot);
    let checks: Vec<_> = check::all().collect();
    let findings: Vec<Finding> =
        checks.into_par_iter().flat_map_iter(|check| (check.run)(&facts)).collect();
    let findings = cause::merge(findings);
    let (mut roots, edges) = cause::roots(&findings);
    known::name(&facts, &mut roots);
    let (history, n_older) = history::past(&facts, &findings);
    Diagnosis { roots, edges, history, n_older, gaps: snapshot.gaps.clone(), findings }
}
