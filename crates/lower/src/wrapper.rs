//! Functions that fit one calling shape to another: promoted methods, method expressions, what itabs hold, bound
//! method values, and functions without context in the table.

use crate::call::{Prepared, Target};
use crate::cx::{FuncKey, Lowerer, MethodName};
use crate::func::Body;
use crate::place::Loc;
use crate::repr::Convention;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{IntCond, Mem};
use pontoon_ssa::{Func, FuncData, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::lookup::Entity;
use pontoon_types::ty::{Basic, Field, TyKind};
use pontoon_types::typed::{Selection, SelectionKind};
use pontoon_types::{Obj, Ty};

/// A method expression: the receiver is the first parameter.
pub(crate) fn lower_method(
    cx: &mut Lowerer<'_>,
    func: Func,
    recv: Ty,
    method: MethodName,
    own: &[Ty],
) -> FuncData {
    let mut body = Body::bare(cx, func);
    let mut params = body.b.params();
    let area = body.take_area(recv, method, own, &mut params);
    let count = body.info(recv).len();
    let value: Vec<Value> = params.drain(..count).collect();
    body.forward(value, recv, method, own, area, params);
    body.finish().unwrap_or_else(|| bug!("a wrapper always compiles"))
}

/// What an itab or a method table holds: the receiver is the data word of an interface.
pub(crate) fn lower_iface_method(cx: &mut Lowerer<'_>, func: Func, recv: Ty, method: MethodName) -> FuncData {
    let mut body = Body::bare(cx, func);
    let mut params = body.b.params();
    let area = body.take_area(recv, method, &[], &mut params);
    let word = params.remove(0);
    let value = if body.cx.is_direct_iface(recv) {
        vec![word]
    } else {
        body.non_nil.insert(word);
        body.load(&Loc::Mem(word, 0), recv)
    };
    body.forward(value, recv, method, &[], area, params);
    body.finish().unwrap_or_else(|| bug!("a wrapper always compiles"))
}

/// The code of a bound method value, which finds the receiver in its closure.
pub(crate) fn lower_bound(
    cx: &mut Lowerer<'_>,
    func: Func,
    recv: Ty,
    method: MethodName,
    own: &[Ty],
) -> FuncData {
    let mut body = Body::bare(cx, func);
    let mut params = body.b.params();
    let area = body.take_area(recv, method, own, &mut params);
    let closure = params.pop().unwrap_or_else(|| bug!("a closure's code takes its context last"));
    let (_, offset) = body.bound_layout(recv);
    let value = body.load(&Loc::Mem(closure, offset), recv);
    body.forward(value, recv, method, own, area, params);
    body.finish().unwrap_or_else(|| bug!("a wrapper always compiles"))
}

/// A function without context as it stands in the table: it ignores the context.
pub(crate) fn lower_table(cx: &mut Lowerer<'_>, func: Func, inner: &FuncKey) -> FuncData {
    let target = cx.func(inner.clone());
    let results = cx.program.funcs[target].sig.results.clone();
    let no_return = cx.program.funcs[target].attrs.no_return;
    let mut body = Body::bare(cx, func);
    let mut params = body.b.params();
    params.pop();
    let values = body.b.call(target, params, &results);
    if no_return {
        body.b.unreachable();
    } else {
        body.b.ret(values);
    }
    body.finish().unwrap_or_else(|| bug!("a wrapper always compiles"))
}

impl Lowerer<'_> {
    /// The function that takes the data word of an interface that holds a `recv`: the method itself where it takes just
    /// that, else a wrapper.
    pub fn iface_method(&mut self, recv: Ty, method: MethodName) -> Func {
        if let (path, Entity::Method { func, recv_named }) = self.find_method(recv, method)
            && path.is_empty()
            && self.world.deref(recv).1 == self.world.has_pointer_recv(func)
            && self.is_direct_iface(recv)
        {
            let targs = self.instance_args(recv_named);
            return self.func(FuncKey::Decl(func, targs.into()));
        }
        self.func(FuncKey::IfaceMethod { recv, method })
    }
}

impl Body<'_, '_> {
    /// Takes the result area off the parameters, if the method has one.
    fn take_area(
        &mut self,
        recv: Ty,
        method: MethodName,
        own: &[Ty],
        params: &mut Vec<Value>,
    ) -> Option<Value> {
        let sig = self.cx.method_sig(recv, method, own);
        let convention = self.cx.convention(&[], sig, false);
        convention.area.is_some().then(|| params.remove(0))
    }

