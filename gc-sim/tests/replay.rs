//! The view that is made from steps alone equals the machine after every move.

#![cfg(feature = "sim")]

use gc_sim::sim::collector::{
    Barrier, Collector, CollectorKind, Generational, MarkCompact, MarkSweep, RefCount, Semispace,
    TriColour,
};
use gc_sim::sim::machine::Machine;
use gc_sim::sim::program::Program;
use gc_sim::sim::scenario::BUNDLED;
use gc_sim::sim::view::View;
use gc_sim::sim::world::{ObjectId, Reference, Status};

/// More moves than any bundled scenario takes.
const MAX_MOVES: usize = 5000;

#[track_caller]
fn same<C: Collector>(view: &View, machine: &Machine<C>, name: &str, n_moves: usize) {
    let (seen, real) = (&view.world, &machine.world);
    let place = format!("{name}, after {n_moves} moves");
    assert_eq!(seen.objects, real.objects, "{place}");
    assert_eq!(seen.globals, real.globals, "{place}");
    assert_eq!(seen.cleanups, real.cleanups, "{place}");
    let timers = |world: &gc_sim::sim::world::World| -> Vec<ObjectId> {
        world.timers.iter().map(|armed| armed.timer).collect()
    };
    assert_eq!(timers(seen), timers(real), "{place}");
    assert_eq!(seen.goroutines.len(), real.goroutines.len(), "{place}");
    for (seen, real) in seen.goroutines.iter().zip(&real.goroutines) {
        let stack = |goroutine: &gc_sim::sim::world::Goroutine| -> Vec<(u32, Vec<Reference>)> {
            let frames = goroutine.frames.iter();
            frames.map(|frame| (frame.function.0, frame.locals.clone())).collect()
        };
        assert_eq!(stack(seen), stack(real), "{place}");
        assert_eq!(seen.origin, real.origin, "{place}");
        assert_eq!(seen.status == Status::Ended, real.status == Status::Ended, "{place}");
    }
    assert_eq!(view.phase, machine.collector.phase(), "{place}");
    if machine.is_collecting() {
        for object in real.live() {
            let real = machine.collector.colour(object);
            assert_eq!(view.colour(object), real, "{place}: object {}", object.0);
        }
    }
}

/// Makes moves in an order that depends on `seed`, compares after each, and says how many there were.
fn replay<C: Collector>(program: &Program, barrier: Barrier, seed: usize, name: &str) -> usize {
    let mut machine = Machine::<C>::new(program, barrier);
    let mut view = View::new(&machine.world);
    for n_moves in 0..MAX_MOVES {
        same(&view, &machine, name, n_moves);
        let moves = machine.moves();
        let Some(&chosen) = moves.get((n_moves * seed + n_moves / 3) % moves.len().max(1)) else {
            return n_moves;
        };
        for step in machine.take(program, chosen).steps {
            view.apply(program, &step);
        }
    }
    panic!("{name} does not end");
}

#[test]
fn the_view_equals_the_machine_after_every_move() {
    let mut n_moves = 0;
    for one in BUNDLED {
        let program = one.parse().unwrap().program;
        for seed in [0, 1, 7] {
            for (barrier_name, barrier) in Barrier::ALL {
                let name = format!("{} tri-colour {barrier_name}, seed {seed}", one.name);
                n_moves += replay::<TriColour>(&program, barrier, seed, &name);
            }
            for (kind_name, kind) in CollectorKind::ALL {
                let run = match kind {
                    CollectorKind::MarkSweep => replay::<MarkSweep>,
                    CollectorKind::MarkCompact => replay::<MarkCompact>,
                    CollectorKind::Semispace => replay::<Semispace>,
                    CollectorKind::Generational => replay::<Generational>,
                    CollectorKind::RefCount => replay::<RefCount>,
                    CollectorKind::TriColour => continue,
                };
                let name = format!("{} {kind_name}, seed {seed}", one.name);
                n_moves += run(&program, Barrier::Hybrid, seed, &name);
            }
        }
    }
    assert!(n_moves > 10_000, "{n_moves}");
}
