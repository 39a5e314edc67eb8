//! The same tree, from JSON.
//!
//! Every part is kept as its raw text, which tells where in the file it stands; operations and expectations are
//! strings in the language of [`super::parser`], and so have places down to the letter.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::MAX_OBJECTS;
use super::error::{Place, Problem};
use super::lexer::{Token, TokenKind, lex};
use super::parser::{
    Function, Global, Goroutine, Object, Parser, Statement, Tree, Word, too_many_objects,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonScenario<'a> {
    /// Where the schema is, for editors.
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    #[serde(borrow, default)]
    scenario: Option<&'a RawValue>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(borrow, default)]
    collector: Option<&'a RawValue>,
    #[serde(borrow, default)]
    barrier: Option<&'a RawValue>,
    #[serde(borrow, default)]
    schedule: Option<&'a RawValue>,
    #[serde(borrow, default)]
    cycles: Option<&'a RawValue>,
    #[serde(borrow, default)]
    objects: Vec<JsonObject<'a>>,
    #[serde(borrow, default)]
    globals: Vec<JsonHolder<'a>>,
    #[serde(borrow, default)]
    functions: Vec<JsonFunction<'a>>,
    #[serde(borrow, default)]
    goroutines: Vec<JsonFunction<'a>>,
    #[serde(borrow, default)]
    expectations: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonObject<'a> {
    #[serde(borrow)]
    name: &'a RawValue,
    #[serde(default)]
    kind: String,
    #[serde(borrow, default)]
    size: Option<&'a RawValue>,
    #[serde(borrow, default)]
    fields: Vec<JsonHolder<'a>>,
}

/// A field or a global variable.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonHolder<'a> {
    #[serde(borrow)]
    name: &'a RawValue,
    #[serde(borrow, default)]
    holds: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFunction<'a> {
    #[serde(borrow)]
    name: &'a RawValue,
    #[serde(borrow, default)]
    parameters: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    body: Vec<&'a RawValue>,
}

pub(super) fn parse(text: &str) -> Tree {
    let mut reader = Reader { text, lines: line_starts(text), problems: Vec::new() };
    let mut tree = match serde_json::from_str::<JsonScenario<'_>>(text) {
        Ok(scenario) => reader.tree(&scenario),
        Err(error) => {
            let place = Place {
                line: (error.line() as u32).max(1),
                column: (error.column() as u32).max(1),
            };
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            reader.problems.push(Problem::new(place, message));
            Tree::default()
        }
    };
    tree.problems.append(&mut reader.problems);
    tree
}

/// Where each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

struct Reader<'a> {
    text: &'a str,
    lines: Vec<usize>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Where a raw value, which is a part of the text, begins.
    fn place(&self, raw: &RawValue) -> Place {
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let line = self.lines.partition_point(|&start| start <= offset).max(1);
        Place { line: line as u32, column: (offset - self.lines[line - 1]) as u32 + 1 }
    }

    /// A string, with the place of its first letter.
    fn string(&mut self, raw: &'a RawValue) -> Word {
        let place = self.place(raw);
        match serde_json::from_str::<String>(raw.get()) {
            Ok(text) => Word { text, place: Place { column: place.column + 1, ..place } },
            Err(_) => {
                self.problems.push(Problem::new(place, "expected a string"));
                Word { text: String::new(), place }
            }
        }
    }

    /// A string that is one name.
    fn name(&mut self, raw: &'a RawValue) -> Word {
        let word = self.string(raw);
        let mut tokens = Vec::new();
        lex(&word.text, word.place, &mut tokens, &mut self.problems);
        let is_name = matches!(tokens.as_slice(), [Token { kind: TokenKind::Word(_), .. }]);
        if !is_name && self.problems.last().is_none_or(|last| last.place != word.place) {
            let message = format!("`{}` is no name", word.text.escape_debug());
            self.problems.push(Problem::new(word.place, message));
        }
        word
    }

    /// A number, or a string with a number and a unit.
    fn number(&mut self, raw: &'a RawValue) -> Word {
        if raw.get().starts_with('"') {
            self.string(raw)
        } else {
            Word { text: raw.get().to_owned(), place: self.place(raw) }
        }
    }

    /// What a variable or field holds; `None` for `null`.
    fn value(&mut self, raw: Option<&'a RawValue>) -> Option<Word> {
        raw.filter(|raw| raw.get() != "null").map(|raw| self.name(raw))
    }

    fn tree(&mut self, scenario: &JsonScenario<'a>) -> Tree {
        let mut tree = Tree {
            title: scenario.scenario.map(|raw| self.string(raw)),
            about: scenario.about.clone(),
            collector: scenario.collector.map(|raw| self.name(raw)),
            barrier: scenario.barrier.map(|raw| self.name(raw)),
            schedule: scenario.schedule.map(|raw| self.string(raw)),
            cycles: scenario.cycles.map(|raw| self.number(raw)),
            ..Tree::default()
        };
        for object in scenario.objects.iter().take(MAX_OBJECTS + 1) {
            let fields = object.fields.iter();
            let object = Object {
                kind: object.kind.clone(),
                name: self.name(object.name),
                size: object.size.map(|raw| self.number(raw)),
                fields: fields
                    .map(|field| (self.name(field.name), self.value(field.holds)))
                    .collect(),
            };
            tree.objects.push(object);
        }
        if tree.objects.len() > MAX_OBJECTS {
            self.problems.push(too_many_objects(&tree));
        }
        for global in &scenario.globals {
            let global = Global { name: self.name(global.name), holds: self.value(global.holds) };
            tree.globals.push(global);
        }
        for function in &scenario.functions {
            let function = Function {
                name: self.name(function.name),
                parameters: function.parameters.iter().map(|raw| self.name(raw)).collect(),
                body: self.body(&function.body),
            };
            tree.functions.push(function);
        }
        for goroutine in &scenario.goroutines {
            if let Some(parameter) = goroutine.parameters.first() {
                let message = "a goroutine of the scenario has no parameters";
                self.problems.push(Problem::new(self.place(parameter), message));
            }
            let body = self.body(&goroutine.body);
            tree.goroutines.push(Goroutine { name: self.name(goroutine.name), body });
        }
        for raw in &scenario.expectations {
            let word = self.string(raw);
            let mut tokens = Vec::new();
            lex(&word.text, word.place, &mut tokens, &mut self.problems);
            match Parser::new(tokens, self.text).lone_expectation(word.place) {
                Ok(expectation) => tree.expectations.push(expectation),
                Err(problems) => self.problems.extend(problems),
            }
        }
        tree
    }

    /// Operations, one a string.
    fn body(&mut self, lines: &[&'a RawValue]) -> Vec<Statement> {
        let mut tokens = Vec::new();
        for raw in lines {
            let word = self.string(raw);
            lex(&word.text, word.place, &mut tokens, &mut self.problems);
            tokens.push(Token { kind: TokenKind::Newline, place: word.place });
        }
        let mut parser = Parser::new(tokens, self.text);
        let body = parser.statements();
        self.problems.append(&mut parser.problems);
        if let Some(problem) = parser.left_over() {
            self.problems.push(problem);
        }
        body
    }
}
