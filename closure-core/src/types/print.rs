//! Types as Go prints them, seen from a package: names of other packages are qualified. Or seen from
//! nowhere, for comparisons: names are whole paths, and identical types are equal texts.

use std::fmt::Write as _;

use super::{FuncType, Interface, Type, TypeDecl, TypeId, Types, Untyped};
use crate::names::PackageId;
use crate::names::universe::Predeclared;
use crate::syntax::tree::{ChanDir, Decl};

/// Longer than any type a person would read; what is longer is cut with an ellipsis.
const MAX_TYPE_BYTES: usize = 4096;

/// Longer than any type that can be compared with anything.
const MAX_FULL_TYPE_BYTES: usize = 1 << 16;

/// From where a type is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// From a package, whose own names need no qualification.
    Package(PackageId),
    /// From nowhere.
    Full,
}

impl View {
    fn max_bytes(self) -> usize {
        match self {
            Self::Package(_) => MAX_TYPE_BYTES,
            Self::Full => MAX_FULL_TYPE_BYTES,
        }
    }
}

impl Types<'_> {
    /// A type in Go's notation; `None` where a part of it is not known.
    pub(crate) fn display(&self, ty: TypeId, from: PackageId) -> Option<String> {
        let mut out = String::new();
        self.print(ty, View::Package(from), &mut out)?;
        if out.len() >= MAX_TYPE_BYTES {
            out.push('…');
        }
        Some(out)
    }

    /// A type so that identical ones are equal texts: names have the paths of their packages, `byte`
    /// is `uint8`, `interface{}` is `any`, an untyped constant's type says so. `None` where a part of
    /// it is not known, and of one that is too long.
    pub(crate) fn display_full(&self, ty: TypeId) -> Option<String> {
        let mut out = String::new();
        self.print(ty, View::Full, &mut out)?;
        (out.len() < MAX_FULL_TYPE_BYTES).then_some(out)
    }

    fn print(&self, ty: TypeId, from: View, out: &mut String) -> Option<()> {
        if out.len() >= from.max_bytes() {
            return Some(());
        }
        let full = from == View::Full;
        match self.get(ty) {
            Type::Unknown | Type::Var(_) => return None,
            Type::Tuple(types) if full => {
                out.push('(');
                self.print_list(types, from, out)?;
                out.push(')');
            }
            Type::Tuple(_) => return None,
            Type::Basic(Predeclared::Byte) if full => out.push_str("uint8"),
            Type::Basic(Predeclared::Rune) if full => out.push_str("int32"),
            Type::Basic(basic) => out.push_str(basic_name(*basic)),
            Type::UnsafePointer => out.push_str("unsafe.Pointer"),
            Type::Untyped(untyped) if full => out.push_str(untyped_name(*untyped)),
            Type::Untyped(untyped) => out.push_str(match untyped {
                Untyped::Bool => "bool",
                Untyped::String => "string",
                Untyped::Int => "int",
                Untyped::Rune => "rune",
                Untyped::Float => "float64",
                Untyped::Complex => "complex128",
                Untyped::Nil => return None,
            }),
            Type::Named { decl, args } => {
                self.print_name(*decl, from, out);
                if !args.is_empty() {
                    out.push('[');
                    self.print_list(args, from, out)?;
                    out.push(']');
                }
            }
            Type::Param(file, ident) => out.push_str(self.ident_text((*file, *ident))),
            Type::Pointer(elem) => {
                out.push('*');
                self.print(*elem, from, out)?;
            }
            Type::Slice(elem) => {
                out.push_str("[]");
                self.print(*elem, from, out)?;
            }
            Type::Array(len, elem) => {
                let _ = write!(out, "[{}]", (*len)?);
                self.print(*elem, from, out)?;
            }
            Type::Map(key, value) => {
                out.push_str("map[");
                self.print(*key, from, out)?;
                out.push(']');
                self.print(*value, from, out)?;
            }
            Type::Chan(dir, elem) => {
                out.push_str(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Receive => "<-chan ",
                });
                // `chan (<-chan T)` would read as `chan<- (chan T)` without parentheses.
                let nested = *dir != ChanDir::Send
                    && matches!(self.get(*elem), Type::Chan(ChanDir::Receive, _));
                if nested {
                    out.push('(');
                }
                self.print(*elem, from, out)?;
                if nested {
                    out.push(')');
                }
            }
            Type::Struct(fields) => {
                out.push_str("struct {");
                for (i, field) in fields.iter().enumerate() {
                    out.push_str(if i == 0 { " " } else { "; " });
                    if !field.embedded {
                        let _ = write!(out, "{} ", field.name);
                    }
                    self.print(field.ty, from, out)?;
                    if !field.tag.is_empty() {
                        out.push(' ');
                        quote(&field.tag, out);
                    }
                }
                out.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            Type::Func(func) => {
                out.push_str("func");
                self.print_signature(func, from, out)?;
            }
            Type::Interface(interface) => self.print_interface(interface, from, out)?,
            Type::Union(terms) => {
                for (i, &(tilde, term)) in terms.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { " | " });
                    out.push_str(if tilde { "~" } else { "" });
                    self.print(term, from, out)?;
                }
            }
        }
        Some(())
    }

    fn print_name(&self, decl: TypeDecl, from: View, out: &mut String) {
        match decl {
            TypeDecl::Global(global) => {
                self.print_package(global.package, from, out);
                out.push_str(self.global_name(global));
            }
            TypeDecl::Local(file, decl) => {
                if from == View::Full {
                    self.print_package(file.package, from, out);
                }
                if let Decl::Type { name, .. } = self.tree(file).decl(decl) {
                    out.push_str(self.ident_text((file, name)));
                }
            }
            TypeDecl::Error => out.push_str("error"),
            TypeDecl::Any => out.push_str("any"),
            TypeDecl::Comparable => out.push_str("comparable"),
            TypeDecl::C(_, name) => out.push_str(self.c_name(name)),
        }
    }

    fn print_package(&self, package: PackageId, from: View, out: &mut String) {
        let name = match from {
            View::Full => &self.program.packages[package.0 as usize].path,
            View::Package(from) if from == package => return,
            View::Package(_) => &self.names.scope(package).name,
        };
        out.push_str(name);
        out.push('.');
    }

    fn print_list(&self, types: &[TypeId], from: View, out: &mut String) -> Option<()> {
        for (i, &ty) in types.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { ", " });
            self.print(ty, from, out)?;
        }
        Some(())
    }

    fn print_signature(&self, func: &FuncType, from: View, out: &mut String) -> Option<()> {
        out.push('(');
        for (i, &param) in func.params.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { ", " });
            match self.get(param) {
                Type::Slice(elem) if func.variadic && i + 1 == func.params.len() => {
                    out.push_str("...");
                    self.print(*elem, from, out)?;
                }
                _ => self.print(param, from, out)?,
            }
        }
        out.push(')');
        match *func.results {
            [] => {}
            [result] => {
                out.push(' ');
                self.print(result, from, out)?;
            }
            _ => {
                out.push_str(" (");
                self.print_list(&func.results, from, out)?;
                out.push(')');
            }
        }
        Some(())
    }

    fn print_interface(&self, interface: &Interface, from: View, out: &mut String) -> Option<()> {
        if from == View::Full && interface.methods.is_empty() && interface.embedded.is_empty() {
            out.push_str("any");
            return Some(());
        }
        out.push_str("interface {");
        let mut first = true;
        let mut separate = |out: &mut String| {
            out.push_str(if first { " " } else { "; " });
            first = false;
        };
        for (name, func) in &interface.methods {
            separate(out);
            out.push_str(name);
            match self.get(*func) {
                Type::Func(func) => self.print_signature(func, from, out)?,
                _ => return None,
            }
        }
        for &embedded in &interface.embedded {
            separate(out);
            self.print(embedded, from, out)?;
        }
        out.push_str(if first { "}" } else { " }" });
        Some(())
    }
}

