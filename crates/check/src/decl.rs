//! Declarations (types2's decl.go).

use crate::checker::{Checker, DeclInfo, Env};
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{BinaryOp, DeclId, DeclKind, ExprId, ExprKind, ExprList, FieldList, UnaryOp};
use pontoon_types::cell::{Flag, IdCell};
use pontoon_types::constant::Value;
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::{AliasData, NamedData, Signature, Ty, TyKind, TypeParamData};
use pontoon_types::{Obj, Scope};
use std::sync::{Arc, OnceLock};

impl Checker<'_> {
    /// Puts an object into a scope, and reports a name that is taken there. `visible_from` is where it can be seen.
    pub(crate) fn declare(&mut self, scope: Scope, name: Option<ExprId>, obj: Obj, _visible_from: Pos) {
        let world = self.world;
        let data = world.obj(obj);
        if !data.name.is_blank() {
            if let Some(other) = world.scopes[scope].insert(data.name, obj) {
                let message =
                    format!("{} redeclared in this block{}", data.name, self.other_declaration(other));
                return self.error(data.pos, "duplicate-decl", message);
            }
            data.parent.set(scope);
            if matches!(&data.kind, ObjKind::Var(var) if var.kind == VarKind::Local) {
                self.env.locals.push(obj);
            }
        }
        if let Some(name) = name {
            self.record_def(name, obj);
        }
    }

    /// Makes sure that an object's declaration has been checked.
    pub(crate) fn obj_decl(&mut self, obj: Obj) {
        let world = self.world;
        let data = world.obj(obj);
        if self.path.contains(&obj) {
            if matches!(data.kind, ObjKind::Func(_)) {
                return;
            }
            let valid = self.valid_cycle(obj);
            match &data.kind {
                ObjKind::Const { .. } | ObjKind::Var(_) if !valid || data.ty.get().is_none() => {
                    data.ty.set(world.invalid());
                }
                ObjKind::TypeName if !valid => data.ty.set(world.invalid()),
                _ => {}
            }
            return;
        }
        if data.ty.get().is_some() {
            return;
        }
        let Some(info) = self.decls.get(&obj).cloned() else { return };
        self.path.push(obj);
        let env = self.enter_decl(&info);
        let key = matches!(data.kind, ObjKind::Var(_)).then_some((info.file_index, info.decl));
        let record = self.switch_record(key);
        match &data.kind {
            ObjKind::Const { .. } => {
                self.env.decl = Some(obj);
                self.const_decl(obj, info.ty, info.init, info.inherited, info.iota);
            }
            ObjKind::Var(_) => {
                self.env.decl = Some(obj);
                self.var_decl(obj, &info.lhs, info.ty, info.init);
            }
            ObjKind::TypeName => {
                self.type_decl(obj, info.decl);
                self.collect_methods(obj);
            }
            ObjKind::Func(_) => self.func_decl(obj, &info),
            _ => {}
        }
        self.switch_record(record);
        self.env = env;
        self.path.pop();
    }

    /// Goes to where a declaration stands; gives what to come back to.
    pub(crate) fn enter_decl(&mut self, info: &DeclInfo) -> Env {
        let file = &self.world.pkg(self.pkg).files[info.file_index as usize];
        let env = Env {
            file: file.ast.clone(),
            file_index: info.file_index,
            scope: info.scope,
            go_minor: file.go_minor,
            iota: None,
            err_pos: None,
            decl: None,
            sig: None,
            results: Vec::new(),
            is_panic: Vec::new(),
            has_call_or_recv: false,
            tparams: Vec::new(),
            in_tparam_list: false,
            locals: Vec::new(),
        };
        std::mem::replace(&mut self.env, env)
    }

    pub(crate) fn const_decl(
        &mut self,
        obj: Obj,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
        iota: u32,
    ) {
        let world = self.world;
        let data = world.obj(obj);
        let before = (self.env.iota.replace(iota), self.env.err_pos.take());
        let mut valid = true;
        if let Some(e) = ty {
            let mut ty = self.typ(e);
            if !world.is_const_type(ty) {
                if world.is_valid(world.under(ty)) {
                    let message = format!("invalid constant type {}", self.show(ty));
                    self.error(self.start_of(e), "invalid-const-type", message);
                }
                ty = world.invalid();
                valid = false;
            }
            data.ty.set(ty);
        }
        if valid {
            let mut x = self.operand();
            if let Some(init) = init {
                if inherited {
                    // The expression is written elsewhere.
                    self.env.err_pos = Some(data.pos);
                }
                self.expr(None, &mut x, init);
            }
            self.init_const(obj, &mut x);
        }
        (self.env.iota, self.env.err_pos) = before;
        if let ObjKind::Const { value } = &data.kind {
            // Without effect if the initializer gave a value.
            let _ = value.set(Value::Unknown);
        }
    }

    pub(crate) fn var_decl(&mut self, obj: Obj, lhs: &[Obj], ty: Option<ExprId>, init: Option<ExprId>) {
        let world = self.world;
        let data = world.obj(obj);
        if let Some(ty) = ty {
            let ty = self.var_type(ty);
            data.ty.set(ty);
        }
        let Some(init) = init else {
            if ty.is_none() {
                data.ty.set(world.invalid());
            }
            return;
        };
        if lhs.len() <= 1 {
            let target = self.new_target(data.ty.get(), || data.name.to_string());
            let mut x = self.operand();
            self.expr(target.as_ref(), &mut x, init);
            return self.init_var(obj, &mut x, "variable declaration");
        }
        if ty.is_some() {
            for &other in lhs {
                if let Some(ty) = data.ty.get() {
                    world.obj(other).ty.set(ty);
                }
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    fn new_named(&self, obj: Obj, generic: bool) -> Ty {
        let world = self.world;
        let named = world.named.push(NamedData {
            obj,
            instance: None,
            tparams: if generic { OnceLock::new() } else { OnceLock::from(Box::default()) },
            implicit: self.env.tparams.clone().into(),
            underlying: IdCell::new(None),
            methods: OnceLock::new(),
        });
        let ty = world.intern(TyKind::Named(named));
        world.obj(obj).ty.set(ty);
        ty
    }

    pub(crate) fn type_decl(&mut self, obj: Obj, decl: DeclId) {
        let world = self.world;
        let file = self.env.file.clone();
        let DeclKind::Type { tparams, alias, ty: e, .. } = file.decl(decl).kind else { return };
        let span = file.decl(decl).span;
        let rhs_cell = Arc::new(IdCell::<Ty>::new(None));
        let later_rhs = rhs_cell.clone();
        // One error about the language version is enough for a declaration.
        let mut version_ok = true;
        let version_seen = Arc::new(Flag::of(true));
        let later_version = version_seen.clone();
        let pos = self.start_of(e);
        self.later(move |check| {
            if let Some(ty) = world.obj(obj).ty.get()
                && matches!(world.kind(ty), TyKind::Named(_))
            {
                check.valid_type(ty);
            }
            if later_version.get()
                && let Some(rhs) = later_rhs.get()
                && check.is_imported_constraint(rhs)
            {
                let what = format!("using type constraint {}", check.show(rhs));
                check.verify_version(pos, 18, &what);
            }
        });
        let outer = self.env.scope;
        let first = file.fields(tparams).first().map(|field| field.pos);
        if let Some(first) = first {
            // The highest version comes first, since whoever follows the message needs no other then.
            let (minor, what) = if alias { (23, "generic type alias") } else { (18, "type parameter") };
            version_ok = self.verify_version(first, minor, what);
            self.open_scope(span, "type parameters");
        }
        if alias && version_ok {
            version_ok = self.verify_version(file.decl(decl).pos, 9, "type alias");
        }
        version_seen.put(version_ok);
        if alias {
            self.alias_decl(obj, tparams, e);
        } else {
            let ty = self.new_named(obj, first.is_some());
            let TyKind::Named(named) = *world.kind(ty) else { return };
            let named = &world.named[named];
            if first.is_some() {
                self.collect_type_params(tparams, |list| {
                    let _ = named.tparams.set(list.into());
                });
            }
            let mut rhs = self.typ(e);
            rhs_cell.set(rhs);
            if world.is_type_param(rhs) {
                let message = "cannot use a type parameter as RHS in type declaration";
                self.error(self.start_of(e), "misplaced-type-param", message);
                rhs = world.invalid();
            }
            named.underlying.set(rhs);
        }
        self.env.scope = outer;
    }

    fn alias_decl(&mut self, obj: Obj, tparams: FieldList, e: ExprId) {
        let world = self.world;
        let generic = !tparams.is_empty();
        let alias = world.aliases.push(AliasData {
            obj,
            instance: None,
            tparams: if generic { OnceLock::new() } else { OnceLock::from(Box::default()) },
            rhs: IdCell::new(None),
        });
        let ty = world.intern(TyKind::Alias(alias));
        world.obj(obj).ty.set(ty);
        let alias = &world.aliases[alias];
        if generic {
            self.collect_type_params(tparams, |list| {
                let _ = alias.tparams.set(list.into());
            });
        }
        let rhs = self.typ(e);
        // A cycle through the alias has been reported, and has made it invalid.
        if alias.rhs.get().is_some() {
            return;
        }
        if alias.tparams.get().is_some_and(|list| list.contains(&rhs)) {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error(self.start_of(e), "misplaced-type-param", message);
            return alias.rhs.set(world.invalid());
        }
        alias.rhs.set(rhs);
    }

    /// Declares type parameters; `bind` gets them before their constraints are looked at, which may mention them.
    pub(crate) fn collect_type_params(&mut self, list: FieldList, bind: impl FnOnce(&[Ty])) -> Vec<Ty> {
        let world = self.world;
        let file = self.env.file.clone();
        let fields = file.fields(list);
        let visible_from = fields.first().map_or(Pos::NONE, |field| field.pos);
        let mut tparams = Vec::with_capacity(fields.len());
        for (i, field) in fields.iter().enumerate() {
            let name = field.name.map_or_else(crate::typexpr::blank, |name| file.name(name));
            let pos = field.name.map_or(field.pos, |name| self.start_of(name));
            tparams.push(self.declare_type_param(field.name, pos, name, i, visible_from));
        }
        bind(&tparams);
        let before = std::mem::replace(&mut self.env.in_tparam_list, true);
        let mut bound = world.invalid();
        for (i, field) in fields.iter().enumerate() {
            if i == 0 || field.ty != fields[i - 1].ty {
                bound = self.bound(field.ty);
                if world.is_type_param(bound) {
                    let message = "cannot use a type parameter as constraint";
                    self.error(self.start_of(field.ty), "misplaced-type-param", message);
                    bound = world.invalid();
                }
            }
            self.set_bound(tparams[i], bound);
        }
        self.env.in_tparam_list = before;
        tparams
    }

    pub(crate) fn set_bound(&self, tparam: Ty, bound: Ty) {
        if let Some(id) = self.world.as_type_param(tparam) {
            self.world.tparams[id].bound.set(bound);
        }
    }

    /// A constraint; `~T` and `A | B` stand for interfaces with that element.
    fn bound(&mut self, e: ExprId) -> Ty {
        let world = self.world;
        match self.env.file.expr(e).kind {
            ExprKind::Unary { op: UnaryOp::Tilde, .. } | ExprKind::Binary { op: BinaryOp::Or, .. } => {
                let pos = self.start_of(e);
                let elem = self.parse_union(e);
                let ty = world.implicit_interface(elem, pos);
                self.later(move |check| check.check_type_set(pos, ty));
                ty
            }
            _ => self.typ(e),
        }
    }

    pub(crate) fn declare_type_param(
        &mut self,
        name: Option<ExprId>,
        pos: Pos,
        text: Symbol,
        index: usize,
        visible_from: Pos,
    ) -> Ty {
        let world = self.world;
        let obj = self.new_obj(pos, text, None, visible_from, ObjKind::TypeName);
        let bound = IdCell::new(Some(world.invalid()));
        let tparam = world.tparams.push(TypeParamData { obj, index, bound, origin: None });
        let ty = world.intern(TyKind::TypeParam(tparam));
        world.obj(obj).ty.set(ty);
        if world.scopes[world.universe].get(text).is_some() {
            world.note_shadowing(ty, self.pos_text(pos));
        }
        self.declare(self.env.scope, name, obj, visible_from);
        ty
    }

    /// Gives a defined type the methods that were found for it.
    pub(crate) fn collect_methods(&mut self, obj: Obj) {
        let world = self.world;
        let list = self.methods.remove(&obj).unwrap_or_default();
        let ty = world.obj(obj).ty.get();
        let named = match ty.map(|ty| world.kind(ty)) {
            Some(&TyKind::Named(named)) => Some(&world.named[named]),
            _ => None,
        };
        let mut methods: Vec<Obj> = Vec::with_capacity(list.len());
        for method in list {
            let data = world.obj(method);
            if let Some(&other) = methods.iter().find(|&&other| world.obj(other).name == data.name) {
                let at = self.pos_text(world.obj(other).pos);
                let message =
                    format!("method {}.{} already declared at {at}", world.obj(obj).name, data.name);
                self.error(data.pos, "duplicate-method", message);
                continue;
            }
            methods.push(method);
        }
        if let (Some(named), Some(ty)) = (named, ty) {
            if !methods.is_empty() {
                self.later(move |check| check.field_uniqueness(ty));
            }
            let _ = named.methods.set(methods.into());
        }
    }

    /// A struct's fields and its methods share one space of names.
    fn field_uniqueness(&mut self, ty: Ty) {
        let world = self.world;
        let TyKind::Struct(fields) = world.kind(world.under(ty)) else { return };
        for field in fields.iter().filter(|field| !field.name.is_blank()) {
            let methods = world.declared_methods(ty);
            if let Some(&method) = methods.iter().find(|&&method| world.obj(method).name == field.name) {
                let name = field.name;
                let message = format!("field and method with the same name {name}");
                let at = self.field_pos(ty, name).map(|pos| self.pos_text(pos));
                let other =
                    at.map_or_else(String::new, |at| format!("\n\t{at}: other declaration of {name}"));
                self.error(world.obj(method).pos, "duplicate-field-and-method", format!("{message}{other}"));
            }
        }
    }

    /// Where a field of a declared struct type is written.
    fn field_pos(&self, ty: Ty, name: Symbol) -> Option<Pos> {
        let TyKind::Named(named) = *self.world.kind(ty) else { return None };
        let info = self.decls.get(&self.world.named[named].obj)?;
        let file = &self.world.pkg(self.pkg).files[info.file_index as usize].ast;
        let DeclKind::Type { ty, .. } = file.decl(info.decl).kind else { return None };
        let ExprKind::StructType { fields } = file.expr(file.unparen(ty)).kind else { return None };
        let name_of = |field: &pontoon_syntax::ast::Field| {
            field.name.or_else(|| crate::typexpr::embedded_field_ident(file, field.ty))
        };
        let idents = file.fields(fields).iter().filter_map(name_of);
        idents.into_iter().find(|&ident| file.name(ident) == name).map(|ident| file.expr(ident).span.lo)
    }

    fn func_decl(&mut self, obj: Obj, info: &DeclInfo) {
        let world = self.world;
        let file = self.env.file.clone();
        let decl = file.decl(info.decl);
        let DeclKind::Func(func) = &decl.kind else { return };
        let data = world.obj(obj);
        // What the signature itself can know of the function; a method cannot be mentioned in it.
        let provisional = |tparams: &[Ty]| {
            if func.recv.is_none()
                && let TyKind::Func(empty) = world.kind(world.empty_func())
            {
                let sig = Signature { tparams: tparams.into(), ..(**empty).clone() };
                data.ty.set(world.intern(TyKind::Func(Box::new(sig))));
            }
        };
        provisional(&[]);
        let (sig, objs, receiver) = self.func_signature(func.ty, func.recv, func.tparams, provisional);
        data.ty.set(sig);
        if let ObjKind::Func(data) = &data.kind {
            if let (Some(method), Some(receiver)) = (&data.method, receiver) {
                method.recv.set(receiver.ty);
                let _ = method.recv_tparams.set(receiver.tparams.into());
            }
            let _ = data.objs.set(objs);
        }
        if !func.tparams.is_empty() && func.body.is_none() {
            self.soft_error(decl.pos, "bad-decl", "generic function is missing function body");
        }
    }

    /// Declarations in a function.
    pub(crate) fn decl_stmt(&mut self, list: &[DeclId]) {
        let file = self.env.file.clone();
        // The last constant declaration with a type or values, which those behind it repeat.
        let mut last: Option<(Option<ExprId>, ExprList)> = None;
        let mut group = 0;
        for &id in list {
            let decl = file.decl(id);
            match decl.kind {
                DeclKind::Const { names, ty, values, iota } => {
                    if group == 0 || decl.group != group {
                        last = None;
                    }
                    group = decl.group;
                    let inherited = ty.is_none() && values.is_empty() && last.is_some();
                    if !inherited {
                        last = Some((ty, values));
                    }
                    let (ty, values) = last.unwrap_or_default();
                    self.local_consts(id, names, ty, values, inherited, iota);
                }
                DeclKind::Var { names, ty, values } => self.local_vars(id, names, ty, values),
                DeclKind::Type { name, .. } => {
                    let pos = self.start_of(name);
                    let obj = self.new_obj(pos, file.name(name), None, pos, ObjKind::TypeName);
                    self.declare(self.env.scope, Some(name), obj, pos);
                    self.path.push(obj);
                    self.type_decl(obj, id);
                    self.path.pop();
                }
                DeclKind::Import { .. } | DeclKind::Func(_) => {}
            }
        }
    }

    fn local_consts(
        &mut self,
        id: DeclId,
        names: ExprList,
        ty: Option<ExprId>,
        values: ExprList,
        inherited: bool,
        iota: u32,
    ) {
        let file = self.env.file.clone();
        let decl = file.decl(id);
        let top = self.delayed_top();
        let (names, values) = (file.list(names), file.list(values));
        let mut objs = Vec::with_capacity(names.len());
        for (i, &name) in names.iter().enumerate() {
            let kind = ObjKind::Const { value: OnceLock::new() };
            let obj = self.new_obj(self.start_of(name), file.name(name), None, decl.span.hi, kind);
            objs.push(obj);
            self.const_decl(obj, ty, values.get(i).copied(), inherited, iota);
        }
        self.arity(decl.pos, names, values, true, inherited);
        self.process_delayed(top);
        for (&name, obj) in names.iter().zip(objs) {
            self.declare(self.env.scope, Some(name), obj, decl.span.hi);
        }
    }

    fn local_vars(&mut self, id: DeclId, names: ExprList, ty: Option<ExprId>, values: ExprList) {
        let file = self.env.file.clone();
        let decl = file.decl(id);
        let top = self.delayed_top();
        let (names, values) = (file.list(names), file.list(values));
        let new_var = |&name: &ExprId| {
            self.new_var(VarKind::Local, self.start_of(name), file.name(name), None, decl.span.hi)
        };
        let vars: Vec<_> = names.iter().map(new_var).collect();
        for (i, &var) in vars.iter().enumerate() {
            if values.len() == 1 && names.len() != 1 {
                self.var_decl(var, &vars, ty, values.first().copied());
                break;
            }
            self.var_decl(var, &[], ty, values.get(i).copied());
        }
        if ty.is_none() || !values.is_empty() {
            self.arity(decl.pos, names, values, false, false);
        }
        self.process_delayed(top);
        for (&name, var) in names.iter().zip(vars) {
            self.declare(self.env.scope, Some(name), var, decl.span.hi);
        }
    }

    /// Checks that there are as many values as names.
    pub(crate) fn arity(
        &mut self,
        pos: Pos,
        names: &[ExprId],
        values: &[ExprId],
        constant: bool,
        inherited: bool,
    ) {
        const CODE: &str = "wrong-assign-count";
        if let Some(&extra) = values.get(names.len()) {
            if inherited {
                let at = self.pos_text(self.env.file.expr(extra).pos);
                self.error(pos, CODE, format!("extra init expr at {at}"));
            } else {
                let message = format!("extra init expr {}", self.expr_text(extra));
                self.error(self.start_of(extra), CODE, message);
            }
        } else if let Some(&missing) = names.get(values.len())
            && (constant || values.len() != 1)
        {
            let message = format!("missing init expr for {}", self.name_of(missing));
            self.error(self.start_of(missing), CODE, message);
        }
    }
}
