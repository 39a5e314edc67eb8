//! The tree: one arena for each sort of node, ids typed by what they point at, a span for each.
//!
//! Nodes are small and plain. Lists of ids lie packed in one vector and are named by [`List`].
//! Identifiers have a table of their own, so that whatever is known of an identifier later (what
//! it resolves to, say) is a column beside it, indexed by [`IdentId`].

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

use super::token::{BinaryOp, UnaryOp};
use crate::source::Span;

/// An index into one of the tree's arenas.
pub trait Id: Copy {
    /// The id of the node at `index`.
    fn from_index(index: usize) -> Self;
    /// The index of the node.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                Self(NonZeroU32::MIN.saturating_add(index as u32))
            }
            fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.index())
            }
        }
    )*};
}

ids! {
    /// An identifier where it stands.
    IdentId;
    /// An expression or a type.
    ExprId;
    /// A statement.
    StmtId;
    /// A declaration: one specification of a group, or a function.
    DeclId;
    /// A field, a parameter, a type parameter, or an interface element.
    FieldId;
    /// A parameter and result list.
    SignatureId;
    /// A function with a body, or the declaration of one without.
    FuncId;
    /// A `case` or `default` clause.
    ClauseId;
}

/// A list of ids, packed in the tree; [`Tree::list`] reads it.
pub struct List<T> {
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) of: PhantomData<T>,
}

impl<T> List<T> {
    /// The list of nothing.
    pub const EMPTY: Self = Self { start: 0, len: 0, of: PhantomData };

    /// How many ids it holds.
    pub const fn len(self) -> usize {
        self.len as usize
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}..+{}]", self.start, self.len)
    }
}

/// The kinds of literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Literal {
    /// `12`, `0x1p`, `1_000`
    Int,
    /// `1.5`, `0x1p-2`
    Float,
    /// `1i`
    Imaginary,
    /// `'x'`
    Rune,
    /// `"x"` or a raw string
    String,
}

/// The directions of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    /// `chan T`
    Both,
    /// `chan<- T`
    Send,
    /// `<-chan T`
    Receive,
}

/// An expression or a type (Go's grammar cannot always tell them apart).
#[derive(Clone, Copy, Debug)]
pub enum Expr {
    /// What could not be parsed.
    Bad,
    /// `x`
    Name(IdentId),
    /// `1`, `"s"`; the text is the span's.
    Literal(Literal),
    /// `T{…}` or, inside another, `{…}`
    Composite {
        /// The type, absent where it is elided.
        ty: Option<ExprId>,
        /// Values, or [`Expr::KeyValue`] pairs.
        elements: List<ExprId>,
    },
    /// `key: value` in a composite literal.
    KeyValue {
        /// A field's name, an index, or a map's key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `func(…) {…}`
    FuncLit(FuncId),
    /// `(x)`
    Paren(ExprId),
    /// `x.name`
    Selector {
        /// What stands before the dot.
        operand: ExprId,
        /// The name behind it.
        name: IdentId,
    },
    /// `x[i]`, `F[T, U]`
    Index {
        /// What is indexed or instantiated.
        operand: ExprId,
        /// One index, or type arguments.
        indices: List<ExprId>,
    },
    /// `x[low:high:max]`
    Slice {
        /// What is sliced.
        operand: ExprId,
        /// Index into the tree's bounds: see [`Tree::bounds`].
        bounds: u32,
    },
    /// `x.(T)`, or `x.(type)` with no type
    TypeAssert {
        /// The interface value.
        operand: ExprId,
        /// The type, absent for `.(type)`.
        ty: Option<ExprId>,
    },
    /// `f(…)`, also a conversion
    Call {
        /// What is called.
        callee: ExprId,
        /// The arguments.
        args: List<ExprId>,
        /// Whether the last argument has `...` behind it.
        spread: bool,
    },
    /// `*x`
    Star(ExprId),
    /// `-x`, `&x`, `<-x`, `~T` …
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: ExprId,
    },
    /// `x + y` …
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left operand.
        left: ExprId,
        /// Right operand.
        right: ExprId,
    },
    /// `[n]T`, or `[...]T` with no length
    ArrayType {
        /// The length, absent for `[...]T`.
        len: Option<ExprId>,
        /// The element type.
        elem: ExprId,
    },
    /// `[]T`
    SliceType(ExprId),
    /// `...T` in a parameter list
    Variadic(ExprId),
    /// `struct {…}`
    StructType(List<FieldId>),
    /// `func(…) …` as a type
    FuncType(SignatureId),
    /// `interface {…}`
    InterfaceType(List<FieldId>),
    /// `map[K]V`
    MapType {
        /// The key type.
        key: ExprId,
        /// The value type.
        value: ExprId,
    },
    /// `chan T`, `chan<- T`, `<-chan T`
    ChanType {
        /// The direction.
        dir: ChanDir,
        /// The element type.
        elem: ExprId,
    },
}

