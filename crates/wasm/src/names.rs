//! The name section: what engines show in back traces and tools in listings.

use crate::module::Origin;
use pontoon_ssa::{Global, Import, Program};
use wasm_encoder::{NameMap, NameSection};

/// Names of functions, imports first, and of globals, in the order of their indices.
pub fn section(
    program: &Program,
    imports: impl Iterator<Item = Import>,
    funcs: &[Origin],
    globals: impl Iterator<Item = Global>,
) -> NameSection {
    let mut section = NameSection::new();
    let mut names = NameMap::new();
    let mut index = 0;
    for import in imports {
        let data = &program.imports[import];
        names.append(index, &format!("{}.{}", data.module, data.name));
        index += 1;
    }
    for &origin in funcs {
        let name = match origin {
            Origin::Program(func) => program.funcs[func].name.clone(),
            Origin::TableWrapper(func) => format!("{}:status", program.funcs[func].name),
            Origin::ExportWrapper(n) => format!("{}:export", program.exports[n].name),
        };
        names.append(index, &name);
        index += 1;
    }
    section.functions(&names);
    let mut names = NameMap::new();
    for (index, global) in (0..).zip(globals) {
        names.append(index, &program.globals[global].name);
    }
    if !names.is_empty() {
        section.globals(&names);
    }
    section
}
