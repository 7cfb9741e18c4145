//! The module as a whole: which functions and data are live, equal functions merged, index spaces numbered so that
//! what is used most is short, sections written.

use crate::emit::{Body, Hole, write_sleb, write_uleb};
use crate::legalize::{Context, legalize};
use crate::memory::{self, Memory, PAGE};
use crate::status::{FuncType, Statuses, border_type, number, val_type};
use crate::{Error, Options, names};
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntityId, bug};
use pontoon_ssa::program::{GlobalInit, RelocTarget, STACK_RED_ZONE};
use pontoon_ssa::{Data, Func, Global, Import, Program, Sig, Type};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use wasm_encoder as enc;
use wasm_encoder::ValType;

/// What a function of the module is made from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    Program(Func),
    /// Gives calls through the table the status that the function itself does not have.
    TableWrapper(Func),
    /// Takes it away for the host; by the number of the export.
    ExportWrapper(usize),
}

struct Made {
    ty: FuncType,
    body: Body,
}

/// Everything that is live, before it is numbered.
struct Linker<'a> {
    program: &'a Program,
    statuses: &'a Statuses<'a>,
    made: FxHashMap<Origin, Made>,
    data: BTreeSet<Data>,
    /// Functions in the table.
    table: BTreeSet<Func>,
    sigs: BTreeSet<Sig>,
    imports: BTreeSet<Import>,
    globals: BTreeSet<Global>,
    /// What each export names.
    exports: Vec<Origin>,
}

/// Compiles the live part of `program` to a module.
pub fn build(program: &mut Program, options: &Options) -> Result<Vec<u8>, Error> {
    let stack_pointer = stack_pointer(program);
    let program = &*program;
    let statuses = Statuses::new(program);
    let cx = Context { program, statuses: &statuses, stack_pointer: number(stack_pointer) };
    let mut linker = Linker {
        program,
        statuses: &statuses,
        made: FxHashMap::default(),
        data: BTreeSet::new(),
        table: BTreeSet::new(),
        sigs: BTreeSet::new(),
        imports: BTreeSet::new(),
        globals: BTreeSet::new(),
        exports: Vec::new(),
    };
    linker.close(&cx);
    let numbering = Numbering::new(&linker, stack_pointer, options)?;
    let bytes = numbering.write(&linker, options);
    Ok(bytes)
}

/// The global with the memory stack's pointer; made if the program has none.
fn stack_pointer(program: &mut Program) -> Global {
    let known = program.globals.iter().find(|(_, global)| global.init == GlobalInit::StackTop);
    match known.map(|(id, _)| id) {
        Some(id) => id,
        None => program.globals.push(pontoon_ssa::program::GlobalData {
            name: "stack_pointer".to_string(),
            ty: Type::Ptr,
            init: GlobalInit::StackTop,
            mutable: true,
        }),
    }
}

/// The way of one function from SSA to bytes.
pub fn compile_func(cx: &Context<'_>, func: Func) -> Body {
    let data = &cx.program.funcs[func];
    let _context = pontoon_base::bug::context(|| format!("generating code for {}", data.name));
    let mut code = legalize(cx, func);
    let mut graph = crate::graph::Graph::new(&code);
    if graph.irreducible {
        crate::irreducible::remove(&mut code);
        graph = crate::graph::Graph::new(&code);
        if graph.irreducible {
            bug!("a loop still has several entries");
        }
    }
    if crate::rotate::rotate(&mut code, &graph) {
        graph = crate::graph::Graph::new(&code);
    }
    let has_results = !cx.statuses.func_type(cx.program, func).results.is_empty();
    code_to_body(&code, &graph, has_results)
}

/// The second half of that way.
pub fn code_to_body(code: &crate::code::Code, graph: &crate::graph::Graph, has_results: bool) -> Body {
    let items = crate::structure::structure(code, graph);
    let steps = crate::stackify::stackify(code, graph, &items);
    let locals = crate::locals::allocate(code, graph, &steps);
    crate::emit::emit(code, graph, &steps, locals, has_results)
}

