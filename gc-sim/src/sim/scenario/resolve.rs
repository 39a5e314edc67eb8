//! A tree to a program: names become numbers, `repeat` is written out, and what contradicts itself is refused.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Place, Problem, Problems, did_you_mean, suggestion};
use super::parser::{self, Call, Statement, StatementKind, Tree, Word};
use super::{
    Claim, Expectation, MAX_CLAIMS, MAX_CYCLES, MAX_GOROUTINES, MAX_INSTRUCTIONS, MAX_OBJECT_SIZE,
    Scenario, When,
};
use crate::sim::collector::{Barrier, CollectorKind};
use crate::sim::program::{
    DeclaredGoroutine, FieldId, Function, FunctionId, Global, InitialObject, Instruction, Op,
    Program, Site, SiteId, Variable, initial,
};
use crate::sim::schedule::Schedule;
use crate::sim::world::CycleKind;

/// The size of an object that names none: two words.
const DEFAULT_SIZE: u64 = 16;

pub(super) fn resolve(tree: &Tree, source: Vec<String>) -> Result<Scenario, Problems> {
    let mut resolver = Resolver::default();
    let scenario = resolver.scenario(tree, source);
    if resolver.problems.is_empty() { Ok(scenario) } else { Err(Problems::new(resolver.problems)) }
}

#[derive(Default)]
struct Resolver {
    program: Program,
    problems: Vec<Problem>,
    /// Sites by their objects' name, with the place where the name stands first.
    sites: BTreeMap<String, (SiteId, Place)>,
    fields: BTreeMap<String, FieldId>,
    globals: BTreeMap<String, u32>,
    functions: BTreeMap<String, FunctionId>,
    /// How many parameters each function has, by its number.
    n_parameters: Vec<usize>,
    events: BTreeMap<String, u32>,
    expectations: Vec<Expectation>,
    /// Who calls or starts whom, and where.
    calls: Vec<(FunctionId, FunctionId, Place)>,
    n_instructions: usize,
}

/// The variables of the function that is being resolved.
struct Scope {
    function: FunctionId,
    locals: BTreeMap<String, u32>,
}

impl Resolver {
    fn problem(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    /// Notes that a name stands for nothing, with the most similar of those that do.
    fn unknown<'a>(&mut self, word: &Word, what: &str, known: impl Iterator<Item = &'a String>) {
        let problem = Problem::new(word.place, format!("there is no {what} `{}`", word.text));
        let hint = suggestion(&word.text, known);
        self.problems.push(Problem { hint, ..problem });
    }

    fn scenario(&mut self, tree: &Tree, source: Vec<String>) -> Scenario {
        let collector = self.choice(tree.collector.as_ref(), "collector", &CollectorKind::ALL);
        let barrier = self.choice(tree.barrier.as_ref(), "barrier", &Barrier::ALL);
        let schedule = tree.schedule.as_ref().map(|word| match word.text.parse() {
            Ok(schedule) => schedule,
            Err(error) => {
                self.problem(word.place, format!("{error}"));
                Schedule::default()
            }
        });
        if let Some(word) = &tree.cycles {
            let number = word.text.parse().ok().filter(|&n: &u32| n <= MAX_CYCLES);
            self.program.n_spontaneous = number.unwrap_or_else(|| {
                self.problem(word.place, format!("`cycles` takes a number up to {MAX_CYCLES}"));
                0
            });
        }
        self.declare(tree);
        self.heap(tree);
        self.code(tree);
        self.check_calls();
        for expectation in &tree.expectations {
            self.expectation(expectation);
        }
        let n_claims: usize = self.expectations.iter().map(|one| one.claims.len()).sum();
        if n_claims > MAX_CLAIMS {
            let place = tree.expectations.last().map(|last| last.place);
            let message = format!("more than {MAX_CLAIMS} things are expected");
            self.problem(place.unwrap_or(Place { line: 1, column: 1 }), message);
        } else {
            self.check_expectations();
        }
        if tree.goroutines.is_empty() && self.problems.is_empty() {
            let place = Place { line: 1, column: 1 };
            let problem = Problem::new(place, "nothing runs: there is no goroutine");
            self.problems.push(problem.hint("add `goroutine main { gc }`"));
        }
        Scenario {
            title: tree.title.as_ref().map(|word| word.text.clone()).unwrap_or_default(),
            about: tree.about.clone(),
            collector: collector.unwrap_or_default(),
            barrier: barrier.unwrap_or_default(),
            schedule: schedule.unwrap_or_default(),
            program: std::mem::take(&mut self.program),
            expectations: std::mem::take(&mut self.expectations),
            source,
        }
    }

