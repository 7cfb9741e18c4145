//! The text of a directive to what it asks for. Follows cmd/compile/internal/noder/noder.go (`pragma`).

use pontoon_base::{Diagnostic, Pos, Symbol};
use pontoon_syntax::ast;

/// A directive of the boundary with the position of its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Directive {
    pub pos: Pos,
    pub kind: DirectiveKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DirectiveKind {
    Import { module: Symbol, name: Symbol },
    Export { name: Symbol },
}

impl DirectiveKind {
    pub fn word(self) -> Word {
        match self {
            DirectiveKind::Import { .. } => Word::Import,
            DirectiveKind::Export { .. } => Word::Export,
        }
    }
}

/// The two words, without what follows them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    Import,
    Export,
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Word::Import => "go:wasmimport",
            Word::Export => "go:wasmexport",
        }
    }
}

/// Which of the two directives a comment's text is, if any: the word must be followed by one ASCII space, so the
/// bare word and a tab behind it make an ordinary comment.
pub fn word_of(text: &str) -> Option<Word> {
    [Word::Import, Word::Export]
        .into_iter()
        .find(|word| text.strip_prefix(word.text()).is_some_and(|rest| rest.starts_with(' ')))
}

/// Reads a directive of the boundary; `None` if the comment is another one.
pub fn parse(directive: &ast::Directive) -> Option<Result<Directive, Diagnostic>> {
    let text = directive.text.as_str();
    let word = word_of(text)?;
    let words: Vec<&str> = text[word.text().len()..].split_whitespace().collect();
    let kind = match (word, words[..].as_ref()) {
        (Word::Import, [module, name]) => {
            DirectiveKind::Import { module: Symbol::intern(module), name: Symbol::intern(name) }
        }
        (Word::Export, [name]) => DirectiveKind::Export { name: Symbol::intern(name) },
        (Word::Import, _) => {
            return Some(Err(usage(directive, "usage: //go:wasmimport importmodule importname")));
        }
        (Word::Export, _) => return Some(Err(usage(directive, "usage: //go:wasmexport exportname"))),
    };
    if !directive.alone {
        return Some(Err(Diagnostic::error(
            "misplaced-directive",
            directive.pos,
            "misplaced compiler directive",
        )));
    }
    Some(Ok(Directive { pos: directive.pos, kind }))
}

fn usage(directive: &ast::Directive, message: &str) -> Diagnostic {
    Diagnostic::error("wasm-usage", directive.pos, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<Result<DirectiveKind, String>> {
        let directive = ast::Directive {
            pos: Pos(3),
            text: Symbol::intern(text),
            alone: true,
            place: ast::DirectivePlace::Decl,
        };
        parse(&directive).map(|r| r.map(|d| d.kind).map_err(|d| d.message))
    }

    #[test]
    fn one_space_makes_it_a_directive() {
        for other in ["go:wasmimport", "go:wasmimport\ta b", "go:wasmimports a b", " go:wasmimport a b"] {
            assert_eq!(parsed(other), None, "{other:?}");
        }
    }

    #[test]
    fn words_are_cut_at_unicode_white_space_and_not_interpreted() {
        let import = |module, name| DirectiveKind::Import {
            module: Symbol::intern(module),
            name: Symbol::intern(name),
        };
        assert_eq!(parsed("go:wasmimport env log\r"), Some(Ok(import("env", "log"))));
        assert_eq!(parsed("go:wasmimport a\u{a0}b"), Some(Ok(import("a", "b"))));
        let wit = "go:wasmimport wasi:io/streams@0.2.0 [method]input-stream.read";
        assert_eq!(parsed(wit), Some(Ok(import("wasi:io/streams@0.2.0", "[method]input-stream.read"))));
    }

    #[test]
    fn a_wrong_number_of_words_is_a_usage_error() {
        let usage = Some(Err("usage: //go:wasmimport importmodule importname".to_string()));
        assert_eq!(parsed("go:wasmimport env"), usage);
        assert_eq!(parsed("go:wasmimport env log // why"), usage);
        assert_eq!(parsed("go:wasmexport "), Some(Err("usage: //go:wasmexport exportname".to_string())));
    }
}
