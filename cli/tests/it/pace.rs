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
    check(
        &["--live", "500MiB", "--alloc-rate", "200MiB/s"],
        &expect![[r#"
        exit code 0
        --- stdout
           GC         at     trigger        goal      at end      marked        took  goal by
            1      2.5 s     996 MiB    1000 MiB    1000 MiB     504 MiB   264.60 ms  GOGC, with assists
            2      4.5 s     861 MiB    1008 MiB    1008 MiB     647 MiB   977.06 ms  GOGC
            3      8.0 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
            4     11.5 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
            5     15.0 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   978.45 ms  GOGC, with assists
            6     18.4 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
            …  5 collections left out; --all shows them
           12     39.3 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
           13     42.8 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
           14     46.2 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
           15     49.7 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   978.56 ms  GOGC, with assists
           16     53.2 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC
           17     56.7 s    1.12 GiB    1.26 GiB    1.26 GiB     647 MiB   977.06 ms  GOGC

        17 collections in 60.0 s, one every 3.5 s, with GOGC=100
        heap: 1.26 GiB at most, of which 500 MiB live; with stacks and the runtime's own memory 1.30 GiB
        CPU: 6.9 % for the collector, of 4 cores; the program runs at 93.1 % of its speed
    "#]],
    );
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
    check(
        &args,
        &expect![[r#"
        exit code 0
        --- stdout
           GC         at     trigger        goal      at end      marked        took  goal by
            1   97.60 ms    3.81 MiB    4.00 MiB    4.05 MiB    4.05 MiB     7.95 ms  least heap
            2  203.15 ms    7.86 MiB    8.09 MiB    8.32 MiB    8.32 MiB    15.85 ms  GOGC
            3  419.76 ms    16.2 MiB    16.6 MiB    17.1 MiB    17.1 MiB    32.07 ms  GOGC
            4  864.42 ms    33.2 MiB    34.2 MiB    35.1 MiB    35.1 MiB    65.38 ms  GOGC
            5      1.8 s    68.2 MiB    70.3 MiB    72.2 MiB    72.2 MiB   135.29 ms  GOGC
            6      3.7 s     140 MiB     144 MiB     148 MiB     148 MiB   274.42 ms  GOGC
            7      7.5 s     288 MiB     297 MiB     305 MiB     305 MiB   563.57 ms  GOGC
            8     15.5 s     593 MiB     610 MiB     627 MiB     627 MiB       1.2 s  GOGC
            9     31.8 s    1.19 GiB    1.22 GiB    1.26 GiB    1.21 GiB       2.3 s  GOGC
           10     64.0 s    2.35 GiB    2.42 GiB    2.42 GiB    1.21 GiB       2.3 s  GOGC
           11     96.3 s    2.35 GiB    2.42 GiB    2.42 GiB    1.21 GiB       2.3 s  GOGC
           12    128.6 s    2.35 GiB    2.42 GiB    2.42 GiB    1.21 GiB       2.3 s  GOGC

        12 collections in 150.0 s, one every 12.5 s, with GOGC=100
        heap: 2.42 GiB at most, of which 1.14 GiB live; with stacks and the runtime's own memory 2.50 GiB
        CPU: 1.9 % for the collector, of 4 cores; the program runs at 98.1 % of its speed

        10,000 closures a second, each holding 4.00 KiB for 30.0 s: 300,000 are held at once, 1.14 GiB in all. The heap's high-water mark is 2.42 GiB, and that of memory 2.50 GiB.

        GOMEMLIMIT=1945MiB keeps it within 2.00 GiB: memory comes to 1.84 GiB, and the collector takes 3.4 % of the CPU time in 16 collections. It leaves 102 MiB of the container's 2.00 GiB to what Go does not count.
    "#]],
    );
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
    expect![[r#"
        warning: from 12.5 s on, 55.1 MiB of live heap and 5.71 MiB of other memory leave no room under the memory limit of 64.0 MiB: one collection follows the other, and each frees next to nothing
        warning: from 12.8 s on, the collector would take more than half of the CPU time; Go holds it there, and lets the heap pass its goal instead
        warning: the memory limit is passed by 14.9 MiB: it is a wish, not a wall
    "#]].assert_eq(&run.stderr);
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
    expect![[r#"
        exit code 0
        --- stdout
           GC         at   trigger    at end    marked      goal  predicted  off by  goal by
            1   13.00 ms     3 MiB     4 MiB     3 MiB     4 MiB      4 MiB      +0  least heap
            2   24.00 ms     6 MiB     6 MiB     6 MiB     7 MiB      7 MiB      +0  GOGC
            3   48.00 ms    12 MiB    12 MiB    12 MiB    13 MiB     13 MiB      +0  GOGC
            4   94.00 ms    24 MiB    24 MiB    24 MiB    25 MiB     25 MiB      +0  GOGC
            5  188.00 ms    47 MiB    48 MiB    24 MiB    49 MiB     49 MiB      +0  GOGC
            6  279.00 ms    47 MiB    48 MiB    24 MiB    49 MiB     49 MiB      +0  GOGC
            …  35 collections left out; --all shows them
           42      3.5 s    46 MiB    47 MiB    24 MiB    49 MiB     49 MiB      +0  GOGC
           43      3.6 s    47 MiB    48 MiB    24 MiB    49 MiB     49 MiB      +0  GOGC
           44      3.7 s    48 MiB    48 MiB    24 MiB    49 MiB     49 MiB      +0  GOGC
           45      3.8 s    48 MiB    49 MiB    25 MiB    49 MiB     49 MiB      +0  GOGC
           46      3.9 s    49 MiB    49 MiB    24 MiB    50 MiB     51 MiB      +1  GOGC
           47      4.0 s    47 MiB    47 MiB    24 MiB    48 MiB     49 MiB      +1  GOGC

        47 collections in steady.log, with GOGC=100; 49.0 MiB at most
        47 of 47 goals predicted within 2 MiB (100.0 %)
    "#]]
    .assert_eq(&run.to_string());

    let stdin = [b"garbage\ngc 1 @0.1".as_slice(), b"\n", &log("steady-off-64MiB.log")].concat();
    let args = ["gc", "pace", "--replay", "-", "--gogc", "off", "--memory-limit", "64MiB"];
    let args = [&args[..], &["--format", "json"]].concat();
    let run = project.run_with_stdin(&args, &stdin);
    expect![[r#"
        warning: <stdin>:2: expected three digits, found `1`
    "#]]
    .assert_eq(&run.stderr);
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
    expect![[r#"
        exit code 2
        --- stderr
        error: a chart is no graph, and cannot be drawn as DOT

        hint: name the image .svg or .png
    "#]]
    .assert_eq(&run.to_string());
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
    check(
        &[],
        &expect![[r#"
        exit code 2
        --- stderr
        error: there is nothing to simulate

        hint: say what the program does with --live, --alloc-rate or --closures, or name a log with --replay
    "#]],
    );
    check(
        &["--live", "5 potatoes"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: invalid value '5 potatoes' for '--live <SIZE>': write a number and a unit, such as 500MiB, 512Mi, 2G or 1048576; or two of them, as in 10MiB..200MiB

        For more information, try '--help'.
    "#]],
    );
    check(
        &["--live", "-5MiB"],
        &expect![[r#"
            exit code 2
            --- stderr
            error: invalid value '-5MiB' for '--live <SIZE>': write a number and a unit, such as 500MiB, 512Mi, 2G or 1048576; or two of them, as in 10MiB..200MiB

            For more information, try '--help'.
        "#]],
    );
    check(
        &["--live", "9999P"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the live heap is 9999000000000000000, and 1125899906842624 is the most that is simulated

        hint: change --live
    "#]],
    );
    check(
        &["--live", "20MiB..10MiB", "--period", "1s"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the low end of the live heap is 20971520 bytes, above its high end of 10485760

        hint: change --live
    "#]],
    );
    check(
        &["--live", "20MiB", "--period", "1s"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: --period is for a live heap that grows, and --live is one size

        hint: write --live LOW..HIGH, as in 10MiB..200MiB
    "#]],
    );
    check(
        &["--live", "1MiB", "--alloc-rate", "5MiB"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: invalid value '5MiB' for '--alloc-rate <SIZE/TIME>': write a size and a time, such as 200MiB/s or 12G/m

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn numbers_that_mean_nothing() {
    check(
        &["--live", "1MiB", "--busy-cores", "NaN"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the number of busy cores is NaN, and must be a number from 0 to 4096

        hint: change --busy-cores
    "#]],
    );
    check(
        &["--live", "1MiB", "--cores", "0"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the number of cores is 0, and must be 1 or more

        hint: change --cores
    "#]],
    );
    check(
        &["--live", "1MiB", "--for", "1000000d"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: invalid value '1000000d' for '--for <TIME>': it is too long

        For more information, try '--help'.
    "#]],
    );
    check(
        &["--closures", "5/s"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the following required arguments were not provided:
          --holding <SIZE>
          --hold-for <TIME>

        Usage: heldby gc pace --closures <NUMBER/TIME> --holding <SIZE> --hold-for <TIME>

        For more information, try '--help'.
    "#]],
    );
    check(
        &["--live", "1MiB", "--gogc", "-1"],
        &expect![[r#"
            exit code 2
            --- stderr
            error: invalid value '-1' for '--gogc <PERCENT>': write a percentage such as 100, or off

            For more information, try '--help'.
        "#]],
    );
    check(
        &["--replay", "missing.log"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: cannot read `missing.log`
        caused by: No such file or directory (os error 2)
    "#]],
    );
    check(
        &["--replay", "missing.log", "--live", "1MiB"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: the argument '--replay <FILE>' cannot be used with '--live <SIZE>'

        Usage: heldby gc pace --replay <FILE>

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_log_without_collections() {
    let run = Project::new(&[]).run_with_stdin(&["gc", "pace", "--replay", "-"], b"\xff\0hello\n");
    expect![[r#"
        exit code 2
        --- stderr
        error: there is no collection in `<stdin>`

        hint: have the program write them: GODEBUG=gctrace=1 ./program 2> FILE
    "#]]
    .assert_eq(&run.to_string());
}

#[test]
fn a_year_of_a_gigabyte_a_second_ends() {
    let started = std::time::Instant::now();
    let run = run(&["--live", "1MiB", "--alloc-rate", "1GiB/s", "--for", "365d"]);
    assert!(run.stdout.contains("note: stopped after 100000 collections"), "{run}");
    assert!(started.elapsed().as_secs() < 60);
}