    /// The one of `all` that a word names.
    fn choice<T: Copy>(&mut self, word: Option<&Word>, what: &str, all: &[(&str, T)]) -> Option<T> {
        let word = word?;
        let known = all.iter().find(|(name, _)| *name == word.text);
        if known.is_none() {
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            let hint = did_you_mean(&word.text, names.iter().copied())
                .unwrap_or_else(|| format!("it is one of {}", names.join(", ")));
            let message = format!("there is no {what} `{}`", word.text);
            self.problems.push(Problem::new(word.place, message).hint(hint));
        }
        known.map(|&(_, value)| value)
    }

    /// Gives a number to everything that has a name and may be used before it is declared.
    fn declare(&mut self, tree: &Tree) {
        for object in &tree.objects {
            self.site(object);
        }
        for (index, global) in (0..).zip(&tree.globals) {
            let name = global.name.text.clone();
            if self.globals.insert(name.clone(), index).is_some() {
                self.problem(global.name.place, format!("`{name}` is declared twice"));
            }
        }
        let functions = tree.functions.iter().map(|function| &function.name);
        for (index, name) in (0..).zip(functions) {
            if self.functions.insert(name.text.clone(), FunctionId(index)).is_some() {
                self.problem(name.place, format!("`{}` is declared twice", name.text));
            }
        }
        for function in &tree.functions {
            self.n_parameters.push(function.parameters.len());
            self.declare_in(&function.body);
        }
        let mut names = BTreeSet::new();
        for goroutine in &tree.goroutines {
            let name = &goroutine.name;
            if !names.insert(&name.text) || self.functions.contains_key(&name.text) {
                self.problem(name.place, format!("`{}` is declared twice", name.text));
            }
            if matches!(name.text.as_str(), "gc" | "gc-minor") {
                self.problem(name.place, "`gc` is the collector's name in schedules");
            }
            self.declare_in(&goroutine.body);
        }
        if let Some(goroutine) = tree.goroutines.get(MAX_GOROUTINES) {
            let message = format!("a scenario has at most {MAX_GOROUTINES} goroutines");
            self.problem(goroutine.name.place, message);
        }
    }

