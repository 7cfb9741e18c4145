//! Source files and positions in them.
//!
//! All files share one space of positions: each takes a range of it as long as its text (plus one, for the
//! end of file), so a position is one `u32` and a file is found by binary search. Position 0 is nowhere.

use crate::entity::{EntityId, PrimaryMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

crate::entity! {
    /// A source file of the session.
    pub struct FileId, "file"
}

/// A byte offset into the session's common space of source text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pos(pub u32);

impl Pos {
    /// The position of things that no source text declares.
    pub const NONE: Pos = Pos(0);

    pub fn is_known(self) -> bool {
        self != Pos::NONE
    }

    /// The position `n` bytes further on.
    #[expect(
        clippy::should_implement_trait,
        reason = "adding a number to a position is no sum of two of a kind"
    )]
    #[inline]
    #[must_use]
    pub fn add(self, n: usize) -> Pos {
        Pos(self.0 + n as u32)
    }

    /// The empty span here.
    pub fn span(self) -> Span {
        Span { lo: self, hi: self }
    }
}

impl fmt::Debug for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

/// From a node's first byte to past its last.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Span {
    pub lo: Pos,
    pub hi: Pos,
}

impl Span {
    pub fn new(lo: Pos, hi: Pos) -> Span {
        Span { lo, hi }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

/// A `//line` or `/*line*/` directive: from `pos` on, text counts as `name:line:col`.
#[derive(Clone, Debug)]
pub struct LineDirective {
    /// Where the text that it names begins: just behind the comment, or the next line's start for `//line`.
    pub pos: Pos,
    /// `None` keeps the file name in force.
    pub name: Option<Arc<str>>,
    pub line: u32,
    /// 0 where the directive gave none; columns are then unknown until the next directive, as in gc.
    pub col: u32,
}

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    /// The name as diagnostics print it.
    pub name: Arc<str>,
    pub text: Arc<str>,
    /// The position of the first byte.
    pub base: Pos,
    invalid_utf8: Vec<u32>,
    lines: OnceLock<Vec<u32>>,
    directives: OnceLock<Vec<LineDirective>>,
}

impl SourceFile {
    /// Byte offsets of the lines' first bytes.
    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let newlines = self.text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
            std::iter::once(0).chain(newlines.map(|(i, _)| i as u32 + 1)).collect()
        })
    }

    /// One-based line of a byte offset, and that line's first byte.
    fn line_of(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        (line as u32, starts[line - 1])
    }

    /// The whole file.
    pub fn span(&self) -> Span {
        Span { lo: self.base, hi: self.base.add(self.text.len()) }
    }

    /// Byte offsets, ascending, of bytes that were not UTF-8; the text has a `?` in their place.
    pub fn invalid_utf8(&self) -> &[u32] {
        &self.invalid_utf8
    }

    /// Hands over the file's line directives, ascending. The scanner does this, once.
    pub fn set_line_directives(&self, directives: Vec<LineDirective>) {
        // A file that is parsed twice yields the same directives, so the first ones stay.
        let _ = self.directives.set(directives);
    }
}

/// A position as people read it. Line and column count from one, columns in bytes; column 0 is unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    pub file: Arc<str>,
    pub line: u32,
    pub col: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.col > 0 { write!(f, ":{}", self.col) } else { Ok(()) }
    }
}

/// All files of a session.
#[derive(Default, Debug)]
pub struct SourceMap {
    files: PrimaryMap<FileId, SourceFile>,
    end: u32,
}

impl SourceMap {
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file under the name that diagnostics will print.
    pub fn add(&mut self, name: &str, text: Arc<str>) -> FileId {
        self.add_file(name, text, Vec::new())
    }

