//! The form for tools: one JSON object a line, with everything that the rich form shows.
//!
//! ```json
//! {"severity":"error","code":"missing-return","file":"./a.go","line":3,"col":1,"message":"missing return",
//!  "labels":[{"file":"./a.go","line":3,"col":1,"end_line":3,"end_col":2,"text":"…","primary":true}],
//!  "notes":[],"helps":[]}
//! ```
//!
//! Lines and columns count from one, columns in bytes; a diagnostic without position has no `file`, `line` and `col`.

use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{Location, SourceMap};
use std::fmt::Write;

/// One diagnostic as a line of JSON.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut out = format!("{{\"severity\":\"{severity}\",\"code\":{}", quote(diagnostic.code));
    if let Some(Location { file, line, col }) = sources.location(diagnostic.anchor) {
        push(&mut out, format_args!(",\"file\":{},\"line\":{line},\"col\":{col}", quote(&file)));
    }
    push(&mut out, format_args!(",\"message\":{}", quote(&diagnostic.message)));
    let labels = diagnostic.labels.iter().filter_map(|label| render_label(label, sources));
    push(&mut out, format_args!(",\"labels\":[{}]", join(labels)));
    push(&mut out, format_args!(",\"notes\":[{}]", join(diagnostic.notes.iter().map(|note| quote(note)))));
    push(
        &mut out,
        format_args!(",\"helps\":[{}]}}\n", join(diagnostic.helps.iter().map(|help| quote(help)))),
    );
    out
}

fn render_label(label: &Label, sources: &SourceMap) -> Option<String> {
    let (from, to) = (sources.physical(label.span.lo)?, sources.physical(label.span.hi)?);
    Some(format!(
        "{{\"file\":{},\"line\":{},\"col\":{},\"end_line\":{},\"end_col\":{},\"text\":{},\"primary\":{}}}",
        quote(&from.file),
        from.line,
        from.col,
        to.line,
        to.col,
        quote(&label.text),
        label.primary
    ))
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(",")
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

/// A JSON string.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 => push(&mut out, format_args!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_diagnostic_is_one_line_with_all_its_parts() {
        let mut sources = SourceMap::new();
        let id = sources.add("a.go", "package \"a\"\n".into());
        let base = sources.file(id).base;
        let diagnostic = Diagnostic::error("x-y", base.add(8), "bad \"name\"\nwant a")
            .primary(Span::new(base.add(8), base.add(11)), "here")
            .help("write `a`");
        let expected = concat!(
            r#"{"severity":"error","code":"x-y","file":"a.go","line":1,"col":9,"#,
            r#""message":"bad \"name\"\nwant a","labels":[{"file":"a.go","line":1,"col":9,"#,
            r#""end_line":1,"end_col":12,"text":"here","primary":true}],"notes":[],"helps":["write `a`"]}"#,
            "\n"
        );
        assert_eq!(render(&diagnostic, &sources), expected);
    }
}
