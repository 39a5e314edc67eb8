//! Type arguments: written ones, and those that follow from a call's arguments and from what
//! constraints are made of.
//!
//! Unification binds each type parameter to the first type that it meets. Code that compiles needs
//! no more; where more would be needed, the argument stays unknown.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Operand, Selection, Type, TypeId, Types};
use crate::names::{FileId, Object, PackageId};
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, IdentId, List};

type Bindings = FxHashMap<(FileId, IdentId), TypeId>;

impl Types<'_> {
    /// The declaration of the function that an expression names.
    pub(crate) fn declared_func(
        &mut self,
        file: FileId,
        callee: ExprId,
    ) -> Option<(FileId, DeclId)> {
        let tree = self.tree(file);
        match tree.expr(tree.unparen(callee)) {
            Expr::Index { operand, .. } => self.declared_func(file, operand),
            Expr::Name(name) => match self.file_names(file).object(name) {
                Object::Global(global) => {
                    let (file, decl, _) = self.declaration(global);
                    self.is_func(file, decl).then_some((file, decl))
                }
                _ => None,
            },
            Expr::Selector { operand, name } => {
                let name = self.ident_text((file, name));
                match self.operand((file, operand)) {
                    Operand::Package(Some(package)) => {
                        let index = self.names.scope(package).lookup(name)?;
                        let global = crate::names::Global { package, index };
                        let (file, decl, _) = self.declaration(global);
                        self.is_func(file, decl).then_some((file, decl))
                    }
                    Operand::Value(ty) | Operand::Type(ty) => {
                        match self.select(ty, name, file.package)? {
                            Selection::Method { decl, .. } => decl,
                            Selection::Field { .. } => None,
                        }
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn is_func(&self, file: FileId, decl: DeclId) -> bool {
        matches!(self.tree(file).decl(decl), Decl::Func { .. })
    }

    /// The type parameters of the function that an expression names.
    fn func_type_params(&mut self, file: FileId, callee: ExprId) -> Option<(FileId, Vec<IdentId>)> {
        let (file, decl) = self.declared_func(file, callee)?;
        let tree = self.tree(file);
        let Decl::Func { func, .. } = tree.decl(decl) else { return None };
        let type_params = tree.signature(tree.func(func).signature).type_params;
        let params = self.type_param_idents(file, type_params);
        (!params.is_empty()).then_some((file, params))
    }

    /// Whether an expression names a function with type parameters.
    pub(crate) fn is_generic_func(&mut self, file: FileId, callee: ExprId) -> bool {
        self.func_type_params(file, callee).is_some()
    }

    /// The bindings that `F[A, B]` writes.
    fn written(
        &mut self,
        file: FileId,
        callee: ExprId,
        of: FileId,
        params: &[IdentId],
    ) -> Bindings {
        let tree = self.tree(file);
        let mut bindings = Bindings::default();
        if let Expr::Index { indices, .. } = tree.expr(tree.unparen(callee)) {
            for (&param, index) in params.iter().zip(tree.list(indices)) {
                let ty = self.type_expr((file, index));
                bindings.insert((of, param), ty);
            }
        }
        bindings
    }

    /// The type of `F[A, B]`, where `F` has type `ty`.
    pub(super) fn instantiate_func(&mut self, file: FileId, expr: ExprId, ty: TypeId) -> TypeId {
        let Some((of, params)) = self.func_type_params(file, expr) else { return ty };
        let bindings = self.written(file, expr, of, &params);
        self.substitute(ty, &bindings)
    }

    /// The type of a callee, its type parameters replaced by what the arguments make them.
    pub(super) fn inferred(
        &mut self,
        file: FileId,
        callee: ExprId,
        args: List<ExprId>,
        ty: TypeId,
    ) -> TypeId {
        match self.type_args(file, callee, args, ty) {
            Some(bindings) => self.substitute(ty, &bindings),
            None => ty,
        }
    }

    /// Whether a call of a generic function, or of a method of a generic type, passes type
    /// arguments that depend on the type parameters around it.
    pub(crate) fn passes_type_params(
        &mut self,
        file: FileId,
        callee: ExprId,
        args: List<ExprId>,
        ty: TypeId,
    ) -> bool {
        match self.type_args(file, callee, args, ty) {
            Some(bindings) => bindings.values().any(|&ty| self.mentions_type_param(ty)),
            None => false,
        }
    }

    /// The type arguments of a call of a generic function.
    fn type_args(
        &mut self,
        file: FileId,
        callee: ExprId,
        args: List<ExprId>,
        ty: TypeId,
    ) -> Option<Bindings> {
        let (of, params) = self.func_type_params(file, callee)?;
        let mut bindings = self.written(file, callee, of, &params);
        let Type::Func(func) = self.get(ty).clone() else { return None };
        let tree = self.tree(file);
        let mut untyped = Vec::new();
        for (i, arg) in tree.list(args).enumerate() {
            let variadic = func.variadic && i + 1 >= func.params.len();
            let Some(&param) = func.params.get(i).or(func.params.last()) else { break };
            let param = match *self.get(param) {
                Type::Slice(elem) if variadic => elem,
                _ => param,
            };
            let arg_type = self.value_type((file, arg));
            match self.get(arg_type) {
                Type::Untyped(_) => untyped.push((param, arg_type)),
                Type::Tuple(parts) if i == 0 => {
                    // f(g()), with several results.
                    for (param, part) in func.params.clone().iter().zip(parts.clone().iter()) {
                        self.unify(*param, *part, of, &params, &mut bindings);
                    }
                }
                _ => self.unify(param, arg_type, of, &params, &mut bindings),
            }
        }
        self.infer_from_constraints(of, &params, &mut bindings);
        for (param, arg) in untyped {
            let arg = self.default_type(arg);
            self.unify(param, arg, of, &params, &mut bindings);
        }
        self.infer_from_constraints(of, &params, &mut bindings);
        for &param in &params {
            bindings.entry((of, param)).or_insert(TypeId::UNKNOWN);
        }
        Some(bindings)
    }

    /// `S ~[]E` tells `E` from `S`, and `S` from `E`.
    fn infer_from_constraints(&mut self, of: FileId, params: &[IdentId], bindings: &mut Bindings) {
        for &param in params {
            let constraint = self.constraint(of, param);
            let Some(core) = self.core_of_constraint(constraint) else { continue };
            match bindings.get(&(of, param)).copied() {
                Some(bound) => {
                    let bound = self.underlying(bound);
                    self.unify(core, bound, of, params, bindings);
                }
                None => {
                    let core = self.substitute(core, bindings);
                    bindings.insert((of, param), core);
                }
            }
        }
    }

    /// Of a parameter that is a generic interface, its methods beside those that the argument has.
    fn method_pairs(
        &mut self,
        param: TypeId,
        arg: TypeId,
        package: PackageId,
    ) -> Vec<(TypeId, TypeId)> {
        if !matches!(self.get(param), Type::Named { args, .. } if !args.is_empty()) {
            return Vec::new();
        }
        let underlying = self.underlying(param);
        let Type::Interface(interface) = self.get(underlying).clone() else { return Vec::new() };
        let methods = interface.methods.iter();
        let pair = |(name, func): &(Box<str>, TypeId)| match self.select(arg, name, package)? {
            Selection::Method { func: other, .. } => Some((*func, other)),
            Selection::Field { .. } => None,
        };
        methods.filter_map(pair).collect()
    }

    /// Binds the parameters in `param` so that it equals `arg`, as far as their shapes agree.
    fn unify(
        &mut self,
        param: TypeId,
        arg: TypeId,
        of: FileId,
        params: &[IdentId],
        bindings: &mut Bindings,
    ) {
        let mut open = vec![(param, arg)];
        // A pair may stand in two types more often than could be counted.
        let mut seen: FxHashSet<(TypeId, TypeId)> = FxHashSet::default();
        while let Some((param, arg)) = open.pop() {
            if arg == TypeId::UNKNOWN || !seen.insert((param, arg)) {
                continue;
            }
            match *self.get(param) {
                Type::Param(file, ident) if file == of && params.contains(&ident) => {
                    bindings.entry((file, ident)).or_insert(arg);
                }
                _ => {
                    // The first pair is unified first.
                    let mut pairs = self.method_pairs(param, arg, of.package);
                    pairs.extend(self.part_pairs(param, arg));
                    open.extend(pairs.into_iter().rev());
                }
            }
        }
    }

    /// The parts of two types that must be equal for the types to be.
    fn part_pairs(&mut self, param: TypeId, arg: TypeId) -> Vec<(TypeId, TypeId)> {
        match (self.get(param).clone(), self.get(arg).clone()) {
            (Type::Named { decl, args }, Type::Named { decl: other, args: others }) => {
                let same = decl == other;
                args.iter().copied().zip(others.iter().copied()).filter(|_| same).collect()
            }
            (_, Type::Named { .. }) => vec![(param, self.underlying(arg))],
            (Type::Named { .. }, _) => vec![(self.underlying(param), arg)],
            (Type::Pointer(a), Type::Pointer(b))
            | (Type::Slice(a), Type::Slice(b))
            | (Type::Array(_, a), Type::Array(_, b))
            | (Type::Chan(_, a), Type::Chan(_, b)) => vec![(a, b)],
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                vec![(key, other_key), (value, other_value)]
            }
            (Type::Func(a), Type::Func(b)) => {
                let params = a.params.iter().copied().zip(b.params.iter().copied());
                params.chain(a.results.iter().copied().zip(b.results.iter().copied())).collect()
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.iter().zip(b.iter()).map(|(a, b)| (a.ty, b.ty)).collect()
            }
            _ => Vec::new(),
        }
    }
}
