//! Functions without a body in Go: host imports, and what a `//go:linkname` connects them to.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, Symbol};
use pontoon_boundary::HostFunc;
use pontoon_boundary::plan::{Step, plan_import};
use pontoon_boundary::signature::Crossing;
use pontoon_ssa::op::{BinaryOp as Op, IntCond, UnaryOp as Un};
use pontoon_ssa::program::ImportData;
use pontoon_ssa::{Func, FuncData, Import, Signature, Type, Value};
use pontoon_syntax::ast::{DeclKind, ExprId, File};
use pontoon_types::object::ObjKind;
use pontoon_types::{DeclRef, Obj, Pkg, Ty, World};

/// A declared function without body: a host import called by a wrapper, another function under this name, or an
/// instruction.
pub(crate) fn lower_bodyless(cx: &mut Lowerer<'_>, func: Func, obj: Obj, _decl: DeclRef) -> Option<FuncData> {
    let sig = cx.program.funcs[func].sig.clone();
    if let Some(host) = cx.host(obj) {
        let host = host?;
        let mut body = Body::bare(cx, func);
        let params = body.b.params();
        let results = body.call_host(obj, &host, params);
        body.b.ret(results);
        return body.finish();
    }
    if let Some(target) = cx.linked(obj) {
        let target = cx.func(FuncKey::Decl(target, Box::default()));
        let other = cx.program.funcs[target].sig.clone();
        if !same_leaves(&sig.params, &other.params) || !same_leaves(&sig.results, &other.results) {
            let name = &cx.program.funcs[target].name;
            let what = format!("a link to {name}, which takes or gives other values, is");
            cx.unsupported(cx.world.obj(obj).pos, &what);
            return None;
        }
        let mut body = Body::bare(cx, func);
        let params = body.b.params();
        let params = body.leaves(params, &other.params);
        let results = body.b.call(target, params, &other.results);
        let results = body.leaves(results, &sig.results);
        body.b.ret(results);
        return body.finish();
    }
    let mut body = Body::bare(cx, func);
    let params = body.b.params();
    if let Some(results) = body.intrinsic_values(obj, &params) {
        if body.b.is_reachable() {
            body.b.ret(results);
        }
        return body.finish();
    }
    let data = cx.world.obj(obj);
    let path = data.pkg.map_or("", |pkg| cx.world.pkg(pkg).path.as_str());
    // What is not linked may leave to others what it has not: with assembly, gc links it.
    if cx.main.is_none() {
        let mut body = Body::bare(cx, func);
        body.b.unreachable();
        return body.finish();
    }
    cx.unsupported(data.pos, &format!("the function {path}.{}, which has no body, is", data.name));
    None
}

impl Lowerer<'_> {
    /// The host function that `obj` stands for: `Some(None)` if its types may not cross, which is reported.
    pub(crate) fn host(&mut self, obj: Obj) -> Option<Option<HostFunc>> {
        match &self.world.obj(obj).kind {
            ObjKind::Func(func) if !func.has_body => {}
            _ => return None,
        }
        match pontoon_boundary::host_func(self.world, obj, self.dialect)? {
            Ok(host) if host.module.as_str() == crate::none::HOOK => {
                Some(Some(self.hooked(&host).unwrap_or(host)))
            }
            Ok(host) => Some(Some(host)),
            Err(diagnostics) => {
                self.diagnostics.extend(diagnostics);
                Some(None)
            }
        }
    }

    pub(crate) fn import(&mut self, obj: Obj, host: &HostFunc) -> Import {
        let sig = wasm_signature(host);
        let key = (host.module, host.name, sig.clone());
        if let Some(&import) = self.imports.get(&key) {
            if !self.import_decls.contains(&(import, obj)) {
                self.import_decls.push((import, obj));
            }
            return import;
        }
        let data = self.world.obj(obj);
        let declaration = self.world.declaration(obj);
        let import = self.program.imports.push(ImportData {
            module: host.module.to_string(),
            name: host.name.to_string(),
            sig,
            pos: data.pos,
            package: data.pkg.map_or(String::new(), |pkg| self.world.pkg(pkg).path.to_string()),
            declaration,
        });
        self.imports.insert(key, import);
        self.import_decls.push((import, obj));
        import
    }

    /// The function with a body that a `//go:linkname` puts in the place of one without.
    pub(crate) fn linked(&mut self, obj: Obj) -> Option<Obj> {
        let names = self.linknames.get_or_insert_with(|| Linknames::new(self.world));
        let data = self.world.obj(obj);
        let pkg = data.pkg?;
        let path = self.world.pkg(pkg).path.as_str();
        if let Some((path, name)) = crate::alias::alias(path, data.name.as_str()) {
            return names.function(self.world, Symbol::intern(&format!("{path}.{name}")));
        }
        let mut symbol = Symbol::intern(&format!("{}.{}", self.world.pkg(pkg).path, data.name));
        if let Some(&pulled) = names.pulled.get(&symbol) {
            symbol = pulled;
        }
        if let Some(&target) = names.pushed.get(&symbol)
            && target != obj
        {
            return Some(target);
        }
        names.function(self.world, symbol).filter(|&target| target != obj)
    }

    /// The variable that has the storage for all variables of one symbol.
    pub(crate) fn var_owner(&mut self, obj: Obj) -> Obj {
        let names = self.linknames.get_or_insert_with(|| Linknames::new(self.world));
        match names.vars.get(&obj) {
            None => obj,
            Some(&Some(owner)) => owner,
            // It would silently be another variable.
            Some(None) => {
                self.unsupported(self.world.obj(obj).pos, "linknames of variables that no package has are");
                obj
            }
        }
    }
}

