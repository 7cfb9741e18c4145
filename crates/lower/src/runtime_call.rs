//! The functions of package runtime that the compiler calls, by their Go names: GOROOT's kept files and the overlay
//! define them.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::func::Alloc;
use pontoon_ssa::{Func, Value};

/// All of them, with the scalars that each takes and gives as `params>results`: i for i32, l for i64, f, d for floats,
/// p for pointers. The Go declarations must agree.
const FUNCS: &[(&str, &str)] = &[
    ("afterDeferred", "p>p"),
    ("assertE2I", "pp>p"),
    ("assertE2I2", "pp>p"),
    ("block", ">"),
    ("chancap", "p>l"),
    ("chanlen", "p>l"),
    ("chanrecv1", "pp>"),
    ("chanrecv2", "pp>i"),
    ("chansend1", "pp>"),
    ("closechan", "p>"),
    ("cmpstring", "pipi>l"),
    ("complex128div", "dddd>dd"),
    ("concatstrings", "ppii>pi"),
    ("decoderune", "pil>il"),
    ("deferInLoop", "pp>"),
    ("efaceeq", "ppp>i"),
    ("gopanic", "pp>"),
    ("gorecover", "p>pp"),
    ("growslice", "plllp>pll"),
    ("intstring", "pl>pi"),
    ("landed", "p>p"),
    ("makeFuncCode", "p>l"),
    ("makechan", "pl>p"),
    ("makemap", "plp>p"),
    ("makemap_small", ">p"),
    ("makeslice", "pll>p"),
    ("mapIterNext", "p>"),
    ("mapIterStart", "ppp>"),
    ("mapaccess1", "ppp>p"),
    ("mapaccess1_fast32", "ppi>p"),
    ("mapaccess1_fast64", "ppl>p"),
    ("mapaccess1_faststr", "pppi>p"),
    ("mapaccess1_fat", "pppp>p"),
    ("mapaccess2", "ppp>pi"),
    ("mapaccess2_fast32", "ppi>pi"),
    ("mapaccess2_fast64", "ppl>pi"),
    ("mapaccess2_faststr", "pppi>pi"),
    ("mapaccess2_fat", "pppp>pi"),
    ("mapassign", "ppp>p"),
    ("mapassign_fast32", "ppi>p"),
    ("mapassign_fast64", "ppl>p"),
    ("mapassign_fast64ptr", "ppp>p"),
    ("mapassign_faststr", "pppi>p"),
    ("mapclear", "pp>"),
    ("mapdelete", "ppp>"),
    ("mapdelete_fast32", "ppi>"),
    ("mapdelete_fast64", "ppl>"),
    ("mapdelete_faststr", "pppi>"),
    ("memclrNoHeapPointers", "pl>"),
    ("memequal", "ppl>i"),
    ("memhash", "pll>l"),
    ("memmove", "ppl>"),
    ("methodValueCode", "p>l"),
    ("newobject", "p>p"),
    ("newproc", "p>"),
    ("offer", "p>"),
    ("offerTo", "pi>"),
    ("panicbounds", "llii>"),
    ("panicdivide", ">"),
    ("panicdottypeE", "ppp>"),
    ("panicdottypeI", "ppp>"),
    ("panicmakeslicelen", ">"),
    ("panicmem", ">"),
    ("panicnildottype", "p>"),
    ("panicrangestate", "l>"),
    ("panicshift", ">"),
    ("panicvaluemethod", "pi>"),
    ("printbool", "i>"),
    ("printcomplex128", "dd>"),
    ("printcomplex64", "ff>"),
    ("printeface", "pp>"),
    ("printfloat32", "f>"),
    ("printfloat64", "d>"),
    ("printhex", "l>"),
    ("printiface", "pp>"),
    ("printint", "l>"),
    ("printlock", ">"),
    ("printnl", ">"),
    ("printpointer", "p>"),
    ("printquoted", "pi>"),
    ("printslice", "pii>"),
    ("printsp", ">"),
    ("printstring", "pi>"),
    ("printuint", "l>"),
    ("printunlock", ">"),
    ("reflectCall", "pppp>"),
    ("selectgo", "ppplli>li"),
    ("selectnbrecv", "pp>ii"),
    ("selectnbsend", "pp>i"),
    ("slicebytetostring", "ppl>pi"),
    ("slicerunetostring", "ppii>pi"),
    ("stringtoslicebyte", "ppi>pii"),
    ("stringtoslicerune", "ppi>pii"),
    ("strmax", "pipi>pi"),
    ("strmin", "pipi>pi"),
    ("takeOffer", ">p"),
    ("unsafeslice", "ppl>"),
    ("unsafestring", "pl>"),
    ("withdrawOffer", "i>"),
];

