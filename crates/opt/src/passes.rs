//! The order of the passes.

use crate::{
    alloc, escape, fold, gvn, inline, licm, resolve, rewrite, rotate, simplify_cfg, slots, trim, version,
};
use pontoon_base::{EntitySet, bug, timing};
use pontoon_ssa::{Cfg, Func, FuncData, Program, verify};

/// A pass over one function.
struct Pass {
    name: &'static str,
    run: fn(&mut FuncData) -> bool,
    /// Later stages take nothing else.
    must_run: bool,
}

const SIMPLIFY: Pass = Pass { name: "opt simplify_cfg", run: simplify_cfg::run, must_run: false };
const FOLD: Pass = Pass { name: "opt fold", run: fold::run, must_run: false };
const GVN: Pass = Pass { name: "opt gvn", run: gvn::run, must_run: false };
const ROTATE: Pass = Pass { name: "opt rotate", run: rotate::run, must_run: false };
const LICM: Pass = Pass { name: "opt licm", run: licm::run, must_run: false };
const REVEAL: Pass = Pass { name: "opt reveal", run: escape::reveal, must_run: true };
const VERSION: Pass = Pass { name: "opt version", run: version::run, must_run: false };
const SLOTS: Pass = Pass { name: "opt slots", run: slots::run, must_run: false };
const DCE: Pass = Pass { name: "opt dce", run: rewrite::remove_unused, must_run: false };

/// Before inlining: what lowering leaves is made small, so that sizes tell something.
const EARLY: &[Pass] = &[SIMPLIFY, FOLD, DCE];

/// Once it is known which objects escape: what was in memory is in values, and where it was stored and loaded is seen.
const UNCOVER: &[Pass] = &[SIMPLIFY, FOLD, SLOTS, FOLD, SIMPLIFY, GVN, DCE];

/// When nobody asks any more which objects escape.
const UNHIDE: &[Pass] = &[REVEAL];

/// After inlining: constants that calls bring decide branches, equal values and checks meet, and the second round
/// sees what the first one uncovered.
const LATE: &[Pass] = &[SIMPLIFY, FOLD, SIMPLIFY, GVN, FOLD, DCE, SIMPLIFY, GVN, DCE];

/// For functions with loops.
const LOOPS: &[Pass] =
    &[ROTATE, SIMPLIFY, LICM, SIMPLIFY, FOLD, GVN, DCE, VERSION, FOLD, SIMPLIFY, LICM, SIMPLIFY, GVN, DCE];

/// How deep calls of calls are inlined.
const INLINE_LEVELS: usize = 2;

/// How often inlining may profit from what was found out about memory after inlining.
const ROUNDS: usize = 3;

/// For whoever looks for a fault in a pass.
#[derive(Clone, Default, Debug)]
pub struct Watch {
    /// Writes down this function's text whenever a pass has changed it.
    pub func: Option<String>,
    /// How many times passes may change something; then only what must be done is.
    pub fuel: Option<u64>,
    /// What was written down.
    pub log: String,
}

impl Watch {
    fn may_change(&self) -> bool {
        self.fuel != Some(0)
    }

    /// A pass has changed a function.
    fn note(&mut self, pass: &str, func: &FuncData) {
        if let Some(fuel) = &mut self.fuel {
            *fuel = fuel.saturating_sub(1);
            if *fuel == 0 {
                self.log += &format!("; the last change is that of {pass} to {}\n", func.name);
            }
        }
        self.note_text(pass, func);
    }

    fn note_text(&mut self, pass: &str, func: &FuncData) {
        if self.func.as_ref().is_some_and(|name| *name == func.name) && func.is_defined() {
            self.log += &format!("; after {pass}\n{func}\n");
        }
    }
}

/// Optimizes the whole program.
pub fn optimize(program: &mut Program) {
    optimize_watched(program, &mut Watch::default());
}

pub fn optimize_watched(program: &mut Program, watch: &mut Watch) {
    check(program, "lowering", watch);
    each(program, EARLY, watch);
    // Before inlining, while initializers of variables are still calls.
    trim::run(program);
    trim::sweep(program);
    let mut concerned: EntitySet<Func> = EntitySet::new();
    for id in program.funcs.keys() {
        concerned.insert(id);
    }
    for _ in 0..ROUNDS {
        concerned = round(program, concerned, watch);
        if concerned.is_empty() {
            break;
        }
    }
    each(program, UNHIDE, watch);
    {
        let _timing = timing::scope("opt alloc");
        alloc::run(program);
        check(program, "opt alloc", watch);
    }
    each(program, LATE, watch);
    each_of(program, LOOPS, |_, func| !Cfg::new(func).loops().is_empty(), watch);
    let calm = trim::statuses(program);
    each_of(program, EARLY, |id, _| calm.contains(id), watch);
    program.funcs.values_mut().for_each(rewrite::order_blocks);
}

/// Puts what is called in place and objects on the stack, and looks at these functions and those that change by that. Gives
/// the functions in which calls have got callees.
fn round(program: &mut Program, mut concerned: EntitySet<Func>, watch: &mut Watch) -> EntitySet<Func> {
    if !watch.may_change() {
        return EntitySet::new();
    }
    for _ in 0..INLINE_LEVELS {
        let _timing = timing::scope("opt inline");
        let changed = inline::run(program);
        if changed.is_empty() {
            break;
        }
        concerned.union_with(&changed);
        check(program, "opt inline", watch);
    }
    let mut calls = {
        let _timing = timing::scope("opt escape");
        let found = escape::run(program);
        concerned.union_with(&found.changed);
        check(program, "opt escape", watch);
        found.calls
    };
    each_of(program, UNCOVER, |id, _| concerned.contains(id), watch);
    let _timing = timing::scope("opt resolve");
    calls.union_with(&resolve::run(program, &concerned));
    calls
}

fn each(program: &mut Program, passes: &[Pass], watch: &mut Watch) {
    each_of(program, passes, |_, _| true, watch);
}

fn each_of(
    program: &mut Program,
    passes: &[Pass],
    concerns: impl Fn(Func, &FuncData) -> bool,
    watch: &mut Watch,
) {
    for id in program.funcs.keys() {
        if !program.funcs[id].is_defined() || !concerns(id, &program.funcs[id]) {
            continue;
        }
        for pass in passes {
            if !(watch.may_change() || pass.must_run) {
                continue;
            }
            let _timing = timing::scope(pass.name);
            if (pass.run)(&mut program.funcs[id]) {
                watch.note(pass.name, &program.funcs[id]);
                if cfg!(debug_assertions) {
                    check_one(program, &program.funcs[id], pass.name);
                }
            }
        }
    }
}

fn check(program: &Program, after: &str, watch: &mut Watch) {
    program.funcs.values().for_each(|func| watch.note_text(after, func));
    if cfg!(debug_assertions) {
        program.funcs.values().for_each(|func| check_one(program, func, after));
    }
}

fn check_one(program: &Program, func: &FuncData, after: &str) {
    if let Err(fault) = verify(program, func) {
        bug!("after {after}: {fault}");
    }
}
