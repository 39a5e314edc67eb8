//! Colour and the two streams. Colour only stresses what the words say already: without it,
//! nothing is lost.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless the environment variable `NO_COLOR` is set and not empty
    Auto,
    /// Always, whatever `NO_COLOR` says
    Always,
    /// Never
    Never,
}

/// Decides for both streams. The answer is global because the help and the error messages of
/// [`clap`] ask for it too.
pub(crate) fn choose(when: ColorWhen) {
    match when {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Standard output, where only results go. Whoever writes to it flushes it, so that a full disk is
/// noticed.
pub(crate) fn stdout() -> impl Write {
    BufWriter::new(AutoStream::auto(io::stdout().lock()))
}

/// Standard error, where everything else goes.
pub(crate) fn stderr() -> impl Write {
    BufWriter::new(AutoStream::auto(io::stderr()))
}

/// `text` in `style`.
pub(crate) fn paint<T: Display>(style: Style, text: T) -> impl Display {
    Painted { style, text }
}

struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { style, text } = self;
        write!(f, "{style}{text}{style:#}")
    }
}

/// `text` fit for one line of a terminal: a run of line breaks and tabs becomes one space, and any
/// other control character is spelled out, so that no file name and no source can take over the
/// screen.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if line.ends_with(' ') => {}
            '\n' | '\r' | '\t' => line.push(' '),
            c if c.is_control() => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_tames_control_characters() {
        assert_eq!(one_line("plain é"), "plain é");
        assert_eq!(one_line("a.\n\t\tB"), "a. B");
        assert_eq!(one_line("\x1b[2J\u{9b}"), r"\u{1b}[2J\u{9b}");
    }
}
