//! Declarations cut down to what other packages can tell of them, as Go source on one line each;
//! and the names that the remaining text mentions.
//!
//! Function bodies go, and values of variables but for what tells their types. Of a type it depends
//! on where it is mentioned how much of it must be known: see [`Need`].

use std::collections::BTreeSet;

use closure_core::source::Span;
use closure_core::syntax::tree::{
    ChanDir, Decl, DeclId, Expr, ExprId, FieldId, IdentId, List, Literal, SignatureId,
};
use closure_core::syntax::{BinaryOp, UnaryOp};

use super::sources::{File, PackageId, Sources, is_exported};

/// How much of a type must be known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Need {
    /// That there is such a type: it stands behind a pointer that nobody outside can follow.
    Name,
    /// How large it is and where its pointers are: it is part of something unexported.
    Size,
    /// All of it, methods included. Also that of whatever is not a type.
    All,
}

/// What was written, and what it mentions.
#[derive(Default)]
pub(super) struct Printed {
    pub(super) text: String,
    /// Names at package level.
    pub(super) mentions: Vec<(PackageId, String, Need)>,
    /// Unexported methods that are called or that an interface has.
    pub(super) methods: Vec<String>,
    /// The local names of the imports that it uses.
    pub(super) imports: BTreeSet<String>,
}

/// Writes declarations of one file.
pub(super) struct Printer<'s> {
    sources: &'s Sources,
    package: PackageId,
    file: &'s File,
    /// The value of `iota` in the constant that is being written.
    iota: Option<u32>,
    printed: Printed,
}

impl<'s> Printer<'s> {
    pub(super) fn new(sources: &'s Sources, package: PackageId, file: &'s File) -> Self {
        Self { sources, package, file, iota: None, printed: Printed::default() }
    }

    pub(super) fn finish(self) -> Printed {
        self.printed
    }

    /// Writes as much of a declaration as is needed of its names; nothing where none is.
    pub(super) fn declaration(&mut self, decl: DeclId, need: &dyn Fn(&str) -> Option<Need>) {
        let tree = &self.file.tree;
        match tree.decl(decl) {
            Decl::Import(_) => {}
            Decl::Const { iota, names, ty, values, .. } => {
                for (place, name) in tree.list(names).enumerate() {
                    let Some(value) = tree.nth(values, place) else { continue };
                    if need(self.ident(name)).is_some() {
                        self.iota = Some(iota);
                        self.constant(name, ty, value);
                        self.iota = None;
                    }
                }
            }
            Decl::Var { names, ty, values } => self.variables(names, ty, values, need),
            Decl::Type { name, type_params, alias, ty } => {
                let name = self.ident(name);
                if let Some(need) = need(name) {
                    self.write("type ");
                    self.write(name);
                    self.type_declaration(type_params, alias, ty, need);
                    self.write("\n");
                }
            }
            Decl::Func { name, receiver, func } => {
                let name = self.ident(name);
                if need(name).is_some() {
                    self.write("func ");
                    if let Some(receiver) = receiver {
                        self.write("(");
                        self.ty(tree.field(receiver).ty, Need::All);
                        self.write(")");
                    }
                    self.write(name);
                    let signature = tree.func(func).signature;
                    self.type_params(tree.signature(signature).type_params, Some(Need::All));
                    self.signature(signature, Need::All);
                    self.write("\n");
                }
            }
        }
    }

    fn constant(&mut self, name: IdentId, ty: Option<ExprId>, value: ExprId) {
        self.write("const ");
        self.write(self.ident(name));
        if let Some(ty) = ty {
            self.write(" ");
            self.ty(ty, Need::All);
        }
        self.write("=");
        self.value(value);
        self.write("\n");
    }