    /// Adds a file whose bytes need not be UTF-8; the scanner reports those that are not.
    pub fn add_bytes(&mut self, name: &str, bytes: Vec<u8>) -> FileId {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return self.add(name, text.into()),
            Err(error) => error.into_bytes(),
        };
        let (mut text, mut invalid) = (String::with_capacity(bytes.len()), Vec::new());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for _ in chunk.invalid() {
                invalid.push(text.len() as u32);
                // One byte for one byte, so that columns stay right.
                text.push('?');
            }
        }
        self.add_file(name, text.into(), invalid)
    }

    fn add_file(&mut self, name: &str, text: Arc<str>, invalid_utf8: Vec<u32>) -> FileId {
        let base = Pos(self.end + 1);
        self.end = base.0.checked_add(text.len() as u32).expect("sources stay below 4 GiB");
        self.files.push(SourceFile {
            name: name.into(),
            text,
            base,
            invalid_utf8,
            lines: OnceLock::new(),
            directives: OnceLock::new(),
        })
    }

    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id]
    }

    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter()
    }

    /// The file that holds `pos`, if any does.
    pub fn file_of(&self, pos: Pos) -> Option<FileId> {
        if !pos.is_known() || pos.0 > self.end {
            return None;
        }
        let n = self.partition(pos);
        (n > 0).then(|| FileId::new(n - 1))
    }

    /// How many files begin at or before `pos`.
    fn partition(&self, pos: Pos) -> usize {
        let (mut lo, mut hi) = (0, self.files.len());
        while lo < hi {
            let mid = (lo + hi) / 2;
            if self.files[FileId::new(mid)].base <= pos { lo = mid + 1 } else { hi = mid }
        }
        lo
    }

    /// Where `pos` is in the file as it lies on disk, line directives ignored.
    pub fn physical(&self, pos: Pos) -> Option<Location> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base.0;
        let (line, start) = file.line_of(offset);
        Some(Location { file: file.name.clone(), line, col: offset - start + 1 })
    }

    /// Where `pos` is for the reader, line directives applied as cmd/internal/src does.
    pub fn location(&self, pos: Pos) -> Option<Location> {
        let file = &self.files[self.file_of(pos)?];
        let here = self.physical(pos)?;
        let directives = file.directives.get().map_or(&[][..], |list| list);
        let n = directives.partition_point(|d| d.pos <= pos);
        let Some(directive) = n.checked_sub(1).map(|i| &directives[i]) else { return Some(here) };
        let name = directives[..n].iter().rev().find_map(|d| d.name.clone());
        let from = self.physical(directive.pos)?;
        let line = directive.line + (here.line - from.line);
        let col = match directive.col {
            0 => 0,
            col if here.line == from.line => col + (here.col - from.col),
            _ => here.col,
        };
        Some(Location { file: name.unwrap_or(here.file), line, col })
    }

    /// The text of a span, which must lie in one file.
    pub fn snippet(&self, span: Span) -> &str {
        let Some(id) = self.file_of(span.lo) else { return "" };
        let file = &self.files[id];
        let (lo, hi) = ((span.lo.0 - file.base.0) as usize, (span.hi.0 - file.base.0) as usize);
        file.text.get(lo..hi.min(file.text.len())).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_find_their_file_line_and_column() {
        let mut map = SourceMap::new();
        map.add("a.go", "ab\nc".into());
        let b = map.add("b.go", "x\n\nyz".into());
        let pos = map.file(b).base.add(4);
        assert_eq!(map.physical(pos).expect("known").to_string(), "b.go:3:2");
        assert_eq!(map.file_of(map.file(b).span().hi), Some(b));
        assert_eq!(map.location(Pos::NONE), None);
    }

    #[test]
    fn bytes_that_are_no_text_keep_their_place() {
        let mut map = SourceMap::new();
        let a = map.add_bytes("a.go", b"a\xffb\xe4\xb8".to_vec());
        assert_eq!((&*map.file(a).text, map.file(a).invalid_utf8()), ("a?b??", &[1, 3, 4][..]));
    }

    #[test]
    fn line_directives_rename_what_follows() {
        let mut map = SourceMap::new();
        let a = map.add("a.go", "one\n//line b.y:10\ntwo\nthree".into());
        let base = map.file(a).base;
        map.file(a).set_line_directives(vec![LineDirective {
            pos: base.add(18),
            name: Some("b.y".into()),
            line: 10,
            col: 0,
        }]);
        assert_eq!(map.location(base.add(1)).expect("known").to_string(), "a.go:1:2");
        assert_eq!(map.location(base.add(22)).expect("known").to_string(), "b.y:11");
    }
}
