//! What one walk over a declaration finds out before it is lowered: which variables function literals capture, which
//! have their address taken or are assigned again, where calls are, and how literals are named.

use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntityId, Symbol, bug};
use pontoon_syntax::ast::{BranchKind, DeclId, ExprId, ExprKind, ExprList, File, StmtId, StmtKind, UnaryOp};
use pontoon_syntax::walk::{Node, children};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::TyKind;
use pontoon_types::typed::{FuncObjs, Mode, SelectionKind, Typed};
use pontoon_types::universe::Builtin;
use pontoon_types::{Obj, World};

/// From this version on each iteration of a loop has variables of its own.
const PER_ITERATION: u32 = 22;

/// A part of a declaration that becomes a function of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    Literal(ExprId),
    /// The body of a loop over a function.
    LoopBody(StmtId),
}

/// What is known of a local variable.
#[derive(Clone, Copy, Debug, Default)]
pub struct VarFacts {
    /// The part that declares it; `None` for the declaration's own function.
    owner: Option<Part>,
    /// A literal inside the owner mentions it.
    pub captured: bool,
    /// One of these may outlive its owner's call, or at least the variable's scope.
    pub outlived: bool,
    /// Its address is taken.
    pub addressed: bool,
    /// It is assigned somewhere besides its declaration.
    pub reassigned: bool,
}

impl VarFacts {
    /// It lives on the heap: somebody else may hold its address.
    pub fn on_heap(self) -> bool {
        self.addressed || (self.outlived && self.reassigned)
    }

    /// It lives in memory, where literals that capture it find it.
    pub fn by_ref(self) -> bool {
        self.addressed || (self.captured && self.reassigned)
    }
}

/// What is known of a function, declared or literal.
#[derive(Clone, Debug, Default)]
pub struct FuncFacts {
    pub has_defer: bool,
    /// A `defer` may run several times.
    pub defer_in_loop: bool,
    /// Bodies of loops over functions defer calls to this function's end; of such a body: it does.
    pub shares_defers: bool,
    /// It calls `recover`.
    pub has_recover: bool,
    /// Variables of functions around that it mentions, or that a literal in it does, in order of first mention.
    pub captures: Vec<Obj>,
    /// A literal that is only called, where it stands or by a `defer` that runs once: nobody else gets its closure.
    pub in_place: bool,
    /// Behind the name of the outermost function: `.func1.2`.
    pub suffix: String,
    literals: u32,
    loop_bodies: u32,
    has_goto: bool,
    /// Labels in it that are not in a part of it.
    labels: FxHashSet<Symbol>,
}

/// See the module's comment.
#[derive(Debug, Default)]
pub struct Analysis {
    start: usize,
    calls: Vec<bool>,
    vars: FxHashMap<Obj, VarFacts>,
    outer: FuncFacts,
    parts: FxHashMap<Part, FuncFacts>,
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
            parts: FxHashMap::default(),
            gotos: FxHashSet::default(),
        };
        let mut walk = Walk {
            world,
            file,
            typed,
            go_minor,
            analysis,
            stack: Vec::new(),
            loops: 0,
            called: FxHashSet::default(),
            later: FxHashSet::default(),
            deferred: Vec::new(),
        };
        if let Some(objs) = &typed.func {
            walk.declare_all(objs);
        }
        walk.node(Node::Decl(decl));
        let Walk { mut analysis, deferred, .. } = walk;
        for facts in analysis.parts.values_mut().chain([&mut analysis.outer]) {
            facts.defer_in_loop |= facts.has_defer && facts.has_goto;
        }
        for (literal, function) in deferred {
            let in_place = !analysis.func(function).defer_in_loop;
            analysis.parts.entry(Part::Literal(literal)).and_modify(|facts| facts.in_place = in_place);
        }
        for facts in analysis.parts.values().filter(|facts| !facts.in_place) {
            for obj in &facts.captures {
                analysis.vars.entry(*obj).and_modify(|facts| facts.outlived = true);
            }
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

    /// Facts of a part, or of the declaration's own function.
    pub fn func(&self, part: Option<Part>) -> &FuncFacts {
        match part {
            Some(part) => self.parts.get(&part).unwrap_or_else(|| bug!("{part:?} is no function")),
            None => &self.outer,
        }
    }

    /// Whether a part, or the declaration's own function, has a label by itself.
    pub fn has_label(&self, part: Option<Part>, label: Symbol) -> bool {
        self.func(part).labels.contains(&label)
    }
}

struct Walk<'a> {
    world: &'a World,
    file: &'a File,
    typed: &'a Typed,
    go_minor: u32,
    analysis: Analysis,
    /// The parts around, outermost first.
    stack: Vec<Part>,
    loops: u32,
    /// Literals that are called where they stand.
    called: FxHashSet<ExprId>,
    /// Literals that `go` and `defer` statements call.
    later: FxHashSet<ExprId>,
    /// Literals whose calls are deferred, and by which function.
    deferred: Vec<(ExprId, Option<Part>)>,
}

/// Whether a range statement over `x` loops over a function.
pub(crate) fn ranges_over_func(world: &World, typed: &Typed, x: ExprId) -> bool {
    typed.ty(x).is_some_and(|ty| {
        let under = |ty| matches!(world.kind(world.under(ty)), TyKind::Func(_));
        match world.is_type_param(ty) {
            // All types that it stands for have one form.
            true => world.type_set(ty).terms().first().is_some_and(|term| under(term.ty)),
            false => under(ty),
        }
    })
}