impl Linker<'_> {
    /// Makes all that is reachable from the exports.
    fn close(&mut self, cx: &Context<'_>) {
        let mut wanted: Vec<Func> = Vec::new();
        for (n, export) in self.program.exports.iter().enumerate() {
            wanted.push(export.func);
            let border = border_type(&self.program.funcs[export.func].sig);
            let inside = self.statuses.func_type(self.program, export.func);
            if border == inside {
                self.exports.push(Origin::Program(export.func));
            } else {
                let body = export_wrapper(export.func, &border, &inside, self.statuses.func(export.func));
                self.made.insert(Origin::ExportWrapper(n), Made { ty: border, body });
                self.exports.push(Origin::ExportWrapper(n));
            }
        }
        let mut seen: FxHashSet<Func> = FxHashSet::default();
        while !wanted.is_empty() {
            wanted.retain(|&func| seen.insert(func));
            let bodies: Vec<Body> = wanted.par_iter().map(|&func| compile_func(cx, func)).collect();
            let mut next = Vec::new();
            for (func, body) in std::mem::take(&mut wanted).into_iter().zip(bodies) {
                self.reach(&body, &mut next);
                let ty = self.statuses.func_type(self.program, func);
                self.made.insert(Origin::Program(func), Made { ty, body });
            }
            wanted = next;
        }
    }

    /// Notes what a body refers to.
    fn reach(&mut self, body: &Body, funcs: &mut Vec<Func>) {
        let mut data = Vec::new();
        for &(_, hole) in &body.holes {
            match hole {
                Hole::Func(func) => funcs.push(Func::new(func as usize)),
                Hole::Table(func) => self.reach_table(Func::new(func as usize), funcs),
                Hole::Import(import) => drop(self.imports.insert(Import::new(import as usize))),
                Hole::Sig(sig) | Hole::ReentrySig(sig) => drop(self.sigs.insert(Sig::new(sig as usize))),
                Hole::Global(global) => drop(self.globals.insert(Global::new(global as usize))),
                Hole::Data(object, _) => data.push(Data::new(object as usize)),
                Hole::HeapBase => {}
            }
        }
        while let Some(object) = data.pop() {
            if !self.data.insert(object) {
                continue;
            }
            for reloc in &self.program.data[object].relocs {
                match reloc.target {
                    RelocTarget::Data(to, _) | RelocTarget::TypeOffset(to) => data.push(to),
                    RelocTarget::Func(func) | RelocTarget::TextOffset(func) | RelocTarget::Reentry(func) => {
                        self.reach_table(func, funcs)
                    }
                    RelocTarget::Bound(_) => {}
                }
            }
        }
    }

    fn reach_table(&mut self, func: Func, funcs: &mut Vec<Func>) {
        if !self.table.insert(func) {
            return;
        }
        funcs.push(func);
        if self.statuses.needs_table_wrapper(self.program, func) {
            let mut ty = self.statuses.func_type(self.program, func);
            let body = table_wrapper(func, ty.params.len());
            ty.results.push(ValType::I32);
            self.made.insert(Origin::TableWrapper(func), Made { ty, body });
        }
    }

    fn in_table(&self, func: Func) -> Origin {
        let wrapper = Origin::TableWrapper(func);
        if self.made.contains_key(&wrapper) { wrapper } else { Origin::Program(func) }
    }
}

fn get_local(body: &mut Body, local: usize) {
    body.bytes.push(0x20);
    write_uleb(&mut body.bytes, local as u64);
}

fn call(body: &mut Body, func: Func) {
    body.bytes.push(0x10);
    body.holes.push((body.bytes.len() as u32, Hole::Func(number(func))));
}

/// Calls `func` and returns status 0.
fn table_wrapper(func: Func, params: usize) -> Body {
    let mut body = Body::default();
    (0..params).for_each(|param| get_local(&mut body, param));
    call(&mut body, func);
    body.bytes.extend([0x41, 0, 0x0b]);
    body
}

