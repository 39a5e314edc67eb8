//! Sizes and alignments, as the gc compiler lays types out.

use std::rc::Rc;

use super::{StructField, Type, TypeId, Types};
use crate::names::universe::Predeclared;

impl Types<'_> {
    /// The size and alignment of a type in bytes; `None` where they are not known or depend on a
    /// type argument.
    pub(crate) fn size_align(&mut self, ty: TypeId) -> Option<(u64, u64)> {
        if let Some(&known) = self.sizes.get(&ty) {
            return known;
        }
        // A type that holds itself by value has no size.
        self.sizes.insert(ty, None);
        let size = self.deeper(None, |this| this.size_align_new(ty));
        self.sizes.insert(ty, size);
        size
    }

    fn size_align_new(&mut self, ty: TypeId) -> Option<(u64, u64)> {
        let word = self.program.target.word_bytes();
        // 64-bit values are aligned to 4 bytes on the 32-bit machines.
        let scalar = |size: u64| (size, size.min(word));
        let underlying = self.underlying(ty);
        Some(match self.get(underlying).clone() {
            Type::Unknown
            | Type::Untyped(_)
            | Type::Param(..)
            | Type::Var(_)
            | Type::Named { .. }
            | Type::Union(_)
            | Type::Tuple(_) => return None,
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
                Predeclared::Complex64 => (8, 4),
                Predeclared::Complex128 => (16, scalar(8).1),
                Predeclared::Int | Predeclared::Uint | Predeclared::Uintptr => scalar(word),
                Predeclared::String => (2 * word, word),
                Predeclared::Error | Predeclared::Any | Predeclared::Comparable => (2 * word, word),
            },
            Type::UnsafePointer
            | Type::Pointer(_)
            | Type::Map(..)
            | Type::Chan(..)
            | Type::Func(_) => scalar(word),
            Type::Slice(_) => (3 * word, word),
            Type::Interface(_) => (2 * word, word),
            Type::Array(len, elem) => {
                let (size, align) = self.size_align(elem)?;
                (size.checked_mul(len?)?, align)
            }
            Type::Struct(fields) => {
                let (mut size, mut max_align, mut last_is_empty) = (0_u64, 1, false);
                for field in fields.iter() {
                    // atomic.Int64 and its like ask for 8 bytes on every machine.
                    let (field_size, align) = self.size_align(field.ty)?;
                    size = size.checked_next_multiple_of(align)?.checked_add(field_size)?;
                    max_align = max_align.max(align);
                    last_is_empty = field_size == 0;
                }
                // A pointer to an empty last field must not point behind the object.
                if last_is_empty && size > 0 {
                    size += 1;
                }
                if fields.iter().any(|field| self.is_align64(field.ty)) {
                    max_align = max_align.max(8);
                }
                (size.checked_next_multiple_of(max_align)?, max_align)
            }
        })
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
        let mut end = Some(0_u64);
        let offset = |field: &StructField| {
            let (size, align) = self.size_align(field.ty)?;
            let offset = end?.checked_next_multiple_of(align)?;
            end = offset.checked_add(size);
            Some(offset)
        };
        let mut is_open = false;
        let offsets: Rc<[Option<u64>]> = fields
            .iter()
            .map(offset)
            .map(|offset| {
                // Behind a field of which the size is not known, nothing is known.
                is_open |= offset.is_none();
                offset.filter(|_| !is_open)
            })
            .collect();
        self.field_offsets.insert(ty, Rc::clone(&offsets));
        offsets
    }

    /// Whether a type is the marker that aligns a struct to 8 bytes.
    fn is_align64(&self, ty: TypeId) -> bool {
        let Type::Named { decl: super::TypeDecl::Global(global), .. } = self.get(ty) else {
            return false;
        };
        let path = self.program.packages[global.package.0 as usize].path.as_str();
        self.global_name(*global) == "align64"
            && matches!(path, "sync/atomic" | "internal/runtime/atomic")
    }
}
