//! Steps to bytes. What depends on the whole module (indices, addresses) is left as a hole, so that functions can
//! be made side by side, compared, and numbered last, the most used ones with the shortest numbers.

use crate::code::{Block, Code, Inst, Op, Term};
use crate::graph::Graph;
use crate::locals::Locals;
use crate::stackify::Step;
use crate::structure::{Label, label_of};
use crate::wop::Wop;
use pontoon_base::bug;
use pontoon_base::hash::FxHashSet;
use wasm_encoder::ValType;

/// A function's code with holes.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Body {
    /// The types of the locals after the parameters.
    pub locals: Vec<ValType>,
    pub bytes: Vec<u8>,
    /// Holes by their place in `bytes`, ascending.
    pub holes: Vec<(u32, Hole)>,
}

/// What goes into a hole: a LEB128 number, unsigned for indices, signed for constants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hole {
    /// The index of a function of the program.
    Func(u32),
    /// The index of an imported function.
    Import(u32),
    /// The index of the type that calls through the table of this signature have.
    Sig(u32),
    /// The index of the type with this signature and a status.
    ReentrySig(u32),
    Global(u32),
    /// The place of a function in the table, a constant.
    Table(u32),
    /// An address of static data, a constant.
    Data(u32, i32),
    HeapBase,
}

/// A step that has become concrete.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Low {
    Get(u32),
    Set(u32),
    Tee(u32),
    Inst(Inst),
    Num(Wop),
    Drop,
    Open(Label),
    If,
    Else,
    End,
    Br(Label),
    BrIf(Label),
    Table(Block),
    Return,
    Unreachable,
}

/// Encodes a function that has its locals.
pub fn emit(code: &Code, graph: &Graph, steps: &[Step], locals: Locals, has_results: bool) -> Body {
    let mut low = lower(code, graph, steps, &locals);
    drop_zeroing(code, &mut low);
    if !has_results {
        // A return is not needed where only ends follow.
        let ends = low.iter().rev().take_while(|&&step| step == Low::End).count();
        if let Some(at) = low.len().checked_sub(ends + 1).filter(|&at| low[at] == Low::Return) {
            low.remove(at);
        }
    }
    match low.last() {
        Some(Low::Return) => drop(low.pop()),
        Some(Low::Unreachable | Low::Br(_) | Low::Table(_)) => {}
        // Control does not come here, but the validator does not know.
        _ if has_results => low.push(Low::Unreachable),
        _ => {}
    }
    let mut emitter = Emitter { code, graph, locals: &locals, body: Body::default(), labels: Vec::new() };
    for &step in &low {
        emitter.step(step);
    }
    emitter.byte(END);
    let mut body = emitter.body;
    body.locals = locals.types;
    body
}

/// Puts in the locals, and leaves away what has become empty by that.
fn lower(code: &Code, graph: &Graph, steps: &[Step], locals: &Locals) -> Vec<Low> {
    let mut low: Vec<Low> = Vec::with_capacity(steps.len());
    let mut block = code.entry;
    for &step in steps {
        let next = match step {
            Step::Body(body) => {
                block = body;
                continue;
            }
            Step::Edge(..) | Step::EdgeEnd => continue,
            Step::ArgGet { arg, param } | Step::ArgSet { arg, param }
                if locals.of_value(arg) == locals.of_value(param) =>
            {
                continue;
            }
            Step::Get(v) | Step::ArgGet { arg: v, .. } => Low::Get(locals.of_value(v)),
            Step::Set(v) | Step::ArgSet { param: v, .. } => Low::Set(locals.of_value(v)),
            Step::Tee(v) => Low::Tee(locals.of_value(v)),
            Step::Inst(inst) => {
                // What has an exit is never moved to another block.
                if let Some(to) = code.insts[inst].op.exit() {
                    low.push(Low::Inst(inst));
                    Low::BrIf(label_of(graph, block, to))
                } else {
                    Low::Inst(inst)
                }
            }
            Step::Num(op) => Low::Num(op),
            Step::Drop => Low::Drop,
            Step::Open(label) => Low::Open(label),
            Step::If => Low::If,
            Step::Else => Low::Else,
            Step::End => Low::End,
            Step::Br(label) => Low::Br(label),
            Step::BrIf(label) => Low::BrIf(label),
            Step::Table(block) => Low::Table(block),
            Step::Return => Low::Return,
            Step::Unreachable => Low::Unreachable,
        };
        match (low.as_mut_slice(), next) {
            ([.., Low::Set(a)], Low::Get(b)) if *a == b => {
                low.pop();
                low.push(Low::Tee(b));
            }
            ([.., Low::If], Low::End) => {
                low.pop();
                low.push(Low::Drop);
            }
            ([.., Low::If, Low::Br(to)], Low::End) => {
                let to = *to;
                low.truncate(low.len() - 2);
                low.push(Low::BrIf(to));
            }
            ([.., Low::Else], Low::End) => {
                low.pop();
                low.push(Low::End);
            }
            _ => low.push(next),
        }
    }
    low
}