/// Calls `func` with what the host gave. Nothing of the host's can take a status; the program's own entry code sees
/// to it that none is left here, so one that is traps.
fn export_wrapper(func: Func, border: &FuncType, inside: &FuncType, status: bool) -> Body {
    let mut body = Body::default();
    for (param, (outer, inner)) in border.params.iter().zip(&inside.params).enumerate() {
        get_local(&mut body, param);
        if outer != inner {
            crate::wop::Wop::I64_EXTEND_I32_U.encode(&mut body.bytes);
        }
    }
    call(&mut body, func);
    if status {
        body.bytes.extend([0x04, 0x40, 0x00, 0x0b]);
    }
    body.bytes.push(0x0b);
    body
}

/// All index spaces.
pub struct Numbering {
    types: Vec<FuncType>,
    type_index: FxHashMap<FuncType, u32>,
    imports: Vec<Import>,
    import_index: FxHashMap<Import, u32>,
    /// The functions after the imports.
    funcs: Vec<Origin>,
    /// The index of every function, merged ones included.
    func_index: FxHashMap<Origin, u32>,
    globals: Vec<Global>,
    global_index: FxHashMap<Global, u32>,
    /// The functions in the table, from place 1.
    table: Vec<Func>,
    table_index: FxHashMap<Func, u32>,
    same_data: FxHashMap<Data, Data>,
    memory: Memory,
}

