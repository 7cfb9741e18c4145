//! Declarations.

use super::Parser;
use crate::ast::{
    BinaryOp, Decl, DeclId, DeclKind, DirectivePlace, ExprId, ExprKind, ExprList, FieldList, FuncDecl,
    IdRange, LitKind, StmtId, UnaryOp,
};
use crate::token::Token;
use pontoon_base::{Pos, Span};
use std::ops::Range;

/// Where a specification stands.
pub(super) struct Spec {
    /// 0 outside of groups.
    group: u32,
    /// Its number in the group.
    index: u32,
    /// Those in front of the group's keyword.
    directives: Range<u32>,
}

impl Spec {
    const ALONE: Spec = Spec { group: 0, index: 0, directives: 0..0 };
}

/// What is known of a declaration where it begins.
struct Begin {
    pos: Pos,
    /// The first id of the declaration's expressions.
    exprs: ExprId,
    directives: Range<u32>,
    group: u32,
}

impl Parser<'_> {
    /// One specification, or a parenthesised group of them; the keyword has been taken.
    pub(super) fn group(&mut self, decls: &mut Vec<DeclId>, parse: fn(&mut Self, &Spec) -> DeclId) {
        if self.tok() != Token::Lparen {
            let decl = parse(self, &Spec::ALONE);
            decls.push(decl);
            return;
        }
        let directives = self.s.collector.take(self.place(false));
        self.groups += 1;
        let mut spec = Spec { group: self.groups, index: 0, directives };
        self.next();
        self.list("grouped declaration", Token::Semi, Token::Rparen, |p| {
            let decl = parse(p, &spec);
            decls.push(decl);
            spec.index += 1;
            false
        });
    }

    fn place(&self, grouped: bool) -> DirectivePlace {
        match () {
            () if self.fnest > 0 => DirectivePlace::Inside,
            () if grouped => DirectivePlace::Group,
            () => DirectivePlace::Decl,
        }
    }

    /// What is known of a declaration where it begins.
    fn begin(&mut self, spec: &Spec) -> Begin {
        let place = self.place(spec.group != 0);
        let own = self.s.collector.take(place);
        let directives =
            if own.is_empty() && !spec.directives.is_empty() { spec.directives.clone() } else { own };
        Begin { pos: self.pos(), exprs: self.file.exprs.next_key(), directives, group: spec.group }
    }

    fn new_decl(&mut self, kind: DeclKind, begin: Begin) -> DeclId {
        let Begin { pos, exprs: start, directives, group } = begin;
        let span = Span::new(pos, self.prev_end().max(pos));
        let exprs = IdRange { start, end: self.file.exprs.next_key() };
        self.file.decl_arena.push(Decl { kind, span, pos, directives, exprs, group })
    }

    /// ImportSpec = [ "." | PackageName ] ImportPath .
    pub(super) fn import_decl(&mut self, spec: &Spec) -> DeclId {
        let begin = self.begin(spec);
        let name = match self.tok() {
            Token::Name => Some(self.name()),
            Token::Dot => {
                let (pos, symbol) = (self.pos(), self.s.symbol());
                self.next();
                Some(self.new_expr(ExprKind::Name(symbol), pos, pos))
            }
            _ => None,
        };
        let path = match self.literal() {
            Some(path) => {
                self.check_import_path(path);
                path
            }
            None => {
                let path = self.bad_expr();
                self.syntax_error("missing import path");
                self.advance(&[Token::Semi, Token::Rparen]);
                path
            }
        };
        self.new_decl(DeclKind::Import { name, path }, begin)
    }

    fn check_import_path(&mut self, path: ExprId) {
        if let ExprKind::BasicLit { kind, text, bad: false } = self.kind(path)
            && kind != LitKind::String
        {
            self.syntax_error_at(self.pos_of(path), "import path must be a string");
            self.file.exprs[path].kind = ExprKind::BasicLit { kind, text, bad: true };
        }
    }

    /// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
    pub(super) fn const_decl(&mut self, spec: &Spec) -> DeclId {
        let begin = self.begin(spec);
        let names = self.name_list();
        let (mut ty, mut values) = (None, ExprList::default());
        if !matches!(self.tok(), Token::Eof | Token::Semi | Token::Rparen) {
            ty = self.type_or_nil();
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        self.new_decl(DeclKind::Const { names, ty, values, iota: spec.index }, begin)
    }

    /// VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
    pub(super) fn var_decl(&mut self, spec: &Spec) -> DeclId {
        let begin = self.begin(spec);
        let names = self.name_list();
        let (mut ty, mut values) = (None, ExprList::default());
        if self.got_assign() {
            values = self.expr_list();
        } else {
            ty = Some(self.type_());
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        self.new_decl(DeclKind::Var { names, ty, values }, begin)
    }

    /// IdentifierList = identifier { "," identifier } .
    fn name_list(&mut self) -> ExprList {
        let start = self.expr_stack.len();
        loop {
            let name = self.name();
            self.expr_stack.push(name);
            if !self.got(Token::Comma) {
                return self.expr_list_from(start);
            }
        }
    }

    /// TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
    pub(super) fn type_decl(&mut self, spec: &Spec) -> DeclId {
        let begin = self.begin(spec);
        let name = self.name();
        let mut tparams = FieldList::default();
        let mut alias = false;
        let ty = if self.tok() == Token::Lbrack {
            let open = self.pos();
            self.next();
            match self.tok() {
                Token::Name => {
                    let (x, param) = self.array_len_or_type_param();
                    match param {
                        Some((name, bound)) => {
                            tparams = self.type_params(Some((name, bound)));
                            alias = self.got_assign();
                            self.type_or_nil()
                        }
                        None => Some(self.array_type(open, Some(x))),
                    }
                }
                Token::Rbrack => {
                    self.next();
                    Some(self.slice_type(open))
                }
                _ => Some(self.array_type(open, None)),
            }
        } else {
            alias = self.got_assign();
            self.type_or_nil()
        };
        let ty = ty.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(&[Token::Semi, Token::Rparen]);
            bad
        });
        self.new_decl(DeclKind::Type { name, tparams, alias, ty }, begin)
    }

    /// What follows `type T [` if it begins with a name: an array's length, or a type parameter with its bound
    /// as far as that looks like an expression.
    fn array_len_or_type_param(&mut self) -> (ExprId, Option<(ExprId, Option<ExprId>)>) {
        let mut x = self.name();
        // Index expressions are never constant, so `P [` must be a parameter and the start of its bound.
        if self.tok() != Token::Lbrack {
            self.xnest += 1;
            x = self.pexpr(Some(x), false);
            x = self.binary_expr(Some(x), 0);
            self.xnest -= 1;
        }
        let force = self.tok() == Token::Comma;
        let param = self.extract_name(x, force).filter(|(_, ty)| ty.is_some() || self.tok() != Token::Rbrack);
        (x, param)
    }

    /// Splits an expression like `P *E` into a name and a type, if the type cannot be part of an ordinary
    /// expression, or if `force` is set. A mere name has no type. In a union it is the first term that is split.
    fn extract_name(&mut self, x: ExprId, mut force: bool) -> Option<(ExprId, Option<ExprId>)> {
        // The terms of a union lean to the left, and there may be many.
        let mut first = x;
        let mut unions = Vec::new();
        while let ExprKind::Binary { op: BinaryOp::Or, x: left, y } = self.kind(first) {
            force = force || self.is_type_elem(y);
            unions.push((first, y));
            first = left;
        }
        let (name, mut ty) = self.split_term(first, force)?;
        if unions.is_empty() {
            return Some((name, ty));
        }
        let mut left = ty?;
        let lo = self.lo(left);
        for (union, y) in unions.into_iter().rev() {
            self.file.exprs[union].kind = ExprKind::Binary { op: BinaryOp::Or, x: left, y };
            self.file.exprs[union].span.lo = lo;
            left = union;
            ty = Some(union);
        }
        Some((name, ty))
    }

    /// [`Self::extract_name`] for a single term.
    fn split_term(&mut self, x: ExprId, force: bool) -> Option<(ExprId, Option<ExprId>)> {
        let is_name = |p: &Self, x| matches!(p.kind(x), ExprKind::Name(_));
        match self.kind(x) {
            ExprKind::Name(_) => Some((x, None)),
            ExprKind::Binary { op: BinaryOp::Mul, x: name, y } if is_name(self, name) => {
                (force || self.is_type_elem(y)).then(|| {
                    let star = &mut self.file.exprs[x];
                    star.kind = ExprKind::Star(y);
                    star.span.lo = star.pos;
                    (name, Some(x))
                })
            }
            ExprKind::Call { fun, args, dots: false } if is_name(self, fun) && args.len() == 1 => {
                let arg = self.file.list(args)[0];
                (force || self.is_type_elem(arg)).then(|| (fun, Some(self.file.unparen(arg))))
            }
            _ => None,
        }
    }

    /// Whether `x` can only be an element of a constraint, not a value.
    fn is_type_elem(&self, mut x: ExprId) -> bool {
        loop {
            x = match self.kind(x) {
                ExprKind::ArrayType { .. }
                | ExprKind::StructType { .. }
                | ExprKind::FuncType { .. }
                | ExprKind::InterfaceType { .. }
                | ExprKind::SliceType(_)
                | ExprKind::MapType { .. }
                | ExprKind::ChanType { .. }
                | ExprKind::Unary { op: UnaryOp::Tilde, .. } => return true,
                ExprKind::Binary { y, .. } if self.is_type_elem(y) => return true,
                ExprKind::Binary { x, .. }
                | ExprKind::Unary { x, .. }
                | ExprKind::Star(x)
                | ExprKind::Paren(x) => x,
                _ => return false,
            }
        }
    }

    /// FunctionDecl = "func" FunctionName [ TypeParams ] ( Function | Signature ) .
    /// MethodDecl = "func" Receiver MethodName [ TypeParams ] ( Function | Signature ) .
    pub(super) fn func_decl(&mut self) -> DeclId {
        let begin = self.begin(&Spec::ALONE);
        let has_recv = self.got(Token::Lparen);
        let mut recv = None;
        if has_recv {
            let list = self.params(Token::Rparen, false);
            match list.len() {
                0 => self.error_at(self.pos(), "method has no receiver"),
                1 => {}
                _ => self.error_at(self.pos(), "method has multiple receivers"),
            }
            recv = self.file.fields(list).first().copied();
        }
        let (name, tparams, ty);
        if self.tok() == Token::Name {
            name = self.name();
            (tparams, ty) = self.func_type(None);
        } else {
            let here = self.pos();
            name = self.blank_name(here);
            tparams = FieldList::default();
            let empty = ExprKind::FuncType { params: FieldList::default(), results: FieldList::default() };
            ty = self.new_expr(empty, here, here);
            self.syntax_error(if has_recv { "expected name" } else { "expected name or (" });
            self.advance(&[Token::Lbrace, Token::Semi]);
        }
        let body = (self.tok() == Token::Lbrace).then(|| self.func_body());
        self.new_decl(DeclKind::Func(FuncDecl { recv, name, tparams, ty, body }), begin)
    }

    pub(super) fn func_body(&mut self) -> StmtId {
        self.fnest += 1;
        let body = self.block("");
        self.fnest -= 1;
        body
    }
}
