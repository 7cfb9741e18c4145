//! Variables with `//go:embed`: whether their types can hold what is embedded, which gc's back end judges
//! (cmd/compile/internal/staticdata/embed.go).

use pontoon_base::diag::Gate;
use pontoon_base::hash::FxHashSet;
use pontoon_base::{Diagnostic, Pos};
use pontoon_load::embed::Fault;
use pontoon_load::{Package, Program};
use pontoon_syntax::ast::{DeclKind, DirectivePlace};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::{Pkg, World};

/// Patterns that lead nowhere, and what is wrong with the types of a package's variables.
pub(crate) fn check(world: &World, package: &Package, pkg: Pkg) -> Vec<Diagnostic> {
    let nowhere = |fault: &Fault| {
        // The go command says so before it compiles anything, but whoever only checks learns more from the rest.
        Diagnostic::error("pontoon-embed", fault.pos, fault.message.clone()).gate(Gate::Lowering)
    };
    let mut out: Vec<Diagnostic> = package.embed_faults.iter().map(nowhere).collect();
    if package.embeds.is_empty() {
        return out;
    }
    for file in &package.files {
        for decl in file.ast.decls.iter().map(|&decl| file.ast.decl(decl)) {
            let DeclKind::Var { names, .. } = decl.kind else { continue };
            let &[name] = file.ast.list(names) else { continue };
            let directives = file.ast.directives_of(decl).iter();
            let directives = directives.filter(|d| decl.group == 0 || d.place != DirectivePlace::Decl);
            let places: Vec<Pos> = directives.map(|directive| directive.pos).collect();
            let embeds = package.embeds.iter().filter(|embed| places.contains(&embed.directive));
            let files: FxHashSet<&str> =
                embeds.flat_map(|embed| embed.files.iter().map(|file| file.name.as_str())).collect();
            let pos = file.ast.expr(name).pos;
            if let Some(ty) = type_of(world, pkg, pos)
                && !files.is_empty()
                && let Some(message) = fault(world, pkg, ty, files.len())
            {
                out.push(Diagnostic::error("pontoon-embed", pos, message).gate(Gate::Lowering));
            }
        }
    }
    out
}

fn type_of(world: &World, pkg: Pkg, pos: Pos) -> Option<Ty> {
    let vars = &world.pkg(pkg).declared.get()?.vars;
    vars.iter().find(|&&var| world.obj(var).pos == pos).and_then(|&var| world.obj(var).ty.get())
}

fn fault(world: &World, pkg: Pkg, ty: Ty, files: usize) -> Option<String> {
    let ty = world.unalias(ty);
    let is_byte = |elem| matches!(world.kind(world.under(elem)), TyKind::Basic(Basic::Uint8));
    if let TyKind::Named(named) = *world.kind(ty) {
        let obj = world.obj(world.named[named].obj);
        let of_embed = obj.pkg.is_some_and(|pkg| world.pkg(pkg).path.as_str() == "embed");
        if of_embed && obj.name.as_str() == "FS" {
            return None;
        }
    }
    let holds_one = match world.kind(world.under(ty)) {
        TyKind::Basic(Basic::String) => true,
        &TyKind::Slice(elem) => is_byte(elem),
        _ => false,
    };
    let shown = world.display(ty, Some(pkg));
    match (holds_one, files) {
        (false, _) => Some(format!("go:embed cannot apply to var of type {shown}")),
        (true, 1) => None,
        (true, _) => Some(format!("invalid go:embed: multiple files for type {shown}")),
    }
}

/// Embedded files that a program has, which is refused: nothing is left out in silence.
pub(crate) fn refused(program: &Program) -> Vec<Diagnostic> {
    let embeds = program.packages.iter().flat_map(|package| &package.embeds);
    let message = "embedded files, with //go:embed, are not supported yet";
    embeds.map(|e| Diagnostic::error("unsupported", e.directive, message).gate(Gate::Lowering)).collect()
}