impl Numbering {
    fn new(linker: &Linker<'_>, stack_pointer: Global, options: &Options) -> Result<Numbering, Error> {
        let program = linker.program;
        let mut origins: Vec<Origin> = linker.made.keys().copied().collect();
        origins.sort();
        let same = merge_equal(linker, &origins);
        let stands_for = |origin: Origin| same.get(&origin).copied().unwrap_or(origin);

        // How often each thing is named: short numbers go to the most frequent.
        let mut calls: FxHashMap<Origin, u32> = FxHashMap::default();
        let mut import_calls: FxHashMap<Import, u32> = FxHashMap::default();
        let mut type_uses: FxHashMap<FuncType, u32> = FxHashMap::default();
        let mut global_uses: FxHashMap<Global, u32> = FxHashMap::default();
        let mut table_uses: FxHashMap<Func, u32> = FxHashMap::default();
        for &origin in origins.iter().filter(|&&origin| stands_for(origin) == origin) {
            let made = &linker.made[&origin];
            *type_uses.entry(made.ty.clone()).or_default() += 1;
            for &(_, hole) in &made.body.holes {
                match hole {
                    Hole::Func(func) => {
                        let callee = stands_for(Origin::Program(Func::new(func as usize)));
                        *calls.entry(callee).or_default() += 1;
                    }
                    Hole::Import(import) => {
                        *import_calls.entry(Import::new(import as usize)).or_default() += 1;
                    }
                    Hole::Sig(sig) => {
                        let ty = linker.statuses.sig_type(program, Sig::new(sig as usize));
                        *type_uses.entry(ty).or_default() += 1;
                    }
                    Hole::ReentrySig(sig) => {
                        let ty = linker.statuses.reentry_type(program, Sig::new(sig as usize));
                        *type_uses.entry(ty).or_default() += 1;
                    }
                    Hole::Global(global) => {
                        *global_uses.entry(Global::new(global as usize)).or_default() += 1;
                    }
                    Hole::Table(func) => *table_uses.entry(Func::new(func as usize)).or_default() += 1,
                    Hole::Data(..) | Hole::HeapBase => {}
                }
            }
        }

        // Imports of the same name and type are one.
        let mut imports: Vec<Import> = Vec::new();
        let mut import_index: FxHashMap<Import, u32> = FxHashMap::default();
        for &import in &linker.imports {
            let data = &program.imports[import];
            let ty = border_type(&data.sig);
            let known = imports.iter().position(|&other| {
                let other = &program.imports[other];
                other.module == data.module && other.name == data.name && border_type(&other.sig) == ty
            });
            let index = known.unwrap_or_else(|| {
                imports.push(import);
                *type_uses.entry(ty).or_default() += 1;
                imports.len() - 1
            });
            import_index.insert(import, index as u32);
        }

        let mut funcs: Vec<Origin> =
            origins.iter().copied().filter(|&origin| stands_for(origin) == origin).collect();
        funcs.sort_by_key(|origin| (Reverse(calls.get(origin).copied().unwrap_or(0)), *origin));
        let place = |(n, &origin): (usize, &Origin)| (origin, (imports.len() + n) as u32);
        let mut func_index: FxHashMap<Origin, u32> = funcs.iter().enumerate().map(place).collect();
        for (&origin, first) in &same {
            let index = func_index[first];
            func_index.insert(origin, index);
        }

        let mut types: Vec<FuncType> = type_uses.keys().cloned().collect();
        types.sort_by_cached_key(|ty| (Reverse(type_uses[ty]), ty.clone()));
        let type_index = types.iter().cloned().zip(0..).collect();

        let mut globals: Vec<Global> = linker.globals.iter().copied().collect();
        globals.sort_by_key(|global| (Reverse(global_uses.get(global).copied().unwrap_or(0)), *global));
        let global_index = globals.iter().copied().zip(0..).collect();

        let mut table: Vec<Func> = linker.table.iter().copied().collect();
        let recovers = |func: Func| program.funcs[func].attrs.recovers;
        table.sort_by_key(|&func| {
            (!recovers(func), Reverse(table_uses.get(&func).copied().unwrap_or(0)), func)
        });
        let recoverers = table.iter().filter(|&&func| recovers(func)).count() as u32 + 1;
        let table_index = table.iter().copied().zip(1..).collect();

        let live: Vec<Data> = linker.data.iter().copied().collect();
        let same_data = memory::merge_equal(program, &live);
        let placed: Vec<Data> = live.iter().copied().filter(|data| !same_data.contains_key(data)).collect();
        let with_stack = linker.globals.contains(&stack_pointer);
        let mut memory = memory::place(program, &placed, options.data_base, with_stack)?;
        memory.recoverers = recoverers;
        Ok(Numbering {
            types,
            type_index,
            imports,
            import_index,
            funcs,
            func_index,
            globals,
            global_index,
            table,
            table_index,
            same_data,
            memory,
        })
    }

    fn data(&self, data: Data) -> Data {
        self.same_data.get(&data).copied().unwrap_or(data)
    }

    fn type_of(&self, ty: &FuncType) -> u32 {
        match self.type_index.get(ty) {
            Some(&index) => index,
            None => bug!("{ty:?} was not counted"),
        }
    }