/// Functions of package runtime that never return normally.
pub(crate) fn never_returns(name: &str) -> bool {
    matches!(
        name,
        "gopanic"
            | "goPanicIndex"
            | "panicbounds"
            | "panicdivide"
            | "panicdottypeE"
            | "panicdottypeI"
            | "panicmakeslicecap"
            | "panicmakeslicelen"
            | "panicmem"
            | "panicnildottype"
            | "panicoverflow"
            | "panicrangestate"
            | "panicshift"
            | "panicunsafeslicelen"
            | "panicunsafeslicenilptr"
            | "panicunsafestringlen"
            | "panicunsafestringnilptr"
            | "panicvaluemethod"
            | "throw"
            | "fatal"
    )
}

/// Functions of package runtime that a place on the stack may stand for.
pub(crate) fn allocates(name: &str) -> Option<Alloc> {
    match name {
        "newobject" => Some(Alloc::Object),
        "makeslice" => Some(Alloc::Array),
        // A tmpBuf, or 32 runes.
        "concatstrings" | "intstring" | "slicebytetostring" | "slicerunetostring" | "stringtoslicebyte" => {
            Some(Alloc::Buffer(32))
        }
        "stringtoslicerune" => Some(Alloc::Buffer(128)),
        _ => None,
    }
}

/// Functions of package runtime that call the hash function or the comparison of a type, which keep nothing.
pub(crate) fn borrows(name: &str) -> bool {
    matches!(name, "efaceeq" | "ifaceeq" | "mapdelete" | "mapdelete_faststr") || name.starts_with("mapaccess")
}

impl Lowerer<'_> {
    /// A function of package runtime by its name.
    pub fn runtime_func(&mut self, name: &str) -> Func {
        let scope = self.world.pkg(self.runtime).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern(name));
        let obj = obj.unwrap_or_else(|| bug!("package runtime has no {name}"));
        let func = self.func(FuncKey::Decl(obj, Box::default()));
        if let Ok(i) = FUNCS.binary_search_by_key(&name, |&(name, _)| name) {
            let sig = &self.program.funcs[func].sig;
            let text = |types: &[pontoon_ssa::Type]| types.iter().map(|&ty| letter(ty)).collect::<String>();
            let found = format!("{}>{}", text(&sig.params), text(&sig.results));
            if found != FUNCS[i].1 {
                bug!("runtime.{name} is {found}, not {}", FUNCS[i].1);
            }
        }
        func
    }
}

fn letter(ty: pontoon_ssa::Type) -> char {
    use pontoon_ssa::Type;
    match ty {
        Type::I32 => 'i',
        Type::I64 => 'l',
        Type::F32 => 'f',
        Type::F64 => 'd',
        Type::V128 => 'v',
        Type::Ptr => 'p',
    }
}

impl Body<'_, '_> {
    /// Calls a function of package runtime. After one that never returns nothing can be reached.
    pub fn runtime_call(&mut self, name: &str, args: Vec<Value>) -> Vec<Value> {
        if FUNCS.binary_search_by_key(&name, |&(name, _)| name).is_err() {
            bug!("runtime.{name} is not in the table of runtime calls");
        }
        let func = self.cx.runtime_func(name);
        let results = self.cx.program.funcs[func].sig.results.clone();
        let values = self.b.call(func, args, &results);
        if never_returns(name) {
            self.b.unreachable();
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::FUNCS;

    #[test]
    fn the_table_is_sorted() {
        assert!(FUNCS.is_sorted_by_key(|&(name, _)| name));
    }
}
