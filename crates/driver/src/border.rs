//! What is known about the border only when the whole program is: which imports it has, and with which types.

use crate::options::Build;
use crate::policy::Border;
use pontoon_base::diag::Gate;
use pontoon_base::source::SourceMap;
use pontoon_base::{Diagnostic, Pos};
use pontoon_boundary::HostFunc;
use pontoon_boundary::manifest;
use pontoon_boundary::signature::{WasmSignature, WasmType};
use pontoon_load::Program;
use pontoon_load::target::Target;
use pontoon_ssa::program::ImportData;
use pontoon_ssa::{Program as Ssa, Signature, Type};
use pontoon_types::{Obj, Pkg, World};

/// The type by which the host knows an import.
pub fn wasm_type(sig: &Signature) -> WasmSignature {
    let list = |types: &[Type]| -> Vec<WasmType> {
        let one = |ty: &Type| match ty {
            Type::I64 => WasmType::I64,
            Type::F32 => WasmType::F32,
            Type::F64 => WasmType::F64,
            _ => WasmType::I32,
        };
        types.iter().map(one).collect()
    };
    WasmSignature { params: list(&sig.params), results: list(&sig.results) }
}

/// Host functions that are declared with two types. gc emits both, and every typed host refuses the module.
pub fn conflicts(ssa: &Ssa, sources: &SourceMap) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let imports: Vec<&ImportData> = ssa.imports.values().collect();
    for (index, later) in imports.iter().enumerate() {
        let same = |earlier: &&&ImportData| earlier.module == later.module && earlier.name == later.name;
        let Some(earlier) = imports[..index].iter().find(same) else { continue };
        let (here, there) = (wasm_type(&later.sig), wasm_type(&earlier.sig));
        if here != there {
            let place = sources.location(earlier.pos).map_or(String::new(), |place| place.to_string());
            let message = format!(
                "go:wasmimport: \"{}\" \"{}\" is declared as {here} here and as {there} at {place}",
                later.module, later.name
            );
            out.push(Diagnostic::error("wasm-type-conflict", later.pos, message).gate(Gate::Lowering));
        }
    }
    out
}

/// Export names that the module has already, or cannot have under their meaning (§1.4).
fn reserved(request: &Build) -> &'static [&'static str] {
    match request.packages.target {
        Target::Wasip1 | Target::None => &["memory", "_start", "_initialize"],
        Target::Js => &["mem", "run", "resume", "getsp"],
    }
}

/// Names that the host would find twice, and functions that it may not call.
pub fn exports(
    world: &World,
    exported: &[(Obj, HostFunc)],
    request: &Build,
    main: Option<Pkg>,
    sources: &SourceMap,
) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut error = |code, pos, what: String| {
        out.push(Diagnostic::error(code, pos, format!("go:wasmexport: {what}")).gate(Gate::Lowering));
    };
    for (index, (obj, host)) in exported.iter().enumerate() {
        let data = world.obj(*obj);
        // The overlay's own are what the names are reserved for.
        if data.pkg.is_some_and(|pkg| world.pkg(pkg).standard) {
            continue;
        }
        if reserved(request).contains(&host.name.as_str()) {
            error("wasm-export-name", data.pos, format!("export name \"{}\" is reserved", host.name));
        }
        if data.name.as_str() == "main" && data.pkg == main && main.is_some() && !request.reactor {
            error("wasm-export-what", data.pos, "cannot export main.main with -buildmode=default".into());
        }
        let Some((earlier, _)) = exported[..index].iter().find(|(_, other)| other.name == host.name) else {
            continue;
        };
        let earlier = world.obj(*earlier);
        let path = earlier.pkg.map_or("", |pkg| world.pkg(pkg).path.as_str());
        let place = sources.location(earlier.pos).map_or(String::new(), |place| place.to_string());
        let what =
            format!("export name \"{}\" is already used by {path}.{} at {place}", host.name, earlier.name);
        error("wasm-export-name", data.pos, what);
    }
    out
}

/// The list of imports and exports that travels in the module, unless names are stripped or there are none.
pub fn section(ssa: &Ssa, border: &Border<'_>, strip: bool) -> Vec<(String, Vec<u8>)> {
    let emitted = pontoon_opt::reached_imports(ssa);
    let mut list: Vec<manifest::Import> = Vec::new();
    for (_, import) in ssa.imports.iter().filter(|(id, _)| emitted.contains(*id)) {
        list.push(manifest::Import {
            module: import.module.clone(),
            name: import.name.clone(),
            wasm_type: wasm_type(&import.sig).to_string(),
            position: position(import.pos, &import.package, border.program),
            package: import.package.clone(),
            declaration: import.declaration.clone(),
        });
    }
    for (obj, host) in border.exports {
        let data = border.world.obj(*obj);
        let package = data.pkg.map_or(String::new(), |pkg| border.world.pkg(pkg).path.to_string());
        list.push(manifest::Import {
            module: String::new(),
            name: host.name.to_string(),
            wasm_type: host.signature.wasm().to_string(),
            position: position(data.pos, &package, border.program),
            declaration: border.world.declaration(*obj),
            package,
        });
    }
    if strip || list.is_empty() {
        return Vec::new();
    }
    vec![(manifest::SECTION.to_string(), manifest::encode(&list).into_bytes())]
}

/// Where a function is declared; in the standard library wherever that lies on this machine.
fn position(pos: Pos, path: &str, program: &Program) -> String {
    let Some(place) = program.sources.location(pos) else { return String::new() };
    let place = place.to_string();
    let standard = |package: &pontoon_load::Package| package.standard && package.path.as_str() == path;
    if !program.packages.iter().any(standard) {
        return place;
    }
    let file = place.rsplit('/').next().unwrap_or(&place);
    format!("$GOROOT/src/{path}/{file}")
}
