//! What declarations say: the types of variables and functions, the values of constants, and what
//! named types are made of.

use super::iota::Constant;
use super::{At, FuncType, Operand, Question, Type, TypeDecl, TypeId, Types, Untyped, Value};
use crate::names::universe::Predeclared;
use crate::names::{FileId, Global, Object, Origin, TypeParam, VarId};
use crate::syntax::tree::{
    ClauseId, Decl, DeclId, Expr, ExprId, FieldId, IdentId, List, SignatureId, Stmt, StmtId,
};

impl Types<'_> {
    /// The file and the declaration behind a name at package level.
    pub(crate) fn declaration(&self, global: Global) -> (FileId, DeclId, u32) {
        let declared = self.names.scope(global.package).declared(global.index);
        (FileId { package: global.package, index: declared.file }, declared.decl, declared.name)
    }

    /// What a name at package level is.
    pub(super) fn global(&mut self, global: Global) -> Operand {
        self.settle_long_chain(Constant::Global(global));
        if let Some(known) = self.globals.get(&global) {
            return known.clone();
        }
        let outer_iota = self.iota.take();
        let operand = self.ask(Question::Global(global), Operand::Unknown, |this| {
            let (file, decl, place) = this.declaration(global);
            let operand =
                match this.tree(file).decl(decl) {
                    Decl::Const { .. } => this.constant(file, decl, place),
                    Decl::Var { .. } => Operand::Value(this.declared_var(file, decl, place)),
                    Decl::Type { alias: false, .. } => Operand::Type(this.intern(Type::Named {
                        decl: TypeDecl::Global(global),
                        args: Box::default(),
                    })),
                    Decl::Type { ty, .. } => Operand::Type(this.type_expr((file, ty))),
                    Decl::Func { func, .. } => {
                        Operand::Value(this.signature(file, this.tree(file).func(func).signature))
                    }
                    Decl::Import(_) => Operand::Unknown,
                };
            this.globals.insert(global, operand.clone());
            operand
        });
        self.iota = outer_iota;
        operand
    }

    /// A constant of a function.
    pub(super) fn local_const(&mut self, file: FileId, decl: DeclId, place: u32) -> Operand {
        self.settle_long_chain(Constant::Local(file, decl, place));
        if let Some(known) = self.local_consts.get(&(file, decl, place)) {
            return known.clone();
        }
        let outer_iota = self.iota.take();
        let repeated = matches!(self.tree(file).decl(decl), Decl::Const { repeated: true, .. });
        let repetition = repeated.then_some((file, decl));
        let outer_repetition = std::mem::replace(&mut self.repetition, repetition);
        let question = Question::LocalConst(file, decl, place);
        let operand = self.ask(question, Operand::Unknown, |this| {
            let operand = this.constant(file, decl, place);
            this.local_consts.insert((file, decl, place), operand.clone());
            operand
        });
        self.repetition = outer_repetition;
        self.iota = outer_iota;
        operand
    }

    fn constant(&mut self, file: FileId, decl: DeclId, place: u32) -> Operand {
        let tree = self.tree(file);
        let Decl::Const { iota, ty, values, .. } = tree.decl(decl) else { return Operand::Unknown };
        let declared = ty.map(|ty| self.type_expr((file, ty)));
        let Some(value) = tree.nth(values, place as usize) else { return Operand::Unknown };
        let operand = self.operand_where_iota_is(iota, (file, value));
        match (operand, declared) {
            (Operand::Constant(_, value), Some(ty)) => {
                Operand::Constant(ty, self.represented(&value, ty))
            }
            (operand @ Operand::Constant(..), None) => operand,
            (operand, _) => Operand::Constant(declared.unwrap_or(operand.ty()), Value::Other),
        }
    }

    /// What the name at `place` of a `const` or `var` declaration is.
    pub(crate) fn declared(&mut self, file: FileId, decl: DeclId, place: u32) -> Operand {
        match self.tree(file).decl(decl) {
            Decl::Const { .. } => self.constant(file, decl, place),
            Decl::Var { .. } => Operand::Value(self.declared_var(file, decl, place)),
            Decl::Import(_) | Decl::Type { .. } | Decl::Func { .. } => Operand::Unknown,
        }
    }

    /// The type of the variable at `place` of a `var` declaration.
    fn declared_var(&mut self, file: FileId, decl: DeclId, place: u32) -> TypeId {
        let tree = self.tree(file);
        let Decl::Var { names, ty, values } = tree.decl(decl) else { return TypeId::UNKNOWN };
        match ty {
            Some(ty) => self.type_expr((file, ty)),
            None => self.assigned(file, values, names.len(), place),
        }
    }

    /// The type of the value at `place` of `n` that `values` are assigned to.
    fn assigned(&mut self, file: FileId, values: List<ExprId>, n: usize, place: u32) -> TypeId {
        let tree = self.tree(file);
        if values.len() == n {
            let Some(value) = tree.nth(values, place as usize) else { return TypeId::UNKNOWN };
            let ty = self.value_type((file, value));
            return self.default_type(ty);
        }
        match tree.nth(values, 0) {
            Some(value) if values.len() == 1 => self.tuple_part(file, value, place),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The type of a part of an expression with several values: a call, or one with `, ok`.
    fn tuple_part(&mut self, file: FileId, value: ExprId, place: u32) -> TypeId {
        let ty = self.value_type((file, value));
        if let Type::Tuple(parts) = self.get(ty) {
            return parts.get(place as usize).copied().unwrap_or(TypeId::UNKNOWN);
        }
        let tree = self.tree(file);
        let value = tree.expr(tree.unparen(value));
        if let Expr::Call { callee, .. } = value
            && let Expr::Selector { operand, .. } = tree.expr(callee)
            && self.is_c(file, operand)
        {
            // A function of C may be called for `errno` too.
            return match place {
                0 => ty,
                _ => self.intern(Type::Named { decl: TypeDecl::Error, args: Box::default() }),
            };
        }
        let comma_ok =
            matches!(value, Expr::TypeAssert { .. } | Expr::Index { .. } | Expr::Unary { .. });
        match place {
            0 if comma_ok => ty,
            1 if comma_ok => self.basic(Predeclared::Bool),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The type of a local variable.
    pub(crate) fn var_type(&mut self, file: FileId, var: VarId) -> TypeId {
        if let Some(&ty) = self.vars.get(&(file, var)) {
            return ty;
        }
        let outer_iota = self.iota.take();
        let ty = self.ask(Question::Var(file, var), TypeId::UNKNOWN, |this| {
            let ty = this.var_type_uncached(file, var);
            this.vars.insert((file, var), ty);
            ty
        });
        self.iota = outer_iota;
        ty
    }

    fn var_type_uncached(&mut self, file: FileId, var: VarId) -> TypeId {
        let tree = self.tree(file);
        match self.file_names(file).var(var).origin {
            Origin::Param(field) | Origin::Result(field) => self.param_type(file, field),
            Origin::Declared(decl, place) => self.declared_var(file, decl, place),
            Origin::Defined(stmt, place) => match tree.stmt(stmt) {
                Stmt::Define { left, right } => self.assigned(file, right, left.len(), place),
                _ => TypeId::UNKNOWN,
            },
            Origin::Range(stmt, place) => match tree.stmt(stmt) {
                Stmt::Range { operand, .. } => {
                    self.range_types((file, operand))[place as usize & 1]
                }
                _ => TypeId::UNKNOWN,
            },
            Origin::TypeSwitch(stmt, clause) => self.type_switch_var(file, stmt, clause),
        }
    }

    fn type_switch_var(&mut self, file: FileId, stmt: StmtId, clause: ClauseId) -> TypeId {
        let tree = self.tree(file);
        let Stmt::TypeSwitch { operand, .. } = tree.stmt(stmt) else { return TypeId::UNKNOWN };
        let clause = tree.clause(clause);
        if clause.exprs.len() == 1
            && let Some(case) = tree.nth(clause.exprs, 0)
            && let Operand::Type(ty) = self.operand((file, case))
        {
            return ty;
        }
        self.value_type((file, operand))
    }

    /// A parameter's type; of `...T` it is `[]T`.
    pub(crate) fn param_type(&mut self, file: FileId, field: FieldId) -> TypeId {
        let tree = self.tree(file);
        let ty = tree.field(field).ty;
        match tree.expr(ty) {
            Expr::Variadic(elem) => self.variadic((file, elem)),
            _ => self.type_expr((file, ty)),
        }
    }

    /// The type of a parameter `...elem`.
    pub(crate) fn variadic(&mut self, elem: At<ExprId>) -> TypeId {
        let elem = self.type_expr(elem);
        self.intern(Type::Slice(elem))
    }

    /// A function type of parameters and results.
    pub(super) fn signature(&mut self, file: FileId, id: SignatureId) -> TypeId {
        let tree = self.tree(file);
        let signature = tree.signature(id);
        let mut variadic = false;
        let mut types = |this: &mut Self, fields| {
            let mut types = Vec::new();
            for field in tree.list(fields) {
                let ty = this.param_type(file, field);
                variadic |= matches!(tree.expr(tree.field(field).ty), Expr::Variadic(_));
                let n = tree.field(field).names.len().max(1);
                types.extend(std::iter::repeat_n(ty, n));
            }
            types.into_boxed_slice()
        };
        let params = types(self, signature.params);
        let results = types(self, signature.results);
        self.intern(Type::Func(FuncType { params, results, variadic }))
    }

    /// The identifiers of type parameters, in order.
    pub(super) fn type_param_idents(&self, file: FileId, fields: List<FieldId>) -> Vec<IdentId> {
        let tree = self.tree(file);
        tree.list(fields).flat_map(|field| tree.list(tree.field(field).names)).collect()
    }

    /// The declaration of a named type: its file, its type parameters and its type.
    pub(super) fn type_decl(&self, decl: TypeDecl) -> Option<(FileId, Vec<IdentId>, ExprId)> {
        let (file, decl) = match decl {
            TypeDecl::Global(global) => {
                let (file, decl, _) = self.declaration(global);
                (file, decl)
            }
            TypeDecl::Local(file, decl) => (file, decl),
            TypeDecl::Error | TypeDecl::Any | TypeDecl::Comparable | TypeDecl::C(..) => {
                return None;
            }
        };
        match self.tree(file).decl(decl) {
            Decl::Type { type_params, ty, .. } => {
                Some((file, self.type_param_idents(file, type_params), ty))
            }
            _ => None,
        }
    }

    /// A type of a function; an alias is what it stands for.
    pub(super) fn local_type(&mut self, file: FileId, decl: DeclId) -> TypeId {
        match self.tree(file).decl(decl) {
            Decl::Type { alias: true, ty, .. } => {
                self.ask(Question::Alias(file, decl), TypeId::UNKNOWN, |this| {
                    this.type_expr((file, ty))
                })
            }
            _ => {
                self.intern(Type::Named { decl: TypeDecl::Local(file, decl), args: Box::default() })
            }
        }
    }

    /// What a type is made of, names and aliases removed.
    pub(crate) fn underlying(&mut self, ty: TypeId) -> TypeId {
        let Type::Named { decl, args } = self.get(ty) else { return ty };
        if let Some(&known) = self.underlying.get(&ty) {
            return known;
        }
        let (decl, args) = (*decl, args.clone());
        self.ask(Question::Underlying(ty), TypeId::UNKNOWN, |this| {
            let Some((file, params, expr)) = this.type_decl(decl) else {
                let underlying = match decl {
                    TypeDecl::C(package, name) => this.c_underlying(package, name),
                    _ => this.predeclared_interface(decl),
                };
                this.underlying.insert(ty, underlying);
                return underlying;
            };
            let declared = this.type_expr((file, expr));
            let declared = this.underlying(declared);
            let underlying = this.substitute_params(declared, file, &params, &args);
            this.underlying.insert(ty, underlying);
            underlying
        })
    }

    fn predeclared_interface(&mut self, decl: TypeDecl) -> TypeId {
        let mut interface = super::Interface::default();
        if decl == TypeDecl::Error {
            let string = self.basic(Predeclared::String);
            let func = FuncType { results: [string].into(), ..FuncType::default() };
            let error = self.intern(Type::Func(func));
            interface.methods = [("Error".into(), error)].into();
        }
        self.intern(Type::Interface(interface))
    }

    /// The constraint of a type parameter.
    pub(super) fn constraint(&mut self, file: FileId, ident: IdentId) -> TypeId {
        match self.file_names(file).type_param(ident) {
            Some(TypeParam::Constrained(expr)) => self.type_expr((file, expr)),
            Some(TypeParam::OfReceiver { base, place, receiver }) => {
                // Written at the generic type's own declaration; its parameters stand there under
                // the names they have there.
                let Object::Global(global) = self.file_names(file).object(base) else {
                    return TypeId::UNKNOWN;
                };
                let Some((of, params, _)) = self.type_decl(TypeDecl::Global(global)) else {
                    return TypeId::UNKNOWN;
                };
                let Some(&param) = params.get(place as usize) else { return TypeId::UNKNOWN };
                let constraint = self.constraint(of, param);
                let here = self.receiver_params((file, receiver));
                let here = here.into_iter().map(|ident| self.intern(Type::Param(file, ident)));
                let here: Vec<TypeId> = here.collect();
                self.substitute_params(constraint, of, &params, &here)
            }
            None => TypeId::UNKNOWN,
        }
    }

    /// The method's function type, for a receiver of a type with the given arguments.
    pub(super) fn method_type(&mut self, file: FileId, decl: DeclId, args: &[TypeId]) -> TypeId {
        let tree = self.tree(file);
        let Decl::Func { receiver: Some(receiver), func, .. } = tree.decl(decl) else {
            return TypeId::UNKNOWN;
        };
        let ty = self.signature(file, tree.func(func).signature);
        if args.is_empty() {
            return ty;
        }
        let params = self.receiver_params((file, tree.field(receiver).ty));
        self.substitute_params(ty, file, &params, args)
    }

    /// The identifiers that a receiver's type gives to type parameters.
    pub(super) fn receiver_params(&self, (file, ty): At<ExprId>) -> Vec<IdentId> {
        let tree = self.tree(file);
        let mut at = ty;
        loop {
            match tree.expr(at) {
                Expr::Paren(inner) | Expr::Star(inner) => at = inner,
                Expr::Index { indices, .. } => {
                    let name = |index| match tree.expr(index) {
                        Expr::Name(name) => Some(name),
                        _ => None,
                    };
                    return tree.list(indices).filter_map(name).collect();
                }
                _ => return Vec::new(),
            }
        }
    }

    /// The type that a variable gets from an untyped constant.
    pub(crate) fn default_type(&mut self, ty: TypeId) -> TypeId {
        let Type::Untyped(untyped) = *self.get(ty) else { return ty };
        match untyped {
            Untyped::Bool => self.basic(Predeclared::Bool),
            Untyped::String => self.basic(Predeclared::String),
            Untyped::Int => self.basic(Predeclared::Int),
            Untyped::Rune => self.basic(Predeclared::Rune),
            Untyped::Float => self.basic(Predeclared::Float64),
            Untyped::Complex => self.basic(Predeclared::Complex128),
            Untyped::Nil => TypeId::UNKNOWN,
        }
    }
}
