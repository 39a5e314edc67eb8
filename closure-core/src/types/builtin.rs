//! Calls of predeclared functions that may be constant.

use rustc_hash::FxHashSet;

use super::lookup::{MAX_EMBEDDING, visible};
use super::{At, Operand, Type, TypeId, Types, Untyped, Value};
use crate::names::universe::{Builtin, Predeclared};
use crate::names::{FileId, PackageId};
use crate::syntax::tree::{Expr, ExprId, List};
use crate::syntax::{BinaryOp, UnaryOp};

impl Types<'_> {
    /// `len` and `cap` of an array are constant, unless the operand must be evaluated.
    pub(super) fn len(&mut self, arg: Option<At<ExprId>>) -> Operand {
        let int = self.basic(Predeclared::Int);
        let Some(arg) = arg else { return Operand::Value(int) };
        let operand = self.operand(arg);
        let len = if let Operand::Constant(_, text) = &operand {
            text.string_len()
        } else {
            match self.array_behind(operand.ty()) {
                Some(len) if !self.calls_or_receives(arg) => len,
                _ => return Operand::Value(int),
            }
        };
        let len = len.map_or(Value::Other, Value::from);
        Operand::Constant(int, self.represented(&len, int))
    }

    /// The length of an array, or of an array behind a pointer; `None` for another type.
    pub(crate) fn array_behind(&mut self, ty: TypeId) -> Option<Option<u64>> {
        let mut underlying = self.underlying(ty);
        if let Type::Pointer(elem) = *self.get(underlying) {
            underlying = self.underlying(elem);
        }
        match *self.get(underlying) {
            Type::Array(len, _) => Some(len),
            _ => None,
        }
    }

    /// Whether evaluating an expression calls a function or receives from a channel. The bodies of
    /// function literals are not evaluated, nor what stands in a constant `len` or `cap`.
    pub(crate) fn calls_or_receives(&mut self, (file, expr): At<ExprId>) -> bool {
        let tree = self.tree(file);
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match tree.expr(expr) {
                Expr::Call { callee, args, .. } => match self.operand((file, callee)) {
                    Operand::Type(_) => {
                        open.push(callee);
                        open.extend(tree.list(args));
                    }
                    Operand::Builtin(builtin) if self.is_constant((file, expr)) => {
                        if !matches!(builtin, Builtin::Len | Builtin::Cap) {
                            open.extend(tree.list(args));
                        }
                    }
                    _ => return true,
                },
                Expr::Unary { op: UnaryOp::Receive, .. } => return true,
                Expr::Unary { operand, .. }
                | Expr::Paren(operand)
                | Expr::Star(operand)
                | Expr::Selector { operand, .. } => open.push(operand),
                Expr::TypeAssert { operand, ty } => {
                    open.push(operand);
                    open.extend(ty);
                }
                Expr::Index { operand, indices } => {
                    open.push(operand);
                    open.extend(tree.list(indices));
                }
                Expr::Slice { operand, bounds } => {
                    let bounds = tree.bounds(bounds);
                    open.push(operand);
                    open.extend([bounds.low, bounds.high, bounds.max].into_iter().flatten());
                }
                Expr::Binary { left, right, .. } => open.extend([left, right]),
                Expr::Composite { ty, elements } => {
                    open.extend(ty);
                    open.extend(tree.list(elements));
                }
                Expr::KeyValue { key, value } => open.extend([key, value]),
                // Lengths are constants, but may be sizes of what a call returns.
                Expr::ArrayType { len, elem } => {
                    open.extend(len);
                    open.push(elem);
                }
                Expr::MapType { key, value } => open.extend([key, value]),
                Expr::SliceType(elem) | Expr::Variadic(elem) | Expr::ChanType { elem, .. } => {
                    open.push(elem);
                }
                Expr::StructType(fields) | Expr::InterfaceType(fields) => {
                    open.extend(tree.list(fields).map(|field| tree.field(field).ty));
                }
                Expr::FuncType(signature) => {
                    let signature = tree.signature(signature);
                    let fields = tree.list(signature.params).chain(tree.list(signature.results));
                    open.extend(fields.map(|field| tree.field(field).ty));
                }
                Expr::Bad | Expr::Name(_) | Expr::Literal(_) | Expr::FuncLit(_) => {}
            }
        }
        false
    }

    /// `unsafe.Sizeof` and `unsafe.Alignof`: constant, unless the type's size depends on a type
    /// argument.
    pub(super) fn size_of(&mut self, builtin: Builtin, arg: Option<At<ExprId>>) -> Operand {
        let uintptr = self.basic(Predeclared::Uintptr);
        let ty = arg.map_or(TypeId::UNKNOWN, |arg| self.value_type(arg));
        let ty = self.default_type(ty);
        if self.depends_on_type_param(ty) {
            return Operand::Value(uintptr);
        }
        let value = match (builtin, self.size_align(ty)) {
            (Builtin::UnsafeSizeof, Some((size, _))) => size.into(),
            (Builtin::UnsafeAlignof, Some((_, align))) => align.into(),
            _ => Value::Other,
        };
        Operand::Constant(uintptr, self.represented(&value, uintptr))
    }

    /// `unsafe.Offsetof(x.f)`: counted from the beginning of `x`, or of what `x` points to.
    pub(super) fn offset_of(&mut self, arg: Option<At<ExprId>>) -> Operand {
        let uintptr = self.basic(Predeclared::Uintptr);
        let unknown = Operand::Constant(uintptr, Value::Other);
        let Some((file, arg)) = arg else { return unknown };
        let tree = self.tree(file);
        let Expr::Selector { operand, name } = tree.expr(tree.unparen(arg)) else { return unknown };
        let mut base = self.value_type((file, operand));
        let underlying = self.underlying(base);
        if let Type::Pointer(elem) = *self.get(underlying) {
            base = elem;
        }
        if self.depends_on_type_param(base) {
            return Operand::Value(uintptr);
        }
        let name = self.ident_text((file, name));
        let offset = self.offset_of_field(base, name, file.package);
        let value = offset.map_or(Value::Other, Value::from);
        Operand::Constant(uintptr, self.represented(&value, uintptr))
    }

    /// Where the field is that a selector finds in a struct, through the structs embedded in it;
    /// none if it is found behind a pointer.
    fn offset_of_field(&mut self, base: TypeId, name: &str, package: PackageId) -> Option<u64> {
        let mut level = vec![(base, Some(0_u64))];
        let mut seen = FxHashSet::default();
        for _ in 0..MAX_EMBEDDING {
            let mut found = Vec::new();
            for (ty, start) in std::mem::take(&mut level) {
                let underlying = self.underlying(ty);
                let Type::Struct(fields) = self.get(underlying).clone() else { continue };
                if !seen.insert(ty) {
                    continue;
                }
                let offsets = self.field_offsets(underlying, &fields);
                for (field, &offset) in fields.iter().zip(offsets.iter()) {
                    let offset = start.zip(offset).and_then(|(a, b)| a.checked_add(b));
                    if *field.name == *name && visible(name, field.package, package) {
                        found.push(offset);
                    } else if field.embedded {
                        match *self.get(field.ty) {
                            Type::Pointer(elem) => level.push((elem, None)),
                            _ => level.push((field.ty, offset)),
                        }
                    }
                }
            }
            match found[..] {
                [offset] => return offset,
                [] if !level.is_empty() => {}
                _ => return None,
            }
        }
        None
    }

    pub(super) fn min_max(
        &mut self,
        builtin: Builtin,
        file: FileId,
        args: List<ExprId>,
    ) -> Operand {
        let operands = self.arguments(file, args);
        let types = operands.iter().map(Operand::ty);
        let ty = types.reduce(|a, b| self.common_type(a, b)).unwrap_or(TypeId::UNKNOWN);
        let better = if builtin == Builtin::Min { BinaryOp::Less } else { BinaryOp::Greater };
        let mut best: Option<Value> = None;
        for operand in &operands {
            let Operand::Constant(_, value) = operand else { return Operand::Value(ty) };
            let value = self.represented(value, ty);
            best = Some(match best {
                None => value,
                Some(best) => match Value::binary(better, &value, &best, false).as_bool() {
                    Some(true) => value,
                    Some(false) => best,
                    None => Value::Other,
                },
            });
        }
        best.map_or(Operand::Unknown, |value| Operand::Constant(ty, value))
    }

    /// The arguments of a call; of `f(g())` those that `g` returns.
    fn arguments(&mut self, file: FileId, args: List<ExprId>) -> Vec<Operand> {
        let tree = self.tree(file);
        let operands: Vec<Operand> = tree.list(args).map(|arg| self.operand((file, arg))).collect();
        if let [Operand::Value(ty)] = *operands
            && let Type::Tuple(parts) = self.get(ty)
        {
            return parts.iter().map(|&part| Operand::Value(part)).collect();
        }
        operands
    }

    /// `complex(real, imaginary)`.
    pub(super) fn complex(&mut self, file: FileId, args: List<ExprId>) -> Operand {
        let Ok([real, imaginary]) = <[Operand; 2]>::try_from(self.arguments(file, args)) else {
            return Operand::Unknown;
        };
        let part = self.common_type(real.ty(), imaginary.ty());
        let underlying = self.underlying(part);
        let ty = match self.get(underlying) {
            Type::Untyped(_) => self.untyped(Untyped::Complex),
            Type::Basic(Predeclared::Float32) => self.basic(Predeclared::Complex64),
            Type::Basic(_) => self.basic(Predeclared::Complex128),
            _ => TypeId::UNKNOWN,
        };
        match (real, imaginary) {
            (Operand::Constant(_, real), Operand::Constant(_, imaginary)) => {
                let [real, imaginary] =
                    [real, imaginary].map(|value| self.represented(&value, part).to_float());
                Operand::Constant(ty, Value::complex(real, imaginary))
            }
            _ => Operand::Value(self.default_type(ty)),
        }
    }

    /// `real(x)` and `imag(x)`.
    pub(super) fn part(&mut self, builtin: Builtin, arg: Option<At<ExprId>>) -> Operand {
        let Some(arg) = arg else { return Operand::Unknown };
        let operand = self.operand(arg);
        let underlying = self.underlying(operand.ty());
        let ty = match self.get(underlying) {
            Type::Untyped(_) => self.untyped(Untyped::Float),
            Type::Basic(Predeclared::Complex64) => self.basic(Predeclared::Float32),
            Type::Basic(_) => self.basic(Predeclared::Float64),
            _ => TypeId::UNKNOWN,
        };
        match operand {
            Operand::Constant(_, value) if builtin == Builtin::Real => {
                Operand::Constant(ty, value.real())
            }
            Operand::Constant(_, value) => Operand::Constant(ty, value.imaginary()),
            _ => Operand::Value(self.default_type(ty)),
        }
    }
}
