//! The order of the passes.

use crate::{alloc, escape, fold, gvn, inline, licm, rewrite, rotate, simplify_cfg, slots, trim, version};
use pontoon_base::{bug, timing};
use pontoon_ssa::{Cfg, FuncData, Program, verify};

/// A pass over one function.
struct Pass {
    name: &'static str,
    run: fn(&mut FuncData) -> bool,
}

const SIMPLIFY: Pass = Pass { name: "opt simplify_cfg", run: simplify_cfg::run };
const FOLD: Pass = Pass { name: "opt fold", run: fold::run };
const GVN: Pass = Pass { name: "opt gvn", run: gvn::run };
const ROTATE: Pass = Pass { name: "opt rotate", run: rotate::run };
const LICM: Pass = Pass { name: "opt licm", run: licm::run };
const REVEAL: Pass = Pass { name: "opt reveal", run: escape::reveal };
const VERSION: Pass = Pass { name: "opt version", run: version::run };
const SLOTS: Pass = Pass { name: "opt slots", run: slots::run };
const DCE: Pass = Pass { name: "opt dce", run: rewrite::remove_unused };

/// Before inlining: what lowering leaves is made small, so that sizes tell something.
const EARLY: &[Pass] = &[SIMPLIFY, FOLD, DCE];

/// Once it is known which objects escape.
const UNHIDE: &[Pass] = &[REVEAL, SIMPLIFY, FOLD, SLOTS];

/// After inlining: constants that calls bring decide branches, equal values and checks meet, and the second round
/// sees what the first one uncovered.
const LATE: &[Pass] = &[SIMPLIFY, FOLD, SIMPLIFY, GVN, FOLD, DCE, SIMPLIFY, GVN, DCE];

/// For functions with loops.
const LOOPS: &[Pass] =
    &[ROTATE, SIMPLIFY, LICM, SIMPLIFY, FOLD, GVN, DCE, VERSION, FOLD, SIMPLIFY, LICM, SIMPLIFY, GVN, DCE];

/// How deep calls of calls are inlined.
const INLINE_LEVELS: usize = 2;

/// Optimizes the whole program.
pub fn optimize(program: &mut Program) {
    check(program, "lowering");
    each(program, EARLY);
    // Before inlining, while initializers of variables are still calls.
    trim::run(program);
    for _ in 0..INLINE_LEVELS {
        let _timing = timing::scope("opt inline");
        if !inline::run(program) {
            break;
        }
        check(program, "opt inline");
    }
    {
        let _timing = timing::scope("opt escape");
        escape::run(program);
        check(program, "opt escape");
    }
    each(program, UNHIDE);
    {
        let _timing = timing::scope("opt alloc");
        alloc::run(program);
        check(program, "opt alloc");
    }
    each(program, LATE);
    each_of(program, LOOPS, |func| !Cfg::new(func).loops().is_empty());
    program.funcs.values_mut().for_each(rewrite::order_blocks);
}

fn each(program: &mut Program, passes: &[Pass]) {
    each_of(program, passes, |_| true);
}

fn each_of(program: &mut Program, passes: &[Pass], concerns: fn(&FuncData) -> bool) {
    for id in program.funcs.keys() {
        if !program.funcs[id].is_defined() || !concerns(&program.funcs[id]) {
            continue;
        }
        for pass in passes {
            let _timing = timing::scope(pass.name);
            let changed = (pass.run)(&mut program.funcs[id]);
            if cfg!(debug_assertions) && changed {
                check_one(program, &program.funcs[id], pass.name);
            }
        }
    }
}

fn check(program: &Program, after: &str) {
    if cfg!(debug_assertions) {
        program.funcs.values().for_each(|func| check_one(program, func, after));
    }
}

fn check_one(program: &Program, func: &FuncData, after: &str) {
    if let Err(fault) = verify(program, func) {
        bug!("after {after}: {fault}");
    }
}
