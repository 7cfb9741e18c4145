//! Runs the checker over the packages of a program: each is declared after what it imports, then its bodies are checked in
//! parts that know nothing of each other.
//!
//! A check does so on all threads; what it reports does not depend on which of them did what. It goes on where gc gives up, at a
//! syntax error, and leaves out what may follow from that. A build, which numbers types as it meets them, takes one package after
//! the other.

use crate::check::boundary;
use crate::embed;
use crate::report::Report;
use pontoon_base::diag::{Gate, Repeats};
use pontoon_base::{Diagnostic, Span, Symbol};
use pontoon_boundary::{Dialect, declared, explain};
use pontoon_check::{Config, Part, Whole, declare};
use pontoon_load::{Package, Program};
use pontoon_syntax::branches;
use pontoon_types::{Pkg, World};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Deep nesting must fit, without optimisation too; the memory is only touched when there is some.
const STACK_SIZE: usize = 512 << 20;

/// What packages are checked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Everything that can be said.
    Check,
    /// What gc says before it gives up.
    Build,
}

/// One run of the checker.
pub(crate) struct Run<'w> {
    world: &'w World,
    program: &'w Program,
    pkgs: &'w [Pkg],
    config: &'w Config,
    /// For packages that are only declared.
    declaring: Config,
    purpose: Purpose,
    dialect: Dialect,
    /// In the order of the program's packages.
    slots: Vec<Slot>,
}

/// How far a package is.
#[derive(Default)]
struct Slot {
    /// Imports that are not declared yet.
    waiting: AtomicUsize,
    dependents: Vec<usize>,
    found: OnceLock<Vec<Diagnostic>>,
}

/// A package that is declared.
struct Begun<'w> {
    index: usize,
    /// What the syntax alone says.
    early: Vec<Diagnostic>,
    whole: Option<Whole<'w>>,
}

/// A declared package whose bodies are being checked.
struct Bodies<'w> {
    begun: Begun<'w>,
    parts: Vec<OnceLock<Part>>,
}

