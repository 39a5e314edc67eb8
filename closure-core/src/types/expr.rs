//! What an expression is: a value and its type, a constant, a type, a package.

use super::{
    At, FuncType, Interface, Operand, Selection, StructField, Type, TypeDecl, TypeId, Types,
    Untyped, Value,
};
use crate::names::universe::{Predeclared, Universe, unsafe_func};
use crate::names::{FileId, Global, Object};
use crate::source::Span;
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, IdentId, Literal};
use crate::syntax::{BinaryOp, UnaryOp};

/// How many terms a union may have: as many as the compiler can handle. Each operator of a chain makes
/// a union of its own.
const MAX_TERMS: usize = 100;

impl Types<'_> {
    /// What an expression is.
    pub(crate) fn operand(&mut self, at: At<ExprId>) -> Operand {
        // A constant's expression may stand for several lines, each with its own `iota`.
        if self.iota.is_some() {
            return self.operand_with_iota(at);
        }
        if let Some(known) = self.exprs.get(&at) {
            return known.clone();
        }
        let operand = self.deeper(Operand::Unknown, |this| this.operand_uncached(at));
        self.exprs.insert(at, operand.clone());
        operand
    }

    /// The type of a value; unknown for anything else.
    pub(crate) fn value_type(&mut self, at: At<ExprId>) -> TypeId {
        match self.operand(at) {
            Operand::Value(ty) | Operand::Constant(ty, _) => ty,
            _ => TypeId::UNKNOWN,
        }
    }

    /// The type that an expression denotes; unknown where it denotes none.
    pub(crate) fn type_expr(&mut self, at: At<ExprId>) -> TypeId {
        match self.operand(at) {
            Operand::Type(ty) => ty,
            // Of what is not known, `*x` may be a value as well; where a type stands, it is one.
            Operand::Unknown => match self.tree(at.0).expr(at.1) {
                Expr::Star(inner) => {
                    let elem = self.deeper(TypeId::UNKNOWN, |this| this.type_expr((at.0, inner)));
                    self.pointer_to(elem)
                }
                _ => TypeId::UNKNOWN,
            },
            _ => TypeId::UNKNOWN,
        }
    }

    pub(super) fn operand_uncached(&mut self, (file, expr): At<ExprId>) -> Operand {
        let tree = self.tree(file);
        match tree.expr(expr) {
            Expr::Bad | Expr::KeyValue { .. } | Expr::Variadic(_) => Operand::Unknown,
            Expr::Name(name) => match self.file_names(file).object(name) {
                Object::Unresolved => Operand::Unknown,
                Object::Var(var) => Operand::Value(self.var_type(file, var)),
                Object::LocalConst(decl, place) => self.local_const(file, decl, place),
                Object::LocalType(decl) => Operand::Type(self.local_type(file, decl)),
                Object::TypeParam(ident) => Operand::Type(self.intern(Type::Param(file, ident))),
                Object::Global(global) => self.global(global),
                Object::Import(package) => Operand::Package(package),
                Object::Universe(universe) => self.universe(universe),
            },
            Expr::Literal(literal) => {
                let text = tree.expr_span(expr).text(self.file(file).source.text());
                self.literal(literal, text)
            }
            Expr::Paren(inner) => self.operand((file, inner)),
            Expr::FuncLit(func) => Operand::Value(self.signature(file, tree.func(func).signature)),
            Expr::Composite { ty: Some(ty), .. } => {
                Operand::Value(self.composite_type(file, expr, ty))
            }
            Expr::Composite { ty: None, .. } => match self.elided_type(file, expr) {
                TypeId::UNKNOWN => Operand::Unknown,
                ty => Operand::Value(ty),
            },
            Expr::Selector { operand, name } => {
                let name = self.ident_text((file, name));
                self.selector((file, operand), name)
            }
            Expr::Index { operand, .. } => self.index(file, expr, operand),
            Expr::Slice { operand, .. } => {
                let ty = self.value_type((file, operand));
                Operand::Value(self.sliced(ty))
            }
            Expr::TypeAssert { ty: Some(ty), .. } => Operand::Value(self.type_expr((file, ty))),
            Expr::TypeAssert { operand, ty: None } => {
                Operand::Value(self.value_type((file, operand)))
            }
            Expr::Call { .. } => self.call(file, expr),
            Expr::Star(inner) => match self.operand((file, inner)) {
                Operand::Type(ty) => Operand::Type(self.pointer_to(ty)),
                operand => {
                    let underlying = self.core(operand.ty());
                    match *self.get(underlying) {
                        Type::Pointer(elem) => Operand::Value(elem),
                        _ => Operand::Unknown,
                    }
                }
            },
            Expr::Unary { op, operand } => self.unary(file, op, operand),
            Expr::Binary { .. } => self.binary_chain(file, expr),
            Expr::ArrayType { len: None, .. } => match self.file_names(file).counted(expr) {
                Some(literal) => Operand::Type(self.composite_type(file, literal, expr)),
                None => Operand::Unknown,
            },
            Expr::ArrayType { len: Some(len), elem } => {
                let elem = self.type_expr((file, elem));
                let len = self.array_len((file, len));
                Operand::Type(self.intern(Type::Array(len, elem)))
            }
            Expr::SliceType(elem) => {
                let elem = self.type_expr((file, elem));
                Operand::Type(self.intern(Type::Slice(elem)))
            }
            Expr::StructType(fields) => {
                let mut typed = Vec::new();
                for field in tree.list(fields) {
                    self.struct_field(file, field, &mut typed);
                }
                Operand::Type(self.intern(Type::Struct(typed.into())))
            }
            Expr::FuncType(signature) => Operand::Type(self.signature(file, signature)),
            Expr::InterfaceType(elements) => {
                let mut methods = Vec::new();
                let mut embedded = Vec::new();
                for element in tree.list(elements) {
                    let element = tree.field(element);
                    let ty = self.type_expr((file, element.ty));
                    match tree.nth(element.names, 0) {
                        Some(name) => methods.push((self.ident_text((file, name)).into(), ty)),
                        None => embedded.push(ty),
                    }
                }
                methods.sort();
                let interface = Interface { methods: methods.into(), embedded: embedded.into() };
                Operand::Type(self.intern(Type::Interface(interface)))
            }
            Expr::MapType { key, value } => {
                let key = self.type_expr((file, key));
                let value = self.type_expr((file, value));
                Operand::Type(self.intern(Type::Map(key, value)))
            }
            Expr::ChanType { dir, elem } => {
                let elem = self.type_expr((file, elem));
                Operand::Type(self.intern(Type::Chan(dir, elem)))
            }
        }
    }

    fn array_len(&mut self, len: At<ExprId>) -> Option<u64> {
        match self.operand(len) {
            Operand::Constant(_, value) => value.as_int().and_then(|n| u64::try_from(n).ok()),
            _ => None,
        }
    }

    fn struct_field(
        &mut self,
        file: FileId,
        field: crate::syntax::tree::FieldId,
        fields: &mut Vec<StructField>,
    ) {
        let tree = self.tree(file);
        let field = tree.field(field);
        let ty = self.type_expr((file, field.ty));
        let package = file.package;
        let behind = Span::new(tree.expr_span(field.ty).end, field.span.end);
        let tag = tag(behind.text(self.file(file).source.text()));
        if field.names.is_empty() {
            let name = self.embedded_name((file, field.ty)).into();
            fields.push(StructField { name, ty, embedded: true, package, tag: tag.clone() });
        }
        for name in tree.list(field.names) {
            let name = self.ident_text((file, name)).into();
            fields.push(StructField { name, ty, embedded: false, package, tag: tag.clone() });
        }
    }

    /// The field name of an embedded type: `T` of `*p.T[A]`.
    fn embedded_name(&self, (file, ty): At<ExprId>) -> &str {
        let tree = self.tree(file);
        let mut at = ty;
        loop {
            match tree.expr(at) {
                Expr::Star(inner) | Expr::Paren(inner) | Expr::Index { operand: inner, .. } => {
                    at = inner;
                }
                Expr::Name(name) | Expr::Selector { name, .. } => {
                    return self.ident_text((file, name));
                }
                _ => return "_",
            }
        }
    }

    fn universe(&mut self, universe: Universe) -> Operand {
        match universe {
            Universe::Type(basic) => Operand::Type(self.predeclared(basic)),
            Universe::Func(builtin) => Operand::Builtin(builtin),
            Universe::True | Universe::False => {
                let value = Value::Bool(universe == Universe::True);
                Operand::Constant(self.untyped(Untyped::Bool), value)
            }
            Universe::Iota => match self.iota {
                Some(iota) => {
                    Operand::Constant(self.untyped(Untyped::Int), Value::Int(iota.into()))
                }
                None => Operand::Unknown,
            },
            Universe::Nil => Operand::Value(self.untyped(Untyped::Nil)),
        }
    }

    fn predeclared(&mut self, basic: Predeclared) -> TypeId {
        let decl = match basic {
            Predeclared::Error => TypeDecl::Error,
            Predeclared::Any => TypeDecl::Any,
            Predeclared::Comparable => TypeDecl::Comparable,
            _ => return self.basic(basic),
        };
        self.intern(Type::Named { decl, args: Box::default() })
    }

    fn literal(&mut self, literal: Literal, text: &str) -> Operand {
        let (untyped, value) = match literal {
            Literal::Int => (Untyped::Int, Value::of_number(text)),
            Literal::Float => (Untyped::Float, Value::of_number(text)),
            Literal::Imaginary => (Untyped::Complex, Value::of_imaginary(text)),
            Literal::Rune => (Untyped::Rune, Value::of_rune(text)),
            Literal::String => (Untyped::String, Value::of_string(text)),
        };
        Operand::Constant(self.untyped(untyped), value)
    }

    /// The type of `T{…}`; the length of `[...]T{…}` is counted.
    fn composite_type(&mut self, file: FileId, expr: ExprId, ty: ExprId) -> TypeId {
        let tree = self.tree(file);
        let (Expr::ArrayType { len: None, elem }, Expr::Composite { elements, .. }) =
            (tree.expr(ty), tree.expr(expr))
        else {
            return self.type_expr((file, ty));
        };
        let elem = self.type_expr((file, elem));
        let (mut next, mut len) = (Some(0_u64), Some(0));
        for element in tree.list(elements) {
            if let Expr::KeyValue { key, .. } = tree.expr(element) {
                next = self.array_len((file, key));
            }
            next = next.and_then(|next| next.checked_add(1));
            len = len.zip(next).map(|(len, next): (u64, u64)| len.max(next));
        }
        self.intern(Type::Array(len, elem))
    }

    /// What a composite literal is of: the type's core, and of a pointer, that behind it.
    pub(crate) fn composite_core(&mut self, literal: At<ExprId>) -> TypeId {
        let ty = self.value_type(literal);
        let core = self.core(ty);
        match *self.get(core) {
            Type::Pointer(elem) => self.core(elem),
            _ => core,
        }
    }

    /// The type of a composite literal that leaves it out.
    fn elided_type(&mut self, file: FileId, expr: ExprId) -> TypeId {
        let Some(elided) = self.file_names(file).elided(expr) else { return TypeId::UNKNOWN };
        let core = self.composite_core((file, elided.literal));
        match *self.get(core) {
            Type::Map(key, _) if elided.is_key => key,
            Type::Slice(elem) | Type::Array(_, elem) | Type::Map(_, elem) if !elided.is_key => elem,
            _ => TypeId::UNKNOWN,
        }
    }

    fn selector(&mut self, operand: At<ExprId>, name: &str) -> Operand {
        match self.operand(operand) {
            Operand::Package(Some(package)) => self.package_member(package, name),
            Operand::Package(None) => self.unloaded_member(operand, name),
            Operand::Type(ty) => match self.select(ty, name, operand.0.package) {
                Some(Selection::Method { func, .. }) => Operand::Value(self.method_expr(ty, func)),
                _ => Operand::Unknown,
            },
            Operand::Value(ty) | Operand::Constant(ty, _) => {
                match self.select(ty, name, operand.0.package) {
                    Some(Selection::Field { ty, .. }) => Operand::Value(ty),
                    Some(Selection::Method { func, .. }) => Operand::Value(func),
                    None => Operand::Unknown,
                }
            }
            Operand::Unknown | Operand::Builtin(_) => Operand::Unknown,
        }
    }

    fn package_member(&mut self, package: crate::names::PackageId, name: &str) -> Operand {
        if self.program.packages[package.0 as usize].path == "unsafe" {
            return self.unsafe_member(name);
        }
        match self.names.scope(package).lookup(name) {
            Some(index) => self.global(Global { package, index }),
            None => Operand::Unknown,
        }
    }

    /// A member of a package that is not loaded: of `unsafe` and `C`, which have no source, it is
    /// known.
    fn unloaded_member(&mut self, (file, package): At<ExprId>, name: &str) -> Operand {
        if self.is_import_of((file, package), "unsafe") {
            self.unsafe_member(name)
        } else if self.is_import_of((file, package), "C") {
            self.c_member(file.package, name)
        } else {
            Operand::Unknown
        }
    }

    /// Whether the name of a package is that of the one with a path.
    fn is_import_of(&self, (file, package): At<ExprId>, path: &str) -> bool {
        let tree = self.tree(file);
        let source = self.file(file).source.text();
        let text = tree.expr_span(package).text(source);
        tree.imports().any(|import| {
            let local = import.name.map_or(path, |name| self.ident_text((file, name)));
            import.path.text(source).trim_matches(['"', '`']) == path && local == text
        })
    }

    /// Whether an expression is the `C` of `C.name`.
    pub(crate) fn is_c(&self, file: FileId, expr: ExprId) -> bool {
        let Expr::Name(name) = self.tree(file).expr(expr) else { return false };
        matches!(self.file_names(file).object(name), Object::Import(_))
            && self.is_import_of((file, expr), "C")
    }

    fn unsafe_member(&mut self, name: &str) -> Operand {
        if name == "Pointer" {
            return Operand::Type(self.intern(Type::UnsafePointer));
        }
        unsafe_func(name).map_or(Operand::Unknown, Operand::Builtin)
    }

    /// `T.Method`: the method with its receiver as the first parameter.
    fn method_expr(&mut self, receiver: TypeId, func: TypeId) -> TypeId {
        let Type::Func(func) = self.get(func).clone() else { return TypeId::UNKNOWN };
        let params = std::iter::once(receiver).chain(func.params.iter().copied()).collect();
        self.intern(Type::Func(FuncType { params, ..func }))
    }

    /// `x[i]`, or an instantiation.
    fn index(&mut self, file: FileId, expr: ExprId, operand: ExprId) -> Operand {
        match self.operand((file, operand)) {
            Operand::Type(ty) => Operand::Type(self.instantiate_type(file, expr, ty)),
            Operand::Value(ty) | Operand::Constant(ty, _) => {
                let core = self.core(ty);
                match *self.get(core) {
                    Type::Slice(elem) | Type::Array(_, elem) | Type::Map(_, elem) => {
                        Operand::Value(elem)
                    }
                    Type::Pointer(array) => {
                        let array = self.underlying(array);
                        match *self.get(array) {
                            Type::Array(_, elem) => Operand::Value(elem),
                            _ => Operand::Unknown,
                        }
                    }
                    Type::Basic(Predeclared::String) | Type::Untyped(Untyped::String) => {
                        Operand::Value(self.basic(Predeclared::Byte))
                    }
                    Type::Func(_) => Operand::Value(self.instantiate_func(file, expr, ty)),
                    _ => Operand::Unknown,
                }
            }
            _ => Operand::Unknown,
        }
    }

    fn instantiate_type(&mut self, file: FileId, expr: ExprId, ty: TypeId) -> TypeId {
        let tree = self.tree(file);
        let Expr::Index { operand, indices } = tree.expr(expr) else { return TypeId::UNKNOWN };
        let args: Vec<TypeId> =
            tree.list(indices).map(|index| self.type_expr((file, index))).collect();
        if let Some((of, params)) = self.generic_alias(file, operand) {
            return self.substitute_params(ty, of, &params, &args);
        }
        match *self.get(ty) {
            Type::Named { decl, .. } => self.intern(Type::Named { decl, args: args.into() }),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The type parameters of the alias that an expression names.
    fn generic_alias(&mut self, file: FileId, expr: ExprId) -> Option<(FileId, Vec<IdentId>)> {
        let tree = self.tree(file);
        let (of, decl) = match tree.expr(tree.unparen(expr)) {
            Expr::Name(name) => match self.file_names(file).object(name) {
                Object::Global(global) => self.declaration_of(global),
                Object::LocalType(decl) => (file, decl),
                _ => return None,
            },
            Expr::Selector { operand, name } => {
                let Operand::Package(Some(package)) = self.operand((file, operand)) else {
                    return None;
                };
                let index = self.names.scope(package).lookup(self.ident_text((file, name)))?;
                self.declaration_of(Global { package, index })
            }
            _ => return None,
        };
        match self.tree(of).decl(decl) {
            Decl::Type { alias: true, type_params, .. } => {
                Some((of, self.type_param_idents(of, type_params)))
            }
            _ => None,
        }
    }

    fn declaration_of(&self, global: Global) -> (FileId, DeclId) {
        let (file, decl, _) = self.declaration(global);
        (file, decl)
    }

    fn sliced(&mut self, ty: TypeId) -> TypeId {
        let core = self.core(ty);
        match *self.get(core) {
            Type::Array(_, elem) => self.intern(Type::Slice(elem)),
            Type::Pointer(array) => {
                let array = self.underlying(array);
                match *self.get(array) {
                    Type::Array(_, elem) => self.intern(Type::Slice(elem)),
                    _ => TypeId::UNKNOWN,
                }
            }
            Type::Slice(_) | Type::Basic(Predeclared::String) => ty,
            Type::Untyped(Untyped::String) => self.basic(Predeclared::String),
            _ => TypeId::UNKNOWN,
        }
    }

    fn unary(&mut self, file: FileId, op: UnaryOp, operand: ExprId) -> Operand {
        let inner = self.operand((file, operand));
        match (op, inner) {
            (UnaryOp::Address, inner) => Operand::Value(self.pointer_to(inner.ty())),
            (UnaryOp::Receive, inner) => {
                let core = self.core(inner.ty());
                match *self.get(core) {
                    Type::Chan(_, elem) => Operand::Value(elem),
                    _ => Operand::Unknown,
                }
            }
            (UnaryOp::Tilde, inner) => {
                Operand::Type(self.intern(Type::Union([(true, inner.ty())].into())))
            }
            (op, Operand::Constant(ty, value)) => self.constant_unary(op, ty, &value),
            (_, Operand::Value(ty)) => Operand::Value(ty),
            _ => Operand::Unknown,
        }
    }

    /// A chain of binary operators, which leans to the left and may be as long as the file.
    fn binary_chain(&mut self, file: FileId, expr: ExprId) -> Operand {
        let tree = self.tree(file);
        let mut links = Vec::new();
        let mut at = expr;
        while let Expr::Binary { op, left, right } = tree.expr(at) {
            links.push((at, op, right));
            at = left;
            if self.exprs.contains_key(&(file, at)) {
                break;
            }
        }
        let mut left = self.operand((file, at));
        for (link, op, right) in links.into_iter().rev() {
            let right = self.operand((file, right));
            left = self.binary(op, &left, &right);
            // Whoever asks for the beginning of a chain next need not walk it again.
            if self.iota.is_none() {
                self.exprs.insert((file, link), left.clone());
            }
        }
        left
    }

    fn binary(&mut self, op: BinaryOp, left: &Operand, right: &Operand) -> Operand {
        if op == BinaryOp::Or
            && let (Operand::Type(left), Operand::Type(right)) = (&left, &right)
        {
            return Operand::Type(self.union(*left, *right));
        }
        let shift = matches!(op, BinaryOp::ShiftLeft | BinaryOp::ShiftRight);
        let (left_type, right_type) = (left.ty(), right.ty());
        let operands = if shift { left_type } else { self.common_type(left_type, right_type) };
        if let (Operand::Constant(_, left), Operand::Constant(_, right)) = (left, right) {
            return self.constant_binary(op, left, right, operands);
        }
        let ty = if op.is_comparison() { self.untyped(Untyped::Bool) } else { operands };
        match (left, right) {
            (Operand::Unknown, Operand::Unknown) if !op.is_comparison() => Operand::Unknown,
            // An untyped constant that is shifted by a variable takes its type from the context.
            _ => Operand::Value(ty),
        }
    }

    fn union(&mut self, left: TypeId, right: TypeId) -> TypeId {
        if left == TypeId::UNKNOWN || right == TypeId::UNKNOWN {
            return TypeId::UNKNOWN;
        }
        let mut terms = Vec::new();
        for ty in [left, right] {
            match self.get(ty) {
                Type::Union(inner) => terms.extend(inner.iter().copied()),
                _ => terms.push((false, ty)),
            }
        }
        if terms.len() > MAX_TERMS {
            return TypeId::UNKNOWN;
        }
        self.intern(Type::Union(terms.into()))
    }

    /// The single type that values of `ty` are made of: the underlying type, or for a type
    /// parameter the one that all types of its constraint share.
    pub(crate) fn core(&mut self, ty: TypeId) -> TypeId {
        let underlying = self.underlying(ty);
        let Type::Param(file, ident) = *self.get(underlying) else { return underlying };
        let constraint = self.constraint(file, ident);
        self.core_of_constraint(constraint).unwrap_or(underlying)
    }

    /// The types of the two variables of a `range` over an expression.
    pub(crate) fn range_types(&mut self, operand: At<ExprId>) -> [TypeId; 2] {
        let ty = self.value_type(operand);
        let int = self.basic(Predeclared::Int);
        let mut core = self.core(ty);
        if let Type::Pointer(array) = *self.get(core) {
            core = self.underlying(array);
        }
        match self.get(core).clone() {
            Type::Slice(elem) | Type::Array(_, elem) => [int, elem],
            Type::Basic(Predeclared::String) | Type::Untyped(Untyped::String) => {
                [int, self.basic(Predeclared::Rune)]
            }
            Type::Map(key, value) => [key, value],
            Type::Chan(_, elem) => [elem, TypeId::UNKNOWN],
            Type::Func(func) => {
                let Some(&yielded) = func.params.first() else { return [TypeId::UNKNOWN; 2] };
                let yielded = self.core(yielded);
                match self.get(yielded) {
                    Type::Func(yielded) => {
                        [0, 1].map(|i| yielded.params.get(i).copied().unwrap_or(TypeId::UNKNOWN))
                    }
                    _ => [TypeId::UNKNOWN; 2],
                }
            }
            Type::Untyped(_) => [self.default_type(ty), TypeId::UNKNOWN],
            Type::Basic(_) => [ty, TypeId::UNKNOWN],
            _ => [TypeId::UNKNOWN; 2],
        }
    }

    /// Whether an expression is a constant, so that the code for it reads no variable.
    pub(crate) fn is_constant(&mut self, at: At<ExprId>) -> bool {
        matches!(self.operand(at), Operand::Constant(..))
    }

    /// The value of a boolean constant.
    pub(crate) fn constant_bool(&mut self, at: At<ExprId>) -> Option<bool> {
        match self.operand(at) {
            Operand::Constant(_, value) => value.as_bool(),
            _ => None,
        }
    }
}

/// A field's tag, by the text behind its type.
fn tag(mut behind: &str) -> Box<[u8]> {
    loop {
        behind = behind.trim_start();
        match behind.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) {
            Some((_, rest)) => behind = rest,
            None => break,
        }
    }
    if behind.is_empty() {
        return Box::default();
    }
    Value::of_string(behind).bytes().unwrap_or_default().into()
}
