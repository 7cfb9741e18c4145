//! The program's imports against what the host offers.

use pontoon_boundary::{manifest, suggest};
use wasmtime::{ExternType, FuncType, Linker, Module, Store};

/// An import that the host cannot satisfy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsatisfied {
    pub module: String,
    pub name: String,
    /// The type that the program expects.
    pub expected: String,
    /// The type that the host offers under this name, if it offers something.
    pub found: Option<String>,
    /// What the host module offers instead, sorted; empty if there is no such host module.
    pub offers: Vec<String>,
    /// Those of them whose names are near.
    pub near: Vec<String>,
    /// `file:line:col` of the Go declaration, if the module tells.
    pub position: Option<String>,
    pub declaration: Option<String>,
}

/// All of them, in the module's order.
pub fn unsatisfied<T: 'static>(
    bytes: &[u8],
    module: &Module,
    linker: &Linker<T>,
    store: &mut Store<T>,
) -> Vec<Unsatisfied> {
    let declared = crate::inspect::manifest_of(bytes);
    let mut out = Vec::new();
    for import in module.imports() {
        let offered = linker.get_by_import(&mut *store, &import).map(|item| item.ty(&*store));
        let expected = describe(&import.ty());
        let found = offered.as_ref().map(describe);
        if found
            .as_ref()
            .is_some_and(|found| *found == expected || !matches!(import.ty(), ExternType::Func(_)))
        {
            continue;
        }
        let mut offers: Vec<String> = linker
            .iter(&mut *store)
            .filter(|(module, ..)| *module == import.module())
            .map(|(_, name, _)| name.to_string())
            .collect();
        offers.sort();
        let near = suggest::near(import.name(), offers.iter().map(String::as_str));
        let go: Option<&manifest::Import> =
            declared.iter().find(|go| go.module == import.module() && go.name == import.name());
        out.push(Unsatisfied {
            module: import.module().into(),
            name: import.name().into(),
            expected,
            found,
            near: near.into_iter().map(Into::into).collect(),
            offers,
            position: go.map(|go| go.position.clone()),
            declaration: go.map(|go| go.declaration.clone()),
        });
    }
    out
}

/// A type in the words of the manifest: `(i32, i64) -> (i32)`.
fn describe(ty: &ExternType) -> String {
    match ty {
        ExternType::Func(func) => describe_func(func),
        ExternType::Global(_) => "a global".into(),
        ExternType::Table(_) => "a table".into(),
        ExternType::Memory(_) => "a memory".into(),
        ExternType::Tag(_) => "a tag".into(),
    }
}

pub(crate) fn describe_func(func: &FuncType) -> String {
    let list = |types: Vec<String>| types.join(", ");
    let params = list(func.params().map(|ty| ty.to_string()).collect());
    let results = list(func.results().map(|ty| ty.to_string()).collect());
    format!("({params}) -> ({results})")
}
