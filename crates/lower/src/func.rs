//! One function body: what is around while it is lowered, its variables' storage, its entry and its ways out.

use crate::closure::{Analysis, Part};
use crate::cx::{FuncKey, Lowerer};
use crate::defer::Defers;
use crate::place::{Loc, MAX_SLOT};
use crate::range_func::LoopBody;
use crate::repr::{Convention, TypeInfo};
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntityId, Pos, Symbol, bug};
use pontoon_ssa::builder::Variable;
use pontoon_ssa::{Block, Builder, Func, FuncData, Local, Slot, Type, Value};
use pontoon_syntax::ast::{self, DeclKind, ExprId, ExprKind, StmtId};
use pontoon_types::object::ObjKind;
use pontoon_types::package::Initializer;
use pontoon_types::ty::TyKind;
use pontoon_types::typed::{FuncObjs, Typed, empty_range};
use pontoon_types::{DeclRef, Obj, Ty};
use std::rc::Rc;
use std::sync::Arc;

/// Where a variable lives.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// An SSA variable for each part.
    Vars(Vec<Variable>),
    /// A mutable local for each part: what a landing block must see.
    Locals(Vec<Local>),
    Memory(Base),
}

/// The address of a variable in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    Slot(Slot),
    /// On the heap, or a copy that the caller made: the variable holds the address.
    Var(Variable),
    Local(Local),
}

/// What `break` and `continue` may refer to.
#[derive(Debug)]
pub(crate) struct JumpScope {
    pub label: Option<Symbol>,
    pub break_to: Block,
    pub continue_to: Option<Block>,
    /// A plain block, which only `break` with its label leaves.
    pub is_block: bool,
}

/// See the module's comment.
pub(crate) struct Body<'a, 'w> {
    pub cx: &'a mut Lowerer<'w>,
    pub b: Builder,
    pub decl: DeclRef,
    pub file: &'w ast::File,
    pub go_minor: u32,
    pub typed: Arc<Typed>,
    pub analysis: Rc<Analysis>,
    /// Type parameters of the declaration, and what stands for them.
    tparams: Vec<Ty>,
    pub targs: Box<[Ty]>,
    substituted: FxHashMap<Ty, Ty>,
    /// Which part of the declaration this is; `None` for its own function.
    pub part: Option<Part>,
    pub vars: FxHashMap<Obj, Storage>,
    /// Values of calls that were evaluated ahead of what is around them.
    pub hoisted: FxHashMap<ExprId, Vec<Value>>,
    pub scopes: Vec<JumpScope>,
    pub labels: FxHashMap<Symbol, Block>,
    /// The label of the statement that comes next.
    pub pending_label: Option<Symbol>,
    /// Where `fallthrough` goes.
    pub fallthrough: Option<Block>,
    pub convention: Convention,
    pub area: Option<Value>,
    /// Result variables; where results have names, or deferred calls may change them.
    pub results: Vec<Obj>,
    pub result_storage: Vec<Storage>,
    pub defers: Option<Defers>,
    /// The panic that this function may recover, if it calls `recover`.
    pub offered: Option<Variable>,
    /// Set while the body of a loop over a function is lowered.
    pub loop_body: Option<LoopBody>,
    /// Addresses that are known not to be nil.
    pub non_nil: FxHashSet<Value>,
    /// Values in memory that operands are get heap objects of their own: a deferred call may be one of many.
    pub own_on_heap: bool,
    /// The checks of this file of the runtime cannot fail, so none are made: the allocator and the collector must not bring
    /// along what prints panics, nor be left.
    pub unchecked: bool,
    pub failed: bool,
    /// How many thunks for `go` statements it has.
    pub thunks: u32,
}

/// Whether a declaration is in a file of the runtime that asks for no checks.
fn is_unchecked(cx: &Lowerer<'_>, decl: DeclRef) -> bool {
    let says_so = |directive: &ast::Directive| directive.text.as_str() == "go:unchecked";
    decl.pkg == cx.runtime && cx.file(decl).directives.iter().any(says_so)
}

/// Lowers a declared function; `None` where its body is wrong.
pub(crate) fn lower_decl(cx: &mut Lowerer<'_>, func: Func, obj: Obj, targs: &[Ty]) -> Option<FuncData> {
    let ObjKind::Func(data) = &cx.world.obj(obj).kind else { bug!("{obj} is no function") };
    let decl = data.decl.unwrap_or_else(|| bug!("{} has no declaration", cx.world.obj(obj).name));
    if !data.has_body {
        return crate::import::lower_bodyless(cx, func, obj, decl);
    }
    let typed = cx.bodies.typed(decl)?;
    let DeclKind::Func(syntax) = &cx.file(decl).decl(decl.decl).kind else { bug!("{decl:?} is no function") };
    let body = syntax.body?;
    let objs = typed.func.clone().unwrap_or_else(|| bug!("the function's objects are not recorded"));
    let convention = cx.decl_convention(obj, targs);
    let mut lowering = Body::new(cx, func, decl, typed, targs, None, convention)?;
    lowering.function(&objs, body);
    lowering.finish()
}

