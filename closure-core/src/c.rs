//! What C declares, as far as code that imports "C" depends on it: the declarations in the comment
//! above the import, and in the headers beside it that it includes.
//!
//! This is no compiler. Text that is not understood (macros with arguments, extensions) declares
//! nothing, and what nothing declares is not known. Headers of the system are not read; what the
//! standards of C and POSIX declare is in [`standard.h`](standard), in the same words.

mod constant;
mod declare;
mod layout;
mod preprocess;
#[cfg(test)]
mod tests;
mod text;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::constraint::{self, BuildTags};
use crate::program::Target;
use crate::source::SourceFile;
use crate::syntax::Tree;

pub(crate) use text::includes;

/// How deep declarations may nest: pointers, parameters, structs in structs, includes.
const MAX_DEPTH: u32 = 100;

/// What the standards declare, for all programs.
const STANDARD: &str = include_str!("c/standard.h");

/// Which of the types with a tag one is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Kind {
    Struct,
    Union,
}

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Type {
    Unknown,
    Void,
    /// An arithmetic type, by the name that it has behind `C.`: `uint`.
    Basic(&'static str),
    /// An enumeration, with whether it has negative constants, and its size in bytes.
    Enum {
        signed: bool,
        size: u64,
    },
    Pointer(Rc<Self>),
    /// An array; one without a length has length 0.
    Array(u64, Rc<Self>),
    Func(Rc<Func>),
    Tagged(Kind, Rc<str>),
    Typedef(Rc<str>),
}

/// The type of a function.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Func {
    pub(crate) params: Vec<Type>,
    pub(crate) result: Type,
}

/// A member of a struct or union; an anonymous one has no name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Member {
    pub(crate) name: Rc<str>,
    pub(crate) ty: Type,
    /// Of a bit-field, how many bits.
    pub(crate) bits: Option<u64>,
}

/// What an object-like macro or an enumeration constant stands for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Constant {
    Int(i64),
    /// A string, which has no value here.
    Text,
}

/// What a name stands for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Item {
    Typedef(Type),
    Func(Rc<Func>),
    Var(Type),
    Constant(Constant),
}

/// What is known of a struct or union.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Body {
    /// It is not complete.
    Opaque,
    /// Its members, and what their places are at most multiples of, where it is packed.
    Members(Rc<[Member]>, Option<u64>),
    /// It has different members in two places.
    Disputed,
}

/// The declarations of a package, or the standards'.
#[derive(Default, Debug)]
pub(crate) struct Declarations {
    items: FxHashMap<Rc<str>, Item>,
    tagged: FxHashMap<(Kind, Rc<str>), Body>,
    /// Enumerations by tag.
    enums: FxHashMap<Rc<str>, Type>,
    /// Names that are declared in two ways; which one counts is not known.
    disputed: FxHashSet<Rc<str>>,
    /// What is asked for names that are not declared here.
    standard: Option<Rc<Self>>,
    /// The tags of types that were declared without one. Those with the same members are the same,
    /// as are those of a header that several files include.
    anonymous: FxHashMap<(Kind, Body), Rc<str>>,
}

impl Declarations {
    /// What `preambles` declare, with the headers that they include, and what the standards do;
    /// `defines` are macros, as `NAME` or `NAME=VALUE`.
    pub(crate) fn new(
        preambles: &[String],
        headers: &[SourceFile],
        defines: &[String],
        target: &Target,
    ) -> Self {
        let standard = Self::of(&[STANDARD.to_owned()], &[], &[], target);
        Self { standard: Some(Rc::new(standard)), ..Self::of(preambles, headers, defines, target) }
    }

    fn of(
        preambles: &[String],
        headers: &[SourceFile],
        defines: &[String],
        target: &Target,
    ) -> Self {
        let mut declared = Self::default();
        let clean = |header: &SourceFile| (header.name().to_owned(), text::clean(header.text()));
        let headers: Vec<(String, String)> = headers.iter().map(clean).collect();
        let texts: Vec<String> = preambles.iter().map(|preamble| text::clean(preamble)).collect();
        let (tokens, macros) = preprocess::run(&texts, &headers, defines, target);
        for tokens in &tokens {
            declare::read(tokens, &mut declared);
        }
        declare::constants(macros, &mut declared);
        declared
    }

    /// What a name stands for; `None` where that is not known.
    pub(crate) fn item(&self, name: &str) -> Option<&Item> {
        if self.disputed.contains(name) {
            return None;
        }
        self.items.get(name).or_else(|| self.standard.as_ref()?.item(name))
    }

