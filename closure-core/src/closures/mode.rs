//! By value or by reference: escape analysis's decision, read off the events.
//!
//! A variable is captured by value if its address is never taken, it is never reassigned, and it
//! is at most 128 bytes large. *Reassigned* has three amendments:
//!
//! 1. At a variable's first capture, what was assigned to it so far is forgotten, if the capture
//!    stands at the same depth of loops as the declaration. It is the order in the text that
//!    counts, not control flow.
//! 2. The statement that defines a variable does not count, except `range`, which assigns its
//!    variables in each iteration.
//! 3. A loop variable that is captured, or whose address is taken, is one for each iteration from
//!    go1.22 on: it is declared in the loop's body. Of `range`, the body then begins with an
//!    assignment to it, which the first amendment mostly makes forgotten.
//!
//! ```text
//! x := 1              x = 1                  x := 1
//! x = 2               f := func() { x }      for … {
//! f := func() { x }   x = 2                      x = 2; f := func() { x }
//!                                            }
//! by value            by reference           by reference: the capture is in a deeper loop
//! ```
//!
//! Source: `flowClosure`, `reassigned` and the case `OCLOSURE` in the compiler's `escape` package,
//! and its package `loopvar`.

use rustc_hash::FxHashMap;

use super::Unit;
use super::event::{Event, Taking};
use super::function::{Function, What};
use crate::names::VarId;

/// The largest variable that is captured by value, in bytes.
pub(crate) const MAX_VALUE_BYTES: u64 = 128;

/// What the events say of one variable.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Fate {
    depth: u32,
    captured: bool,
    /// Where it is reassigned, and when.
    pub(crate) assigned: Option<(u32, Order)>,
    /// Where its address is taken.
    pub(crate) address: Option<(u32, Taking)>,
    /// It is assigned before the first capture, which does not count.
    pub(crate) forgotten: Option<u32>,
    /// It is one for each iteration of its loop.
    pub(crate) per_iteration: bool,
}

/// When a variable is reassigned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    /// After the first capture, or in the closure.
    AfterCapture,
    /// After the first capture, by a `return` that sets the result.
    ByReturn,
    /// Before it, but in a loop around it.
    BeforeCapture,
    /// By the loop that declares it, in each iteration.
    ByLoop,
}

/// The fates of the variables of a unit that are captured.
pub(crate) fn fates(unit: &Unit) -> FxHashMap<VarId, Fate> {
    let mut fates: FxHashMap<VarId, Fate> = FxHashMap::default();
    let mut depth = 1;
    // The depths to return to: of blocks, loops and functions alike.
    let mut outer = Vec::new();
    // How many dropped closures the walk is in.
    let mut dropped = 0;
    for &event in &unit.events {
        match event {
            Event::Enter(index) if unit.dropped[index] => dropped += 1,
            Event::Leave if dropped > 0 => dropped -= 1,
            _ if dropped > 0 => {}
            Event::Declare(var) => fates.entry(var).or_default().depth = depth,
            Event::Assign(var, offset) => {
                assign(fates.entry(var).or_default(), offset, Order::AfterCapture);
            }
            Event::Return(var, offset) => {
                assign(fates.entry(var).or_default(), offset, Order::ByReturn);
            }
            Event::Address(var, offset, taking) => {
                let known = &mut fates.entry(var).or_default().address;
                if known.is_none_or(|(_, taking)| taking == Taking::Perhaps) {
                    *known = Some((offset, taking));
                }
            }
            Event::Enter(index) => {
                capture(&unit.functions[index], depth, &mut fates);
                outer.push(depth);
                depth = 1;
            }
            Event::Loop(index) => {
                outer.push(depth);
                depth += 1;
                let vars = &unit.loops[index];
                for &(var, leaks) in &vars.vars {
                    let fate = fates.entry(var).or_default();
                    if vars.per_iteration && leaks {
                        fate.depth = depth;
                        fate.per_iteration = true;
                    }
                    if vars.range {
                        fate.assigned.get_or_insert((vars.offset, Order::ByLoop));
                    }
                }
            }
            Event::Block => outer.push(depth),
            Event::Leave | Event::EndLoop | Event::EndBlock => {
                depth = outer.pop().unwrap_or(1);
            }
            Event::LoopingLabel => depth += 1,
        }
    }
    fates
}

fn assign(fate: &mut Fate, offset: u32, when_captured: Order) {
    let order = if fate.captured { when_captured } else { Order::BeforeCapture };
    // The first that comes after the capture says most.
    let says_most = |order| matches!(order, Order::AfterCapture | Order::ByReturn);
    if fate.assigned.is_none_or(|(_, known)| !says_most(known)) {
        fate.assigned = Some((offset, order));
    }
}

fn capture(function: &Function, depth: u32, fates: &mut FxHashMap<VarId, Fate>) {
    let Some(closure) = &function.closure else { return };
    for captured in &closure.captures {
        let What::Var(var) = captured.what else { continue };
        let fate = fates.entry(var).or_default();
        if !fate.captured {
            fate.captured = true;
            if fate.depth == depth {
                fate.forgotten = fate.assigned.take().map(|(offset, _)| offset);
            }
        }
    }
}