/// The bounds of a slice expression; an absent one is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// `x[low:]`
    pub low: Option<ExprId>,
    /// `x[:high]`
    pub high: Option<ExprId>,
    /// `x[::max]`
    pub max: Option<ExprId>,
}

/// Which jump a [`Stmt::Branch`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Branch {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `goto`
    Goto,
    /// `fallthrough`
    Fallthrough,
}

/// A block: the statements between two braces.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// The statements in order.
    pub stmts: List<StmtId>,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub enum Stmt {
    /// What could not be parsed.
    Bad,
    /// `;`
    Empty,
    /// `f()`, `<-c`
    Expr(ExprId),
    /// `c <- x`
    Send {
        /// The channel.
        chan: ExprId,
        /// What is sent.
        value: ExprId,
    },
    /// `x++`, `x--`
    IncDec {
        /// The operand.
        operand: ExprId,
        /// Whether it is `++`.
        increment: bool,
    },
    /// `a, b = c, d`, or `a += b` with an operator
    Assign {
        /// The operator of `op=`.
        op: Option<BinaryOp>,
        /// Left side.
        left: List<ExprId>,
        /// Right side.
        right: List<ExprId>,
    },
    /// `a, b := c, d`
    Define {
        /// Left side.
        left: List<ExprId>,
        /// Right side.
        right: List<ExprId>,
    },
    /// `go f()`
    Go(ExprId),
    /// `defer f()`
    Defer(ExprId),
    /// `return …`
    Return(List<ExprId>),
    /// `break`, `continue`, `goto`, `fallthrough`
    Branch {
        /// Which.
        kind: Branch,
        /// Its label.
        label: Option<IdentId>,
    },
    /// `{…}`
    Block(Block),
    /// `if init; cond {…} else …`
    If {
        /// The simple statement before the condition.
        init: Option<StmtId>,
        /// The condition.
        cond: ExprId,
        /// The branch taken when it holds.
        then: Block,
        /// `else`: a block or another `if`.
        otherwise: Option<StmtId>,
    },
    /// `switch init; tag {…}`
    Switch {
        /// The simple statement before the tag.
        init: Option<StmtId>,
        /// The tag, absent for `switch {`.
        tag: Option<ExprId>,
        /// The clauses.
        clauses: List<ClauseId>,
    },
    /// `switch init; x := y.(type) {…}`
    TypeSwitch {
        /// The simple statement before the guard.
        init: Option<StmtId>,
        /// The variable that each clause declares.
        bind: Option<IdentId>,
        /// What stands before `.(type)`.
        operand: ExprId,
        /// The clauses.
        clauses: List<ClauseId>,
    },
    /// `select {…}`
    Select(List<ClauseId>),
    /// `for init; cond; post {…}`
    For {
        /// Initial statement.
        init: Option<StmtId>,
        /// Condition.
        cond: Option<ExprId>,
        /// Post statement.
        post: Option<StmtId>,
        /// Body.
        body: Block,
    },
    /// `for key, value := range operand {…}`
    Range {
        /// First variable.
        key: Option<ExprId>,
        /// Second variable.
        value: Option<ExprId>,
        /// Whether the variables are declared here (`:=`).
        define: bool,
        /// What is ranged over.
        operand: ExprId,
        /// Body.
        body: Block,
    },
    /// `label: stmt`
    Labeled {
        /// The label.
        label: IdentId,
        /// What it labels.
        stmt: StmtId,
    },
    /// `var`, `const` or `type` in a function: one id for each specification
    Decl(List<DeclId>),
}

