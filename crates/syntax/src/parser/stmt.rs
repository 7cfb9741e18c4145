//! Statements.

use super::{Guard, Parser};
use crate::ast::{
    BinaryOp, BranchKind, CaseClause, CommClause, ExprId, ExprKind, ExprList, StmtId, StmtKind, StmtList,
};
use crate::print;
use crate::scanner::Semi;
use crate::token::{Operator, Token};
use pontoon_base::{Pos, Span};

/// A simple statement, as the statement around it may want to see it.
enum Simple {
    Expr(ExprId),
    Stmt(StmtId),
    Range {
        lhs: ExprList,
        define: bool,
        x: ExprId,
    },
    /// `lhs := x.(type)`
    Guard {
        lhs: ExprId,
        guard: Guard,
    },
}

/// What stands between a statement's keyword and its block.
#[derive(Default)]
struct Header {
    init: Option<StmtId>,
    cond: Option<ExprId>,
    post: Option<StmtId>,
    range: Option<(ExprList, bool, ExprId)>,
    /// The name and the operand of `x := y.(type)`.
    guard: Option<(Option<ExprId>, ExprId)>,
}

/// The statement that a simple statement belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Other,
    If,
    For,
    Switch,
}

impl Context {
    fn keyword(self) -> &'static str {
        match self {
            Context::If => "if",
            Context::For => "for",
            Context::Switch => "switch",
            Context::Other => "statement",
        }
    }
}

