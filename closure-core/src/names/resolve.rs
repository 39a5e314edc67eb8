//! Resolution of one file: a walk with a stack of block scopes.

use rustc_hash::FxHashMap;

use super::package::PackageScope;
use super::{
    Elided, FileNames, Global, Object, Origin, PackageId, TypeParam, Var, VarId, universe,
};
use crate::program::{Package, ParsedFile, Program};
use crate::syntax::tree::{
    Block, Clause, Decl, DeclId, Expr, ExprId, Field, FieldId, FuncId, Id, IdentId, List,
    Signature, Stmt, StmtId, Tree,
};

/// Resolves the files of one package.
pub(super) fn package(
    program: &Program,
    scopes: &[PackageScope],
    by_path: &FxHashMap<String, PackageId>,
    id: PackageId,
) -> Vec<FileNames> {
    let package = &program.packages[id.0 as usize];
    let resolve = |file: &ParsedFile| {
        let mut resolver = Resolver {
            tree: &file.tree,
            text: file.source.text(),
            names: FileNames {
                objects: vec![Object::Unresolved; file.tree.n_idents()],
                ..FileNames::default()
            },
            package: id,
            scope: &scopes[id.0 as usize],
            imports: FxHashMap::default(),
            imports_c: false,
            bindings: Vec::new(),
            innermost: FxHashMap::default(),
            blocks: Vec::new(),
            bodies: package.requested,
        };
        resolver.imports(package, scopes, by_path);
        for &decl in &file.tree.decls {
            resolver.decl(decl, true);
        }
        resolver.names
    };
    package.files.iter().map(resolve).collect()
}

/// A name bound in a block.
struct Binding<'a> {
    name: &'a str,
    object: Object,
    /// The binding of the same name in an outer block.
    shadowed: Option<u32>,
}

struct Resolver<'a> {
    tree: &'a Tree,
    text: &'a str,
    names: FileNames,
    package: PackageId,
    scope: &'a PackageScope,
    /// The file's scope: imported packages, and what dot imports bring.
    imports: FxHashMap<&'a str, Object>,
    /// Whether it imports "C".
    imports_c: bool,
    /// The blocks' bindings, innermost last.
    bindings: Vec<Binding<'a>>,
    /// The innermost binding of each name.
    innermost: FxHashMap<&'a str, u32>,
    /// Where each open block's bindings begin.
    blocks: Vec<u32>,
    /// Whether function bodies are of interest.
    bodies: bool,
}

impl<'a> Resolver<'a> {
    fn imports(
        &mut self,
        package: &'a Package,
        scopes: &'a [PackageScope],
        by_path: &FxHashMap<String, PackageId>,
    ) {
        for import in self.tree.imports() {
            let path = import.path.text(self.text).trim_matches(|c| c == '"' || c == '`');
            let resolved = package.imports.get(path).map_or(path, String::as_str);
            let id = by_path.get(resolved).copied();
            let name = match import.name {
                Some(name) => self.tree.ident(name).text(self.text),
                None => match id.map(|id| scopes[id.0 as usize].name.as_str()) {
                    Some(name) if !name.is_empty() => name,
                    _ => guess_name(path),
                },
            };
            if name == "." {
                let Some(id) = id else { continue };
                for (name, index) in scopes[id.0 as usize].exported() {
                    self.imports.insert(name, Object::Global(Global { package: id, index }));
                }
            } else {
                self.imports.insert(name, Object::Import(id));
                self.imports_c |= path == "C";
            }
        }
    }

