//! The go command whose answers the tests expect.

use std::process::Command;

/// The version of those answers. A go command of another has this one from its module cache, or
/// fetches it.
const VERSION: &str = "go1.27.3";

/// The go command, of that version, without what the user has set.
pub(crate) fn go() -> Command {
    let mut go = Command::new("go");
    go.env("GOTOOLCHAIN", VERSION).env("GOFLAGS", "");
    go
}

/// Whether it is here.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn go_is_here() -> bool {
    let found = go().arg("version").output().is_ok_and(|out| out.status.success());
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "CI has no go on PATH");
    if !found {
        println!("skipped: no go on PATH (of version {VERSION})");
    }
    found
}
