//! Files, declarations and parameter lists.

use super::Parser;
use super::types::{Brackets, Length};
use crate::source::Span;
use crate::syntax::token::{BinaryOp, Token, UnaryOp};
use crate::syntax::tree::{
    Block, Decl, DeclId, Expr, ExprId, Field, FieldId, Id, IdentId, Import, List, Signature,
};

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        if !self.got(Token::Package) {
            self.error_here("expected `package` and the package's name first");
        } else {
            self.tree.package = Some(self.ident());
            self.end_of_declaration("after package clause");
        }
        let mut imports_over = false;
        while !self.at(Token::Eof) {
            let mark = self.scratch.len();
            match self.token() {
                Token::Semicolon => {
                    self.next();
                    continue;
                }
                Token::Import => {
                    if imports_over {
                        self.error_here("imports must appear before other declarations");
                    }
                    self.group(Self::import);
                }
                Token::Func => {
                    imports_over = true;
                    let decl = self.func_decl();
                    self.add(decl);
                }
                Token::Const | Token::Var | Token::Type => {
                    imports_over = true;
                    self.declaration();
                }
                _ => {
                    self.error_expected("a declaration");
                    self.next();
                    self.skip_to_declaration();
                    continue;
                }
            }
            for index in self.scratch.drain(mark..) {
                self.tree.decls.push(DeclId::from_index(index as usize));
            }
            self.end_of_declaration("after top level declaration");
        }
    }

    pub(super) fn end_of_declaration(&mut self, place: &str) {
        if !self.at(Token::Eof) && !self.got(Token::Semicolon) {
            let found = self.describe_token();
            self.error_here(format!("unexpected {found} {place}"));
            self.skip_to_declaration();
        }
    }

    #[cold]
    pub(super) fn skip_to_declaration(&mut self) {
        while !matches!(
            self.token(),
            Token::Eof | Token::Import | Token::Const | Token::Type | Token::Var | Token::Func
        ) {
            self.next();
        }
    }

    /// `const`, `var` or `type`; the declarations are added to the scratch.
    pub(super) fn declaration(&mut self) {
        match self.token() {
            Token::Const => {
                let mut inherited = Inherited::default();
                self.group(|parser, index| parser.const_spec(index, &mut inherited));
            }
            Token::Var => self.group(Self::var_spec),
            _ => self.group(Self::type_spec),
        }
    }

    /// A keyword and one specification, or several in parentheses.
    pub(super) fn group(&mut self, mut spec: impl FnMut(&mut Self, u32) -> DeclId) {
        self.next();
        if !self.got(Token::OpenParen) {
            let decl = spec(self, 0);
            self.add(decl);
            return;
        }
        let mut index = 0;
        while !matches!(self.token(), Token::CloseParen | Token::Eof) {
            let before = self.start();
            let decl = spec(self, index);
            self.add(decl);
            index += 1;
            if !self.got(Token::Semicolon) && !self.at(Token::CloseParen) {
                self.error_expected("`;`, newline or `)`");
                while !(matches!(self.token(), Token::Semicolon | Token::CloseParen | Token::Eof)
                    || self.start() > before && self.at(Token::Func))
                {
                    self.next();
                }
                if !self.got(Token::Semicolon) {
                    break;
                }
            }
        }
        self.want(Token::CloseParen, "`)`");
    }

    pub(super) fn import(&mut self, _index: u32) -> DeclId {
        let start = self.start();
        let name = match self.token() {
            Token::Ident | Token::Dot => Some(self.ident_here()),
            _ => None,
        };
        let path = self.lexer.span;
        if !self.want(Token::String, "an import path in quotes") {
            self.skip_to(&[Token::Semicolon, Token::CloseParen]);
        }
        self.push_decl(Decl::Import(Import { name, path }), start)
    }

    pub(super) fn ident_list(&mut self) -> List<IdentId> {
        let mark = self.scratch.len();
        loop {
            let ident = self.ident();
            self.add(ident);
            if !self.got(Token::Comma) {
                return self.finish_list(mark);
            }
        }
    }

    pub(super) fn const_spec(&mut self, iota: u32, inherited: &mut Inherited) -> DeclId {
        let start = self.start();
        let names = self.ident_list();
        let mut ty = None;
        let mut values = List::EMPTY;
        if !matches!(self.token(), Token::Semicolon | Token::CloseParen | Token::Eof) {
            if !self.at(Token::Assign) {
                ty = self.type_or_none();
            }
            if self.got(Token::Assign) {
                values = self.expr_list();
            }
        }
        let repeated = ty.is_none() && values.is_empty();
        if repeated {
            (ty, values) = (inherited.ty, inherited.values);
        } else {
            *inherited = Inherited { ty, values };
        }
        self.push_decl(Decl::Const { iota, names, ty, values, repeated }, start)
    }

    pub(super) fn var_spec(&mut self, _index: u32) -> DeclId {
        let start = self.start();
        let names = self.ident_list();
        let mut ty = None;
        let mut values = List::EMPTY;
        if self.got(Token::Assign) {
            values = self.expr_list();
        } else {
            ty = Some(self.type_());
            if self.got(Token::Assign) {
                values = self.expr_list();
            }
        }
        self.push_decl(Decl::Var { names, ty, values }, start)
    }

    pub(super) fn type_spec(&mut self, _index: u32) -> DeclId {
        let start = self.start();
        let name = self.ident();
        let mut type_params = List::EMPTY;
        let mut array = None;
        if self.at(Token::OpenBracket) {
            let bracket = self.start();
            self.next();
            match self.type_parameter_start() {
                Start::TypeParameters(first) => {
                    type_params = self.type_params(first);
                }
                Start::Length(len) => array = Some(self.array_type(bracket, len)),
            }
        }
        if let Some(ty) = array {
            return self.push_decl(Decl::Type { name, type_params, alias: false, ty }, start);
        }
        let alias = self.got(Token::Assign);
        let ty = self.type_();
        self.push_decl(Decl::Type { name, type_params, alias, ty }, start)
    }

    /// Behind `type T[`: the beginning of type parameters, or of an array's length, in which case
    /// the expression (none for `]`) is parsed.
    pub(super) fn type_parameter_start(&mut self) -> Start {
        if !self.at(Token::Ident) {
            let len = if self.at(Token::CloseBracket) { None } else { Some(self.array_len()) };
            return Start::Length(len.map_or(Length::Slice, |len| len));
        }
        let ident = self.ident_here();
        if self.at(Token::OpenBracket) {
            return Start::TypeParameters(First { name: ident, constraint: None });
        }
        let name = self.name_expr(ident);
        self.nesting += 1;
        let operand = self.postfix(name);
        let expr = self.binary_from(operand, 0);
        self.nesting -= 1;
        let comma = self.at(Token::Comma);
        match self.split_constraint(expr, comma) {
            Some((name, constraint)) if constraint.is_some() || !self.at(Token::CloseBracket) => {
                Start::TypeParameters(First { name, constraint })
            }
            _ => Start::Length(Length::Expr(expr)),
        }
    }

    /// Reads an expression as a type parameter's name and constraint: `P *C`, `P (C)`, `P *C|D`.
    /// `force` says that what follows allows nothing else.
    pub(super) fn split_constraint(
        &mut self,
        expr: ExprId,
        force: bool,
    ) -> Option<(IdentId, Option<ExprId>)> {
        self.deeper(None, |parser| parser.split_constraint_inner(expr, force))
    }

    pub(super) fn split_constraint_inner(
        &mut self,
        expr: ExprId,
        force: bool,
    ) -> Option<(IdentId, Option<ExprId>)> {
        let span = self.tree.expr_span(expr);
        match self.tree.expr(expr) {
            Expr::Name(name) => Some((name, None)),
            Expr::Binary { op: BinaryOp::Mul, left, right } => match self.tree.expr(left) {
                Expr::Name(name) if force || self.is_type_element(right) => {
                    let between = self.tree.expr_span(left).end..self.tree.expr_span(right).start;
                    let start = self.lexer.find_star(between).unwrap_or(span.start);
                    let pointer = self.push_expr(Expr::Star(right), Span::new(start, span.end));
                    Some((name, Some(pointer)))
                }
                _ => None,
            },
            Expr::Binary { op: BinaryOp::Or, left, right } => {
                let force = force || self.is_type_element(right);
                let (name, first) = self.split_constraint(left, force)?;
                let left = first?;
                let span = Span::new(self.tree.expr_span(left).start, span.end);
                let union = Expr::Binary { op: BinaryOp::Or, left, right };
                Some((name, Some(self.push_expr(union, span))))
            }
            Expr::Call { callee, args, spread: false } if args.len() == 1 => {
                match (self.tree.expr(callee), self.tree.nth(args, 0)) {
                    (Expr::Name(name), Some(arg)) if force || self.is_type_element(arg) => {
                        Some((name, Some(arg)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether an expression can only be an element of a constraint.
    pub(super) fn is_type_element(&self, expr: ExprId) -> bool {
        // A chain of operators is as deep as it is long: no recursion here.
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match self.tree.expr(expr) {
                Expr::ArrayType { .. }
                | Expr::SliceType(_)
                | Expr::StructType(_)
                | Expr::FuncType(_)
                | Expr::InterfaceType(_)
                | Expr::MapType { .. }
                | Expr::ChanType { .. }
                | Expr::Unary { op: UnaryOp::Tilde, .. } => return true,
                Expr::Unary { operand, .. } | Expr::Star(operand) | Expr::Paren(operand) => {
                    open.push(operand);
                }
                Expr::Binary { left, right, .. } => open.extend([left, right]),
                _ => {}
            }
        }
        false
    }

    /// The type parameters behind `[`, of which the first may be begun.
    pub(super) fn type_params(&mut self, first: First) -> List<FieldId> {
        self.parameters(Some(first), Token::CloseBracket, "`]`")
    }

    pub(super) fn func_decl(&mut self) -> DeclId {
        let start = self.start();
        self.next();
        let receiver = if self.at(Token::OpenParen) {
            self.next();
            let receivers = self.parameters(None, Token::CloseParen, "`)`");
            if receivers.len() != 1 {
                let message = if receivers.is_empty() {
                    "method has no receiver"
                } else {
                    "method has multiple receivers"
                };
                self.lexer.error(start as usize, message);
            }
            self.tree.nth(receivers, 0)
        } else {
            None
        };
        let name = self.ident();
        let mut type_params = List::EMPTY;
        if self.got(Token::OpenBracket) {
            if self.at(Token::CloseBracket) {
                self.error_here("empty type parameter list");
                self.next();
            } else {
                type_params = self.parameters(None, Token::CloseBracket, "`]`");
            }
        }
        let signature = self.signature(type_params);
        let body = self.at(Token::OpenBrace).then(|| self.func_body());
        let func = self.push_func(signature, start, body);
        self.push_decl(Decl::Func { name, receiver, func }, start)
    }

    /// A function's body; the header it may stand in does not reach into it.
    pub(super) fn func_body(&mut self) -> Block {
        let outer = std::mem::replace(&mut self.nesting, 0);
        let block = self.block();
        self.nesting = outer;
        block
    }

    /// Parameters and results.
    pub(super) fn signature(&mut self, type_params: List<FieldId>) -> Signature {
        let params = if self.want(Token::OpenParen, "`(`") {
            self.parameters(None, Token::CloseParen, "`)`")
        } else {
            List::EMPTY
        };
        let results = if self.got(Token::OpenParen) {
            self.parameters(None, Token::CloseParen, "`)`")
        } else {
            let start = self.start();
            match self.type_or_none() {
                Some(ty) => {
                    let field = self.push_field(List::EMPTY, ty, start);
                    self.list_of(field)
                }
                None => List::EMPTY,
            }
        };
        Signature { type_params, params, results }
    }

    /// Parameters up to and with `close`, or type parameters where that is `]`.
    ///
    /// Whether `a, b` are types or names is known only when a later entry has both; so entries
    /// are collected first and grouped then.
    pub(super) fn parameters(
        &mut self,
        first: Option<First>,
        close: Token,
        spelling: &str,
    ) -> List<FieldId> {
        self.nesting += 1;
        let mark = self.entries.len();
        let mut begun = first;
        while begun.is_some() || !(self.at(close) || self.at(Token::Eof)) {
            let before = self.lexer.span;
            let entry = self.parameter(begun.take(), close);
            self.entries.push(entry);
            if !self.got(Token::Comma) && !self.at(close) {
                self.error_expected(&format!("`,` or {spelling}"));
                self.skip_to(&[close, Token::Comma, Token::OpenBrace]);
                if !self.got(Token::Comma) && (!self.at(close) || self.lexer.span == before) {
                    break;
                }
            }
        }
        self.want(close, spelling);
        self.nesting -= 1;
        let fields = self.group_parameters(mark, close);
        self.entries.truncate(mark);
        fields
    }

    pub(super) fn parameter(&mut self, begun: Option<First>, close: Token) -> Entry {
        let in_brackets = close == Token::CloseBracket;
        let start = begun.as_ref().map_or(self.start(), |b| self.tree.ident(b.name).start);
        let entry =
            |name, ty, parser: &Self| Entry { name, ty, start, end: parser.lexer.previous_end };
        let name = match begun {
            Some(First { name, constraint: Some(constraint) }) => {
                let ty = self.union_from(constraint);
                return entry(Some(name), Some(ty), self);
            }
            Some(First { name, .. }) => name,
            None if self.at(Token::Ident) => self.ident_here(),
            None => {
                let ty = self.parameter_type(in_brackets);
                return entry(None, ty, self);
            }
        };
        match self.token() {
            Token::OpenBracket => {
                let bracket = self.start();
                self.next();
                match self.array_or_type_args(bracket) {
                    Brackets::Type(ty) => {
                        let ty = if in_brackets { self.union_from(ty) } else { ty };
                        entry(Some(name), Some(ty), self)
                    }
                    Brackets::Args(indices) => {
                        let operand = self.name_expr(name);
                        let span = self.span_from(start);
                        let ty = self.push_expr(Expr::Index { operand, indices }, span);
                        let ty = if in_brackets { self.union_from(ty) } else { ty };
                        entry(None, Some(ty), self)
                    }
                }
            }
            Token::Dot => {
                let ty = self.type_from_name(name);
                entry(None, Some(ty), self)
            }
            Token::Operator if in_brackets && self.lexer.op == BinaryOp::Or => {
                let ty = self.name_expr(name);
                let ty = self.union_from(ty);
                entry(None, Some(ty), self)
            }
            _ => {
                let ty = self.parameter_type(in_brackets);
                entry(Some(name), ty, self)
            }
        }
    }

    /// A parameter's type, if one is here.
    pub(super) fn parameter_type(&mut self, constraint: bool) -> Option<ExprId> {
        if constraint {
            let first = self.union_term()?;
            return Some(self.union_from(first));
        }
        let start = self.start();
        if self.got(Token::Ellipsis) {
            let elem = self.type_();
            let span = self.span_from(start);
            return Some(self.push_expr(Expr::Variadic(elem), span));
        }
        self.type_or_none()
    }

    /// Makes fields of the entries from `first` on: all are types, or each has a name and the next
    /// type in line.
    fn group_parameters(&mut self, first: usize, close: Token) -> List<FieldId> {
        let range = first..self.entries.len();
        let both = |entry: &Entry| entry.name.is_some() && entry.ty.is_some();
        let named = close == Token::CloseBracket || self.entries[first..].iter().any(both);
        let mark = self.scratch.len();
        // Where the names that wait for their type begin.
        let mut waiting: Option<u32> = None;
        let mut mixed = false;
        for index in range {
            let entry = self.entries[index];
            match entry.name {
                Some(name) if named => {
                    let start = *waiting.get_or_insert(entry.start);
                    let names = self.scratch.len();
                    self.add(name);
                    self.n_waiting += 1;
                    if let Some(ty) = entry.ty {
                        self.named_parameters(names + 1, ty, Span::new(start, entry.end));
                        waiting = None;
                    }
                }
                _ => {
                    if named {
                        mixed = true;
                        self.end_waiting(waiting.take(), entry.start);
                    }
                    let field = self.unnamed_parameter(entry);
                    self.add(field);
                }
            }
        }
        if waiting.is_some() {
            mixed = true;
            self.end_waiting(waiting, self.lexer.previous_end);
        }
        if mixed {
            let at = self.entries[first].start;
            let message = if close == Token::CloseBracket {
                "missing type parameter name or constraint"
            } else {
                "mixed named and unnamed parameters"
            };
            self.lexer.error(at as usize, message);
        }
        self.finish_list(mark)
    }

    /// Names that no type follows.
    fn end_waiting(&mut self, start: Option<u32>, end: u32) {
        if let Some(start) = start {
            let ty = self.bad_expr();
            self.named_parameters(self.scratch.len(), ty, Span::new(start, end));
        }
    }

    /// Makes a field of the names that wait at the end of the scratch, which ends at `end`.
    fn named_parameters(&mut self, end: usize, ty: ExprId, span: Span) {
        let n_names = std::mem::take(&mut self.n_waiting);
        let names = self.finish_list(end - n_names);
        let id = FieldId::from_index(self.tree.fields.len());
        self.tree.fields.push(Field { span, names, ty });
        self.add(id);
    }

    fn unnamed_parameter(&mut self, entry: Entry) -> FieldId {
        let ty = match (entry.ty, entry.name) {
            (Some(ty), _) => ty,
            (None, Some(name)) => self.name_expr(name),
            (None, None) => {
                self.lexer.error(entry.start as usize, "missing parameter type");
                self.push_expr(Expr::Bad, Span::new(entry.start, entry.end.max(entry.start)))
            }
        };
        let id = FieldId::from_index(self.tree.fields.len());
        let span = Span::new(entry.start, entry.end);
        self.tree.fields.push(Field { span, names: List::EMPTY, ty });
        id
    }
}

/// The type and values that a `const` line without its own repeats.
#[derive(Clone, Copy, Default)]
pub(super) struct Inherited {
    ty: Option<ExprId>,
    values: List<ExprId>,
}

/// The first type parameter, already read while it could have been an array's length.
#[derive(Clone, Copy)]
pub(super) struct First {
    name: IdentId,
    constraint: Option<ExprId>,
}

/// What stands behind `type T[`.
pub(super) enum Start {
    TypeParameters(First),
    Length(Length),
}

/// One entry of a parameter list, before names and types are told apart.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    name: Option<IdentId>,
    ty: Option<ExprId>,
    start: u32,
    end: u32,
}
