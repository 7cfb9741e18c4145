//! The syntax tree of one file, in arenas of the file.
//!
//! Its shape follows cmd/compile/internal/syntax (nodes.go), since that is what gc's messages and positions are
//! made from: identifiers are expressions, `*x` stands for both dereference and pointer type, and a type is an
//! expression. Every node knows its whole span, which the rich diagnostics underline, and its `pos`, which is
//! what gc calls the node's position (the operator of a binary expression, say); the two differ.
//!
//! Ids count up in source order, children before parents, so the nodes of one function body are one range of
//! ids: side tables for a body are dense.

use pontoon_base::entity::{EntityId, PrimaryMap};
use pontoon_base::{Diagnostic, FileId, Pos, Span, Symbol, entity};
use std::ops::Range;

entity! {
    /// An expression or type, identifiers included.
    pub struct ExprId, "e"
}
entity! {
    /// A statement.
    pub struct StmtId, "s"
}
entity! {
    /// A declaration, at top level or in a function.
    pub struct DeclId, "d"
}

/// One parsed file.
#[derive(Debug)]
pub struct File {
    pub id: FileId,
    /// The package clause's name (a `Name` expression); absent if the clause is broken.
    pub package: Option<ExprId>,
    /// Where the keyword `package` stands.
    pub package_pos: Pos,
    /// Top-level declarations in source order, imports first as the grammar has them.
    pub decls: Vec<DeclId>,
    /// Comments of the form `//go:…`, `//export …`, `//line …` are kept; these are all but the line directives,
    /// in source order. `Decl::directives` refers to ranges of this list.
    pub directives: Vec<Directive>,
    /// The `//go:build` line's expression text with its position, if it stands where it counts.
    pub build_constraint: Option<(Pos, Symbol)>,
    /// Comments that look like a directive and are none (`// go:wasmimport a b`), so that a later error can
    /// point at them.
    pub near_misses: Vec<Directive>,
    pub exprs: PrimaryMap<ExprId, Expr>,
    pub stmts: PrimaryMap<StmtId, Stmt>,
    pub decl_arena: PrimaryMap<DeclId, Decl>,
    /// Backing store of `ExprList`.
    pub expr_pool: Vec<ExprId>,
    /// Backing store of `StmtList`.
    pub stmt_pool: Vec<StmtId>,
    /// Backing store of `FieldList`.
    pub field_pool: Vec<Field>,
    /// Where the text ends.
    pub eof: Pos,
    /// What the scanner and the parser had to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// A list of expressions, kept in the file's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExprList {
    pub start: u32,
    pub len: u32,
}

/// A list of statements, kept in the file's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StmtList {
    pub start: u32,
    pub len: u32,
}

/// A list of fields, parameters, results, type parameters or interface elements, kept in the file's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldList {
    pub start: u32,
    pub len: u32,
}

macro_rules! list_len {
    ($($list:ty),*) => {$(
        impl $list {
            pub fn len(self) -> usize {
                self.len as usize
            }

            pub fn is_empty(self) -> bool {
                self.len == 0
            }
        }
    )*};
}
list_len!(ExprList, StmtList, FieldList);

impl File {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id]
    }

    pub fn stmt(&self, id: StmtId) -> &Stmt {
        &self.stmts[id]
    }

    pub fn decl(&self, id: DeclId) -> &Decl {
        &self.decl_arena[id]
    }

    pub fn list(&self, list: ExprList) -> &[ExprId] {
        &self.expr_pool[list.start as usize..][..list.len as usize]
    }

    pub fn stmt_list(&self, list: StmtList) -> &[StmtId] {
        &self.stmt_pool[list.start as usize..][..list.len as usize]
    }

    pub fn fields(&self, list: FieldList) -> &[Field] {
        &self.field_pool[list.start as usize..][..list.len as usize]
    }

    /// The name of a `Name` expression. Anything else is a broken invariant of the caller's.
    pub fn name(&self, id: ExprId) -> Symbol {
        self.opt_name(id).unwrap_or_else(|| pontoon_base::bug!("{id} is not a name"))
    }

    /// The name, if the expression is one.
    pub fn opt_name(&self, id: ExprId) -> Option<Symbol> {
        match self.exprs[id].kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The expression without parentheses around it.
    pub fn unparen(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Paren(inner) = self.exprs[id].kind {
            id = inner;
        }
        id
    }

    /// The directives in front of a declaration.
    pub fn directives_of(&self, decl: &Decl) -> &[Directive] {
        &self.directives[decl.directives.start as usize..decl.directives.end as usize]
    }
}

