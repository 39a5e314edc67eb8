//! What `C.name` stands for: what the package's C declares, and the functions that the cgo tool adds.
//!
//! Source: the cgo tool's `gcc.go` (`loadType`, `FuncArg`, `Struct`, `nameToC`) and how `out.go` makes
//! typedefs aliases.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{FuncType, Operand, StructField, Type, TypeDecl, TypeId, Types, Untyped, Value};
use crate::c::{self, Constant, Declarations, Item, Kind};
use crate::names::universe::Predeclared;
use crate::names::{FileId, PackageId};
use crate::program::{ParsedFile, Target};

/// The words that are names in C and keywords in Go.
const GO_WORDS: [&str; 13] = [
    "chan",
    "defer",
    "fallthrough",
    "func",
    "go",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "select",
    "type",
    "var",
];

/// The name of a type of C in Go, by its place in [`CTypes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct CName(u32);

/// What is known of C.
#[derive(Default)]
pub(super) struct CTypes {
    declared: FxHashMap<PackageId, Rc<Declarations>>,
    /// By [`CName`].
    names: Vec<Rc<str>>,
    ids: FxHashMap<Rc<str>, CName>,
}

impl Types<'_> {
    /// What the C of a package declares.
    fn c_declared(&mut self, package: PackageId) -> Rc<Declarations> {
        if let Some(known) = self.c.declared.get(&package) {
            return known.clone();
        }
        let loaded = &self.program.packages[package.0 as usize];
        let preamble = |file: &ParsedFile| c::preamble(&file.tree, file.source.text());
        let preambles: Vec<String> = loaded.files.iter().filter_map(preamble).collect();
        let (headers, defines) = (&loaded.headers, &loaded.defines);
        let declared =
            Rc::new(Declarations::new(&preambles, headers, defines, &self.program.target));
        self.c.declared.insert(package, declared.clone());
        declared
    }

    /// The type of C that Go has under a name.
    fn c_named(&mut self, package: PackageId, name: &str) -> TypeId {
        let name: Rc<str> = format!("_Ctype_{name}").into();
        let id = match self.c.ids.get(&name) {
            Some(&id) => id,
            None => {
                let id = CName(self.c.names.len() as u32);
                self.c.names.push(name.clone());
                self.c.ids.insert(name, id);
                id
            }
        };
        let decl = TypeDecl::C(package, id);
        self.intern(Type::Named { decl, args: Box::default() })
    }

    /// The name of a type of C.
    pub(super) fn c_name(&self, CName(index): CName) -> &str {
        &self.c.names[index as usize]
    }

    /// What `C.name` is, if that is known.
    pub(super) fn c_member(&mut self, package: PackageId, name: &str) -> Operand {
        let declared = self.c_declared(package);
        let tagged = name.split_once('_').and_then(|(kind, tag)| match kind {
            "struct" => declared.tagged(Kind::Struct, tag),
            "union" => declared.tagged(Kind::Union, tag),
            "enum" => declared.enumeration(tag),
            _ => None,
        });
        if let Some(ty) = tagged.or_else(|| basic(name).map(c::Type::Basic)) {
            return Operand::Type(self.c_type(package, &ty));
        }
        if let Some(func) = self.cgo_func(package, name) {
            return func;
        }
        match declared.item(name) {
            Some(Item::Typedef(_)) => {
                Operand::Type(self.c_type(package, &c::Type::Typedef(name.into())))
            }
            Some(Item::Var(ty)) => Operand::Value(self.c_type(package, ty)),
            Some(Item::Func(func)) => {
                let params = func.params.iter().map(|ty| self.c_param(package, ty)).collect();
                let results = [self.c_type(package, &func.result)].into();
                Operand::Value(self.intern(Type::Func(FuncType {
                    params,
                    results,
                    variadic: false,
                })))
            }
            Some(Item::Constant(Constant::Int(value))) => {
                Operand::Constant(self.untyped(Untyped::Int), Value::Int(*value))
            }
            Some(Item::Constant(Constant::Text)) => {
                Operand::Constant(self.untyped(Untyped::String), Value::Other)
            }
            None => Operand::Unknown,
        }
    }

    /// Go's type for one of C.
    fn c_type(&mut self, package: PackageId, ty: &c::Type) -> TypeId {
        self.deeper(TypeId::UNKNOWN, |this| this.c_type_within(package, ty))
    }

    fn c_type_within(&mut self, package: PackageId, ty: &c::Type) -> TypeId {
        let declared = self.c_declared(package);
        match ty {
            c::Type::Unknown | c::Type::Func(_) => TypeId::UNKNOWN,
            c::Type::Void => self.c_named(package, "void"),
            c::Type::Basic(name) => self.c_named(package, name),
            c::Type::Enum { signed, size } => self.basic(match (signed, size) {
                (true, 4) => Predeclared::Int32,
                (false, 4) => Predeclared::Uint32,
                (true, _) => Predeclared::Int64,
                (false, _) => Predeclared::Uint64,
            }),
            c::Type::Pointer(elem) => match declared.resolved(elem) {
                Some(c::Type::Void) => self.intern(Type::UnsafePointer),
                Some(c::Type::Func(_)) => {
                    let nothing = self.bytes(0);
                    self.intern(Type::Pointer(nothing))
                }
                _ => {
                    let elem = self.c_type(package, elem);
                    self.intern(Type::Pointer(elem))
                }
            },
            c::Type::Array(n, elem) => {
                let elem = self.c_type(package, elem);
                self.intern(Type::Array(Some(*n), elem))
            }
            c::Type::Tagged(Kind::Struct, tag) => self.c_named(package, &format!("struct_{tag}")),
            c::Type::Tagged(Kind::Union, tag) => {
                match declared.placed(Kind::Union, tag, &self.program.target) {
                    Some(placed) => self.bytes(placed.layout.size),
                    None => self.c_named(package, &format!("union_{tag}")),
                }
            }
            c::Type::Typedef(name) if &**name == "_GoString_" => self.basic(Predeclared::String),
            c::Type::Typedef(name) if &**name == "_GoBytes_" => {
                let byte = self.basic(Predeclared::Uint8);
                self.intern(Type::Slice(byte))
            }
            c::Type::Typedef(name) => match declared.item(name) {
                Some(Item::Typedef(inner)) => {
                    let inner = self.c_type(package, inner);
                    let is_alias = !declared.is_handle(name)
                        && matches!(self.get(inner), Type::Named { decl: TypeDecl::C(..), .. });
                    if is_alias { inner } else { self.c_named(package, name) }
                }
                _ => TypeId::UNKNOWN,
            },
        }
    }

    /// Go's type for a parameter: of a typedef for a pointer, that pointer.
    fn c_param(&mut self, package: PackageId, ty: &c::Type) -> TypeId {
        let declared = self.c_declared(package);
        match (ty, declared.resolved(ty)) {
            (c::Type::Typedef(name), Some(c::Type::Pointer(elem)))
                if !declared.is_handle(name) && declared.resolved(&elem) != Some(c::Type::Void) =>
            {
                self.c_type(package, &c::Type::Pointer(elem))
            }
            _ => self.c_type(package, ty),
        }
    }

    fn bytes(&mut self, n: u64) -> TypeId {
        let byte = self.basic(Predeclared::Uint8);
        self.intern(Type::Array(Some(n), byte))
    }

    /// The functions of the cgo tool's own, and the one of C's that it has another type for.
    fn cgo_func(&mut self, package: PackageId, name: &str) -> Option<Operand> {
        let c_int = self.c_named(package, "int");
        let c_char = self.c_named(package, "char");
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
            "malloc" => (&[self.c_type(package, &c::Type::Typedef("size_t".into()))], pointer),
            _ => return None,
        };
        let func = FuncType { params: params.into(), results: [result].into(), variadic: false };
        Some(Operand::Value(self.intern(Type::Func(func))))
    }

    /// What a type of C is made of.
    pub(super) fn c_underlying(&mut self, package: PackageId, name: CName) -> TypeId {
        let name = self.c_name(name).to_owned();
        let Some(name) = name.strip_prefix("_Ctype_") else { return TypeId::UNKNOWN };
        if name == "void" {
            return self.bytes(0);
        }
        if let Some(tag) = name.strip_prefix("struct_") {
            return self.c_struct(package, tag);
        }
        if let Some(name) = basic(name) {
            return self.basic(basic_type(name, &self.program.target));
        }
        let declared = self.c_declared(package);
        match declared.item(name) {
            _ if declared.is_handle(name) => self.basic(Predeclared::Uintptr),
            Some(Item::Typedef(ty)) => {
                let ty = self.c_type(package, ty);
                self.underlying(ty)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// A struct of C as Go sees it: without bit-fields, and with blank fields where C leaves room
    /// that Go would not.
    fn c_struct(&mut self, package: PackageId, tag: &str) -> TypeId {
        let declared = self.c_declared(package);
        let target = &self.program.target;
        let Some(members) = declared.members(Kind::Struct, tag) else { return TypeId::UNKNOWN };
        let field = |name: &str, ty| StructField {
            name: name.into(),
            ty,
            embedded: false,
            package,
            tag: Box::default(),
        };
        let mut n_anonymous = 0;
        let mut go_name = |member: &c::Member| {
            let mut name = member.name.to_string();
            if name.is_empty() {
                name = format!("anon{n_anonymous}");
                n_anonymous += 1;
            } else if GO_WORDS.contains(&name.as_str()) {
                name.insert(0, '_');
                while members.iter().any(|other| *other.name == *name) {
                    name.insert(0, '_');
                }
            }
            name
        };
        let mut fields = Vec::new();
        let Some(placed) = declared.placed(Kind::Struct, tag, target) else {
            // Of such a struct the fields are known, but not where they are.
            for member in members.iter().filter(|member| member.bits.is_none()) {
                let ty = self.c_type(package, &member.ty);
                fields.push(field(&go_name(member), ty));
            }
            fields.push(field("_", TypeId::UNKNOWN));
            return self.intern(Type::Struct(fields.into()));
        };
        let (mut end, mut last_size) = (0_u64, 1);
        for (index, offset) in placed.offsets {
            let member = &members[index];
            let Some(layout) = declared.layout(&member.ty, target) else { continue };
            if !offset.is_multiple_of(layout.go_align) {
                // Packed as Go cannot; the bytes are there, the field is not.
                continue;
            }
            if offset > end.next_multiple_of(layout.go_align) {
                let pad = self.bytes(offset - end);
                fields.push(field("_", pad));
            }
            let ty = self.c_type(package, &member.ty);
            fields.push(field(&go_name(member), ty));
            (end, last_size) = (offset.saturating_add(layout.size), layout.size);
        }
        if end < placed.layout.size {
            let pad = self.bytes(placed.layout.size - end);
            fields.push(field("_", pad));
        } else if last_size == 0 && end > 0 {
            // Go would add a byte.
            fields.pop();
        }
        self.intern(Type::Struct(fields.into()))
    }

    /// Whether a parameter of a C function may lead to memory that holds pointers, by what C declares
    /// or, where that is not known, by the type of the argument; `None` where that tells nothing either.
    pub(crate) fn may_hold_pointers(
        &mut self,
        file: FileId,
        (func, index): (&str, usize),
        arg: TypeId,
    ) -> Option<bool> {
        if func == "CBytes" {
            // The tool does not know the type of its parameter.
            return Some(true);
        }
        let declared = self.c_declared(file.package);
        let known = match declared.item(func) {
            Some(Item::Func(func)) => declared.leads_to_pointers(func.params.get(index)?),
            _ => None,
        };
        known.or_else(|| self.has_pointer(arg, true))
    }

    /// Whether there is a pointer in a type, on the `top` one to what has a pointer in it.
    fn has_pointer(&mut self, ty: TypeId, top: bool) -> Option<bool> {
        let underlying = self.underlying(ty);
        match *self.get(underlying) {
            Type::UnsafePointer => Some(true),
            Type::Pointer(_) | Type::Slice(_) if !top => Some(true),
            Type::Pointer(elem) | Type::Slice(elem) => match *self.get(elem) {
                Type::Named { decl: TypeDecl::C(package, name), .. } => {
                    match self.c_name(name).strip_prefix("_Ctype_struct_") {
                        Some(tag) => {
                            let of = Rc::new(c::Type::Tagged(Kind::Struct, tag.into()));
                            self.c_declared(package).leads_to_pointers(&c::Type::Pointer(of))
                        }
                        None => self.has_pointer(elem, false),
                    }
                }
                // What C does not declare, it does not have parameters of.
                Type::Named { .. } => None,
                _ => self.has_pointer(elem, false),
            },
            // Wrong code may have arrays of themselves.
            Type::Array(_, elem) => self.deeper(None, |this| this.has_pointer(elem, top)),
            Type::Basic(_) => Some(false),
            _ => None,
        }
    }
}

/// An arithmetic type of C, by its name behind `C.`.
fn basic(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 16] = [
        "char",
        "schar",
        "uchar",
        "short",
        "ushort",
        "int",
        "uint",
        "long",
        "ulong",
        "longlong",
        "ulonglong",
        "float",
        "double",
        "complexfloat",
        "complexdouble",
        "_Bool",
    ];
    NAMES.into_iter().find(|known| *known == name)
}

/// What Go makes such a type of.
fn basic_type(name: &str, target: &Target) -> Predeclared {
    let has_long_64 = target.word_bytes() == 8 && target.goos != "windows";
    match name {
        "char" | "schar" => Predeclared::Int8,
        "uchar" => Predeclared::Uint8,
        "short" => Predeclared::Int16,
        "ushort" => Predeclared::Uint16,
        "long" if has_long_64 => Predeclared::Int64,
        "ulong" if has_long_64 => Predeclared::Uint64,
        "uint" | "ulong" => Predeclared::Uint32,
        "longlong" => Predeclared::Int64,
        "ulonglong" => Predeclared::Uint64,
        "float" => Predeclared::Float32,
        "double" => Predeclared::Float64,
        "complexfloat" => Predeclared::Complex64,
        "complexdouble" => Predeclared::Complex128,
        "_Bool" => Predeclared::Bool,
        _ => Predeclared::Int32,
    }
}
