//! The directives of a file and of its functions, judged. In gc these judgements are spread over noder, types2 and
//! ssagen, in three gates: see `base::diag::Gate`.

use crate::contract::{self, Dialect, Position};
use crate::directive::{self, Directive, DirectiveKind, Word};
use crate::explain;
use crate::signature::{Crossing, Signature};
use crate::tinygo;
use pontoon_base::diag::{Gate, Severity};
use pontoon_base::{Diagnostic, Pos, Symbol};
use pontoon_syntax::ast::{self, DeclKind, DirectivePlace, ExprKind, FuncDecl};
use pontoon_types::object::ObjKind;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::{DeclRef, Obj, Pkg, Ty, World};

/// A function that the host provides, or that it is given.
#[derive(Clone, Debug)]
pub struct HostFunc {
    /// Empty for an export.
    pub module: Symbol,
    pub name: Symbol,
    pub signature: Signature,
}

/// What is wrong with the directives of a file, whatever the types are: misplaced ones, wrong numbers of words, and
/// functions that have a body or none against what their directive says.
pub fn check_file(file: &ast::File) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for directive in &file.directives {
        let Some(word) = directive::word_of(directive.text.as_str()) else { continue };
        match directive::parse(directive).expect("its word was recognized") {
            Err(diagnostic) => out.push(diagnostic),
            Ok(_) if directive.place != DirectivePlace::Decl => out.push(misplaced(directive, word)),
            Ok(_) => {}
        }
    }
    check_decls(file, &mut out);
    out
}

fn check_decls(file: &ast::File, out: &mut Vec<Diagnostic>) {
    for &id in &file.decls {
        let decl = file.decl(id);
        match &decl.kind {
            DeclKind::Func(func) => {
                if let Some(diagnostic) = check_body_rule(file, decl, func) {
                    out.push(diagnostic);
                }
                // gc takes the last one in silence (§1.1).
                let found = directives_of(file, decl);
                let same = |pair: &&[Directive]| pair[0].kind.word() == pair[1].kind.word();
                out.extend(found.windows(2).filter(same).map(|pair| explain::repeated(&pair[0], &pair[1])));
            }
            // gc drops a directive in front of another declaration in silence; we do not (§1.2).
            _ => out.extend(file.directives_of(decl).iter().filter_map(|directive| {
                let word = directive::word_of(directive.text.as_str())?;
                (directive.place == DirectivePlace::Decl).then(|| misplaced(directive, word))
            })),
        }
    }
}

fn misplaced(directive: &ast::Directive, word: Word) -> Diagnostic {
    Diagnostic::error("wasm-misplaced", directive.pos, format!("misplaced {} directive", word.text()))
}

/// The rules about bodies and both directives on one function.
fn check_body_rule(file: &ast::File, decl: &ast::Decl, func: &FuncDecl) -> Option<Diagnostic> {
    let found = directives_of(file, decl);
    let name = file.expr(func.name);
    let import = found.iter().find(|d| matches!(d.kind, DirectiveKind::Import { .. }));
    let export = found.iter().find(|d| matches!(d.kind, DirectiveKind::Export { .. }));
    if let (Some(_), Some(_)) = (import, export) {
        let message =
            format!("cannot use both //go:wasmimport and //go:wasmexport on {}", file.name(func.name));
        return Some(Diagnostic::error("wasm-both", name.pos, message).gate(Gate::Bodies));
    }
    if export.is_some() && func.recv.is_some() {
        let message = "cannot use //go:wasmexport on a method";
        return Some(Diagnostic::error("wasm-export-method", name.pos, message).gate(Gate::Bodies));
    }
    if export.is_some() {
        let what = if file.name(func.name).as_str() == "init" {
            Some("init")
        } else if file.fields(func.tparams).is_empty() {
            None
        } else {
            Some("a generic function")
        };
        if let Some(what) = what {
            let message = format!("go:wasmexport: cannot export {what}");
            return Some(Diagnostic::error("wasm-export-what", name.pos, message).gate(Gate::Bodies));
        }
    }
    let (import, body) = (import?, func.body?);
    let message = "can only use //go:wasmimport with external func implementations";
    let diagnostic = Diagnostic::error("wasm-import-body", name.pos, message).gate(Gate::Bodies);
    Some(explain::import_with_body(diagnostic, file, import, func, body))
}

