//! A small WebAssembly interpreter, for the instructions that random programs use. An engine would be the better
//! judge but takes minutes to link.

use std::collections::HashMap;
use wasmparser::{ElementItems, ElementKind, FuncType, Operator, Parser, Payload, TypeRef};

/// Called for imports, by name; `None` stops the program.
pub type Host<'a> = dyn FnMut(&str, &[u64]) -> Option<Vec<u64>> + 'a;

#[derive(Clone, Copy)]
struct Control {
    /// Where the construct ends, and its else, by instruction.
    end: usize,
    els: Option<usize>,
}

struct Func<'a> {
    ty: FuncType,
    locals: usize,
    ops: Vec<Operator<'a>>,
    control: HashMap<usize, Control>,
}

pub struct Module<'a> {
    imports: Vec<(String, FuncType)>,
    funcs: Vec<Func<'a>>,
    types: Vec<FuncType>,
    exports: HashMap<String, usize>,
    table: Vec<Option<usize>>,
    pub globals: Vec<u64>,
    pub memory: Vec<u8>,
    depth: usize,
}

/// Why a program did not return.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    Host,
    Trap,
}

type Run<T> = Result<T, Stop>;

impl<'a> Module<'a> {
    pub fn parse(bytes: &'a [u8]) -> Module<'a> {
        let mut module = Module {
            imports: Vec::new(),
            funcs: Vec::new(),
            types: Vec::new(),
            exports: HashMap::new(),
            table: Vec::new(),
            globals: Vec::new(),
            memory: Vec::new(),
            depth: 0,
        };
        let mut func_types = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.expect("the module parses") {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        module.types.push(ty.expect("a type parses"));
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.expect("an import parses");
                        let TypeRef::Func(ty) = import.ty else { panic!("imports are functions") };
                        module.imports.push((import.name.to_string(), module.types[ty as usize].clone()));
                    }
                }
                Payload::FunctionSection(funcs) => {
                    func_types.extend(funcs.into_iter().map(|ty| ty.expect("an index parses")));
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        let size = table.expect("a table parses").ty.initial as usize;
                        module.table = vec![None; size];
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        module.memory = vec![0; memory.expect("a memory parses").initial as usize * 65536];
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        let init = global.expect("a global parses").init_expr;
                        module.globals.push(constant(&init));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.expect("an export parses");
                        if export.kind == wasmparser::ExternalKind::Func {
                            module.exports.insert(export.name.to_string(), export.index as usize);
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element.expect("a segment parses");
                        let ElementKind::Active { offset_expr, .. } = element.kind else {
                            panic!("segments are active")
                        };
                        let at = constant(&offset_expr) as usize;
                        let ElementItems::Functions(funcs) = element.items else { panic!("indices") };
                        for (i, func) in funcs.into_iter().enumerate() {
                            module.table[at + i] = Some(func.expect("an index parses") as usize);
                        }
                    }
                }
                Payload::DataSection(data) => {
                    for segment in data {
                        let segment = segment.expect("a segment parses");
                        let wasmparser::DataKind::Active { offset_expr, .. } = segment.kind else {
                            panic!("segments are active")
                        };
                        let at = constant(&offset_expr) as usize;
                        module.memory[at..at + segment.data.len()].copy_from_slice(segment.data);
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let ty = module.types[func_types[module.funcs.len()] as usize].clone();
                    let mut locals = 0;
                    for run in body.get_locals_reader().expect("locals parse") {
                        locals += run.expect("locals parse").0 as usize;
                    }
                    let ops: Vec<Operator<'a>> = body
                        .get_operators_reader()
                        .expect("code parses")
                        .into_iter()
                        .map(|op| op.expect("an instruction parses"))
                        .collect();
                    let control = find_control(&ops);
                    module.funcs.push(Func { ty, locals, ops, control });
                }
                _ => {}
            }
        }
        module
    }

    pub fn call_export(&mut self, name: &str, args: &[u64], host: &mut Host<'_>) -> Run<Vec<u64>> {
        let index = self.exports[name];
        self.call(index, args.to_vec(), host)
    }

    fn call(&mut self, index: usize, args: Vec<u64>, host: &mut Host<'_>) -> Run<Vec<u64>> {
        if index < self.imports.len() {
            return host(&self.imports[index].0, &args).ok_or(Stop::Host);
        }
        self.depth += 1;
        if self.depth > 200 {
            return Err(Stop::Host);
        }
        let results = self.run(index - self.imports.len(), args, host);
        self.depth -= 1;
        results
    }

    fn signature(&self, index: usize) -> &FuncType {
        match self.imports.get(index) {
            Some((_, ty)) => ty,
            None => &self.funcs[index - self.imports.len()].ty,
        }
    }

    fn run(&mut self, index: usize, mut locals: Vec<u64>, host: &mut Host<'_>) -> Run<Vec<u64>> {
        let results = self.funcs[index].ty.results().len();
        let wanted = locals.len() + self.funcs[index].locals;
        locals.resize(wanted, 0);
        let mut stack: Vec<u64> = Vec::new();
        // Open constructs: where a branch to them goes, and the height of the stack outside.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        loop {
            let op = self.funcs[index].ops[at].clone();
            let control = self.funcs[index].control.get(&at).copied();
            at += 1;
            let mut branch_to: Option<u32> = None;
            match op {
                Operator::Block { .. } => open.push((control.expect("known").end + 1, stack.len())),
                Operator::Loop { .. } => open.push((at - 1, stack.len())),
                Operator::If { .. } => {
                    let cond = pop(&mut stack) as u32;
                    let control = control.expect("known");
                    open.push((control.end + 1, stack.len()));
                    if cond == 0 {
                        at = control.els.map_or(control.end, |els| els + 1);
                    }
                }
                Operator::Else => {
                    // The first arm is done.
                    at = control.expect("known").end;
                }
                Operator::End => {
                    if open.pop().is_none() {
                        let from = stack.len() - results;
                        return Ok(stack.split_off(from));
                    }
                }
                Operator::Br { relative_depth } => branch_to = Some(relative_depth),
                Operator::BrIf { relative_depth } => {
                    if pop(&mut stack) as u32 != 0 {
                        branch_to = Some(relative_depth);
                    }
                }
                Operator::BrTable { targets } => {
                    let i = pop(&mut stack) as u32;
                    let all: Vec<u32> = targets.targets().map(|t| t.expect("a target parses")).collect();
                    branch_to = Some(all.get(i as usize).copied().unwrap_or(targets.default()));
                }
                Operator::Return => {
                    let from = stack.len() - results;
                    return Ok(stack.split_off(from));
                }
                Operator::Unreachable => return Err(Stop::Trap),
                Operator::Call { function_index } => {
                    let callee = function_index as usize;
                    let n = self.signature(callee).params().len();
                    let from = stack.len() - n;
                    let args = stack.split_off(from);
                    stack.extend(self.call(callee, args, host)?);
                }
                Operator::CallIndirect { type_index, .. } => {
                    let i = pop(&mut stack) as u32 as usize;
                    let callee = self.table.get(i).copied().flatten().ok_or(Stop::Trap)?;
                    let ty = self.types[type_index as usize].clone();
                    if *self.signature(callee) != ty {
                        return Err(Stop::Trap);
                    }
                    let from = stack.len() - ty.params().len();
                    let args = stack.split_off(from);
                    stack.extend(self.call(callee, args, host)?);
                }
                Operator::LocalGet { local_index } => stack.push(locals[local_index as usize]),
                Operator::LocalSet { local_index } => locals[local_index as usize] = pop(&mut stack),
                Operator::LocalTee { local_index } => {
                    locals[local_index as usize] = *stack.last().expect("not empty");
                }
                Operator::GlobalGet { global_index } => stack.push(self.globals[global_index as usize]),
                Operator::GlobalSet { global_index } => {
                    self.globals[global_index as usize] = pop(&mut stack);
                }
                Operator::Drop => drop(pop(&mut stack)),
                Operator::Select => {
                    let (cond, b, a) = (pop(&mut stack), pop(&mut stack), pop(&mut stack));
                    stack.push(if cond as u32 != 0 { a } else { b });
                }
                Operator::I32Const { value } => stack.push(u64::from(value as u32)),
                Operator::I64Const { value } => stack.push(value as u64),
                Operator::I32Load { memarg } => {
                    let bytes = self.bytes(pop(&mut stack), memarg.offset, 4)?;
                    stack.push(little(bytes));
                }
                Operator::I64Load { memarg } => {
                    let bytes = self.bytes(pop(&mut stack), memarg.offset, 8)?;
                    stack.push(little(bytes));
                }
                Operator::I64Load32U { memarg } => {
                    let bytes = self.bytes(pop(&mut stack), memarg.offset, 4)?;
                    stack.push(little(bytes));
                }
                Operator::I64Load32S { memarg } => {
                    let bytes = self.bytes(pop(&mut stack), memarg.offset, 4)?;
                    stack.push(little(bytes) as u32 as i32 as i64 as u64);
                }
                Operator::I32Load8U { memarg } | Operator::I64Load8U { memarg } => {
                    let bytes = self.bytes(pop(&mut stack), memarg.offset, 1)?;
                    stack.push(little(bytes));
                }
                Operator::I32Store { memarg } | Operator::I64Store32 { memarg } => {
                    let v = pop(&mut stack);
                    let place = self.bytes(pop(&mut stack), memarg.offset, 4)?;
                    place.copy_from_slice(&v.to_le_bytes()[..4]);
                }
                Operator::I64Store { memarg } => {
                    let v = pop(&mut stack);
                    let place = self.bytes(pop(&mut stack), memarg.offset, 8)?;
                    place.copy_from_slice(&v.to_le_bytes());
                }
                Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => {
                    let v = pop(&mut stack);
                    self.bytes(pop(&mut stack), memarg.offset, 1)?[0] = v as u8;
                }
                op => numeric(&op, &mut stack)?,
            }
            if let Some(depth) = branch_to {
                let keep = open.len() - 1 - depth as usize;
                let (to, height) = open[keep];
                open.truncate(keep);
                stack.truncate(height);
                at = to;
            }
        }
    }

    fn bytes(&mut self, address: u64, offset: u64, len: usize) -> Run<&mut [u8]> {
        let at = (u64::from(address as u32) + offset) as usize;
        self.memory.get_mut(at..at + len).ok_or(Stop::Trap)
    }
}

