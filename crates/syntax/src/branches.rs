//! Labels and branches: misplaced `break`, `continue` and `fallthrough`, labels that are unknown, unused or
//! defined twice, and `goto` into blocks or over variable declarations.
//!
//! gc checks these while it parses (cmd/compile/internal/syntax/branches.go), go/parser does not; here they are
//! a step of their own. The messages count as gc's syntax errors do that do not begin with "syntax error":
//! types are checked nonetheless.

use crate::ast::{BranchKind, DeclKind, ExprId, ExprKind, File, StmtId, StmtKind, StmtList};
use crate::print;
use pontoon_base::diag::Gate;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Diagnostic, Pos, SourceMap, Span, Symbol};

/// Checks all function bodies of a file, those of function literals included.
pub fn check_file(file: &File, sources: &SourceMap) -> Vec<Diagnostic> {
    let declared = file.decl_arena.values().filter_map(|decl| match &decl.kind {
        DeclKind::Func(func) => func.body,
        _ => None,
    });
    let literals = file.exprs.values().filter_map(|x| match x.kind {
        ExprKind::FuncLit { body, .. } => Some(body),
        _ => None,
    });
    declared.chain(literals).flat_map(|body| check(file, body, sources)).collect()
}

/// Checks one function body, a `Block`, without the function literals in it. Like gc it says nothing about a
/// body with syntax errors.
pub fn check(file: &File, body: StmtId, sources: &SourceMap) -> Vec<Diagnostic> {
    let StmtKind::Block { stmts, rbrace } = file.stmt(body).kind else {
        pontoon_base::bug!("{body} is not a block");
    };
    let start = file.stmt(body).pos;
    // If the closing brace is missing, its position is that of the error.
    let inside = |d: &Diagnostic| d.gate == Gate::Syntax && start < d.anchor && d.anchor <= rbrace;
    if file.diagnostics.iter().any(inside) {
        return Vec::new();
    }
    let mut checker = Checker {
        file,
        sources,
        blocks: Vec::new(),
        labels: Vec::new(),
        by_name: FxHashMap::default(),
        diagnostics: Vec::new(),
    };
    let outside = Targets { breaks: None, continues: None, case_index: None };
    let unresolved = checker.block(None, outside, None, start, file.stmt_list(stmts));
    checker.finish(&unresolved);
    checker.diagnostics
}

/// A label's definition.
struct Label {
    name: ExprId,
    stmt: StmtId,
    block: usize,
    used: bool,
}

struct Block {
    parent: Option<usize>,
    start: Pos,
    /// The labeled statement that the block is the body of.
    labeled: Option<StmtId>,
}

/// The statements that unlabeled branches refer to.
#[derive(Clone, Copy)]
struct Targets {
    breaks: Option<StmtId>,
    continues: Option<StmtId>,
    /// Which clause of the innermost statement this is, if that is a switch.
    case_index: Option<usize>,
}

/// The latest variable declaration of a block, and the `goto`s in front of it whose labels are still to come.
struct Declared {
    pos: Pos,
    name: String,
    gotos: Vec<StmtId>,
}

/// What a block knows while its statements are looked at.
struct Scope {
    block: usize,
    targets: Targets,
    /// `goto`s whose labels have not come yet.
    unresolved: Vec<StmtId>,
    declared: Option<Declared>,
}

