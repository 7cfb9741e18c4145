//! Comments that mean something: `//go:…`, `//export …`, and line directives.
//!
//! Directives are collected while scanning and wait until the parser says what they stand in front of, as
//! cmd/compile/internal/syntax does with its pragmas. What a directive means, and whether it may stand there,
//! is for others to judge.

use crate::ast::{Directive, DirectivePlace};
use crate::constraint;
use pontoon_base::source::LineDirective;
use pontoon_base::{Pos, Symbol};
use std::ops::Range;
use std::sync::Arc;

/// Line and column numbers may not be larger (PosMax of cmd/compile/internal/syntax).
const MAX_NUMBER: u64 = 1 << 30;

/// Collects what the comments of one file say.
pub(crate) struct Collector {
    /// The file's own name: relative names in line directives count from its folder.
    file_name: Arc<str>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) near_misses: Vec<Directive>,
    pub(crate) lines: Vec<LineDirective>,
    pub(crate) build_constraint: Option<(Pos, Symbol)>,
    /// Whether the package clause is still to come, so that `//go:build` counts.
    pub(crate) at_top: bool,
    /// The first directive that nothing has taken yet.
    waiting: u32,
}

/// A line comment.
pub(crate) struct LineComment<'s> {
    /// What stands behind `//`, without the newline.
    pub(crate) text: &'s str,
    /// Where `text` begins.
    pub(crate) pos: Pos,
    /// Whether only white space stands before it on its line.
    pub(crate) alone: bool,
}

impl Collector {
    pub(crate) fn new(file_name: Arc<str>) -> Collector {
        Collector {
            file_name,
            directives: Vec::new(),
            near_misses: Vec::new(),
            lines: Vec::new(),
            build_constraint: None,
            at_top: true,
            waiting: 0,
        }
    }

    /// Keeps the comment if it is a directive or looks like one.
    pub(crate) fn line_comment(&mut self, comment: LineComment<'_>) {
        let LineComment { text, pos, alone } = comment;
        let near_miss = text.starts_with([' ', '\t']);
        let directive = Directive { pos, text: Symbol::intern(text), alone, place: DirectivePlace::Inside };
        if near_miss {
            self.near_misses.push(directive);
            return;
        }
        if self.at_top
            && self.build_constraint.is_none()
            && let Some(expr) = constraint::build_line(text)
        {
            self.build_constraint = Some((pos, Symbol::intern(expr)));
        }
        self.directives.push(directive);
    }

    /// Gives the waiting directives to what comes now.
    pub(crate) fn take(&mut self, place: DirectivePlace) -> Range<u32> {
        let end = self.directives.len() as u32;
        let range = self.waiting..end;
        for directive in &mut self.directives[self.waiting as usize..] {
            directive.place = place;
        }
        self.waiting = end;
        range
    }

    /// The waiting directives stand where nothing can take them.
    #[inline]
    pub(crate) fn pass(&mut self, place: DirectivePlace) {
        if (self.waiting as usize) < self.directives.len() {
            self.take(place);
        }
    }

    /// Applies a line directive whose text, behind `line `, is `text` and begins at `text_pos`; it renames what
    /// begins at `from`. Gives back what is wrong with it.
    pub(crate) fn line_directive(
        &mut self,
        text: &str,
        text_pos: Pos,
        from: Pos,
    ) -> Result<(), (Pos, String)> {
        let Some((at, number)) = trailing_number(text) else { return Ok(()) };
        let wrong = |what: &str, at: usize| {
            Err((text_pos.add(at), format!("invalid {what} number: {}", &text[at..])))
        };
        let Some(last) = number else { return wrong("line", at) };

        // Either `name:line` or `name:line:col`.
        let (line, line_at, col) = match trailing_number(&text[..at - 1]) {
            Some((line_at, Some(line))) => {
                if last == 0 || last > MAX_NUMBER {
                    return wrong("column", at);
                }
                (line, line_at, Some(last))
            }
            _ => (last, at, None),
        };
        if line == 0 || line > MAX_NUMBER {
            let end = if col.is_some() { at - 1 } else { text.len() };
            let message = format!("invalid line number: {}", &text[line_at..end]);
            return Err((text_pos.add(line_at), message));
        }
        let name = &text[..line_at - 1];
        let name = match (name, col) {
            ("", Some(_)) => None,
            ("", None) => Some("".into()),
            (name, _) => Some(self.resolve(name).into()),
        };
        self.lines.push(LineDirective { pos: from, name, line: line as u32, col: col.unwrap_or(0) as u32 });
        Ok(())
    }

