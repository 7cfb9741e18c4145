//! Compiler directives but for those of the boundary: where they may stand and what they need (cmd/compile/internal/noder's
//! noder.go, lex.go and writer.go). Most of them steer gc's back end and mean nothing here, but wrong ones are refused.

use crate::checker::Checker;
use pontoon_base::diag::Gate;
use pontoon_base::hash::FxHashSet;
use pontoon_base::{Diagnostic, Pos};
use pontoon_syntax::ast::{
    Decl, DeclKind, Directive, DirectivePlace, ExprKind, File, FuncDecl, LitKind, StmtKind,
};
use pontoon_types::object::ObjKind;
use std::sync::Arc;

/// Directives that functions take.
const OF_FUNCTIONS: [&str; 13] = [
    "go:noescape",
    "go:norace",
    "go:nosplit",
    "go:noinline",
    "go:nocheckptr",
    "go:systemstack",
    "go:cgo_unsafe_args",
    "go:uintptrkeepalive",
    "go:uintptrescapes",
    "go:registerparams",
    "go:nowritebarrier",
    "go:nowritebarrierrec",
    "go:yeswritebarrierrec",
];

/// Directives that only the runtime may use.
const OF_RUNTIME: [&str; 4] =
    ["go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec", "go:yeswritebarrierrec"];

