//! Properties that hold for any bytes: parsing and analysing end without a panic, the tree's spans
//! lie in the file and within each other, its ids are in range, and the same input gives the same
//! result.

mod common;

use std::fmt::Write as _;
use std::sync::OnceLock;

use closure_core::program::{Package, Program};
use closure_core::source::{SourceFile, Span};
use closure_core::syntax::parse;
use closure_core::syntax::tree::{
    Block, ClauseId, Decl, DeclId, Expr, ExprId, FieldId, FuncId, Id, IdentId, List, Signature,
    SignatureId, Stmt, StmtId, Tree,
};
use closure_core::{Analysis, CaptureMode, analyze};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Every token of Go, and some that are none.
const TOKENS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "&^",
    "+=",
    "-=",
    "*=",
    "&^=",
    "&&",
    "||",
    "<-",
    "++",
    "--",
    "==",
    "<",
    ">",
    "=",
    "!",
    "~",
    "!=",
    "<=",
    ">=",
    ":=",
    "...",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ".",
    ":",
    "\n",
    "x",
    "y",
    "z",
    "T",
    "f",
    "_",
    "int",
    "any",
    "nil",
    "true",
    "iota",
    "len",
    "panic",
    "0",
    "1",
    "0x1p-2",
    "1.5i",
    "'a'",
    "\"s\"",
    "`raw`",
    "// c\n",
    "/* c */",
    "#",
    "\"",
    "'",
    "`",
    "/*",
    "func(",
    "func() {",
    "func(x int) {",
    "for x := range y {",
    "switch x := y.(type) {",
    "if x {",
    "} else {",
    "select {",
    "case x := <-y:",
    "type T[P any] struct {",
    "go func() {",
    "}()",
    "defer f(x)",
    "x := 1\n",
    "x = y\n",
    "_ = x\n",
    "package p\n",
    "import \"a\"\n",
    "var x = ",
    "const x = iota\n",
    "func f(x int) (y T) {\n",
    "return x\n",
    "goto x\n",
    "x:\n",
];

/// Parses `bytes` and looks at every part of the tree.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let source = SourceFile::new("p.go", bytes.to_vec());
    prop_assert_eq!(source.text().len(), bytes.len());
    let tree = parse(&source);
    let mut walk = Walk { tree: &tree, text: source.text(), nodes: 0 };
    walk.file()?;
    let first = analysis_of(bytes);
    prop_assert_eq!(&first, &analysis_of(bytes));
    for closure in &first.closures {
        let end = closure.captures.iter().rev().find_map(|capture| capture.offset);
        if let (Some(size), Some(end)) = (closure.size, end) {
            prop_assert!(end <= size, "{closure:?}");
        }
        for capture in &closure.captures {
            prop_assert!(!capture.reason.is_empty());
            if capture.mode == Some(CaptureMode::Reference) {
                prop_assert_eq!(capture.size, Some(8), "{:?}", capture);
            }
        }
    }
    Ok(())
}

fn analysis_of(bytes: &[u8]) -> Analysis {
    let package = Package::from_sources("p", vec![SourceFile::new("p.go", bytes.to_vec())]);
    analyze(&Program { packages: vec![package], ..Program::default() })
}

type Checked = Result<(), TestCaseError>;

/// A walk from the declarations down. Reading a node whose id is out of range would panic.
struct Walk<'t> {
    tree: &'t Tree,
    text: &'t str,
    nodes: usize,
}

