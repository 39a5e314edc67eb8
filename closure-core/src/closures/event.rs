//! What happens to variables, in the order in which escape analysis would see it.

use crate::names::VarId;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A variable comes into being.
    Declare(VarId),
    /// A variable gets a new value, at an offset; its definition is none.
    Assign(VarId, u32),
    /// A result gets a new value from the `return` at an offset, even from one without values.
    Return(VarId, u32),
    /// A variable's address is taken, at an offset.
    Address(VarId, u32, Taking),
    /// A closure is made, by its place among the functions; its body follows, up to a `Leave`.
    Enter(usize),
    /// The closure's body ends.
    Leave,
    /// The head or body of a loop begins. Its variables may be one for each iteration.
    Loop(usize),
    /// The loop ends.
    EndLoop,
    /// A block begins; what labels add to the depth of loops ends with it.
    Block,
    /// The block ends.
    EndBlock,
    /// A label that a later `goto` jumps back to.
    LoopingLabel,
}

/// How an address is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Taking {
    /// `&x`
    Explicit,
    /// `x.Method()` where the receiver is a pointer.
    Method,
    /// `x[:]` of an array.
    Slice,
    /// By the compiler, in the loop of a benchmark.
    KeptAlive,
    /// Perhaps by a method call or by slicing, or perhaps a part of it is assigned: `x`'s type is
    /// not known.
    Perhaps,
}

/// A loop and the variables that it declares.
#[derive(Debug)]
pub(crate) struct LoopVars {
    /// The variables, and whether each is captured or has its address taken in the loop, so that
    /// the compiler makes one for each iteration.
    pub(crate) vars: Vec<(VarId, bool)>,
    /// Whether it is a `range`, which assigns its variables in each iteration.
    pub(crate) range: bool,
    /// Whether the language version has variables per iteration.
    pub(crate) per_iteration: bool,
    /// Offset of the loop.
    pub(crate) offset: u32,
    /// The function it stands in.
    pub(crate) function: usize,
}
