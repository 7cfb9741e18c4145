//! Fields, parameters, type parameters, and the elements of interfaces.

use super::Parser;
use crate::ast::{BinaryOp, ExprId, ExprKind, Field, FieldList, LitKind, UnaryOp};
use crate::token::{Operator, Token};
use pontoon_base::Pos;

/// A parameter as far as it is known: of `a, b int` the `a` has no type yet, and of `(a, b)` the names may turn
/// out to be types.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pos: Pos,
    name: Option<ExprId>,
    ty: Option<ExprId>,
}

impl Parser<'_> {
    /// Result = Parameters | Type .
    pub(super) fn results(&mut self) -> FieldList {
        if self.got(Token::Lparen) {
            return self.params(Token::Rparen, false);
        }
        let pos = self.pos();
        let Some(ty) = self.type_or_nil() else { return FieldList::default() };
        let start = self.field_stack.len();
        self.field_stack.push(Field { name: None, ty, tag: None, pos });
        self.field_list_from(start)
    }

    fn push_field(&mut self, pos: Pos, name: Option<ExprId>, ty: ExprId, tag: Option<ExprId>) {
        self.field_stack.push(Field { name, ty, tag, pos });
    }

    /// A field's tag. gc's type checker refuses numbers, go/parser already does not parse them.
    fn tag(&mut self) -> Option<ExprId> {
        let tag = self.literal()?;
        if let ExprKind::BasicLit {
            kind: kind @ (LitKind::Int | LitKind::Float | LitKind::Imag),
            text,
            bad: false,
        } = self.kind(tag)
        {
            let message = format!("invalid syntax tree: incorrect tag syntax: {:?}", text.as_str());
            self.late_error("invalid-syntax-tree", self.file.exprs[tag].span, message);
            self.file.exprs[tag].kind = ExprKind::BasicLit { kind, text, bad: true };
        }
        Some(tag)
    }

    /// FieldDecl = (IdentifierList Type | AnonymousField) [ Tag ] .
    pub(super) fn field_decl(&mut self) {
        let pos = self.pos();
        match self.tok() {
            Token::Name => self.named_field(pos),
            Token::Star => {
                self.next();
                let ty = if self.tok() == Token::Lparen {
                    self.parenthesized_name()
                } else {
                    self.qualified_name(None)
                };
                let ty = self.new_expr(ExprKind::Star(ty), pos, pos);
                let tag = self.tag();
                self.push_field(pos, None, ty, tag);
            }
            Token::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let star = self.pos();
                let ty = if self.got(Token::Star) {
                    let name = self.qualified_name(None);
                    self.new_expr(ExprKind::Star(name), star, star)
                } else {
                    self.qualified_name(None)
                };
                self.got(Token::Rparen);
                let tag = self.tag();
                self.push_field(pos, None, ty, tag);
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Token::Semi, Token::Rbrace]);
            }
        }
    }

    /// `(T)` where T may not have parentheses.
    fn parenthesized_name(&mut self) -> ExprId {
        self.syntax_error("cannot parenthesize embedded type");
        self.next();
        let name = self.qualified_name(None);
        self.got(Token::Rparen);
        name
    }

    /// A field, or an embedded type, that begins with a name.
    fn named_field(&mut self, pos: Pos) {
        let name = self.name();
        if matches!(self.tok(), Token::Dot | Token::Literal | Token::Semi | Token::Rbrace) {
            let ty = self.qualified_name(Some(name));
            let tag = self.tag();
            return self.push_field(pos, None, ty, tag);
        }
        let start = self.expr_stack.len();
        self.expr_stack.push(name);
        while self.got(Token::Comma) {
            let name = self.name();
            self.expr_stack.push(name);
        }
        let ty = if self.expr_stack.len() == start + 1 && self.tok() == Token::Lbrack {
            // Either an embedded `T[P1, P2]` or a field `T` of type `[P]E` or `[]E`.
            let ty = self.array_or_type_args(name);
            if matches!(self.kind(ty), ExprKind::Index { .. }) {
                self.expr_stack.truncate(start);
                let tag = self.tag();
                return self.push_field(pos, None, ty, tag);
            }
            ty
        } else {
            self.type_()
        };
        let tag = self.tag();
        for i in start..self.expr_stack.len() {
            let name = self.expr_stack[i];
            self.push_field(self.pos_of(name), Some(name), ty, tag);
        }
        self.expr_stack.truncate(start);
    }

    /// What follows `name` at `[`: an array or slice type, or type arguments, which make an `Index` of `name`.
    fn array_or_type_args(&mut self, name: ExprId) -> ExprId {
        let pos = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return self.slice_type(pos);
        }
        let start = self.expr_stack.len();
        let comma = self.type_list(false);
        self.want(Token::Rbrack);
        if !comma && let Some(elem) = self.type_or_nil() {
            let len = self.expr_stack.pop();
            return self.new_expr(ExprKind::ArrayType { len, elem }, pos, pos);
        }
        let indices = self.expr_list_from(start);
        self.new_expr(ExprKind::Index { x: name, indices }, self.lo(name), pos)
    }

    /// A method or an embedded element of an interface.
    pub(super) fn interface_elem(&mut self) -> Field {
        let pos = self.pos();
        let mut elem = Param { pos, name: None, ty: None };
        if self.tok() == Token::Name {
            elem = self.method_or_embedded(pos);
        }
        if elem.name.is_none() {
            elem = self.embedded_elem(elem);
        }
        let ty = elem.ty.unwrap_or_else(|| self.bad_expr());
        Field { name: elem.name, ty, tag: None, pos }
    }

    /// MethodSpec = MethodName Signature | InterfaceTypeName .
    fn method_or_embedded(&mut self, pos: Pos) -> Param {
        let name = self.name();
        let embedded = |ty| Param { pos, name: None, ty: Some(ty) };
        match self.tok() {
            Token::Lparen => self.method(pos, name),
            Token::Lbrack => {
                // Either type arguments of an embedded type, or type parameters, which methods cannot have.
                let open = self.pos();
                self.next();
                if self.tok() == Token::Rbrack {
                    let close = self.pos();
                    self.next();
                    if self.tok() == Token::Lparen {
                        self.error_at(close, "empty type parameter list");
                        return self.method(pos, name);
                    }
                    self.error_at(close, "empty type argument list");
                    return embedded(name);
                }
                let list = self.params(Token::Rbrack, false);
                if list.is_empty() {
                    return if self.tok() == Token::Lparen { self.method(pos, name) } else { embedded(name) };
                }
                if self.file.fields(list)[0].name.is_some() {
                    let method = self.method(pos, name);
                    let message = "interface method must have no type parameters";
                    self.coded("invalid-method-type-params", |p| p.error_at(open, message));
                    return method;
                }
                let start = self.expr_stack.len();
                self.expr_stack.extend(self.file.fields(list).iter().map(|field| field.ty));
                let indices = self.expr_list_from(start);
                embedded(self.new_expr(ExprKind::Index { x: name, indices }, self.lo(name), open))
            }
            _ => embedded(self.qualified_name(Some(name))),
        }
    }

    fn method(&mut self, pos: Pos, name: ExprId) -> Param {
        let (_, ty) = self.func_type(Some("interface method"));
        Param { pos, name: Some(name), ty: Some(ty) }
    }

    fn at_operator(&self, op: Operator) -> bool {
        self.tok() == Token::Operator && self.s.op == op
    }

    fn at_union(&self) -> bool {
        self.at_operator(Operator::Binary(BinaryOp::Or))
    }

    /// EmbeddedElem = MethodSpec | EmbeddedTerm { "|" EmbeddedTerm } .
    ///
    /// `elem` has the first term if it has been parsed.
    fn embedded_elem(&mut self, mut elem: Param) -> Param {
        let mut ty = match elem.ty {
            Some(ty) => ty,
            None => self.embedded_term(),
        };
        while self.at_union() {
            let pos = self.pos();
            self.next();
            let y = self.embedded_term();
            ty = self.new_expr(ExprKind::Binary { op: BinaryOp::Or, x: ty, y }, self.lo(ty), pos);
        }
        elem.ty = Some(ty);
        elem
    }

    /// EmbeddedTerm = [ "~" ] Type .
    fn embedded_term(&mut self) -> ExprId {
        let pos = self.pos();
        if self.at_operator(Operator::Tilde) {
            self.next();
            let x = self.type_();
            return self.new_expr(ExprKind::Unary { op: UnaryOp::Tilde, x }, pos, pos);
        }
        if let Some(ty) = self.type_or_nil() {
            return ty;
        }
        let bad = self.bad_expr();
        self.syntax_error("expected ~ term or type");
        self.advance(&[Token::Operator, Token::Semi, Token::Rparen, Token::Rbrack, Token::Rbrace]);
        bad
    }

    /// ParameterDecl = [ IdentifierList ] [ "..." ] Type .
    ///
    /// `name` is the first name if it has been parsed. In a list that `]` closes, types may be unions.
    fn param_decl(&mut self, name: Option<ExprId>, close: Token) -> Option<Param> {
        let unions = close == Token::Rbrack;
        let pos = name.map_or(self.pos(), |name| self.pos_of(name));
        let mut param = Param { pos, name: None, ty: None };
        if name.is_none() && unions && self.at_operator(Operator::Tilde) {
            return Some(self.embedded_elem(param));
        }
        if name.is_some() || self.tok() == Token::Name {
            let name = name.unwrap_or_else(|| self.name());
            match self.tok() {
                Token::Lbrack => {
                    let ty = self.array_or_type_args(name);
                    param.ty = Some(ty);
                    if !matches!(self.kind(ty), ExprKind::Index { .. }) {
                        param.name = Some(name);
                    }
                }
                Token::Dot => param.ty = Some(self.qualified_name(Some(name))),
                _ if unions && self.at_union() => param.ty = Some(name),
                _ => param.name = Some(name),
            }
            if param.ty.is_some() {
                return Some(if unions && self.at_union() { self.embedded_elem(param) } else { param });
            }
        }

        if self.tok() == Token::DotDotDot {
            let dots = self.pos();
            self.next();
            param.ty = Some(match self.type_or_nil() {
                Some(elem) => self.new_expr(ExprKind::DotsType(elem), dots, dots),
                None => {
                    let bad = self.bad_expr();
                    self.syntax_error("... is missing type");
                    bad
                }
            });
            return Some(param);
        }
        if unions && self.at_operator(Operator::Tilde) {
            return Some(self.embedded_elem(param));
        }
        param.ty = self.type_or_nil();
        if unions && self.at_union() && param.ty.is_some() {
            param = self.embedded_elem(param);
        }
        if param.name.is_some() || param.ty.is_some() {
            return Some(param);
        }
        self.syntax_error(&format!("expected {}", close.describe()));
        self.advance(&[Token::Comma, close]);
        None
    }

    /// Parameters up to `close`; the opening token has been taken. Only if `variadic` may the last be `...T`.
    pub(super) fn params(&mut self, close: Token, variadic: bool) -> FieldList {
        self.param_list(None, close, false, variadic)
    }

    /// Type parameters up to `]`; the bracket has been taken, and the first name, perhaps with its bound, if it
    /// is given.
    pub(super) fn type_params(&mut self, first: Option<(ExprId, Option<ExprId>)>) -> FieldList {
        self.param_list(first, Token::Rbrack, true, false)
    }

    fn param_list(
        &mut self,
        mut first: Option<(ExprId, Option<ExprId>)>,
        close: Token,
        must_be_named: bool,
        variadic: bool,
    ) -> FieldList {
        let start = self.param_stack.len();
        let whole = |p: &Self, name, ty| Param { pos: p.pos_of(name), name: Some(name), ty: Some(ty) };
        let end = match first {
            Some((name, Some(ty))) if self.tok() == close => {
                let param = whole(self, name, ty);
                self.param_stack.push(param);
                let end = self.pos();
                self.next();
                end
            }
            _ => self.list("parameter list", Token::Comma, close, |p| {
                let param = match first.take() {
                    Some((name, Some(ty))) => Some(whole(p, name, ty)),
                    Some((name, None)) => p.param_decl(Some(name), close),
                    None => p.param_decl(None, close),
                };
                p.param_stack.extend(param);
                false
            }),
        };
        if self.param_stack.len() == start {
            return FieldList::default();
        }
        let named = self.param_stack[start..].iter().filter(|p| p.name.is_some() && p.ty.is_some()).count();
        if named == 0 && !must_be_named {
            // Without any `name Type`, names are types.
            for param in &mut self.param_stack[start..] {
                if let Some(name) = param.name.take() {
                    param.ty = Some(name);
                }
            }
        } else if named != self.param_stack.len() - start {
            self.distribute_types(start, named, end, must_be_named);
        }
        self.check_dots(start, variadic);
        self.fields_from(start)
    }

    /// Gives names without a type the type that follows; all parameters must then have a name.
    fn distribute_types(&mut self, start: usize, named: usize, end: Pos, must_be_named: bool) {
        let params = start..self.param_stack.len();
        let len = params.len();
        let typed = self.param_stack[start..].iter().filter(|p| p.ty.is_some()).count();
        let mut wrong = None;
        let mut ty = None;
        for i in params.rev() {
            let param = self.param_stack[i];
            match (param.ty, param.name, ty) {
                (Some(own), name, _) => {
                    ty = Some(own);
                    if name.is_none() {
                        let lo = self.lo(own);
                        wrong = Some(lo);
                        self.param_stack[i].name = Some(self.blank_name(lo));
                    }
                }
                (None, _, Some(_)) => self.param_stack[i].ty = ty,
                (None, name, None) => {
                    let pos = name.map_or(param.pos, |name| self.pos_of(name));
                    wrong = Some(pos);
                    self.param_stack[i].ty = Some(self.bad_expr_at(pos));
                }
            }
        }
        let Some(leftmost) = wrong else { return };
        // If all types have names, it is names at the end that lack a type.
        let (pos, message) = match (named == typed, must_be_named) {
            (true, true) => (end, "missing type constraint"),
            (true, false) => (end, "missing parameter type"),
            (false, true) if len == 1 => (leftmost, "missing type parameter name or invalid array length"),
            (false, true) => (leftmost, "missing type parameter name"),
            (false, false) => (leftmost, "missing parameter name"),
        };
        self.syntax_error_at(pos, message);
    }

    /// Replaces `...T` by `T` where it may not stand, and reports the first.
    fn check_dots(&mut self, start: usize, variadic: bool) {
        let mut reported = false;
        let last = self.param_stack.len() - 1;
        for i in start..=last {
            let Some(ty) = self.param_stack[i].ty else { continue };
            let ExprKind::DotsType(elem) = self.kind(ty) else { continue };
            if variadic && i == last {
                continue;
            }
            if !reported {
                reported = true;
                let message =
                    if variadic { "can only use ... with final parameter" } else { "invalid use of ..." };
                self.error_at(self.pos_of(ty), message);
            }
            self.param_stack[i].ty = Some(elem);
        }
    }

    /// Makes fields of the parameters on the stack from `start` on.
    fn fields_from(&mut self, start: usize) -> FieldList {
        let list = FieldList {
            start: self.file.field_pool.len() as u32,
            len: (self.param_stack.len() - start) as u32,
        };
        for i in start..self.param_stack.len() {
            let Param { pos, name, ty } = self.param_stack[i];
            let ty = ty.unwrap_or_else(|| self.bad_expr_at(pos));
            self.file.field_pool.push(Field { name, ty, tag: None, pos });
        }
        self.param_stack.truncate(start);
        list
    }
}