impl Walk<'_> {
    fn file(&mut self) -> Checked {
        let mut last = 0;
        for index in 0..self.tree.n_idents() {
            let ident = self.tree.ident(IdentId::from_index(index));
            self.lies_in_file(ident)?;
            prop_assert!(last <= ident.start, "identifiers out of order at {ident:?}");
            last = ident.start;
        }
        for index in 0..self.tree.n_exprs() {
            self.lies_in_file(self.tree.expr_span(ExprId::from_index(index)))?;
        }
        for index in 0..self.tree.n_stmts() {
            self.lies_in_file(self.tree.stmt_span(StmtId::from_index(index)))?;
        }
        for index in 0..self.tree.n_funcs() {
            self.lies_in_file(self.tree.func(FuncId::from_index(index)).span)?;
        }
        for &span in self.tree.comments.iter().chain(&self.tree.directives) {
            self.lies_in_file(span)?;
        }
        let mut last = 0;
        for error in &self.tree.errors {
            prop_assert!(error.offset as usize <= self.text.len());
            prop_assert!(error.message.chars().count() < 200);
            prop_assert!(last <= error.offset, "errors out of order");
            last = error.offset;
        }
        let whole = Span::new(0, self.text.len() as u32);
        for &decl in &self.tree.decls {
            self.decl(decl, whole)?;
        }
        Ok(())
    }

    fn lies_in_file(&self, span: Span) -> Checked {
        prop_assert!(span.start <= span.end, "{span:?}");
        let range = span.start as usize..span.end as usize;
        prop_assert!(self.text.get(range).is_some(), "{span:?} is no part of the text");
        Ok(())
    }

    fn within(&mut self, inner: Span, outer: Span, what: &dyn std::fmt::Debug) -> Checked {
        // Each node is met a few times at most: the tree is one, and ends.
        self.nodes += 1;
        prop_assert!(self.nodes <= 20 * (self.text.len() + 10), "the tree goes in circles");
        // What is missing stands, empty, where it was missed: perhaps behind its parent. What ends
        // with it may reach that far.
        let broken = !self.tree.errors.is_empty();
        let empty = broken && inner.start == inner.end;
        let ends = broken || inner.end <= outer.end;
        let lies = empty || outer.start <= inner.start && ends;
        prop_assert!(lies, "{inner:?} is not within {outer:?}: {what:?}");
        Ok(())
    }

    fn decl(&mut self, id: DeclId, outer: Span) -> Checked {
        let (decl, span) = (self.tree.decl(id), self.tree.decl_span(id));
        self.within(span, outer, &decl)?;
        match decl {
            Decl::Import(import) => {
                self.idents(import.name.into_iter(), span)?;
                self.lies_in_file(import.path)
            }
            // Repeated lines have the type and values of another.
            Decl::Const { names, repeated: true, .. } => self.idents(self.tree.list(names), span),
            Decl::Const { names, ty, values, .. } | Decl::Var { names, ty, values } => {
                self.idents(self.tree.list(names), span)?;
                self.opt(ty, span)?;
                self.exprs(values, span)
            }
            Decl::Type { name, type_params, ty, .. } => {
                self.idents([name].into_iter(), span)?;
                self.fields(type_params, span)?;
                self.expr(ty, span)
            }
            Decl::Func { name, receiver, func } => {
                self.idents([name].into_iter(), span)?;
                if let Some(receiver) = receiver {
                    self.field(receiver, span)?;
                }
                self.func(func, span)
            }
        }
    }

    fn idents(&mut self, idents: impl Iterator<Item = IdentId>, outer: Span) -> Checked {
        for ident in idents {
            self.within(self.tree.ident(ident), outer, &ident)?;
        }
        Ok(())
    }

    fn func(&mut self, id: FuncId, outer: Span) -> Checked {
        let func = self.tree.func(id);
        self.within(func.span, outer, &func)?;
        self.signature(func.signature, func.span)?;
        match func.body {
            Some(body) => self.block(body, func.span),
            None => Ok(()),
        }
    }

    fn signature(&mut self, id: SignatureId, outer: Span) -> Checked {
        let Signature { type_params, params, results } = self.tree.signature(id);
        self.fields(type_params, outer)?;
        self.fields(params, outer)?;
        self.fields(results, outer)
    }

    fn fields(&mut self, fields: List<FieldId>, outer: Span) -> Checked {
        for field in self.tree.list(fields) {
            self.field(field, outer)?;
        }
        Ok(())
    }

    fn field(&mut self, id: FieldId, outer: Span) -> Checked {
        let field = self.tree.field(id);
        self.within(field.span, outer, &field)?;
        self.idents(self.tree.list(field.names), field.span)?;
        self.expr(field.ty, outer)
    }

    fn block(&mut self, block: Block, outer: Span) -> Checked {
        self.stmts(block.stmts, outer)
    }

    fn stmts(&mut self, stmts: List<StmtId>, outer: Span) -> Checked {
        let mut last = outer.start;
        for stmt in self.tree.list(stmts) {
            self.stmt(stmt, outer)?;
            let span = self.tree.stmt_span(stmt);
            prop_assert!(last <= span.start, "statements out of order at {span:?}");
            last = span.start;
        }
        Ok(())
    }

    fn opt_stmt(&mut self, stmt: Option<StmtId>, outer: Span) -> Checked {
        stmt.map_or(Ok(()), |stmt| self.stmt(stmt, outer))
    }

    fn stmt(&mut self, id: StmtId, outer: Span) -> Checked {
        let (stmt, span) = (self.tree.stmt(id), self.tree.stmt_span(id));
        self.within(span, outer, &stmt)?;
        match stmt {
            Stmt::Bad | Stmt::Empty => Ok(()),
            Stmt::Expr(expr) | Stmt::Go(expr) | Stmt::Defer(expr) => self.expr(expr, span),
            Stmt::Send { chan, value } => {
                self.expr(chan, span)?;
                self.expr(value, span)
            }
            Stmt::IncDec { operand, .. } => self.expr(operand, span),
            Stmt::Assign { left, right, .. } | Stmt::Define { left, right } => {
                self.exprs(left, span)?;
                self.exprs(right, span)
            }
            Stmt::Return(values) => self.exprs(values, span),
            Stmt::Branch { label, .. } => self.idents(label.into_iter(), span),
            Stmt::Block(block) => self.block(block, span),
            Stmt::If { init, cond, then, otherwise } => {
                self.opt_stmt(init, span)?;
                self.expr(cond, span)?;
                self.block(then, span)?;
                self.opt_stmt(otherwise, span)
            }
            Stmt::Switch { init, tag, clauses } => {
                self.opt_stmt(init, span)?;
                self.opt(tag, span)?;
                self.clauses(clauses, span)
            }
            Stmt::TypeSwitch { init, bind, operand, clauses } => {
                self.opt_stmt(init, span)?;
                self.idents(bind.into_iter(), span)?;
                self.expr(operand, span)?;
                self.clauses(clauses, span)
            }
            Stmt::Select(clauses) => self.clauses(clauses, span),
            Stmt::For { init, cond, post, body } => {
                self.opt_stmt(init, span)?;
                self.opt(cond, span)?;
                self.opt_stmt(post, span)?;
                self.block(body, span)
            }
            Stmt::Range { key, value, operand, body, .. } => {
                self.opt(key, span)?;
                self.opt(value, span)?;
                self.expr(operand, span)?;
                self.block(body, span)
            }
            Stmt::Labeled { label, stmt } => {
                self.idents([label].into_iter(), span)?;
                self.stmt(stmt, span)
            }
            Stmt::Decl(decls) => self.tree.list(decls).try_for_each(|decl| self.decl(decl, span)),
        }
    }

    fn clauses(&mut self, clauses: List<ClauseId>, outer: Span) -> Checked {
        for clause in self.tree.list(clauses) {
            let clause = self.tree.clause(clause);
            self.within(clause.span, outer, &clause)?;
            self.exprs(clause.exprs, clause.span)?;
            self.opt_stmt(clause.comm, clause.span)?;
            self.stmts(clause.body, clause.span)?;
        }
        Ok(())
    }

    fn exprs(&mut self, exprs: List<ExprId>, outer: Span) -> Checked {
        self.tree.list(exprs).try_for_each(|expr| self.expr(expr, outer))
    }

    fn opt(&mut self, expr: Option<ExprId>, outer: Span) -> Checked {
        expr.map_or(Ok(()), |expr| self.expr(expr, outer))
    }

    fn expr(&mut self, id: ExprId, outer: Span) -> Checked {
        let (expr, span) = (self.tree.expr(id), self.tree.expr_span(id));
        self.within(span, outer, &expr)?;
        match expr {
            Expr::Bad | Expr::Literal(_) => Ok(()),
            Expr::Name(name) => self.idents([name].into_iter(), span),
            Expr::Composite { ty, elements } => {
                self.opt(ty, span)?;
                self.exprs(elements, span)
            }
            Expr::KeyValue { key, value } | Expr::MapType { key, value } => {
                self.expr(key, span)?;
                self.expr(value, span)
            }
            Expr::FuncLit(func) => self.func(func, span),
            Expr::Paren(inner)
            | Expr::Star(inner)
            | Expr::SliceType(inner)
            | Expr::Variadic(inner)
            | Expr::Unary { operand: inner, .. } => self.expr(inner, span),
            Expr::ChanType { elem, .. } => self.expr(elem, span),
            Expr::Selector { operand, name } => {
                self.expr(operand, span)?;
                self.idents([name].into_iter(), span)
            }
            Expr::Index { operand, indices } => {
                self.expr(operand, span)?;
                self.exprs(indices, span)
            }
            Expr::Slice { operand, bounds } => {
                self.expr(operand, span)?;
                let bounds = self.tree.bounds(bounds);
                [bounds.low, bounds.high, bounds.max]
                    .into_iter()
                    .try_for_each(|bound| self.opt(bound, span))
            }
            Expr::TypeAssert { operand, ty } => {
                self.expr(operand, span)?;
                self.opt(ty, span)
            }
            Expr::Call { callee, args, .. } => {
                self.expr(callee, span)?;
                self.exprs(args, span)
            }
            Expr::Binary { left, right, .. } => {
                self.expr(left, span)?;
                self.expr(right, span)
            }
            Expr::ArrayType { len, elem } => {
                self.opt(len, span)?;
                self.expr(elem, span)
            }
            Expr::StructType(fields) | Expr::InterfaceType(fields) => self.fields(fields, span),
            Expr::FuncType(signature) => self.signature(signature, span),
        }
    }
}