    /// Calls the method with a receiver and the remaining parameters, and returns what it returns.
    fn forward(
        &mut self,
        value: Vec<Value>,
        recv: Ty,
        method: MethodName,
        own: &[Ty],
        area: Option<Value>,
        params: Vec<Value>,
    ) {
        let (path, entity) = self.cx.find_method(recv, method);
        if let Entity::Method { func, recv_named } = entity
            && path.is_empty()
            && self.cx.world.deref(recv).1
            && !self.cx.world.has_pointer_recv(func)
        {
            self.check_value_method(value[0], func, recv_named);
        }
        let loc = if self.info(recv).in_memory() { Loc::Mem(value[0], 0) } else { Loc::Values(value) };
        let bound = self.bind_method(loc, recv, &path, entity, own);
        let Prepared { target, convention, mut args } = bound.call;
        args.extend(params);
        if let Some(area) = area {
            args.insert(0, area);
        }
        if let Target::Code(code) = target {
            // What is called may not be one that recovers.
            self.runtime_call("withdrawOffer", vec![code]);
        }
        let results = self.tail_call(target, &convention, args);
        self.b.ret(results);
    }

    /// A method of a pointer stands for one of the value, which there is not if the pointer is nil.
    fn check_value_method(&mut self, pointer: Value, func: Obj, recv_named: Ty) {
        let null = self.b.null();
        let is_nil = self.b.icmp(IntCond::Eq, pointer, null);
        let (refuse, go) = (self.b.new_block(), self.b.new_block());
        self.b.branch(is_nil, refuse, go);
        self.b.seal(refuse);
        self.b.seal(go);
        self.b.set_cold(refuse);
        self.b.switch_to(refuse);
        let text = self.cx.value_method_text(func, recv_named);
        let text = self.string_constant(text.as_bytes());
        self.runtime_call("panicvaluemethod", text);
        self.b.switch_to(go);
        self.non_nil.insert(pointer);
    }

    fn tail_call(&mut self, target: Target, convention: &Convention, args: Vec<Value>) -> Vec<Value> {
        match target {
            Target::Func(func) => self.b.call(func, args, &convention.sig.results),
            Target::Code(code) => {
                let sig = self.cx.program.sig(convention.sig.clone());
                self.b.call_indirect(sig, code, args, &convention.sig.results)
            }
        }
    }

    /// The value of a declared function.
    pub fn func_ref(&mut self, obj: Obj, targs: Box<[Ty]>) -> Vec<Value> {
        let data = self.cx.func_value(FuncKey::Decl(obj, targs));
        vec![self.b.data_addr(data, 0)]
    }

    /// The object of a bound method value, `{code, receiver}`, and where the receiver is in it.
    fn bound_layout(&mut self, recv: Ty) -> (Ty, u32) {
        let field = |name: &str, ty| Field {
            name: Symbol::intern(name),
            ty,
            embedded: false,
            tag: Symbol::intern(""),
            pkg: None,
        };
        let fields = [field("F", self.cx.world.basic(Basic::Uintptr)), field("R", recv)];
        let object = self.cx.world.intern(TyKind::Struct(fields.into()));
        let object = self.cx.canonical(object);
        (object, self.cx.world.offsets(object)[1] as u32)
    }

    /// `x.m` as a value, or the method expression `T.m`.
    pub fn method_value(&mut self, e: ExprId, x: ExprId, sel: ExprId, selection: &Selection) -> Vec<Value> {
        let own = self.method_targs(e, sel);
        if let SelectionKind::MethodExpr(inner) = &selection.kind {
            let recv = self.norm(selection.recv);
            let method = self.selected_name(inner);
            self.set_pos(e);
            let data = self.cx.func_value(FuncKey::Method { recv, method, own });
            return vec![self.b.data_addr(data, 0)];
        }
        let method = self.selected_name(&selection.kind);
        let (path, entity) = self.resolve(selection);
        let loc = self.loc(x);
        let ty = self.ty(x);
        self.set_pos(e);
        let (loc, holder) = self.walk_path(loc, ty, &path);
        let (recv, value) = match entity {
            Entity::Method { func, recv_named } => {
                let mut targs = self.cx.instance_args(recv_named);
                targs.extend_from_slice(&own);
                let (recv, _) = self.cx.decl_types(func, &targs);
                let recv = recv.unwrap_or_else(|| bug!("a method has a receiver"));
                (recv, self.receiver(&loc, holder, recv))
            }
            _ => {
                let value = self.load(&loc, holder);
                self.nil_check(value[0]);
                (holder, value)
            }
        };
        let func = self.cx.func(FuncKey::Bound { recv, method, own });
        let (object, offset) = self.bound_layout(recv);
        let closure = self.new_object(object);
        let code = self.b.func_index(func);
        self.b.store(Mem::Len, closure, 0, code);
        self.store(&Loc::Mem(closure, offset), recv, &value);
        vec![closure]
    }

    fn selected_name(&self, kind: &SelectionKind) -> MethodName {
        match kind {
            SelectionKind::Method { func, .. } => {
                let data = self.cx.world.obj(*func);
                MethodName::new(data.name, data.pkg)
            }
            &SelectionKind::InterfaceMethod { iface, index } => {
                let method = self.cx.world.type_set(iface).methods()[index as usize];
                MethodName::new(method.name, method.pkg)
            }
            SelectionKind::MethodExpr(inner) => self.selected_name(inner),
            SelectionKind::Field => bug!("a field is no method"),
        }
    }
}
