//! Declarations: what they say of the names in them.
//!
//! Source: the grammar in annex A of the C standard, with the attributes of GCC passed over.

use std::rc::Rc;

use super::constant::evaluate;
use super::preprocess::Macros;
use super::text::Token;
use super::{Body, Constant, Declarations, Func, Item, Kind, MAX_DEPTH, Member, Type};

/// Adds what `tokens` declare.
pub(super) fn read(tokens: &[Token<'_>], declared: &mut Declarations) {
    let mut reader = Reader { tokens, at: 0, depth: 0, packing: None, declared };
    while reader.at < tokens.len() {
        let start = reader.at;
        reader.depth = 0;
        if reader.external().is_none() {
            reader.at = start;
            reader.pass_over();
        }
    }
}

/// Adds the constants among macros.
pub(super) fn constants(macros: Macros<'_>, declared: &mut Declarations) {
    for (name, body) in macros {
        let constant = match *body {
            [] => continue,
            [Token::Quoted(text)] if text.starts_with('"') => Constant::Text,
            _ => match evaluate(&body, &|name| value_of(declared, name)) {
                Some(value) => Constant::Int(value),
                None => continue,
            },
        };
        declared.declare(Rc::from(name), Item::Constant(constant));
    }
}

fn value_of(declared: &Declarations, name: &str) -> Option<i64> {
    match declared.item(name)? {
        Item::Constant(Constant::Int(value)) => Some(*value),
        _ => None,
    }
}

/// An attribute, as far as it changes where members are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Packed,
    Aligned,
    Other,
}

/// What stands before declarators.
struct Specifiers {
    ty: Type,
    is_typedef: bool,
    /// Whether it is `struct`, `union` or `enum`, which may stand alone.
    tagged: bool,
}

struct Reader<'r, 't> {
    tokens: &'r [Token<'t>],
    at: usize,
    depth: u32,
    /// What places of members are at most multiples of, if anything.
    packing: Option<u64>,
    declared: &'r mut Declarations,
}

