//! The children of each node, in source order, by what they are to it.

use crate::ast::{
    CaseClause, CommClause, DeclId, DeclKind, ExprId, ExprKind, ExprList, FieldList, File, StmtId, StmtKind,
    StmtList,
};
use pontoon_base::{Pos, Span};

/// A node of the tree. Clauses have no ids of their own.
#[derive(Clone, Copy, Debug)]
pub enum Node<'f> {
    Expr(ExprId),
    Stmt(StmtId),
    Decl(DeclId),
    Case(&'f CaseClause),
    Comm(&'f CommClause),
}

impl Node<'_> {
    /// gc's position of the node.
    pub fn pos(self, file: &File) -> Pos {
        match self {
            Node::Expr(x) => file.expr(x).pos,
            Node::Stmt(s) => file.stmt(s).pos,
            Node::Decl(d) => file.decl(d).pos,
            Node::Case(c) => c.pos,
            Node::Comm(c) => c.pos,
        }
    }

    pub fn span(self, file: &File) -> Span {
        match self {
            Node::Expr(x) => file.expr(x).span,
            Node::Stmt(s) => file.stmt(s).span,
            Node::Decl(d) => file.decl(d).span,
            Node::Case(c) => c.span,
            Node::Comm(c) => c.span,
        }
    }
}

/// Calls `visit` for each child of `node` with its role. A type that several fields share comes once, behind
/// the last of their names.
pub fn children<'f>(file: &'f File, node: Node<'f>, visit: &mut dyn FnMut(&'static str, Node<'f>)) {
    let mut children = Children { file, visit };
    match node {
        Node::Expr(x) => children.of_expr(x),
        Node::Stmt(s) => children.of_stmt(s),
        Node::Decl(d) => children.of_decl(d),
        Node::Case(clause) => {
            if let Some(cases) = clause.cases {
                children.exprs("case", cases);
            }
            children.stmts("body", clause.body);
        }
        Node::Comm(clause) => {
            children.opt_stmt("comm", clause.comm);
            children.stmts("body", clause.body);
        }
    }
}

/// Calls `visit` for the node and for all below it, parents before children.
pub fn preorder<'f>(file: &'f File, node: Node<'f>, visit: &mut dyn FnMut(Node<'f>)) {
    // A stack of our own: trees may be deeper than the thread's stack allows.
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        visit(node);
        let first = stack.len();
        children(file, node, &mut |_, child| stack.push(child));
        stack[first..].reverse();
    }
}

struct Children<'f, 'v> {
    file: &'f File,
    visit: &'v mut dyn FnMut(&'static str, Node<'f>),
}

