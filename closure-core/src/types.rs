//! Types, as far as declarations tell them.
//!
//! An expression's type is computed when it is asked for, from the declarations of the names in
//! it, and remembered. There is no checking: what cannot be told (a package that is not loaded,
//! wrong code) has the type [`Type::Unknown`], and so has all that depends on it.
//!
//! Types are hash-consed: equal types have equal [`TypeId`]s.

mod builtin;
mod call;
mod cgo;
pub(crate) mod constant;
mod decl;
mod expr;
mod fold;
mod infer;
mod iota;
mod lookup;
mod print;
mod sizes;
#[cfg(test)]
mod tests;
mod type_set;
mod unify;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use constant::Value;
pub(crate) use infer::NO_ARGS;
pub(crate) use lookup::Selection;

use crate::names::universe::{Builtin, Predeclared};
use crate::names::{FileId, FileNames, Global, Names, PackageId, VarId};
use crate::program::{ParsedFile, Program};
use crate::syntax::Tree;
use crate::syntax::tree::{ChanDir, DeclId, ExprId, IdentId};

/// A type, by its place in [`Types`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct TypeId(u32);

impl TypeId {
    pub(crate) const UNKNOWN: Self = Self(0);
}

/// The kinds of untyped constant, in the order in which operands convert to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Untyped {
    Bool,
    String,
    Int,
    Rune,
    Float,
    Complex,
    Nil,
}

/// What declares a named type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum TypeDecl {
    Global(Global),
    Local(FileId, DeclId),
    /// The predeclared interfaces.
    Error,
    Any,
    Comparable,
    /// A type of C, by the package that imports it and the name that the cgo tool gives it.
    C(PackageId, cgo::CName),
}

/// A field of a struct type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct StructField {
    pub(crate) name: Box<str>,
    pub(crate) ty: TypeId,
    pub(crate) embedded: bool,
    /// The package in which an unexported name can be used.
    pub(crate) package: PackageId,
    /// The bytes of the tag, which is part of the type; empty is as good as none.
    pub(crate) tag: Box<[u8]>,
}

/// The parameters and results of a function type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct FuncType {
    pub(crate) params: Box<[TypeId]>,
    pub(crate) results: Box<[TypeId]>,
    /// The last parameter is written `...T` and has the type `[]T`.
    pub(crate) variadic: bool,
}

/// The elements of an interface type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Interface {
    /// Methods, sorted by name.
    pub(crate) methods: Box<[(Box<str>, TypeId)]>,
    /// Embedded interfaces and unions.
    pub(crate) embedded: Box<[TypeId]>,
}

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Type {
    Unknown,
    /// A predeclared type that is no interface.
    Basic(Predeclared),
    UnsafePointer,
    Untyped(Untyped),
    Named {
        decl: TypeDecl,
        args: Box<[TypeId]>,
    },
    /// A type parameter, by the identifier that declares it.
    Param(FileId, IdentId),
    /// A type parameter whose argument is being inferred, by its place in [`unify::Vars`].
    Var(u32),
    Pointer(TypeId),
    Slice(TypeId),
    /// The length is absent where its constant is not known.
    Array(Option<u64>, TypeId),
    Map(TypeId, TypeId),
    Chan(ChanDir, TypeId),
    Struct(Rc<[StructField]>),
    Func(FuncType),
    Interface(Interface),
    /// The terms of a constraint, and whether each has a `~`.
    Union(Box<[(bool, TypeId)]>),
    /// The results of a call with none or several.
    Tuple(Box<[TypeId]>),
}

