//! Methods: how they are found by name, their order in interfaces, and the names of functions.

use crate::cx::{FuncKey, Lowerer, MethodName};
use crate::reflect_call::Crossing;
use pontoon_base::{Pos, bug};
use pontoon_ssa::{Signature, Type};
use pontoon_types::lookup::Entity;
use pontoon_types::object::{ObjKind, is_exported};
use pontoon_types::ty::{Method, TyKind};
use pontoon_types::{Obj, Ty};

impl Lowerer<'_> {
    /// The type arguments of an instance of a generic type.
    pub(crate) fn instance_args(&mut self, ty: Ty) -> Vec<Ty> {
        let TyKind::Named(named) = *self.world.kind(self.world.unalias(ty)) else { return Vec::new() };
        match &self.world.named[named].instance {
            Some((_, targs)) => targs.iter().map(|&ty| self.canonical(ty)).collect(),
            None => Vec::new(),
        }
    }

    /// The method of this name in the method set of a type, or of a pointer to it.
    pub(crate) fn find_method(&mut self, recv: Ty, name: MethodName) -> (Vec<u32>, Entity) {
        let pkg = name.pkg.or(Some(self.runtime));
        let found = self.world.lookup_field_or_method(recv, true, pkg, name.name, false);
        let Ok(found) = found else { bug!("no method {} in {}", name.name, self.world.display(recv, None)) };
        match found.entity {
            Entity::Method { func, recv_named } => {
                let recv_named = self.canonical(recv_named);
                (found.path, Entity::Method { func, recv_named })
            }
            entity => (found.path, entity),
        }
    }

    /// The methods of an interface in the order of its descriptor and of itabs: exported ones first, then by name, then
    /// by package path.
    pub fn iface_methods(&mut self, iface: Ty) -> Vec<Method> {
        let mut methods = self.world.type_set(iface).methods().to_vec();
        let path = |method: &Method| method.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
        methods.sort_by_key(|method| (!is_exported(method.name), method.name.as_str(), path(method)));
        for method in &mut methods {
            method.sig = self.canonical(method.sig);
        }
        methods
    }

    /// Whether two interfaces ask for the same methods: their values then have the same form.
    pub(crate) fn same_methods(&mut self, a: Ty, b: Ty) -> bool {
        if a == b {
            return true;
        }
        let list = |cx: &mut Self, ty| -> Vec<_> {
            let methods = cx.iface_methods(ty);
            methods.iter().map(|m| (MethodName::new(m.name, m.pkg), m.sig)).collect()
        };
        list(self, a) == list(self, b)
    }

    /// The place of a method in itabs, for a call, and its signature.
    pub(crate) fn method_slot(&mut self, iface: Ty, name: MethodName) -> (u32, Ty) {
        let methods = self.iface_methods(iface);
        let same =
            |method: &Method| method.name == name.name && (is_exported(name.name) || method.pkg == name.pkg);
        let index = methods.iter().position(same);
        let index = index.unwrap_or_else(|| bug!("no method {} in an interface", name.name));
        self.descriptors.called.insert((name, methods[index].sig));
        (index as u32, methods[index].sig)
    }

    /// The signature of a method as a function type without receiver.
    pub(crate) fn method_sig(&mut self, recv: Ty, name: MethodName, own: &[Ty]) -> Ty {
        match self.find_method(recv, name).1 {
            Entity::Method { func, recv_named } => {
                let mut targs = self.instance_args(recv_named);
                targs.extend_from_slice(own);
                self.decl_types(func, &targs).1
            }
            Entity::InterfaceMethod { method, .. } => self.canonical(method.sig),
            Entity::Field(_) => bug!("a field is no method"),
        }
    }

    /// Name, signature and position of a function.
    pub(crate) fn describe(&mut self, key: &FuncKey) -> (String, Signature, Pos) {
        match key {
            FuncKey::Decl(obj, targs) => {
                let sig = self.decl_convention(*obj, targs).sig;
                (self.func_name(*obj, targs), sig, self.world.obj(*obj).pos)
            }
            FuncKey::Literal { expr, .. } => bug!("the literal {expr} is declared by the function around it"),
            FuncKey::Method { recv, method, own } => {
                let scalars = self.info(*recv).scalars();
                let sig = self.method_sig(*recv, *method, own);
                (self.method_name(*recv, *method, own), self.convention(&scalars, sig, false).sig, Pos::NONE)
            }
            FuncKey::IfaceMethod { recv, method } => {
                let sig = self.method_sig(*recv, *method, &[]);
                (
                    self.method_name(*recv, *method, &[]),
                    self.convention(&[Type::Ptr], sig, false).sig,
                    Pos::NONE,
                )
            }
            FuncKey::Bound { recv, method, own } => {
                let sig = self.method_sig(*recv, *method, own);
                let name = format!("{}-fm", self.method_name(*recv, *method, own));
                (name, self.convention(&[], sig, true).sig, Pos::NONE)
            }
            FuncKey::Export(obj) => {
                let name = format!("{}.export", self.func_name(*obj, &[]));
                let (_, host) = self.exported_func(*obj);
                (name, crate::import::wasm_signature(host), self.world.obj(*obj).pos)
            }
            FuncKey::Table(inner) => {
                let func = self.func((**inner).clone());
                let mut sig = self.program.funcs[func].sig.clone();
                sig.params.push(Type::Ptr);
                let inner = &self.program.funcs[func];
                (inner.name.clone(), sig, inner.pos)
            }
            FuncKey::Equal(ty) => {
                let sig = Signature { params: vec![Type::Ptr, Type::Ptr], results: vec![Type::I32] };
                (format!("type:.eq.{}", self.world.display(*ty, None)), sig, Pos::NONE)
            }
            FuncKey::Hash(ty) => {
                let sig = Signature { params: vec![Type::Ptr, Type::I64], results: vec![Type::I64] };
                (format!("type:.hash.{}", self.world.display(*ty, None)), sig, Pos::NONE)
            }
            FuncKey::Crossing(crossing, ty) => {
                let sig = match crossing {
                    Crossing::Call | Crossing::CallMethod => {
                        Signature { params: vec![Type::Ptr; 3], results: Vec::new() }
                    }
                    Crossing::MadeFunc | Crossing::MethodValue => self.convention(&[], *ty, true).sig,
                };
                (format!("reflect.{crossing:?}.{}", self.world.display(*ty, None)), sig, Pos::NONE)
            }
            FuncKey::VarInit(obj) => {
                let data = self.world.obj(*obj);
                let pkg = data.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
                (format!("{pkg}.init.{}", data.name), Signature::default(), data.pos)
            }
            FuncKey::PackageInit(pkg) => {
                (format!("{}.init", self.world.pkg(*pkg).path), Signature::default(), Pos::NONE)
            }
            FuncKey::Start => ("runtime.start".into(), Signature::default(), Pos::NONE),
            FuncKey::Main => ("runtime.main".into(), Signature::default(), Pos::NONE),
            FuncKey::Entry if self.javascript => {
                let sig = Signature { params: vec![Type::I32; 2], results: Vec::new() };
                ("run".into(), sig, Pos::NONE)
            }
            FuncKey::Entry => (
                (if self.reactor { "_initialize" } else { "_start" }).into(),
                Signature::default(),
                Pos::NONE,
            ),
        }
    }

    /// The name of a declared function as `runtime.FuncForPC` gives it.
    fn func_name(&mut self, obj: Obj, targs: &[Ty]) -> String {
        let data = self.world.obj(obj);
        let pkg = data.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
        let ObjKind::Func(func) = &data.kind else { bug!("{} is no function", data.name) };
        let dots = if targs.is_empty() { "" } else { "[...]" };
        let Some(method) = &func.method else { return format!("{pkg}.{}{dots}", data.name) };
        let recv = method.recv.get().map(|recv| self.world.deref(recv).0);
        let recv = recv.map_or(String::new(), |recv| self.type_name(recv));
        match method.pointer_recv.get() {
            true => format!("{pkg}.(*{recv}{dots}).{}", data.name),
            false => format!("{pkg}.{recv}{dots}.{}", data.name),
        }
    }

    /// What the panic says if a method of a value is called through a nil pointer (GOROOT/src/runtime/error.go,
    /// panicwrap).
    pub(crate) fn value_method_text(&mut self, method: Obj, recv: Ty) -> String {
        let targs = self.instance_args(recv);
        let name = self.func_name(method, &targs);
        let dots = if targs.is_empty() { "" } else { "[...]" };
        format!("value method {name} called using nil *{}{dots} pointer", self.type_name(recv))
    }

    /// The plain name of a defined type.
    fn type_name(&self, ty: Ty) -> String {
        match *self.world.kind(self.world.unalias(ty)) {
            TyKind::Named(named) => self.world.obj(self.world.named[named].obj).name.to_string(),
            _ => self.world.display(ty, None),
        }
    }

    fn method_name(&self, recv: Ty, method: MethodName, own: &[Ty]) -> String {
        let (base, pointer) = self.world.deref(recv);
        let name = self.type_name(base);
        let pkg = match *self.world.kind(self.world.unalias(base)) {
            TyKind::Named(named) => self.world.obj(self.world.named[named].obj).pkg,
            _ => None,
        };
        let pkg = pkg.map_or(String::new(), |pkg| format!("{}.", self.world.pkg(pkg).path));
        let dots = if own.is_empty() { "" } else { "[...]" };
        match pointer {
            true => format!("{pkg}(*{name}).{}{dots}", method.name),
            false => format!("{pkg}{name}.{}{dots}", method.name),
        }
    }
}
