//! The walk over a function's live statements, in the order in which the compiler builds them.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::event::{Event, LoopVars, Taking};
use super::function::{Captured, Closure, Function, Key, Shared, What};
use super::range_func::RangeFuncs;
use super::{Unit, live};
use crate::analysis::ClosureKind;
use crate::names::{FileId, FileNames, Object, Origin, VarId};
use crate::program::GoVersion;
use crate::source::Span;
use crate::syntax::Tree;
use crate::syntax::tree::{
    Block, Branch, ClauseId, Decl, DeclId, Expr, ExprId, FieldId, FuncId, IdentId, List, Stmt,
    StmtId,
};
use crate::types::Types;

/// The state of the walk over one function and the closures in it.
pub(super) struct Walker<'w, 'p> {
    pub(super) types: &'w mut Types<'p>,
    pub(super) file: FileId,
    pub(super) tree: &'p Tree,
    names: &'p FileNames,
    /// The declared function, and the closures found so far.
    pub(super) functions: Vec<Function>,
    /// The function that the walk is in.
    pub(super) current: usize,
    /// The results with names of each function around the walk, innermost last.
    pub(super) results: Vec<Vec<VarId>>,
    /// Whether the walk is in a `return`.
    pub(super) under_return: bool,
    /// Whether it is in the loop of a benchmark, which keeps alive what its statements use.
    in_benchmark: bool,
    /// The function that each variable belongs to.
    home: FxHashMap<VarId, usize>,
    /// The function that each variable of the compiler's belongs to, of those that the code can use.
    pub(super) shared_home: FxHashMap<Shared, usize>,
    pub(super) stored: FxHashSet<Shared>,
    pub(super) events: Vec<Event>,
    loops: Vec<LoopVars>,
    /// The loop that declares a variable, and its place there.
    loop_of: FxHashMap<VarId, (usize, usize)>,
    pub(super) range_funcs: RangeFuncs,
    /// How many loops over functions there are that stand in no other such loop.
    pub(super) n_outermost_loops: u32,
    /// Labels that a later `goto` of the same function jumps back to.
    looping: FxHashSet<(usize, String)>,
    /// Which variables each function reads.
    reads: BTreeSet<(usize, VarId)>,
}

impl<'w, 'p> Walker<'w, 'p> {
    pub(super) fn new(types: &'w mut Types<'p>, file: FileId, function: Function) -> Self {
        let (tree, names) = (types.tree(file), types.file_names(file));
        Self {
            types,
            file,
            tree,
            names,
            functions: vec![function],
            current: 0,
            results: Vec::new(),
            under_return: false,
            in_benchmark: false,
            home: FxHashMap::default(),
            shared_home: FxHashMap::default(),
            stored: FxHashSet::default(),
            events: Vec::new(),
            loops: Vec::new(),
            loop_of: FxHashMap::default(),
            range_funcs: RangeFuncs::default(),
            n_outermost_loops: 0,
            looping: FxHashSet::default(),
            reads: BTreeSet::new(),
        }
    }

    pub(super) fn finish(self) -> Unit {
        let dropped = live::dropped(&self.functions, &self.reads);
        Unit {
            dropped,
            stored: self.stored,
            functions: self.functions,
            events: self.events,
            loops: self.loops,
            file: self.file,
        }
    }

    /// Walks the initializer of package variables.
    pub(super) fn initializer(&mut self, decl: DeclId) {
        if let Decl::Var { values, .. } = self.tree.decl(decl) {
            self.results.push(Vec::new());
            self.exprs(values);
        }
    }

    /// Walks a declared function.
    pub(super) fn declared(&mut self, receiver: Option<FieldId>, func: FuncId, body: Block) {
        for name in receiver.map(|field| self.field_names(field)).unwrap_or_default() {
            self.declare(name);
        }
        self.body(func, body);
    }

    fn field_names(&self, field: FieldId) -> Vec<IdentId> {
        self.tree.list(self.tree.field(field).names).collect()
    }