/// Takes away what sets locals to zero that are still zero from the start: outside of loops, where nothing before
/// in the text has set them.
fn drop_zeroing(code: &Code, low: &mut Vec<Low>) {
    let is_zero = |step: Low| {
        let Low::Inst(inst) = step else { return false };
        matches!(code.insts[inst].op, Op::I32(0) | Op::I64(0) | Op::F32(0) | Op::F64(0))
    };
    let params = code.params.len() as u32;
    let mut written: FxHashSet<u32> = FxHashSet::default();
    let mut open: Vec<bool> = Vec::new();
    let mut kept: Vec<Low> = Vec::with_capacity(low.len());
    for &step in low.iter() {
        match step {
            Low::Open(label) => open.push(label.back),
            Low::If => open.push(false),
            Low::End => drop(open.pop()),
            Low::Set(local) | Low::Tee(local) => {
                let fresh = local >= params && !written.contains(&local) && !open.contains(&true);
                if fresh && matches!(step, Low::Set(_)) && kept.last().is_some_and(|&last| is_zero(last)) {
                    kept.pop();
                    continue;
                }
                written.insert(local);
            }
            _ => {}
        }
        kept.push(step);
    }
    *low = kept;
}

const END: u8 = 0x0b;
const NO_TYPE: u8 = 0x40;

struct Emitter<'a> {
    code: &'a Code,
    graph: &'a Graph,
    locals: &'a Locals,
    body: Body,
    /// Open constructs, outermost first; ifs have no label.
    labels: Vec<Option<Label>>,
}

