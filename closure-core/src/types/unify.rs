//! Unification: which types the type parameters of a call must be for two types to be the same, or
//! one to be assignable to the other.
//!
//! Source: the language's rules, <https://go.dev/ref/spec#Type_unification>. A type parameter that is
//! being inferred is a [`Type::Var`], so that a function that calls itself does not meet its own
//! parameters.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Selection, Type, TypeDecl, TypeId, Types};
use crate::names::PackageId;
use crate::syntax::tree::ChanDir;

/// How closely two types must agree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fit {
    /// They are the same.
    Exact,
    /// A value of one is assigned to the other: what they are made of must be the same.
    Assign,
    /// One is made of what the other is, at any depth.
    Loose,
}

impl Fit {
    /// How closely the elements of types must agree that fit so.
    fn of_elements(self) -> Self {
        match self {
            Self::Exact | Self::Assign => Self::Exact,
            Self::Loose => Self::Loose,
        }
    }
}

/// What is known of a type parameter.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Free,
    Is(TypeId),
    /// The same as another.
    SameAs(u32),
}

/// The type parameters that are being inferred, by the numbers of their [`Type::Var`]s.
pub(super) struct Vars {
    slots: Vec<Slot>,
    /// Pairs that agree already: a pair may stand in two types more often than could be counted.
    agreed: FxHashSet<(TypeId, TypeId, Fit)>,
    depth: u32,
    /// The package whose unexported methods count.
    package: PackageId,
}

/// How deep types are compared; types that go deeper are made of themselves.
const MAX_DEPTH: u32 = 100;

impl Vars {
    pub(super) fn new(n: usize, package: PackageId) -> Self {
        let slots = vec![Slot::Free; n];
        Self { slots, agreed: FxHashSet::default(), depth: 0, package }
    }

    /// Adds a parameter; returns its number.
    pub(super) fn add(&mut self) -> u32 {
        self.slots.push(Slot::Free);
        self.slots.len() as u32 - 1
    }

    fn root(&self, mut var: u32) -> u32 {
        while let Some(Slot::SameAs(other)) = self.slots.get(var as usize) {
            var = *other;
        }
        var
    }

    /// The type of a parameter, as far as it is known.
    pub(super) fn get(&self, var: u32) -> Option<TypeId> {
        match self.slots.get(self.root(var) as usize) {
            Some(Slot::Is(ty)) => Some(*ty),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, var: u32, ty: TypeId) {
        let root = self.root(var);
        if let Some(slot) = self.slots.get_mut(root as usize) {
            *slot = Slot::Is(ty);
        }
    }

    /// How many parameters are not known yet.
    pub(super) fn n_unknown(&self) -> usize {
        self.slots.iter().filter(|slot| matches!(slot, Slot::Free)).count()
    }

    /// Makes two parameters one. False if both are known: then their types must agree.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let (known, free) = match (self.get(a), self.get(b)) {
            (Some(_), Some(_)) => return false,
            (_, None) => (a, b),
            (None, _) => (b, a),
        };
        self.slots[free as usize] = Slot::SameAs(known);
        true
    }
}

