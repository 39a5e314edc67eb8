//! Finds a schedule by which a collector without a write barrier frees what is in use, and follows it:
//! `cargo run --package gc-sim --example race`

use std::error::Error;
use std::io::Write;

use gc_sim::sim::collector::Barrier;
use gc_sim::sim::describe::sentence;
use gc_sim::sim::explore::{DEFAULT_STATES, ExploreSettings, explore};
use gc_sim::sim::run::{Settings, run};
use gc_sim::sim::scenario::Scenario;
use gc_sim::sim::view::View;

/// The goroutine moves the only reference to `b` from one global variable to another.
const TEXT: &str = "
object b
global from = b
global to

goroutine main {
    x = from
    to = x
    from = nil
    drop x
}
";

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let scenario = Scenario::parse(TEXT)?;
    for barrier in [Barrier::Hybrid, Barrier::None] {
        let settings = ExploreSettings {
            collector: None,
            barrier: Some(barrier),
            n_cycles: Some(1),
            max_states: DEFAULT_STATES,
        };
        let found = explore(&scenario, &settings, &|_| {});
        let n_violations = found.violations.len();
        writeln!(
            out,
            "barrier {}: {} states, {n_violations} violations",
            barrier.name(),
            found.n_states
        )?;
        let Some(violation) = found.violations.first() else { continue };

        writeln!(out, "{}\nby {}", violation.message, violation.schedule_text())?;
        let settings = Settings {
            barrier: Some(barrier),
            schedule: Some(violation.schedule_text().parse()?),
            n_cycles: Some(1),
            ..Settings::default()
        };
        let run = run(&scenario, &settings)?;
        let mut view = View::new(&run.start);
        for step in &run.steps {
            view.apply(&scenario.program, step);
            writeln!(out, "  {}", sentence(&scenario.program, &view, step))?;
        }
    }
    Ok(())
}