/// Lowers a function literal.
pub(crate) fn lower_literal(
    cx: &mut Lowerer<'_>,
    func: Func,
    decl: DeclRef,
    expr: ExprId,
    targs: &[Ty],
) -> Option<FuncData> {
    let typed = cx.bodies.typed(decl)?;
    let ExprKind::FuncLit { body, .. } = cx.file(decl).expr(expr).kind else { bug!("{expr} is no literal") };
    let objs =
        typed.literals.get(&expr).cloned().unwrap_or_else(|| bug!("the literal's objects are not recorded"));
    let placeholder = Convention { sig: cx.program.funcs[func].sig.clone(), area: None, results: Vec::new() };
    let mut lowering = Body::new(cx, func, decl, typed, targs, Some(Part::Literal(expr)), placeholder)?;
    let ty = lowering.ty(expr);
    lowering.convention = lowering.cx.convention(&[], ty, true);
    lowering.function(&objs, body);
    lowering.finish()
}

impl Lowerer<'_> {
    /// The type parameters of a function: those of its receiver, then its own.
    pub(crate) fn func_tparams(&self, obj: Obj) -> Vec<Ty> {
        let data = self.world.obj(obj);
        let ObjKind::Func(func) = &data.kind else { return Vec::new() };
        let mut list = Vec::new();
        if let Some(tparams) = func.method.as_ref().and_then(|method| method.recv_tparams.get()) {
            list.extend_from_slice(tparams);
        }
        if let Some(ty) = data.ty.get()
            && let TyKind::Func(sig) = self.world.kind(ty)
        {
            list.extend_from_slice(&sig.tparams);
        }
        list
    }

    /// The receiver's type of a declared method, and the signature, for these type arguments.
    pub(crate) fn decl_types(&mut self, obj: Obj, targs: &[Ty]) -> (Option<Ty>, Ty) {
        let data = self.world.obj(obj);
        let ObjKind::Func(func) = &data.kind else { bug!("{} is no function", data.name) };
        let recv = func.method.as_ref().and_then(|method| method.recv.get());
        let sig = data.ty.get().unwrap_or_else(|| bug!("{} is not declared", data.name));
        let tparams = self.func_tparams(obj);
        // The signature itself keeps its list of type parameters, which no longer matters.
        let mut subst = |ty| {
            let ty = if targs.is_empty() { ty } else { self.world.subst(ty, &tparams, targs) };
            self.canonical(ty)
        };
        (recv.map(&mut subst), subst(sig))
    }

    pub(crate) fn decl_convention(&mut self, obj: Obj, targs: &[Ty]) -> Convention {
        let (recv, sig) = self.decl_types(obj, targs);
        let recv = recv.map_or(Vec::new(), |recv| self.info(recv).scalars());
        self.convention(&recv, sig, false)
    }
}

impl<'a, 'w> Body<'a, 'w> {
    pub fn new(
        cx: &'a mut Lowerer<'w>,
        func: Func,
        decl: DeclRef,
        typed: Arc<Typed>,
        targs: &[Ty],
        part: Option<Part>,
        convention: Convention,
    ) -> Option<Body<'a, 'w>> {
        if typed.failed {
            return None;
        }
        let analysis = cx.analysis(decl, &typed);
        let tparams = if targs.is_empty() { Vec::new() } else { cx.tparams_of_decl(decl) };
        let mut body = Body::with(cx, func, decl, typed, analysis, part, convention);
        body.tparams = tparams;
        body.targs = targs.into();
        Some(body)
    }