/// What the `//go:linkname` lines of all packages say.
pub(crate) struct Linknames {
    /// A symbol, and the function with a body that provides it under this name.
    pushed: FxHashMap<Symbol, Obj>,
    /// A function without body, and the symbol that it stands for.
    pulled: FxHashMap<Symbol, Symbol>,
    pkgs: FxHashMap<Symbol, Pkg>,
    /// Variables that share their storage, and whose it is: that of the one with an initial value, else of the one whose
    /// own name is the symbol; `None` if there is no such variable.
    vars: FxHashMap<Obj, Option<Obj>>,
}

impl Linknames {
    fn new(world: &World) -> Linknames {
        let mut names = Linknames {
            pushed: FxHashMap::default(),
            pulled: FxHashMap::default(),
            pkgs: FxHashMap::default(),
            vars: FxHashMap::default(),
        };
        let mut vars = Vec::new();
        for pkg in (0..world.pkgs.len()).map(Pkg::new) {
            let data = world.pkg(pkg);
            names.pkgs.insert(data.path, pkg);
            for file in &data.files {
                for directive in &file.ast.directives {
                    let mut words = directive.text.as_str().split_ascii_whitespace();
                    let (Some("go:linkname" | "go:linknamestd"), Some(local), Some(remote)) =
                        (words.next(), words.next(), words.next())
                    else {
                        continue;
                    };
                    let Some(obj) = world.scopes[data.scope].get(Symbol::intern(local)) else { continue };
                    let remote = Symbol::intern(remote);
                    let func = match &world.obj(obj).kind {
                        ObjKind::Func(func) => func,
                        ObjKind::Var(_) => {
                            vars.push((obj, remote, has_initializer(&file.ast, Symbol::intern(local))));
                            continue;
                        }
                        _ => continue,
                    };
                    if func.has_body {
                        names.pushed.entry(remote).or_insert(obj);
                    } else {
                        names.pulled.insert(Symbol::intern(&format!("{}.{local}", data.path)), remote);
                    }
                }
            }
        }
        for (obj, remote, initialized) in vars {
            let Some(other) = names.variable(world, remote).filter(|&other| other != obj) else {
                if world.obj(obj).pkg.is_some_and(|pkg| !world.pkg(pkg).standard) {
                    names.vars.insert(obj, None);
                }
                continue;
            };
            let (from, to) = if initialized { (other, obj) } else { (obj, other) };
            names.vars.insert(from, Some(to));
        }
        names
    }

    /// What is declared under a symbol.
    fn declared(&self, world: &World, symbol: Symbol) -> Option<Obj> {
        let (path, name) = symbol.as_str().rsplit_once('.')?;
        let &pkg = self.pkgs.get(&Symbol::intern(path))?;
        world.scopes[world.pkg(pkg).scope].get(Symbol::intern(name))
    }

    /// The function with a body that is declared under a symbol.
    fn function(&self, world: &World, symbol: Symbol) -> Option<Obj> {
        let obj = self.declared(world, symbol)?;
        matches!(&world.obj(obj).kind, ObjKind::Func(func) if func.has_body).then_some(obj)
    }

    /// The package-level variable of a symbol.
    fn variable(&self, world: &World, symbol: Symbol) -> Option<Obj> {
        let obj = self.declared(world, symbol)?;
        matches!(world.obj(obj).kind, ObjKind::Var(_)).then_some(obj)
    }
}

/// Whether a file gives a package-level variable an initial value.
fn has_initializer(file: &File, name: Symbol) -> bool {
    file.decls.iter().any(|&decl| match file.decl(decl).kind {
        DeclKind::Var { names, values, .. } => {
            !file.list(values).is_empty() && file.list(names).iter().any(|&x| file.name(x) == name)
        }
        _ => false,
    })
}

