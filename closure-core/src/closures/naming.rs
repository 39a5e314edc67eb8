//! The compiler's names for functions and closures.
//!
//! Source: `closureName` and `FuncName` in the compiler's `ir/func.go`, and what the linker makes
//! of instantiated names: `F[...]`.

use crate::names::FileId;
use crate::names::package::receiver_base;
use crate::syntax::tree::{Decl, DeclId, Expr};
use crate::types::{TypeDecl, Types};

/// The name of a declared function; `n_inits` functions called `init` came before.
pub(super) fn declared(types: &Types<'_>, file: FileId, decl: DeclId, n_inits: u32) -> String {
    let tree = types.tree(file);
    let Decl::Func { name, receiver, func } = tree.decl(decl) else { return String::new() };
    let name = types.ident_text((file, name));
    let own_params = !tree.signature(tree.func(func).signature).type_params.is_empty();
    let own_params = if own_params { "[...]" } else { "" };
    let Some(receiver) = receiver else {
        return match name {
            "init" => format!("init.{n_inits}"),
            _ => format!("{name}{own_params}"),
        };
    };
    let ty = tree.field(receiver).ty;
    let (base, pointer) = receiver_base(tree, ty);
    let (base, of_alias) = match base.map(|base| tree.expr(base)) {
        Some(Expr::Name(base)) => types.receiver(file.package, types.ident_text((file, base))),
        _ => ("?", false),
    };
    let args = if receiver_has_params(types, file, decl) { "[...]" } else { "" };
    if pointer || of_alias {
        format!("(*{base}{args}).{name}{own_params}")
    } else {
        format!("{base}{args}.{name}{own_params}")
    }
}

/// Whether a declared function, or the type whose method it is, has type parameters.
pub(super) fn is_generic(types: &Types<'_>, file: FileId, decl: DeclId) -> bool {
    let tree = types.tree(file);
    let Decl::Func { func, .. } = tree.decl(decl) else { return false };
    !tree.signature(tree.func(func).signature).type_params.is_empty()
        || receiver_has_params(types, file, decl)
}

fn receiver_has_params(types: &Types<'_>, file: FileId, decl: DeclId) -> bool {
    let tree = types.tree(file);
    let Decl::Func { receiver: Some(receiver), .. } = tree.decl(decl) else { return false };
    let mut ty = tree.field(receiver).ty;
    loop {
        match tree.expr(ty) {
            Expr::Paren(inner) | Expr::Star(inner) => ty = inner,
            Expr::Index { .. } => return true,
            _ => return false,
        }
    }
}

/// The name of a method value's function: `T.M-fm`, `(*T).M-fm`, with its package where that is
/// another.
pub(super) fn method_value(
    types: &Types<'_>,
    file: FileId,
    declared_by: Option<TypeDecl>,
    generic: bool,
    pointer: bool,
    method: &str,
) -> String {
    let (package, base) = match declared_by {
        Some(TypeDecl::Global(global)) => {
            let package = if global.package == file.package {
                String::new()
            } else {
                format!("{}.", types.program.packages[global.package.0 as usize].path)
            };
            (package, types.global_name(global).to_owned())
        }
        Some(TypeDecl::Error) => (String::new(), "error".to_owned()),
        Some(TypeDecl::Local(file, decl)) => match types.tree(file).decl(decl) {
            Decl::Type { name, .. } => (String::new(), types.ident_text((file, name)).to_owned()),
            _ => (String::new(), "?".to_owned()),
        },
        _ => (String::new(), "interface".to_owned()),
    };
    let args = if generic { "[...]" } else { "" };
    if pointer {
        format!("{package}(*{base}{args}).{method}-fm")
    } else {
        format!("{package}{base}{args}.{method}-fm")
    }
}
