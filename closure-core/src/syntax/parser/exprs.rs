//! Expressions; types where they may stand among them.

use super::Parser;
use crate::syntax::token::{BinaryOp, Token, UnaryOp};
use crate::syntax::tree::{Bounds, ChanDir, Expr, ExprId, Id, List, Literal};

impl Parser<'_> {
    pub(super) fn expr_list(&mut self) -> List<ExprId> {
        let mark = self.scratch.len();
        loop {
            let expr = self.expr();
            self.add(expr);
            if !self.got(Token::Comma) {
                return self.finish_list(mark);
            }
        }
    }

    /// An expression or a type.
    pub(super) fn expr(&mut self) -> ExprId {
        if !self.enter() {
            return self.bad_expr();
        }
        let operand = self.unary();
        let expr = self.binary_from(operand, 0);
        self.depth -= 1;
        expr
    }

    /// The binary expression whose first operand is `left`, of operators above `precedence`.
    pub(super) fn binary_from(&mut self, mut left: ExprId, precedence: u8) -> ExprId {
        while self.at(Token::Operator) {
            let op = self.lexer.op;
            let binds = op.precedence();
            if binds <= precedence {
                break;
            }
            self.next();
            let operand = self.unary();
            let right = self.binary_from(operand, binds);
            let span = self.tree.expr_span(left).to(self.tree.expr_span(right));
            left = self.push_expr(Expr::Binary { op, left, right }, span);
        }
        left
    }

    pub(super) fn unary(&mut self) -> ExprId {
        let start = self.start();
        let op = match self.token() {
            Token::Operator => match self.lexer.op {
                BinaryOp::Mul => {
                    self.next();
                    let operand = self.nested_unary();
                    let span = self.span_from(start);
                    return self.push_expr(Expr::Star(operand), span);
                }
                BinaryOp::Add => UnaryOp::Plus,
                BinaryOp::Sub => UnaryOp::Minus,
                BinaryOp::Xor => UnaryOp::Complement,
                BinaryOp::And => UnaryOp::Address,
                _ => return self.primary(),
            },
            Token::Not => UnaryOp::Not,
            Token::Tilde => UnaryOp::Tilde,
            Token::Arrow => {
                self.next();
                let operand = self.nested_unary();
                return self.receive(start, operand);
            }
            _ => return self.primary(),
        };
        self.next();
        let operand = self.nested_unary();
        let span = self.span_from(start);
        self.push_expr(Expr::Unary { op, operand }, span)
    }

    pub(super) fn nested_unary(&mut self) -> ExprId {
        if !self.enter() {
            return self.bad_expr();
        }
        let expr = self.unary();
        self.depth -= 1;
        expr
    }

    /// `<-operand`: a receive operation, or, before a channel type, a receive-only channel type;
    /// in `<-chan<- T` the arrows move one to the right.
    pub(super) fn receive(&mut self, start: u32, operand: ExprId) -> ExprId {
        let span = self.span_from(start);
        let Expr::ChanType { .. } = self.tree.expr(operand) else {
            return self.push_expr(Expr::Unary { op: UnaryOp::Receive, operand }, span);
        };
        let mut at = operand;
        while let Expr::ChanType { dir, elem } = self.tree.expr(at) {
            self.tree.exprs[at.index()].0 = Expr::ChanType { dir: ChanDir::Receive, elem };
            match dir {
                ChanDir::Both => break,
                ChanDir::Send => at = elem,
                ChanDir::Receive => {
                    self.lexer.error(start as usize, "unexpected `<-`, expected `chan`");
                    break;
                }
            }
        }
        self.tree.exprs[operand.index()].1 = span;
        operand
    }

    pub(super) fn primary(&mut self) -> ExprId {
        let operand = self.operand();
        self.postfix(operand)
    }

    pub(super) fn operand(&mut self) -> ExprId {
        let start = self.start();
        let literal = match self.token() {
            Token::Ident => {
                let ident = self.ident_here();
                return self.name_expr(ident);
            }
            Token::Int => Literal::Int,
            Token::Float => Literal::Float,
            Token::Imaginary => Literal::Imaginary,
            Token::Rune => Literal::Rune,
            Token::String => Literal::String,
            Token::OpenParen => {
                self.next();
                self.nesting += 1;
                let inner = self.expr();
                self.nesting -= 1;
                self.want(Token::CloseParen, "`)`");
                let span = self.span_from(start);
                return self.push_expr(Expr::Paren(inner), span);
            }
            Token::Func => {
                self.next();
                let signature = self.signature(List::EMPTY);
                let expr = if self.at(Token::OpenBrace) {
                    let body = if self.enter() {
                        let body = self.func_body();
                        self.depth -= 1;
                        Some(body)
                    } else {
                        None
                    };
                    Expr::FuncLit(self.push_func(signature, start, body))
                } else {
                    Expr::FuncType(self.push_signature(signature))
                };
                let span = self.span_from(start);
                return self.push_expr(expr, span);
            }
            Token::OpenBracket | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                return self.type_();
            }
            _ => {
                self.error_expected("expression");
                let bad = self.bad_expr();
                self.skip_to(&[
                    Token::Comma,
                    Token::Semicolon,
                    Token::Colon,
                    Token::CloseParen,
                    Token::CloseBracket,
                    Token::CloseBrace,
                    Token::OpenBrace,
                ]);
                return bad;
            }
        };
        let span = self.lexer.span;
        self.next();
        self.push_expr(Expr::Literal(literal), span)
    }

    /// Selectors, indices, calls and composite literals behind an operand.
    pub(super) fn postfix(&mut self, mut operand: ExprId) -> ExprId {
        let start = self.tree.expr_span(operand).start;
        // Each step makes the tree one deeper.
        let depth = self.depth;
        loop {
            let expr = match self.token() {
                Token::Dot => {
                    self.next();
                    self.selector(operand)
                }
                Token::OpenBracket => self.index(operand),
                Token::OpenParen => self.call(operand),
                Token::OpenBrace if self.literal_may_follow(operand) => {
                    let elements = self.elements();
                    Expr::Composite { ty: Some(operand), elements }
                }
                _ => break,
            };
            let span = self.span_from(start);
            operand = self.push_expr(expr, span);
            if !self.enter() {
                break;
            }
        }
        self.depth = depth;
        operand
    }

    pub(super) fn selector(&mut self, operand: ExprId) -> Expr {
        if !self.got(Token::OpenParen) {
            return Expr::Selector { operand, name: self.ident() };
        }
        let ty = if self.got(Token::Type) {
            None
        } else {
            self.nesting += 1;
            let ty = self.type_();
            self.nesting -= 1;
            Some(ty)
        };
        self.want(Token::CloseParen, "`)`");
        Expr::TypeAssert { operand, ty }
    }

    /// `[i]`, `[A, B]`, `[low:high:max]`
    pub(super) fn index(&mut self, operand: ExprId) -> Expr {
        self.next();
        self.nesting += 1;
        let expr = if self.at(Token::CloseBracket) {
            self.error_here("expected operand");
            Expr::Index { operand, indices: List::EMPTY }
        } else {
            self.index_inside(operand)
        };
        self.nesting -= 1;
        self.want(Token::CloseBracket, "`]`");
        expr
    }

    pub(super) fn index_inside(&mut self, operand: ExprId) -> Expr {
        let first = if self.at(Token::Colon) { None } else { Some(self.expr()) };
        if let Some(first) = first
            && !self.at(Token::Colon)
        {
            let mark = self.scratch.len();
            self.add(first);
            while self.got(Token::Comma) && !self.at(Token::CloseBracket) {
                let arg = self.expr();
                self.add(arg);
            }
            return Expr::Index { operand, indices: self.finish_list(mark) };
        }
        let mut bounds = Bounds { low: first, high: None, max: None };
        self.next();
        if !matches!(self.token(), Token::Colon | Token::CloseBracket) {
            bounds.high = Some(self.expr());
        }
        if self.at(Token::Colon) {
            if bounds.high.is_none() {
                self.error_here("middle index required in 3-index slice");
            }
            self.next();
            if self.at(Token::CloseBracket) {
                self.error_here("final index required in 3-index slice");
            } else {
                bounds.max = Some(self.expr());
            }
        }
        let index = self.tree.bounds.len() as u32;
        self.tree.bounds.push(bounds);
        Expr::Slice { operand, bounds: index }
    }

    pub(super) fn call(&mut self, callee: ExprId) -> Expr {
        self.next();
        self.nesting += 1;
        let mark = self.scratch.len();
        let mut spread = false;
        while !matches!(self.token(), Token::CloseParen | Token::Eof) {
            let arg = self.expr();
            self.add(arg);
            spread = self.got(Token::Ellipsis);
            if !self.separator(Token::CloseParen, "`,` or `)`") {
                break;
            }
        }
        self.nesting -= 1;
        self.want(Token::CloseParen, "`)`");
        let args = self.finish_list(mark);
        Expr::Call { callee, args, spread }
    }

    /// Between two elements of a bracketed list: takes a comma, or tells what is wrong. Returns
    /// whether another element may follow.
    pub(super) fn separator(&mut self, close: Token, expected: &str) -> bool {
        if self.got(Token::Comma) {
            return true;
        }
        if !self.at(close) {
            if self.at(Token::Semicolon) && self.lexer.inserted {
                self.error_here(format!("unexpected newline, expected {expected}"));
            } else {
                self.error_expected(expected);
            }
            self.skip_to(&[Token::Comma, close, Token::CloseBrace, Token::CloseParen]);
            return self.got(Token::Comma);
        }
        false
    }

    /// Whether `{` behind `operand` begins a composite literal rather than a block.
    pub(super) fn literal_may_follow(&self, operand: ExprId) -> bool {
        match self.tree.expr(operand) {
            Expr::Name(_) | Expr::Selector { .. } => self.nesting >= 0,
            Expr::Index { indices, .. } => {
                self.nesting >= 0 && self.tree.list(indices).all(|index| !self.is_value(index))
            }
            Expr::ArrayType { .. }
            | Expr::SliceType(_)
            | Expr::StructType(_)
            | Expr::MapType { .. } => true,
            _ => false,
        }
    }

    /// Whether an expression cannot be a type.
    pub(super) fn is_value(&self, expr: ExprId) -> bool {
        match self.tree.expr(expr) {
            Expr::Literal(_)
            | Expr::Composite { .. }
            | Expr::FuncLit(_)
            | Expr::Slice { .. }
            | Expr::TypeAssert { .. }
            | Expr::Call { .. } => true,
            Expr::Unary { op, .. } => op != UnaryOp::Tilde,
            Expr::Binary { op, .. } => op != BinaryOp::Or && op != BinaryOp::Mul,
            Expr::Paren(inner) => self.is_value(inner),
            Expr::Index { operand, indices } => {
                self.is_value(operand) || self.tree.list(indices).any(|index| self.is_value(index))
            }
            _ => false,
        }
    }

    /// The elements of a composite literal, in braces.
    pub(super) fn elements(&mut self) -> List<ExprId> {
        if !self.enter() {
            return List::EMPTY;
        }
        let outer = std::mem::replace(&mut self.nesting, 0);
        self.next();
        let mark = self.scratch.len();
        while !matches!(self.token(), Token::CloseBrace | Token::Eof) {
            let mut element = self.element();
            if self.got(Token::Colon) {
                let value = self.element();
                let span = self.tree.expr_span(element).to(self.tree.expr_span(value));
                element = self.push_expr(Expr::KeyValue { key: element, value }, span);
            }
            self.add(element);
            if !self.separator(Token::CloseBrace, "`,` or `}` in the composite literal") {
                break;
            }
        }
        self.want(Token::CloseBrace, "`}`");
        self.nesting = outer;
        self.depth -= 1;
        self.finish_list(mark)
    }

    pub(super) fn element(&mut self) -> ExprId {
        if self.at(Token::OpenBrace) {
            let start = self.start();
            let elements = self.elements();
            let span = self.span_from(start);
            return self.push_expr(Expr::Composite { ty: None, elements }, span);
        }
        self.expr()
    }
}
