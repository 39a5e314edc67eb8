//! Reading what the compiler prints under [`GC_FLAGS`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::load::absolute;

use super::account::{Account, Modes, Place, is_source_name, unnumbered};

/// What the go command must be given, so that the compiler prints what is read here.
///
/// `-l` keeps closures from being inlined away, which changes no mode; `-m=2` prints how each
/// variable is captured; `-d=closure=1` prints what each closure object holds.
pub const GC_FLAGS: &str = "-gcflags=-m=2 -l -d=closure=1";

/// What the compiler says, and which lines it says anything about.
#[derive(Default, Debug)]
pub struct CompilerAccount {
    /// What it says of captures and closures.
    pub account: Account,
    /// By file, the lines that begin any of its sentences: where a generic function has none, it
    /// was never instantiated.
    pub mentioned: BTreeMap<String, BTreeSet<u32>>,
}

/// Reads the compiler's output line by line.
#[derive(Debug)]
pub struct Reader<'a> {
    dir: &'a Path,
    goroot: &'a Path,
    said: CompilerAccount,
    /// Files as they are printed, and their absolute paths.
    files: BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    /// A reader of what is printed by a compiler that runs in `dir`, which is absolute. `goroot`
    /// stands for `$GOROOT`, which is what it prints under `-trimpath`.
    pub fn new(dir: &'a Path, goroot: &'a Path) -> Self {
        Self { dir, goroot, said: CompilerAccount::default(), files: BTreeMap::new() }
    }

    /// Takes in a line; says whether it was one of the compiler's sentences on a line of source.
    pub fn line(&mut self, line: &str) -> bool {
        let Some(sentence) = Sentence::parse(line) else {
            return false;
        };
        // Cloned only for files that are new, or for the few sentences that matter.
        if !self.files.contains_key(sentence.file) {
            let path = match sentence.file.strip_prefix("$GOROOT") {
                Some(rest) => self.goroot.join(rest.trim_start_matches(['/', '\\'])),
                None => PathBuf::from(sentence.file),
            };
            let file = absolute(self.dir, &path).display().to_string();
            self.said.mentioned.entry(file.clone()).or_default();
            self.files.insert(sentence.file.to_owned(), file);
        }
        let file = self.files.get(sentence.file).map(String::as_str).unwrap_or_default();
        if let Some(lines) = self.said.mentioned.get_mut(file) {
            lines.insert(sentence.line);
        }
        let place = || Place::new(file, sentence.line, sentence.column);
        match sentence.meaning() {
            Some(Meaning::Capture { name, modes }) if is_source_name(name) => {
                self.said.account.add_variable(place(), name, modes);
            }
            Some(Meaning::Closure { names }) => {
                self.said.account.add_closure(place(), names.map(str::to_owned).collect());
            }
            _ => {}
        }
        true
    }

    /// What was read.
    pub fn finish(self) -> CompilerAccount {
        self.said
    }
}

/// Reads all that the compiler printed; see [`Reader::new`].
///
/// ```
/// use std::path::Path;
///
/// use closure_core::oracle::compiler_log;
///
/// let said = compiler_log::read(
///     "./b.go:12:2: bar capturing by ref: a (addr=false assign=true width=8)\n\
///      ./b.go:13:9: heap closure, captured vars = [a]\n",
///     Path::new("/src/m"),
///     Path::new("/usr/local/go"),
/// );
/// let ((place, name), modes) = said.account.variables.first_key_value().unwrap();
/// assert_eq!((place.file.as_str(), place.line, place.column), ("/src/m/b.go", 12, 2));
/// assert_eq!(format!("{name} {modes}"), "a by reference");
/// ```
pub fn read(output: &str, dir: &Path, goroot: &Path) -> CompilerAccount {
    let mut reader = Reader::new(dir, goroot);
    for line in output.lines() {
        reader.line(line);
    }
    reader.finish()
}

/// `file:line:column: text`, or without a column.
struct Sentence<'a> {
    file: &'a str,
    line: u32,
    /// 0 where none is printed.
    column: u32,
    text: &'a str,
}

