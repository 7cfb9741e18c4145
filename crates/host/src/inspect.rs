//! What is in a module: its boundary as a person reads it, and its sections by size.

use pontoon_boundary::manifest::{self, Import};
use pontoon_boundary::policy::{Asking, Policy, lock_line};
use std::collections::BTreeMap;
use wasmparser::{ExternalKind, KnownCustom, Parser, Payload, TypeRef};

/// The contents of a module.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Inspection {
    /// Sorted by module and name.
    pub imports: Vec<ImportInfo>,
    /// Sorted by name.
    pub exports: Vec<ExportInfo>,
    pub memories: Vec<MemoryInfo>,
    /// Largest first.
    pub sections: Vec<SectionInfo>,
    /// The whole file, in bytes.
    pub size: u64,
    pub functions: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportInfo {
    pub module: String,
    pub name: String,
    /// `(i32) -> (i64)`, or `memory` and so on.
    pub ty: String,
    /// The Go declaration, if the module was made by pontoon with names.
    pub go: Option<Import>,
    /// What a policy has against it, if one was asked.
    pub verdict: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportInfo {
    pub name: String,
    pub ty: String,
    /// The Go function, if there is one and the module tells.
    pub go: Option<Import>,
}

/// Sizes in pages of 64 KiB.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemoryInfo {
    pub initial: u64,
    pub maximum: Option<u64>,
    pub imported: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SectionInfo {
    pub name: String,
    /// Without the section's header.
    pub size: u64,
    /// Number of entries; absent for custom sections.
    pub count: Option<u32>,
}

/// The Go declarations of a module's imports; empty unless pontoon made it with names.
pub fn manifest_of(bytes: &[u8]) -> Vec<Import> {
    let payloads = Parser::new(0).parse_all(bytes).map_while(Result::ok);
    let section = payloads.into_iter().find_map(|payload| match payload {
        Payload::CustomSection(custom) if custom.name() == manifest::SECTION => Some(custom.data().to_vec()),
        _ => None,
    });
    section.map(|data| manifest::decode(&String::from_utf8_lossy(&data))).unwrap_or_default()
}

/// Reads a module. The message says what is wrong with a file that is none.
pub fn inspect(bytes: &[u8]) -> Result<Inspection, String> {
    let mut reader = Reader {
        found: Inspection { size: bytes.len() as u64, ..Inspection::default() },
        ..Reader::default()
    };
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(|error| error.to_string())?;
        reader.payload(payload).map_err(|error| error.to_string())?;
    }
    let go = manifest_of(bytes);
    let Reader { mut found, .. } = reader;
    for import in &mut found.imports {
        import.go = go.iter().find(|go| go.module == import.module && go.name == import.name).cloned();
    }
    for export in &mut found.exports {
        export.go = go.iter().find(|go| go.module.is_empty() && go.name == export.name).cloned();
    }
    found.imports.sort_by(|a, b| (&a.module, &a.name).cmp(&(&b.module, &b.name)));
    found.exports.sort_by(|a, b| a.name.cmp(&b.name));
    found.sections.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.name.cmp(&b.name)));
    Ok(found)
}

#[derive(Default)]
struct Reader {
    found: Inspection,
    /// Function types by index; other types have none.
    types: Vec<Option<String>>,
    /// The type of each function, imported ones first.
    functions: Vec<u32>,
}

