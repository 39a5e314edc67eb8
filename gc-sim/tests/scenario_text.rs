//! Whatever text a scenario is, reading it ends, with a scenario that runs to its end or with problems that have places
//! in the text.

#![cfg(feature = "sim")]

use gc_sim::sim::run::{Settings, run};
use gc_sim::sim::scenario::{BUNDLED, Scenario};
use proptest::collection::vec;
use proptest::prelude::*;

/// Reads a text, and runs the scenario if it is one.
fn check(text: &str) -> Result<(), TestCaseError> {
    match Scenario::parse(text) {
        Ok(scenario) => {
            // A schedule of its own may ask for what cannot come.
            run(&scenario, &Settings::default()).ok();
        }
        Err(problems) => {
            let n_lines = text.split('\n').count();
            prop_assert!(problems.iter().count() > 0);
            for problem in problems.iter() {
                prop_assert!((1..=n_lines).contains(&(problem.place.line as usize)), "{problem}");
                prop_assert!(problem.place.column >= 1, "{problem}");
                prop_assert!(!problem.message.is_empty());
            }
        }
    }
    Ok(())
}

const WORDS: [&str; 44] = [
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
    "drop",
    "call",
    "return",
    "go",
    "arm",
    "stop",
    "fire",
    "cleanup",
    "wait",
    "signal",
    "gc",
    "repeat",
    "runs",
    "nil",
    "new",
    "under",
    "after",
    "at",
    "end",
    "a",
    "b",
    "f",
    "x",
    "{",
    "}",
    "(",
    ")",
    "=",
    ".",
    ",",
    ":",
    "\n",
    "3",
];

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_words(words in vec(proptest::sample::select(&WORDS[..]), 0..80)) {
        check(&words.join(" "))?;
    }

    #[test]
    fn any_damage(which in 0..BUNDLED.len(), cut in any::<prop::sample::Index>(), put in any::<char>(), n in 0..6_usize) {
        let text = BUNDLED[which].text;
        let at = cut.index(text.len());
        let mut damaged: String = text.bytes().take(at).map(char::from).collect();
        damaged.push(put);
        damaged.extend(text.bytes().skip(at + n).map(char::from));
        check(&damaged)?;
    }

    #[test]
    fn any_damage_to_json(cut in any::<prop::sample::Index>(), put in "[\\[\\]{}\":,a0-9 \n-]{0,2}", n in 0..4_usize) {
        let at = cut.index(JSON.len());
        let mut damaged = String::from(&JSON[..at]);
        damaged += &put;
        damaged += JSON.get(at + n..).unwrap_or_default();
        check(&damaged)?;
    }
}

const JSON: &str = r#"{
  "scenario": "a", "about": ["b"], "collector": "refcount", "barrier": "none", "schedule": "round-robin", "cycles": 0,
  "objects": [{"name": "f", "kind": "closure", "size": "32B", "fields": [{"name": "i", "holds": "i"}]}, {"name": "i"}],
  "globals": [{"name": "g", "holds": "f"}],
  "functions": [{"name": "h", "parameters": ["x"], "body": ["repeat 2 {", "g = x", "}"]}],
  "goroutines": [{"name": "main", "body": ["x = g.i", "drop x", "call h(x)", "gc"]}],
  "expectations": ["after gc 1: f freed, i freed"]
}"#;

#[test]
fn the_json_is_a_scenario() {
    let scenario = Scenario::parse(JSON).unwrap();
    let run = run(&scenario, &Settings::default()).unwrap();
    assert!(run.is_as_expected(), "{:?}", run.expectations);
}
