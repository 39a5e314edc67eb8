//! The index as it is built in.

use super::*;
use crate::source::SourceFile;
use crate::syntax::parse;

#[test]
fn it_is_small_and_whole() {
    assert!(DEFLATED.len() <= 1_500_000, "{} bytes", DEFLATED.len());
    let index = Index::get();
    assert_eq!(index.release(), Some(27), "{}", index.version());
    assert!(index.experiments().contains("baseline := goexperiment.Flags{"));
    let last = index.packages.values().flatten().map(|(_, range)| range.end).max();
    assert_eq!(last, Some(index.text.len()), "something behind the last file is no file");
    for package in ["fmt", "net/http", "slices", "sync/atomic", "unsafe", "internal/abi"] {
        assert!(index.has(package), "{package}");
    }
    assert!(!index.has("cmd/go/internal/load") && !index.has("builtin"));
}

#[test]
fn it_is_go() {
    let index = Index::get();
    for (package, files) in &index.packages {
        for (name, range) in files {
            let source = SourceFile::new(name.as_str(), &index.text[range.clone()]);
            assert_eq!(parse(&source).errors, [], "{package}/{name}");
        }
    }
}

#[test]
fn what_is_no_index_is_read_as_far_as_it_is_one() {
    for text in ["", "\n", "go1.2", "go1.2\nx", "go1.2\na/x.go 9\nx", "go1.2\na/x.go -1\n"] {
        let index = Index::read(text.to_owned());
        assert!(index.packages.is_empty() && index.experiments().is_empty(), "{text:?}");
    }
    let huge = format!("go1.2\na/x.go {}\nx", usize::MAX);
    assert!(Index::read(huge).packages.is_empty());
    let index = Index::read("go1.2\na/x.go 2\né\nb".to_owned());
    assert_eq!(index.file("a", "x.go"), Some("é"));
    assert_eq!(index.names("a").collect::<Vec<_>>(), ["x.go"]);
    assert!(Index::read("go1.2\na/x.go 1\né".to_owned()).packages.is_empty());
}
