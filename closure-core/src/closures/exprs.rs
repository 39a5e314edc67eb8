//! The walk over expressions: uses of variables, addresses taken, literals and method values.

use super::cgo::CCall;
use super::event::Taking;
use super::function::{Captured, What};
use super::naming;
use super::walk::Walker;
use crate::analysis::ClosureKind;
use crate::names::VarId;
use crate::names::universe::Builtin;
use crate::syntax::UnaryOp;
use crate::syntax::tree::{Expr, ExprId, List};
use crate::types::{NO_ARGS, Operand, Selection, Type, TypeId};

impl Walker<'_, '_> {
    pub(super) fn exprs(&mut self, exprs: List<ExprId>) {
        for expr in self.tree.list(exprs) {
            self.expr(expr);
        }
    }

    /// An expression whose value is wanted.
    pub(super) fn expr(&mut self, id: ExprId) {
        let at = (self.file, id);
        match self.tree.expr(id) {
            Expr::Bad
            | Expr::Literal(_)
            | Expr::ArrayType { .. }
            | Expr::SliceType(_)
            | Expr::Variadic(_)
            | Expr::StructType(_)
            | Expr::FuncType(_)
            | Expr::InterfaceType(_)
            | Expr::MapType { .. }
            | Expr::ChanType { .. } => {}
            Expr::Name(name) => {
                if let Some(var) = self.var(id) {
                    self.use_var(var, self.offset(name));
                }
            }
            Expr::Composite { elements, .. } => self.composite(id, elements),
            Expr::KeyValue { key, value } => {
                self.expr(key);
                self.expr(value);
            }
            Expr::FuncLit(func) => self.literal(func, self.tree.expr_span(id), false),
            Expr::Paren(inner) | Expr::Star(inner) => self.expr(inner),
            Expr::Selector { operand, .. } => self.selector(id, operand),
            Expr::Index { operand, indices } => {
                // An instantiation has no operands; its selector may be a method value.
                self.expr(operand);
                if !matches!(self.types.operand((self.file, operand)), Operand::Type(_)) {
                    self.exprs(indices);
                }
                self.instantiated_value(id);
            }
            Expr::Slice { operand, bounds } => {
                self.expr(operand);
                let bounds = self.tree.bounds(bounds);
                for bound in [bounds.low, bounds.high, bounds.max].into_iter().flatten() {
                    self.expr(bound);
                }
                self.slice_address(operand);
            }
            Expr::TypeAssert { operand, .. } => self.expr(operand),
            Expr::Call { callee, args, .. } => self.call(at, callee, args),
            Expr::Unary { op: UnaryOp::Address, operand } => {
                self.expr(operand);
                self.take_address(operand, Taking::Explicit);
            }
            Expr::Unary { operand, .. } => self.expr(operand),
            Expr::Binary { .. } => {
                // A chain of operators leans to the left, and may be as long as the file.
                let mut rights = Vec::new();
                let mut left = id;
                while let Expr::Binary { left: next, right, .. } = self.tree.expr(left) {
                    rights.push(right);
                    left = next;
                }
                self.expr(left);
                for &right in rights.iter().rev() {
                    self.expr(right);
                }
            }
        }
    }

    /// A composite literal. The keys of a struct's are no expressions.
    fn composite(&mut self, id: ExprId, elements: List<ExprId>) {
        let ty = self.types.composite_core((self.file, id));
        let is_struct = match self.types.get(ty) {
            Type::Struct(_) => true,
            Type::Unknown => self.keys_look_like_fields(elements),
            _ => false,
        };
        for element in self.tree.list(elements) {
            match self.tree.expr(element) {
                Expr::KeyValue { value, .. } if is_struct => self.expr(value),
                _ => self.expr(element),
            }
        }
    }

    /// Of a type that is not known: names as keys are fields, as those of maps are mostly written
    /// out.
    fn keys_look_like_fields(&self, elements: List<ExprId>) -> bool {
        self.tree.list(elements).all(|element| match self.tree.expr(element) {
            Expr::KeyValue { key, .. } => matches!(self.tree.expr(key), Expr::Name(_)),
            _ => true,
        })
    }

