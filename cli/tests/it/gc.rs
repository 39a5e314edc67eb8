//! `heldby gc` on scenarios that are as they should be, and on ones that are not.

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::{Project, repository};

/// What a run printed as JSON, which must be as its schema says.
#[track_caller]
pub(crate) fn json(stdout: &str, schema: &str) -> Value {
    let schema = std::fs::read(repository("docs/schema").join(schema)).unwrap();
    let report = serde_json::from_str(stdout).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    report
}

const NAMES: [&str; 12] = [
    "f1-f2",
    "closure1",
    "closure2",
    "timers",
    "stopped-timer",
    "blocked",
    "cleanup",
    "lost-object",
    "hidden-on-stack",
    "cycle",
    "promotion",
    "fragments",
];

#[test]
fn the_list_names_every_scenario() {
    let run = Project::new(&[]).run(&["gc", "list"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let names: Vec<&str> = run.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, NAMES);
}

#[test]
fn every_bundled_scenario_runs_as_it_expects_and_as_its_schema_says() {
    let project = Project::new(&[]);
    for name in NAMES {
        let run = project.run(&["gc", "run", name, "--format", "json"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{name}");
        let report = json(&run.stdout, "heldby.gc.json");
        let expectations = report["expectations"].as_array().unwrap();
        assert!(!expectations.is_empty(), "{name}");
        assert!(expectations.iter().all(|one| one["holds"] == true), "{name}: {expectations:?}");
        let again = project.run(&["gc", "run", name, "--format", "json"]);
        assert_eq!(run.stdout, again.stdout, "{name}");
    }
}

/// What `show` prints is a scenario like any other: from a file and from standard input it does the same.
#[test]
fn a_shown_scenario_runs_from_a_file_and_from_standard_input() {
    let project = Project::new(&[]);
    let text = project.run(&["gc", "show", "f1-f2"]).stdout;
    project.write("mine.gc", &text);
    let bundled = project.run(&["gc", "run", "f1-f2", "--steps"]).to_string();
    assert_eq!(project.run(&["gc", "run", "mine.gc", "--steps"]).to_string(), bundled);
    let from_stdin = project.run_with_stdin(&["gc", "run", "-", "--steps"], text.as_bytes());
    assert_eq!(from_stdin.to_string(), bundled);
}

#[test]
fn the_article_as_text() {
    let run = Project::new(&[]).run(&["gc", "run", "f1-f2"]);
    expect![[r#"
        exit code 0
        --- stdout
        two closures of one function
          foo is called twice. Each call makes a slice and a closure that holds it: f1 holds the first, f2 the second.
          A captured variable is recycled when nothing holds the closure any more. That foo has returned frees nothing.

        collector tri-colour, barrier hybrid; 77 steps
        cycle 1, steps 18 to 39: frees nothing
        cycle 2, steps 42 to 60: frees i, func1
        cycle 3, steps 63 to 76: frees i#2, func1#2

        freed:  i, func1, i#2, func1#2
        live:   nothing
        holds:  i live, func1 live
        holds:  after gc 1: i live
        holds:  after gc 2: i#1 freed, func1#1 freed, i#2 live, func1#2 live
        holds:  after gc 3: i freed, func1 freed
    "#]].assert_eq(&run.to_string());
}

#[test]
fn the_lost_object_step_by_step() {
    expect![[r#"
        exit code 0
        --- stdout
        the lost object
          While the collector marks, the program moves the only reference to b from a, which is not scanned yet, to the
          global variable box, which is. Nobody looks at it again: without a barrier b is freed while it is in use.
          heldby gc explore lost-object --barrier none finds the shortest schedule to this; with hybrid there is none.

        collector tri-colour, barrier none; 21 steps

         1  collector  cycle 1 begins
         2  collector  phase: mark
         3  collector  scans box: nil
         4  collector  box is black
         5  main       y of main loads b  line 17
         6  main       box gets b  line 18
         7  main       a.next = nil, which held b  line 19
         8  main       y of main drops b  line 20
         9  collector  scans g: a
        10  collector  a turns grey: it was found
        11  collector  g is black
        12  main       goroutine main ends
        13  collector  timers and cleanups are black
        14  collector  the stack of main is black
        15  collector  scans a.next: nil
        16  collector  a turns black: all it holds was found
        17  collector  phase: mark termination
        18  collector  phase: sweep
        19  collector  b is freed
        20  collector  phase: idle
        21  collector  cycle 1 ends

        freed:  b
        live:   a  held by global g -> a
        violated: step 19, no-reachable-freed: `b` is freed while it is in use: global box -> b
        holds:  under none at end: b lost
    "#]].assert_eq(&Project::new(&[]).run(&["gc", "run", "lost-object", "--steps"]).to_string());
}

#[test]
fn with_a_barrier_the_object_is_not_lost() {
    let project = Project::new(&[]);
    for barrier in ["hybrid", "dijkstra", "yuasa"] {
        let run =
            project.run(&["gc", "run", "lost-object", "--barrier", barrier, "--format", "json"]);
        assert_eq!(run.code, Some(0), "{barrier}");
        let report = json(&run.stdout, "heldby.gc.json");
        assert_eq!(report["freed"], serde_json::json!([]), "{barrier}");
        assert_eq!(report["violations"], serde_json::json!([]), "{barrier}");
    }
}

#[test]
fn the_search_finds_the_lost_object_and_its_schedule_leads_there() {
    let project = Project::new(&[]);
    let run = project.run(&["gc", "explore", "lost-object", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    let report = json(&run.stdout, "heldby.gc.explore.json");
    assert_eq!(report["complete"], true);
    assert_eq!(report["violations"].as_array().unwrap().len(), 1);
    let found = &report["violations"][0];
    assert_eq!(found["invariant"], "no-reachable-freed");
    let schedule = found["schedule_text"].as_str().unwrap();
    let run =
        project.run(&["gc", "run", "lost-object", "--schedule", schedule, "--format", "json"]);
    let report = json(&run.stdout, "heldby.gc.json");
    assert_eq!(report["violations"][0]["message"], found["message"]);

    let run =
        project.run(&["gc", "explore", "lost-object", "--barrier", "hybrid", "--format", "json"]);
    assert_eq!(run.code, Some(0));
    let report = json(&run.stdout, "heldby.gc.explore.json");
    assert_eq!(
        (&report["complete"], &report["violations"]),
        (&true.into(), &serde_json::json!([]))
    );
}

#[test]
fn the_search_as_text() {
    let project = Project::new(&[]);
    expect![[r#"
        exit code 1
        --- stdout
        collector tri-colour, barrier none; up to 1 cycle begun unasked
        377 states, 1179 moves; the longest way to one is 13 moves

        violated: no-reachable-freed: `b` is freed while it is in use: global box -> b
          shortest schedule, 11 moves:
          heldby gc run lost-object --steps --collector tri-colour --barrier none --cycles 1 --schedule gc*5,main*3,gc*3
    "#]].assert_eq(&project.run(&["gc", "explore", "lost-object"]).to_string());
    expect![[r#"
        exit code 0
        --- stdout
        collector tri-colour, barrier yuasa; up to 1 cycle begun unasked
        196 states, 564 moves; the longest way to one is 13 moves

        nothing is violated in every interleaving
    "#]]
    .assert_eq(&project.run(&["gc", "explore", "lost-object", "--barrier", "yuasa"]).to_string());
    expect![[r#"
        exit code 0
        --- stdout
        collector tri-colour, barrier hybrid; up to 2 cycles begun unasked
        100 states, 188 moves; the longest way to one is 7 moves
        incomplete: stopped at the limit of states: what was not visited is not known; --states N visits more

        nothing is violated in the states that were visited
    "#]]
        .assert_eq(&project.run(&["gc", "explore", "timers", "--states", "100"]).to_string());
}

#[test]
fn an_expectation_that_does_not_hold_is_told_and_ends_with_one() {
    let project = Project::new(&[(
        "a.gc",
        "goroutine main {\n    x = new a 8B\n    gc\n    expect a garbage\n}\nexpect after gc: a freed\nexpect after gc 2: a freed\n",
    )]);
    expect![[r#"
        exit code 1
        --- stdout

        collector tri-colour, barrier hybrid; 15 steps
        cycle 1, steps 4 to 14: frees nothing

        freed:  nothing
        live:   a  garbage, not freed yet
        fails:  a garbage (line 4): a is in use
        fails:  after gc: a freed (line 6): a is in use
        fails:  after gc 2: a freed (line 7): there were fewer collections
    "#]]
    .assert_eq(&project.run(&["gc", "run", "a.gc"]).to_string());
}

#[test]
fn a_scenario_as_json_is_as_its_schema_says_and_does_the_same() {
    const TEXT: &str = "object closure f 32B { i = i }\nobject i\nglobal g = f\n\
        func drop-it(x) {\n    g = x\n}\n\
        goroutine main {\n    n = nil\n    x = g.i\n    drop x\n    call drop-it(x)\n    gc\n}\n\
        expect after gc 1: f freed, i freed\n";
    const JSON: &str = r#"{
  "objects": [
    {"name": "f", "kind": "closure", "size": "32B", "fields": [{"name": "i", "holds": "i"}]},
    {"name": "i"}
  ],
  "globals": [{"name": "g", "holds": "f"}],
  "functions": [{"name": "drop-it", "parameters": ["x"], "body": ["g = x"]}],
  "goroutines": [{"name": "main", "body": ["x = g.i", "drop x", "call drop-it(x)", "gc"]}],
  "expectations": ["after gc 1: f freed, i freed"]
}"#;
    json(JSON, "heldby.scenario.json");
    let project = Project::new(&[("a.gc", &TEXT.replace("    n = nil\n", "")), ("a.json", JSON)]);
    let of = |name| {
        let run = project.run(&["gc", "run", name, "--format", "json"]);
        assert_eq!(run.code, Some(0), "{run}");
        let mut report = json(&run.stdout, "heldby.gc.json");
        // Lines are those of each file.
        for step in report["steps"].as_array_mut().unwrap() {
            step["line"] = Value::Null;
        }
        report["expectations"][0]["line"] = Value::Null;
        report
    };
    assert_eq!(of("a.gc"), of("a.json"));
}

#[track_caller]
fn refused(text: &str, expected: &Expect) {
    let project = Project::new(&[("bad.gc", text)]);
    let run = project.run(&["gc", "run", "bad.gc"]);
    assert_eq!(run.code, Some(2), "{run}");
    expected.assert_eq(&run.stderr);
}

#[test]
fn what_is_wrong_with_a_scenario_is_told_with_its_place() {
    refused(
        "object a { next = c }\nobject b { next = a }\nglobal g = d\ngoroutine main {\n    x = g.nxt\n    y = z\n}\n",
        &expect![[r#"
            error: cannot run the scenario `bad.gc`
              bad.gc:1:19: there is no object `c`
                  hint: there is `a`, `b`
              bad.gc:3:12: there is no object `d`
                  hint: there is `a`, `b`
              bad.gc:5:11: there is no field `nxt`
                  hint: did you mean `next`?
              bad.gc:6:9: there is no variable `z`
                  hint: there is `x`, `y`, `g`
        "#]],
    );
    refused(
        "collector tricolour\nbarrier djikstra\ncycles -1\nobject a -8B\nobject b 1PiB\n\
         object a\nglobal g\nglobal g\nfunc f(x, y) {\n}\ngoroutine main {\n    call f(g)\n    call h()\n}\n",
        &expect![[r#"
            error: cannot run the scenario `bad.gc`
              bad.gc:1:11: there is no collector `tricolour`
                  hint: did you mean `tri-colour`?
              bad.gc:2:9: there is no barrier `djikstra`
                  hint: did you mean `dijkstra`?
              bad.gc:3:8: `cycles` takes a number up to 1000
              bad.gc:4:10: `-8B` is no size: it is negative
                  hint: sizes are like 64, 64B, 4KiB or 1MiB
              bad.gc:5:10: `1PiB` is no size: its unit is unknown
                  hint: sizes are like 64, 64B, 4KiB or 1MiB
              bad.gc:6:8: the object `a` is declared twice
              bad.gc:8:8: `g` is declared twice
              bad.gc:12:10: `f` takes 2 values, not 1
              bad.gc:13:10: there is no function `h`
                  hint: there is `f`
        "#]],
    );
    refused(
        "goroutin main {\n    gc\n}\nfunc f() {\n    x = y }\ngoroutine gc { }\n}\nexpect after gc 0: a gone\n\
         expect at end: a gone\n",
        &expect![[r#"
            error: cannot run the scenario `bad.gc`
              bad.gc:1:1: `goroutin` is no item of a scenario
                  hint: did you mean `goroutine`?
              bad.gc:8:17: collections are counted from 1
              bad.gc:9:18: nothing becomes `gone`
                  hint: it is one of freed, live, reachable, garbage, lost, old, young
        "#]],
    );
    refused(
        "func f() {\n    call g()\n}\nfunc g() {\n    go f()\n}\ngoroutine main {\n    call f()\n}\n",
        &expect![[r#"
            error: cannot run the scenario `bad.gc`
              bad.gc:5:8: f → g → f would never end
                  hint: functions must not lead back to themselves; use `repeat`
        "#]],
    );
    refused(
        "object a\nglobal g = a\ngoroutine main {\n    gc\n    gc\n}\nexpect after gc 1: a freed\n\
         expect under refcount after gc 1: a live\nexpect after gc 2: a reachable\n",
        &expect![[r#"
            error: cannot run the scenario `bad.gc`
              bad.gc:8:1: `under refcount after gc 1: a live` contradicts `after gc 1: a freed` of line 7: a cannot be both
                  hint: if it depends on the collector, begin each with `under` and its name
              bad.gc:9:1: `after gc 2: a reachable` contradicts `after gc 1: a freed` of line 7: a cannot be both
                  hint: what is freed stays freed
        "#]],
    );
    refused(
        "goroutine main {\n    x.a.b = y\n    frob x\n    x = = y\n",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:1:16: this block has no `}`
          bad.gc:2:8: an operation loads or stores one field
              hint: use two operations, with a variable between them
          bad.gc:3:5: `frob` is no operation
              hint: it is `x = …`, `x.field = …` or one of drop, call, return, go, arm, stop, fire, cleanup, wait, signal, gc, repeat, expect
          bad.gc:4:9: expected a name or `nil`, found `=`
    "#]],
    );
    refused(
        "",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:1:1: nothing runs: there is no goroutine
              hint: add `goroutine main { gc }`
    "#]],
    );
}

#[test]
fn what_is_wrong_with_a_json_scenario_is_told_with_its_place() {
    refused(
        "{\n  \"goroutines\": [\n    {\"name\": \"main\", \"body\": [\"gc\", \"x = y.next\"]}\n  ]\n}\n",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:3:42: there is no variable `y`
              hint: there is `x`
          bad.gc:3:44: there is no field `next`
              hint: an object declares its fields in braces: `{ next }`
    "#]],
    );
    refused(
        "{\"goroutines\": [], \"objekts\": []}",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:1:28: unknown field `objekts`, expected one of `$schema`, `scenario`, `about`, `collector`, `barrier`, `schedule`, `cycles`, `objects`, `globals`, `functions`, `goroutines`, `expectations`
    "#]],
    );
    refused(
        "{\n \"objects\": [{\"name\": \"a\", \"size\": -1}], \"goroutines\": [{\"name\": \"m\"}]\n}",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:2:36: `-1` is no size: it is negative
              hint: sizes are like 64, 64B, 4KiB or 1MiB
    "#]],
    );
    refused(
        "{\"goroutines\": [",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:1:16: EOF while parsing a list
    "#]],
    );
}

#[test]
fn what_is_too_large_is_refused_with_its_place() {
    let objects: Vec<String> = (0..10_001).map(|n| format!("object o{n}")).collect();
    let objects = objects.join("\n");
    refused(
        &objects,
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:10001:8: a scenario has at most 10000 objects
              hint: a scenario is to be looked at step by step; a real heap is read from a dump
    "#]],
    );
    // Ten million objects are more text than is read.
    let names = "// a comment that says nothing\n".repeat(600_000);
    refused(
        &names,
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:541201:1: the scenario is larger than 16 MiB
    "#]],
    );
    refused(
        "goroutine main {\n    repeat 99999 {\n        repeat 99999 {\n            gc\n        }\n    }\n}\n",
        &expect![[r#"
        error: cannot run the scenario `bad.gc`
          bad.gc:4:13: there are more than 100000 operations, each `repeat` written out
    "#]],
    );
}

#[test]
fn what_cannot_be_read() {
    let project = Project::new(&[]);
    project.write("latin.gc", b"object a\n// caf\xe9\n");
    expect![[r#"
        exit code 2
        --- stderr
        error: latin.gc:2:7: the scenario is not UTF-8
    "#]]
    .assert_eq(&project.run(&["gc", "run", "latin.gc"]).to_string());
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot read `missing.gc`
        caused by: No such file or directory (os error 2)

        hint: name a file, or one of f1-f2, closure1, closure2, timers, stopped-timer, blocked, cleanup, lost-object, hidden-on-stack, cycle, promotion, fragments
    "#]].assert_eq(&project.run(&["gc", "run", "missing.gc"]).to_string());
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot read `.`
        caused by: it is not a regular file
    "#]]
    .assert_eq(&project.run(&["gc", "run", "."]).to_string());
    expect![[r#"
        exit code 2
        --- stderr
        error: turn 2 of the schedule is `gc`, which cannot come now; possible: main

        hint: --steps shows who moves when, and `heldby gc explore` prints schedules
    "#]]
    .assert_eq(&project.run(&["gc", "run", "f1-f2", "--schedule", "main,gc"]).to_string());
    for args in [
        &["gc"][..],
        &["gc", "run"],
        &["gc", "run", "f1-f2", "--collector", "lisp"],
        &["gc", "run", "f1-f2", "--schedule", "random:x"],
        &["gc", "explore", "f1-f2", "--cycles", "-1"],
    ] {
        let run = project.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_run_that_never_ends_is_stopped_at_a_limit() {
    let functions = (1..8).map(|n| {
        let calls = format!("    call f{}()\n", n - 1).repeat(10);
        format!("func f{n}() {{\n{calls}}}\n")
    });
    let functions: Vec<String> = functions.collect();
    let text = format!(
        "func f0() {{\n    gc\n}}\n{}goroutine main {{\n    call f7()\n}}\n",
        functions.concat()
    );
    let project = Project::new(&[("deep.gc", &text)]);
    let run = project.run(&["gc", "run", "deep.gc"]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.stderr,
        "warning: the run was stopped after 200000 moves; what it says is not all\n"
    );
}

#[test]
fn pictures_frames_and_a_page() {
    let project = Project::new(&[]);
    let run = |args: &[&str]| {
        project.run(&[&["gc", "run", "lost-object", "--format", "json"], args].concat())
    };
    for (name, start) in
        [("end.svg", b"<?xml".as_slice()), ("end.png", b"\x89PNG"), ("end.dot", b"digraph")]
    {
        assert_eq!(run(&["--image", name]).code, Some(0), "{name}");
        assert!(project.read(name).starts_with(start), "{name}");
    }

    // One frame before the first step and one after each.
    let report = json(&run(&[]).stdout, "heldby.gc.json");
    let n_steps = report["steps"].as_array().unwrap().len();
    for kind in ["svg", "png", "dot"] {
        let folder = format!("frames/{kind}");
        assert_eq!(run(&["--frames", &folder, "--frames-as", kind]).code, Some(0), "{kind}");
        let names: Vec<String> = (0..=n_steps).map(|n| format!("{n:04}.{kind}")).collect();
        assert_eq!(project.names(&folder), names, "{kind}");
    }
    let last = String::from_utf8(project.read(&format!("frames/svg/{n_steps:04}.svg"))).unwrap();
    assert!(last.contains("freed"), "{last}");

    assert_eq!(run(&["--html", "lost.html"]).code, Some(0));
    let page = String::from_utf8(project.read("lost.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"));
    for elsewhere in ["<link", "src=", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.contains("global box -&gt; b") || page.contains("global box -> b"));
}

#[test]
fn a_picture_that_cannot_be_is_refused() {
    let project = Project::new(&[("taken", "")]);
    let run = |args: &[&str]| project.run(&[&["gc", "run", "f1-f2"], args].concat()).to_string();
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot tell from its extension how to draw `end.jpeg`

        hint: name it .dot, .svg or .png
    "#]]
    .assert_eq(&run(&["--image", "end.jpeg"]));
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot write frames to `taken`
        caused by: File exists (os error 17)
    "#]]
    .assert_eq(&run(&["--frames", "taken"]));
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot write `missing/a.html`
        caused by: No such file or directory (os error 2)
    "#]]
    .assert_eq(&run(&["--html", "missing/a.html"]));
    expect![[r#"
        exit code 2
        --- stderr
        error: the following required arguments were not provided:
          --frames <DIR>

        Usage: heldby gc run --frames <DIR> --frames-as <KIND> <SCENARIO>

        For more information, try '--help'.
    "#]]
    .assert_eq(&run(&["--frames-as", "png"]));
    let loops = "goroutine main {\n    repeat 3000 {\n        x = new a\n    }\n}\n";
    project.write("long.gc", loops);
    expect![[r#"
        exit code 2
        --- stderr
        error: cannot write frames to `f`
        caused by: 6001 steps are too many: at most 2000 are drawn
    "#]]
    .assert_eq(&project.run(&["gc", "run", "long.gc", "--frames", "f"]).to_string());
}
