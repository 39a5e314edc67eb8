//! Calls: of functions, of predeclared functions, and conversions.

use super::infer::Args;
use super::{At, Operand, Type, TypeId, Types, Untyped, Value};
use crate::names::FileId;
use crate::names::universe::{Builtin, Predeclared};
use crate::syntax::UnaryOp;
use crate::syntax::tree::{Expr, ExprId, List};

impl Types<'_> {
    /// What a call gives.
    pub(super) fn call(&mut self, file: FileId, expr: ExprId) -> Operand {
        let tree = self.tree(file);
        let Expr::Call { callee, args, spread } = tree.expr(expr) else { return Operand::Unknown };
        match self.operand((file, callee)) {
            Operand::Type(ty) => self.conversion(file, ty, args),
            Operand::Builtin(builtin) => self.builtin_call(file, builtin, args),
            Operand::Value(ty) => {
                let func = self.inferred(file, callee, (args, spread), ty);
                let core = self.core(func);
                let Type::Func(func) = self.get(core) else { return Operand::Unknown };
                match *func.results {
                    [result] => Operand::Value(result),
                    _ => {
                        let results = func.results.clone();
                        Operand::Value(self.intern(Type::Tuple(results)))
                    }
                }
            }
            Operand::Unknown | Operand::Constant(..) | Operand::Package(_) => Operand::Unknown,
        }
    }

    /// The type of the function that a call calls, type arguments filled in.
    pub(crate) fn callee_type(
        &mut self,
        file: FileId,
        callee: ExprId,
        args: Args,
        operand: &Operand,
    ) -> TypeId {
        match *operand {
            Operand::Value(ty) => {
                let func = self.inferred(file, callee, args, ty);
                self.core(func)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// The type that the argument at `index` of a call is passed as; `spread` says that the last
    /// argument has `...` behind it.
    pub(crate) fn param_at(&self, func: TypeId, index: usize, spread: bool) -> TypeId {
        let Type::Func(func) = self.get(func) else { return TypeId::UNKNOWN };
        let last = func.params.len().saturating_sub(1);
        let Some(&param) = func.params.get(index.min(last)) else { return TypeId::UNKNOWN };
        match *self.get(param) {
            Type::Slice(elem) if func.variadic && index >= last && !spread => elem,
            _ => param,
        }
    }

    fn conversion(&mut self, file: FileId, ty: TypeId, args: List<ExprId>) -> Operand {
        let Some(arg) = self.tree(file).nth(args, 0) else { return Operand::Unknown };
        let Operand::Constant(from, value) = self.operand((file, arg)) else {
            return Operand::Value(ty);
        };
        let underlying = self.underlying(ty);
        let from = self.underlying(from);
        let string = |this: &Self, ty| {
            matches!(
                this.get(ty),
                Type::Basic(Predeclared::String) | Type::Untyped(Untyped::String)
            )
        };
        match self.get(underlying) {
            // Of constants, only those of basic types stay constant.
            Type::Basic(basic) => {
                let value = match (basic, value) {
                    (Predeclared::String, value) if string(self, from) => value,
                    (Predeclared::String, _) => Value::Other,
                    (Predeclared::Float32 | Predeclared::Float64, value) => value,
                    (_, value @ Value::Bool(_)) => value,
                    (_, value) => value.as_int().map_or(Value::Other, Value::Int),
                };
                Operand::Constant(ty, value)
            }
            _ => Operand::Value(ty),
        }
    }

    fn builtin_call(&mut self, file: FileId, builtin: Builtin, args: List<ExprId>) -> Operand {
        let tree = self.tree(file);
        let first = tree.nth(args, 0).map(|arg| (file, arg));
        let first_type = |this: &mut Self| match first {
            Some(first) => this.value_type(first),
            None => TypeId::UNKNOWN,
        };
        let ty = match builtin {
            Builtin::Len | Builtin::Cap => return self.len(first),
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof => {
                return self.size_of(builtin, first);
            }
            Builtin::Make => match first {
                Some(first) => self.type_expr(first),
                None => TypeId::UNKNOWN,
            },
            Builtin::New => match first.map(|first| self.operand(first)) {
                Some(Operand::Type(ty)) => self.pointer_to(ty),
                // new(expr), since go1.26.
                Some(operand) => {
                    let ty = self.default_type(operand.ty());
                    self.pointer_to(ty)
                }
                None => TypeId::UNKNOWN,
            },
            Builtin::Append => first_type(self),
            Builtin::Min | Builtin::Max => return self.min_max(file, args),
            Builtin::Copy => self.basic(Predeclared::Int),
            Builtin::Complex => self.basic(Predeclared::Complex128),
            Builtin::Real | Builtin::Imag => {
                let ty = first_type(self);
                let underlying = self.underlying(ty);
                match self.get(underlying) {
                    Type::Basic(Predeclared::Complex64) => self.basic(Predeclared::Float32),
                    _ => self.basic(Predeclared::Float64),
                }
            }
            Builtin::Recover => {
                let decl = super::TypeDecl::Any;
                self.intern(Type::Named { decl, args: Box::default() })
            }
            Builtin::UnsafeAdd => self.intern(Type::UnsafePointer),
            Builtin::UnsafeSlice => {
                let ty = first_type(self);
                match *self.get(ty) {
                    Type::Pointer(elem) => self.intern(Type::Slice(elem)),
                    _ => TypeId::UNKNOWN,
                }
            }
            Builtin::UnsafeSliceData => {
                let ty = first_type(self);
                let core = self.core(ty);
                match *self.get(core) {
                    Type::Slice(elem) => self.pointer_to(elem),
                    _ => TypeId::UNKNOWN,
                }
            }
            Builtin::UnsafeString => self.basic(Predeclared::String),
            Builtin::UnsafeStringData => {
                let byte = self.basic(Predeclared::Byte);
                self.pointer_to(byte)
            }
            Builtin::Clear
            | Builtin::Close
            | Builtin::Delete
            | Builtin::Panic
            | Builtin::Print
            | Builtin::Println => self.intern(Type::Tuple(Box::default())),
        };
        Operand::Value(ty)
    }

    /// `len` and `cap` of an array are constant, unless the operand must be evaluated.
    fn len(&mut self, arg: Option<At<ExprId>>) -> Operand {
        let int = self.basic(Predeclared::Int);
        let Some(arg) = arg else { return Operand::Value(int) };
        let operand = self.operand(arg);
        if let Operand::Constant(_, Value::String(text)) = &operand {
            return Operand::Constant(int, Value::Int(text.len() as i128));
        }
        if matches!(operand, Operand::Constant(..)) {
            return Operand::Constant(int, Value::Other);
        }
        match self.array_behind(operand.ty()) {
            Some(len) if !self.calls_or_receives(arg) => {
                let value = len.map_or(Value::Other, |len| Value::Int(len.into()));
                Operand::Constant(int, value)
            }
            _ => Operand::Value(int),
        }
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

    /// Whether evaluating an expression calls a function or receives from a channel; function
    /// literals in it are not entered.
    pub(crate) fn calls_or_receives(&mut self, (file, expr): At<ExprId>) -> bool {
        let tree = self.tree(file);
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match tree.expr(expr) {
                Expr::Call { callee, args, .. } => match self.operand((file, callee)) {
                    Operand::Type(_) => open.extend(tree.list(args)),
                    _ if self.is_constant((file, expr)) => {}
                    _ => return true,
                },
                Expr::Unary { op: UnaryOp::Receive, .. } => return true,
                Expr::Unary { operand, .. }
                | Expr::Paren(operand)
                | Expr::Star(operand)
                | Expr::Selector { operand, .. }
                | Expr::TypeAssert { operand, .. } => open.push(operand),
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
                Expr::Composite { elements, .. } => open.extend(tree.list(elements)),
                Expr::KeyValue { key, value } => open.extend([key, value]),
                _ => {}
            }
        }
        false
    }

    fn size_of(&mut self, builtin: Builtin, arg: Option<At<ExprId>>) -> Operand {
        let uintptr = self.basic(Predeclared::Uintptr);
        let ty = arg.map_or(TypeId::UNKNOWN, |arg| self.value_type(arg));
        let ty = self.default_type(ty);
        let value = match (builtin, self.size_align(ty)) {
            (Builtin::UnsafeSizeof, Some((size, _))) => Value::Int(size.into()),
            (Builtin::UnsafeAlignof, Some((_, align))) => Value::Int(align.into()),
            _ => Value::Other,
        };
        Operand::Constant(uintptr, value)
    }

    fn min_max(&mut self, file: FileId, args: List<ExprId>) -> Operand {
        let tree = self.tree(file);
        let operands: Vec<Operand> = tree.list(args).map(|arg| self.operand((file, arg))).collect();
        let untyped = |this: &Self, ty| matches!(this.get(ty), Type::Untyped(_));
        let typed = operands.iter().map(Operand::ty).find(|&ty| !untyped(self, ty));
        let ty =
            typed.or_else(|| operands.iter().map(Operand::ty).max()).unwrap_or(TypeId::UNKNOWN);
        if operands.iter().all(|operand| matches!(operand, Operand::Constant(..))) {
            return Operand::Constant(ty, Value::Other);
        }
        Operand::Value(ty)
    }
}
