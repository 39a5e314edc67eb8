//! Input that is not what it should be: it is named, the rest is read, and nothing crashes.

use std::fs::{self, File};

use expect_test::{Expect, expect};

use crate::Project;

const SOUND: &str = "package p\n\nvar f = func() {}\n";

#[track_caller]
fn check(project: &Project, args: &[&str], expected: &Expect) {
    let run = project.run(&[&["closures"], args].concat());
    expected.assert_eq(&run.to_string());
}

#[test]
fn a_path_that_is_not_there() {
    check(
        &Project::new(&[]),
        &["missing.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          missing.go: no such file or directory
    "#]],
    );
    check(
        &Project::new(&[]),
        &["./missing"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          ./missing: no such file or directory
    "#]],
    );
    check(
        &Project::new(&[("a.go", SOUND)]),
        &[".", "./missing"],
        &expect![[r#"
            exit code 0
            --- stdout
            a.go:3:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 1 gap; 1 package, 1 file
            --- stderr
            warning: ./missing: no such file or directory
        "#]],
    );
}

#[test]
fn a_directory_without_go() {
    let project = Project::new(&[("README", "")]);
    check(
        &project,
        &[],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          .: no Go files

        hint: `DIR/...` stands for a directory and all below it
    "#]],
    );
    check(
        &project,
        &["./..."],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          ./...: matched no packages
    "#]],
    );
}

#[test]
fn a_binary_file() {
    let project = Project::new(&[]);
    project.write("x.go", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0\xff\xfe");
    check(
        &project,
        &["x.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: nothing could be analysed
          x.go:1:1: invalid character U+007F ' '
    "#]],
    );
}

#[test]
fn nul_bytes() {
    let project = Project::new(&[("x.go", "package p\0\n\nvar f = func() {\0}\n")]);
    check(
        &project,
        &["x.go"],
        &expect![[r#"
            exit code 0
            --- stdout
            x.go:3:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 2 gaps; 1 package, 1 file
            --- stderr
            warning: x.go:1:10: invalid NUL character
            warning: x.go:3:17: invalid NUL character
        "#]],
    );
}

#[test]
fn invalid_utf8() {
    let project = Project::new(&[]);
    project.write("x.go", b"package p\n\nvar s = \"\xff\xfe\"\n\nvar f = func() {}\n");
    check(
        &project,
        &["x.go"],
        &expect![[r#"
            exit code 0
            --- stdout
            x.go:5:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 1 gap; 1 package, 1 file
            --- stderr
            warning: x.go:3:10: invalid UTF-8 encoding
        "#]],
    );
}

#[test]
fn nesting_without_end() {
    let project = Project::new(&[]);
    for (open, close) in [("(", ")"), ("func() { _ = ", " }"), ("[]", "")] {
        let text =
            format!("package p\n\nvar x = {}1{}\n", open.repeat(10_000), close.repeat(10_000));
        project.write("x.go", text);
        let run = project.run(&["closures", "x.go"]);
        assert!(matches!(run.code, Some(0 | 2)), "{run}");
        assert!(run.stderr.contains("nested too deeply"), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_circles() {
    use std::os::unix::fs::symlink;

    let project = Project::new(&[("a.go", SOUND)]);
    symlink(".", project.dir().join("here")).unwrap();
    symlink("loop.go", project.dir().join("loop.go")).unwrap();
    check(
        &project,
        &["./..."],
        &expect![[r#"
            exit code 0
            --- stdout
            a.go:3:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 1 gap; 1 package, 1 file
            --- stderr
            warning: loop.go: too many levels of symbolic links
        "#]],
    );
    check(
        &project,
        &["loop.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          loop.go: too many levels of symbolic links
    "#]],
    );
}

#[test]
fn a_directory_named_like_a_file() {
    let project = Project::new(&[("a.go", SOUND), ("x.go/README", "")]);
    check(
        &project,
        &["x.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          x.go: no Go files

        hint: `DIR/...` stands for a directory and all below it
    "#]],
    );
    check(
        &project,
        &["."],
        &expect![[r#"
            exit code 0
            --- stdout
            a.go:3:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 0 gaps; 1 package, 1 file
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let project = Project::new(&[("a.go", SOUND)]);
    let made = std::process::Command::new("mkfifo").arg(project.dir().join("x.go")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    check(
        &project,
        &["x.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          x.go: not a regular file
    "#]],
    );
    check(
        &project,
        &["."],
        &expect![[r#"
            exit code 0
            --- stdout
            a.go:3:9: command-line-arguments.init.func1  func literal, static
                captures nothing: one read-only object for the whole program

            1 closure with 0 captures: 0 by value, 0 by reference, 0 unknown; 1 gap; 1 package, 1 file
            --- stderr
            warning: x.go: not a regular file
        "#]],
    );
}

#[test]
fn large_files() {
    let project = Project::new(&[]);
    // 100 MB of a comment are read.
    let mut text = String::from(SOUND);
    text.push_str("/*");
    text.extend(std::iter::repeat_n('x', 100 << 20));
    text.push_str("*/\n");
    project.write("x.go", text);
    let run = project.run(&["closures", "x.go"]);
    assert_eq!(run.code, Some(0), "{run}");

    // A file with a hole of 100 MB is all NUL bytes, of which one gap is enough.
    let file = File::create(project.dir().join("x.go")).unwrap();
    file.set_len(100 << 20).unwrap();
    let run = project.run(&["closures", "x.go"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.len() < 10_000, "{} bytes on stderr", run.stderr.len());

    // Above the limit nothing is read.
    file.set_len(closure_core::source::MAX_FILE_BYTES as u64 + 1).unwrap();
    check(
        &project,
        &["x.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: no Go files to analyse
          x.go: larger than 256 MiB, the most that is read
    "#]],
    );
}

#[test]
fn standard_input() {
    let project = Project::new(&[("a.go", SOUND)]);
    let run = project.run_with_stdin(&["closures", "-"], b"package p\nfunc {\n");
    expect![[r#"
        exit code 2
        --- stderr
        error: nothing could be analysed
          <stdin>:2:6: unexpected `{`, expected name
          <stdin>:3:1: unexpected end of file, expected `}`
    "#]]
    .assert_eq(&run.to_string());
    check(
        &project,
        &["-", "a.go"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: `-` stands for one file and cannot be mixed with paths
    "#]],
    );
    check(
        &project,
        &["-"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: nothing could be analysed
          <stdin>:1:1: expected `package` and the package's name first
    "#]],
    );
}

#[test]
fn names_that_would_take_over_the_screen() {
    let project = Project::new(&[]);
    let name = "\u{1b}[2J\nwarning.go";
    if fs::write(project.dir().join(name), "package p\nfunc {\n").is_err() {
        return;
    }
    let run = project.run(&["closures", &format!("./{name}"), "--color", "never"]);
    assert_eq!(run.code, Some(2));
    assert!(!run.stderr.contains('\u{1b}'), "{run}");
}

#[test]
fn pictures_that_cannot_be() {
    let project = Project::new(&[("a.go", SOUND), ("taken.svg/x", "")]);
    check(
        &project,
        &["a.go", "--image", "a.jpeg"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: cannot tell from its extension how to draw `a.jpeg`

        hint: name it .dot, .svg or .png
    "#]],
    );
    check(
        &project,
        &["a.go", "--image", "picture"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: cannot tell from its extension how to draw `picture`

        hint: name it .dot, .svg or .png
    "#]],
    );
    check(
        &project,
        &["a.go", "--image", "missing/a.svg"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: cannot write `missing/a.svg`
        caused by: No such file or directory (os error 2)
    "#]],
    );
    check(
        &project,
        &["a.go", "--image", "taken.svg"],
        &expect![[r#"
        exit code 2
        --- stderr
        error: cannot write `taken.svg`
        caused by: Is a directory (os error 21)
    "#]],
    );
    assert_eq!(project.names("."), ["a.go", "taken.svg"], "nothing is left behind");
}
