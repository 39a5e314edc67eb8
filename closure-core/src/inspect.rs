//! A view of the types: what each expression of a program is, as text that can be compared with what
//! other programs say of it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::{FileId, Names, Origin, PackageId};
use crate::program::{Package, ParsedFile, Program};
use crate::source::Span;
use crate::stack::on_large_stacks;
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, Id, SignatureId, Stmt, StmtId, Tree};
use crate::types::{Operand, Type, TypeId, Types};

/// So long may an expression with `iota` be. There the answers of the parts are not remembered, as
/// they differ from line to line, so that a chain of operators takes the square of its length.
const MAX_IOTA_BYTES: u32 = 512;

/// Longer texts of types are made anew each time: there may be as many as there are types.
const MAX_KEPT_BYTES: usize = 512;

/// What an expression is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Not known.
    Unknown,
    /// The call of a function without results.
    NoValue,
    /// A value, or the several results of a call.
    Value,
    /// A constant.
    Constant,
    /// A type.
    Type,
    /// A predeclared function.
    Builtin,
    /// An imported package.
    Package,
}

/// An expression, or a declared name, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inspected<'a> {
    /// Where it stands. The variable that a clause of a type switch declares, whose name stands in
    /// the head of the switch, is said to stand, without length, where the clause begins.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Its type, where that is known and it has one. Identical types are equal texts: packages are
    /// whole paths, `byte` is `uint8`, `interface{}` is `any`, aliases are what they stand for,
    /// parameters have no names.
    pub ty: Option<&'a str>,
    /// A constant's value, where that is known: `true`; a string in quotes, of one longer than 100
    /// bytes its length and the FNV-1a hash; a number as an integer or a fraction in lowest terms.
    pub constant: Option<&'a str>,
}

