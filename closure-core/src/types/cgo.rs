//! What `C.name` stands for: types that C and POSIX name and whose size follows from the machine, and
//! the functions that the cgo tool adds. What headers declare beyond that is not known.
//!
//! Source: the cgo tool's `gcc.go` (`goTypes`, `nameToC`, `hasPointer`, and how typedefs become aliases).

use super::{FuncType, Operand, Type, TypeDecl, TypeId, Types};
use crate::names::universe::Predeclared;
use crate::program::Target;

/// What a name that is no type of its own stands for, as headers have it on all machines of note.
const TYPEDEFS: &[(&str, &str)] = &[
    ("int8_t", "schar"),
    ("int16_t", "short"),
    ("int32_t", "int"),
    ("uint8_t", "uchar"),
    ("uint16_t", "ushort"),
    ("uint32_t", "uint"),
    ("pid_t", "int"),
    ("uid_t", "uint"),
    ("gid_t", "uint"),
    ("socklen_t", "uint"),
    ("bool", "_Bool"),
];

/// What `size_t` and its like stand for: the integer of a word, signed or not.
const WORDS: &[(&str, bool)] = &[
    ("size_t", false),
    ("uintptr_t", false),
    ("ssize_t", true),
    ("intptr_t", true),
    ("ptrdiff_t", true),
];

impl Types<'_> {
    /// What `C.name` is, if that is a type whose size is known.
    pub(super) fn c_member(&mut self, name: &str) -> Operand {
        let target = &self.program.target;
        let is_windows = target.goos == "windows";
        let word = match (target.word_bytes(), is_windows) {
            (8, false) => ["ulong", "long"],
            (8, true) => ["ulonglong", "longlong"],
            _ => ["uint", "int"],
        };
        let typedef = TYPEDEFS.iter().find(|(typedef, _)| *typedef == name).map(|found| found.1);
        let of_word = WORDS.iter().find(|(other, _)| *other == name);
        let of_word = of_word.map(|&(_, signed)| word[usize::from(signed)]);
        let long = match name {
            "int64_t" => Some(if word[1] == "long" { "long" } else { "longlong" }),
            "uint64_t" => Some(if word[0] == "ulong" { "ulong" } else { "ulonglong" }),
            _ => None,
        };
        let name = typedef.or(of_word).or(long).unwrap_or(name);
        match basic(name, target) {
            Some((name, _)) => {
                let decl = TypeDecl::C(name);
                Operand::Type(self.intern(Type::Named { decl, args: Box::default() }))
            }
            None => self.cgo_func(name),
        }
    }

    /// The functions of the cgo tool's own, and the one of C's that it knows.
    fn cgo_func(&mut self, name: &str) -> Operand {
        let c = |name| Type::Named { decl: TypeDecl::C(name), args: Box::default() };
        let c_int = self.intern(c("_Ctype_int"));
        let c_char = self.intern(c("_Ctype_char"));
        let c_string = self.intern(Type::Pointer(c_char));
        let (byte, string) = (self.basic(Predeclared::Uint8), self.basic(Predeclared::String));
        let bytes = self.intern(Type::Slice(byte));
        let pointer = self.intern(Type::UnsafePointer);
        let (params, result): (&[TypeId], TypeId) = match name {
            "CString" => (&[string], c_string),
            "CBytes" => (&[bytes], pointer),
            "GoString" => (&[c_string], string),
            "GoStringN" => (&[c_string, c_int], string),
            "GoBytes" => (&[pointer, c_int], bytes),
            "malloc" => match self.c_member("size_t") {
                Operand::Type(size) => (&[size], pointer),
                _ => return Operand::Unknown,
            },
            _ => return Operand::Unknown,
        };
        let func = FuncType { params: params.into(), results: [result].into(), variadic: false };
        Operand::Value(self.intern(Type::Func(func)))
    }

    /// What a type of C is made of.
    pub(super) fn c_underlying(&mut self, name: &str) -> TypeId {
        let found = name.strip_prefix("_Ctype_").and_then(|name| basic(name, &self.program.target));
        found.map_or(TypeId::UNKNOWN, |(_, basic)| self.basic(basic))
    }

    /// Whether a parameter of a C function may lead to memory that holds pointers; `None` where that
    /// is not known.
    pub(crate) fn may_hold_pointers(&mut self, param: TypeId) -> Option<bool> {
        self.has_pointer(param, true)
    }

    /// Whether there is a pointer in a type, on the `top` one to what has a pointer in it.
    fn has_pointer(&mut self, ty: TypeId, top: bool) -> Option<bool> {
        let underlying = self.underlying(ty);
        match *self.get(underlying) {
            Type::UnsafePointer => Some(true),
            Type::Pointer(_) | Type::Slice(_) if !top => Some(true),
            Type::Pointer(elem) | Type::Slice(elem) => match self.get(elem) {
                // What C does not declare, it does not have parameters of.
                Type::Named { decl, .. } if !matches!(decl, TypeDecl::C(_)) => None,
                _ => self.has_pointer(elem, false),
            },
            // Wrong code may have arrays of themselves.
            Type::Array(_, elem) => self.deeper(None, |this| this.has_pointer(elem, top)),
            Type::Basic(_) => Some(false),
            _ => None,
        }
    }
}

/// A type of C, by its name behind `C.`: Go's name for it, and the basic type that it is made of.
fn basic(name: &str, target: &Target) -> Option<(&'static str, Predeclared)> {
    let has_long_64 = target.word_bytes() == 8 && target.goos != "windows";
    Some(match name {
        "char" => ("_Ctype_char", Predeclared::Int8),
        "schar" => ("_Ctype_schar", Predeclared::Int8),
        "uchar" => ("_Ctype_uchar", Predeclared::Uint8),
        "short" => ("_Ctype_short", Predeclared::Int16),
        "ushort" => ("_Ctype_ushort", Predeclared::Uint16),
        "int" => ("_Ctype_int", Predeclared::Int32),
        "uint" => ("_Ctype_uint", Predeclared::Uint32),
        "long" if has_long_64 => ("_Ctype_long", Predeclared::Int64),
        "long" => ("_Ctype_long", Predeclared::Int32),
        "ulong" if has_long_64 => ("_Ctype_ulong", Predeclared::Uint64),
        "ulong" => ("_Ctype_ulong", Predeclared::Uint32),
        "longlong" => ("_Ctype_longlong", Predeclared::Int64),
        "ulonglong" => ("_Ctype_ulonglong", Predeclared::Uint64),
        "float" => ("_Ctype_float", Predeclared::Float32),
        "double" => ("_Ctype_double", Predeclared::Float64),
        "complexfloat" => ("_Ctype_complexfloat", Predeclared::Complex64),
        "complexdouble" => ("_Ctype_complexdouble", Predeclared::Complex128),
        "_Bool" => ("_Ctype__Bool", Predeclared::Bool),
        _ => return None,
    })
}
