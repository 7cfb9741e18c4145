//! `recover`, which is valid only in the function that a deferred call of a frame that leaves calls directly.
//!
//! Such a frame *offers* its panic right before the call, through a variable of the runtime, and only to a callee that
//! calls `recover` by itself; the callee takes the offer at its entry. So nobody else can. Wrappers stand for what they
//! call and pass the offer on. Of a callee that is known only at run time, its place in the table tells whether it
//! recovers: those that do come first there.

use crate::cx::{FuncKey, Lowerer, MethodName};
use crate::func::Body;
use crate::reflect_call::Crossing;
use pontoon_base::Symbol;
use pontoon_ssa::program::{Bound, Reloc, RelocTarget};
use pontoon_ssa::{Type, Value};
use pontoon_types::lookup::Entity;
use pontoon_types::object::ObjKind;
use pontoon_types::{DeclRef, Obj, Ty};

impl Lowerer<'_> {
    /// Whether a function is to be offered the panic of the frame that defers its call.
    pub(crate) fn recovers(&mut self, key: &FuncKey) -> bool {
        match key {
            FuncKey::Decl(obj, _) => self.decl_recovers(*obj),
            FuncKey::Literal { decl, expr, .. } => {
                self.part_recovers(*decl, Some(crate::closure::Part::Literal(*expr)))
            }
            FuncKey::Method { recv, method, .. }
            | FuncKey::IfaceMethod { recv, method }
            | FuncKey::Bound { recv, method, .. } => self.method_recovers(*recv, *method),
            FuncKey::Table(inner) => {
                let inner = self.func((**inner).clone());
                self.program.funcs[inner].attrs.recovers
            }
            // They stand for what reflect calls, and withdraw the offer if that does not recover.
            FuncKey::Crossing(crossing, _) => {
                matches!(crossing, Crossing::MethodValue | Crossing::MadeFunc)
            }
            _ => false,
        }
    }

    fn method_recovers(&mut self, recv: Ty, method: MethodName) -> bool {
        match self.find_method(recv, method).1 {
            Entity::Method { func, .. } => self.decl_recovers(func),
            // The wrapper withdraws the offer if it turns out otherwise.
            _ => true,
        }
    }

    fn decl_recovers(&mut self, obj: Obj) -> bool {
        match &self.world.obj(obj).kind {
            ObjKind::Func(func) if func.has_body => {
                func.decl.is_some_and(|decl| self.part_recovers(decl, None))
            }
            _ => false,
        }
    }

    fn part_recovers(&mut self, decl: DeclRef, part: Option<crate::closure::Part>) -> bool {
        match self.bodies.typed(decl) {
            Some(typed) if !typed.failed => self.analysis(decl, &typed).func(part).has_recover,
            _ => false,
        }
    }

    /// Tells the runtime where in the table the functions end that recover.
    pub(crate) fn bound_of_recoverers(&mut self) {
        let scope = self.world.pkg(self.runtime).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("recoverers"));
        if let Some(obj) = obj.filter(|&obj| self.is_mentioned(obj)) {
            let data = self.var_data(obj);
            self.program.data[data].relocs =
                vec![Reloc { offset: 0, target: RelocTarget::Bound(Bound::Recoverers) }];
        }
    }
}

impl Body<'_, '_> {
    /// At a function's entry: takes the panic that it is offered.
    pub fn take_offer(&mut self) {
        if self.analysis.func(self.part).has_recover {
            let panic = self.runtime_call("takeOffer", Vec::new())[0];
            let var = self.b.declare_var(Type::Ptr);
            self.b.def_var(var, panic);
            self.offered = Some(var);
        }
    }

    /// The panic that this function has been offered.
    pub fn offered(&mut self) -> Value {
        match self.offered {
            Some(var) => self.b.use_var(var),
            None => self.b.null(),
        }
    }

    /// `recover()`.
    pub fn recover(&mut self) -> Vec<Value> {
        let panic = self.offered();
        self.runtime_call("gorecover", vec![panic])
    }
}
