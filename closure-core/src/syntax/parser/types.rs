//! Types.

use super::Parser;
use crate::syntax::token::{BinaryOp, Token, UnaryOp};
use crate::syntax::tree::{ChanDir, Expr, ExprId, FieldId, IdentId, List};

impl Parser<'_> {
    pub(super) fn type_(&mut self) -> ExprId {
        match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.error_expected("type");
                let bad = self.bad_expr();
                self.skip_to(&[
                    Token::Comma,
                    Token::Colon,
                    Token::Semicolon,
                    Token::CloseParen,
                    Token::CloseBracket,
                    Token::CloseBrace,
                    Token::OpenBrace,
                ]);
                bad
            }
        }
    }

    pub(super) fn type_or_none(&mut self) -> Option<ExprId> {
        self.deeper(None, Self::type_or_none_inner)
    }

    pub(super) fn type_or_none_inner(&mut self) -> Option<ExprId> {
        let start = self.start();
        let expr = match self.token() {
            Token::Ident => {
                let name = self.ident_here();
                return Some(self.type_from_name(name));
            }
            Token::Operator if self.lexer.op == BinaryOp::Mul => {
                self.next();
                Expr::Star(self.type_())
            }
            Token::OpenParen => {
                self.next();
                self.nesting += 1;
                let inner = self.type_();
                self.nesting -= 1;
                self.want(Token::CloseParen, "`)`");
                Expr::Paren(inner)
            }
            Token::OpenBracket => {
                self.next();
                let len =
                    if self.at(Token::CloseBracket) { Length::Slice } else { self.array_len() };
                return Some(self.array_type(start, len));
            }
            Token::Arrow => {
                self.next();
                if self.want(Token::Chan, "`chan`") {
                    Expr::ChanType { dir: ChanDir::Receive, elem: self.type_() }
                } else {
                    Expr::Bad
                }
            }
            Token::Func => {
                self.next();
                let signature = self.signature(List::EMPTY);
                Expr::FuncType(self.push_signature(signature))
            }
            Token::Chan => self.chan_type(),
            Token::Map => self.map_type(),
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            _ => return None,
        };
        let span = self.span_from(start);
        Some(self.push_expr(expr, span))
    }

    /// A type that begins with a name: `T`, `p.T`, `T[A]`, `p.T[A, B]`.
    pub(super) fn type_from_name(&mut self, ident: IdentId) -> ExprId {
        let start = self.tree.ident(ident).start;
        let mut ty = self.name_expr(ident);
        if self.got(Token::Dot) {
            let name = self.ident();
            let span = self.span_from(start);
            ty = self.push_expr(Expr::Selector { operand: ty, name }, span);
        }
        if self.at(Token::OpenBracket) {
            self.next();
            let indices = self.type_args();
            let span = self.span_from(start);
            ty = self.push_expr(Expr::Index { operand: ty, indices }, span);
        }
        ty
    }

    /// Type arguments up to and with `]`.
    pub(super) fn type_args(&mut self) -> List<ExprId> {
        self.nesting += 1;
        let mark = self.scratch.len();
        loop {
            let ty = self.type_();
            self.add(ty);
            if !self.got(Token::Comma) || self.at(Token::CloseBracket) {
                break;
            }
        }
        self.nesting -= 1;
        self.want(Token::CloseBracket, "`]`");
        self.finish_list(mark)
    }

    /// What stands between the brackets of an array type.
    pub(super) fn array_len(&mut self) -> Length {
        if self.got(Token::Ellipsis) {
            return Length::Inferred;
        }
        self.nesting += 1;
        let len = self.expr();
        self.nesting -= 1;
        Length::Expr(len)
    }

    /// The rest of an array or slice type, from `]`.
    pub(super) fn array_type(&mut self, start: u32, len: Length) -> ExprId {
        self.want(Token::CloseBracket, "`]`");
        let elem = self.type_();
        let expr = match len {
            Length::Slice => Expr::SliceType(elem),
            Length::Inferred => Expr::ArrayType { len: None, elem },
            Length::Expr(len) => Expr::ArrayType { len: Some(len), elem },
        };
        let span = self.span_from(start);
        self.push_expr(expr, span)
    }

    /// Behind `name [` where a declaration is possible: `[]E` and `[n]E` make an array or slice
    /// type, and the name is declared; `[A]` and `[A, B]` instantiate the name.
    pub(super) fn array_or_type_args(&mut self, bracket: u32) -> Brackets {
        if self.at(Token::CloseBracket) {
            return Brackets::Type(self.array_type(bracket, Length::Slice));
        }
        if self.at(Token::Ellipsis) {
            let len = self.array_len();
            return Brackets::Type(self.array_type(bracket, len));
        }
        self.nesting += 1;
        let mark = self.scratch.len();
        let mut comma = false;
        loop {
            let arg = self.expr();
            self.add(arg);
            if !self.got(Token::Comma) {
                break;
            }
            comma = true;
            if self.at(Token::CloseBracket) {
                break;
            }
        }
        self.nesting -= 1;
        let args: List<ExprId> = self.finish_list(mark);
        self.want(Token::CloseBracket, "`]`");
        if !comma && let Some(elem) = self.type_or_none() {
            let len = self.tree.nth(args, 0);
            let span = self.span_from(bracket);
            return Brackets::Type(self.push_expr(Expr::ArrayType { len, elem }, span));
        }
        Brackets::Args(args)
    }

    pub(super) fn chan_type(&mut self) -> Expr {
        self.next();
        let dir = if self.got(Token::Arrow) { ChanDir::Send } else { ChanDir::Both };
        Expr::ChanType { dir, elem: self.type_() }
    }

    pub(super) fn map_type(&mut self) -> Expr {
        self.next();
        self.want(Token::OpenBracket, "`[`");
        self.nesting += 1;
        let key = self.type_();
        self.nesting -= 1;
        self.want(Token::CloseBracket, "`]`");
        Expr::MapType { key, value: self.type_() }
    }

    pub(super) fn struct_type(&mut self) -> Expr {
        self.next();
        let fields = self.members(Self::struct_field);
        Expr::StructType(fields)
    }

    pub(super) fn interface_type(&mut self) -> Expr {
        self.next();
        let elements = self.members(Self::interface_element);
        Expr::InterfaceType(elements)
    }

    /// The members of a struct or an interface, in braces.
    pub(super) fn members(&mut self, member: fn(&mut Self) -> Option<FieldId>) -> List<FieldId> {
        let mark = self.scratch.len();
        if !self.want(Token::OpenBrace, "`{`") {
            return List::EMPTY;
        }
        while !matches!(self.token(), Token::CloseBrace | Token::Eof) {
            let before = self.lexer.span;
            if let Some(field) = member(self) {
                self.add(field);
            }
            if !self.got(Token::Semicolon) && !self.at(Token::CloseBrace) {
                self.error_expected("`;`, newline or `}`");
                while !matches!(
                    self.token(),
                    Token::Semicolon | Token::CloseBrace | Token::CloseParen | Token::Eof
                ) {
                    self.next();
                }
                if !self.got(Token::Semicolon) && !self.at(Token::CloseBrace) {
                    // A stray `)` must not stop the loop for ever.
                    if self.lexer.span == before || self.at(Token::CloseParen) {
                        self.next();
                    }
                }
            }
        }
        self.want(Token::CloseBrace, "`}`");
        self.finish_list(mark)
    }

    pub(super) fn struct_field(&mut self) -> Option<FieldId> {
        let start = self.start();
        let (names, ty) = match self.token() {
            Token::Ident => {
                let name = self.ident_here();
                match self.token() {
                    Token::Dot | Token::String | Token::Semicolon | Token::CloseBrace => {
                        (List::EMPTY, self.type_from_name(name))
                    }
                    Token::OpenBracket => {
                        let bracket = self.start();
                        self.next();
                        match self.array_or_type_args(bracket) {
                            Brackets::Type(ty) => (self.list_of(name), ty),
                            Brackets::Args(indices) => {
                                let operand = self.name_expr(name);
                                let span = self.span_from(start);
                                let ty = self.push_expr(Expr::Index { operand, indices }, span);
                                (List::EMPTY, ty)
                            }
                        }
                    }
                    _ => {
                        let mark = self.scratch.len();
                        self.add(name);
                        while self.got(Token::Comma) {
                            let name = self.ident();
                            self.add(name);
                        }
                        let names = self.finish_list(mark);
                        (names, self.type_())
                    }
                }
            }
            Token::Operator if self.lexer.op == BinaryOp::Mul => (List::EMPTY, self.type_()),
            Token::OpenParen => {
                self.error_here("cannot parenthesize embedded type");
                (List::EMPTY, self.type_())
            }
            _ => {
                self.error_expected("a field name or an embedded type");
                self.skip_to(&[Token::Semicolon, Token::CloseBrace]);
                return None;
            }
        };
        self.got(Token::String);
        Some(self.push_field(names, ty, start))
    }

    pub(super) fn interface_element(&mut self) -> Option<FieldId> {
        let start = self.start();
        if self.at(Token::Ident) {
            let name = self.ident_here();
            if self.at(Token::OpenParen) {
                let at = self.start();
                let signature = self.signature(List::EMPTY);
                let signature = self.push_signature(signature);
                let span = self.span_from(at);
                let ty = self.push_expr(Expr::FuncType(signature), span);
                let names = self.list_of(name);
                return Some(self.push_field(names, ty, start));
            }
            let ty = self.type_from_name(name);
            let ty = self.union_from(ty);
            return Some(self.push_field(List::EMPTY, ty, start));
        }
        if let Some(first) = self.union_term() {
            let ty = self.union_from(first);
            return Some(self.push_field(List::EMPTY, ty, start));
        }
        self.error_expected("a method or an embedded element");
        self.skip_to(&[Token::Semicolon, Token::CloseBrace]);
        None
    }

    /// `T` or `~T`, if one is here.
    pub(super) fn union_term(&mut self) -> Option<ExprId> {
        let start = self.start();
        if self.got(Token::Tilde) {
            let operand = self.type_();
            let span = self.span_from(start);
            return Some(self.push_expr(Expr::Unary { op: UnaryOp::Tilde, operand }, span));
        }
        self.type_or_none()
    }

    /// The union that begins with `left`: `left | T | ~U`.
    pub(super) fn union_from(&mut self, mut left: ExprId) -> ExprId {
        while self.at_operator(BinaryOp::Or) {
            self.next();
            let Some(right) = self.union_term() else {
                self.error_expected("type");
                return left;
            };
            let span = self.tree.expr_span(left).to(self.tree.expr_span(right));
            left = self.push_expr(Expr::Binary { op: BinaryOp::Or, left, right }, span);
        }
        left
    }
}

/// What stands between the brackets before an element type.
#[derive(Clone, Copy)]
pub(super) enum Length {
    Slice,
    Inferred,
    Expr(ExprId),
}

/// What `name […]` turned out to be.
pub(super) enum Brackets {
    Type(ExprId),
    Args(List<ExprId>),
}
