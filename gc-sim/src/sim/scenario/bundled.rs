//! The scenarios that come with the crate.

use super::{Problems, Scenario};

/// A scenario that comes with the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// The name it is asked for by.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every one of them, in the order in which they are best read.
pub const BUNDLED: &[Bundled] = &[
    Bundled { name: "f1-f2", text: include_str!("../../../scenarios/f1-f2.gc") },
    Bundled { name: "closure1", text: include_str!("../../../scenarios/closure1.gc") },
    Bundled { name: "closure2", text: include_str!("../../../scenarios/closure2.gc") },
    Bundled { name: "timers", text: include_str!("../../../scenarios/timers.gc") },
    Bundled { name: "stopped-timer", text: include_str!("../../../scenarios/stopped-timer.gc") },
    Bundled { name: "blocked", text: include_str!("../../../scenarios/blocked.gc") },
    Bundled { name: "cleanup", text: include_str!("../../../scenarios/cleanup.gc") },
    Bundled { name: "lost-object", text: include_str!("../../../scenarios/lost-object.gc") },
    Bundled {
        name: "hidden-on-stack",
        text: include_str!("../../../scenarios/hidden-on-stack.gc"),
    },
    Bundled { name: "cycle", text: include_str!("../../../scenarios/cycle.gc") },
    Bundled { name: "promotion", text: include_str!("../../../scenarios/promotion.gc") },
    Bundled { name: "fragments", text: include_str!("../../../scenarios/fragments.gc") },
];

/// The bundled scenario of that name.
pub fn bundled(name: &str) -> Option<&'static Bundled> {
    BUNDLED.iter().find(|one| one.name == name)
}

impl Bundled {
    /// The scenario, ready to run.
    ///
    /// # Errors
    ///
    /// None, as the tests make sure.
    pub fn parse(&self) -> Result<Scenario, Problems> {
        Scenario::parse(self.text)
    }
}
