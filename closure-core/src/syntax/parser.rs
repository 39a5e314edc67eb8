//! The parser: recursive descent over Go's grammar, straight into the [`Tree`].
//!
//! Errors are recorded and parsing goes on: a list or a block that went wrong is skipped to a
//! token that can follow it, and every loop either consumes a token or ends. Types and expressions
//! share one grammar, as `f[T](x)` cannot be told apart before names are resolved.
//!
//! Two of Go's ambiguities need care:
//! - `if x == T{` : in the header of a statement a `{` behind a name opens the body, not a
//!   composite literal, unless brackets of some kind surround it ([`Parser::nesting`]).
//! - `type T[P *C] …` : an array length or a type parameter ([`Parser::type_parameter_start`]).

use std::marker::PhantomData;

use super::lexer::Lexer;
use super::token::{BinaryOp, Token, UnaryOp};
use super::tree::{
    Block, Bounds, Branch, ChanDir, Clause, ClauseId, Decl, DeclId, Expr, ExprId, Field, FieldId,
    Func, FuncId, Id, IdentId, Import, List, Literal, Signature, SignatureId, Stmt, StmtId,
    SyntaxError, Tree,
};
use crate::source::{SourceFile, Span};

/// How deep expressions, types and statements may nest. Hand-written and generated code stays far
/// below; beyond it the rest of the file is given up with an error, so that neither this parser
/// nor what walks the tree can exhaust the stack.
pub const MAX_DEPTH: u32 = 500;

/// Parses a file.
pub fn parse(source: &SourceFile) -> Tree {
    let len = source.text().len();
    let mut parser = Parser {
        lexer: Lexer::new(source),
        tree: Tree {
            idents: Vec::with_capacity(len / 12),
            exprs: Vec::with_capacity(len / 9),
            expr_spans: Vec::with_capacity(len / 9),
            stmts: Vec::with_capacity(len / 36),
            stmt_spans: Vec::with_capacity(len / 36),
            lists: Vec::with_capacity(len / 12),
            ..Tree::default()
        },
        scratch: Vec::new(),
        depth: 0,
        nesting: 0,
    };
    parser.lexer.next();
    parser.file();
    let Parser { lexer, mut tree, .. } = parser;
    tree.comments = lexer.comments;
    tree.directives = lexer.directives;
    tree.errors = lexer.errors;
    if !source.encoding_errors().is_empty() {
        add_encoding_errors(source, &mut tree.errors);
    }
    tree
}

/// Merges the places that are not UTF-8 into the errors, one for each line.
fn add_encoding_errors(source: &SourceFile, errors: &mut Vec<SyntaxError>) {
    let encoding = source
        .encoding_errors()
        .iter()
        .take(1000)
        .map(|&(offset, message)| SyntaxError { offset, message: message.to_owned() });
    let mut all: Vec<SyntaxError> = encoding.chain(errors.drain(..)).collect();
    all.sort_by_key(|error| error.offset);
    let text = source.text();
    all.dedup_by(|next, kept| {
        let between = Span::new(kept.offset, next.offset).text(text);
        !between.contains('\n')
    });
    *errors = all;
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    tree: Tree,
    /// The lists under construction, innermost last.
    scratch: Vec<u32>,
    depth: u32,
    /// Below zero in the header of a statement, where `{` opens its body; each bracket adds one.
    nesting: i32,
}

/// What a simple statement may be, beyond a [`Stmt`].
enum Simple {
    Stmt(StmtId),
    /// `k, v := range x`
    Range {
        key: Option<ExprId>,
        value: Option<ExprId>,
        define: bool,
        operand: ExprId,
    },
}

