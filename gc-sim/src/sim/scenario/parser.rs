//! Tokens to a tree of what is written. Names are not looked up yet.
//!
//! After something wrong the parser goes on at the next line, so that all that is wrong is told at once.

use super::error::{Place, Problem, did_you_mean};
use super::lexer::{Token, TokenKind, lex};
use super::{Fate, MAX_INSTRUCTIONS, MAX_NESTING, MAX_OBJECTS, MAX_PROBLEMS};

/// A scenario as written.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) title: Option<Word>,
    pub(super) about: Vec<String>,
    pub(super) collector: Option<Word>,
    pub(super) barrier: Option<Word>,
    pub(super) schedule: Option<Word>,
    pub(super) cycles: Option<Word>,
    pub(super) objects: Vec<Object>,
    pub(super) globals: Vec<Global>,
    pub(super) functions: Vec<Function>,
    pub(super) goroutines: Vec<Goroutine>,
    pub(super) expectations: Vec<Expectation>,
    pub(super) problems: Vec<Problem>,
}

/// A name, or a number, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Place,
}

/// `object closure a 32B { next = b }`, or the same after `new`.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) kind: String,
    pub(super) name: Word,
    pub(super) size: Option<Word>,
    /// Fields and what they hold; `None` for `nil`.
    pub(super) fields: Vec<(Word, Option<Word>)>,
}

#[derive(Debug)]
pub(super) struct Global {
    pub(super) name: Word,
    pub(super) holds: Option<Word>,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Word,
    pub(super) parameters: Vec<Word>,
    pub(super) body: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct Goroutine {
    pub(super) name: Word,
    pub(super) body: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) place: Place,
    pub(super) kind: StatementKind,
}

#[derive(Debug)]
pub(super) enum StatementKind {
    New { into: Word, object: Object },
    Load { into: Word, from: Word, field: Word },
    Store { object: Word, field: Word, value: Option<Word> },
    Assign { into: Word, value: Option<Word> },
    Call { into: Option<Word>, call: Call },
    Return { value: Option<Word> },
    Go(Call),
    Arm { timer: Word, runs: Option<Word> },
    Stop(Word),
    Fire(Word),
    Cleanup { object: Word, call: Call },
    Wait(Word),
    Signal(Word),
    Collect { is_minor: bool },
    Repeat { times: Word, body: Vec<Statement> },
    Expect(Vec<Claim>, String),
}

#[derive(Debug)]
pub(super) struct Call {
    pub(super) function: Word,
    pub(super) arguments: Vec<Word>,
}

/// An expectation outside the program.
#[derive(Debug)]
pub(super) struct Expectation {
    pub(super) place: Place,
    pub(super) under: Vec<Word>,
    /// The number of the collection; `None` for the end.
    pub(super) after: Option<u32>,
    pub(super) claims: Vec<Claim>,
    pub(super) text: String,
}

#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// With its number, if it has one: `buf#2`.
    pub(super) object: Word,
    pub(super) fate: Fate,
}

/// What can stand at the beginning of a line outside blocks.
const ITEMS: [&str; 11] = [
    "scenario",
    "about",
    "collector",
    "barrier",
    "schedule",
    "cycles",
    "object",
    "global",
    "func",
    "goroutine",
    "expect",
];

/// What an operation can begin with, besides the name of a variable.
const OPERATIONS: [&str; 13] = [
    "drop", "call", "return", "go", "arm", "stop", "fire", "cleanup", "wait", "signal", "gc",
    "repeat", "expect",
];

/// Words that mean something by themselves, and so are no names.
const RESERVED: [&str; 3] = ["nil", "new", "runs"];

pub(super) fn parse(text: &str) -> Tree {
    let mut tree = Tree::default();
    let mut tokens = Vec::new();
    lex(text, Place { line: 1, column: 1 }, &mut tokens, &mut tree.problems);
    Parser::new(tokens, text).items(&mut tree);
    tree
}

/// Something is wrong; it has been noted.
struct Wrong(Box<Problem>);

type Parsed<T> = Result<T, Wrong>;

