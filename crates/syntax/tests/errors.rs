//! What the parser and the branch check say about wrong programs: tests/syntax/errors.txt holds the programs,
//! each with gc's messages behind it. BLESS=1 rewrites the messages.

use pontoon_base::diag::Gate;
use pontoon_base::{SourceMap, diag};
use std::fmt::Write;
use std::path::Path;

fn messages(source: &str) -> String {
    let mut sources = SourceMap::new();
    let id = sources.add("p.go", source.into());
    let file = pontoon_syntax::parse(id, sources.file(id));
    let mut diagnostics = file.diagnostics.clone();
    diagnostics.extend(pontoon_syntax::branches::check_file(&file, &sources));
    diag::sort_and_dedup(&mut diagnostics, &sources, diag::Repeats::OnePerLine);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let place = sources.location(diagnostic.anchor).expect("known");
        // Errors that gc's parser leaves to the type checker are marked.
        let mark = if diagnostic.gate == Gate::Syntax { "" } else { "late " };
        writeln!(text, "{mark}{place}: {}", diagnostic.message).expect("a string takes it");
    }
    text
}

#[test]
fn wrong_programs_get_the_messages_of_gc() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/syntax/errors.txt");
    let cases = std::fs::read_to_string(&path).expect("readable");
    let mut blessed = Vec::new();
    let mut wrong = Vec::new();
    for case in cases.split("===\n") {
        let (source, expected) = case.split_once("---\n").unwrap_or((case, ""));
        let messages = messages(source);
        if messages != expected {
            wrong.push(format!("{source}expected:\n{expected}have:\n{messages}"));
        }
        blessed.push(format!("{source}---\n{messages}"));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, blessed.join("===\n")).expect("writable");
    } else {
        assert!(wrong.is_empty(), "{}run with BLESS=1 if that is right", wrong.join("\n"));
    }
}

#[test]
fn bytes_that_cannot_stand_in_a_source_file_are_reported() {
    let mut sources = SourceMap::new();
    let text = b"\xef\xbb\xbfpackage p\nvar s\xff = \"\xef\xbb\xbf\" // \0\n".to_vec();
    let id = sources.add_bytes("p.go", text);
    let file = pontoon_syntax::parse(id, sources.file(id));
    let text: Vec<String> = file
        .diagnostics
        .iter()
        .map(|d| format!("{}: {}", sources.location(d.anchor).expect("known"), d.message))
        .collect();
    let expected = [
        "p.go:2:6: invalid UTF-8 encoding",
        "p.go:2:11: invalid BOM in the middle of the file",
        "p.go:2:19: invalid NUL character",
    ];
    assert_eq!(text, expected);
}

/// The first message about a body with `inner` inside `n` pairs of `open` and `close`.
fn nested(prefix: &str, open: &str, inner: &str, close: &str, n: usize) -> Option<String> {
    let (open, close) = (open.repeat(n), close.repeat(n));
    let source = format!("package p\nfunc f() {{ {prefix}{open}{inner}{close} }}\n");
    let mut sources = SourceMap::new();
    let id = sources.add("p.go", source.into());
    let file = pontoon_syntax::parse(id, sources.file(id));
    file.diagnostics.first().map(|d| d.message.clone())
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let constructs = [
        ("x = ", "(", "y", ")"),
        ("x = ", "^", "y", ""),
        ("x = ", "f(", "y", ")"),
        ("x = ", "func() { x = ", "y", "}"),
        ("x = ", "[]T{{", "y", "}}"),
        ("x = ", "a[", "y", "]"),
        ("", "if a {", "y()", "}"),
        ("", "if a {} else ", "{}", ""),
        ("", "L: ", ";", ""),
        ("", "switch { case a: ", "y()", "}"),
        ("var x ", "[]", "T", ""),
        ("var x ", "func(", "T", ")"),
        ("var x ", "struct { x ", "T", "}"),
        ("var x ", "interface { m(", "T", ") }"),
        ("var x ", "T[", "T", "]"),
        ("type T[P any] ", "*(", "T", ")"),
        ("x = y", ".f", "", ""),
        ("x = y", "(1)", "", ""),
    ];
    for (prefix, open, inner, close) in constructs {
        let message = nested(prefix, open, inner, close, 50_000);
        assert_eq!(message.as_deref(), Some("nesting deeper than 5000 levels is not supported"), "{open}");
        assert_eq!(nested(prefix, open, inner, close, 1_000), None, "{open}");
    }
}

#[test]
fn long_sums_and_unions_are_fine() {
    let n = 100_000;
    assert_eq!(nested("x = y", " + y", "", "", n), None);
    assert_eq!(nested("type T[P int", " | int", " | ~int] int", "", n), None);
    assert_eq!(nested("type T[P *int", " | ~int", "] int", "", n), None);
    let condition = nested("if x = y", " + y", " {}", "", n).expect("an assignment is no condition");
    assert!(condition.starts_with("syntax error: cannot use assignment x = (y + y + y"));
}

#[test]
fn imports_can_be_had_without_the_rest() {
    let mut sources = SourceMap::new();
    let source = "//go:build wasm\n\npackage p\nimport \"a\"\nimport (\n\tb \"c\"\n)\nfunc f( {\n";
    let id = sources.add("p.go", source.into());
    let file = pontoon_syntax::parse_imports(id, sources.file(id));
    assert_eq!((file.decls.len(), file.diagnostics.len()), (2, 0));
    assert_eq!(file.build_constraint.map(|(_, expr)| expr.as_str()), Some("wasm"));
    assert_eq!(file.eof, sources.file(id).span().hi);
}
