//! Packages.

use crate::object::Obj;
use crate::scope::Scope;
use crate::typed::Typed;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Symbol, entity};
use pontoon_syntax::ast::{self, DeclId, ExprId};
use std::sync::{Arc, OnceLock, RwLock};

entity! {
    /// A package.
    pub struct Pkg, "pkg"
}

#[derive(Debug)]
pub struct PkgData {
    pub path: Symbol,
    /// From the package clause.
    pub name: Symbol,
    /// The package's block.
    pub scope: Scope,
    /// The files, those of an overlay before those that they shadow declaration by declaration.
    pub files: Vec<PkgFile>,
    /// Import paths as the files write them, sorted, with the package that each stands for; the package's own path
    /// differs where the standard library vendors it. `unsafe` and `C` are not among them.
    pub imports: Vec<(Symbol, Pkg)>,
    /// Import paths that lead nowhere, with the reason for `could not import PATH (REASON)`.
    pub missing_imports: Vec<(Symbol, String)>,
    /// In GOROOT's standard library (its bodies are checked on demand only, and an error there is our bug).
    pub standard: bool,
    /// Stands for a package that could not be imported: names that it lacks are no errors.
    pub fake: bool,
    /// Everything at package level is declared; from now on this package is immutable.
    pub declared: OnceLock<Declared>,
    /// What checking found about each declaration, made when the declaration's body or initializer is checked.
    pub typed: RwLock<FxHashMap<(u32, DeclId), Arc<Typed>>>,
}

#[derive(Debug)]
pub struct PkgFile {
    pub ast: Arc<ast::File>,
    /// The language version in force, as minor of go1.N, from go.mod, `-lang` and the file's `//go:build` line.
    pub go_minor: u32,
    /// This file belongs to the runtime overlay: its declarations win over those of kept files.
    pub overlay: bool,
}

/// A top-level declaration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DeclRef {
    pub pkg: Pkg,
    /// Index into the package's files.
    pub file: u32,
    pub decl: DeclId,
}

/// What declaring a package yields.
#[derive(Debug, Default)]
pub struct Declared {
    /// All functions and methods with a declaration, in source order; shadowed ones of kept files are left out.
    pub funcs: Vec<Obj>,
    /// All `init` functions in source order: they have objects, but no name in the scope.
    pub inits: Vec<Obj>,
    /// All package-level variables in source order, blank ones included.
    pub vars: Vec<Obj>,
    /// The initializers of variables in source order; their order at run time is
    /// `pontoon_check::init_order`'s.
    pub initializers: Vec<Initializer>,
    /// Whether an error was reported while declaring.
    pub failed: bool,
}

/// `var lhs = rhs` at package level. One per value; several variables where a call yields them all.
#[derive(Clone, Debug)]
pub struct Initializer {
    pub lhs: Vec<Obj>,
    pub rhs: ExprId,
    pub decl: DeclRef,
    /// The package's own variables and functions that the value mentions, in order of first mention.
    pub deps: Vec<Obj>,
}
