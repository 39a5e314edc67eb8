//! The result: closures, their captures and their layout, as plain data.

use crate::layout::{HeapBlock, PointerMap};
use crate::program::Gap;
use crate::source::LineColumn;

/// A place in a named file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// The file's name, as it was given to the analysis.
    pub file: String,
    /// Line and column.
    pub at: LineColumn,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.at)
    }
}

/// What sort of code became a closure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClosureKind {
    /// `func(…) {…}`
    Literal,
    /// `x.Method`, used as a value.
    MethodValue,
    /// What the compiler wraps a `go` or `defer` call in, to keep its operands.
    Wrapper,
    /// The body of a `range` over a function.
    RangeBody,
}

/// How a variable is captured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaptureMode {
    /// The closure object holds a copy.
    Value,
    /// The closure object holds the variable's address.
    Reference,
}

/// Where a closure object lives, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Allocation {
    /// It captures nothing, and so is one read-only object of the program.
    Static,
    /// It is called where it stands: what it captures is passed as arguments, without an object.
    InlinedCall,
}

/// One captured variable: one field of the closure object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Capture {
    /// The variable's name; for a synthetic one the compiler's (`.dict`, `.autotmp`, `#state1`),
    /// for a method value the receiver as written.
    pub name: String,
    /// By value or by reference; `None` where types that are not known decide it.
    pub mode: Option<CaptureMode>,
    /// Why, in a few words.
    pub reason: String,
    /// Where the variable is declared; `None` for a synthetic one.
    pub declared: Option<Position>,
    /// Where the closure uses it first; `None` for a synthetic one.
    pub first_use: Option<Position>,
    /// The variable's type as Go prints it; `None` where it is not known.
    pub ty: Option<String>,
    /// The field's offset in the closure object, in bytes.
    pub offset: Option<u64>,
    /// The field's size in bytes: that of the type, or of a pointer by reference.
    pub size: Option<u64>,
    /// Whether no variable of the source stands behind it.
    pub synthetic: bool,
}

/// A closure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closure {
    /// The import path of its package.
    pub package: String,
    /// The compiler's name for its function, without the package: `foo.func1.2`.
    pub name: String,
    /// What sort of code it is.
    pub kind: ClosureKind,
    /// Where it begins: of a literal the `func`, of a method value the receiver, of a wrapper the
    /// `go` or `defer`, of a range body the `for`.
    pub position: Position,
    /// The captured variables in layout order.
    pub captures: Vec<Capture>,
    /// The object's size in bytes; `None` where there is no object or a type is not known.
    pub size: Option<u64>,
    /// Which words of the object hold pointers; `None` where there is no object, where a type is not
    /// known, or where there are more than [`MAX_MAP_WORDS`](crate::layout::MAX_MAP_WORDS).
    pub pointers: Option<PointerMap>,
    /// What the runtime takes from the heap for the object, should it live there; `None` where its
    /// size is not known, or where it certainly does not.
    pub block: Option<HeapBlock>,
    /// Where its object lives; `None` where that takes escape analysis.
    pub allocation: Option<Allocation>,
}

/// Everything found in a program.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Analysis {
    /// The closures of the requested packages, sorted by package, file and position.
    pub closures: Vec<Closure>,
    /// What could not be read or parsed: the program's gaps and the files' syntax errors.
    pub gaps: Vec<Gap>,
}
