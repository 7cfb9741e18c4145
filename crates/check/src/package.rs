//! The doors: declaring a package, checking a body, and both for a whole package.

use crate::checker::{Checker, Config, Env, follows_from_another};
use crate::mono::Flow;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Diagnostic, Pos, SourceMap, Span};
use pontoon_syntax::ast::DeclKind;
use pontoon_types::object::ObjKind;
use pontoon_types::package::{Initializer, PkgFile};
use pontoon_types::ty::TyKind;
use pontoon_types::typed::Typed;
use pontoon_types::{Obj, Pkg, Ty, World};
use std::sync::Arc;

/// What checking a function's body yields.
#[derive(Debug)]
pub struct Checked {
    pub typed: Arc<Typed>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Declares everything at package level, initializers of variables included; the packages that it imports must have
/// been declared. From then on the package is immutable.
pub fn declare(world: &World, sources: &SourceMap, pkg: Pkg, config: &Config) -> Vec<Diagnostic> {
    if world.pkg(pkg).files.is_empty() {
        return Vec::new();
    }
    let mut checker = Checker::new(world, sources, config, pkg, 0);
    checker.declare_package();
    checker.diagnostics
}

/// Checks the body of a declared function or method.
pub fn check_body(world: &World, sources: &SourceMap, func: Obj, config: &Config) -> Checked {
    let decl = match &world.obj(func).kind {
        ObjKind::Func(data) => data.decl,
        _ => None,
    };
    let Some(decl) = decl else {
        pontoon_base::bug!("{func} is no declared function");
    };
    let mut checker = Checker::new(world, sources, config, decl.pkg, decl.file);
    checker.func_decl_body(func);
    Checked { typed: checker.take_record(decl.file, decl.decl), diagnostics: checker.diagnostics }
}

/// Declares a package and checks all of its bodies; what was found out about them is kept with the package.
pub fn check_package(world: &World, sources: &SourceMap, pkg: Pkg, config: &Config) -> Vec<Diagnostic> {
    let Some(whole) = Whole::declare(world, sources, pkg, config) else { return Vec::new() };
    let bodies = (0..whole.parts()).map(|part| whole.check_part(part)).collect();
    whole.finish(bodies)
}

/// Bodies that one thread checks in a row.
const PART: usize = 64;

/// A package that is declared and whose bodies are being checked, in parts that know nothing of each other.
pub struct Whole<'w> {
    checker: Checker<'w>,
}

/// What checking a part of a package's bodies yields.
pub struct Part {
    diagnostics: Vec<Diagnostic>,
    deps: FxHashMap<Obj, Vec<Obj>>,
    interfaces: Vec<(Span, Ty)>,
    flows: Vec<Flow>,
}