impl<'a> Sentence<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        // A directory may be called `x.go:y`.
        line.match_indices(".go:").find_map(|(at, _)| {
            let (file, rest) = line.split_at(at + ".go".len());
            let (line, rest) = number(rest.strip_prefix(':')?)?;
            let rest = rest.strip_prefix(':')?;
            let (column, text) = match number(rest) {
                Some((column, rest)) => (column, rest.strip_prefix(':')?),
                None => (0, rest),
            };
            Some(Self { file, line, column, text: text.strip_prefix(' ')? })
        })
    }

    fn meaning(&self) -> Option<Meaning<'a, impl Iterator<Item = &'a str> + use<'a>>> {
        if let Some(at) = self.text.rfind(" capturing by ") {
            // The function before may have spaces in it: its name can hold type arguments.
            let (mode, rest) = self.text[at + " capturing by ".len()..].split_once(": ")?;
            let (name, behind) = rest.split_once(' ')?;
            behind.strip_prefix("(addr=")?;
            // The compiler's own source has the sentence as a format, which an escape of it quotes.
            if !matches!(mode, "value" | "ref") {
                return None;
            }
            let modes = Modes { value: mode == "value", reference: mode == "ref", unknown: false };
            return Some(Meaning::Capture { name: plain_name(name), modes });
        }
        let names = match self.text {
            "closure converted to global" => "",
            text => text
                .strip_prefix("heap closure, captured vars = [")
                .or_else(|| text.strip_prefix("stack closure, captured vars = ["))?
                .strip_suffix(']')?,
        };
        Some(Meaning::Closure { names: names.split_whitespace().map(plain_name) })
    }
}

/// What a sentence says, where it is one of those that matter.
enum Meaning<'a, Names> {
    Capture { name: &'a str, modes: Modes },
    Closure { names: Names },
}

/// The number that `text` begins with, and what is behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

