//! What one walk over a declaration finds out before it is lowered: which variables function literals capture, which
//! have their address taken or are assigned again, where calls are, and how literals are named.

use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntityId, Symbol, bug};
use pontoon_syntax::ast::{BranchKind, DeclId, ExprId, ExprKind, File, StmtKind, UnaryOp};
use pontoon_syntax::walk::{Node, children};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::TyKind;
use pontoon_types::typed::{FuncObjs, Mode, SelectionKind, Typed};
use pontoon_types::{Obj, World};

/// From this version on each iteration of a loop has variables of its own.
const PER_ITERATION: u32 = 22;

/// What is known of a local variable.
#[derive(Clone, Copy, Debug, Default)]
pub struct VarFacts {
    /// The literal that declares it; `None` for the declaration's own function.
    owner: Option<ExprId>,
    /// A literal inside the owner mentions it.
    pub captured: bool,
    /// Its address is taken.
    pub addressed: bool,
    /// It is assigned somewhere besides its declaration.
    pub reassigned: bool,
}

impl VarFacts {
    /// It lives on the heap: somebody else may hold its address.
    pub fn on_heap(self) -> bool {
        self.addressed || (self.captured && self.reassigned)
    }
}

/// What is known of a function, declared or literal.
#[derive(Clone, Debug, Default)]
pub struct FuncFacts {
    pub has_defer: bool,
    /// A `defer` may run several times.
    pub defer_in_loop: bool,
    /// Variables of functions around that it mentions, or that a literal in it does, in order of first mention.
    pub captures: Vec<Obj>,
    /// Behind the name of the outermost function: `.func1.2`.
    pub suffix: String,
    literals: u32,
    has_goto: bool,
}

/// See the module's comment.
#[derive(Debug, Default)]
pub struct Analysis {
    start: usize,
    calls: Vec<bool>,
    vars: FxHashMap<Obj, VarFacts>,
    outer: FuncFacts,
    literals: FxHashMap<ExprId, FuncFacts>,
    gotos: FxHashSet<Symbol>,
}

impl Analysis {
    pub fn new(world: &World, file: &File, decl: DeclId, typed: &Typed, go_minor: u32) -> Analysis {
        let range = typed.range();
        let analysis = Analysis {
            start: range.start.index(),
            calls: vec![false; range.len()],
            vars: FxHashMap::default(),
            outer: FuncFacts::default(),
            literals: FxHashMap::default(),
            gotos: FxHashSet::default(),
        };
        let mut walk = Walk { world, file, typed, go_minor, analysis, stack: Vec::new(), loops: 0 };
        if let Some(objs) = &typed.func {
            walk.declare_all(objs);
        }
        walk.node(Node::Decl(decl));
        let mut analysis = walk.analysis;
        for facts in analysis.literals.values_mut().chain([&mut analysis.outer]) {
            facts.defer_in_loop |= facts.has_defer && facts.has_goto;
        }
        analysis
    }

    /// Whether evaluating the expression may call something.
    pub fn has_call(&self, expr: ExprId) -> bool {
        self.calls.get(expr.index().wrapping_sub(self.start)).copied().unwrap_or(false)
    }

    pub fn var(&self, obj: Obj) -> VarFacts {
        self.vars.get(&obj).copied().unwrap_or_default()
    }

    /// Whether a `goto` names the label.
    pub fn is_goto_target(&self, label: Symbol) -> bool {
        self.gotos.contains(&label)
    }

    /// Facts of a literal, or of the declaration's own function.
    pub fn func(&self, literal: Option<ExprId>) -> &FuncFacts {
        match literal {
            Some(literal) => {
                self.literals.get(&literal).unwrap_or_else(|| bug!("{literal} is no function literal"))
            }
            None => &self.outer,
        }
    }
}