    /// The parameters, results and body of a function.
    pub(super) fn body(&mut self, func: FuncId, body: Block) {
        let signature = self.tree.signature(self.tree.func(func).signature);
        for field in self.tree.list(signature.params) {
            for name in self.field_names(field) {
                self.declare(name);
            }
        }
        let mut results = Vec::new();
        for field in self.tree.list(signature.results) {
            for name in self.field_names(field) {
                results.extend(self.declare(name));
            }
        }
        self.results.push(results);
        let outer = self.range_funcs.enter_function(signature.results);
        let outer_shared = std::mem::take(&mut self.shared_home);
        self.find_looping_labels(body);
        self.stmts(body.stmts);
        self.shared_home = outer_shared;
        self.range_funcs.leave_function(outer);
        self.results.pop();
    }

    // Variables.

    pub(super) fn offset(&self, ident: IdentId) -> u32 {
        self.tree.ident(ident).start
    }

    /// The variable that an expression names.
    pub(super) fn var(&self, expr: ExprId) -> Option<VarId> {
        match self.tree.expr(self.tree.unparen(expr)) {
            Expr::Name(name) => match self.names.object(name) {
                Object::Var(var) => Some(var),
                _ => None,
            },
            _ => None,
        }
    }

    /// Declares what `ident` declares; blank names declare nothing.
    pub(super) fn declare(&mut self, ident: IdentId) -> Option<VarId> {
        let var = self.names.declared(ident)?;
        if self.types.ident_text((self.file, ident)) == "_" {
            return None;
        }
        self.declare_var(var);
        Some(var)
    }

    pub(super) fn declare_var(&mut self, var: VarId) {
        self.home.insert(var, self.current);
        self.events.push(Event::Declare(var));
        // Types of later variables rest on those of earlier ones: asked for in order, no question
        // leads far.
        self.types.var_type(self.file, var);
    }

    /// Notes the use of a variable: each closure between its function and this one captures it.
    pub(super) fn use_var(&mut self, var: VarId, offset: u32) {
        self.reads.insert((self.current, var));
        self.store_var(var, offset);
    }

    /// Notes that a variable is stored to, which captures it as well, but does not read it.
    fn store_var(&mut self, var: VarId, offset: u32) {
        let Some(&home) = self.home.get(&var) else { return };
        if home == self.current {
            return;
        }
        if let Some(child) = self.capture(Key::Var(var), home, offset)
            && !self.functions[child].closure.as_ref().is_some_and(|c| c.under_return)
        {
            self.leak(var, home);
        }
    }

    /// Notes the use of a variable that the compiler makes.
    pub(super) fn use_shared(&mut self, shared: Shared, offset: u32) {
        if let Some(&home) = self.shared_home.get(&shared)
            && home != self.current
        {
            self.capture(Key::Shared(shared), home, offset);
        }
    }

    /// Adds to the captures of the closures from the current one up to `home`; returns the
    /// outermost of them if it is new to it.
    fn capture(&mut self, key: Key, home: usize, first_use: u32) -> Option<usize> {
        let what = match key {
            Key::Var(var) => What::Var(var),
            Key::Shared(shared) => What::Shared(shared),
        };
        let mut at = self.current;
        loop {
            let closure = self.functions[at].closure.as_mut()?;
            if closure.known.contains_key(&key) {
                return None;
            }
            closure.known.insert(key, closure.captures.len());
            closure.captures.push(Captured { what: what.clone(), first_use });
            if closure.parent == home {
                return Some(at);
            }
            at = closure.parent;
        }
    }

    /// A loop variable is captured, or its address is taken: there is one for each iteration then.
    pub(super) fn leak(&mut self, var: VarId, function: usize) {
        if let Some(&(index, place)) = self.loop_of.get(&var)
            && self.loops[index].function == function
        {
            self.loops[index].vars[place].1 = true;
        }
    }

    /// Notes that the address of `var` is taken.
    pub(super) fn address(&mut self, var: VarId, offset: u32, taking: Taking) {
        self.events.push(Event::Address(var, offset, taking));
        if taking != Taking::Perhaps
            && !self.under_return
            && self.home.get(&var) == Some(&self.current)
        {
            self.leak(var, self.current);
        }
    }

