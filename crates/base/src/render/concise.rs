//! The concise form: `file:line:col: message`, as `go build` prints it.

use crate::diag::{Diagnostic, Severity};
use crate::source::SourceMap;
use std::fmt::Write;

/// One diagnostic with its line end; continuation lines of the message begin with a tab.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut out = String::new();
    if let Some(location) = sources.location(diagnostic.anchor) {
        write!(out, "{location}: ").expect("writing to a string cannot fail");
    }
    out.push_str(match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
        Severity::Note => "note: ",
    });
    out.push_str(&diagnostic.message.replace('\n', "\n\t"));
    out.push('\n');
    out
}
