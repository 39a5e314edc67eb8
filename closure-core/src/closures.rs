//! Closures: which there are, what each captures, and how.
//!
//! One walk over a function's live code, in the order in which the compiler builds it, yields two
//! things: the [`function`]s in it, each closure with the variables it captures in order of first
//! use; and a flat list of what happens to variables, the [`event`]s. The mode of a capture is then
//! read off the events alone ([`mode`]), as escape analysis does it on the compiler's side.

mod cgo;
pub(crate) mod event;
mod exprs;
pub(crate) mod function;
mod init_order;
mod kept_alive;
mod live;
pub(crate) mod mode;
mod naming;
mod range_func;
pub(crate) mod screen;
mod walk;
mod wrapper;

use rustc_hash::FxHashSet;

use crate::names::{FileId, PackageId};
use crate::syntax::tree::Decl;
use crate::types::Types;
use function::Function;
use screen::MethodNames;
use walk::Walker;

/// The closures of one function at package level, or of the initializers of the package.
pub(crate) struct Unit {
    /// The function itself, and behind it the closures in it, in order.
    pub(crate) functions: Vec<Function>,
    /// Which of them the compiler drops: closures whose variable is never read.
    pub(crate) dropped: Vec<bool>,
    /// The variables of the compiler's own that closures store to.
    pub(crate) stored: FxHashSet<function::Shared>,
    /// What happens to variables.
    pub(crate) events: Vec<event::Event>,
    /// The loops that the events speak of.
    pub(crate) loops: Vec<event::LoopVars>,
    /// The file.
    pub(crate) file: FileId,
}

/// Finds the closures of a package.
pub(crate) fn package(
    types: &mut Types<'_>,
    methods: &MethodNames<'_>,
    package: PackageId,
) -> Vec<Unit> {
    let mut units = Vec::new();
    let n_files = types.program.packages[package.0 as usize].files.len() as u32;
    let mut initializers = FxHashSet::default();
    let mut functions = Vec::new();
    for index in 0..n_files {
        let file = FileId { package, index };
        let may_have_closures = screen::may_have_closures(types, methods, file);
        for (&decl, may_have_closures) in types.tree(file).decls.iter().zip(may_have_closures) {
            match types.tree(file).decl(decl) {
                Decl::Func { .. } => functions.push((file, decl, may_have_closures)),
                Decl::Var { .. } if may_have_closures => drop(initializers.insert((file, decl))),
                _ => {}
            }
        }
    }
    // The initializers of package variables share a function, and so the numbers of their closures.
    let mut literals = 0;
    for (file, decl) in init_order::initializers(types, package, &initializers) {
        let mut walker = Walker::new(types, file, Function::initializer(literals));
        walker.initializer(decl);
        literals = walker.functions[0].literals;
        units.push(walker.finish());
    }
    let mut n_inits = 0;
    for (file, decl, may_have_closures) in functions {
        let Decl::Func { name, receiver, func } = types.tree(file).decl(decl) else { continue };
        let Some(body) = types.tree(file).func(func).body else { continue };
        let text = types.ident_text((file, name));
        let init = n_inits;
        n_inits += u32::from(text == "init" && receiver.is_none());
        // Nothing can call `_`, and the compiler leaves it out.
        if text == "_" || !may_have_closures {
            continue;
        }
        let name = naming::declared(types, file, decl, init);
        let function = Function::declared(name, naming::is_generic(types, file, decl));
        let mut walker = Walker::new(types, file, function);
        walker.declared(receiver, func, body);
        units.push(walker.finish());
    }
    units
}
