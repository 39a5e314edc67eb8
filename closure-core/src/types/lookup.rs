//! Selectors: the field or method that `x.name` means, through embedded fields and pointers.
//!
//! As the language has it: the shallowest level of embedding on which the name occurs decides, and
//! on that level it must occur once.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{StructField, Type, TypeDecl, TypeId, Types};
use crate::names::package::Method;
use crate::names::{FileId, Global, PackageId};
use crate::syntax::tree::DeclId;

/// What a selector selects.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    Field {
        ty: TypeId,
        /// Whether the way to it leads through a pointer, that of the operand included.
        indirect: bool,
    },
    Method {
        /// Its type, without the receiver.
        func: TypeId,
        /// Whether the receiver is declared as a pointer.
        pointer: bool,
        /// Whether the way to the receiver leads through a pointer.
        indirect: bool,
        /// The named type that declares it.
        declared_by: Option<TypeDecl>,
        /// The declaration.
        decl: Option<(FileId, DeclId)>,
        /// The receiver's type, pointers removed, before the method's own is applied.
        receiver: TypeId,
    },
}

/// Where the fields of a struct type are: structs with thousands of them are looked into as often.
#[derive(Default)]
pub(super) struct FieldIndex {
    by_name: FxHashMap<Box<str>, u32>,
    embedded: Vec<u32>,
}

/// How deep embedding is followed.
pub(super) const MAX_EMBEDDING: u32 = 32;