    /// `x.name` that is not called.
    fn selector(&mut self, id: ExprId, operand: ExprId) {
        match self.types.operand((self.file, operand)) {
            Operand::Package(_) | Operand::Type(_) => return,
            Operand::Unknown | Operand::Value(_) | Operand::Constant(..) | Operand::Builtin(_) => {}
        }
        self.expr(operand);
        if let Some(method) = self.selected_method(id) {
            self.receiver_address(id, operand);
            self.method_value(id, operand, &method);
        }
    }

    /// What a selector selects, if that is a method of a value.
    pub(super) fn selected_method(&mut self, id: ExprId) -> Option<Selection> {
        let Expr::Selector { operand, name } = self.tree.expr(id) else { return None };
        let name = self.types.ident_text((self.file, name));
        match self.types.operand((self.file, operand)) {
            Operand::Value(ty) | Operand::Constant(ty, _) => {
                let selection = self.types.select(ty, name, self.file.package)?;
                matches!(selection, Selection::Method { .. }).then_some(selection)
            }
            _ => None,
        }
    }

    /// The type that a method's receiver is passed as.
    pub(super) fn receiver_type(&mut self, method: &Selection) -> TypeId {
        match *method {
            Selection::Method { pointer: true, receiver, .. } => {
                self.types.intern(Type::Pointer(receiver))
            }
            Selection::Method { receiver, .. } => receiver,
            Selection::Field { .. } => TypeId::UNKNOWN,
        }
    }

    fn method_value(&mut self, id: ExprId, operand: ExprId, method: &Selection) {
        let Selection::Method { pointer, declared_by, receiver, .. } = *method else { return };
        let Expr::Selector { name, .. } = self.tree.expr(id) else { return };
        let ty = self.receiver_type(method);
        let span = self.tree.expr_span(operand);
        let text = span.text(self.types.file(self.file).source.text()).to_owned();
        let reason = "the receiver, evaluated where the method value is made".to_owned();
        let offset = self.tree.expr_span(id).start;
        // In generic code, where only the dictionary tells the method, it is a literal in disguise.
        let derived =
            self.functions[self.current].generic && self.types.mentions_type_param(receiver);
        let is_interface = self.types.is_interface(receiver);
        if derived && !is_interface {
            let name = self.literal_name();
            let receiver_copy =
                What::Copy { name: ".autotmp".to_owned(), ty, reason, synthetic: true };
            let captures = match self.types.get(receiver) {
                Type::Param(..) => [What::PassedDictionary, receiver_copy],
                _ => [receiver_copy, What::PassedDictionary],
            };
            return self.made_closure(name, ClosureKind::MethodValue, offset, captures);
        }
        let generic =
            matches!(self.types.get(receiver), Type::Named { args, .. } if !args.is_empty());
        let name = naming::method_value(
            self.types,
            self.file,
            declared_by,
            generic,
            pointer,
            self.types.ident_text((self.file, name)),
        );
        let what = What::Copy { name: text, ty, reason, synthetic: false };
        self.made_closure(name, ClosureKind::MethodValue, offset, [what]);
    }

    /// `F[T]` that is not called: where `T` is a type parameter, a closure keeps the dictionary.
    fn instantiated_value(&mut self, id: ExprId) {
        if !self.functions[self.current].generic {
            return;
        }
        let ty = self.types.value_type((self.file, id));
        if self.types.passes_type_params(self.file, id, NO_ARGS, ty) {
            let name = self.literal_name();
            let offset = self.tree.expr_span(id).start;
            self.made_closure(name, ClosureKind::Wrapper, offset, [What::PassedDictionary]);
        }
    }

    /// A closure that the compiler makes of no literal.
    pub(super) fn made_closure(
        &mut self,
        name: String,
        kind: ClosureKind,
        offset: u32,
        captures: impl IntoIterator<Item = What>,
    ) {
        let index = self.closure(name, kind, offset, false, |_| {});
        if let Some(closure) = &mut self.functions[index].closure {
            closure.captures =
                captures.into_iter().map(|what| Captured { what, first_use: offset }).collect();
        }
    }

    fn call(&mut self, at: (crate::names::FileId, ExprId), callee: ExprId, args: List<ExprId>) {
        if self.checked_c_call(at.1, callee, args, CCall::InExpression) {
            return;
        }
        match self.types.operand((self.file, callee)) {
            Operand::Builtin(builtin) => {
                let unevaluated = match builtin {
                    Builtin::UnsafeSizeof | Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof => {
                        true
                    }
                    Builtin::Len | Builtin::Cap => self.types.is_constant(at),
                    _ => false,
                };
                if !unevaluated {
                    self.exprs(args);
                }
            }
            Operand::Type(_) => self.exprs(args),
            _ => {
                self.callee(callee);
                self.exprs(args);
            }
        }
    }

