//! Sizes, alignments and pointers, as the gc compiler lays types out for each machine.
//!
//! Machines differ in the size of a word alone, 4 or 8 bytes (8 on wasm): nothing is aligned to more
//! than a word, so that on the 32-bit machines 64-bit numbers lie at multiples of 4, save in a struct
//! that asks for more (`atomic.Int64` and its like).
//!
//! Source: the compiler's `types/size.go`, `typebits/typebits.go` and `NewNamed` in
//! `types/type.go`; the same from Go 1.22 to 1.27.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::type_set::MAX_TERMS;
use super::{StructField, Type, TypeDecl, TypeId, Types};
use crate::layout::{Extent, Fields, PointerMap};
use crate::names::FileId;
use crate::names::universe::Predeclared;
use crate::syntax::tree::IdentId;

/// What is known of the layout of types.
#[derive(Default)]
pub(super) struct Layouts {
    extents: FxHashMap<(TypeId, Pointers), Option<Extent>>,
    pointers: FxHashMap<TypeId, Option<Rc<PointerMap>>>,
    not_in_heap: FxHashMap<TypeId, bool>,
}

/// Whether an extent tells which words are pointers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Pointers {
    Told,
    /// For constants like `unsafe.Sizeof`: what lies behind pointers is not asked for, as its own type
    /// may have the constant in it.
    Untold,
}