    /// The objects and events of a body.
    fn declare_in(&mut self, body: &[Statement]) {
        for statement in body {
            match &statement.kind {
                StatementKind::New { object, .. } => self.site(object),
                StatementKind::Repeat { body, .. } => self.declare_in(body),
                StatementKind::Wait(event) | StatementKind::Signal(event) => {
                    let next = self.events.len() as u32;
                    if !self.events.contains_key(&event.text) {
                        self.events.insert(event.text.clone(), next);
                        self.program.events.push(event.text.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes what an object is. Objects of one name are alike.
    fn site(&mut self, object: &parser::Object) {
        let size = object.size.as_ref().map(|word| match parse_size(&word.text) {
            Ok(size) => size,
            Err(why) => {
                let message = format!("`{}` is no size: {why}", word.text);
                let hint = "sizes are like 64, 64B, 4KiB or 1MiB";
                self.problems.push(Problem::new(word.place, message).hint(hint));
                DEFAULT_SIZE
            }
        });
        let name = &object.name;
        if name.text.contains('#') {
            self.problem(name.place, "`#` numbers objects of one name, and is no part of it");
        }
        let mut fields: Vec<FieldId> = Vec::new();
        for (field, _) in &object.fields {
            let id = self.field(field);
            if fields.contains(&id) {
                self.problem(field.place, format!("the field `{}` is there twice", field.text));
            }
            fields.push(id);
        }
        let Some(&(id, first)) = self.sites.get(&name.text) else {
            let id = SiteId(self.program.sites.len() as u32);
            let smallest = (fields.len() as u64 * 8).max(DEFAULT_SIZE);
            self.program.sites.push(Site {
                name: name.text.clone(),
                kind: object.kind.clone(),
                size: size.unwrap_or(smallest),
                fields,
            });
            self.sites.insert(name.text.clone(), (id, name.place));
            return;
        };
        let site = &mut self.program.sites[id.0 as usize];
        let differs = size.is_some_and(|size| size != site.size)
            || !object.kind.is_empty() && object.kind != site.kind;
        for field in fields {
            if !site.fields.contains(&field) {
                site.fields.push(field);
            }
        }
        if differs {
            let message = format!("`{}` is of another kind or size at {first}", name.text);
            let hint = "objects of one name are alike: give this one another name";
            self.problems.push(Problem::new(name.place, message).hint(hint));
        }
    }

    fn field(&mut self, word: &Word) -> FieldId {
        if let Some(&id) = self.fields.get(&word.text) {
            return id;
        }
        let id = FieldId(self.program.fields.len() as u32);
        self.program.fields.push(word.text.clone());
        self.fields.insert(word.text.clone(), id);
        id
    }

    /// The objects and globals that are there from the start.
    fn heap(&mut self, tree: &Tree) {
        let mut objects: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, object) in tree.objects.iter().enumerate() {
            if objects.insert(&object.name.text, index).is_some() {
                let message = format!("the object `{}` is declared twice", object.name.text);
                self.problem(object.name.place, message);
            }
        }
        let names: Vec<String> = objects.keys().map(|&name| name.to_owned()).collect();
        let find = |resolver: &mut Self, word: Option<&Word>| {
            let word = word?;
            let found = objects.get(word.text.as_str());
            if found.is_none() {
                resolver.unknown(word, "object", names.iter());
            }
            found.map(|&index| initial(index))
        };
        for object in &tree.objects {
            let Some(&(site, _)) = self.sites.get(&object.name.text) else { continue };
            let fields = self.program.site(site).fields.iter().map(|&field| (field, None));
            let mut fields: Vec<_> = fields.collect();
            for (name, holds) in &object.fields {
                let (id, holds) = (self.field(name), find(self, holds.as_ref()));
                if let Some(field) = fields.iter_mut().find(|(field, _)| *field == id) {
                    field.1 = holds;
                }
            }
            self.program.objects.push(InitialObject { site, fields });
        }
        for global in &tree.globals {
            let holds = find(self, global.holds.as_ref());
            self.program.globals.push(Global { name: global.name.text.clone(), holds });
        }
    }

    fn code(&mut self, tree: &Tree) {
        for (index, function) in (0..).zip(&tree.functions) {
            let function = self.function(
                FunctionId(index),
                &function.name,
                &function.parameters,
                &function.body,
            );
            self.program.functions.push(function);
        }
        for goroutine in &tree.goroutines {
            let id = FunctionId(self.program.functions.len() as u32);
            let function = self.function(id, &goroutine.name, &[], &goroutine.body);
            self.program.functions.push(function);
            let name = goroutine.name.text.clone();
            self.program.goroutines.push(DeclaredGoroutine { name, function: id });
        }
    }

    fn function(
        &mut self,
        id: FunctionId,
        name: &Word,
        parameters: &[Word],
        body: &[Statement],
    ) -> Function {
        let mut scope = Scope { function: id, locals: BTreeMap::new() };
        let mut locals = Vec::new();
        for parameter in parameters {
            if self.globals.contains_key(&parameter.text) {
                let message = format!("`{}` is a global variable already", parameter.text);
                self.problem(parameter.place, message);
            }
            if scope.locals.insert(parameter.text.clone(), locals.len() as u32).is_some() {
                self.problem(parameter.place, format!("`{}` is there twice", parameter.text));
            }
            locals.push(parameter.text.clone());
        }
        self.find_locals(body, &mut scope, &mut locals);
        let mut code = Vec::new();
        self.body(body, &scope, &mut code);
        let n_parameters = parameters.len() as u32;
        Function { name: name.text.clone(), n_parameters, locals, code }
    }

    /// Every name that is assigned and is not global is a variable of the function.
    fn find_locals(&self, body: &[Statement], scope: &mut Scope, locals: &mut Vec<String>) {
        for statement in body {
            let into = match &statement.kind {
                StatementKind::Repeat { body, .. } => {
                    self.find_locals(body, scope, locals);
                    continue;
                }
                StatementKind::New { into, .. }
                | StatementKind::Load { into, .. }
                | StatementKind::Assign { into, value: Some(_) }
                | StatementKind::Call { into: Some(into), .. } => into,
                _ => continue,
            };
            if !self.globals.contains_key(&into.text) && !scope.locals.contains_key(&into.text) {
                scope.locals.insert(into.text.clone(), locals.len() as u32);
                locals.push(into.text.clone());
            }
        }
    }

    fn variable(&mut self, word: &Word, scope: &Scope) -> Variable {
        if let Some(&local) = scope.locals.get(&word.text) {
            return Variable::Local(local);
        }
        if let Some(&global) = self.globals.get(&word.text) {
            return Variable::Global(global);
        }
        let known: Vec<String> = scope.locals.keys().chain(self.globals.keys()).cloned().collect();
        self.unknown(word, "variable", known.iter());
        Variable::Global(0)
    }

    fn value(&mut self, word: Option<&Word>, scope: &Scope) -> Option<Variable> {
        word.map(|word| self.variable(word, scope))
    }

    /// A field that some object has.
    fn known_field(&mut self, word: &Word) -> FieldId {
        if let Some(&field) = self.fields.get(&word.text) {
            return field;
        }
        let known: Vec<String> = self.fields.keys().cloned().collect();
        self.unknown(word, "field", known.iter());
        if let Some(last) = self.problems.last_mut() {
            let declare = "an object declares its fields in braces: `{ next }`";
            last.hint.get_or_insert_with(|| declare.to_owned());
        }
        FieldId(0)
    }

    fn function_of(&mut self, word: &Word, scope: &Scope) -> FunctionId {
        let Some(&function) = self.functions.get(&word.text) else {
            let known: Vec<String> = self.functions.keys().cloned().collect();
            self.unknown(word, "function", known.iter());
            return FunctionId(0);
        };
        self.calls.push((scope.function, function, word.place));
        function
    }

    fn event(&self, word: &Word) -> u32 {
        self.events.get(&word.text).copied().unwrap_or_default()
    }

    fn body(&mut self, body: &[Statement], scope: &Scope, code: &mut Vec<Instruction>) {
        for statement in body {
            let place = statement.place;
            if let StatementKind::Repeat { times, body } = &statement.kind {
                self.repeat(times, body, scope, code);
                continue;
            }
            self.n_instructions += 1;
            if self.n_instructions > MAX_INSTRUCTIONS {
                if self.n_instructions == MAX_INSTRUCTIONS + 1 {
                    let message = format!(
                        "there are more than {MAX_INSTRUCTIONS} operations, each `repeat` written out"
                    );
                    self.problem(place, message);
                }
                return;
            }
            if let Some(op) = self.operation(statement, scope) {
                code.push(Instruction { op, line: place.line });
            }
        }
    }

    fn repeat(
        &mut self,
        times: &Word,
        body: &[Statement],
        scope: &Scope,
        code: &mut Vec<Instruction>,
    ) {
        let n = times.text.parse().ok().filter(|&n: &usize| n <= MAX_INSTRUCTIONS);
        let Some(n) = n else {
            let message = format!("`repeat` takes a number up to {MAX_INSTRUCTIONS}");
            return self.problem(times.place, message);
        };
        for _ in 0..n {
            let n_problems = self.problems.len();
            self.body(body, scope, code);
            // What is wrong is wrong each time, and told once.
            if self.problems.len() > n_problems || body.is_empty() {
                return;
            }
        }
    }

    fn operation(&mut self, statement: &Statement, scope: &Scope) -> Option<Op> {
        Some(match &statement.kind {
            StatementKind::New { into, object } => {
                let site = self.sites.get(&object.name.text).map_or(SiteId(0), |&(site, _)| site);
                let mut values = Vec::new();
                for (field, value) in &object.fields {
                    if let Some(value) = self.value(value.as_ref(), scope) {
                        values.push((self.known_field(field), value));
                    }
                }
                Op::New { into: self.variable(into, scope), site, values }
            }
            StatementKind::Load { into, from, field } => Op::Load {
                into: self.variable(into, scope),
                from: self.variable(from, scope),
                field: self.known_field(field),
            },
            StatementKind::Store { object, field, value } => Op::Store {
                object: self.variable(object, scope),
                field: self.known_field(field),
                value: self.value(value.as_ref(), scope),
            },
            StatementKind::Assign { into, value } => Op::Assign {
                into: self.variable(into, scope),
                value: self.value(value.as_ref(), scope),
            },
            StatementKind::Call { into, call } => {
                let (function, arguments) = self.call(call, scope);
                Op::Call { function, arguments, into: self.value(into.as_ref(), scope) }
            }
            StatementKind::Return { value } => {
                Op::Return { value: self.value(value.as_ref(), scope) }
            }
            StatementKind::Go(call) => {
                let (function, arguments) = self.call(call, scope);
                Op::Go { function, arguments }
            }
            StatementKind::Arm { timer, runs } => {
                let function = runs.as_ref().map(|runs| self.callback(runs, scope));
                Op::Arm { timer: self.variable(timer, scope), runs: function }
            }
            StatementKind::Stop(timer) => Op::Stop { timer: self.variable(timer, scope) },
            StatementKind::Fire(timer) => Op::Fire { timer: self.variable(timer, scope) },
            StatementKind::Cleanup { object, call } => {
                let (function, arguments) = self.call(call, scope);
                if arguments.len() > 1 {
                    let message = "a cleanup takes at most one argument";
                    self.problem(call.function.place, message);
                }
                let object = self.variable(object, scope);
                Op::Cleanup { object, function, argument: arguments.first().copied() }
            }
            StatementKind::Wait(event) => Op::Wait { event: self.event(event) },
            StatementKind::Signal(event) => Op::Signal { event: self.event(event) },
            StatementKind::Collect { is_minor } => {
                Op::Collect { kind: if *is_minor { CycleKind::Minor } else { CycleKind::Full } }
            }
            StatementKind::Expect(claims, text) => {
                Op::Expect { expectation: self.expect_here(statement.place, claims, text)? }
            }
            // Written out by the caller.
            StatementKind::Repeat { .. } => return None,
        })
    }

    fn call(&mut self, call: &Call, scope: &Scope) -> (FunctionId, Vec<Variable>) {
        let function = self.function_of(&call.function, scope);
        let given = call.arguments.len();
        if self.functions.contains_key(&call.function.text)
            && let Some(&wanted) = self.n_parameters.get(function.0 as usize)
            && wanted != given
        {
            let name = &call.function.text;
            let message = format!("`{name}` takes {wanted} values, not {given}");
            self.problem(call.function.place, message);
        }
        let arguments = call.arguments.iter().map(|word| self.variable(word, scope)).collect();
        (function, arguments)
    }

    /// A function that the runtime calls with one thing, or with nothing.
    fn callback(&mut self, word: &Word, scope: &Scope) -> FunctionId {
        let function = self.function_of(word, scope);
        if self.n_parameters.get(function.0 as usize).is_some_and(|&n| n > 1) {
            let message = format!("`{}` has several parameters; a timer gives it one", word.text);
            self.problem(word.place, message);
        }
        function
    }

    /// Nothing calls or starts itself, by however many others: the program would not end.
    fn check_calls(&mut self) {
        let n = self.program.functions.len();
        let mut callees = vec![Vec::new(); n];
        for &(from, to, place) in &self.calls {
            if (to.0 as usize) < n {
                callees[from.0 as usize].push((to, place));
            }
        }
        // 0: not seen, 1: on the way from the first function to this one, 2: done.
        let mut state = vec![0_u8; n];
        let mut problems = Vec::new();
        for start in 0..n {
            if state[start] != 0 {
                continue;
            }
            state[start] = 1;
            let mut path = vec![(start, 0)];
            while let Some((function, next)) = path.last_mut() {
                let Some(&(to, place)) = callees[*function].get(*next) else {
                    state[*function] = 2;
                    path.pop();
                    continue;
                };
                *next += 1;
                let to = to.0 as usize;
                match state[to] {
                    0 => {
                        state[to] = 1;
                        path.push((to, 0));
                    }
                    1 => {
                        let from = path.iter().position(|&(function, _)| function == to);
                        let circle =
                            path[from.unwrap_or(0)..].iter().map(|&(function, _)| function);
                        let names: Vec<&str> = circle
                            .chain([to])
                            .map(|function| self.program.functions[function].name.as_str())
                            .collect();
                        let message = format!("{} would never end", names.join(" → "));
                        let hint = "functions must not lead back to themselves; use `repeat`";
                        problems.push(Problem::new(place, message).hint(hint));
                    }
                    _ => {}
                }
            }
        }
        self.problems.extend(problems);
    }

    fn claims(&mut self, claims: &[parser::Claim]) -> Vec<Claim> {
        let mut resolved = Vec::new();
        for claim in claims {
            let text = claim.object.text.as_str();
            let (name, number) = match text.split_once('#') {
                Some((name, number)) => (name, Some(number)),
                None => (text, None),
            };
            let Some(&(site, _)) = self.sites.get(name) else {
                let known: Vec<String> = self.sites.keys().cloned().collect();
                let word = Word { text: name.to_owned(), place: claim.object.place };
                self.unknown(&word, "object", known.iter());
                continue;
            };
            let ordinal = match number.map(str::parse::<u32>) {
                None => None,
                Some(Ok(n)) if n > 0 => Some(n - 1),
                Some(_) => {
                    self.problem(claim.object.place, "objects of one name are counted from 1");
                    continue;
                }
            };
            resolved.push(Claim { site, ordinal, fate: claim.fate });
        }
        resolved
    }

    /// An expectation in the program; the same one each time a loop comes to it.
    fn expect_here(&mut self, place: Place, claims: &[parser::Claim], text: &str) -> Option<u32> {
        let known = self.expectations.iter().position(|known| {
            known.when == When::InProgram && known.line == place.line && known.text == text
        });
        let index = match known {
            Some(index) => index,
            None => {
                let expectation = Expectation {
                    when: When::InProgram,
                    collectors: Vec::new(),
                    barriers: Vec::new(),
                    claims: self.claims(claims),
                    text: text.to_owned(),
                    line: place.line,
                };
                self.expectations.push(expectation);
                self.expectations.len() - 1
            }
        };
        u32::try_from(index).ok()
    }

    fn expectation(&mut self, expectation: &parser::Expectation) {
        let (mut collectors, mut barriers) = (Vec::new(), Vec::new());
        for word in &expectation.under {
            let collector = CollectorKind::ALL.iter().find(|(name, _)| *name == word.text);
            let barrier = Barrier::ALL.iter().find(|(name, _)| *name == word.text);
            collectors.extend(collector.map(|&(_, kind)| kind));
            barriers.extend(barrier.map(|&(_, barrier)| barrier));
            if collector.is_none() && barrier.is_none() {
                let names = CollectorKind::ALL.map(|(name, _)| name);
                let names = names.into_iter().chain(Barrier::ALL.map(|(name, _)| name));
                let names: Vec<String> = names.map(str::to_owned).collect();
                self.unknown(word, "collector or barrier", names.iter());
            }
        }
        // A barrier is one of this collector's.
        if !barriers.is_empty() && collectors.is_empty() {
            collectors.push(CollectorKind::TriColour);
        }
        let expectation = Expectation {
            when: expectation.after.map_or(When::AtEnd, When::AfterCycle),
            collectors,
            barriers,
            claims: self.claims(&expectation.claims),
            text: expectation.text.clone(),
            line: expectation.place.line,
        };
        self.expectations.push(expectation);
    }

    /// Refuses expectations of which two cannot hold together.
    fn check_expectations(&mut self) {
        let overlap = |a: &Expectation, b: &Expectation| {
            let common = |x: &[CollectorKind], y: &[CollectorKind]| {
                x.is_empty() || y.is_empty() || x.iter().any(|one| y.contains(one))
            };
            let common_barrier = |x: &[Barrier], y: &[Barrier]| {
                x.is_empty() || y.is_empty() || x.iter().any(|one| y.contains(one))
            };
            common(&a.collectors, &b.collectors) && common_barrier(&a.barriers, &b.barriers)
        };
        let mut problems = Vec::new();
        let timed: Vec<&Expectation> =
            self.expectations.iter().filter(|one| one.when != When::InProgram).collect();
        for (index, later) in timed.iter().enumerate() {
            for (earlier, claim, other) in timed[..=index].iter().flat_map(|earlier| {
                let pairs =
                    earlier.claims.iter().flat_map(|a| later.claims.iter().map(move |b| (a, b)));
                pairs.map(move |(a, b)| (earlier, a, b))
            }) {
                let same = claim.site == other.site
                    && (claim.ordinal.is_none()
                        || other.ordinal.is_none()
                        || claim.ordinal == other.ordinal);
                // What is freed stays so; what is not may be freed later.
                let contradiction = match earlier.when.cmp(&later.when) {
                    std::cmp::Ordering::Equal => !claim.fate.goes_with(other.fate),
                    std::cmp::Ordering::Less => claim.fate.is_freed() && !other.fate.is_freed(),
                    std::cmp::Ordering::Greater => other.fate.is_freed() && !claim.fate.is_freed(),
                };
                if same && contradiction && overlap(earlier, later) {
                    let name = &self.program.site(claim.site).name;
                    let message = format!(
                        "`{}` contradicts `{}` of line {}: {name} cannot be both",
                        later.text, earlier.text, earlier.line
                    );
                    let hint = if earlier.when == later.when {
                        "if it depends on the collector, begin each with `under` and its name"
                    } else {
                        "what is freed stays freed"
                    };
                    let place = Place { line: later.line, column: 1 };
                    problems.push(Problem::new(place, message).hint(hint));
                    break;
                }
            }
        }
        self.problems.extend(problems);
    }
}

/// A size in bytes: digits, then nothing or `B`, `KiB`, `MiB`, `GiB`, or `KB`, `MB`, `GB`.
fn parse_size(text: &str) -> Result<u64, &'static str> {
    if text.starts_with('-') {
        return Err("it is negative");
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor = match unit {
        "" | "B" => 1,
        "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err("its unit is unknown"),
    };
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    size.filter(|&size| size <= MAX_OBJECT_SIZE).ok_or("an object has at most 1GiB")
}
