//! The universe: Go's predeclared names.

/// A predeclared name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Universe {
    Type(Predeclared),
    Func(Builtin),
    True,
    False,
    Iota,
    Nil,
}

/// A predeclared type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Predeclared {
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    Byte,
    Rune,
    Error,
    Any,
    Comparable,
}

impl Predeclared {
    /// The type that this is another name of, or the type itself.
    pub(crate) fn canonical(self) -> Self {
        match self {
            Self::Byte => Self::Uint8,
            Self::Rune => Self::Int32,
            other => other,
        }
    }
}

/// A predeclared function, or one of package `unsafe`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}

/// The predeclared meaning of `name`.
pub(crate) fn lookup(name: &str) -> Option<Universe> {
    use Predeclared as T;
    Some(match name {
        "true" => Universe::True,
        "false" => Universe::False,
        "iota" => Universe::Iota,
        "nil" => Universe::Nil,
        "bool" => Universe::Type(T::Bool),
        "int" => Universe::Type(T::Int),
        "int8" => Universe::Type(T::Int8),
        "int16" => Universe::Type(T::Int16),
        "int32" => Universe::Type(T::Int32),
        "int64" => Universe::Type(T::Int64),
        "uint" => Universe::Type(T::Uint),
        "uint8" => Universe::Type(T::Uint8),
        "uint16" => Universe::Type(T::Uint16),
        "uint32" => Universe::Type(T::Uint32),
        "uint64" => Universe::Type(T::Uint64),
        "uintptr" => Universe::Type(T::Uintptr),
        "float32" => Universe::Type(T::Float32),
        "float64" => Universe::Type(T::Float64),
        "complex64" => Universe::Type(T::Complex64),
        "complex128" => Universe::Type(T::Complex128),
        "string" => Universe::Type(T::String),
        "byte" => Universe::Type(T::Byte),
        "rune" => Universe::Type(T::Rune),
        "error" => Universe::Type(T::Error),
        "any" => Universe::Type(T::Any),
        "comparable" => Universe::Type(T::Comparable),
        _ => Universe::Func(builtin(name)?),
    })
}

fn builtin(name: &str) -> Option<Builtin> {
    Some(match name {
        "append" => Builtin::Append,
        "cap" => Builtin::Cap,
        "clear" => Builtin::Clear,
        "close" => Builtin::Close,
        "complex" => Builtin::Complex,
        "copy" => Builtin::Copy,
        "delete" => Builtin::Delete,
        "imag" => Builtin::Imag,
        "len" => Builtin::Len,
        "make" => Builtin::Make,
        "max" => Builtin::Max,
        "min" => Builtin::Min,
        "new" => Builtin::New,
        "panic" => Builtin::Panic,
        "print" => Builtin::Print,
        "println" => Builtin::Println,
        "real" => Builtin::Real,
        "recover" => Builtin::Recover,
        _ => return None,
    })
}

/// The function `name` of package `unsafe`, which has no source; `Pointer` is a type.
pub(crate) fn unsafe_func(name: &str) -> Option<Builtin> {
    Some(match name {
        "Add" => Builtin::UnsafeAdd,
        "Alignof" => Builtin::UnsafeAlignof,
        "Offsetof" => Builtin::UnsafeOffsetof,
        "Sizeof" => Builtin::UnsafeSizeof,
        "Slice" => Builtin::UnsafeSlice,
        "SliceData" => Builtin::UnsafeSliceData,
        "String" => Builtin::UnsafeString,
        "StringData" => Builtin::UnsafeStringData,
        _ => return None,
    })
}
