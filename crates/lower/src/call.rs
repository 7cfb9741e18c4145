//! Calls: what is called, with which arguments, and what comes back.

use crate::cx::{FuncKey, MethodName};
use crate::func::Body;
use crate::place::Loc;
use crate::range_func::Callee;
use crate::repr::Convention;
use pontoon_base::bug;
use pontoon_ssa::op::Mem;
use pontoon_ssa::{Func, Value};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::lookup::Entity;
use pontoon_types::object::ObjKind;
use pontoon_types::ty::TyKind;
use pontoon_types::typed::{Mode, Selection, SelectionKind};
use pontoon_types::{Obj, Ty};

/// Where a call goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    Func(Func),
    /// An index into the function table, an i32.
    Code(Value),
}

/// A call whose operands are evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub target: Target,
    pub convention: Convention,
    /// Without the result area.
    pub args: Vec<Value>,
}

impl Body<'_, '_> {
    /// A call with its results.
    pub fn call(&mut self, e: ExprId) -> Vec<(Ty, Vec<Value>)> {
        let ExprKind::Call { fun, args, dots } = self.file.expr(e).kind else { bug!("{e} is no call") };
        let callee = self.file.unparen(fun);
        let list = self.file.list(args);
        match self.typed.info(callee).mode {
            Mode::Type => {
                let ty = self.ty(e);
                let value = self.conversion(e, list[0], ty);
                return vec![(ty, value)];
            }
            Mode::Builtin(builtin) => return self.builtin(e, builtin, list, dots),
            _ => {}
        }
        if let Some((obj, targs)) = self.static_callee(callee) {
            if let Some(results) = self.reflection(obj, list) {
                return results;
            }
            if let Some(results) = self.intrinsic(e, obj, &targs, list) {
                return results;
            }
            if let Some(results) = self.host_call(e, obj, list) {
                return results;
            }
        }
        let prepared = self.prepare(e, callee, list, dots);
        self.b.set_pos(self.file.expr(e).pos);
        self.finish_call(prepared)
    }

    /// The declared function that an expression denotes, if it is no method.
    pub fn static_callee(&mut self, callee: ExprId) -> Option<(Obj, Box<[Ty]>)> {
        let base = match self.file.expr(callee).kind {
            ExprKind::Index { x, .. } => self.file.unparen(x),
            _ => callee,
        };
        if self.typed.selections.contains_key(&base) {
            return None;
        }
        let name = self.generic_name(base)?;
        let obj = self.typed.obj(name)?;
        if !matches!(self.cx.world.obj(obj).kind, ObjKind::Func(_)) {
            return None;
        }
        Some((obj, self.instance_targs(name)))
    }

    /// Evaluates what a call needs: the function first, then the arguments.
    pub fn prepare(&mut self, e: ExprId, callee: ExprId, args: &[ExprId], dots: bool) -> Prepared {
        if args.iter().any(|&arg| self.analysis.has_call(arg)) {
            self.hoist(callee);
            args.iter().for_each(|&arg| self.hoist(arg));
        }
        let callee = self.callee(callee);
        let args = self.arguments(e, callee.sig, args, dots);
        self.with_arguments(callee, args)
    }

    /// Completes a call with the arguments.
    pub fn with_arguments(&mut self, callee: Callee, args: Vec<Value>) -> Prepared {
        let Callee { mut prepared, context, dynamic, .. } = callee;
        prepared.args.extend(args);
        if let Some(context) = context {
            prepared.args.push(context);
            if dynamic {
                self.nil_check(context);
                prepared.target = Target::Code(self.b.load(Mem::Len, context, 0));
            }
        }
        prepared
    }

    /// Evaluates what is called.
    pub fn callee(&mut self, callee: ExprId) -> Callee {
        let callee = self.file.unparen(callee);
        if let Some((obj, targs)) = self.static_callee(callee) {
            let (_, sig) = self.cx.decl_types(obj, &targs);
            let convention = self.cx.convention(&[], sig, false);
            let func = self.cx.func(FuncKey::Decl(obj, targs));
            let prepared = Prepared { target: Target::Func(func), convention, args: Vec::new() };
            return Callee { prepared, sig, context: None, dynamic: false };
        }
        let base = match self.file.expr(callee).kind {
            ExprKind::Index { x, .. } => self.file.unparen(x),
            _ => callee,
        };
        if let Some(selection) = self.typed.selections.get(&base).cloned()
            && let ExprKind::Selector { x, sel } = self.file.expr(base).kind
            && matches!(selection.kind, SelectionKind::Method { .. } | SelectionKind::InterfaceMethod { .. })
        {
            let own = self.method_targs(base, sel);
            let loc = self.loc(x);
            let ty = self.ty(x);
            self.set_pos(callee);
            let (path, entity) = self.resolve(&selection);
            let Bound { call, sig } = self.bind_method(loc, ty, &path, entity, &own);
            return Callee { prepared: call, sig, context: None, dynamic: false };
        }
        let sig = self.ty(callee);
        let convention = self.cx.convention(&[], sig, true);
        if let ExprKind::FuncLit { .. } = self.file.expr(callee).kind {
            let closure = self.func_literal(callee)[0];
            let func = self.literal_func(callee);
            let prepared = Prepared { target: Target::Func(func), convention, args: Vec::new() };
            return Callee { prepared, sig, context: Some(closure), dynamic: false };
        }
        let closure = self.expr(callee)[0];
        // The code is known once the arguments are evaluated and the closure is seen not to be nil.
        let nothing = self.b.iconst32(0);
        let prepared = Prepared { target: Target::Code(nothing), convention, args: Vec::new() };
        Callee { prepared, sig, context: Some(closure), dynamic: true }
    }