impl Types<'_> {
    /// The size and alignment of a type in bytes; `None` where they are not known or where there is a
    /// type parameter, with which they are no constants, whatever it may stand for.
    pub(crate) fn size_align(&mut self, ty: TypeId) -> Option<(u64, u64)> {
        self.constant_extent(ty).map(|extent| (extent.size, extent.align))
    }

    fn constant_extent(&mut self, ty: TypeId) -> Option<Extent> {
        if self.depends_on_type_param(ty) {
            return None;
        }
        self.extent_with(ty, Pointers::Untold)
    }

    /// The size and alignment of a type, and how far its pointers reach; `None` where they are not
    /// known or depend on type arguments.
    pub(crate) fn extent(&mut self, ty: TypeId) -> Option<Extent> {
        self.extent_with(ty, Pointers::Told)
    }

    fn extent_with(&mut self, ty: TypeId, pointers: Pointers) -> Option<Extent> {
        if let Some(&known) = self.layouts.extents.get(&(ty, pointers)) {
            return known;
        }
        // A type that holds itself by value has no size.
        self.layouts.extents.insert((ty, pointers), None);
        let extent = self.deeper(None, |this| this.extent_new(ty, pointers));
        self.layouts.extents.insert((ty, pointers), extent);
        extent
    }

    fn extent_new(&mut self, ty: TypeId, pointers: Pointers) -> Option<Extent> {
        let word = self.program.target.word_bytes();
        // 64-bit values are aligned to 4 bytes on the 32-bit machines.
        let scalar = |size: u64| Extent { size, align: size.min(word), pointer_bytes: 0 };
        let words = |n: u64, n_pointer_words: u64| Extent {
            size: n * word,
            align: word,
            pointer_bytes: n_pointer_words * word,
        };
        let underlying = self.underlying(ty);
        Some(match self.get(underlying).clone() {
            Type::Unknown
            | Type::Untyped(_)
            | Type::Var(_)
            | Type::Named { .. }
            | Type::Union(_)
            | Type::Tuple(_) => return None,
            Type::Param(file, ident) => {
                let like = self.all_alike(file, ident)?;
                self.extent_with(like, pointers)?
            }
            Type::Basic(basic) => match basic {
                Predeclared::Bool | Predeclared::Int8 | Predeclared::Uint8 | Predeclared::Byte => {
                    scalar(1)
                }
                Predeclared::Int16 | Predeclared::Uint16 => scalar(2),
                Predeclared::Int32
                | Predeclared::Uint32
                | Predeclared::Float32
                | Predeclared::Rune => scalar(4),
                Predeclared::Int64 | Predeclared::Uint64 | Predeclared::Float64 => scalar(8),
                // Aligned as their halves are.
                Predeclared::Complex64 => Extent { size: 8, ..scalar(4) },
                Predeclared::Complex128 => Extent { size: 16, ..scalar(8) },
                Predeclared::Int | Predeclared::Uint | Predeclared::Uintptr => scalar(word),
                Predeclared::String => words(2, 1),
                Predeclared::Error | Predeclared::Any | Predeclared::Comparable => words(2, 2),
            },
            Type::UnsafePointer | Type::Map(..) | Type::Chan(..) | Type::Func(_) => words(1, 1),
            Type::Pointer(elem) | Type::Slice(elem) => {
                let n = if matches!(self.get(underlying), Type::Pointer(_)) { 1 } else { 3 };
                let is_passed_over = pointers == Pointers::Told && self.is_not_in_heap(elem);
                words(n, u64::from(!is_passed_over))
            }
            Type::Interface(_) => words(2, 2),
            Type::Array(len, elem) => {
                let (len, elem) = (len?, self.extent_with(elem, pointers)?);
                let size = elem.size.checked_mul(len)?;
                let pointer_bytes = match elem.pointer_bytes {
                    _ if len == 0 => 0,
                    0 => 0,
                    last => size - elem.size + last,
                };
                Extent { size, pointer_bytes, ..elem }
            }
            Type::Struct(fields) => {
                let mut placed = Fields::NONE;
                for field in fields.iter() {
                    placed.add(self.extent_with(field.ty, pointers)?)?;
                }
                // atomic.Int64 and its like ask for 8 bytes on every machine.
                let min_align = if self.is_align64(ty) { 8 } else { 1 };
                placed.extent(min_align)?
            }
        })
    }

    /// Which words of a type's values hold pointers; `None` where that is not known, or where there
    /// are more words than are told apart.
    pub(crate) fn pointers(&mut self, ty: TypeId) -> Option<Rc<PointerMap>> {
        if let Some(known) = self.layouts.pointers.get(&ty) {
            return known.clone();
        }
        let map = match self.extent(ty) {
            Some(Extent { pointer_bytes: 0, .. }) => Some(PointerMap::default()),
            Some(_) => self.deeper(None, |this| this.pointers_new(ty)),
            None => None,
        };
        let map = map.map(Rc::new);
        self.layouts.pointers.insert(ty, map.clone());
        map
    }

    /// The map of a type that has a size and pointers in it.
    fn pointers_new(&mut self, ty: TypeId) -> Option<PointerMap> {
        let word = self.program.target.word_bytes();
        let mut map = PointerMap::default();
        let underlying = self.underlying(ty);
        match self.get(underlying).clone() {
            Type::Array(len, elem) => {
                let n_words = self.extent(elem)?.size / word;
                let elem = self.pointers(elem)?;
                // Each element has a pointer, so that a map comes to its end soon.
                for index in 0..len? {
                    map.add(index.checked_mul(n_words)?, &elem)?;
                }
            }
            Type::Struct(fields) => {
                let mut placed = Fields::NONE;
                for field in fields.iter() {
                    let offset = placed.add(self.extent(field.ty)?)?;
                    map.add(offset / word, &*self.pointers(field.ty)?)?;
                }
            }
            Type::Param(file, ident) => {
                let like = self.all_alike(file, ident)?;
                return self.pointers(like).map(|map| (*map).clone());
            }
            // The first word leads to a type or a table, which nothing needs to keep: the collector
            // passes over it.
            Type::Interface(_) => map.add(1, &PointerMap::pointer())?,
            // Of strings and slices, the first word alone.
            _ => map = PointerMap::pointer(),
        }
        Some(map)
    }

    /// Of the types that a type parameter may stand for, one that all others lie in memory like: for
    /// `~[]E` it is a slice; `None` where they differ, or are not known.
    fn all_alike(&mut self, file: FileId, ident: IdentId) -> Option<TypeId> {
        let constraint = self.constraint(file, ident);
        let terms = self.type_set(constraint).terms.clone()?;
        // As many may not be all.
        if terms.len() >= MAX_TERMS {
            return None;
        }
        let (first, others) = terms.split_first()?;
        let extent = self.extent(first.ty)?;
        let pointers = self.pointers(first.ty)?;
        let alike = others.iter().all(|other| {
            self.extent(other.ty) == Some(extent)
                && self.pointers(other.ty).is_some_and(|other| other == pointers)
        });
        alike.then_some(first.ty)
    }

    /// Where each field of a struct type is, as far as sizes are known.
    pub(super) fn field_offsets(
        &mut self,
        ty: TypeId,
        fields: &[StructField],
    ) -> Rc<[Option<u64>]> {
        if let Some(known) = self.field_offsets.get(&ty) {
            return Rc::clone(known);
        }
        let mut placed = Some(Fields::NONE);
        let offset = |field: &StructField| {
            // Behind a field of which the size is not known, nothing is known.
            let (mut fields, extent) = placed.take().zip(self.constant_extent(field.ty))?;
            let offset = fields.add(extent)?;
            placed = Some(fields);
            Some(offset)
        };
        let offsets: Rc<[Option<u64>]> = fields.iter().map(offset).collect();
        self.field_offsets.insert(ty, Rc::clone(&offsets));
        offsets
    }

    /// Whether a type is the marker that aligns a struct to 8 bytes.
    fn is_align64(&self, ty: TypeId) -> bool {
        self.is_declared(ty, "align64", &["sync/atomic", "internal/runtime/atomic"])
            // As Go 1.22 and 1.23 have it.
            || self.is_declared(ty, "align64", &["runtime/internal/atomic"])
    }

    /// Whether values of a type never lie in the heap, so that the collector passes over pointers to
    /// them: it is the runtime's marker, or holds it by value.
    fn is_not_in_heap(&mut self, ty: TypeId) -> bool {
        if let Some(&known) = self.layouts.not_in_heap.get(&ty) {
            return known;
        }
        // A type that holds itself holds nothing more than its other parts.
        self.layouts.not_in_heap.insert(ty, false);
        let is = self.is_declared(ty, "nih", &["internal/runtime/sys", "runtime/internal/sys"])
            || self.deeper(false, |this| {
                let underlying = this.underlying(ty);
                match this.get(underlying).clone() {
                    Type::Array(_, elem) => this.is_not_in_heap(elem),
                    Type::Struct(fields) => fields.iter().any(|f| this.is_not_in_heap(f.ty)),
                    _ => false,
                }
            });
        self.layouts.not_in_heap.insert(ty, is);
        is
    }

    /// Whether a type is the one that one of the packages declares under a name.
    fn is_declared(&self, ty: TypeId, name: &str, packages: &[&str]) -> bool {
        let Type::Named { decl: TypeDecl::Global(global), .. } = self.get(ty) else { return false };
        let path = self.program.packages[global.package.0 as usize].path.as_str();
        packages.contains(&path) && self.global_name(*global) == name
    }
}
