//! Type arguments: written ones, and those that follow from a call's arguments and from what
//! constraints are made of.
//!
//! Source: the language's rules, <https://go.dev/ref/spec#Type_inference>. What they leave open is
//! unknown.

use rustc_hash::FxHashMap;

use super::unify::{Fit, Vars};
use super::{Operand, Selection, Type, TypeId, Types, Untyped};
use crate::names::{FileId, Global, Object};
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, IdentId, List};

/// The arguments of a call, and whether the last has `...` behind it.
pub(crate) type Args = (List<ExprId>, bool);

/// The arguments of what is not called.
pub(crate) const NO_ARGS: Args = (List::EMPTY, false);

type Bindings = FxHashMap<(FileId, IdentId), TypeId>;

/// A generic function that an expression names.
struct Generic {
    /// Its type parameters.
    params: Vec<(FileId, IdentId)>,
    /// What the type parameters of a method's receiver are.
    receiver: Bindings,
}

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
                Object::Global(global) => self.global_func(global),
                _ => None,
            },
            Expr::Selector { operand, name } => {
                let name = self.ident_text((file, name));
                match self.operand((file, operand)) {
                    Operand::Package(Some(package)) => {
                        let index = self.names.scope(package).lookup(name)?;
                        self.global_func(Global { package, index })
                    }
                    Operand::Value(ty) | Operand::Constant(ty, _) | Operand::Type(ty) => {
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

    fn global_func(&self, global: Global) -> Option<(FileId, DeclId)> {
        let (file, decl, _) = self.declaration(global);
        matches!(self.tree(file).decl(decl), Decl::Func { .. }).then_some((file, decl))
    }

    /// The generic function that an expression names.
    fn generic_func(&mut self, file: FileId, callee: ExprId) -> Option<Generic> {
        let (of, decl) = self.declared_func(file, callee)?;
        let tree = self.tree(of);
        let Decl::Func { func, receiver, .. } = tree.decl(decl) else { return None };
        let params =
            self.type_param_idents(of, tree.signature(tree.func(func).signature).type_params);
        if params.is_empty() {
            return None;
        }
        let mut bindings = Bindings::default();
        if let Some(receiver) = receiver {
            let idents = self.receiver_params((of, tree.field(receiver).ty));
            let args = self.receiver_args(file, callee);
            bindings.extend(idents.into_iter().map(|ident| (of, ident)).zip(args));
        }
        let params = params.into_iter().map(|ident| (of, ident)).collect();
        Some(Generic { params, receiver: bindings })
    }

    /// The type arguments of the receiver that a method is called on.
    fn receiver_args(&mut self, file: FileId, callee: ExprId) -> Vec<TypeId> {
        let tree = self.tree(file);
        let mut callee = tree.unparen(callee);
        if let Expr::Index { operand, .. } = tree.expr(callee) {
            callee = tree.unparen(operand);
        }
        let Expr::Selector { operand, name } = tree.expr(callee) else { return Vec::new() };
        let name = self.ident_text((file, name));
        let ty = self.operand((file, operand)).ty();
        match self.select(ty, name, file.package) {
            Some(Selection::Method { receiver, .. }) => match self.get(receiver) {
                Type::Named { args, .. } => args.to_vec(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Whether an expression names a function with type parameters.
    pub(crate) fn is_generic_func(&mut self, file: FileId, callee: ExprId) -> bool {
        self.generic_func(file, callee).is_some()
    }

    /// The type of `F[A, B]`, where `F` has type `ty`.
    pub(super) fn instantiate_func(&mut self, file: FileId, expr: ExprId, ty: TypeId) -> TypeId {
        match self.type_args(file, expr, NO_ARGS, ty) {
            Some(bindings) => self.substitute(ty, &bindings),
            None => ty,
        }
    }

    /// The type of a callee, its type parameters replaced by what the arguments make them.
    pub(super) fn inferred(
        &mut self,
        file: FileId,
        callee: ExprId,
        args: Args,
        ty: TypeId,
    ) -> TypeId {
        let tree = self.tree(file);
        // Of `F[A](x)`, the arguments have a say in what is not written.
        let ty = match tree.expr(tree.unparen(callee)) {
            Expr::Index { operand, .. } if self.declared_func(file, operand).is_some() => {
                self.value_type((file, operand))
            }
            _ => ty,
        };
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
        args: Args,
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
        (args, spread): Args,
        ty: TypeId,
    ) -> Option<Bindings> {
        let generic = self.generic_func(file, callee)?;
        let mut inference = Inference {
            vars: Vars::new(0, file.package),
            constraints: Vec::new(),
            untyped: Vec::new(),
        };
        let ty = self.open(&mut inference, &generic, file, callee, ty);
        for (index, arg) in self.tree(file).list(args).enumerate() {
            let arg_type = self.value_type((file, arg));
            if let (0, Type::Tuple(parts)) = (index, self.get(arg_type).clone()) {
                // f(g()), with several results.
                for (index, &part) in parts.iter().enumerate() {
                    let param = self.param_at(ty, index, false);
                    self.unify(&mut inference.vars, param, part, Fit::Assign);
                }
                break;
            }
            let param = self.param_at(ty, index, spread);
            match *self.get(arg_type) {
                Type::Untyped(Untyped::Nil) => {}
                Type::Untyped(kind) => {
                    if let Type::Var(var) = *self.get(param) {
                        inference.untyped.push((var, kind));
                    }
                }
                _ => {
                    // A generic function as argument: its parameters are looked for as well.
                    let arg_type = match self.generic_func(file, arg) {
                        Some(generic) => self.open(&mut inference, &generic, file, arg, arg_type),
                        None => arg_type,
                    };
                    self.unify(&mut inference.vars, param, arg_type, Fit::Assign);
                }
            }
        }
        self.infer(&mut inference);
        let mut bindings = generic.receiver;
        for (var, &param) in (0..).zip(&generic.params) {
            let ty = self.intern(Type::Var(var));
            bindings.insert(param, self.resolve(&inference.vars, ty));
        }
        Some(bindings)
    }

    /// Makes variables of a generic function's type parameters: of its type, and for inference.
    fn open(
        &mut self,
        inference: &mut Inference,
        generic: &Generic,
        file: FileId,
        callee: ExprId,
        ty: TypeId,
    ) -> TypeId {
        let mut with = generic.receiver.clone();
        let mut vars = Vec::with_capacity(generic.params.len());
        for &param in &generic.params {
            let var = inference.vars.add();
            with.insert(param, self.intern(Type::Var(var)));
            vars.push(var);
        }
        let tree = self.tree(file);
        if let Expr::Index { indices, .. } = tree.expr(tree.unparen(callee)) {
            for (&var, index) in vars.iter().zip(tree.list(indices)) {
                let written = self.type_expr((file, index));
                inference.vars.set(var, written);
            }
        }
        for (&(of, ident), &var) in generic.params.iter().zip(&vars) {
            let constraint = self.constraint(of, ident);
            let core = self.core_term(constraint).map(|(term, single)| {
                let ty = self.substitute(term.ty, &with);
                (ty, single && !term.tilde)
            });
            let methods = self.substitute(constraint, &with);
            inference.constraints.push(Constraint { var, core, methods });
        }
        self.substitute(ty, &with)
    }

    /// Infers what arguments and constraints tell.
    fn infer(&mut self, inference: &mut Inference) {
        let vars = &mut inference.vars;
        loop {
            let n_unknown = vars.n_unknown();
            for constraint in &inference.constraints {
                let known = vars.get(constraint.var);
                match (constraint.core, known) {
                    (Some((core, _)), Some(known)) => {
                        self.unify(vars, known, core, Fit::Loose);
                    }
                    (Some((core, true)), None) => vars.set(constraint.var, core),
                    _ => {}
                }
                if let Some(known) = known {
                    let known = self.resolve(vars, known);
                    if known != TypeId::UNKNOWN {
                        self.unify_methods(vars, constraint.methods, known);
                    }
                }
            }
            if vars.n_unknown() == n_unknown {
                break;
            }
        }
        // Of several untyped constants for one parameter, the kind that takes all of them.
        let mut kinds: Vec<(u32, Untyped)> = Vec::new();
        for &(var, kind) in inference.untyped.iter().filter(|&&(var, _)| vars.get(var).is_none()) {
            match kinds.iter_mut().find(|(other, _)| *other == var) {
                Some((_, most)) => *most = kind.max(*most),
                None => kinds.push((var, kind)),
            }
        }
        for (var, kind) in kinds {
            let untyped = self.untyped(kind);
            vars.set(var, self.default_type(untyped));
        }
        // A parameter may be made of one that has become known only now.
        for constraint in &inference.constraints {
            if let (Some((core, _)), Some(known)) = (constraint.core, vars.get(constraint.var)) {
                self.unify(vars, known, core, Fit::Loose);
            }
        }
    }
}

/// What is known while type arguments are inferred.
struct Inference {
    vars: Vars,
    constraints: Vec<Constraint>,
    /// Untyped constants that are passed for a type parameter.
    untyped: Vec<(u32, Untyped)>,
}

/// The constraint of a type parameter.
struct Constraint {
    var: u32,
    /// What its types are made of, and whether that is the only type.
    core: Option<(TypeId, bool)>,
    /// The constraint itself, for its methods.
    methods: TypeId,
}
