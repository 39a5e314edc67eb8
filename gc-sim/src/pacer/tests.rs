//! Tests of the simulation as a whole.

use std::fmt::Write as _;
use std::time::Duration;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

const MIB: u64 = 1 << 20;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Most collections in a few columns of MiB, and the sums.
#[track_caller]
fn check(workload: &Workload, settings: &Settings, expected: &Expect) -> Simulation {
    let simulation = simulate(workload, settings).unwrap();
    let mut text = String::new();
    for (index, cycle) in simulation.cycles.iter().enumerate().take(4) {
        writeln!(
            text,
            "{}: at {:?} {}->{}->{} MiB, goal {} by {:?}, {:.1} ms",
            index + 1,
            cycle.start,
            cycle.trigger / MIB,
            cycle.heap_at_end / MIB,
            cycle.live / MIB,
            cycle.goal / MIB,
            cycle.goal_from,
            cycle.lasting.as_secs_f64() * 1e3
        )
        .unwrap();
    }
    writeln!(
        text,
        "{} cycles in {:?}, peak {} of {} MiB, {:.1} % CPU, pace {:.3}",
        simulation.cycles.len(),
        simulation.lasted,
        simulation.peak_heap / MIB,
        simulation.peak_memory / MIB,
        simulation.cpu_share * 100.0,
        simulation.pace
    )
    .unwrap();
    for note in &simulation.notes {
        writeln!(text, "{note}").unwrap();
    }
    expected.assert_eq(&text);
    simulation
}

