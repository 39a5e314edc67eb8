//! What a check finds: a finding about one object, its evidence, what it is held by, what it holds
//! up, and what to do.

use std::fmt;

use crate::snapshot::{Event, ObjectRef, Time};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Works now, and may not soon.
    Warning,
    /// Something does not work now.
    Error,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Likely, by experience; the snapshot does not show it.
    Guessed,
    /// Follows from what the snapshot shows.
    Inferred,
    /// The snapshot shows it.
    Observed,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Certainty::Guessed => "guessed",
            Certainty::Inferred => "inferred",
            Certainty::Observed => "observed",
        })
    }
}

/// Whether a finding says that something is so, or why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The state of an object: it is explained by the causes found on the same object, and by what
    /// it is held by. Without either it is its own root, and unexplained.
    Symptom,
    /// Why: a root, unless it is held by something itself.
    Cause,
}

/// Where the snapshot shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The object whose field, event or log it is.
    pub object: ObjectRef,
    /// The field's path, `event REASON`, or `log CONTAINER`.
    pub source: String,
    /// What stands there.
    pub text: String,
    /// How often, where it is counted.
    pub count: Option<i64>,
    /// Since when.
    pub since: Time,
}

impl Evidence {
    /// A field of an object.
    pub fn field(object: &ObjectRef, path: &str, text: impl Into<String>) -> Evidence {
        Evidence {
            object: object.clone(),
            source: path.to_owned(),
            text: text.into(),
            count: None,
            since: Time(None),
        }
    }

    /// An event.
    pub fn event(object: &ObjectRef, event: &Event) -> Evidence {
        Evidence {
            object: object.clone(),
            source: format!("event {}", event.reason),
            text: event.message.clone(),
            count: Some(event.seen()),
            since: event.first(),
        }
    }

    /// A line of a container's log.
    pub fn log(object: &ObjectRef, container: &str, line: &str) -> Evidence {
        Evidence {
            object: object.clone(),
            source: format!("log {container}"),
            text: line.to_owned(),
            count: None,
            since: Time(None),
        }
    }

    /// The same, since a time.
    #[must_use]
    pub fn since(mut self, time: Time) -> Evidence {
        self.since = time;
        self
    }
}

/// One end of an edge of the causal graph, told where the other end is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The other object.
    pub object: ObjectRef,
    /// Why the one is held by the other: `mounts claim data`, `runs on node m02`.
    pub why: String,
}

/// What to do about a root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remedy {
    /// What to change, and why.
    pub title: String,
    /// The commands, for this cluster. Empty where only a person can know what to write.
    pub commands: Vec<String>,
    /// How to see that it worked.
    pub verify: Vec<String>,
    /// What it may break; empty where nothing.
    pub risk: String,
}

/// What a check finds about one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check's code.
    pub code: &'static str,
    /// What it is about. It need not exist: a missing config map is its own finding.
    pub object: ObjectRef,
    /// A state, or a reason.
    pub role: Role,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// One sentence without a full stop.
    pub message: String,
    /// Where the snapshot shows it; the most telling first.
    pub evidence: Vec<Evidence>,
    /// What this is held by: the symptoms of those objects, or else their causes, explain it.
    pub held_by: Vec<Link>,
    /// What this holds up: the symptoms of those objects are explained by it.
    pub holds: Vec<Link>,
    /// What to do; the safest first.
    pub remedies: Vec<Remedy>,
    /// Findings of a code with the same group have one cause and are told as one root.
    pub group: Option<String>,
    /// Whether it only repeats in other words that something is so, and counts as a cause only where
    /// nothing else explains the symptom.
    pub is_general: bool,
    /// Codes of findings about the same object that this one tells better: they are dropped, and
    /// their evidence is added to this one's.
    pub instead_of: &'static [&'static str],
}

impl Finding {
    /// That something is so.
    pub fn symptom(code: &'static str, object: ObjectRef, message: impl Into<String>) -> Finding {
        Finding {
            code,
            object,
            role: Role::Symptom,
            severity: Severity::Error,
            certainty: Certainty::Observed,
            message: message.into(),
            evidence: Vec::new(),
            held_by: Vec::new(),
            holds: Vec::new(),
            remedies: Vec::new(),
            group: None,
            is_general: false,
            instead_of: &[],
        }
    }

    /// Why something is so.
    pub fn cause(code: &'static str, object: ObjectRef, message: impl Into<String>) -> Finding {
        Finding { role: Role::Cause, ..Finding::symptom(code, object, message) }
    }

    /// With another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// With another certainty.
    #[must_use]
    pub fn certainty(mut self, certainty: Certainty) -> Finding {
        self.certainty = certainty;
        self
    }

    /// With one more piece of evidence.
    #[must_use]
    pub fn evidence(mut self, evidence: Evidence) -> Finding {
        self.evidence.push(evidence);
        self
    }

    /// Held by one more object.
    #[must_use]
    pub fn held_by(mut self, object: ObjectRef, why: impl Into<String>) -> Finding {
        self.held_by.push(Link { object, why: why.into() });
        self
    }

    /// Holding up one more object.
    #[must_use]
    pub fn holds(mut self, object: ObjectRef, why: impl Into<String>) -> Finding {
        self.holds.push(Link { object, why: why.into() });
        self
    }

    /// As a cause that counts only where there is no other.
    #[must_use]
    pub fn general(mut self) -> Finding {
        self.is_general = true;
        self
    }

    /// With one more remedy, less safe than those before.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Finding {
        self.remedies.push(remedy);
        self
    }
}
