//! Dead code, by the compiler's rules: what it drops before it looks at captures.
//!
//! Only conditions that are constant count, and only jumps that certainly leave a statement list.
//! Source: `staticBool`, `terminates` and `stmts` in the compiler's `noder/writer.go`.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::function::Function;
use crate::names::universe::{Builtin, Predeclared};
use crate::names::{FileId, VarId};
use crate::syntax::tree::{Block, Branch, Clause, ClauseId, Expr, ExprId, List, Stmt, StmtId};
use crate::syntax::{BinaryOp, UnaryOp};
use crate::types::{Operand, Types, Value};

/// Which functions are dropped: closures that are only the value of a variable which live code
/// never reads, and what stands in them.
///
/// Liveness spreads from the declared function: to the closures in a live function, save that one
/// which is a variable's value must wait until a live function reads the variable.
///
/// Source: the compiler's package `deadlocals`.
pub(super) fn dropped(functions: &[Function], reads: &BTreeSet<(usize, VarId)>) -> Vec<bool> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); functions.len()];
    let mut values: FxHashMap<VarId, Vec<usize>> = FxHashMap::default();
    for (index, function) in functions.iter().enumerate() {
        let Some(closure) = &function.closure else { continue };
        children[closure.parent].push(index);
        if let Some(var) = closure.value_of {
            values.entry(var).or_default().push(index);
        }
    }
    let mut live = vec![false; functions.len()];
    let mut read: FxHashSet<VarId> = FxHashSet::default();
    let mut open = vec![0];
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut live[index], true) {
            continue;
        }
        let is_wanted = |child: &usize, read: &FxHashSet<VarId>| {
            let closure = functions[*child].closure.as_ref();
            closure.and_then(|closure| closure.value_of).is_none_or(|var| read.contains(&var))
        };
        for &(_, var) in reads.range((index, VarId(0))..(index + 1, VarId(0))) {
            if read.insert(var) {
                let parent_lives = |value: &&usize| {
                    functions[**value].closure.as_ref().is_some_and(|value| live[value.parent])
                };
                open.extend(values.get(&var).into_iter().flatten().filter(parent_lives));
            }
        }
        open.extend(children[index].iter().filter(|child| is_wanted(child, &read)));
    }
    live.into_iter().map(|live| !live).collect()
}

impl Types<'_> {
    /// Whether a condition is always true or always false. Parentheses hide all but constants, as
    /// they do from the compiler.
    pub(super) fn static_bool(&mut self, file: FileId, cond: ExprId) -> Option<bool> {
        // A chain of `&&` leans to the left, and may be as long as the file: it is walked down to
        // what is known, and decided upwards.
        let mut links = Vec::new();
        let mut at = cond;
        let mut value = loop {
            if let Some(&known) = self.static_bools.get(&(file, at)) {
                break known;
            }
            match self.tree(file).expr(at) {
                Expr::Binary { op: BinaryOp::LogicalAnd, left, right } => {
                    links.push((at, right, false));
                    at = left;
                }
                Expr::Binary { op: BinaryOp::LogicalOr, left, right } => {
                    links.push((at, right, true));
                    at = left;
                }
                // The compiler does not negate here; it never matters, as `!` binds tighter than
                // what is looked into.
                Expr::Unary { op: UnaryOp::Not, operand }
                    if self.constant_bool((file, at)).is_none() =>
                {
                    break self.static_bool(file, operand);
                }
                _ => break self.constant_bool((file, at)),
            }
        };
        while let Some((link, right, deciding)) = links.pop() {
            value = match self.constant_bool((file, link)) {
                Some(constant) => Some(constant),
                None if value == Some(deciding) => value,
                None => {
                    let right = self.static_bool(file, right);
                    if value.is_some() || right == Some(deciding) { right } else { None }
                }
            };
            self.static_bools.insert((file, link), value);
        }
        value
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
        let (tag_type, tag) = match tag {
            None => (self.basic(Predeclared::Bool), Value::Bool(true)),
            Some(tag) => match self.operand((file, tag)) {
                Operand::Constant(ty, value) => {
                    let ty = self.default_type(ty);
                    (ty, self.represented(&value, ty))
                }
                _ => return None,
            },
        };
        if !tag.is_known() {
            return None;
        }
        let mut target = None;
        'search: for clause in tree.list(clauses) {
            let clause = tree.clause(clause);
            if clause.default {
                target = Some(clause);
            }
            for case in tree.list(clause.exprs) {
                let Operand::Constant(_, case) = self.operand((file, case)) else { return None };
                let case = self.represented(&case, tag_type);
                match Value::binary(BinaryOp::Equal, &tag, &case, false) {
                    Value::Bool(true) => {
                        target = Some(clause);
                        break 'search;
                    }
                    Value::Bool(false) => {}
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