    fn ident_text(&self, ident: IdentId) -> &'a str {
        self.tree.ident(ident).text(self.text)
    }

    fn set(&mut self, ident: IdentId, object: Object) {
        self.names.objects[ident.index()] = object;
    }

    // Scopes.

    /// Runs `inside` in a block of its own.
    fn block_scope(&mut self, inside: impl FnOnce(&mut Self)) {
        let mark = self.bindings.len();
        self.blocks.push(mark as u32);
        inside(self);
        self.blocks.pop();
        while self.bindings.len() > mark {
            let Some(binding) = self.bindings.pop() else { break };
            match binding.shadowed {
                Some(index) => self.innermost.insert(binding.name, index),
                None => self.innermost.remove(binding.name),
            };
        }
    }

    fn bind(&mut self, ident: IdentId, object: Object) {
        self.set(ident, object);
        self.bind_name(self.ident_text(ident), object);
    }

    fn bind_name(&mut self, name: &'a str, object: Object) {
        if name == "_" || name.is_empty() {
            return;
        }
        let shadowed = self.innermost.insert(name, self.bindings.len() as u32);
        self.bindings.push(Binding { name, object, shadowed });
    }

    fn next_var(&self) -> VarId {
        VarId(self.names.vars.len() as u32)
    }

    fn new_var(&mut self, ident: IdentId, origin: Origin) -> Object {
        let var = self.next_var();
        self.names.vars.push(Var { ident, origin });
        Object::Var(var)
    }

    fn declare_var(&mut self, ident: IdentId, origin: Origin) {
        let object = self.new_var(ident, origin);
        self.bind(ident, object);
    }

    fn lookup(&self, name: &str) -> Object {
        if let Some(&index) = self.innermost.get(name) {
            return self.bindings[index as usize].object;
        }
        if let Some(index) = self.scope.lookup(name) {
            return Object::Global(Global { package: self.package, index });
        }
        if let Some(&object) = self.imports.get(name) {
            return object;
        }
        universe::lookup(name).map_or(Object::Unresolved, Object::Universe)
    }

    fn reference(&mut self, ident: IdentId) {
        let object = self.lookup(self.ident_text(ident));
        self.set(ident, object);
    }

    // Declarations.

    /// `top` says that the names are in the package's scope already.
    fn decl(&mut self, id: DeclId, top: bool) {
        match self.tree.decl(id) {
            Decl::Import(_) => {}
            Decl::Const { names, ty, values, repeated, .. } => {
                // What a line repeats is resolved where it is written.
                if !repeated {
                    self.opt_expr(ty);
                    self.exprs(values);
                }
                for (place, name) in (0..).zip(self.tree.list(names)) {
                    if top {
                        self.reference(name);
                    } else {
                        self.bind(name, Object::LocalConst(id, place));
                    }
                }
            }
            Decl::Var { names, ty, values } => {
                self.opt_expr(ty);
                self.exprs(values);
                for (place, name) in (0..).zip(self.tree.list(names)) {
                    if top {
                        self.reference(name);
                    } else {
                        self.declare_var(name, Origin::Declared(id, place));
                    }
                }
            }
            Decl::Type { name, type_params, ty, .. } => {
                if top {
                    self.reference(name);
                } else {
                    self.bind(name, Object::LocalType(id));
                }
                self.block_scope(|this| {
                    this.type_params(type_params);
                    this.expr(ty);
                });
            }
            Decl::Func { name, receiver, func } => {
                if receiver.is_none() {
                    self.reference(name);
                }
                self.block_scope(|this| this.func(func, receiver));
            }
        }
    }

    fn type_params(&mut self, fields: List<FieldId>) {
        for field in self.tree.list(fields) {
            let Field { names, ty, .. } = self.tree.field(field);
            for name in self.tree.list(names) {
                self.bind(name, Object::TypeParam(name));
                self.names.type_params.insert(name, TypeParam::Constrained(ty));
            }
        }
        for field in self.tree.list(fields) {
            self.expr(self.tree.field(field).ty);
        }
    }

    /// A function, inside a block of its own; parameters and body share one.
    fn func(&mut self, id: FuncId, receiver: Option<FieldId>) {
        let func = self.tree.func(id);
        let signature = self.tree.signature(func.signature);
        if let Some(receiver) = receiver {
            self.receiver_type_params(self.tree.field(receiver).ty);
        }
        self.type_params(signature.type_params);
        self.signature_types(signature);
        if let Some(receiver) = receiver {
            let ty = self.tree.field(receiver).ty;
            self.expr(ty);
            // The type arguments of a receiver declare what they name.
            self.receiver_type_params(ty);
            self.params(receiver, Origin::Param(receiver));
        }
        for field in self.tree.list(signature.params) {
            self.params(field, Origin::Param(field));
        }
        for field in self.tree.list(signature.results) {
            self.params(field, Origin::Result(field));
        }
        if let Some(body) = func.body
            && self.bodies
        {
            self.stmts(body.stmts);
        }
    }

    fn signature_types(&mut self, signature: Signature) {
        for field in self.tree.list(signature.params).chain(self.tree.list(signature.results)) {
            self.expr(self.tree.field(field).ty);
        }
    }

    fn params(&mut self, field: FieldId, origin: Origin) {
        for name in self.tree.list(self.tree.field(field).names) {
            self.declare_var(name, origin);
        }
    }

    /// In `func (r *T[P])`, `P` is declared here.
    fn receiver_type_params(&mut self, ty: ExprId) {
        match self.tree.expr(ty) {
            Expr::Paren(inner) | Expr::Star(inner) => self.receiver_type_params(inner),
            Expr::Index { operand, indices } => {
                let Expr::Name(base) = self.tree.expr(operand) else { return };
                for (place, index) in (0..).zip(self.tree.list(indices)) {
                    if let Expr::Name(name) = self.tree.expr(index) {
                        self.bind(name, Object::TypeParam(name));
                        let param = TypeParam::OfReceiver { base, place, receiver: ty };
                        self.names.type_params.insert(name, param);
                    }
                }
            }
            _ => {}
        }
    }

    // Statements.

    fn block(&mut self, block: Block) {
        self.block_scope(|this| this.stmts(block.stmts));
    }

    fn stmts(&mut self, stmts: List<StmtId>) {
        for stmt in self.tree.list(stmts) {
            self.stmt(stmt);
        }
    }

    fn opt_stmt(&mut self, stmt: Option<StmtId>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, id: StmtId) {
        match self.tree.stmt(id) {
            Stmt::Bad | Stmt::Empty | Stmt::Branch { .. } => {}
            Stmt::Expr(expr) | Stmt::Go(expr) | Stmt::Defer(expr) => self.expr(expr),
            Stmt::IncDec { operand, .. } => self.expr(operand),
            Stmt::Send { chan, value } => {
                self.expr(chan);
                self.expr(value);
            }
            Stmt::Assign { left, right, .. } => {
                self.exprs(left);
                self.exprs(right);
            }
            Stmt::Define { left, right } => self.define(id, left, right),
            Stmt::Return(values) => self.exprs(values),
            Stmt::Block(block) => self.block(block),
            Stmt::If { .. } => self.if_chain(id),
            Stmt::Switch { init, tag, clauses } => self.block_scope(|this| {
                this.opt_stmt(init);
                this.opt_expr(tag);
                for clause in this.tree.list(clauses) {
                    let clause = this.tree.clause(clause);
                    this.exprs(clause.exprs);
                    this.block_scope(|this| this.stmts(clause.body));
                }
            }),
            Stmt::TypeSwitch { init, bind, operand, clauses } => self.block_scope(|this| {
                this.opt_stmt(init);
                this.expr(operand);
                for clause_id in this.tree.list(clauses) {
                    let clause = this.tree.clause(clause_id);
                    this.exprs(clause.exprs);
                    this.block_scope(|this| {
                        if let Some(bind) = bind {
                            this.names.clause_vars.insert(clause_id, this.next_var());
                            this.declare_var(bind, Origin::TypeSwitch(id, clause_id));
                        }
                        this.stmts(clause.body);
                    });
                }
            }),
            Stmt::Select(clauses) => {
                for clause in self.tree.list(clauses) {
                    let Clause { comm, body, .. } = self.tree.clause(clause);
                    self.block_scope(|this| {
                        this.opt_stmt(comm);
                        this.stmts(body);
                    });
                }
            }
            Stmt::For { init, cond, post, body } => self.block_scope(|this| {
                this.opt_stmt(init);
                this.opt_expr(cond);
                this.opt_stmt(post);
                this.block(body);
            }),
            Stmt::Range { key, value, define, operand, body } => {
                self.expr(operand);
                self.block_scope(|this| {
                    for (place, target) in [key, value].into_iter().enumerate() {
                        match target.map(|target| this.tree.expr(target)) {
                            Some(Expr::Name(name)) if define => {
                                this.declare_var(name, Origin::Range(id, place as u32));
                            }
                            _ => this.opt_expr(target),
                        }
                    }
                    this.block(body);
                });
            }
            Stmt::Labeled { stmt, .. } => self.stmt(stmt),
            Stmt::Decl(decls) => {
                for decl in self.tree.list(decls) {
                    self.decl(decl, false);
                }
            }
        }
    }

    /// An `if` and its `else if`s: each scope holds the ones behind it, so the walk opens them one
    /// after the other and closes all at the end, without recursion.
    fn if_chain(&mut self, first: StmtId) {
        self.block_scope(|this| {
            let outer = this.blocks.len();
            let mut next = Some(first);
            while let Some(stmt) = next.take() {
                match this.tree.stmt(stmt) {
                    Stmt::If { init, cond, then, otherwise } => {
                        this.blocks.push(this.bindings.len() as u32);
                        this.opt_stmt(init);
                        this.expr(cond);
                        this.block(then);
                        next = otherwise;
                    }
                    _ => this.stmt(stmt),
                }
            }
            this.blocks.truncate(outer);
        });
    }

    /// `:=` declares the names that this very block does not have yet.
    fn define(&mut self, id: StmtId, left: List<ExprId>, right: List<ExprId>) {
        self.exprs(right);
        let block = self.blocks.last().copied().unwrap_or(0);
        for (place, target) in (0..).zip(self.tree.list(left)) {
            let Expr::Name(name) = self.tree.expr(target) else {
                self.expr(target);
                continue;
            };
            match self.innermost.get(self.ident_text(name)) {
                Some(&index) if index >= block => {
                    let object = self.bindings[index as usize].object;
                    self.set(name, object);
                }
                _ => self.declare_var(name, Origin::Defined(id, place)),
            }
        }
    }

    // Expressions and types.

    fn exprs(&mut self, exprs: List<ExprId>) {
        for expr in self.tree.list(exprs) {
            self.expr(expr);
        }
    }

    fn opt_expr(&mut self, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn expr(&mut self, id: ExprId) {
        match self.tree.expr(id) {
            Expr::Bad | Expr::Literal(_) => {}
            Expr::Name(name) => self.reference(name),
            Expr::Composite { ty, elements } => {
                self.opt_expr(ty);
                self.exprs(elements);
                self.note_elided(id, elements);
                if let Some(ty) = ty
                    && let Expr::ArrayType { len: None, .. } = self.tree.expr(ty)
                {
                    self.names.counted.insert(ty, id);
                }
            }
            Expr::KeyValue { key, value } => {
                self.expr(key);
                self.expr(value);
            }
            Expr::FuncLit(func) => self.block_scope(|this| this.func(func, None)),
            Expr::Paren(inner)
            | Expr::Star(inner)
            | Expr::SliceType(inner)
            | Expr::Variadic(inner)
            | Expr::Unary { operand: inner, .. } => self.expr(inner),
            Expr::Selector { operand, .. } => match self.tree.expr(operand) {
                // The cgo tool takes it for the import, whatever else has that name.
                Expr::Name(name) if self.imports_c && self.ident_text(name) == "C" => {
                    self.set(name, Object::Import(None));
                }
                _ => self.expr(operand),
            },
            Expr::Index { operand, indices } => {
                self.expr(operand);
                self.exprs(indices);
            }
            Expr::Slice { operand, bounds } => {
                self.expr(operand);
                let bounds = self.tree.bounds(bounds);
                self.opt_expr(bounds.low);
                self.opt_expr(bounds.high);
                self.opt_expr(bounds.max);
            }
            Expr::TypeAssert { operand, ty } => {
                self.expr(operand);
                self.opt_expr(ty);
            }
            Expr::Call { callee, args, .. } => {
                self.expr(callee);
                self.exprs(args);
            }
            Expr::Binary { right, .. } => {
                // A chain of operators leans to the left, and may be as long as the file.
                let mut rights = vec![right];
                let mut at = id;
                while let Expr::Binary { left, right, .. } = self.tree.expr(at) {
                    rights.push(right);
                    at = left;
                }
                self.expr(at);
                for &right in rights[1..].iter().rev() {
                    self.expr(right);
                }
            }
            Expr::ArrayType { len, elem } => {
                self.opt_expr(len);
                self.expr(elem);
            }
            Expr::StructType(fields) => {
                for field in self.tree.list(fields) {
                    self.expr(self.tree.field(field).ty);
                }
            }
            Expr::InterfaceType(elements) => {
                for element in self.tree.list(elements) {
                    self.expr(self.tree.field(element).ty);
                }
            }
            Expr::FuncType(signature) => self.signature_types(self.tree.signature(signature)),
            Expr::MapType { key, value } => {
                self.expr(key);
                self.expr(value);
            }
            Expr::ChanType { elem, .. } => self.expr(elem),
        }
    }

    /// Notes of which literal those among its elements leave out their type.
    fn note_elided(&mut self, literal: ExprId, elements: List<ExprId>) {
        for element in self.tree.list(elements) {
            let (key, value) = match self.tree.expr(element) {
                Expr::KeyValue { key, value } => (Some(key), value),
                _ => (None, element),
            };
            for (part, is_key) in [(key, true), (Some(value), false)] {
                if let Some(part) = part
                    && let Expr::Composite { ty: None, .. } = self.tree.expr(part)
                {
                    self.names.elided.insert(part, Elided { literal, is_key });
                }
            }
        }
    }
}

/// The name of a package that is not loaded, by its path: the last element that is no version.
fn guess_name(path: &str) -> &str {
    let mut elements = path.rsplit('/');
    let mut last = elements.next().unwrap_or(path);
    let version = |s: &str| {
        s.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    if version(last)
        && let Some(before) = elements.next()
    {
        last = before;
    }
    match last.rsplit_once('.') {
        Some((name, suffix)) if version(suffix) => name,
        _ => last,
    }
}