/// Visits every expression of the requested packages, and every name of a variable or a constant
/// that is no expression: those declared by `var` and `const`, parameters and results, those of
/// function types included. Packages
/// and their files come in order; within a file there is none, and names may come twice.
///
/// ```
/// use closure_core::inspect::inspect;
/// use closure_core::program::{Package, Program};
/// use closure_core::source::SourceFile;
///
/// let source = SourceFile::new("p.go", "package p\nvar x = 1 << 3");
/// let packages = vec![Package::from_sources("example.com/p", vec![source])];
/// let program = Program { packages, ..Program::default() };
/// let mut seen = Vec::new();
/// inspect(&program, &mut |_, file, inspected| {
///     let text = inspected.span.text(file.source.text());
///     seen.push(format!("{text}: {:?} {:?}", inspected.ty, inspected.constant));
/// });
/// assert!(seen.contains(&r#"1 << 3: Some("untyped int") Some("8")"#.to_owned()));
/// assert!(seen.contains(&r#"x: Some("int") None"#.to_owned()));
/// ```
pub fn inspect(
    program: &Program,
    visit: &mut (dyn FnMut(&Package, &ParsedFile, Inspected<'_>) + Send),
) {
    on_large_stacks(|| {
        let names = Names::resolve(program);
        for (id, package) in (0..).map(PackageId).zip(&program.packages) {
            if !package.requested {
                continue;
            }
            let mut inspector =
                Inspector { types: Types::new(program, &names), texts: FxHashMap::default() };
            for (index, file) in (0..).zip(&package.files) {
                let at = FileId { package: id, index };
                inspector.file(at, &mut |inspected| visit(package, file, inspected));
            }
        }
    });
}

struct Inspector<'p> {
    types: Types<'p>,
    /// The texts of types, as the same ones come often.
    texts: FxHashMap<TypeId, Option<String>>,
}

/// What the tree says of expressions that must be known to ask for them.
#[derive(Default)]
struct Context {
    /// The keys of struct literals, which are no expressions.
    fields: FxHashSet<ExprId>,
    /// What is called, and the call.
    callees: FxHashMap<ExprId, ExprId>,
    /// Arguments, the call, and their place in it.
    args: FxHashMap<ExprId, (ExprId, usize)>,
    /// Where the values of constants stand, and what `iota` is there; in order.
    constants: Vec<(Span, u32)>,
}

impl Inspector<'_> {
    fn file(&mut self, file: FileId, visit: &mut dyn FnMut(Inspected<'_>)) {
        let tree = self.types.tree(file);
        let decls = declarations(tree);
        let context = self.context(file, &decls);
        for index in 0..tree.n_exprs() {
            let id = ExprId::from_index(index);
            match tree.expr(id) {
                Expr::Bad | Expr::KeyValue { .. } => {}
                _ if context.fields.contains(&id) => {}
                Expr::FuncType(signature) => {
                    let operand = self.expr(file, id, &context);
                    self.show(tree.expr_span(id), &operand, visit);
                    self.params(file, signature, visit);
                }
                _ => {
                    let operand = self.expr(file, id, &context);
                    self.show(tree.expr_span(id), &operand, visit);
                }
            }
        }
        for decl in decls {
            let (Decl::Const { names, .. } | Decl::Var { names, .. }) = tree.decl(decl) else {
                continue;
            };
            for (place, name) in (0..).zip(tree.list(names)) {
                let operand = self.types.declared(file, decl, place);
                self.show(tree.ident(name), &operand, visit);
            }
        }
        for (id, var) in self.types.file_names(file).vars() {
            let span = match var.origin {
                Origin::TypeSwitch(_, clause) => {
                    let start = tree.clause(clause).span.start;
                    Span::new(start, start)
                }
                _ => tree.ident(var.ident),
            };
            let operand = Operand::Value(self.types.var_type(file, id));
            self.show(span, &operand, visit);
        }
    }

    /// The names in a function type, which mean nothing to anybody else.
    fn params(&mut self, file: FileId, id: SignatureId, visit: &mut dyn FnMut(Inspected<'_>)) {
        let tree = self.types.tree(file);
        let signature = tree.signature(id);
        for field in tree.list(signature.params).chain(tree.list(signature.results)) {
            let operand = Operand::Value(self.types.param_type(file, field));
            for name in tree.list(tree.field(field).names) {
                self.show(tree.ident(name), &operand, visit);
            }
        }
    }

    fn context(&mut self, file: FileId, decls: &[DeclId]) -> Context {
        let tree = self.types.tree(file);
        let mut context = Context::default();
        // What holds others is behind them, and tells them what they leave out.
        for index in (0..tree.n_exprs()).rev() {
            let id = ExprId::from_index(index);
            match tree.expr(id) {
                Expr::Call { callee, args, .. } => {
                    context.callees.insert(callee, id);
                    context.args.extend(tree.list(args).zip((0..).map(|place| (id, place))));
                }
                Expr::Composite { elements, .. } => {
                    let ty = self.types.composite_core((file, id));
                    if !matches!(self.types.get(ty), Type::Struct(_)) {
                        continue;
                    }
                    for element in tree.list(elements) {
                        if let Expr::KeyValue { key, .. } = tree.expr(element) {
                            context.fields.insert(key);
                        }
                    }
                }
                _ => {}
            }
        }
        for &decl in decls {
            if let Decl::Const { iota, values, repeated: false, .. } = tree.decl(decl) {
                let spans = tree.list(values).map(|value| (tree.expr_span(value), iota));
                context.constants.extend(spans);
            }
        }
        context.constants.sort();
        context
    }

    fn expr(&mut self, file: FileId, id: ExprId, context: &Context) -> Operand {
        let tree = self.types.tree(file);
        if let Expr::Variadic(elem) = tree.expr(id) {
            return Operand::Type(self.types.variadic((file, elem)));
        }
        let span = tree.expr_span(id);
        let before = context.constants.partition_point(|(within, _)| within.start <= span.start);
        if let Some(&(within, iota)) = before.checked_sub(1).and_then(|i| context.constants.get(i))
            && span.start < within.end
            && span.end - span.start <= MAX_IOTA_BYTES
            && span.text(self.types.file(file).source.text()).contains("iota")
        {
            return self.types.operand_where_iota_is(iota, (file, id));
        }
        let operand = self.types.operand((file, id));
        // A generic function that is passed has the type that it is passed as.
        if let Some(&(call, place)) = context.args.get(&id)
            && self.types.is_generic_func(file, id)
            && let Expr::Call { callee, args, spread } = tree.expr(call)
        {
            let called = self.types.operand((file, callee));
            let func = self.types.callee_type(file, callee, (args, spread), &called);
            return Operand::Value(self.types.param_at(func, place, spread));
        }
        let Some(call) = context.callees.get(&id) else { return operand };
        let (Expr::Call { callee, args, spread }, Operand::Value(ty)) =
            (tree.expr(*call), &operand)
        else {
            return operand;
        };
        // Of a generic function that is called, the instance is of interest.
        if !matches!(self.types.get(*ty), Type::Func(_)) {
            return operand;
        }
        Operand::Value(self.types.callee_type(file, callee, (args, spread), &operand))
    }

    fn show(&mut self, span: Span, operand: &Operand, visit: &mut dyn FnMut(Inspected<'_>)) {
        let ty = operand.ty();
        if !self.texts.contains_key(&ty) {
            let text = self.types.display_full(ty);
            self.texts.insert(ty, text);
        }
        let text = self.texts.get(&ty).and_then(Option::as_deref);
        let constant = match operand {
            Operand::Constant(_, value) => value.exact_text(),
            _ => None,
        };
        let kind = match operand {
            Operand::Unknown => Kind::Unknown,
            Operand::Value(ty) if is_empty_tuple(self.types.get(*ty)) => Kind::NoValue,
            Operand::Value(_) => Kind::Value,
            Operand::Constant(..) => Kind::Constant,
            Operand::Type(_) => Kind::Type,
            Operand::Builtin(_) => Kind::Builtin,
            Operand::Package(_) => Kind::Package,
        };
        visit(Inspected { span, kind, ty: text, constant: constant.as_deref() });
        if text.is_some_and(|text| text.len() > MAX_KEPT_BYTES) {
            self.texts.remove(&ty);
        }
    }
}

fn is_empty_tuple(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(parts) if parts.is_empty())
}

/// Every declaration of a file, those in functions included.
fn declarations(tree: &Tree) -> Vec<DeclId> {
    let mut decls = tree.decls.clone();
    for index in 0..tree.n_stmts() {
        if let Stmt::Decl(inner) = tree.stmt(StmtId::from_index(index)) {
            decls.extend(tree.list(inner));
        }
    }
    decls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(source: &str, expected: &Expect) {
        let source = SourceFile::new("p.go", format!("package p\n{source}\n"));
        let packages = vec![Package::from_sources("example.com/p", vec![source])];
        let program = Program { packages, ..Program::default() };
        let mut lines = Vec::new();
        inspect(&program, &mut |_, file, inspected| {
            let text = inspected.span.text(file.source.text());
            let Inspected { kind, ty, constant, .. } = inspected;
            let constant = constant.map(|value| format!(" = {value}")).unwrap_or_default();
            lines.push(format!("{text}: {kind:?} {}{constant}\n", ty.unwrap_or("-")));
        });
        lines.dedup();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn types_are_whole_and_plain() {
        check(
            "type T struct{ b []byte; any }\nvar f func(x, y rune, more ...T) (interface{}, error)",
            &expect![[r#"
                byte: Type uint8
                []byte: Type []uint8
                any: Type any
                struct{ b []byte; any }: Type struct { b []uint8; any }
                rune: Type int32
                T: Type example.com/p.T
                ...T: Type []example.com/p.T
                interface{}: Type any
                error: Type error
                func(x, y rune, more ...T) (interface{}, error): Type func(int32, int32, ...example.com/p.T) (any, error)
                x: Value int32
                y: Value int32
                more: Value []example.com/p.T
                f: Value func(int32, int32, ...example.com/p.T) (any, error)
            "#]],
        );
    }

    #[test]
    fn constants_of_a_group() {
        check(
            "const (\n\ta = iota * 2.5\n\tb\n)",
            &expect![[r#"
            iota: Constant untyped int = 0
            2.5: Constant untyped float = 5/2
            iota * 2.5: Constant untyped float = 0
            a: Constant untyped float = 0
            b: Constant untyped float = 5/2
        "#]],
        );
    }

    #[test]
    fn elided_and_instantiated() {
        check(
            "type P struct{ x int }\nfunc id[T any](t T) T { return t }\n\
             var ps = []*P{{x: id(1)}}",
            &expect![[r#"
                int: Type int
                struct{ x int }: Type struct { x int }
                any: Type any
                T: Type T
                t: Value T
                P: Type example.com/p.P
                *P: Type *example.com/p.P
                []*P: Type []*example.com/p.P
                id: Value func(int) int
                1: Constant untyped int = 1
                id(1): Value int
                {x: id(1)}: Value *example.com/p.P
                []*P{{x: id(1)}}: Value []*example.com/p.P
                ps: Value []*example.com/p.P
                t: Value T
            "#]],
        );
    }

    #[test]
    fn variables_of_clauses() {
        check(
            "func f(v any) {\n\tswitch x := v.(type) {\n\tcase int:\n\t\t_ = x\n\tdefault:\n\t}\n}",
            &expect![[r#"
                any: Type any
                x: Value any
                v: Value any
                v.(type): Value any
                int: Type int
                _: Unknown -
                x: Value int
                v: Value any
                : Value int
                : Value any
            "#]],
        );
    }
}