fn pop(stack: &mut Vec<u64>) -> u64 {
    stack.pop().expect("the validator has seen that the stack is not empty")
}

fn little(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

fn constant(expr: &wasmparser::ConstExpr<'_>) -> u64 {
    match expr.get_operators_reader().read().expect("a constant parses") {
        Operator::I32Const { value } => u64::from(value as u32),
        Operator::I64Const { value } => value as u64,
        other => panic!("unexpected constant {other:?}"),
    }
}

fn find_control(ops: &[Operator<'_>]) -> HashMap<usize, Control> {
    let mut found: HashMap<usize, Control> = HashMap::new();
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    for (i, op) in ops.iter().enumerate() {
        match op {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push((i, None)),
            Operator::Else => open.last_mut().expect("an else has an if").1 = Some(i),
            Operator::End => {
                if let Some((start, els)) = open.pop() {
                    found.insert(start, Control { end: i, els });
                    if let Some(els) = els {
                        found.insert(els, Control { end: i, els: None });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn numeric(op: &Operator<'_>, stack: &mut Vec<u64>) -> Run<()> {
    let b = pop(stack);
    let (b32, b64) = (b as u32, b);
    let unary = match op {
        Operator::I32Eqz => Some(u64::from(b32 == 0)),
        Operator::I64Eqz => Some(u64::from(b64 == 0)),
        Operator::I32WrapI64 => Some(u64::from(b32)),
        Operator::I64ExtendI32U => Some(u64::from(b32)),
        Operator::I64ExtendI32S => Some(b32 as i32 as i64 as u64),
        _ => None,
    };
    if let Some(result) = unary {
        stack.push(result);
        return Ok(());
    }
    let a = pop(stack);
    let (a32, a64) = (a as u32, a);
    let (ai, bi, al, bl) = (a32 as i32, b32 as i32, a64 as i64, b64 as i64);
    let result = match op {
        Operator::I32Add => u64::from(a32.wrapping_add(b32)),
        Operator::I32Sub => u64::from(a32.wrapping_sub(b32)),
        Operator::I32Mul => u64::from(a32.wrapping_mul(b32)),
        Operator::I32And => u64::from(a32 & b32),
        Operator::I32Or => u64::from(a32 | b32),
        Operator::I32Xor => u64::from(a32 ^ b32),
        Operator::I32Shl => u64::from(a32.wrapping_shl(b32)),
        Operator::I32ShrS => u64::from(ai.wrapping_shr(b32) as u32),
        Operator::I32ShrU => u64::from(a32.wrapping_shr(b32)),
        Operator::I32DivS => u64::from(ai.checked_div(bi).ok_or(Stop::Trap)? as u32),
        Operator::I32RemS if bi != 0 => u64::from(ai.wrapping_rem(bi) as u32),
        Operator::I32DivU => u64::from(a32.checked_div(b32).ok_or(Stop::Trap)?),
        Operator::I32Eq => u64::from(a32 == b32),
        Operator::I32Ne => u64::from(a32 != b32),
        Operator::I32LtS => u64::from(ai < bi),
        Operator::I32LtU => u64::from(a32 < b32),
        Operator::I32GtS => u64::from(ai > bi),
        Operator::I32GtU => u64::from(a32 > b32),
        Operator::I32LeS => u64::from(ai <= bi),
        Operator::I32LeU => u64::from(a32 <= b32),
        Operator::I32GeS => u64::from(ai >= bi),
        Operator::I32GeU => u64::from(a32 >= b32),
        Operator::I64Add => a64.wrapping_add(b64),
        Operator::I64Sub => a64.wrapping_sub(b64),
        Operator::I64Mul => a64.wrapping_mul(b64),
        Operator::I64And => a64 & b64,
        Operator::I64Or => a64 | b64,
        Operator::I64Xor => a64 ^ b64,
        Operator::I64Shl => a64.wrapping_shl(b32),
        Operator::I64ShrS => al.wrapping_shr(b32) as u64,
        Operator::I64ShrU => a64.wrapping_shr(b32),
        Operator::I64DivS => al.checked_div(bl).ok_or(Stop::Trap)? as u64,
        Operator::I64RemS if bl != 0 => al.wrapping_rem(bl) as u64,
        Operator::I64DivU => a64.checked_div(b64).ok_or(Stop::Trap)?,
        Operator::I64Eq => u64::from(a64 == b64),
        Operator::I64Ne => u64::from(a64 != b64),
        Operator::I64LtS => u64::from(al < bl),
        Operator::I64LtU => u64::from(a64 < b64),
        Operator::I64GtS => u64::from(al > bl),
        Operator::I64GtU => u64::from(a64 > b64),
        Operator::I64LeS => u64::from(al <= bl),
        Operator::I64LeU => u64::from(a64 <= b64),
        Operator::I64GeS => u64::from(al >= bl),
        Operator::I64GeU => u64::from(a64 >= b64),
        Operator::I32RemS | Operator::I64RemS => return Err(Stop::Trap),
        other => panic!("the test engine does not know {other:?}"),
    };
    stack.push(result);
    Ok(())
}
