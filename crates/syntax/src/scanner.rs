//! Text to tokens, one at a time, with automatic semicolons.
//!
//! Follows cmd/compile/internal/syntax (source.go, scanner.go) in what it accepts and in what it says where.
//! It works on bytes: a NUL byte cannot occur in the text that it scans, so 0 stands for the end.

mod literal;
mod names;

use crate::ast::{BinaryOp, LitKind};
use crate::directive::{Collector, LineComment, is_kept};
use crate::token::{Operator, Token};
use crate::unicode;
use names::NameCache;
use pontoon_base::diag::Gate;
use pontoon_base::source::SourceFile;
use pontoon_base::{Diagnostic, Pos, Span, Symbol};
use std::borrow::Cow;

/// What a semicolon token came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Semi {
    Semicolon,
    Newline,
    Eof,
}

impl Semi {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Semi::Semicolon => "semicolon",
            Semi::Newline => "newline",
            Semi::Eof => "EOF",
        }
    }
}

pub(crate) struct Scanner<'s> {
    text: &'s str,
    bytes: &'s [u8],
    base: Pos,
    /// Where the next token is looked for.
    off: usize,
    /// Whether a newline here ends a statement.
    nlsemi: bool,

    // The current token.
    pub(crate) tok: Token,
    /// Offset of its first byte.
    pub(crate) start: usize,
    /// What an `Operator`, `Star`, `AssignOp` or `IncOp` stands for.
    pub(crate) op: Operator,
    /// Of `Operator` and `Star`; 0 if it is not binary.
    pub(crate) prec: u8,
    /// Of a `Literal`.
    pub(crate) lit: LitKind,
    pub(crate) bad: bool,
    /// Of a `Semi`.
    pub(crate) semi: Semi,

    pub(crate) collector: Collector,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many errors there were, also those that were not kept since their line has one already.
    pub(crate) error_count: usize,
    /// The first byte of the line with the latest syntax error.
    syntax_error_line: Option<usize>,
    /// Characters that cannot stand in a source file; descending, so that the next one is last.
    misfits: Vec<(usize, &'static str)>,
    /// Offset of the next misfit.
    next_misfit: usize,
    names: NameCache,
}

impl<'s> Scanner<'s> {
    /// A scanner over `text`, which [`scannable`] has made of the file's text.
    pub(crate) fn new(
        source: &SourceFile,
        text: &'s str,
        misfits: Vec<(usize, &'static str)>,
    ) -> Scanner<'s> {
        let next_misfit = misfits.last().map_or(usize::MAX, |m| m.0);
        Scanner {
            text,
            bytes: text.as_bytes(),
            base: source.base,
            // gc skips a byte order mark, but counts it in columns.
            off: if text.starts_with('\u{feff}') { 3 } else { 0 },
            nlsemi: false,
            tok: Token::Eof,
            start: 0,
            op: Operator::Not,
            prec: 0,
            lit: LitKind::Int,
            bad: false,
            semi: Semi::Semicolon,
            collector: Collector::new(source.name.clone()),
            diagnostics: Vec::new(),
            error_count: 0,
            syntax_error_line: None,
            misfits,
            next_misfit,
            names: NameCache::take(),
        }
    }

