//! Types of variables, as the Go files in `tests/types` expect them: `//= T` at the end of a line is
//! the type of the first variable that the line declares. Go's own type checker agrees with them.

use super::Types;
use crate::load::{LoadEnv, LoadOptions, load};
use crate::names::{FileId, Names, PackageId};
use crate::program::Target;
use crate::syntax::tree::{Id as _, IdentId};

fn check(name: &str) {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/types");
    let options = LoadOptions::new(dir, Target::default(), LoadEnv::from_process());
    let program = load(&[name.to_owned()], &options, &|_| {}).unwrap();
    let names = Names::resolve(&program);
    let mut types = Types::new(&program, &names);
    let package = program.packages.iter().position(|package| package.requested).unwrap();
    let file = FileId { package: PackageId(package as u32), index: 0 };
    let parsed = types.file(file);
    let mut n_expected = 0;
    let mut differing = Vec::new();
    let mut offset = 0;
    for line in parsed.source.text().split_inclusive('\n') {
        let range = offset..offset + line.len() as u32;
        offset = range.end;
        let Some((_, want)) = line.split_once("//= ") else { continue };
        let declared = (0..parsed.tree.n_idents()).map(IdentId::from_index).find_map(|ident| {
            let is_here = range.contains(&parsed.tree.ident(ident).start);
            types.file_names(file).declared(ident).filter(|_| is_here)
        });
        let ty = types.var_type(file, declared.unwrap());
        let got = types.display(ty, PackageId(u32::MAX)).unwrap_or_else(|| "?".to_owned());
        n_expected += 1;
        if got != want.trim() {
            differing.push(format!("{}\n    is {got}", line.trim()));
        }
    }
    assert!(n_expected > 0);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn inference() {
    check("inference.go");
}

#[test]
fn tags() {
    check("tags.go");
}

#[test]
fn cgo() {
    check("cgo.go");
}
