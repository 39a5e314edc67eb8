//! Types as Go prints them, seen from a package: names of other packages are qualified.

use std::fmt::Write as _;

use super::{FuncType, Interface, Type, TypeDecl, TypeId, Types, Untyped};
use crate::names::PackageId;
use crate::names::universe::Predeclared;
use crate::syntax::tree::{ChanDir, Decl};

/// Longer than any type a person would read; what is longer is cut with an ellipsis.
const MAX_TYPE_BYTES: usize = 4096;

impl Types<'_> {
    /// A type in Go's notation; `None` where a part of it is not known.
    pub(crate) fn display(&self, ty: TypeId, from: PackageId) -> Option<String> {
        let mut out = String::new();
        self.print(ty, from, &mut out)?;
        if out.len() >= MAX_TYPE_BYTES {
            out.push('…');
        }
        Some(out)
    }

    fn print(&self, ty: TypeId, from: PackageId, out: &mut String) -> Option<()> {
        if out.len() >= MAX_TYPE_BYTES {
            return Some(());
        }
        match self.get(ty) {
            Type::Unknown | Type::Tuple(_) | Type::Var(_) => return None,
            Type::Basic(basic) => out.push_str(basic_name(*basic)),
            Type::UnsafePointer => out.push_str("unsafe.Pointer"),
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

    fn print_name(&self, decl: TypeDecl, from: PackageId, out: &mut String) {
        match decl {
            TypeDecl::Global(global) => {
                if global.package != from {
                    let _ = write!(out, "{}.", self.names.scope(global.package).name);
                }
                out.push_str(self.global_name(global));
            }
            TypeDecl::Local(file, decl) => {
                if let Decl::Type { name, .. } = self.tree(file).decl(decl) {
                    out.push_str(self.ident_text((file, name)));
                }
            }
            TypeDecl::Error => out.push_str("error"),
            TypeDecl::Any => out.push_str("any"),
            TypeDecl::Comparable => out.push_str("comparable"),
        }
    }

    fn print_list(&self, types: &[TypeId], from: PackageId, out: &mut String) -> Option<()> {
        for (i, &ty) in types.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { ", " });
            self.print(ty, from, out)?;
        }
        Some(())
    }

    fn print_signature(&self, func: &FuncType, from: PackageId, out: &mut String) -> Option<()> {
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

    fn print_interface(
        &self,
        interface: &Interface,
        from: PackageId,
        out: &mut String,
    ) -> Option<()> {
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
