//! Tokens and operators.

/// A token's kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Token {
    Eof,
    Ident,
    Int,
    Float,
    Imaginary,
    Rune,
    String,
    /// `;`, written or inserted.
    Semicolon,
    Comma,
    Dot,
    Ellipsis,
    Colon,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Assign,
    Define,
    Increment,
    Decrement,
    Arrow,
    Not,
    Tilde,
    /// A binary operator; which, and whether `=` follows it, is in the operator field.
    Operator,
    OperatorAssign,
    /// Bytes that belong to no token.
    Illegal,
    // Keywords.
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

/// A binary operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BinaryOp {
    /// `||`
    LogicalOr,
    /// `&&`
    LogicalAnd,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `&`
    And,
    /// `&^`
    AndNot,
}

impl BinaryOp {
    /// From 1 (`||`) to 5 (`*` and its kin); a higher one binds tighter.
    pub fn precedence(self) -> u8 {
        match self {
            Self::LogicalOr => 1,
            Self::LogicalAnd => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual => 3,
            Self::Add | Self::Sub | Self::Or | Self::Xor => 4,
            Self::Mul
            | Self::Div
            | Self::Rem
            | Self::ShiftLeft
            | Self::ShiftRight
            | Self::And
            | Self::AndNot => 5,
        }
    }

    /// Whether the result is an untyped or typed boolean: a comparison.
    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }
}

/// A unary operator; `*x` is [`Expr::Star`](super::tree::Expr::Star).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `+x`
    Plus,
    /// `-x`
    Minus,
    /// `!x`
    Not,
    /// `^x`
    Complement,
    /// `&x`
    Address,
    /// `<-x`
    Receive,
    /// `~T` in a constraint
    Tilde,
}
