//! Tokens to tree: the parser's state, its error handling, and source files.
//!
//! A recursive descent that follows cmd/compile/internal/syntax/parser.go of Go 1.27 in what it accepts, in what
//! it says where, in where it goes on after an error, and in the positions of nodes. Where go/parser (and with
//! it gofmt) rejects what cmd/compile leaves to the type checker, the error is reported here.

mod decl;
mod expr;
mod field;
mod stmt;
mod ty;

use crate::ast::{
    DeclId, DeclKind, DirectivePlace, Expr, ExprId, ExprKind, ExprList, Field, FieldList, File, Stmt, StmtId,
    StmtKind, StmtList,
};
use crate::directive::Collector;
use crate::scanner::Scanner;
use crate::token::{STATEMENT_KEYWORDS, Token, TokenSet};
use pontoon_base::diag::Gate;
use pontoon_base::source::{LineDirective, SourceFile};
use pontoon_base::{Diagnostic, FileId, Pos, PrimaryMap, Span, Symbol};

/// How much of a file to parse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Extent {
    All,
    /// The package clause and the imports.
    Imports,
}

/// What comes of parsing.
pub(crate) struct Parsed {
    pub(crate) file: File,
    pub(crate) lines: Vec<LineDirective>,
    /// Whether the nesting went deeper than was allowed; the tree then lacks the rest of the file.
    pub(crate) too_deep: bool,
}

/// `x.(type)`, which only a type switch may take.
struct Guard {
    guard: ExprId,
    x: ExprId,
}

pub(crate) struct Parser<'s> {
    s: Scanner<'s>,
    file: File,
    /// Offset past the last token taken.
    prev_end: usize,
    /// How many function bodies enclose this place.
    fnest: u32,
    /// Below 0 in the header of a statement, where `{` begins the statement's block; counts brackets otherwise.
    xnest: i32,
    /// How deep the constructs here are nested, and how deep they may be.
    depth: u32,
    max_depth: u32,
    too_deep: bool,
    /// Number of parenthesised groups of declarations so far.
    groups: u32,
    // Elements of lists that are not complete yet; lists in lists lie above those that they stand in.
    expr_stack: Vec<ExprId>,
    stmt_stack: Vec<StmtId>,
    field_stack: Vec<Field>,
    param_stack: Vec<field::Param>,
    /// Those that no type switch has taken.
    guards: Vec<Guard>,
}

/// What begins a top-level declaration.
const DECL_KEYWORDS: &[Token] = &[Token::Import, Token::Const, Token::Type, Token::Var, Token::Func];