/// The valid directives of the boundary in front of a declaration.
fn directives_of(file: &ast::File, decl: &ast::Decl) -> Vec<Directive> {
    let valid = |directive| directive::parse(directive).and_then(Result::ok);
    file.directives_of(decl).iter().filter_map(valid).collect()
}

/// The import directive of a declaration; a repeated one replaces the earlier.
pub fn import_directive(file: &ast::File, decl: &ast::Decl) -> Option<Directive> {
    directives_of(file, decl).into_iter().rfind(|d| matches!(d.kind, DirectiveKind::Import { .. }))
}

/// The module with the functions of `wasm_exec.js`: whatever their types in Go, these get the address of a frame in memory
/// (cmd/compile/internal/ssagen/abi.go).
const GOJS: &str = "gojs";

/// What the host is to provide for the function `obj`: `None` if it is no import, the diagnostics of the boundary's
/// gate if its types may not cross.
pub fn host_func(world: &World, obj: Obj, dialect: Dialect) -> Option<Result<HostFunc, Vec<Diagnostic>>> {
    let ObjKind::Func(data) = &world.obj(obj).kind else { return None };
    let decl_ref = data.decl?;
    let file = &world.pkg(decl_ref.pkg).files[decl_ref.file as usize].ast;
    let decl = file.decl(decl_ref.decl);
    let DeclKind::Func(func) = &decl.kind else { return None };
    if func.body.is_some() {
        return None;
    }
    let standard = world.pkg(decl_ref.pkg).standard;
    let spoken = || tinygo::comments(file, decl).filter(|_| !standard && !is_linked(file, func));
    let (directive, dialect) = match import_directive(file, decl) {
        Some(directive) => (directive, dialect),
        None => (spoken()?.directive(false), Dialect::Tiny),
    };
    let DirectiveKind::Import { module, name } = directive.kind else { return None };
    if module.as_str() == GOJS {
        let stack_pointer = contract::crossing(world, world.basic(Basic::Int32), Position::Param, dialect);
        let signature = Signature { params: stack_pointer.into_iter().collect(), result: None };
        return Some(Ok(HostFunc { module, name, signature }));
    }
    let judged = judge(world, obj, &Site { file, func, directive, decl_ref, dialect });
    Some(judged.map(|signature| HostFunc { module, name, signature }))
}

/// What the host is given with the function `obj`: `None` if it is no export, the diagnostics of the boundary's gate if its
/// types may not cross. Wrong placements are `check_file`'s.
pub fn export_func(world: &World, obj: Obj, dialect: Dialect) -> Option<Result<HostFunc, Vec<Diagnostic>>> {
    let ObjKind::Func(data) = &world.obj(obj).kind else { return None };
    let decl_ref = data.decl?;
    let file = &world.pkg(decl_ref.pkg).files[decl_ref.file as usize].ast;
    let decl = file.decl(decl_ref.decl);
    let DeclKind::Func(func) = &decl.kind else { return None };
    func.body?;
    let pkg = decl_ref.pkg;
    let spoken = || {
        let comments = tinygo::comments(file, decl).filter(|_| !world.pkg(pkg).standard)?;
        (dialect == Dialect::Tiny || tinygo::speaks(world, pkg)).then_some(comments)
    };
    let given =
        directives_of(file, decl).into_iter().rfind(|d| matches!(d.kind, DirectiveKind::Export { .. }));
    let (directive, dialect) = match given {
        Some(directive) => (directive, dialect),
        None => (spoken()?.directive(true), Dialect::Tiny),
    };
    let DirectiveKind::Export { name } = directive.kind else { return None };
    if func.recv.is_some() || !file.fields(func.tparams).is_empty() || file.name(func.name).is_blank() {
        return None;
    }
    let judged = judge(world, obj, &Site { file, func, directive, decl_ref, dialect });
    Some(judged.map(|signature| HostFunc { module: Symbol::intern(""), name, signature }))
}