struct Walk<'a> {
    world: &'a World,
    file: &'a File,
    typed: &'a Typed,
    go_minor: u32,
    analysis: Analysis,
    /// The literals around, outermost first.
    stack: Vec<ExprId>,
    loops: u32,
}

impl<'a> Walk<'a> {
    fn facts(&mut self) -> &mut FuncFacts {
        match self.stack.last() {
            Some(literal) => self.analysis.literals.get_mut(literal).expect("entered literals have facts"),
            None => &mut self.analysis.outer,
        }
    }

    fn declare(&mut self, obj: Obj) {
        let owner = self.stack.last().copied();
        let reassigned =
            matches!(&self.world.obj(obj).kind, ObjKind::Var(var) if var.kind == VarKind::Result);
        self.analysis.vars.insert(obj, VarFacts { owner, reassigned, ..VarFacts::default() });
    }

    fn declare_all(&mut self, objs: &FuncObjs) {
        for &obj in objs.recv.iter().chain(&objs.params).chain(&objs.results) {
            self.declare(obj);
        }
    }

    /// The local variable that a name stands for.
    fn local(&self, name: ExprId) -> Option<Obj> {
        let obj = self.typed.obj(name)?;
        match &self.world.obj(obj).kind {
            ObjKind::Var(var) if var.kind != VarKind::Package => Some(obj),
            _ => None,
        }
    }

