//! Expressions as gc's messages show them: cmd/compile/internal/syntax's short form, in which the bodies of
//! functions and composite literals are an ellipsis.

use crate::ast::{BinaryOp, ChanDir, ExprId, ExprKind, ExprList, Field, FieldList, File, StmtId, StmtKind};

/// The expression or type in the short form.
pub fn expr(file: &File, x: ExprId) -> String {
    let mut printer = Printer { file, out: String::new() };
    printer.expr(x);
    printer.out
}

/// A simple statement that stands where a condition should, as the message about it shows it. The operands of
/// an assignment get parentheses, since it was likely meant as a comparison.
pub(crate) fn condition(file: &File, stmt: StmtId) -> String {
    let mut printer = Printer { file, out: String::new() };
    match file.stmt(stmt).kind {
        StmtKind::Assign { op: None, define: false, lhs, rhs } => {
            printer.out.push_str("assignment ");
            printer.emphasized(lhs);
            printer.out.push_str(" = ");
            printer.emphasized(rhs);
        }
        StmtKind::Assign { op, define, lhs, rhs } => {
            let op = if define { ":" } else { op.map_or("", BinaryOp::text) };
            printer.list(lhs);
            printer.out.push_str(&format!(" {op}= "));
            printer.list(rhs);
        }
        StmtKind::IncDec { x, inc } => {
            printer.expr(x);
            printer.out.push_str(if inc { "++" } else { "--" });
        }
        StmtKind::Send { chan, value } => {
            printer.expr(chan);
            printer.out.push_str(" <- ");
            printer.expr(value);
        }
        _ => {}
    }
    printer.out
}

struct Printer<'f> {
    file: &'f File,
    out: String,
}

