//! `range` over a function: the loop's body becomes a closure, and what leaves the loop in other
//! ways than by its end goes through variables that the compiler makes.
//!
//! Source: the essay at the head of the compiler's `rangefunc/rewrite.go`.

use super::function::Shared;
use super::walk::Walker;
use crate::analysis::ClosureKind;
use crate::program::GoVersion;
use crate::syntax::tree::{Block, Branch, Expr, ExprId, FieldId, List};
use crate::types::Type;

/// What the walk has to remember of loops to know what a jump leaves.
#[derive(Debug, Default)]
pub(super) struct RangeFuncs {
    /// The loops and switches around the walk, in the function as written.
    open: Vec<Open>,
    /// How many of them are bodies that became closures.
    n_bodies: usize,
    /// How many such bodies the function has had; they number the states.
    n_states: u32,
    /// The number of the outermost such loop around the walk.
    n_outermost: u32,
    /// The results of the function.
    results: List<FieldId>,
    /// Whether a body returns from the function.
    returns: bool,
    /// A label, and where the statement behind it begins.
    pending_label: Option<(String, u32)>,
}

#[derive(Debug)]
struct Open {
    label: Option<String>,
    /// A `for`, rather than a switch, which only `break` regards.
    is_loop: bool,
    /// The labels in the body, if that is a closure.
    body_labels: Option<Vec<String>>,
}

impl RangeFuncs {
    /// Enters a function as written; what was open is given back.
    pub(super) fn enter_function(&mut self, results: List<FieldId>) -> Self {
        std::mem::replace(self, Self { results, ..Self::default() })
    }

    pub(super) fn leave_function(&mut self, outer: Self) {
        *self = outer;
    }

    pub(super) fn label(&mut self, label: String, stmt_offset: u32) {
        self.pending_label = Some((label, stmt_offset));
    }

    pub(super) fn enter_loop(&mut self, offset: u32) {
        let label =
            self.pending_label.take().filter(|label| label.1 == offset).map(|label| label.0);
        self.open.push(Open { label, is_loop: true, body_labels: None });
    }

    pub(super) fn leave_loop(&mut self) {
        self.open.pop();
    }

    pub(super) fn enter_switch(&mut self) {
        self.open.push(Open { label: None, is_loop: false, body_labels: None });
    }

    pub(super) fn leave_switch(&mut self) {
        self.open.pop();
    }

    /// Whether the walk is in a body that became a closure.
    pub(super) fn in_body(&self) -> bool {
        self.n_bodies > 0
    }

    /// Whether a jump leaves a body in a way that only the code behind the loop can finish.
    pub(super) fn leaves_body(&self, kind: Branch, label: Option<&str>) -> bool {
        let innermost = self
            .open
            .iter()
            .enumerate()
            .rev()
            .find_map(|(index, open)| open.body_labels.as_ref().map(|labels| (index, labels)));
        let Some((body, labels)) = innermost else { return false };
        let target = match (kind, label) {
            (Branch::Fallthrough, _) => return false,
            (Branch::Goto, label) => {
                return !labels.iter().any(|inside| Some(inside.as_str()) == label);
            }
            (_, Some(label)) => {
                self.open.iter().rposition(|open| open.label.as_deref() == Some(label))
            }
            (Branch::Continue, None) => self.open.iter().rposition(|open| open.is_loop),
            (Branch::Break, None) => self.open.len().checked_sub(1),
        };
        target.is_some_and(|target| target < body)
    }
}

impl Walker<'_, '_> {
    /// Whether an expression that is ranged over is a function.
    pub(super) fn ranges_over_func(&mut self, operand: ExprId) -> bool {
        let ty = self.types.value_type((self.file, operand));
        let core = self.types.core(ty);
        matches!(self.types.get(core), Type::Func(_))
            && self.types.file(self.file).go_version >= GoVersion::RANGE_OVER_FUNC
    }

    /// A loop over a function: `operand(func(key, value) bool { body })`.
    pub(super) fn range_over_func(
        &mut self,
        offset: u32,
        targets: [Option<ExprId>; 2],
        define: bool,
        operand: ExprId,
        body: Block,
    ) {
        let outermost = !self.range_funcs.in_body();
        if outermost {
            // One set for each loop that no other contains.
            self.n_outermost_loops += 1;
            self.range_funcs.n_outermost = self.n_outermost_loops;
            for shared in [Shared::Next(self.range_funcs.n_outermost), Shared::Defers] {
                self.shared_home.insert(shared, self.current);
            }
            let mut result_types = Vec::new();
            for (result, field) in (1..).zip(self.tree.list(self.range_funcs.results)) {
                self.shared_home.insert(Shared::Result(result), self.current);
                result_types.push(self.types.param_type(self.file, field));
            }
            self.functions[self.current].result_types = result_types;
            self.range_funcs.returns = false;
        }
        self.range_funcs.n_states += 1;
        let state = Shared::State(self.range_funcs.n_states);
        self.shared_home.insert(state, self.current);

        let outer = self.naming_function();
        outer.ranges += 1;
        let name = format!("{}-range{}", outer.name, outer.ranges);
        let labels = self.labels_within(body);
        if let Some(open) = self.range_funcs.open.last_mut() {
            open.body_labels = Some(labels);
        }
        self.range_funcs.n_bodies += 1;
        self.closure(name, ClosureKind::RangeBody, offset, false, |this| {
            for target in targets.into_iter().flatten() {
                match this.tree.expr(target) {
                    Expr::Name(name) if define => {
                        this.declare(name);
                    }
                    _ => this.store(target),
                }
            }
            this.use_shared(state, offset);
            this.stmts(body.stmts);
        });
        self.range_funcs.n_bodies -= 1;
        // It is called with the body, and so is no method value, and no object if it is a literal.
        self.callee(operand);
        if !outermost {
            // What the inner loop left for an outer one is looked at here.
            self.use_next(offset);
        } else if self.range_funcs.returns {
            self.assign_results(offset);
        }
    }

    fn use_next(&mut self, offset: u32) {
        self.use_shared(Shared::Next(self.range_funcs.n_outermost), offset);
    }

    /// Stores where to go on behind the loop.
    pub(super) fn store_next(&mut self, offset: u32) {
        self.stored.insert(Shared::Next(self.range_funcs.n_outermost));
        self.use_next(offset);
    }

    /// `return` in a body: the results are stored, and the function returns behind the loop.
    pub(super) fn return_from_range_func(&mut self, values: List<ExprId>, offset: u32) {
        self.range_funcs.returns = true;
        if !values.is_empty() {
            let results = self.results.last().cloned().unwrap_or_default();
            for &result in &results {
                self.use_var(result, offset);
            }
            if results.is_empty() {
                for result in 1..=self.range_funcs.results.len() as u32 {
                    self.use_shared(Shared::Result(result), offset);
                }
            }
            self.exprs(values);
            self.assign_results(offset);
        }
        self.store_next(offset);
    }

    /// `defer` in a body is deferred to the function's end.
    pub(super) fn defer_in_body(&mut self, offset: u32) {
        if self.range_funcs.in_body() {
            self.use_shared(Shared::Defers, offset);
        }
    }
}