    /// The type arguments of a method's own type parameters.
    pub fn method_targs(&mut self, e: ExprId, sel: ExprId) -> Box<[Ty]> {
        let key = if self.typed.instances.contains_key(&e) { e } else { sel };
        self.instance_targs(key)
    }

    /// What a method selection means for the types at hand: a type parameter's method is that of its type argument.
    pub fn resolve(&mut self, selection: &Selection) -> (Vec<u32>, Entity) {
        match &selection.kind {
            SelectionKind::Method { func, recv_named } => {
                let recv_named = self.norm(*recv_named);
                (selection.path.clone(), Entity::Method { func: *func, recv_named })
            }
            &SelectionKind::InterfaceMethod { iface, index } => {
                let method = self.cx.world.type_set(iface).methods()[index as usize];
                let name = MethodName::new(method.name, method.pkg);
                let recv = self.norm(selection.recv);
                self.cx.find_method(recv, name)
            }
            SelectionKind::MethodExpr(_) | SelectionKind::Field => bug!("no method is selected"),
        }
    }

    /// The arguments of a call, converted to the parameters' types, as scalars.
    pub fn arguments(&mut self, e: ExprId, sig: Ty, args: &[ExprId], dots: bool) -> Vec<Value> {
        let TyKind::Func(sig) = self.under(sig) else { bug!("only functions are called") };
        let params: Vec<Ty> = sig.params.iter().map(|param| self.cx.canonical(param.ty)).collect();
        let spread = sig.variadic && !dots;
        let mut values = Vec::new();
        if let [arg] = args
            && let Some(ty) = self.typed.ty(*arg)
            && matches!(self.cx.world.kind(ty), TyKind::Tuple(_))
        {
            values = self.multi(*arg);
        }
        if values.is_empty() {
            let fixed = params.len() - usize::from(spread);
            let mut list = Vec::new();
            for (i, &arg) in args.iter().enumerate() {
                let ty = match i < fixed {
                    true => params[i],
                    false => self.variadic_elem(&params),
                };
                list.push((arg, ty));
            }
            let evaluated = self.values_of(&list);
            values = list.into_iter().zip(evaluated).map(|((_, ty), value)| (ty, value)).collect();
        }
        self.set_pos(e);
        self.pass(&params, spread, values)
    }

    fn variadic_elem(&mut self, params: &[Ty]) -> Ty {
        let last = *params.last().unwrap_or_else(|| bug!("a variadic function has a parameter"));
        let &TyKind::Slice(elem) = self.under(last) else { bug!("a variadic parameter is a slice") };
        self.cx.canonical(elem)
    }

    /// Values as parameters take them; the last ones as a slice for a variadic parameter.
    fn pass(&mut self, params: &[Ty], spread: bool, values: Vec<(Ty, Vec<Value>)>) -> Vec<Value> {
        let fixed = params.len() - usize::from(spread);
        let mut args = Vec::new();
        let mut rest = values.into_iter();
        for &param in &params[..fixed] {
            let Some((ty, value)) = rest.next() else { bug!("an argument is missing") };
            let value = self.convert_for_assign(value, ty, param);
            args.extend(self.own(param, value));
        }
        if spread {
            let elem = self.variadic_elem(params);
            let rest: Vec<_> = rest.collect();
            args.extend(self.slice_of(elem, rest));
        }
        args
    }

    /// A new slice of these values.
    fn slice_of(&mut self, elem: Ty, values: Vec<(Ty, Vec<Value>)>) -> Vec<Value> {
        let len = values.len();
        if len == 0 {
            return vec![self.b.null(), self.b.iconst32(0), self.b.iconst32(0)];
        }
        let array = self.cx.world.intern(TyKind::Array { len: len as i64, elem });
        let array = self.cx.canonical(array);
        let ptr = self.new_object(array);
        let size = self.info(elem).size;
        for (i, (ty, value)) in values.into_iter().enumerate() {
            let value = self.convert_for_assign(value, ty, elem);
            self.store(&Loc::Mem(ptr, i as u32 * size), elem, &value);
        }
        vec![ptr, self.b.iconst32(len as i32), self.b.iconst32(len as i32)]
    }

