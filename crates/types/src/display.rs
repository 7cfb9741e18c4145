//! Types as messages show them (types2's typestring.go).

use crate::constant::quote;
use crate::object::Obj;
use crate::package::Pkg;
use crate::ty::{ChanDir, Param, Signature, Ty, TyKind};
use crate::world::World;
use pontoon_base::Symbol;
use pontoon_base::hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Package names that several of the packages share which a package depends on.
pub(crate) type SharedNames = Arc<FxHashSet<Symbol>>;

struct Writer<'a> {
    world: &'a World,
    /// The package whose names are not qualified; without one all are, with paths.
    pkg: Option<Pkg>,
    param_names: bool,
    out: String,
}

impl World {
    /// A function's declaration on one line: `func add(a, b int32) int32`.
    pub fn declaration(&self, func: Obj) -> String {
        let data = self.obj(func);
        let spelled = data.ty.get().map_or(String::new(), |ty| self.display(ty, data.pkg));
        format!("func {}{}", data.name, spelled.strip_prefix("func").unwrap_or(&spelled))
    }

    /// The type as gc's messages about a package show it: names of other packages have their package's name, or its path
    /// where that is ambiguous. Without a package all names have paths.
    pub fn display(&self, ty: Ty, pkg: Option<Pkg>) -> String {
        let mut writer = Writer { world: self, pkg, param_names: true, out: String::new() };
        writer.ty(ty);
        writer.out
    }

    /// A signature without `func`.
    pub fn signature_text(&self, sig: Ty, pkg: Option<Pkg>, param_names: bool) -> String {
        let mut writer = Writer { world: self, pkg, param_names, out: String::new() };
        writer.signature(self.signature(sig));
        writer.out
    }

    /// The results of a signature in parentheses, with their names.
    pub fn results_text(&self, sig: Ty, pkg: Option<Pkg>) -> String {
        let mut writer = Writer { world: self, pkg, param_names: true, out: String::new() };
        writer.params(&self.signature(sig).results, false);
        writer.out
    }

    /// What stands before the name of another package's object: `fmt.`.
    pub fn qualifier(&self, of: Option<Pkg>, pkg: Option<Pkg>) -> String {
        let Some(of) = of else { return String::new() };
        let data = self.pkg(of);
        match pkg {
            Some(pkg) if pkg == of => String::new(),
            Some(pkg) if self.shared_names(pkg).contains(&data.name) => format!("{:?}.", data.path.as_str()),
            Some(_) => format!("{}.", data.name),
            // The go command calls every program main.
            None if data.name.as_str() == "main" => "main.".to_string(),
            None => format!("{}.", data.path),
        }
    }

    /// Notes where a type parameter is declared whose name messages would leave open to doubt.
    pub fn note_shadowing(&self, tparam: Ty, place: String) {
        self.shadowing.write().expect("no thread dies while it holds the places").insert(tparam, place);
    }

    fn shadowing_place(&self, tparam: Ty) -> Option<String> {
        self.shadowing.read().expect("no thread dies while it holds the places").get(&tparam).cloned()
    }

