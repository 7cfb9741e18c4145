//! Every word of our own about the border: labels, notes and helps. gc's words stay next to their rule.

use crate::contract::{self, Position};
use crate::declared::Site;
use crate::directive::{Directive, DirectiveKind};
use pontoon_base::{Diagnostic, Span};
use pontoon_syntax::ast::{self, ExprKind, FuncDecl, StmtId};
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::{Ty, World};

fn directive_span(file: &ast::File, directive: &Directive) -> Span {
    let text = file
        .directives
        .iter()
        .find(|d| d.pos == directive.pos)
        .map_or(0, |d| d.text.as_str().trim_end().len());
    // The two slashes stand in front of the text.
    Span::new(pontoon_base::Pos(directive.pos.0 - 2), directive.pos.add(text))
}

/// Points from a missing body to the comment in front of the function that looks like a directive and is none.
pub fn missing_body(diagnostic: Diagnostic, file: &ast::File) -> Diagnostic {
    let decls = || file.decls.iter().map(|&id| file.decl(id));
    let Some(decl) = decls().find(|decl| {
        matches!(&decl.kind, ast::DeclKind::Func(func) if func.body.is_none())
            && (decl.pos == diagnostic.anchor
                || decl.span.lo <= diagnostic.anchor && diagnostic.anchor <= decl.span.hi)
    }) else {
        return diagnostic;
    };
    // What stands behind the declaration before belongs to this one.
    let before = decls().map(|other| other.span.hi).filter(|&hi| hi < decl.span.lo).max();
    let near = file.near_misses.iter().rev().find(|comment| {
        comment.pos < decl.span.lo
            && before.is_none_or(|before| before < comment.pos)
            && comment.text.as_str().trim_start().starts_with("go:wasm")
    });
    let Some(near) = near else { return diagnostic };
    let text = near.text.as_str();
    let span = Span::new(pontoon_base::Pos(near.pos.0 - 2), near.pos.add(text.trim_end().len()));
    diagnostic
        .label(span, "with a space behind the slashes this is an ordinary comment")
        .help(format!("write `//{}`", text.trim()))
}

/// Directives of which a later one takes the place.
pub(crate) fn repeated(earlier: &Directive, later: &Directive) -> Diagnostic {
    let word = earlier.kind.word().text();
    Diagnostic::warning("wasm-repeated", earlier.pos, format!("this {word} is replaced by a later one"))
        .label(later.pos.span(), "this one counts")
}

pub(crate) fn import_with_body(
    diagnostic: Diagnostic,
    file: &ast::File,
    directive: &Directive,
    func: &FuncDecl,
    body: StmtId,
) -> Diagnostic {
    let name = file.name(func.name);
    diagnostic
        .label(directive_span(file, directive), format!("the host implements `{name}` ..."))
        .primary(file.stmt(body).span, "... so Go cannot implement it as well")
        .help("remove the body; or remove the directive to keep the Go version")
        .help("for a fallback off wasm, put each in its own file: `//go:build wasm` and `//go:build !wasm`")
}

pub(crate) fn too_many_results(diagnostic: Diagnostic, site: &Site) -> Diagnostic {
    let spelled = site.spelled(Position::Result);
    let span = spelled.iter().map(|&e| site.file.expr(e).span).reduce(Span::to);
    let (what, mend) = match site.directive.kind {
        DirectiveKind::Import { .. } => {
            ("import", "let the host write the other through a pointer parameter")
        }
        DirectiveKind::Export { .. } => ("export", "write the other through a pointer that the host passes"),
    };
    let text = format!("{} results; a wasm {what} returns at most one", spelled.len());
    let span = span.unwrap_or_else(|| site.file.expr(site.func.ty).span);
    diagnostic.primary(span, text).help(format!("return one and {mend}"))
}

pub(crate) fn unsupported_type(
    diagnostic: Diagnostic,
    world: &World,
    site: &Site,
    position: Position,
    index: usize,
    ty: Ty,
) -> Diagnostic {
    let name = site.file.name(site.func.name);
    let makes = match site.directive.kind {
        DirectiveKind::Import { module, .. } => {
            format!("makes `{name}` an import of the host module `{module}`")
        }
        DirectiveKind::Export { .. } => format!("gives `{name}` to the host"),
    };
    let mut diagnostic = diagnostic.label(directive_span(site.file, &site.directive), makes);
    let Some(&expr) = site.spelled(position).get(index) else { return diagnostic };
    let span = site.file.expr(expr).span;
    let spelled = world.display(ty, Some(site.decl_ref.pkg));
    match world.kind(world.under(ty)) {
        TyKind::Basic(Basic::Int | Basic::Uint) => {
            let (fixed, plain) = if world.is_unsigned(ty) { ("uint64", "uint") } else { ("int64", "int") };
            diagnostic = diagnostic
                .primary(span, format!("`{spelled}` has no fixed width at the boundary"))
                .help(format!("say the width the host uses, and convert in Go: `{fixed}` for `{plain}`"));
        }
        TyKind::Pointer(elem) => {
            diagnostic = diagnostic.primary(span, "the host cannot read this safely");
            diagnostic = match contract::unmarked_struct(world, *elem) {
                Some(inner) => {
                    let inner = world.display(inner, Some(site.decl_ref.pkg));
                    diagnostic
                        .note("every struct behind a pointer must declare the host's layout, nested ones too")
                        .help(format!("add a field `_ structs.HostLayout` to `{inner}`"))
                }
                None => diagnostic.note(
                    "behind a pointer there may be booleans, sized integers, floats, and arrays and marked structs of these",
                ),
            };
        }
        TyKind::Slice(_) => {
            let variadic = matches!(site.file.expr(expr).kind, ExprKind::DotsType(_));
            let what = if variadic { "a variadic parameter is a slice" } else { "a slice does not cross" };
            diagnostic = diagnostic
                .primary(span, what)
                .help("pass a pointer and a length: `unsafe.SliceData(b)`, `int32(len(b))`");
        }
        _ => diagnostic = diagnostic.primary(span, "this type does not cross the boundary"),
    }
    match position {
        Position::Result => diagnostic
            .note("a result may be a 32- or 64-bit integer, a float, a bool, a uintptr or a pointer"),
        Position::Param => diagnostic,
    }
}
