//! The tree as text, for tests.
//!
//! A line for each node: its role and kind, gc's position, and the span if it begins elsewhere or ends on
//! another line.

use crate::ast::{ChanDir, DeclKind, Directive, ExprKind, File, StmtKind};
use crate::walk::{self, Node};
use pontoon_base::{Pos, SourceMap};
use std::fmt::Write;

/// The whole file, its diagnostics first.
pub fn file(file: &File, sources: &SourceMap) -> String {
    let mut dump = Dump { file, sources, out: String::new() };
    for diagnostic in &file.diagnostics {
        let line = format!("error {}: {}", dump.place(diagnostic.anchor), diagnostic.message);
        dump.line(0, &line);
    }
    if let Some((pos, expr)) = file.build_constraint {
        let line = format!("build {}: {expr}", dump.place(pos));
        dump.line(0, &line);
    }
    for near_miss in &file.near_misses {
        let line = format!("near miss {}: {:?}", dump.place(near_miss.pos), near_miss.text);
        dump.line(0, &line);
    }
    // Those that belong to a declaration are shown with it.
    let taken = |i: usize| file.decl_arena.values().any(|d| d.directives.contains(&(i as u32)));
    for (i, directive) in file.directives.iter().enumerate() {
        if !taken(i) {
            dump.directive(0, directive);
        }
    }
    if let Some(package) = file.package {
        dump.node(0, "package", Node::Expr(package));
    }
    for &decl in &file.decls {
        dump.node(0, "decl", Node::Decl(decl));
    }
    dump.out
}

struct Dump<'f> {
    file: &'f File,
    sources: &'f SourceMap,
    out: String,
}

impl<'f> Dump<'f> {
    fn line(&mut self, depth: usize, line: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Line and column as gc has them, without the file's name unless a line directive gave another.
    fn place(&self, pos: Pos) -> String {
        let (Some(location), Some(physical)) = (self.sources.location(pos), self.sources.physical(pos))
        else {
            return "nowhere".into();
        };
        if location.file != physical.file {
            return location.to_string();
        }
        format!("{}:{}", location.line, location.col)
    }

    fn directive(&mut self, depth: usize, directive: &Directive) {
        let place = self.place(directive.pos);
        let alone = if directive.alone { "" } else { ", not alone" };
        self.line(depth, &format!("directive {place}: {:?} {:?}{alone}", directive.text, directive.place));
    }

    fn node(&mut self, depth: usize, role: &str, node: Node<'f>) {
        let mut line = format!("{role}: {} {}", self.kind(node), self.place(node.pos(self.file)));
        let span = node.span(self.file);
        if span.lo == node.pos(self.file) {
            let _ = write!(line, "-{}", self.place(span.hi));
        } else {
            let _ = write!(line, " in {}-{}", self.place(span.lo), self.place(span.hi));
        }
        self.line(depth, &line);
        if let Node::Decl(decl) = node {
            for directive in self.file.directives_of(self.file.decl(decl)) {
                self.directive(depth + 1, directive);
            }
        }
        walk::children(self.file, node, &mut |role, child| self.node(depth + 1, role, child));
    }

    /// The kind with what it has besides children.
    fn kind(&self, node: Node<'f>) -> String {
        match node {
            Node::Expr(x) => expr_kind(self.file.expr(x).kind),
            Node::Stmt(s) => stmt_kind(&self.file.stmt(s).kind),
            Node::Decl(d) => {
                let decl = self.file.decl(d);
                let kind = match &decl.kind {
                    DeclKind::Import { .. } => "import".into(),
                    DeclKind::Const { iota, .. } => format!("const {iota}"),
                    DeclKind::Type { alias: true, .. } => "alias".into(),
                    DeclKind::Type { .. } => "type".into(),
                    DeclKind::Var { .. } => "var".into(),
                    DeclKind::Func(func) if func.recv.is_some() => "method".into(),
                    DeclKind::Func(_) => "func".into(),
                };
                if decl.group > 0 { format!("{kind} group {}", decl.group) } else { kind }
            }
            Node::Case(clause) => if clause.cases.is_some() { "case" } else { "default" }.into(),
            Node::Comm(clause) => if clause.comm.is_some() { "case" } else { "default" }.into(),
        }
    }
}

fn expr_kind(kind: ExprKind) -> String {
    let word = match kind {
        ExprKind::Name(name) => return format!("name {name}"),
        ExprKind::BasicLit { text, bad, .. } => {
            let text = text.as_str().replace('\r', "\\r");
            return format!("literal {text}{}", if bad { " bad" } else { "" });
        }
        ExprKind::Unary { op, .. } => return format!("unary {}", op.text()),
        ExprKind::Binary { op, .. } => return format!("binary {}", op.text()),
        ExprKind::Bad => "bad",
        ExprKind::CompositeLit { .. } => "composite",
        ExprKind::KeyValue { .. } => "key-value",
        ExprKind::FuncLit { .. } => "func literal",
        ExprKind::Paren(_) => "paren",
        ExprKind::Selector { .. } => "selector",
        ExprKind::Index { .. } => "index",
        ExprKind::Slice { full: true, .. } => "full slice",
        ExprKind::Slice { .. } => "slice",
        ExprKind::Assert { .. } => "assert",
        ExprKind::Star(_) => "star",
        ExprKind::Call { dots: true, .. } => "call dots",
        ExprKind::Call { .. } => "call",
        ExprKind::ArrayType { .. } => "array type",
        ExprKind::SliceType(_) => "slice type",
        ExprKind::DotsType(_) => "dots type",
        ExprKind::StructType { .. } => "struct type",
        ExprKind::FuncType { .. } => "func type",
        ExprKind::InterfaceType { .. } => "interface type",
        ExprKind::MapType { .. } => "map type",
        ExprKind::ChanType { dir: ChanDir::Both, .. } => "chan type",
        ExprKind::ChanType { dir: ChanDir::Send, .. } => "send chan type",
        ExprKind::ChanType { dir: ChanDir::Recv, .. } => "receive chan type",
    };
    word.into()
}

fn stmt_kind(kind: &StmtKind) -> String {
    let word = match kind {
        StmtKind::Assign { op: Some(op), .. } => return format!("assign {}=", op.text()),
        StmtKind::Branch { kind, .. } => kind.text(),
        StmtKind::Bad => "bad",
        StmtKind::Empty => "empty",
        StmtKind::Label { .. } => "labeled",
        StmtKind::Block { .. } => "block",
        StmtKind::Expr(_) => "expr",
        StmtKind::Send { .. } => "send",
        StmtKind::Decl(_) => "decl",
        StmtKind::Assign { define: true, .. } => "define",
        StmtKind::Assign { .. } => "assign",
        StmtKind::IncDec { inc: true, .. } => "inc",
        StmtKind::IncDec { .. } => "dec",
        StmtKind::Go(_) => "go",
        StmtKind::Defer(_) => "defer",
        StmtKind::Return(_) => "return",
        StmtKind::If { .. } => "if",
        StmtKind::For { .. } => "for",
        StmtKind::Range { define: true, .. } => "range define",
        StmtKind::Range { .. } => "range",
        StmtKind::Switch { .. } => "switch",
        StmtKind::TypeSwitch { .. } => "type switch",
        StmtKind::Select { .. } => "select",
    };
    word.into()
}
