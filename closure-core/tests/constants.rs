//! The tables of constants in `tests/constants`, asked of Go again: a comment behind each constant says
//! what go/types says it is. `UPDATE_EXPECT=1` writes the comments. (What closure-core says is compared
//! with them by a test beside its code.) It needs a Go toolchain on PATH, and is skipped without one,
//! except in CI.

#![expect(clippy::unwrap_used, reason = "tables that cannot be read are a failed test")]

mod go;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use go::{go, go_is_here};

/// What begins an expectation.
const WANT: &str = " // = ";

/// What Go says of the constants of each file, by line.
type Answers = BTreeMap<String, BTreeMap<u32, String>>;

fn ask(dir: &PathBuf) -> Option<Answers> {
    if !go_is_here() {
        return None;
    }
    let out = go().args(["run", "oracle.go", "."]).current_dir(dir).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut answers = Answers::new();
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        let [file, number, text] = *line.splitn(3, '\t').collect::<Vec<_>>() else {
            panic!("cannot read `{line}`")
        };
        let lines = answers.entry(file.to_owned()).or_default();
        lines.insert(number.parse().unwrap(), text.to_owned());
    }
    Some(answers)
}

#[test]
fn go_says_what_the_comments_say() {
    let dir = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/constants"));
    let Some(answers) = ask(&dir) else { return };
    let update = std::env::var("UPDATE_EXPECT").as_deref() == Ok("1");
    let mut problems = String::new();
    for (name, answers) in &answers {
        let text = fs::read_to_string(dir.join(name)).unwrap();
        let mut updated = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let (code, want) = line.split_once(WANT).unwrap_or((line, ""));
            let said = answers.get(&number).map_or("", String::as_str);
            if said != want {
                let _ = writeln!(problems, "{name}:{number}: want {want}, go says {said}");
            }
            let _ = match said {
                "" => writeln!(updated, "{code}"),
                said => writeln!(updated, "{}{WANT}{said}", code.trim_end()),
            };
        }
        if update {
            fs::write(dir.join(name), updated).unwrap();
        }
    }
    assert!(update || problems.is_empty(), "\n{problems}");
}
