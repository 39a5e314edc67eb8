//! Statements.

use super::Parser;
use crate::syntax::token::Token;
use crate::syntax::tree::{Block, Branch, Clause, ClauseId, Expr, ExprId, Id, List, Stmt, StmtId};

impl Parser<'_> {
    pub(super) fn block(&mut self) -> Block {
        if !self.want(Token::OpenBrace, "`{`") {
            self.skip_to(&[Token::OpenBrace, Token::Semicolon, Token::CloseBrace]);
            if !self.got(Token::OpenBrace) {
                return Block { stmts: List::EMPTY };
            }
        }
        let stmts = self.stmt_list();
        self.want(Token::CloseBrace, "`}`");
        Block { stmts }
    }

    /// Statements up to `}`, `case`, `default` or the end.
    pub(super) fn stmt_list(&mut self) -> List<StmtId> {
        let mark = self.scratch.len();
        while !matches!(self.token(), Token::CloseBrace | Token::Eof | Token::Case | Token::Default)
        {
            let before = self.lexer.span;
            let stmt = self.stmt();
            self.add(stmt);
            if self.got(Token::Semicolon) || matches!(self.token(), Token::CloseBrace) {
                continue;
            }
            if matches!(self.token(), Token::CloseParen) && self.lexer.span == before {
                self.error_expected("a statement");
                self.next();
                continue;
            }
            if !matches!(self.token(), Token::Eof | Token::Case | Token::Default) {
                let found = self.describe_token();
                self.error_here(format!("unexpected {found} at end of statement"));
                self.skip_to(&[Token::Semicolon, Token::CloseBrace, Token::Case, Token::Default]);
                if !self.got(Token::Semicolon) && self.lexer.span == before {
                    self.next();
                }
            }
        }
        self.finish_list(mark)
    }

    pub(super) fn stmt(&mut self) -> StmtId {
        if !self.enter() {
            let start = self.start();
            return self.push_stmt(Stmt::Bad, start);
        }
        let stmt = self.stmt_inner();
        self.depth -= 1;
        stmt
    }

    pub(super) fn stmt_inner(&mut self) -> StmtId {
        let start = self.start();
        let stmt = match self.token() {
            Token::Semicolon | Token::CloseBrace => Stmt::Empty,
            Token::OpenBrace => Stmt::Block(self.block()),
            Token::Var | Token::Const | Token::Type => {
                let mark = self.scratch.len();
                self.declaration();
                Stmt::Decl(self.finish_list(mark))
            }
            Token::Go => {
                self.next();
                Stmt::Go(self.call_expr("go"))
            }
            Token::Defer => {
                self.next();
                Stmt::Defer(self.call_expr("defer"))
            }
            Token::Return => {
                self.next();
                if matches!(self.token(), Token::Semicolon | Token::CloseBrace | Token::Eof) {
                    Stmt::Return(List::EMPTY)
                } else {
                    Stmt::Return(self.expr_list())
                }
            }
            Token::Break => self.branch(Branch::Break),
            Token::Continue => self.branch(Branch::Continue),
            Token::Goto => self.branch(Branch::Goto),
            Token::Fallthrough => self.branch(Branch::Fallthrough),
            Token::If => return self.if_stmt(),
            Token::For => self.for_stmt(),
            Token::Switch => self.switch_stmt(),
            Token::Select => {
                self.next();
                Stmt::Select(self.clauses(Self::comm_clause_head))
            }
            _ => return self.simple_or_labeled(),
        };
        self.push_stmt(stmt, start)
    }

    pub(super) fn branch(&mut self, kind: Branch) -> Stmt {
        self.next();
        let takes_label = kind != Branch::Fallthrough && self.at(Token::Ident);
        let label = takes_label.then(|| self.ident_here());
        self.tree.has_goto |= kind == Branch::Goto;
        if kind == Branch::Goto && label.is_none() {
            self.error_expected("a label");
        }
        Stmt::Branch { kind, label }
    }

    pub(super) fn call_expr(&mut self, keyword: &str) -> ExprId {
        let call = self.expr();
        if !matches!(self.tree.expr(self.tree.unparen(call)), Expr::Call { .. } | Expr::Bad) {
            let at = self.tree.expr_span(call).start as usize;
            self.lexer.error(at, format!("expression in {keyword} must be function call"));
        }
        call
    }

    pub(super) fn simple_or_labeled(&mut self) -> StmtId {
        let start = self.start();
        let left = self.expr_list();
        if self.at(Token::Colon)
            && left.len() == 1
            && let Some(Expr::Name(label)) = self.tree.nth(left, 0).map(|id| self.tree.expr(id))
        {
            self.next();
            let stmt = if self.at(Token::CloseBrace) {
                let at = self.lexer.previous_end;
                self.push_stmt(Stmt::Empty, at)
            } else {
                self.stmt()
            };
            return self.push_stmt(Stmt::Labeled { label, stmt }, start);
        }
        let stmt = self.simple_from(left);
        self.push_stmt(stmt, start)
    }

    /// The rest of a simple statement whose expressions on the left are parsed.
    pub(super) fn simple_from(&mut self, left: List<ExprId>) -> Stmt {
        match self.token() {
            Token::Assign => {
                self.next();
                Stmt::Assign { op: None, left, right: self.expr_list() }
            }
            Token::Define => {
                self.next();
                for target in self.tree.list(left).collect::<Vec<_>>() {
                    if !matches!(self.tree.expr(target), Expr::Name(_) | Expr::Bad) {
                        let at = self.tree.expr_span(target).start as usize;
                        self.lexer.error(at, "non-name on left side of :=");
                    }
                }
                Stmt::Define { left, right: self.expr_list() }
            }
            _ => {
                let Some(first) = self.tree.nth(left, 0) else { return Stmt::Bad };
                if left.len() > 1 {
                    self.error_expected("`:=` or `=` or `,`");
                    return Stmt::Bad;
                }
                self.single_from(first)
            }
        }
    }

    /// A simple statement of one expression on the left.
    pub(super) fn single_from(&mut self, first: ExprId) -> Stmt {
        match self.token() {
            Token::OperatorAssign => {
                let op = Some(self.lexer.op);
                self.next();
                let left = self.list_of(first);
                let value = self.expr();
                Stmt::Assign { op, left, right: self.list_of(value) }
            }
            Token::Increment | Token::Decrement => {
                let increment = self.at(Token::Increment);
                self.next();
                Stmt::IncDec { operand: first, increment }
            }
            Token::Arrow => {
                self.next();
                Stmt::Send { chan: first, value: self.expr() }
            }
            _ => Stmt::Expr(first),
        }
    }

    /// A simple statement, or in a `for` header a range clause.
    pub(super) fn simple(&mut self, range_allowed: bool) -> Simple {
        let start = self.start();
        if range_allowed && self.got(Token::Range) {
            let operand = self.expr();
            return Simple::Range { key: None, value: None, define: false, operand };
        }
        let left = self.expr_list();
        let define = self.at(Token::Define);
        if range_allowed && (define || self.at(Token::Assign)) {
            self.next();
            if self.got(Token::Range) {
                let operand = self.expr();
                if left.len() > 2 {
                    self.lexer.error(start as usize, "range clause permits at most two variables");
                }
                let key = self.tree.nth(left, 0);
                let value = self.tree.nth(left, 1);
                return Simple::Range { key, value, define, operand };
            }
            let right = self.expr_list();
            let stmt = if define {
                Stmt::Define { left, right }
            } else {
                Stmt::Assign { op: None, left, right }
            };
            return Simple::Stmt(self.push_stmt(stmt, start));
        }
        let stmt = self.simple_from(left);
        Simple::Stmt(self.push_stmt(stmt, start))
    }

    pub(super) fn simple_stmt(&mut self) -> StmtId {
        match self.simple(false) {
            Simple::Stmt(stmt) => stmt,
            // `simple(false)` parses no range clause.
            Simple::Range { operand, .. } => {
                let start = self.tree.expr_span(operand).start;
                self.push_stmt(Stmt::Bad, start)
            }
        }
    }

    /// An `if` with its `else if`s; a loop, as generated code has hundreds of them.
    pub(super) fn if_stmt(&mut self) -> StmtId {
        let mut before: Vec<IfHead> = Vec::new();
        let mut last = self.if_head();
        let mut otherwise = None;
        while self.got(Token::Else) {
            match self.token() {
                Token::If if before.len() < MAX_ELSE_IFS => {
                    let next = self.if_head();
                    before.push(std::mem::replace(&mut last, next));
                    continue;
                }
                Token::If => self.too_deep(),
                Token::OpenBrace => {
                    let at = self.start();
                    let block = Stmt::Block(self.block());
                    otherwise = Some(self.push_stmt(block, at));
                }
                _ => {
                    self.error_here("else must be followed by if or statement block");
                    self.skip_to(&[Token::Semicolon, Token::CloseBrace]);
                }
            }
            break;
        }
        // From the last to the first, each is the `else` of the one before.
        let mut stmt = self.push_if(last, otherwise);
        while let Some(head) = before.pop() {
            stmt = self.push_if(head, Some(stmt));
        }
        stmt
    }

    fn if_head(&mut self) -> IfHead {
        let start = self.start();
        self.next();
        let (init, cond) = self.if_header();
        IfHead { start, init, cond, then: self.block() }
    }

    fn push_if(&mut self, head: IfHead, otherwise: Option<StmtId>) -> StmtId {
        let IfHead { start, init, cond, then } = head;
        self.push_stmt(Stmt::If { init, cond, then, otherwise }, start)
    }

    pub(super) fn if_header(&mut self) -> (Option<StmtId>, ExprId) {
        if self.at(Token::OpenBrace) {
            self.error_here("missing condition in if statement");
            return (None, self.bad_expr());
        }
        let outer = std::mem::replace(&mut self.nesting, -1);
        let mut init = None;
        let mut last = None;
        if !self.at(Token::Semicolon) {
            last = Some(self.simple_stmt());
        }
        if self.at(Token::Semicolon) {
            init = last.take();
            self.next();
            if !self.at(Token::OpenBrace) {
                last = Some(self.simple_stmt());
            }
        }
        self.nesting = outer;
        let cond = match last.map(|stmt| self.tree.stmt(stmt)) {
            Some(Stmt::Expr(cond)) => cond,
            None => {
                self.error_here("missing condition in if statement");
                self.bad_expr()
            }
            Some(_) => {
                let at = last.map_or(self.start(), |stmt| self.tree.stmt_span(stmt).start);
                self.lexer.error(at as usize, "cannot use statement as value in if condition");
                self.bad_expr()
            }
        };
        (init, cond)
    }

    pub(super) fn for_stmt(&mut self) -> Stmt {
        self.next();
        let outer = std::mem::replace(&mut self.nesting, -1);
        let header = self.for_header();
        self.nesting = outer;
        let body = self.block();
        match header {
            ForHeader::Range { key, value, define, operand } => {
                Stmt::Range { key, value, define, operand, body }
            }
            ForHeader::Clauses { init, cond, post } => Stmt::For { init, cond, post, body },
        }
    }

    pub(super) fn for_header(&mut self) -> ForHeader {
        let mut init = None;
        if self.at(Token::OpenBrace) {
            return ForHeader::Clauses { init: None, cond: None, post: None };
        }
        if !self.at(Token::Semicolon) {
            match self.simple(true) {
                Simple::Range { key, value, define, operand } => {
                    return ForHeader::Range { key, value, define, operand };
                }
                Simple::Stmt(stmt) => init = Some(stmt),
            }
        }
        if !self.at(Token::Semicolon) {
            let cond = init.and_then(|stmt| self.condition_of(stmt));
            return ForHeader::Clauses { init: None, cond, post: None };
        }
        self.next();
        let mut cond = None;
        if !self.at(Token::Semicolon) {
            if self.at(Token::OpenBrace) {
                self.error_here("expected for loop condition");
                return ForHeader::Clauses { init, cond: None, post: None };
            }
            let stmt = self.simple_stmt();
            cond = self.condition_of(stmt);
        }
        self.want(Token::Semicolon, "`;` in for statement header");
        let post = (!self.at(Token::OpenBrace)).then(|| self.simple_stmt());
        ForHeader::Clauses { init, cond, post }
    }

    pub(super) fn condition_of(&mut self, stmt: StmtId) -> Option<ExprId> {
        if let Stmt::Expr(cond) = self.tree.stmt(stmt) {
            return Some(cond);
        }
        let at = self.tree.stmt_span(stmt).start as usize;
        self.lexer.error(at, "cannot use statement as value in for condition");
        None
    }

    pub(super) fn switch_stmt(&mut self) -> Stmt {
        self.next();
        let outer = std::mem::replace(&mut self.nesting, -1);
        let mut init = None;
        let mut guard = None;
        if !self.at(Token::OpenBrace) {
            if !self.at(Token::Semicolon) {
                guard = Some(self.simple_stmt());
            }
            if self.at(Token::Semicolon) {
                init = guard.take();
                self.next();
                if !self.at(Token::OpenBrace) {
                    guard = Some(self.simple_stmt());
                }
            }
        }
        self.nesting = outer;
        let clauses = self.clauses(Self::case_clause_head);
        let Some(guard) = guard else { return Stmt::Switch { init, tag: None, clauses } };
        let guard_start = self.tree.stmt_span(guard).start as usize;
        match self.tree.stmt(guard) {
            Stmt::Expr(tag) => match self.tree.expr(tag) {
                Expr::TypeAssert { operand, ty: None } => {
                    Stmt::TypeSwitch { init, bind: None, operand, clauses }
                }
                _ => Stmt::Switch { init, tag: Some(tag), clauses },
            },
            Stmt::Define { left, right } if left.len() == 1 && right.len() == 1 => {
                let name = self.tree.nth(left, 0).map(|id| self.tree.expr(id));
                let value = self.tree.nth(right, 0).map(|id| self.tree.expr(id));
                match (name, value) {
                    (Some(Expr::Name(bind)), Some(Expr::TypeAssert { operand, ty: None })) => {
                        Stmt::TypeSwitch { init, bind: Some(bind), operand, clauses }
                    }
                    _ => self.bad_switch(guard_start),
                }
            }
            _ => self.bad_switch(guard_start),
        }
    }

    #[cold]
    pub(super) fn bad_switch(&mut self, at: usize) -> Stmt {
        self.lexer.error(at, "cannot use statement as value in switch");
        Stmt::Bad
    }

    /// The clauses of a switch or a select, in braces.
    pub(super) fn clauses(
        &mut self,
        head: fn(&mut Self) -> (List<ExprId>, Option<StmtId>),
    ) -> List<ClauseId> {
        if !self.want(Token::OpenBrace, "`{`") {
            self.skip_to(&[Token::OpenBrace, Token::CloseBrace, Token::Semicolon]);
            if !self.got(Token::OpenBrace) {
                return List::EMPTY;
            }
        }
        let mark = self.scratch.len();
        while !matches!(self.token(), Token::CloseBrace | Token::Eof) {
            let start = self.start();
            let default = self.got(Token::Default);
            let (mut exprs, mut comm) = (List::EMPTY, None);
            if !default {
                if !self.got(Token::Case) {
                    self.error_expected("`case` or `default` or `}`");
                    self.next();
                    while !matches!(
                        self.token(),
                        Token::Case | Token::Default | Token::CloseBrace | Token::Eof
                    ) {
                        self.next();
                    }
                    continue;
                }
                (exprs, comm) = head(self);
            }
            self.want(Token::Colon, "`:`");
            let body = self.stmt_list();
            let span = self.span_from(start);
            let id = ClauseId::from_index(self.tree.clauses.len());
            self.tree.clauses.push(Clause { span, default, exprs, comm, body });
            self.add(id);
        }
        self.want(Token::CloseBrace, "`}`");
        self.finish_list(mark)
    }

    pub(super) fn case_clause_head(&mut self) -> (List<ExprId>, Option<StmtId>) {
        (self.expr_list(), None)
    }

    pub(super) fn comm_clause_head(&mut self) -> (List<ExprId>, Option<StmtId>) {
        (List::EMPTY, Some(self.simple_stmt()))
    }
}

/// What a simple statement may be, beyond a [`Stmt`].
pub(super) enum Simple {
    Stmt(StmtId),
    /// `k, v := range x`
    Range {
        key: Option<ExprId>,
        value: Option<ExprId>,
        define: bool,
        operand: ExprId,
    },
}

/// How many `else if`s may follow one `if`: they are walked in loops, and so may be many more than
/// [`MAX_DEPTH`](super::MAX_DEPTH); generated code has hundreds.
const MAX_ELSE_IFS: usize = 100_000;

/// An `if` without its `else`.
#[derive(Clone, Copy)]
struct IfHead {
    start: u32,
    init: Option<StmtId>,
    cond: ExprId,
    then: Block,
}

/// A `for` statement's header.
pub(super) enum ForHeader {
    Range { key: Option<ExprId>, value: Option<ExprId>, define: bool, operand: ExprId },
    Clauses { init: Option<StmtId>, cond: Option<ExprId>, post: Option<StmtId> },
}
