//! Dead code, by the compiler's rules: what it drops before it looks at captures.
//!
//! Only conditions that are constant count, and only jumps that certainly leave a statement list.
//! Source: `staticBool`, `terminates` and `stmts` in the compiler's `noder/writer.go`.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::function::Function;
use crate::names::universe::Builtin;
use crate::names::{FileId, VarId};
use crate::syntax::tree::{Block, Branch, Clause, ClauseId, Expr, ExprId, List, Stmt, StmtId};
use crate::syntax::{BinaryOp, UnaryOp};
use crate::types::{Operand, Types, Value};

/// Which functions are dropped: closures that are only the value of a variable which live code
/// never reads, and what stands in them. A function is read only where a live one reads it.
///
/// Source: the compiler's package `deadlocals`.
pub(super) fn dropped(functions: &[Function], reads: &BTreeSet<(VarId, usize)>) -> Vec<bool> {
    let mut readers: FxHashMap<VarId, Vec<usize>> = FxHashMap::default();
    for &(var, function) in reads {
        readers.entry(var).or_default().push(function);
    }
    let dead_now = |dropped: &[bool], function: &Function| {
        let Some(closure) = &function.closure else { return false };
        let unread = closure.value_of.is_some_and(|var| {
            !readers.get(&var).is_some_and(|at| at.iter().any(|&function| !dropped[function]))
        });
        unread || dropped[closure.parent]
    };
    let mut dropped = vec![false; functions.len()];
    loop {
        let next: Vec<bool> =
            functions.iter().map(|function| dead_now(&dropped, function)).collect();
        if next == dropped {
            return dropped;
        }
        dropped = next;
    }
}

impl Types<'_> {
    /// Whether a condition is always true or always false. Parentheses hide all but constants, as
    /// they do from the compiler.
    pub(super) fn static_bool(&mut self, file: FileId, cond: ExprId) -> Option<bool> {
        if let Some(value) = self.constant_bool((file, cond)) {
            return Some(value);
        }
        match self.tree(file).expr(cond) {
            // The compiler does not negate here; it never matters, as `!` binds tighter than
            // what is looked into.
            Expr::Unary { op: UnaryOp::Not, operand } => self.static_bool(file, operand),
            Expr::Binary { op: BinaryOp::LogicalAnd, left, right } => {
                self.static_pair(file, left, right, false)
            }
            Expr::Binary { op: BinaryOp::LogicalOr, left, right } => {
                self.static_pair(file, left, right, true)
            }
            _ => None,
        }
    }

    /// `left && right`, which false decides, or `left || right`, which true decides.
    fn static_pair(
        &mut self,
        file: FileId,
        left: ExprId,
        right: ExprId,
        deciding: bool,
    ) -> Option<bool> {
        let left = self.static_bool(file, left);
        if left == Some(deciding) {
            return left;
        }
        let right = self.static_bool(file, right);
        if left.is_some() || right == Some(deciding) { right } else { None }
    }

    /// The part of a condition that is compiled: of `false && f()`, only `false`.
    pub(super) fn live_condition(&mut self, file: FileId, mut cond: ExprId) -> ExprId {
        loop {
            let (left, deciding) = match self.tree(file).expr(cond) {
                Expr::Binary { op: BinaryOp::LogicalAnd, left, .. } => (left, false),
                Expr::Binary { op: BinaryOp::LogicalOr, left, .. } => (left, true),
                _ => return cond,
            };
            if self.static_bool(file, left) != Some(deciding) {
                return cond;
            }
            cond = left;
        }
    }

    /// The statements of a list that are compiled.
    pub(super) fn live_stmts(&mut self, file: FileId, stmts: List<StmtId>) -> Vec<StmtId> {
        let tree = self.tree(file);
        let labeled = |stmt| matches!(tree.stmt(stmt), Stmt::Labeled { .. });
        let last_label = tree.list(stmts).rposition(labeled);
        let mut live = Vec::with_capacity(stmts.len());
        let mut dead = false;
        for (index, stmt) in tree.list(stmts).enumerate() {
            // A label behind a jump may be jumped to, from anywhere.
            let reachable = last_label.is_some_and(|last| index <= last);
            if dead && !reachable {
                continue;
            }
            live.push(stmt);
            dead = self.terminates(file, stmt);
        }
        live
    }

    /// Whether a statement certainly leaves the list it stands in.
    fn terminates(&mut self, file: FileId, stmt: StmtId) -> bool {
        let tree = self.tree(file);
        let mut stmt = stmt;
        loop {
            match tree.stmt(stmt) {
                Stmt::Return(_) | Stmt::Branch { kind: Branch::Goto, .. } => return true,
                Stmt::Expr(expr) => return self.is_panic(file, expr),
                Stmt::If { cond, then, otherwise, .. } => {
                    let cond = self.static_bool(file, cond);
                    if cond != Some(false) && !self.block_terminates(file, then) {
                        return false;
                    }
                    match (cond, otherwise) {
                        (Some(true), _) => return true,
                        (_, None) => return false,
                        (_, Some(otherwise)) => stmt = otherwise,
                    }
                }
                Stmt::Block(block) => return self.block_terminates(file, block),
                _ => return false,
            }
        }
    }

    fn block_terminates(&mut self, file: FileId, block: Block) -> bool {
        let tree = self.tree(file);
        let last =
            tree.list(block.stmts).rev().find(|&stmt| !matches!(tree.stmt(stmt), Stmt::Empty));
        last.is_some_and(|last| self.terminates(file, last))
    }

    fn is_panic(&mut self, file: FileId, expr: ExprId) -> bool {
        let tree = self.tree(file);
        match tree.expr(tree.unparen(expr)) {
            Expr::Call { callee, .. } => {
                matches!(self.operand((file, callee)), Operand::Builtin(Builtin::Panic))
            }
            _ => false,
        }
    }

    /// Of a switch over a constant (or over none, which is `true`), the clause that is always
    /// taken: `Some(None)` if none is. `None` where that is not certain.
    pub(super) fn constant_clause(
        &mut self,
        file: FileId,
        tag: Option<ExprId>,
        clauses: List<ClauseId>,
    ) -> Option<Option<Clause>> {
        let tree = self.tree(file);
        let tag = match tag {
            None => Value::Bool(true),
            Some(tag) => match self.operand((file, tag)) {
                Operand::Constant(_, value) if value != Value::Other => value,
                _ => return None,
            },
        };
        let mut target = None;
        'search: for clause in tree.list(clauses) {
            let clause = tree.clause(clause);
            if clause.default {
                target = Some(clause);
            }
            for case in tree.list(clause.exprs) {
                match self.operand((file, case)) {
                    Operand::Constant(_, value) if value != Value::Other => {
                        if Value::binary(BinaryOp::Equal, &tag, &value, false) == Value::Bool(true)
                        {
                            target = Some(clause);
                            break 'search;
                        }
                    }
                    _ => return None,
                }
            }
        }
        let falls_through = |clause: Clause| {
            tree.list(clause.body).next_back().is_some_and(|last| {
                matches!(tree.stmt(last), Stmt::Branch { kind: Branch::Fallthrough, .. })
            })
        };
        match target {
            Some(clause) if falls_through(clause) => None,
            target => Some(target),
        }
    }
}