/// The case files, each cut into its functions, so that a damaged one is small.
fn real_sources() -> &'static [String] {
    static SOURCES: OnceLock<Vec<String>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let mut all = Vec::new();
        for (_, text) in common::case_sources() {
            let decls: Vec<&str> = text.split_inclusive("\n\n").collect();
            for chunk in decls.chunks(12) {
                let head = if chunk[0].contains("package ") { "" } else { "package p\n" };
                all.push(format!("{head}{}", chunk.concat()));
            }
        }
        all
    })
}

/// What happens to a real source.
#[derive(Clone, Debug)]
enum Damage {
    Delete(Index, usize),
    Duplicate(Index, usize),
    Move(Index, usize, Index),
    Truncate(Index),
    Flip(Index, u8),
    Insert(Index, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 1..40_usize).prop_map(|(at, n)| Damage::Delete(at, n)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, n)| Damage::Duplicate(at, n)),
        (any::<Index>(), 1..40_usize, any::<Index>()).prop_map(|(a, n, b)| Damage::Move(a, n, b)),
        any::<Index>().prop_map(Damage::Truncate),
        (any::<Index>(), 1..=255_u8).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<Index>(), select(TOKENS)).prop_map(|(at, token)| Damage::Insert(at, token)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        if len == 0 {
            return;
        }
        let range = |at: &Index, n: usize| {
            let at = at.index(len);
            at..(at + n).min(len)
        };
        match self {
            Self::Delete(at, n) => drop(bytes.drain(range(at, *n))),
            Self::Duplicate(at, n) => {
                let range = range(at, *n);
                let part = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, part);
            }
            Self::Move(from, n, to) => {
                let part: Vec<u8> = bytes.drain(range(from, *n)).collect();
                let to = if bytes.is_empty() { 0 } else { to.index(bytes.len()) };
                bytes.splice(to..to, part);
            }
            Self::Truncate(at) => bytes.truncate(at.index(len)),
            Self::Flip(at, bits) => bytes[at.index(len)] ^= bits,
            Self::Insert(at, token) => {
                let at = at.index(len);
                bytes.splice(at..at, token.bytes());
            }
        }
    }
}