impl Parser<'_> {
    /// StatementList = { Statement ";" } .
    fn stmt_list(&mut self) -> StmtList {
        let start = self.stmt_stack.len();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace | Token::Case | Token::Default) {
            let stmt = self.stmt_or_nil();
            self.pass_directives();
            let Some(stmt) = stmt else { break };
            self.stmt_stack.push(stmt);
            // The semicolon may be left out in front of the brace.
            if !self.got(Token::Semi) && self.tok() != Token::Rbrace {
                self.syntax_error("at end of statement");
                self.advance(&[Token::Semi, Token::Rbrace, Token::Case, Token::Default]);
                self.got(Token::Semi);
            }
        }
        self.stmt_list_from(start)
    }

    #[inline]
    fn pass_directives(&mut self) {
        self.s.collector.pass(crate::ast::DirectivePlace::Inside);
    }

    /// The statement that begins here, if one does.
    fn stmt_or_nil(&mut self) -> Option<StmtId> {
        let pos = self.pos();
        // Most statements begin with a name.
        if self.tok() == Token::Name {
            self.pass_directives();
            let start = self.expr_stack.len();
            self.exprs_on_stack();
            if self.tok() == Token::Colon && self.expr_stack.len() == start + 1 {
                let label = self.expr_stack[start];
                if matches!(self.kind(label), ExprKind::Name(_)) {
                    self.expr_stack.truncate(start);
                    return self.nested(|p| p.labeled_stmt(label));
                }
            }
            let simple = self.simple_rest(start, Context::Other);
            return Some(self.stmt_of(simple));
        }
        match self.tok() {
            Token::Var => return Some(self.decl_stmt(pos, Self::var_decl)),
            Token::Const => return Some(self.decl_stmt(pos, Self::const_decl)),
            Token::Type => return Some(self.decl_stmt(pos, Self::type_decl)),
            _ => self.pass_directives(),
        }
        Some(match self.tok() {
            Token::Lbrace => self.nested(|p| p.block("")),
            Token::Operator => match self.s.op {
                Operator::Not
                | Operator::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::And | BinaryOp::Xor) => {
                    self.simple_as_stmt()
                }
                _ => return None,
            },
            Token::Star
            | Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => self.simple_as_stmt(),
            Token::For => self.nested(Self::for_stmt),
            Token::Switch => self.nested(Self::switch_stmt),
            Token::Select => self.nested(Self::select_stmt),
            Token::If => self.nested(Self::if_stmt),
            Token::Fallthrough => {
                self.next();
                self.new_stmt(StmtKind::Branch { kind: BranchKind::Fallthrough, label: None }, pos, pos)
            }
            Token::Break => self.branch(BranchKind::Break),
            Token::Continue => self.branch(BranchKind::Continue),
            Token::Goto => {
                self.next();
                let label = Some(self.name());
                self.new_stmt(StmtKind::Branch { kind: BranchKind::Goto, label }, pos, pos)
            }
            Token::Go | Token::Defer => self.call_stmt(),
            Token::Return => {
                self.next();
                let results = match self.tok() {
                    Token::Semi | Token::Rbrace => ExprList::default(),
                    _ => self.expr_list(),
                };
                self.new_stmt(StmtKind::Return(results), pos, pos)
            }
            Token::Semi => self.new_stmt(StmtKind::Empty, pos, pos),
            _ => return None,
        })
    }

    fn branch(&mut self, kind: BranchKind) -> StmtId {
        let pos = self.pos();
        self.next();
        let label = (self.tok() == Token::Name).then(|| self.name());
        self.new_stmt(StmtKind::Branch { kind, label }, pos, pos)
    }

    fn decl_stmt(
        &mut self,
        pos: Pos,
        parse: fn(&mut Self, &super::decl::Spec) -> crate::ast::DeclId,
    ) -> StmtId {
        self.next();
        let mut decls = Vec::new();
        self.group(&mut decls, parse);
        self.new_stmt(StmtKind::Decl(decls), pos, pos)
    }

    /// `go` and `defer`.
    fn call_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let (word, code) = match self.tok() {
            Token::Go => ("go", "invalid-go"),
            _ => ("defer", "invalid-defer"),
        };
        self.next();
        let keep_parens = self.tok() == Token::Lparen;
        let x = self.nested(|p| p.pexpr(None, keep_parens));
        let call = self.file.unparen(x);
        if call != x {
            self.error_at(self.pos_of(x), format!("expression in {word} must not be parenthesized"));
        }
        if !matches!(self.kind(call), ExprKind::Call { .. } | ExprKind::Bad) {
            let span = self.file.exprs[call].span;
            self.late_error(code, span, format!("expression in {word} must be function call"));
        }
        let kind = if word == "go" { StmtKind::Go(call) } else { StmtKind::Defer(call) };
        self.new_stmt(kind, pos, pos)
    }

    /// The rest of a labeled statement, at its colon.
    fn labeled_stmt(&mut self, label: ExprId) -> Option<StmtId> {
        let pos = self.pos();
        self.want(Token::Colon);
        let stmt = if self.tok() == Token::Rbrace {
            // An empty statement whose semicolon is left out.
            let here = self.pos();
            self.new_stmt(StmtKind::Empty, here, here)
        } else if let Some(stmt) = self.stmt_or_nil() {
            stmt
        } else {
            self.syntax_error_at(pos, "missing statement after label");
            return None;
        };
        Some(self.new_stmt(StmtKind::Label { label, stmt }, pos, pos))
    }

    /// A block; `context` says behind what, unless it is known to begin here.
    pub(super) fn block(&mut self, context: &str) -> StmtId {
        let pos = self.pos();
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Token::Name, Token::Rbrace]);
            let rbrace = self.pos();
            if self.got(Token::Rbrace) {
                return self.new_stmt(StmtKind::Block { stmts: StmtList::default(), rbrace }, pos, pos);
            }
        }
        let stmts = self.stmt_list();
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        self.new_stmt(StmtKind::Block { stmts, rbrace }, pos, pos)
    }

    // Simple statements.

    fn simple_as_stmt(&mut self) -> StmtId {
        let simple = self.simple_stmt(Context::Other);
        self.stmt_of(simple)
    }

    /// SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
    fn simple_stmt(&mut self, context: Context) -> Simple {
        if context == Context::For && self.tok() == Token::Range {
            return self.range_clause(ExprList::default(), false);
        }
        let start = self.expr_stack.len();
        self.exprs_on_stack();
        self.simple_rest(start, context)
    }

    /// The rest of a simple statement whose first expressions are on the stack.
    fn simple_rest(&mut self, start: usize, context: Context) -> Simple {
        let pos = self.pos();
        let single = self.expr_stack.len() == start + 1;
        let first = self.expr_stack[start];
        match self.tok() {
            Token::Assign | Token::Define => self.assignment(start, context),
            _ if !single => {
                self.syntax_error("expected := or = or comma");
                self.advance(&[Token::Semi, Token::Rbrace]);
                self.expr_stack.truncate(start);
                Simple::Expr(first)
            }
            Token::AssignOp => {
                let Operator::Binary(op) = self.s.op else {
                    pontoon_base::bug!("`!=` scanned as assignment")
                };
                self.next();
                let lhs = self.expr_list_from(start);
                let y = self.expr();
                self.expr_stack.push(y);
                let rhs = self.expr_list_from(start);
                let kind = StmtKind::Assign { op: Some(op), define: false, lhs, rhs };
                Simple::Stmt(self.new_stmt(kind, self.lo(first), pos))
            }
            Token::IncOp => {
                let inc = self.s.op == Operator::Binary(BinaryOp::Add);
                self.next();
                self.expr_stack.truncate(start);
                Simple::Stmt(self.new_stmt(StmtKind::IncDec { x: first, inc }, self.lo(first), pos))
            }
            Token::Arrow => {
                self.next();
                self.expr_stack.truncate(start);
                let value = self.expr();
                Simple::Stmt(self.new_stmt(StmtKind::Send { chan: first, value }, self.lo(first), pos))
            }
            _ => {
                self.expr_stack.truncate(start);
                Simple::Expr(first)
            }
        }
    }

    /// The rest of an assignment, a definition or a range clause, at the operator.
    fn assignment(&mut self, start: usize, context: Context) -> Simple {
        let pos = self.pos();
        let define = self.tok() == Token::Define;
        self.next();
        let first = self.expr_stack[start];
        let single = self.expr_stack.len() == start + 1;
        let lhs = self.expr_list_from(start);
        if context == Context::For && self.tok() == Token::Range {
            return self.range_clause(lhs, define);
        }
        let rhs = self.expr_list();
        if context == Context::Switch
            && define
            && single
            && matches!(self.kind(first), ExprKind::Name(_))
            && let Some(guard) = self.take_guard(rhs)
        {
            return Simple::Guard { lhs: first, guard };
        }
        let kind = StmtKind::Assign { op: None, define, lhs, rhs };
        Simple::Stmt(self.new_stmt(kind, self.lo(first), pos))
    }

    /// The guard, if the list is just an `x.(type)`.
    fn take_guard(&mut self, list: ExprList) -> Option<Guard> {
        let &[x] = self.file.list(list) else { return None };
        self.guards.pop_if(|guard| guard.guard == x)
    }

    /// What begins at `range`.
    fn range_clause(&mut self, lhs: ExprList, define: bool) -> Simple {
        self.next();
        let x = self.expr();
        Simple::Range { lhs, define, x }
    }

    /// The statement in the tree.
    fn stmt_of(&mut self, simple: Simple) -> StmtId {
        match simple {
            Simple::Stmt(stmt) => stmt,
            Simple::Guard { guard, .. } => {
                let x = guard.guard;
                self.guards.push(guard);
                self.expr_stmt(x)
            }
            // A range clause is only made for the statement that asks for it.
            Simple::Expr(x) | Simple::Range { x, .. } => self.expr_stmt(x),
        }
    }

    fn expr_stmt(&mut self, x: ExprId) -> StmtId {
        let expr = &self.file.exprs[x];
        let (pos, span) = (expr.pos, Span::new(expr.pos, expr.span.hi.max(expr.pos)));
        self.file.stmts.push(crate::ast::Stmt { kind: StmtKind::Expr(x), span, pos })
    }

    // Compound statements.

    /// What stands between `if`, `for` or `switch` and the block.
    fn header(&mut self, context: Context) -> Header {
        let mut header = Header::default();
        self.next();
        if self.tok() == Token::Lbrace {
            if context == Context::If {
                self.syntax_error("missing condition in if statement");
                header.cond = Some(self.bad_expr());
            }
            return header;
        }
        let outer = std::mem::replace(&mut self.xnest, -1);
        self.clauses(context, &mut header);
        self.xnest = outer;
        header
    }

    fn clauses(&mut self, context: Context, header: &mut Header) {
        let mut init = None;
        if self.tok() != Token::Semi {
            if self.got(Token::Var) {
                let keyword = context.keyword();
                self.syntax_error(&format!("var declaration not allowed in {keyword} initializer"));
            }
            match self.simple_stmt(context) {
                Simple::Range { lhs, define, x } => {
                    header.range = Some((lhs, define, x));
                    return;
                }
                simple => init = Some(simple),
            }
        }
        if self.tok() == Token::Lbrace {
            // A single clause is the condition.
            self.condition(context, init, None, header);
            return;
        }

        header.init = init.map(|simple| self.stmt_of(simple));
        let mut semi = None;
        if self.tok() == Token::Semi {
            semi = Some((self.pos(), self.s.semi));
            self.next();
        } else {
            // Asking for a brace rather than a semicolon makes the better message.
            self.want(Token::Lbrace);
            if self.tok() != Token::Lbrace {
                self.advance(&[Token::Lbrace, Token::Rbrace]);
            }
        }
        let mut cond = None;
        if context == Context::For {
            if self.tok() != Token::Semi {
                if self.tok() == Token::Lbrace {
                    self.syntax_error("expected for loop condition");
                    return;
                }
                cond = Some(self.simple_stmt(Context::Other));
            }
            self.want(Token::Semi);
            if self.tok() != Token::Lbrace {
                header.post = Some(self.post_stmt());
            }
        } else if self.tok() != Token::Lbrace {
            cond = Some(self.simple_stmt(context));
        }
        self.condition(context, cond, semi, header);
    }

    fn post_stmt(&mut self) -> StmtId {
        let post = self.simple_as_stmt();
        let (kind, stmt_pos) = (&self.file.stmts[post].kind, self.file.stmts[post].pos);
        if let StmtKind::Assign { define: true, .. } = kind {
            let message = "cannot declare in post statement of for loop";
            self.coded("invalid-post-decl", |p| p.syntax_error_at(stmt_pos, message));
        }
        post
    }

    /// Takes a simple statement for the condition, if it can be one.
    fn condition(
        &mut self,
        context: Context,
        simple: Option<Simple>,
        semi: Option<(Pos, Semi)>,
        header: &mut Header,
    ) {
        match simple {
            None => {
                if let (Context::If, Some((pos, semi))) = (context, semi) {
                    if semi == Semi::Semicolon {
                        self.syntax_error_at(pos, "missing condition in if statement");
                    } else {
                        let text = semi.text();
                        self.syntax_error_at(pos, &format!("unexpected {text}, expected {{ after if clause"));
                    }
                    header.cond = Some(self.bad_expr_at(pos));
                }
            }
            Some(Simple::Expr(x)) => {
                let is_guard = |guard: &mut Guard| context == Context::Switch && guard.guard == x;
                match self.guards.pop_if(is_guard) {
                    Some(guard) => header.guard = Some((None, guard.x)),
                    None => header.cond = Some(x),
                }
            }
            Some(Simple::Guard { lhs, guard }) => header.guard = Some((Some(lhs), guard.x)),
            Some(Simple::Range { x, .. }) => header.cond = Some(x),
            Some(Simple::Stmt(stmt)) => {
                let text = print::condition(&self.file, stmt);
                let pos = self.file.stmts[stmt].pos;
                self.syntax_error_at(pos, &format!("cannot use {text} as value"));
            }
        }
    }

    fn for_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let header = self.header(Context::For);
        let body = self.block("for clause");
        let kind = match header.range {
            Some((lhs, define, x)) => StmtKind::Range { lhs, define, x, body },
            None => StmtKind::For { init: header.init, cond: header.cond, post: header.post, body },
        };
        self.new_stmt(kind, pos, pos)
    }

    fn if_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, .. } = self.header(Context::If);
        let then = self.block("if clause");
        let mut els = None;
        if self.got(Token::Else) {
            match self.tok() {
                Token::If => els = Some(self.nested(Self::if_stmt)),
                Token::Lbrace => els = Some(self.block("")),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::Rbrace]);
                }
            }
        }
        self.new_stmt(StmtKind::If { init, cond, then, els }, pos, pos)
    }

    fn switch_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, guard, .. } = self.header(Context::Switch);
        if !self.got(Token::Lbrace) {
            self.syntax_error("missing { after switch clause");
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let mut clauses = Vec::new();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            clauses.push(self.case_clause());
        }
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        let kind = match guard {
            Some((lhs, x)) => StmtKind::TypeSwitch { init, lhs, x, clauses, rbrace },
            None => StmtKind::Switch { init, tag: cond, clauses, rbrace },
        };
        self.new_stmt(kind, pos, pos)
    }

    fn case_clause(&mut self) -> CaseClause {
        let pos = self.pos();
        let mut cases = None;
        if self.clause_keyword() {
            cases = Some(self.expr_list());
        }
        let colon = self.pos();
        self.want(Token::Colon);
        let body = self.stmt_list();
        CaseClause { pos, cases, colon, body, span: Span::new(pos, self.prev_end().max(pos)) }
    }

    /// Takes `case` or `default`; true for `case`.
    fn clause_keyword(&mut self) -> bool {
        if self.got(Token::Case) {
            return true;
        }
        if !self.got(Token::Default) {
            self.syntax_error("expected case or default or }");
            self.advance(&[Token::Colon, Token::Case, Token::Default, Token::Rbrace]);
        }
        false
    }

    fn select_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        self.want(Token::Select);
        if !self.got(Token::Lbrace) {
            self.syntax_error("missing { after select clause");
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let mut clauses = Vec::new();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            clauses.push(self.comm_clause());
        }
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        self.new_stmt(StmtKind::Select { clauses, rbrace }, pos, pos)
    }

    fn comm_clause(&mut self) -> CommClause {
        let pos = self.pos();
        let mut comm = None;
        if self.clause_keyword() {
            comm = Some(self.simple_as_stmt());
        }
        let colon = self.pos();
        self.want(Token::Colon);
        let body = self.stmt_list();
        CommClause { pos, comm, colon, body, span: Span::new(pos, self.prev_end().max(pos)) }
    }
}