    /// Offset past the current token's last byte.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        // An automatic semicolon has no text, so that spans do not reach past what is written.
        if self.tok == Token::Semi && self.semi != Semi::Semicolon { self.start } else { self.off }
    }

    #[inline]
    pub(crate) fn pos_at(&self, offset: usize) -> Pos {
        self.base.add(offset)
    }

    /// The current token's position.
    #[inline]
    pub(crate) fn pos(&self) -> Pos {
        self.base.add(self.start)
    }

    /// The current token's text.
    #[inline]
    pub(crate) fn token_text(&self) -> &'s str {
        &self.text[self.start..self.off]
    }

    pub(crate) fn token_span(&self) -> Span {
        Span::new(self.pos(), self.pos_at(self.end()))
    }

    /// The current token's text, interned.
    #[inline]
    pub(crate) fn symbol(&mut self) -> Symbol {
        let text = self.token_text();
        self.names.symbol(text)
    }

    /// Goes to the end of the file: the rest is not worth looking at.
    pub(crate) fn skip_to_end(&mut self) {
        self.off = self.bytes.len();
        self.start = self.off;
        self.nlsemi = false;
        self.tok = Token::Eof;
    }

    /// Reports an error; of several syntax errors in a row on one line only the first is kept, as gc does it.
    pub(crate) fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        self.error_span(pos.span(), message);
    }

    pub(crate) fn error_span(&mut self, span: Span, message: impl Into<String>) {
        self.error_count += 1;
        let message = message.into();
        if message.starts_with("syntax error") {
            let offset = ((span.lo.0 - self.base.0) as usize).min(self.bytes.len());
            let line =
                self.bytes[..offset].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
            if self.syntax_error_line.replace(line) == Some(line) {
                return;
            }
        }
        let diagnostic = Diagnostic::error("syntax", span.lo, message).gate(Gate::Syntax).primary(span, "");
        self.diagnostics.push(diagnostic);
    }

    fn error_off(&mut self, offset: usize, message: impl Into<String>) {
        self.error_at(self.pos_at(offset), message);
    }

    #[inline]
    fn byte(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    /// The byte at the reading position; 0 at the end.
    #[inline]
    fn peek(&self) -> u8 {
        self.byte(self.off)
    }

    fn peek_char(&self) -> Option<char> {
        self.text[self.off..].chars().next()
    }

    /// Skips one character.
    fn bump_char(&mut self) {
        self.off += self.peek_char().map_or(0, char::len_utf8);
    }

    /// Reads the next token.
    #[inline]
    pub(crate) fn next(&mut self) {
        self.scan();
        if self.off >= self.next_misfit {
            self.report_misfits();
        }
    }

    #[cold]
    fn report_misfits(&mut self) {
        while let Some(&(offset, message)) = self.misfits.last() {
            self.next_misfit = offset;
            if offset > self.off {
                return;
            }
            self.error_off(offset, message);
            self.misfits.pop();
        }
        self.next_misfit = usize::MAX;
    }

    fn scan(&mut self) {
        let nlsemi = std::mem::replace(&mut self.nlsemi, false);
        loop {
            let mut off = self.off;
            let first = loop {
                match self.byte(off) {
                    b' ' | b'\t' | b'\r' => off += 1,
                    b'\n' if !nlsemi => off += 1,
                    byte => break byte,
                }
            };
            self.start = off;
            match first {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    self.off = off + 1;
                    return self.ident();
                }
                b'/' => {
                    let next = self.byte(off + 1);
                    self.off = off + 2;
                    if next == b'/' {
                        self.line_comment();
                    } else if next == b'*' {
                        let lines = self.block_comment();
                        if lines && nlsemi {
                            // A comment over several lines acts like a newline.
                            self.semi = Semi::Newline;
                            self.tok = Token::Semi;
                            return;
                        }
                    } else {
                        self.off = off + 1;
                        return self.operator(BinaryOp::Div);
                    }
                }
                0 => {
                    self.off = off;
                    self.semi = Semi::Eof;
                    self.tok = if nlsemi { Token::Semi } else { Token::Eof };
                    return;
                }
                b'\n' => {
                    self.off = off + 1;
                    self.semi = Semi::Newline;
                    self.tok = Token::Semi;
                    return;
                }
                0x80.. => {
                    self.off = off;
                    // Every character beyond ASCII begins an identifier, be it a wrong one.
                    self.in_ident(true);
                    self.bump_char();
                    return self.ident();
                }
                _ => {
                    self.off = off + 1;
                    if self.ascii_token(first) {
                        return;
                    }
                }
            }
        }
    }

    /// The rest of a token that begins with an ASCII character; false if no token begins like that, which has
    /// been reported.
    #[inline]
    fn ascii_token(&mut self, first: u8) -> bool {
        self.tok = match first {
            b'(' => Token::Lparen,
            b'[' => Token::Lbrack,
            b'{' => Token::Lbrace,
            b',' => Token::Comma,
            b')' | b']' | b'}' => {
                self.nlsemi = true;
                match first {
                    b')' => Token::Rparen,
                    b']' => Token::Rbrack,
                    _ => Token::Rbrace,
                }
            }
            b';' => {
                self.semi = Semi::Semicolon;
                Token::Semi
            }
            b'.' => match (self.peek(), self.byte(self.off + 1)) {
                (b'0'..=b'9', _) => {
                    self.number(true);
                    return true;
                }
                (b'.', b'.') => {
                    self.off += 2;
                    Token::DotDotDot
                }
                _ => Token::Dot,
            },
            b':' if self.eat(b'=') => Token::Define,
            b':' => Token::Colon,
            b'0'..=b'9' => {
                self.off -= 1;
                self.number(false);
                return true;
            }
            b'"' => {
                self.string();
                return true;
            }
            b'`' => {
                self.raw_string();
                return true;
            }
            b'\'' => {
                self.rune();
                return true;
            }
            b'=' if self.eat(b'=') => return self.binary(BinaryOp::Eq),
            b'=' => Token::Assign,
            b'+' if self.eat(b'+') => return self.inc(BinaryOp::Add),
            b'-' if self.eat(b'-') => return self.inc(BinaryOp::Sub),
            b'*' => {
                self.op = Operator::Binary(BinaryOp::Mul);
                self.prec = BinaryOp::Mul.precedence();
                if self.eat(b'=') { Token::AssignOp } else { Token::Star }
            }
            b'<' if self.eat(b'-') => Token::Arrow,
            b'<' if self.eat(b'=') => return self.binary(BinaryOp::Le),
            b'>' if self.eat(b'=') => return self.binary(BinaryOp::Ge),
            b'!' if self.eat(b'=') => return self.binary(BinaryOp::Ne),
            b'&' if self.eat(b'&') => return self.binary(BinaryOp::AndAnd),
            b'|' if self.eat(b'|') => return self.binary(BinaryOp::OrOr),
            b'<' if !self.eat(b'<') => return self.binary(BinaryOp::Lt),
            b'>' if !self.eat(b'>') => return self.binary(BinaryOp::Gt),
            b'!' | b'~' => {
                self.op = if first == b'!' { Operator::Not } else { Operator::Tilde };
                self.prec = 0;
                Token::Operator
            }
            b'+' | b'-' | b'%' | b'&' | b'|' | b'^' | b'<' | b'>' => {
                let op = match first {
                    b'+' => BinaryOp::Add,
                    b'-' => BinaryOp::Sub,
                    b'%' => BinaryOp::Rem,
                    b'&' if self.eat(b'^') => BinaryOp::AndNot,
                    b'&' => BinaryOp::And,
                    b'|' => BinaryOp::Or,
                    b'^' => BinaryOp::Xor,
                    b'<' => BinaryOp::Shl,
                    _ => BinaryOp::Shr,
                };
                self.operator(op);
                return true;
            }
            _ => {
                let message = format!("invalid character {}", unicode::code_point(first as char));
                self.error_off(self.start, message);
                return false;
            }
        };
        true
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.off += found as usize;
        found
    }

    fn binary(&mut self, op: BinaryOp) -> bool {
        self.op = Operator::Binary(op);
        self.prec = op.precedence();
        self.tok = Token::Operator;
        true
    }

    fn inc(&mut self, op: BinaryOp) -> bool {
        self.op = Operator::Binary(op);
        self.nlsemi = true;
        self.tok = Token::IncOp;
        true
    }

    /// An operator that may be followed by `=`.
    fn operator(&mut self, op: BinaryOp) {
        self.binary(op);
        if self.eat(b'=') {
            self.tok = Token::AssignOp;
        }
    }

    /// The rest of a name or keyword.
    #[inline]
    fn ident(&mut self) {
        let mut off = self.off;
        while IS_IDENT[self.byte(off) as usize] {
            off += 1;
        }
        self.off = off;
        if self.byte(off) >= 0x80 {
            while self.in_ident(false) {
                self.bump_char();
            }
        }
        match Token::keyword(&self.bytes[self.start..self.off]) {
            Some(keyword) => {
                self.nlsemi = keyword.ends_statement();
                self.tok = keyword;
            }
            None => {
                self.nlsemi = true;
                self.tok = Token::Name;
            }
        }
    }

    /// Whether the next character belongs to an identifier; any character beyond ASCII does, but is reported
    /// if it should not.
    fn in_ident(&mut self, first: bool) -> bool {
        let Some(c) = self.peek_char() else { return false };
        if unicode::is_letter(c) {
            return true;
        }
        if unicode::is_digit(c) {
            if first {
                let message = format!("identifier cannot begin with digit {}", unicode::code_point(c));
                self.error_off(self.off, message);
            }
            return true;
        }
        if !c.is_ascii() {
            let message = format!("invalid character {} in identifier", unicode::code_point(c));
            self.error_off(self.off, message);
            return true;
        }
        false
    }

    /// The rest of a `//` comment, up to the newline.
    fn line_comment(&mut self) {
        let from = self.off;
        self.off = self.text[from..].find('\n').map_or(self.bytes.len(), |newline| from + newline);
        let text = &self.text[from..self.off];
        if is_kept(text) {
            let line = self.text[..self.start].rsplit('\n').next().unwrap_or("");
            let alone = line.trim_start_matches('\u{feff}').trim_matches([' ', '\t', '\r']).is_empty();
            self.collector.line_comment(LineComment { text, pos: self.pos_at(from), alone });
        } else if let Some(directive) = text.strip_prefix("line ") {
            let at_line_start = self.start == 0 || self.byte(self.start - 1) == b'\n';
            if at_line_start {
                self.line_directive(directive.strip_suffix('\r').unwrap_or(directive), self.off + 1);
            }
        }
    }

    /// The rest of a `/* … */` comment; says whether it spans lines.
    fn block_comment(&mut self) -> bool {
        let from = self.off;
        let (text, closed) = match self.text[from..].find("*/") {
            Some(len) => (&self.text[from..from + len], true),
            None => (&self.text[from..], false),
        };
        self.off = from + text.len() + if closed { 2 } else { 0 };
        if !closed {
            self.error_off(self.start, "comment not terminated");
        } else if let Some(directive) = text.strip_prefix("line ") {
            self.line_directive(directive, self.off);
        }
        text.contains('\n')
    }

    fn line_directive(&mut self, text: &str, renamed: usize) {
        let text_pos = self.pos_at(self.start + "//line ".len());
        let from = self.pos_at(renamed.min(self.bytes.len()));
        if let Err((pos, message)) = self.collector.line_directive(text, text_pos, from) {
            self.error_at(pos, message);
        }
    }
}