impl<'w> Whole<'w> {
    /// Declares a package; `None` if it has no files.
    pub fn declare(
        world: &'w World,
        sources: &'w SourceMap,
        pkg: Pkg,
        config: &'w Config,
    ) -> Option<Whole<'w>> {
        if world.pkg(pkg).files.is_empty() {
            return None;
        }
        let mut checker = Checker::new(world, sources, config, pkg, 0);
        checker.declare_package();
        checker.declared_instance_pos = Arc::new(std::mem::take(&mut checker.instance_pos));
        Some(Whole { checker })
    }

    fn funcs(&self) -> &'w [Obj] {
        let declared = self.checker.world.pkg(self.checker.pkg).declared.get();
        declared.map_or(&[], |declared| &declared.funcs)
    }

    /// How many parts the bodies make.
    pub fn parts(&self) -> usize {
        self.funcs().len().div_ceil(PART)
    }

    /// Checks the bodies of a part.
    pub fn check_part(&self, part: usize) -> Part {
        let Checker { world, sources, config, pkg, .. } = self.checker;
        let mut checker = Checker::new(world, sources, config, pkg, 0);
        checker.dot_imports = self.checker.dot_imports.clone();
        checker.declared_instance_pos = self.checker.declared_instance_pos.clone();
        for &func in self.funcs().chunks(PART).nth(part).unwrap_or_default() {
            checker.func_decl_body(func);
            if let ObjKind::Func(data) = &world.obj(func).kind
                && let Some(decl) = data.decl
            {
                checker.take_record(decl.file, decl.decl);
            }
        }
        Part {
            diagnostics: checker.diagnostics,
            deps: checker.deps,
            interfaces: checker.interfaces,
            flows: checker.flows.list,
        }
    }

    /// What is wrong with the package, when all of its parts have been checked; they come in their order.
    pub fn finish(self, parts: Vec<Part>) -> Vec<Diagnostic> {
        let mut checker = self.checker;
        // What types2 puts off it does in source order, but for types, which it declares first.
        let files = &checker.world.pkg(checker.pkg).files;
        let late = checker.diagnostics.split_off(checker.put_off);
        let (types, mut bodies): (Vec<_>, Vec<_>) =
            late.into_iter().partition(|diagnostic| in_type_decl(files, diagnostic.anchor));
        checker.diagnostics.extend(types);
        for part in parts {
            bodies.extend(part.diagnostics);
            checker.deps.extend(part.deps);
            checker.interfaces.extend(part.interfaces);
            checker.flows.list.extend(part.flows);
        }
        let file_of =
            |pos: Pos| files.iter().position(|file| file.ast.package_pos <= pos && pos <= file.ast.eof);
        bodies.sort_by_key(|diagnostic| file_of(diagnostic.anchor));
        for diagnostic in bodies {
            if checker.diagnostics.is_empty() || !follows_from_another(&diagnostic.message) {
                checker.diagnostics.push(diagnostic);
            }
        }
        let deps = std::mem::take(&mut checker.deps);
        if let Some(declared) = checker.world.pkg(checker.pkg).declared.get() {
            checker.order_initializers(&declared.vars, &declared.initializers, &deps);
        }
        checker.unused_imports();
        if checker.diagnostics.is_empty() {
            checker.monomorph();
        }
        if checker.diagnostics.is_empty() {
            checker.anonymous_cycles();
        }
        checker.check_directives();
        checker.diagnostics
    }
}

/// The initializers of a declared package in the order in which they run. Checks the bodies of functions that they
/// mention, directly or not, as far as that has not been done; the diagnostics are of those.
pub fn init_order(
    world: &World,
    sources: &SourceMap,
    pkg: Pkg,
    config: &Config,
) -> (Vec<Initializer>, Vec<Diagnostic>) {
    let (false, Some(declared)) = (world.pkg(pkg).files.is_empty(), world.pkg(pkg).declared.get()) else {
        return (Vec::new(), Vec::new());
    };
    let mut deps: FxHashMap<Obj, Vec<Obj>> = FxHashMap::default();
    let mut todo: Vec<Obj> = Vec::new();
    for initializer in &declared.initializers {
        todo.extend(&initializer.deps);
        deps.extend(initializer.lhs.iter().map(|&obj| (obj, initializer.deps.clone())));
    }
    let mut diagnostics = Vec::new();
    while let Some(obj) = todo.pop() {
        let ObjKind::Func(func) = &world.obj(obj).kind else { continue };
        let (Some(decl), true) = (func.decl, !deps.contains_key(&obj)) else { continue };
        let poisoned = "no thread dies while it holds the records";
        let known = world.pkg(pkg).typed.read().expect(poisoned).get(&(decl.file, decl.decl)).cloned();
        let typed = known.unwrap_or_else(|| {
            let checked = check_body(world, sources, obj, config);
            diagnostics.extend(checked.diagnostics);
            checked.typed
        });
        todo.extend(&typed.deps);
        deps.insert(obj, typed.deps.clone());
    }
    let mut checker = Checker::new(world, sources, config, pkg, 0);
    let order = checker.order_initializers(&declared.vars, &declared.initializers, &deps);
    diagnostics.extend(checker.diagnostics);
    (order, diagnostics)
}

