//! Build constraints: `//go:build` lines, and GOOS and GOARCH in file names.
//!
//! Follows go/build/constraint and go/build of Go 1.27. The older `// +build` lines are read too, since go/build
//! still obeys them in files that have no `//go:build` line.

use crate::unicode;
use std::fmt;

/// A parsed constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Constraint {
    Tag(String),
    Not(Box<Constraint>),
    And(Box<Constraint>, Box<Constraint>),
    Or(Box<Constraint>, Box<Constraint>),
}

/// What is wrong with a constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConstraintError {
    /// Byte offset in the expression's text.
    pub offset: usize,
    pub message: String,
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The most operands that an expression may have, as in go/build/constraint.
const MAX_SIZE: usize = 1000;

impl Constraint {
    /// Parses the expression of a `//go:build` line.
    pub fn parse(text: &str) -> Result<Constraint, ConstraintError> {
        let mut parser = Parser { text, at: 0, token: "", is_tag: false, start: 0, size: 0 };
        let constraint = parser.or()?;
        if parser.token.is_empty() { Ok(constraint) } else { Err(parser.unexpected()) }
    }

    /// Whether the constraint holds if exactly those tags are set for which `set` says so.
    pub fn eval(&self, set: &mut impl FnMut(&str) -> bool) -> bool {
        match self {
            Constraint::Tag(tag) => set(tag),
            Constraint::Not(x) => !x.eval(set),
            // Both sides are asked, since go/build reports all tags that a file mentions.
            Constraint::And(x, y) => x.eval(set) & y.eval(set),
            Constraint::Or(x, y) => x.eval(set) | y.eval(set),
        }
    }

    /// The `N` of the oldest Go version `go1.N` that the constraint implies, which is the language version that
    /// the line asks for; 0 stands for `go1`.
    pub fn go_version(&self) -> Option<u32> {
        self.min_version(true)
    }

    fn min_version(&self, positive: bool) -> Option<u32> {
        match self {
            Constraint::Tag(tag) if positive => match tag.strip_prefix("go1") {
                Some("") => Some(0),
                Some(rest) => rest.strip_prefix('.')?.parse().ok(),
                None => None,
            },
            Constraint::Tag(_) => None,
            Constraint::Not(x) => x.min_version(!positive),
            Constraint::And(x, y) | Constraint::Or(x, y) => {
                let (x, y) = (x.min_version(positive), y.min_version(positive));
                // A version that only one side asks for counts if both sides must hold.
                if matches!(self, Constraint::And(..)) == positive { x.max(y) } else { x.min(y) }
            }
        }
    }

    fn and(self, other: Constraint) -> Constraint {
        Constraint::And(Box::new(self), Box::new(other))
    }

    fn or(self, other: Constraint) -> Constraint {
        Constraint::Or(Box::new(self), Box::new(other))
    }

    fn negated(self) -> Constraint {
        Constraint::Not(Box::new(self))
    }
}

struct Parser<'s> {
    text: &'s str,
    at: usize,
    /// The current token; empty at the end.
    token: &'s str,
    is_tag: bool,
    start: usize,
    size: usize,
}

impl Parser<'_> {
    fn error<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, ConstraintError> {
        Err(ConstraintError { offset, message: message.into() })
    }

    fn unexpected(&self) -> ConstraintError {
        let message = match self.token {
            "" => "unexpected end of expression".to_string(),
            token => format!("unexpected token {token}"),
        };
        ConstraintError { offset: self.start, message }
    }

    fn or(&mut self) -> Result<Constraint, ConstraintError> {
        let mut x = self.and()?;
        while self.token == "||" {
            x = x.or(self.and()?);
        }
        Ok(x)
    }

    fn and(&mut self) -> Result<Constraint, ConstraintError> {
        let mut x = self.not()?;
        while self.token == "&&" {
            x = x.and(self.not()?);
        }
        Ok(x)
    }

    fn not(&mut self) -> Result<Constraint, ConstraintError> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return self.error(self.start, "build expression too large");
        }
        self.lex()?;
        if self.token != "!" {
            return self.atom();
        }
        self.lex()?;
        if self.token == "!" {
            return self.error(self.start, "double negation not allowed");
        }
        Ok(self.atom()?.negated())
    }

    fn atom(&mut self) -> Result<Constraint, ConstraintError> {
        if self.token == "(" {
            let open = self.start;
            let x = self.or().map_err(|mut error| {
                if error.message == "unexpected end of expression" {
                    error.message = "missing close paren".into();
                }
                error
            })?;
            if self.token != ")" {
                return self.error(open, "missing close paren");
            }
            self.lex()?;
            return Ok(x);
        }
        if !self.is_tag {
            return Err(self.unexpected());
        }
        let tag = self.token.to_string();
        self.lex()?;
        Ok(Constraint::Tag(tag))
    }

    fn lex(&mut self) -> Result<(), ConstraintError> {
        let rest = self.text[self.at..].trim_start_matches([' ', '\t']);
        self.start = self.text.len() - rest.len();
        self.is_tag = false;
        let len = match rest.as_bytes() {
            [] => 0,
            [b'(' | b')' | b'!', ..] => 1,
            [b'&', b'&', ..] | [b'|', b'|', ..] => 2,
            _ => {
                self.is_tag = true;
                let in_tag = |c: char| unicode::is_letter(c) || unicode::is_digit(c) || c == '_' || c == '.';
                rest.find(|c| !in_tag(c)).unwrap_or(rest.len())
            }
        };
        if self.is_tag && len == 0 {
            let c = rest.chars().next().unwrap_or_default();
            return self.error(self.start, format!("invalid syntax at {c}"));
        }
        self.token = &rest[..len];
        self.at = self.start + len;
        Ok(())
    }
}

