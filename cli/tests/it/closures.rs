//! `heldby closures` on sources that are as they should be.

use expect_test::expect;
use serde_json::Value;

use crate::{Project, repository};

/// The functions that the question began with.
const ARTICLE: &str = "\
package p

func foo() func(int) int {
	i := []int{0: 10, 1: 11, 15: 128}
	return func(n int) int {
		n += i[0]
		return n
	}
}

func bar() func(int) int {
	a, b, c := 1, 2, 3
	return func(n int) int {
		a++
		b += n
		c = a + b
		return c
	}
}

var free = func() {}
";

fn json(stdout: &str) -> Value {
    let schema = std::fs::read(repository("docs/schema/heldby.closures.json")).unwrap();
    let schema = serde_json::from_slice(&schema).unwrap();
    let report = serde_json::from_str(stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    report
}

#[test]
fn the_article_as_text() {
    let project =
        Project::new(&[("go.mod", "module example.com/p\n\ngo 1.27\n"), ("a.go", ARTICLE)]);
    expect![[r#"
        exit code 0
        --- stdout
        a.go:5:9: example.com/p.foo.func1  func literal, 32 bytes
            struct { F uintptr; i []int }
            i  []int  by value  24 B at +8  declared at 4:2  never reassigned

        a.go:13:9: example.com/p.bar.func1  func literal, 32 bytes
            struct { F uintptr; a *int; b *int; c *int }
            a  int  by reference  8 B at +8   declared at 12:2  assigned at 14:3 after the capture
            b  int  by reference  8 B at +16  declared at 12:5  assigned at 15:3 after the capture
            c  int  by reference  8 B at +24  declared at 12:8  assigned at 16:3 after the capture

        a.go:21:12: example.com/p.init.func1  func literal, static
            captures nothing: one read-only object for the whole program

        3 closures with 4 captures: 1 by value, 3 by reference, 0 unknown; 0 gaps; 1 package, 1 file
    "#]]
    .assert_eq(&project.run(&["closures"]).to_string());
    expect![[r#"
        exit code 0
        --- stdout
        a.go:13:9: example.com/p.bar.func1  func literal, 32 bytes
            struct { F uintptr; a *int; b *int; c *int }
            heap block of 32 bytes, pointer bitmap 0111
            a  int  by reference  8 B at +8   declared at 12:2  assigned at 14:3 after the capture
                field X0, first used at 14:3
            b  int  by reference  8 B at +16  declared at 12:5  assigned at 15:3 after the capture
                field X1, first used at 15:3
            c  int  by reference  8 B at +24  declared at 12:8  assigned at 16:3 after the capture
                field X2, first used at 16:3

        1 of 3 closures with 3 captures: 0 by value, 3 by reference, 0 unknown; 0 gaps; 1 package, 1 file
    "#]].assert_eq(&project.run(&["closures", "-v", "--name", "p.bar"]).to_string());
}

#[test]
fn the_article_as_json() {
    let project = Project::new(&[("a.go", ARTICLE)]);
    let run = project.run(&["closures", "--format", "json", "a.go"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run}");
    let report = json(&run.stdout);
    let closures = report["closures"].as_array().unwrap();
    let seen: Vec<String> = closures
        .iter()
        .map(|closure| {
            let captures = closure["captures"].as_array().unwrap().iter();
            let captures = captures.map(|capture| {
                format!("{} {} {}", capture["name"], capture["type"], capture["mode"])
            });
            let captures: Vec<String> = captures.collect();
            format!("{}: {}; {}", closure["name"], captures.join(", "), closure["allocation"])
                .replace('"', "")
        })
        .collect();
    assert_eq!(
        seen,
        [
            "foo.func1: i []int value; null",
            "bar.func1: a int reference, b int reference, c int reference; null",
            "init.func1: ; static",
        ]
    );
    assert_eq!(run.stdout, project.run(&["closures", "--format", "json", "a.go"]).stdout);
}

#[test]
fn gaps_are_in_the_json_too() {
    let project = Project::new(&[("a.go", ARTICLE), ("b.go", "package p\n\nvar x = := 1\n")]);
    let run = project.run(&["closures", "--format", "json"]);
    let report = json(&run.stdout);
    let gaps = report["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 1, "{run}");
    assert!(gaps[0]["path"].as_str().unwrap().starts_with("b.go:3:9"), "{run}");
    assert!(run.stderr.starts_with("warning: b.go:3:9: "), "{run}");
}

#[test]
fn failing_on_captures_by_reference() {
    let project = Project::new(&[("a.go", ARTICLE)]);
    let run = project.run(&["closures", "a.go", "--fail-on", "gaps,by-reference"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "failed: 3 captures by reference (--fail-on by-reference)\n");
    let run = project.run(&["closures", "a.go", "--fail-on", "by-reference", "--name", "foo"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "only what is shown counts");
}

#[test]
fn pictures() {
    let project = Project::new(&[("a.go", ARTICLE)]);
    for (file, magic) in [("a.dot", "digraph"), ("a.svg", "<?xml"), ("a.png", "\u{89}PNG")] {
        let run = project.run(&["closures", "a.go", "--image", file]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{file}");
        let start: String =
            project.read(file).iter().take(5).map(|&byte| char::from(byte)).collect();
        assert!(magic.starts_with(&start) || start.starts_with(magic), "{file}: {start:?}");
    }
    let dot = String::from_utf8(project.read("a.dot")).unwrap();
    for words in ["by reference", "by value", "captures nothing", "bar.func1"] {
        assert!(dot.contains(words), "{words} in {dot}");
    }
    // A second picture takes the first one's place, and is the same.
    project.run(&["closures", "a.go", "--image", "a.dot"]);
    assert_eq!(String::from_utf8(project.read("a.dot")).unwrap(), dot);
    assert_eq!(project.names("."), ["a.dot", "a.go", "a.png", "a.svg"]);
}

#[test]
fn builds_differ() {
    let project = Project::new(&[
        ("a_windows.go", "package p\n\nvar w = func() {}\n"),
        ("a_test.go", "package p\n\nvar t = func() {}\n"),
        ("b.go", "//go:build special\n\npackage p\n\nvar s = func() {}\n"),
        ("c.go", "package p\n"),
    ]);
    let files = |args: &[&str]| {
        let run = project.run(&[&["closures", "--format", "json"], args].concat());
        let report = json(&run.stdout);
        let closures = report["closures"].as_array().unwrap().iter();
        closures
            .map(|closure| closure["position"]["file"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(files(&[]), [""; 0]);
    assert_eq!(files(&["--goos", "windows"]), ["a_windows.go"]);
    assert_eq!(files(&["--tags", "other,special"]), ["b.go"]);
    assert_eq!(files(&["--tests"]), ["a_test.go"]);
}

#[test]
fn standard_input_is_a_file() {
    let run = Project::new(&[]).run_with_stdin(&["closures", "-"], ARTICLE.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run}");
    assert!(run.stdout.starts_with("<stdin>:5:9: "), "{run}");
}

#[test]
fn the_index_of_the_standard_library() {
    let source = "package p\n\nimport \"bytes\"\n\nfunc f() func() {\n\tvar b bytes.Buffer\n\
                  \treturn func() { b.WriteString(\"x\") }\n}\n";
    let project = Project::new(&[("a.go", source)]);
    let run = project.run(&["closures", "--std-index", "--fail-on", "gaps", "a.go"]);
    assert_eq!(run.code, Some(0), "it leaves no gap: {run}");
    assert_eq!(
        run.stderr,
        "note: the standard library is that of go1.27.3, from the built-in index\n"
    );
    assert!(run.stdout.contains("b  bytes.Buffer  by reference"), "{run}");
    let run = project.run(&["closures", "--std-index", "--format", "json", "a.go"]);
    assert_eq!(json(&run.stdout)["std_index"], "go1.27.3");
    let run = project.run(&["closures", "--format", "json", "a.go"]);
    assert!(json(&run.stdout)["std_index"].is_null(), "{run}");
    let run = project.run(&["closures", "--std-index", "fmt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("there is no Go installation to read it from"), "{run}");
}

/// A report of many sorts of closure. It needs the sources of Go and is passed over without them.
#[test]
fn the_standard_library() {
    let Some(goroot) = std::env::var_os("GOROOT") else { return };
    let project = Project::new(&[]);
    let run = || {
        let args = ["closures", "std", "--format", "json"];
        project.finish(project.command(&args).env("GOROOT", &goroot))
    };
    let first = run();
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    let report = json(&first.stdout);
    assert!(report["closures"].as_array().unwrap().len() > 1000);
    assert!(first.stdout == run().stdout, "the same input gives the same bytes");
}

#[cfg(feature = "gc")]
#[test]
fn closures_as_a_scenario() {
    let source = "package p\n\nfunc pair(buf []byte, n int) (func(), func() int) {\n\tcount := 0\n\
        \treturn func() { count++; buf[0]++ }, func() int { return count + n }\n}\n";
    let project = Project::new(&[("a.go", source)]);
    let run = project.run(&["closures", "--scenario", "a.gc", "a.go"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    expect![[r#"
        // Made by `heldby closures --scenario`; change it as you like.
        scenario "what 2 closures hold"
        about "Each closure is held by a global variable, and the program drops one after the other."
        about "What was captured goes with the last closure that holds it."
        about "Left out are copies of what shows no pointer, such as numbers and named types."

        object array buf
        object variable count

        // a.go:5:9
        object closure pair-func1 40B { count = count, buf = buf }
        global holds-pair-func1 = pair-func1

        // a.go:5:39
        object closure pair-func2 24B { count = count }
        global holds-pair-func2 = pair-func2

        goroutine main {
            gc
            drop holds-pair-func1
            gc
            drop holds-pair-func2
            gc
        }

        expect after gc 2: pair-func1 freed, buf freed
        expect after gc 3: pair-func2 freed, count freed
    "#]].assert_eq(&String::from_utf8(project.read("a.gc")).unwrap());
    expect![[r#"
        exit code 0
        --- stdout
        what 2 closures hold
          Each closure is held by a global variable, and the program drops one after the other.
          What was captured goes with the last closure that holds it.
          Left out are copies of what shows no pointer, such as numbers and named types.

        collector tri-colour, barrier hybrid; 62 steps
        cycle 1, steps 2 to 24: frees nothing
        cycle 2, steps 27 to 45: frees buf, pair-func1
        cycle 3, steps 48 to 61: frees count, pair-func2

        freed:  buf, count, pair-func1, pair-func2
        live:   nothing
        holds:  after gc 2: pair-func1 freed, buf freed
        holds:  after gc 3: pair-func2 freed, count freed
    "#]]
    .assert_eq(&project.run(&["gc", "run", "a.gc"]).to_string());
    // Under every collector it comes to the same.
    for collector in ["mark-sweep", "mark-compact", "semispace", "generational", "refcount"] {
        let run = project.run(&["gc", "run", "a.gc", "--collector", collector]);
        assert_eq!(run.code, Some(0), "{collector}: {run}");
    }

    project.write("none.go", "package p\nvar f = func() {}\n");
    expect![[r#"
        exit code 2
        --- stderr
        error: no scenario: no closure holds anything
    "#]]
    .assert_eq(&project.run(&["closures", "--scenario", "none.gc", "none.go"]).to_string());
}
