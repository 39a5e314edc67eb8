//! What is reachable by name from outside the standard library: from the exported names of its
//! public packages on, whatever the text that is kept of one thing mentions of others.

use std::collections::{BTreeMap, BTreeSet};

use closure_core::syntax::tree::{Decl, Expr};

use super::print::{Need, Printed, Printer};
use super::sources::{PackageId, Place, Sources, is_exported, names};

/// How much is needed of each name.
pub(super) struct Reach<'s> {
    sources: &'s Sources,
    needs: Vec<BTreeMap<&'s str, Need>>,
    /// Unexported methods that are called or that an interface has, by package.
    methods: Vec<BTreeSet<String>>,
    waiting: Vec<(PackageId, &'s str)>,
}

impl<'s> Reach<'s> {
    /// Follows all names.
    pub(super) fn new(sources: &'s Sources) -> Self {
        let n = sources.packages.len();
        let mut reach = Self {
            sources,
            needs: vec![BTreeMap::new(); n],
            methods: vec![BTreeSet::new(); n],
            waiting: Vec::new(),
        };
        for (id, package) in sources.packages.iter().enumerate().filter(|(_, p)| p.is_public()) {
            for name in package.declared.keys().filter(|name| is_exported(name)) {
                reach.raise(id, name, Need::All);
            }
        }
        while let Some((package, name)) = reach.waiting.pop() {
            reach.follow(package, name);
        }
        reach
    }

    /// How much is needed of a name at package level.
    pub(super) fn need(&self, package: PackageId, name: &str) -> Option<Need> {
        self.needs[package].get(name).copied()
    }

    /// Whether a method is needed of a type.
    pub(super) fn needs_method(&self, package: PackageId, base: &str, name: &str) -> bool {
        self.need(package, base) == Some(Need::All)
            && (is_exported(name) || self.methods[package].contains(name))
    }

    fn raise(&mut self, package: PackageId, name: &str, need: Need) {
        let Some((name, places)) = self.sources.packages[package].declared.get_key_value(name)
        else {
            return;
        };
        let outside_heap = |&place| self.is_outside_heap(package, place);
        // A pointer to it is none to the garbage collector, which is part of the pointer's size.
        let need = if places.iter().any(outside_heap) { need.max(Need::Size) } else { need };
        let known = self.needs[package].get(name.as_str()).copied();
        if known.is_none_or(|known| known < need) {
            self.needs[package].insert(name, need);
            self.waiting.push((package, name));
        }
    }

    /// Whether a declaration is a struct that is marked as lying outside the heap.
    fn is_outside_heap(&self, package: PackageId, place: Place) -> bool {
        let file = &self.sources.packages[package].files[place.file];
        let tree = &file.tree;
        let Decl::Type { ty, .. } = tree.decl(place.decl) else { return false };
        let Expr::StructType(fields) = tree.expr(ty) else { return false };
        tree.nth(fields, 0).is_some_and(|first| {
            let ty = tree.expr_span(tree.field(first).ty).text(file.source.text());
            ty.ends_with("NotInHeap") || ty == "nih"
        })
    }

    /// Follows what the declarations of a name mention.
    fn follow(&mut self, package: PackageId, name: &'s str) {
        let sources = self.sources;
        let need = self.need(package, name);
        for place in &sources.packages[package].declared[name] {
            let mut printer = self.printer(package, *place);
            printer.declaration(place.decl, &|other| need.filter(|_| other == name));
            self.take(package, printer.finish());
        }
        if need == Some(Need::All) {
            for place in self.methods_of(package, name) {
                self.follow_method(package, place);
            }
        }
    }

    /// The methods that are needed of a type.
    fn methods_of(&self, package: PackageId, base: &str) -> Vec<Place> {
        let all = self.sources.packages[package].methods.get(base).into_iter().flatten();
        let needed = |place: &&Place| self.needs_method(package, base, self.name(package, **place));
        all.filter(needed).copied().collect()
    }

    fn name(&self, package: PackageId, place: Place) -> &'s str {
        let file = &self.sources.packages[package].files[place.file];
        names(&file.tree, file.source.text(), place.decl).first().copied().unwrap_or_default()
    }

    fn follow_method(&mut self, package: PackageId, place: Place) {
        let mut printer = self.printer(package, place);
        printer.declaration(place.decl, &|_| Some(Need::All));
        self.take(package, printer.finish());
    }

    fn printer(&self, package: PackageId, place: Place) -> Printer<'s> {
        let sources = self.sources;
        Printer::new(sources, package, &sources.packages[package].files[place.file])
    }

    fn take(&mut self, package: PackageId, printed: Printed) {
        for (package, name, need) in printed.mentions {
            self.raise(package, &name, need);
        }
        for method in printed.methods {
            if !self.methods[package].insert(method.clone()) {
                continue;
            }
            let bases: Vec<&'s str> = self.needs[package].keys().copied().collect();
            for base in bases {
                for place in self.methods_of(package, base) {
                    if self.name(package, place) == method {
                        self.follow_method(package, place);
                    }
                }
            }
        }
    }
}
