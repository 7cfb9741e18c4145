//! Functions that the program gives to its host: `//go:wasmexport`.
//!
//! What the host calls tells the runtime of the call, converts, calls the Go function and catches its status. If that
//! left, the runtime runs goroutines until it has returned (the overlay's export.go); its result is on the record then.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use pontoon_base::{Symbol, bug};
use pontoon_boundary::HostFunc;
use pontoon_boundary::plan::plan_export;
use pontoon_ssa::op::{InstKind, Mem};
use pontoon_ssa::program::Export;
use pontoon_ssa::{Func, FuncData, Type, Value};
use pontoon_types::Obj;

impl Lowerer<'_> {
    /// Finds the functions with `//go:wasmexport` of all packages; those whose types may not cross are reported.
    pub(crate) fn find_exports(&mut self) {
        if self.javascript {
            self.javascript_exports();
        }
        for pkg in self.pkgs.clone() {
            for obj in self.declared(pkg).funcs.clone() {
                match pontoon_boundary::export_func(self.world, obj, self.dialect) {
                    None => {}
                    Some(Ok(host)) => self.exported.push((obj, host)),
                    Some(Err(diagnostics)) => self.diagnostics.extend(diagnostics),
                }
            }
        }
    }

    /// Makes them exports of the module.
    pub(crate) fn declare_exports(&mut self) {
        for (obj, host) in self.exported.clone() {
            let func = self.func(FuncKey::Export(obj));
            let name = host.name.to_string();
            self.program.exports.push(Export { name, func });
        }
    }

    pub(crate) fn exported_func(&self, obj: Obj) -> &(Obj, HostFunc) {
        let found = self.exported.iter().find(|(exported, _)| *exported == obj);
        found.unwrap_or_else(|| bug!("{} is no export", self.world.obj(obj).name))
    }

    /// See the module's comment.
    pub(crate) fn lower_export(&mut self, func: Func, obj: Obj) -> FuncData {
        let plan = plan_export(&self.exported_func(obj).1.signature);
        let crossings = self.exported_func(obj).1.signature.params.clone();
        let callee = self.func(FuncKey::Decl(obj, Box::default()));
        let (enters, leaves) = (self.runtime_func("hostEnters"), self.runtime_func("hostLeaves"));
        let left = self.runtime_func("callLeft");
        let record = self.host_call_size();
        let results = self.program.funcs[callee].sig.results.clone();

        let mut body = Body::bare(self, func);
        let mut params = body.b.params().into_iter();
        let call = body.temp_slot(record, 8);
        body.b.call(enters, vec![call], &[]);
        let mut args: Vec<Value> = Vec::new();
        for (step, crossing) in plan.params.iter().zip(crossings) {
            for value in params.by_ref().take(crossing.wasm_types().len()) {
                args.push(body.cross(*step, value));
            }
        }
        let with_status: Vec<Type> = results.iter().copied().chain([Type::I32]).collect();
        let inst = body.b.inst(InstKind::TryCall { func: callee, args }, &with_status);
        let mut returned = body.b.func.insts[inst].results.clone();
        let status = returned.pop().unwrap_or_else(|| bug!("a status is a result"));

        let (cold, direct, end) = (body.b.new_block(), body.b.new_block(), body.b.new_block());
        let result: Vec<Value> = results.iter().map(|&ty| body.b.block_param(end, ty)).collect();
        body.b.branch(status, cold, direct);
        body.b.seal(cold);
        body.b.seal(direct);
        body.b.set_cold(cold);
        body.b.switch_to(cold);
        body.b.call(left, vec![call, status], &[]);
        let late = results.iter().map(|&ty| body.b.load(Mem::whole(ty), call, 0)).collect();
        body.b.jump(end, late);
        body.b.switch_to(direct);
        body.b.jump(end, returned);
        body.b.seal(end);
        body.b.switch_to(end);
        body.b.call(leaves, vec![call], &[]);
        let crossed = match plan.result {
            Some(step) => result.into_iter().map(|value| body.cross(step, value)).collect(),
            None => Vec::new(),
        };
        body.b.ret(crossed);
        body.finish().unwrap_or_else(|| bug!("what the host calls is calls"))
    }

    /// The size of the overlay's `hostCall`, whose first word is the result.
    fn host_call_size(&mut self) -> u32 {
        let scope = self.world.pkg(self.runtime).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("hostCall"));
        let ty = obj.and_then(|obj| self.world.obj(obj).ty.get());
        let ty = ty.unwrap_or_else(|| bug!("package runtime has no hostCall"));
        let ty = self.canonical(ty);
        self.info(ty).size
    }
}
