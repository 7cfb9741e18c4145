//! Target none: what the standard library would import from WASI is done by functions of the overlay, and those may call
//! host functions that a flag names (wasm-boundary.md §8.1).

use crate::cx::Lowerer;
use crate::func::Body;
use pontoon_boundary::HostFunc;
use pontoon_ssa::op::UnaryOp as Un;
use pontoon_ssa::{Type, Value};
use pontoon_types::Obj;

/// Whose imports are replaced, and the module of the overlay's hooks.
const WASI: &str = "wasi_snapshot_preview1";
pub(crate) const HOOK: &str = "pontoon:hook";

/// ENOSYS.
const NO_SUCH_FUNCTION: i32 = 52;

/// The hooks in the order in which the overlay numbers them.
pub const HOOKS: [&str; 4] = ["print", "clock", "random", "exit"];

/// What stands for the host on target none.
#[derive(Clone, Debug, Default)]
pub struct NoHost {
    /// For each hook the module and the name of a host function.
    pub hooks: [Option<(String, String)>; 4],
}

impl NoHost {
    fn hook(&self, name: &str) -> Option<&(String, String)> {
        let index = HOOKS.iter().position(|&hook| hook == name)?;
        self.hooks[index].as_ref()
    }
}

/// The overlay's function for one of WASI's.
fn stand_in(name: &str, runtime: bool) -> Option<&'static str> {
    Some(match name {
        "args_get" | "environ_get" => "noneArgs",
        "args_sizes_get" | "environ_sizes_get" => "noneArgsSizes",
        "clock_time_get" => "noneClock",
        "fd_prestat_get" => "nonePrestat",
        "fd_write" => "noneWrite",
        "poll_oneoff" => "nonePoll",
        "proc_exit" => "noneExit",
        "random_get" if runtime => "noneSeeds",
        "random_get" => "noneRandom",
        "sched_yield" => "noneYield",
        _ => return None,
    })
}

impl Lowerer<'_> {
    /// Whether nobody provides a host function: one of WASI's that the standard library declares, or a hook.
    pub(crate) fn has_no_host(&self, obj: Obj, host: &HostFunc) -> bool {
        let pkg = self.world.obj(obj).pkg;
        let standard = pkg.is_some_and(|pkg| self.world.pkg(pkg).standard);
        self.no_host.is_some() && standard && matches!(host.module.as_str(), WASI | HOOK)
    }

    /// Whether a flag names a host function for a hook, by the overlay's number.
    pub(crate) fn is_hooked(&self, hook: i64) -> bool {
        let hooks = self.no_host.iter().flat_map(|no_host| no_host.hooks.get(hook as usize));
        hooks.flatten().next().is_some()
    }

    /// The host function that a hook of the overlay stands for.
    pub(crate) fn hooked(&self, host: &HostFunc) -> Option<HostFunc> {
        let (module, name) = self.no_host.as_ref()?.hook(host.name.as_str())?;
        let signature = host.signature.clone();
        let intern = pontoon_base::Symbol::intern;
        Some(HostFunc { module: intern(module), name: intern(name), signature })
    }
}

impl Body<'_, '_> {
    /// What a call of a function of WASI's yields where there is none, or of a hook that no flag names.
    pub(crate) fn call_no_host(&mut self, obj: Obj, host: &HostFunc, args: &[Value]) -> Vec<Value> {
        if host.module.as_str() == HOOK {
            let results = crate::import::wasm_signature(host).results;
            return results.into_iter().map(|ty| self.b.zero(ty)).collect();
        }
        let is_runtime = self.cx.world.obj(obj).pkg == Some(self.cx.runtime);
        let Some(name) = stand_in(host.name.as_str(), is_runtime) else {
            return vec![self.b.iconst32(NO_SUCH_FUNCTION)];
        };
        let func = self.cx.runtime_func(name);
        let sig = self.cx.program.funcs[func].sig.clone();
        let args = args.iter().zip(&sig.params).map(|(&arg, &ty)| self.as_word(arg, ty)).collect();
        self.b.call(func, args, &sig.results)
    }

    fn as_word(&mut self, value: Value, ty: Type) -> Value {
        match (self.b.func.ty(value), ty) {
            (Type::Ptr, Type::I32) => self.b.unary(Un::PtrToInt, value),
            (Type::I32, Type::Ptr) => self.b.unary(Un::IntToPtr, value),
            _ => value,
        }
    }
}
