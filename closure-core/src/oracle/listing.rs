//! Reading what `go list -e -export -f FORMAT` prints: which packages there are, of which files,
//! and why those that were not compiled were not.
//!
//! `go list -export` compiles exactly what its patterns match, links nothing and writes nothing
//! but Go's own build cache, out of which it prints the same again next time. With `-e` a package
//! that does not compile does not stop the others.

/// Between the fields of a record, between the items of a field, and behind a record: characters
/// that no path has and no compiler prints.
const FIELD: char = '\u{1f}';
const ITEM: char = '\u{1e}';
const RECORD: char = '\u{1d}';

/// What go is to print of a package.
pub const FORMAT: &str = concat!(
    "{{.ImportPath}}\u{1f}{{.Dir}}\u{1f}{{.Export}}\u{1f}",
    "{{range .GoFiles}}{{.}}\u{1e}{{end}}{{range .CgoFiles}}{{.}}\u{1e}{{end}}\u{1f}",
    "{{with .Error}}{{.}}\u{1e}{{end}}{{range .DepsErrors}}{{.}}\u{1e}{{end}}\u{1d}",
);

/// A package as go lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The import path; of a package with its tests with ` [p.test]` behind it. Where an argument
    /// leads nowhere, the argument.
    pub path: String,
    /// Its directory; empty where it was not found.
    pub dir: String,
    /// Its files, without their directory.
    pub files: Vec<String>,
    /// Whether it was compiled, or has nothing to compile.
    pub compiled: bool,
    /// What is wrong with it and with what it imports, in go's words.
    pub errors: Vec<String>,
}

/// Reads what go printed under [`FORMAT`]; what is not of that form is passed over.
///
/// The main packages that go makes for tests are left out: they are in no file of the source.
pub fn read(text: &str) -> Vec<Listed> {
    let records = text.split_terminator(RECORD).map(|record| record.trim_start_matches('\n'));
    records.filter_map(package).collect()
}

fn package(record: &str) -> Option<Listed> {
    let mut fields = record.split(FIELD);
    let mut field = || fields.next();
    let (path, dir, export, files, errors) = (field()?, field()?, field()?, field()?, field()?);
    if field().is_some() || path.is_empty() {
        return None;
    }
    let items = |text: &str| -> Vec<String> {
        text.split_terminator(ITEM).map(str::to_owned).filter(|item| !item.is_empty()).collect()
    };
    let (files, errors) = (items(files), items(errors));
    // The file of a test's main package lies in Go's cache, and so has a whole path.
    if path.strip_suffix(".test").is_some() && files.iter().all(|file| file.contains(['/', '\\'])) {
        return None;
    }
    // One package is built into the compiler.
    let is_empty = files.is_empty() && errors.is_empty();
    let compiled = !export.is_empty() || is_empty || path == "unsafe";
    Some(Listed { path: path.to_owned(), dir: dir.to_owned(), files, compiled, errors })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(fields: [&str; 5]) -> String {
        let fields = fields.map(|field| field.replace('|', "\u{1e}"));
        format!("{}\u{1d}\n", fields.join("\u{1f}"))
    }

    #[test]
    fn packages_and_what_is_wrong_with_them() {
        let text = [
            record(["m/ok", "/m/o k", "/cache/1-d", "a.go|b c.go|", ""]),
            record(["m/bad", "/m/bad", "", "a.go|", "# m/bad\na.go:3:1: undefined: j\n|"]),
            record(["m/none", "/m/none", "", "", ""]),
            record(["unsafe", "/go/src/unsafe", "", "unsafe.go|", ""]),
            record(["nowhere/...", "", "", "", "no such thing|"]),
            record(["m/ok.test", "/m/ok", "/cache/3-d", "/cache/2-d|", ""]),
            record(["m/x.test", "/m/x.test", "/cache/4-d", "x.go|", ""]),
        ]
        .concat();
        let listed = read(&text);
        let shown: Vec<String> = listed
            .iter()
            .map(|p| format!("{} {} {:?} {} {:?}", p.path, p.dir, p.files, p.compiled, p.errors))
            .collect();
        assert_eq!(
            shown,
            [
                r#"m/ok /m/o k ["a.go", "b c.go"] true []"#,
                r##"m/bad /m/bad ["a.go"] false ["# m/bad\na.go:3:1: undefined: j\n"]"##,
                "m/none /m/none [] true []",
                r#"unsafe /go/src/unsafe ["unsafe.go"] true []"#,
                r#"nowhere/...  [] false ["no such thing"]"#,
                r#"m/x.test /m/x.test ["x.go"] true []"#,
            ]
        );
    }

    #[test]
    fn what_is_not_of_that_form_is_passed_over() {
        assert_eq!(read(""), []);
        assert_eq!(read("go version go1.26.8 linux/amd64\n"), []);
        assert_eq!(read(&record(["a", "b", "c", "d", "e\u{1f}f"])), []);
    }

    #[test]
    fn the_format_separates_as_it_is_read() {
        for separator in [FIELD, ITEM, RECORD] {
            assert!(FORMAT.contains(separator));
        }
        assert_eq!(FORMAT.matches(FIELD).count(), 4);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[\u{1d}-\u{1f}a/.\n]{0,60}") {
            let n_records = text.matches(RECORD).count() + 1;
            prop_assert!(read(&text).len() <= n_records);
        }
    }
}
