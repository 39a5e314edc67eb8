//! Properties of the collectors, on random heaps and programs: each frees exactly what cannot be reached, and the write
//! barriers keep their promises in every interleaving.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::fmt::Write as _;

use gc_sim::sim::collector::{
    Barrier, Collector, CollectorKind, Generational, MarkCompact, MarkSweep, RefCount, Semispace,
    TriColour,
};
use gc_sim::sim::explore::{ExploreSettings, explore};
use gc_sim::sim::machine::{Machine, Move, Violation};
use gc_sim::sim::program::Program;
use gc_sim::sim::scenario::Scenario;
use gc_sim::sim::world::{CycleKind, ObjectId};
use proptest::collection::vec;
use proptest::prelude::*;

const VARIABLES: [&str; 4] = ["x", "y", "g", "h"];
const FIELDS: [&str; 2] = ["left", "right"];

/// One operation, in any of the ways there are, on few names, so that they meet.
fn operation() -> impl Strategy<Value = String> {
    let variable = || proptest::sample::select(&VARIABLES[..]);
    let field = || proptest::sample::select(&FIELDS[..]);
    prop_oneof![
        3 => (variable(), variable(), variable())
            .prop_map(|(x, y, z)| format!("{x} = new fresh {{ left = {y}, right = {z} }}")),
        4 => (variable(), variable(), field()).prop_map(|(x, y, f)| format!("{x} = {y}.{f}")),
        4 => (variable(), variable(), field()).prop_map(|(x, y, f)| format!("{y}.{f} = {x}")),
        2 => (variable(), field()).prop_map(|(x, f)| format!("{x}.{f} = nil")),
        2 => (variable(), variable()).prop_map(|(x, y)| format!("{x} = {y}")),
        2 => variable().prop_map(|x| format!("drop {x}")),
        1 => (variable(), variable()).prop_map(|(x, y)| format!("{x} = call swap({x}, {y})")),
        1 => variable().prop_map(|x| format!("go keep({x})")),
        1 => variable().prop_map(|x| format!("arm {x} runs keep")),
        1 => variable().prop_map(|x| format!("stop {x}")),
        1 => variable().prop_map(|x| format!("fire {x}")),
        1 => (variable(), variable()).prop_map(|(x, y)| format!("cleanup {x} runs keep({y})")),
        1 => Just("gc".to_owned()),
        1 => Just("gc minor".to_owned()),
    ]
}

/// A heap of a few objects that hold each other at random, and some goroutines.
fn scenario(
    n_goroutines: std::ops::RangeInclusive<usize>,
    n_operations: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    let holds = proptest::option::weighted(0.6, 0..5_usize);
    let objects = vec([holds.clone(), holds.clone()], 5);
    let goroutines = vec(vec(operation(), n_operations), n_goroutines);
    (objects, [holds.clone(), holds], goroutines).prop_map(|(objects, globals, goroutines)| {
        let name = |object: &Option<usize>| {
            object.map_or_else(|| "nil".to_owned(), |index| format!("o{index}"))
        };
        let mut text = String::new();
        for (index, [left, right]) in objects.iter().enumerate() {
            let (left, right) = (name(left), name(right));
            writeln!(text, "object o{index} {{ left = {left}, right = {right} }}").unwrap();
        }
        writeln!(text, "global g = {}\nglobal h = {}", name(&globals[0]), name(&globals[1]))
            .unwrap();
        // What is declared must be known, and so every variable is assigned once.
        text += "func swap(a, b) {\n x = a\n y = b\n g = y\n return x\n}\n";
        text += "func keep(a) {\n x = a\n h = x\n}\n";
        for (index, operations) in goroutines.iter().enumerate() {
            writeln!(text, "goroutine main{index} {{\nx = g\ny = h\n{}\n}}", operations.join("\n"))
                .unwrap();
        }
        text
    })
}

/// Makes moves by chance until none is left.
fn run_by_chance<C: Collector>(
    machine: &mut Machine<C>,
    program: &Program,
    mut choices: impl Iterator<Item = usize>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    loop {
        let moves = machine.moves();
        if moves.is_empty() {
            return violations;
        }
        let chosen = moves[choices.next().unwrap_or(0) % moves.len()];
        violations.extend(machine.take(program, chosen).violations);
    }
}

/// Runs a scenario by chance, then collects twice, and compares what is freed with what cannot be reached.
fn frees_exactly_the_unreachable<C: Collector>(
    scenario: &Scenario,
    barrier: Barrier,
    choices: &[usize],
) -> Result<(), TestCaseError> {
    let program = &Program { n_spontaneous: 2, ..scenario.program.clone() };
    let mut machine = Machine::<C>::new(program, barrier);
    let choices = choices.iter().copied().cycle().take(100_000);
    let mut violations = run_by_chance(&mut machine, program, choices);
    for _ in 0..2 {
        machine.world.requested = Some(CycleKind::Full);
        // Cleanups that become ready run as well, and may make more garbage.
        violations.extend(run_by_chance(&mut machine, program, std::iter::repeat(0)));
    }
    violations.retain(|violation| !matches!(violation, Violation::Fault { .. }));
    prop_assert_eq!(violations, vec![]);
    // What the last cleanups let go of goes with the next collection; none is ready then.
    while machine.world.n_ended < 100 {
        let n_freed = machine.world.objects.iter().filter(|object| object.freed).count();
        machine.world.requested = Some(CycleKind::Full);
        run_by_chance(&mut machine, program, std::iter::repeat(0));
        if n_freed == machine.world.objects.iter().filter(|object| object.freed).count() {
            break;
        }
    }
    let reachable = machine.world.reachable();
    for (index, object) in machine.world.objects.iter().enumerate() {
        prop_assert_eq!(object.freed, !reachable[index], "{:?}", ObjectId(index as u32));
    }
    prop_assert!(no_two_overlap(&machine));
    Ok(())
}