    /// The local variable in whose storage an addressable expression lies.
    fn base(&self, expr: ExprId) -> Option<Obj> {
        match self.file.expr(expr).kind {
            ExprKind::Name(_) => self.local(expr),
            ExprKind::Paren(x) => self.base(x),
            ExprKind::Selector { x, .. } => {
                let selection = self.typed.selections.get(&expr)?;
                if selection.indirect { None } else { self.base(x) }
            }
            ExprKind::Index { x, .. } => {
                if self.is_array(x) {
                    self.base(x)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    fn is_array(&self, x: ExprId) -> bool {
        // A type parameter may stand for an array.
        self.typed.ty(x).is_some_and(|ty| {
            self.world.is_type_param(ty)
                || matches!(self.world.kind(self.world.under(ty)), TyKind::Array { .. })
        })
    }

    fn take_address(&mut self, x: ExprId) {
        if let Some(obj) = self.base(x) {
            self.analysis.vars.entry(obj).or_default().addressed = true;
        }
    }

    fn assign(&mut self, x: ExprId) {
        if let Some(obj) = self.base(x) {
            self.analysis.vars.entry(obj).or_default().reassigned = true;
        }
    }

    fn use_var(&mut self, obj: Obj) {
        let owner = self.stack.last().copied();
        let facts =
            self.analysis.vars.entry(obj).or_insert_with(|| VarFacts { owner, ..VarFacts::default() });
        if facts.owner == owner {
            return;
        }
        facts.captured = true;
        let declared_in = facts.owner;
        let from =
            declared_in.map_or(0, |owner| self.stack.iter().position(|&l| l == owner).map_or(0, |i| i + 1));
        for literal in &self.stack[from..] {
            let facts = self.analysis.literals.get_mut(literal).expect("entered literals have facts");
            if !facts.captures.contains(&obj) {
                facts.captures.push(obj);
            }
        }
    }

    fn node(&mut self, node: Node<'a>) {
        match node {
            Node::Expr(x) => self.expr(x),
            Node::Stmt(s) => self.stmt(node, &self.file.stmt(s).kind),
            Node::Decl(_) | Node::Comm(_) => self.children(node),
            Node::Case(clause) => {
                if let Some(&obj) = self.typed.implicits.get(&clause.pos) {
                    self.declare(obj);
                }
                self.children(node);
            }
        }
    }

    fn children(&mut self, node: Node<'a>) {
        children(self.file, node, &mut |_, child| self.node(child));
    }

    fn expr(&mut self, x: ExprId) {
        let kind = self.file.expr(x).kind;
        match kind {
            ExprKind::Name(_) => {
                if let Some(obj) = self.local(x) {
                    if self.world.obj(obj).pos == self.file.expr(x).pos {
                        if !self.analysis.vars.contains_key(&obj) {
                            self.declare(obj);
                        }
                    } else {
                        self.use_var(obj);
                    }
                }
                return;
            }
            ExprKind::FuncLit { .. } => {
                self.literal(x);
                return;
            }
            ExprKind::Unary { op: UnaryOp::Addr, x } => self.take_address(x),
            ExprKind::Slice { x, .. } if self.is_array(x) => self.take_address(x),
            ExprKind::Selector { x: operand, .. } => {
                if let Some(selection) = self.typed.selections.get(&x)
                    && let SelectionKind::Method { func, .. } = selection.kind
                    && self.world.has_pointer_recv(func)
                    && !selection.indirect
                {
                    self.take_address(operand);
                }
            }
            _ => {}
        }
        self.children(Node::Expr(x));
        let mut calls = self.is_call(x, kind);
        children(self.file, Node::Expr(x), &mut |_, child| {
            if let Node::Expr(child) = child {
                calls |= self.analysis.has_call(child);
            }
        });
        if calls && let Some(i) = self.typed.range().position(x) {
            self.analysis.calls[i] = true;
        }
    }

    /// Whether the expression itself calls something.
    fn is_call(&self, x: ExprId, kind: ExprKind) -> bool {
        match kind {
            ExprKind::Call { fun, .. } => {
                self.typed.value(x).is_none()
                    && match self.typed.info(self.file.unparen(fun)).mode {
                        Mode::Type => false,
                        // gc keeps predeclared functions in order with calls too.
                        _ => true,
                    }
            }
            ExprKind::Unary { op: UnaryOp::Recv, .. } => true,
            _ => false,
        }
    }

    fn literal(&mut self, x: ExprId) {
        let outermost = self.stack.is_empty();
        let parent = self.facts();
        parent.literals += 1;
        let suffix = match outermost {
            true => format!(".func{}", parent.literals),
            false => format!("{}.{}", parent.suffix, parent.literals),
        };
        self.analysis.literals.insert(x, FuncFacts { suffix, ..FuncFacts::default() });
        self.stack.push(x);
        let loops = std::mem::take(&mut self.loops);
        if let Some(objs) = self.typed.literals.get(&x) {
            self.declare_all(objs);
        }
        self.children(Node::Expr(x));
        self.loops = loops;
        self.stack.pop();
    }

    fn stmt(&mut self, node: Node<'a>, kind: &'a StmtKind) {
        match kind {
            StmtKind::Assign { op, define, lhs, .. } => {
                for &x in self.file.list(*lhs) {
                    let declares = *define
                        && self
                            .typed
                            .obj(x)
                            .is_some_and(|obj| self.world.obj(obj).pos == self.file.expr(x).pos);
                    if !declares || op.is_some() {
                        self.assign(x);
                    }
                }
            }
            StmtKind::IncDec { x, .. } => self.assign(*x),
            StmtKind::Defer(_) => {
                let in_loop = self.loops > 0;
                let facts = self.facts();
                facts.has_defer = true;
                facts.defer_in_loop |= in_loop;
            }
            StmtKind::Branch { kind: BranchKind::Goto, label } => {
                self.facts().has_goto = true;
                self.analysis.gotos.extend(label.and_then(|label| self.file.opt_name(label)));
            }
            StmtKind::Range { lhs, define, .. } => {
                for &x in self.file.list(*lhs) {
                    if *define {
                        self.node(Node::Expr(x));
                    }
                    if !*define || self.go_minor < PER_ITERATION {
                        self.assign(x);
                    }
                }
            }
            _ => {}
        }
        let is_loop = matches!(kind, StmtKind::For { .. } | StmtKind::Range { .. });
        self.loops += u32::from(is_loop);
        self.children(node);
        self.loops -= u32::from(is_loop);
    }
}
