//! Constant strings: bytes, put together without being copied.
//!
//! Generated code has strings of thousands of pieces, and a few lines can double one beyond all
//! memory. So `a + b` only remembers its two parts: the length is exact however long it is, and the
//! bytes are looked at when strings are compared.

use std::cmp::Ordering;
use std::rc::Rc;

/// Strings that are not longer are put together at once.
const COPIED_BYTES: u64 = 64;

/// Of strings that are equal so far, so many bytes and pieces are compared before giving up.
const MAX_COMPARED_BYTES: usize = 1 << 20;
const MAX_COMPARED_PIECES: usize = 4096;

/// Strings that are shown are put together up to this.
const MAX_SHOWN_BYTES: usize = 1 << 26;

/// A string.
#[derive(Debug)]
pub(crate) struct Text {
    len: u64,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Bytes(Box<[u8]>),
    Joined(Rc<Text>, Rc<Text>),
}

impl Text {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { len: bytes.len() as u64, form: Form::Bytes(bytes.into()) }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// `left + right`, unless its length cannot be told.
    pub(super) fn joined(left: &Rc<Self>, right: &Rc<Self>) -> Option<Rc<Self>> {
        if right.len == 0 {
            return Some(Rc::clone(left));
        }
        if left.len == 0 {
            return Some(Rc::clone(right));
        }
        let len = left.len.checked_add(right.len).filter(|&len| i64::try_from(len).is_ok())?;
        if len <= COPIED_BYTES
            && let (Form::Bytes(left), Form::Bytes(right)) = (&left.form, &right.form)
        {
            return Some(Rc::new(Self::new(&[&**left, &**right].concat())));
        }
        Some(Rc::new(Self { len, form: Form::Joined(Rc::clone(left), Rc::clone(right)) }))
    }

    /// Whether two strings are equal, unless that takes too long to find out.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        if self.len != other.len {
            return Some(false);
        }
        self.compare(other).map(Ordering::is_eq)
    }

    /// How two strings are ordered, byte by byte, unless that takes too long to find out.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        if std::ptr::eq(self, other) {
            return Some(Ordering::Equal);
        }
        let pieces = |text| Pieces { open: vec![text], n_left: MAX_COMPARED_PIECES };
        let (mut left, mut right) = (pieces(self), pieces(other));
        let (mut a, mut b): (&[u8], &[u8]) = (&[], &[]);
        let mut compared = 0;
        loop {
            if a.is_empty() {
                a = left.next_piece()?;
            }
            if b.is_empty() {
                b = right.next_piece()?;
            }
            if a.is_empty() || b.is_empty() {
                return Some(a.len().cmp(&b.len()));
            }
            let n = a.len().min(b.len());
            let order = a[..n].cmp(&b[..n]);
            if order.is_ne() {
                return Some(order);
            }
            (a, b) = (&a[n..], &b[n..]);
            compared += n;
            if compared > MAX_COMPARED_BYTES {
                return None;
            }
        }
    }

    /// Its bytes, unless there are too many.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let mut pieces = Pieces { open: vec![self], n_left: MAX_SHOWN_BYTES };
        let mut bytes = Vec::new();
        loop {
            let piece = pieces.next_piece()?;
            if piece.is_empty() {
                return Some(bytes);
            }
            bytes.extend_from_slice(piece);
            if bytes.len() > MAX_SHOWN_BYTES {
                return None;
            }
        }
    }
}

/// The pieces of a string that are not empty, in order.
struct Pieces<'t> {
    open: Vec<&'t Text>,
    /// How many more there may be.
    n_left: usize,
}

impl<'t> Pieces<'t> {
    /// The next piece, empty behind the last; `None` if there are too many.
    fn next_piece(&mut self) -> Option<&'t [u8]> {
        while let Some(text) = self.open.pop() {
            self.n_left = self.n_left.checked_sub(1)?;
            match &text.form {
                Form::Bytes(bytes) if bytes.is_empty() => {}
                Form::Bytes(bytes) => return Some(bytes),
                Form::Joined(left, right) => self.open.extend([&**right, &**left]),
            }
        }
        Some(&[])
    }
}

impl Drop for Text {
    /// A chain of additions is as deep as it is long, and must not be dropped by recursion.
    fn drop(&mut self) {
        let mut open = Vec::new();
        self.give_up_parts(&mut open);
        while let Some(text) = open.pop() {
            if let Some(mut text) = Rc::into_inner(text) {
                text.give_up_parts(&mut open);
            }
        }
    }
}

impl Text {
    fn give_up_parts(&mut self, to: &mut Vec<Rc<Self>>) {
        if let Form::Joined(..) = self.form
            && let Form::Joined(left, right) =
                std::mem::replace(&mut self.form, Form::Bytes(Box::default()))
        {
            to.extend([left, right]);
        }
    }
}