/// Each property is tried on 256 inputs, which takes about a second in the dev profile; with
/// `PROPTEST_CASES` in the environment, on as many as it says.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }

    #[test]
    fn any_characters(text in ".{0,200}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_tokens(tokens in vec(select(TOKENS), 0..150), in_function in any::<bool>()) {
        let mut text = "package p\nvar sink func()\n".to_owned();
        if in_function {
            text.push_str("func g(x, y int, z *T) {\n");
        }
        for token in tokens {
            let _ = write!(text, "{token} ");
        }
        check(text.as_bytes())?;
    }

    #[test]
    fn damaged_sources(source in select(real_sources()), damages in vec(damage(), 0..6)) {
        let mut bytes = source.into_bytes();
        for damage in &damages {
            damage.apply(&mut bytes);
        }
        check(&bytes)?;
    }
}

/// Of what is not broken, every part lies within the one it is a part of.
#[test]
fn case_files_as_they_are() {
    for (name, text) in common::case_sources() {
        let tree = parse(&SourceFile::new(name.clone(), text.as_bytes()));
        assert_eq!(tree.errors, [], "{name}");
        let mut walk = Walk { tree: &tree, text: &text, nodes: 0 };
        walk.file().unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Parts of the case files, cut off at many places.
#[test]
fn every_truncation() {
    for source in real_sources().iter().step_by(7) {
        for end in (0..source.len()).step_by(5) {
            let tree = parse(&SourceFile::new("p.go", &source.as_bytes()[..end]));
            let mut walk = Walk { tree: &tree, text: &source[..end], nodes: 0 };
            walk.file().unwrap_or_else(|error| panic!("{error}\n{}", &source[..end]));
        }
    }
}
