//! The list of a module's imports and exports with their Go declarations, which travels in the module as the custom section
//! `pontoon.boundary`: for `pontoon inspect`, and for messages about imports that a host lacks.
//!
//! The section is text, a line each, its fields separated by tabs: module, name, wasm type, position (`file:line:col`), the
//! package that declares it, and the Go declaration. An export has no module. Names that hold a tab or a line end cannot
//! come from a directive, which is cut at white space.

use std::fmt::Write;

/// The custom section's name.
pub const SECTION: &str = "pontoon.boundary";

/// One import or export as its Go program declares it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// Empty for an export.
    pub module: String,
    pub name: String,
    /// `(i32, i64) -> (i32)`.
    pub wasm_type: String,
    /// `file:line:col`.
    pub position: String,
    pub package: String,
    /// `func add(a, b int32) int32`, on one line.
    pub declaration: String,
}

/// The section's content.
pub fn encode(imports: &[Import]) -> String {
    let mut out = String::new();
    for i in imports {
        let fields = [&i.module, &i.name, &i.wasm_type, &i.position, &i.package, &i.declaration];
        let fields: Vec<String> = fields.iter().map(|field| field.replace(['\t', '\n', '\r'], " ")).collect();
        writeln!(out, "{}", fields.join("\t")).expect("writing to a string cannot fail");
    }
    out
}

/// Reads a section; lines of another shape (a later version's) are passed over.
pub fn decode(section: &str) -> Vec<Import> {
    let import = |line: &str| {
        let mut fields = line.split('\t').map(str::to_string);
        let mut next = || fields.next();
        Some(Import {
            module: next()?,
            name: next()?,
            wasm_type: next()?,
            position: next()?,
            package: next()?,
            declaration: next()?,
        })
    };
    section.lines().filter_map(import).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let import = Import {
            module: "env".into(),
            name: "add".into(),
            wasm_type: "(i32, i32) -> (i32)".into(),
            position: "main.go:4:6".into(),
            package: "main".into(),
            declaration: "func add(a, b int32) int32".into(),
        };
        let list = vec![import.clone(), Import { name: "sub".into(), ..import }];
        assert_eq!(decode(&encode(&list)), list);
        assert!(decode("one field only\n").is_empty());
    }
}
