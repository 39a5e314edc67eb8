//! Closures of Go source as a scenario for `heldby gc`: each closure object is held by a global
//! variable, and the program drops one after the other. What a closure captured goes with the last
//! closure that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use closure_core::analysis::{Capture, CaptureMode, Closure, Position};
use gc_sim::sim::scenario::MAX_OBJECTS;

use crate::report::closures::Report;
use crate::report::count;

/// Why there is no scenario.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoScenario {
    /// No closure holds anything.
    Empty,
    /// There would be more objects than a scenario may have.
    TooMany(usize),
}

/// The text of the scenario.
pub(crate) fn text(report: &Report) -> Result<String, NoScenario> {
    let closures = report.analysis.closures.iter();
    let mut sketch = Sketch::default();
    for closure in closures.filter(|closure| closure.size.is_some()) {
        sketch.add(closure);
    }
    if sketch.closures.is_empty() {
        return Err(NoScenario::Empty);
    }
    match sketch.closures.len() + sketch.held.len() {
        n if n > MAX_OBJECTS => Err(NoScenario::TooMany(n)),
        _ => Ok(sketch.text()),
    }
}

/// What a captured variable leads to, which may be shared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Held<'a> {
    declared: &'a Position,
    name: &'a str,
}

/// An object that some closure holds.
struct Object {
    name: String,
    kind: &'static str,
    /// The last closure that holds it, by its place.
    last_holder: usize,
}

/// A closure, under its name in the scenario.
struct Holder<'a> {
    name: String,
    closure: &'a Closure,
    /// Its fields with the objects that they hold.
    fields: Vec<(String, String)>,
}

#[derive(Default)]
struct Sketch<'a> {
    closures: Vec<Holder<'a>>,
    held: BTreeMap<Held<'a>, Object>,
    names: BTreeSet<String>,
}

impl<'a> Sketch<'a> {
    fn add(&mut self, closure: &'a Closure) {
        let place = self.closures.len();
        let mut fields: Vec<(String, String)> = Vec::new();
        for capture in &closure.captures {
            let Some((held, kind)) = target(capture) else { continue };
            let name = self.held.get(&held).map(|object| object.name.clone());
            let name = name.unwrap_or_else(|| self.unique(held.name));
            let field = fields.iter().map(|(field, _)| field).collect();
            fields.push((unique_in(&field, &as_name(&capture.name)), name.clone()));
            let object = Object { name, kind, last_holder: place };
            self.held.insert(held, object);
        }
        if !fields.is_empty() {
            let name = self.unique(&closure.name);
            self.closures.push(Holder { name, closure, fields });
        }
    }

    /// A name that nothing else has, like this one.
    fn unique(&mut self, text: &str) -> String {
        let name = unique_in(&self.names.iter().collect(), &as_name(text));
        self.names.insert(name.clone());
        name
    }

    fn text(&self) -> String {
        let n = count(self.closures.len(), "closure");
        let mut text = format!(
            "// Made by `heldby closures --scenario`; change it as you like.\nscenario \"what {n} hold\"\n\
             about \"Each closure is held by a global variable, and the program drops one after the other.\"\n\
             about \"What was captured goes with the last closure that holds it.\"\n\
             about \"Left out are copies of what shows no pointer, such as numbers and named types.\"\n\n"
        );
        // Writing to a string cannot fail.
        for Object { name, kind, .. } in self.held.values() {
            let _ = writeln!(text, "object {kind} {name}");
        }
        for Holder { name, closure, fields } in &self.closures {
            let size = closure.size.unwrap_or_default();
            let fields: Vec<String> =
                fields.iter().map(|(field, object)| format!("{field} = {object}")).collect();
            let _ = writeln!(
                text,
                "\n// {}\nobject closure {name} {size}B {{ {} }}\nglobal holds-{name} = {name}",
                crate::style::one_line(&closure.position.to_string()),
                fields.join(", ")
            );
        }
        text.push_str("\ngoroutine main {\n    gc\n");
        for Holder { name, .. } in &self.closures {
            let _ = writeln!(text, "    drop holds-{name}\n    gc");
        }
        text.push_str("}\n\n");
        for (index, Holder { name, .. }) in self.closures.iter().enumerate() {
            let freed = self.held.values().filter(|object| object.last_holder == index);
            let freed = freed.map(|object| format!(", {} freed", object.name));
            let freed: Vec<String> = freed.collect();
            // The first collection finds everything in use.
            let _ = writeln!(text, "expect after gc {}: {name} freed{}", index + 2, freed.concat());
        }
        text
    }
}

/// How the types begin whose values point to something, and what they point to.
const POINTS: [(&str, &str); 8] = [
    ("*", "pointee"),
    ("[]", "array"),
    ("map[", "map"),
    ("chan ", "channel"),
    ("<-chan ", "channel"),
    ("func(", "closure"),
    ("string", "bytes"),
    ("interface", "boxed"),
];

/// What is held through a captured variable, and what sort of object it is: by reference the variable
/// itself, by value what the copy points to, if its type shows that it points to something.
fn target(capture: &Capture) -> Option<(Held<'_>, &'static str)> {
    let held = Held { declared: capture.declared.as_ref()?, name: &capture.name };
    match capture.mode? {
        CaptureMode::Reference => Some((held, "variable")),
        CaptureMode::Value => {
            let ty = capture.ty.as_deref()?;
            let (_, kind) = POINTS.iter().find(|(start, _)| ty.starts_with(start))?;
            Some((held, kind))
        }
    }
}

/// The text with everything that a name cannot have made a `-`.
fn as_name(text: &str) -> String {
    const MAX_NAME: usize = 60;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let name: String =
        text.chars().take(MAX_NAME).map(|c| if is_part(c) { c } else { '-' }).collect();
    let name = name.trim_matches('-');
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.to_owned()
    } else {
        format!("v{name}")
    }
}

/// `name`, with a number behind it where it is taken or means something by itself.
fn unique_in(taken: &BTreeSet<&String>, name: &str) -> String {
    let is_free =
        |name: &String| !taken.contains(name) && !["nil", "new", "runs"].contains(&name.as_str());
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}
