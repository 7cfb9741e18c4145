//! TinyGo's older spelling of the border, for programs written for it (wasm-boundary.md §6.4): `//go:wasm-module M` with
//! `//export N` or `//go:export N` before a function. Without a body that is an import from M, or from `env`; with a body
//! it is an export, if the build or the rest of the package speaks TinyGo.

use crate::directive::{Directive, DirectiveKind};
use pontoon_base::{Diagnostic, Pos, Symbol};
use pontoon_syntax::ast::{self, DeclKind};
use pontoon_types::{Pkg, World};

/// The module of imports that name none.
const DEFAULT_MODULE: &str = "env";

/// The code of the note that shows the modern spelling.
pub const NOTE: &str = "wasm-tinygo";

/// The comments in front of one function.
#[derive(Clone, Copy, Debug)]
pub struct Comments {
    /// Where the text of `export N` stands, and N.
    pub export: (Pos, Symbol),
    /// Where the text of `go:wasm-module M` stands, and M.
    pub module: Option<(Pos, Symbol)>,
}

/// TinyGo's comments in front of a declaration, if they name a function.
pub fn comments(file: &ast::File, decl: &ast::Decl) -> Option<Comments> {
    let word = |names: &[&str]| {
        file.directives_of(decl).iter().rev().find_map(|directive| {
            let mut words = directive.text.as_str().split_whitespace();
            let verb = words.next().filter(|verb| names.contains(verb));
            match (verb, words.next(), words.next()) {
                (Some(_), Some(arg), None) => Some((directive.pos, Symbol::intern(arg))),
                _ => None,
            }
        })
    };
    Some(Comments { export: word(&["export", "go:export"])?, module: word(&["go:wasm-module"]) })
}

impl Comments {
    /// The directive that they stand for.
    pub fn directive(&self, has_body: bool) -> Directive {
        let (pos, name) = self.export;
        let module = self.module.map_or(Symbol::intern(DEFAULT_MODULE), |(_, module)| module);
        let kind =
            if has_body { DirectiveKind::Export { name } } else { DirectiveKind::Import { module, name } };
        Directive { pos, kind }
    }

    /// The line that says the same today.
    pub fn modern(&self, has_body: bool) -> String {
        match self.directive(has_body).kind {
            DirectiveKind::Import { module, name } => format!("//go:wasmimport {module} {name}"),
            DirectiveKind::Export { name } => format!("//go:wasmexport {name}"),
        }
    }
}

/// Whether a package is written for TinyGo, so that `//export` before a function with a body is not about cgo.
pub fn speaks(world: &World, pkg: Pkg) -> bool {
    world.pkg(pkg).files.iter().any(|file| {
        let file = &file.ast;
        file.decls.iter().any(|&id| {
            let decl = file.decl(id);
            let DeclKind::Func(func) = &decl.kind else { return false };
            comments(file, decl).is_some_and(|comments| func.body.is_none() || comments.module.is_some())
        })
    })
}

/// What tells the reader of the modern spelling.
pub(crate) fn note(comments: &Comments, name: &str, has_body: bool) -> Diagnostic {
    let (pos, text) = comments.export;
    let makes = match comments.directive(has_body).kind {
        DirectiveKind::Import { module, .. } => format!("an import of the host module {module}"),
        DirectiveKind::Export { .. } => "an export".to_string(),
    };
    let modern = comments.modern(has_body);
    Diagnostic::warning(NOTE, pos, format!("//export {text} makes {name} {makes}; Go's spelling is {modern}"))
        .help("pontoon fix rewrites it")
}