/// Whether every live object has a place of its own.
fn no_two_overlap<C: Collector>(machine: &Machine<C>) -> bool {
    let live = machine.world.live().map(|id| machine.world.object(id));
    let mut places: Vec<(u64, u64)> = live.map(|object| (object.address, object.room)).collect();
    places.sort_unstable();
    places.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_collector_frees_exactly_the_unreachable(
        text in scenario(1..=3, 1..25),
        choices in vec(any::<usize>(), 1..200),
    ) {
        let scenario = Scenario::parse(&text).map_err(|problems| TestCaseError::fail(format!("{problems}\n{text}")))?;
        frees_exactly_the_unreachable::<MarkSweep>(&scenario, Barrier::None, &choices)?;
        frees_exactly_the_unreachable::<MarkCompact>(&scenario, Barrier::None, &choices)?;
        frees_exactly_the_unreachable::<Semispace>(&scenario, Barrier::None, &choices)?;
        frees_exactly_the_unreachable::<Generational>(&scenario, Barrier::None, &choices)?;
        frees_exactly_the_unreachable::<RefCount>(&scenario, Barrier::None, &choices)?;
        for barrier in [Barrier::Hybrid, Barrier::Dijkstra, Barrier::Yuasa] {
            frees_exactly_the_unreachable::<TriColour>(&scenario, barrier, &choices)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn barriers_keep_their_promises_in_every_interleaving(text in scenario(1..=2, 1..4)) {
        let scenario = Scenario::parse(&text).unwrap();
        for barrier in [Barrier::Hybrid, Barrier::Dijkstra, Barrier::Yuasa] {
            let settings = ExploreSettings {
                collector: Some(CollectorKind::TriColour),
                barrier: Some(barrier),
                n_cycles: Some(1),
                max_states: 20_000,
            };
            let found = explore(&scenario, &settings, &|_| {});
            let broken: Vec<_> = found
                .violations
                .iter()
                .filter(|violation| violation.invariant != "program-runs")
                .collect();
            prop_assert!(broken.is_empty(), "{}: {:#?}", barrier.name(), broken);
        }
    }
}

#[test]
fn a_minor_cycle_needs_the_remembered_set() {
    let scenario = Scenario::parse(
        "collector generational\nobject old { young }\nglobal g = old\n\
         goroutine main {\n gc minor\n gc minor\n y = new young 8B\n g.young = y\n drop y\n gc minor\n}\n\
         expect at end: young live, old old\n",
    )
    .unwrap();
    let run = gc_sim::sim::run::run(&scenario, &gc_sim::sim::run::Settings::default()).unwrap();
    assert!(run.expectations[0].holds, "{:?}", run.expectations);
    let remembered = run
        .steps
        .iter()
        .filter(|step| matches!(step.event, gc_sim::sim::step::Event::Remember { .. }))
        .count();
    assert_eq!(remembered, 1);
}

/// The moves that lead to the loss without a barrier, by each way round.
#[test]
fn a_stack_that_is_scanned_too_early_loses_without_a_barrier_only() {
    let text = "cycles 1\nobject b\nobject a { next = b }\nglobal g = a\n\
                goroutine main {\n x = g\n y = x.next\n x.next = nil\n z = y\n}\n";
    let scenario = Scenario::parse(text).unwrap();
    let explore = |barrier| {
        let settings = ExploreSettings {
            collector: Some(CollectorKind::TriColour),
            barrier: Some(barrier),
            n_cycles: None,
            max_states: 100_000,
        };
        explore(&scenario, &settings, &|_| {})
    };
    let found = explore(Barrier::None);
    assert_eq!(found.violations.len(), 1, "{:?}", found.violations);
    assert_eq!(found.violations[0].invariant, "no-reachable-freed");
    for barrier in [Barrier::Hybrid, Barrier::Dijkstra, Barrier::Yuasa] {
        let found = explore(barrier);
        assert!(found.is_complete && found.violations.is_empty(), "{barrier:?} {found:?}");
    }
}

#[test]
fn the_schedule_that_the_search_prints_leads_to_what_it_found() {
    let scenario = gc_sim::sim::scenario::bundled("lost-object").unwrap().parse().unwrap();
    let settings =
        ExploreSettings { collector: None, barrier: None, n_cycles: None, max_states: 100_000 };
    let found = explore(&scenario, &settings, &|_| {});
    let schedule = found.violations[0].schedule_text().parse().unwrap();
    let settings = gc_sim::sim::run::Settings {
        schedule: Some(schedule),
        ..gc_sim::sim::run::Settings::default()
    };
    let run = gc_sim::sim::run::run(&scenario, &settings).unwrap();
    assert_eq!(run.violations[0].message, found.violations[0].message);
    // One turn less, and nothing is lost yet.
    let mut machine = Machine::<TriColour>::new(&scenario.program, Barrier::None);
    let turns = &found.violations[0].schedule;
    for (index, turn) in turns.iter().enumerate() {
        let one = machine.moves().into_iter().find(|&one: &Move| {
            gc_sim::sim::schedule::name_of_move(&scenario.program, &machine.world, one) == *turn
        });
        let outcome = machine.take(&scenario.program, one.unwrap());
        assert_eq!(outcome.violations.is_empty(), index + 1 < turns.len());
    }
}
