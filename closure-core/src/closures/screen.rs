//! Which declarations can have closures at all. Most have none, and so need no walk, and no types of
//! what stands in them.
//!
//! Closures are made by function literals, by `go` and `defer`, by ranges over functions, by methods
//! that are not called, in generic code by instantiations, and by the cgo tool. Literals, `go` and
//! `defer` are there or not; generic code and files that import "C" are always looked into. Of ranges,
//! and of selectors with the name of some method, the types decide, of those alone. What the types do
//! not tell may be a closure: the walk looks into it.

use rustc_hash::FxHashSet;

use crate::names::{FileId, Object};
use crate::program::{GoVersion, ParsedFile, Program};
use crate::syntax::tree::{Decl, Expr, ExprId, Id as _, Stmt, StmtId};
use crate::types::{Operand, Selection, Type, Types};

use super::naming;

/// In a function of more statements no types are asked for: variables may be each other's values in a
/// chain that is longer than questions may be, which the walk goes through from its beginning.
const MAX_STMTS: usize = 250;

/// The names of all methods of a program.
pub(crate) struct MethodNames<'p>(FxHashSet<&'p str>);

impl<'p> MethodNames<'p> {
    /// Collects those of declared methods and of interfaces.
    pub(crate) fn new(program: &'p Program) -> Self {
        let mut names = FxHashSet::from_iter(["Error"]);
        for file in program.packages.iter().flat_map(|package| &package.files) {
            let (tree, text) = (&file.tree, file.source.text());
            for &decl in &tree.decls {
                if let Decl::Func { name, receiver: Some(_), .. } = tree.decl(decl) {
                    names.insert(tree.ident(name).text(text));
                }
            }
            for expr in exprs(file) {
                if let Expr::InterfaceType(elements) = tree.expr(expr) {
                    let methods = tree.list(elements).flat_map(|e| tree.list(tree.field(e).names));
                    names.extend(methods.map(|name| tree.ident(name).text(text)));
                }
            }
        }
        Self(names)
    }
}

fn exprs(file: &ParsedFile) -> impl Iterator<Item = ExprId> + use<> {
    (0..file.tree.n_exprs()).map(ExprId::from_index)
}

/// What is seen of one declaration.
#[derive(Clone, Default)]
struct Seen {
    has_closures: bool,
    n_stmts: usize,
    /// Selectors that may be method values.
    selectors: Vec<ExprId>,
    /// What is ranged over.
    ranges: Vec<ExprId>,
}

/// Of the declarations of a file, in order, which may have closures.
pub(super) fn may_have_closures(
    types: &mut Types<'_>,
    methods: &MethodNames<'_>,
    file: FileId,
) -> Vec<bool> {
    let seen = look(types, methods, file);
    let parsed = types.file(file);
    let uses_c = parsed.tree.imports().any(|i| i.path.text(parsed.source.text()) == "\"C\"");
    let decls = &parsed.tree.decls;
    let mut result = Vec::with_capacity(seen.len());
    for (&decl, seen) in decls.iter().zip(seen) {
        let certain = seen.has_closures || uses_c || naming::is_generic(types, file, decl);
        let asks = !seen.selectors.is_empty() || !seen.ranges.is_empty();
        result.push(
            certain
                || asks && seen.n_stmts > MAX_STMTS
                || seen.ranges.iter().any(|&operand| may_be_func(types, file, operand))
                || seen.selectors.iter().any(|&id| may_be_method_value(types, file, id)),
        );
    }
    result
}

fn look(types: &Types<'_>, methods: &MethodNames<'_>, file: FileId) -> Vec<Seen> {
    let parsed = types.file(file);
    let (tree, text) = (&parsed.tree, parsed.source.text());
    let mut seen = vec![Seen::default(); tree.decls.len()];
    let starts: Vec<u32> = tree.decls.iter().map(|&decl| tree.decl_span(decl).start).collect();
    let of = |start: u32| starts.partition_point(|&other| other <= start).checked_sub(1);
    let mut called = vec![false; tree.n_exprs()];
    for id in exprs(parsed) {
        if let Expr::Call { callee, .. } = tree.expr(id) {
            let mut callee = tree.unparen(callee);
            if let Expr::Index { operand, .. } = tree.expr(callee) {
                callee = tree.unparen(operand);
            }
            called[callee.index()] = true;
        }
    }
    for id in exprs(parsed) {
        let is_literal = matches!(tree.expr(id), Expr::FuncLit(_));
        let is_candidate = match tree.expr(id) {
            Expr::Selector { operand, name } if !called[id.index()] => {
                methods.0.contains(tree.ident(name).text(text)) && !is_package(types, file, operand)
            }
            _ => false,
        };
        if (is_literal || is_candidate)
            && let Some(seen) = of(tree.expr_span(id).start).and_then(|at| seen.get_mut(at))
        {
            seen.has_closures |= is_literal;
            seen.selectors.extend(is_candidate.then_some(id));
        }
    }
    let ranges_over_funcs = parsed.go_version >= GoVersion::RANGE_OVER_FUNC;
    for id in (0..tree.n_stmts()).map(StmtId::from_index) {
        let Some(seen) = of(tree.stmt_span(id).start).and_then(|at| seen.get_mut(at)) else {
            continue;
        };
        seen.n_stmts += 1;
        match tree.stmt(id) {
            Stmt::Go(_) | Stmt::Defer(_) => seen.has_closures = true,
            Stmt::Range { operand, .. } if ranges_over_funcs => seen.ranges.push(operand),
            _ => {}
        }
    }
    seen
}

fn is_package(types: &Types<'_>, file: FileId, operand: ExprId) -> bool {
    match types.tree(file).expr(operand) {
        Expr::Name(name) => matches!(types.file_names(file).object(name), Object::Import(_)),
        _ => false,
    }
}

fn may_be_func(types: &mut Types<'_>, file: FileId, operand: ExprId) -> bool {
    let ty = types.value_type((file, operand));
    let core = types.core(ty);
    matches!(types.get(core), Type::Func(_) | Type::Unknown)
}

fn may_be_method_value(types: &mut Types<'_>, file: FileId, selector: ExprId) -> bool {
    let Expr::Selector { operand, name } = types.tree(file).expr(selector) else { return false };
    match types.operand((file, operand)) {
        Operand::Unknown => true,
        Operand::Value(ty) | Operand::Constant(ty, _) => {
            let name = types.ident_text((file, name));
            match types.select(ty, name, file.package) {
                Some(Selection::Method { .. }) => true,
                Some(Selection::Field { .. }) => false,
                None => types.lookup_is_open(ty),
            }
        }
        Operand::Type(_) | Operand::Builtin(_) | Operand::Package(_) => false,
    }
}