    /// Notes that `target`, or the variable it is a part of, gets a new value.
    fn assign_to(&mut self, target: ExprId) {
        let offset = self.tree.expr_span(target).start;
        match self.root(target) {
            Some((var, true)) => self.events.push(Event::Assign(var, offset)),
            // Where types do not tell, it may be a store through a pointer: no mode is certain.
            Some((var, false)) => self.events.push(Event::Address(var, offset, Taking::Perhaps)),
            None => {}
        }
    }

    // Closures.

    /// Walks the inside of a new closure.
    pub(super) fn closure(
        &mut self,
        name: String,
        kind: ClosureKind,
        offset: u32,
        called: bool,
        inside: impl FnOnce(&mut Self),
    ) -> usize {
        let index = self.functions.len();
        let generic = self.functions[self.current].generic;
        let closure = Closure {
            kind,
            parent: self.current,
            offset,
            called,
            value_of: None,
            under_return: self.under_return,
            captures: Vec::new(),
            known: FxHashMap::default(),
        };
        let function = Function { closure: Some(closure), ..Function::declared(name, generic) };
        self.functions.push(function);
        let outer = std::mem::replace(&mut self.current, index);
        let under_return = std::mem::take(&mut self.under_return);
        let in_benchmark = std::mem::take(&mut self.in_benchmark);
        self.events.push(Event::Enter(index));
        inside(self);
        self.events.push(Event::Leave);
        self.current = outer;
        self.under_return = under_return;
        self.in_benchmark = in_benchmark;
        if generic
            && matches!(kind, ClosureKind::Literal | ClosureKind::RangeBody)
            && let Some(closure) = &mut self.functions[index].closure
        {
            closure.captures.push(Captured { what: What::Dictionary, first_use: offset });
        }
        index
    }

    /// A function literal.
    pub(super) fn literal(&mut self, func: FuncId, span: Span, called: bool) {
        let Some(body) = self.tree.func(func).body else { return };
        let name = self.literal_name();
        self.closure(name, ClosureKind::Literal, span.start, called, |this| this.body(func, body));
    }

    /// The name of the next literal.
    pub(super) fn literal_name(&mut self) -> String {
        let outer = self.naming_function();
        outer.literals += 1;
        let suffix = if outer.closure.is_none() { ".func" } else { "." };
        format!("{}{suffix}{}", outer.name, outer.literals)
    }

    /// The function after which closures in the current one are named: before go1.27, range bodies
    /// did not count.
    pub(super) fn naming_function(&mut self) -> &mut Function {
        let mut at = self.current;
        if self.types.program.release < GoVersion::NAMES_OF_RANGE_BODIES {
            while let Some(Closure { kind: ClosureKind::RangeBody, parent, .. }) =
                self.functions[at].closure
            {
                at = parent;
            }
        }
        &mut self.functions[at]
    }

    // Statements.

    pub(super) fn stmts(&mut self, stmts: List<StmtId>) {
        for stmt in self.types.live_stmts(self.file, stmts) {
            self.stmt(stmt);
            if self.in_benchmark {
                self.keep_alive(stmt);
            }
        }
    }

