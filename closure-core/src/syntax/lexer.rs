//! The lexer: one token at a time, with Go's automatic semicolons.
//!
//! It owns the errors of the whole parse, so that lexical and grammatical ones share the rule
//! "one error for each line" (the compiler's), and the comments, which are no tokens.

use std::ops::Range;

use super::token::{BinaryOp, Token};
use super::tree::SyntaxError;
use crate::source::{SourceFile, Span};

/// After so many errors in one file, the rest is not worth reading.
const MAX_ERRORS: usize = 200;

/// What a byte may begin or continue.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;

/// A token of its own, whatever follows.
const SINGLE: u8 = 4;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' => SINGLE,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// The tokens of the bytes that are [`SINGLE`], and whether a newline behind ends a statement.
const SINGLE_TOKEN: [(Token, bool); 128] = {
    let mut table = [(Token::Illegal, false); 128];
    table[b'(' as usize] = (Token::OpenParen, false);
    table[b')' as usize] = (Token::CloseParen, true);
    table[b'[' as usize] = (Token::OpenBracket, false);
    table[b']' as usize] = (Token::CloseBracket, true);
    table[b'{' as usize] = (Token::OpenBrace, false);
    table[b'}' as usize] = (Token::CloseBrace, true);
    table[b',' as usize] = (Token::Comma, false);
    table
};

const KEYWORDS: [(&[u8], Token); 25] = [
    (b"break", Token::Break),
    (b"case", Token::Case),
    (b"chan", Token::Chan),
    (b"const", Token::Const),
    (b"continue", Token::Continue),
    (b"default", Token::Default),
    (b"defer", Token::Defer),
    (b"else", Token::Else),
    (b"fallthrough", Token::Fallthrough),
    (b"for", Token::For),
    (b"func", Token::Func),
    (b"go", Token::Go),
    (b"goto", Token::Goto),
    (b"if", Token::If),
    (b"import", Token::Import),
    (b"interface", Token::Interface),
    (b"map", Token::Map),
    (b"package", Token::Package),
    (b"range", Token::Range),
    (b"return", Token::Return),
    (b"select", Token::Select),
    (b"struct", Token::Struct),
    (b"switch", Token::Switch),
    (b"type", Token::Type),
    (b"var", Token::Var),
];

/// Spreads the keywords over a small table without collisions (checked when it is built).
const fn keyword_hash(word: &[u8]) -> usize {
    ((word[0] as usize * 2) ^ (word[1] as usize * 6) ^ word.len()) & 63
}

const KEYWORD_AT: [u8; 64] = {
    let mut table = [u8::MAX; 64];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let hash = keyword_hash(KEYWORDS[i].0);
        assert!(table[hash] == u8::MAX, "two keywords share a hash");
        table[hash] = i as u8;
        i += 1;
    }
    table
};

/// The lexer, standing on one token.
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where the next token is looked for.
    at: usize,
    /// Whether a newline here ends a statement.
    ends_statement: bool,
    /// The token it stands on.
    pub(super) token: Token,
    /// Its operator, of [`Token::Operator`] and [`Token::OperatorAssign`].
    pub(super) op: BinaryOp,
    /// Whether a [`Token::Semicolon`] was inserted rather than written.
    pub(super) inserted: bool,
    /// Where it begins and ends.
    pub(super) span: Span,
    /// Where the token before it ended.
    pub(super) previous_end: u32,
    pub(super) comments: Vec<Span>,
    pub(super) directives: Vec<Span>,
    pub(super) errors: Vec<SyntaxError>,
    /// Where the line of the last error ends; a second error on it is not told.
    error_line_end: usize,
}

impl<'a> Lexer<'a> {
    /// Where the first `*` of a range is that stands in no comment.
    pub(super) fn find_star(&self, range: Range<u32>) -> Option<u32> {
        let in_comment = |at: u32| {
            let next = self.comments.partition_point(|comment| comment.end <= at);
            self.comments.get(next).is_some_and(|comment| comment.start <= at)
        };
        let is_star = |at: &u32| self.bytes.get(*at as usize) == Some(&b'*');
        range.filter(is_star).find(|&at| !in_comment(at))
    }

