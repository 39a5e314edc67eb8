//! Calls of C functions. The cgo tool rewrites those that pass pointers to memory which may hold
//! pointers: `C.f(p)` becomes a literal that checks `p` and is called where it stands.
//!
//! Which calls these are the tool decides by the types that C declares the parameters with. Where C
//! is not read that declares a function, the types of the arguments tell, save for whether a struct of C
//! holds pointers: such arguments count as harmless.
//!
//! Source: `rewriteCall` and `checkIndex` in the cgo tool's `gcc.go`.

use super::event::Taking;
use super::function::What;
use super::walk::Walker;
use crate::analysis::ClosureKind;
use crate::syntax::UnaryOp;
use crate::syntax::tree::{Expr, ExprId, List};
use crate::types::{Operand, Type, TypeId};

/// Where a call of a C function stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CCall {
    InExpression,
    Go,
    Deferred,
}

/// How the tool passes a pointer that it checks.
enum Checked {
    /// By a copy, as any argument.
    Plain,
    /// `&x[i]`: with `&x`, or with `x` where that is no variable.
    Element,
    /// `&x` and `x[i:j]`: with a copy of that without conversions around it.
    Base(&'static str),
}

impl Walker<'_, '_> {
    /// Walks a call of a C function that is rewritten; says whether it is one.
    pub(super) fn checked_c_call(
        &mut self,
        call: ExprId,
        callee: ExprId,
        args: List<ExprId>,
        stands: CCall,
    ) -> bool {
        let Expr::Selector { operand, name } = self.tree.expr(callee) else { return false };
        let name = self.types.ident_text((self.file, name));
        if name == "malloc"
            || !self.types.is_c(self.file, operand)
            || matches!(self.types.operand((self.file, callee)), Operand::Type(_))
        {
            return false;
        }
        let args: Vec<ExprId> = self.tree.list(args).collect();
        let checked = args.iter().enumerate().map(|(n, &arg)| self.checked((name, n), arg));
        let checked: Vec<Option<Checked>> = checked.collect();
        if checked.iter().all(Option::is_none) {
            return false;
        }
        let offset = self.tree.expr_span(call).start;
        let name = self.literal_name();
        let called = stands != CCall::Go;
        self.closure(name, ClosureKind::Literal, offset, called, |this| {
            for (&arg, checked) in args.iter().zip(&checked) {
                this.expr(arg);
                if let Some(Checked::Element) = checked
                    && let Some(array) = this.indexed(arg)
                    && is_variable(this, array)
                {
                    this.take_address(array, Taking::Explicit);
                }
            }
            if stands == CCall::Deferred {
                // Another literal keeps the arguments until they are used.
                let name = this.literal_name();
                let captures = this.kept_c_args(&args, &checked);
                this.made_closure(name, ClosureKind::Literal, offset, captures);
            }
        });
        true
    }

    /// How the argument for a function's parameter is checked; `None` where it is not.
    fn checked(&mut self, param: (&str, usize), arg: ExprId) -> Option<Checked> {
        let is_nil = |name| self.types.ident_text((self.file, name)) == "nil";
        if matches!(self.tree.expr(arg), Expr::Name(name) if is_nil(name)) {
            return None;
        }
        let ty = self.types.value_type((self.file, arg));
        if !self.types.may_hold_pointers(self.file, param, ty)? {
            return None;
        }
        Some(match self.tree.expr(self.unconverted(arg)) {
            Expr::Unary { op: UnaryOp::Address, operand } => match self.tree.expr(operand) {
                Expr::Index { .. } => Checked::Element,
                _ => Checked::Base("_cgoBase"),
            },
            Expr::Slice { .. } => Checked::Base("_cgoSlice"),
            _ => Checked::Plain,
        })
    }

    /// An argument without the conversions around it.
    fn unconverted(&mut self, arg: ExprId) -> ExprId {
        let mut at = arg;
        while let Expr::Call { callee, args, .. } = self.tree.expr(at)
            && args.len() == 1
            && let Operand::Type(_) = self.types.operand((self.file, callee))
            && let Some(inner) = self.tree.nth(args, 0)
        {
            at = inner;
        }
        at
    }

    /// `x` of `&x[i]` in conversions.
    fn indexed(&mut self, arg: ExprId) -> Option<ExprId> {
        let Expr::Unary { operand, .. } = self.tree.expr(self.unconverted(arg)) else {
            return None;
        };
        match self.tree.expr(operand) {
            Expr::Index { operand, .. } => Some(operand),
            _ => None,
        }
    }

    /// What the literal of a deferred call captures: first what is checked, then the other arguments.
    fn kept_c_args(&mut self, args: &[ExprId], checked: &[Option<Checked>]) -> Vec<What> {
        let mut kept = Vec::new();
        let mut later = Vec::new();
        for (n, (&arg, checked)) in args.iter().zip(checked).enumerate() {
            let ty = self.types.value_type((self.file, arg));
            let copy = |name: &str, ty: TypeId| What::Copy {
                name: format!("{name}{n}"),
                ty,
                reason: "an argument of a C function, evaluated at the defer statement".to_owned(),
                synthetic: true,
            };
            match checked {
                None => later.push(copy("_cgo", ty)),
                Some(Checked::Plain) => kept.push(copy("_cgo", ty)),
                Some(Checked::Base(name)) => {
                    let base = self.unconverted(arg);
                    kept.push(copy(name, self.types.value_type((self.file, base))));
                    later.push(copy("_cgo", ty));
                }
                Some(Checked::Element) => {
                    kept.push(copy("_cgo", ty));
                    if let Some(array) = self.indexed(arg) {
                        let mut array_type = self.types.value_type((self.file, array));
                        if is_variable(self, array) {
                            array_type = self.types.intern(Type::Pointer(array_type));
                        }
                        kept.push(copy("_cgoIndex", array_type));
                    }
                }
            }
        }
        kept.extend(later);
        kept
    }
}

/// What the tool takes for a variable, whose address it can take.
fn is_variable(walker: &Walker<'_, '_>, expr: ExprId) -> bool {
    let mut at = expr;
    loop {
        match walker.tree.expr(at) {
            Expr::Name(_) | Expr::Index { .. } => return true,
            Expr::Selector { operand, .. } => at = operand,
            _ => return false,
        }
    }
}
