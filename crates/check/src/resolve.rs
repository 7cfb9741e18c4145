//! The package-level objects of all files (types2's resolver.go).

use crate::checker::NEWEST_GO;
use crate::checker::{Checker, DeclInfo};
use pontoon_base::hash::FxHashSet;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{Decl, DeclKind, ExprId, ExprKind, ExprList, File, FuncDecl, LitKind};
use pontoon_syntax::constraint::Constraint;
use pontoon_types::cell::{Flag, IdCell};
use pontoon_types::constant;
use pontoon_types::object::{FuncData, MethodData, ObjKind, VarKind, is_exported};
use pontoon_types::package::{DeclRef, Declared, Initializer, PkgData};
use pontoon_types::scope::ScopeData;
use pontoon_types::{Obj, Pkg, Scope};
use std::sync::{Arc, OnceLock, RwLock};

/// A method that waits for its receiver's type to be found.
struct FoundMethod {
    obj: Obj,
    recv: Symbol,
    pointer: bool,
}

/// What collecting a package's objects gathers.
#[derive(Default)]
pub(crate) struct Collected {
    pub declared: Declared,
    /// Types in source order, then everything else.
    pub types: Vec<Obj>,
    pub aliases: Vec<Obj>,
    pub others: Vec<Obj>,
    /// All methods, also those without a receiver type.
    pub methods: Vec<Obj>,
    file_scopes: Vec<Scope>,
    found: Vec<FoundMethod>,
    /// What files of an overlay declare, which wins: names, and `T.m` for methods.
    overlaid: FxHashSet<String>,
}

