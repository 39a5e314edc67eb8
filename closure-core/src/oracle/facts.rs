//! What must be known of a file, beside its captures, to compare what is said of it.

use std::collections::BTreeMap;

use crate::program::ParsedFile;
use crate::source::{LineColumn, Span};
use crate::syntax::tree::{Decl, Expr, ExprId, Id, Stmt, StmtId, Tree};

use super::account::Place;

/// What sort of code a closure is, as far as its first word tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Code {
    /// `func`
    Literal,
    /// `for`
    RangeBody,
    /// `go` or `defer`
    Wrapper,
}

/// A clause of a type switch that declares a variable.
#[derive(Clone, Debug)]
pub struct SwitchClause {
    /// The variable.
    pub name: String,
    /// Where the variable's name stands: once, for all clauses of the switch.
    pub bound: LineColumn,
    /// From `case` or `default` to the last type.
    pub header: (LineColumn, LineColumn),
    /// From `case` or `default` to the end of its statements.
    pub whole: (LineColumn, LineColumn),
}

/// What must be known of a file to compare what is said of it.
#[derive(Default, Debug)]
pub struct FileFacts {
    /// The clauses of its type switches that declare variables.
    pub clauses: Vec<SwitchClause>,
    /// First and last line of each generic function and method.
    pub generic_functions: Vec<(u32, u32)>,
    /// What begins at a closure's place, by line and column.
    pub codes: BTreeMap<(u32, u32), Code>,
    /// Whether it imports "C".
    pub cgo: bool,
    /// Whether the compiler failed on its package, so that its silence means nothing.
    pub not_compiled: bool,
}

impl FileFacts {
    /// The facts of a file, of a package that compiles.
    pub fn new(file: &ParsedFile) -> Self {
        let (tree, text) = (&file.tree, file.source.text());
        let at = |offset: u32| file.lines.line_column(offset);
        let ends = |span: Span| (at(span.start), at(span.end.saturating_sub(1).max(span.start)));
        let mut facts = Self::default();
        let mut code = |offset: u32, code: Code| {
            let at = at(offset);
            let place = Place::new("", at.line, at.column);
            facts.codes.insert((place.line, place.column), code);
        };
        for index in 0..tree.n_exprs() {
            let id = ExprId::from_index(index);
            if let Expr::FuncLit(_) = tree.expr(id) {
                code(tree.expr_span(id).start, Code::Literal);
            }
        }
        for index in 0..tree.n_stmts() {
            let id = StmtId::from_index(index);
            let span = tree.stmt_span(id);
            match tree.stmt(id) {
                Stmt::Range { .. } => code(span.start, Code::RangeBody),
                Stmt::Go(_) | Stmt::Defer(_) => code(span.start, Code::Wrapper),
                Stmt::TypeSwitch { bind: Some(bind), clauses, .. } => {
                    for clause in tree.list(clauses).map(|id| tree.clause(id)) {
                        let start = clause.span.start;
                        let word = Span::new(start, start.saturating_add(4));
                        let header = tree
                            .list(clause.exprs)
                            .last()
                            .map_or(word, |last| word.to(tree.expr_span(last)));
                        facts.clauses.push(SwitchClause {
                            name: tree.ident(bind).text(text).to_owned(),
                            bound: at(tree.ident(bind).start),
                            header: ends(header),
                            whole: ends(clause.span),
                        });
                    }
                }
                _ => {}
            }
        }
        facts.cgo = tree.imports().any(|import| import.path.text(text) == "\"C\"");
        for &id in &tree.decls {
            if is_generic(tree, tree.decl(id)) {
                let (first, last) = ends(tree.decl_span(id));
                facts.generic_functions.push((first.line, last.line));
            }
        }
        facts
    }

    /// Whether a comment moves the positions that the compiler prints.
    pub fn has_line_directive(file: &ParsedFile) -> bool {
        let text = file.source.text();
        file.tree.comments.iter().any(|comment| {
            let at = file.lines.line_column(comment.start);
            let directive = match comment.text(text).strip_prefix("//line ") {
                Some(rest) if at.column == 1 => Some(rest),
                _ => comment
                    .text(text)
                    .strip_prefix("/*line ")
                    .and_then(|rest| rest.strip_suffix("*/")),
            };
            let number = directive.and_then(|directive| directive.trim_end().rsplit_once(':'));
            number.is_some_and(|(_, number)| number.parse::<u32>().is_ok())
        })
    }

