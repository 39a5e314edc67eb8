//! Tables for the module files' syntax.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn render(file: &ModFile) -> String {
    let mut lines = Vec::new();
    if let Some(module) = &file.module {
        lines.push(format!("module {module}"));
    }
    if let Some(go) = file.go {
        lines.push(format!("go 1.{}", go.0));
    }
    lines.extend(file.require.iter().map(|m| format!("require {} {}", m.path, m.version)));
    lines.extend(file.replace.iter().map(|replace| {
        let version = replace.version.as_deref().unwrap_or("*");
        format!("replace {} {version} => {:?}", replace.path, replace.with)
    }));
    lines.extend(file.exclude.iter().map(|m| format!("exclude {} {}", m.path, m.version)));
    lines.extend(file.ignore.iter().map(|path| format!("ignore {path}")));
    lines.extend(file.tool.iter().map(|path| format!("tool {path}")));
    lines.extend(file.uses.iter().map(|path| format!("use {path}")));
    lines.extend(file.problems.iter().map(|p| format!("{}: {}", p.line, p.message)));
    lines.join("\n")
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&render(&parse(text)));
}

#[test]
fn every_directive() {
    check(
        "\u{feff}// Text.\nmodule \"ex.com/m\" // Deprecated: text\r\n\ngo 1.22.3\ntoolchain go1.24.1\n\
         require ex.com/a v1.0.0 // indirect\nrequire (\n\tex.com/b v0.0.0-2024-x// c\n\t// text\n\
         \t`ex.com/c` v2.0.0+incompatible\n)\nreplace ex.com/a => ../a\n\
         replace (\n\tex.com/b v1.0.0 => ex.com/d v1.1.0\n\tex.com/c => \"./with space\"\n)\n\
         exclude ex.com/b v0.1.0\nretract [v1.0.0, v1.1.0] // text\nretract (\n\tv1.2.0\n)\n\
         ignore ./node_modules\ntool ex.com/a/cmd/t\ngodebug default=go1.21\nexclude ()\n",
        &expect![[r#"
            module ex.com/m
            go 1.22
            require ex.com/a v1.0.0
            require ex.com/b v0.0.0-2024-x
            require ex.com/c v2.0.0+incompatible
            replace ex.com/a * => Directory("../a")
            replace ex.com/b v1.0.0 => Module(ModuleVersion { path: "ex.com/d", version: "v1.1.0" })
            replace ex.com/c * => Directory("./with space")
            exclude ex.com/b v0.1.0
            ignore ./node_modules
            tool ex.com/a/cmd/t"#]],
    );
}

#[test]
fn workspace() {
    check(
        "go 1.24\nuse ./a\nuse (\n\t.\n\t../b\n)\nreplace ex.com/x => ./x\n",
        &expect![[r#"
            go 1.24
            replace ex.com/x * => Directory("./x")
            use ./a
            use .
            use ../b"#]],
    );
}

#[test]
fn problems_do_not_hide_the_rest() {
    check(
        "modul ex.com/m\nmodule\nmodule ex.com/m\ngo one\ngo 2.1\nrequire ex.com/a\n\
         replace ex.com/a\nreplace => ./a\nuse\nrequire \"ex.com/b v1\nrequire (\nex.com/c v1.0.0\n",
        &expect![[r#"
            module ex.com/m
            require ex.com/c v1.0.0
            1: unknown directive `modul`
            2: `module` is written `module path`
            4: `one` is not a Go version
            5: `2.1` is not a Go version
            6: `require` is written `require path version`
            7: `replace` is written `replace path [version] => path [version]`
            8: `replace` is written `replace path [version] => path [version]`
            9: `use` is written `use path`
            10: a quoted string is not closed
            12: the block `require (` is not closed"#]],
    );
}

#[test]
fn vendored_modules() {
    let modules = parse_modules_text(
        "## workspace\n# ex.com/a v1.0.0\n## explicit; go 1.24.0\nex.com/a\nex.com/a/b\n\
         # ex.com/old v1.0.0 => ../old\n## explicit\nex.com/old\n# ex.com/c => ../c\n",
    );
    assert!(modules.workspace);
    assert_eq!(modules.version("ex.com/a/b"), Some(GoVersion(24)));
    assert_eq!(modules.version("ex.com/old"), None);
    assert_eq!(modules.version("ex.com/c"), None);
}

#[test]
fn names_in_the_module_cache() {
    assert_eq!(escaped("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    for bad in ["", "/etc", "a/../b", "a//b", "a/", "./a", "a b", "a\\b", "a\0b"] {
        assert!(!is_safe(bad), "{bad:?}");
    }
    assert!(is_safe("ex.com/a-b_c~d+e/v2") && is_safe("ex.com/ü"));
    assert!(!is_safe_version("v1.0.0-/../x") && !is_safe_version("latest"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "(module|require|replace|go|=>|[(),\"`/\n\t a-z0-9.]|\\PC){0,80}") {
        parse(&text);
        parse_modules_text(&text);
    }
}