    fn variables(
        &mut self,
        names: List<IdentId>,
        ty: Option<ExprId>,
        values: List<ExprId>,
        need: &dyn Fn(&str) -> Option<Need>,
    ) {
        let tree = &self.file.tree;
        let needed = |name: IdentId| need(self.ident(name)).is_some();
        let needed: Vec<bool> = tree.list(names).map(needed).collect();
        if !needed.contains(&true) {
            return;
        }
        let one_each = ty.is_some() || values.len() == names.len();
        if !one_each {
            // A call with several results.
            self.write("var ");
            for (place, name) in tree.list(names).enumerate() {
                self.write(if place > 0 { "," } else { "" });
                self.write(if needed[place] { self.ident(name) } else { "_" });
            }
            self.write("=");
            self.initial_list(values);
            self.write("\n");
            return;
        }
        for (place, name) in tree.list(names).enumerate().filter(|&(place, _)| needed[place]) {
            self.write("var ");
            self.write(self.ident(name));
            match (ty, tree.nth(values, place)) {
                (Some(ty), _) => {
                    self.write(" ");
                    self.ty(ty, Need::All);
                }
                (None, Some(value)) => {
                    self.write("=");
                    self.initial(value);
                }
                (None, None) => {}
            }
            self.write("\n");
        }
    }

    fn type_declaration(
        &mut self,
        type_params: List<FieldId>,
        alias: bool,
        ty: ExprId,
        need: Need,
    ) {
        let constraints = (need > Need::Name || alias).then_some(match need {
            Need::All => Need::All,
            Need::Name | Need::Size => Need::Name,
        });
        self.type_params(type_params, constraints);
        self.write(if alias { "=" } else { " " });
        if need == Need::Name && !alias {
            self.write("struct{}");
        } else {
            self.ty(ty, need);
        }
    }

    /// Writes type parameters with their constraints, or with `any` for each.
    fn type_params(&mut self, fields: List<FieldId>, constraints: Option<Need>) {
        if fields.is_empty() {
            return;
        }
        let tree = &self.file.tree;
        self.write("[");
        for (index, field) in tree.list(fields).enumerate() {
            let field = tree.field(field);
            self.write(if index > 0 { "," } else { "" });
            self.names(field.names);
            self.write(" ");
            match constraints {
                Some(need) => self.ty(field.ty, need),
                None => self.write("any"),
            }
        }
        // Without a comma `[P *C]` would be an array's length.
        self.write(",]");
    }

    /// Writes parameters and results without their names.
    fn signature(&mut self, signature: SignatureId, need: Need) {
        let tree = &self.file.tree;
        let signature = tree.signature(signature);
        self.write("(");
        self.parameters(signature.params, need);
        self.write(")");
        let n_results: usize = tree.list(signature.results).map(|field| self.count(field)).sum();
        match n_results {
            0 => {}
            1 => self.parameters(signature.results, need),
            _ => {
                self.write("(");
                self.parameters(signature.results, need);
                self.write(")");
            }
        }
    }

    fn count(&self, field: FieldId) -> usize {
        self.file.tree.field(field).names.len().max(1)
    }

    fn parameters(&mut self, fields: List<FieldId>, need: Need) {
        let tree = &self.file.tree;
        let mut first = true;
        for field in tree.list(fields) {
            for _ in 0..self.count(field) {
                self.write(if first { "" } else { "," });
                first = false;
                self.ty(tree.field(field).ty, need);
            }
        }
    }

