//! The bundled scenarios: each does what it says, under every collector, and no schedule breaks what should hold.

#![cfg(feature = "sim")]

use gc_sim::collector::{Barrier, CollectorKind};
use gc_sim::explore::{ExploreSettings, explore};
use gc_sim::run::{Settings, run};
use gc_sim::scenario::{BUNDLED, Bundled, bundled};

/// Every collector, the tri-colour one with each of its barriers.
fn combinations() -> impl Iterator<Item = (CollectorKind, Barrier)> {
    CollectorKind::ALL.into_iter().flat_map(|(_, kind)| {
        let n_barriers = if kind == CollectorKind::TriColour { Barrier::ALL.len() } else { 1 };
        Barrier::ALL.into_iter().take(n_barriers).map(move |(_, barrier)| (kind, barrier))
    })
}

#[track_caller]
fn holds(one: &Bundled, settings: &Settings) -> usize {
    let scenario = one.parse().unwrap_or_else(|problems| panic!("{}: {problems}", one.name));
    let run = run(&scenario, settings).unwrap_or_else(|error| panic!("{}: {error}", one.name));
    assert_eq!(run.stopped_at, None, "{}", one.name);
    for verdict in &run.expectations {
        let why_not = verdict.why_not.as_deref().unwrap_or_default();
        assert!(verdict.holds, "{} {settings:?}: {}: {why_not}", one.name, verdict.text);
    }
    let may_break = run.collector == CollectorKind::TriColour && run.barrier == Barrier::None;
    assert!(
        may_break || run.violations.is_empty(),
        "{} {settings:?}: {:?}",
        one.name,
        run.violations
    );
    run.expectations.len()
}

#[test]
fn expectations_hold_as_the_scenario_is_written() {
    for one in BUNDLED {
        assert!(holds(one, &Settings::default()) > 0, "{} expects nothing", one.name);
    }
}

#[test]
fn expectations_hold_under_every_collector_and_some_schedules() {
    for one in BUNDLED {
        for (kind, barrier) in combinations().filter(|&(_, barrier)| barrier != Barrier::None) {
            for schedule in ["round-robin", "random:1", "random:2", "random:3"] {
                let settings = Settings {
                    collector: Some(kind),
                    barrier: Some(barrier),
                    schedule: Some(schedule.parse().unwrap()),
                };
                holds(one, &settings);
            }
        }
    }
}

#[test]
fn no_schedule_breaks_a_bundled_scenario_with_the_hybrid_barrier() {
    for one in BUNDLED {
        let scenario = one.parse().unwrap();
        let found = explore(
            &scenario,
            &ExploreSettings {
                collector: Some(CollectorKind::TriColour),
                barrier: Some(Barrier::Hybrid),
                n_cycles: Some(1),
                max_states: 2_000_000,
            },
        );
        println!("{} {} states, depth {}", one.name, found.n_states, found.depth);
        assert!(found.is_complete, "{}: more than {} states", one.name, found.n_states);
        assert_eq!(found.violations, [], "{}", one.name);
    }
}

#[test]
fn without_a_barrier_the_object_is_lost() {
    let scenario = bundled("lost-object").unwrap().parse().unwrap();
    let settings =
        ExploreSettings { collector: None, barrier: None, n_cycles: None, max_states: 100_000 };
    let found = explore(&scenario, &settings);
    println!("{found:#?}");
    assert!(found.is_complete);
}