impl<'w> Run<'w> {
    pub(crate) fn new(
        world: &'w World,
        program: &'w Program,
        pkgs: &'w [Pkg],
        config: &'w Config,
        purpose: Purpose,
        dialect: Dialect,
    ) -> Run<'w> {
        let mut slots: Vec<Slot> = program.packages.iter().map(|_| Slot::default()).collect();
        for (index, package) in program.packages.iter().enumerate() {
            slots[index].waiting = AtomicUsize::new(package.imports.len());
            for &(_, import) in &package.imports {
                slots[import].dependents.push(index);
            }
        }
        Run { world, program, pkgs, config, declaring: Config::default(), purpose, dialect, slots }
    }

    /// Declares all packages, and checks those in full that the command line names or that are not of the standard library.
    pub(crate) fn report(&self) -> Report {
        let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_SIZE);
        match (self.purpose, pool.build()) {
            (Purpose::Check, Ok(pool)) => pool.scope(|scope| {
                for index in (0..self.slots.len()).filter(|&i| self.program.packages[i].imports.is_empty()) {
                    self.spawn(scope, index);
                }
            }),
            _ => (0..self.slots.len()).for_each(|index| self.check(index)),
        }
        let repeats = match self.purpose {
            Purpose::Check => Repeats::OnePerPosition,
            Purpose::Build => Repeats::OnePerLine,
        };
        let mut report = Report::default();
        for (slot, package) in self.slots.iter().zip(&self.program.packages) {
            let found = slot.found.get().cloned().unwrap_or_default();
            let label = match package.for_test {
                Some(of) => Symbol::intern(&format!("{} [{of}.test]", package.path)),
                None => package.path,
            };
            report.collect_with(label, found, &self.program.sources, repeats);
        }
        report.drop_repeated();
        report
    }

    /// Checks one package on this thread; what it imports must be declared.
    fn check(&self, index: usize) {
        let begun = self.begin(index);
        let parts =
            begun.whole.iter().flat_map(|whole| (0..whole.parts()).map(|part| whole.check_part(part)));
        let parts = parts.collect();
        self.end(begun, parts);
    }

    /// Checks one package, whose imports are declared, and those that wait for it.
    fn spawn<'s>(&'s self, scope: &rayon::Scope<'s>, index: usize)
    where
        'w: 's,
    {
        scope.spawn(move |scope| {
            let begun = self.begin(index);
            for &dependent in &self.slots[index].dependents {
                if self.slots[dependent].waiting.fetch_sub(1, Ordering::AcqRel) == 1 {
                    self.spawn(scope, dependent);
                }
            }
            let count = begun.whole.as_ref().map_or(0, Whole::parts);
            let bodies = Arc::new(Bodies { begun, parts: (0..count).map(|_| OnceLock::new()).collect() });
            for part in 0..count {
                let bodies = bodies.clone();
                scope.spawn(move |_| {
                    if let Some(whole) = &bodies.begun.whole {
                        let _ = bodies.parts[part].set(whole.check_part(part));
                    }
                    self.let_go(bodies);
                });
            }
            self.let_go(bodies);
        });
    }

    /// Whoever is the last to let go of a package ends it.
    fn let_go(&self, bodies: Arc<Bodies<'w>>) {
        if let Some(Bodies { begun, parts }) = Arc::into_inner(bodies) {
            self.end(begun, parts.into_iter().filter_map(OnceLock::into_inner).collect());
        }
    }

    /// What the syntax says, and the declarations.
    fn begin(&self, index: usize) -> Begun<'w> {
        let Run { world, program, config, .. } = *self;
        let (package, pkg) = (&program.packages[index], self.pkgs[index]);
        let mut early: Vec<Diagnostic> = Vec::new();
        if package.standard && package.path.as_str() == "builtin" {
            // Documentation in the form of a package, which the go command does not compile.
            return Begun { index, early, whole: None };
        }
        if !package.root && (package.standard || package.for_test.is_some()) {
            early.extend(declare(world, &program.sources, pkg, &self.declaring));
            return Begun { index, early, whole: None };
        }
        for file in &package.files {
            early.extend(file.ast.diagnostics.iter().cloned());
            early.extend(branches::check_file(&file.ast, &program.sources));
            early.extend(declared::check_file(&file.ast));
        }
        // With a syntax error gc does not look at types; what its parser says without these words does not count.
        if self.purpose == Purpose::Build && early.iter().any(is_syntax_error) {
            return Begun { index, early, whole: None };
        }
        Begun { index, early, whole: Whole::declare(world, &program.sources, pkg, config) }
    }

    /// What there is to say about a package when its bodies have been checked.
    fn end(&self, begun: Begun<'w>, parts: Vec<Part>) {
        let Begun { index, early: mut found, whole } = begun;
        let package = &self.program.packages[index];
        if let Some(whole) = whole {
            let broken = broken_decls(package, &found);
            found.extend(whole.finish(parts));
            if !broken.is_empty() {
                found.retain(|d| d.gate == Gate::Syntax || !follows_from_syntax(d, &broken));
            }
            for diagnostic in found.iter_mut().filter(|d| d.code == "missing-function-body") {
                let within = |file: &&pontoon_load::PackageFile| {
                    (file.ast.package_pos..=file.ast.eof).contains(&diagnostic.anchor)
                };
                if let Some(file) = package.files.iter().find(within) {
                    *diagnostic = explain::missing_body(diagnostic.clone(), &file.ast);
                }
            }
            for diagnostic in found.iter_mut().filter(|d| d.gate == Gate::Syntax) {
                diagnostic.gate = Gate::Types;
            }
            found.extend(boundary(self.world, self.pkgs[index], self.dialect));
            found.extend(embed::check(self.world, package, self.pkgs[index]));
        }
        // An import that leads nowhere has been reported in the go command's words.
        let specs =
            package.files.iter().flat_map(|file| file.ast.decls.iter().map(|&decl| file.ast.decl(decl).span));
        let specs: Vec<Span> = specs.filter(|span| self.told(span)).collect();
        let told = |d: &Diagnostic| specs.iter().any(|span| (span.lo..=span.hi).contains(&d.anchor));
        found.retain(|d| d.code != "broken-import" || !told(d));
        let _ = self.slots[index].found.set(found);
    }

    /// Whether the loader has said something about the import that a span holds.
    fn told(&self, span: &Span) -> bool {
        self.program.problems.iter().any(|problem| (span.lo..=span.hi).contains(&problem.pos))
    }
}

fn is_syntax_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.message.starts_with("syntax error")
}

/// Where the parser lost its way: the declarations with syntax errors.
fn broken_decls(package: &Package, found: &[Diagnostic]) -> Vec<Span> {
    let mut broken = Vec::new();
    for diagnostic in found.iter().filter(|d| is_syntax_error(d)) {
        let at = diagnostic.anchor;
        let file = package.files.iter().find(|file| file.ast.package_pos <= at && at <= file.ast.eof);
        let spans = file.iter().flat_map(|file| file.ast.decls.iter().map(|&decl| file.ast.decl(decl).span));
        // An error behind a declaration is about how that one ends.
        let span = spans.filter(|span| span.lo <= at).max_by_key(|span| span.lo);
        broken.push(span.map_or(at.span(), |span| span.to(at.span())));
    }
    broken
}

/// Whether an error may only be there because of a syntax error.
fn follows_from_syntax(diagnostic: &Diagnostic, broken: &[Span]) -> bool {
    let within = |span: &Span| (span.lo..=span.hi).contains(&diagnostic.anchor);
    diagnostic.code == "unused-import" || broken.iter().any(within)
}
