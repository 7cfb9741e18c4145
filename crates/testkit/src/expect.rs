//! What comments in Go files say about the errors that the file gets, by the rules of go/types' own test data:
//! `x /* ERROR "text" */` and `x // ERROR "text"` stand behind the token whose line has an error with that text,
//! `ERRORx` has a regular expression in its place.

use crate::regexp;

/// An error that is to be reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    pub line: u32,
    /// Where the token in front of the comment begins, one-based, in bytes.
    pub col: u32,
    pub text: String,
    pub is_regexp: bool,
}

/// An error that was reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reported {
    pub line: u32,
    pub col: u32,
    pub message: String,
}

impl Expected {
    pub fn admits(&self, message: &str) -> bool {
        if self.is_regexp { regexp::finds(&self.text, message) } else { message.contains(&self.text) }
    }
}

/// The errors that the comments of a file name, in source order.
pub fn expectations(source: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut col, mut place) = (source, 1, 1, (1, 1));
    while !rest.is_empty() {
        let token = token(rest);
        if let Some(comment) = comment_text(token) {
            found.extend(expectation(comment, place));
        } else if !token.starts_with(char::is_whitespace) {
            place = (line, col);
        }
        line += token.bytes().filter(|&byte| byte == b'\n').count() as u32;
        col = token.rfind('\n').map_or(col + token.len() as u32, |at| (token.len() - at) as u32);
        rest = &rest[token.len()..];
    }
    found
}

/// Operators of two characters behind which comments stand.
const OPERATORS: [&str; 10] = [":=", "<-", "<<", ">>", "++", "--", "==", "!=", "+=", "-="];

/// The first token of a text that is not empty: a comment, a literal, a name, one of two operators, or one character.
pub(crate) fn token(text: &str) -> &str {
    let until = |end: &str| text[2..].find(end).map_or(text.len(), |at| 2 + at + end.len());
    let length = if text.starts_with("//") {
        text.find('\n').unwrap_or(text.len())
    } else if text.starts_with("/*") {
        until("*/")
    } else {
        match text.as_bytes()[0] {
            quote @ (b'"' | b'\'' | b'`') => quoted(text, quote),
            b if b.is_ascii_digit() => {
                text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len())
            }
            b if b.is_ascii_alphabetic() => {
                text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
            }
            _ if OPERATORS.iter().any(|op| text.starts_with(op)) => 2,
            _ => text.chars().next().map_or(1, char::len_utf8),
        }
    };
    &text[..length]
}

/// How long the literal is that `text` begins with; one without an end ends with its line.
fn quoted(text: &str, quote: u8) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quote != b'`' => {
                bytes.next();
            }
            b'\n' if quote != b'`' => return at,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn comment_text(token: &str) -> Option<&str> {
    token.strip_prefix("//").or_else(|| token.strip_prefix("/*").map(|text| text.trim_end_matches("*/")))
}

fn expectation(comment: &str, (line, col): (u32, u32)) -> Option<Expected> {
    let (word, literal) = comment.strip_prefix(' ')?.split_once(' ')?;
    let is_regexp = match word {
        "ERROR" => false,
        "ERRORx" => true,
        _ => return None,
    };
    let literal = literal.trim();
    let inner = literal.get(1..literal.len().saturating_sub(1))?;
    let text = match literal.as_bytes()[0] {
        b'`' => inner.to_string(),
        b'"' => unescape(inner),
        _ => return None,
    };
    Some(Expected { line, col, text, is_regexp })
}

/// The value of an interpreted string that escapes nothing but quotes, backslashes, tabs and line ends.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            _ => c,
        });
    }
    out
}

/// What does not fit between the expected errors and the reported ones. The columns count where `exact`.
///
/// Of equal messages on one line gc prints the first only, so one report may meet several expectations.
pub fn complaints(expected: &[Expected], reported: &[Reported], exact: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&Expected> = expected.iter().collect();
    for Reported { line, col, message } in reported {
        let meets = |want: &&Expected| want.line == *line && want.admits(message);
        let here = |want: &&Expected| meets(want) && (!exact || want.col == *col);
        match open.iter().position(here) {
            Some(at) => drop(open.remove(at)),
            None => out.push(format!("{line}:{col}: unexpected: {message}")),
        }
    }
    let repeated = |want: &Expected| {
        reported.iter().any(|report| want.line == report.line && want.admits(&report.message))
    };
    open.retain(|want| !repeated(want));
    out.extend(open.iter().map(|want| format!("{}:{}: not reported: {}", want.line, want.col, want.text)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_token_before() {
        let source =
            "\ta /* ERROR \"x \\\"y\\\"\" */\n\"// ERROR\" + 'b'\n\n// ERRORx `z|q`\n/* ERROR none */";
        let found: Vec<_> =
            expectations(source).into_iter().map(|e| (e.line, e.col, e.text, e.is_regexp)).collect();
        assert_eq!(found, [(1, 2, "x \"y\"".to_string(), false), (2, 14, "z|q".to_string(), true)]);
    }

    #[test]
    fn each_message_meets_an_expectation_of_its_own() {
        let expected = expectations("a /* ERROR \"same\" */ + b /* ERROR \"same\" */\nc // ERROR \"other\"");
        let report = |line, col, message: &str| Reported { line, col, message: message.to_string() };
        let reported = [report(1, 2, "the same"), report(2, 1, "same"), report(1, 1, "more")];
        let wrong = ["2:1: unexpected: same", "1:1: unexpected: more", "2:1: not reported: other"];
        assert_eq!(complaints(&expected, &reported, false), wrong);
        assert_eq!(complaints(&expected, &reported, true)[0], "1:2: unexpected: the same");
    }
}
