//! Finds out whether a function keeps the rules of the form: types, block arguments, terminators, dominance.

use crate::cfg::Cfg;
use crate::entities::{Block, Inst, Value};
use crate::func::{FuncData, ValueDef, result_type};
use crate::op::{BinaryOp, Check, InstKind, Target, UnaryOp};
use crate::program::Program;
use crate::types::{Signature, Type};
use pontoon_base::{EntitySet, SecondaryMap};

/// The first fault of the function, with the function's text behind it.
pub fn verify(program: &Program, func: &FuncData) -> Result<(), String> {
    if !func.is_defined() {
        return Ok(());
    }
    Verifier { program, func, cfg: Cfg::new(func), place: SecondaryMap::new() }
        .run()
        .map_err(|fault| format!("{}: {fault}\n{func}", func.name))
}

struct Verifier<'a> {
    program: &'a Program,
    func: &'a FuncData,
    cfg: Cfg,
    /// Block and place in it of each instruction that stands somewhere.
    place: SecondaryMap<Inst, Option<(Block, u32)>>,
}

impl Verifier<'_> {
    fn run(mut self) -> Result<(), String> {
        self.structure()?;
        for &block in &self.cfg.order {
            for &inst in &self.func.blocks[block].insts {
                let mut fault = self.inst(inst).err();
                self.func.insts[inst].kind.for_each_operand(|value| {
                    if fault.is_none() {
                        fault = self.reaches(value, block, inst).err();
                    }
                });
                if let Some(fault) = fault {
                    return Err(format!("in {block}, {:?}: {fault}", self.func.insts[inst].kind));
                }
            }
        }
        Ok(())
    }

    /// Layout, parameters, terminators; fills `place`.
    fn structure(&mut self) -> Result<(), String> {
        let func = self.func;
        let entry_types: Vec<Type> = self.types(&func.blocks[func.entry()].params);
        if entry_types != func.sig.params {
            return Err("the entry's parameters are not the signature's".to_string());
        }
        let mut laid_out = EntitySet::new();
        for &block in &func.layout {
            if !laid_out.insert(block) {
                return Err(format!("{block} stands twice in the layout"));
            }
            for (i, &param) in func.blocks[block].params.iter().enumerate() {
                if func.values[param].def != ValueDef::Param(block, i as u32) {
                    return Err(format!("{param} does not know that it is a parameter of {block}"));
                }
            }
            let insts = &func.blocks[block].insts;
            for (i, &inst) in insts.iter().enumerate() {
                if self.place[inst].is_some() {
                    return Err(format!("{:?} stands twice", func.insts[inst].kind));
                }
                self.place[inst] = Some((block, i as u32));
                if func.insts[inst].kind.is_terminator() != (i + 1 == insts.len()) {
                    return Err(format!("{block} has no terminator at its end, or one before"));
                }
            }
            if insts.is_empty() {
                return Err(format!("{block} is empty"));
            }
        }
        for &block in &self.cfg.order {
            if !laid_out.contains(block) {
                return Err(format!("{block} is reached but not in the layout"));
            }
        }
        match func.landing {
            Some(landing) if !func.blocks[landing].params.is_empty() => {
                Err(format!("the landing {landing} has parameters"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the definition of `value` is passed before `inst` on every way.
    fn reaches(&self, value: Value, block: Block, inst: Inst) -> Result<(), String> {
        let defined = match self.func.values[value].def {
            ValueDef::Param(at, _) if at == self.func.entry() => true,
            ValueDef::Param(at, index) => {
                self.func.blocks[at].params.get(index as usize) == Some(&value)
                    && self.cfg.is_reachable(at)
                    && self.cfg.dominates(at, block)
            }
            ValueDef::Result(by, _) => match (self.place[by], self.place[inst]) {
                (Some((at, i)), Some((_, j))) if at == block => i < j,
                (Some((at, _)), _) => self.cfg.is_reachable(at) && self.cfg.dominates(at, block),
                (None, _) => return Err(format!("{value} is made by what stands nowhere")),
            },
        };
        if defined { Ok(()) } else { Err(format!("{value} is not made before it is used")) }
    }

    fn types(&self, values: &[Value]) -> Vec<Type> {
        values.iter().map(|&value| self.func.ty(value)).collect()
    }

    fn want(&self, value: Value, ty: Type) -> Result<(), String> {
        let has = self.func.ty(value);
        if has == ty { Ok(()) } else { Err(format!("{value} is {has}, not {ty}")) }
    }

    fn int(&self, value: Value) -> Result<(), String> {
        let has = self.func.ty(value);
        if has.is_int() { Ok(()) } else { Err(format!("{value} is {has}, no integer")) }
    }

    fn target(&self, target: &Target) -> Result<(), String> {
        let params = self.types(&self.func.blocks[target.block].params);
        let args = self.types(&target.args);
        if params == args {
            return Ok(());
        }
        Err(format!("{} takes {params:?}, not {args:?}", target.block))
    }

    fn called(&self, inst: Inst, args: &[Value], sig: &Signature) -> Result<(), String> {
        let (args, results) = (self.types(args), self.types(&self.func.insts[inst].results));
        if args == sig.params && results == sig.results {
            return Ok(());
        }
        Err(format!("called with {args:?} for {results:?}, the signature is {sig:?}"))
    }

    fn inst(&self, inst: Inst) -> Result<(), String> {
        let data = &self.func.insts[inst];
        if !data.kind.is_call() {
            let expected: Vec<Type> = match &data.kind {
                InstKind::GlobalGet(global) => vec![self.program.globals[*global].ty],
                kind => result_type(self.func, kind).into_iter().collect(),
            };
            if self.types(&data.results) != expected {
                return Err(format!("the result should be {expected:?}"));
            }
        }
        match &data.kind {
            InstKind::Unary(op, a) => self.unary(*op, *a),
            InstKind::Binary(op, a, b) => self.binary(*op, *a, *b),
            InstKind::Icmp(_, a, b) => {
                if self.func.ty(*a) != Type::Ptr {
                    self.int(*a)?;
                }
                self.want(*b, self.func.ty(*a))
            }
            InstKind::Fcmp(_, a, b) => {
                if !self.func.ty(*a).is_float() {
                    return Err(format!("{a} is no float"));
                }
                self.want(*b, self.func.ty(*a))
            }
            InstKind::Select { cond, a, b } => {
                self.want(*cond, Type::I32)?;
                self.want(*b, self.func.ty(*a))
            }
            InstKind::ExtractI64x2(a, _) => self.want(*a, Type::V128),
            InstKind::Load { addr, .. } => self.want(*addr, Type::Ptr),
            InstKind::Store { mem, addr, value, .. } => {
                self.want(*addr, Type::Ptr)?;
                self.want(*value, mem.ty())
            }
            InstKind::MemoryCopy { to, from, size } => {
                self.want(*to, Type::Ptr)?;
                self.want(*from, Type::Ptr)?;
                self.want(*size, Type::I32)
            }
            InstKind::MemoryFill { to, byte, size } => {
                self.want(*to, Type::Ptr)?;
                self.want(*byte, Type::I32)?;
                self.want(*size, Type::I32)
            }
            InstKind::GlobalSet(global, value) => self.want(*value, self.program.globals[*global].ty),
            InstKind::LocalSet(local, value) => self.want(*value, self.func.locals[*local]),
            InstKind::Check(check, args) => match (check, args.as_slice()) {
                (Check::Nil, &[a]) => self.want(a, Type::Ptr),
                (Check::Div | Check::Shift, &[a]) => self.int(a),
                (Check::Bounds { .. }, &[a, b]) => self.int(a).and(self.int(b)),
                _ => Err("a check with the wrong number of operands".to_string()),
            },
            InstKind::Call { func, args } => self.called(inst, args, &self.program.funcs[*func].sig),
            InstKind::CallIndirect { sig, index, args } => {
                self.want(*index, Type::I32)?;
                self.called(inst, args, &self.program.sigs[*sig])
            }
            InstKind::CallImport { import, args } => {
                self.called(inst, args, &self.program.imports[*import].sig)
            }
            InstKind::TryCall { func, args } => {
                self.called(inst, args, &self.program.funcs[*func].sig.with_status())
            }
            InstKind::TryCallIndirect { sig, index, args, .. } => {
                self.want(*index, Type::I32)?;
                self.called(inst, args, &self.program.sigs[*sig].with_status())
            }
            InstKind::Keep(value) => self.want(*value, Type::Ptr),
            InstKind::Suspend => self.called(inst, &[], &Signature::default()),
            InstKind::Branch { cond: a, .. } | InstKind::Switch { index: a, .. } => {
                self.want(*a, Type::I32)?;
                data.kind.targets().into_iter().try_for_each(|target| self.target(target))
            }
            InstKind::Jump(target) => self.target(target),
            InstKind::Return(values) if self.types(values) != self.func.sig.results => {
                Err("what is returned is not what the signature says".to_string())
            }
            _ => Ok(()),
        }
    }

    fn unary(&self, op: UnaryOp, a: Value) -> Result<(), String> {
        use UnaryOp as U;
        match op {
            U::Clz | U::Ctz | U::Popcnt | U::Extend8 | U::Extend16 => self.int(a),
            U::Extend32 | U::Wrap | U::SplatI64x2 => self.want(a, Type::I64),
            U::ExtendS | U::ExtendU | U::IntToPtr | U::SplatI8x16 => self.want(a, Type::I32),
            U::PtrToInt | U::Hide => self.want(a, Type::Ptr),
            U::Promote => self.want(a, Type::F32),
            U::Demote => self.want(a, Type::F64),
            U::Not128 | U::AnyTrue | U::BitmaskI8x16 | U::AllTrueI8x16 => self.want(a, Type::V128),
            U::ConvertSF32 | U::ConvertUF32 | U::ConvertSF64 | U::ConvertUF64 => self.int(a),
            U::Eqz if self.func.ty(a) == Type::Ptr => Ok(()),
            U::Eqz => self.int(a),
            U::Reinterpret if matches!(self.func.ty(a), Type::Ptr | Type::V128) => {
                Err(format!("{a} is no number"))
            }
            U::Reinterpret => Ok(()),
            _ if self.func.ty(a).is_float() => Ok(()),
            _ => Err(format!("{a} is no float")),
        }
    }

    fn binary(&self, op: BinaryOp, a: Value, b: Value) -> Result<(), String> {
        use BinaryOp as B;
        match op {
            B::PtrAdd => self.want(a, Type::Ptr).and(self.want(b, Type::I32)),
            B::GoShl | B::GoShrS | B::GoShrU => self.int(a).and(self.int(b)),
            B::Fadd | B::Fsub | B::Fmul | B::Fdiv | B::Fmin | B::Fmax | B::Copysign => {
                if !self.func.ty(a).is_float() {
                    return Err(format!("{a} is no float"));
                }
                self.want(b, self.func.ty(a))
            }
            B::And128 | B::Or128 | B::Xor128 | B::EqI8x16 | B::LtUI8x16 => {
                self.want(a, Type::V128).and(self.want(b, Type::V128))
            }
            _ => self.int(a).and(self.want(b, self.func.ty(a))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::Builder;

    fn check(build: impl FnOnce(&mut Builder)) -> String {
        let sig = Signature { params: vec![Type::I32], results: vec![Type::I32] };
        let mut builder = Builder::new("f", sig);
        build(&mut builder);
        match verify(&Program::new(), &builder.func) {
            Ok(()) => String::new(),
            Err(fault) => fault.lines().next().expect("there is a line").to_string(),
        }
    }

    #[test]
    fn a_value_from_one_branch_is_not_known_where_they_meet() {
        let fault = check(|b| {
            let param = b.params()[0];
            let (then, end) = (b.new_block(), b.new_block());
            b.branch(param, then, end);
            b.switch_to(then);
            let one = b.iconst32(1);
            b.jump(end, vec![]);
            b.switch_to(end);
            b.ret(vec![one]);
        });
        assert!(fault.ends_with("v1 is not made before it is used"), "{fault}");
    }

    #[test]
    fn types_and_arguments_must_fit() {
        let fault = check(|b| {
            let wide = b.iconst64(1);
            b.ret(vec![wide]);
        });
        assert!(fault.ends_with("what is returned is not what the signature says"), "{fault}");
        let fault = check(|b| {
            let end = b.new_block();
            let param = b.block_param(end, Type::I32);
            b.jump(end, vec![]);
            b.switch_to(end);
            b.ret(vec![param]);
        });
        assert!(fault.ends_with("b1 takes [I32], not []"), "{fault}");
    }

    #[test]
    fn a_good_function_passes() {
        assert_eq!(check(|b| b.ret(b.params())), "");
    }
}
