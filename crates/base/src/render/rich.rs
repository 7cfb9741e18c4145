//! The form for people: the message with its code, the source lines with labels, then notes and helps.
//!
//! It begins at the primary label; a diagnostic without one gets the word at its anchor. Lines are those of the file on disk.

use crate::diag::{Diagnostic, Severity};
use crate::source::{FileId, Pos, SourceMap, Span};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One diagnostic, with an empty line behind it.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = format!("{}  [{}]", diagnostic.message, diagnostic.code);
    let snippets = snippets(diagnostic, sources);
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(note.as_str()));
    let helps = diagnostic.helps.iter().map(|help| Level::HELP.message(help.as_str()));
    let group = level.primary_title(title).elements(snippets).elements(notes).elements(helps);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.render(&[group]))
}

/// A label's place in its file's text.
struct Place<'d> {
    file: FileId,
    range: std::ops::Range<usize>,
    text: &'d str,
    primary: bool,
}

/// One snippet per file, the primary label's first.
fn snippets<'s>(
    diagnostic: &'s Diagnostic,
    sources: &'s SourceMap,
) -> Vec<Snippet<'s, annotate_snippets::Annotation<'s>>> {
    let mut places: Vec<Place<'s>> = Vec::new();
    if !diagnostic.labels.iter().any(|label| label.primary) {
        let span = word_at(diagnostic.anchor, sources);
        places.extend(place(sources, span, "", true));
    }
    for label in &diagnostic.labels {
        places.extend(place(sources, label.span, &label.text, label.primary));
    }
    places.sort_by_key(|place| (!place.primary, place.file, place.range.start));
    let mut files: Vec<FileId> = Vec::new();
    for place in &places {
        if !files.contains(&place.file) {
            files.push(place.file);
        }
    }
    let snippet = |file: FileId| {
        let source = sources.file(file);
        let annotations = places.iter().filter(|place| place.file == file).map(|place| {
            let kind = if place.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(place.range.clone());
            if place.text.is_empty() { annotation } else { annotation.label(place.text) }
        });
        let name = source.name.strip_prefix("./").unwrap_or(&source.name);
        Snippet::source(&*source.text).path(name).annotations(annotations)
    };
    files.into_iter().map(snippet).collect()
}

fn place<'d>(sources: &SourceMap, span: Span, text: &'d str, primary: bool) -> Option<Place<'d>> {
    let file = sources.file_of(span.lo)?;
    let source = sources.file(file);
    let len = source.text.len();
    let offset = |pos: Pos| ((pos.0.saturating_sub(source.base.0)) as usize).min(len);
    let (mut lo, mut hi) = (offset(span.lo), offset(span.hi.max(span.lo)));
    // A span may end inside a character only if a caller counted wrongly, and a message is no place to stop for that.
    while !source.text.is_char_boundary(lo) {
        lo -= 1;
    }
    while !source.text.is_char_boundary(hi) {
        hi += 1;
    }
    Some(Place { file, range: lo..hi, text, primary })
}

/// The identifier or number that begins at `pos`, or else the one character there.
fn word_at(pos: Pos, sources: &SourceMap) -> Span {
    let Some(file) = sources.file_of(pos) else { return pos.span() };
    let source = sources.file(file);
    let rest = source.text.get((pos.0 - source.base.0) as usize..).unwrap_or("");
    let word: usize = rest.chars().take_while(|&c| c.is_alphanumeric() || c == '_').map(char::len_utf8).sum();
    let one = rest.chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8);
    Span::new(pos, pos.add(word.max(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> (SourceMap, Pos) {
        let mut sources = SourceMap::new();
        let text = "package main\n\n//go:wasmimport env now\nfunc now() int\n";
        let id = sources.add("./clock.go", text.into());
        let base = sources.file(id).base;
        (sources, base)
    }

    fn at(sources: &SourceMap, base: Pos, what: &str) -> Span {
        let text = &sources.file(sources.file_of(base).expect("a file")).text;
        let lo = base.add(text.rfind(what).expect("it is there"));
        Span::new(lo, lo.add(what.len()))
    }

    #[test]
    fn labels_notes_and_helps_are_shown() {
        let (sources, base) = sources();
        let anchor = at(&sources, base, "now()").lo;
        let diagnostic =
            Diagnostic::error("wasm-result-type", anchor, "go:wasmimport: unsupported result type int")
                .label(
                    at(&sources, base, "//go:wasmimport env now"),
                    "makes `now` an import of the host module `env`",
                )
                .primary(at(&sources, base, "int"), "`int` has no fixed width at the boundary")
                .note("a result may be a 32- or 64-bit integer")
                .help("say the width the host uses: `func now() int64`");
        let expected = "\
error: go:wasmimport: unsupported result type int  [wasm-result-type]
 --> clock.go:4:12
  |
3 | //go:wasmimport env now
  | ----------------------- makes `now` an import of the host module `env`
4 | func now() int
  |            ^^^ `int` has no fixed width at the boundary
  |
  = note: a result may be a 32- or 64-bit integer
  = help: say the width the host uses: `func now() int64`

";
        assert_eq!(render(&diagnostic, &sources, false), expected);
    }

    #[test]
    fn without_labels_the_word_at_the_anchor_is_shown() {
        let (sources, base) = sources();
        let diagnostic =
            Diagnostic::error("missing-body", at(&sources, base, "now()").lo, "missing function body");
        let expected = "\
error: missing function body  [missing-body]
 --> clock.go:4:6
  |
4 | func now() int
  |      ^^^

";
        assert_eq!(render(&diagnostic, &sources, false), expected);
        let nowhere = Diagnostic::error("x", Pos::NONE, "no Go files in p");
        assert_eq!(render(&nowhere, &sources, false), "error: no Go files in p  [x]\n\n");
    }
}
