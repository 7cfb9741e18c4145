//! Cycles of declarations (types2's decl.go, cycles.go, validtype.go).

use crate::checker::Checker;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{DeclKind, ExprKind};
use pontoon_types::object::ObjKind;
use pontoon_types::ty::{Ty, TyKind};
use pontoon_types::{Obj, Pkg};

/// Types nested deeper than this grow without end.
const MAX_NESTING: usize = 200;

/// A declaration in a cycle, as messages show it.
struct Link {
    text: String,
    pos: Pos,
    is_type: bool,
}

impl Checker<'_> {
    /// Whether it is all right that `obj`, which is being declared, is mentioned; reports a cycle that is not.
    pub(crate) fn valid_cycle(&mut self, obj: Obj) -> bool {
        let world = self.world;
        let Some(start) = self.path.iter().position(|&other| other == obj) else { return true };
        let cycle = self.path[start..].to_vec();
        let (mut values, mut definitions) = (0, 0);
        for &obj in &cycle {
            let data = world.obj(obj);
            match &data.kind {
                ObjKind::Const { .. } | ObjKind::Var(_) => values += 1,
                ObjKind::TypeName => {
                    let Some(ty) = data.ty.get() else { continue };
                    // Reported when the type parameters are used.
                    if self.env.in_tparam_list && world.is_generic(ty) {
                        return true;
                    }
                    if !matches!(world.kind(ty), TyKind::Alias(_)) {
                        definitions += 1;
                    }
                }
                _ => {}
            }
        }
        // Cycles of values only are a matter of initialization; a type may refer to itself.
        if values == cycle.len() || values == 0 && definitions > 0 {
            return true;
        }
        self.cycle_error(&cycle);
        false
    }

    /// Reports a cycle, beginning with what comes first in the source.
    pub(crate) fn cycle_error(&mut self, cycle: &[Obj]) {
        let pos = |&i: &usize| self.world.obj(cycle[i]).pos;
        let start = (0..cycle.len()).min_by_key(pos).unwrap_or_default();
        self.cycle_error_from(cycle, start);
    }

    /// The same for defined types, of which instances stand where they are first written; begins with the first.
    pub(crate) fn cycle_error_of_types(&mut self, types: &[Ty]) {
        let world = self.world;
        let link = |&ty: &Ty| {
            let TyKind::Named(named) = *world.kind(ty) else { return None };
            let data = world.obj(world.named[named].obj);
            let written = self.declared_instance_pos.get(&ty).or_else(|| self.instance_pos.get(&ty));
            let pos = written.copied().unwrap_or(data.pos);
            Some(Link { text: self.show_link(ty, data.pkg, data.name), pos, is_type: true })
        };
        let links: Vec<_> = types.iter().filter_map(link).collect();
        self.report_cycle(&links, 0);
    }

    fn show_link(&self, ty: Ty, pkg: Option<Pkg>, name: Symbol) -> String {
        match *self.world.kind(ty) {
            TyKind::Named(named) if self.world.named[named].instance.is_some() => self.show(ty),
            _ => format!("{}{name}", self.world.qualifier(pkg, Some(self.pkg))),
        }
    }

    fn cycle_error_from(&mut self, cycle: &[Obj], start: usize) {
        let world = self.world;
        if let Some(ty) = world.obj(cycle[start]).ty.get()
            && let TyKind::Alias(alias) = *world.kind(ty)
        {
            world.aliases[alias].rhs.set(world.invalid());
        }
        let link = |&obj: &Obj| {
            let data = world.obj(obj);
            let text = format!("{}{}", world.qualifier(data.pkg, Some(self.pkg)), data.name);
            Link { text, pos: data.pos, is_type: matches!(data.kind, ObjKind::TypeName) }
        };
        let links: Vec<_> = cycle.iter().map(link).collect();
        self.report_cycle(&links, start);
    }

    fn report_cycle(&mut self, cycle: &[Link], start: usize) {
        const CODE: &str = "invalid-decl-cycle";
        let Some(Link { text, pos, is_type }) = cycle.get(start) else { return };
        if cycle.len() == 1 {
            let what = if *is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
            return self.error(*pos, CODE, format!("{what}: {text} refers to itself"));
        }
        let mut message = if *is_type {
            format!("invalid recursive type {text}")
        } else {
            format!("invalid cycle in declaration of {text}")
        };
        for i in 0..cycle.len() {
            let from = &cycle[(start + i) % cycle.len()];
            let to = &cycle[(start + i + 1) % cycle.len()];
            let at = self.pos_text(from.pos);
            message.push_str(&format!("\n\t{at}: {} refers to {}", from.text, to.text));
        }
        self.error(*pos, CODE, message);
    }

    /// Whether the type is declared far enough to have values; reports the cycle if not.
    pub(crate) fn is_complete(&mut self, ty: Ty) -> bool {
        let world = self.world;
        let (obj, rhs) = match *world.kind(ty) {
            TyKind::Alias(alias) => (world.aliases[alias].obj, world.aliases[alias].rhs.get()),
            TyKind::Named(named) => (world.named[named].obj, world.named[named].underlying.get()),
            _ => return true,
        };
        if self.path.is_empty() {
            return true;
        }
        if let Some(start) = self.path.iter().position(|&other| other == obj) {
            let cycle = self.path[start..].to_vec();
            self.cycle_error(&cycle);
            return false;
        }
        rhs.is_none_or(|rhs| self.is_complete(rhs))
    }

    /// Types that are declared to be each other, by nothing but names.
    pub(crate) fn direct_cycles(&mut self, types: &[Obj]) {
        let world = self.world;
        let mut done: FxHashMap<Obj, bool> = FxHashMap::default();
        for &start in types {
            let mut path: Vec<Obj> = Vec::new();
            let mut obj = start;
            loop {
                if done.get(&obj) == Some(&true) {
                    break;
                }
                if let Some(i) = path.iter().position(|&other| other == obj) {
                    world.obj(obj).ty.set(world.invalid());
                    let cycle = path[i..].to_vec();
                    self.cycle_error(&cycle);
                    break;
                }
                path.push(obj);
                let Some(info) = self.decls.get(&obj) else { break };
                let file = &world.pkg(self.pkg).files[info.file_index as usize].ast;
                let DeclKind::Type { ty, .. } = file.decl(info.decl).kind else { break };
                let ExprKind::Name(name) = file.expr(ty).kind else { break };
                match world.scopes[world.pkg(self.pkg).scope].get(name) {
                    Some(next) if matches!(world.obj(next).kind, ObjKind::TypeName) => obj = next,
                    _ => break,
                }
            }
            done.extend(path.into_iter().map(|obj| (obj, true)));
        }
    }

    /// Reports a defined type that contains itself.
    pub(crate) fn valid_type(&mut self, ty: Ty) {
        self.valid_part(ty, &mut Vec::new(), &mut Vec::new());
    }

    /// Whether the type does not contain itself; reports it if it does.
    pub(crate) fn valid_part_of(&mut self, ty: Ty) -> bool {
        self.valid_part(ty, &mut Vec::new(), &mut Vec::new())
    }

    /// Whether an interface literal leads back to itself without a defined type in between, which gc refuses. `seen`
    /// says of those looked at before whether they are part of a cycle.
    pub(crate) fn anonymous_cycle(&self, ty: Ty, seen: &mut FxHashMap<Ty, bool>) -> bool {
        let methods = self.world.type_set(ty).methods();
        methods.iter().any(|method| self.anonymous_cycle_in(method.sig, seen))
    }

    fn anonymous_cycle_in(&self, ty: Ty, seen: &mut FxHashMap<Ty, bool>) -> bool {
        let world = self.world;
        let ty = world.unalias(ty);
        let mut any = |ty| self.anonymous_cycle_in(ty, seen);
        match world.kind(ty) {
            TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_) | TyKind::Alias(_) => false,
            &TyKind::Pointer(elem)
            | &TyKind::Slice(elem)
            | &TyKind::Array { elem, .. }
            | &TyKind::Chan { elem, .. } => any(elem),
            &TyKind::Map { key, elem } => any(key) || any(elem),
            TyKind::Struct(fields) => fields.iter().any(|field| any(field.ty)),
            TyKind::Tuple(types) => types.iter().any(|&ty| any(ty)),
            TyKind::Func(sig) => sig.params.iter().chain(&sig.results).any(|param| any(param.ty)),
            TyKind::Union(terms) => terms.iter().any(|term| any(term.ty)),
            TyKind::Interface(iface) => {
                if iface.methods.is_empty() && iface.embeddeds.is_empty() {
                    return false;
                }
                if let Some(&known) = seen.get(&ty) {
                    return known;
                }
                seen.insert(ty, true);
                if self.anonymous_cycle(ty, seen) {
                    return true;
                }
                seen.insert(ty, false);
                false
            }
        }
    }

    /// `nest` are the defined types in which the type stands, without those whose type arguments it comes from; `path`
    /// are all.
    fn valid_part(&mut self, ty: Ty, nest: &mut Vec<Ty>, path: &mut Vec<Ty>) -> bool {
        let world = self.world;
        let ty = world.unalias(ty);
        match world.kind(ty) {
            &TyKind::Array { elem, .. } => self.valid_part(elem, nest, path),
            TyKind::Struct(fields) => fields.iter().all(|field| self.valid_part(field.ty, nest, path)),
            TyKind::Union(terms) => terms.iter().all(|term| self.valid_part(term.ty, nest, path)),
            TyKind::Interface(iface) => {
                iface.embeddeds.iter().all(|&(elem, _)| self.valid_part(elem, nest, path))
            }
            &TyKind::Named(named) => {
                let data = &world.named[named];
                let origin = match data.instance.as_ref().map(|&(origin, _)| world.kind(origin)) {
                    Some(&TyKind::Named(origin)) => &world.named[origin],
                    _ => data,
                };
                let foreign = world.obj(data.obj).pkg != Some(self.pkg) && data.instance.is_none();
                if foreign || self.valid.contains(&ty) {
                    return true;
                }
                if nest.iter().any(|&other| world.identical(other, ty)) || nest.len() > MAX_NESTING {
                    origin.underlying.set(world.invalid());
                    let from = path.iter().position(|&other| world.identical(other, ty)).unwrap_or(0);
                    self.cycle_error_of_types(&path[from..]);
                    return false;
                }
                let Some(rhs) = origin.underlying.get() else { return true };
                nest.push(ty);
                path.push(ty);
                let valid = self.valid_part(rhs, nest, path);
                nest.pop();
                path.pop();
                let generic =
                    data.instance.is_some() || data.tparams.get().is_none_or(|list| !list.is_empty());
                if valid && !generic {
                    self.valid.insert(ty);
                }
                valid
            }
            TyKind::TypeParam(_) => {
                // What it stands for stands outside of the instance.
                let Some(instance) = nest.pop() else { return true };
                let targ = match *world.kind(instance) {
                    TyKind::Named(named) => {
                        world.named[named].instance.as_ref().and_then(|(origin, targs)| {
                            let i = world.type_params(*origin).iter().position(|&tparam| tparam == ty)?;
                            targs.get(i).copied()
                        })
                    }
                    _ => None,
                };
                let valid = targ.is_none_or(|targ| self.valid_part(targ, nest, path));
                nest.push(instance);
                valid
            }
            _ => true,
        }
    }
}
