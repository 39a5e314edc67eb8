//! Type sets: which types a constraint allows, and which methods it asks for.
//!
//! Source: the language's definition of type sets, <https://go.dev/ref/spec#Interface_types>.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Question, Type, TypeId, Types};
use crate::names::universe::Predeclared;
use crate::syntax::tree::ChanDir;

/// A term of a union: a type, or with a tilde all types that are made of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Term {
    pub(super) tilde: bool,
    pub(super) ty: TypeId,
}

/// The types that an interface stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct TypeSet {
    /// The methods that all of them have, sorted by name.
    pub(super) methods: Rc<[(Box<str>, TypeId)]>,
    /// The terms that they are of; `None` where any type will do.
    pub(super) terms: Option<Rc<[Term]>>,
}

/// How many terms are looked at: products of unions grow fast.
pub(super) const MAX_TERMS: usize = 1000;

impl Types<'_> {
    /// The type set of an interface, or of any other type that stands as a constraint.
    pub(super) fn type_set(&mut self, ty: TypeId) -> Rc<TypeSet> {
        if let Some(known) = self.type_sets.get(&ty) {
            return Rc::clone(known);
        }
        let set = self.ask(Question::TypeSet(ty), None, |this| Some(this.type_set_uncached(ty)));
        let Some(set) = set else { return Rc::default() };
        let set = Rc::new(set);
        self.type_sets.insert(ty, Rc::clone(&set));
        set
    }

    fn type_set_uncached(&mut self, ty: TypeId) -> TypeSet {
        let underlying = self.underlying(ty);
        match self.get(underlying).clone() {
            Type::Unknown => TypeSet::default(),
            Type::Interface(interface) => {
                let mut methods: BTreeMap<Box<str>, TypeId> =
                    interface.methods.iter().cloned().collect();
                let mut terms: Option<Rc<[Term]>> = None;
                for &embedded in &interface.embedded {
                    let set = self.type_set(embedded);
                    methods.extend(set.methods.iter().cloned());
                    terms = match (terms, &set.terms) {
                        (Some(mine), Some(theirs)) => Some(self.both(&mine, theirs)),
                        (mine, theirs) => mine.or_else(|| theirs.clone()),
                    };
                }
                TypeSet { methods: methods.into_iter().collect(), terms }
            }
            Type::Union(union) => {
                let mut terms = Vec::new();
                for (tilde, ty) in union {
                    if !self.is_interface(ty) {
                        terms.push(Term { tilde, ty });
                        continue;
                    }
                    match &self.type_set(ty).terms {
                        Some(inner) => terms.extend(inner.iter().copied()),
                        None => return TypeSet::default(),
                    }
                }
                TypeSet { terms: Some(terms.into()), ..TypeSet::default() }
            }
            _ => {
                let term = Term { tilde: false, ty };
                TypeSet { terms: Some([term].into()), ..TypeSet::default() }
            }
        }
    }

    /// The terms for types that are in both sets.
    fn both(&mut self, a: &[Term], b: &[Term]) -> Rc<[Term]> {
        let mut terms = Vec::new();
        for &a in a {
            for &b in b {
                let (a_under, b_under) = (self.underlying(a.ty), self.underlying(b.ty));
                let common = match (a.tilde, b.tilde) {
                    _ if self.identical(a.ty, b.ty) => {
                        Some(Term { tilde: a.tilde && b.tilde, ty: a.ty })
                    }
                    (_, true) if self.identical(a_under, b_under) => Some(a),
                    (true, false) if self.identical(a_under, b_under) => Some(b),
                    _ => None,
                };
                terms.extend(common.filter(|_| terms.len() < MAX_TERMS));
            }
        }
        terms.into()
    }

    /// The type that all types of a constraint are made of, if there is one. Bytes and strings count
    /// as bytes, and channels as the one with a direction, as most operations have it.
    pub(super) fn core_of_constraint(&mut self, constraint: TypeId) -> Option<TypeId> {
        let terms = self.type_set(constraint).terms.clone()?;
        let mut cores: Vec<TypeId> = Vec::new();
        for term in terms.iter() {
            let core = self.underlying(term.ty);
            if !cores.iter().any(|&other| self.identical(core, other)) {
                cores.push(core);
            }
        }
        match *cores {
            [] => None,
            [core] => Some(core),
            _ => self.bytes_or_string(&cores).or_else(|| self.directed(&cores)),
        }
    }

    /// `[]byte | string` behaves as a slice of bytes in most places.
    fn bytes_or_string(&mut self, cores: &[TypeId]) -> Option<TypeId> {
        let string = self.basic(Predeclared::String);
        let byte = self.basic(Predeclared::Byte);
        let bytes = self.intern(Type::Slice(byte));
        let is_either = |ty| ty == string || self.identical(ty, bytes);
        cores.iter().copied().all(is_either).then_some(bytes)
    }

    /// Of channels of one element type, the one that has a direction, if all that have one agree.
    fn directed(&self, cores: &[TypeId]) -> Option<TypeId> {
        let mut found: Option<(TypeId, ChanDir, TypeId)> = None;
        for &core in cores {
            let Type::Chan(dir, elem) = *self.get(core) else { return None };
            found = match found {
                Some((_, _, other)) if other != elem => return None,
                Some((_, ChanDir::Both, _)) | None => Some((core, dir, elem)),
                Some((_, other, _)) if dir != ChanDir::Both && dir != other => return None,
                found => found,
            };
        }
        found.map(|(core, ..)| core)
    }

    /// What inference knows of a constraint's types: a term that tells them, and whether it is the
    /// only one.
    pub(super) fn core_term(&mut self, constraint: TypeId) -> Option<(Term, bool)> {
        let terms = self.type_set(constraint).terms.clone()?;
        if let [term] = *terms {
            return Some((term, true));
        }
        let ty = self.core_of_constraint(constraint)?;
        Some((Term { tilde: terms.iter().any(|term| term.tilde), ty }, false))
    }
}