impl Emitter<'_> {
    fn byte(&mut self, byte: u8) {
        self.body.bytes.push(byte);
    }

    fn uleb(&mut self, value: u32) {
        write_uleb(&mut self.body.bytes, u64::from(value));
    }

    fn hole(&mut self, hole: Hole) {
        self.body.holes.push((self.body.bytes.len() as u32, hole));
    }

    fn branch(&mut self, opcode: u8, to: Label) {
        self.byte(opcode);
        self.depth(to);
    }

    fn depth(&mut self, to: Label) {
        match self.labels.iter().rev().position(|&label| label == Some(to)) {
            Some(depth) => self.uleb(depth as u32),
            None => bug!("a branch to {to:?} is not inside it"),
        }
    }

    fn step(&mut self, step: Low) {
        match step {
            Low::Get(local) => self.indexed(0x20, local),
            Low::Set(local) => self.indexed(0x21, local),
            Low::Tee(local) => self.indexed(0x22, local),
            Low::Inst(inst) => self.inst(inst),
            Low::Num(op) => op.encode(&mut self.body.bytes),
            Low::Drop => self.byte(0x1a),
            Low::Open(label) => {
                self.labels.push(Some(label));
                self.body.bytes.extend([if label.back { 0x03 } else { 0x02 }, NO_TYPE]);
            }
            Low::If => {
                self.labels.push(None);
                self.body.bytes.extend([0x04, NO_TYPE]);
            }
            Low::Else => self.byte(0x05),
            Low::End => {
                self.labels.pop();
                self.byte(END);
            }
            Low::Br(to) => self.branch(0x0c, to),
            Low::BrIf(to) => self.branch(0x0d, to),
            Low::Table(block) => {
                let Term::Switch { targets, .. } = &self.code.blocks[block].term else {
                    bug!("{block} ends in no switch")
                };
                self.byte(0x0e);
                self.uleb(targets.len() as u32 - 1);
                for edge in targets {
                    self.depth(label_of(self.graph, block, edge.to));
                }
            }
            Low::Return => self.byte(0x0f),
            Low::Unreachable => self.byte(0x00),
        }
    }

    fn indexed(&mut self, opcode: u8, index: u32) {
        self.byte(opcode);
        self.uleb(index);
    }

    fn constant(&mut self, hole: Hole) {
        self.byte(0x41);
        self.hole(hole);
    }

    fn access(&mut self, op: Wop, offset: u32) {
        op.encode(&mut self.body.bytes);
        self.uleb(op.access_log2());
        self.uleb(offset);
    }

    fn inst(&mut self, inst: Inst) {
        let out = &mut self.body.bytes;
        match self.code.insts[inst].op {
            Op::I32(c) => {
                out.push(0x41);
                write_sleb(out, i64::from(c));
            }
            Op::I64(c) => {
                out.push(0x42);
                write_sleb(out, c);
            }
            Op::F32(bits) => {
                out.push(0x43);
                out.extend(bits.to_le_bytes());
            }
            Op::F64(bits) => {
                out.push(0x44);
                out.extend(bits.to_le_bytes());
            }
            Op::V128(n) => {
                Wop::V128_CONST.encode(out);
                out.extend(self.code.vector_bytes(n));
            }
            Op::DataAddr(data, offset) => self.constant(Hole::Data(data, offset)),
            Op::TableIndex(func) => self.constant(Hole::Table(func)),
            Op::HeapBase => self.constant(Hole::HeapBase),
            Op::Num(op) => op.encode(out),
            Op::Lane(op, lane) => {
                op.encode(out);
                out.push(lane);
            }
            Op::Load(op, offset) | Op::Store(op, offset) => self.access(op, offset),
            Op::GlobalGet(global) => {
                out.push(0x23);
                self.hole(Hole::Global(global));
            }
            Op::GlobalSet(global) => {
                out.push(0x24);
                self.hole(Hole::Global(global));
            }
            Op::VarGet(var) => self.indexed(0x20, self.locals.of_var(var)),
            Op::VarSet(var) => self.indexed(0x21, self.locals.of_var(var)),
            Op::VarTee(var) => self.indexed(0x22, self.locals.of_var(var)),
            Op::Select => out.push(0x1b),
            Op::Call(func, _) => {
                out.push(0x10);
                self.hole(Hole::Func(func));
            }
            Op::CallImport(import) => {
                out.push(0x10);
                self.hole(Hole::Import(import));
            }
            Op::CallIndirect(sig, _) => {
                out.push(0x11);
                self.hole(Hole::Sig(sig));
                self.byte(0);
            }
            Op::Reenter(sig) => {
                out.push(0x11);
                self.hole(Hole::ReentrySig(sig));
                self.byte(0);
            }
            Op::ExitIf(_) => {}
            Op::MemorySize => out.extend([0x3f, 0]),
            Op::MemoryGrow => out.extend([0x40, 0]),
            Op::MemoryCopy => out.extend([0xfc, 10, 0, 0]),
            Op::MemoryFill => out.extend([0xfc, 11, 0]),
        }
    }
}

pub fn write_uleb(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn write_sleb(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        if value == 0 && byte & 0x40 == 0 || value == -1 && byte & 0x40 != 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}