    /// What is called: a method's receiver is evaluated, and no method value is made.
    pub(super) fn callee(&mut self, callee: ExprId) {
        let inner = self.tree.unparen(callee);
        match self.tree.expr(inner) {
            Expr::FuncLit(func) => self.literal(func, self.tree.expr_span(inner), true),
            Expr::Selector { operand, .. } => self.called_selector(inner, operand),
            Expr::Index { operand, indices } => {
                // f[T](x), x.m[T](y), fs[i](x)
                let selector = self.tree.unparen(operand);
                match self.tree.expr(selector) {
                    Expr::Selector { operand, .. } if self.selected_method(selector).is_some() => {
                        self.called_selector(selector, operand);
                    }
                    _ => {
                        self.expr(operand);
                        self.exprs(indices);
                    }
                }
            }
            _ => self.expr(inner),
        }
    }

    fn called_selector(&mut self, id: ExprId, operand: ExprId) {
        match self.types.operand((self.file, operand)) {
            Operand::Package(_) | Operand::Type(_) => {}
            _ => {
                self.expr(operand);
                self.receiver_address(id, operand);
            }
        }
    }

    // Addresses.

    /// The variable that an expression is, or is a part of by value: `x` of `x.f[i]` if `f` is an
    /// array. The flag says whether types tell so for certain.
    pub(super) fn root(&mut self, expr: ExprId) -> Option<(VarId, bool)> {
        let mut at = expr;
        let mut certain = true;
        loop {
            match self.tree.expr(at) {
                Expr::Paren(inner) => at = inner,
                Expr::Name(_) => return self.var(at).map(|var| (var, certain)),
                Expr::Selector { operand, name } => {
                    let name = self.types.ident_text((self.file, name));
                    match self.types.operand((self.file, operand)) {
                        Operand::Package(_) | Operand::Type(_) | Operand::Builtin(_) => {
                            return None;
                        }
                        Operand::Unknown => certain = false,
                        Operand::Value(ty) | Operand::Constant(ty, _) => {
                            match self.types.select(ty, name, self.file.package) {
                                Some(Selection::Field { indirect: false, .. }) => {}
                                Some(_) => return None,
                                None if self.types.lookup_is_open(ty) => certain = false,
                                // Behind a pointer, whatever it points to.
                                None => return None,
                            }
                        }
                    }
                    at = operand;
                }
                Expr::Index { operand, .. } => {
                    let ty = self.types.value_type((self.file, operand));
                    let core = self.types.core(ty);
                    match self.types.get(core) {
                        Type::Array(..) => {}
                        Type::Unknown => certain = false,
                        _ => return None,
                    }
                    at = operand;
                }
                _ => return None,
            }
        }
    }

    pub(super) fn take_address(&mut self, operand: ExprId, taking: Taking) {
        if let Some((var, certain)) = self.root(operand) {
            let taking = if certain { taking } else { Taking::Perhaps };
            self.address(var, self.tree.expr_span(operand).start, taking);
        }
    }

    /// `x[:]` takes the address of an array.
    fn slice_address(&mut self, operand: ExprId) {
        let ty = self.types.value_type((self.file, operand));
        let core = self.types.core(ty);
        match self.types.get(core) {
            Type::Array(..) => self.take_address(operand, Taking::Slice),
            Type::Unknown => self.take_address(operand, Taking::Perhaps),
            _ => {}
        }
    }

    /// `x.Method` takes the address of `x` where the receiver is a pointer and `x` is none.
    fn receiver_address(&mut self, selector: ExprId, operand: ExprId) {
        let Expr::Selector { name, .. } = self.tree.expr(selector) else { return };
        let name = self.types.ident_text((self.file, name));
        let ty = self.types.value_type((self.file, operand));
        match self.types.select(ty, name, self.file.package) {
            Some(Selection::Method { pointer: true, indirect: false, .. }) => {
                self.take_address(operand, Taking::Method);
            }
            Some(_) => {}
            None => {
                if self.types.lookup_is_open(ty) {
                    self.take_address(operand, Taking::Perhaps);
                }
            }
        }
    }
}