impl Types<'_> {
    /// Whether two types are the same, by whatever names.
    pub(super) fn identical(&mut self, a: TypeId, b: TypeId) -> bool {
        let mut vars = Vars::new(0, PackageId(u32::MAX));
        a == b
            || a != TypeId::UNKNOWN
                && b != TypeId::UNKNOWN
                && self.unify(&mut vars, a, b, Fit::Exact)
    }

    /// Makes two types agree by binding parameters. False where they cannot.
    pub(super) fn unify(&mut self, vars: &mut Vars, a: TypeId, b: TypeId, fit: Fit) -> bool {
        if a == b || a == TypeId::UNKNOWN || b == TypeId::UNKNOWN {
            return true;
        }
        if vars.depth >= MAX_DEPTH || vars.agreed.contains(&(a, b, fit)) {
            return vars.depth < MAX_DEPTH;
        }
        vars.depth += 1;
        let agree = self.unify_new(vars, a, b, fit);
        vars.depth -= 1;
        if agree {
            vars.agreed.insert((a, b, fit));
        }
        agree
    }

    fn unify_new(&mut self, vars: &mut Vars, a: TypeId, b: TypeId, fit: Fit) -> bool {
        // A parameter stands on the left, and a defined type on the right, if there is one.
        let (a, mut b) =
            if self.is_defined(a) || self.as_var(b).is_some() { (b, a) } else { (a, b) };
        if fit != Fit::Exact && self.is_defined(b) && self.is_literal(a) && !self.is_interface(a) {
            b = self.underlying(b);
            if a == b {
                return true;
            }
        }
        match (self.as_var(a), self.as_var(b)) {
            (Some(x), Some(y)) => {
                if vars.join(x, y) {
                    return true;
                }
                match (vars.get(x), vars.get(y)) {
                    (Some(x), Some(y)) => self.unify(vars, x, y, fit),
                    _ => true,
                }
            }
            (Some(var), None) => match vars.get(var) {
                Some(known) => self.agree_with_known(vars, var, known, b, fit),
                None => {
                    vars.set(var, b);
                    true
                }
            },
            _ => self.unify_structure(vars, a, b, fit),
        }
    }

    /// A parameter has a type already: the better one of it and another stays.
    fn agree_with_known(
        &mut self,
        vars: &mut Vars,
        var: u32,
        known: TypeId,
        other: TypeId,
        fit: Fit,
    ) -> bool {
        if !self.unify(vars, known, other, fit) {
            return false;
        }
        if self.is_interface(known) != self.is_interface(other) {
            return false;
        }
        if fit == Fit::Exact || self.is_defined(known) {
            return true;
        }
        // Values of the other types can be assigned to a defined type, and channels to one that has a
        // direction.
        let is_directed = |ty: &Type| matches!(ty, Type::Chan(dir, _) if *dir != ChanDir::Both);
        if self.is_defined(other) || is_directed(self.get(other)) {
            vars.set(var, other);
        }
        true
    }

    fn unify_structure(&mut self, vars: &mut Vars, a: TypeId, b: TypeId, fit: Fit) -> bool {
        match (self.is_interface(a), self.is_interface(b)) {
            (true, true) if fit != Fit::Exact => return self.unify_interfaces(vars, a, b),
            (true, false) if fit != Fit::Exact => return self.unify_methods(vars, a, b),
            (false, true) if fit != Fit::Exact => return self.unify_methods(vars, b, a),
            _ => {}
        }
        // A parameter of the function around it, which is whatever its constraint allows.
        for (param, other) in [(a, b), (b, a)] {
            if let Type::Param(file, ident) = *self.get(param) {
                let constraint = self.constraint(file, ident);
                return match self.core_of_constraint(constraint) {
                    Some(core) => self.unify(vars, core, other, Fit::Assign),
                    None => false,
                };
            }
        }
        let inner = fit.of_elements();
        match (self.get(a).clone(), self.get(b).clone()) {
            (Type::Named { decl, args }, Type::Named { decl: other, args: others }) => {
                decl == other && self.unify_all(vars, &args, &others, fit)
            }
            (Type::Pointer(a), Type::Pointer(b)) | (Type::Slice(a), Type::Slice(b)) => {
                self.unify(vars, a, b, inner)
            }
            (Type::Array(n, a), Type::Array(m, b)) => {
                (n.is_none() || m.is_none() || n == m) && self.unify(vars, a, b, inner)
            }
            (Type::Chan(dir, a), Type::Chan(other, b)) => {
                (fit != Fit::Exact || dir == other) && self.unify(vars, a, b, inner)
            }
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                self.unify(vars, key, other_key, inner)
                    && self.unify(vars, value, other_value, inner)
            }
            (Type::Func(a), Type::Func(b)) => {
                a.variadic == b.variadic
                    && self.unify_all(vars, &a.params, &b.params, inner)
                    && self.unify_all(vars, &a.results, &b.results, inner)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(a, b)| {
                        a.name == b.name
                            && a.embedded == b.embedded
                            && a.tag == b.tag
                            && self.unify(vars, a.ty, b.ty, inner)
                    })
            }
            (Type::Interface(_), Type::Interface(_)) => self.unify_interfaces(vars, a, b),
            (Type::Basic(a), Type::Basic(b)) => a.canonical() == b.canonical(),
            _ => false,
        }
    }

    fn unify_all(&mut self, vars: &mut Vars, a: &[TypeId], b: &[TypeId], fit: Fit) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.unify(vars, a, b, fit))
    }

    /// Two interfaces agree where the methods of one are among those of the other.
    fn unify_interfaces(&mut self, vars: &mut Vars, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (self.type_set(a), self.type_set(b));
        let (few, many) = if a.methods.len() <= b.methods.len() { (&a, &b) } else { (&b, &a) };
        few.methods.iter().all(|(name, func)| {
            let found = many.methods.binary_search_by(|(other, _)| other.cmp(name));
            found.is_ok_and(|at| self.unify(vars, *func, many.methods[at].1, Fit::Exact))
        })
    }

    /// A type agrees with an interface where it has its methods.
    pub(super) fn unify_methods(&mut self, vars: &mut Vars, interface: TypeId, ty: TypeId) -> bool {
        let set = self.type_set(interface);
        set.methods.iter().all(|(name, func)| match self.select(ty, name, vars.package) {
            Some(Selection::Method { func: found, .. }) => {
                self.unify(vars, *func, found, Fit::Exact)
            }
            _ => false,
        })
    }

    fn as_var(&self, ty: TypeId) -> Option<u32> {
        match *self.get(ty) {
            Type::Var(var) => Some(var),
            _ => None,
        }
    }

    /// Whether a type has a name of its own; `any` is another name of `interface{}`.
    fn is_defined(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Named { decl, .. } => *decl != TypeDecl::Any,
            _ => false,
        }
    }

    fn is_literal(&self, ty: TypeId) -> bool {
        !self.is_defined(ty) && !matches!(self.get(ty), Type::Param(..) | Type::Var(_))
    }

    /// A type in which parameters are replaced by what they are known to be; unknown where they are
    /// not, or where they are made of themselves.
    pub(super) fn resolve(&mut self, vars: &Vars, ty: TypeId) -> TypeId {
        let resolved = self.resolve_within(vars, ty, &mut Vec::new());
        // What is still in it is not known.
        self.map(resolved, &mut FxHashMap::default(), &|this, ty| {
            matches!(this.get(ty), Type::Var(_)).then_some(TypeId::UNKNOWN)
        })
    }

    fn resolve_within(&mut self, vars: &Vars, ty: TypeId, around: &mut Vec<u32>) -> TypeId {
        let mut mentioned = Vec::new();
        let found = std::cell::RefCell::new(&mut mentioned);
        self.map(ty, &mut FxHashMap::default(), &|this, ty| {
            if let Type::Var(var) = *this.get(ty) {
                found.borrow_mut().push(var);
            }
            None
        });
        if mentioned.is_empty() {
            return ty;
        }
        let mut known: FxHashMap<TypeId, TypeId> = FxHashMap::default();
        for var in mentioned {
            let root = vars.root(var);
            let Some(ty) = vars.get(root).filter(|_| !around.contains(&root)) else { continue };
            around.push(root);
            let resolved = self.resolve_within(vars, ty, around);
            around.pop();
            known.insert(self.intern(Type::Var(var)), resolved);
        }
        self.map(ty, &mut FxHashMap::default(), &|_, ty| known.get(&ty).copied())
    }
}
