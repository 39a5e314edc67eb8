//! `go` and `defer`: a call with operands is wrapped in a closure that keeps them.
//!
//! Source: `normalizeGoDeferCall` in the compiler's `typecheck/stmt.go`.

use super::cgo::CCall;
use super::function::What;
use super::walk::Walker;
use crate::analysis::ClosureKind;
use crate::names::universe::Builtin;
use crate::syntax::UnaryOp;
use crate::syntax::tree::{Expr, ExprId, List};
use crate::types::{Operand, Selection, Type, TypeId};

impl Walker<'_, '_> {
    /// `go call` or `defer call`.
    pub(super) fn go_or_defer(&mut self, expr: ExprId, offset: u32, defer: bool) {
        let call = self.tree.unparen(expr);
        let Expr::Call { callee, args, spread } = self.tree.expr(call) else {
            return self.expr(expr);
        };
        let stands = if defer { CCall::Deferred } else { CCall::Go };
        if self.checked_c_call(call, callee, args, stands) {
            if defer {
                self.defer_in_body(offset);
            }
            return;
        }
        let callee = self.tree.unparen(callee);
        let operand = self.types.operand((self.file, callee));
        if let Operand::Type(_) = operand {
            // A conversion is no call; the compiler rejects it.
            return self.exprs(args);
        }
        self.operands_of(callee, args, &operand);
        if defer {
            self.defer_in_body(offset);
        }
        if self.is_plain(callee, &operand) {
            return;
        }
        let word = if defer { "defer" } else { "go" };
        let outer = self.naming_function();
        outer.wrappers += 1;
        let name = format!("{}.{word}wrap{}", outer.name, outer.wrappers);
        let mut kept = Vec::new();
        self.kept_callee(callee, &operand, &mut kept);
        let n_before_dictionary = kept.len();
        self.kept_args(callee, (args, spread), &operand, &mut kept);
        let text = self.types.file(self.file).source.text();
        let mut captures: Vec<What> = Vec::with_capacity(kept.len());
        for (expr, ty) in kept {
            let operand = short(self.tree.expr_span(expr).text(text));
            let reason = format!("`{operand}`, evaluated at the {word} statement");
            captures.push(What::Copy { name: ".autotmp".to_owned(), ty, reason, synthetic: true });
        }
        if self.passes_dictionary(callee) {
            captures.insert(n_before_dictionary, What::PassedDictionary);
        }
        self.made_closure(name, ClosureKind::Wrapper, offset, captures);
    }

    /// Whether a call is one of a generic function or of a generic type's method, to which the
    /// type arguments are passed as a dictionary.
    fn passes_dictionary(&mut self, callee: ExprId) -> bool {
        match self.selected_method(callee) {
            Some(Selection::Method { decl, receiver, .. }) => {
                let args = self.types.get(receiver);
                decl.is_some() && matches!(args, Type::Named { args, .. } if !args.is_empty())
            }
            _ => self.types.is_generic_func(self.file, callee),
        }
    }

    /// Walks callee and arguments, which are evaluated at the statement.
    fn operands_of(&mut self, callee: ExprId, args: List<ExprId>, operand: &Operand) {
        match self.tree.expr(callee) {
            // Not called here: it has an object.
            Expr::FuncLit(func) => self.literal(func, self.tree.expr_span(callee), false),
            _ if matches!(operand, Operand::Builtin(_)) => {}
            _ => self.callee(callee),
        }
        self.exprs(args);
    }

    /// Whether a call has neither parameters nor results, so that its callee is started as it is.
    fn is_plain(&mut self, callee: ExprId, operand: &Operand) -> bool {
        let Operand::Value(ty) = *operand else { return false };
        // A method's receiver is an operand.
        if self.selected_method(callee).is_some() {
            return false;
        }
        let core = self.types.core(ty);
        match self.types.get(core) {
            Type::Func(func) => func.params.is_empty() && func.results.is_empty(),
            _ => false,
        }
    }

