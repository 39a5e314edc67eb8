//! The order in which package variables are initialized, which numbers the closures in their
//! initializers.
//!
//! As the language has it: again and again, the variable that comes first in the text among those
//! whose dependencies are all initialized. A variable depends on those that its initializer names,
//! directly or through functions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::{FileId, Global, Object, PackageId};
use crate::syntax::tree::{Decl, DeclId};
use crate::types::Types;

type Node = (FileId, DeclId);

/// Some declarations of package variables, in the order of their initialization.
pub(super) fn initializers(
    types: &Types<'_>,
    package: PackageId,
    wanted: &FxHashSet<Node>,
) -> Vec<Node> {
    if wanted.len() <= 1 {
        return wanted.iter().copied().collect();
    }
    let n_files = types.program.packages[package.0 as usize].files.len() as u32;
    let mut vars: Vec<Node> = Vec::new();
    for index in 0..n_files {
        let file = FileId { package, index };
        let is_var = |decl: &DeclId| matches!(types.tree(file).decl(*decl), Decl::Var { .. });
        vars.extend(types.tree(file).decls.iter().copied().filter(is_var).map(|decl| (file, decl)));
    }
    let place: FxHashMap<Node, usize> = (0..).zip(&vars).map(|(i, &var)| (var, i)).collect();
    let mut named = FxHashMap::default();
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); vars.len()];
    let mut missing: Vec<usize> = vec![0; vars.len()];
    for (i, &var) in vars.iter().enumerate() {
        for dependency in variables_behind(types, var, &mut named) {
            if let Some(&j) = place.get(&dependency)
                && i != j
            {
                dependents[j].push(i);
                missing[i] += 1;
            }
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..vars.len()).filter(|&i| missing[i] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(vars.len());
    while let Some(Reverse(i)) = ready.pop() {
        order.push(i);
        for &dependent in &dependents[i] {
            missing[dependent] -= 1;
            if missing[dependent] == 0 {
                ready.push(Reverse(dependent));
            }
        }
    }
    // A cycle is an error of the program's; its variables come last, in the order of the text.
    order.extend((0..vars.len()).filter(|&i| missing[i] > 0));
    order.into_iter().map(|i| vars[i]).filter(|var| wanted.contains(var)).collect()
}

/// The variables that `var` depends on, found through functions.
fn variables_behind(
    types: &Types<'_>,
    var: Node,
    named: &mut FxHashMap<Node, Vec<Node>>,
) -> Vec<Node> {
    let mut found = FxHashSet::default();
    let mut functions = FxHashSet::default();
    let mut open = vec![var];
    while let Some(node) = open.pop() {
        for &next in &*named.entry(node).or_insert_with(|| names_in(types, node)) {
            match types.tree(next.0).decl(next.1) {
                Decl::Func { .. } if functions.insert(next) => open.push(next),
                Decl::Var { .. } => {
                    found.insert(next);
                }
                _ => {}
            }
        }
    }
    sorted(found)
}

/// The variables and functions of its own package that a declaration names.
fn names_in(types: &Types<'_>, (file, decl): Node) -> Vec<Node> {
    let tree = types.tree(file);
    let names = types.file_names(file);
    let mut found = FxHashSet::default();
    for ident in tree.idents_in(tree.decl_span(decl)) {
        if let Object::Global(Global { package, index }) = names.object(ident)
            && package == file.package
        {
            let (file, decl, _) = types.declaration(Global { package, index });
            if matches!(types.tree(file).decl(decl), Decl::Var { .. } | Decl::Func { .. }) {
                found.insert((file, decl));
            }
        }
    }
    sorted(found)
}

fn sorted(nodes: FxHashSet<Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = nodes.into_iter().collect();
    nodes.sort_unstable();
    nodes
}