impl Checker<'_> {
    pub(crate) fn collect_objects(&mut self) -> Collected {
        let world = self.world;
        let mut all = Collected::default();
        let files = &world.pkg(self.pkg).files;
        let has_overlay = files.iter().any(|file| file.overlay);
        let mut package = None;
        for (i, file) in files.iter().enumerate() {
            self.env.file = file.ast.clone();
            self.env.file_index = i as u32;
            self.env.go_minor = file.go_minor;
            let span = pontoon_base::Span::new(file.ast.package_pos, file.ast.eof);
            let scope = world.scopes.push(ScopeData::new(Some(world.pkg(self.pkg).scope), span, "file"));
            self.env.scope = scope;
            all.file_scopes.push(scope);
            if self.is_of_package(&file.ast, &mut package) {
                self.collect_file(&file.ast, scope, file.overlay, has_overlay, &mut all);
            }
        }
        self.check_file_scopes(&all);
        self.resolve_methods(&mut all);
        all
    }

    fn collect_file(
        &mut self,
        file: &Arc<File>,
        scope: Scope,
        overlay: bool,
        has_overlay: bool,
        all: &mut Collected,
    ) {
        let mut last: Option<(Option<ExprId>, ExprList)> = None;
        let mut group = 0;
        for &id in &file.decls {
            let decl = file.decl(id);
            let info = DeclInfo {
                file_index: self.env.file_index,
                decl: id,
                scope,
                lhs: Vec::new(),
                ty: None,
                init: None,
                inherited: false,
                iota: 0,
            };
            // Names of an overlay's files stand; the same names in other files are passed over.
            let mut wins = |name: String| {
                if overlay {
                    all.overlaid.insert(name);
                    true
                } else {
                    !has_overlay || !all.overlaid.contains(&name)
                }
            };
            match &decl.kind {
                DeclKind::Import { name, path } => self.collect_import(scope, decl, *name, *path),
                DeclKind::Const { names, ty, values, iota } => {
                    if group == 0 || decl.group != group {
                        last = None;
                    }
                    group = decl.group;
                    let inherited = ty.is_none() && values.is_empty() && last.is_some();
                    if !inherited {
                        last = Some((*ty, *values));
                    }
                    let (ty, values) = last.unwrap_or_default();
                    let (names, values) = (file.list(*names), file.list(values));
                    for (i, &name) in names.iter().enumerate() {
                        if !wins(file.name(name).to_string()) {
                            continue;
                        }
                        let kind = ObjKind::Const { value: OnceLock::new() };
                        let obj = self.new_obj(self.start_of(name), file.name(name), None, Pos::NONE, kind);
                        let init = values.get(i).copied();
                        let info = DeclInfo { ty, init, inherited, iota: *iota, ..info.clone() };
                        if self.declare_pkg_obj(name, obj, info) {
                            all.others.push(obj);
                        }
                    }
                    self.arity(decl.pos, names, values, true, inherited);
                }
                DeclKind::Var { names, ty, values } => {
                    let wins: Vec<_> =
                        file.list(*names).iter().map(|&name| wins(file.name(name).to_string())).collect();
                    self.collect_vars(file, decl, &info, (*names, *ty, *values), &wins, all);
                }
                &DeclKind::Type { name, alias, .. } => {
                    if !wins(file.name(name).to_string()) {
                        continue;
                    }
                    let pos = self.start_of(name);
                    let obj = self.new_obj(pos, file.name(name), None, Pos::NONE, ObjKind::TypeName);
                    if self.declare_pkg_obj(name, obj, info) {
                        if alias { &mut all.aliases } else { &mut all.types }.push(obj);
                    }
                }
                DeclKind::Func(func) => {
                    let name = file.name(func.name);
                    let recv = func.recv.map(|recv| self.unpack_recv(recv.ty, false));
                    let recv_name = recv.as_ref().and_then(|recv| file.opt_name(recv.base));
                    let key = recv_name.map_or_else(|| name.to_string(), |recv| format!("{recv}.{name}"));
                    let many = name.is_blank() || func.recv.is_none() && name.as_str() == "init";
                    if !many && !wins(key) {
                        continue;
                    }
                    let pointer = recv.is_some_and(|recv| recv.pointer);
                    self.collect_func(file, decl, func, info, recv_name, pointer, all);
                }
            }
        }
    }

    /// Declares a package-level constant, variable or type. False if that is impossible under this name.
    fn declare_pkg_obj(&mut self, name: ExprId, obj: Obj, info: DeclInfo) -> bool {
        let text = self.name_of(name);
        let pos = self.start_of(name);
        if text.as_str() == "init" {
            self.error(pos, "invalid-init-decl", "cannot declare init - must be func");
            return false;
        }
        if text.as_str() == "main" && self.world.pkg(self.pkg).name.as_str() == "main" {
            self.error(pos, "invalid-main-decl", "cannot declare main - must be func");
            return false;
        }
        self.declare(self.world.pkg(self.pkg).scope, Some(name), obj, Pos::NONE);
        self.decls.insert(obj, info);
        true
    }

    fn collect_vars(
        &mut self,
        file: &File,
        decl: &Decl,
        info: &DeclInfo,
        (names, ty, values): (ExprList, Option<ExprId>, ExprList),
        wins: &[bool],
        all: &mut Collected,
    ) {
        let (names, values) = (file.list(names), file.list(values));
        let new_var = |&name: &ExprId| {
            self.new_var(VarKind::Package, self.start_of(name), file.name(name), None, Pos::NONE)
        };
        let vars: Vec<_> = names.iter().map(new_var).collect();
        let one_for_all = values.len() == 1 && names.len() > 1;
        let reference = DeclRef { pkg: self.pkg, file: info.file_index, decl: info.decl };
        let mut initialized = Vec::new();
        for (i, &name) in names.iter().enumerate() {
            if !wins[i] {
                continue;
            }
            let init = if one_for_all { values.first() } else { values.get(i) }.copied();
            let lhs = if one_for_all { vars.clone() } else { Vec::new() };
            let info = DeclInfo { lhs, ty, init, ..info.clone() };
            if !self.declare_pkg_obj(name, vars[i], info) {
                continue;
            }
            all.others.push(vars[i]);
            all.declared.vars.push(vars[i]);
            match init {
                Some(_) if one_for_all => initialized.push(vars[i]),
                Some(rhs) => {
                    let lhs = vec![vars[i]];
                    all.declared.initializers.push(Initializer {
                        lhs,
                        rhs,
                        decl: reference,
                        deps: Vec::new(),
                    });
                }
                None => {}
            }
        }
        if let (true, Some(&rhs)) = (!initialized.is_empty(), values.first()) {
            all.declared.initializers.push(Initializer {
                lhs: vars.clone(),
                rhs,
                decl: reference,
                deps: Vec::new(),
            });
        }
        if ty.is_none() || !values.is_empty() {
            self.arity(decl.pos, names, values, false, false);
        }
    }

    fn collect_func(
        &mut self,
        file: &File,
        decl: &Decl,
        func: &FuncDecl,
        info: DeclInfo,
        recv: Option<Symbol>,
        pointer_recv: bool,
        all: &mut Collected,
    ) {
        let world = self.world;
        let name = file.name(func.name);
        let pos = self.start_of(func.name);
        let first_tparam = file.fields(func.tparams).first().map(|field| field.pos);
        let method = func.recv.map(|_| MethodData {
            recv: IdCell::new(None),
            pointer_recv: Flag::of(pointer_recv),
            recv_tparams: OnceLock::new(),
        });
        let data = FuncData {
            decl: Some(DeclRef { pkg: self.pkg, file: info.file_index, decl: info.decl }),
            method,
            has_body: func.body.is_some(),
            objs: OnceLock::new(),
        };
        let obj = self.new_obj(pos, name, None, Pos::NONE, ObjKind::Func(data));
        let main = name.as_str() == "main" && world.pkg(self.pkg).name.as_str() == "main";
        if func.recv.is_some() {
            if let Some(first) = first_tparam {
                self.verify_version(first, 27, "generic method");
            }
            self.record_def(func.name, obj);
            all.methods.push(obj);
            if let Some(recv) = recv
                && !name.is_blank()
            {
                all.found.push(FoundMethod { obj, recv, pointer: pointer_recv });
            }
        } else {
            let init = name.as_str() == "init";
            if init || main {
                let code = if init { "invalid-init-decl" } else { "invalid-main-decl" };
                if let Some(first) = first_tparam {
                    self.soft_error(first, code, format!("func {name} must have no type parameters"));
                }
                if let ExprKind::FuncType { params, results } = file.expr(func.ty).kind
                    && !(params.is_empty() && results.is_empty())
                {
                    let message = format!("func {name} must have no arguments and no return values");
                    self.soft_error(pos, code, message);
                }
            } else if let Some(first) = first_tparam {
                self.verify_version(first, 18, "type parameter");
            }
            if init {
                world.obj(obj).parent.set(world.pkg(self.pkg).scope);
                self.record_def(func.name, obj);
                if func.body.is_none() {
                    self.soft_error(pos, "missing-init-body", "func init must have a body");
                }
                all.declared.inits.push(obj);
            } else {
                self.declare(world.pkg(self.pkg).scope, Some(func.name), obj, Pos::NONE);
            }
        }
        self.missing_body(decl, func);
        all.declared.funcs.push(obj);
        all.others.push(obj);
        self.decls.insert(obj, info);
    }

    /// Reports a function that has no body and is not said to be elsewhere.
    fn missing_body(&mut self, decl: &Decl, func: &FuncDecl) {
        if func.body.is_some() || !self.config.complete || self.world.pkg(self.pkg).standard {
            return;
        }
        let elsewhere = |directive: &pontoon_syntax::ast::Directive| {
            let text = directive.text.as_str();
            // The last two are TinyGo's for imports.
            ["go:linkname ", "go:wasmimport ", "export ", "go:export "]
                .iter()
                .any(|word| text.starts_with(word))
        };
        let file = self.env.file.clone();
        let name = file.name(func.name);
        let linked = |directive: &pontoon_syntax::ast::Directive| {
            let mut words = directive.text.as_str().split_whitespace();
            words.next() == Some("go:linkname") && words.next() == Some(name.as_str())
        };
        let init = func.recv.is_none() && name.as_str() == "init";
        if init || file.directives_of(decl).iter().any(elsewhere) || file.directives.iter().any(linked) {
            return;
        }
        let diagnostic =
            pontoon_base::Diagnostic::error("missing-function-body", decl.pos, "missing function body");
        self.diagnostics.push(diagnostic.gate(pontoon_base::diag::Gate::Bodies));
    }

    fn collect_import(&mut self, scope: Scope, decl: &Decl, local: Option<ExprId>, path_expr: ExprId) {
        let world = self.world;
        let file = self.env.file.clone();
        let path_pos = self.start_of(path_expr);
        let ExprKind::BasicLit { kind: LitKind::String, text, bad: false } = file.expr(path_expr).kind else {
            return;
        };
        let value = constant::from_literal(LitKind::String, text.as_str());
        let path = String::from_utf8_lossy(constant::string_value(&value).unwrap_or_default()).into_owned();
        if let Some(fault) = import_path_fault(&path) {
            return self.error(path_pos, "bad-import-path", format!("invalid import path ({fault})"));
        }
        let imported = self.import_package(path_pos, &path);
        let data = world.pkg(imported);
        let mut name = data.name;
        if let Some(local) = local {
            name = file.name(local);
            if path == "C" {
                let message = "cannot rename import \"C\"";
                return self.error(self.start_of(local), "import-c-renamed", message);
            }
        }
        if name.as_str() == "init" {
            let message = "cannot import package as init - init must be a func";
            return self.error(decl.pos, "invalid-init-decl", message);
        }
        let used = Flag::default();
        used.put(data.fake);
        let kind = ObjKind::PkgName { imported, used };
        let obj = self.new_obj(decl.pos, name, None, Pos::NONE, kind);
        if let Some(local) = local {
            self.record_def(local, obj);
        }
        self.imports.push(obj);
        if name.as_str() != "." {
            return self.declare(scope, None, obj, Pos::NONE);
        }
        for (name, exported) in world.scopes[data.scope].sorted() {
            if !is_exported(name) {
                continue;
            }
            match world.scopes[scope].insert(name, exported) {
                Some(other) => {
                    let message = format!("{name} redeclared in this block{}", self.other_declaration(other));
                    let at = local.map_or(decl.pos, |local| self.start_of(local));
                    self.error(at, "duplicate-decl", message);
                }
                None => {
                    Arc::make_mut(&mut self.dot_imports).insert((scope, name), obj);
                }
            }
        }
    }

    /// The package of an import path; a fake one, in which all names exist, if there is none.
    fn import_package(&mut self, pos: Pos, path: &str) -> Pkg {
        let world = self.world;
        if path == "unsafe" {
            return world.unsafe_pkg;
        }
        let data = world.pkg(self.pkg);
        let symbol = Symbol::intern(path);
        let known = data.imports.iter().find(|&&(other, _)| other == symbol);
        if let Some(&(_, pkg)) = known {
            return pkg;
        }
        if !(path == "C" && self.config.fake_import_c) {
            let reason = data.missing_imports.iter().find(|(other, _)| *other == symbol);
            let reason = match reason {
                Some((_, reason)) => reason,
                None if path.starts_with('/') => "import path cannot be absolute path",
                None => "package not found",
            };
            self.error(pos, "broken-import", format!("could not import {path} ({reason})"));
        }
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
        let scope = ScopeData::new(Some(world.universe), Default::default(), "fake package");
        world.pkgs.push(PkgData {
            path: symbol,
            name: Symbol::intern(name),
            scope: world.scopes.push(scope),
            files: Vec::new(),
            imports: Vec::new(),
            missing_imports: Vec::new(),
            standard: false,
            fake: true,
            declared: OnceLock::from(Declared::default()),
            typed: RwLock::default(),
        })
    }

    /// Whether a file's clauses fit the package, whose name is that of the first file that has one (types2's check.go,
    /// `initFiles`).
    fn is_of_package(&mut self, file: &File, package: &mut Option<Symbol>) -> bool {
        let Some(clause) = file.package else { return true };
        let name = file.name(clause);
        match *package {
            Some(expected) if expected != name => {
                let message = format!("package {name}; expected package {expected}");
                self.error(file.package_pos, "mismatched-pkg-name", message);
                return false;
            }
            Some(_) => {}
            None if name.is_blank() => {
                self.error(self.start_of(clause), "blank-pkg-name", "invalid package name _");
            }
            None => *package = Some(name),
        }
        let constraint = file.build_constraint.and_then(|(_, text)| Constraint::parse(text.as_str()).ok());
        if let Some(minor) = constraint.and_then(|constraint| constraint.go_version())
            && minor > NEWEST_GO
        {
            let message = format!("file requires newer Go version go1.{minor}");
            self.error(self.start_of(clause), "too-new", message);
        }
        true
    }

    /// Names of a file's imports must differ from those of the package.
    fn check_file_scopes(&mut self, all: &Collected) {
        let world = self.world;
        let pkg_scope = world.pkg(self.pkg).scope;
        for &scope in &all.file_scopes {
            for (name, obj) in world.scopes[scope].sorted() {
                let Some(other) = world.scopes[pkg_scope].get(name) else { continue };
                let data = world.obj(obj);
                let how = match &data.kind {
                    ObjKind::PkgName { imported, .. } => {
                        let imported = world.pkg(*imported);
                        format!("through import of package {} (\"{}\")", imported.name, imported.path)
                    }
                    _ => {
                        let pkg = data.pkg.map(|pkg| world.pkg(pkg));
                        let text = pkg.map(|pkg| format!("package {} (\"{}\")", pkg.name, pkg.path));
                        format!("through dot-import of {}", text.unwrap_or_default())
                    }
                };
                let message = format!("{name} already declared {how}{}", self.other_declaration(obj));
                self.error(world.obj(other).pos, "duplicate-decl", message);
            }
        }
    }

    /// Finds the types that methods belong to.
    fn resolve_methods(&mut self, all: &mut Collected) {
        for method in std::mem::take(&mut all.found) {
            if let Some((pointer, base)) = self.resolve_base_type_name(method.pointer, method.recv) {
                if let ObjKind::Func(func) = &self.world.obj(method.obj).kind
                    && let Some(data) = &func.method
                {
                    data.pointer_recv.put(pointer);
                }
                self.methods.entry(base).or_default().push(method.obj);
            }
        }
    }

    /// The defined type that a receiver's type name means, through aliases, which may add the pointer.
    fn resolve_base_type_name(&self, mut pointer: bool, mut name: Symbol) -> Option<(bool, Obj)> {
        let world = self.world;
        let mut seen: Vec<Obj> = Vec::new();
        loop {
            let obj = world.scopes[world.pkg(self.pkg).scope].get(name)?;
            if !matches!(world.obj(obj).kind, ObjKind::TypeName) || seen.contains(&obj) {
                return None;
            }
            let info = self.decls.get(&obj)?;
            let file = &world.pkg(self.pkg).files[info.file_index as usize].ast;
            let DeclKind::Type { alias, tparams, ty, .. } = file.decl(info.decl).kind else { return None };
            if !alias {
                return Some((pointer, obj));
            }
            if !tparams.is_empty() {
                return None;
            }
            seen.push(obj);
            let mut ty = file.unparen(ty);
            if let ExprKind::Star(base) = file.expr(ty).kind {
                if std::mem::replace(&mut pointer, true) {
                    return None;
                }
                ty = file.unparen(base);
            }
            name = file.opt_name(ty)?;
        }
    }

    /// Declares everything: types first, then aliases, then the rest, each in source order.
    pub(crate) fn package_objects(&mut self, all: &Collected) {
        let mut types: Vec<_> = all.types.iter().chain(&all.aliases).copied().collect();
        types.sort_by_key(|&obj| self.world.obj(obj).pos);
        self.direct_cycles(&types);
        for &obj in &types {
            if self.world.obj(obj).ty.get().is_some() {
                self.collect_methods(obj);
            }
        }
        for &obj in all.types.iter().chain(&all.aliases).chain(&all.others) {
            self.obj_decl(obj);
        }
    }

    /// Reports imports that nothing in the package uses.
    pub(crate) fn unused_imports(&mut self) {
        let world = self.world;
        for obj in std::mem::take(&mut self.imports) {
            let data = world.obj(obj);
            let ObjKind::PkgName { imported, used } = &data.kind else { continue };
            if data.name.is_blank() || used.get() {
                continue;
            }
            let path = world.pkg(*imported).path.as_str();
            let last = path.rsplit('/').next().unwrap_or(path);
            let message = if data.name.as_str() == "." || data.name.as_str() == last {
                format!("{path:?} imported and not used")
            } else {
                format!("{path:?} imported as {} and not used", data.name)
            };
            self.soft_error(data.pos, "unused-import", message);
        }
    }
}

/// What is wrong with an import path.
fn import_path_fault(path: &str) -> Option<String> {
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}";
    if path.is_empty() {
        return Some("empty string".to_string());
    }
    let bad = path.chars().find(|&c| c.is_control() || c.is_whitespace() || ILLEGAL.contains(c));
    bad.map(|c| {
        let shown = if c.is_control() { String::new() } else { format!(" '{c}'") };
        format!("invalid character U+{:04X}{shown}", u32::from(c))
    })
}
