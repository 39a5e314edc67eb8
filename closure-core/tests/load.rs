//! Loading from trees of files that each test writes for itself, with an installation of Go that
//! is as small as the tests need: nothing here depends on a real one.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be written is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use closure_core::load::{LoadEnv, LoadError, LoadOptions, Progress, go_calls, load, load_source};
use closure_core::program::{Gap, Program, Std, Target};
use closure_core::source::SourceFile;
use expect_test::{Expect, expect};

/// A directory of its own for one test, removed at the end.
struct Tree {
    root: PathBuf,
}

impl Drop for Tree {
    fn drop(&mut self) {
        // A directory that stays behind in the system's temporary directory harms nobody.
        drop(fs::remove_dir_all(&self.root));
    }
}

/// The smallest standard library, as the other end of the imports below.
const GOROOT: &str = "
-- goroot/VERSION --
go1.26.1
-- goroot/src/go.mod --
module std
go 1.26
-- goroot/src/runtime/runtime.go --
package runtime
-- goroot/src/runtime/cgo/cgo.go --
package cgo
import \"C\"
-- goroot/src/builtin/builtin.go --
package builtin
-- goroot/src/fmt/fmt.go --
package fmt
import (\"unsafe\"; \"golang.org/x/v\")
-- goroot/src/fmt/fmt_windows.go --
package fmt
-- goroot/src/fmt/fmt_test.go --
package fmt
-- goroot/src/vendor/golang.org/x/v/v.go --
package v
-- goroot/src/cmd/go.mod --
module cmd
-- goroot/src/cmd/go/main.go --
package main
import \"golang.org/x/w\"
-- goroot/src/cmd/vendor/golang.org/x/w/w.go --
package w
import \"fmt\"
-- goroot/src/cmd/vendor/golang.org/x/tool/main.go --
package main
";

impl Tree {
    /// Writes the files of `text`: each a line `-- name --` and what follows.
    fn new(text: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("heldby-load-{}-{number}", std::process::id());
        let root = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        let tree = Self { root };
        tree.write(GOROOT);
        tree.write(text);
        fs::create_dir_all(tree.path("w")).unwrap();
        tree
    }

    fn write(&self, text: &str) {
        for file in text.split("\n-- ").filter(|file| !file.trim().is_empty()) {
            let file = file.strip_prefix("-- ").unwrap_or(file);
            let (name, body) = file.split_once(" --\n").unwrap_or((file, ""));
            let path = self.path(name.trim_end_matches(" --"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{body}\n")).unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Options to load from `w`, with the fixture's installation and nothing of this machine.
    fn options(&self) -> LoadOptions {
        let env = LoadEnv::empty()
            .with("GOENV", "off")
            .with("HOME", self.path("home").to_string_lossy())
            .with("GOROOT", self.path("goroot").to_string_lossy());
        LoadOptions::new(self.path("w"), Target::default(), env)
    }

    /// What is loaded, without the packages of the standard library that nobody asked for, and
    /// with the tree's own place masked.
    fn render(&self, result: Result<Program, LoadError>) -> String {
        let program = match result {
            Ok(program) => program,
            Err(error) => return self.mask(&format!("error: {error}")),
        };
        let mut lines = Vec::new();
        for package in &program.packages {
            let is_std = package.files[0].source.name().contains("goroot/");
            if is_std && !package.requested {
                continue;
            }
            let mark = if package.requested { "" } else { " (imported)" };
            lines.push(format!("{}{mark}", package.path));
            for file in &package.files {
                lines.push(format!("  {} 1.{}", file.source.name(), file.go_version.0));
            }
            for (import, path) in &package.imports {
                lines.push(format!("  {import} -> {path}"));
            }
        }
        if let Std::Index { version } = &program.std {
            lines.push(format!("index of {version}"));
        }
        lines.extend(program.gaps.iter().map(|gap| format!("gap {}: {}", gap.path, gap.message)));
        self.mask(&lines.join("\n"))
    }

    fn mask(&self, text: &str) -> String {
        text.replace(&*self.root.to_string_lossy(), "$ROOT")
    }

    #[track_caller]
    fn check_with(&self, options: &LoadOptions, patterns: &[&str], expected: &Expect) {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        expected.assert_eq(&self.render(load(&patterns, options, &|_| {})));
    }
}

#[track_caller]
fn check(text: &str, patterns: &[&str], expected: &Expect) {
    let tree = Tree::new(text);
    tree.check_with(&tree.options(), patterns, expected);
}

const MODULE: &str = "
-- w/go.mod --
module ex.com/m
go 1.21
-- w/a.go --
package m
import (\"fmt\"; \"ex.com/m/sub\")
-- w/sub/b.go --
package sub
-- w/sub/new.go --
//go:build go1.24

package sub
-- w/sub/b_test.go --
package sub
import \"ex.com/m/onlytest\"
-- w/sub/x_test.go --
package sub_test
import \"ex.com/m/sub\"
-- w/onlytest/t.go --
package onlytest
-- w/testdata/t.go --
package t
-- w/_x/x.go --
package x
-- w/.y/y.go --
package y
-- w/nested/go.mod --
module ex.com/nested
-- w/nested/n.go --
package nested
-- w/vendor/ex.com/v/v.go --
package v
-- w/empty/text.txt --
";

#[test]
fn module_tree() {
    check(
        MODULE,
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.21
          ex.com/m/sub -> ex.com/m/sub
          fmt -> fmt
        ex.com/m/onlytest
          onlytest/t.go 1.21
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
}

#[test]
fn one_directory_loads_what_it_imports() {
    check(
        MODULE,
        &["."],
        &expect![[r#"
        ex.com/m
          a.go 1.21
          ex.com/m/sub -> ex.com/m/sub
          fmt -> fmt
        ex.com/m/sub (imported)
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
    check(
        MODULE,
        &["sub/"],
        &expect![[r#"
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
    check(
        MODULE,
        &["sub"],
        &expect![[r#"
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
    check(
        MODULE,
        &["ex.com/m/sub"],
        &expect![[r#"
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
    check(
        MODULE,
        &["ex.com/m/..."],
        &expect![[r#"
        ex.com/m
          a.go 1.21
          ex.com/m/sub -> ex.com/m/sub
          fmt -> fmt
        ex.com/m/onlytest
          onlytest/t.go 1.21
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
}

#[test]
fn tests_join_their_package_or_make_one() {
    let tree = Tree::new(MODULE);
    let options = LoadOptions { tests: true, ..tree.options() };
    tree.check_with(
        &options,
        &["./sub"],
        &expect![[r#"
        ex.com/m/onlytest (imported)
          onlytest/t.go 1.21
        ex.com/m/sub
          sub/b.go 1.21
          sub/b_test.go 1.21
          sub/new.go 1.24
          ex.com/m/onlytest -> ex.com/m/onlytest
        ex.com/m/sub_test
          sub/x_test.go 1.21
          ex.com/m/sub -> ex.com/m/sub"#]],
    );
}

#[test]
fn files() {
    let text =
        &format!("{MODULE}\n-- w/sub/only_windows.go --\n//go:build ignore\n\npackage sub\n");
    check(
        text,
        &["sub/b.go", "sub/only_windows.go"],
        &expect![[r#"
        command-line-arguments
          sub/b.go 1.26
          sub/only_windows.go 1.26"#]],
    );
    check(
        text,
        &["a.go", "sub/b.go"],
        &expect![[r#"
            command-line-arguments
              a.go 1.26
              ex.com/m/sub -> ex.com/m/sub
              fmt -> fmt
            command-line-arguments [sub]
              sub/b.go 1.26
            ex.com/m/sub (imported)
              sub/b.go 1.21
              sub/new.go 1.24"#]],
    );
    check(
        text,
        &["none.go"],
        &expect![[r#"
        error: no Go files to analyse
        none.go: no such file or directory"#]],
    );
    check(
        text,
        &["go.mod"],
        &expect![[r#"
        error: no Go files to analyse
        go.mod: not a Go file: its name does not end in `.go`"#]],
    );
}

#[test]
fn other_modules_are_entered_where_they_are_named() {
    check(
        MODULE,
        &["./nested", "."],
        &expect![[r#"
        ex.com/m
          a.go 1.21
          ex.com/m/sub -> ex.com/m/sub
          fmt -> fmt
        ex.com/m/sub (imported)
          sub/b.go 1.21
          sub/new.go 1.24
        ex.com/nested
          nested/n.go 1.16"#]],
    );
}

#[test]
fn names() {
    let tree = Tree::new(MODULE);
    let options = LoadOptions { dir: tree.path("w/sub"), ..tree.options() };
    tree.check_with(
        &options,
        &[".", "../onlytest"],
        &expect![[r#"
        ex.com/m/onlytest
          $ROOT/w/onlytest/t.go 1.21
        ex.com/m/sub
          b.go 1.21
          new.go 1.24"#]],
    );
    let absolute = tree.path("w/sub").to_string_lossy().into_owned();
    tree.check_with(
        &tree.options(),
        &[&absolute],
        &expect![[r#"
        ex.com/m/sub
          sub/b.go 1.21
          sub/new.go 1.24"#]],
    );
}

#[test]
fn standard_library() {
    check(
        MODULE,
        &["std"],
        &expect![[r#"
        fmt
          $ROOT/goroot/src/fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v
        runtime
          $ROOT/goroot/src/runtime/runtime.go 1.26
        vendor/golang.org/x/v
          $ROOT/goroot/src/vendor/golang.org/x/v/v.go 1.26"#]],
    );
    check(
        MODULE,
        &["cmd"],
        &expect![[r#"
        cmd/go
          $ROOT/goroot/src/cmd/go/main.go 1.26
          golang.org/x/w -> cmd/vendor/golang.org/x/w
        cmd/vendor/golang.org/x/w
          $ROOT/goroot/src/cmd/vendor/golang.org/x/w/w.go 1.26
          fmt -> fmt"#]],
    );
    check(
        MODULE,
        &["fmt"],
        &expect![[r#"
        fmt
          $ROOT/goroot/src/fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v"#]],
    );
    let tree = Tree::new(MODULE);
    let directory = tree.path("goroot/src/fmt").to_string_lossy().into_owned();
    tree.check_with(
        &tree.options(),
        &[&directory],
        &expect![[r#"
        fmt
          $ROOT/goroot/src/fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v"#]],
    );
    let options = LoadOptions { dir: tree.path("goroot/src"), ..tree.options() };
    tree.check_with(
        &options,
        &["./..."],
        &expect![[r#"
        fmt
          fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v
        runtime
          runtime/runtime.go 1.26
        vendor/golang.org/x/v (imported)
          vendor/golang.org/x/v/v.go 1.26"#]],
    );
}

#[test]
fn a_copy_of_the_standard_library_is_itself() {
    let tree = Tree::new(
        "-- w/go.mod --\nmodule std\ngo 1.25\n-- w/fmt/own.go --\npackage fmt\n-- w/runtime/r.go --\npackage runtime\nimport \"fmt\"\n",
    );
    tree.check_with(
        &tree.options(),
        &["./..."],
        &expect![[r#"
        fmt
          fmt/own.go 1.25
        runtime
          runtime/r.go 1.25
          fmt -> fmt"#]],
    );
}

#[test]
fn targets() {
    let text = "
-- w/go.mod --
module ex.com/m
go 1.20
-- w/a.go --
package m
-- w/a_linux.go --
package m
-- w/a_windows_amd64.go --
package m
-- w/a_unix.go --
//go:build unix

package m
-- w/a_old.go --
// +build arm64 windows

package m
-- w/a_cgo.go --
package m
import \"C\"
-- w/a_mine.go --
//go:build mine && amd64.v1

package m
-- w/doc.go --
package documentation
-- w/bad.go --
//go:build a b

package m
-- w/none/none.go --
//go:build ignore

package none
";
    let tree = Tree::new(text);
    let on = |goos: &str, goarch: &str, cgo: &str| {
        let options = tree.options();
        let env = options.env.clone().with("CGO_ENABLED", cgo);
        let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
        LoadOptions { target, env, ..options }
    };
    tree.check_with(
        &on("linux", "amd64", "0"),
        &["."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
          a_linux.go 1.20
          a_unix.go 1.20
        gap bad.go: malformed build constraint: unexpected token `b` (byte 2 of the expression)"#]],
    );
    tree.check_with(
        &on("windows", "amd64", "1"),
        &["."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
          a_cgo.go 1.20
          a_old.go 1.20
          a_windows_amd64.go 1.20
        gap bad.go: malformed build constraint: unexpected token `b` (byte 2 of the expression)"#]],
    );
    let tagged = LoadOptions { tags: vec!["mine".to_owned()], ..on("js", "amd64", "0") };
    tree.check_with(
        &tagged,
        &["."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
          a_mine.go 1.20
        gap bad.go: malformed build constraint: unexpected token `b` (byte 2 of the expression)"#]],
    );
    let options = on("js", "amd64", "0");
    let env = options.env.clone().with("GOFLAGS", "-v -tags=x,mine");
    tree.check_with(
        &LoadOptions { env, ..options },
        &["."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
          a_mine.go 1.20
        gap bad.go: malformed build constraint: unexpected token `b` (byte 2 of the expression)"#]],
    );
    tree.check_with(
        &on("linux", "amd64", "0"),
        &["./none"],
        &expect![[r#"
        error: no Go files to analyse
        none: build constraints exclude all Go files"#]],
    );
    tree.check_with(
        &on("linux", "amd64", "0"),
        &["./none/..."],
        &expect![[r#"
        error: no Go files to analyse
        none: build constraints exclude all Go files"#]],
    );
}

const CACHE: &str = "
-- w/go.mod --
module ex.com/m
go 1.20
require (
	ex.com/Big/dep v1.2.0
	ex.com/missing v1.0.0
	ex.com/local v0.0.0
	ex.com/moved v1.0.0
	ex.com/gone v1.0.0
)
replace ex.com/local => ../local
replace ex.com/moved v1.0.0 => ex.com/fork v1.1.0
replace ex.com/gone => ../gone
-- w/a.go --
package m
import (
	\"ex.com/Big/dep/x\"
	\"ex.com/missing\"
	\"ex.com/missing/y\"
	\"ex.com/local\"
	\"ex.com/local/inner\"
	\"ex.com/moved\"
	\"ex.com/gone\"
	\"ex.com/unknown\"
	\"unknown/std\"
	\"../etc\"
	\"bad path\"
)
-- home/go/pkg/mod/ex.com/!big/dep@v1.2.0/go.mod --
module ex.com/Big/dep
go 1.18
require ex.com/deep v1.0.0
-- home/go/pkg/mod/ex.com/!big/dep@v1.2.0/x/x.go --
package x
import \"ex.com/deep\"
-- home/go/pkg/mod/ex.com/deep@v1.0.0/deep.go --
package deep
-- local/l.go --
package local
-- local/inner/go.mod --
module ex.com/local/inner
-- local/inner/i.go --
package inner
-- home/go/pkg/mod/ex.com/fork@v1.1.0/f.go --
package moved
";

#[test]
fn requirements() {
    check(
        CACHE,
        &["."],
        &expect![[r#"
        ex.com/Big/dep/x (imported)
          $ROOT/home/go/pkg/mod/ex.com/!big/dep@v1.2.0/x/x.go 1.18
          ex.com/deep -> ex.com/deep
        ex.com/deep (imported)
          $ROOT/home/go/pkg/mod/ex.com/deep@v1.0.0/deep.go 1.16
        ex.com/local (imported)
          $ROOT/local/l.go 1.16
        ex.com/m
          a.go 1.20
          ex.com/Big/dep/x -> ex.com/Big/dep/x
          ex.com/local -> ex.com/local
          ex.com/moved -> ex.com/moved
        ex.com/moved (imported)
          $ROOT/home/go/pkg/mod/ex.com/fork@v1.1.0/f.go 1.16
        gap ../gone: the directory that replaces module `ex.com/gone` is missing
        gap a.go:10:2: no required module provides package `ex.com/unknown`
        gap a.go:11:2: package `unknown/std` is not in std ($ROOT/goroot/src)
        gap a.go:12:2: there is no package at `../etc`
        gap a.go:13:2: `bad path` is not an import path
        gap a.go:7:2: no required module provides package `ex.com/local/inner`
        gap ex.com/missing@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
    check(
        CACHE,
        &["ex.com/Big/dep/..."],
        &expect![[r#"
        ex.com/Big/dep/x
          $ROOT/home/go/pkg/mod/ex.com/!big/dep@v1.2.0/x/x.go 1.18
          ex.com/deep -> ex.com/deep
        ex.com/deep (imported)
          $ROOT/home/go/pkg/mod/ex.com/deep@v1.0.0/deep.go 1.16"#]],
    );
    check(
        CACHE,
        &["ex.com/missing/..."],
        &expect![[r#"
        error: no Go files to analyse
        ex.com/missing/...: matched no packages
        ex.com/missing@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
    check(
        CACHE,
        &["ex.com/missing"],
        &expect![[r#"
        error: no Go files to analyse
        ex.com/missing@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
    check(
        CACHE,
        &["ex.com/moved@v1.0.0"],
        &expect![[r#"
        error: no Go files to analyse
        ex.com/moved@v1.0.0: the version `v1.0.0` cannot be asked for, only what is used"#]],
    );
}

#[test]
fn versions_are_selected_over_the_whole_graph_of_an_old_module() {
    let text = "
-- w/go.mod --
module ex.com/m
require (
	ex.com/a v1.0.0
	ex.com/b v1.0.0
)
exclude ex.com/c v1.3.0
-- w/m.go --
package m
import (\"ex.com/a\"; \"ex.com/c\")
-- home/go/pkg/mod/cache/download/ex.com/a/@v/v1.0.0.mod --
module ex.com/a
require ex.com/c v1.2.0
require ex.com/c v1.3.0
-- home/go/pkg/mod/cache/download/ex.com/b/@v/v1.0.0.mod --
module ex.com/b
require ex.com/c v1.10.0-pre
require ex.com/a v1.0.0
-- home/go/pkg/mod/cache/download/ex.com/c/@v/v1.10.0-pre.mod --
module ex.com/c
require ex.com/b v1.0.0
-- home/go/pkg/mod/ex.com/a@v1.0.0/a.go --
package a
import \"ex.com/m/none\"
-- home/go/pkg/mod/ex.com/c@v1.2.0/c.go --
package c
-- home/go/pkg/mod/ex.com/c@v1.10.0-pre/c.go --
package c
";
    check(
        text,
        &["./..."],
        &expect![[r#"
        ex.com/a (imported)
          $ROOT/home/go/pkg/mod/ex.com/a@v1.0.0/a.go 1.16
        ex.com/c (imported)
          $ROOT/home/go/pkg/mod/ex.com/c@v1.10.0-pre/c.go 1.16
        ex.com/m
          m.go 1.16
          ex.com/a -> ex.com/a
          ex.com/c -> ex.com/c
        gap $ROOT/home/go/pkg/mod/ex.com/a@v1.0.0/a.go:2:8: no required module provides package `ex.com/m/none`"#]],
    );
}

#[test]
fn vendored_packages() {
    let vendor = |go: &str| {
        format!(
            "
-- w/go.mod --
module ex.com/m
go {go}
require ex.com/v v1.0.0
-- w/a.go --
package m
import (\"ex.com/v\"; \"ex.com/lost\")
-- w/vendor/modules.txt --
# ex.com/v v1.0.0
## explicit; go 1.19
ex.com/v
-- w/vendor/ex.com/v/v.go --
package v
"
        )
    };
    check(
        &vendor("1.20"),
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
          ex.com/v -> ex.com/v
        ex.com/v (imported)
          vendor/ex.com/v/v.go 1.19
        gap a.go:2:21: package `ex.com/lost` is not vendored; run `go mod vendor`"#]],
    );
    check(
        &vendor("1.13"),
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.13
        gap a.go:2:21: no required module provides package `ex.com/lost`
        gap ex.com/v@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
    check(
        &vendor("1.20"),
        &["ex.com/v"],
        &expect![[r#"
        ex.com/v
          vendor/ex.com/v/v.go 1.19"#]],
    );
    check(
        &vendor("1.20"),
        &["./vendor/..."],
        &expect![[r#"
        ex.com/v
          vendor/ex.com/v/v.go 1.19"#]],
    );
    let tree = Tree::new(&vendor("1.20"));
    let options = tree.options();
    let env = options.env.clone().with("GOFLAGS", "-mod=mod");
    tree.check_with(
        &LoadOptions { env, ..options },
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.20
        gap a.go:2:21: no required module provides package `ex.com/lost`
        gap ex.com/v@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
}

#[test]
fn workspaces() {
    let text = "
-- w/go.work --
go 1.22
use (
	./one
	./two
)
-- w/one/go.mod --
module ex.com/one
go 1.20
require ex.com/two v1.0.0
-- w/one/one.go --
package one
import \"ex.com/two\"
-- w/two/go.mod --
module ex.com/two
go 1.22
-- w/two/two.go --
package two
";
    let tree = Tree::new(text);
    tree.check_with(
        &tree.options(),
        &["./one"],
        &expect![[r#"
        ex.com/one
          one/one.go 1.20
          ex.com/two -> ex.com/two
        ex.com/two (imported)
          two/two.go 1.22"#]],
    );
    tree.check_with(
        &tree.options(),
        &["./..."],
        &expect![[r#"
        ex.com/one
          one/one.go 1.20
          ex.com/two -> ex.com/two
        ex.com/two
          two/two.go 1.22"#]],
    );
    tree.check_with(
        &tree.options(),
        &["work"],
        &expect![[r#"
        ex.com/one
          one/one.go 1.20
          ex.com/two -> ex.com/two
        ex.com/two
          two/two.go 1.22"#]],
    );
    let options = LoadOptions { dir: tree.path("w/one"), ..tree.options() };
    let env = options.env.clone().with("GOWORK", "off");
    tree.check_with(
        &LoadOptions { env, ..options },
        &["."],
        &expect![[r#"
        ex.com/one
          one.go 1.20
        gap ex.com/two@v1.0.0: not in the module cache; run `go mod download`"#]],
    );
}

#[test]
fn loose_files() {
    let text = "
-- w/a.go --
package main
import (\"./lib\"; \"fmt\")
-- w/b.go --
package main
-- w/other.go --
package other
-- w/lib/l.go --
package lib
-- w/fmt/f.go --
package fmt
-- w/mod/go.mod --
module ex.com/mod
go 1.18
-- w/mod/m.go --
package mod
";
    check(
        text,
        &[],
        &expect![[r#"
        ./lib (imported)
          lib/l.go 1.26
        command-line-arguments
          a.go 1.26
          b.go 1.26
          ./lib -> ./lib
          fmt -> fmt
        command-line-arguments [other]
          other.go 1.26
        gap other.go: package `other` in a directory of package `main`"#]],
    );
    check(
        text,
        &["./..."],
        &expect![[r#"
        ./fmt
          fmt/f.go 1.26
        ./lib
          lib/l.go 1.26
        command-line-arguments
          a.go 1.26
          b.go 1.26
          ./lib -> ./lib
          fmt -> fmt
        command-line-arguments [other]
          other.go 1.26
        ex.com/mod
          mod/m.go 1.18
        gap other.go: package `other` in a directory of package `main`"#]],
    );
    check(
        text,
        &["fmt"],
        &expect![[r#"
        fmt
          $ROOT/goroot/src/fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v"#]],
    );
    check(
        text,
        &["./fmt", "a.go"],
        &expect![[r#"
        ./fmt
          fmt/f.go 1.26
        ./lib (imported)
          lib/l.go 1.26
        command-line-arguments
          a.go 1.26
          ./lib -> ./lib
          fmt -> fmt"#]],
    );
}

#[test]
fn gopath() {
    let text = "
-- home/go/src/ex.com/p/p.go --
package p
import (\"ex.com/q\"; \"ex.com/v\")
-- home/go/src/ex.com/p/vendor/ex.com/v/v.go --
package v
-- home/go/src/ex.com/q/q.go --
package q
";
    let tree = Tree::new(text);
    let options = LoadOptions { dir: tree.path("home/go/src/ex.com/p"), ..tree.options() };
    tree.check_with(
        &options,
        &["."],
        &expect![[r#"
        ex.com/p
          p.go 1.26
          ex.com/q -> ex.com/q
          ex.com/v -> ex.com/p/vendor/ex.com/v
        ex.com/p/vendor/ex.com/v (imported)
          vendor/ex.com/v/v.go 1.26
        ex.com/q (imported)
          $ROOT/home/go/src/ex.com/q/q.go 1.26"#]],
    );
}

#[test]
fn without_an_installation_the_index_stands_in() {
    let text = "-- w/a.go --\npackage main\nimport (\"errors\"; \"nosuch\"; \"ex.com/x\"; \"unsafe\")\n\
                -- w/b/b.go --\npackage b\n-- w/errors/e.go --\npackage errors\n";
    let tree = Tree::new(text);
    let none = LoadOptions { env: LoadEnv::empty(), ..tree.options() };
    tree.check_with(
        &none,
        &["a.go"],
        &expect![[r#"
        command-line-arguments
          a.go 1.27
          errors -> errors
        errors (imported)
          $GOROOT/src/errors/errors.go 1.27
          $GOROOT/src/errors/join.go 1.27
          $GOROOT/src/errors/wrap.go 1.27
        index of go1.27.3
        gap a.go:2:19: package `nosuch` is not in std (the built-in index of go1.27.3)
        gap a.go:2:29: package `ex.com/x` is not known: there is no `go.mod` to say where"#]],
    );
    // Where nothing of it is imported, nothing needs to be said.
    tree.check_with(
        &none,
        &["./b"],
        &expect![[r#"
        ./b
          b/b.go 1.27"#]],
    );
    let wrong = LoadOptions { goroot: Some(tree.path("w")), ..tree.options() };
    tree.check_with(
        &wrong,
        &["a.go"],
        &expect![[r#"
        command-line-arguments
          a.go 1.27
          errors -> errors
        errors (imported)
          $GOROOT/src/errors/errors.go 1.27
          $GOROOT/src/errors/join.go 1.27
          $GOROOT/src/errors/wrap.go 1.27
        index of go1.27.3
        gap $ROOT/w: is not a Go installation: it has no `src/runtime`
        gap a.go:2:19: package `nosuch` is not in std (the built-in index of go1.27.3)
        gap a.go:2:29: package `ex.com/x` is not known: there is no `go.mod` to say where"#]],
    );
    // It is one release's, wherever another is installed.
    let chosen = LoadOptions { std_index: true, ..tree.options() };
    tree.check_with(
        &chosen,
        &["a.go"],
        &expect![[r#"
        command-line-arguments
          a.go 1.27
          errors -> errors
        errors (imported)
          $GOROOT/src/errors/errors.go 1.27
          $GOROOT/src/errors/join.go 1.27
          $GOROOT/src/errors/wrap.go 1.27
        index of go1.27.3
        gap a.go:2:19: package `nosuch` is not in std (the built-in index of go1.27.3)
        gap a.go:2:29: package `ex.com/x` is not known: there is no `go.mod` to say where"#]],
    );
}

#[test]
fn the_index_has_nothing_to_analyse() {
    let tree = Tree::new("-- w/errors/e.go --\npackage errors\n");
    let none = LoadOptions { env: LoadEnv::empty(), ..tree.options() };
    for (pattern, expected) in [
        (
            "std",
            expect![[r#"
            error: no Go files to analyse
            std: there is no Go installation to read it from, only an index of exported names; set GOROOT"#]],
        ),
        (
            "cmd",
            expect![[r#"
            error: no Go files to analyse
            cmd: there is no Go installation to read it from, only an index of exported names; set GOROOT"#]],
        ),
        (
            "fmt",
            expect![[r#"
            error: no Go files to analyse
            fmt: no such directory, and there is no Go installation to read it from, only an index of exported names; set GOROOT"#]],
        ),
        (
            "net/...",
            expect![[r#"
            error: no Go files to analyse
            net/...: matched no packages, and there is no Go installation to read it from, only an index of exported names; set GOROOT"#]],
        ),
    ] {
        tree.check_with(&none, &[pattern], &expected);
    }
    // A directory is not hidden by what is only in the index.
    tree.check_with(
        &none,
        &["errors"],
        &expect![[r#"
        ./errors
          errors/e.go 1.27"#]],
    );
}

#[cfg(unix)]
#[test]
fn installation_of_the_command_on_path() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = Tree::new("-- goroot/bin/go --\n#!/bin/false\n-- bin/text --\n");
    fs::set_permissions(tree.path("goroot/bin/go"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("../goroot/bin/go", tree.path("bin/go")).unwrap();
    let env = LoadEnv::empty().with("PATH", tree.path("bin").to_string_lossy());
    let options = LoadOptions { env, ..tree.options() };
    tree.check_with(
        &options,
        &["fmt"],
        &expect![[r#"
        fmt
          $ROOT/goroot/src/fmt/fmt.go 1.26
          golang.org/x/v -> vendor/golang.org/x/v"#]],
    );
}

#[cfg(unix)]
#[test]
fn links_and_odd_files() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(
        "-- w/go.mod --\nmodule ex.com/m\n-- w/a.go --\npackage m\n-- w/sub/s.go --\npackage sub\n\
         -- out/o.go --\npackage m\n-- w/dir.go/d.go --\npackage d\n",
    );
    symlink("..", tree.path("w/sub/loop")).unwrap();
    symlink("../out", tree.path("w/out")).unwrap();
    symlink("../../out/o.go", tree.path("w/sub/linked.go")).unwrap();
    symlink("nowhere.go", tree.path("w/broken.go")).unwrap();
    symlink("self.go", tree.path("w/self.go")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(tree.path("w/fifo.go")).status();
    assert!(made.unwrap().success());
    tree.check_with(
        &tree.options(),
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.16
        ex.com/m/dir.go
          dir.go/d.go 1.16
        ex.com/m/sub
          sub/linked.go 1.16
        ex.com/m/sub [sub]
          sub/s.go 1.16
        gap broken.go: no such file or directory
        gap fifo.go: not a regular file
        gap self.go: too many levels of symbolic links
        gap sub/s.go: package `sub` in a directory of package `m`"#]],
    );
    tree.check_with(
        &tree.options(),
        &["fifo.go"],
        &expect![[r#"
        error: no Go files to analyse
        fifo.go: not a regular file"#]],
    );
    tree.check_with(
        &tree.options(),
        &["./out"],
        &expect![[r#"
        ex.com/m/out
          out/o.go 1.16"#]],
    );
}

#[test]
fn cycles_and_mixed_packages() {
    let text = "
-- w/go.mod --
module ex.com/m
go 1.22
-- w/a/a.go --
package a
import \"ex.com/m/b\"
-- w/b/b.go --
package b
import (\"ex.com/m/a\"; \"ex.com/m/b\")
-- w/b/c.go --
package c
-- w/b/z.go --
package b
";
    check(
        text,
        &["./a"],
        &expect![[r#"
            ex.com/m/a
              a/a.go 1.22
              ex.com/m/b -> ex.com/m/b
            ex.com/m/b (imported)
              b/b.go 1.22
              b/z.go 1.22
              ex.com/m/a -> ex.com/m/a
              ex.com/m/b -> ex.com/m/b
            gap a/a.go:2:8: import cycle: ex.com/m/a imports ex.com/m/b imports ex.com/m/a
            gap b/c.go: package `c` in a directory of package `b`"#]],
    );
    check(
        text,
        &["./b"],
        &expect![[r#"
            ex.com/m/a (imported)
              a/a.go 1.22
              ex.com/m/b -> ex.com/m/b
            ex.com/m/b
              b/b.go 1.22
              b/z.go 1.22
              ex.com/m/a -> ex.com/m/a
              ex.com/m/b -> ex.com/m/b
            ex.com/m/b [c]
              b/c.go 1.22
            gap a/a.go:2:8: import cycle: ex.com/m/a imports ex.com/m/b imports ex.com/m/a
            gap b/c.go: package `c` in a directory of package `b`"#]],
    );
}

#[test]
fn external_tests_give_way_to_a_package_of_their_name() {
    let text = "
-- w/go.mod --
module ex.com/m
-- w/a/a_test.go --
package a_test
-- w/a_test/t.go --
package a_test
-- w/b/b.go --
package b
import \"ex.com/m/a_test\"
";
    let tree = Tree::new(text);
    let options = LoadOptions { tests: true, ..tree.options() };
    tree.check_with(
        &options,
        &["./..."],
        &expect![[r#"
        ex.com/m/a_test
          a_test/t.go 1.16
        ex.com/m/a_test [external tests]
          a/a_test.go 1.16
        ex.com/m/b
          b/b.go 1.16
          ex.com/m/a_test -> ex.com/m/a_test"#]],
    );
    tree.check_with(
        &options,
        &["./a", "./b"],
        &expect![[r#"
        ex.com/m/a_test (imported)
          a_test/t.go 1.16
        ex.com/m/a_test [external tests]
          a/a_test.go 1.16
        ex.com/m/b
          b/b.go 1.16
          ex.com/m/a_test -> ex.com/m/a_test"#]],
    );
}

#[test]
fn modules_named_as_those_of_go() {
    let text = "
-- w/go.mod --
module cmd
go 1.20
require ex.com/local v1.0.0
replace ex.com/local => ../local
-- w/a.go --
package a
import \"ex.com/local\"
-- local/l.go --
package local
";
    check(
        text,
        &["./..."],
        &expect![[r#"
        cmd
          a.go 1.20
          ex.com/local -> ex.com/local
        ex.com/local (imported)
          $ROOT/local/l.go 1.16"#]],
    );
    check(
        &text.replace("module cmd", "module std"),
        &["./..."],
        &expect![[r#"
        ex.com/local (imported)
          $ROOT/local/l.go 1.16
        std
          a.go 1.20
          ex.com/local -> ex.com/local"#]],
    );
}

#[test]
fn workspaces_with_missing_modules() {
    let text = "-- w/go.work --\ngo 1.22\nuse (\n./a\n./none\n)\n-- w/a/go.mod --\nmodule ex.com/a\n\
                -- w/a/a.go --\npackage a\n-- w/b/go.mod --\nmodule ex.com/a\n-- w/b/b.go --\n\
                package b\n";
    check(
        text,
        &["./..."],
        &expect![[r#"
        ./b
          b/b.go 1.16
        ex.com/a
          a/a.go 1.16
        gap b/go.mod: module `ex.com/a` is also in `a`, which is what imports of it mean
        gap none: used by `go.work`, but there is no `go.mod` in it"#]],
    );
}

#[test]
fn ignored_directories() {
    let text = "
-- w/go.mod --
module ex.com/m
go 1.25
ignore (
	./gen
	node_modules
)
-- w/a.go --
package m
-- w/gen/g.go --
package gen
-- w/generated/g.go --
package generated
-- w/x/gen/g.go --
package gen
-- w/x/node_modules/y/y.go --
package y
";
    check(
        text,
        &["./..."],
        &expect![[r#"
        ex.com/m
          a.go 1.25
        ex.com/m/generated
          generated/g.go 1.25
        ex.com/m/x/gen
          x/gen/g.go 1.25"#]],
    );
}

#[test]
fn nothing_to_load() {
    check(
        "",
        &["./..."],
        &expect![[r#"
        error: no Go files to analyse
        ./...: matched no packages"#]],
    );
    check(
        "-- w/t/text --\n",
        &["./t", "./none", "none", "ex.com/none", ""],
        &expect![[r#"
        error: no Go files to analyse
        "": an empty argument means nothing
        ./none: no such file or directory
        ex.com/none: no such directory, and package `ex.com/none` is not known: there is no `go.mod` to say where
        none: no such directory, and package `none` is not in std ($ROOT/goroot/src)
        t: no Go files"#]],
    );
    check(
        "-- w/go.mod --\nmodul x\n",
        &["."],
        &expect![[r#"
        error: no Go files to analyse
        .: no Go files
        go.mod: has no `module` line
        go.mod:1: unknown directive `modul`"#]],
    );
    check(
        "-- w/go.mod --\nmodule ex.com/m\n-- w/a_test.go --\npackage m\n",
        &["."],
        &expect![[r#"
            error: no Go files to analyse
            .: no non-test Go files"#]],
    );
}

#[test]
fn strange_bytes() {
    let tree = Tree::new("-- w/go.mod --\nmodule ex.com/m\n");
    fs::write(tree.path("w/bin.go"), b"\x7fELF\0\0\xff\xfe").unwrap();
    fs::write(tree.path("w/empty.go"), b"").unwrap();
    fs::write(tree.path("w/deep.go"), format!("package m\nvar x = {}", "(".repeat(1 << 20)))
        .unwrap();
    tree.check_with(
        &tree.options(),
        &["."],
        &expect![[r#"
        ex.com/m
          bin.go 1.16
          deep.go 1.16
          empty.go 1.16"#]],
    );
}

#[test]
fn huge_files_are_not_read() {
    let tree = Tree::new("-- w/a.go --\npackage a\n");
    let file = fs::File::create(tree.path("w/huge.go")).unwrap();
    // It takes no room on the disk.
    file.set_len(closure_core::source::MAX_FILE_BYTES as u64 + 1).unwrap();
    tree.check_with(
        &tree.options(),
        &["."],
        &expect![[r#"
        command-line-arguments
          a.go 1.26
        gap huge.go: larger than 256 MiB, the most that is read"#]],
    );
}

#[test]
fn source_at_hand() {
    let tree = Tree::new(MODULE);
    let source = SourceFile::new("<stdin>", "package p\nimport (\"fmt\"; \"ex.com/m/sub\")\n");
    let program = load_source(source, &tree.options(), &|_| {});
    expect![[r#"
        command-line-arguments
          <stdin> 1.21
          ex.com/m/sub -> ex.com/m/sub
          fmt -> fmt
        ex.com/m/sub (imported)
          sub/b.go 1.21
          sub/new.go 1.24"#]]
    .assert_eq(&tree.render(Ok(program)));
}

#[test]
fn progress_ends_where_all_is_read() {
    let tree = Tree::new(MODULE);
    let last = Mutex::new(Progress { files_read: 0, files_known: 0 });
    let program = load(&["./...".to_owned()], &tree.options(), &|progress| {
        let mut last = last.lock().unwrap();
        if progress.files_read > last.files_read {
            *last = progress;
        }
    });
    let n_files: usize = program.unwrap().packages.iter().map(|package| package.files.len()).sum();
    let last = *last.lock().unwrap();
    assert_eq!((last.files_read, last.files_known), (n_files, n_files));
}

#[test]
fn a_machine_that_go_does_not_know() {
    let tree = Tree::new("-- w/go.mod --\nmodule ex.com/m\n-- w/a.go --\npackage a\n");
    let target = Target { goos: "Linux".to_owned(), goarch: "z80".to_owned() };
    let program = load(&[".".to_owned()], &LoadOptions { target, ..tree.options() }, &|_| {});
    let gaps = program.unwrap().gaps;
    let gaps: Vec<String> =
        gaps.iter().map(|gap| format!("{}: {}", gap.path, gap.message)).collect();
    assert_eq!(
        gaps,
        [
            "GOARCH=z80: `z80` is no architecture that Go knows",
            "GOOS=Linux: `Linux` is no system that Go knows",
        ]
    );
}

#[test]
fn settings_of_go_env() {
    let tree =
        Tree::new("-- w/a.go --\n//go:build mine\n\npackage a\n-- env --\nGOFLAGS=-tags=mine\n");
    let options = tree.options();
    let file = tree.path("env").to_string_lossy().into_owned();
    let env = options.env.clone().with("GOENV", file);
    tree.check_with(
        &LoadOptions { env, ..options },
        &["."],
        &expect![[r#"
        command-line-arguments
          a.go 1.26"#]],
    );
}

#[test]
fn a_deep_tree_and_many_packages_are_no_trouble() {
    let tree = Tree::new("-- w/go.mod --\nmodule ex.com/m\n");
    let deep = tree.path("w").join("d/".repeat(300));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.go"), "package a\n").unwrap();
    // A chain of imports, so that every package is a wave of its own.
    for n in 0..1000 {
        let directory = tree.path(&format!("w/p{n}"));
        fs::create_dir_all(&directory).unwrap();
        let text = format!("package p{n}\nimport \"ex.com/m/p{}\"\n", (n + 1) % 1000);
        fs::write(directory.join("p.go"), text).unwrap();
    }
    let count = |pattern: &str| {
        let program = load(&[pattern.to_owned()], &tree.options(), &|_| {}).unwrap();
        let [Gap { path, message }] = program.gaps.as_slice() else { panic!("{:?}", program.gaps) };
        assert_eq!(path, "p0/p.go:2:8");
        assert!(message.starts_with("import cycle: ex.com/m/p0 imports ex.com/m/p1 imports "));
        assert!(message.ends_with(
            " imports ex.com/m/p9 and so on, through 1000 packages, the last of which imports \
             ex.com/m/p0"
        ));
        program.packages.len()
    };
    assert_eq!(count("./..."), 1001);
    assert_eq!(count("./p0"), 1000);
}

#[test]
fn options_may_name_a_directory_that_is_not_there() {
    let tree = Tree::new("");
    let options = LoadOptions { dir: Path::new("/nonexistent/x").to_owned(), ..tree.options() };
    tree.check_with(
        &options,
        &["."],
        &expect![[r#"
        error: no Go files to analyse
        .: no such file or directory"#]],
    );
}

/// What the go command is to be called with, and that each call loads something.
#[track_caller]
fn check_go_calls(tree: &Tree, dir: &str, patterns: &[&str], expected: &[&str]) {
    let options = LoadOptions { dir: tree.path(dir), ..tree.options() };
    let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
    let calls: Vec<String> = go_calls(&patterns, &options)
        .iter()
        .map(|call| {
            let dir = call.dir.strip_prefix(&tree.root).unwrap().display();
            let options = LoadOptions { dir: call.dir.clone(), ..tree.options() };
            let loads = load(&call.patterns, &options, &|_| {}).is_ok();
            format!("{dir}: {}{}", call.patterns.join(" "), if loads { "" } else { " (nothing)" })
        })
        .collect();
    assert_eq!(calls, expected, "{patterns:?} in {dir}");
}

#[test]
fn the_go_command_is_called_in_each_module() {
    let tree = Tree::new(
        "
-- w/README --
-- w/one/go.mod --
module ex.com/one
-- w/one/a.go --
package one
-- w/one/sub/b.go --
package sub
-- w/one/sort/s.go --
package sort
-- w/two/deep/go.mod --
module ex.com/two
-- w/two/deep/c.go --
package two
-- w/loose/d.go --
package loose
-- w/loose/e.go --
package loose
-- goroot/src/sort/sort.go --
package sort
",
    );
    // Inside a module, whatever the form of the argument.
    check_go_calls(&tree, "w/one", &[], &["w/one: ."]);
    check_go_calls(
        &tree,
        "w/one",
        &["./...", "sub", "./sub", "ex.com/one/...", "sort", "./sort"],
        &["w/one: ./... ./sub ./sort ex.com/one/... sort"],
    );
    check_go_calls(&tree, "w/one/sub", &["./...", ".."], &["w/one: ./sub/... ."]);
    check_go_calls(&tree, "w/one/sub", &["all", "std"], &["w/one: all std"]);
    // Outside, each module by itself.
    check_go_calls(&tree, "w", &["./one/...", "two/deep"], &["w/one: ./...", "w/two/deep: ."]);
    check_go_calls(&tree, "w", &["one/..."], &["w/one: ./..."]);
    let all = &["w/loose: .", "w/one: . ./sort ./sub", "w/two/deep: ."];
    check_go_calls(&tree, "w", &["./..."], all);
    // Import paths mean what they mean in the modules of the directories.
    check_go_calls(&tree, "w", &["one", "ex.com/one/sub"], &["w/one: . ex.com/one/sub"]);
    check_go_calls(&tree, "w", &["std"], &["w: std"]);
    // Files go by themselves.
    check_go_calls(
        &tree,
        "w",
        &["loose/e.go", "one/a.go", "loose/d.go", "one"],
        &["w/one: .", "w/loose: ./d.go ./e.go", "w/one: ./a.go"],
    );
    // What leads nowhere is for the go command to say too.
    check_go_calls(&tree, "w", &["./none"], &["w: ./none (nothing)"]);
}
