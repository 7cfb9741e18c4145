//! The import policy against what a module asks of its host: the imports and exports that are emitted.

use crate::border::wasm_type;
use crate::options::{Build, ImportPolicy};
use pontoon_base::diag::Gate;
use pontoon_base::{Diagnostic, EntitySet, Pos};
use pontoon_boundary::HostFunc;
use pontoon_boundary::policy::{Asking, Policy, difference, lock_line};
use pontoon_load::{Package, Program};
use pontoon_ssa::{Import, Program as Ssa};
use pontoon_types::{Obj, Pkg, World};
use std::collections::VecDeque;

/// What is declared at the border of a program.
pub struct Border<'a> {
    pub world: &'a World,
    pub program: &'a Program,
    pub pkgs: &'a [Pkg],
    /// Each import with every function that declares it.
    pub imports: &'a [(Import, Obj)],
    pub exports: &'a [(Obj, HostFunc)],
}

impl<'a> Border<'a> {
    fn package(&self, obj: Obj) -> Option<(usize, &'a Package)> {
        let pkg = self.world.obj(obj).pkg?;
        let index = self.pkgs.iter().position(|&other| other == pkg)?;
        Some((index, &self.program.packages[index]))
    }

    /// How a package comes into the program: `main -> example.com/a -> P`, by a shortest way.
    fn chain(&self, to: usize) -> Option<String> {
        let packages = &self.program.packages;
        let mut from: Vec<Option<usize>> = vec![None; packages.len()];
        let mut queue: VecDeque<usize> = (0..packages.len()).filter(|&i| packages[i].root).collect();
        let mut seen = vec![false; packages.len()];
        queue.iter().for_each(|&root| seen[root] = true);
        while let Some(at) = queue.pop_front() {
            for &(_, import) in &packages[at].imports {
                if !std::mem::replace(&mut seen[import], true) {
                    from[import] = Some(at);
                    queue.push_back(import);
                }
            }
        }
        let mut way = vec![to];
        while let Some(next) = from[way[way.len() - 1]] {
            way.push(next);
        }
        let name = |&i: &usize| match packages[i].name.as_str() {
            "main" if packages[i].root => "main",
            _ => packages[i].path.as_str(),
        };
        let names: Vec<&str> = way.iter().rev().map(name).collect();
        (names.len() > 1).then(|| names.join(" -> "))
    }

    fn violation(&self, pos: Pos, word: &str, what: &str, package: usize) -> Diagnostic {
        let mut message = format!("{word}: {what}");
        if let Some(chain) = self.chain(package) {
            message.push_str(&format!("\nimported by {chain}"));
        }
        Diagnostic::error("wasm-policy", pos, message).gate(Gate::Lowering)
    }

    /// What the policy has against the imports in `emitted` and the exports.
    fn judge(&self, ssa: &Ssa, emitted: &EntitySet<Import>, policy: &Policy) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for &(import, obj) in self.imports.iter().filter(|(import, _)| emitted.contains(*import)) {
            let Some((index, package)) = self.package(obj) else { continue };
            let asking = Asking { path: package.path.as_str(), standard: package.standard };
            let import = &ssa.imports[import];
            if let Some(what) = policy.judge_import(&import.module, &import.name, asking) {
                out.push(self.violation(self.world.obj(obj).pos, "go:wasmimport", &what, index));
            }
        }
        for (obj, _) in self.exports {
            let Some((index, package)) = self.package(*obj) else { continue };
            let asking = Asking { path: package.path.as_str(), standard: package.standard };
            if let Some(what) = policy.judge_export(asking) {
                out.push(self.violation(self.world.obj(*obj).pos, "go:wasmexport", &what, index));
            }
        }
        out
    }

    /// The exact list, sorted.
    pub fn lock(&self, ssa: &Ssa, emitted: &EntitySet<Import>) -> String {
        let function = |obj: Obj| {
            let data = self.world.obj(obj);
            let path = data.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
            format!("{path}.{}", data.name)
        };
        let mut lines: Vec<String> = Vec::new();
        for &(import, obj) in self.imports.iter().filter(|(import, _)| emitted.contains(*import)) {
            let import = &ssa.imports[import];
            let names = format!("{} {}", import.module, import.name);
            lines.push(lock_line("import", &names, &wasm_type(&import.sig).to_string(), &function(obj)));
        }
        for (obj, host) in self.exports {
            let ty = host.signature.wasm().to_string();
            lines.push(lock_line("export", host.name.as_str(), &ty, &function(*obj)));
        }
        lines.sort();
        lines.dedup();
        lines.into_iter().map(|line| line + "\n").collect()
    }

    /// All that the request's policy has to say, and the list that its lock file is to have.
    pub fn enforce(&self, ssa: &Ssa, request: &Build) -> (Vec<Diagnostic>, Option<String>) {
        let Some(ImportPolicy { policy, lock, update }) = &request.policy else { return Default::default() };
        let emitted = pontoon_opt::reached_imports(ssa);
        let mut out = self.judge(ssa, &emitted, policy);
        let Some(file) = policy.lock() else { return (out, None) };
        let list = self.lock(ssa, &emitted);
        let difference = difference(lock.as_deref().unwrap_or_default(), &list);
        if !*update && !difference.is_empty() {
            let message = format!(
                "the module's imports and exports differ from {file}; -import-policy-update rewrites it\n{}",
                difference.join("\n")
            );
            out.push(Diagnostic::error("wasm-policy", Pos::NONE, message).gate(Gate::Lowering));
        }
        (out, Some(list))
    }
}