    fn shared_names(&self, pkg: Pkg) -> SharedNames {
        let poisoned = "no thread dies while it holds the shared names";
        if let Some(known) = self.shared_names.read().expect(poisoned).get(&pkg) {
            return known.clone();
        }
        let mut paths: FxHashMap<Symbol, Symbol> = FxHashMap::default();
        let mut shared = FxHashSet::default();
        let mut seen = FxHashSet::default();
        let mut todo = vec![pkg];
        while let Some(pkg) = todo.pop() {
            if !seen.insert(pkg) {
                continue;
            }
            let data = self.pkg(pkg);
            if *paths.entry(data.name).or_insert(data.path) != data.path {
                shared.insert(data.name);
            }
            todo.extend(data.imports.iter().map(|&(_, pkg)| pkg));
        }
        let shared = Arc::new(shared);
        self.shared_names.write().expect(poisoned).insert(pkg, shared.clone());
        shared
    }
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn ty(&mut self, ty: Ty) {
        let world = self.world;
        match world.kind(ty) {
            TyKind::Basic(basic) => self.text(basic.name()),
            &TyKind::Pointer(elem) => self.prefixed("*", elem),
            &TyKind::Slice(elem) => self.prefixed("[]", elem),
            &TyKind::Array { len, elem } => self.prefixed(&format!("[{len}]"), elem),
            &TyKind::Map { key, elem } => {
                self.prefixed("map[", key);
                self.prefixed("]", elem);
            }
            &TyKind::Chan { dir, elem } => {
                let nested = matches!(world.kind(elem), TyKind::Chan { dir: ChanDir::Recv, .. });
                match dir {
                    ChanDir::Both if nested => {
                        self.prefixed("chan (", elem);
                        self.text(")");
                    }
                    ChanDir::Both => self.prefixed("chan ", elem),
                    ChanDir::Send => self.prefixed("chan<- ", elem),
                    ChanDir::Recv => self.prefixed("<-chan ", elem),
                }
            }
            TyKind::Struct(fields) => {
                self.text("struct{");
                for (i, field) in fields.iter().enumerate() {
                    self.text(if i > 0 { "; " } else { "" });
                    if !field.embedded {
                        self.text(field.name.as_str());
                        self.text(" ");
                    }
                    self.ty(field.ty);
                    if !field.tag.is_empty() {
                        let tag = quote(field.tag.as_str().as_bytes());
                        self.text(&format!(" {tag}"));
                    }
                }
                self.text("}");
            }
            TyKind::Tuple(types) => {
                self.text("(");
                self.list(types);
                self.text(")");
            }
            TyKind::Func(sig) => {
                self.text("func");
                self.signature(sig);
            }
            TyKind::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    self.text(if i > 0 { " | " } else { "" });
                    self.prefixed(if term.tilde { "~" } else { "" }, term.ty);
                }
            }
            TyKind::Interface(iface) => {
                if iface.comparable {
                    return self.text("interface{comparable}");
                }
                if iface.implicit {
                    if let ([], &[(elem, _)]) = (&*iface.methods, &*iface.embeddeds) {
                        return self.ty(elem);
                    }
                    self.text("/* implicit */ ");
                }
                self.text("interface{");
                let mut first = true;
                let mut separator = || if std::mem::take(&mut first) { "" } else { "; " };
                for method in &iface.methods {
                    self.text(separator());
                    self.text(method.name.as_str());
                    self.signature(world.signature(method.sig));
                }
                for &(elem, _) in &iface.embeddeds {
                    self.prefixed(separator(), elem);
                }
                self.text("}");
            }
            &TyKind::TypeParam(id) => {
                let name = world.obj(world.tparams[id].obj).name;
                self.text(name.as_str());
                if world.scopes[world.universe].get(name).is_some()
                    && let Some(place) = world.shadowing_place(world.tparams[id].origin.unwrap_or(ty))
                {
                    self.text(&format!(" /* with {name} declared at {place} */"));
                }
            }
            &TyKind::Named(id) => {
                let named = &world.named[id];
                let targs = named.instance.as_ref().map(|(_, targs)| &**targs);
                self.declared(named.obj, targs, named.tparams.get().map(|list| &**list));
            }
            &TyKind::Alias(id) => {
                let alias = &world.aliases[id];
                let targs = alias.instance.as_ref().map(|(_, targs)| &**targs);
                self.declared(alias.obj, targs, alias.tparams.get().map(|list| &**list));
            }
        }
    }

    fn prefixed(&mut self, prefix: &str, ty: Ty) {
        self.text(prefix);
        self.ty(ty);
    }

    fn list(&mut self, types: &[Ty]) {
        for (i, &ty) in types.iter().enumerate() {
            self.prefixed(if i > 0 { ", " } else { "" }, ty);
        }
    }

    /// A type's name with its type arguments, or with its type parameters if it is generic.
    fn declared(&mut self, obj: Obj, targs: Option<&[Ty]>, tparams: Option<&[Ty]>) {
        let data = self.world.obj(obj);
        let qualifier = self.world.qualifier(data.pkg, self.pkg);
        self.text(&qualifier);
        self.text(data.name.as_str());
        match (targs, tparams) {
            (Some(targs), _) => {
                self.text("[");
                self.list(targs);
                self.text("]");
            }
            (None, Some(tparams)) if !tparams.is_empty() => self.type_params(tparams),
            _ => {}
        }
    }

    fn type_params(&mut self, tparams: &[Ty]) {
        self.text("[");
        for (i, &tparam) in tparams.iter().enumerate() {
            let bound = self.world.constraint(tparam);
            self.prefixed(if i > 0 { ", " } else { "" }, tparam);
            let next = tparams.get(i + 1).map(|&next| self.world.constraint(next));
            if next != Some(bound) {
                self.prefixed(" ", bound);
            }
        }
        self.text("]");
    }

    fn signature(&mut self, sig: &Signature) {
        if !sig.tparams.is_empty() {
            self.type_params(&sig.tparams);
        }
        self.params(&sig.params, sig.variadic);
        match *sig.results {
            [] => {}
            [result] if result.name.is_empty() => self.prefixed(" ", result.ty),
            ref results => {
                self.text(" ");
                self.params(results, false);
            }
        }
    }

    fn params(&mut self, params: &[Param], variadic: bool) {
        self.text("(");
        for (i, param) in params.iter().enumerate() {
            self.text(if i > 0 { ", " } else { "" });
            if self.param_names && !param.name.is_empty() {
                self.text(param.name.as_str());
                self.text(" ");
            }
            match *self.world.kind(param.ty) {
                TyKind::Slice(elem) if variadic && i + 1 == params.len() => self.prefixed("...", elem),
                _ => {
                    self.ty(param.ty);
                    // Of `append([]byte, string...)`.
                    if variadic && i + 1 == params.len() {
                        self.text("...");
                    }
                }
            }
        }
        self.text(")");
    }
}