    fn with(
        cx: &'a mut Lowerer<'w>,
        func: Func,
        decl: DeclRef,
        typed: Arc<Typed>,
        analysis: Rc<Analysis>,
        part: Option<Part>,
        convention: Convention,
    ) -> Body<'a, 'w> {
        let file = cx.file(decl);
        let declared = &cx.program.funcs[func];
        Body {
            b: Builder::new(declared.name.clone(), declared.sig.clone()),
            decl,
            file,
            go_minor: cx.world.pkg(decl.pkg).files[decl.file as usize].go_minor,
            typed,
            analysis,
            tparams: Vec::new(),
            targs: Box::default(),
            substituted: FxHashMap::default(),
            part,
            vars: FxHashMap::default(),
            hoisted: FxHashMap::default(),
            scopes: Vec::new(),
            labels: FxHashMap::default(),
            pending_label: None,
            fallthrough: None,
            convention,
            area: None,
            results: Vec::new(),
            result_storage: Vec::new(),
            defers: None,
            offered: None,
            loop_body: None,
            non_nil: FxHashSet::default(),
            own_on_heap: false,
            unchecked: is_unchecked(cx, decl),
            failed: false,
            thunks: 0,
            cx,
        }
    }

    /// A body that is not in the source: wrappers, and initialization, which goes through declarations with `enter`.
    pub fn bare(cx: &'a mut Lowerer<'w>, func: Func) -> Body<'a, 'w> {
        let decl = DeclRef { pkg: cx.runtime, file: 0, decl: EntityId::new(0) };
        let convention =
            Convention { sig: cx.program.funcs[func].sig.clone(), area: None, results: Vec::new() };
        let typed = Arc::new(Typed::new(empty_range()));
        let mut body = Body::with(cx, func, decl, typed, Rc::new(Analysis::default()), None, convention);
        body.unchecked = false;
        body
    }

    /// Goes on with another declaration; `false` where that is wrong.
    pub fn enter(&mut self, decl: DeclRef) -> bool {
        let Some(typed) = self.cx.bodies.typed(decl) else { return false };
        if typed.failed {
            return false;
        }
        self.analysis = self.cx.analysis(decl, &typed);
        self.file = self.cx.file(decl);
        self.go_minor = self.cx.world.pkg(decl.pkg).files[decl.file as usize].go_minor;
        self.typed = typed;
        self.decl = decl;
        self.unchecked = is_unchecked(self.cx, decl);
        true
    }

    /// Assigns the initial values of package-level variables.
    pub fn initializer(&mut self, init: &Initializer) {
        if !self.enter(init.decl) {
            return;
        }
        if self.static_initializer(init) {
            return;
        }
        self.set_pos(init.rhs);
        if let [obj] = init.lhs[..] {
            let ty = self.obj_ty(obj);
            if self.cx.world.obj(obj).name.is_blank() {
                self.value_of(init.rhs, ty);
                return;
            }
            let data = self.cx.var_data(obj);
            let addr = self.b.data_addr(data, 0);
            self.init_at(addr, 0, ty, init.rhs, true);
            return;
        }
        let values = self.multi(init.rhs);
        for (&obj, (ty, value)) in init.lhs.iter().zip(values) {
            if self.cx.world.obj(obj).name.is_blank() {
                continue;
            }
            let to = self.obj_ty(obj);
            let value = self.convert_for_assign(value, ty, to);
            let data = self.cx.var_data(obj);
            let addr = self.b.data_addr(data, 0);
            self.store(&Loc::Mem(addr, 0), to, &value);
        }
    }

    /// The finished function; `None` if something in it could not be compiled.
    pub fn finish(mut self) -> Option<FuncData> {
        self.b.seal_all();
        if self.failed {
            return None;
        }
        Some(self.b.finish())
    }

    /// Reports what cannot be compiled yet.
    pub fn unsupported(&mut self, pos: Pos, what: &str) {
        self.failed = true;
        self.cx.unsupported(pos, what);
    }

    // Types.

    /// A type of the source with type arguments in place of type parameters, canonical.
    pub fn norm(&mut self, ty: Ty) -> Ty {
        if self.tparams.is_empty() {
            return self.cx.canonical(ty);
        }
        if let Some(&done) = self.substituted.get(&ty) {
            return done;
        }
        let substituted = self.cx.world.subst(ty, &self.tparams, &self.targs);
        let done = self.cx.canonical(substituted);
        self.substituted.insert(ty, done);
        done
    }

    /// The type of an expression.
    pub fn ty(&mut self, expr: ExprId) -> Ty {
        let ty = self.typed.ty(expr).unwrap_or_else(|| {
            bug!("{expr} at {:?} of {} has no type", self.file.expr(expr).pos, self.b.func.name)
        });
        self.norm(ty)
    }

    pub fn obj_ty(&mut self, obj: Obj) -> Ty {
        let data = self.cx.world.obj(obj);
        let ty = data.ty.get().unwrap_or_else(|| bug!("{} has no type", data.name));
        self.norm(ty)
    }