/// A clause of a `switch`, a type switch or a `select`.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// From `case` or `default` to the end of the body.
    pub span: Span,
    /// Whether it is `default`.
    pub default: bool,
    /// The expressions or types of `case`; none in a `select`.
    pub exprs: List<ExprId>,
    /// The communication of a `select`'s `case`.
    pub comm: Option<StmtId>,
    /// The statements.
    pub body: List<StmtId>,
}

/// A field, a parameter, a type parameter, or an interface element.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// From the first name to the end of the type or tag.
    pub span: Span,
    /// Its names: none for an embedded field, an unnamed parameter or an embedded interface
    /// element. A method of an interface has one, and a [`Expr::FuncType`].
    pub names: List<IdentId>,
    /// Its type; for an embedded field, `T` or `*T`; for a type parameter, its constraint.
    pub ty: ExprId,
}

/// Type parameters, parameters and results.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Type parameters, in brackets.
    pub type_params: List<FieldId>,
    /// Parameters.
    pub params: List<FieldId>,
    /// Results.
    pub results: List<FieldId>,
}

/// A function, declared or literal.
#[derive(Clone, Copy, Debug)]
pub struct Func {
    /// From `func` to the end of the body.
    pub span: Span,
    /// Type parameters, parameters and results.
    pub signature: SignatureId,
    /// The body; absent for a function implemented elsewhere.
    pub body: Option<Block>,
}

/// An import.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The local name: an identifier, `_`, or `.`.
    pub name: Option<IdentId>,
    /// The quoted path, quotes included.
    pub path: Span,
}

/// A declaration.
#[derive(Clone, Copy, Debug)]
pub enum Decl {
    /// An import.
    Import(Import),
    /// One line of a `const` group.
    Const {
        /// Its place in the group, which is the value of `iota`.
        iota: u32,
        /// The names.
        names: List<IdentId>,
        /// The type, repeated from an earlier line where this one has neither type nor values.
        ty: Option<ExprId>,
        /// The values, repeated likewise.
        values: List<ExprId>,
        /// Whether type and values are those of an earlier line.
        repeated: bool,
    },
    /// One line of a `var` group.
    Var {
        /// The names.
        names: List<IdentId>,
        /// The type.
        ty: Option<ExprId>,
        /// The values.
        values: List<ExprId>,
    },
    /// One line of a `type` group.
    Type {
        /// The name.
        name: IdentId,
        /// Type parameters.
        type_params: List<FieldId>,
        /// Whether it is `type A = T`.
        alias: bool,
        /// The type.
        ty: ExprId,
    },
    /// A function or a method.
    Func {
        /// The name.
        name: IdentId,
        /// The receiver: one field for a method.
        receiver: Option<FieldId>,
        /// Signature and body.
        func: FuncId,
    },
}

/// A syntax error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Offset of the byte it was noticed at.
    pub offset: u32,
    /// What is wrong, in a lowercase fragment.
    pub message: String,
}

/// A parsed file. The text is not kept here: spans point into it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The name in the package clause.
    pub package: Option<IdentId>,
    /// Top-level declarations, imports included, in order; groups are flattened.
    pub decls: Vec<DeclId>,
    /// Every comment outside function bodies and inside, in order.
    pub comments: Vec<Span>,
    /// The comments among them that are `//go:…` directives.
    pub directives: Vec<Span>,
    /// Every syntax error, in order of position.
    pub errors: Vec<SyntaxError>,
    pub(super) idents: Vec<Span>,
    pub(super) exprs: Vec<(Expr, Span)>,
    pub(super) bounds: Vec<Bounds>,
    pub(super) stmts: Vec<(Stmt, Span)>,
    pub(super) decl_nodes: Vec<Decl>,
    pub(super) decl_spans: Vec<Span>,
    pub(super) fields: Vec<Field>,
    pub(super) signatures: Vec<Signature>,
    pub(super) funcs: Vec<Func>,
    pub(super) clauses: Vec<Clause>,
    pub(super) lists: Vec<u32>,
    pub(super) has_goto: bool,
}