#[test]
fn a_steady_program() {
    let workload = Workload::new(LiveHeap::Constant(64 * MIB), 100 * MIB, 1);
    check(
        &workload,
        &Settings::new(4, seconds(10)),
        &expect![[r#"
            1: at 610ms 125->128->67 MiB, goal 128 by Percent, 39.2 ms
            2: at 1.214356118s 123->127->68 MiB, goal 134 by Percent, 42.2 ms
            3: at 1.812689463s 123->128->68 MiB, goal 136 by Percent, 42.2 ms
            4: at 2.411022808s 123->128->68 MiB, goal 136 by Percent, 42.2 ms
            16 cycles in 10s, peak 128 of 136 MiB, 1.7 % CPU, pace 0.999
        "#]],
    );
}

#[test]
fn a_ramp_under_a_limit() {
    let live = LiveHeap::Ramp { from: 10 * MIB, to: 90 * MIB, over: seconds(10) };
    let workload = Workload { scan_share: 0.1, ..Workload::new(live, 100 * MIB, 1) };
    let settings = Settings {
        gogc: Gogc::Off,
        memory_limit: Some(128 * MIB),
        ..Settings::new(4, seconds(10))
    };
    check(
        &workload,
        &settings,
        &expect![[r#"
        1: at 1.027883235s 112->112->18 MiB, goal 116 by MemoryLimit, 1.7 ms
        2: at 1.974407651s 112->113->26 MiB, goal 116 by MemoryLimit, 2.2 ms
        3: at 2.845211279s 112->113->33 MiB, goal 116 by MemoryLimit, 2.6 ms
        4: at 3.64704568s 112->113->39 MiB, goal 116 by MemoryLimit, 3.1 ms
        17 cycles in 10s, peak 115 of 123 MiB, 0.2 % CPU, pace 1.000
    "#]],
    );
}

#[test]
fn a_death_spiral() {
    let live = LiveHeap::Ramp { from: 10 * MIB, to: 200 * MIB, over: seconds(10) };
    let workload = Workload::new(live, 200 * MIB, 2);
    let settings = Settings { memory_limit: Some(128 * MIB), ..Settings::new(2, seconds(20)) };
    let simulation = check(
        &workload,
        &settings,
        &expect![[r#"
        1: at 47.65625ms 19->20->11 MiB, goal 20 by Percent, 13.6 ms
        2: at 101.404779ms 19->23->15 MiB, goal 22 by Percent, 29.8 ms
        3: at 185.242085ms 26->31->18 MiB, goal 30 by Percent, 38.4 ms
        4: at 287.578796ms 30->37->20 MiB, goal 36 by Percent, 45.1 ms
        82 cycles in 20s, peak 278 of 290 MiB, 44.7 % CPU, pace 0.553
        from 9.1 s on, 137 MiB of live heap and 8.71 MiB of other memory leave no room under the memory limit of 128 MiB: one collection follows the other, and each frees next to nothing
        from 8.6 s on, the collector would take more than half of the CPU time; Go holds it there, and lets the heap pass its goal instead
        the memory limit is passed by 163 MiB: it is a wish, not a wall
    "#]],
    );
    assert!(simulation.is_dear());
}

#[test]
fn only_time_starts_a_collection() {
    let workload = Workload::new(LiveHeap::Constant(MIB), 0, 0);
    let settings = Settings { gogc: Gogc::Off, ..Settings::new(1, seconds(500)) };
    let simulation = check(
        &workload,
        &settings,
        &expect![[r#"
        1: at 120s 1->1->1 MiB, goal 17592186044415 by Nothing, 8.3 ms
        2: at 240.0083125s 1->1->1 MiB, goal 17592186044415 by Nothing, 8.3 ms
        3: at 360.016625s 1->1->1 MiB, goal 17592186044415 by Nothing, 8.3 ms
        4: at 480.0249375s 1->1->1 MiB, goal 17592186044415 by Nothing, 8.3 ms
        4 cycles in 500s, peak 1 of 5 MiB, 0.0 % CPU, pace 1.000
        with GOGC=off and no memory limit nothing bounds the heap; only the collection every two minutes frees anything
    "#]],
    );
    assert!(simulation.cycles.iter().all(|cycle| cycle.periodic));
}

#[test]
fn a_program_that_begins_with_nothing() {
    let phase = |live_from, live_to, allocated, lasting| Phase {
        lasting,
        live_from: live_from * MIB,
        live_to: live_to * MIB,
        allocated: allocated * MIB,
        busy_cores: 0.5,
    };
    let live = LiveHeap::Phases(vec![
        phase(0, 20, 20, seconds(1)),
        phase(20, 20, 0, seconds(1)),
        phase(20, 20, 200, seconds(1)),
    ]);
    let workload = Workload { scan_share: 0.01, starts_empty: true, ..Workload::new(live, 0, 1) };
    check(
        &workload,
        &Settings::new(2, seconds(60)),
        &expect![[r#"
            1: at 190.625ms 3->3->3 MiB, goal 4 by Minimum, 0.5 ms
            2: at 373.387662ms 7->7->7 MiB, goal 7 by Percent, 0.6 ms
            3: at 730.438174ms 14->14->14 MiB, goal 14 by Percent, 0.7 ms
            4: at 2.042798472s 28->28->20 MiB, goal 29 by Percent, 0.8 ms
            13 cycles in 3s, peak 39 of 45 MiB, 0.0 % CPU, pace 1.000
        "#]],
    );
}

#[test]
fn a_gigabyte_a_second_for_a_year_ends_soon() {
    let workload = Workload::new(LiveHeap::Constant(MIB), 1 << 30, 1);
    let simulation = simulate(&workload, &Settings::new(4, seconds(365 * 86400))).unwrap();
    assert_eq!(simulation.cycles.len(), MAX_CYCLES);
    assert!(matches!(simulation.notes[..], [Note::TooManyCycles { .. }]));

    let live = LiveHeap::Sawtooth { low: 0, high: 1, period: Duration::from_micros(1) };
    let simulation =
        simulate(&Workload::new(live, 1, 1), &Settings::new(4, seconds(86400))).unwrap();
    assert!(
        matches!(simulation.notes[..], [.., Note::TooManySteps { .. }]),
        "{:?}",
        simulation.notes
    );
}

fn any_workload() -> impl Strategy<Value = Workload> {
    let size = || prop_oneof![0..=1000_u64, 0..=100 * MIB, 0..=MAX_BYTES];
    let live = prop_oneof![
        size().prop_map(LiveHeap::Constant),
        (size(), size(), 1..=100_u64).prop_map(|(from, to, time)| LiveHeap::Ramp {
            from,
            to,
            over: seconds(time)
        }),
        (size(), size(), 1..=100_u64).prop_map(|(a, b, time)| LiveHeap::Sawtooth {
            low: a.min(b),
            high: a.max(b),
            period: seconds(time)
        }),
    ];
    let closures = proptest::option::of((0..=100_000_u64, 0..=100_000_u64, 0..=100_u64).prop_map(
        |(per_second, holding, time)| Closures { per_second, holding, held_for: seconds(time) },
    ));
    (live, size(), closures, size(), size(), 0.0..=1.0, 0.0..=8.0, any::<bool>()).prop_map(
        |(live, alloc_rate, closures, stacks, globals, scan_share, busy_cores, starts_empty)| {
            Workload {
                live,
                alloc_rate,
                closures,
                stacks,
                globals,
                scan_share,
                busy_cores,
                starts_empty,
            }
        },
    )
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let gogc = prop_oneof![
        Just(Gogc::Off),
        (0..=400_u32).prop_map(Gogc::Percent),
        Just(Gogc::Percent(i32::MAX as u32))
    ];
    let limit = proptest::option::of(prop_oneof![0..=200 * MIB, 0..=MAX_BYTES]);
    (gogc, limit, 1..=16_u32, 1..=MAX_BYTES, 0..=100_u64).prop_map(
        |(gogc, memory_limit, cores, mark_rate, latency)| Settings {
            gogc,
            memory_limit,
            mark_rate,
            cycle_latency: Duration::from_millis(latency),
            ..Settings::new(cores, seconds(30))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_simulation_is_sound(workload in any_workload(), settings in any_settings()) {
        let Ok(simulation) = simulate(&workload, &settings) else { return Ok(()) };
        prop_assert!(simulation.cycles.len() <= MAX_CYCLES);
        prop_assert!((0.0..=1.0).contains(&simulation.cpu_share), "{}", simulation.cpu_share);
        prop_assert!((0.0..=1.0).contains(&simulation.pace));
        let mut before = Duration::ZERO;
        for cycle in &simulation.cycles {
            prop_assert!(cycle.start >= before);
            prop_assert!(cycle.live <= cycle.heap_at_end);
            prop_assert!(cycle.trigger <= cycle.heap_at_end);
            prop_assert!(cycle.heap_at_end <= simulation.peak_heap);
            before = cycle.start + cycle.lasting;
        }
        prop_assert!(before <= simulation.lasted);
        prop_assert!(simulation.samples.windows(2).all(|pair| pair[0].at <= pair[1].at));
        prop_assert_eq!(simulate(&workload, &settings).unwrap(), simulation);
    }

    #[test]
    fn any_container_gets_an_answer(
        workload in any_workload(),
        settings in any_settings(),
        container in 1..=MAX_BYTES,
    ) {
        let Ok(simulation) = simulate(&workload, &settings) else { return Ok(()) };
        let advice = advise(&workload, &settings, &simulation, container).unwrap();
        prop_assert!(advice.limit < container);
        prop_assert_eq!(advice.simulation.is_some(), advice.limit > 0);
    }
}