impl Printer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn list(&mut self, list: ExprList) {
        for (i, &x) in self.file.list(list).iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.expr(x);
        }
    }

    fn emphasized(&mut self, list: ExprList) {
        let binary =
            matches!(self.file.list(list), &[x] if matches!(self.file.expr(x).kind, ExprKind::Binary { .. }));
        self.text(if binary { "(" } else { "" });
        self.list(list);
        self.text(if binary { ")" } else { "" });
    }

    fn opt(&mut self, x: Option<ExprId>) {
        if let Some(x) = x {
            self.expr(x);
        }
    }

    fn expr(&mut self, x: ExprId) {
        match self.file.expr(x).kind {
            // Only the keyword in `x.(type)` is written and yet no expression.
            ExprKind::Bad if self.file.expr(x).span.lo < self.file.expr(x).span.hi => self.text("type"),
            ExprKind::Bad => self.text("<bad expr>"),
            ExprKind::Name(name) => self.text(name.as_str()),
            ExprKind::BasicLit { text, .. } => self.text(text.as_str()),
            ExprKind::CompositeLit { ty, elems, .. } => {
                self.opt(ty);
                self.text(if elems.is_empty() { "{}" } else { "{…}" });
            }
            ExprKind::KeyValue { key, value } => self.pair(key, ": ", value),
            ExprKind::FuncLit { ty, body } => {
                self.expr(ty);
                let empty =
                    matches!(self.file.stmt(body).kind, StmtKind::Block { stmts, .. } if stmts.is_empty());
                self.text(if empty { " {}" } else { " {…}" });
            }
            ExprKind::Paren(x) => {
                self.text("(");
                self.expr(x);
                self.text(")");
            }
            ExprKind::Selector { x, sel } => self.pair(x, ".", sel),
            ExprKind::Index { x, indices } => {
                self.expr(x);
                self.text("[");
                self.list(indices);
                self.text("]");
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.expr(x);
                self.text("[");
                self.opt(lo);
                self.text(":");
                self.opt(hi);
                if max.is_some() {
                    self.text(":");
                    self.opt(max);
                }
                self.text("]");
            }
            ExprKind::Assert { x, ty } => {
                self.pair(x, ".(", ty);
                self.text(")");
            }
            ExprKind::Star(x) => self.prefixed("*", x),
            ExprKind::Unary { op, x } => self.prefixed(op.text(), x),
            ExprKind::Binary { .. } => self.binary(x),
            ExprKind::Call { fun, args, dots } => {
                self.expr(fun);
                self.text("(");
                self.list(args);
                self.text(if dots { "...)" } else { ")" });
            }
            ty => self.type_literal(ty),
        }
    }

    /// Long sums lean to the left, and may be longer than the stack is deep.
    fn binary(&mut self, mut x: ExprId) {
        let mut rest = Vec::new();
        while let ExprKind::Binary { op, x: left, y } = self.file.expr(x).kind {
            rest.push((op, y));
            x = left;
        }
        self.expr(x);
        for (op, y) in rest.into_iter().rev() {
            self.text(" ");
            self.text(op.text());
            self.prefixed(" ", y);
        }
    }

    fn type_literal(&mut self, ty: ExprKind) {
        match ty {
            ExprKind::ArrayType { len, elem } => {
                self.text("[");
                match len {
                    Some(len) => self.expr(len),
                    None => self.text("..."),
                }
                self.text("]");
                self.expr(elem);
            }
            ExprKind::SliceType(elem) => self.prefixed("[]", elem),
            ExprKind::DotsType(elem) => self.prefixed("...", elem),
            ExprKind::StructType { fields } => {
                self.text("struct{");
                self.struct_fields(fields);
                self.text("}");
            }
            ExprKind::FuncType { params, results } => {
                self.text("func");
                self.signature(params, results);
            }
            ExprKind::InterfaceType { elems } => {
                self.text("interface{");
                self.interface_elems(elems);
                self.text("}");
            }
            ExprKind::MapType { key, value } => {
                self.text("map[");
                self.pair(key, "]", value);
            }
            ExprKind::ChanType { dir, elem } => {
                self.text(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                });
                // `chan (<-chan T)` is not `chan<- chan T`.
                let receives =
                    matches!(self.file.expr(elem).kind, ExprKind::ChanType { dir: ChanDir::Recv, .. });
                let parens = dir == ChanDir::Both && receives;
                self.text(if parens { "(" } else { "" });
                self.expr(elem);
                self.text(if parens { ")" } else { "" });
            }
            _ => pontoon_base::bug!("{ty:?} is no type literal"),
        }
    }

    fn pair(&mut self, x: ExprId, between: &str, y: ExprId) {
        self.expr(x);
        self.text(between);
        self.expr(y);
    }

    fn prefixed(&mut self, prefix: &str, x: ExprId) {
        self.text(prefix);
        self.expr(x);
    }

    fn struct_fields(&mut self, list: FieldList) {
        let fields = self.file.fields(list);
        // `a, b T` are fields with one type.
        for (i, group) in fields.chunk_by(|a, b| b.name.is_some() && a.ty == b.ty).enumerate() {
            if i > 0 {
                self.text("; ");
            }
            self.names(group);
            self.expr(group[0].ty);
            if let Some(tag) = group[0].tag {
                self.text(" ");
                self.expr(tag);
            }
        }
    }

    /// The names of fields with one type, and a blank behind them.
    fn names(&mut self, group: &[Field]) {
        for (i, name) in group.iter().filter_map(|field| field.name).enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.expr(name);
        }
        self.text(if group[0].name.is_some() { " " } else { "" });
    }

    fn interface_elems(&mut self, list: FieldList) {
        for (i, elem) in self.file.fields(list).iter().enumerate() {
            if i > 0 {
                self.text("; ");
            }
            match (elem.name, self.file.expr(elem.ty).kind) {
                (Some(name), ExprKind::FuncType { params, results }) => {
                    self.expr(name);
                    self.signature(params, results);
                }
                _ => self.expr(elem.ty),
            }
        }
    }

    fn signature(&mut self, params: FieldList, results: FieldList) {
        self.params(params);
        match self.file.fields(results) {
            [] => {}
            [Field { name: None, ty, .. }] => self.prefixed(" ", *ty),
            _ => {
                self.text(" ");
                self.params(results);
            }
        }
    }

    fn params(&mut self, list: FieldList) {
        self.text("(");
        let fields = self.file.fields(list);
        let same = |a: &Field, b: &Field| a.name.is_some() && b.name.is_some() && a.ty == b.ty;
        for (i, group) in fields.chunk_by(same).enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.names(group);
            self.expr(group[0].ty);
        }
        self.text(")");
    }
}