/// The expression of a `//go:build` line, given the text behind `//`.
pub fn build_line(text: &str) -> Option<&str> {
    let rest = text.trim_end().strip_prefix("go:build")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// The constraint of a `// +build` line, given the text behind `//`.
fn plus_build_line(text: &str) -> Option<Constraint> {
    let rest = text.trim().strip_prefix("+build")?;
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    // Blanks separate alternatives, commas what must hold together.
    let literal = |literal: &str| match literal.strip_prefix('!') {
        Some(tag) if is_tag(tag) => Constraint::Tag(tag.into()).negated(),
        None if is_tag(literal) => Constraint::Tag(literal.into()),
        _ => Constraint::Tag("ignore".into()),
    };
    let clause = |clause: &str| clause.split(',').map(literal).reduce(Constraint::and);
    let alternatives = rest.split_whitespace().filter_map(clause).reduce(Constraint::or);
    Some(alternatives.unwrap_or_else(|| Constraint::Tag("ignore".into())))
}

fn is_tag(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| unicode::is_letter(c) || unicode::is_digit(c) || c == '_' || c == '.')
}

/// Why the constraints of a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HeaderError {
    MultipleGoBuild,
    Parse(ConstraintError),
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderError::MultipleGoBuild => f.write_str("multiple //go:build comments"),
            HeaderError::Parse(error) => write!(f, "parsing //go:build line: {error}"),
        }
    }
}

/// The constraint that the comments at the top of a file put on it, as go/build reads them.
pub fn of_file(source: &str) -> Result<Option<Constraint>, HeaderError> {
    let header = Header::read(source)?;
    match header.go_build {
        Some(expr) => Constraint::parse(expr).map(Some).map_err(HeaderError::Parse),
        None => {
            let lines = header.plus_part.lines().filter_map(|line| line.trim().strip_prefix("//"));
            Ok(lines.filter_map(plus_build_line).reduce(Constraint::and))
        }
    }
}

/// What stands above the package clause.
struct Header<'s> {
    go_build: Option<&'s str>,
    /// The leading line comments up to the last blank line before anything else: there `// +build` counts.
    plus_part: &'s str,
}

impl Header<'_> {
    fn read(source: &str) -> Result<Header<'_>, HeaderError> {
        let mut header = Header { go_build: None, plus_part: "" };
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let mut only_line_comments = true;
        let mut in_comment = false;
        let mut at = 0;
        for full_line in source.split_inclusive('\n') {
            at += full_line.len();
            let line = full_line.trim();
            if line.is_empty() && only_line_comments {
                header.plus_part = &source[..at];
                continue;
            }
            let comment = line.strip_prefix("//");
            only_line_comments &= comment.is_some();
            if !in_comment
                && let Some(expr) = comment.and_then(build_line)
                && header.go_build.replace(expr).is_some()
            {
                return Err(HeaderError::MultipleGoBuild);
            }
            if !skip_comments(line, &mut in_comment) {
                break;
            }
        }
        Ok(header)
    }
}