impl Checker<'_> {
    /// Checks the directives of all files of the package.
    pub(crate) fn check_directives(&mut self) {
        let mut linked = FxHashSet::default();
        for file in &self.world.pkg(self.pkg).files {
            self.file_directives(&file.ast, &mut linked);
        }
    }

    fn file_directives(&mut self, file: &Arc<File>, linked: &mut FxHashSet<String>) {
        let imports = |path: &str| {
            file.decls.iter().any(|&id| match file.decl(id).kind {
                DeclKind::Import { path: e, .. } => literal(file, e).is_some_and(|text| text == path),
                _ => false,
            })
        };
        let (embed, unsafe_) = (imports("embed"), imports("unsafe"));
        for directive in &file.directives {
            self.directive_text(directive, unsafe_, linked);
        }
        // Those in front of a declaration must be of its kind; `go:build` belongs to the package clause.
        let mut placed = FxHashSet::default();
        for &id in &file.decls {
            let decl = file.decl(id);
            for directive in file.directives_of(decl) {
                placed.insert(directive.pos);
                // gc's parser drops what stands in front of a parenthesized group.
                let dropped = decl.group != 0 && directive.place == DirectivePlace::Decl;
                self.placed_directive(directive, &decl.kind, dropped);
            }
            match &decl.kind {
                DeclKind::Func(func) => self.function_directives(file, decl, func),
                DeclKind::Var { .. } => self.embed_directive(file, decl, embed),
                _ => {}
            }
        }
        for directive in &file.directives {
            if placed.contains(&directive.pos) || !directive.alone {
                continue;
            }
            let with_package = directive.pos < file.package_pos;
            if with_package && verb(directive.text.as_str()) == "go:build" {
                continue;
            }
            let local =
                if directive.place == DirectivePlace::Decl { None } else { local_decl(file, directive) };
            // What stands in front of a declaration or the package clause is looked at after types.
            let late = with_package || local.is_some();
            if is_embed(directive.text.as_str()) {
                let of_var = local.is_some_and(|kind| matches!(kind, DeclKind::Var { .. }));
                self.misplaced_embed(directive.pos, of_var.then_some(embed), late);
            } else if is_known(verb(directive.text.as_str())) {
                self.misplaced(directive.pos, late);
            }
        }
    }

    /// An error that gc's parser reports, along with those of types.
    fn directive_error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("misplaced-directive", pos, message));
    }

    /// An error that gc reports only if there is none in the package so far.
    fn gated_error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("misplaced-directive", pos, message).gate(Gate::Bodies));
    }

    fn misplaced(&mut self, pos: Pos, late: bool) {
        let message = "misplaced compiler directive";
        if late { self.gated_error(pos, message) } else { self.directive_error(pos, message) }
    }

    /// What the words of a directive say against it, wherever it stands.
    fn directive_text(&mut self, directive: &Directive, unsafe_: bool, linked: &mut FxHashSet<String>) {
        let text = directive.text.as_str();
        let verb = verb(text);
        let pos = directive.pos;
        // The boundary's own are judged with it.
        if verb == "go:wasmimport" || verb == "go:wasmexport" {
            return;
        }
        if !directive.alone {
            if verb.starts_with("go:") {
                self.misplaced(pos, false);
            }
            return;
        }
        match verb {
            "go:linkname" | "go:linknamestd" if text != verb => {
                self.linkname(verb, text, pos, unsafe_, linked)
            }
            "go:embed" => {
                let patterns = pontoon_syntax::embed::patterns(&text[verb.len()..]);
                if let Err(rest) = patterns {
                    self.directive_error(pos, format!("invalid quoted string in //go:embed: {rest}"));
                }
                if patterns.is_ok_and(|patterns| !patterns.is_empty()) {
                    return;
                }
                self.directive_error(pos, "usage: //go:embed pattern...");
            }
            // What is left is for the standard library.
            _ if self.world.pkg(self.pkg).standard => {}
            _ if verb.starts_with("go:cgo_") && verb != "go:cgo_import_dynamic" => {
                self.directive_error(pos, format!("//{text} only allowed in cgo-generated code"));
            }
            _ if OF_RUNTIME.contains(&verb) => {
                self.directive_error(pos, format!("//{verb} only allowed in runtime"));
            }
            "go:uintptrkeepalive" => {
                self.directive_error(pos, format!("//{verb} is only allowed in the standard library"));
            }
            _ => {}
        }
    }

    fn linkname(&mut self, verb: &str, text: &str, pos: Pos, unsafe_: bool, linked: &mut FxHashSet<String>) {
        let words: Vec<_> = text.split_whitespace().collect();
        let local = match words[..] {
            [_, local] | [_, local, _] => local,
            _ => return self.directive_error(pos, format!("usage: //{verb} localname [linkname]")),
        };
        if !unsafe_ {
            let message = format!("//{verb} only allowed in Go files that import \"unsafe\"");
            return self.gated_error(pos, message);
        }
        if words.last().is_some_and(|remote| remote.contains('[') && remote.contains(']')) {
            let message = format!("//{verb} reference of an instantiation is not allowed");
            return self.gated_error(pos, message);
        }
        let scope = &self.world.scopes[self.world.pkg(self.pkg).scope];
        let obj = scope.get(pontoon_base::Symbol::intern(local));
        let fits =
            obj.is_some_and(|obj| matches!(self.world.obj(obj).kind, ObjKind::Func(_) | ObjKind::Var(_)));
        if !fits {
            if self.allow_version(18) {
                let message = format!("//{verb} must refer to declared function or variable");
                self.gated_error(pos, message);
            }
        } else if !linked.insert(local.to_string()) {
            self.gated_error(pos, format!("duplicate //{verb} for {local}"));
        }
    }

    /// A directive in front of a declaration.
    fn placed_directive(&mut self, directive: &Directive, kind: &DeclKind, dropped: bool) {
        let text = directive.text.as_str();
        if !directive.alone {
            return;
        }
        if is_embed(text) {
            if dropped || !matches!(kind, DeclKind::Var { .. }) {
                self.misplaced_embed(directive.pos, None, !dropped);
            }
            return;
        }
        let verb = verb(text);
        let fits = matches!(kind, DeclKind::Func(_)) && OF_FUNCTIONS.contains(&verb);
        if is_known(verb) && !fits {
            self.misplaced(directive.pos, !dropped);
        }
    }

    /// What directives ask of the function behind them.
    fn function_directives(&mut self, file: &File, decl: &Decl, func: &FuncDecl) {
        let has =
            |wanted| file.directives_of(decl).iter().any(|d| d.alone && verb(d.text.as_str()) == wanted);
        if func.body.is_some() && has("go:noescape") {
            let message = "can only use //go:noescape with external func implementations";
            let pos = file.expr(func.name).span.lo;
            self.gated_error(pos, message);
        }
    }

    /// `go:embed` in front of a package-level variable.
    fn embed_directive(&mut self, file: &File, decl: &Decl, imported: bool) {
        let counts = |d: &&Directive| {
            let dropped = decl.group != 0 && d.place == DirectivePlace::Decl;
            d.alone && !dropped && is_embed(d.text.as_str())
        };
        let Some(directive) = file.directives_of(decl).iter().find(counts) else {
            return;
        };
        let DeclKind::Var { names, ty, values } = decl.kind else { return };
        let message = if !imported {
            NEEDS_EMBED
        } else if names.len() > 1 {
            "go:embed cannot apply to multiple vars"
        } else if !values.is_empty() {
            "go:embed cannot apply to var with initializer"
        } else if ty.is_none() {
            "go:embed cannot apply to var without type"
        } else if !self.allow_version(16) {
            "go:embed requires go1.16 or later"
        } else {
            return;
        };
        let reason = if message.ends_with("later") { self.version_reason() } else { String::new() };
        self.gated_error(directive.pos, format!("{message}{reason}"));
    }

    /// `go:embed` elsewhere; in front of a local variable with whether the file imports "embed".
    fn misplaced_embed(&mut self, pos: Pos, local: Option<bool>, late: bool) {
        let message = match local {
            Some(false) => NEEDS_EMBED,
            Some(true) => "go:embed cannot apply to var inside func",
            None => "misplaced go:embed directive",
        };
        if late { self.gated_error(pos, message) } else { self.directive_error(pos, message) }
    }
}

fn verb(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

fn is_embed(text: &str) -> bool {
    text == "go:embed" || text.starts_with("go:embed ")
}

const NEEDS_EMBED: &str =
    "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)";

/// Whether gc knows the directive as one that belongs to a declaration.
fn is_known(verb: &str) -> bool {
    verb == "go:build" || OF_FUNCTIONS.contains(&verb) || OF_RUNTIME.contains(&verb)
}

fn literal(file: &File, e: pontoon_syntax::ast::ExprId) -> Option<&'static str> {
    match file.expr(e).kind {
        ExprKind::BasicLit { kind: LitKind::String, text, .. } => {
            Some(text.as_str().trim_matches(|c| c == '"' || c == '`'))
        }
        _ => None,
    }
}

/// The local declaration that is the next thing behind a directive, if one is.
fn local_decl<'f>(file: &'f File, directive: &Directive) -> Option<&'f DeclKind> {
    let behind = file.stmts.values().filter(|stmt| stmt.span.lo > directive.pos);
    match &behind.min_by_key(|stmt| stmt.span.lo)?.kind {
        StmtKind::Decl(decls) => decls.first().map(|&id| &file.decl(id).kind),
        _ => None,
    }
}
