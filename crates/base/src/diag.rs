//! Diagnostics as data: one value, several renderers (`render`).
//!
//! The message is gc's, word for word, where gc has one; labels, notes and helps are ours and only the rich
//! form shows them. The *anchor* is the one position that gc reports; labels carry the spans that the reader
//! should see.

use crate::source::{Pos, SourceMap, Span};

/// How bad it is. Warnings and notes leave the exit status alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// Which of gc's gates a diagnostic belongs to: a later gate speaks only if the earlier ones were silent for
/// the package (checked against 1.27.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Gate {
    /// Syntax errors: with one of these in a package, gc does not type-check it.
    Syntax,
    /// Types, `usage:` and `misplaced …` directives.
    #[default]
    Types,
    /// `missing function body`, `can only use //go:wasmimport with …`.
    Bodies,
    /// The boundary's types.
    Boundary,
    /// What the compiler cannot do yet, and what only lowering finds out.
    Lowering,
}

/// A span with what is to be said about this place.
#[derive(Clone, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
    /// The rich form begins at the primary label; there is at most one.
    pub primary: bool,
}

/// One message about the user's program.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub severity: Severity,
    pub gate: Gate,
    /// gc's code name in kebab case (`missing-return`); ours begin `wasm-` or `pontoon-`.
    pub code: &'static str,
    /// The position that the concise form prints.
    pub anchor: Pos,
    /// Lower case, no full stop; further lines are continuation lines, without their tab.
    pub message: String,
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub helps: Vec<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, anchor: Pos, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            gate: Gate::Types,
            code,
            anchor,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    pub fn warning(code: &'static str, anchor: Pos, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, anchor, message) }
    }

    #[must_use]
    pub fn gate(mut self, gate: Gate) -> Diagnostic {
        self.gate = gate;
        self
    }

    /// Adds the primary label: what is wrong at the place that the reader should look at.
    #[must_use]
    pub fn primary(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: true });
        self
    }

    /// Adds a secondary label.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.helps.push(text.into());
        self
    }

    /// Whether gc says nothing of later gates because of this one (cmd/compile/internal/base's `SyntaxErrors`).
    pub fn stops_later_gates(&self) -> bool {
        self.is_error() && (self.gate != Gate::Syntax || self.message.starts_with("syntax error"))
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Which of several equal messages are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeats {
    /// One a line, as gc does it (cmd/compile/internal/base/print.go's `ErrorfAt`).
    OnePerLine,
    /// One a position.
    OnePerPosition,
}

/// Brings diagnostics from the order in which they were found into gc's order, without equal ones and with one syntax error
/// a line (the rules of cmd/compile/internal/base/print.go's `ErrorfAt` and `FlushErrors`): by position within a file, and
/// the file first in which something was found first.
pub fn sort_and_dedup(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap, repeats: Repeats) {
    let line = |d: &Diagnostic| sources.location(d.anchor).map(|l| (l.file, l.line));
    let same_line = |a: &Diagnostic, b: &Diagnostic| line(a).is_some() && line(a) == line(b);
    let is_syntax = |d: &Diagnostic| d.message.starts_with("syntax error");
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics.drain(..) {
        let last = kept.iter().rev().find(|d| is_syntax(d) == is_syntax(&diagnostic));
        let repeated = last.is_some_and(|last| {
            let equal = repeats == Repeats::OnePerLine && last.message == diagnostic.message;
            (is_syntax(last) || equal) && same_line(last, &diagnostic)
        });
        if !repeated {
            kept.push(diagnostic);
        }
    }
    let mut files = Vec::new();
    for diagnostic in &kept {
        let file = sources.file_of(diagnostic.anchor);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let rank = |file| files.iter().position(|&other| other == file);
    kept.sort_by_key(|d| {
        let file = sources.file_of(d.anchor);
        (file.and_then(|_| rank(file)), d.anchor)
    });
    kept.dedup_by(|a, b| a.anchor == b.anchor && a.message == b.message);
    *diagnostics = kept;
}

/// Keeps what gc would show of one package: the diagnostics of the first gate that has an error. Warnings
/// always stay. Of what the parser has to say only syntax errors in the narrow sense keep gc from going on; the
/// rest (a bad literal, an unused label) is shown along with what comes later.
pub fn first_gate(diagnostics: &mut Vec<Diagnostic>) {
    if let Some(gate) = diagnostics.iter().filter(|d| d.stops_later_gates()).map(|d| d.gate).min() {
        diagnostics.retain(|d| !d.is_error() || d.gate <= gate);
    }
}
