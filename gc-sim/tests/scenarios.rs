//! The bundled scenarios: each does what it says, under every collector, and no schedule breaks what should hold.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use gc_sim::sim::collector::{Barrier, CollectorKind};
use gc_sim::sim::explore::{Exploration, ExploreSettings, explore};
use gc_sim::sim::run::{Settings, run};
use gc_sim::sim::scenario::{BUNDLED, Bundled, bundled};

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
                    n_cycles: None,
                };
                holds(one, &settings);
            }
        }
    }
}

#[track_caller]
fn explored(name: &str, barrier: Barrier, n_cycles: u32) -> Exploration {
    let scenario = bundled(name).unwrap().parse().unwrap();
    let settings = ExploreSettings {
        collector: Some(CollectorKind::TriColour),
        barrier: Some(barrier),
        n_cycles: Some(n_cycles),
        max_states: 1_000_000,
    };
    let found = explore(&scenario, &settings, &|_| {});
    assert!(found.is_complete, "{name}: more than {} states", found.n_states);
    found
}

#[test]
fn no_schedule_breaks_a_bundled_scenario_where_there_is_a_barrier() {
    for one in BUNDLED {
        for barrier in [Barrier::Hybrid, Barrier::Dijkstra, Barrier::Yuasa] {
            let found = explored(one.name, barrier, 1);
            assert_eq!(found.violations, [], "{} {}", one.name, barrier.name());
        }
    }
}

/// What each of the goroutines of `hidden-on-stack` does is enough to lose an object, without a barrier.
#[test]
fn without_a_barrier_objects_are_lost() {
    for (name, n_turns) in [("lost-object", 11), ("hidden-on-stack", 12)] {
        let found = explored(name, Barrier::None, 1);
        let [lost] = found.violations.as_slice() else { panic!("{name}: {:?}", found.violations) };
        assert_eq!(lost.invariant, "no-reachable-freed", "{name}");
        assert_eq!(lost.message, "`b` is freed while it is in use: global box -> b", "{name}");
        assert_eq!(lost.schedule.len(), n_turns, "{name}: {}", lost.schedule_text());
    }
}

#[test]
fn the_search_says_when_it_stops_at_its_limit() {
    let scenario = bundled("timers").unwrap().parse().unwrap();
    let settings =
        ExploreSettings { collector: None, barrier: None, n_cycles: None, max_states: 500 };
    let found = explore(&scenario, &settings, &|_| {});
    assert_eq!((found.n_states, found.is_complete), (500, false));
}