/// Whether a position is in the declaration of a type at package level.
fn in_type_decl(files: &[PkgFile], pos: Pos) -> bool {
    let decls = files.iter().flat_map(|file| file.ast.decls.iter().map(|&decl| file.ast.decl(decl)));
    let mut around = decls.filter(|decl| decl.span.lo <= pos && pos < decl.span.hi);
    around.any(|decl| matches!(decl.kind, DeclKind::Type { .. }))
}

impl Checker<'_> {
    fn declare_package(&mut self) {
        let world = self.world;
        let mut all = self.collect_objects();
        self.package_objects(&all);
        self.put_off = self.diagnostics.len();
        self.process_delayed(0);
        self.resolve_chains(&all.types);
        self.switch_record(None);
        let keys: Vec<_> = self.records.keys().copied().collect();
        for (file, decl) in keys {
            self.take_record(file, decl);
        }
        for initializer in &mut all.declared.initializers {
            let deps = initializer.lhs.iter().filter_map(|obj| self.deps.get(obj));
            initializer.deps = deps.flatten().copied().collect();
        }
        for initializer in &all.declared.initializers {
            for &obj in &initializer.lhs {
                self.deps.insert(obj, initializer.deps.clone());
            }
        }
        all.declared.failed = self.diagnostics.iter().any(Diagnostic::is_error);
        let _ = world.pkg(self.pkg).declared.set(all.declared);
    }

    /// A type that is declared to be another defined type has that one's underlying type.
    fn resolve_chains(&self, types: &[Obj]) {
        let world = self.world;
        for &obj in types {
            if let Some(ty) = world.obj(obj).ty.get()
                && let TyKind::Named(named) = *world.kind(ty)
            {
                world.named[named].underlying.set(world.under(ty));
            }
        }
    }

    /// Ends the record of a declaration, and keeps it with the package.
    fn take_record(&mut self, file: u32, decl: pontoon_syntax::ast::DeclId) -> Arc<Typed> {
        self.switch_record(Some((file, decl)));
        self.env.file = self.world.pkg(self.pkg).files[file as usize].ast.clone();
        self.env.file_index = file;
        self.record_untyped();
        let empty = Typed::new(pontoon_types::typed::empty_range());
        let typed = Arc::new(std::mem::replace(&mut self.typed, empty));
        self.untyped.clear();
        self.record_key = None;
        let mut kept =
            self.world.pkg(self.pkg).typed.write().expect("no thread dies while it holds the records");
        kept.insert((file, decl), typed.clone());
        typed
    }

    /// Checks a function's body, if it has one.
    fn func_decl_body(&mut self, func: Obj) {
        let world = self.world;
        let data = world.obj(func);
        let ObjKind::Func(func_data) = &data.kind else { return };
        let (Some(decl), Some(sig), Some(objs)) = (func_data.decl, data.ty.get(), func_data.objs.get())
        else {
            return;
        };
        let file = &world.pkg(self.pkg).files[decl.file as usize];
        let DeclKind::Func(ast) = &file.ast.decl(decl.decl).kind else { return };
        self.switch_record(Some((decl.file, decl.decl)));
        self.typed.func = Some(objs.clone());
        self.typed.record_obj(ast.name, func);
        let Some(body) = ast.body else { return };
        if !matches!(world.kind(sig), TyKind::Func(_)) {
            return;
        }
        let mut tparams = world.signature(sig).tparams.to_vec();
        let recv = func_data.method.as_ref().and_then(|method| method.recv_tparams.get());
        tparams.extend(recv.into_iter().flatten());
        self.env = Env {
            file: file.ast.clone(),
            file_index: decl.file,
            go_minor: file.go_minor,
            tparams,
            ..self.env.clone()
        };
        self.func_body(Some(func), sig, objs, body, None);
        self.process_delayed(0);
    }
}
