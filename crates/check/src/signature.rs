//! Function types and receivers (types2's signature.go).

use crate::assign::measure;
use crate::checker::Checker;
use crate::typexpr::blank;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{ExprId, ExprKind, Field, FieldList};
use pontoon_types::Obj;
use pontoon_types::object::VarKind;
use pontoon_types::ty::{Basic, Param, Signature, Ty, TyKind};
use pontoon_types::typed::{FuncObjs, Mode};

/// The pieces of a receiver's type.
pub(crate) struct RecvParts {
    pub pointer: bool,
    pub base: ExprId,
    /// The type parameters that it declares, if it has a list of them.
    pub tparams: Option<Vec<ExprId>>,
}

/// Parameters or results.
struct Params {
    names: Vec<Option<ExprId>>,
    vars: Vec<Obj>,
    params: Box<[Param]>,
    variadic: bool,
}

/// A receiver.
pub(crate) struct Receiver {
    pub var: Obj,
    pub ty: Ty,
    pub tparams: Vec<Ty>,
}

impl Checker<'_> {
    /// A function type without receiver; its objects are in a scope of their own.
    pub(crate) fn func_type(&mut self, e: ExprId, recv: Option<Field>, tparams: FieldList) -> (Ty, FuncObjs) {
        let (sig, objs, _) = self.func_signature(e, recv, tparams, |_| {});
        (sig, objs)
    }

    /// The same with what belongs to a receiver; `bind` gets type parameters before their constraints are known.
    pub(crate) fn func_signature(
        &mut self,
        e: ExprId,
        recv: Option<Field>,
        tparams: FieldList,
        bind: impl FnOnce(&[Ty]),
    ) -> (Ty, FuncObjs, Option<Receiver>) {
        let world = self.world;
        let file = self.env.file.clone();
        let (params, results) = match file.expr(e).kind {
            ExprKind::FuncType { params, results } => (params, results),
            _ => Default::default(),
        };
        let span = self.span_of(e);
        let outer = self.open_scope(span, "function");
        let scope = self.env.scope;
        let receiver = recv.map(|recv| self.collect_recv(&recv, span.lo));
        let tparams = if tparams.is_empty() { Vec::new() } else { self.collect_type_params(tparams, bind) };
        let params = self.collect_params(VarKind::Param, params);
        let results = self.collect_params(VarKind::Result, results);
        // The names mean nothing before the signature's end.
        if let (Some(receiver), Some(name)) = (&receiver, recv.and_then(|recv| recv.name)) {
            self.declare(scope, Some(name), receiver.var, span.hi);
        }
        self.declare_params(&params, span.hi);
        self.declare_params(&results, span.hi);
        self.env.scope = outer;
        let sig = world.intern(TyKind::Func(Box::new(Signature {
            tparams: tparams.into(),
            params: params.params,
            results: results.params,
            variadic: params.variadic,
        })));
        let recv = receiver.as_ref().map(|receiver| receiver.var);
        (sig, FuncObjs { scope, recv, params: params.vars, results: results.vars }, receiver)
    }

    fn declare_params(&mut self, params: &Params, visible_from: Pos) {
        let scope = self.env.scope;
        for (name, &var) in params.names.iter().zip(&params.vars) {
            if let Some(name) = *name {
                self.declare(scope, Some(name), var, visible_from);
            }
        }
    }

    fn collect_params(&mut self, kind: VarKind, list: FieldList) -> Params {
        let world = self.world;
        let file = self.env.file.clone();
        let list = file.fields(list);
        let mut result =
            Params { names: Vec::new(), vars: Vec::new(), params: Box::default(), variadic: false };
        let mut params = Vec::with_capacity(list.len());
        let mut previous: Option<(ExprId, Ty)> = None;
        for (i, field) in list.iter().enumerate() {
            let ty = match previous {
                Some((e, ty)) if e == field.ty => ty,
                _ => {
                    let mut e = field.ty;
                    if let ExprKind::DotsType(elem) = file.expr(e).kind {
                        if kind == VarKind::Param && i + 1 == list.len() {
                            result.variadic = true;
                        } else {
                            let message = "invalid syntax tree: invalid use of ...";
                            self.error(self.start_of(e), "invalid-syntax-tree", message);
                        }
                        e = elem;
                    }
                    let mut ty = self.var_type(e);
                    if result.variadic {
                        ty = world.intern(TyKind::Slice(ty));
                        self.record_type_and_value(field.ty, Mode::Type, ty, None);
                    }
                    ty
                }
            };
            previous = Some((field.ty, ty));
            let name = field.name.map_or_else(|| Symbol::intern(""), |name| file.name(name));
            let pos = field.name.map_or(field.pos, |name| self.start_of(name));
            result.names.push(field.name);
            result.vars.push(self.new_var(kind, pos, name, Some(ty), pos));
            params.push(Param { name, ty });
        }
        result.params = params.into();
        result
    }

    /// Takes a receiver's type apart; errors in its list of type parameters are reported if `report` is set.
    pub(crate) fn unpack_recv(&mut self, ty: ExprId, report: bool) -> RecvParts {
        let file = self.env.file.clone();
        let mut base = file.unparen(ty);
        let mut pointer = false;
        if let ExprKind::Star(inner) = file.expr(base).kind {
            pointer = true;
            base = file.unparen(inner);
        }
        let ExprKind::Index { x, indices } = file.expr(base).kind else {
            return RecvParts { pointer, base, tparams: None };
        };
        let list = file.list(indices);
        if report {
            for &arg in list {
                if !matches!(file.expr(arg).kind, ExprKind::Name(_) | ExprKind::Bad) {
                    let message =
                        format!("receiver type parameter {} must be an identifier", self.expr_text(arg));
                    self.error(self.start_of(arg), "bad-decl", message);
                }
            }
        }
        RecvParts { pointer, base: x, tparams: Some(list.to_vec()) }
    }

    fn collect_recv(&mut self, recv: &Field, visible_from: Pos) -> Receiver {
        let file = self.env.file.clone();
        let parts = self.unpack_recv(recv.ty, true);
        let (ty, tparams) = match &parts.tparams {
            None => (self.plain_recv_type(recv.ty, parts.base), Vec::new()),
            Some(list) => self.generic_recv_type(&parts, list, recv.ty, visible_from),
        };
        let name = recv.name.map_or_else(|| Symbol::intern(""), |name| file.name(name));
        let pos = recv.name.map_or(recv.pos, |name| self.start_of(name));
        let var = self.new_var(VarKind::Receiver, pos, name, Some(ty), pos);
        let at = self.start_of(parts.base);
        self.later(move |check| check.valid_recv(at, ty));
        Receiver { var, ty, tparams }
    }

    fn plain_recv_type(&mut self, e: ExprId, base: ExprId) -> Ty {
        let world = self.world;
        let ty = self.var_type(e);
        let unpointer = |mut ty| {
            while let TyKind::Pointer(elem) = *world.kind(ty) {
                ty = elem;
            }
            ty
        };
        // An alias may stand for an instance, which has no methods of its own.
        let mut current = unpointer(ty);
        while let TyKind::Alias(alias) = *world.kind(current) {
            let Some(rhs) = world.aliases[alias].rhs.get() else { break };
            let target = unpointer(rhs);
            let instance = match *world.kind(target) {
                TyKind::Named(named) => world.named[named].instance.is_some(),
                TyKind::Alias(alias) => world.aliases[alias].instance.is_some(),
                _ => false,
            };
            if instance {
                let message = format!("cannot define new methods on instantiated type {}", self.show(target));
                self.error(self.start_of(base), "invalid-recv", message);
                return world.invalid();
            }
            current = target;
        }
        ty
    }

    /// `T[P, …]`, where the type parameters are declared by the receiver itself.
    fn generic_recv_type(
        &mut self,
        parts: &RecvParts,
        list: &[ExprId],
        e: ExprId,
        visible_from: Pos,
    ) -> (Ty, Vec<Ty>) {
        let world = self.world;
        let file = self.env.file.clone();
        let at = self.start_of(parts.base);
        let mut cause = String::new();
        let generic = self.generic_type(parts.base, &mut cause);
        let mut base = None;
        if !world.is_valid(generic) {
            if !cause.is_empty() {
                self.error(at, "invalid-recv", cause);
            }
        } else if matches!(world.kind(generic), TyKind::Named(_)) {
            base = Some(generic);
        } else {
            let message = format!("cannot define new methods on generic alias type {}", self.show(generic));
            self.error(at, "invalid-recv", message);
        }
        let mut tparams = Vec::with_capacity(list.len());
        for (i, &name) in list.iter().enumerate() {
            let text = file.opt_name(name).unwrap_or_else(blank);
            let declared = file.opt_name(name).map(|_| name);
            let tparam = self.declare_type_param(declared, self.start_of(name), text, i, visible_from);
            self.record_type_and_value(name, Mode::Type, tparam, None);
            tparams.push(tparam);
        }
        let Some(base) = base else { return (world.invalid(), tparams) };
        let base_tparams = world.type_params(base);
        if base_tparams.len() == tparams.len() {
            for (&own, &other) in tparams.iter().zip(base_tparams) {
                let bound = world.subst(world.constraint(other), base_tparams, &tparams);
                self.set_bound(own, bound);
                self.flows.unify(own, other);
            }
        } else {
            let got = measure(tparams.len(), "type parameter");
            let want = base_tparams.len();
            let message = format!("receiver declares {got}, but receiver base type declares {want}");
            self.error(at, "bad-recv", message);
        }
        self.verify_version(at, 18, "type instantiation");
        let mut ty = world.instance(base, &tparams);
        self.record_instance(parts.base, &tparams);
        if parts.pointer {
            ty = world.intern(TyKind::Pointer(ty));
        }
        self.record_type_and_value(e, Mode::Type, ty, None);
        (ty, tparams)
    }

    /// Checks that methods may be declared for the type.
    fn valid_recv(&mut self, pos: Pos, recv: Ty) {
        const CODE: &str = "invalid-recv";
        let world = self.world;
        let (base, _) = world.deref(recv);
        let ty = world.unalias(base);
        if !world.is_valid(ty) {
            return;
        }
        let message = match *world.kind(ty) {
            TyKind::Named(named) => {
                if world.obj(world.named[named].obj).pkg == Some(self.pkg) {
                    let what = match world.kind(world.under(ty)) {
                        TyKind::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                        TyKind::Pointer(_) | TyKind::Interface(_) => "pointer or interface type",
                        _ => return,
                    };
                    format!("invalid receiver type {} ({what})", self.show(base))
                } else {
                    format!("cannot define new methods on non-local type {}", self.show(base))
                }
            }
            TyKind::Basic(_) => format!("cannot define new methods on non-local type {}", self.show(base)),
            _ => format!("invalid receiver type {}", self.show(recv)),
        };
        self.error(pos, CODE, message);
    }
}