    /// The file name of a line directive, cleaned, and counted from this file's folder if it is relative.
    fn resolve(&self, name: &str) -> String {
        let folder = self.file_name.rsplit_once('/').map_or("", |(folder, _)| folder);
        if name.starts_with('/') || folder.is_empty() {
            // A file in the root folder has an empty folder here as well; then too the name is all there is.
            return clean_path(name);
        }
        clean_path(&format!("{folder}/{name}"))
    }
}

/// Whether a line comment with this text is worth keeping.
#[inline]
pub(crate) fn is_kept(text: &str) -> bool {
    match text.as_bytes() {
        [b'g', b'o', b':', ..] => true,
        [b'e', b'x', b'p', b'o', b'r', b't', b' ', ..] => true,
        [b' ' | b'\t', ..] => {
            let rest = text.trim_start_matches([' ', '\t']);
            rest.starts_with("go:") && rest.as_bytes().get(3).is_some_and(u8::is_ascii_lowercase)
        }
        _ => false,
    }
}

/// Where the text behind the last colon begins, and the number there if it is one.
fn trailing_number(text: &str) -> Option<(usize, Option<u64>)> {
    let at = text.rfind(':')? + 1;
    let digits = &text[at..];
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    Some((at, number))
}

/// The shortest equivalent of a slash-separated path, by the rules of Go's path/filepath.Clean.
fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".into(),
        (false, path) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(file: &str, text: &str) -> Result<Vec<LineDirective>, (Pos, String)> {
        let mut collector = Collector::new(file.into());
        collector.line_directive(text, Pos(100), Pos(200))?;
        Ok(collector.lines)
    }

    #[test]
    fn line_directives_give_name_line_and_column() {
        let one = |file, text| {
            let lines = apply(file, text).expect("valid");
            let [line] = &lines[..] else { panic!("one directive in {text:?}") };
            (line.name.as_deref().map(str::to_string), line.line, line.col)
        };
        assert_eq!(one("a.go", "foo.y:10"), (Some("foo.y".into()), 10, 0));
        assert_eq!(one("d/a.go", "./x//foo.y:10:3"), (Some("d/x/foo.y".into()), 10, 3));
        assert_eq!(one("d/a.go", "/r/../foo.y:10"), (Some("/foo.y".into()), 10, 0));
        assert_eq!(one("a.go", ":7:9"), (None, 7, 9));
        assert_eq!(one("a.go", ":7"), (Some(String::new()), 7, 0));
        assert_eq!(one("a.go", "c:\\f.go:7"), (Some("c:\\f.go".into()), 7, 0));
        assert!(apply("a.go", "no number").expect("ignored").is_empty());
    }

    #[test]
    fn bad_line_directives_are_reported_where_the_number_stands() {
        let wrong = |text| apply("a.go", text).expect_err("invalid");
        assert_eq!(wrong("foo:bar"), (Pos(104), "invalid line number: bar".into()));
        assert_eq!(wrong("foo:0"), (Pos(104), "invalid line number: 0".into()));
        assert_eq!(wrong("foo:1:0"), (Pos(106), "invalid column number: 0".into()));
        assert_eq!(wrong("foo:+1"), (Pos(104), "invalid line number: +1".into()));
        assert_eq!(wrong("foo:99999999999999999999").0, Pos(104));
    }
}
