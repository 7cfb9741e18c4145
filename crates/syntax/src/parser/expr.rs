//! Expressions.

use super::{Guard, Parser};
use crate::ast::{BinaryOp, ChanDir, ExprId, ExprKind, ExprList, UnaryOp};
use crate::print;
use crate::token::{Operator, Token};
use pontoon_base::Pos;

impl Parser<'_> {
    #[inline]
    pub(super) fn expr(&mut self) -> ExprId {
        self.binary_expr(None, 0)
    }

    /// ExpressionList = Expression { "," Expression } .
    pub(super) fn expr_list(&mut self) -> ExprList {
        let start = self.expr_stack.len();
        self.exprs_on_stack();
        self.expr_list_from(start)
    }

    /// Parses an expression list onto the stack.
    pub(super) fn exprs_on_stack(&mut self) {
        loop {
            let x = self.expr();
            self.expr_stack.push(x);
            if !self.got(Token::Comma) {
                return;
            }
        }
    }

    /// Expression = UnaryExpr | Expression binary_op Expression .
    ///
    /// Takes operators that bind tighter than `prec`; `x` is the left operand if it has been parsed.
    pub(super) fn binary_expr(&mut self, x: Option<ExprId>, prec: u8) -> ExprId {
        let mut x = match x {
            Some(x) => x,
            None => self.unary_expr(),
        };
        while matches!(self.tok(), Token::Operator | Token::Star) && self.s.prec > prec {
            let Operator::Binary(op) = self.s.op else { return x };
            let (pos, op_prec) = (self.pos(), self.s.prec);
            self.next();
            let y = self.binary_expr(None, op_prec);
            x = self.new_expr(ExprKind::Binary { op, x, y }, self.lo(x), pos);
        }
        x
    }

    /// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
    fn unary_expr(&mut self) -> ExprId {
        let op = match self.tok() {
            Token::Star => None,
            Token::Arrow => Some(UnaryOp::Recv),
            Token::Operator => match unary_op(self.s.op) {
                Some(op) => Some(op),
                None => return self.nested(|p| p.pexpr(None, true)),
            },
            // Parentheses are kept, so that `(x) := 1` can be refused.
            _ => return self.nested(|p| p.pexpr(None, true)),
        };
        let pos = self.pos();
        self.next();
        let x = self.nested(Self::unary_expr);
        let kind = match op {
            None => ExprKind::Star(x),
            Some(UnaryOp::Recv) if matches!(self.kind(x), ExprKind::ChanType { .. }) => {
                self.receive_only(x);
                return x;
            }
            // Around a composite literal the operand may have parentheses that mean nothing.
            Some(UnaryOp::Addr) => ExprKind::Unary { op: UnaryOp::Addr, x: self.file.unparen(x) },
            Some(op) => ExprKind::Unary { op, x },
        };
        self.new_expr(kind, pos, pos)
    }

    /// A `<-` in front of a channel type belongs to the type: `<-(chan<- E)` is `<-chan (<-E)`.
    fn receive_only(&mut self, x: ExprId) {
        let mut seen = ChanDir::Send;
        let mut t = x;
        while seen == ChanDir::Send {
            let ExprKind::ChanType { dir, elem } = self.kind(t) else { break };
            seen = dir;
            if dir == ChanDir::Recv {
                self.syntax_error("unexpected <-, expected chan");
            }
            self.file.exprs[t].kind = ExprKind::ChanType { dir: ChanDir::Recv, elem };
            t = elem;
        }
        if seen == ChanDir::Send {
            let found = print::expr(&self.file, t);
            self.syntax_error(&format!("unexpected {found}, expected chan"));
        }
    }

    /// Operand = Literal | OperandName | MethodExpr | "(" Expression ")" .
    fn operand(&mut self, keep_parens: bool) -> ExprId {
        let pos = self.pos();
        match self.tok() {
            Token::Name => self.name(),
            Token::Literal => match self.literal() {
                Some(literal) => literal,
                None => self.bad_expr(),
            },
            Token::Lparen => {
                self.next();
                self.xnest += 1;
                let x = self.expr();
                self.xnest -= 1;
                self.want(Token::Rparen);
                // They may not stand around a composite literal's type, which shows only now.
                if keep_parens || self.tok() == Token::Lbrace {
                    return self.new_expr(ExprKind::Paren(x), pos, pos);
                }
                x
            }
            Token::Func => {
                self.next();
                let (_, ty) = self.func_type(Some("function type"));
                if self.tok() != Token::Lbrace {
                    return ty;
                }
                self.xnest += 1;
                let body = self.func_body();
                self.xnest -= 1;
                self.new_expr(ExprKind::FuncLit { ty, body }, pos, pos)
            }
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => self.type_(),
            _ => {
                let bad = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                bad
            }
        }
    }

    /// PrimaryExpr: an operand (`x` if it has been parsed) and what is applied to it.
    pub(super) fn pexpr(&mut self, x: Option<ExprId>, keep_parens: bool) -> ExprId {
        let mut x = match x {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        // Each application makes the tree one deeper.
        let depth = self.depth;
        while let Some(applied) = self.applied(x) {
            x = applied;
            self.deeper();
        }
        self.depth = depth;
        x
    }

    /// What is applied to `x` here, if anything is.
    #[inline]
    fn applied(&mut self, x: ExprId) -> Option<ExprId> {
        let pos = self.pos();
        Some(match self.tok() {
            Token::Dot => self.selector(x, pos),
            Token::Lbrack => self.index_or_slice(x, pos),
            Token::Lparen => {
                self.next();
                let (args, dots) = self.arguments();
                self.new_expr(ExprKind::Call { fun: x, args, dots }, self.lo(x), pos)
            }
            Token::Lbrace => {
                let ty = self.file.unparen(x);
                if !self.may_be_literal_type(ty) {
                    return None;
                }
                if ty != x {
                    self.syntax_error("cannot parenthesize type in composite literal");
                }
                self.composite_literal(Some(x))
            }
            _ => return None,
        })
    }

    /// `.name`, `.(T)` or `.(type)` behind `x`; the point is at `pos`.
    fn selector(&mut self, x: ExprId, pos: Pos) -> ExprId {
        self.next();
        match self.tok() {
            Token::Name => {
                let sel = self.name();
                self.new_expr(ExprKind::Selector { x, sel }, self.lo(x), pos)
            }
            Token::Lparen => {
                self.next();
                if self.tok() == Token::Type {
                    return self.type_switch_guard(x, pos);
                }
                let ty = self.type_();
                self.want(Token::Rparen);
                self.new_expr(ExprKind::Assert { x, ty }, self.lo(x), pos)
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(&[Token::Semi, Token::Rparen]);
                x
            }
        }
    }

    /// The rest of `x.(type)`, at the keyword. It has no node of its own: a type switch takes it apart, and
    /// anywhere else it is an assertion of a type that has been reported.
    fn type_switch_guard(&mut self, x: ExprId, pos: Pos) -> ExprId {
        let keyword = self.pos();
        self.next();
        let ty = self.new_expr(ExprKind::Bad, keyword, keyword);
        self.want(Token::Rparen);
        let guard = self.new_expr(ExprKind::Assert { x, ty }, self.lo(x), pos);
        self.guards.push(Guard { guard, x });
        guard
    }

    /// `[i]`, `[i, j]`, `[i:j]` or `[i:j:k]` behind `x`; the bracket is at `pos`.
    fn index_or_slice(&mut self, x: ExprId, pos: Pos) -> ExprId {
        self.next();
        let mut lo = None;
        if self.tok() != Token::Colon {
            let start = self.expr_stack.len();
            let mut comma = false;
            if self.tok() == Token::Rbrack {
                self.syntax_error("expected operand");
                let bad = self.bad_expr();
                self.expr_stack.push(bad);
            } else {
                comma = self.type_list(false);
            }
            if comma || self.tok() == Token::Rbrack {
                self.want(Token::Rbrack);
                let indices = self.expr_list_from(start);
                return self.new_expr(ExprKind::Index { x, indices }, self.lo(x), pos);
            }
            lo = self.expr_stack.pop();
        }

        if !self.got(Token::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::Rbrack]);
        }
        self.xnest += 1;
        let (mut hi, mut max, mut full) = (None, None, false);
        if !matches!(self.tok(), Token::Colon | Token::Rbrack) {
            hi = Some(self.expr());
        }
        if self.tok() == Token::Colon {
            full = true;
            if hi.is_none() {
                self.error_at(self.pos(), "middle index required in 3-index slice");
                hi = Some(self.bad_expr());
            }
            self.next();
            if self.tok() == Token::Rbrack {
                self.error_at(self.pos(), "final index required in 3-index slice");
                max = Some(self.bad_expr());
            } else {
                max = Some(self.expr());
            }
        }
        self.xnest -= 1;
        self.want(Token::Rbrack);
        // gc takes a slice expression to begin at its bracket; its messages point there.
        self.new_expr(ExprKind::Slice { x, lo, hi, max, full }, pos, pos)
    }

    /// argList = [ arg { "," arg } [ "..." ] [ "," ] ] ")" .
    fn arguments(&mut self) -> (ExprList, bool) {
        let start = self.expr_stack.len();
        let mut dots = false;
        self.xnest += 1;
        self.list("argument list", Token::Comma, Token::Rparen, |p| {
            let arg = p.expr();
            p.expr_stack.push(arg);
            dots = p.got(Token::DotDotDot);
            dots
        });
        self.xnest -= 1;
        (self.expr_list_from(start), dots)
    }

    /// Whether `x`, followed by `{`, is the type of a composite literal rather than what stands before a block.
    fn may_be_literal_type(&self, x: ExprId) -> bool {
        match self.kind(x) {
            ExprKind::Name(_) | ExprKind::Selector { .. } => self.xnest >= 0,
            ExprKind::Index { .. } => self.xnest >= 0 && !self.is_value(x),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType { .. }
            | ExprKind::MapType { .. } => true,
            _ => false,
        }
    }

    /// Whether `x` cannot be a type.
    fn is_value(&self, x: ExprId) -> bool {
        match self.kind(x) {
            ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Assert { .. }
            | ExprKind::Call { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Paren(x) => self.is_value(x),
            ExprKind::Index { x, indices } => {
                self.is_value(x) || matches!(self.file.list(indices), &[index] if self.is_value(index))
            }
            _ => false,
        }
    }

    /// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
    fn composite_literal(&mut self, ty: Option<ExprId>) -> ExprId {
        let pos = self.pos();
        let start = self.expr_stack.len();
        self.xnest += 1;
        self.want(Token::Lbrace);
        let rbrace = self.list("composite literal", Token::Comma, Token::Rbrace, |p| {
            let mut element = p.element();
            if p.tok() == Token::Colon {
                let colon = p.pos();
                p.next();
                let value = p.element();
                let lo = p.lo(element);
                element = p.new_expr(ExprKind::KeyValue { key: element, value }, lo, colon);
            }
            p.expr_stack.push(element);
            false
        });
        self.xnest -= 1;
        let elems = self.expr_list_from(start);
        let lo = ty.map_or(pos, |ty| self.lo(ty));
        self.new_expr(ExprKind::CompositeLit { ty, elems, rbrace }, lo, pos)
    }

    /// Element = Expression | LiteralValue .
    fn element(&mut self) -> ExprId {
        if self.tok() == Token::Lbrace { self.nested(|p| p.composite_literal(None)) } else { self.expr() }
    }
}

fn unary_op(op: Operator) -> Option<UnaryOp> {
    Some(match op {
        Operator::Not => UnaryOp::Not,
        Operator::Tilde => UnaryOp::Tilde,
        Operator::Binary(BinaryOp::Add) => UnaryOp::Plus,
        Operator::Binary(BinaryOp::Sub) => UnaryOp::Neg,
        Operator::Binary(BinaryOp::Xor) => UnaryOp::Compl,
        Operator::Binary(BinaryOp::And) => UnaryOp::Addr,
        Operator::Binary(_) => return None,
    })
}