/// A comment that may mean something to a later stage, text and all.
#[derive(Clone, Debug)]
pub struct Directive {
    /// Where the text `go:…` begins, that is, behind `//`; gc's messages point here.
    pub pos: Pos,
    /// The text behind `//`, to the end of the line, carriage return included.
    pub text: Symbol,
    /// Whether nothing but white space stands before it on its line.
    pub alone: bool,
    pub place: DirectivePlace,
}

/// Where a directive stands; what that means for it is judged by who knows the directive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DirectivePlace {
    /// In front of a top-level declaration, or of the package clause.
    Decl,
    /// Inside a function body, a type or an expression.
    Inside,
    /// In front of a specification inside a `( … )` group.
    Group,
    /// Behind the last declaration.
    End,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// What cmd/compile/internal/syntax has as the node's `Pos()`.
    pub pos: Pos,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExprKind {
    /// Stands where an expression could not be parsed; has been reported.
    Bad,
    Name(Symbol),
    /// `text` is the literal as written. `bad` literals have been reported.
    BasicLit {
        kind: LitKind,
        text: Symbol,
        bad: bool,
    },
    /// `ty` is absent for inner literals whose type is implied.
    CompositeLit {
        ty: Option<ExprId>,
        elems: ExprList,
        rbrace: Pos,
    },
    /// `key: value` in a composite literal.
    KeyValue {
        key: ExprId,
        value: ExprId,
    },
    /// `body` is a `Block` statement.
    FuncLit {
        ty: ExprId,
        body: StmtId,
    },
    Paren(ExprId),
    /// `sel` is a `Name`.
    Selector {
        x: ExprId,
        sel: ExprId,
    },
    /// `x[i]`, or an instantiation with one or more type arguments. An empty list has been reported.
    Index {
        x: ExprId,
        indices: ExprList,
    },
    Slice {
        x: ExprId,
        lo: Option<ExprId>,
        hi: Option<ExprId>,
        max: Option<ExprId>,
        full: bool,
    },
    /// `x.(T)`. An `x.(type)` outside of type switches has a `Bad` type and has been reported.
    Assert {
        x: ExprId,
        ty: ExprId,
    },
    /// `*x`: dereference or pointer type.
    Star(ExprId),
    Unary {
        op: UnaryOp,
        x: ExprId,
    },
    Binary {
        op: BinaryOp,
        x: ExprId,
        y: ExprId,
    },
    /// `dots`: the last argument is followed by `...`.
    Call {
        fun: ExprId,
        args: ExprList,
        dots: bool,
    },
    /// `[len]elem`; no `len` for `[...]elem`.
    ArrayType {
        len: Option<ExprId>,
        elem: ExprId,
    },
    SliceType(ExprId),
    /// `...elem` of a variadic parameter.
    DotsType(ExprId),
    StructType {
        fields: FieldList,
    },
    FuncType {
        params: FieldList,
        results: FieldList,
    },
    /// Methods have a name and a `FuncType`; embedded elements have no name.
    InterfaceType {
        elems: FieldList,
    },
    MapType {
        key: ExprId,
        value: ExprId,
    },
    ChanType {
        dir: ChanDir,
        elem: ExprId,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Both,
    Send,
    Recv,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `+`
    Plus,
    /// `-`
    Neg,
    /// `^`
    Compl,
    /// `&`
    Addr,
    /// `<-`
    Recv,
    /// `~`, in constraints only
    Tilde,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    OrOr,
    AndAnd,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
}

/// A struct field, parameter, result, type parameter or interface element. In `a, b T` both have the same `ty`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// A `Name`, or absent: unnamed parameter, embedded field, embedded interface element.
    pub name: Option<ExprId>,
    pub ty: ExprId,
    /// A string literal.
    pub tag: Option<ExprId>,
    pub pos: Pos,
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
    /// What cmd/compile/internal/syntax has as the node's `Pos()`.
    pub pos: Pos,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// Could not be parsed; has been reported.
    Bad,
    Empty,
    Label {
        label: ExprId,
        stmt: StmtId,
    },
    Block {
        stmts: StmtList,
        rbrace: Pos,
    },
    Expr(ExprId),
    Send {
        chan: ExprId,
        value: ExprId,
    },
    /// A `const`, `type` or `var` declaration; one id per specification of the group.
    Decl(Vec<DeclId>),
    /// `lhs op= rhs`, `lhs = rhs`, `lhs := rhs`.
    Assign {
        op: Option<BinaryOp>,
        define: bool,
        lhs: ExprList,
        rhs: ExprList,
    },
    /// `x++` and `x--`.
    IncDec {
        x: ExprId,
        inc: bool,
    },
    /// `break`, `continue`, `goto`, `fallthrough`. The label is a `Name`.
    Branch {
        kind: BranchKind,
        label: Option<ExprId>,
    },
    /// The expression is a call unless that has been reported.
    Go(ExprId),
    Defer(ExprId),
    Return(ExprList),
    If {
        init: Option<StmtId>,
        cond: Option<ExprId>,
        then: StmtId,
        els: Option<StmtId>,
    },
    For {
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: StmtId,
    },
    /// `for lhs = range x`, `for lhs := range x`, `for range x`.
    Range {
        lhs: ExprList,
        define: bool,
        x: ExprId,
        body: StmtId,
    },
    Switch {
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: Vec<CaseClause>,
        rbrace: Pos,
    },
    /// `switch init; lhs := x.(type)`.
    TypeSwitch {
        init: Option<StmtId>,
        lhs: Option<ExprId>,
        x: ExprId,
        clauses: Vec<CaseClause>,
        rbrace: Pos,
    },
    Select {
        clauses: Vec<CommClause>,
        rbrace: Pos,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BranchKind {
    Break,
    Continue,
    Goto,
    Fallthrough,
}

/// `case a, b:` or `default:` of a switch.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseClause {
    pub pos: Pos,
    /// Absent for `default`.
    pub cases: Option<ExprList>,
    pub colon: Pos,
    pub body: StmtList,
    pub span: Span,
}

/// `case comm:` or `default:` of a select.
#[derive(Clone, Debug, PartialEq)]
pub struct CommClause {
    pub pos: Pos,
    /// A send, an expression statement or an assignment with a receive; absent for `default`.
    pub comm: Option<StmtId>,
    pub colon: Pos,
    pub body: StmtList,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Decl {
    pub kind: DeclKind,
    pub span: Span,
    /// What cmd/compile/internal/syntax has as the node's `Pos()`.
    pub pos: Pos,
    /// Into `File::directives`. Those in front of a group's keyword belong to each of its specifications.
    pub directives: Range<u32>,
    /// The ids of all expressions of the declaration, a function's signature included.
    pub exprs: IdRange<ExprId>,
    /// Number of the parenthesised group within the file, from 1; 0 for a declaration on its own.
    pub group: u32,
}

#[derive(Clone, Debug)]
pub enum DeclKind {
    Import {
        /// A `Name`, which may be `.` or `_`.
        name: Option<ExprId>,
        /// A string literal.
        path: ExprId,
    },
    Const {
        names: ExprList,
        ty: Option<ExprId>,
        values: ExprList,
        /// Index of the specification in its group.
        iota: u32,
    },
    Type {
        name: ExprId,
        tparams: FieldList,
        alias: bool,
        ty: ExprId,
    },
    Var {
        names: ExprList,
        ty: Option<ExprId>,
        values: ExprList,
    },
    Func(FuncDecl),
}

#[derive(Clone, Debug)]
pub struct FuncDecl {
    pub recv: Option<Field>,
    pub name: ExprId,
    pub tparams: FieldList,
    /// A `FuncType`.
    pub ty: ExprId,
    /// A `Block`; absent for functions that are implemented elsewhere.
    pub body: Option<StmtId>,
}

/// The ids from `start` up to but not including `end`.
#[derive(Clone, Copy, Debug)]
pub struct IdRange<K> {
    pub start: K,
    pub end: K,
}

impl<K: EntityId> IdRange<K> {
    pub fn len(self) -> usize {
        self.end.index() - self.start.index()
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The position of `id` in the range, if it lies there.
    pub fn position(self, id: K) -> Option<usize> {
        (self.start.index()..self.end.index()).contains(&id.index()).then(|| id.index() - self.start.index())
    }
}
