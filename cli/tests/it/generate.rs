//! What follows from the command tree.

use crate::{Project, repository};

#[test]
fn completions_of_every_shell() {
    let project = Project::new(&[]);
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef heldby"), ("fish", "complete -c heldby")]
    {
        let run = project.run(&["generate", "completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{shell}");
        assert!(run.stdout.contains(word), "{shell}");
        assert_eq!(run.stdout.contains("fail-on"), cfg!(feature = "closures"), "{shell}");
    }
}

#[test]
fn manual_pages_one_after_another_and_one_file_each() {
    let project = Project::new(&[]);
    let run = project.run(&["generate", "man"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains(".TH heldby 1"), "{}", run.stdout);
    assert!(run.stdout.contains(".TH heldby-generate-man 1"), "{}", run.stdout);

    let run = project.run(&["generate", "man", "--out", "pages/man1"]);
    assert_eq!(run.to_string(), "exit code 0\n");
    let mut expected = vec![
        "heldby-generate-completions.1",
        "heldby-generate-man.1",
        "heldby-generate-schema.1",
        "heldby-generate.1",
        "heldby.1",
    ];
    if cfg!(feature = "gc") {
        expected.extend(["heldby-gc-explore.1", "heldby-gc-list.1", "heldby-gc-run.1"]);
        expected.extend(["heldby-gc-pace.1", "heldby-gc-show.1", "heldby-gc.1"]);
    }
    if cfg!(feature = "k8s") {
        expected.extend(["heldby-explain.1", "heldby-k8s-collect.1", "heldby-k8s-diagnose.1"]);
        expected.extend(["heldby-k8s-preflight.1", "heldby-k8s-why.1", "heldby-k8s.1"]);
    }
    if cfg!(all(feature = "closures", feature = "gc", feature = "k8s")) {
        expected.push("heldby-demo.1");
    }
    if cfg!(feature = "closures") {
        expected.extend(["heldby-closures-verify.1", "heldby-closures.1"]);
    }
    expected.sort_unstable();
    assert_eq!(project.names("pages/man1"), expected);
}

#[test]
fn manual_pages_where_no_directory_can_be() {
    let project = Project::new(&[("taken", "")]);
    let run = project.run(&["generate", "man", "--out", "taken"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with("error: cannot write manual pages to `taken`\ncaused by: "));
}

#[test]
fn the_schema_is_the_one_in_docs() {
    for (report, file) in [
        ("closures", "heldby.closures.json"),
        ("closures-verify", "heldby.closures.verify.json"),
        ("gc", "heldby.gc.json"),
        ("gc-explore", "heldby.gc.explore.json"),
        ("gc-pace", "heldby.gc.pace.json"),
        ("k8s-preflight", "heldby.k8s.preflight.json"),
        ("scenario", "heldby.scenario.json"),
    ] {
        let run = Project::new(&[]).run(&["generate", "schema", report]);
        let schema = std::fs::read_to_string(repository("docs/schema").join(file)).unwrap();
        assert_eq!((run.code, run.stdout), (Some(0), schema), "{report}");
    }
}

#[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
#[test]
fn the_reference_is_the_one_in_docs() {
    let run = Project::new(&[]).run(&["generate", "reference"]);
    assert_eq!(run.code, Some(0));
    expect_test::expect_file![repository("docs/cli.md")].assert_eq(&run.stdout);
}

#[test]
fn usage() {
    let project = Project::new(&[]);
    assert_eq!(
        project.run(&["--version"]).stdout,
        concat!("heldby ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let run = project.run(&["--help"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for args in [&[][..], &["nonsense"], &["generate"], &["generate", "man", "--color", "red"]] {
        let run = project.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}
