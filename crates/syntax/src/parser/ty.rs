//! Types.

use super::Parser;
use crate::ast::{ChanDir, ExprId, ExprKind, FieldList};
use crate::token::Token;
use pontoon_base::Pos;

impl Parser<'_> {
    pub(super) fn type_(&mut self) -> ExprId {
        if let Some(ty) = self.type_or_nil() {
            return ty;
        }
        let bad = self.bad_expr();
        self.syntax_error("expected type");
        let (comma, colon, semi) = (Token::Comma, Token::Colon, Token::Semi);
        self.advance(&[comma, colon, semi, Token::Rparen, Token::Rbrack, Token::Rbrace]);
        bad
    }

    /// The type that begins here, if one does.
    ///
    /// Type = TypeName | TypeLit | "(" Type ")" .
    #[inline]
    pub(super) fn type_or_nil(&mut self) -> Option<ExprId> {
        if self.tok() == Token::Name {
            return Some(self.qualified_name(None));
        }
        self.nested(Self::type_literal)
    }

    fn type_literal(&mut self) -> Option<ExprId> {
        let pos = self.pos();
        Some(match self.tok() {
            Token::Star => {
                self.next();
                let elem = self.type_();
                self.new_expr(ExprKind::Star(elem), pos, pos)
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                let elem = self.chan_elem();
                self.new_expr(ExprKind::ChanType { dir: ChanDir::Recv, elem }, pos, pos)
            }
            Token::Func => {
                self.next();
                self.func_type(Some("function type")).1
            }
            Token::Lbrack => {
                self.next();
                if self.got(Token::Rbrack) { self.slice_type(pos) } else { self.array_type(pos, None) }
            }
            Token::Chan => {
                self.next();
                let dir = if self.got(Token::Arrow) { ChanDir::Send } else { ChanDir::Both };
                let elem = self.chan_elem();
                self.new_expr(ExprKind::ChanType { dir, elem }, pos, pos)
            }
            Token::Map => {
                self.next();
                self.want(Token::Lbrack);
                let key = self.type_();
                self.want(Token::Rbrack);
                let value = self.type_();
                self.new_expr(ExprKind::MapType { key, value }, pos, pos)
            }
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            Token::Lparen => {
                self.next();
                let ty = self.type_();
                self.want(Token::Rparen);
                // gc drops the parentheses, and its messages show types without them.
                ty
            }
            _ => return None,
        })
    }

    /// A name, perhaps with a package and with type arguments; `name` is the first name if it has been parsed.
    #[inline]
    pub(super) fn qualified_name(&mut self, name: Option<ExprId>) -> ExprId {
        let mut x = match name {
            Some(name) => name,
            None if self.tok() == Token::Name => self.name(),
            None => {
                let name = self.blank_name(self.pos());
                self.syntax_error("expected name");
                self.advance(&[Token::Dot, Token::Semi, Token::Rbrace]);
                name
            }
        };
        if self.tok() == Token::Dot {
            let pos = self.pos();
            self.next();
            let sel = self.name();
            x = self.new_expr(ExprKind::Selector { x, sel }, self.lo(x), pos);
        }
        if self.tok() == Token::Lbrack {
            x = self.nested(|p| p.type_instance(x));
        }
        x
    }

    fn type_instance(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        self.want(Token::Lbrack);
        let start = self.expr_stack.len();
        if self.tok() == Token::Rbrack {
            self.syntax_error("expected type argument list");
            let bad = self.bad_expr();
            self.expr_stack.push(bad);
        } else {
            self.type_list(true);
        }
        self.want(Token::Rbrack);
        let indices = self.expr_list_from(start);
        self.new_expr(ExprKind::Index { x, indices }, self.lo(x), pos)
    }

    /// Parses types onto the stack; unless `strict`, the first may be an expression. Says whether there was a
    /// comma.
    ///
    /// typeList = arg { "," arg } [ "," ] .
    pub(super) fn type_list(&mut self, strict: bool) -> bool {
        self.xnest += 1;
        let first = if strict { self.type_() } else { self.expr() };
        self.expr_stack.push(first);
        let mut comma = false;
        while self.got(Token::Comma) {
            comma = true;
            let Some(ty) = self.type_or_nil() else { break };
            self.expr_stack.push(ty);
        }
        self.xnest -= 1;
        comma
    }

    /// The type parameters and the signature of a function; with a `context` type parameters are an error.
    pub(super) fn func_type(&mut self, context: Option<&str>) -> (FieldList, ExprId) {
        let pos = self.pos();
        let mut tparams = FieldList::default();
        if self.got(Token::Lbrack) {
            if let Some(context) = context {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok() == Token::Rbrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                tparams = self.type_params(None);
            }
        }
        self.want(Token::Lparen);
        let params = self.params(Token::Rparen, true);
        let results = self.results();
        (tparams, self.new_expr(ExprKind::FuncType { params, results }, pos, pos))
    }

    /// The bracket at `pos` has been taken, and `len` if it is there.
    pub(super) fn array_type(&mut self, pos: Pos, len: Option<ExprId>) -> ExprId {
        let len = match len {
            None if self.got(Token::DotDotDot) => None,
            None => {
                self.xnest += 1;
                let len = self.expr();
                self.xnest -= 1;
                Some(len)
            }
            len => len,
        };
        if self.tok() == Token::Comma {
            // Type parameter lists may end in a comma, array lengths may not.
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_();
        self.new_expr(ExprKind::ArrayType { len, elem }, pos, pos)
    }

    /// The brackets, the first of them at `pos`, have been taken.
    pub(super) fn slice_type(&mut self, pos: Pos) -> ExprId {
        let elem = self.type_();
        self.new_expr(ExprKind::SliceType(elem), pos, pos)
    }

    fn chan_elem(&mut self) -> ExprId {
        if let Some(elem) = self.type_or_nil() {
            return elem;
        }
        let bad = self.bad_expr();
        self.syntax_error("missing channel element type");
        bad
    }

    /// StructType = "struct" "{" { FieldDecl ";" } "}" .
    fn struct_type(&mut self) -> ExprId {
        let pos = self.pos();
        let start = self.field_stack.len();
        self.want(Token::Struct);
        self.want(Token::Lbrace);
        self.list("struct type", Token::Semi, Token::Rbrace, |p| {
            p.field_decl();
            false
        });
        let fields = self.field_list_from(start);
        self.new_expr(ExprKind::StructType { fields }, pos, pos)
    }

    /// InterfaceType = "interface" "{" { ( MethodDecl | EmbeddedElem ) ";" } "}" .
    fn interface_type(&mut self) -> ExprId {
        let pos = self.pos();
        let start = self.field_stack.len();
        self.want(Token::Interface);
        self.want(Token::Lbrace);
        self.list("interface type", Token::Semi, Token::Rbrace, |p| {
            let elem = p.interface_elem();
            p.field_stack.push(elem);
            false
        });
        let elems = self.field_list_from(start);
        self.new_expr(ExprKind::InterfaceType { elems }, pos, pos)
    }
}
