//! From packages to a module: load → check → lower → optimize → emit. Reads from top to bottom.

use crate::border;
use crate::check::{build_world, load_with};
use crate::embed;
use crate::options::{Build, Emit, Session};
use crate::policy::Border;
use crate::report::Report;
use crate::run::{Purpose, Run};
use pontoon_base::diag::Gate;
use pontoon_base::source::SourceMap;
use pontoon_base::{Diagnostic, Symbol, timing};
use pontoon_boundary::HostFunc;
use pontoon_check::Config;
use pontoon_load::Program;
use pontoon_load::fs::Disk;
use pontoon_load::target::Target;
use pontoon_lower::{Bodies, Lowerer, MemoryMode};
use pontoon_ssa::{Import, Program as Ssa, print};
use pontoon_types::object::ObjKind;
use pontoon_types::package::Initializer;
use pontoon_types::typed::Typed;
use pontoon_types::{DeclRef, Obj, Pkg, World};
use std::cell::RefCell;
use std::sync::Arc;

/// What came of a build.
#[derive(Debug, Default)]
pub struct Built {
    pub report: Report,
    /// Absent if there were errors.
    pub module: Option<Vec<u8>>,
    /// With `-emit=ssa`: the program after all passes.
    pub text: Option<String>,
    /// The package is no main package, or `-c` was given: there is nothing to run.
    pub library: bool,
    /// The request names several packages: each was compiled, and nothing is linked.
    pub several: bool,
    /// What the lock file of the import policy is to have, if the policy names one.
    pub lock: Option<String>,
}

/// Below this address `wasm_exec.js` puts arguments and the environment.
const JS_DATA: u32 = 12288;

/// `pontoon build`.
pub fn build(session: &Session, request: &Build) -> Built {
    let program = {
        let _timing = timing::scope("load");
        load_with(&Disk, session, &request.packages, |config| config.runtime = true)
    };
    let world = World::new();
    let pkgs = build_world(&world, &program);
    let config = Config { complete: !request.compile_only, ..Config::default() };
    let mut report = {
        let _timing = timing::scope("check");
        Run::new(&world, &program, &pkgs, &config, Purpose::Build, request.packages.dialect()).report()
    };
    report.add_problems(&program.problems);
    if report.has_errors() {
        report.sources = program.sources;
        return Built { report, ..Built::default() };
    }
    if program.roots.len() > 1 {
        for &root in &program.roots {
            lower(&world, &program, &pkgs, Some(root), true, request, &mut report);
        }
        report.sources = program.sources;
        return Built { report, library: true, several: true, ..Built::default() };
    }
    let root = program.roots.first().copied();
    let (lowered, library) = lower(&world, &program, &pkgs, root, request.compile_only, request, &mut report);
    let Some(Lowered { mut ssa, imports, exports }) = lowered else {
        report.sources = program.sources;
        return Built { report, ..Built::default() };
    };
    let mut watch = pontoon_opt::Watch {
        func: request.func.clone().filter(|_| request.debug.passes),
        fuel: request.debug.fuel,
        ..pontoon_opt::Watch::default()
    };
    {
        let _timing = timing::scope("opt");
        pontoon_opt::optimize_watched(&mut ssa, &mut watch);
        pontoon_opt::make_resumable(&mut ssa, request.debug.suspend_stress);
    }
    let text =
        (request.emit == Some(Emit::Ssa)).then(|| watch.log + &ssa_text(&ssa, request.func.as_deref()));
    let border =
        Border { world: &world, program: &program, pkgs: &pkgs, imports: &imports, exports: &exports };
    let (violations, lock) = border.enforce(&ssa, request);
    if !violations.is_empty() {
        let path = root.map_or(Symbol::intern("main"), |index| program.packages[index].path);
        report.collect(path, violations, &program.sources);
        report.sources = program.sources;
        return Built { report, ..Built::default() };
    }
    let javascript = request.packages.target == Target::Js;
    let defaults = pontoon_wasm::Options::default();
    let options = pontoon_wasm::Options {
        strip: request.strip,
        data_base: if javascript { JS_DATA } else { defaults.data_base },
        memory_export: if javascript { "mem".into() } else { defaults.memory_export.clone() },
        custom_sections: border::section(&ssa, &border, request.strip),
        ..defaults
    };
    let module = match pontoon_wasm::compile(&mut ssa, &options) {
        Ok(module) => Some(module),
        Err(error) => {
            report.problems.extend(Report::of_message(error.to_string()).problems);
            None
        }
    };
    report.sources = program.sources;
    Built { report, module, text, library, several: false, lock }
}

