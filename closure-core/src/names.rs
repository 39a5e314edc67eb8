//! Names: what each identifier stands for.
//!
//! Package scopes come first, as declarations are visible everywhere in their package and exported
//! ones in others; then each file is walked once, with a stack of block scopes. Neither step needs
//! types. What takes types to tell (fields and methods behind a dot, keys of struct literals) is
//! left to whoever has them.

pub(crate) mod package;
mod resolve;
pub(crate) mod universe;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::program::Program;
use crate::syntax::tree::{ClauseId, DeclId, ExprId, FieldId, Id, IdentId, StmtId};
use package::PackageScope;
use universe::Universe;

/// A package, by its place in the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct PackageId(pub(crate) u32);

/// A file, by its package and its place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FileId {
    pub(crate) package: PackageId,
    pub(crate) index: u32,
}

/// A declaration at package level, by its package and its place in the package's scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Global {
    pub(crate) package: PackageId,
    pub(crate) index: u32,
}

/// A local variable, by its place in its file's table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct VarId(pub(crate) u32);

/// What an identifier stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Object {
    /// Nothing that is known, or nothing that scopes decide (a field, a label).
    Unresolved,
    /// A variable of a function.
    Var(VarId),
    /// A constant of a function: the declaration and the name's place in it.
    LocalConst(DeclId, u32),
    /// A type of a function.
    LocalType(DeclId),
    /// A type parameter, by the identifier that declares it.
    TypeParam(IdentId),
    /// A constant, variable, type or function at package level.
    Global(Global),
    /// An imported package; `None` where it is not loaded.
    Import(Option<PackageId>),
    /// A predeclared name.
    Universe(Universe),
}

/// What declares a local variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// A parameter or a receiver.
    Param(FieldId),
    /// A result with a name.
    Result(FieldId),
    /// `var`: the declaration and the name's place in it.
    Declared(DeclId, u32),
    /// `:=`: the statement and the name's place on its left side.
    Defined(StmtId, u32),
    /// `for x, y := range`: the statement and 0 or 1.
    Range(StmtId, u32),
    /// `switch x := y.(type)`: one variable for each clause.
    TypeSwitch(StmtId, ClauseId),
}

/// A variable of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Var {
    pub(crate) ident: IdentId,
    pub(crate) origin: Origin,
}

/// What is known of a type parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeParam {
    /// Its constraint.
    Constrained(ExprId),
    /// In a method's receiver.
    OfReceiver {
        /// The name of the generic type.
        base: IdentId,
        /// The place among that type's parameters.
        place: u32,
        /// The receiver's type, without its pointer: the base and its parameters.
        receiver: ExprId,
    },
}

/// Where a composite literal stands that leaves out its type: what the literal around it is made of
/// tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elided {
    /// The literal around it.
    pub(crate) literal: ExprId,
    /// Whether it is a key there, rather than a value.
    pub(crate) is_key: bool,
}

/// What the identifiers of one file stand for.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    /// One for each identifier.
    objects: Vec<Object>,
    /// The local variables.
    vars: Vec<Var>,
    /// By the identifier that declares it.
    type_params: FxHashMap<IdentId, TypeParam>,
    /// By the clause that declares it.
    clause_vars: FxHashMap<ClauseId, VarId>,
    /// The composite literals without a type.
    elided: FxHashMap<ExprId, Elided>,
    /// The composite literals whose elements count for a type `[...]T`, by the type.
    counted: FxHashMap<ExprId, ExprId>,
}

impl FileNames {
    /// What an identifier stands for.
    pub(crate) fn object(&self, ident: IdentId) -> Object {
        self.objects.get(ident.index()).copied().unwrap_or(Object::Unresolved)
    }

    /// A local variable.
    pub(crate) fn var(&self, var: VarId) -> Var {
        self.vars[var.0 as usize]
    }

    /// All local variables.
    pub(crate) fn vars(&self) -> impl Iterator<Item = (VarId, Var)> + use<'_> {
        (0..).map(VarId).zip(self.vars.iter().copied())
    }

    /// The variable that a clause of a type switch declares.
    pub(crate) fn clause_var(&self, clause: ClauseId) -> Option<VarId> {
        self.clause_vars.get(&clause).copied()
    }

    /// Where a composite literal stands that leaves out its type.
    pub(crate) fn elided(&self, literal: ExprId) -> Option<Elided> {
        self.elided.get(&literal).copied()
    }

    /// The composite literal whose elements count for a type `[...]T`.
    pub(crate) fn counted(&self, array: ExprId) -> Option<ExprId> {
        self.counted.get(&array).copied()
    }

    /// What is known of the type parameter that `ident` declares.
    pub(crate) fn type_param(&self, ident: IdentId) -> Option<TypeParam> {
        self.type_params.get(&ident).copied()
    }

    /// The variable that `ident` declares, rather than uses.
    pub(crate) fn declared(&self, ident: IdentId) -> Option<VarId> {
        match self.object(ident) {
            Object::Var(var) if self.var(var).ident == ident => Some(var),
            _ => None,
        }
    }
}

/// The names of a whole program.
#[derive(Debug)]
pub(crate) struct Names {
    scopes: Vec<PackageScope>,
    files: Vec<Vec<FileNames>>,
}

impl Names {
    /// Resolves a program: all of its requested packages, and the declarations of the others.
    pub(crate) fn resolve(program: &Program) -> Self {
        let by_path: FxHashMap<String, PackageId> = (0..)
            .map(PackageId)
            .zip(&program.packages)
            .map(|(id, p)| (p.path.clone(), id))
            .collect();
        let scopes: Vec<PackageScope> =
            program.packages.par_iter().map(PackageScope::collect).collect();
        let files = (0..program.packages.len() as u32)
            .into_par_iter()
            .map(|index| resolve::package(program, &scopes, &by_path, PackageId(index)))
            .collect();
        Self { scopes, files }
    }

    /// A package's scope.
    pub(crate) fn scope(&self, package: PackageId) -> &PackageScope {
        &self.scopes[package.0 as usize]
    }

    /// A file's names.
    pub(crate) fn file(&self, file: FileId) -> &FileNames {
        &self.files[file.package.0 as usize][file.index as usize]
    }
}