impl<'s> Parser<'s> {
    pub(crate) fn new(id: FileId, source: &SourceFile, scanner: Scanner<'s>, max_depth: u32) -> Parser<'s> {
        // Typical code has an expression every five bytes and a statement every thirty; with the room at hand
        // the arenas need not grow.
        let (exprs, stmts) = (source.text.len() / 8, source.text.len() / 48);
        let file = File {
            id,
            package: None,
            package_pos: Pos::NONE,
            decls: Vec::new(),
            directives: Vec::new(),
            build_constraint: None,
            near_misses: Vec::new(),
            exprs: PrimaryMap::with_capacity(exprs),
            stmts: PrimaryMap::with_capacity(stmts),
            decl_arena: PrimaryMap::new(),
            expr_pool: Vec::with_capacity(exprs / 2),
            stmt_pool: Vec::with_capacity(stmts),
            field_pool: Vec::new(),
            eof: source.span().hi,
            diagnostics: Vec::new(),
        };
        Parser {
            s: scanner,
            file,
            prev_end: 0,
            fnest: 0,
            xnest: 0,
            depth: 0,
            max_depth,
            too_deep: false,
            groups: 0,
            expr_stack: Vec::new(),
            stmt_stack: Vec::new(),
            field_stack: Vec::new(),
            param_stack: Vec::new(),
            guards: Vec::new(),
        }
    }

    /// Parses the file, or its beginning.
    pub(crate) fn file(mut self, extent: Extent) -> Parsed {
        self.s.next();
        self.source_file(extent);
        self.s.collector.pass(DirectivePlace::End);
        self.report_stray_guards();
        let Parser { s, mut file, too_deep, .. } = self;
        let Collector { directives, near_misses, build_constraint, lines, .. } = s.collector;
        file.diagnostics = s.diagnostics;
        file.directives = directives;
        file.near_misses = near_misses;
        file.build_constraint = build_constraint;
        Parsed { file, lines, too_deep }
    }

    /// SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
    fn source_file(&mut self, extent: Extent) {
        self.file.package_pos = self.pos();
        self.s.collector.at_top = false;
        if !self.got(Token::Package) {
            self.syntax_error("package statement must be first");
            return;
        }
        self.s.collector.take(DirectivePlace::Decl);
        self.file.package = Some(self.name());
        self.want(Token::Semi);
        // With a broken package clause the rest is likely no Go at all.
        if self.s.error_count > 0 {
            return;
        }

        let mut previous = Token::Import;
        while self.tok() != Token::Eof {
            let tok = self.tok();
            if tok == Token::Import && previous != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            if tok != Token::Import && extent == Extent::Imports {
                return;
            }
            previous = tok;
            if !self.top_level_decl() {
                let last = self.file.decls.last();
                if tok == Token::Lbrace && last.is_some_and(|&d| self.is_bodyless_func(d)) {
                    self.syntax_error("unexpected semicolon or newline before {");
                } else {
                    self.syntax_error("non-declaration statement outside function body");
                }
                self.advance(DECL_KEYWORDS);
                continue;
            }
            // Directives up to here stand inside the declaration; those behind the semicolon belong to the next.
            self.s.collector.pass(DirectivePlace::Inside);
            if self.tok() != Token::Eof && !self.got(Token::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(DECL_KEYWORDS);
            }
        }
    }

    /// Parses a declaration, if one begins here.
    fn top_level_decl(&mut self) -> bool {
        let spec = match self.tok() {
            Token::Import => Parser::import_decl,
            Token::Const => Parser::const_decl,
            Token::Type => Parser::type_decl,
            Token::Var => Parser::var_decl,
            Token::Func => {
                self.next();
                let decl = self.func_decl();
                self.file.decls.push(decl);
                return true;
            }
            _ => return false,
        };
        self.next();
        let mut decls = std::mem::take(&mut self.file.decls);
        self.group(&mut decls, spec);
        self.file.decls = decls;
        true
    }

    fn is_bodyless_func(&self, decl: DeclId) -> bool {
        matches!(&self.file.decl(decl).kind, DeclKind::Func(func) if func.body.is_none())
    }

    /// `x.(type)` outside of a type switch is an error of the type checker in gc and a syntax error in go/parser.
    fn report_stray_guards(&mut self) {
        for Guard { guard, .. } in std::mem::take(&mut self.guards) {
            let span = self.file.exprs[guard].span;
            let message = "invalid syntax tree: use of .(type) outside type switch";
            self.late_error("invalid-syntax-tree", span, message);
        }
    }

    // Tokens.

    #[inline]
    fn tok(&self) -> Token {
        self.s.tok
    }

    #[inline]
    fn pos(&self) -> Pos {
        self.s.pos()
    }

    /// Past the last token taken.
    #[inline]
    fn prev_end(&self) -> Pos {
        self.s.pos_at(self.prev_end)
    }

    #[inline]
    fn next(&mut self) {
        self.prev_end = self.s.end();
        self.s.next();
    }

    #[inline]
    fn got(&mut self, tok: Token) -> bool {
        let found = self.s.tok == tok;
        if found {
            self.next();
        }
        found
    }

    #[inline]
    fn want(&mut self, tok: Token) {
        if !self.got(tok) {
            self.syntax_error(&format!("expected {}", tok.describe()));
            self.advance(&[]);
        }
    }

    /// Takes `=`, and with a complaint `:=`.
    fn got_assign(&mut self) -> bool {
        match self.tok() {
            Token::Define => self.syntax_error("expected ="),
            Token::Assign => {}
            _ => return false,
        }
        self.next();
        true
    }

    // Errors.

    fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        let span = if pos == self.pos() { self.s.token_span() } else { pos.span() };
        self.s.error_span(span, message);
    }