    /// A lexer standing before the first token.
    pub(super) fn new(source: &'a SourceFile) -> Self {
        let mut lexer = Self {
            text: source.text(),
            bytes: source.text().as_bytes(),
            at: 0,
            ends_statement: false,
            token: Token::Eof,
            op: BinaryOp::Add,
            inserted: false,
            span: Span::default(),
            previous_end: 0,
            comments: Vec::with_capacity(source.text().len() / 200),
            directives: Vec::new(),
            errors: Vec::new(),
            error_line_end: 0,
        };
        if source.text().starts_with('\u{feff}') {
            lexer.at = 3;
        }
        lexer
    }

    /// Records an error at `offset`, unless its line has one already.
    pub(super) fn error(&mut self, offset: usize, message: impl Into<String>) {
        if self.errors.len() > MAX_ERRORS
            || (!self.errors.is_empty() && offset < self.error_line_end)
        {
            return;
        }
        self.error_line_end = memchr::memchr(b'\n', &self.bytes[offset.min(self.bytes.len())..])
            .map_or(self.bytes.len() + 1, |n| offset + n + 1);
        let message = if self.errors.len() == MAX_ERRORS {
            "too many errors".to_owned()
        } else {
            message.into()
        };
        self.errors.push(SyntaxError { offset: offset as u32, message });
        if self.errors.len() > MAX_ERRORS {
            self.abandon();
        }
    }

    /// Goes to the end of the file; what is open there is not complained about.
    pub(super) fn abandon(&mut self) {
        self.at = self.bytes.len();
        self.error_line_end = usize::MAX;
        self.ends_statement = false;
        self.token = Token::Eof;
    }

