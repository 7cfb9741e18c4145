//! What is left at the very end of a function needs no frame: nobody has to come back to it, what it calls can return to its
//! caller.

use super::Leaving;
use pontoon_base::Pos;
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, FuncData, InstKind, Type, Value};

/// Lets calls that may leave with return, and suspensions, be followed by the return that they lead to, and lets what suspends
/// there leave without a frame.
pub fn run(func: &mut FuncData, leaving: &Leaving, suspends: impl Fn(&InstKind) -> bool) {
    if !func.passes_results() {
        return;
    }
    for block in func.layout.clone() {
        let [.., last, end] = func.blocks[block].insts[..] else { continue };
        if !suspends(&func.insts[last].kind) {
            continue;
        }
        if let InstKind::Jump(target) = &func.insts[end].kind
            && let Some(values) = returned(func, target)
        {
            func.insts[end].kind = InstKind::Return(values);
        }
        if func.insts[last].kind == InstKind::Suspend && func.insts[end].kind == InstKind::Return(Vec::new())
        {
            leave(func, block, leaving);
        }
    }
}

/// What is returned behind a jump, if nothing else happens there.
fn returned(func: &FuncData, target: &Target) -> Option<Vec<Value>> {
    let block = &func.blocks[target.block];
    let [end] = block.insts[..] else { return None };
    let InstKind::Return(values) = &func.insts[end].kind else { return None };
    let value = |value: &Value| match block.params.iter().position(|param| param == value) {
        Some(i) => target.args[i],
        None => *value,
    };
    Some(values.iter().map(value).collect())
}

/// Puts leaving with return in the place of a suspension and the return behind it.
fn leave(func: &mut FuncData, block: Block, leaving: &Leaving) {
    let one = func.make_inst(InstKind::Iconst32(1), &[Type::I32], Pos::NONE);
    let set = func.make_inst(InstKind::GlobalSet(leaving.how, func.result(one)), &[], Pos::NONE);
    let end = func.make_inst(InstKind::LeaveSpilled, &[], Pos::NONE);
    let insts = &mut func.blocks[block].insts;
    insts.truncate(insts.len() - 2);
    insts.extend([one, set, end]);
}