    /// An error that gc only reports when it checks types.
    fn late_error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let diagnostic = Diagnostic::error(code, span.lo, message).gate(Gate::Types).primary(span, "");
        self.s.diagnostics.push(diagnostic);
    }

    /// Gives the error that `report` reports, if it does, the code that the type checker has for it.
    fn coded(&mut self, code: &'static str, report: impl FnOnce(&mut Self)) {
        let before = self.s.diagnostics.len();
        report(self);
        if let Some(diagnostic) = self.s.diagnostics.get_mut(before) {
            diagnostic.code = code;
        }
    }

    fn syntax_error(&mut self, message: &str) {
        self.syntax_error_at(self.pos(), message);
    }

    /// Reports a syntax error; a message that begins with "in", "at", "after" or "expected" is put behind the
    /// current token's name.
    #[cold]
    fn syntax_error_at(&mut self, pos: Pos, message: &str) {
        if self.tok() == Token::Eof && self.s.error_count > 0 {
            // The file's end follows from what went wrong before.
            return;
        }
        let joint = if ["in ", "at ", "after "].iter().any(|word| message.starts_with(word)) {
            " "
        } else if message.starts_with("expected ") {
            ", "
        } else {
            return self.error_at(pos, format!("syntax error: {message}"));
        };
        let text = self.s.token_text();
        let tok = match self.tok() {
            Token::Name => format!("name {text}"),
            Token::Literal => format!("literal {text}"),
            Token::Semi => self.s.semi.text().into(),
            Token::Operator | Token::AssignOp | Token::IncOp => text.into(),
            tok => tok.describe(),
        };
        self.error_at(pos, format!("syntax error: unexpected {tok}{joint}{message}"));
    }

    /// Skips to a token of `follow`, or inside a function to one that begins a statement. With nothing to follow
    /// one token is skipped.
    #[cold]
    fn advance(&mut self, follow: &[Token]) {
        let mut set = TokenSet::of(&[Token::Eof]);
        if !follow.is_empty() {
            set = set.with(TokenSet::of(follow));
            if self.fnest > 0 {
                set = set.with(STATEMENT_KEYWORDS);
            }
        }
        while !set.contains(self.tok()) {
            self.next();
            if follow.is_empty() {
                break;
            }
        }
    }

    /// Runs `parse` one level deeper; at the limit the rest of the file is given up.
    #[inline]
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        self.deeper();
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    #[inline]
    fn deeper(&mut self) {
        self.depth += 1;
        if self.depth > self.max_depth {
            self.give_up();
        }
    }

    #[cold]
    fn give_up(&mut self) {
        if !self.too_deep {
            self.too_deep = true;
            let message = format!("nesting deeper than {} levels is not supported", self.max_depth);
            self.error_at(self.pos(), message);
        }
        self.s.skip_to_end();
    }

    // Nodes. A node ends where the last token ended.

    #[inline]
    fn new_expr(&mut self, kind: ExprKind, lo: Pos, pos: Pos) -> ExprId {
        let span = Span::new(lo, self.prev_end().max(lo));
        self.file.exprs.push(Expr { kind, span, pos })
    }

    #[inline]
    fn new_stmt(&mut self, kind: StmtKind, lo: Pos, pos: Pos) -> StmtId {
        let span = Span::new(lo, self.prev_end().max(lo));
        self.file.stmts.push(Stmt { kind, span, pos })
    }

    /// Stands for an expression that is missing here.
    fn bad_expr(&mut self) -> ExprId {
        self.bad_expr_at(self.pos())
    }

    fn bad_expr_at(&mut self, pos: Pos) -> ExprId {
        self.file.exprs.push(Expr { kind: ExprKind::Bad, span: pos.span(), pos })
    }

    /// A `_` that is not written.
    fn blank_name(&mut self, pos: Pos) -> ExprId {
        self.file.exprs.push(Expr { kind: ExprKind::Name(Symbol::intern("_")), span: pos.span(), pos })
    }

    #[inline]
    fn kind(&self, x: ExprId) -> ExprKind {
        self.file.exprs[x].kind
    }

    #[inline]
    fn lo(&self, x: ExprId) -> Pos {
        self.file.exprs[x].span.lo
    }

    #[inline]
    fn pos_of(&self, x: ExprId) -> Pos {
        self.file.exprs[x].pos
    }

    /// Makes a list of the expressions on the stack from `start` on.
    #[inline]
    fn expr_list_from(&mut self, start: usize) -> ExprList {
        let list =
            ExprList { start: self.file.expr_pool.len() as u32, len: (self.expr_stack.len() - start) as u32 };
        self.file.expr_pool.extend_from_slice(&self.expr_stack[start..]);
        self.expr_stack.truncate(start);
        list
    }

    #[inline]
    fn stmt_list_from(&mut self, start: usize) -> StmtList {
        let list =
            StmtList { start: self.file.stmt_pool.len() as u32, len: (self.stmt_stack.len() - start) as u32 };
        self.file.stmt_pool.extend_from_slice(&self.stmt_stack[start..]);
        self.stmt_stack.truncate(start);
        list
    }

    fn field_list_from(&mut self, start: usize) -> FieldList {
        let list = FieldList {
            start: self.file.field_pool.len() as u32,
            len: (self.field_stack.len() - start) as u32,
        };
        self.file.field_pool.extend_from_slice(&self.field_stack[start..]);
        self.field_stack.truncate(start);
        list
    }

    // Common productions.

    /// list = [ f { sep f } [sep] ] close .
    ///
    /// Calls `element` at least once unless the list is empty, and not again once it returned true. Returns the
    /// position of the closing token.
    #[inline]
    fn list(
        &mut self,
        context: &str,
        sep: Token,
        close: Token,
        mut element: impl FnMut(&mut Self) -> bool,
    ) -> Pos {
        let mut done = false;
        while self.tok() != Token::Eof && self.tok() != close && !done {
            done = element(self);
            // The separator may be left out in front of the end.
            if !self.got(sep) && self.tok() != close {
                let (sep, close_text) = (sep.describe(), close.describe());
                self.syntax_error(&format!("in {context}; possibly missing {sep} or {close_text}"));
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                if self.tok() != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    /// The name here; a blank one, with an error, if there is none.
    #[inline]
    fn name(&mut self) -> ExprId {
        let pos = self.pos();
        if self.tok() == Token::Name {
            let symbol = self.s.symbol();
            self.next();
            return self.new_expr(ExprKind::Name(symbol), pos, pos);
        }
        let name = self.blank_name(pos);
        self.syntax_error("expected name");
        self.advance(&[]);
        name
    }

    /// The literal here, if there is one.
    #[inline]
    fn literal(&mut self) -> Option<ExprId> {
        if self.tok() != Token::Literal {
            return None;
        }
        let pos = self.pos();
        let kind = ExprKind::BasicLit { kind: self.s.lit, text: self.s.symbol(), bad: self.s.bad };
        self.next();
        Some(self.new_expr(kind, pos, pos))
    }
}