    /// Writes a type of which so much is needed.
    fn ty(&mut self, ty: ExprId, need: Need) {
        let tree = &self.file.tree;
        // Behind a pointer there is nothing more for a size to depend on.
        let behind = if need == Need::All { Need::All } else { Need::Name };
        match tree.expr(ty) {
            Expr::Name(name) => self.name(name, need),
            Expr::Selector { operand, name } => self.selector(operand, name, need),
            Expr::Paren(inner) => self.wrapped("(", inner, need, ")"),
            Expr::Star(inner) => self.wrapped("*", inner, behind, ""),
            Expr::SliceType(inner) => self.wrapped("[]", inner, behind, ""),
            Expr::Variadic(inner) => self.wrapped("...", inner, behind, ""),
            Expr::Unary { op: UnaryOp::Tilde, operand } => self.wrapped("~", operand, need, ""),
            Expr::Binary { op: BinaryOp::Or, left, right } => {
                self.ty(left, need);
                self.wrapped("|", right, need, "");
            }
            Expr::ArrayType { len, elem } => {
                self.write("[");
                match len {
                    Some(len) => self.value(len),
                    None => self.write("..."),
                }
                self.wrapped("]", elem, need, "");
            }
            Expr::MapType { key, value } => {
                self.wrapped("map[", key, behind, "]");
                self.ty(value, behind);
            }
            Expr::ChanType { dir, elem } => {
                let keyword = match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Receive => "<-chan ",
                };
                self.wrapped(keyword, elem, behind, "");
            }
            Expr::FuncType(signature) => {
                self.write("func");
                self.signature(signature, behind);
            }
            Expr::Index { operand, indices } => {
                self.ty(operand, need);
                self.write("[");
                for (index, argument) in tree.list(indices).enumerate() {
                    self.write(if index > 0 { "," } else { "" });
                    self.ty(argument, need);
                }
                self.write("]");
            }
            Expr::StructType(fields) => {
                self.write("struct{");
                for (index, field) in tree.list(fields).enumerate() {
                    self.write(if index > 0 { ";" } else { "" });
                    self.field(field, need);
                }
                self.write("}");
            }
            Expr::InterfaceType(elements) => {
                self.write("interface{");
                for (index, element) in tree.list(elements).enumerate() {
                    self.write(if index > 0 { ";" } else { "" });
                    self.element(element, behind);
                }
                self.write("}");
            }
            _ => self.value(ty),
        }
    }

    fn wrapped(&mut self, before: &str, ty: ExprId, need: Need, after: &str) {
        self.write(before);
        self.ty(ty, need);
        self.write(after);
    }

    fn field(&mut self, field: FieldId, need: Need) {
        let tree = &self.file.tree;
        let field = tree.field(field);
        let visible = field.names.is_empty()
            || tree.list(field.names).any(|name| is_exported(self.ident(name)));
        if !field.names.is_empty() {
            self.names(field.names);
            self.write(" ");
        }
        self.ty(field.ty, if visible { need } else { need.min(Need::Size) });
        // What is left of the field is its tag, between blanks and comments.
        let rest = Span::new(tree.expr_span(field.ty).end, field.span.end);
        let rest = rest.text(self.file.source.text()).trim();
        if rest.starts_with(['"', '`']) {
            self.write(rest);
        }
    }

    fn element(&mut self, element: FieldId, need: Need) {
        let tree = &self.file.tree;
        let element = tree.field(element);
        match (tree.nth(element.names, 0), tree.expr(element.ty)) {
            (Some(name), Expr::FuncType(signature)) => {
                let name = self.ident(name);
                self.write(name);
                if is_exported(name) {
                    self.signature(signature, need);
                } else {
                    // Nobody outside can call it.
                    self.signature(signature, Need::Name);
                    if need == Need::All {
                        self.printed.methods.push(name.to_owned());
                    }
                }
            }
            // What is embedded in an interface must remain one.
            _ => self.ty(element.ty, need.max(Need::Size)),
        }
    }

    /// Writes an expression whole.
    fn value(&mut self, expr: ExprId) {
        let tree = &self.file.tree;
        match tree.expr(expr) {
            Expr::Name(name) => match self.iota {
                Some(iota) if self.ident(name) == "iota" => self.write(&iota.to_string()),
                _ => self.name(name, Need::All),
            },
            Expr::Literal(_) => self.write(self.text(tree.expr_span(expr))),
            Expr::Selector { operand, name } => self.selector(operand, name, Need::All),
            Expr::Paren(inner) => {
                self.write("(");
                self.value(inner);
                self.write(")");
            }
            Expr::Call { callee, args, spread } => {
                self.value(callee);
                self.write("(");
                for (index, argument) in tree.list(args).enumerate() {
                    self.write(if index > 0 { "," } else { "" });
                    self.value(argument);
                }
                self.write(if spread { "...)" } else { ")" });
            }
            Expr::Unary { op, operand } => {
                self.write(unary_text(op));
                self.apart(|printer| printer.value(operand));
            }
            Expr::Binary { op, left, right } => {
                self.value(left);
                self.write(binary_text(op));
                self.apart(|printer| printer.value(right));
            }
            Expr::Star(inner) => {
                self.write("*");
                self.value(inner);
            }
            Expr::Index { operand, indices } => {
                self.value(operand);
                self.write("[");
                for (index, argument) in tree.list(indices).enumerate() {
                    self.write(if index > 0 { "," } else { "" });
                    self.value(argument);
                }
                self.write("]");
            }
            Expr::Slice { operand, .. } => {
                self.value(operand);
                self.write("[:]");
            }
            Expr::TypeAssert { operand, ty } => {
                self.value(operand);
                self.write(".(");
                if let Some(ty) = ty {
                    self.ty(ty, Need::All);
                }
                self.write(")");
            }
            Expr::Composite { ty, elements } => self.composite(ty, elements),
            Expr::FuncLit(func) => {
                self.write("func");
                self.signature(tree.func(func).signature, Need::All);
                self.write("{}");
            }
            Expr::KeyValue { key, value } => {
                self.value(key);
                self.write(":");
                self.initial(value);
            }
            Expr::Bad => {}
            Expr::ArrayType { .. }
            | Expr::SliceType(_)
            | Expr::Variadic(_)
            | Expr::StructType(_)
            | Expr::FuncType(_)
            | Expr::InterfaceType(_)
            | Expr::MapType { .. }
            | Expr::ChanType { .. } => self.ty(expr, Need::All),
        }
    }

    /// Writes of a variable's value what tells its type.
    fn initial(&mut self, expr: ExprId) {
        let tree = &self.file.tree;
        match tree.expr(expr) {
            Expr::Literal(Literal::String) => self.write("\"\""),
            Expr::Unary { op: UnaryOp::Address, operand } => {
                self.write("&");
                self.initial(operand);
            }
            Expr::Paren(inner) => {
                self.write("(");
                self.initial(inner);
                self.write(")");
            }
            Expr::Call { callee, args, spread } => {
                self.value(callee);
                self.write("(");
                match self.arguments_that_matter(callee) {
                    Matter::None => {}
                    Matter::First => {
                        if let Some(first) = tree.nth(args, 0) {
                            self.initial(first);
                        }
                    }
                    Matter::All => {
                        self.initial_list(args);
                        self.write(if spread { "..." } else { "" });
                    }
                }
                self.write(")");
            }
            _ => self.value(expr),
        }
    }

    fn initial_list(&mut self, exprs: List<ExprId>) {
        for (index, expr) in self.file.tree.list(exprs).enumerate() {
            self.write(if index > 0 { "," } else { "" });
            self.initial(expr);
        }
    }

    fn composite(&mut self, ty: Option<ExprId>, elements: List<ExprId>) {
        let tree = &self.file.tree;
        let Some(ty) = ty else { return self.write("{}") };
        let Expr::ArrayType { len: None, elem } = tree.expr(ty) else {
            self.ty(ty, Need::All);
            return self.write("{}");
        };
        let keyed = |element| matches!(tree.expr(element), Expr::KeyValue { .. });
        if tree.list(elements).any(keyed) {
            // The keys say how long it is.
            self.ty(ty, Need::All);
            self.write("{");
            self.initial_list(elements);
            return self.write("}");
        }
        self.write(&format!("[{}]", elements.len()));
        self.ty(elem, Need::All);
        self.write("{}");
    }

    /// Which arguments of a call have a say in the type of its result.
    fn arguments_that_matter(&self, callee: ExprId) -> Matter {
        let tree = &self.file.tree;
        let (package, name) = match tree.expr(callee) {
            Expr::Name(name) => (Some(self.package), self.ident(name)),
            Expr::Selector { operand, name } => match tree.expr(operand) {
                Expr::Name(operand) => match self.file.imports.get(self.ident(operand)) {
                    Some((_, package)) => (*package, self.ident(name)),
                    None => return Matter::All,
                },
                _ => return Matter::All,
            },
            _ => return Matter::All,
        };
        let Some(package) = package else { return Matter::All };
        let Some(places) = self.sources.packages[package].declared.get(name) else {
            return if matches!(name, "make" | "new" | "append") {
                Matter::First
            } else {
                Matter::All
            };
        };
        let simple = places.iter().all(|place| {
            let tree = &self.sources.packages[package].files[place.file].tree;
            match tree.decl(place.decl) {
                Decl::Func { func, .. } => {
                    tree.signature(tree.func(func).signature).type_params.is_empty()
                }
                _ => false,
            }
        });
        if simple { Matter::None } else { Matter::All }
    }

    fn name(&mut self, name: IdentId, need: Need) {
        let text = self.ident(name);
        self.write(text);
        self.mention(text, need);
    }

    /// Notes a name of the file's package, or of one that it imports without naming it.
    fn mention(&mut self, name: &str, need: Need) {
        if self.sources.packages[self.package].declared.contains_key(name) {
            self.printed.mentions.push((self.package, name.to_owned(), need));
            return;
        }
        for &(_, package) in &self.file.dot_imports {
            if let Some(package) = package
                && self.sources.packages[package].declared.contains_key(name)
            {
                self.printed.mentions.push((package, name.to_owned(), need));
            }
        }
    }

    fn selector(&mut self, operand: ExprId, name: IdentId, need: Need) {
        let text = self.ident(name);
        if let Expr::Name(local) = self.file.tree.expr(operand)
            && let Some((_, package)) = self.file.imports.get(self.ident(local))
        {
            let local = self.ident(local);
            self.printed.imports.insert(local.to_owned());
            self.write(local);
            if let Some(package) = *package {
                self.printed.mentions.push((package, text.to_owned(), need));
            }
        } else {
            self.value(operand);
            if !is_exported(text) {
                self.printed.methods.push(text.to_owned());
            }
        }
        self.write(".");
        self.write(text);
    }

    fn names(&mut self, names: List<IdentId>) {
        for (index, name) in self.file.tree.list(names).enumerate() {
            self.write(if index > 0 { "," } else { "" });
            self.write(self.ident(name));
        }
    }

    /// Writes something behind an operator, with a blank where the two would become another.
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        let at = self.printed.text.len();
        write(self);
        if self.printed.text[at..].starts_with(['+', '-', '&', '^', '<', '*', '=']) {
            self.printed.text.insert(at, ' ');
        }
    }

    fn ident(&self, ident: IdentId) -> &'s str {
        self.text(self.file.tree.ident(ident))
    }

    fn text(&self, span: Span) -> &'s str {
        span.text(self.file.source.text())
    }

    fn write(&mut self, text: &str) {
        self.printed.text.push_str(text);
    }
}

/// Which arguments of a call matter.
enum Matter {
    None,
    First,
    All,
}

fn unary_text(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Minus => "-",
        UnaryOp::Not => "!",
        UnaryOp::Complement => "^",
        UnaryOp::Address => "&",
        UnaryOp::Receive => "<-",
        UnaryOp::Tilde => "~",
    }
}

fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::LogicalOr => "||",
        BinaryOp::LogicalAnd => "&&",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::And => "&",
        BinaryOp::AndNot => "&^",
    }
}