impl Type {
    /// The types that this one is made of.
    fn parts(&self) -> Vec<TypeId> {
        match self {
            Self::Unknown
            | Self::Basic(_)
            | Self::UnsafePointer
            | Self::Untyped(_)
            | Self::Param(..)
            | Self::Var(_) => Vec::new(),
            Self::Pointer(elem)
            | Self::Slice(elem)
            | Self::Array(_, elem)
            | Self::Chan(_, elem) => {
                vec![*elem]
            }
            Self::Map(key, value) => vec![*key, *value],
            Self::Named { args: types, .. } | Self::Tuple(types) => types.to_vec(),
            Self::Func(func) => [&*func.params, &*func.results].concat(),
            Self::Struct(fields) => fields.iter().map(|field| field.ty).collect(),
            Self::Interface(interface) => {
                let methods = interface.methods.iter().map(|method| method.1);
                methods.chain(interface.embedded.iter().copied()).collect()
            }
            Self::Union(terms) => terms.iter().map(|term| term.1).collect(),
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// Not known.
    Unknown,
    /// A value, or several, of a type.
    Value(TypeId),
    /// A constant.
    Constant(TypeId, Value),
    /// A type.
    Type(TypeId),
    /// A predeclared function.
    Builtin(Builtin),
    /// An imported package; `None` where it is not loaded.
    Package(Option<PackageId>),
}

impl Operand {
    /// The type of a value, or the type itself.
    pub(crate) fn ty(&self) -> TypeId {
        match self {
            Self::Value(ty) | Self::Constant(ty, _) | Self::Type(ty) => *ty,
            Self::Unknown | Self::Builtin(_) | Self::Package(_) => TypeId::UNKNOWN,
        }
    }
}

/// Where something stands: a node of a file.
pub(crate) type At<T> = (FileId, T);

/// A question whose answer is being computed; asked again meanwhile, it has none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Question {
    Global(Global),
    LocalConst(FileId, DeclId, u32),
    Var(FileId, VarId),
    Underlying(TypeId),
    Alias(FileId, DeclId),
    TypeSet(TypeId),
}

/// How deep questions may lead to others, as in a chain of variables that are each other's values.
/// The large stacks of the analysis have room for it.
const MAX_QUESTIONS: usize = 500;

/// How many steps may lead from one to the next: through types that hold others, and through
/// expressions. Deeper ones end with the type unknown.
const MAX_STEPS: u32 = 3000;

/// How many levels a type may be made of: instances of a type may be instances of ever larger ones.
const MAX_TYPE_NESTING: u16 = 60;

/// How many types a package may lead to, for the same reason.
const MAX_TYPES: usize = 1 << 19;

/// The types of a program, computed on demand.
pub(crate) struct Types<'p> {
    pub(crate) program: &'p Program,
    pub(crate) names: &'p Names,
    /// By [`TypeId`].
    store: Vec<Type>,
    /// By [`TypeId`], how many levels of types each is made of.
    nesting: Vec<u16>,
    ids: FxHashMap<Type, TypeId>,
    exprs: FxHashMap<At<ExprId>, Operand>,
    globals: FxHashMap<Global, Operand>,
    local_consts: FxHashMap<(FileId, DeclId, u32), Operand>,
    vars: FxHashMap<At<VarId>, TypeId>,
    underlying: FxHashMap<TypeId, TypeId>,
    layouts: sizes::Layouts,
    c: cgo::CTypes,
    type_sets: FxHashMap<TypeId, Rc<type_set::TypeSet>>,
    /// Of struct types, where each field is.
    field_offsets: FxHashMap<TypeId, Rc<[Option<u64>]>>,
    /// Whether a type holds a type parameter by value.
    dependent: FxHashMap<TypeId, bool>,
    /// Of struct types, by the name of a field, its place, and the places of the embedded ones.
    fields: FxHashMap<TypeId, Rc<lookup::FieldIndex>>,
    /// Of conditions that are chains, what they always are.
    pub(crate) static_bools: FxHashMap<At<ExprId>, Option<bool>>,
    open: FxHashSet<Question>,
    /// How many steps led to this one.
    depth: u32,
    /// The value of `iota` in the constant declaration being evaluated.
    iota: Option<u32>,
    /// What expressions in that declaration are.
    iota_exprs: FxHashMap<At<ExprId>, Operand>,
    /// That declaration, if it is a function's and repeats the expression of one before.
    repetition: Option<At<DeclId>>,
    /// By the first expression that lines of a group share.
    repetitions: FxHashMap<At<ExprId>, Rc<iota::Repetition<'p>>>,
    /// Whether a long chain of constants is being evaluated from its end.
    settling: bool,
}

