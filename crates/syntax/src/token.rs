//! The tokens, with the names that gc's messages use.

use crate::ast::BinaryOp;

/// A kind of token. The order follows cmd/compile/internal/syntax/tokens.go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Token {
    Eof,
    Name,
    Literal,
    /// An operator other than `*`.
    Operator,
    /// `op=`
    AssignOp,
    /// `++` and `--`
    IncOp,
    Assign,
    Define,
    Arrow,
    Star,
    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    Semi,
    Colon,
    Dot,
    DotDotDot,
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

const KEYWORDS: [(Token, &str); 25] = [
    (Token::Break, "break"),
    (Token::Case, "case"),
    (Token::Chan, "chan"),
    (Token::Const, "const"),
    (Token::Continue, "continue"),
    (Token::Default, "default"),
    (Token::Defer, "defer"),
    (Token::Else, "else"),
    (Token::Fallthrough, "fallthrough"),
    (Token::For, "for"),
    (Token::Func, "func"),
    (Token::Go, "go"),
    (Token::Goto, "goto"),
    (Token::If, "if"),
    (Token::Import, "import"),
    (Token::Interface, "interface"),
    (Token::Map, "map"),
    (Token::Package, "package"),
    (Token::Range, "range"),
    (Token::Return, "return"),
    (Token::Select, "select"),
    (Token::Struct, "struct"),
    (Token::Switch, "switch"),
    (Token::Type, "type"),
    (Token::Var, "var"),
];

impl Token {
    /// The spelling; for classes of tokens gc's name of the class.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Token::Eof => "EOF",
            Token::Name => "name",
            Token::Literal => "literal",
            Token::Operator => "op",
            Token::AssignOp => "op=",
            Token::IncOp => "opop",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Arrow => "<-",
            Token::Star => "*",
            Token::Lparen => "(",
            Token::Lbrack => "[",
            Token::Lbrace => "{",
            Token::Rparen => ")",
            Token::Rbrack => "]",
            Token::Rbrace => "}",
            Token::Comma => ",",
            Token::Semi => ";",
            Token::Colon => ":",
            Token::Dot => ".",
            Token::DotDotDot => "...",
            keyword => KEYWORDS[keyword as usize - Token::Break as usize].1,
        }
    }

    /// The word for it in messages.
    pub(crate) fn describe(self) -> String {
        match self {
            Token::Comma => "comma".into(),
            Token::Semi => "semicolon or newline".into(),
            _ if self as u8 >= Token::Break as u8 => format!("keyword {}", self.text()),
            _ => self.text().into(),
        }
    }

    /// Whether a line's end behind this keyword ends a statement.
    pub(crate) fn ends_statement(self) -> bool {
        matches!(self, Token::Break | Token::Continue | Token::Fallthrough | Token::Return)
    }

    /// The keyword with this spelling.
    #[inline]
    pub(crate) fn keyword(text: &[u8]) -> Option<Token> {
        if text.len() < 2 || text.len() > 11 {
            return None;
        }
        let (token, keyword) = KEYWORD_TABLE[keyword_hash(text)]?;
        (keyword.as_bytes() == text).then_some(token)
    }
}

/// Free of collisions among the keywords; gc uses the same function.
const fn keyword_hash(text: &[u8]) -> usize {
    (((text[0] as usize) << 4) ^ (text[1] as usize)).wrapping_add(text.len()) & 63
}

static KEYWORD_TABLE: [Option<(Token, &str)>; 64] = {
    let mut table = [None; 64];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let hash = keyword_hash(KEYWORDS[i].1.as_bytes());
        assert!(table[hash].is_none(), "two keywords share a hash");
        table[hash] = Some(KEYWORDS[i]);
        i += 1;
    }
    table
};

/// A set of kinds of tokens.
#[derive(Clone, Copy)]
pub(crate) struct TokenSet(u64);

impl TokenSet {
    pub(crate) const fn of(tokens: &[Token]) -> TokenSet {
        let mut set = 0;
        let mut i = 0;
        while i < tokens.len() {
            set |= 1 << tokens[i] as u8;
            i += 1;
        }
        TokenSet(set)
    }

    pub(crate) const fn with(self, other: TokenSet) -> TokenSet {
        TokenSet(self.0 | other.0)
    }

    pub(crate) const fn contains(self, token: Token) -> bool {
        self.0 & (1 << token as u8) != 0
    }
}

/// Keywords that begin a statement: good places to go on from after an error inside a function.
pub(crate) const STATEMENT_KEYWORDS: TokenSet = TokenSet::of(&[
    Token::Break,
    Token::Const,
    Token::Continue,
    Token::Defer,
    Token::Fallthrough,
    Token::For,
    Token::Go,
    Token::Goto,
    Token::If,
    Token::Return,
    Token::Select,
    Token::Switch,
    Token::Type,
    Token::Var,
]);

/// What an operator token stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Not,
    Tilde,
    Binary(BinaryOp),
}

impl BinaryOp {
    /// The operator as written.
    pub fn text(self) -> &'static str {
        match self {
            BinaryOp::OrOr => "||",
            BinaryOp::AndAnd => "&&",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::And => "&",
            BinaryOp::AndNot => "&^",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
        }
    }

    /// From 1 for `||` to 5 for `*`; a higher one binds tighter.
    #[inline]
    pub fn precedence(self) -> u8 {
        use BinaryOp::{
            Add, And, AndAnd, AndNot, Div, Eq, Ge, Gt, Le, Lt, Mul, Ne, Or, OrOr, Rem, Shl, Shr, Sub, Xor,
        };
        match self {
            OrOr => 1,
            AndAnd => 2,
            Eq | Ne | Lt | Le | Gt | Ge => 3,
            Add | Sub | Or | Xor => 4,
            Mul | Div | Rem | And | AndNot | Shl | Shr => 5,
        }
    }
}

impl crate::ast::UnaryOp {
    /// The operator as written.
    pub fn text(self) -> &'static str {
        use crate::ast::UnaryOp;
        match self {
            UnaryOp::Not => "!",
            UnaryOp::Plus => "+",
            UnaryOp::Neg => "-",
            UnaryOp::Compl => "^",
            UnaryOp::Addr => "&",
            UnaryOp::Recv => "<-",
            UnaryOp::Tilde => "~",
        }
    }
}

impl crate::ast::BranchKind {
    /// The keyword.
    pub fn text(self) -> &'static str {
        use crate::ast::BranchKind;
        match self {
            BranchKind::Break => "break",
            BranchKind::Continue => "continue",
            BranchKind::Goto => "goto",
            BranchKind::Fallthrough => "fallthrough",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_by_their_spelling() {
        for (token, text) in KEYWORDS {
            assert_eq!(Token::keyword(text.as_bytes()), Some(token));
            assert_eq!(token.text(), text);
        }
        assert_eq!(Token::keyword(b"fo"), None);
        assert_eq!(Token::keyword(b"fallthroughs"), None);
    }
}