    fn opt_stmt(&mut self, stmt: Option<StmtId>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    /// Statements in a block whose labels do not reach beyond it.
    fn block(&mut self, stmts: List<StmtId>) {
        self.events.push(Event::Block);
        self.stmts(stmts);
        self.events.push(Event::EndBlock);
    }

    fn stmt(&mut self, id: StmtId) {
        let offset = self.tree.stmt_span(id).start;
        match self.tree.stmt(id) {
            Stmt::Bad | Stmt::Empty => {}
            Stmt::Branch { kind, label } => self.branch(kind, label, offset),
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::Go(call) => self.go_or_defer(call, offset, false),
            Stmt::Defer(call) => self.go_or_defer(call, offset, true),
            Stmt::IncDec { operand, .. } => {
                self.expr(operand);
                self.assign_to(operand);
            }
            Stmt::Send { chan, value } => {
                self.expr(chan);
                self.expr(value);
            }
            Stmt::Assign { op, left, right } => {
                let vars: Vec<_> = self.tree.list(left).map(|target| self.var(target)).collect();
                if op.is_some() {
                    self.exprs(left);
                } else {
                    self.targets(left);
                }
                self.values(&vars, right);
                for target in self.tree.list(left) {
                    self.assign_to(target);
                }
            }
            Stmt::Define { left, right } => self.define(left, right),
            Stmt::Return(values) => self.return_stmt(values, offset),
            Stmt::Block(block) => self.stmts(block.stmts),
            Stmt::If { .. } => self.if_chain(id),
            Stmt::Switch { init, tag, clauses } => {
                self.opt_stmt(init);
                self.switch(tag, clauses);
            }
            Stmt::TypeSwitch { init, bind, operand, clauses } => {
                self.opt_stmt(init);
                self.expr(operand);
                self.type_switch(bind, clauses);
            }
            Stmt::Select(clauses) => {
                for clause in self.tree.list(clauses) {
                    let clause = self.tree.clause(clause);
                    self.opt_stmt(clause.comm);
                    self.block(clause.body);
                }
            }
            Stmt::For { init, cond, post, body } => self.for_stmt(offset, init, cond, post, body),
            Stmt::Range { key, value, define, operand, body } => {
                self.range_funcs.enter_loop(offset);
                if self.ranges_over_func(operand) {
                    self.range_over_func(offset, [key, value], define, operand, body);
                } else {
                    self.range(offset, [key, value], define, operand, body);
                }
                self.range_funcs.leave_loop();
            }
            Stmt::Labeled { label, stmt } => {
                let name = self.types.ident_text((self.file, label));
                if self.looping.contains(&(self.current, name.to_owned())) {
                    self.events.push(Event::LoopingLabel);
                }
                self.range_funcs.label(name.to_owned(), self.tree.stmt_span(stmt).start);
                self.stmt(stmt);
            }
            Stmt::Decl(decls) => {
                for decl in self.tree.list(decls) {
                    self.local_decl(decl);
                }
            }
        }
    }

    fn local_decl(&mut self, decl: DeclId) {
        if let Decl::Var { names, values, .. } = self.tree.decl(decl) {
            let vars: Vec<_> = self.tree.list(names).map(|name| self.declare(name)).collect();
            self.values(&vars, values);
        }
    }

    /// The left side of an assignment: what is stored to is used, but a blank name is not.
    fn targets(&mut self, left: List<ExprId>) {
        for target in self.tree.list(left) {
            self.target(target);
        }
    }

    fn target(&mut self, target: ExprId) {
        if self.is_blank(target) {
            return;
        }
        match self.var(target) {
            Some(var) => self.store_var(var, self.tree.expr_span(target).start),
            None => self.expr(target),
        }
    }

    /// A single store to `target`.
    pub(super) fn store(&mut self, target: ExprId) {
        self.target(target);
        self.assign_to(target);
    }

    /// The values of an assignment; a literal that is one is remembered as its variable's.
    fn values(&mut self, vars: &[Option<VarId>], values: List<ExprId>) {
        for (index, value) in self.tree.list(values).enumerate() {
            let next = self.functions.len();
            self.expr(value);
            if let (Some(&Some(var)), Expr::FuncLit(_)) =
                (vars.get(index), self.tree.expr(self.tree.unparen(value)))
                && vars.len() == values.len()
                && !matches!(self.names.var(var).origin, Origin::Result(_))
                && let Some(closure) = self.functions.get_mut(next).and_then(|f| f.closure.as_mut())
            {
                closure.value_of = Some(var);
            }
        }
    }

    fn is_blank(&self, expr: ExprId) -> bool {
        match self.tree.expr(self.tree.unparen(expr)) {
            Expr::Name(name) => self.types.ident_text((self.file, name)) == "_",
            _ => false,
        }
    }

    fn define(&mut self, left: List<ExprId>, right: List<ExprId>) {
        let mut reused = Vec::new();
        let vars: Vec<_> = self.tree.list(left).map(|target| self.var(target)).collect();
        for target in self.tree.list(left) {
            match self.tree.expr(target) {
                Expr::Name(name) if self.names.declared(name).is_some() => {
                    self.declare(name);
                }
                _ => {
                    self.target(target);
                    reused.push(target);
                }
            }
        }
        self.values(&vars, right);
        for target in reused {
            self.assign_to(target);
        }
    }

    fn return_stmt(&mut self, values: List<ExprId>, offset: u32) {
        if self.range_funcs.in_body() {
            return self.return_from_range_func(values, offset);
        }
        let outer = std::mem::replace(&mut self.under_return, true);
        self.exprs(values);
        self.under_return = outer;
        self.assign_results(offset);
    }

    /// A `return` assigns all results, even without values.
    pub(super) fn assign_results(&mut self, offset: u32) {
        let results = self.results.last().cloned().unwrap_or_default();
        self.events.extend(results.into_iter().map(|result| Event::Return(result, offset)));
    }

    fn if_chain(&mut self, first: StmtId) {
        let mut next = Some(first);
        let mut blocks = 0;
        while let Some(id) = next.take() {
            let Stmt::If { init, cond, then, otherwise } = self.tree.stmt(id) else {
                // The `else` block.
                self.stmt(id);
                break;
            };
            self.opt_stmt(init);
            let taken = self.types.static_bool(self.file, cond);
            let cond = self.types.live_condition(self.file, cond);
            self.expr(cond);
            if taken != Some(false) {
                self.block(then.stmts);
            }
            if taken != Some(true) {
                next = otherwise;
                blocks += 1;
                self.events.push(Event::Block);
            }
        }
        self.events.extend(std::iter::repeat_n(Event::EndBlock, blocks));
    }

    fn switch(&mut self, tag: Option<ExprId>, clauses: List<ClauseId>) {
        self.range_funcs.enter_switch();
        if let Some(target) = self.types.constant_clause(self.file, tag, clauses) {
            if let Some(clause) = target {
                self.block(clause.body);
            }
        } else {
            if let Some(tag) = tag {
                self.expr(tag);
            }
            for clause in self.tree.list(clauses) {
                let clause = self.tree.clause(clause);
                self.exprs(clause.exprs);
                self.block(clause.body);
            }
        }
        self.range_funcs.leave_switch();
    }

    fn type_switch(&mut self, bind: Option<IdentId>, clauses: List<ClauseId>) {
        self.range_funcs.enter_switch();
        for clause in self.tree.list(clauses) {
            if let Some(var) = bind.and_then(|_| self.names.clause_var(clause)) {
                self.declare_var(var);
            }
            self.block(self.tree.clause(clause).body);
        }
        self.range_funcs.leave_switch();
    }

    /// Notes a loop and its variables.
    fn new_loop(&mut self, offset: u32, vars: Vec<VarId>, range: bool) -> usize {
        let index = self.loops.len();
        for (place, &var) in vars.iter().enumerate() {
            self.loop_of.insert(var, (index, place));
        }
        let go_version = self.types.file(self.file).go_version;
        self.loops.push(LoopVars {
            vars: vars.into_iter().map(|var| (var, false)).collect(),
            range,
            per_iteration: go_version >= GoVersion::PER_ITERATION_VARIABLES,
            offset,
            function: self.current,
        });
        index
    }

    fn for_stmt(
        &mut self,
        offset: u32,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: Block,
    ) {
        self.range_funcs.enter_loop(offset);
        self.opt_stmt(init);
        let vars = match init.map(|init| self.tree.stmt(init)) {
            Some(Stmt::Define { left, .. }) => {
                let names =
                    self.tree.list(left).filter_map(|target| match self.tree.expr(target) {
                        Expr::Name(name) => self.names.declared(name),
                        _ => None,
                    });
                names.filter(|var| self.home.contains_key(var)).collect()
            }
            _ => Vec::new(),
        };
        let index = self.new_loop(offset, vars, false);
        self.events.push(Event::Loop(index));
        let never = cond.is_some_and(|cond| self.types.static_bool(self.file, cond) == Some(false));
        let start = self.events.len();
        if let Some(cond) = cond {
            let cond = self.types.live_condition(self.file, cond);
            self.expr(cond);
        }
        if !never {
            let middle = self.events.len();
            self.opt_stmt(post);
            let end = self.events.len();
            let outer = self.in_benchmark;
            self.in_benchmark |= cond.is_some_and(|cond| self.is_benchmark_loop(cond));
            self.block(body.stmts);
            self.in_benchmark = outer;
            // With variables per iteration, the post statement moves to the body's beginning,
            // before the condition.
            let moved = &self.loops[index];
            if moved.per_iteration && moved.vars.iter().any(|var| var.1) {
                self.events[start..end].rotate_left(middle - start);
            }
        }
        self.events.push(Event::EndLoop);
        self.range_funcs.leave_loop();
    }

    fn range(
        &mut self,
        offset: u32,
        targets: [Option<ExprId>; 2],
        define: bool,
        operand: ExprId,
        body: Block,
    ) {
        let mut vars = Vec::new();
        for target in targets.into_iter().flatten() {
            match self.tree.expr(target) {
                Expr::Name(name) if define => vars.extend(self.declare(name)),
                _ => self.target(target),
            }
        }
        // The length of an array is known: it is not evaluated for the index alone.
        let ty = self.types.value_type((self.file, operand));
        let constant = targets[1].is_none()
            && self.types.array_behind(ty).is_some()
            && !self.types.calls_or_receives((self.file, operand));
        if !constant {
            self.expr(operand);
        }
        let index = self.new_loop(offset, vars, true);
        self.events.push(Event::Loop(index));
        if !define {
            for target in targets.into_iter().flatten() {
                self.assign_to(target);
            }
        }
        self.block(body.stmts);
        self.events.push(Event::EndLoop);
    }

    fn branch(&mut self, kind: Branch, label: Option<IdentId>, offset: u32) {
        let label = label.map(|label| self.types.ident_text((self.file, label)));
        if self.range_funcs.leaves_body(kind, label) {
            self.store_next(offset);
        }
    }

    /// Finds the labels of a function that a later `goto` jumps back to.
    fn find_looping_labels(&mut self, body: Block) {
        if !self.tree.has_goto() {
            return;
        }
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for stmt in self.stmts_within(body) {
            match self.tree.stmt(stmt) {
                Stmt::Labeled { label, .. } => {
                    seen.insert(self.types.ident_text((self.file, label)));
                }
                Stmt::Branch { kind: Branch::Goto, label: Some(label) } => {
                    let name = self.types.ident_text((self.file, label));
                    if seen.contains(name) {
                        self.looping.insert((self.current, name.to_owned()));
                    }
                }
                _ => {}
            }
        }
    }

    /// The labels in a block.
    pub(super) fn labels_within(&self, body: Block) -> Vec<String> {
        if !self.tree.has_goto() {
            return Vec::new();
        }
        let label = |stmt| match self.tree.stmt(stmt) {
            Stmt::Labeled { label, .. } => {
                Some(self.types.ident_text((self.file, label)).to_owned())
            }
            _ => None,
        };
        self.stmts_within(body).into_iter().filter_map(label).collect()
    }

    /// The statements in a block at any depth, in the order of the text; function literals are not
    /// entered.
    fn stmts_within(&self, body: Block) -> Vec<StmtId> {
        let mut found = Vec::new();
        let mut open: Vec<StmtId> = self.tree.list(body.stmts).rev().collect();
        while let Some(id) = open.pop() {
            found.push(id);
            match self.tree.stmt(id) {
                Stmt::Labeled { stmt, .. } => open.push(stmt),
                Stmt::Block(block)
                | Stmt::For { body: block, .. }
                | Stmt::Range { body: block, .. } => open.extend(self.tree.list(block.stmts).rev()),
                Stmt::If { then, otherwise, .. } => {
                    open.extend(otherwise);
                    open.extend(self.tree.list(then.stmts).rev());
                }
                Stmt::Switch { clauses, .. }
                | Stmt::TypeSwitch { clauses, .. }
                | Stmt::Select(clauses) => {
                    for clause in self.tree.list(clauses).rev() {
                        open.extend(self.tree.list(self.tree.clause(clause).body).rev());
                    }
                }
                _ => {}
            }
        }
        found
    }
}