impl<'p> Types<'p> {
    /// No types yet.
    pub(crate) fn new(program: &'p Program, names: &'p Names) -> Self {
        let mut types = Self {
            program,
            names,
            store: Vec::new(),
            nesting: Vec::new(),
            depth: 0,
            ids: FxHashMap::default(),
            exprs: FxHashMap::default(),
            globals: FxHashMap::default(),
            local_consts: FxHashMap::default(),
            vars: FxHashMap::default(),
            underlying: FxHashMap::default(),
            layouts: sizes::Layouts::default(),
            c: cgo::CTypes::default(),
            type_sets: FxHashMap::default(),
            field_offsets: FxHashMap::default(),
            dependent: FxHashMap::default(),
            fields: FxHashMap::default(),
            static_bools: FxHashMap::default(),
            open: FxHashSet::default(),
            iota: None,
            iota_exprs: FxHashMap::default(),
            repetition: None,
            repetitions: FxHashMap::default(),
            settling: false,
        };
        types.intern(Type::Unknown);
        types
    }

    /// The id of a type; of one beyond the limits, that of the unknown type.
    pub(crate) fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(&id) = self.ids.get(&ty) {
            return id;
        }
        let parts = ty.parts().into_iter().map(|part| self.nesting[part.0 as usize]);
        let nesting = parts.max().unwrap_or(0);
        if nesting >= MAX_TYPE_NESTING || self.store.len() >= MAX_TYPES {
            return TypeId::UNKNOWN;
        }
        let id = TypeId(self.store.len() as u32);
        self.store.push(ty.clone());
        self.nesting.push(nesting + 1);
        self.ids.insert(ty, id);
        id
    }

    /// Runs a step that may lead to itself, unless it has done so too often already.
    fn deeper<T>(&mut self, unknown: T, step: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MAX_STEPS {
            return unknown;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }

    /// A type.
    pub(crate) fn get(&self, id: TypeId) -> &Type {
        &self.store[id.0 as usize]
    }

    pub(crate) fn basic(&mut self, basic: Predeclared) -> TypeId {
        self.intern(Type::Basic(basic))
    }

    pub(crate) fn any(&mut self) -> TypeId {
        self.intern(Type::Named { decl: TypeDecl::Any, args: Box::default() })
    }

    fn untyped(&mut self, untyped: Untyped) -> TypeId {
        self.intern(Type::Untyped(untyped))
    }

    fn pointer_to(&mut self, ty: TypeId) -> TypeId {
        self.intern(Type::Pointer(ty))
    }

    /// Answers a question, unless it is open or too many are.
    fn ask<T>(&mut self, question: Question, unknown: T, answer: impl FnOnce(&mut Self) -> T) -> T {
        if self.open.len() >= MAX_QUESTIONS || !self.open.insert(question) {
            return unknown;
        }
        let result = answer(self);
        self.open.remove(&question);
        result
    }

    pub(crate) fn file(&self, file: FileId) -> &'p ParsedFile {
        &self.program.packages[file.package.0 as usize].files[file.index as usize]
    }

    pub(crate) fn tree(&self, file: FileId) -> &'p Tree {
        &self.file(file).tree
    }

    pub(crate) fn file_names(&self, file: FileId) -> &'p FileNames {
        self.names.file(file)
    }

    pub(crate) fn ident_text(&self, (file, ident): At<IdentId>) -> &'p str {
        let file = self.file(file);
        file.tree.ident(ident).text(file.source.text())
    }

    /// A type with type parameters replaced.
    fn substitute(&mut self, ty: TypeId, with: &FxHashMap<(FileId, IdentId), TypeId>) -> TypeId {
        if with.is_empty() {
            return ty;
        }
        self.map(ty, &mut FxHashMap::default(), &|this, ty| match *this.get(ty) {
            Type::Param(file, ident) => with.get(&(file, ident)).copied(),
            _ => None,
        })
    }

    /// A type with the type parameters that a file declares replaced, in order.
    fn substitute_params(
        &mut self,
        ty: TypeId,
        file: FileId,
        params: &[IdentId],
        args: &[TypeId],
    ) -> TypeId {
        let params = params.iter().map(|&ident| (file, ident));
        self.substitute(ty, &params.zip(args.iter().copied()).collect())
    }

    /// A type in which each part for which `replace` has something is replaced; `done` remembers
    /// parts, as one may stand in a type more often than could be counted.
    fn map(
        &mut self,
        ty: TypeId,
        done: &mut FxHashMap<TypeId, TypeId>,
        replace: &dyn Fn(&Self, TypeId) -> Option<TypeId>,
    ) -> TypeId {
        if let Some(&known) = done.get(&ty) {
            return known;
        }
        let mapped = self.map_new(ty, done, replace);
        done.insert(ty, mapped);
        mapped
    }

    fn map_new(
        &mut self,
        ty: TypeId,
        done: &mut FxHashMap<TypeId, TypeId>,
        replace: &dyn Fn(&Self, TypeId) -> Option<TypeId>,
    ) -> TypeId {
        if let Some(replaced) = replace(self, ty) {
            return replaced;
        }
        let mut one = |this: &mut Self, ty: TypeId| this.map(ty, done, replace);
        let mapped = match self.get(ty).clone() {
            Type::Unknown
            | Type::Basic(_)
            | Type::UnsafePointer
            | Type::Untyped(_)
            | Type::Param(..)
            | Type::Var(_) => return ty,
            Type::Named { args, .. } if args.is_empty() => return ty,
            Type::Named { decl, args } => {
                Type::Named { decl, args: args.iter().map(|&arg| one(self, arg)).collect() }
            }
            Type::Pointer(elem) => Type::Pointer(one(self, elem)),
            Type::Slice(elem) => Type::Slice(one(self, elem)),
            Type::Array(len, elem) => Type::Array(len, one(self, elem)),
            Type::Map(key, value) => Type::Map(one(self, key), one(self, value)),
            Type::Chan(dir, elem) => Type::Chan(dir, one(self, elem)),
            Type::Struct(fields) => {
                let map = |field: &StructField| {
                    let ty = one(self, field.ty);
                    StructField { ty, ..field.clone() }
                };
                Type::Struct(fields.iter().map(map).collect())
            }
            Type::Func(mut func) => {
                func.params.iter_mut().for_each(|ty| *ty = one(self, *ty));
                func.results.iter_mut().for_each(|ty| *ty = one(self, *ty));
                Type::Func(func)
            }
            Type::Interface(mut interface) => {
                interface.methods.iter_mut().for_each(|method| method.1 = one(self, method.1));
                interface.embedded.iter_mut().for_each(|ty| *ty = one(self, *ty));
                Type::Interface(interface)
            }
            Type::Union(mut terms) => {
                terms.iter_mut().for_each(|term| term.1 = one(self, term.1));
                Type::Union(terms)
            }
            Type::Tuple(mut types) => {
                types.iter_mut().for_each(|ty| *ty = one(self, *ty));
                Type::Tuple(types)
            }
        };
        self.intern(mapped)
    }

    /// Whether a type parameter stands in a type.
    pub(crate) fn mentions_type_param(&mut self, ty: TypeId) -> bool {
        let found = std::cell::Cell::new(false);
        self.map(ty, &mut FxHashMap::default(), &|this, ty| {
            found.set(found.get() || matches!(this.get(ty), Type::Param(..)));
            found.get().then_some(ty)
        });
        found.get()
    }

    /// Whether a type is, or holds by value, a type parameter.
    pub(crate) fn depends_on_type_param(&mut self, ty: TypeId) -> bool {
        let underlying = self.underlying(ty);
        if let Some(&known) = self.dependent.get(&underlying) {
            return known;
        }
        // A type that holds itself holds nothing more than its other parts.
        self.dependent.insert(underlying, false);
        let depends = self.deeper(false, |this| match this.get(underlying).clone() {
            Type::Param(..) => true,
            Type::Array(_, elem) => this.depends_on_type_param(elem),
            Type::Struct(fields) => fields.iter().any(|field| this.depends_on_type_param(field.ty)),
            _ => false,
        });
        self.dependent.insert(underlying, depends);
        depends
    }
}
