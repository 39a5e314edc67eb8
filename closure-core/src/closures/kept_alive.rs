//! What the compiler keeps alive in the body of `for b.Loop()` of a benchmark, so that nothing of it is
//! optimised away: the variables that a statement assigns, and those that it passes to a function
//! without results. It does so by taking their addresses. From Go 1.26 on.
//!
//! Source: the compiler's `bloop/bloop.go`.

use super::event::Taking;
use super::walk::Walker;
use crate::names::VarId;
use crate::names::universe::{Builtin, Predeclared};
use crate::program::GoVersion;
use crate::syntax::UnaryOp;
use crate::syntax::tree::{Decl, Expr, ExprId, Stmt, StmtId};
use crate::types::{Operand, Selection, Type, TypeDecl};

impl Walker<'_, '_> {
    /// Whether the condition of a loop is a call of `(*testing.B).Loop`.
    pub(super) fn is_benchmark_loop(&mut self, cond: ExprId) -> bool {
        if self.types.program.release < GoVersion::KEPT_ALIVE {
            return false;
        }
        let Expr::Call { callee, .. } = self.tree.expr(self.tree.unparen(cond)) else {
            return false;
        };
        let callee = self.tree.unparen(callee);
        let Expr::Selector { name, .. } = self.tree.expr(callee) else { return false };
        if self.types.ident_text((self.file, name)) != "Loop" {
            return false;
        }
        match self.selected_method(callee) {
            Some(Selection::Method {
                declared_by: Some(TypeDecl::Global(global)),
                decl: Some(_),
                ..
            }) => {
                let package = &self.types.program.packages[global.package.0 as usize];
                package.path == "testing" && self.types.global_name(global) == "B"
            }
            _ => false,
        }
    }

    /// Takes the addresses of what a statement of such a loop keeps alive.
    pub(super) fn keep_alive(&mut self, stmt: StmtId) {
        let offset = self.tree.stmt_span(stmt).start;
        let mut kept: Vec<ExprId> = Vec::new();
        match self.tree.stmt(stmt) {
            Stmt::Assign { left, .. } | Stmt::Define { left, .. } => {
                kept.extend(self.tree.list(left));
            }
            Stmt::IncDec { operand, .. } => kept.push(operand),
            Stmt::Labeled { stmt, .. } => return self.keep_alive(stmt),
            Stmt::Expr(call) => self.passed(call, &mut kept),
            Stmt::Decl(decls) => {
                for decl in self.tree.list(decls) {
                    let Decl::Var { names, .. } = self.tree.decl(decl) else { continue };
                    for name in self.tree.list(names) {
                        if let Some(var) = self.types.file_names(self.file).declared(name) {
                            self.address(var, offset, Taking::KeptAlive);
                        }
                    }
                }
            }
            _ => {}
        }
        for expr in kept {
            if let Some(var) = self.name_in(expr) {
                self.use_var(var, offset);
                self.address(var, offset, Taking::KeptAlive);
            }
        }
    }

    /// What a call without results passes: the receiver of a method that is known, and the arguments.
    fn passed(&mut self, call: ExprId, kept: &mut Vec<ExprId>) {
        let Expr::Call { callee, args, .. } = self.tree.expr(self.tree.unparen(call)) else {
            return;
        };
        let callee = self.tree.unparen(callee);
        match self.types.operand((self.file, callee)) {
            Operand::Builtin(Builtin::Print | Builtin::Println | Builtin::Delete) => {}
            Operand::Value(ty) => {
                let core = self.types.core(ty);
                match self.types.get(core) {
                    Type::Func(func) if func.results.is_empty() => {}
                    _ => return,
                }
            }
            _ => return,
        }
        if let Expr::Selector { operand, .. } = self.tree.expr(callee)
            && let Some(Selection::Method { decl: Some(_), pointer, indirect, .. }) =
                self.selected_method(callee)
            // What a pointer leads to is passed as a copy without a name.
            && (pointer || !indirect)
        {
            kept.push(operand);
        }
        kept.extend(self.tree.list(args));
    }

    /// The variable at the bottom of fields, elements, slices, conversions and addresses.
    fn name_in(&mut self, expr: ExprId) -> Option<VarId> {
        let mut at = expr;
        loop {
            at = match self.tree.expr(at) {
                Expr::Name(_) => return self.var(at),
                Expr::Paren(inner) => inner,
                Expr::Unary { op: UnaryOp::Address, operand } => operand,
                Expr::Selector { operand, .. } => match self.types.operand((self.file, operand)) {
                    Operand::Value(_) if self.selected_method(at).is_none() => operand,
                    _ => return None,
                },
                Expr::Slice { operand, .. } => match self.core_of(operand) {
                    Type::Slice(_) => operand,
                    _ => return None,
                },
                Expr::Index { operand, .. } => match self.core_of(operand) {
                    Type::Slice(_) | Type::Array(..) | Type::Map(..) | Type::Basic(_) => operand,
                    _ => return None,
                },
                Expr::Call { callee, args, .. } => {
                    let Operand::Type(to) = self.types.operand((self.file, callee)) else {
                        return None;
                    };
                    let arg = self.tree.nth(args, 0)?;
                    let to = self.types.core(to);
                    let (to, from) = (self.types.get(to).clone(), self.core_of(arg));
                    // Conversions that make something new are other operations.
                    let makes = match (&to, &from) {
                        (Type::Slice(_), Type::Slice(_)) => false,
                        (Type::Slice(_), _) | (_, Type::Slice(_)) => true,
                        (to, from) => is_text(to) != is_text(from),
                    };
                    if makes {
                        return None;
                    }
                    arg
                }
                _ => return None,
            };
        }
    }

    fn core_of(&mut self, expr: ExprId) -> Type {
        let ty = self.types.value_type((self.file, expr));
        let core = self.types.core(ty);
        self.types.get(core).clone()
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Basic(Predeclared::String))
}
