//! Numbers, strings and runes.

use super::Scanner;
use crate::ast::LitKind;
use crate::token::Token;
use crate::unicode;

/// What the digits of a number look like so far.
#[derive(Default)]
struct Digits {
    any: bool,
    separators: bool,
    /// Offset of the first digit that the base does not have.
    invalid: Option<usize>,
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

impl Scanner<'_> {
    fn set_literal(&mut self, kind: LitKind, ok: bool) {
        self.nlsemi = true;
        self.tok = Token::Literal;
        self.lit = kind;
        self.bad = !ok;
    }

    /// Accepts digits and underscores. Below base 16 all decimal digits are taken; the first that is too large
    /// is remembered.
    fn digits(&mut self, base: u32, digits: &mut Digits) {
        loop {
            let byte = self.peek();
            match byte {
                b'_' => digits.separators = true,
                b'0'..=b'9' => {
                    digits.any = true;
                    if u32::from(byte - b'0') >= base {
                        digits.invalid.get_or_insert(self.off);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if base == 16 => digits.any = true,
                _ => return,
            }
            self.off += 1;
        }
    }

    /// A number; the reading position is at its first digit, or behind a leading point.
    pub(super) fn number(&mut self, mut seen_point: bool) {
        let mut ok = true;
        let mut kind = LitKind::Int;
        let (mut base, mut prefix) = (10, 0);
        let mut digits = Digits::default();

        if !seen_point {
            if self.eat(b'0') {
                prefix = self.peek() | 0x20;
                base = match prefix {
                    b'x' => 16,
                    b'o' => 8,
                    b'b' => 2,
                    _ => {
                        prefix = b'0';
                        digits.any = true;
                        8
                    }
                };
                self.off += (prefix != b'0') as usize;
            }
            self.digits(base, &mut digits);
            if self.peek() == b'.' {
                if matches!(prefix, b'o' | b'b') {
                    self.error_off(self.off, format!("invalid radix point in {} literal", base_name(base)));
                    ok = false;
                }
                self.off += 1;
                seen_point = true;
            }
        }
        if seen_point {
            kind = LitKind::Float;
            self.digits(base, &mut digits);
        }
        if !digits.any && ok {
            self.error_off(self.off, format!("{} literal has no digits", base_name(base)));
            ok = false;
        }

        let exponent = self.peek();
        if matches!(exponent | 0x20, b'e' | b'p') {
            kind = LitKind::Float;
            ok &= self.exponent(exponent, prefix, &mut digits, ok);
        } else if prefix == b'x' && kind == LitKind::Float && ok {
            self.error_off(self.off, "hexadecimal mantissa requires a 'p' exponent");
            ok = false;
        }
        if self.eat(b'i') {
            kind = LitKind::Imag;
        }
        self.set_literal(kind, ok);

        if let (LitKind::Int, Some(invalid), true) = (kind, digits.invalid, ok) {
            let digit = unicode::quoted(self.byte(invalid) as char);
            self.error_off(invalid, format!("invalid digit {digit} in {} literal", base_name(base)));
            self.bad = true;
        }
        if digits.separators
            && !self.bad
            && let Some(at) = invalid_separator(self.token_text().as_bytes())
        {
            self.error_off(self.start + at, "'_' must separate successive digits");
            self.bad = true;
        }
    }

    /// The exponent that begins with `letter`; false if something was wrong with it and reported.
    fn exponent(&mut self, letter: u8, prefix: u8, mantissa: &mut Digits, report: bool) -> bool {
        let mut ok = true;
        let wrong = match letter | 0x20 {
            b'e' if !matches!(prefix, 0 | b'0') => Some("decimal"),
            b'p' if prefix != b'x' => Some("hexadecimal"),
            _ => None,
        };
        if let Some(wanted) = wrong.filter(|_| report) {
            let letter = unicode::quoted(letter as char);
            self.error_off(self.off, format!("{letter} exponent requires {wanted} mantissa"));
            ok = false;
        }
        self.off += 1;
        self.off += matches!(self.peek(), b'+' | b'-') as usize;
        let mut digits = Digits::default();
        self.digits(10, &mut digits);
        mantissa.separators |= digits.separators;
        if !digits.any && ok && report {
            self.error_off(self.off, "exponent has no digits");
            ok = false;
        }
        ok
    }

    /// A rune literal; the reading position is behind the opening quote.
    pub(super) fn rune(&mut self) {
        let mut ok = true;
        let mut n = 0;
        loop {
            match self.peek() {
                b'\'' => {
                    if ok && n == 0 {
                        self.error_off(self.off, "empty rune literal or unescaped '");
                        ok = false;
                    } else if ok && n != 1 {
                        self.error_off(self.start, "more than one character in rune literal");
                        ok = false;
                    }
                    self.off += 1;
                    break;
                }
                b'\\' => {
                    self.off += 1;
                    ok &= self.escape(b'\'');
                }
                b'\n' => {
                    if ok {
                        self.error_off(self.off, "newline in rune literal");
                        ok = false;
                    }
                    break;
                }
                0 => {
                    if ok {
                        self.error_off(self.start, "rune literal not terminated");
                        ok = false;
                    }
                    break;
                }
                _ => self.bump_char(),
            }
            n += 1;
        }
        self.set_literal(LitKind::Rune, ok);
    }

    /// An interpreted string; the reading position is behind the opening quote.
    pub(super) fn string(&mut self) {
        let mut ok = true;
        loop {
            let mut off = self.off;
            while !matches!(self.byte(off), b'"' | b'\\' | b'\n' | 0) {
                off += 1;
            }
            self.off = off;
            match self.byte(off) {
                b'"' => {
                    self.off += 1;
                    break;
                }
                b'\\' => {
                    self.off += 1;
                    ok &= self.escape(b'"');
                }
                b'\n' => {
                    self.error_off(self.off, "newline in string");
                    ok = false;
                    break;
                }
                _ => {
                    self.error_off(self.start, "string not terminated");
                    ok = false;
                    break;
                }
            }
        }
        self.set_literal(LitKind::String, ok);
    }

    /// A raw string; the reading position is behind the opening quote. Carriage returns are part of the literal
    /// though not of its value.
    pub(super) fn raw_string(&mut self) {
        let closing = self.text[self.off..].find('`');
        self.off = closing.map_or(self.bytes.len(), |len| self.off + len + 1);
        if closing.is_none() {
            self.error_off(self.start, "string not terminated");
        }
        self.set_literal(LitKind::String, closing.is_some());
    }

    /// The rest of an escape sequence, behind the backslash; false if it is wrong, which has been reported.
    fn escape(&mut self, quote: u8) -> bool {
        let byte = self.peek();
        let (len, base, max) = match byte {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.off += 1;
                return true;
            }
            _ if byte == quote => {
                self.off += 1;
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, char::MAX as u32),
            b'U' => (8, 16, char::MAX as u32),
            // The caller complains about the end of the file.
            0 => return true,
            _ => {
                self.error_off(self.off, "unknown escape");
                return false;
            }
        };
        self.off += (base == 16) as usize;

        let mut value: u32 = 0;
        for _ in 0..len {
            let Some(c) = self.peek_char() else { return true };
            let Some(digit) = c.to_digit(base) else {
                let c = unicode::quoted(c);
                self.error_off(self.off, format!("invalid character {c} in {} escape", base_name(base)));
                return false;
            };
            value = value.wrapping_mul(base) + digit;
            self.off += 1;
        }
        if value > max && base == 8 {
            self.error_off(self.off, format!("octal escape value {value} > 255"));
            return false;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            // Go prints code points beyond Unicode too, only without the character.
            let point = char::from_u32(value).map_or_else(|| format!("U+{value:04X}"), unicode::code_point);
            self.error_off(self.off, format!("escape is invalid Unicode code point {point}"));
            return false;
        }
        true
    }
}

/// The offset of the first underscore that does not stand between digits; a prefix like `0x` counts as one.
fn invalid_separator(text: &[u8]) -> Option<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Class {
        Separator,
        Digit,
        Other,
    }
    let prefix = match text {
        [b'0', letter, ..] if matches!(letter | 0x20, b'x' | b'o' | b'b') => Some(letter | 0x20),
        _ => None,
    };
    let mut previous = if prefix.is_some() { Class::Digit } else { Class::Other };
    for (i, &byte) in text.iter().enumerate().skip(if prefix.is_some() { 2 } else { 0 }) {
        let class = match byte {
            b'_' => Class::Separator,
            b'0'..=b'9' => Class::Digit,
            _ if prefix == Some(b'x') && byte.is_ascii_hexdigit() => Class::Digit,
            _ => Class::Other,
        };
        match (previous, class) {
            (Class::Separator | Class::Other, Class::Separator) => return Some(i),
            (Class::Separator, Class::Other) => return Some(i - 1),
            _ => previous = class,
        }
    }
    (previous == Class::Separator).then(|| text.len() - 1)
}