/// Whether the two sides of a link agree but for integers in the place of addresses.
fn same_leaves(a: &[Type], b: &[Type]) -> bool {
    let word = |ty| matches!(ty, Type::Ptr | Type::I64);
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| a == b || (word(a) && word(b)))
}

impl Body<'_, '_> {
    /// Values as the other side of a link has them.
    fn leaves(&mut self, values: Vec<Value>, types: &[Type]) -> Vec<Value> {
        let mut leaf = |(value, &ty)| match (self.b.func.ty(value), ty) {
            (Type::Ptr, Type::I64) => {
                let int = self.b.unary(Un::PtrToInt, value);
                self.b.unary(Un::ExtendU, int)
            }
            (Type::I64, Type::Ptr) => {
                let low = self.low_word(value);
                self.b.unary(Un::IntToPtr, low)
            }
            _ => value,
        };
        values.into_iter().zip(types).map(&mut leaf).collect()
    }

    /// A direct call of a host function.
    pub fn host_call(&mut self, e: ExprId, obj: Obj, args: &[ExprId]) -> Option<Vec<(Ty, Vec<Value>)>> {
        let host = self.cx.host(obj)?;
        let (_, sig) = self.cx.decl_types(obj, &[]);
        let results = self.cx.convention(&[], sig, false).results;
        args.iter().for_each(|&arg| self.hoist(arg));
        let args = self.arguments(e, sig, args, false);
        self.set_pos(e);
        let Some(host) = host else {
            return Some(results.into_iter().map(|ty| (ty, self.zero(ty))).collect());
        };
        let mut values = self.call_host(obj, &host, args).into_iter();
        let own = |ty: Ty| (ty, values.by_ref().take(self.cx.info(ty).scalars().len()).collect());
        Some(results.into_iter().map(own).collect())
    }

    /// Calls a host function with Go values, as the plan has it.
    fn call_host(&mut self, obj: Obj, host: &HostFunc, args: Vec<Value>) -> Vec<Value> {
        if host.module.as_str() == crate::gojs::GOJS {
            return self.call_gojs(obj, host, args);
        }
        let plan = plan_import(&host.signature);
        let import = (!self.cx.has_no_host(obj, host)).then(|| self.cx.import(obj, host));
        let mut rest = args.into_iter();
        let mut crossing_args = Vec::new();
        for (step, crossing) in plan.params.iter().zip(&host.signature.params) {
            for value in rest.by_ref().take(crossing.wasm_types().len()) {
                crossing_args.push(self.cross(*step, value));
            }
        }
        let values = match import {
            Some(import) => {
                let results = self.cx.program.imports[import].sig.results.clone();
                self.b.call_import(import, crossing_args, &results)
            }
            None => self.call_no_host(obj, host, &crossing_args),
        };
        match plan.result {
            Some(step) => values.into_iter().map(|value| self.cross(step, value)).collect(),
            None => Vec::new(),
        }
    }

    pub(crate) fn cross(&mut self, step: Step, value: Value) -> Value {
        match step {
            Step::Same => value,
            Step::Wrap => self.low_word(value),
            Step::ZeroExtend => self.b.unary(Un::ExtendU, value),
            Step::SignExtend => self.b.unary(Un::ExtendS, value),
            Step::Narrow { bits: 8, signed: true } => self.b.unary(Un::Extend8, value),
            Step::Narrow { signed: true, .. } => self.b.unary(Un::Extend16, value),
            Step::Narrow { bits, signed: false } => {
                let mask = self.b.iconst32((1 << bits) - 1);
                self.b.binary(Op::And, value, mask)
            }
            Step::NormalizeBool => {
                let mask = self.b.iconst32(0xff);
                let low = self.b.binary(Op::And, value, mask);
                let zero = self.b.iconst32(0);
                self.b.icmp(IntCond::Ne, low, zero)
            }
        }
    }
}

/// What the host calls, or is called with.
pub(crate) fn wasm_signature(host: &HostFunc) -> Signature {
    Signature {
        params: host.signature.params.iter().flat_map(|&crossing| scalars(crossing)).collect(),
        results: host.signature.result.map_or(Vec::new(), scalars),
    }
}

fn scalars(crossing: Crossing) -> Vec<Type> {
    match crossing {
        Crossing::I32
        | Crossing::Bool
        | Crossing::Uintptr
        | Crossing::Small { .. }
        | Crossing::Int { .. } => vec![Type::I32],
        Crossing::Slice => vec![Type::Ptr, Type::I32, Type::I32],
        Crossing::I64 => vec![Type::I64],
        Crossing::F32 => vec![Type::F32],
        Crossing::F64 => vec![Type::F64],
        Crossing::Pointer => vec![Type::Ptr],
        Crossing::String => vec![Type::Ptr, Type::I32],
    }
}
