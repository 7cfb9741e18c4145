//! The checker's state: what is shared by all files that follow types2's split (`expr`, `stmt`, `decl`, …).
//!
//! One `Checker` declares a package, or checks one body against declared packages. It never stops at an error: wrong
//! code gives operands of mode `Invalid`, which flow on silently, and a list of diagnostics.

use pontoon_base::{Diagnostic, Pos, Span, Symbol};
use pontoon_syntax::ast::{self, ExprId};
use pontoon_types::typed::Typed;
use pontoon_types::{Obj, Pkg, Scope, Ty, World};
use std::sync::Arc;

/// Switches of a check.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Report functions without body, as the compiler does when it has the whole package.
    pub complete: bool,
    /// Predeclare `assert` and `trace`, for go/types' own test data.
    pub test_funcs: bool,
    /// `import "C"` is an empty package in which every name exists, for go/types' own test data.
    pub fake_import_c: bool,
}

/// Where the checker is: changes on entering a function, a declaration, a file.
#[derive(Clone)]
pub(crate) struct Env {
    /// The file being checked and its index in the package.
    pub file: Arc<ast::File>,
    pub file_index: u32,
    /// The scope in which names are looked up.
    pub scope: Scope,
    /// The language version in force, as minor of go1.N.
    pub go_minor: u32,
    /// While a constant declaration is checked: its iota.
    pub iota: Option<u32>,
    /// Where errors about an inherited constant expression are reported instead.
    pub err_pos: Option<Pos>,
    /// Whether the package-level constant, variable or function being checked is in an initializer or a body.
    pub decl: Option<Obj>,
    /// The signature of the function whose body is being checked.
    pub sig: Option<Ty>,
    /// The result variables of that function, for `return` without values.
    pub results: Vec<Obj>,
    pub is_panic: Vec<ExprId>,
    pub has_label: bool,
    pub has_call_or_recv: bool,
    /// Type parameters of the functions around, for local types.
    pub tparams: Vec<Ty>,
    pub in_tparam_list: bool,
}

/// See the module's comment.
pub struct Checker<'w> {
    pub(crate) world: &'w World,
    pub(crate) config: &'w Config,
    pub(crate) pkg: Pkg,
    pub(crate) env: Env,
    /// The record that expressions of the current declaration go to.
    pub(crate) typed: Typed,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// The text of a name expression of the current file.
    pub(crate) fn name_of(&self, name: ExprId) -> Symbol {
        self.env.file.name(name)
    }

    pub(crate) fn span_of(&self, expr: ExprId) -> Span {
        self.env.file.expr(expr).span
    }

    /// Reports an error at `pos` with gc's code name in kebab case and gc's words.
    pub(crate) fn error(&mut self, pos: Pos, code: &'static str, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, pos, message));
    }
}
