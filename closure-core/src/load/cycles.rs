//! Packages that import each other, which the go command refuses to compile.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Gap, Package, ParsedFile};

/// Of a longer cycle not all packages are named.
const MAX_NAMED: usize = 10;

/// A gap for each cycle of imports; of several through one package, for one of them. `packages` are
/// sorted by path.
pub(super) fn import_cycles(packages: &[Package]) -> Vec<Gap> {
    let index: BTreeMap<&str, usize> =
        packages.iter().map(|package| package.path.as_str()).zip(0..).collect();
    let imported: Vec<Vec<usize>> = packages
        .iter()
        .map(|package| {
            // Each package's tests are compiled with it alone: what they import may well import it
            // without them.
            let paths =
                imports(package).filter(|(file, ..)| !file.source.name().ends_with("_test.go"));
            let imported: BTreeSet<usize> =
                paths.filter_map(|(_, _, path)| index.get(path).copied()).collect();
            imported.into_iter().collect()
        })
        .collect();
    let mut importers = vec![Vec::new(); packages.len()];
    for (importer, imports) in imported.iter().enumerate() {
        for &import in imports {
            importers[import].push(importer);
        }
    }
    // Packages are taken away once all that they import are: what is left then leads to a cycle, which
    // is told and taken away as well.
    let mut n_left: Vec<usize> = imported.iter().map(Vec::len).collect();
    let mut is_taken = vec![false; packages.len()];
    let mut ready: Vec<usize> = (0..packages.len()).filter(|&i| n_left[i] == 0).collect();
    let mut gaps = Vec::new();
    for start in 0..packages.len() {
        loop {
            while let Some(taken) = ready.pop() {
                if std::mem::replace(&mut is_taken[taken], true) {
                    continue;
                }
                for &importer in &importers[taken] {
                    n_left[importer] -= 1;
                    ready.extend((n_left[importer] == 0).then_some(importer));
                }
            }
            let (mut way, mut at) = (Vec::new(), start);
            let first = loop {
                if let Some(first) = way.iter().position(|&before| before == at) {
                    break Some(first);
                }
                way.push(at);
                match imported[at].iter().find(|&&import| !is_taken[import]) {
                    Some(&next) if !is_taken[at] => at = next,
                    _ => break None,
                }
            };
            let Some(first) = first else { break };
            gaps.push(cycle(packages, &mut way[first..]));
            ready.extend(&way[first..]);
        }
    }
    gaps
}

/// The gap for packages that import each the next, and the last the first.
fn cycle(packages: &[Package], cycle: &mut [usize]) -> Gap {
    let first = (0..cycle.len()).min_by_key(|&i| cycle[i]).unwrap_or(0);
    cycle.rotate_left(first);
    let path = |at: usize| packages[cycle[at % cycle.len()]].path.as_str();
    let mut message = format!("import cycle: {}", path(0));
    for at in 1..cycle.len().min(MAX_NAMED) {
        message.extend([" imports ", path(at)]);
    }
    if cycle.len() > MAX_NAMED {
        let n = cycle.len().to_string();
        message.extend([" and so on, through ", &n, " packages, the last of which"]);
    }
    message.extend([" imports ", path(0)]);
    Gap { path: import_place(&packages[cycle[0]], path(1)), message }
}

/// What a package imports, of what is loaded: the file, where its path stands, and the package's path.
fn imports(package: &Package) -> impl Iterator<Item = (&ParsedFile, u32, &str)> {
    package.files.iter().flat_map(move |file| {
        file.tree.imports().filter_map(move |import| {
            let written = import.path.text(file.source.text()).trim_matches(['"', '`']);
            Some((file, import.path.start, package.imports.get(written)?.as_str()))
        })
    })
}

/// Where a package imports the one of a path.
fn import_place(package: &Package, path: &str) -> String {
    match imports(package).find(|&(_, _, imported)| imported == path) {
        Some((file, start, _)) => {
            format!("{}:{}", file.source.name(), file.lines.line_column(start))
        }
        None => package.path.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    /// The cycles of packages, each with what it imports.
    fn cycles(packages: &[(&str, &[&str])]) -> Vec<String> {
        let package = |&(path, imports): &(&str, &[&str])| {
            let imports: Vec<String> =
                imports.iter().map(|import| format!("import {import:?}\n")).collect();
            let text = format!("package p\n{}", imports.concat());
            let source = SourceFile::new(format!("{path}.go"), text);
            Package::from_sources(path, vec![source])
        };
        let packages: Vec<Package> = packages.iter().map(package).collect();
        let gaps = import_cycles(&packages);
        gaps.into_iter().map(|gap| format!("{}: {}", gap.path, gap.message)).collect()
    }

    #[test]
    fn tests_may_import_what_imports_their_package() {
        let source = |name: &str, text: &str| SourceFile::new(name, format!("package p\n{text}"));
        let files = vec![source("a.go", ""), source("a_test.go", "import \"b\"\n")];
        let packages = [
            Package::from_sources("a", files),
            Package::from_sources("b", vec![source("b.go", "import \"a\"\n")]),
        ];
        assert_eq!(import_cycles(&packages), []);
    }

    #[test]
    fn each_cycle_is_told_once() {
        let none: [&str; 0] = [];
        assert_eq!(cycles(&[("a", &["b", "c", "none"]), ("b", &["c"]), ("c", &[])]), none);
        assert_eq!(cycles(&[("a", &["a"])]), ["a.go:2:8: import cycle: a imports a"]);
        assert_eq!(
            cycles(&[
                ("a", &["d"]),
                ("b", &["leaf", "c"]),
                ("c", &["d"]),
                ("d", &["b"]),
                ("e", &["c", "f"]),
                ("f", &["e"]),
                ("leaf", &[]),
            ]),
            [
                "b.go:3:8: import cycle: b imports c imports d imports b",
                "e.go:3:8: import cycle: e imports f imports e"
            ]
        );
        assert_eq!(
            cycles(&[("a", &["b"]), ("b", &["a"]), ("c", &["d"]), ("d", &["c"])]),
            [
                "a.go:2:8: import cycle: a imports b imports a",
                "c.go:2:8: import cycle: c imports d imports c"
            ]
        );
    }
}
