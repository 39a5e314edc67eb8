//! Where members of structs are, and whether there are pointers.
//!
//! Source: the System V ABI's rules for structs and bit-fields; `Struct` and `hasPointer` in the cgo
//! tool's `gcc.go` for what of it Go sees.

use std::rc::Rc;

use super::{Body, Declarations, Item, Kind, MAX_DEPTH, Type};
use crate::program::Target;

/// The size of a type and what its places are multiples of, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    pub(crate) size: u64,
    /// In C.
    pub(crate) align: u64,
    /// In Go, which may be less.
    pub(crate) go_align: u64,
}

/// A struct or union laid out.
pub(crate) struct Placed {
    /// Of each member that is no bit-field, its place among the members, and its offset in bytes.
    pub(crate) offsets: Vec<(usize, u64)>,
    pub(crate) layout: Layout,
}

/// How far a question may go: types that are made of others, which may be themselves.
struct Walk {
    depth: u32,
    left: u32,
}

impl Walk {
    fn new() -> Self {
        Self { depth: 0, left: 20_000 }
    }

    fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH || self.left == 0 {
            return None;
        }
        self.depth += 1;
        self.left -= 1;
        let result = step(self);
        self.depth -= 1;
        result
    }
}

impl Declarations {
    /// The layout of a type; `None` where it is not known.
    pub(crate) fn layout(&self, ty: &Type, target: &Target) -> Option<Layout> {
        self.layout_within(ty, target, &mut Walk::new())
    }

    /// Where the members of a struct or union are.
    pub(crate) fn placed(&self, kind: Kind, tag: &str, target: &Target) -> Option<Placed> {
        self.placed_within(kind, tag, target, &mut Walk::new())
    }

    fn layout_within(&self, ty: &Type, target: &Target, walk: &mut Walk) -> Option<Layout> {
        let word = target.word_bytes();
        let scalar = |size: u64| {
            let is_386 = target.goarch == "386" && target.goos != "windows";
            let align = if is_386 { size.min(4) } else { size };
            Layout { size, align, go_align: size.min(word) }
        };
        match ty {
            Type::Unknown | Type::Void | Type::Func(_) => None,
            Type::Basic(name) => Some(match *name {
                "char" | "schar" | "uchar" | "_Bool" => scalar(1),
                "short" | "ushort" => scalar(2),
                "int" | "uint" | "float" => scalar(4),
                "long" | "ulong" if target.goos == "windows" => scalar(4),
                "long" | "ulong" => scalar(word),
                "complexfloat" => Layout { size: 8, ..scalar(4) },
                "complexdouble" => Layout { size: 16, ..scalar(8) },
                _ => scalar(8),
            }),
            Type::Enum { size, .. } => Some(scalar(*size)),
            Type::Pointer(_) => Some(scalar(word)),
            Type::Array(n, elem) => {
                let elem = walk.deeper(|walk| self.layout_within(elem, target, walk))?;
                Some(Layout { size: elem.size.checked_mul(*n)?, ..elem })
            }
            Type::Tagged(kind, tag) => {
                let placed = walk.deeper(|walk| self.placed_within(*kind, tag, target, walk));
                Some(placed?.layout)
            }
            Type::Typedef(name) => match self.item(name)? {
                Item::Typedef(ty) => walk.deeper(|walk| self.layout_within(ty, target, walk)),
                _ => None,
            },
        }
    }

    fn placed_within(
        &self,
        kind: Kind,
        tag: &str,
        target: &Target,
        walk: &mut Walk,
    ) -> Option<Placed> {
        let Body::Members(members, pack) = self.body(kind, tag)? else { return None };
        let mut offsets = Vec::new();
        let (mut align, mut go_align) = (1, 1);
        // Where the next member may be, and the end of the longest, in bits.
        let (mut at, mut end) = (0_u64, 0_u64);
        for (n, member) in members.iter().enumerate() {
            let mut layout = walk.deeper(|walk| self.layout_within(&member.ty, target, walk))?;
            if let Some(pack) = *pack {
                layout.align = layout.align.min(pack.max(1));
            }
            if kind == Kind::Union {
                at = 0;
            }
            let unit = layout.size.checked_mul(8)?;
            if let Some(bits) = member.bits {
                // Windows has other rules, and packed ones have.
                if target.goos == "windows" || pack.is_some() || unit == 0 || bits > unit {
                    return None;
                }
                if bits == 0 || at / unit != (at + bits - 1) / unit {
                    at = at.checked_next_multiple_of(unit)?;
                }
                at = at.checked_add(bits)?;
                if !member.name.is_empty() {
                    align = align.max(layout.align);
                }
            } else {
                at = at.checked_next_multiple_of(layout.align.checked_mul(8)?)?;
                offsets.push((n, at / 8));
                align = align.max(layout.align);
                if (at / 8).is_multiple_of(layout.go_align) {
                    go_align = go_align.max(layout.go_align);
                }
                at = at.checked_add(unit)?;
            }
            end = end.max(at);
        }
        let size = end.div_ceil(8).checked_next_multiple_of(align)?;
        if kind == Kind::Union {
            // Go sees its bytes.
            go_align = 1;
        }
        Some(Placed { offsets, layout: Layout { size, align, go_align } })
    }

