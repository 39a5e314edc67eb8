//! Constant expressions: what operators and conversions make of constants and of their types.
//!
//! A constant that meets a typed operand, or is converted, becomes a value of that type first:
//! `float32(0.1) == 0.1` holds, and `1 << 40` cannot be an `int32`. What the language calls an error
//! is a constant whose value is not known.

use super::{Operand, Type, TypeId, Types, Untyped, Value};
use crate::names::universe::Predeclared;
use crate::syntax::{BinaryOp, UnaryOp};

/// Integers below this are the same in every numeric type that can hold them.
const SAME_IN_ALL_TYPES: u64 = 1 << 24;

impl Types<'_> {
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
                Type::Basic(_) if !integers => return Operand::Constant(operands, Value::Other),
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
