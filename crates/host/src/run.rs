//! Running a wasip1 module: a command to its end, a reactor call by call.
//!
//! Imports are satisfied by WASI preview 1 and by preloaded modules: `-preload env=host.wasm` offers the exports of
//! `host.wasm` as the host module `env`. A preloaded module may itself import from the module `guest`: those are the
//! program's exports, its memory above all, so that a host function can read what a pointer leads to. Such a module can
//! only be instantiated after the program, so the program reaches its functions through the engine instead of directly.

use crate::link::{self, Unsatisfied};
use crate::trap::{self, Trapped};
use std::path::PathBuf;
use wasmtime::{Config, Engine, Extern, ExternType, Instance, Linker, Module, Store, Val, ValType};
use wasmtime_wasi::p1::{self, WasiP1Ctx};
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtxBuilder};

/// The module in which a preloaded module finds the program's exports.
const GUEST: &str = "guest";

/// Bytes of stack for a program and its hosts.
const WASM_STACK: usize = 8 << 20;

/// A program and what it is run with.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub module: Vec<u8>,
    /// The program's name and its arguments.
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// Folders of the machine with the names under which the program sees them.
    pub dirs: Vec<(PathBuf, String)>,
    pub preloads: Vec<Preload>,
    /// Exports to call when a reactor is initialized, in this order.
    pub calls: Vec<Call>,
}

/// A call of an export from outside.
#[derive(Clone, Debug)]
pub struct Call {
    pub name: String,
    /// Numbers, as text.
    pub args: Vec<String>,
}

/// A module that plays a host module.
#[derive(Clone, Debug)]
pub struct Preload {
    /// The import module's name.
    pub name: String,
    /// Binary or text form.
    pub module: Vec<u8>,
    /// As messages show it.
    pub file: String,
}

/// Why a program did not come to its own end.
#[derive(Debug)]
pub enum RunError {
    /// The module, a preload or a folder cannot be used; the engine's words are included.
    Unusable(String),
    /// Imports that nobody offers, or offers with another type.
    Unsatisfied(Vec<Unsatisfied>),
    Trapped(Trapped),
}

/// What the store holds.
struct State {
    wasi: WasiP1Ctx,
    /// Instances of preloads that wait for the program's exports; by number of the preload.
    late: Vec<Option<Instance>>,
}

/// Runs a program to its end; returns its exit status.
pub fn run(program: &Program) -> Result<i32, RunError> {
    let mut config = Config::new();
    // Calls back and forth pile up frames of the host's.
    config.max_wasm_stack(WASM_STACK);
    config.async_stack_size(2 * WASM_STACK);
    let engine = Engine::new(&config).map_err(|error| unusable("the engine", &error))?;
    let module = Module::new(&engine, &program.module).map_err(|error| unusable("the module", &error))?;
    let mut store = Store::new(&engine, State { wasi: wasi(program)?, late: Vec::new() });
    let mut linker: Linker<State> = Linker::new(&engine);
    p1::add_to_linker_sync(&mut linker, |state| &mut state.wasi).map_err(|error| unusable("WASI", &error))?;

    let mut late = Vec::new();
    for preload in &program.preloads {
        late.extend(offer(&engine, &mut linker, &mut store, preload)?);
    }
    let unsatisfied = link::unsatisfied(&program.module, &module, &linker, &mut store);
    if !unsatisfied.is_empty() {
        return Err(RunError::Unsatisfied(unsatisfied));
    }
    let instance = linker.instantiate(&mut store, &module).map_err(|error| ended(&error))?;
    for (slot, preload, module) in late {
        for export in
            instance.exports(&mut store).map(|e| (e.name().to_string(), e.into_extern())).collect::<Vec<_>>()
        {
            let (name, item) = export;
            linker.define(&mut store, GUEST, &name, item).map_err(|error| unusable(&preload.file, &error))?;
        }
        let made =
            linker.instantiate(&mut store, &module).map_err(|error| instantiating(&preload.file, &error))?;
        store.data_mut().late[slot] = Some(made);
    }
    let entry = ["_start", "_initialize"].iter().find_map(|name| instance.get_func(&mut store, name));
    let Some(entry) = entry else {
        return Err(RunError::Unusable(
            "the module has neither _start nor _initialize: it is no program".into(),
        ));
    };
    if let Some(status) = finished(entry.call(&mut store, &[], &mut []))? {
        return Ok(status);
    }
    for call in &program.calls {
        if let Some(status) = invoke(&mut store, &instance, call)? {
            return Ok(status);
        }
    }
    Ok(0)
}

/// The exit status, if a call ended with one.
fn finished(ended_with: wasmtime::Result<()>) -> Result<Option<i32>, RunError> {
    match ended_with {
        Ok(()) => Ok(None),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Ok(Some(exit.0)),
            None => Err(ended(&error)),
        },
    }
}

