//! Constant declarations: groups of lines that share an expression, which each line evaluates with its
//! own `iota`; and long chains of constants that are each other's values.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{At, Operand, Types};
use crate::names::{FileId, Global, Object};
use crate::syntax::tree::{Decl, DeclId, Expr, ExprId, Id, IdentId};

/// Behind so many questions, the constants that one needs are evaluated before it.
const LONG_CHAIN: usize = 50;

/// A constant by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Constant {
    Global(Global),
    Local(FileId, DeclId, u32),
}

/// The constants that the lines of a group declare which share an expression, by name, in order.
pub(super) type Repetition<'p> = FxHashMap<&'p str, Vec<(DeclId, u32)>>;

impl<'p> Types<'p> {
    /// What the expression of a constant declaration is, on the line on which `iota` is this.
    pub(crate) fn operand_where_iota_is(&mut self, iota: u32, at: At<ExprId>) -> Operand {
        let outer_exprs = std::mem::take(&mut self.iota_exprs);
        let outer_iota = self.iota.replace(iota);
        let operand = self.operand(at);
        self.iota = outer_iota;
        self.iota_exprs = outer_exprs;
        operand
    }

    /// What an expression is that stands in the constant declaration being evaluated.
    pub(super) fn operand_with_iota(&mut self, at: At<ExprId>) -> Operand {
        let expr = self.tree(at.0).expr(at.1);
        if let Expr::Name(name) = expr
            && let Some(operand) = self.redeclared(at.0, name)
        {
            return operand;
        }
        // Of what is evaluated only once by what it stands in, nothing needs to be remembered.
        let is_plain = matches!(
            expr,
            Expr::Name(_)
                | Expr::Literal(_)
                | Expr::Paren(_)
                | Expr::Unary { .. }
                | Expr::Binary { .. }
        );
        if is_plain {
            return self.deeper(Operand::Unknown, |this| this.operand_uncached(at));
        }
        if let Some(known) = self.iota_exprs.get(&at) {
            return known.clone();
        }
        let operand = self.deeper(Operand::Unknown, |this| this.operand_uncached(at));
        self.iota_exprs.insert(at, operand.clone());
        operand
    }

    /// What a name is that has another meaning in a repeated expression than in the original: in a
    /// function, `const ( x = x + 1; y )` adds 1 to an outer `x` and then to the new one.
    fn redeclared(&mut self, file: FileId, name: IdentId) -> Option<Operand> {
        let decl = self.repetition.filter(|(of, _)| *of == file)?.1;
        let tree = self.tree(file);
        let Decl::Const { values, .. } = tree.decl(decl) else { return None };
        let span = tree.ident(name);
        let is_inside = |value| {
            let value = tree.expr_span(value);
            value.start <= span.start && span.end <= value.end
        };
        if !tree.list(values).any(is_inside) {
            return None;
        }
        let repetition = self.repetition_of((file, decl))?;
        let declared = repetition.get(self.ident_text((file, name)))?;
        let n_before = declared.partition_point(|(before, _)| before.index() < decl.index());
        let &(before, place) = declared.get(n_before.checked_sub(1)?)?;
        Some(self.local_const(file, before, place))
    }

    /// The lines that share an expression with a declaration which repeats it.
    fn repetition_of(&mut self, (file, decl): At<DeclId>) -> Option<Rc<Repetition<'p>>> {
        let tree = self.tree(file);
        let Decl::Const { values, .. } = tree.decl(decl) else { return None };
        let key = (file, tree.nth(values, 0)?);
        if let Some(known) = self.repetitions.get(&key) {
            return Some(Rc::clone(known));
        }
        // They follow each other, as nothing is declared within a repetition.
        let is_repeated = |index| {
            matches!(tree.decl(DeclId::from_index(index)), Decl::Const { repeated: true, .. })
        };
        let first = (0..decl.index()).rev().find(|&index| !is_repeated(index))?;
        let mut lines = Repetition::default();
        for index in
            (first..tree.n_decls()).take_while(|&index| index == first || is_repeated(index))
        {
            let decl = DeclId::from_index(index);
            let Decl::Const { names, .. } = tree.decl(decl) else { break };
            for (place, name) in (0..).zip(tree.list(names)) {
                lines.entry(self.ident_text((file, name))).or_default().push((decl, place));
            }
        }
        let lines = Rc::new(lines);
        self.repetitions.insert(key, Rc::clone(&lines));
        Some(lines)
    }

    /// At the end of a long chain of questions, evaluates the constants that this one needs, and
    /// those that they need, those first on which the others depend: each is then evaluated without
    /// adding to the chain.
    pub(super) fn settle_long_chain(&mut self, constant: Constant) {
        if self.open.len() < LONG_CHAIN || self.settling || self.is_settled(constant) {
            return;
        }
        self.settling = true;
        let mut open = vec![(constant, false)];
        let mut seen = FxHashSet::default();
        while let Some((constant, needs_are_settled)) = open.pop() {
            if needs_are_settled {
                match constant {
                    Constant::Global(global) => self.global(global),
                    Constant::Local(file, decl, place) => self.local_const(file, decl, place),
                };
            } else if !self.is_settled(constant) && seen.insert(constant) {
                open.push((constant, true));
                let needed = self.needed_constants(constant);
                open.extend(needed.into_iter().map(|needed| (needed, false)));
            }
        }
        self.settling = false;
    }

    fn is_settled(&self, constant: Constant) -> bool {
        match constant {
            Constant::Global(global) => self.globals.contains_key(&global),
            Constant::Local(file, decl, place) => {
                self.local_consts.contains_key(&(file, decl, place))
            }
        }
    }

    /// The constants that a constant's expression names.
    fn needed_constants(&self, constant: Constant) -> Vec<Constant> {
        let (file, decl, place) = match constant {
            Constant::Global(global) => self.declaration(global),
            Constant::Local(file, decl, place) => (file, decl, place),
        };
        let tree = self.tree(file);
        let Decl::Const { values, .. } = tree.decl(decl) else { return Vec::new() };
        let Some(value) = tree.nth(values, place as usize) else { return Vec::new() };
        let needed = |ident| match self.file_names(file).object(ident) {
            Object::LocalConst(decl, place) => Some(Constant::Local(file, decl, place)),
            Object::Global(global) => {
                let (file, decl, _) = self.declaration(global);
                let is_const = matches!(self.tree(file).decl(decl), Decl::Const { .. });
                is_const.then_some(Constant::Global(global))
            }
            _ => None,
        };
        tree.idents_in(tree.expr_span(value)).filter_map(needed).collect()
    }
}