    /// Where a variable stands whose declaration the compiler prints at `line` and `column`.
    pub(super) fn declared(&self, line: u32, column: u32, name: &str) -> Option<LineColumn> {
        let place = LineColumn { line, column };
        let in_header = |clause: &&SwitchClause| {
            let (first, last) = clause.header;
            match column {
                0 => first.line <= line && line <= last.line,
                _ => first <= place && place <= last,
            }
        };
        let clause = self.clauses.iter().filter(|clause| clause.name == name).find(in_header)?;
        Some(clause.header.0)
    }

    /// Where a variable stands that heldby says is declared at `declared`, of a closure at `at`.
    pub(super) fn declared_in_clause(
        &self,
        declared: LineColumn,
        at: LineColumn,
    ) -> Option<LineColumn> {
        let its = |clause: &&SwitchClause| {
            clause.bound == declared && clause.whole.0 <= at && at <= clause.whole.1
        };
        self.clauses.iter().find(its).map(|clause| clause.header.0)
    }
}

/// Whether a declaration is a function with type parameters, or a method of a type with some.
fn is_generic(tree: &Tree, decl: Decl) -> bool {
    let Decl::Func { receiver, func, .. } = decl else {
        return false;
    };
    if !tree.signature(tree.func(func).signature).type_params.is_empty() {
        return true;
    }
    let Some(receiver) = receiver else {
        return false;
    };
    let mut ty = tree.unparen(tree.field(receiver).ty);
    while let Expr::Star(pointee) = tree.expr(ty) {
        ty = tree.unparen(pointee);
    }
    matches!(tree.expr(ty), Expr::Index { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::GoVersion;
    use crate::source::SourceFile;

    fn parsed(text: &str) -> ParsedFile {
        ParsedFile::new(SourceFile::new("a.go", text), GoVersion::LATEST)
    }

    #[test]
    fn line_directives_are_noticed() {
        let moved =
            |text: &str| FileFacts::has_line_directive(&parsed(&format!("package p\n{text}\n")));
        assert!(moved("//line x.y:12"));
        assert!(moved("//line x.y:12:3"));
        assert!(moved("var x = /*line x.y:1:2*/ 1"));
        assert!(!moved("\t//line x.y:12"));
        assert!(!moved("//line of thought"));
        assert!(!moved("// line x.y:12"));
    }

    #[test]
    fn facts_of_a_file() {
        let file = parsed(
            "package p\n\
             func g[T any]() {\n}\n\
             func (b *Box[T]) m() {}\n\
             func (b Plain) m() {\n\
             \tswitch y := x.(type) {\n\
             \tcase int, *string:\n\
             \t\tgo func() {}()\n\
             \tdefault:\n\
             \t\tfor range y {\n\t\t}\n\
             \t}\n\
             }\n",
        );
        let facts = FileFacts::new(&file);
        assert_eq!(facts.generic_functions, [(2, 3), (4, 4)]);
        let codes: Vec<_> = facts.codes.into_iter().collect();
        assert_eq!(
            codes,
            [((8, 3), Code::Wrapper), ((8, 6), Code::Literal), ((10, 3), Code::RangeBody)]
        );
        let headers: Vec<String> = facts
            .clauses
            .iter()
            .map(|clause| format!("{} {} {}", clause.name, clause.header.0, clause.header.1))
            .collect();
        assert_eq!(headers, ["y 7:2 7:18", "y 9:2 9:5"]);
    }

    #[test]
    fn a_type_switch_variable_is_one_for_each_clause() {
        let file = parsed(
            "package p\n\
             func f(x any) {\n\
             \tswitch y := x.(type) {\n\
             \tcase int, *string:\n\
             \t\tg(func() { _ = y })\n\
             \tcase string:\n\
             \t\tg(func() { _ = y })\n\
             \t}\n\
             }\n",
        );
        let facts = FileFacts::new(&file);
        let at = |line, column| LineColumn { line, column };
        assert_eq!(facts.declared_in_clause(at(3, 9), at(5, 5)), Some(at(4, 2)));
        assert_eq!(facts.declared_in_clause(at(3, 9), at(7, 5)), Some(at(6, 2)));
        assert_eq!(facts.declared_in_clause(at(3, 8), at(7, 5)), None);
        assert_eq!(facts.declared(4, 13, "y"), Some(at(4, 2)));
        assert_eq!(facts.declared(6, 0, "y"), Some(at(6, 2)), "a column that is not printed");
        assert_eq!(facts.declared(4, 13, "z"), None);
        assert_eq!(facts.declared(5, 5, "y"), None);
    }
}