impl Tree {
    /// Where an identifier stands.
    pub fn ident(&self, id: IdentId) -> Span {
        self.idents[id.index()]
    }

    /// How many identifiers there are; their ids are those below it.
    pub fn n_idents(&self) -> usize {
        self.idents.len()
    }

    /// The identifiers that stand in a span; they are numbered in the order of the text.
    pub fn idents_in(&self, span: Span) -> impl Iterator<Item = IdentId> + use<> {
        let start = self.idents.partition_point(|ident| ident.start < span.start);
        let end = self.idents.partition_point(|ident| ident.start < span.end);
        (start..end.max(start)).map(IdentId::from_index)
    }

    /// Whether there is a `goto`.
    pub fn has_goto(&self) -> bool {
        self.has_goto
    }

    /// An expression.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()].0
    }

    /// Where an expression stands.
    pub fn expr_span(&self, id: ExprId) -> Span {
        self.exprs[id.index()].1
    }

    /// How many expressions there are; their ids are those below it.
    pub fn n_exprs(&self) -> usize {
        self.exprs.len()
    }

    /// The bounds of an [`Expr::Slice`].
    pub fn bounds(&self, index: u32) -> Bounds {
        self.bounds[index as usize]
    }

    /// A statement.
    pub fn stmt(&self, id: StmtId) -> Stmt {
        self.stmts[id.index()].0
    }

    /// Where a statement stands.
    pub fn stmt_span(&self, id: StmtId) -> Span {
        self.stmts[id.index()].1
    }

    /// How many statements there are; their ids are those below it.
    pub fn n_stmts(&self) -> usize {
        self.stmts.len()
    }

    /// A declaration.
    pub fn decl(&self, id: DeclId) -> Decl {
        self.decl_nodes[id.index()]
    }

    /// How many declarations there are, of functions too; their ids are those below it.
    pub fn n_decls(&self) -> usize {
        self.decl_nodes.len()
    }

    /// Where a declaration stands; of a group, the one specification.
    pub fn decl_span(&self, id: DeclId) -> Span {
        self.decl_spans[id.index()]
    }

    /// A field, parameter, type parameter or interface element.
    pub fn field(&self, id: FieldId) -> Field {
        self.fields[id.index()]
    }

    /// A parameter and result list.
    pub fn signature(&self, id: SignatureId) -> Signature {
        self.signatures[id.index()]
    }

    /// A function, declared or literal.
    pub fn func(&self, id: FuncId) -> Func {
        self.funcs[id.index()]
    }

    /// How many functions there are; their ids are those below it.
    pub fn n_funcs(&self) -> usize {
        self.funcs.len()
    }

    /// A clause of a switch or a select.
    pub fn clause(&self, id: ClauseId) -> Clause {
        self.clauses[id.index()]
    }

    /// The ids of a list, in order.
    pub fn list<T: Id>(
        &self,
        list: List<T>,
    ) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator + Clone + use<'_, T> {
        let range = list.start as usize..list.start as usize + list.len();
        self.lists[range].iter().map(|&index| T::from_index(index as usize))
    }

    /// The id at `index` of a list.
    pub fn nth<T: Id>(&self, list: List<T>, index: usize) -> Option<T> {
        self.list(list).nth(index)
    }

    /// The imports, in order.
    pub fn imports(&self) -> impl Iterator<Item = Import> + use<'_> {
        self.decls.iter().filter_map(|&id| match self.decl(id) {
            Decl::Import(import) => Some(import),
            _ => None,
        })
    }

    /// An expression without the parentheses around it.
    pub fn unparen(&self, mut id: ExprId) -> ExprId {
        while let Expr::Paren(inner) = self.expr(id) {
            id = inner;
        }
        id
    }
}

const _: () = assert!(size_of::<Expr>() <= 16 && size_of::<Stmt>() <= 28);