impl<'a> Walk<'a> {
    fn facts(&mut self) -> &mut FuncFacts {
        match self.stack.last() {
            Some(part) => self.analysis.parts.get_mut(part).expect("entered parts have facts"),
            None => &mut self.analysis.outer,
        }
    }

    /// The number of parts around that are not bodies of loops of the innermost function.
    fn function_depth(&self) -> usize {
        let is_literal = |part: &Part| matches!(part, Part::Literal(_));
        self.stack.iter().rposition(is_literal).map_or(0, |i| i + 1)
    }

    /// The innermost function that is no loop's body: what `return` and `defer` are about.
    fn function(&self) -> Option<Part> {
        self.function_depth().checked_sub(1).map(|i| self.stack[i])
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
        for part in &self.stack[from..] {
            let facts = self.analysis.parts.get_mut(part).expect("entered parts have facts");
            if !facts.captures.contains(&obj) {
                facts.captures.push(obj);
            }
        }
    }

    fn node(&mut self, node: Node<'a>) {
        match node {
            Node::Expr(x) => self.expr(x),
            Node::Stmt(s) => self.stmt(s, &self.file.stmt(s).kind),
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
            ExprKind::Call { fun, .. } => {
                self.called.extend(self.called_literal(x).filter(|literal| !self.later.contains(literal)));
                let mode = self.typed.info(self.file.unparen(fun)).mode;
                self.facts().has_recover |= mode == Mode::Builtin(Builtin::Recover);
            }
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
        self.enter(Part::Literal(x), suffix);
        let loops = std::mem::take(&mut self.loops);
        if let Some(objs) = self.typed.literals.get(&x) {
            self.declare_all(objs);
        }
        self.children(Node::Expr(x));
        self.loops = loops;
        self.stack.pop();
    }

    /// The function literal that a call calls.
    fn called_literal(&self, call: ExprId) -> Option<ExprId> {
        let ExprKind::Call { fun, .. } = self.file.expr(self.file.unparen(call)).kind else { return None };
        let callee = self.file.unparen(fun);
        matches!(self.file.expr(callee).kind, ExprKind::FuncLit { .. }).then_some(callee)
    }

    fn enter(&mut self, part: Part, suffix: String) {
        let in_place = matches!(part, Part::Literal(literal) if self.called.contains(&literal));
        self.analysis.parts.insert(part, FuncFacts { suffix, in_place, ..FuncFacts::default() });
        self.stack.push(part);
    }

    /// A loop over a function: its body is a function that this one is given.
    fn loop_over_func(&mut self, s: StmtId, lhs: ExprList, define: bool, x: ExprId, body: StmtId) {
        self.node(Node::Expr(x));
        let parent = self.facts();
        parent.loop_bodies += 1;
        let suffix = format!("{}-range{}", parent.suffix, parent.loop_bodies);
        self.enter(Part::LoopBody(s), suffix);
        self.loops += 1;
        for &x in self.file.list(lhs) {
            self.node(Node::Expr(x));
            if !define {
                self.assign(x);
            }
        }
        self.node(Node::Stmt(body));
        self.loops -= 1;
        self.stack.pop();
    }

    /// `return` in the body of a loop over a function assigns the results of the function around.
    fn return_from_loop(&mut self) {
        let objs = match self.function() {
            Some(Part::Literal(literal)) => self.typed.literals.get(&literal),
            _ => self.typed.func.as_ref(),
        };
        for obj in objs.map(|objs| objs.results.clone()).unwrap_or_default() {
            self.use_var(obj);
        }
    }

    fn defer(&mut self) {
        let depth = self.function_depth();
        let in_loop = self.loops > 0;
        let shared = depth < self.stack.len();
        let of_function = match depth.checked_sub(1) {
            Some(i) => self.analysis.parts.get_mut(&self.stack[i]).expect("entered parts have facts"),
            None => &mut self.analysis.outer,
        };
        of_function.has_defer = true;
        of_function.defer_in_loop |= in_loop;
        of_function.shares_defers |= shared;
        for part in &self.stack[depth..] {
            self.analysis.parts.get_mut(part).expect("entered parts have facts").shares_defers = true;
        }
    }

    fn stmt(&mut self, s: StmtId, kind: &'a StmtKind) {
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
            StmtKind::Go(call) => self.later.extend(self.called_literal(*call)),
            StmtKind::Defer(call) => {
                self.defer();
                if let Some(literal) = self.called_literal(*call) {
                    self.later.insert(literal);
                    self.deferred.push((literal, self.function()));
                }
            }
            StmtKind::Return(_) if matches!(self.stack.last(), Some(Part::LoopBody(_))) => {
                self.return_from_loop();
            }
            StmtKind::Branch { kind: BranchKind::Goto, label } => {
                self.facts().has_goto = true;
                self.analysis.gotos.extend(label.and_then(|label| self.file.opt_name(label)));
            }
            StmtKind::Label { label, .. } => {
                let label = self.file.name(*label);
                self.facts().labels.insert(label);
            }
            &StmtKind::Range { lhs, define, x, body } if ranges_over_func(self.world, self.typed, x) => {
                return self.loop_over_func(s, lhs, define, x, body);
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
        self.children(Node::Stmt(s));
        self.loops -= u32::from(is_loop);
    }
}
