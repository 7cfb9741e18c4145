//! Loaded packages to a typed world, with what there is to say about them.

use crate::options::{Check, Packages, Session};
use crate::report::Report;
use crate::run::{Purpose, Run};
use pontoon_base::Diagnostic;
use pontoon_boundary::{Dialect, declared};
use pontoon_check::Config;
use pontoon_load::fs::{Disk, Fs};
use pontoon_load::{Origin, Program};
use pontoon_types::package::{PkgData, PkgFile};
use pontoon_types::scope::ScopeData;
use pontoon_types::{Pkg, World};
use std::sync::{OnceLock, RwLock};

/// `pontoon check`: everything that is wrong with the named packages.
pub fn check(session: &Session, request: &Check) -> Report {
    check_on(&Disk, session, request)
}

/// The same with other files than those of the disk.
pub fn check_on(fs: &dyn Fs, session: &Session, request: &Check) -> Report {
    let program = load_with(fs, session, &request.packages, |config| {
        config.fake_import_c = request.fake_import_c;
        config.tests = request.tests;
    });
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
    let purpose = if request.as_build { Purpose::Build } else { Purpose::Check };
    let run = Run::new(&world, &program, &pkgs, &config, purpose, request.packages.dialect());
    let mut report = run.report();
    report.add_problems(&program.problems);
    report.sources = program.sources;
    report
}

/// What is wrong with the functions that the host provides or is given.
pub(crate) fn boundary(world: &World, pkg: Pkg, dialect: Dialect) -> Vec<Diagnostic> {
    let funcs = world.pkg(pkg).declared.get().map_or(&[][..], |declared| &declared.funcs);
    let judged = funcs.iter().filter_map(|&func| {
        declared::host_func(world, func, dialect).or_else(|| declared::export_func(world, func, dialect))
    });
    let mut all: Vec<Diagnostic> = judged.filter_map(Result::err).flatten().collect();
    for &func in funcs {
        let crosses =
            declared::host_func(world, func, dialect).or_else(|| declared::export_func(world, func, dialect));
        if crosses.is_some_and(|judged| judged.is_ok()) && !world.pkg(pkg).standard {
            all.extend(declared::layout_notes(world, func));
        }
    }
    if !world.pkg(pkg).standard {
        all.extend(declared::tinygo_notes(world, pkg, dialect));
    }
    all
}

/// Loads what a request names.
pub fn load_with(
    fs: &dyn Fs,
    session: &Session,
    packages: &Packages,
    set: impl FnOnce(&mut pontoon_load::Config),
) -> Program {
    let mut config = pontoon_load::Config {
        goroot: session.goroot.clone(),
        target: packages.target,
        tags: packages.all_tags(),
        lang: packages.lang,
        cwd: session.cwd.clone(),
        tests: false,
        fake_import_c: false,
        runtime: false,
    };
    set(&mut config);
    pontoon_load::load(fs, &config, &packages.args)
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
