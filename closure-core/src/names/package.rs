//! A package's scope: what its files declare at top level, and the methods of its types.

use rustc_hash::FxHashMap;

use crate::program::Package;
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, Tree};

/// A constant, variable, type or function at package level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    /// The file's index in the package.
    pub(crate) file: u32,
    /// The declaration.
    pub(crate) decl: DeclId,
    /// The name's place among those of the declaration.
    pub(crate) name: u32,
}

/// A method, by where it is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Method {
    /// The file's index in the package.
    pub(crate) file: u32,
    /// The declaration: a [`Decl::Func`] with a receiver.
    pub(crate) decl: DeclId,
    /// Whether the receiver is a pointer.
    pub(crate) pointer: bool,
}

/// What a package declares.
#[derive(Debug, Default)]
pub(crate) struct PackageScope {
    /// The name in the package clauses.
    pub(crate) name: String,
    declared: Vec<Declared>,
    by_name: FxHashMap<String, u32>,
    /// By the receiver's type name and the method's name.
    methods: FxHashMap<String, FxHashMap<String, Method>>,
    /// Of aliases like `type A = T` and `type P = *T`: the name, and whether it is a pointer.
    aliases: FxHashMap<String, (String, bool)>,
}

impl PackageScope {
    /// Collects what `package` declares.
    pub(crate) fn collect(package: &Package) -> Self {
        let mut scope = Self::default();
        for (index, file) in (0..).zip(&package.files) {
            let (tree, text) = (&file.tree, file.source.text());
            if let Some(name) = tree.package
                && scope.name.is_empty()
            {
                tree.ident(name).text(text).clone_into(&mut scope.name);
            }
            for &decl in &tree.decls {
                scope.declare(tree, text, index, decl);
            }
        }
        scope.settle_receivers();
        scope
    }

    /// Methods of an alias are those of the type itself.
    fn settle_receivers(&mut self) {
        let mut written: Vec<String> =
            self.methods.keys().filter(|base| self.aliases.contains_key(*base)).cloned().collect();
        written.sort_unstable();
        for alias in written {
            let (base, pointer) = self.receiver(&alias);
            let base = base.to_owned();
            let methods = self.methods.remove(&alias).unwrap_or_default();
            let of_base = self.methods.entry(base).or_default();
            of_base.extend(methods.into_iter().map(|(name, mut method)| {
                method.pointer |= pointer;
                (name, method)
            }));
        }
    }

    fn declare(&mut self, tree: &Tree, text: &str, file: u32, decl: DeclId) {
        match tree.decl(decl) {
            Decl::Import(_) => {}
            Decl::Const { names, .. } | Decl::Var { names, .. } => {
                for (place, name) in (0..).zip(tree.list(names)) {
                    let name = tree.ident(name).text(text);
                    self.insert(name, Declared { file, decl, name: place });
                }
            }
            Decl::Type { name, .. } | Decl::Func { name, receiver: None, .. } => {
                let name = tree.ident(name).text(text);
                if let Decl::Type { alias: true, ty, .. } = tree.decl(decl)
                    && let (Some(base), pointer) = receiver_base(tree, ty)
                    && let Expr::Name(base) = tree.expr(base)
                {
                    let base = tree.ident(base).text(text).to_owned();
                    self.aliases.entry(name.to_owned()).or_insert((base, pointer));
                }
                // There may be many of these, and none can be referred to.
                let hidden = name == "init" && matches!(tree.decl(decl), Decl::Func { .. });
                if !hidden {
                    self.insert(name, Declared { file, decl, name: 0 });
                }
            }
            Decl::Func { name, receiver: Some(receiver), .. } => {
                let (base, pointer) = receiver_base(tree, tree.field(receiver).ty);
                if let Some(Expr::Name(base)) = base.map(|base| tree.expr(base)) {
                    let base = tree.ident(base).text(text).to_owned();
                    let name = tree.ident(name).text(text).to_owned();
                    self.methods
                        .entry(base)
                        .or_default()
                        .insert(name, Method { file, decl, pointer });
                }
            }
        }
    }

    fn insert(&mut self, name: &str, declared: Declared) {
        if name != "_" {
            self.by_name.entry(name.to_owned()).or_insert(self.declared.len() as u32);
        }
        self.declared.push(declared);
    }

    /// The index of what `name` stands for here.
    pub(crate) fn lookup(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The declaration at `index`.
    pub(crate) fn declared(&self, index: u32) -> Declared {
        self.declared[index as usize]
    }

    /// The names that other packages may use, with their indices; in no order.
    pub(crate) fn exported(&self) -> impl Iterator<Item = (&str, u32)> {
        self.by_name
            .iter()
            .filter(|(name, _)| name.chars().next().is_some_and(char::is_uppercase))
            .map(|(name, &index)| (name.as_str(), index))
    }

    /// What a receiver written as `name` is: the name of the type itself, through aliases, and
    /// whether an alias makes it a pointer.
    pub(crate) fn receiver<'a>(&'a self, name: &'a str) -> (&'a str, bool) {
        let (mut base, mut pointer) = (name, false);
        // No more steps than there are aliases, as they may be each other's.
        for _ in 0..self.aliases.len() {
            let Some((next, is_pointer)) = self.aliases.get(base) else { break };
            base = next;
            pointer |= is_pointer;
        }
        (base, pointer)
    }

    /// The method `name` of the type called `base`.
    pub(crate) fn method(&self, base: &str, name: &str) -> Option<Method> {
        self.methods.get(base)?.get(name).copied()
    }
}

/// A receiver's type without pointer, parentheses and type parameters, and whether it is a pointer.
pub(crate) fn receiver_base(tree: &Tree, mut ty: ExprId) -> (Option<ExprId>, bool) {
    let mut pointer = false;
    loop {
        match tree.expr(ty) {
            Expr::Paren(inner) => ty = inner,
            Expr::Star(inner) => (ty, pointer) = (inner, true),
            Expr::Index { operand, .. } => ty = operand,
            Expr::Name(_) => return (Some(ty), pointer),
            _ => return (None, pointer),
        }
    }
}