pub(super) struct Parser<'t> {
    tokens: std::vec::IntoIter<Token>,
    next: Token,
    end: Place,
    /// The text whose lines the places are in, to quote from; empty where there is none.
    lines: Vec<&'t str>,
    nesting: usize,
    pub(super) problems: Vec<Problem>,
    n_statements: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: Vec<Token>, text: &'t str) -> Self {
        let end = tokens.last().map_or(Place { line: 1, column: 1 }, |token| token.place);
        let next = Token { kind: TokenKind::Newline, place: Place { line: 1, column: 1 } };
        let mut parser = Self {
            tokens: tokens.into_iter(),
            next,
            end,
            lines: text.split('\n').collect(),
            nesting: 0,
            problems: Vec::new(),
            n_statements: 0,
        };
        parser.advance();
        parser
    }

    fn advance(&mut self) -> Token {
        let end = Token { kind: TokenKind::End, place: self.end };
        std::mem::replace(&mut self.next, self.tokens.next().unwrap_or(end))
    }

    fn is_sign(&self, sign: char) -> bool {
        self.next.kind == TokenKind::Sign(sign)
    }

    /// Takes the sign if it comes next.
    fn eat(&mut self, sign: char) -> bool {
        let is_next = self.is_sign(sign);
        if is_next {
            self.advance();
        }
        is_next
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is_next = matches!(&self.next.kind, TokenKind::Word(text) if text == word);
        if is_next {
            self.advance();
        }
        is_next
    }

    fn wrong(&self, expected: &str) -> Wrong {
        let found = self.next.kind.describe();
        Wrong(Box::new(Problem::new(
            self.next.place,
            format!("expected {expected}, found {found}"),
        )))
    }

    fn expect(&mut self, sign: char) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { Err(self.wrong(&format!("`{sign}`"))) }
    }

    fn at_line_end(&self) -> bool {
        matches!(self.next.kind, TokenKind::Newline | TokenKind::End)
    }

    fn line_end(&mut self) -> Parsed<()> {
        if !self.at_line_end() {
            return Err(self.wrong("the end of the line"));
        }
        if self.next.kind == TokenKind::Newline {
            self.advance();
        }
        Ok(())
    }

    fn skip_empty_lines(&mut self) {
        while self.next.kind == TokenKind::Newline {
            self.advance();
        }
    }

    /// Skips to the next line, or behind the block that begins on this one.
    fn recover(&mut self) {
        let mut depth = 0_usize;
        while !(self.next.kind == TokenKind::End || depth == 0 && self.at_line_end()) {
            match self.next.kind {
                TokenKind::Sign('{') => depth += 1,
                // One that closes a block around this line is left to that block.
                TokenKind::Sign('}') if depth == 0 => return,
                TokenKind::Sign('}') => depth -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    /// Notes what is wrong, and skips to the next line.
    fn note<T>(&mut self, parsed: Parsed<T>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(Wrong(problem)) => {
                self.problems.push(*problem);
                self.recover();
                None
            }
        }
    }

    fn gives_up(&self) -> bool {
        self.problems.len() > MAX_PROBLEMS || self.problems.iter().any(|problem| problem.is_limit)
    }

    /// The text of the line at `place`, without comment, indentation and `expect`.
    fn quote(&self, place: Place) -> String {
        let line = self.lines.get(place.line as usize - 1).copied().unwrap_or_default();
        let line = line.get(place.column as usize - 1..).unwrap_or_default();
        let line = line.split("//").next().unwrap_or_default().trim();
        let line = line.split('"').next().unwrap_or_default().trim();
        line.strip_prefix("expect").unwrap_or(line).trim_end_matches('}').trim().to_owned()
    }

    fn items(mut self, tree: &mut Tree) {
        loop {
            self.skip_empty_lines();
            if self.next.kind == TokenKind::End || self.gives_up() {
                break;
            }
            let item = self.item(tree);
            self.note(item);
            // Outside all blocks there is none that it could close.
            self.eat('}');
            if tree.objects.len() > MAX_OBJECTS {
                self.problems.push(too_many_objects(tree));
            }
        }
        tree.problems.append(&mut self.problems);
    }

    fn item(&mut self, tree: &mut Tree) -> Parsed<()> {
        let place = self.next.place;
        let TokenKind::Word(word) = self.next.kind.clone() else {
            return Err(self.wrong("an item such as `object`, `goroutine` or `expect`"));
        };
        if !ITEMS.contains(&word.as_str()) {
            let hint = did_you_mean(&word, ITEMS)
                .unwrap_or_else(|| format!("a line begins with one of {}", ITEMS.join(", ")));
            let message = format!("`{word}` is no item of a scenario");
            return Err(Wrong(Box::new(Problem::new(place, message).hint(hint))));
        }
        self.advance();
        match word.as_str() {
            "scenario" => tree.title = Some(self.text()?),
            "about" => tree.about.push(self.text()?.text),
            "collector" => tree.collector = Some(self.name("the name of a collector")?),
            "barrier" => tree.barrier = Some(self.name("the name of a barrier")?),
            "schedule" => tree.schedule = Some(self.rest_of_line()),
            "cycles" => tree.cycles = Some(self.number("a number of cycles")?),
            "object" => tree.objects.push(self.object()?),
            "global" => {
                let name = self.name("the name of a global variable")?;
                let holds = if self.eat('=') { self.value()? } else { None };
                tree.globals.push(Global { name, holds });
            }
            "func" => {
                let name = self.name("the name of a function")?;
                let parameters = self.list("a parameter")?;
                tree.functions.push(Function { name, parameters, body: self.block()? });
            }
            "goroutine" => {
                let name = self.name("the name of a goroutine")?;
                tree.goroutines.push(Goroutine { name, body: self.block()? });
            }
            _ => tree.expectations.push(self.expectation(place)?),
        }
        self.line_end()
    }

    /// A text in quotation marks.
    fn text(&mut self) -> Parsed<Word> {
        let place = self.next.place;
        match self.next.kind.clone() {
            TokenKind::Text(text) => {
                self.advance();
                Ok(Word { text, place })
            }
            _ => Err(self.wrong("a text in quotation marks")),
        }
    }

    fn name(&mut self, what: &str) -> Parsed<Word> {
        let place = self.next.place;
        match self.next.kind.clone() {
            TokenKind::Word(text) if !RESERVED.contains(&text.as_str()) => {
                self.advance();
                Ok(Word { text, place })
            }
            _ => Err(self.wrong(what)),
        }
    }

    fn number(&mut self, what: &str) -> Parsed<Word> {
        let place = self.next.place;
        match self.next.kind.clone() {
            TokenKind::Number(text) => {
                self.advance();
                Ok(Word { text, place })
            }
            _ => Err(self.wrong(what)),
        }
    }

    /// A variable or object, or `nil`.
    fn value(&mut self) -> Parsed<Option<Word>> {
        if self.eat_word("nil") {
            return Ok(None);
        }
        self.name("a name or `nil`").map(Some)
    }

    /// All that is left of the line, as it is.
    fn rest_of_line(&mut self) -> Word {
        let place = self.next.place;
        let line = self.lines.get(place.line as usize - 1).copied().unwrap_or_default();
        let line = if self.at_line_end() {
            ""
        } else {
            line.get(place.column as usize - 1..).unwrap_or_default()
        };
        let text = line.split("//").next().unwrap_or_default().trim().to_owned();
        self.recover();
        Word { text, place }
    }

    /// `[kind] name [size] [{ field = value, … }]`
    fn object(&mut self) -> Parsed<Object> {
        let mut name = self.name("the name of an object")?;
        let mut kind = String::new();
        if matches!(self.next.kind, TokenKind::Word(_)) {
            kind = std::mem::replace(&mut name, self.name("the name of an object")?).text;
        }
        let has_size = matches!(self.next.kind, TokenKind::Number(_));
        let size = if has_size { Some(self.number("a size")?) } else { None };
        let mut fields = Vec::new();
        if self.eat('{') {
            loop {
                self.skip_empty_lines();
                if self.eat('}') {
                    break;
                }
                let field = self.name("a field")?;
                let value = if self.eat('=') { self.value()? } else { None };
                fields.push((field, value));
                self.skip_empty_lines();
                if !self.eat(',') && !self.is_sign('}') {
                    return Err(self.wrong("`,` or `}`"));
                }
            }
        }
        Ok(Object { kind, name, size, fields })
    }

    /// `(a, b)`
    fn list(&mut self, what: &str) -> Parsed<Vec<Word>> {
        self.expect('(')?;
        let mut words = Vec::new();
        while !self.eat(')') {
            words.push(self.name(what)?);
            if !self.eat(',') && !self.is_sign(')') {
                return Err(self.wrong("`,` or `)`"));
            }
        }
        Ok(words)
    }

    fn call(&mut self) -> Parsed<Call> {
        let function = self.name("the name of a function")?;
        Ok(Call { function, arguments: self.list("a variable")? })
    }

    fn block(&mut self) -> Parsed<Vec<Statement>> {
        let place = self.next.place;
        self.expect('{')?;
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let message = format!("blocks are nested more than {MAX_NESTING} deep");
            return Err(Wrong(Box::new(Problem::limit(place, message))));
        }
        let body = self.statements();
        self.nesting -= 1;
        if !self.eat('}') && !self.gives_up() {
            let message = "this block has no `}`";
            return Err(Wrong(Box::new(Problem::new(place, message))));
        }
        Ok(body)
    }

    /// Statements up to a `}` or the end.
    pub(super) fn statements(&mut self) -> Vec<Statement> {
        let mut body = Vec::new();
        loop {
            self.skip_empty_lines();
            if matches!(self.next.kind, TokenKind::End | TokenKind::Sign('}')) || self.gives_up() {
                return body;
            }
            let place = self.next.place;
            self.n_statements += 1;
            if self.n_statements > MAX_INSTRUCTIONS {
                let message = format!("there are more than {MAX_INSTRUCTIONS} operations");
                self.problems.push(Problem::limit(place, message));
                return body;
            }
            let kind = self.statement().and_then(|kind| {
                if self.is_sign('}') {
                    return Ok(kind);
                }
                self.line_end().map(|()| kind)
            });
            body.extend(self.note(kind).map(|kind| Statement { place, kind }));
        }
    }

    fn statement(&mut self) -> Parsed<StatementKind> {
        let place = self.next.place;
        let first = self.name("an operation")?;
        if self.is_sign('=') || self.is_sign('.') {
            return self.assignment(first);
        }
        Ok(match first.text.as_str() {
            "drop" => StatementKind::Assign { into: self.name("a variable")?, value: None },
            "call" => StatementKind::Call { into: None, call: self.call()? },
            "return" if self.at_line_end() => StatementKind::Return { value: None },
            "return" => StatementKind::Return { value: self.value()? },
            "go" => StatementKind::Go(self.call()?),
            "arm" => {
                let timer = self.name("a variable")?;
                let has_function = self.eat_word("runs");
                let runs =
                    if has_function { Some(self.name("the name of a function")?) } else { None };
                StatementKind::Arm { timer, runs }
            }
            "stop" => StatementKind::Stop(self.name("a variable")?),
            "fire" => StatementKind::Fire(self.name("a variable")?),
            "cleanup" => {
                let object = self.name("a variable")?;
                if !self.eat_word("runs") {
                    return Err(self.wrong("`runs` and a call"));
                }
                StatementKind::Cleanup { object, call: self.call()? }
            }
            "wait" => StatementKind::Wait(self.name("the name of an event")?),
            "signal" => StatementKind::Signal(self.name("the name of an event")?),
            "gc" => StatementKind::Collect { is_minor: self.eat_word("minor") },
            "repeat" => {
                let times = self.number("how often")?;
                StatementKind::Repeat { times, body: self.block()? }
            }
            "expect" => {
                let claims = self.claims()?;
                StatementKind::Expect(claims, self.quote(place))
            }
            word => {
                let hint = did_you_mean(word, OPERATIONS).unwrap_or_else(|| {
                    format!("it is `x = …`, `x.field = …` or one of {}", OPERATIONS.join(", "))
                });
                let message = format!("`{word}` is no operation");
                return Err(Wrong(Box::new(Problem::new(place, message).hint(hint))));
            }
        })
    }

    fn assignment(&mut self, first: Word) -> Parsed<StatementKind> {
        if self.eat('.') {
            let field = self.name("a field")?;
            if self.is_sign('.') {
                return Err(self.one_at_a_time());
            }
            self.expect('=')?;
            let value = self.value()?;
            if self.is_sign('.') {
                return Err(self.one_at_a_time());
            }
            return Ok(StatementKind::Store { object: first, field, value });
        }
        self.expect('=')?;
        if self.eat_word("new") {
            return Ok(StatementKind::New { into: first, object: self.object()? });
        }
        let Some(value) = self.value()? else {
            return Ok(StatementKind::Assign { into: first, value: None });
        };
        if value.text == "call" && !self.at_line_end() {
            return Ok(StatementKind::Call { into: Some(first), call: self.call()? });
        }
        if !self.eat('.') {
            return Ok(StatementKind::Assign { into: first, value: Some(value) });
        }
        let field = self.name("a field")?;
        if self.is_sign('.') {
            return Err(self.one_at_a_time());
        }
        Ok(StatementKind::Load { into: first, from: value, field })
    }

    fn one_at_a_time(&self) -> Wrong {
        let message = "an operation loads or stores one field";
        let hint = "use two operations, with a variable between them";
        Wrong(Box::new(Problem::new(self.next.place, message).hint(hint)))
    }

    /// `[under …] after gc [n]: claims` or `[under …] at end: claims`; `expect` is taken already.
    fn expectation(&mut self, place: Place) -> Parsed<Expectation> {
        let mut under = Vec::new();
        if self.eat_word("under") {
            loop {
                under.push(self.name("a collector or barrier")?);
                if !self.eat(',') {
                    break;
                }
            }
        }
        let after = if self.eat_word("after") {
            if !self.eat_word("gc") {
                return Err(self.wrong("`gc`"));
            }
            let number = match &self.next.kind {
                TokenKind::Number(_) => self.number("a number")?,
                _ => Word { text: "1".to_owned(), place },
            };
            let message = "collections are counted from 1";
            let n = number.text.parse().ok().filter(|&n: &u32| n > 0);
            Some(n.ok_or_else(|| Wrong(Box::new(Problem::new(number.place, message))))?)
        } else if self.eat_word("at") {
            if !self.eat_word("end") {
                return Err(self.wrong("`end`"));
            }
            None
        } else {
            return Err(self.wrong("`after gc` or `at end`"));
        };
        self.expect(':')?;
        let claims = self.claims()?;
        Ok(Expectation { place, under, after, claims, text: self.quote(place) })
    }

    fn claims(&mut self) -> Parsed<Vec<Claim>> {
        let mut claims = Vec::new();
        loop {
            let object = self.name("the name of an object")?;
            let fate = self.name("what becomes of it, such as `freed` or `live`")?;
            let Some(&(_, known)) = Fate::ALL.iter().find(|(word, _)| *word == fate.text) else {
                let words = Fate::ALL.map(|(word, _)| word);
                let hint = did_you_mean(&fate.text, words)
                    .unwrap_or_else(|| format!("it is one of {}", words.join(", ")));
                let message = format!("nothing becomes `{}`", fate.text);
                return Err(Wrong(Box::new(Problem::new(fate.place, message).hint(hint))));
            };
            claims.push(Claim { object, fate: known });
            if !self.eat(',') {
                return Ok(claims);
            }
        }
    }

    /// What is wrong if not all has been taken: a `}` that closes nothing.
    pub(super) fn left_over(&self) -> Option<Problem> {
        let is_all = self.next.kind == TokenKind::End || !self.problems.is_empty();
        (!is_all).then(|| Problem::new(self.next.place, "this `}` closes nothing"))
    }

    /// An expectation by itself, and nothing after it.
    pub(super) fn lone_expectation(mut self, place: Place) -> Result<Expectation, Vec<Problem>> {
        let parsed = self.expectation(place).and_then(|one| self.line_end().map(|()| one));
        match self.note(parsed) {
            Some(expectation) => Ok(expectation),
            None => Err(self.problems),
        }
    }
}

pub(super) fn too_many_objects(tree: &Tree) -> Problem {
    let place =
        tree.objects.last().map_or(Place { line: 1, column: 1 }, |object| object.name.place);
    Problem::limit(place, format!("a scenario has at most {MAX_OBJECTS} objects"))
        .hint("a scenario is to be looked at step by step; a real heap is read from a dump")
}