/// The name as both sides have it: without the package that the compiler puts before names of
/// another package's generic code, and without the number of a temporary.
pub fn plain_name(name: &str) -> &str {
    let name = match name.strip_prefix('"').and_then(|rest| rest.split_once("\".")) {
        // Where two packages have the same name, the compiler quotes the whole path.
        Some((_, name)) => name,
        None if name.starts_with(['.', '#', '~']) => name,
        None => name.split_once('.').map_or(name, |(_, name)| name),
    };
    unnumbered(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is read from `output`, one thing a line.
    fn check(output: &str) -> Vec<String> {
        let said = read(output, Path::new("/m/a"), Path::new("/go"));
        let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
        let mut lines = Vec::new();
        for ((declared, name), modes) in &said.account.variables {
            lines.push(format!("{} {name} {modes}", place(declared)));
        }
        for (at, lists) in &said.account.closures {
            for names in lists {
                lines.push(format!("{} [{}]", place(at), names.join(" ")));
            }
        }
        lines
    }

    #[test]
    fn captures_and_closures() {
        let output = "\
# example.com/m/a
./b.go:4:2: foo capturing by value: i (addr=false assign=false width=24)
./b.go:5:9: func literal escapes to heap in foo:
./b.go:5:9:   flow: ~r0 ← &{storage for func literal}:
./b.go:5:9:     from return func literal (return) at ./b.go:5:2
./b.go:5:9: func literal escapes to heap
./b.go:12:2: bar capturing by ref: a (addr=false assign=true width=8)
./b.go:12:2: moved to heap: a
./b.go:5:9: heap closure, captured vars = [i]
./b.go:13:9: stack closure, captured vars = [a b c]
./b.go:20:5: closure converted to global
";
        assert_eq!(
            check(output),
            [
                "/m/a/b.go:4:2 i by value",
                "/m/a/b.go:12:2 a by reference",
                "/m/a/b.go:5:9 [i]",
                "/m/a/b.go:13:9 [a b c]",
                "/m/a/b.go:20:5 []",
            ]
        );
    }

    #[test]
    fn generated_variables_are_not_of_the_source() {
        let output = "\
hasIota capturing by ref: #next (addr=false assign=true width=8)
./b.go:25:2: R capturing by ref: #state1 (addr=false assign=true width=8)
./b.go:24:6: e01[go.shape.int] capturing by value: .dict (addr=false assign=false width=8)
./b.go:36:3: D capturing by value: .autotmp_6 (addr=false assign=false width=8)
<autogenerated>:1: f capturing by value: .this (addr=false assign=false width=8)
./b.go:25:2: heap closure, captured vars = [#state1 n]
./b.go:36:3: heap closure, captured vars = [.autotmp_6 .autotmp_7]
";
        assert_eq!(
            check(output),
            ["/m/a/b.go:25:2 [#state1 n]", "/m/a/b.go:36:3 [.autotmp .autotmp]"]
        );
    }

    #[test]
    fn instances_of_other_packages_generic_code() {
        let output = "\
../g/g.go:4:17: g.Map[go.shape.struct { X int; Y string }] capturing by value: g.xs (addr=false assign=false width=24)
../g/g.go:4:17: g.Map[go.shape.[200]uint8] capturing by ref: g.xs (addr=false assign=false width=200)
/go/src/slices/iter.go:37:32: slices.Values[go.shape.[]int,go.shape.int] capturing by value: slices.s (addr=false assign=false width=24)
$GOROOT/src/slices/iter.go:38:9: heap closure, captured vars = [slices.s slices..dict]
";
        assert_eq!(
            check(output),
            [
                "/go/src/slices/iter.go:37:32 s by value",
                "/m/g/g.go:4:17 xs by value and by reference",
                "/go/src/slices/iter.go:38:9 [s .dict]",
            ]
        );
    }

    #[test]
    fn far_columns_are_not_printed() {
        let output = "./b.go:7: f capturing by value: x (addr=false assign=false width=8)\n";
        assert_eq!(check(output), ["/m/a/b.go:7:0 x by value"]);
    }

    #[test]
    fn a_directory_may_look_like_a_file() {
        let output = "x.go:y/b.go:7:3: f capturing by value: x (addr=false assign=false width=8)\n";
        assert_eq!(check(output), ["/m/a/x.go:y/b.go:7:3 x by value"]);
    }

    #[test]
    fn every_sentence_counts_as_a_mention() {
        let output = "./b.go:7:2: leaking param: f\n./b.go:7:9:   flow: x\n./c.go:1:1: y\n# p\n";
        let (dir, goroot) = (Path::new("/m/a"), Path::new("/go"));
        let said = read(output, dir, goroot);
        let mentioned: Vec<(&str, usize)> =
            said.mentioned.iter().map(|(file, lines)| (file.as_str(), lines.len())).collect();
        assert_eq!(mentioned, [("/m/a/b.go", 1), ("/m/a/c.go", 1)]);
        let mut reader = Reader::new(dir, goroot);
        let are_sentences: Vec<bool> = output.lines().map(|line| reader.line(line)).collect();
        assert_eq!(are_sentences, [true, true, true, false]);
    }

    #[test]
    fn names_are_made_plain() {
        let plain =
            ["x", "slices.s", "sync..dict", ".dict", ".autotmp_12", "slices.#state1", "#rv2"]
                .map(plain_name);
        assert_eq!(plain, ["x", "s", ".dict", ".dict", ".autotmp", "#state1", "#rv2"]);
        assert_eq!(plain_name("\"example.com/a.b/sync\".d"), "d");
        assert_eq!(plain_name("fips140hash..autotmp_4"), ".autotmp");
        assert!(is_source_name("x") && !is_source_name("#next") && !is_source_name(".dict"));
    }

    /// Pieces of real sentences in any order, with some that are none.
    fn hostile_line() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "./b.go",
            ".go:",
            "$GOROOT",
            "/../..",
            ":",
            ": ",
            "12",
            "4294967296",
            " ",
            "",
            " capturing by ",
            "value",
            "ref",
            ": x",
            " (addr=",
            "closure converted to global",
            "heap closure, captured vars = [",
            "]",
            "\"p.q\".",
            ".autotmp_",
            "#",
            "\u{0}",
            "é",
            "\n",
            "\t",
        ]);
        prop_oneof![
            prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat()),
            any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn any_text_is_read(lines in prop::collection::vec(hostile_line(), 0..8)) {
            let text = lines.join("\n");
            let said = read(&text, Path::new("/m/a"), Path::new("/go"));
            let n_said = said.account.variables.len() + said.account.closures.len();
            prop_assert!(n_said <= text.lines().count());
            for (place, _) in said.account.variables.keys() {
                prop_assert!(said.mentioned[&place.file].contains(&place.line));
            }
        }
    }
}
