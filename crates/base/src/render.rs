//! The forms in which a diagnostic is shown. Nothing else prints diagnostics.

pub mod concise;
pub mod json;
pub mod rich;

use crate::diag::Diagnostic;
use crate::source::SourceMap;

/// A form of diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `file:line:col: message`, as gc prints it.
    Concise,
    /// With source lines, labels, notes and helps, for people.
    Rich { color: bool },
    /// One object a line, for tools.
    Json,
}

/// One diagnostic with its line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, form: Form) -> String {
    match form {
        Form::Concise => concise::render(diagnostic, sources),
        Form::Rich { color } => rich::render(diagnostic, sources, color),
        Form::Json => json::render(diagnostic, sources),
    }
}