/// Where a function of the boundary is declared.
pub(crate) struct Site<'a> {
    pub file: &'a ast::File,
    pub func: &'a FuncDecl,
    pub directive: Directive,
    pub decl_ref: DeclRef,
    pub dialect: Dialect,
}

/// Whether a `//go:linkname` says where a function's body is.
fn is_linked(file: &ast::File, func: &FuncDecl) -> bool {
    let name = file.name(func.name);
    file.directives.iter().any(|directive| {
        let mut words = directive.text.as_str().split_whitespace();
        words.next() == Some("go:linkname") && words.next() == Some(name.as_str())
    })
}

/// Where a function of the boundary passes structs whose size is not what the host takes it for.
pub fn layout_notes(world: &World, func: Obj) -> Vec<Diagnostic> {
    let data = world.obj(func);
    let Some(ty) = data.ty.get() else { return Vec::new() };
    let signature = world.signature(ty);
    let padded =
        signature.params.iter().chain(&signature.results).filter(|p| contract::is_padded(world, p.ty));
    let note = |param: &pontoon_types::ty::Param| {
        let spelled = world.display(param.ty, data.pkg);
        let message = format!("{spelled} points to a struct that Go pads at its end and the host does not");
        Diagnostic::warning("wasm-padded", data.pos, message)
            .help("put the field `_ structs.HostLayout` first")
    };
    padded.map(note).collect()
}

/// What TinyGo's comments of a package amount to, told at each.
pub fn tinygo_notes(world: &World, pkg: Pkg, dialect: Dialect) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for file in world.pkg(pkg).files.iter().map(|file| &file.ast) {
        for decl in file.decls.iter().map(|&id| file.decl(id)) {
            let DeclKind::Func(func) = &decl.kind else { continue };
            let Some(comments) = tinygo::comments(file, decl) else { continue };
            let stands = match func.body {
                None => !is_linked(file, func),
                Some(_) => dialect == Dialect::Tiny || tinygo::speaks(world, pkg),
            };
            if stands && directives_of(file, decl).is_empty() {
                out.push(tinygo::note(&comments, file.name(func.name).as_str(), func.body.is_some()));
            }
        }
    }
    out
}

/// What replaces TinyGo's comments in a file: for the text of each comment, by position, the line that takes its place,
/// or nothing. Functions whose types need TinyGo's rules stay as they are; `kept` is told why.
pub fn modern(
    world: &World,
    pkg: Pkg,
    file: &ast::File,
    dialect: Dialect,
    kept: &mut Vec<Diagnostic>,
) -> Vec<(Pos, Option<String>)> {
    let mut edits = Vec::new();
    let index = world.pkg(pkg).files.iter().position(|other| other.ast.id == file.id).unwrap_or_default();
    for &id in &file.decls {
        let decl = file.decl(id);
        let DeclKind::Func(func) = &decl.kind else { continue };
        let Some(comments) = tinygo::comments(file, decl) else { continue };
        let has_body = func.body.is_some();
        let is_meant = if has_body {
            dialect == Dialect::Tiny || tinygo::speaks(world, pkg)
        } else {
            !is_linked(file, func)
        };
        if !is_meant {
            continue;
        }
        let replaced = directives_of(file, decl).is_empty();
        let decl_ref = DeclRef { pkg, file: index as u32, decl: id };
        let declared = world.pkg(pkg).declared.get();
        let is_it =
            |&&obj: &&Obj| matches!(&world.obj(obj).kind, ObjKind::Func(f) if f.decl == Some(decl_ref));
        let obj = declared.and_then(|declared| declared.funcs.iter().find(is_it));
        if replaced && let Some(&obj) = obj {
            let directive = comments.directive(has_body);
            let site = Site { file, func, directive, decl_ref, dialect: Dialect::Go };
            if let Err(errors) = judge(world, obj, &site) {
                let word = directive.kind.word().text();
                kept.extend(errors.into_iter().map(|error| {
                    let why = error.message.strip_prefix(word).unwrap_or(&error.message);
                    let message = format!("//export {} stays{why}", comments.export.1);
                    Diagnostic { message, severity: Severity::Warning, ..error }
                }));
                continue;
            }
        }
        if let Some((pos, _)) = comments.module {
            edits.push((pos, None));
        }
        edits.push((comments.export.0, replaced.then(|| comments.modern(has_body))));
    }
    edits.sort_by_key(|edit| edit.0);
    edits
}