    fn kept_callee(&mut self, callee: ExprId, operand: &Operand, kept: &mut Vec<(ExprId, TypeId)>) {
        if matches!(operand, Operand::Builtin(_)) {
            return;
        }
        if let Some(method) = self.selected_method(callee)
            && let Expr::Selector { operand, .. } = self.tree.expr(callee)
        {
            let ty = self.receiver_type(&method);
            return kept.push((operand, ty));
        }
        // A declared function is not kept, nor is one of C's; a function value is.
        let is_static = match self.tree.expr(callee) {
            Expr::Selector { operand, .. } => matches!(
                self.types.operand((self.file, operand)),
                Operand::Type(_) | Operand::Package(None)
            ),
            _ => false,
        };
        if !is_static && self.types.declared_func(self.file, callee).is_none() {
            kept.push((callee, operand.ty()));
        }
    }

    fn kept_args(
        &mut self,
        callee: ExprId,
        (args, spread): (List<ExprId>, bool),
        operand: &Operand,
        kept: &mut Vec<(ExprId, TypeId)>,
    ) {
        let call_type = self.types.callee_type(self.file, callee, (args, spread), operand);
        let prints = matches!(
            operand,
            Operand::Builtin(Builtin::Print | Builtin::Println | Builtin::Recover)
        );
        let map_key = self.tree.nth(args, 0).and_then(|map| {
            let ty = self.types.value_type((self.file, map));
            let core = self.types.core(ty);
            match *self.types.get(core) {
                Type::Map(key, _) => Some(key),
                _ => None,
            }
        });
        for (index, arg) in self.tree.list(args).enumerate() {
            let own = self.types.value_type((self.file, arg));
            let param = match operand {
                Operand::Builtin(Builtin::Panic) => self.types.any(),
                // The key is converted to what the map has.
                Operand::Builtin(Builtin::Delete) if index == 1 => map_key.unwrap_or(own),
                _ if prints => own,
                _ => match self.types.param_at(call_type, index, spread) {
                    TypeId::UNKNOWN => own,
                    param => param,
                },
            };
            self.keep(arg, own, param, kept);
        }
    }

    /// Adds what must be kept of an argument: not constants, nor what names a function; of a
    /// composite literal the elements.
    fn keep(&mut self, arg: ExprId, own: TypeId, param: TypeId, kept: &mut Vec<(ExprId, TypeId)>) {
        let inner = self.tree.unparen(arg);
        let (own_core, param_core) = (self.types.underlying(own), self.types.underlying(param));
        let interface = |ty: &Type| matches!(ty, Type::Interface(_));
        let converted =
            interface(self.types.get(param_core)) && !interface(self.types.get(own_core));
        let is_nil = matches!(self.types.get(own), Type::Untyped(crate::types::Untyped::Nil));
        if is_nil {
            return;
        }
        if !converted {
            if self.types.is_constant((self.file, inner)) {
                return;
            }
            match self.tree.expr(inner) {
                Expr::Composite { elements, .. }
                    if !matches!(self.types.get(own_core), Type::Map(..)) =>
                {
                    for element in self.tree.list(elements) {
                        let value = match self.tree.expr(element) {
                            Expr::KeyValue { value, .. } => value,
                            _ => element,
                        };
                        let ty = self.types.value_type((self.file, value));
                        let ty = self.types.default_type(ty);
                        self.keep(value, ty, ty, kept);
                    }
                    return;
                }
                Expr::Name(_) | Expr::Selector { .. }
                    if self.selected_method(inner).is_none()
                        && self.types.declared_func(self.file, inner).is_some() =>
                {
                    return;
                }
                Expr::Call { callee, .. }
                    if matches!(
                        self.types.operand((self.file, callee)),
                        Operand::Builtin(Builtin::New)
                    ) =>
                {
                    return;
                }
                Expr::Unary { op: UnaryOp::Tilde, .. } => return,
                _ => {}
            }
        }
        kept.push((arg, param));
    }
}

/// Source text on one line, cut to a length that fits one.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 40 {
        return line;
    }
    line.chars().take(39).chain(['…']).collect()
}
