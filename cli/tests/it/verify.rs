//! `heldby closures verify`, with a go command that is made up, so that these tests need none, and
//! with a real one where there is one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::{Project, Run, repository};

const MODULE: &str = "module example.com/p\n\ngo 1.22\n";

const SOURCE: &str = "\
package p

func foo(xs []int) func() int {
	return func() int { return xs[0] }
}

func bar() func() {
	n, m := 0, 1
	go println(m)
	return func() { n += m }
}

func generic[T any](x T) func() T {
	return func() T { return x }
}
";

/// What the compiler says of that.
const LOG: &str = "\
# example.com/p
./a.go:3:10: foo capturing by value: xs (addr=false assign=false width=24)
./a.go:4:9: func literal escapes to heap in foo:
./a.go:4:9: heap closure, captured vars = [xs]
./a.go:8:2: bar capturing by ref: n (addr=false assign=true width=8)
./a.go:8:5: bar capturing by value: m (addr=false assign=false width=8)
./a.go:9:2: bar capturing by value: .autotmp_3 (addr=false assign=false width=8)
./a.go:9:2: heap closure, captured vars = [.autotmp_3]
./a.go:10:9: heap closure, captured vars = [n m]
";

fn json(stdout: &str) -> Value {
    let schema = fs::read(repository("docs/schema/heldby.closures.verify.json")).unwrap();
    let report = serde_json::from_str(stdout).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    report
}

/// Every file below a directory with its bytes.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
                files.insert(format!("{}/", path.display()), Vec::new());
            } else {
                files.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A go command that is made up: a shell script that answers from files, and notes what it is
/// called with.
#[cfg(unix)]
mod made_up {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::*;

    const SCRIPT: &str = r#"#!/bin/sh
here=$(dirname "$0")
case $1 in
    env) cat "$here/settings" ;;
    list)
        printf '%s\n' "$@" > "$here/called"
        echo output > "$GOTMPDIR/b001"
        . "$here/does"
        cat "$here/log" >&2
        cat "$here/listing"
        ;;
