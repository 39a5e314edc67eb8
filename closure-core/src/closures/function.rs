//! Functions as the walk finds them: the declared one, and the closures in it.

use rustc_hash::FxHashMap;

use crate::analysis::ClosureKind;
use crate::names::VarId;
use crate::types::TypeId;

/// A variable that a closure captures.
#[derive(Clone, Debug)]
pub(crate) struct Captured {
    pub(crate) what: What,
    /// Offset of the first use in the closure.
    pub(crate) first_use: u32,
}

/// What stands in a field of a closure object.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum What {
    /// A variable of the source.
    Var(VarId),
    /// A variable that the compiler makes, shared by the closures of a function: `#state1`, `#next`.
    Shared(Shared),
    /// A value that is computed when the closure is made: the receiver of a method value, an
    /// operand of a `go` or `defer` call.
    Copy { name: String, ty: TypeId, reason: String, synthetic: bool },
    /// The dictionary of the generic function it stands in.
    Dictionary,
    /// The dictionary of a generic function that it calls.
    PassedDictionary,
}

/// A variable that rewriting a `range` over a function makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Shared {
    /// The loop's state, by the loop's number in the function.
    State(u32),
    /// Where to go on behind the loop; by the number of the outermost loop in the function.
    Next(u32),
    /// An unnamed result, by its number.
    Result(u32),
    /// Where deferred calls are put.
    Defers,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    /// The compiler's name, without the package.
    pub(crate) name: String,
    /// `None` for the declared function.
    pub(crate) closure: Option<Closure>,
    /// Whether there is a dictionary in it: it has type parameters, or stands where there are some.
    pub(crate) generic: bool,
    /// The number of literals, range bodies and wrappers in it so far; they make names.
    pub(crate) literals: u32,
    pub(crate) ranges: u32,
    pub(crate) wrappers: u32,
    /// The types of its results, if there is a range over a function in it.
    pub(crate) result_types: Vec<TypeId>,
}

/// What makes a function a closure.
#[derive(Debug)]
pub(crate) struct Closure {
    pub(crate) kind: ClosureKind,
    /// The function it stands in.
    pub(crate) parent: usize,
    /// Offset of its first byte.
    pub(crate) offset: u32,
    /// Whether it is called where it stands, so that there is no object.
    pub(crate) called: bool,
    /// The local variable that it is the value of, and nothing else.
    pub(crate) value_of: Option<VarId>,
    /// Whether it stands in a `return`, which ends every loop around it.
    pub(crate) under_return: bool,
    pub(crate) captures: Vec<Captured>,
    /// Which of the captures are known already, and where.
    pub(crate) known: FxHashMap<Key, usize>,
}

/// What makes a captured variable the same as another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Key {
    Var(VarId),
    Shared(Shared),
}

impl Function {
    /// A declared function.
    pub(crate) fn declared(name: String, generic: bool) -> Self {
        Self {
            name,
            closure: None,
            generic,
            literals: 0,
            ranges: 0,
            wrappers: 0,
            result_types: Vec::new(),
        }
    }

    /// The function that initializes package variables, in which there are some literals already.
    pub(crate) fn initializer(literals: u32) -> Self {
        Self { literals, ..Self::declared("init".to_owned(), false) }
    }
}