/// Whether a line of the header holds nothing but comments; keeps track of `/* … */` over several lines.
fn skip_comments(mut line: &str, in_comment: &mut bool) -> bool {
    while !line.is_empty() {
        if *in_comment {
            let Some(end) = line.find("*/") else { return true };
            *in_comment = false;
            line = line[end + 2..].trim();
        } else if line.starts_with("//") {
            return true;
        } else if let Some(rest) = line.strip_prefix("/*") {
            *in_comment = true;
            line = rest.trim();
        } else {
            return false;
        }
    }
    true
}

/// The values of GOOS that file names can mention (internal/syslist of Go 1.27).
pub const KNOWN_OS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// The values of GOOS for which the tag `unix` is set.
pub const UNIX_OS: [&str; 12] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

/// The values of GOARCH that file names can mention.
pub const KNOWN_ARCH: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Whether a file's name admits it, given which GOOS and GOARCH values hold: `x_linux.go`, `x_wasm_test.go`.
pub fn name_matches(name: &str, holds: &mut impl FnMut(&str) -> bool) -> bool {
    let stem = name.split('.').next().unwrap_or("");
    // Only what follows an underscore counts: `linux.go` is for everyone.
    let Some((_, suffix)) = stem.split_once('_') else { return true };
    let mut parts: Vec<&str> = suffix.split('_').collect();
    if parts.last() == Some(&"test") {
        parts.pop();
    }
    let known_os = |part: &str| KNOWN_OS.contains(&part);
    let known_arch = |part: &str| KNOWN_ARCH.contains(&part);
    match parts[..] {
        [.., os, arch] if known_os(os) && known_arch(arch) => holds(arch) & holds(os),
        [.., last] if known_os(last) || known_arch(last) => holds(last),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(expr: &str, tags: &[&str]) -> bool {
        Constraint::parse(expr).expect("valid").eval(&mut |tag| tags.contains(&tag))
    }

    #[test]
    fn expressions_follow_the_precedence_of_go() {
        assert!(holds("linux && !cgo || wasm", &["wasm"]));
        assert!(!holds("linux && (!cgo || wasm)", &["wasm"]));
        assert!(holds("!(a && b)", &["a"]));
    }

    #[test]
    fn wrong_expressions_say_what_go_says() {
        let message = |expr| Constraint::parse(expr).expect_err("invalid").message;
        assert_eq!(message("!!x"), "double negation not allowed");
        assert_eq!(message("x &"), "invalid syntax at &");
        assert_eq!(message("(x"), "missing close paren");
        assert_eq!(message("x y"), "unexpected token y");
        assert_eq!(message(""), "unexpected end of expression");
        assert_eq!(message("a,b"), "invalid syntax at ,");
    }

    #[test]
    fn a_constraint_implies_a_language_version() {
        let version = |expr| Constraint::parse(expr).expect("valid").go_version();
        assert_eq!(version("linux && go1.22"), Some(22));
        assert_eq!(version("(linux && go1.22) || (windows && go1.20)"), Some(20));
        assert_eq!(version("linux || (windows && go1.22)"), None);
        assert_eq!(version("!go1.22"), None);
        assert_eq!(version("go1"), Some(0));
        assert_eq!(version("!(!go1.18 || !go1.21)"), Some(21));
    }

    #[test]
    fn headers_are_read_as_by_go_build() {
        let of = |source: &str| of_file(source).map(|c| c.map(|c| c.eval(&mut |tag| tag == "wasm")));
        assert_eq!(of("//go:build wasm\n\npackage p\n"), Ok(Some(true)));
        assert_eq!(of("/* x\n y */\n//go:build !wasm\npackage p\n"), Ok(Some(false)));
        assert_eq!(of("/*\n//go:build !wasm\n*/\npackage p\n"), Ok(None));
        assert_eq!(of("package p\n//go:build !wasm\n"), Ok(None));
        assert_eq!(of("// +build linux wasm\n// +build !js\n\npackage p\n"), Ok(Some(true)));
        assert_eq!(of("// +build linux\npackage p\n"), Ok(None));
        assert_eq!(of("//go:build a\n//go:build b\n"), Err(HeaderError::MultipleGoBuild));
    }

    #[test]
    fn file_names_mention_systems_and_processors() {
        let matches = |name| name_matches(name, &mut |tag| tag == "wasm" || tag == "wasip1");
        assert!(
            matches("linux.go")
                && matches("x_wasm.go")
                && matches("x_wasip1_wasm.go")
                && matches("wasm_x.go")
        );
        assert!(!matches("x_linux.go") && !matches("x_js_wasm.go") && !matches("x_amd64_test.go"));
        assert!(matches("x_wasm_test.go") && matches("sys_wasm.s"));
    }
}
