//! Loaded packages to a typed world, with what there is to say about them.

use crate::options::{Check, Packages, Session};
use crate::report::Report;
use pontoon_base::Diagnostic;
use pontoon_base::diag::Gate;
use pontoon_boundary::declared;
use pontoon_check::{Config, check_package, declare};
use pontoon_load::fs::Disk;
use pontoon_load::{Origin, Program};
use pontoon_syntax::branches;
use pontoon_types::package::{PkgData, PkgFile};
use pontoon_types::scope::ScopeData;
use pontoon_types::{Pkg, World};
use std::sync::{OnceLock, RwLock};

/// `pontoon check`: everything that is wrong with the named packages.
pub fn check(session: &Session, request: &Check) -> Report {
    let program = load(session, &request.packages, request.fake_import_c, false);
    let config = Config {
        complete: request.complete,
        test_funcs: request.test_funcs,
        fake_import_c: request.fake_import_c,
    };
    let world = World::new();
    if config.test_funcs {
        world.declare_test_funcs();
    }
    let pkgs = build_world(&world, &program);
    let mut report = check_loaded(&world, &program, &pkgs, &config);
    report.add_problems(&program.problems);
    report.sources = program.sources;
    report
}

/// Declares all packages, and checks those in full that the command line names or, in a build, that the main module has.
pub fn check_loaded(world: &World, program: &Program, pkgs: &[Pkg], config: &Config) -> Report {
    let mut report = Report::default();
    for (package, &pkg) in program.packages.iter().zip(pkgs) {
        if package.standard && package.path.as_str() == "builtin" {
            // Documentation in the form of a package, which the go command does not compile.
            continue;
        }
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let whole = package.root || !package.standard;
        if whole {
            for file in &package.files {
                diagnostics.extend(file.ast.diagnostics.iter().cloned());
                diagnostics.extend(branches::check_file(&file.ast, &program.sources));
                diagnostics.extend(declared::check_file(&file.ast));
            }
        }
        // With a syntax error gc does not look at types; what its parser says without these words does not count.
        if !diagnostics.iter().any(|d| d.message.starts_with("syntax error")) {
            for diagnostic in diagnostics.iter_mut().filter(|d| d.gate == Gate::Syntax) {
                diagnostic.gate = Gate::Types;
            }
            diagnostics.extend(if whole {
                check_package(world, &program.sources, pkg, config)
            } else {
                declare(world, &program.sources, pkg, &Config::default())
            });
            // An import that leads nowhere has been reported in the go command's words.
            let told = |d: &Diagnostic| program.problems.iter().any(|problem| problem.pos == d.anchor);
            diagnostics.retain(|d| d.code != "broken-import" || !told(d));
            if whole {
                diagnostics.extend(boundary(world, pkg));
            }
        }
        report.collect(package.path, diagnostics, &program.sources);
    }
    report
}

/// What is wrong with the functions that the host provides.
fn boundary(world: &World, pkg: Pkg) -> Vec<Diagnostic> {
    let funcs = world.pkg(pkg).declared.get().map_or(&[][..], |declared| &declared.funcs);
    let wrong = funcs.iter().filter_map(|&func| declared::host_func(world, func)?.err());
    wrong.flatten().collect()
}

/// Loads what a request names.
pub fn load(session: &Session, packages: &Packages, fake_import_c: bool, runtime: bool) -> Program {
    let config = pontoon_load::Config {
        goroot: session.goroot.clone(),
        target: packages.target,
        tags: packages.tags.clone(),
        lang: packages.lang,
        cwd: session.cwd.clone(),
        tests: false,
        fake_import_c,
        runtime,
    };
    pontoon_load::load(&Disk, &config, &packages.args)
}

/// The packages of a program in a world, nothing declared yet; in the program's order.
pub fn build_world(world: &World, program: &Program) -> Vec<Pkg> {
    let mut pkgs: Vec<Pkg> = Vec::with_capacity(program.packages.len());
    for package in &program.packages {
        let scope = ScopeData::new(Some(world.universe), Default::default(), "package");
        let file = |file: &pontoon_load::PackageFile| PkgFile {
            ast: file.ast.clone(),
            go_minor: file.go_minor,
            overlay: file.origin == Origin::Overlay,
        };
        let missing = program.problems.iter().filter(|problem| problem.package == Some(package.path));
        let missing = missing.filter_map(|problem| Some((problem.import?, problem.message.clone())));
        // The go command compiles every program under the path `main`, whatever its folder is called.
        let program_itself = package.root && package.name.as_str() == "main";
        pkgs.push(world.pkgs.push(PkgData {
            path: if program_itself { package.name } else { package.path },
            name: package.name,
            scope: world.scopes.push(scope),
            files: package.files.iter().map(file).collect(),
            imports: package.imports.iter().map(|&(path, index)| (path, pkgs[index])).collect(),
            missing_imports: missing.collect(),
            standard: package.standard,
            fake: false,
            declared: OnceLock::new(),
            typed: RwLock::default(),
        }));
    }
    pkgs
}