esac
"#;

    /// A project with a go command `../go`, which lists the package in the project's directory and
    /// prints `log`.
    fn project(log: &str) -> Project {
        let project = Project::new(&[("go.mod", MODULE), ("a.go", SOURCE)]);
        let (root, dir) = (project.root.display(), project.dir());
        let settings = format!(
            r#"{{"GOVERSION": "go1.26.8", "GOROOT": "{root}/goroot", "GOOS": "linux",
                "GOARCH": "amd64", "CGO_ENABLED": "0", "GOTMPDIR": "{root}/tmp"}}"#
        );
        fs::create_dir(project.root.join("tmp")).unwrap();
        for (name, text) in [
            ("go", SCRIPT),
            ("settings", &settings),
            ("does", ""),
            ("log", log),
            (
                "listing",
                &listing(&[["example.com/p", &dir.display().to_string(), "x", "a.go|", ""]]),
            ),
        ] {
            fs::write(project.root.join(name), text).unwrap();
        }
        let script = project.root.join("go");
        fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
        project
    }

    fn listing(packages: &[[&str; 5]]) -> String {
        let record = |fields: &[&str; 5]| {
            let fields = fields.map(|field| field.replace('|', "\u{1e}"));
            format!("{}\u{1d}\n", fields.join("\u{1f}"))
        };
        packages.iter().map(record).collect()
    }

    fn command(project: &Project, args: &[&str]) -> Command {
        let args = [&["closures", "verify", "--go", "../go"], args].concat();
        let mut command = project.command(&args);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    fn verify(project: &Project, args: &[&str]) -> Run {
        let before = tree(&project.dir());
        let run = project.finish(&mut command(project, args));
        assert_eq!(tree(&project.dir()), before, "the module is as it was");
        assert_eq!(tree(&project.root.join("tmp")), BTreeMap::new(), "no build output is left");
        run
    }

    fn called(project: &Project) -> String {
        fs::read_to_string(project.root.join("called")).unwrap()
    }

    #[test]
    fn both_say_the_same() {
        let project = project(LOG);
        expect![[r#"
            exit code 0
            --- stdout
            captured variables: 3 of 3 agree
            func literals: 2 of 2 agree
            go/defer wrappers: 1 of 1 agree

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it

            heldby and the compiler agree on all 6 answers; 1 package, 1 file
        "#]].assert_eq(&verify(&project, &[]).to_string());
        expect![[r#"
            exit code 0
            --- stdout
            go1.26.8 linux/amd64 without cgo, inlining off, in .: ./...

            a.go:3:10: variable xs: by value
            a.go:4:9: func literal: holds [xs]
            a.go:8:2: variable n: by reference
            a.go:8:5: variable m: by value
            a.go:9:2: go/defer wrapper: holds [.autotmp]
            a.go:10:9: func literal: holds [n m]

            captured variables: 3 of 3 agree
            func literals: 2 of 2 agree
            go/defer wrappers: 1 of 1 agree

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it

            heldby and the compiler agree on all 6 answers; 1 package, 1 file
        "#]].assert_eq(&verify(&project, &["-v", "./..."]).to_string());
        // What go is called with changes nothing; the working directory is the module's.
        let called = called(&project);
        let before_format = called.split("-f\n").next().unwrap();
        expect![[r#"
            list
            -e
            -export
            -buildvcs=false
            -pgo=off
            -trimpath=false
            -gcflags=-m=2 -l -d=closure=1
        "#]]
        .assert_eq(before_format);
        assert!(called.ends_with("\n--\n./...\n"), "{called}");
    }

    #[test]
    fn both_answers_are_shown_where_they_differ() {
        let log = LOG
            .replace("by ref: n", "by value: n")
            .replace("captured vars = [n m]", "captured vars = [m n]")
            .replace("./a.go:9:2: heap closure, captured vars = [.autotmp_3]\n", "");
        let project = project(&log);
        expect![[r#"
            exit code 1
            --- stdout
            a.go:8:2: variable n
                heldby:   by reference
                compiler: by value

            a.go:9:2: go/defer wrapper
                heldby:   holds [.autotmp]
                compiler: no such closure

            a.go:10:9: func literal
                heldby:   holds [n m]
                compiler: holds [m n]

            captured variables: 2 of 3 agree, 1 different
            func literals: 1 of 2 agree, 1 different
            go/defer wrappers: 0 of 0 agree, 1 seen by heldby alone

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it

            heldby and the compiler disagree on 3 of 6 answers; 1 package, 1 file
        "#]].assert_eq(&verify(&project, &[]).to_string());

        let run = verify(&project, &["--format", "json"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run}");
        let report = json(&run.stdout);
        assert_eq!(report["equal"], false);
        let found = &report["variables"]["disagreements"];
        assert_eq!(found.as_array().unwrap().len(), 1, "{run}");
        assert_eq!(found[0]["name"], "n");
        assert_eq!(found[0]["heldby"], serde_json::json!(["reference"]));
        assert_eq!(found[0]["compiler"], serde_json::json!(["value"]));
        let found = &report["literals"]["disagreements"][0];
        assert_eq!(found["heldby"], serde_json::json!([["n", "m"]]));
        assert_eq!(found["compiler"], serde_json::json!([["m", "n"]]));
        assert_eq!(report["wrappers"]["disagreements"][0]["compiler"], Value::Null);
    }

    #[test]
    fn what_does_not_compile_is_not_compared() {
        let project = project(LOG);
        project.write("bad/b.go", "package bad\n\nfunc f() func() { return func() { j() } }\n");
        let dir = project.dir();
        let dir = dir.to_str().unwrap();
        let message = "# example.com/p/bad\nbad/b.go:3:36: undefined: j\n|";
        let bad = ["example.com/p/bad", &format!("{dir}/bad"), "", "b.go|", message];
        let good = ["example.com/p", dir, "/cache/1-d", "a.go|", ""];
        fs::write(project.root.join("listing"), listing(&[good, bad])).unwrap();
        expect![[r#"
            exit code 0
            --- stdout
            captured variables: 3 of 3 agree
            func literals: 2 of 2 agree
            go/defer wrappers: 1 of 1 agree

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it
                1 package that the compiler fails on
                    example.com/p/bad
                        bad/b.go:3:36: undefined: j

            heldby and the compiler agree on all 6 answers; 1 package, 1 file
        "#]].assert_eq(&verify(&project, &["./..."]).to_string());

        fs::write(project.root.join("listing"), listing(&[bad])).unwrap();
        expect![[r#"
            exit code 2
            --- stderr
            error: nothing was compiled, and so there is nothing to compare
              example.com/p/bad:
                bad/b.go:3:36: undefined: j
        "#]]
        .assert_eq(&verify(&project, &["./bad"]).to_string());
    }

    #[test]
    fn files_that_only_one_side_takes() {
        let project = project(LOG);
        project.write("b.go", "package p\n");
        let dir = project.dir();
        let package = ["example.com/p", dir.to_str().unwrap(), "x", "a.go|c.go|", ""];
        fs::write(project.root.join("listing"), listing(&[package])).unwrap();
        expect![[r#"
            exit code 1
            --- stdout
            c.go: only go takes this file

            b.go: only heldby takes this file

            captured variables: 3 of 3 agree
            func literals: 2 of 2 agree
            go/defer wrappers: 1 of 1 agree

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it

            heldby and the compiler do not take the same files; 1 package, 2 files
        "#]].assert_eq(&verify(&project, &[]).to_string());
    }

    #[test]
    fn flags_reach_the_go_command() {
        let project = project(LOG);
        let settings = fs::read_to_string(project.root.join("settings")).unwrap();
        let flags = r#""GOFLAGS": "-mod=mod -tags=one", "GOWORK": "/none/go.work", "GOOS""#;
        fs::write(project.root.join("settings"), settings.replace(r#""GOOS""#, flags)).unwrap();
        let run = verify(&project, &["--tests", "--tags", "two,three"]);
        assert_eq!(run.code, Some(0), "{run}");
        let called = called(&project);
        for flag in ["-test", "-tags=one,two,three", "-mod=readonly"] {
            assert!(called.lines().any(|line| line == flag), "{flag} in {called}");
        }
        assert!(called.contains("-overlay="), "{called}");
    }

    #[test]
    fn an_overlay_is_refused() {
        let project = project(LOG);
        let settings = fs::read_to_string(project.root.join("settings")).unwrap();
        let flags = r#""GOFLAGS": "-overlay=o.json", "GOOS""#;
        fs::write(project.root.join("settings"), settings.replace(r#""GOOS""#, flags)).unwrap();
        expect![[r#"
            exit code 2
            --- stderr
            error: GOFLAGS has `-overlay=o.json`: go would compile other files than heldby reads
        "#]]
        .assert_eq(&verify(&project, &[]).to_string());
    }

    #[test]
    fn a_program_that_is_not_go() {
        let project = project(LOG);
        fs::write(project.root.join("settings"), "hello\n").unwrap();
        expect![[r#"
            exit code 2
            --- stderr
            error: `[ROOT]/work/../go env` did not print a JSON object
            caused by: expected value at line 1 column 1
        "#]]
        .assert_eq(&verify(&project, &[]).to_string());
        fs::write(project.root.join("settings"), "{}\n").unwrap();
        expect![[r#"
            exit code 2
            --- stderr
            error: `[ROOT]/work/../go env` does not say what GOVERSION is: is it Go's?
        "#]]
        .assert_eq(&verify(&project, &[]).to_string());
    }

    #[test]
    fn go_fails() {
        let project =
            project("go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)\n");
        fs::write(project.root.join("listing"), "").unwrap();
        expect![[r#"
            exit code 2
            --- stderr
            error: `[ROOT]/work/../go list` in [ROOT]/work failed
              go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)

            hint: another release of Go is needed: --go PROGRAM names one
        "#]]
        .assert_eq(&verify(&project, &[]).to_string());
    }

    #[test]
    fn nothing_is_left_behind_when_interrupted() {
        let project = project(LOG);
        let started = project.root.join("started");
        let does = format!("touch '{}'; exec sleep 60", started.display());
        fs::write(project.root.join("does"), does).unwrap();
        let before = tree(&project.dir());
        let mut child = command(&project, &[]).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        while !started.exists() {
            assert!(Instant::now() < deadline, "the compiler is never called");
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(tree(&project.dir()), before);
        assert_eq!(tree(&project.root.join("tmp")), BTreeMap::new());
    }
}

#[test]
fn there_is_no_go_command() {
    let project = Project::new(&[("go.mod", MODULE), ("a.go", SOURCE)]);
    expect![[r#"
        exit code 2
        --- stderr
        error: there is no go command `go` on PATH

        hint: install Go, or name its go command with --go PROGRAM; `heldby closures` alone needs none
    "#]].assert_eq(&project.run(&["closures", "verify"]).to_string());
    let run = project.run(&["closures", "verify", "--go", "./tools/go"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.stderr.contains("no go command `[ROOT]/work/./tools/go`\n"), "{run}");
}

#[test]
fn standard_input_cannot_be_compiled() {
    let project = Project::new(&[]);
    expect![[r#"
        exit code 2
        --- stderr
        error: go compiles packages and files, not standard input
    "#]]
    .assert_eq(&project.run(&["closures", "verify", "-"]).to_string());
}

#[test]
fn a_directory_may_have_the_name() {
    let project = Project::new(&[("verify/a.go", "package p\n\nvar f = func() {}\n")]);
    let run = project.run(&["closures", "./verify"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.starts_with("verify/a.go:3:9: "), "{run}");
}

/// `heldby closures verify` with the Go on PATH; `None` where there is none.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn with_real_go(project: &Project, variables: &[(&str, &str)], args: &[&str]) -> Option<Run> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_go = std::env::split_paths(&path)
        .any(|dir| dir.join(format!("go{}", std::env::consts::EXE_SUFFIX)).is_file());
    if !has_go {
        println!("skipped: no go on PATH");
        return None;
    }
    let temporary = project.root.join("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let before = tree(&project.dir());
    let mut command = project.command(&[&["closures", "verify"], args].concat());
    command.env("PATH", path).env_remove("GOROOT").env("TMPDIR", &temporary);
    command.env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("GOTOOLCHAIN", "local");
    command.envs(variables.iter().copied());
    let run = project.finish(&mut command);
    assert_eq!(tree(&project.dir()), before, "the module is as it was: {run}");
    assert_eq!(tree(&temporary), BTreeMap::new(), "no build output is left: {run}");
    Some(run)
}

#[test]
fn the_real_compiler_says_the_same() {
    let test = "package p\n\nimport \"example.com/p/sub\"\n\nvar t = func() { sub.F() }\n";
    let project = Project::new(&[
        ("go.mod", MODULE),
        ("a.go", SOURCE),
        ("a_test.go", test),
        ("sub/s.go", "package sub\n\nfunc F() {}\n\nvar f = func() { F() }\n"),
    ]);
    let Some(run) = with_real_go(&project, &[], &["--tests", "--format", "json", "./..."]) else {
        return;
    };
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run}");
    let report = json(&run.stdout);
    assert_eq!(report["equal"], true);
    assert_eq!(report["packages"]["compiled"], 2);
    assert_eq!(report["files"]["compared"], 3);
    for (what, n) in [("variables", 3), ("literals", 4), ("wrappers", 1)] {
        assert_eq!(report[what]["compiler"], n, "{what}: {run}");
        assert_eq!(report[what]["agreeing"], n, "{what}: {run}");
    }
    assert_eq!(report["variables"]["not_instantiated"][0]["name"], "x");
}

/// From outside the modules, each is compiled where it is.
#[test]
fn modules_below_this_directory() {
    let project = Project::new(&[
        ("one/go.mod", "module example.com/one\n"),
        ("one/a.go", SOURCE),
        ("two/go.mod", "module example.com/two\n"),
        ("two/sub/b.go", "package two\n\nfunc f() { g() }\n\nvar g = func() { j() }\n"),
        ("two/c.go", "package two\n\nvar g = func() {}\n"),
    ]);
    let Some(run) = with_real_go(&project, &[], &["./..."]) else { return };
    expect![[r#"
        exit code 0
        --- stdout
        captured variables: 0 of 0 agree
        func literals: 1 of 1 agree

        not compared:
            2 packages that the compiler fails on
                example.com/one
                    one/a.go:13:14: type parameter requires go1.18 or later (-lang was set to go1.16; check go.mod)
                    one/a.go:13:16: predeclared any requires go1.18 or later (-lang was set to go1.16; check go.mod)
                example.com/two/sub
                    two/sub/b.go:5:18: undefined: j

        heldby and the compiler agree on all 1 answer; 1 package, 1 file
    "#]].assert_eq(&run.to_string());
}

#[test]
fn a_module_that_cannot_be_downloaded() {
    let files = [
        ("go.mod", "module example.com/p\n\ngo 1.22\n\nrequire example.com/none v1.2.3\n"),
        ("a.go", "package p\n\nimport \"example.com/none/x\"\n\nvar f = func() { x.F() }\n"),
    ];
    let project = Project::new(&files);
    let Some(run) = with_real_go(&project, &[], &[]) else { return };
    expect![[r#"
        exit code 2
        --- stderr
        error: nothing was compiled, and so there is nothing to compare
          example.com/p:
            a.go:3:8: missing go.sum entry for module providing package example.com/none/x (imported by example.com/p); to add:
            go get example.com/p

        hint: the module is not complete, and heldby does not let go change it: `go mod tidy` (or `go mod vendor`) does
    "#]].assert_eq(&run.to_string());
    // go.sum is complete, and so go would go and get it.
    project.write(
        "go.sum",
        "example.com/none v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\
         example.com/none v1.2.3/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
    );
    let Some(run) = with_real_go(&project, &[], &[]) else { return };
    expect![[r#"
        exit code 2
        --- stderr
        error: nothing was compiled, and so there is nothing to compare
          example.com/p:
            a.go:3:8: module lookup disabled by GOPROXY=off

        hint: a module that is needed is not on this machine, and go could not download it: `go mod download` does, where there is a network
    "#]].assert_eq(&run.to_string());
}

#[test]
fn a_workspace_stays_as_it_is() {
    let project = Project::new(&[
        ("go.work", "go 1.22\n\nuse ./one\n"),
        ("one/go.mod", "module example.com/one\n\ngo 1.22\n"),
        ("one/a.go", SOURCE),
    ]);
    let Some(run) = with_real_go(&project, &[("GOFLAGS", "")], &["./one/..."]) else { return };
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("agree on all 6 answers"), "{run}");
}