struct Checker<'f> {
    file: &'f File,
    sources: &'f SourceMap,
    blocks: Vec<Block>,
    /// In source order.
    labels: Vec<Label>,
    by_name: FxHashMap<Symbol, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'f> Checker<'f> {
    fn error(&mut self, code: &'static str, span: Span, message: String) {
        let diagnostic = Diagnostic::error(code, span.lo, message).gate(Gate::Syntax).primary(span, "");
        self.diagnostics.push(diagnostic);
    }

    fn name_error(&mut self, code: &'static str, name: ExprId, message: String) {
        self.error(code, self.file.expr(name).span, message);
    }

    /// A position within a message, as gc's syntax.Pos prints it.
    fn place(&self, pos: Pos) -> String {
        match (self.sources.location(pos), self.sources.physical(pos)) {
            (Some(location), Some(physical)) if location != physical => format!("{location}[{physical}]"),
            (location, _) => location.map(|l| l.to_string()).unwrap_or_default(),
        }
    }

    fn label_name(&self, branch: StmtId) -> (ExprId, Symbol) {
        let StmtKind::Branch { label: Some(label), .. } = self.file.stmt(branch).kind else {
            pontoon_base::bug!("{branch} has no label");
        };
        (label, self.file.name(label))
    }

    /// Reports what has remained when the whole body has been seen.
    fn finish(&mut self, unresolved: &[StmtId]) {
        for &goto in unresolved {
            let (label, name) = self.label_name(goto);
            match self.by_name.get(&name) {
                Some(&found) => {
                    self.labels[found].used = true;
                    let start = self.place(self.blocks[self.labels[found].block].start);
                    let message = format!("goto {name} jumps into block starting at {start}");
                    self.name_error("jump-into-block", label, message);
                }
                None => self.name_error("undeclared-label", label, format!("label {name} not defined")),
            }
        }
        let unused: Vec<ExprId> = self.labels.iter().filter(|l| !l.used).map(|l| l.name).collect();
        for label in unused {
            let message = format!("label {} defined and not used", self.file.name(label));
            self.name_error("unused-label", label, message);
        }
    }

    /// Checks the statements of a block; returns the `goto`s whose labels were not found.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        labeled: Option<StmtId>,
        start: Pos,
        body: &'f [StmtId],
    ) -> Vec<StmtId> {
        self.blocks.push(Block { parent, start, labeled });
        let block = self.blocks.len() - 1;
        let mut scope = Scope { block, targets, unresolved: Vec::new(), declared: None };
        // A `fallthrough` may be followed by empty statements.
        let is_empty = |&&s: &&StmtId| matches!(self.file.stmt(s).kind, StmtKind::Empty);
        let trailing = body.iter().rev().take_while(is_empty).count();
        let body = &body[..body.len() - trailing];
        for (i, &stmt) in body.iter().enumerate() {
            self.stmt(&mut scope, stmt, i + 1 == body.len());
        }
        scope.unresolved
    }

    fn stmt(&mut self, scope: &mut Scope, mut stmt: StmtId, last: bool) {
        let mut labeled = None;
        while let StmtKind::Label { label, stmt: inner } = self.file.stmt(stmt).kind {
            if !self.file.name(label).is_blank() {
                self.define(scope, stmt, label);
                labeled = Some(stmt);
            }
            stmt = inner;
        }
        let file = self.file;
        let Targets { breaks, continues, .. } = scope.targets;
        let plain = Targets { breaks, continues, case_index: None };
        match &file.stmt(stmt).kind {
            StmtKind::Decl(decls) => {
                for &d in decls {
                    if let DeclKind::Var { names, .. } = file.decl(d).kind {
                        let name = print::expr(file, file.list(names)[0]);
                        scope.declare(file.decl(d).pos, name);
                        break;
                    }
                }
            }
            &StmtKind::Assign { define: true, lhs, .. } => {
                let names: Vec<String> = file.list(lhs).iter().map(|&x| print::expr(file, x)).collect();
                scope.declare(file.stmt(stmt).pos, names.join(", "));
            }
            &StmtKind::Branch { kind, label } => match label {
                None => self.unlabeled(scope, stmt, kind, last),
                Some(label) => self.labeled(scope, stmt, kind, label),
            },
            StmtKind::Block { .. } => self.inner_block(scope, plain, labeled, stmt),
            StmtKind::If { then, els, .. } => {
                self.inner_block(scope, plain, labeled, *then);
                if let Some(els) = els {
                    self.inner(scope, plain, labeled, file.stmt(*els).pos, std::slice::from_ref(els));
                }
            }
            &StmtKind::For { body, .. } | &StmtKind::Range { body, .. } => {
                let targets = Targets { breaks: Some(stmt), continues: Some(stmt), case_index: None };
                self.inner_block(scope, targets, labeled, body);
            }
            StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
                for (i, clause) in clauses.iter().enumerate() {
                    let targets = Targets { breaks: Some(stmt), continues, case_index: Some(i) };
                    self.clause(scope, targets, labeled, clause.pos, clause.body);
                }
            }
            StmtKind::Select { clauses, .. } => {
                let targets = Targets { breaks: Some(stmt), continues, case_index: None };
                for clause in clauses {
                    self.clause(scope, targets, labeled, clause.pos, clause.body);
                }
            }
            _ => {}
        }
    }

    fn inner(
        &mut self,
        scope: &mut Scope,
        targets: Targets,
        labeled: Option<StmtId>,
        start: Pos,
        body: &'f [StmtId],
    ) {
        let unresolved = self.block(Some(scope.block), targets, labeled, start, body);
        scope.unresolved.extend(unresolved);
    }

    fn inner_block(&mut self, scope: &mut Scope, targets: Targets, labeled: Option<StmtId>, block: StmtId) {
        if let StmtKind::Block { stmts, .. } = self.file.stmt(block).kind {
            self.inner(scope, targets, labeled, self.file.stmt(block).pos, self.file.stmt_list(stmts));
        }
    }

    fn clause(
        &mut self,
        scope: &mut Scope,
        targets: Targets,
        labeled: Option<StmtId>,
        start: Pos,
        body: StmtList,
    ) {
        self.inner(scope, targets, labeled, start, self.file.stmt_list(body));
    }

    /// A label's definition, which may be what `goto`s before it are waiting for.
    fn define(&mut self, scope: &mut Scope, stmt: StmtId, label: ExprId) {
        let name = self.file.name(label);
        let index = match self.by_name.get(&name) {
            Some(&index) => {
                let other = self.place(self.file.expr(self.labels[index].name).pos);
                self.name_error("duplicate-label", label, format!("label {name} already defined at {other}"));
                index
            }
            None => {
                self.by_name.insert(name, self.labels.len());
                self.labels.push(Label { name: label, stmt, block: scope.block, used: false });
                self.labels.len() - 1
            }
        };
        for goto in std::mem::take(&mut scope.unresolved) {
            let (target, target_name) = self.label_name(goto);
            if target_name != name {
                scope.unresolved.push(goto);
                continue;
            }
            self.labels[index].used = true;
            if let Some(declared) = scope.declared.as_ref().filter(|d| d.gotos.contains(&goto)) {
                let (variable, at) = (&declared.name, self.place(declared.pos));
                let message = format!("goto {name} jumps over declaration of {variable} at {at}");
                self.name_error("jump-over-decl", target, message);
            }
        }
    }

    fn unlabeled(&mut self, scope: &Scope, stmt: StmtId, kind: BranchKind, last: bool) {
        let Targets { breaks, continues, case_index } = scope.targets;
        let (code, message) = match kind {
            BranchKind::Break if breaks.is_none() => {
                ("misplaced-break", "break is not in a loop, switch, or select")
            }
            BranchKind::Continue if continues.is_none() => {
                ("misplaced-continue", "continue is not in a loop")
            }
            BranchKind::Fallthrough => match breaks.map(|s| &self.file.stmt(s).kind) {
                Some(StmtKind::TypeSwitch { .. }) => {
                    ("misplaced-fallthrough", "cannot fallthrough in type switch")
                }
                Some(StmtKind::Switch { clauses, .. }) if last && case_index.is_some() => {
                    if case_index.is_none_or(|i| i + 1 < clauses.len()) {
                        return;
                    }
                    ("misplaced-fallthrough", "cannot fallthrough final case in switch")
                }
                _ => ("misplaced-fallthrough", "fallthrough statement out of place"),
            },
            _ => return,
        };
        self.error(code, self.file.stmt(stmt).span, message.into());
    }

    fn labeled(&mut self, scope: &mut Scope, stmt: StmtId, kind: BranchKind, label: ExprId) {
        let name = self.file.name(label);
        let found = self.by_name.get(&name).copied();
        if let Some(index) = found {
            // Used even if it is no valid target.
            self.labels[index].used = true;
        }
        if kind == BranchKind::Goto {
            if !found.is_some_and(|index| self.encloses(scope.block, |b, _| b == self.labels[index].block)) {
                scope.unresolved.push(stmt);
            }
            return;
        }
        let word = kind.text();
        let Some(index) = found else {
            return self.name_error("undeclared-label", label, format!("{word} label not defined: {name}"));
        };
        let target = self.labels[index].stmt;
        let StmtKind::Label { stmt: target_stmt, .. } = self.file.stmt(target).kind else {
            pontoon_base::bug!("{target} is not labeled");
        };
        let suits = match self.file.stmt(target_stmt).kind {
            StmtKind::For { .. } | StmtKind::Range { .. } => true,
            StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } | StmtKind::Select { .. } => {
                kind == BranchKind::Break
            }
            _ => false,
        };
        if !suits || !self.encloses(scope.block, |_, b| b.labeled == Some(target)) {
            self.name_error("misplaced-label", label, format!("invalid {word} label {name}"));
        }
    }

    /// Whether the block or one around it is the one asked for.
    fn encloses(&self, block: usize, wanted: impl Fn(usize, &Block) -> bool) -> bool {
        let parents = std::iter::successors(Some(block), |&b| self.blocks[b].parent);
        parents.into_iter().any(|b| wanted(b, &self.blocks[b]))
    }
}

impl Scope {
    /// From here on the waiting `goto`s jump over a declaration.
    fn declare(&mut self, pos: Pos, name: String) {
        self.declared = Some(Declared { pos, name, gotos: self.unresolved.clone() });
    }
}
