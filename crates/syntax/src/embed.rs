//! The text of `//go:embed` directives (cmd/compile/internal/noder's `parseGoEmbed`).

use crate::literal::unquote;

/// The patterns behind `//go:embed`, each with the byte offset of its first character; or the rest of the text, of which
/// nothing can be made.
pub fn patterns(text: &str) -> Result<Vec<(usize, String)>, &str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        let (pattern, end) = match rest.as_bytes()[0] {
            quote @ (b'"' | b'`') => {
                let end = quoted_end(rest, quote).ok_or(rest)?;
                let bytes = unquote(&rest[..end]).ok_or(rest)?;
                (String::from_utf8(bytes).map_err(|_| rest)?, end)
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_string(), end)
            }
        };
        rest = &rest[end..];
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return Err(rest);
        }
        found.push((at, pattern));
        rest = rest.trim_start();
    }
    Ok(found)
}

/// Past the closing quote.
fn quoted_end(text: &str, quote: u8) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        if byte == quote {
            return Some(at + 1);
        }
        if byte == b'\\' && quote == b'"' {
            bytes.next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::patterns;

    #[test]
    fn patterns_may_be_quoted() {
        let found = patterns(" a/*.txt  \"b c\" `d\\`").expect("well formed");
        assert_eq!(found, [(1, "a/*.txt".to_string()), (10, "b c".to_string()), (16, "d\\".to_string())]);
        assert_eq!(patterns(" "), Ok(Vec::new()));
        assert_eq!(patterns(" \"a"), Err("\"a"));
        assert_eq!(patterns(" \"a\"b c"), Err("b c"));
    }
}