impl Reader {
    fn payload(&mut self, payload: Payload<'_>) -> Result<(), wasmparser::BinaryReaderError> {
        match payload {
            Payload::TypeSection(section) => {
                self.section("type", &section.range(), Some(section.count()));
                for group in section {
                    for ty in group?.into_types() {
                        self.types.push(match &ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(func) => {
                                Some(describe(func.params(), func.results()))
                            }
                            _ => None,
                        });
                    }
                }
            }
            Payload::ImportSection(section) => {
                self.section("import", &section.range(), Some(section.count()));
                for import in section.into_imports() {
                    self.import(&import?);
                }
            }
            Payload::FunctionSection(section) => {
                self.section("function", &section.range(), Some(section.count()));
                self.found.functions = section.count();
                for ty in section {
                    self.functions.push(ty?);
                }
            }
            Payload::MemorySection(section) => {
                self.section("memory", &section.range(), Some(section.count()));
                for memory in section {
                    self.memory(&memory?, false);
                }
            }
            Payload::ExportSection(section) => {
                self.section("export", &section.range(), Some(section.count()));
                for export in section {
                    let export = export?;
                    let ty = match export.kind {
                        ExternalKind::Func => self.function_type(export.index),
                        kind => kind_name(kind).into(),
                    };
                    self.found.exports.push(ExportInfo { name: export.name.into(), ty, go: None });
                }
            }
            Payload::TableSection(section) => self.section("table", &section.range(), Some(section.count())),
            Payload::GlobalSection(section) => {
                self.section("global", &section.range(), Some(section.count()))
            }
            Payload::TagSection(section) => self.section("tag", &section.range(), Some(section.count())),
            Payload::ElementSection(section) => {
                self.section("element", &section.range(), Some(section.count()))
            }
            Payload::DataSection(section) => self.section("data", &section.range(), Some(section.count())),
            Payload::CodeSectionStart { count, unchecked_range, .. } => {
                self.section("code", &unchecked_range, Some(count))
            }
            Payload::CustomSection(custom) => {
                let kind = match custom.as_known() {
                    KnownCustom::Name(_) => "name",
                    _ => custom.name(),
                };
                self.section(&format!("custom {kind:?}"), &custom.data_range(), None);
            }
            _ => {}
        }
        Ok(())
    }

    fn section(&mut self, name: &str, range: &std::ops::Range<u64>, count: Option<u32>) {
        self.found.sections.push(SectionInfo { name: name.into(), size: range.end - range.start, count });
    }

    fn import(&mut self, import: &wasmparser::Import<'_>) {
        let ty = match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                self.functions.push(ty);
                self.type_text(ty)
            }
            TypeRef::Memory(memory) => {
                self.memory(&memory, true);
                "memory".into()
            }
            TypeRef::Table(_) => "table".into(),
            TypeRef::Global(_) => "global".into(),
            TypeRef::Tag(_) => "tag".into(),
        };
        self.found.imports.push(ImportInfo {
            module: import.module.into(),
            name: import.name.into(),
            ty,
            go: None,
            verdict: None,
        });
    }

    fn memory(&mut self, memory: &wasmparser::MemoryType, imported: bool) {
        let (initial, maximum) = (memory.initial, memory.maximum);
        self.found.memories.push(MemoryInfo { initial, maximum, imported });
    }

    fn type_text(&self, ty: u32) -> String {
        self.types.get(ty as usize).cloned().flatten().unwrap_or_else(|| "?".into())
    }

    fn function_type(&self, function: u32) -> String {
        self.functions.get(function as usize).map_or_else(|| "?".into(), |&ty| self.type_text(ty))
    }
}

fn describe(params: &[wasmparser::ValType], results: &[wasmparser::ValType]) -> String {
    let list =
        |types: &[wasmparser::ValType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!("({}) -> ({})", list(params), list(results))
}

fn kind_name(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => "function",
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
    }
}

impl Inspection {
    /// Asks a policy about every import and export. Without the module's names nobody knows which packages declare them, so
    /// then only modules and names are judged.
    pub fn judge(&mut self, policy: &Policy) {
        for import in &mut self.imports {
            let (path, standard) = match &import.go {
                Some(go) => (go.package.as_str(), go.position.starts_with("$GOROOT/")),
                None => ("", true),
            };
            import.verdict = policy.judge_import(&import.module, &import.name, Asking { path, standard });
        }
    }

    /// The boundary as a policy's lock file has it.
    pub fn lock(&self) -> String {
        let function = |go: &Option<Import>| {
            go.as_ref().map_or(String::new(), |go| {
                let name = go.declaration.strip_prefix("func ").unwrap_or(&go.declaration);
                format!("{}.{}", go.package, name.split('(').next().unwrap_or(name))
            })
        };
        let imports = self.imports.iter().map(|import| {
            let names = format!("{} {}", import.module, import.name);
            lock_line("import", &names, &import.ty, &function(&import.go))
        });
        // What every module of the target has is not the program's choice.
        let of_target = |name: &str| {
            matches!(name, "memory" | "_start" | "_initialize" | "mem" | "run" | "resume" | "getsp")
        };
        let exports = self
            .exports
            .iter()
            .filter(|export| export.go.is_some() || !of_target(&export.name))
            .map(|export| lock_line("export", &export.name, &export.ty, &function(&export.go)));
        let mut lines: Vec<String> = imports.chain(exports).collect();
        lines.sort();
        lines.into_iter().map(|line| line.trim_end().to_string() + "\n").collect()
    }

