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

mod decls;
mod exprs;
mod stmts;
mod types;

use std::marker::PhantomData;

use super::lexer::Lexer;
use super::token::{BinaryOp, Token};
use super::tree::{
    Block, Decl, DeclId, Expr, ExprId, Field, FieldId, Func, FuncId, Id, IdentId, List, Signature,
    SignatureId, Stmt, StmtId, SyntaxError, Tree,
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
            stmts: Vec::with_capacity(len / 36),
            lists: Vec::with_capacity(len / 12),
            ..Tree::default()
        },
        scratch: Vec::new(),
        entries: Vec::new(),
        n_waiting: 0,
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
    /// The entries of the parameter lists under construction, innermost last.
    entries: Vec<decls::Entry>,
    /// How many names at the end of the scratch wait for the type of their parameters.
    n_waiting: usize,
    depth: u32,
    /// Below zero in the header of a statement, where `{` opens its body; each bracket adds one.
    nesting: i32,
}

impl Parser<'_> {
    // Arenas.

    fn push_expr(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId::from_index(self.tree.exprs.len());
        self.tree.exprs.push((expr, span));
        id
    }

    fn push_stmt(&mut self, stmt: Stmt, start: u32) -> StmtId {
        let id = StmtId::from_index(self.tree.stmts.len());
        let end = self.lexer.previous_end.max(start);
        self.tree.stmts.push((stmt, Span::new(start, end)));
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
}