/// The checker behind the lowerer's questions.
struct Checked<'w> {
    world: &'w World,
    sources: &'w SourceMap,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl Bodies for Checked<'_> {
    fn typed(&self, decl: DeclRef) -> Option<Arc<Typed>> {
        let pkg = self.world.pkg(decl.pkg);
        let poisoned = "no thread dies while it holds the records";
        let known = pkg.typed.read().expect(poisoned).get(&(decl.file, decl.decl)).cloned();
        let typed = match known {
            // Initialization order looks into bodies that nothing else may reach: what is wrong there matters only here.
            Some(typed) if !(typed.failed && pkg.standard) => typed,
            _ => {
                let obj = self.func_of(decl)?;
                let checked = pontoon_check::check_body(self.world, self.sources, obj, &Config::default());
                self.diagnostics.borrow_mut().extend(checked.diagnostics);
                checked.typed
            }
        };
        (!typed.failed).then_some(typed)
    }

    fn init_order(&self, pkg: Pkg) -> Vec<Initializer> {
        let (order, diagnostics) =
            pontoon_check::init_order(self.world, self.sources, pkg, &Config::default());
        if !self.world.pkg(pkg).standard {
            self.diagnostics.borrow_mut().extend(diagnostics);
        }
        order
    }
}

impl Checked<'_> {
    fn func_of(&self, decl: DeclRef) -> Option<Obj> {
        let declared = self.world.pkg(decl.pkg).declared.get()?;
        let is_it =
            |obj: &&Obj| matches!(&self.world.obj(**obj).kind, ObjKind::Func(f) if f.decl == Some(decl));
        declared.funcs.iter().chain(&declared.inits).find(is_it).copied()
    }
}

/// The program in SSA, with what is declared at its border: each import with every function that declares it.
struct Lowered {
    ssa: Ssa,
    imports: Vec<(Import, Obj)>,
    exports: Vec<(Obj, HostFunc)>,
}

/// The program in SSA, and whether it has no entry; `None` if something could not be compiled, which is in the report.
fn lower(
    world: &World,
    program: &Program,
    pkgs: &[Pkg],
    root: Option<usize>,
    compile_only: bool,
    request: &Build,
    report: &mut Report,
) -> (Option<Lowered>, bool) {
    let _timing = timing::scope("lower");
    let runtime = program.packages.iter().position(|package| package.path.as_str() == "runtime");
    let runtime = pkgs[runtime.unwrap_or_else(|| pontoon_base::bug!("a build loads package runtime"))];
    let bodies = Checked { world, sources: &program.sources, diagnostics: RefCell::default() };
    let mut lowerer = Lowerer::new(world, &bodies, runtime);
    lowerer.memory = MemoryMode {
        collects: !request.leaking,
        stress: request.debug.gc_stress,
        poison: request.debug.gc_poison,
    };
    lowerer.reactor = request.reactor;
    lowerer.javascript = request.packages.target == Target::Js;
    lowerer.no_host = (request.packages.target == Target::None).then(|| request.no_host.clone());
    lowerer.dialect = request.packages.dialect();
    let path = root.map_or(Symbol::intern("main"), |index| program.packages[index].path);
    let root = root.map(|index| pkgs[index]);
    let main = root.filter(|&pkg| world.pkg(pkg).name.as_str() == "main" && !compile_only);
    if let Some(main) = main
        && !has_main(world, main)
    {
        // The go command's linker says so, without a position.
        let message = "runtime.main_main·f: function main is undeclared in the main package";
        let missing =
            Diagnostic::error("pontoon-no-main", pontoon_base::Pos::NONE, message).gate(Gate::Lowering);
        report.collect(world.pkg(main).path, vec![missing], &program.sources);
        return (None, false);
    }
    match (main, root) {
        (Some(main), _) => lowerer.lower_program(main, pkgs),
        (None, Some(root)) => lowerer.lower_library(root, pkgs),
        (None, None) => {}
    }
    let Lowerer { program: ssa, diagnostics, exported, import_decls, .. } = lowerer;
    let checked = bodies.diagnostics.into_inner();
    // The user's own packages have been checked in full; what is wrong beyond them is in the standard library, over our runtime.
    let beyond = checked.into_iter().filter(Diagnostic::is_error).map(|diagnostic| {
        let message = format!("cannot compile the standard library: {}", diagnostic.message);
        Diagnostic { message, gate: Gate::Lowering, ..diagnostic }
    });
    let mut all: Vec<Diagnostic> = beyond.chain(diagnostics).collect();
    all.extend(border::exports(world, &exported, request, main, &program.sources));
    all.extend(embed::refused(program));
    all.extend(border::conflicts(&ssa, &program.sources));
    let failed = all.iter().any(Diagnostic::is_error);
    report.collect(path, all, &program.sources);
    let lowered = Lowered { ssa, imports: import_decls, exports: exported };
    ((!failed).then_some(lowered), main.is_none())
}

fn has_main(world: &World, pkg: Pkg) -> bool {
    let found = world.scopes[world.pkg(pkg).scope].get(Symbol::intern("main"));
    found.is_some_and(|obj| matches!(world.obj(obj).kind, ObjKind::Func(_)))
}

fn ssa_text(ssa: &Ssa, func: Option<&str>) -> String {
    match func {
        None => print::program_text(ssa),
        Some(name) => ssa
            .funcs
            .values()
            .filter(|func| func.name == name && func.is_defined())
            .map(|func| print::Text { func, program: Some(ssa) }.to_string())
            .collect(),
    }
}
