//! `cargo xtask docs`: the documents that are made from the program itself, so that they cannot
//! drift from it. `--check` changes nothing, and fails where something would change.
//!
//! - `docs/cli.md` is what `heldby generate reference` prints.
//! - In every Markdown file, what stands between `<!-- run: heldby … -->` and `<!-- end -->` is
//!   that command and what it prints, run in the repository's root.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{self, Args};

const BEGIN: &str = "<!-- run: ";
const BEGIN_CLOSE: &str = " -->";
const END: &str = "<!-- end -->";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let check = args.flag("--check");
    args.finish()?;
    shell::run(&mut shell::cargo(["build", "--quiet", "--package", "heldby"]))?;
    let heldby =
        shell::target_dir().join("debug").join(format!("heldby{}", std::env::consts::EXE_SUFFIX));

    let mut stale = Vec::new();
    let reference = screen(&heldby, "heldby generate reference")?;
    bring_up_to_date(Path::new("docs/cli.md"), &reference, check, &mut stale)?;
    for path in markdown_files()? {
        let text = fs::read_to_string(shell::root().join(&path))
            .with_context(|| format!("reading `{}`", path.display()))?;
        let new = renew_screens(&text, &mut |command| screen(&heldby, command))
            .with_context(|| format!("renewing `{}`", path.display()))?;
        bring_up_to_date(&path, &new, check, &mut stale)?;
    }
    match stale.as_slice() {
        [] => Ok(()),
        stale => bail!("out of date: {}; `cargo xtask docs` renews them", stale.join(", ")),
    }
}

/// Writes `new` to the file where it differs; under `check` shows the difference instead.
fn bring_up_to_date(path: &Path, new: &str, check: bool, stale: &mut Vec<String>) -> Result<()> {
    let file = shell::root().join(path);
    let old = match fs::read_to_string(&file) {
        Ok(old) => old,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("reading `{}`", path.display())),
    };
    if old == new {
        return Ok(());
    }
    if check {
        println!("{}", difference(&path.display().to_string(), &old, new));
        stale.push(path.display().to_string());
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making `{}`", folder.display()))?;
    }
    fs::write(&file, new).with_context(|| format!("writing `{}`", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

fn markdown_files() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"]);
    let listing = shell::read(git.current_dir(shell::root()))?;
    let generated = Path::new("docs/cli.md");
    let mut paths: Vec<PathBuf> = listing
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|path| path != generated && shell::root().join(path).is_file())
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// What a command line that begins with `heldby` prints on a plain terminal, without spaces at
/// the ends of lines. That something was found (exit code 1) is no failure.
fn screen(heldby: &Path, command_line: &str) -> Result<String> {
    let mut words = words(command_line).into_iter();
    if words.next().as_deref() != Some("heldby") {
        bail!("`{command_line}` is not a call of heldby");
    }
    let mut command = Command::new(heldby);
    command.args(words).current_dir(shell::root());
    command.env("NO_COLOR", "1").env("COLUMNS", "100").env("TERM", "dumb");
    let output = command.output().with_context(|| format!("starting {}", shell::show(&command)))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        let talk = String::from_utf8_lossy(&output.stderr);
        bail!("`{command_line}` failed: {}\n{}", output.status, talk.trim_end());
    }
    let text = String::from_utf8(output.stdout).context("its output is not UTF-8")?;
    let mut screen = String::with_capacity(text.len());
    for line in text.trim_end().lines() {
        screen.push_str(line.trim_end());
        screen.push('\n');
    }
    Ok(screen)
}

/// The words of a command line; those with spaces stand in single or double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, behind) = match first {
            '\'' | '"' => rest[1..].split_once(first).unwrap_or((&rest[1..], "")),
            _ => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

/// `text` with every marked screen printed anew by `screen`.
fn renew_screens(text: &str, screen: &mut dyn FnMut(&str) -> Result<String>) -> Result<String> {
    let mut new = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').enumerate();
    while let Some((index, line)) = lines.next() {
        new.push_str(line);
        let marker = line.trim();
        let Some(command) =
            marker.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(BEGIN_CLOSE))
        else {
            continue;
        };
        let output = screen(command)?;
        let longest = output.lines().map(leading_backticks).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        write!(new, "{fence}console\n$ {command}\n{output}{fence}\n")?;
        match lines.find(|(_, line)| line.trim() == END) {
            Some((_, end)) => new.push_str(end),
            None => bail!("line {}: `{marker}` has no `{END}`", index + 1),
        }
    }
    Ok(new)
}

fn leading_backticks(line: &str) -> usize {
    let line = line.trim_start();
    line.len() - line.trim_start_matches('`').len()
}

/// The lines in which two texts differ, from the first such line to the last.
fn difference(name: &str, old: &str, new: &str) -> String {
    const MOST_LINES: usize = 60;
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let same_before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same_before..], &new[same_before..]);
    let same_behind = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - same_behind], &new[..new.len() - same_behind]);

    let mut text = format!("{name}:{}: differs\n", same_before + 1);
    let marked = |sign: char, lines: &[&str]| {
        let mut text = String::new();
        for line in lines.iter().take(MOST_LINES) {
            text.push(sign);
            text.push_str(line);
            text.push('\n');
        }
        if lines.len() > MOST_LINES {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{sign}… {} more lines", lines.len() - MOST_LINES);
        }
        text
    };
    text.push_str(&marked('-', old));
    text.push_str(&marked('+', new));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renew(text: &str) -> Result<String> {
        renew_screens(text, &mut |command| Ok(format!("ran {command}\n")))
    }

    #[test]
    fn screens_are_replaced_and_the_rest_is_kept() {
        let text = "# Title\n<!-- run: heldby x 'a b' -->\n```\nold\n```\n<!-- end -->\nbehind";
        let new = renew(text).unwrap();
        assert_eq!(
            new,
            "# Title\n<!-- run: heldby x 'a b' -->\n```console\n$ heldby x 'a b'\n\
             ran heldby x 'a b'\n```\n<!-- end -->\nbehind"
        );
        assert_eq!(renew(&new).unwrap(), new);
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let text = "<!-- run: heldby -->\n<!-- end -->\n";
        let new = renew_screens(text, &mut |_| Ok("```\n".to_owned())).unwrap();
        assert!(new.contains("````console\n"), "{new}");
    }

    #[test]
    fn a_marker_without_an_end_is_an_error() {
        let error = renew("x\n<!-- run: heldby -->\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: `<!-- run: heldby -->` has no `<!-- end -->`");
    }

    #[test]
    fn quoted_words_stay_whole() {
        assert_eq!(words("heldby  x 'a b' \"c d\" e"), ["heldby", "x", "a b", "c d", "e"]);
    }

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(difference("f", "a\nb\nc\n", "a\nx\ny\nc\n"), "f:2: differs\n-b\n+x\n+y\n");
    }
}