impl Types<'_> {
    /// What `name` selects in a value of type `ty`, in code of `package`.
    pub(crate) fn select(
        &mut self,
        ty: TypeId,
        name: &str,
        package: PackageId,
    ) -> Option<Selection> {
        let mut level = vec![self.without_pointer(ty)];
        let mut seen = FxHashSet::default();
        for _ in 0..MAX_EMBEDDING {
            let mut found: Option<Selection> = None;
            let mut count = 0;
            let mut next = Vec::new();
            for (ty, indirect) in std::mem::take(&mut level) {
                // Named types may embed themselves, by pointer.
                if matches!(self.get(ty), Type::Named { .. }) && !seen.insert(ty) {
                    continue;
                }
                if let Some(method) = self.method(ty, name, package, indirect) {
                    count += 1;
                    found = Some(method);
                    continue;
                }
                let core = self.core(ty);
                let Type::Struct(fields) = self.get(core).clone() else { continue };
                let index = self.field_index(core, &fields);
                if let Some(field) = index.by_name.get(name).map(|&place| &fields[place as usize])
                    && visible(name, field.package, package)
                {
                    count += 1;
                    found = Some(Selection::Field { ty: field.ty, indirect });
                    continue;
                }
                for &place in &index.embedded {
                    let (ty, through_pointer) = self.without_pointer(fields[place as usize].ty);
                    next.push((ty, indirect || through_pointer));
                }
            }
            match count {
                0 if next.is_empty() => return None,
                0 => level = next,
                1 => return found,
                _ => return None,
            }
        }
        None
    }

    /// Whether a type is an interface, rather than a type parameter bound by one.
    pub(crate) fn is_interface(&mut self, ty: TypeId) -> bool {
        let underlying = self.underlying(ty);
        matches!(self.get(underlying), Type::Interface(_))
    }

    /// Whether a selector that finds nothing in a value of type `ty` may still select something:
    /// the type, or one that it embeds, is not known.
    pub(crate) fn lookup_is_open(&mut self, ty: TypeId) -> bool {
        let underlying = self.underlying(ty);
        match self.get(underlying).clone() {
            Type::Unknown => true,
            Type::Struct(fields) => fields
                .iter()
                .any(|field| field.embedded && self.underlying(field.ty) == TypeId::UNKNOWN),
            _ => false,
        }
    }

    /// The index of a struct type's fields.
    fn field_index(&mut self, ty: TypeId, fields: &[StructField]) -> Rc<FieldIndex> {
        let build = || {
            let mut index = FieldIndex::default();
            for (place, field) in (0..).zip(fields) {
                index.by_name.entry(field.name.clone()).or_insert(place);
                if field.embedded {
                    index.embedded.push(place);
                }
            }
            Rc::new(index)
        };
        Rc::clone(self.fields.entry(ty).or_insert_with(build))
    }

    /// A type without its pointer, and whether it had one.
    fn without_pointer(&mut self, ty: TypeId) -> (TypeId, bool) {
        match *self.get(ty) {
            Type::Pointer(elem) => (elem, true),
            // A named pointer type has no methods, but its fields can be selected.
            Type::Named { .. } => {
                let underlying = self.underlying(ty);
                match *self.get(underlying) {
                    Type::Pointer(elem) => (elem, true),
                    _ => (ty, false),
                }
            }
            _ => (ty, false),
        }
    }

    /// The method that a type itself has.
    fn method(
        &mut self,
        ty: TypeId,
        name: &str,
        package: PackageId,
        indirect: bool,
    ) -> Option<Selection> {
        if let Type::Named { decl: decl @ TypeDecl::Global(global), args } = self.get(ty) {
            let (decl, global, args) = (*decl, *global, args.clone());
            if let Some(method) = self.declared_method(global, name)
                && visible(name, global.package, package)
            {
                let file = FileId { package: global.package, index: method.file };
                return Some(Selection::Method {
                    func: self.method_type(file, method.decl, &args),
                    pointer: method.pointer,
                    indirect,
                    declared_by: Some(decl),
                    decl: Some((file, method.decl)),
                    receiver: ty,
                });
            }
        }
        let func = self.interface_method(ty, name)?;
        let declared_by = match self.get(ty) {
            Type::Named { decl, .. } => Some(*decl),
            _ => None,
        };
        Some(Selection::Method {
            func,
            pointer: false,
            indirect,
            declared_by,
            decl: None,
            receiver: ty,
        })
    }

    fn declared_method(&self, global: Global, name: &str) -> Option<Method> {
        let base = self.global_name(global);
        self.names.scope(global.package).method(base, name)
    }

    /// What a receiver written as `name` is in `package`: the name of the type itself, and whether
    /// an alias makes it a pointer.
    pub(crate) fn receiver<'b>(&'b self, package: PackageId, name: &'b str) -> (&'b str, bool) {
        self.names.scope(package).receiver(name)
    }

    /// The name of a type at package level.
    pub(crate) fn global_name(&self, global: Global) -> &str {
        let (file, decl, place) = self.declaration(global);
        let tree = self.tree(file);
        let ident = match tree.decl(decl) {
            crate::syntax::tree::Decl::Type { name, .. }
            | crate::syntax::tree::Decl::Func { name, .. } => Some(name),
            crate::syntax::tree::Decl::Const { names, .. }
            | crate::syntax::tree::Decl::Var { names, .. } => tree.nth(names, place as usize),
            crate::syntax::tree::Decl::Import(_) => None,
        };
        ident.map_or("_", |ident| self.ident_text((file, ident)))
    }

    /// The method of an interface, of what it embeds, or of a type parameter's constraint.
    fn interface_method(&mut self, ty: TypeId, name: &str) -> Option<TypeId> {
        let mut open = vec![ty];
        let mut seen = FxHashSet::default();
        while let Some(ty) = open.pop() {
            let underlying = self.underlying(ty);
            if !seen.insert(underlying) {
                continue;
            }
            match self.get(underlying).clone() {
                Type::Interface(interface) => {
                    let methods = &interface.methods;
                    if let Ok(found) = methods.binary_search_by(|(n, _)| (**n).cmp(name)) {
                        return Some(methods[found].1);
                    }
                    open.extend(interface.embedded.iter().rev());
                }
                Type::Param(file, ident) => open.push(self.constraint(file, ident)),
                _ => {}
            }
        }
        None
    }
}

/// Whether code of package `from` may use `name`, declared in package `of`.
pub(super) fn visible(name: &str, of: PackageId, from: PackageId) -> bool {
    of == from || name.chars().next().is_some_and(char::is_uppercase)
}