    /// The kind of a type's underlying type.
    pub fn under(&self, ty: Ty) -> &'w TyKind {
        self.cx.under(ty)
    }

    pub fn info(&mut self, ty: Ty) -> Rc<TypeInfo> {
        self.cx.info(ty)
    }

    pub fn set_pos(&mut self, expr: ExprId) {
        self.b.set_pos(self.file.expr(expr).pos);
    }

    // Variables.

    /// Makes storage for a variable and gives it a value, zero if there is none.
    pub fn declare(&mut self, obj: Obj, value: Option<&[Value]>) {
        let ty = self.obj_ty(obj);
        let storage = self.new_storage(obj, ty);
        self.vars.insert(obj, storage.clone());
        let loc = self.storage_loc(&storage);
        match value {
            Some(value) => self.store(&loc, ty, value),
            // A new heap object is zero already.
            None if matches!(storage, Storage::Memory(Base::Var(_) | Base::Local(_))) => {}
            None => self.store_zero(&loc, ty),
        }
    }

    /// Storage for a variable of the current iteration; heap objects are allocated here.
    pub fn new_storage(&mut self, obj: Obj, ty: Ty) -> Storage {
        let info = self.info(ty);
        if self.analysis.var(obj).on_heap() || (info.in_memory() && info.size > MAX_SLOT) {
            let ptr = self.new_object(ty);
            let var = self.b.declare_var(Type::Ptr);
            self.b.def_var(var, ptr);
            return Storage::Memory(Base::Var(var));
        }
        if self.analysis.var(obj).by_ref() {
            return Storage::Memory(Base::Slot(self.b.slot(info.size, info.align)));
        }
        match &info.parts {
            None => Storage::Memory(Base::Slot(self.b.slot(info.size, info.align))),
            Some(_) => Storage::Vars(info.scalars().into_iter().map(|ty| self.b.declare_var(ty)).collect()),
        }
    }

    pub fn storage_loc(&mut self, storage: &Storage) -> Loc {
        match storage {
            Storage::Vars(vars) => Loc::Vars(vars.clone()),
            Storage::Locals(locals) => Loc::Locals(locals.clone()),
            Storage::Memory(base) => {
                let addr = match *base {
                    Base::Slot(slot) => self.b.slot_addr(slot),
                    Base::Var(var) => self.b.use_var(var),
                    Base::Local(local) => self.b.local_get(local),
                };
                self.non_nil.insert(addr);
                Loc::Mem(addr, 0)
            }
        }
    }

    /// Where a variable is.
    pub fn var_loc(&mut self, obj: Obj) -> Loc {
        if let Some(storage) = self.vars.get(&obj) {
            let storage = storage.clone();
            return self.storage_loc(&storage);
        }
        let data = self.cx.world.obj(obj);
        match &data.kind {
            ObjKind::Var(var) if var.kind == pontoon_types::object::VarKind::Package => {
                let ty = self.obj_ty(obj);
                let data = match self.info(ty).size {
                    // All values without size have one address.
                    0 => self.cx.zero_base(),
                    _ => self.cx.var_data(obj),
                };
                let addr = self.b.data_addr(data, 0);
                Loc::Mem(addr, 0)
            }
            _ => bug!("the variable {} has no storage in {}", data.name, self.b.func.name),
        }
    }

    // Entry and exit.

    fn function(&mut self, objs: &FuncObjs, body: StmtId) {
        self.b.set_pos(self.file.stmt(body).pos);
        self.begin(objs);
        self.stmt(body);
        if self.b.is_reachable() {
            if let ast::StmtKind::Block { rbrace, .. } = self.file.stmt(body).kind {
                self.b.set_pos(rbrace);
            }
            self.return_now(None);
        }
        self.finish_defers();
    }

    fn begin(&mut self, objs: &FuncObjs) {
        let mut params = self.b.params();
        if self.convention.area.is_some() {
            let area = params.remove(0);
            self.non_nil.insert(area);
            self.area = Some(area);
        }
        self.take_offer();
        if self.part.is_some() {
            let context = params.pop().unwrap_or_else(|| bug!("a literal takes its context last"));
            self.non_nil.insert(context);
            self.unpack_captures(context);
        }
        let has_defer = self.analysis.func(self.part).has_defer;
        let mut rest = &params[..];
        for &obj in objs.recv.iter().chain(&objs.params) {
            let ty = self.obj_ty(obj);
            let count = self.info(ty).len();
            let (value, tail) = rest.split_at(count);
            rest = tail;
            self.param(obj, ty, value);
        }
        self.results = objs.results.clone();
        for &obj in &objs.results {
            self.result_var(obj, has_defer);
        }
        if has_defer {
            self.begin_defers();
        }
    }

    fn param(&mut self, obj: Obj, ty: Ty, value: &[Value]) {
        let in_memory = self.info(ty).in_memory();
        if in_memory && !self.analysis.var(obj).on_heap() {
            // The callee owns the copy behind the pointer.
            let var = self.b.declare_var(Type::Ptr);
            self.b.def_var(var, value[0]);
            self.vars.insert(obj, Storage::Memory(Base::Var(var)));
            return;
        }
        self.declare(obj, Some(value));
    }

    fn result_var(&mut self, obj: Obj, has_defer: bool) {
        let ty = self.obj_ty(obj);
        let info = self.info(ty);
        let storage = if has_defer {
            if self.analysis.var(obj).on_heap() || (info.in_memory() && info.size > MAX_SLOT) {
                let ptr = self.new_object(ty);
                let local = self.b.local(Type::Ptr);
                self.b.local_set(local, ptr);
                Storage::Memory(Base::Local(local))
            } else if info.in_memory() || self.analysis.var(obj).by_ref() {
                Storage::Memory(Base::Slot(self.b.slot(info.size, info.align)))
            } else {
                Storage::Locals(info.scalars().into_iter().map(|ty| self.b.local(ty)).collect())
            }
        } else {
            self.new_storage(obj, ty)
        };
        let loc = self.storage_loc(&storage);
        let named = !self.cx.world.obj(obj).name.is_empty();
        if named || has_defer {
            self.store_zero(&loc, ty);
        }
        self.vars.insert(obj, storage.clone());
        self.result_storage.push(storage);
    }

    /// Values that are assigned to results one after the other: none may change before its turn.
    pub fn own_results(&mut self, values: Vec<Vec<Value>>, types: &[Ty]) -> Vec<Vec<Value>> {
        match values.len() {
            1 => values,
            _ => values.into_iter().zip(types).map(|(value, &ty)| self.own(ty, value)).collect(),
        }
    }

    /// `return`, with the values if the statement has any.
    pub fn return_now(&mut self, values: Option<Vec<Vec<Value>>>) {
        let results = self.convention.results.clone();
        let on_heap = self.results.iter().any(|&obj| self.analysis.var(obj).on_heap());
        let values = match values {
            Some(values) if self.defers.is_none() && !on_heap => values,
            Some(values) => {
                let values = self.own_results(values, &results);
                for ((storage, value), &ty) in self.result_storage.clone().iter().zip(&values).zip(&results) {
                    let loc = self.storage_loc(storage);
                    self.store(&loc, ty, value);
                }
                if self.defers.is_some() { Vec::new() } else { values }
            }
            None if self.defers.is_some() => Vec::new(),
            None => self.load_results(),
        };
        if let Some(exit) = self.exit_block() {
            self.b.jump(exit, Vec::new());
            return;
        }
        self.leave_with(values);
    }

    pub fn load_results(&mut self) -> Vec<Vec<Value>> {
        let results = self.convention.results.clone();
        let mut values = Vec::new();
        for (storage, &ty) in self.result_storage.clone().iter().zip(&results) {
            let loc = self.storage_loc(storage);
            values.push(self.load(&loc, ty));
        }
        values
    }

    /// Hands the results over and returns.
    pub fn leave_with(&mut self, values: Vec<Vec<Value>>) {
        match self.convention.area.clone() {
            None => self.b.ret(values.into_iter().flatten().collect()),
            Some(layout) => {
                let area = self.area.unwrap_or_else(|| bug!("the result area is the first parameter"));
                let results = self.convention.results.clone();
                for ((value, &offset), &ty) in values.iter().zip(&layout.offsets).zip(&results) {
                    self.store(&Loc::Mem(area, offset), ty, value);
                }
                self.b.ret(Vec::new());
            }
        }
    }

    /// The key of the function that this body belongs to, as far as literals inside it need it.
    pub fn literal_key(&self, expr: ExprId) -> FuncKey {
        FuncKey::Literal { decl: self.decl, expr, targs: self.targs.clone() }
    }
}

impl Lowerer<'_> {
    /// The type parameters of the function that a declaration declares.
    fn tparams_of_decl(&self, decl: DeclRef) -> Vec<Ty> {
        let declared = self.world.pkg(decl.pkg).declared.get();
        let func = declared.and_then(|declared| {
            declared.funcs.iter().copied().find(
                |&obj| matches!(&self.world.obj(obj).kind, ObjKind::Func(func) if func.decl == Some(decl)),
            )
        });
        func.map_or(Vec::new(), |obj| self.func_tparams(obj))
    }
}
