//! `heldby gc pace`.

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::{Project, Run, repository};

fn run(args: &[&str]) -> Run {
    Project::new(&[]).run(&[&["gc", "pace"], args].concat())
}

#[track_caller]
fn check(args: &[&str], expected: &Expect) {
    expected.assert_eq(&run(args).to_string());
}

/// The report, held against its schema.
#[track_caller]
fn json(run: &Run) -> Value {
    assert_eq!(run.code, Some(0), "{run}");
    let schema = std::fs::read(repository("docs/schema/heldby.gc.pace.json")).unwrap();
    let schema = serde_json::from_slice(&schema).unwrap();
    let report = serde_json::from_str(&run.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    report
}

/// A log that the programs of the conformance test have written.
fn log(name: &str) -> Vec<u8> {
    std::fs::read(repository("gc-sim/src/pacer/testdata").join(name)).unwrap()
}

#[test]
fn a_steady_program() {
    check(&["--live", "500MiB", "--alloc-rate", "200MiB/s"], &expect![[r#""#]]);
}

#[test]
fn the_question_of_the_closures() {
    let args = [
        "--closures",
        "10000/s",
        "--holding",
        "4KiB",
        "--hold-for",
        "30s",
        "--container-limit",
        "2Gi",
    ];
    check(&args, &expect![[r#""#]]);
    let report = json(&run(&[&args[..], &["--format", "json"]].concat()));
    assert_eq!(report["closures"]["held_count"], 300_000);
    assert_eq!(report["closures"]["held_bytes"], 300_000_u64 * 4096);
    assert_eq!(report["advice"]["verdict"], "keeps");
}

#[test]
fn a_container_that_is_too_small() {
    let args = ["--closures", "10k/s", "--holding", "64KiB", "--hold-for", "30s"];
    let args = [&args[..], &["--container-limit", "2Gi", "--format", "json"]].concat();
    let report = json(&run(&args));
    assert_eq!(report["advice"]["verdict"], "impossible");
    assert_eq!(report["advice"]["memory_limit_bytes"], Value::Null);
}

#[test]
fn a_death_spiral_is_a_warning() {
    let args = ["--live", "10MiB..60MiB", "--period", "10s", "--alloc-rate", "100MiB/s"];
    let args = [&args[..], &["--memory-limit", "64MiB", "--cores", "2", "--for", "30s"]].concat();
    let run = run(&args);
    expect![[r#""#]].assert_eq(&run.stderr);
    let args = [&args[..], &["--format", "json"]].concat();
    let report = json(&self::run(&args));
    assert_eq!(report["notes"][0]["severity"], "warning");
    assert!(report["peak_memory_bytes"].as_u64().unwrap() > 64 << 20);
}

#[test]
fn nothing_bounds_the_heap() {
    let args = ["--live", "1MiB", "--alloc-rate", "1MiB/s", "--gogc", "off", "--for", "5m"];
    let report = json(&run(&[&args[..], &["--format", "json"]].concat()));
    assert_eq!(report["cycles"].as_array().unwrap().len(), 2);
    assert_eq!(report["cycles"][0]["goal_bytes"], Value::Null);
    assert_eq!(report["cycles"][0]["periodic"], true);
}

#[test]
fn a_log_is_replayed() {
    let project = Project::new(&[]);
    project.write("steady.log", log("steady-100.log"));
    let run = project.run(&["gc", "pace", "--replay", "steady.log"]);
    expect![[r#""#]].assert_eq(&run.to_string());

    let stdin = [b"garbage\ngc 1 @0.1".as_slice(), b"\n", &log("steady-off-64MiB.log")].concat();
    let args = ["gc", "pace", "--replay", "-", "--gogc", "off", "--memory-limit", "64MiB"];
    let args = [&args[..], &["--format", "json"]].concat();
    let run = project.run_with_stdin(&args, &stdin);
    expect![[r#""#]].assert_eq(&run.stderr);
    let report = json(&run);
    assert_eq!(report["replay"]["near_share"], 1.0);
    assert_eq!(report["gaps"].as_array().unwrap().len(), 1);
}

#[test]
fn other_settings_than_the_log_has() {
    let project = Project::new(&[]);
    project.write("steady.log", log("steady-100.log"));
    let run = project.run(&["gc", "pace", "--replay", "steady.log", "--gogc", "300"]);
    assert!(run.stdout.contains("note: the program ran with another GOGC"), "{run}");
}

#[test]
fn pictures() {
    let project = Project::new(&[]);
    let args = ["gc", "pace", "--live", "20MiB", "--alloc-rate", "50MiB/s", "--image"];
    for name in ["heap.svg", "heap.png"] {
        let run = project.run(&[&args[..], &[name]].concat());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
    let svg = String::from_utf8(project.read("heap.svg")).unwrap();
    assert!(svg.contains("<title>GOGC=100: "), "{svg}");
    assert_eq!(&project.read("heap.png")[..4], b"\x89PNG");
    let run = project.run(&[&args[..], &["heap.dot"]].concat());
    expect![[r#""#]].assert_eq(&run.to_string());
    assert_eq!(project.names("."), ["heap.png", "heap.svg"]);
}

#[test]
fn all_collections() {
    let args = ["--live", "20MiB", "--alloc-rate", "50MiB/s"];
    let few = run(&args).stdout.lines().count();
    let all = run(&[&args[..], &["--all"]].concat()).stdout.lines().count();
    assert!(all > 2 * few, "{few} {all}");
}

#[test]
fn arguments_that_mean_nothing() {
    check(&[], &expect![[r#""#]]);
    check(&["--live", "5 potatoes"], &expect![[r#""#]]);
    check(&["--live", "-5MiB"], &expect![[r#""#]]);
    check(&["--live", "9999P"], &expect![[r#""#]]);
    check(&["--live", "20MiB..10MiB", "--period", "1s"], &expect![[r#""#]]);
    check(&["--live", "20MiB", "--period", "1s"], &expect![[r#""#]]);
    check(&["--live", "1MiB", "--alloc-rate", "5MiB"], &expect![[r#""#]]);
    check(&["--live", "1MiB", "--busy-cores", "NaN"], &expect![[r#""#]]);
    check(&["--live", "1MiB", "--cores", "0"], &expect![[r#""#]]);
    check(&["--live", "1MiB", "--for", "1000000d"], &expect![[r#""#]]);
    check(&["--closures", "5/s"], &expect![[r#""#]]);
    check(&["--live", "1MiB", "--gogc", "-1"], &expect![[r#""#]]);
    check(&["--replay", "missing.log"], &expect![[r#""#]]);
    check(&["--replay", "missing.log", "--live", "1MiB"], &expect![[r#""#]]);
}

#[test]
fn a_log_without_collections() {
    let run = Project::new(&[]).run_with_stdin(&["gc", "pace", "--replay", "-"], b"\xff\0hello\n");
    expect![[r#""#]].assert_eq(&run.to_string());
}

#[test]
fn a_year_of_a_gigabyte_a_second_ends() {
    let started = std::time::Instant::now();
    let run = run(&["--live", "1MiB", "--alloc-rate", "1GiB/s", "--for", "365d"]);
    assert!(run.stdout.contains("note: stopped after 100000 collections"), "{run}");
    assert!(started.elapsed().as_secs() < 60);
}