fn untyped_name(untyped: Untyped) -> &'static str {
    match untyped {
        Untyped::Bool => "untyped bool",
        Untyped::String => "untyped string",
        Untyped::Int => "untyped int",
        Untyped::Rune => "untyped rune",
        Untyped::Float => "untyped float",
        Untyped::Complex => "untyped complex",
        Untyped::Nil => "untyped nil",
    }
}

fn basic_name(basic: Predeclared) -> &'static str {
    match basic {
        Predeclared::Bool => "bool",
        Predeclared::Int => "int",
        Predeclared::Int8 => "int8",
        Predeclared::Int16 => "int16",
        Predeclared::Int32 => "int32",
        Predeclared::Int64 => "int64",
        Predeclared::Uint => "uint",
        Predeclared::Uint8 => "uint8",
        Predeclared::Uint16 => "uint16",
        Predeclared::Uint32 => "uint32",
        Predeclared::Uint64 => "uint64",
        Predeclared::Uintptr => "uintptr",
        Predeclared::Float32 => "float32",
        Predeclared::Float64 => "float64",
        Predeclared::Complex64 => "complex64",
        Predeclared::Complex128 => "complex128",
        Predeclared::String => "string",
        Predeclared::Byte => "byte",
        Predeclared::Rune => "rune",
        Predeclared::Error => "error",
        Predeclared::Any => "any",
        Predeclared::Comparable => "comparable",
    }
}

/// A string in quotes, as Go's `strconv.Quote` has it.
fn quote(bytes: &[u8], out: &mut String) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let _ = match c {
                '"' | '\\' => write!(out, "\\{c}"),
                '\x07' => write!(out, "\\a"),
                '\x08' => write!(out, "\\b"),
                '\x0c' => write!(out, "\\f"),
                '\n' => write!(out, "\\n"),
                '\r' => write!(out, "\\r"),
                '\t' => write!(out, "\\t"),
                '\x0b' => write!(out, "\\v"),
                '\0'..' ' | '\x7f' => write!(out, "\\x{:02x}", u32::from(c)),
                c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)),
                c => write!(out, "{c}"),
            };
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
}