/// Calls an export and prints its results, each on a line.
fn invoke(store: &mut Store<State>, instance: &Instance, call: &Call) -> Result<Option<i32>, RunError> {
    let Some(func) = instance.get_func(&mut *store, &call.name) else {
        return Err(RunError::Unusable(format!("the module exports no function {}", call.name)));
    };
    let ty = func.ty(&*store);
    let wrong = |what: String| RunError::Unusable(format!("calling {}: {what}", call.name));
    if ty.params().len() != call.args.len() {
        return Err(wrong(format!("{} arguments for {}", call.args.len(), link::describe_func(&ty))));
    }
    let args: Option<Vec<Val>> = ty.params().zip(&call.args).map(|(ty, arg)| number(&ty, arg)).collect();
    let args =
        args.ok_or_else(|| wrong(format!("arguments must be numbers of {}", link::describe_func(&ty))))?;
    let mut results = vec![Val::I32(0); ty.results().len()];
    let status = finished(func.call(&mut *store, &args, &mut results))?;
    for result in results.iter().filter(|_| status.is_none()) {
        match result {
            Val::I32(n) => println!("{n}"),
            Val::I64(n) => println!("{n}"),
            Val::F32(bits) => println!("{}", f32::from_bits(*bits)),
            Val::F64(bits) => println!("{}", f64::from_bits(*bits)),
            other => println!("{other:?}"),
        }
    }
    Ok(status)
}

fn number(ty: &ValType, text: &str) -> Option<Val> {
    Some(match ty {
        ValType::I32 => Val::I32(text.parse::<i32>().or_else(|_| text.parse().map(u32::cast_signed)).ok()?),
        ValType::I64 => Val::I64(text.parse::<i64>().or_else(|_| text.parse().map(u64::cast_signed)).ok()?),
        ValType::F32 => Val::F32(text.parse::<f32>().ok()?.to_bits()),
        ValType::F64 => Val::F64(text.parse::<f64>().ok()?.to_bits()),
        _ => return None,
    })
}

fn unusable(what: &str, error: &wasmtime::Error) -> RunError {
    RunError::Unusable(format!("{what}: {error:#}"))
}

/// A module's start function may trap.
fn instantiating(what: &str, error: &wasmtime::Error) -> RunError {
    if error.is::<wasmtime::Trap>() { ended(error) } else { unusable(what, error) }
}

fn ended(error: &wasmtime::Error) -> RunError {
    RunError::Trapped(trap::explain(error))
}

fn wasi(program: &Program) -> Result<WasiP1Ctx, RunError> {
    let mut builder = WasiCtxBuilder::new();
    // Nothing else runs on this thread while the program waits.
    builder.allow_blocking_current_thread(true);
    builder.inherit_stdio().args(&program.args).envs(&program.env);
    for (host, guest) in &program.dirs {
        builder
            .preopened_dir(host, guest, FsPerms::ReadWrite)
            .map_err(|error| unusable(&host.display().to_string(), &error))?;
    }
    Ok(builder.build_p1())
}

/// Offers a preload's exports under its name. One that imports from the program is returned with its slot, to be
/// instantiated afterwards; until then its functions are stand-ins that find the real ones when they are called.
fn offer<'p>(
    engine: &Engine,
    linker: &mut Linker<State>,
    store: &mut Store<State>,
    preload: &'p Preload,
) -> Result<Option<(usize, &'p Preload, Module)>, RunError> {
    let failed = |error: wasmtime::Error| unusable(&preload.file, &error);
    let bytes = wat::parse_bytes(&preload.module)
        .map_err(|error| RunError::Unusable(format!("{}: {error}", preload.file)))?;
    let module = Module::new(engine, &bytes).map_err(failed)?;
    if !module.imports().any(|import| import.module() == GUEST) {
        let instance = linker.instantiate(&mut *store, &module).map_err(failed)?;
        linker.instance(&mut *store, &preload.name, instance).map_err(failed)?;
        return Ok(None);
    }
    let slot = store.data().late.len();
    store.data_mut().late.push(None);
    for export in module.exports() {
        // A memory, table or global of such a module does not exist yet when the program needs it.
        let ExternType::Func(ty) = export.ty() else { continue };
        let name = export.name().to_string();
        let stand_in = move |mut caller: wasmtime::Caller<'_, State>, args: &[Val], results: &mut [Val]| {
            let instance = caller.data().late[slot];
            let target = instance.and_then(|instance| instance.get_export(&mut caller, &name));
            match target {
                Some(Extern::Func(func)) => func.call(&mut caller, args, results),
                _ => Err(wasmtime::Error::msg(format!("{name} was called before the host was there"))),
            }
        };
        linker.func_new(&preload.name, export.name(), ty, stand_in).map_err(failed)?;
    }
    Ok(Some((slot, preload, module)))
}