/// The ASCII bytes that continue an identifier.
static IS_IDENT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// The text to scan in place of a file's text, with everything blanked out that gc complains about and then
/// passes over; and where that is and what gc says, in descending order.
pub(crate) fn scannable(source: &SourceFile) -> (Cow<'_, str>, Vec<(usize, &'static str)>) {
    let text: &str = &source.text;
    let invalid = source.invalid_utf8();
    // The encoded mark begins with 0xEF, which is rare enough to look for first.
    let behind_start = text.as_bytes().get(3..).unwrap_or_default();
    let marks = behind_start.contains(&0xef) && text.match_indices('\u{feff}').any(|(offset, _)| offset > 0);
    if invalid.is_empty() && !text.as_bytes().contains(&0) && !marks {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut misfits: Vec<(usize, &'static str)> =
        invalid.iter().map(|&offset| (offset as usize, "invalid UTF-8 encoding")).collect();
    misfits.extend(text.match_indices('\0').map(|(offset, _)| (offset, "invalid NUL character")));
    let inner_marks = text.match_indices('\u{feff}').filter(|&(offset, _)| offset > 0);
    misfits.extend(inner_marks.map(|(offset, _)| (offset, "invalid BOM in the middle of the file")));
    misfits.sort_by(|a, b| b.cmp(a));
    let mut clean = text.as_bytes().to_vec();
    for &(offset, _) in &misfits {
        let width = if clean[offset] == 0xef { 3 } else { 1 };
        // What is passed over within a name does not end it.
        let before = if offset > 0 { clean[offset - 1] } else { 0 };
        let in_name = IS_IDENT[before as usize] || before >= 0x80;
        clean[offset..offset + width].fill(if in_name { b'_' } else { b' ' });
    }
    let clean = String::from_utf8(clean).expect("blanks replace whole characters");
    (Cow::Owned(clean), misfits)
}
