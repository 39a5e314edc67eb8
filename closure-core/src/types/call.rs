//! Calls: of functions, of predeclared functions, and conversions.

use super::infer::Args;
use super::{Operand, Type, TypeId, Types};
use crate::names::FileId;
use crate::names::universe::{Builtin, Predeclared};
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
        self.constant_conversion(ty, from, &value)
    }

    fn builtin_call(&mut self, file: FileId, builtin: Builtin, args: List<ExprId>) -> Operand {
        let tree = self.tree(file);
        let first = tree.nth(args, 0).map(|arg| (file, arg));
        let first_type = |this: &mut Self| {
            let ty = first.map_or(TypeId::UNKNOWN, |first| this.value_type(first));
            match this.get(ty) {
                // f(g()), with several results.
                Type::Tuple(parts) => parts.first().copied().unwrap_or(TypeId::UNKNOWN),
                _ => ty,
            }
        };
        let ty = match builtin {
            Builtin::Len | Builtin::Cap => return self.len(first),
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof => {
                return self.size_of(builtin, first);
            }
            Builtin::UnsafeOffsetof => return self.offset_of(first),
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
            Builtin::Min | Builtin::Max => return self.min_max(builtin, file, args),
            Builtin::Copy => self.basic(Predeclared::Int),
            Builtin::Complex => return self.complex(file, args),
            Builtin::Real | Builtin::Imag => return self.part(builtin, first),
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
}
