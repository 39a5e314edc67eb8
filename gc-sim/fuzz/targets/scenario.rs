//! Any text as a scenario: it is read or refused, and what is read runs to its end.

#![no_main]

use gc_sim::sim::run::{Settings, run};
use gc_sim::sim::scenario::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(scenario) = Scenario::parse(text) {
        // A schedule of its own may ask for what cannot come.
        run(&scenario, &Settings::default()).ok();
    }
});