    /// The byte `ahead` of the place, or 0 behind the end.
    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The text of the current token.
    pub(super) fn token_text(&self) -> &'a str {
        self.span.text(self.text)
    }

    #[inline]
    fn found(&mut self, token: Token, len: usize, ends_statement: bool) {
        self.at += len;
        self.token = token;
        self.ends_statement = ends_statement;
    }

    /// An operator of `len` bytes, or its `op=` form.
    #[inline]
    fn operator(&mut self, op: BinaryOp, len: usize) {
        self.op = op;
        if self.peek(len) == b'=' {
            self.found(Token::OperatorAssign, len + 1, false);
        } else {
            self.found(Token::Operator, len, false);
        }
    }

    /// An operator of `len` bytes that has no `op=` form.
    #[inline]
    fn plain_operator(&mut self, op: BinaryOp, len: usize) {
        self.op = op;
        self.found(Token::Operator, len, false);
    }

    /// Skips blanks and comments. Returns true where they make a semicolon, which is then the
    /// current token.
    #[inline]
    fn skip_blanks(&mut self) -> bool {
        // Most tokens follow each other directly, or behind one blank.
        if self.peek(0) == b' ' {
            self.at += 1;
        }
        let byte = self.peek(0);
        if byte > b' ' && byte != b'/' {
            return false;
        }
        self.skip_more_blanks()
    }

    fn skip_more_blanks(&mut self) -> bool {
        loop {
            let byte = self.peek(0);
            if matches!(byte, b' ' | b'\t' | b'\r') {
                self.at += 1;
            } else if byte == b'\n' {
                if self.ends_statement {
                    return self.insert_semicolon();
                }
                self.at += 1;
                while self.peek(0) == b'\t' {
                    self.at += 1;
                }
            } else if byte == b'/' && self.peek(1) == b'/' {
                self.line_comment();
            } else if byte == b'/' && self.peek(1) == b'*' {
                let multi_line = self.block_comment();
                if multi_line && self.ends_statement {
                    return self.insert_semicolon();
                }
            } else {
                return false;
            }
        }
    }

    fn insert_semicolon(&mut self) -> bool {
        self.token = Token::Semicolon;
        self.inserted = true;
        self.ends_statement = false;
        self.span = Span::new(self.at as u32, self.at as u32);
        true
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let end =
            memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
        self.at = end;
        let span = Span::new(start as u32, end as u32);
        self.comments.push(span);
        if self.bytes[start..end].starts_with(b"//go:") {
            self.directives.push(span);
        }
    }

    /// Returns whether the comment spans lines.
    fn block_comment(&mut self) -> bool {
        let start = self.at;
        let end = match memchr::memmem::find(&self.bytes[start + 2..], b"*/") {
            Some(n) => start + 2 + n + 2,
            None => {
                self.error(start, "comment not terminated");
                self.bytes.len()
            }
        };
        self.at = end;
        self.comments.push(Span::new(start as u32, end as u32));
        memchr::memchr(b'\n', &self.bytes[start..end]).is_some()
    }

    /// Goes to the next token.
    #[inline]
    pub(super) fn next(&mut self) {
        self.previous_end = self.span.end;
        if self.skip_blanks() {
            return;
        }
        let start = self.at;
        let byte = self.peek(0);
        match CLASS[byte as usize] {
            LETTER => self.word(start),
            DIGIT => self.number(start),
            SINGLE => {
                let (token, ends_statement) = SINGLE_TOKEN[byte as usize & 127];
                self.found(token, 1, ends_statement);
            }
            _ => self.punctuation(byte, start),
        }
        self.span = Span::new(start as u32, self.at as u32);
    }

    #[inline]
    fn word(&mut self, start: usize) {
        let bytes = &self.bytes[start..];
        let len = bytes
            .iter()
            .position(|&b| CLASS[b as usize] & (LETTER | DIGIT) == 0)
            .unwrap_or(bytes.len());
        if bytes.get(len).is_some_and(|&b| b >= 0x80) {
            self.at = start + len;
            return self.unicode_word();
        }
        let word = &bytes[..len];
        if (2..=11).contains(&len) {
            let at = KEYWORD_AT[keyword_hash(word)];
            if let Some(&(keyword, token)) = KEYWORDS.get(at as usize)
                && keyword == word
            {
                let ends = matches!(
                    token,
                    Token::Break | Token::Continue | Token::Fallthrough | Token::Return
                );
                return self.found(token, len, ends);
            }
        }
        self.found(Token::Ident, len, true);
    }

    /// The rest of an identifier that has letters beyond ASCII.
    #[cold]
    fn unicode_word(&mut self) {
        let rest = &self.text[self.at..];
        let len = rest
            .char_indices()
            .find(|&(_, c)| !(c == '_' || c.is_alphabetic() || c.is_numeric()))
            .map_or(rest.len(), |(at, _)| at);
        self.found(Token::Ident, len, true);
    }

    fn punctuation(&mut self, byte: u8, start: usize) {
        match byte {
            b';' => {
                self.inserted = false;
                self.found(Token::Semicolon, 1, false);
            }
            b'.' => match (self.peek(1), self.peek(2)) {
                (b'.', b'.') => self.found(Token::Ellipsis, 3, false),
                (b'0'..=b'9', _) => self.number(start),
                _ => self.found(Token::Dot, 1, false),
            },
            b':' if self.peek(1) == b'=' => self.found(Token::Define, 2, false),
            b':' => self.found(Token::Colon, 1, false),
            b'=' if self.peek(1) == b'=' => self.plain_operator(BinaryOp::Equal, 2),
            b'=' => self.found(Token::Assign, 1, false),
            b'!' if self.peek(1) == b'=' => self.plain_operator(BinaryOp::NotEqual, 2),
            b'!' => self.found(Token::Not, 1, false),
            b'~' => self.found(Token::Tilde, 1, false),
            b'+' if self.peek(1) == b'+' => self.found(Token::Increment, 2, true),
            b'+' => self.operator(BinaryOp::Add, 1),
            b'-' if self.peek(1) == b'-' => self.found(Token::Decrement, 2, true),
            b'-' => self.operator(BinaryOp::Sub, 1),
            b'*' => self.operator(BinaryOp::Mul, 1),
            b'/' => self.operator(BinaryOp::Div, 1),
            b'%' => self.operator(BinaryOp::Rem, 1),
            b'^' => self.operator(BinaryOp::Xor, 1),
            b'|' if self.peek(1) == b'|' => self.plain_operator(BinaryOp::LogicalOr, 2),
            b'|' => self.operator(BinaryOp::Or, 1),
            b'&' if self.peek(1) == b'&' => self.plain_operator(BinaryOp::LogicalAnd, 2),
            b'&' if self.peek(1) == b'^' => self.operator(BinaryOp::AndNot, 2),
            b'&' => self.operator(BinaryOp::And, 1),
            b'<' => match self.peek(1) {
                b'-' => self.found(Token::Arrow, 2, false),
                b'<' => self.operator(BinaryOp::ShiftLeft, 2),
                b'=' => self.plain_operator(BinaryOp::LessEqual, 2),
                _ => self.plain_operator(BinaryOp::Less, 1),
            },
            b'>' => match self.peek(1) {
                b'>' => self.operator(BinaryOp::ShiftRight, 2),
                b'=' => self.plain_operator(BinaryOp::GreaterEqual, 2),
                _ => self.plain_operator(BinaryOp::Greater, 1),
            },
            b'"' => self.string(start),
            b'`' => self.raw_string(start),
            b'\'' => self.rune(start),
            0 if start >= self.bytes.len() => {
                if self.ends_statement {
                    self.inserted = true;
                    self.found(Token::Semicolon, 0, false);
                } else {
                    self.found(Token::Eof, 0, false);
                }
            }
            _ => self.unusual(start),
        }
    }

    /// A byte that begins no ASCII token: a letter beyond ASCII, or nothing of Go's.
    #[cold]
    fn unusual(&mut self, start: usize) {
        let c = self.text[start..].chars().next().unwrap_or('\0');
        if c.is_alphabetic() {
            return self.unicode_word();
        }
        match c {
            '\0' => self.error(start, "invalid NUL character"),
            '\u{feff}' => self.error(start, "invalid BOM in the middle of the file"),
            // The encoding error is recorded already.
            '\u{1a}' => self.error(start, "invalid character U+001A"),
            _ => {
                let shown = if c.is_control() { ' ' } else { c };
                self.error(start, format!("invalid character U+{:04X} '{shown}'", c as u32));
            }
        }
        let ends_statement = self.ends_statement;
        self.found(Token::Illegal, c.len_utf8(), ends_statement);
        if self.errors.len() > MAX_ERRORS {
            self.abandon();
        }
    }

    /// Digits of a base, with underscores between them; returns the first digit too large for it.
    fn digits(&mut self, base: u32) -> Option<usize> {
        let mut wrong = None;
        loop {
            let byte = self.peek(0);
            let digit = match byte {
                b'_' => 0,
                b'0'..=b'9' => u32::from(byte - b'0'),
                b'a'..=b'f' if base == 16 => 10,
                b'A'..=b'F' if base == 16 => 10,
                _ => return wrong,
            };
            if digit >= base && wrong.is_none() {
                wrong = Some(self.at);
            }
            self.at += 1;
        }
    }

    #[inline]
    fn number(&mut self, start: usize) {
        // Most numbers are short and plain; the others are looked at again, from their start.
        let hexadecimal = self.peek(0) == b'0' && self.peek(1) | 0x20 == b'x';
        let digits_start = if hexadecimal { start + 2 } else { start };
        let is_digit = |byte: &u8| byte.is_ascii_digit() || hexadecimal && byte.is_ascii_hexdigit();
        let rest = &self.bytes[digits_start..];
        let n_digits = rest.iter().position(|byte| !is_digit(byte)).unwrap_or(rest.len());
        let next = rest.get(n_digits).copied().unwrap_or(0);
        let octal = !hexadecimal && n_digits > 1 && self.bytes[start] == b'0';
        if n_digits > 0 && !octal && next != b'.' && CLASS[next as usize] & (LETTER | DIGIT) == 0 {
            self.at = digits_start;
            return self.found(Token::Int, n_digits, true);
        }
        self.unusual_number(start);
    }

    /// A number with a base, a fraction, an exponent, underscores or an error.
    fn unusual_number(&mut self, start: usize) {
        let mut token = Token::Int;
        let mut base = 10;
        let mut wrong = None;
        let mut name = "decimal";
        if self.peek(0) == b'0' {
            (base, name) = match self.peek(1) | 0x20 {
                b'x' => (16, "hexadecimal"),
                b'o' => (8, "octal"),
                b'b' => (2, "binary"),
                _ => (10, "decimal"),
            };
            if base != 10 {
                self.at += 2;
            }
        }
        let digits_start = self.at;
        if self.peek(0) != b'.' {
            wrong = self.digits(base);
            if base != 10 && self.at == digits_start && self.peek(0) != b'.' {
                self.error(start, format!("{name} literal has no digits"));
            }
        }
        if self.peek(0) == b'.' && (base == 10 || base == 16) {
            token = Token::Float;
            self.at += 1;
            self.digits(base);
        }
        let exponent = self.peek(0) | 0x20;
        if (exponent == b'e' && base == 10) || (exponent == b'p' && base == 16) {
            token = Token::Float;
            self.at += 1;
            if matches!(self.peek(0), b'+' | b'-') {
                self.at += 1;
            }
            let exponent_start = self.at;
            self.digits(10);
            if self.at == exponent_start {
                self.error(start, "exponent has no digits");
            }
        } else if base == 16 && token == Token::Float {
            self.error(start, "hexadecimal mantissa requires a 'p' exponent");
        }
        if self.peek(0) == b'i' {
            token = Token::Imaginary;
            self.at += 1;
        }
        // A leading zero makes an integer octal: `08` is none.
        if token == Token::Int && base == 10 && self.bytes[start] == b'0' {
            let digits = &self.bytes[start..self.at];
            wrong = digits.iter().position(|b| matches!(b, b'8' | b'9')).map(|at| start + at);
            name = "octal";
        }
        if let Some(at) = wrong
            && token == Token::Int
        {
            let digit = char::from(self.bytes[at]);
            self.error(at, format!("invalid digit '{digit}' in {name} literal"));
        }
        let literal = &self.bytes[start..self.at];
        let underscores = memchr::memchr(b'_', literal).is_some();
        if underscores && !underscores_separate(literal, base != 10) {
            self.error(start, "'_' must separate successive digits");
        }
        self.found(token, 0, true);
    }

    fn string(&mut self, start: usize) {
        self.at += 1;
        loop {
            match self.peek(0) {
                b'"' => break self.at += 1,
                b'\\' => self.escape(b'"'),
                b'\n' => break self.error(start, "newline in string"),
                0 if self.at >= self.bytes.len() => {
                    break self.error(start, "string not terminated");
                }
                0 => {
                    self.error(self.at, "invalid NUL character");
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        self.found(Token::String, 0, true);
    }

    fn raw_string(&mut self, start: usize) {
        match memchr::memchr(b'`', &self.bytes[start + 1..]) {
            Some(len) => self.at = start + len + 2,
            None => {
                self.error(start, "string not terminated");
                self.at = self.bytes.len();
            }
        }
        self.found(Token::String, 0, true);
    }

    fn rune(&mut self, start: usize) {
        self.at += 1;
        let mut count = 0;
        loop {
            match self.peek(0) {
                b'\'' => {
                    if count == 0 {
                        self.error(start, "empty rune literal or unescaped ' in rune literal");
                    } else if count > 1 {
                        self.error(start, "more than one character in rune literal");
                    }
                    self.at += 1;
                    break;
                }
                b'\\' => self.escape(b'\''),
                b'\n' => break self.error(start, "newline in rune literal"),
                0 if self.at >= self.bytes.len() => {
                    break self.error(start, "rune literal not terminated");
                }
                _ => {
                    let c = self.text[self.at..].chars().next().map_or(1, char::len_utf8);
                    self.at += c;
                }
            }
            count += 1;
        }
        self.found(Token::Rune, 0, true);
    }

    /// An escape sequence; the place is on its backslash.
    fn escape(&mut self, quote: u8) {
        let start = self.at;
        let byte = self.peek(1);
        let (digits, base, limit) = match byte {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => return self.at += 2,
            _ if byte == quote => return self.at += 2,
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x10_ffff),
            b'U' => (8, 16, 0x10_ffff),
            _ => {
                self.at += 1;
                return self.error(start, "unknown escape");
            }
        };
        self.at += if base == 8 { 1 } else { 2 };
        let mut value: u32 = 0;
        for _ in 0..digits {
            let Some(digit) = char::from(self.peek(0)).to_digit(base) else {
                return self.error(self.at, "invalid character in escape sequence");
            };
            value = value.saturating_mul(base).saturating_add(digit);
            self.at += 1;
        }
        if value > limit || (base == 16 && digits > 2 && char::from_u32(value).is_none()) {
            self.error(start, "escape is not a valid Unicode code point or byte");
        }
    }
}

/// Whether each underscore has a digit (or the base prefix) before it and a digit behind it.
fn underscores_separate(literal: &[u8], prefixed: bool) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    literal.iter().enumerate().filter(|(_, b)| **b == b'_').all(|(i, _)| {
        let before = i.checked_sub(1).and_then(|i| literal.get(i));
        (digit(before) || (prefixed && i == 2)) && digit(literal.get(i + 1))
    })
}