    /// Makes the call. Results in memory are in a fresh temporary.
    pub fn finish_call(&mut self, prepared: Prepared) -> Vec<(Ty, Vec<Value>)> {
        let Prepared { target, convention, mut args } = prepared;
        let area = convention.area.as_ref().map(|layout| self.temp_slot(layout.size, layout.align));
        if let Some(area) = area {
            args.insert(0, area);
        }
        let scalars = self.emit(target, &convention, args);
        let mut rest = &scalars[..];
        let mut results = Vec::new();
        for (i, &ty) in convention.results.iter().enumerate() {
            let value = match (area, &convention.area) {
                (Some(area), Some(layout)) => self.load(&Loc::Mem(area, layout.offsets[i]), ty),
                _ => {
                    let (value, tail) = rest.split_at(self.info(ty).len());
                    rest = tail;
                    value.to_vec()
                }
            };
            results.push((ty, value));
        }
        results
    }

    fn emit(&mut self, target: Target, convention: &Convention, args: Vec<Value>) -> Vec<Value> {
        let results = &convention.sig.results;
        match target {
            Target::Func(func) => {
                let values = self.b.call(func, args, results);
                if self.cx.program.funcs[func].attrs.no_return {
                    self.b.unreachable();
                    return results.iter().map(|&ty| self.b.zero(ty)).collect();
                }
                values
            }
            Target::Code(code) => {
                let sig = self.cx.program.sig(convention.sig.clone());
                self.b.call_indirect(sig, code, args, results)
            }
        }
    }

    /// Finds what a method call needs beside its arguments: the receiver, from the place of a value of type `ty` that
    /// the path begins at.
    pub fn bind_method(&mut self, loc: Loc, ty: Ty, path: &[u32], entity: Entity, own: &[Ty]) -> Bound {
        let (loc, holder) = self.walk_path(loc, ty, path);
        match entity {
            Entity::Method { func, recv_named } => {
                let mut targs = self.cx.instance_args(recv_named);
                targs.extend_from_slice(own);
                let (recv, sig) = self.cx.decl_types(func, &targs);
                let recv = recv.unwrap_or_else(|| bug!("a method has a receiver"));
                let value = self.receiver(&loc, holder, recv);
                let scalars = self.info(recv).scalars();
                let convention = self.cx.convention(&scalars, sig, false);
                let func = self.cx.func(FuncKey::Decl(func, targs.into()));
                let call = Prepared { target: Target::Func(func), convention, args: value };
                Bound { call, sig }
            }
            Entity::InterfaceMethod { iface, method, .. } => {
                let iface_ty = if self.cx.world.is_interface(holder) { holder } else { iface };
                let value = self.load(&loc, holder);
                let (index, sig) = self.cx.method_slot(iface_ty, MethodName::new(method.name, method.pkg));
                self.nil_check(value[0]);
                let code = self.b.load(Mem::Len, value[0], 24 + 8 * index);
                let convention = self.cx.convention(&[pontoon_ssa::Type::Ptr], sig, false);
                let call = Prepared { target: Target::Code(code), convention, args: vec![value[1]] };
                Bound { call, sig }
            }
            Entity::Field(_) => bug!("a field is no method"),
        }
    }

    /// The receiver of type `recv` for a method that was found in `holder`: its value, its address, or what it points to.
    pub fn receiver(&mut self, loc: &Loc, holder: Ty, recv: Ty) -> Vec<Value> {
        let is_pointer = |kind: &TyKind| matches!(kind, TyKind::Pointer(_));
        let wants_pointer = is_pointer(self.cx.world.kind(recv));
        let has_pointer = is_pointer(self.cx.world.kind(holder));
        match (wants_pointer, has_pointer) {
            (true, false) => match *loc {
                Loc::Mem(addr, offset) => {
                    let addr = self.b.ptr_offset(addr, offset);
                    self.non_nil.insert(addr);
                    vec![addr]
                }
                _ => vec![self.new_object(holder)],
            },
            (false, true) => {
                let ptr = self.load(loc, holder)[0];
                self.nil_check(ptr);
                let value = self.load(&Loc::Mem(ptr, 0), recv);
                self.own(recv, value)
            }
            _ => {
                let value = self.load(loc, holder);
                self.own(recv, value)
            }
        }
    }
}

/// A method with its receiver, and its signature.
pub(crate) struct Bound {
    pub call: Prepared,
    pub sig: Ty,
}