    /// A body with its holes filled.
    fn fill(&self, linker: &Linker<'_>, body: &Body) -> Vec<u8> {
        let mut out = Vec::with_capacity(body.bytes.len() + body.holes.len() * 2 + 8);
        let mut runs: Vec<(u32, ValType)> = Vec::new();
        for &ty in &body.locals {
            match runs.last_mut() {
                Some((count, last)) if *last == ty => *count += 1,
                _ => runs.push((1, ty)),
            }
        }
        write_uleb(&mut out, runs.len() as u64);
        for (count, ty) in runs {
            write_uleb(&mut out, u64::from(count));
            enc::Encode::encode(&ty, &mut out);
        }
        let mut from = 0;
        for &(at, hole) in &body.holes {
            out.extend(&body.bytes[from..at as usize]);
            from = at as usize;
            match hole {
                Hole::Func(func) => {
                    let index = self.func_index[&Origin::Program(Func::new(func as usize))];
                    write_uleb(&mut out, u64::from(index));
                }
                Hole::Import(import) => {
                    write_uleb(&mut out, u64::from(self.import_index[&Import::new(import as usize)]));
                }
                Hole::Sig(sig) => {
                    let ty = linker.statuses.sig_type(linker.program, Sig::new(sig as usize));
                    write_uleb(&mut out, u64::from(self.type_of(&ty)));
                }
                Hole::ReentrySig(sig) => {
                    let ty = linker.statuses.reentry_type(linker.program, Sig::new(sig as usize));
                    write_uleb(&mut out, u64::from(self.type_of(&ty)));
                }
                Hole::Global(global) => {
                    write_uleb(&mut out, u64::from(self.global_index[&Global::new(global as usize)]));
                }
                Hole::Table(func) => {
                    write_sleb(&mut out, i64::from(self.table_index[&Func::new(func as usize)]));
                }
                Hole::Data(data, offset) => {
                    let address = self.memory.address(self.data(Data::new(data as usize)));
                    write_sleb(&mut out, i64::from(address.wrapping_add_signed(offset) as i32));
                }
                Hole::HeapBase => write_sleb(&mut out, i64::from(self.memory.heap_base as i32)),
            }
        }
        out.extend(&body.bytes[from..]);
        out
    }