    /// What is known of a struct or union; `None` where nothing declares it.
    pub(crate) fn body(&self, kind: Kind, tag: &str) -> Option<&Body> {
        let standard = || self.standard.as_ref()?.body(kind, tag);
        match self.tagged.get(&(kind, Rc::from(tag))) {
            Some(Body::Opaque) => standard().or(Some(&Body::Opaque)),
            Some(body) => Some(body),
            None => standard(),
        }
    }

    /// The members of a struct or union, where they are known.
    pub(crate) fn members(&self, kind: Kind, tag: &str) -> Option<Rc<[Member]>> {
        match self.body(kind, tag)? {
            Body::Members(members, _) => Some(members.clone()),
            Body::Opaque | Body::Disputed => None,
        }
    }

    /// The type with a tag, which need not be complete.
    pub(crate) fn tagged(&self, kind: Kind, tag: &str) -> Option<Type> {
        self.body(kind, tag).map(|_| Type::Tagged(kind, tag.into()))
    }

    /// The enumeration with a tag.
    pub(crate) fn enumeration(&self, tag: &str) -> Option<Type> {
        self.enums.get(tag).cloned()
    }

    /// Adds the members of a struct or union; returns its tag, which is made up if it has none.
    fn complete(&mut self, kind: Kind, tag: Option<Rc<str>>, body: &Body) -> Rc<str> {
        let tag = tag.unwrap_or_else(|| {
            let next = self.anonymous.len();
            let known = self.anonymous.entry((kind, body.clone()));
            known.or_insert_with(|| format!("__{next}").into()).clone()
        });
        match self.tagged.insert((kind, tag.clone()), body.clone()) {
            None | Some(Body::Opaque) => {}
            Some(known) if known == *body => {}
            Some(_) => {
                self.tagged.insert((kind, tag.clone()), Body::Disputed);
            }
        }
        tag
    }

    fn declare(&mut self, name: Rc<str>, item: Item) {
        match self.items.get(&name) {
            None => {
                self.items.insert(name, item);
            }
            Some(known) if *known == item => {}
            // `int f();` says nothing on parameters.
            Some(Item::Func(known)) if known.params.is_empty() => {
                self.items.insert(name, item);
            }
            Some(Item::Func(_)) if matches!(&item, Item::Func(new) if new.params.is_empty()) => {}
            Some(_) => {
                self.disputed.insert(name);
            }
        }
    }
}

/// The flags that the `#cgo` lines of a preamble give the C compiler in a build.
pub(crate) fn cgo_flags<'t>(preamble: &'t str, tags: &BuildTags) -> impl Iterator<Item = &'t str> {
    let lines = preamble.lines().filter_map(|line| line.trim().strip_prefix("#cgo"));
    let flags = lines.filter_map(|line| {
        let (head, flags) = line.split_once(':')?;
        let head = head.trim_end();
        let conditions = head.strip_suffix("CFLAGS").or_else(|| head.strip_suffix("CPPFLAGS"))?;
        let holds =
            || constraint::Expr::parse_old(conditions).is_ok_and(|e| e.eval(|tag| tags.holds(tag)));
        (conditions.trim().is_empty() || holds()).then_some(flags)
    });
    flags.flat_map(str::split_whitespace)
}

/// The C in the comments above a file's imports of "C".
pub(crate) fn preamble(tree: &Tree, source: &str) -> Option<String> {
    let mut preamble = None;
    for import in tree.imports() {
        if import.path.text(source).trim_matches(['"', '`']) != "C" {
            continue;
        }
        let text: &mut String = preamble.get_or_insert_default();
        let name = import.name.map(|name| tree.ident(name).start);
        let mut next = name.unwrap_or(import.path.start) as usize;
        let above = tree.comments.partition_point(|comment| comment.end as usize <= next);
        let mut group = Vec::new();
        // The comment may stand above the specification, or above `import`.
        let mut between = "import(";
        for comment in tree.comments[..above].iter().rev() {
            let gap = &source[comment.end as usize..next];
            let word: String = gap.split_whitespace().collect();
            if gap.matches('\n').count() > 1 || !between.starts_with(&word) {
                break;
            }
            between = "";
            group.push(comment.text(source));
            next = comment.start as usize;
        }
        for comment in group.into_iter().rev() {
            let inner = comment.strip_prefix("//");
            let inner = inner.or_else(|| comment.strip_prefix("/*")?.strip_suffix("*/"));
            text.push_str(inner.unwrap_or_default());
            text.push('\n');
        }
    }
    preamble
}