impl<'f> Children<'f, '_> {
    fn expr(&mut self, role: &'static str, x: ExprId) {
        (self.visit)(role, Node::Expr(x));
    }

    fn opt_expr(&mut self, role: &'static str, x: Option<ExprId>) {
        x.into_iter().for_each(|x| self.expr(role, x));
    }

    fn exprs(&mut self, role: &'static str, list: ExprList) {
        self.file.list(list).iter().for_each(|&x| self.expr(role, x));
    }

    fn stmt(&mut self, role: &'static str, s: StmtId) {
        (self.visit)(role, Node::Stmt(s));
    }

    fn opt_stmt(&mut self, role: &'static str, s: Option<StmtId>) {
        s.into_iter().for_each(|s| self.stmt(role, s));
    }

    fn stmts(&mut self, role: &'static str, list: StmtList) {
        self.file.stmt_list(list).iter().for_each(|&s| self.stmt(role, s));
    }

    fn fields(&mut self, name: &'static str, ty: &'static str, list: FieldList) {
        let fields = self.file.fields(list);
        for (i, field) in fields.iter().enumerate() {
            self.opt_expr(name, field.name);
            if fields.get(i + 1).is_none_or(|next| next.ty != field.ty) {
                self.expr(ty, field.ty);
                self.opt_expr("tag", field.tag);
            }
        }
    }

    fn of_expr(&mut self, x: ExprId) {
        match self.file.expr(x).kind {
            ExprKind::Bad | ExprKind::Name(_) | ExprKind::BasicLit { .. } => {}
            ExprKind::CompositeLit { ty, elems, .. } => {
                self.opt_expr("type", ty);
                self.exprs("elem", elems);
            }
            ExprKind::KeyValue { key, value } => {
                self.expr("key", key);
                self.expr("value", value);
            }
            ExprKind::FuncLit { ty, body } => {
                self.expr("type", ty);
                self.stmt("body", body);
            }
            ExprKind::Paren(x) | ExprKind::Star(x) | ExprKind::Unary { x, .. } => self.expr("x", x),
            ExprKind::Selector { x, sel } => {
                self.expr("x", x);
                self.expr("sel", sel);
            }
            ExprKind::Index { x, indices } => {
                self.expr("x", x);
                self.exprs("index", indices);
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.expr("x", x);
                self.opt_expr("lo", lo);
                self.opt_expr("hi", hi);
                self.opt_expr("max", max);
            }
            ExprKind::Assert { x, ty } => {
                self.expr("x", x);
                self.expr("type", ty);
            }
            ExprKind::Binary { x, y, .. } => {
                self.expr("x", x);
                self.expr("y", y);
            }
            ExprKind::Call { fun, args, .. } => {
                self.expr("fun", fun);
                self.exprs("arg", args);
            }
            ExprKind::ArrayType { len, elem } => {
                self.opt_expr("len", len);
                self.expr("elem", elem);
            }
            ExprKind::SliceType(elem) | ExprKind::DotsType(elem) | ExprKind::ChanType { elem, .. } => {
                self.expr("elem", elem);
            }
            ExprKind::StructType { fields } => self.fields("field", "type", fields),
            ExprKind::FuncType { params, results } => {
                self.fields("param", "type", params);
                self.fields("result", "type", results);
            }
            ExprKind::InterfaceType { elems } => self.fields("method", "elem", elems),
            ExprKind::MapType { key, value } => {
                self.expr("key", key);
                self.expr("value", value);
            }
        }
    }

    fn of_stmt(&mut self, s: StmtId) {
        match &self.file.stmt(s).kind {
            StmtKind::Bad | StmtKind::Empty => {}
            &StmtKind::Label { label, stmt } => {
                self.expr("label", label);
                self.stmt("stmt", stmt);
            }
            &StmtKind::Block { stmts, .. } => self.stmts("stmt", stmts),
            &StmtKind::Expr(x) | &StmtKind::IncDec { x, .. } => self.expr("x", x),
            &StmtKind::Go(x) | &StmtKind::Defer(x) => self.expr("call", x),
            &StmtKind::Send { chan, value } => {
                self.expr("chan", chan);
                self.expr("value", value);
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|&d| (self.visit)("decl", Node::Decl(d))),
            &StmtKind::Assign { lhs, rhs, .. } => {
                self.exprs("lhs", lhs);
                self.exprs("rhs", rhs);
            }
            &StmtKind::Branch { label, .. } => self.opt_expr("label", label),
            &StmtKind::Return(results) => self.exprs("result", results),
            &StmtKind::If { init, cond, then, els } => {
                self.opt_stmt("init", init);
                self.opt_expr("cond", cond);
                self.stmt("then", then);
                self.opt_stmt("else", els);
            }
            &StmtKind::For { init, cond, post, body } => {
                self.opt_stmt("init", init);
                self.opt_expr("cond", cond);
                self.opt_stmt("post", post);
                self.stmt("body", body);
            }
            &StmtKind::Range { lhs, x, body, .. } => {
                self.exprs("lhs", lhs);
                self.expr("x", x);
                self.stmt("body", body);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.opt_stmt("init", *init);
                self.opt_expr("tag", *tag);
                clauses.iter().for_each(|clause| (self.visit)("clause", Node::Case(clause)));
            }
            StmtKind::TypeSwitch { init, lhs, x, clauses, .. } => {
                self.opt_stmt("init", *init);
                self.opt_expr("lhs", *lhs);
                self.expr("x", *x);
                clauses.iter().for_each(|clause| (self.visit)("clause", Node::Case(clause)));
            }
            StmtKind::Select { clauses, .. } => {
                clauses.iter().for_each(|clause| (self.visit)("clause", Node::Comm(clause)));
            }
        }
    }

    fn of_decl(&mut self, d: DeclId) {
        match &self.file.decl(d).kind {
            DeclKind::Import { name, path } => {
                self.opt_expr("name", *name);
                self.expr("path", *path);
            }
            DeclKind::Const { names, ty, values, .. } | DeclKind::Var { names, ty, values } => {
                self.exprs("name", *names);
                self.opt_expr("type", *ty);
                self.exprs("value", *values);
            }
            DeclKind::Type { name, tparams, ty, .. } => {
                self.expr("name", *name);
                self.fields("tparam", "bound", *tparams);
                self.expr("type", *ty);
            }
            DeclKind::Func(func) => {
                if let Some(recv) = &func.recv {
                    self.opt_expr("recv", recv.name);
                    self.expr("type", recv.ty);
                }
                self.expr("name", func.name);
                self.fields("tparam", "bound", func.tparams);
                self.expr("type", func.ty);
                self.opt_stmt("body", func.body);
            }
        }
    }
}