    /// Whether the cgo tool takes memory that a parameter of this type leads to for memory that may
    /// hold pointers; `None` where that is not known.
    pub(crate) fn leads_to_pointers(&self, param: &Type) -> Option<bool> {
        self.has_pointer(param, true, &mut Walk::new())
    }

    /// Whether there is a pointer in a type, on the `top` one to what has a pointer in it.
    fn has_pointer(&self, ty: &Type, top: bool, walk: &mut Walk) -> Option<bool> {
        match ty {
            Type::Unknown => None,
            Type::Basic(_) | Type::Enum { .. } | Type::Func(_) => Some(false),
            Type::Void => Some(true),
            Type::Pointer(_) if !top => Some(true),
            Type::Pointer(elem) => match self.resolved(elem)? {
                Type::Tagged(Kind::Union, tag) => self.any_pointer(Kind::Union, &tag, false, walk),
                _ => walk.deeper(|walk| self.has_pointer(elem, false, walk)),
            },
            Type::Array(_, elem) => walk.deeper(|walk| self.has_pointer(elem, top, walk)),
            Type::Tagged(Kind::Union, tag) => Some(self.body(Kind::Union, tag)? == &Body::Opaque),
            Type::Tagged(kind, tag) => self.any_pointer(*kind, tag, top, walk),
            Type::Typedef(name) if &**name == "_GoString_" => Some(!top),
            Type::Typedef(name) if &**name == "_GoBytes_" => Some(true),
            Type::Typedef(name) if self.is_handle(name) => Some(false),
            Type::Typedef(name) => match self.item(name)? {
                Item::Typedef(ty) => walk.deeper(|walk| self.has_pointer(ty, top, walk)),
                _ => None,
            },
        }
    }

    /// Whether a member has a pointer; types that are not complete count as having some.
    fn any_pointer(&self, kind: Kind, tag: &str, top: bool, walk: &mut Walk) -> Option<bool> {
        let members = match self.body(kind, tag)? {
            Body::Members(members, _) => members,
            Body::Opaque => return Some(true),
            Body::Disputed => return None,
        };
        let mut any = Some(false);
        for member in members.iter() {
            match walk.deeper(|walk| self.has_pointer(&member.ty, top, walk)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => any = None,
            }
        }
        any
    }

    /// What a chain of typedefs ends at.
    pub(crate) fn resolved(&self, ty: &Type) -> Option<Type> {
        let mut ty = ty.clone();
        for _ in 0..MAX_DEPTH {
            let Type::Typedef(name) = &ty else { return Some(ty) };
            match self.item(name)? {
                Item::Typedef(next) => ty = next.clone(),
                _ => return None,
            }
        }
        None
    }

    /// Whether Go has an integer for a typedef, as what it points to may be no pointer: the objects
    /// of JNI and two types of EGL. Source: `badPointerTypedef` in the cgo tool's `gcc.go`.
    pub(crate) fn is_handle(&self, name: &str) -> bool {
        let mut name: Rc<str> = Rc::from(name);
        for _ in 0..MAX_DEPTH {
            match self.item(&name) {
                Some(Item::Typedef(Type::Typedef(next))) => name = next.clone(),
                Some(Item::Typedef(Type::Pointer(to))) => {
                    return match &**to {
                        Type::Tagged(Kind::Struct, tag) => {
                            &*name == "jobject" && &**tag == "_jobject"
                        }
                        Type::Void => matches!(&*name, "jobject" | "EGLDisplay" | "EGLConfig"),
                        _ => false,
                    };
                }
                _ => return false,
            }
        }
        false
    }
}