impl Parser<'_> {
    // Arenas.

    fn push_expr(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId::from_index(self.tree.exprs.len());
        self.tree.exprs.push(expr);
        self.tree.expr_spans.push(span);
        id
    }

    fn push_stmt(&mut self, stmt: Stmt, start: u32) -> StmtId {
        let id = StmtId::from_index(self.tree.stmts.len());
        self.tree.stmts.push(stmt);
        let end = self.lexer.previous_end.max(start);
        self.tree.stmt_spans.push(Span::new(start, end));
        id
    }

    fn push_decl(&mut self, decl: Decl, start: u32) -> DeclId {
        let id = DeclId::from_index(self.tree.decl_nodes.len());
        self.tree.decl_nodes.push(decl);
        self.tree.decl_spans.push(Span::new(start, self.lexer.previous_end.max(start)));
        id
    }

    fn push_field(&mut self, names: List<IdentId>, ty: ExprId, start: u32) -> FieldId {
        let id = FieldId::from_index(self.tree.fields.len());
        let span = Span::new(start, self.lexer.previous_end.max(start));
        self.tree.fields.push(Field { span, names, ty });
        id
    }

    fn push_func(&mut self, signature: Signature, start: u32, body: Option<Block>) -> FuncId {
        let signature = self.push_signature(signature);
        let id = FuncId::from_index(self.tree.funcs.len());
        let span = Span::new(start, self.lexer.previous_end);
        self.tree.funcs.push(Func { span, signature, body });
        id
    }

    fn push_signature(&mut self, signature: Signature) -> SignatureId {
        let id = SignatureId::from_index(self.tree.signatures.len());
        self.tree.signatures.push(signature);
        id
    }

    fn add<T: Id>(&mut self, id: T) {
        self.scratch.push(id.index() as u32);
    }

    /// Makes a list of what was added since `mark`, a length of the scratch.
    fn finish_list<T: Id>(&mut self, mark: usize) -> List<T> {
        let start = self.tree.lists.len() as u32;
        self.tree.lists.extend_from_slice(&self.scratch[mark..]);
        let len = (self.scratch.len() - mark) as u32;
        self.scratch.truncate(mark);
        List { start, len, of: PhantomData }
    }

    fn list_of<T: Id>(&mut self, id: T) -> List<T> {
        let mark = self.scratch.len();
        self.add(id);
        self.finish_list(mark)
    }

    // Tokens.

    #[inline]
    fn token(&self) -> Token {
        self.lexer.token
    }

    #[inline]
    fn start(&self) -> u32 {
        self.lexer.span.start
    }

    fn span_from(&self, start: u32) -> Span {
        Span::new(start, self.lexer.previous_end.max(start))
    }

    #[inline]
    fn next(&mut self) {
        self.lexer.next();
    }

    #[inline]
    fn at(&self, token: Token) -> bool {
        self.lexer.token == token
    }

    #[inline]
    fn at_operator(&self, op: BinaryOp) -> bool {
        self.lexer.token == Token::Operator && self.lexer.op == op
    }

    #[inline]
    fn got(&mut self, token: Token) -> bool {
        let got = self.at(token);
        if got {
            self.next();
        }
        got
    }

    /// The current token in words, for messages.
    fn describe_token(&self) -> String {
        match self.token() {
            Token::Eof => "end of file".to_owned(),
            Token::Semicolon if self.lexer.inserted => "newline".to_owned(),
            Token::Ident => format!("name `{}`", self.lexer.token_text()),
            Token::Int | Token::Float | Token::Imaginary | Token::Rune | Token::String => {
                let text = self.lexer.token_text();
                let short: String = text.chars().take(40).collect();
                let dots = if short.len() < text.len() { "…" } else { "" };
                format!("literal {short}{dots}")
            }
            token if token as u8 >= Token::Break as u8 => {
                format!("keyword `{}`", self.lexer.token_text())
            }
            _ => format!("`{}`", self.lexer.token_text()),
        }
    }

    #[cold]
    fn error_expected(&mut self, expected: &str) {
        let message = format!("unexpected {}, expected {expected}", self.describe_token());
        self.error_here(message);
    }

    #[cold]
    fn error_here(&mut self, message: impl Into<String>) {
        let at = self.start() as usize;
        self.lexer.error(at, message);
    }

    /// Takes `token`, or says that it was expected; nothing is skipped then.
    fn want(&mut self, token: Token, spelling: &str) -> bool {
        let got = self.got(token);
        if !got {
            self.error_expected(spelling);
        }
        got
    }

    /// Skips to one of `follow`, to a token that begins a statement, or to the end.
    #[cold]
    fn skip_to(&mut self, follow: &[Token]) {
        while !(self.at(Token::Eof)
            || follow.contains(&self.token())
            || matches!(
                self.token(),
                Token::Break
                    | Token::Const
                    | Token::Continue
                    | Token::Defer
                    | Token::Fallthrough
                    | Token::For
                    | Token::Go
                    | Token::Goto
                    | Token::If
                    | Token::Return
                    | Token::Select
                    | Token::Switch
                    | Token::Type
                    | Token::Var
            ))
        {
            self.next();
        }
    }

    /// Runs `parse` one level deeper; too deep, the rest of the file is given up and `bad` stands
    /// for what would have been parsed.
    #[inline]
    fn deeper<T>(&mut self, bad: T, parse: impl FnOnce(&mut Self) -> T) -> T {
        if !self.enter() {
            return bad;
        }
        let result = parse(self);
        self.depth -= 1;
        result
    }

    #[inline]
    fn enter(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.too_deep();
            return false;
        }
        self.depth += 1;
        true
    }

    #[cold]
    fn too_deep(&mut self) {
        if !self.at(Token::Eof) {
            self.error_here(format!("nested too deeply (over {MAX_DEPTH} levels)"));
            self.lexer.abandon();
        }
    }

    // Names.

    fn ident_here(&mut self) -> IdentId {
        let id = IdentId::from_index(self.tree.idents.len());
        self.tree.idents.push(self.lexer.span);
        self.next();
        id
    }

    /// A name, or an error; the identifier is then an empty span.
    fn ident(&mut self) -> IdentId {
        if self.at(Token::Ident) {
            return self.ident_here();
        }
        self.error_expected("name");
        let id = IdentId::from_index(self.tree.idents.len());
        self.tree.idents.push(Span::new(self.start(), self.start()));
        id
    }

    fn name_expr(&mut self, ident: IdentId) -> ExprId {
        let span = self.tree.ident(ident);
        self.push_expr(Expr::Name(ident), span)
    }

    fn bad_expr(&mut self) -> ExprId {
        let at = self.start();
        self.push_expr(Expr::Bad, Span::new(at, at))
    }

    // Files and declarations.

    fn file(&mut self) {
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

    fn end_of_declaration(&mut self, place: &str) {
        if !self.at(Token::Eof) && !self.got(Token::Semicolon) {
            let found = self.describe_token();
            self.error_here(format!("unexpected {found} {place}"));
            self.skip_to_declaration();
        }
    }

    #[cold]
    fn skip_to_declaration(&mut self) {
        while !matches!(
            self.token(),
            Token::Eof | Token::Import | Token::Const | Token::Type | Token::Var | Token::Func
        ) {
            self.next();
        }
    }

    /// `const`, `var` or `type`; the declarations are added to the scratch.
    fn declaration(&mut self) {
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
    fn group(&mut self, mut spec: impl FnMut(&mut Self, u32) -> DeclId) {
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
                while !matches!(self.token(), Token::Semicolon | Token::CloseParen | Token::Eof)
                    && !(self.start() > before && self.at(Token::Func))
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

    fn import(&mut self, _index: u32) -> DeclId {
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

    fn ident_list(&mut self) -> List<IdentId> {
        let mark = self.scratch.len();
        loop {
            let ident = self.ident();
            self.add(ident);
            if !self.got(Token::Comma) {
                return self.finish_list(mark);
            }
        }
    }

    fn const_spec(&mut self, iota: u32, inherited: &mut Inherited) -> DeclId {
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

    fn var_spec(&mut self, _index: u32) -> DeclId {
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

    fn type_spec(&mut self, _index: u32) -> DeclId {
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
    fn type_parameter_start(&mut self) -> Start {
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
    fn split_constraint(&mut self, expr: ExprId, force: bool) -> Option<(IdentId, Option<ExprId>)> {
        self.deeper(None, |parser| parser.split_constraint_inner(expr, force))
    }

    fn split_constraint_inner(
        &mut self,
        expr: ExprId,
        force: bool,
    ) -> Option<(IdentId, Option<ExprId>)> {
        let span = self.tree.expr_span(expr);
        match self.tree.expr(expr) {
            Expr::Name(name) => Some((name, None)),
            Expr::Binary { op: BinaryOp::Mul, left, right } => match self.tree.expr(left) {
                Expr::Name(name) if force || self.is_type_element(right) => {
                    let start = self.tree.expr_span(left).end;
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
    fn is_type_element(&self, expr: ExprId) -> bool {
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
    fn type_params(&mut self, first: First) -> List<FieldId> {
        self.parameters(Some(first), Token::CloseBracket, "`]`")
    }

    fn func_decl(&mut self) -> DeclId {
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
    fn func_body(&mut self) -> Block {
        let outer = std::mem::replace(&mut self.nesting, 0);
        let block = self.block();
        self.nesting = outer;
        block
    }

    /// Parameters and results.
    fn signature(&mut self, type_params: List<FieldId>) -> Signature {
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
    fn parameters(&mut self, first: Option<First>, close: Token, spelling: &str) -> List<FieldId> {
        self.nesting += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut begun = first;
        while begun.is_some() || !(self.at(close) || self.at(Token::Eof)) {
            let before = self.lexer.span;
            let entry = self.parameter(begun.take(), close);
            entries.push(entry);
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
        self.group_parameters(&entries, close)
    }

    fn parameter(&mut self, begun: Option<First>, close: Token) -> Entry {
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
    fn parameter_type(&mut self, constraint: bool) -> Option<ExprId> {
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

    /// Makes fields of entries: all are types, or each has a name and the next type in line.
    fn group_parameters(&mut self, entries: &[Entry], close: Token) -> List<FieldId> {
        let named = close == Token::CloseBracket
            || entries.iter().any(|entry| entry.name.is_some() && entry.ty.is_some());
        let mark = self.scratch.len();
        if !named {
            let fields: Vec<FieldId> = entries.iter().map(|e| self.unnamed_parameter(e)).collect();
            fields.into_iter().for_each(|field| self.add(field));
            return self.finish_list(mark);
        }
        let mut fields: Vec<FieldId> = Vec::new();
        let mut names: Vec<IdentId> = Vec::new();
        let mut start = None;
        let mut mixed = false;
        for entry in entries {
            let Some(name) = entry.name else {
                mixed = true;
                fields.push(self.unnamed_parameter(entry));
                continue;
            };
            names.push(name);
            let first = *start.get_or_insert(entry.start);
            if let Some(ty) = entry.ty {
                fields.push(self.named_parameters(&mut names, ty, first, entry.end));
                start = None;
            }
        }
        if let (Some(first), Some(last)) = (start, entries.last()) {
            mixed = true;
            let ty = self.bad_expr();
            fields.push(self.named_parameters(&mut names, ty, first, last.end));
        }
        if mixed {
            let at = entries.first().map_or(0, |entry| entry.start);
            let message = if close == Token::CloseBracket {
                "missing type parameter name or constraint"
            } else {
                "mixed named and unnamed parameters"
            };
            self.lexer.error(at as usize, message);
        }
        fields.into_iter().for_each(|field| self.add(field));
        self.finish_list(mark)
    }

    fn named_parameters(
        &mut self,
        names: &mut Vec<IdentId>,
        ty: ExprId,
        start: u32,
        end: u32,
    ) -> FieldId {
        let mark = self.scratch.len();
        for name in names.drain(..) {
            self.add(name);
        }
        let names = self.finish_list(mark);
        let id = FieldId::from_index(self.tree.fields.len());
        self.tree.fields.push(Field { span: Span::new(start, end), names, ty });
        id
    }

    fn unnamed_parameter(&mut self, entry: &Entry) -> FieldId {
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

    // Types.

    fn type_(&mut self) -> ExprId {
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

    fn type_or_none(&mut self) -> Option<ExprId> {
        self.deeper(None, Self::type_or_none_inner)
    }

    fn type_or_none_inner(&mut self) -> Option<ExprId> {
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
    fn type_from_name(&mut self, ident: IdentId) -> ExprId {
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
    fn type_args(&mut self) -> List<ExprId> {
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
    fn array_len(&mut self) -> Length {
        if self.got(Token::Ellipsis) {
            return Length::Inferred;
        }
        self.nesting += 1;
        let len = self.expr();
        self.nesting -= 1;
        Length::Expr(len)
    }

    /// The rest of an array or slice type, from `]`.
    fn array_type(&mut self, start: u32, len: Length) -> ExprId {
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
    fn array_or_type_args(&mut self, bracket: u32) -> Brackets {
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

    fn chan_type(&mut self) -> Expr {
        self.next();
        let dir = if self.got(Token::Arrow) { ChanDir::Send } else { ChanDir::Both };
        Expr::ChanType { dir, elem: self.type_() }
    }

    fn map_type(&mut self) -> Expr {
        self.next();
        self.want(Token::OpenBracket, "`[`");
        self.nesting += 1;
        let key = self.type_();
        self.nesting -= 1;
        self.want(Token::CloseBracket, "`]`");
        Expr::MapType { key, value: self.type_() }
    }

    fn struct_type(&mut self) -> Expr {
        self.next();
        let fields = self.members(Self::struct_field);
        Expr::StructType(fields)
    }

    fn interface_type(&mut self) -> Expr {
        self.next();
        let elements = self.members(Self::interface_element);
        Expr::InterfaceType(elements)
    }

    /// The members of a struct or an interface, in braces.
    fn members(&mut self, member: fn(&mut Self) -> Option<FieldId>) -> List<FieldId> {
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

    fn struct_field(&mut self) -> Option<FieldId> {
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

    fn interface_element(&mut self) -> Option<FieldId> {
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
    fn union_term(&mut self) -> Option<ExprId> {
        let start = self.start();
        if self.got(Token::Tilde) {
            let operand = self.type_();
            let span = self.span_from(start);
            return Some(self.push_expr(Expr::Unary { op: UnaryOp::Tilde, operand }, span));
        }
        self.type_or_none()
    }

    /// The union that begins with `left`: `left | T | ~U`.
    fn union_from(&mut self, mut left: ExprId) -> ExprId {
        while self.at_operator(BinaryOp::Or) {
            self.next();
            let right = match self.union_term() {
                Some(term) => term,
                None => {
                    self.error_expected("type");
                    return left;
                }
            };
            let span = self.tree.expr_span(left).to(self.tree.expr_span(right));
            left = self.push_expr(Expr::Binary { op: BinaryOp::Or, left, right }, span);
        }
        left
    }

    // Expressions.

    fn expr_list(&mut self) -> List<ExprId> {
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
    fn expr(&mut self) -> ExprId {
        if !self.enter() {
            return self.bad_expr();
        }
        let operand = self.unary();
        let expr = self.binary_from(operand, 0);
        self.depth -= 1;
        expr
    }

    /// The binary expression whose first operand is `left`, of operators above `precedence`.
    fn binary_from(&mut self, mut left: ExprId, precedence: u8) -> ExprId {
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

    fn unary(&mut self) -> ExprId {
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

    fn nested_unary(&mut self) -> ExprId {
        if !self.enter() {
            return self.bad_expr();
        }
        let expr = self.unary();
        self.depth -= 1;
        expr
    }

    /// `<-operand`: a receive operation, or, before a channel type, a receive-only channel type;
    /// in `<-chan<- T` the arrows move one to the right.
    fn receive(&mut self, start: u32, operand: ExprId) -> ExprId {
        let span = self.span_from(start);
        let Expr::ChanType { .. } = self.tree.expr(operand) else {
            return self.push_expr(Expr::Unary { op: UnaryOp::Receive, operand }, span);
        };
        let mut at = operand;
        while let Expr::ChanType { dir, elem } = self.tree.expr(at) {
            self.tree.exprs[at.index()] = Expr::ChanType { dir: ChanDir::Receive, elem };
            match dir {
                ChanDir::Both => break,
                ChanDir::Send => at = elem,
                ChanDir::Receive => {
                    self.lexer.error(start as usize, "unexpected `<-`, expected `chan`");
                    break;
                }
            }
        }
        self.tree.expr_spans[operand.index()] = span;
        operand
    }

    fn primary(&mut self) -> ExprId {
        let operand = self.operand();
        self.postfix(operand)
    }

    fn operand(&mut self) -> ExprId {
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
    fn postfix(&mut self, mut operand: ExprId) -> ExprId {
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

    fn selector(&mut self, operand: ExprId) -> Expr {
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
    fn index(&mut self, operand: ExprId) -> Expr {
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

    fn index_inside(&mut self, operand: ExprId) -> Expr {
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

    fn call(&mut self, callee: ExprId) -> Expr {
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
    fn separator(&mut self, close: Token, expected: &str) -> bool {
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
    fn literal_may_follow(&self, operand: ExprId) -> bool {
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
    fn is_value(&self, expr: ExprId) -> bool {
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
    fn elements(&mut self) -> List<ExprId> {
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

    fn element(&mut self) -> ExprId {
        if self.at(Token::OpenBrace) {
            let start = self.start();
            let elements = self.elements();
            let span = self.span_from(start);
            return self.push_expr(Expr::Composite { ty: None, elements }, span);
        }
        self.expr()
    }

    // Statements.

    fn block(&mut self) -> Block {
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
    fn stmt_list(&mut self) -> List<StmtId> {
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

    fn stmt(&mut self) -> StmtId {
        if !self.enter() {
            let start = self.start();
            return self.push_stmt(Stmt::Bad, start);
        }
        let stmt = self.stmt_inner();
        self.depth -= 1;
        stmt
    }

    fn stmt_inner(&mut self) -> StmtId {
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

    fn branch(&mut self, kind: Branch) -> Stmt {
        self.next();
        let takes_label = kind != Branch::Fallthrough && self.at(Token::Ident);
        let label = takes_label.then(|| self.ident_here());
        self.tree.has_goto |= kind == Branch::Goto;
        if kind == Branch::Goto && label.is_none() {
            self.error_expected("a label");
        }
        Stmt::Branch { kind, label }
    }

    fn call_expr(&mut self, keyword: &str) -> ExprId {
        let call = self.expr();
        if !matches!(self.tree.expr(self.tree.unparen(call)), Expr::Call { .. } | Expr::Bad) {
            let at = self.tree.expr_span(call).start as usize;
            self.lexer.error(at, format!("expression in {keyword} must be function call"));
        }
        call
    }

    fn simple_or_labeled(&mut self) -> StmtId {
        let start = self.start();
        let left = self.expr_list();
        if self.at(Token::Colon)
            && left.len() == 1
            && let Some(Expr::Name(label)) = self.tree.nth(left, 0).map(|id| self.tree.expr(id))
        {
            self.next();
            let stmt = if self.at(Token::CloseBrace) {
                let at = self.start();
                self.push_stmt(Stmt::Empty, at)
            } else {
                self.stmt()
            };
            return self.push_stmt(Stmt::Labeled { label, stmt }, start);
        }
        let stmt = self.simple_from(left, start);
        self.push_stmt(stmt, start)
    }

    /// The rest of a simple statement whose expressions on the left are parsed.
    fn simple_from(&mut self, left: List<ExprId>, start: u32) -> Stmt {
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
                self.single_from(first, start)
            }
        }
    }

    /// A simple statement of one expression on the left.
    fn single_from(&mut self, first: ExprId, _start: u32) -> Stmt {
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
    fn simple(&mut self, range_allowed: bool) -> Simple {
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
        let stmt = self.simple_from(left, start);
        Simple::Stmt(self.push_stmt(stmt, start))
    }

    fn simple_stmt(&mut self) -> StmtId {
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
    fn if_stmt(&mut self) -> StmtId {
        let mut heads: Vec<(u32, Option<StmtId>, ExprId, Block)> = Vec::new();
        let mut otherwise = None;
        loop {
            let start = self.start();
            self.next();
            let (init, cond) = self.if_header();
            let then = self.block();
            heads.push((start, init, cond, then));
            if !self.got(Token::Else) {
                break;
            }
            match self.token() {
                Token::If if heads.len() < MAX_DEPTH as usize * 20 => {}
                Token::OpenBrace => {
                    let at = self.start();
                    let block = Stmt::Block(self.block());
                    otherwise = Some(self.push_stmt(block, at));
                    break;
                }
                Token::If => break self.too_deep(),
                _ => {
                    self.error_here("else must be followed by if or statement block");
                    self.skip_to(&[Token::Semicolon, Token::CloseBrace]);
                    break;
                }
            }
        }
        // From the last to the first, each is the `else` of the one before.
        for (start, init, cond, then) in heads.into_iter().rev() {
            let stmt = Stmt::If { init, cond, then, otherwise };
            otherwise = Some(self.push_stmt(stmt, start));
        }
        match otherwise {
            Some(stmt) => stmt,
            None => self.push_stmt(Stmt::Bad, 0),
        }
    }

    fn if_header(&mut self) -> (Option<StmtId>, ExprId) {
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

    fn for_stmt(&mut self) -> Stmt {
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

    fn for_header(&mut self) -> ForHeader {
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

    fn condition_of(&mut self, stmt: StmtId) -> Option<ExprId> {
        if let Stmt::Expr(cond) = self.tree.stmt(stmt) {
            return Some(cond);
        }
        let at = self.tree.stmt_span(stmt).start as usize;
        self.lexer.error(at, "cannot use statement as value in for condition");
        None
    }

    fn switch_stmt(&mut self) -> Stmt {
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
    fn bad_switch(&mut self, at: usize) -> Stmt {
        self.lexer.error(at, "cannot use statement as value in switch");
        Stmt::Bad
    }

    /// The clauses of a switch or a select, in braces.
    fn clauses(&mut self, head: fn(&mut Self) -> (List<ExprId>, Option<StmtId>)) -> List<ClauseId> {
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

    fn case_clause_head(&mut self) -> (List<ExprId>, Option<StmtId>) {
        (self.expr_list(), None)
    }

    fn comm_clause_head(&mut self) -> (List<ExprId>, Option<StmtId>) {
        (List::EMPTY, Some(self.simple_stmt()))
    }
}

/// The type and values that a `const` line without its own repeats.
#[derive(Clone, Copy, Default)]
struct Inherited {
    ty: Option<ExprId>,
    values: List<ExprId>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The first type parameter, already read while it could have been an array's length.
struct First {
    name: IdentId,
    constraint: Option<ExprId>,
}

/// What stands behind `type T[`.
enum Start {
    TypeParameters(First),
    Length(Length),
}

/// What stands between the brackets before an element type.
enum Length {
    Slice,
    Inferred,
    Expr(ExprId),
}

/// What `name […]` turned out to be.
enum Brackets {
    Type(ExprId),
    Args(List<ExprId>),
}

/// One entry of a parameter list, before names and types are told apart.
struct Entry {
    name: Option<IdentId>,
    ty: Option<ExprId>,
    start: u32,
    end: u32,
}

/// A `for` statement's header.
enum ForHeader {
    Range { key: Option<ExprId>, value: Option<ExprId>, define: bool, operand: ExprId },
    Clauses { init: Option<StmtId>, cond: Option<ExprId>, post: Option<StmtId> },
}