impl Site<'_> {
    /// The parameters' (or results') types as the source spells them, the receiver first.
    pub fn spelled(&self, position: Position) -> Vec<ast::ExprId> {
        let ExprKind::FuncType { params, results } = self.file.expr(self.func.ty).kind else {
            return Vec::new();
        };
        let (recv, list) = match position {
            Position::Param => (self.func.recv, params),
            Position::Result => (None, results),
        };
        recv.iter().chain(self.file.fields(list)).map(|field| field.ty).collect()
    }
}

fn judge(world: &World, obj: Obj, site: &Site) -> Result<Signature, Vec<Diagnostic>> {
    let data = world.obj(obj);
    let ObjKind::Func(func) = &data.kind else { return Err(Vec::new()) };
    let signature =
        world.signature(data.ty.get().expect("functions are declared before their directives are judged"));
    let mut errors = Vec::new();
    let recv = func.method.as_ref().and_then(|method| method.recv.get());
    let mut params = Vec::new();
    // To TinyGo a receiver without size is not there.
    let recv = recv.filter(|&recv| site.dialect == Dialect::Go || !is_empty_struct(world, recv));
    for (index, ty) in recv.into_iter().chain(signature.params.iter().map(|param| param.ty)).enumerate() {
        params.extend(judge_one(world, site, Position::Param, index, ty, &mut errors));
    }
    let result = match &signature.results[..] {
        [] => None,
        [result] => judge_one(world, site, Position::Result, 0, result.ty, &mut errors),
        _ => {
            let message = format!("{}: too many return values", site.directive.kind.word().text());
            let diagnostic = error_at_name(site, "wasm-result-count", message);
            errors.push(explain::too_many_results(diagnostic, site));
            None
        }
    };
    if errors.is_empty() { Ok(Signature { params, result }) } else { Err(errors) }
}

fn is_empty_struct(world: &World, ty: Ty) -> bool {
    matches!(world.kind(world.under(ty)), TyKind::Struct(fields) if fields.is_empty())
}

fn judge_one(
    world: &World,
    site: &Site,
    position: Position,
    index: usize,
    ty: Ty,
    errors: &mut Vec<Diagnostic>,
) -> Option<Crossing> {
    let crossing = contract::crossing(world, ty, position, site.dialect);
    if crossing.is_none() {
        let (code, what) = match position {
            Position::Param => ("wasm-param-type", "parameter"),
            Position::Result => ("wasm-result-type", "result"),
        };
        let spelled = spaced(&world.display(ty, Some(site.decl_ref.pkg)));
        let word = site.directive.kind.word().text();
        let message = format!("{word}: unsupported {what} type {spelled}");
        let diagnostic = error_at_name(site, code, message);
        errors.push(explain::unsupported_type(diagnostic, world, site, position, index, ty));
    }
    crossing
}

/// A type as the part of gc spells it that judges the border: literals of structs and interfaces have spaces, which
/// the checker's messages leave out.
fn spaced(spelled: &str) -> String {
    let mut out = String::new();
    // For each open brace: whether a space stands inside it.
    let mut open = Vec::new();
    let mut rest = spelled.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' => {
                let inside = rest.peek() != Some(&'}');
                open.push(inside);
                out.push_str(if inside { " { " } else { " {" });
            }
            '}' => out.push_str(if open.pop().unwrap_or_default() { " }" } else { "}" }),
            c => out.push(c),
        }
    }
    out
}

/// gc reports a bad boundary type at the function's name, not at the parameter (cmd/compile/internal/ssagen/abi.go);
/// the labels point at the parameter.
fn error_at_name(site: &Site, code: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(code, site.file.expr(site.func.name).pos, message).gate(Gate::Boundary)
}
