//! What goes where, and in which colours.

use std::fs::File;
use std::process::Stdio;

use expect_test::expect;

use crate::Project;

const TYPO: &str = "package p\n\nfunc f() {\n\tx := := 1\n}\n\nvar g = func() {}\n";

fn has_colour(text: &str) -> bool {
    text.contains('\u{1b}')
}

#[test]
fn colour_where_it_is_wanted() {
    let project = Project::new(&[("a.go", "package p\n\nvar f = func() {}\n")]);
    let run = |args: &[&str], env: &[(&str, &str)]| {
        let args = [&["closures", "a.go"], args].concat();
        let run = project.finish(project.command(&args).envs(env.iter().copied()));
        assert_eq!(run.code, Some(0), "{run}");
        has_colour(&run.stdout)
    };
    assert!(!run(&[], &[]), "a pipe is no terminal");
    assert!(run(&["--color", "always"], &[]));
    // This is how a pipe can be taken for a terminal.
    let forced = ("CLICOLOR_FORCE", "1");
    assert!(run(&[], &[forced]));
    assert!(!run(&[], &[forced, ("NO_COLOR", "1")]));
    assert!(run(&[], &[forced, ("NO_COLOR", "")]), "an empty NO_COLOR is none");
    assert!(run(&["--color", "always"], &[("NO_COLOR", "1")]), "the flag wins");
    assert!(!run(&["--color", "never"], &[forced]), "the flag wins");
    assert!(!run(&["--color", "always", "--format", "json"], &[]), "JSON has no colours");
}

#[test]
fn a_reader_who_leaves_early_is_content() {
    let project = Project::new(&[]);
    let mut child = project.command(&["closures", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"package p\n").unwrap();
    drop(stdin);
    let run = project.ended(child.wait_with_output().unwrap());
    expect![["exit code 0\n"]].assert_eq(&run.to_string());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_noticed() {
    let project = Project::new(&[("a.go", "package p\n")]);
    for format in ["text", "json"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = project.command(&["closures", "a.go", "--format", format]);
        let run = project.finish(command.stdout(full));
        expect![[r"
            exit code 2
            --- stderr
            error: No space left on device (os error 28)
        "]]
        .assert_eq(&run.to_string());
    }
}

#[test]
fn gaps_are_on_stderr_and_counted() {
    let project = Project::new(&[("a.go", TYPO)]);
    let run = project.run(&["closures", "a.go"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("warning: a.go:4:7: "), "{run}");
    assert!(run.stdout.contains("; 1 gap; 1 package, 1 file\n"), "{run}");

    let run = project.run(&["closures", "a.go", "--fail-on", "gaps"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.ends_with("failed: 1 gap (--fail-on gaps)\n"), "{run}");
}
