//! Rapid type analysis: no interface holds a value of a type of which none is ever made one, so testing for it fails.
//!
//! Type switches over all basic types, as the printing of panics has them, then cost what the program really panics with.
//! Reflection makes values of types that it finds in descriptors; with it nothing is concluded.

use crate::cx::Lowerer;
use pontoon_base::EntitySet;
use pontoon_ssa::op::IntCond;
use pontoon_ssa::{Data, FuncData, InstKind, Value};

impl Lowerer<'_> {
    /// Decides the tests for types that no interface holds. To be called when everything reachable is lowered.
    pub(crate) fn decide_type_tests(&mut self) {
        let reflects = |path: &str| matches!(path, "reflect" | "internal/reflectlite");
        if self.pkgs.iter().any(|&pkg| reflects(self.world.pkg(pkg).path.as_str())) {
            return;
        }
        let never = self.never_valued();
        for func in self.program.funcs.values_mut() {
            decide(func, &never);
        }
    }
}

fn decide(func: &mut FuncData, never: &EntitySet<Data>) {
    let is_never = |func: &FuncData, value: Value| matches!(func.def_kind(value), Some(&InstKind::DataAddr(data, 0)) if never.contains(data));
    for inst in func.insts.keys() {
        let InstKind::Icmp(cond, a, b) = func.insts[inst].kind else { continue };
        if is_never(func, a) || is_never(func, b) {
            match cond {
                IntCond::Eq => func.insts[inst].kind = InstKind::Iconst32(0),
                IntCond::Ne => func.insts[inst].kind = InstKind::Iconst32(1),
                _ => {}
            }
        }
    }
}
