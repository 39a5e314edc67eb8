//! Constant expressions: what operators and conversions make of constants and of their types.
//!
//! A constant that meets a typed operand, or is converted, becomes a value of that type first:
//! `float32(0.1) == 0.1` holds, and `1 << 40` cannot be an `int32`. What the language calls an error
//! is a constant whose value is not known.

use super::{At, Operand, Type, TypeId, Types, Untyped, Value};
use crate::names::FileId;
use crate::names::universe::Predeclared;
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, Id, IdentId};
use crate::syntax::{BinaryOp, UnaryOp};

/// Integers below this are the same in every numeric type that can hold them.
const SAME_IN_ALL_TYPES: u64 = 1 << 24;

impl Types<'_> {
    /// What an expression is that stands in the constant declaration being evaluated.
    pub(super) fn operand_with_iota(&mut self, at: At<ExprId>) -> Operand {
        let expr = self.tree(at.0).expr(at.1);
        if let Expr::Name(name) = expr
            && let Some(operand) = self.redeclared(at.0, name)
        {
            return operand;
        }
        // Of what is evaluated only once by what it stands in, nothing needs to be remembered.
        let is_plain = matches!(
            expr,
            Expr::Name(_)
                | Expr::Literal(_)
                | Expr::Paren(_)
                | Expr::Unary { .. }
                | Expr::Binary { .. }
        );
        if is_plain {
            return self.deeper(Operand::Unknown, |this| this.operand_uncached(at));
        }
        if let Some(known) = self.iota_exprs.get(&at) {
            return known.clone();
        }
        let operand = self.deeper(Operand::Unknown, |this| this.operand_uncached(at));
        self.iota_exprs.insert(at, operand.clone());
        operand
    }

    /// What a name is that has another meaning in a repeated expression than in the original: in a
    /// function, `const ( x = x + 1; y )` adds 1 to an outer `x` and then to the new one.
    fn redeclared(&mut self, file: FileId, name: IdentId) -> Option<Operand> {
        let decl = self.repetition.filter(|(of, _)| *of == file)?.1;
        let tree = self.tree(file);
        let Decl::Const { values, .. } = tree.decl(decl) else { return None };
        let span = tree.ident(name);
        let is_inside = |value| {
            let value = tree.expr_span(value);
            value.start <= span.start && span.end <= value.end
        };
        if !tree.list(values).any(is_inside) {
            return None;
        }
        let text = self.ident_text((file, name));
        // The declarations between the original and the repetition follow each other, as nothing is
        // declared within a repetition.
        for index in (0..decl.index()).rev() {
            let before = DeclId::from_index(index);
            let Decl::Const { names, repeated, .. } = tree.decl(before) else { return None };
            let mut names = tree.list(names);
            if let Some(place) = names.position(|name| self.ident_text((file, name)) == text) {
                return Some(self.local_const(file, before, place as u32));
            }
            if !repeated {
                return None;
            }
        }
        None
    }

    /// A constant as a value of type `ty`.
    pub(crate) fn represented(&mut self, value: &Value, ty: TypeId) -> Value {
        let underlying = self.underlying(ty);
        match (self.get(underlying), value) {
            (Type::Basic(basic), _) => value.represented(*basic, self.int_bits()),
            (Type::Untyped(_), _) | (Type::Unknown, Value::Bool(_) | Value::String(_)) => {
                value.clone()
            }
            (Type::Unknown, Value::Int(int)) if int.unsigned_abs() <= SAME_IN_ALL_TYPES => {
                value.clone()
            }
            _ => Value::Other,
        }
    }

    fn int_bits(&self) -> u32 {
        self.program.target.word_bytes() as u32 * 8
    }

    /// `op value`.
    pub(super) fn constant_unary(&mut self, op: UnaryOp, ty: TypeId, value: &Value) -> Operand {
        let underlying = self.underlying(ty);
        if op == UnaryOp::Complement && !self.is_integer(underlying) {
            return Operand::Constant(ty, Value::Other);
        }
        let result = Value::unary(op, value, self.unsigned_bits(underlying));
        Operand::Constant(ty, self.represented(&result, ty))
    }

    fn unsigned_bits(&self, underlying: TypeId) -> Option<u32> {
        match self.get(underlying) {
            Type::Basic(Predeclared::Byte | Predeclared::Uint8) => Some(8),
            Type::Basic(Predeclared::Uint16) => Some(16),
            Type::Basic(Predeclared::Uint32) => Some(32),
            Type::Basic(Predeclared::Uint64) => Some(64),
            Type::Basic(Predeclared::Uint | Predeclared::Uintptr) => Some(self.int_bits()),
            _ => None,
        }
    }

    /// Whether an underlying type is an integer type, or that of untyped integers.
    fn is_integer(&self, underlying: TypeId) -> bool {
        match self.get(underlying) {
            Type::Untyped(untyped) => matches!(untyped, Untyped::Int | Untyped::Rune),
            Type::Basic(basic) => matches!(
                basic,
                Predeclared::Int
                    | Predeclared::Int8
                    | Predeclared::Int16
                    | Predeclared::Int32
                    | Predeclared::Int64
                    | Predeclared::Rune
                    | Predeclared::Uint
                    | Predeclared::Uint8
                    | Predeclared::Byte
                    | Predeclared::Uint16
                    | Predeclared::Uint32
                    | Predeclared::Uint64
                    | Predeclared::Uintptr
            ),
            _ => false,
        }
    }

    /// `left op right`, where both operands become values of type `operands`; of a shift that is the
    /// left operand's type.
    pub(super) fn constant_binary(
        &mut self,
        op: BinaryOp,
        left: &Value,
        right: &Value,
        operands: TypeId,
    ) -> Operand {
        let underlying = self.underlying(operands);
        let integers = self.is_integer(underlying);
        if matches!(op, BinaryOp::ShiftLeft | BinaryOp::ShiftRight) {
            // An untyped constant that is an integer may be shifted, and is of integer type then.
            let ty = match self.get(underlying) {
                Type::Untyped(_) if !integers => self.untyped(Untyped::Int),
                _ => operands,
            };
            let shifted = Value::binary(op, left, right, true);
            return Operand::Constant(ty, self.represented(&shifted, ty));
        }
        let (left, right) = (self.represented(left, operands), self.represented(right, operands));
        let result = Value::binary(op, &left, &right, integers);
        if op.is_comparison() {
            return Operand::Constant(self.untyped(Untyped::Bool), result);
        }
        // Of a type that is not known, a division may truncate or not.
        let is_open = underlying == TypeId::UNKNOWN && op == BinaryOp::Div;
        let result = if is_open { result.to_int() } else { result };
        Operand::Constant(operands, self.represented(&result, operands))
    }

    /// The conversion of a constant to a type.
    pub(super) fn constant_conversion(
        &mut self,
        to: TypeId,
        from: TypeId,
        value: &Value,
    ) -> Operand {
        let (underlying, from) = (self.underlying(to), self.underlying(from));
        // Of constants, only those of basic types stay constant.
        let Type::Basic(basic) = *self.get(underlying) else { return Operand::Value(to) };
        let converted = if basic == Predeclared::String && self.is_integer(from) {
            value.of_code_point()
        } else {
            value.represented(basic, self.int_bits())
        };
        Operand::Constant(to, converted)
    }

    /// The type that operands of these types share: of untyped constants the later kind.
    pub(super) fn common_type(&self, left: TypeId, right: TypeId) -> TypeId {
        match (self.get(left), self.get(right)) {
            (Type::Untyped(left_kind), Type::Untyped(right_kind)) => {
                if left_kind >= right_kind {
                    left
                } else {
                    right
                }
            }
            (Type::Untyped(_), _) => right,
            (Type::Unknown, ty) if !matches!(ty, Type::Untyped(_)) => right,
            _ => left,
        }
    }
}

#[cfg(test)]
mod tests;