    /// The form for people: tables, aligned.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut table = |title: &str, rows: Vec<Vec<String>>| {
            if !rows.is_empty() {
                out.push_str(&format!("{title}\n{}", align(&rows)));
            }
        };
        let import = |import: &ImportInfo| {
            let go = import.go.as_ref();
            let go = go.map(|go| format!("{}  {}", go.declaration, go.position)).unwrap_or_default();
            let mut row = vec![format!("{} {}", import.module, import.name), import.ty.clone(), go];
            row.extend(import.verdict.as_ref().map(|verdict| format!("refused: {verdict}")));
            row
        };
        table("imports", self.imports.iter().map(import).collect());
        let export = |export: &ExportInfo| {
            let go = export.go.as_ref();
            let go = go.map(|go| format!("{}  {}", go.declaration, go.position)).unwrap_or_default();
            vec![export.name.clone(), export.ty.clone(), go]
        };
        table("exports", self.exports.iter().map(export).collect());
        let memory = |memory: &MemoryInfo| {
            let maximum = memory.maximum.map_or("no maximum".into(), |max| format!("at most {max}"));
            let from = if memory.imported { "imported" } else { "" };
            vec![format!("{} pages", memory.initial), maximum, from.into()]
        };
        table("memories", self.memories.iter().map(memory).collect());
        let section = |section: &SectionInfo| {
            let count = section.count.map(|count| format!("{count} entries")).unwrap_or_default();
            vec![section.name.clone(), format!("{} bytes", section.size), count]
        };
        table("sections", self.sections.iter().map(section).collect());
        out.push_str(&format!("{} bytes, {} functions\n", self.size, self.functions));
        out
    }

    /// The form for tools.
    pub fn to_json(&self) -> String {
        use pontoon_base::render::json::quote;
        let optional = |number: Option<u64>| number.map_or("null".to_string(), |n| n.to_string());
        let list = |items: Vec<String>| format!("[{}]", items.join(","));
        let declared = |go: &Option<Import>| {
            go.as_ref().map_or(String::new(), |go| {
                let (declaration, position) = (quote(&go.declaration), quote(&go.position));
                let package = quote(&go.package);
                format!(
                    ",\"go\":{{\"declaration\":{declaration},\"position\":{position},\"package\":{package}}}"
                )
            })
        };
        let imports = self.imports.iter().map(|import| {
            let verdict = import.verdict.as_ref().map(|verdict| format!(",\"refused\":{}", quote(verdict)));
            let (module, name, ty) = (quote(&import.module), quote(&import.name), quote(&import.ty));
            format!(
                "{{\"module\":{module},\"name\":{name},\"type\":{ty}{}{}}}",
                declared(&import.go),
                verdict.unwrap_or_default()
            )
        });
        let exports = self
            .exports
            .iter()
            .map(|e| format!("{{\"name\":{},\"type\":{}{}}}", quote(&e.name), quote(&e.ty), declared(&e.go)));
        let memories = self.memories.iter().map(|m| {
            format!(
                "{{\"initial\":{},\"maximum\":{},\"imported\":{}}}",
                m.initial,
                optional(m.maximum),
                m.imported
            )
        });
        let sections = self.sections.iter().map(|s| {
            let count = optional(s.count.map(u64::from));
            format!("{{\"name\":{},\"size\":{},\"count\":{count}}}", quote(&s.name), s.size)
        });
        format!(
            "{{\"imports\":{},\"exports\":{},\"memories\":{},\"sections\":{},\"size\":{},\"functions\":{}}}\n",
            list(imports.collect()),
            list(exports.collect()),
            list(memories.collect()),
            list(sections.collect()),
            self.size,
            self.functions
        )
    }
}

/// Rows with their columns under each other, indented.
fn align(rows: &[Vec<String>]) -> String {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            let width = widths.entry(i).or_default();
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(i, cell)| format!("{cell:<width$}", width = widths[&i]));
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(&format!("  {}\n", line.trim_end()));
    }
    out
}
