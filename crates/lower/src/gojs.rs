//! Calls of host functions in the module `gojs`: arguments and results travel in a frame in memory, of which the host gets
//! the address (wasm-boundary.md §3.1). The frame is on the memory stack, which does not move, so that a host that has called
//! back meanwhile still finds it.

use crate::cx::Lowerer;
use crate::func::Body;
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_boundary::HostFunc;
use pontoon_boundary::signature::{Crossing, Signature};
use pontoon_ssa::op::{InstKind, UnaryOp as Un};
use pontoon_ssa::program::{GlobalData, GlobalInit};
use pontoon_ssa::{Global, Type, Value};
use pontoon_types::{Obj, Ty};

pub(crate) const GOJS: &str = "gojs";

/// Bytes at the beginning that belong to Go.
const HEADER: u32 = 8;

/// What functions return by value.
const MAX_PARTS: usize = 6;

/// Where the values of a call lie.
struct Frame {
    params: Vec<(Ty, u32)>,
    results: Vec<(Ty, u32)>,
    size: u32,
}

impl Lowerer<'_> {
    /// The frame that `wasm_exec.js` asks for when it has called back.
    pub(crate) fn host_frame(&mut self) -> Global {
        let known = self.program.globals.iter().find(|(_, global)| global.name == "host_frame");
        known.map(|(id, _)| id).unwrap_or_else(|| {
            let init = GlobalInit::Const(0);
            let name = "host_frame".to_string();
            self.program.globals.push(GlobalData { name, ty: Type::I32, init, mutable: true })
        })
    }

    /// What `wasm_exec.js` calls besides the entry: functions of the overlay.
    pub(crate) fn javascript_exports(&mut self) {
        let scope = self.world.pkg(self.runtime).scope;
        for (name, func, result) in
            [("resume", "handleEvents", None), ("getsp", "getsp", Some(Crossing::I32))]
        {
            let obj = self.world.scopes[scope].get(Symbol::intern(func));
            let obj = obj.unwrap_or_else(|| bug!("package runtime has no {func}"));
            let signature = Signature { params: Vec::new(), result };
            let (module, name) = (Symbol::intern(""), Symbol::intern(name));
            self.exported.push((obj, HostFunc { module, name, signature }));
        }
    }
}

impl Body<'_, '_> {
    pub(crate) fn call_gojs(&mut self, obj: Obj, host: &HostFunc, args: Vec<Value>) -> Vec<Value> {
        let frame = self.gojs_frame(obj);
        let pos = self.cx.world.obj(obj).pos;
        let parts: usize = frame.results.iter().map(|&(ty, _)| self.info(ty).scalars().len()).sum();
        if parts > MAX_PARTS || frame.results.iter().any(|&(ty, _)| self.info(ty).in_memory()) {
            self.unsupported(pos, "results of gojs functions that do not fit six words are");
            return Vec::new();
        }
        let address = self.temp_slot(frame.size, 8);
        let mut args = args.into_iter();
        for (ty, offset) in frame.params {
            let count = self.info(ty).scalars().len();
            let value: Vec<Value> = args.by_ref().take(count).collect();
            self.store(&Loc::Mem(address, offset), ty, &value);
        }
        let import = self.cx.import(obj, host);
        let word = self.b.unary(Un::PtrToInt, address);
        if self.cx.javascript {
            let global = self.cx.host_frame();
            self.b.inst(InstKind::GlobalSet(global, word), &[]);
        }
        self.b.call_import(import, vec![word], &[]);
        frame.results.into_iter().flat_map(|(ty, offset)| self.load(&Loc::Mem(address, offset), ty)).collect()
    }

    /// Parameters in order, each at its alignment; results from the next multiple of eight on.
    fn gojs_frame(&mut self, obj: Obj) -> Frame {
        let (recv, sig) = self.cx.decl_types(obj, &[]);
        let sig = self.cx.world.signature(sig);
        let mut at = HEADER;
        let params = recv.into_iter().chain(sig.params.iter().map(|param| param.ty));
        let params = params.map(|ty| self.place_in_frame(ty, &mut at)).collect();
        at = at.next_multiple_of(8);
        let results = sig.results.iter().map(|result| self.place_in_frame(result.ty, &mut at)).collect();
        Frame { params, results, size: at.next_multiple_of(8) }
    }

    fn place_in_frame(&mut self, ty: Ty, at: &mut u32) -> (Ty, u32) {
        let ty = self.cx.canonical(ty);
        let info = self.info(ty);
        let offset = at.next_multiple_of(info.align.max(1));
        *at = offset + info.size;
        (ty, offset)
    }
}
