//! What stands between the quotes of a literal.

/// The bytes of a string literal that the scanner has found to be well formed.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')) {
        // Carriage returns are no part of a raw string.
        return Some(raw.replace('\r', "").into_bytes());
    }
    let body = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'))?;
    let mut bytes = Vec::with_capacity(body.len());
    for piece in (Unescape { rest: body }) {
        match piece {
            Piece::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Piece::Byte(b) => bytes.push(b),
        }
    }
    Some(bytes)
}

/// The one character of a rune literal.
pub fn unquote_rune(text: &str) -> Option<Piece> {
    let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Unescape { rest: body }.next()
}

/// A character of a literal's text.
pub enum Piece {
    Char(char),
    /// From an octal or hexadecimal escape.
    Byte(u8),
}

/// Runs through the text between quotes, which the scanner has found to be well formed.
struct Unescape<'a> {
    rest: &'a str,
}

impl Unescape<'_> {
    fn number(&mut self, count: usize, radix: u32) -> Option<u32> {
        let value = u32::from_str_radix(self.rest.get(..count)?, radix).ok()?;
        self.rest = &self.rest[count..];
        Some(value)
    }
}

impl Iterator for Unescape<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let c = self.rest.chars().next()?;
        if c != '\\' {
            self.rest = &self.rest[c.len_utf8()..];
            return Some(Piece::Char(c));
        }
        let kind = self.rest[1..].chars().next()?;
        if matches!(kind, '0'..='7') {
            self.rest = &self.rest[1..];
            return Some(Piece::Byte(self.number(3, 8)? as u8));
        }
        self.rest = &self.rest[1 + kind.len_utf8()..];
        Some(match kind {
            'x' => Piece::Byte(self.number(2, 16)? as u8),
            'u' => Piece::Char(char::from_u32(self.number(4, 16)?)?),
            'U' => Piece::Char(char::from_u32(self.number(8, 16)?)?),
            'a' => Piece::Char('\x07'),
            'b' => Piece::Char('\x08'),
            'f' => Piece::Char('\x0c'),
            'n' => Piece::Char('\n'),
            'r' => Piece::Char('\r'),
            't' => Piece::Char('\t'),
            'v' => Piece::Char('\x0b'),
            other => Piece::Char(other),
        })
    }
}
