//! Terminating statements (types2's return.go).

use crate::checker::Checker;
use pontoon_base::Symbol;
use pontoon_syntax::ast::{BranchKind, ExprKind, File, StmtId, StmtKind, StmtList};

impl Checker<'_> {
    /// Whether control never comes to the end of a statement, which has this label.
    pub(crate) fn is_terminating(&self, id: StmtId, label: Option<Symbol>) -> bool {
        let file = &self.env.file;
        match &file.stmt(id).kind {
            StmtKind::Return(_) => true,
            StmtKind::Branch { kind, .. } => matches!(kind, BranchKind::Goto | BranchKind::Fallthrough),
            StmtKind::Label { label, stmt } => self.is_terminating(*stmt, file.opt_name(*label)),
            StmtKind::Expr(e) => {
                let call = file.unparen(*e);
                matches!(file.expr(call).kind, ExprKind::Call { .. }) && self.env.is_panic.contains(&call)
            }
            StmtKind::Block { stmts, .. } => self.is_terminating_list(*stmts),
            StmtKind::If { then, els: Some(els), .. } => {
                self.is_terminating(*then, None) && self.is_terminating(*els, None)
            }
            StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
                clauses.iter().any(|clause| clause.cases.is_none())
                    && clauses.iter().all(|clause| self.is_terminating_clause(clause.body, label))
            }
            StmtKind::Select { clauses, .. } => {
                clauses.iter().all(|clause| self.is_terminating_clause(clause.body, label))
            }
            StmtKind::For { cond: None, body, .. } => !has_break(file, *body, label, true),
            _ => false,
        }
    }

    fn is_terminating_clause(&self, body: StmtList, label: Option<Symbol>) -> bool {
        self.is_terminating_list(body) && !has_break_list(&self.env.file, body, label, true)
    }

    fn is_terminating_list(&self, list: StmtList) -> bool {
        let file = &self.env.file;
        let full = |&&id: &&StmtId| !matches!(file.stmt(id).kind, StmtKind::Empty);
        file.stmt_list(list).iter().rev().find(full).is_some_and(|&last| self.is_terminating(last, None))
    }
}

/// Whether a statement contains a `break` out of the statement with this label, or without a label if that would leave
/// it too.
fn has_break(file: &File, id: StmtId, label: Option<Symbol>, implicit: bool) -> bool {
    let labeled = label.is_some();
    match &file.stmt(id).kind {
        StmtKind::Label { stmt, .. } => has_break(file, *stmt, label, implicit),
        StmtKind::Branch { kind: BranchKind::Break, label: None } => implicit,
        StmtKind::Branch { kind: BranchKind::Break, label: Some(target) } => {
            labeled && file.opt_name(*target) == label
        }
        StmtKind::Block { stmts, .. } => has_break_list(file, *stmts, label, implicit),
        StmtKind::If { then, els, .. } => {
            has_break(file, *then, label, implicit)
                || els.is_some_and(|els| has_break(file, els, label, implicit))
        }
        StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
            labeled && clauses.iter().any(|clause| has_break_list(file, clause.body, label, false))
        }
        StmtKind::Select { clauses, .. } => {
            labeled && clauses.iter().any(|clause| has_break_list(file, clause.body, label, false))
        }
        StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
            labeled && has_break(file, *body, label, false)
        }
        _ => false,
    }
}

fn has_break_list(file: &File, list: StmtList, label: Option<Symbol>, implicit: bool) -> bool {
    file.stmt_list(list).iter().any(|&id| has_break(file, id, label, implicit))
}