impl<'t> Reader<'_, 't> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    fn is(&self, mark: &str) -> bool {
        self.peek() == Some(Token::Mark(mark))
    }

    fn next_is(&mut self, mark: &str) -> bool {
        let found = self.is(mark);
        self.at += usize::from(found);
        found
    }

    /// Passes over brackets and what is in them, if one opens here.
    fn brackets(&mut self) -> bool {
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Mark("(" | "[" | "{") => open += 1,
                Token::Mark(")" | "]" | "}") if open > 0 => open -= 1,
                _ if open == 0 => return false,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return true;
            }
        }
        false
    }

    /// Passes over what is not understood: to the end of a declaration or of a body.
    fn pass_over(&mut self) {
        if let (Some(Token::Word(_)), Some(Token::Mark("("))) =
            (self.peek(), self.tokens.get(self.at + 1).copied())
        {
            // A macro with arguments, which needs no semicolon.
            self.at += 1;
            self.brackets();
            if matches!(self.peek(), Some(Token::Word(_))) {
                return;
            }
        }
        while let Some(token) = self.peek() {
            match token {
                Token::Mark("{") => {
                    self.brackets();
                    return;
                }
                Token::Mark("(" | "[") => {
                    self.brackets();
                }
                Token::Mark(";" | "}") => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    /// A declaration outside functions.
    fn external(&mut self) -> Option<()> {
        if let Some(Token::Packing(width)) = self.peek() {
            self.packing = width;
            self.at += 1;
            return Some(());
        }
        if self.next_is(";") || self.next_is("}") {
            return Some(());
        }
        if self.peek() == Some(Token::Word("extern"))
            && let Some(Token::Quoted(_)) = self.tokens.get(self.at + 1)
        {
            // `extern "C" {`: what closes it is passed over too.
            self.at += 2;
            self.next_is("{");
            return Some(());
        }
        let specifiers = self.specifiers()?;
        if self.next_is(";") {
            return specifiers.tagged.then_some(());
        }
        loop {
            let (name, ty) = self.declarator(specifiers.ty.clone(), false)?;
            let name = name?;
            let item = match ty {
                ty if specifiers.is_typedef => Item::Typedef(ty),
                Type::Func(func) => Item::Func(func),
                ty => Item::Var(ty),
            };
            self.declared.declare(name, item);
            // Attributes, and an initial value.
            while !self.is(",") && !self.is(";") && !self.is("{") {
                if self.next_is("=") {
                    while !self.is(",") && !self.is(";") {
                        if !self.brackets() {
                            self.peek()?;
                            self.at += 1;
                        }
                    }
                } else if !self.brackets() {
                    self.peek()?;
                    self.at += 1;
                }
            }
            if self.next_is(";") || self.brackets() {
                return Some(());
            }
            self.at += 1;
        }
    }

    /// Passes over `__attribute__((…))` and its like, if one stands here.
    fn attribute(&mut self) -> Option<Attribute> {
        let Some(Token::Word(
            "__attribute__" | "__attribute" | "__declspec" | "_Alignas" | "__asm__" | "asm"
            | "__asm",
        )) = self.peek()
        else {
            return None;
        };
        let start = self.at;
        self.at += 1;
        self.brackets();
        let has = |part: &str| {
            let is = |token: &Token<'_>| matches!(token, Token::Word(word) if word.contains(part));
            self.tokens[start..self.at].iter().any(is)
        };
        Some(match () {
            () if has("lign") => Attribute::Aligned,
            () if has("packed") => Attribute::Packed,
            () => Attribute::Other,
        })
    }

    fn specifiers(&mut self) -> Option<Specifiers> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut found = None;
        let mut arithmetic = Vec::new();
        let (mut is_typedef, mut tagged) = (false, false);
        while let Some(Token::Word(word)) = self.peek() {
            if self.attribute().is_some() {
                continue;
            }
            let has_type = found.is_some() || !arithmetic.is_empty();
            match word {
                "typedef" => is_typedef = true,
                _ if is_modifier(word) => {}
                _ if is_arithmetic(word) => arithmetic.push(word),
                "void" => found = Some(Type::Void),
                "struct" | "union" | "enum" => {
                    self.at += 1;
                    tagged = true;
                    found = Some(match word {
                        "struct" => self.tagged(Kind::Struct)?,
                        "union" => self.tagged(Kind::Union)?,
                        _ => self.enumeration()?,
                    });
                    continue;
                }
                "typeof" | "__typeof__" | "_Atomic" => {
                    self.at += 1;
                    self.brackets();
                    found = Some(Type::Unknown);
                    continue;
                }
                _ if has_type => break,
                // A macro that is not known stands before a type.
                _ if self.type_follows() => {}
                _ => found = Some(Type::Typedef(Rc::from(word))),
            }
            self.at += 1;
        }
        self.depth -= 1;
        let ty = if arithmetic.is_empty() { found? } else { arithmetic_type(&arithmetic) };
        Some(Specifiers { ty, is_typedef, tagged })
    }

    /// Whether behind the word here stands a type and then a name, so that the word is neither.
    fn type_follows(&self) -> bool {
        let word = |ahead: usize| match self.tokens.get(self.at + ahead) {
            Some(Token::Word(word)) => Some(*word),
            _ => None,
        };
        let Some(next) = word(1) else { return false };
        let is_type = matches!(next, "void" | "struct" | "union" | "enum" | "const")
            || is_modifier(next)
            || is_arithmetic(next);
        if is_type {
            // `size_t const n`
            return next != "const";
        }
        let mut ahead = 2;
        while self.tokens.get(self.at + ahead) == Some(&Token::Mark("*")) {
            ahead += 1;
        }
        word(ahead).is_some()
            && !matches!(word(ahead), Some("__attribute__" | "__asm__" | "asm" | "__attribute"))
    }

    /// Behind `struct` or `union`.
    fn tagged(&mut self, kind: Kind) -> Option<Type> {
        let mut pack = self.packing;
        let mut aligned = false;
        while let Some(attribute) = self.attribute() {
            aligned |= attribute == Attribute::Aligned;
            pack = if attribute == Attribute::Packed { Some(1) } else { pack };
        }
        let mut tag: Option<Rc<str>> = None;
        if let Some(Token::Word(word)) = self.peek() {
            tag = Some(Rc::from(word));
            self.at += 1;
        }
        if !self.next_is("{") {
            let tag = tag?;
            self.declared.tagged.entry((kind, tag.clone())).or_insert(Body::Opaque);
            return Some(Type::Tagged(kind, tag));
        }
        let mut members = Vec::new();
        while !self.next_is("}") {
            if self.next_is(";") {
                continue;
            }
            let specifiers = self.specifiers()?;
            if self.next_is(";") {
                let ty = specifiers.ty;
                members.push(Member { name: Rc::from(""), ty, bits: None });
                continue;
            }
            loop {
                let (mut name, mut ty) = (None, specifiers.ty.clone());
                if !self.is(":") {
                    (name, ty) = self.declarator(ty, false)?;
                }
                let mut bits = None;
                if self.next_is(":") {
                    let start = self.at;
                    while !self.is(",") && !self.is(";") {
                        self.peek()?;
                        self.at += 1;
                    }
                    let width = evaluate(&self.tokens[start..self.at], &|name| {
                        value_of(self.declared, name)
                    });
                    bits = Some(u64::try_from(width?).ok()?);
                }
                members.push(Member { name: name.unwrap_or_default(), ty, bits });
                while let Some(attribute) = self.attribute() {
                    aligned |= attribute != Attribute::Other;
                }
                if !self.next_is(",") {
                    break;
                }
            }
            if !self.next_is(";") {
                return None;
            }
        }
        while let Some(attribute) = self.attribute() {
            aligned |= attribute == Attribute::Aligned;
            pack = if attribute == Attribute::Packed { Some(1) } else { pack };
        }
        if aligned {
            // Where its members are is not known, whether there are pointers is.
            let pad = Member { name: Rc::from(""), ty: Type::Unknown, bits: None };
            members.push(pad);
        }
        let body = Body::Members(members.into(), pack);
        Some(Type::Tagged(kind, self.declared.complete(kind, tag, &body)))
    }

    /// Behind `enum`.
    fn enumeration(&mut self) -> Option<Type> {
        while self.attribute().is_some() {}
        let mut tag = None;
        if let Some(Token::Word(name)) = self.peek() {
            tag = Some(name);
            self.at += 1;
        }
        if !self.next_is("{") {
            let unknown = Type::Enum { signed: false, size: 4 };
            return Some(self.declared.enumeration(tag?).unwrap_or(unknown));
        }
        let mut next = Some(0_i64);
        let (mut least, mut most) = (0, 0);
        while !self.next_is("}") {
            let Some(Token::Word(name)) = self.peek() else { return None };
            self.at += 1;
            while self.attribute().is_some() {}
            if self.next_is("=") {
                let start = self.at;
                while !self.is(",") && !self.is("}") {
                    if !self.brackets() {
                        self.peek()?;
                        self.at += 1;
                    }
                }
                let value = &self.tokens[start..self.at];
                next = evaluate(value, &|name| value_of(self.declared, name));
            }
            if let Some(value) = next {
                (least, most) = (value.min(least), value.max(most));
                self.declared.declare(Rc::from(name), Item::Constant(Constant::Int(value)));
            }
            next = next.and_then(|value| value.checked_add(1));
            self.next_is(",");
        }
        let signed = least < 0;
        let fits = if signed {
            i32::try_from(least).is_ok() && i32::try_from(most).is_ok()
        } else {
            u32::try_from(most).is_ok()
        };
        let ty = Type::Enum { signed, size: if fits { 4 } else { 8 } };
        if let Some(tag) = tag {
            self.declared.enums.insert(Rc::from(tag), ty.clone());
        }
        Some(ty)
    }

    /// A declarator and the type it has if what stands before it is `base`; `is_param` says that
    /// it may have no name.
    fn declarator(&mut self, mut base: Type, is_param: bool) -> Option<(Option<Rc<str>>, Type)> {
        let outer = self.depth;
        self.depth += 1;
        loop {
            if self.depth > MAX_DEPTH {
                return None;
            }
            if self.next_is("*") || self.next_is("^") {
                self.depth += 1;
                base = Type::Pointer(Rc::new(base));
            } else if matches!(self.peek(), Some(Token::Word(word)) if is_modifier(word)) {
                self.at += 1;
            } else if self.attribute().is_none() {
                break;
            }
        }
        let inner_follows = self.is("(")
            && match self.tokens.get(self.at + 1) {
                Some(Token::Mark("*" | "^" | "(")) => true,
                Some(Token::Word(_)) => !is_param,
                _ => false,
            };
        let result = if inner_follows {
            let inner = self.at + 1;
            self.brackets();
            let ty = self.suffixes(base)?;
            let after = std::mem::replace(&mut self.at, inner);
            let result = self.declarator(ty, is_param)?;
            if !self.is(")") {
                return None;
            }
            self.at = after;
            result
        } else {
            let name = match self.peek() {
                Some(Token::Word(name)) => {
                    self.at += 1;
                    Some(Rc::from(name))
                }
                _ => None,
            };
            (name, self.suffixes(base)?)
        };
        self.depth = outer;
        Some(result)
    }

    /// The brackets behind a name.
    fn suffixes(&mut self, base: Type) -> Option<Type> {
        if self.is("[") {
            let start = self.at + 1;
            self.brackets();
            let length = self.tokens.get(start..self.at.saturating_sub(1))?;
            let n = match length {
                [] => Some(0),
                _ => evaluate(length, &|name| value_of(self.declared, name)),
            };
            let elem = self.deeper(|this| this.suffixes(base))?;
            let n = n.and_then(|n| u64::try_from(n).ok());
            return Some(n.map_or(Type::Unknown, |n| Type::Array(n, Rc::new(elem))));
        }
        if !self.next_is("(") {
            return Some(base);
        }
        let mut params = Vec::new();
        while !self.next_is(")") {
            if self.next_is("...") {
                continue;
            }
            let ty = self.specifiers()?.ty;
            let (name, ty) = self.declarator(ty, true)?;
            params.push(match ty {
                Type::Void if name.is_none() && params.is_empty() && self.is(")") => continue,
                // What parameters of these types are.
                Type::Array(_, elem) => Type::Pointer(elem),
                Type::Func(_) => Type::Pointer(Rc::new(ty)),
                _ => ty,
            });
            while self.attribute().is_some() {}
            if !self.next_is(",") && !self.is(")") {
                return None;
            }
        }
        let result = self.deeper(|this| this.suffixes(base))?;
        Some(Type::Func(Rc::new(Func { params, result })))
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let result = read(self)?;
        self.depth -= 1;
        Some(result)
    }
}

/// Words that say nothing of a type.
fn is_modifier(word: &str) -> bool {
    matches!(
        word,
        "extern"
            | "static"
            | "register"
            | "auto"
            | "inline"
            | "__inline"
            | "__inline__"
            | "_Noreturn"
            | "_Thread_local"
            | "__thread"
            | "__extension__"
            | "const"
            | "__const"
            | "volatile"
            | "restrict"
            | "__restrict"
            | "__restrict__"
            | "_Nonnull"
            | "_Nullable"
    )
}

fn is_arithmetic(word: &str) -> bool {
    matches!(
        word,
        "char"
            | "short"
            | "int"
            | "long"
            | "signed"
            | "__signed__"
            | "unsigned"
            | "float"
            | "double"
            | "_Bool"
            | "_Complex"
            | "__int128"
    )
}

/// The type that arithmetic words in any order stand for.
fn arithmetic_type(words: &[&str]) -> Type {
    let count = |word: &str| words.iter().filter(|other| **other == word).count();
    let has = |word| count(word) > 0;
    let unsigned = has("unsigned");
    let signed = has("signed") || has("__signed__");
    let longs = count("long");
    Type::Basic(match () {
        () if has("_Bool") => "_Bool",
        () if has("float") && has("_Complex") => "complexfloat",
        () if has("float") => "float",
        () if has("double") && longs > 0 || has("__int128") => return Type::Unknown,
        () if has("double") && has("_Complex") => "complexdouble",
        () if has("double") => "double",
        () if has("char") && unsigned => "uchar",
        () if has("char") && signed => "schar",
        () if has("char") => "char",
        () if has("short") && unsigned => "ushort",
        () if has("short") => "short",
        () if longs > 1 && unsigned => "ulonglong",
        () if longs > 1 => "longlong",
        () if longs == 1 && unsigned => "ulong",
        () if longs == 1 => "long",
        () if unsigned => "uint",
        () => "int",
    })
}