    fn write(&self, linker: &Linker<'_>, options: &Options) -> Vec<u8> {
        let program = linker.program;
        let mut module = enc::Module::new();

        let mut section = enc::TypeSection::new();
        for ty in &self.types {
            section.ty().function(ty.params.iter().copied(), ty.results.iter().copied());
        }
        if !self.types.is_empty() {
            module.section(&section);
        }

        let mut section = enc::ImportSection::new();
        for &import in &self.imports {
            let data = &program.imports[import];
            let ty = self.type_of(&border_type(&data.sig));
            section.import(&data.module, &data.name, enc::EntityType::Function(ty));
        }
        if !self.imports.is_empty() {
            module.section(&section);
        }

        let mut section = enc::FunctionSection::new();
        for origin in &self.funcs {
            section.function(self.type_of(&linker.made[origin].ty));
        }
        if !self.funcs.is_empty() {
            module.section(&section);
        }

        let has_table = !self.table.is_empty() || !linker.sigs.is_empty();
        if has_table {
            let size = self.table.len() as u64 + 1;
            let mut section = enc::TableSection::new();
            section.table(enc::TableType {
                element_type: enc::RefType::FUNCREF,
                table64: false,
                minimum: size,
                maximum: Some(size),
                shared: false,
            });
            module.section(&section);
        }

        let mut section = enc::MemorySection::new();
        section.memory(enc::MemoryType {
            minimum: u64::from(self.memory.heap_base).div_ceil(PAGE).max(1),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        module.section(&section);

        if !self.globals.is_empty() {
            module.section(&self.globals(program));
        }

        let mut section = enc::ExportSection::new();
        for (export, origin) in program.exports.iter().zip(&linker.exports) {
            section.export(&export.name, enc::ExportKind::Func, self.func_index[origin]);
        }
        section.export(&options.memory_export, enc::ExportKind::Memory, 0);
        module.section(&section);

        if !self.table.is_empty() {
            let members: Vec<u32> =
                self.table.iter().map(|&func| self.func_index[&linker.in_table(func)]).collect();
            let mut section = enc::ElementSection::new();
            section.active(None, &enc::ConstExpr::i32_const(1), enc::Elements::Functions(members.into()));
            module.section(&section);
        }

        let mut section = enc::CodeSection::new();
        let filled: Vec<Vec<u8>> =
            self.funcs.par_iter().map(|origin| self.fill(linker, &linker.made[origin].body)).collect();
        for body in &filled {
            section.raw(body);
        }
        if !self.funcs.is_empty() {
            module.section(&section);
        }

        let table = |func: Func| self.table_index[&func];
        let segments = self.memory.segments(program, table, |data| self.data(data));
        let mut section = enc::DataSection::new();
        for segment in &segments {
            let at = enc::ConstExpr::i32_const(segment.address as i32);
            section.active(0, &at, segment.bytes.iter().copied());
        }
        if !segments.is_empty() {
            module.section(&section);
        }

        for (name, bytes) in &options.custom_sections {
            module.section(&enc::CustomSection { name: name.into(), data: bytes.into() });
        }
        if !options.strip {
            module.section(&names::section(
                program,
                self.imports.iter().copied(),
                &self.funcs,
                self.globals.iter().copied(),
            ));
        }
        module.finish()
    }

    fn globals(&self, program: &Program) -> enc::GlobalSection {
        let mut section = enc::GlobalSection::new();
        for &global in &self.globals {
            let data = &program.globals[global];
            let init = match (data.init, data.ty) {
                (GlobalInit::StackTop, _) => enc::ConstExpr::i32_const(self.memory.stack_top as i32),
                (GlobalInit::StackLimit, _) => enc::ConstExpr::i32_const(
                    (self.memory.stack_top - program.stack_size + STACK_RED_ZONE) as i32,
                ),
                (GlobalInit::StackSpan, _) => {
                    enc::ConstExpr::i32_const((program.stack_size - STACK_RED_ZONE) as i32)
                }
                (GlobalInit::Const(bits), Type::I32 | Type::Ptr) => enc::ConstExpr::i32_const(bits as i32),
                (GlobalInit::Const(bits), Type::I64) => enc::ConstExpr::i64_const(bits as i64),
                (GlobalInit::Const(bits), Type::F32) => {
                    enc::ConstExpr::f32_const(enc::Ieee32::new(bits as u32))
                }
                (GlobalInit::Const(bits), Type::F64) => enc::ConstExpr::f64_const(enc::Ieee64::new(bits)),
                (GlobalInit::Const(bits), Type::V128) => enc::ConstExpr::v128_const(i128::from(bits)),
            };
            let ty = enc::GlobalType { val_type: val_type(data.ty), mutable: data.mutable, shared: false };
            section.global(ty, &init);
        }
        section
    }
}

/// For each function that equals an earlier one, that one. Calls count as equal when what they call does.
fn merge_equal(linker: &Linker<'_>, origins: &[Origin]) -> FxHashMap<Origin, Origin> {
    let mut same: FxHashMap<Origin, Origin> = FxHashMap::default();
    loop {
        let mut known: FxHashMap<Content<'_>, Origin> = FxHashMap::default();
        let before = same.len();
        for &origin in origins {
            if same.contains_key(&origin) {
                continue;
            }
            let made = &linker.made[&origin];
            let holes = made.body.holes.iter().map(|&(at, hole)| match hole {
                Hole::Func(func) => {
                    let callee = Origin::Program(Func::new(func as usize));
                    let callee = same.get(&callee).copied().unwrap_or(callee);
                    // A function that calls itself equals one that does the same.
                    (at, if callee == origin { Callee::Itself } else { Callee::Other(callee) })
                }
                other => (at, Callee::Hole(other)),
            });
            let key = (
                &made.ty,
                made.body.locals.as_slice(),
                made.body.bytes.as_slice(),
                holes.collect::<Vec<(u32, Callee)>>(),
            );
            let first = *known.entry(key).or_insert(origin);
            if first != origin {
                same.insert(origin, first);
            }
        }
        if same.len() == before {
            return same;
        }
        // What stood for others may itself be merged now: point past it.
        let flat: Vec<(Origin, Origin)> = same
            .iter()
            .map(|(&origin, &to)| {
                let mut to = to;
                while let Some(&next) = same.get(&to) {
                    to = next;
                }
                (origin, to)
            })
            .collect();
        same.extend(flat);
    }
}

/// What makes two functions equal: type, locals, bytes, holes.
type Content<'a> = (&'a FuncType, &'a [ValType], &'a [u8], Vec<(u32, Callee)>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Callee {
    Itself,
    Other(Origin),
    Hole(Hole),
}
