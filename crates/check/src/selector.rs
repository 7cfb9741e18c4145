//! Selector expressions: qualified identifiers, fields, method values and method expressions (types2's call.go,
//! errsupport.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::Symbol;
use pontoon_syntax::ast::{DeclKind, ExprId};
use pontoon_types::Pkg;
use pontoon_types::constant::Value;
use pontoon_types::lookup::{Entity, Found, Missing};
use pontoon_types::object::{ObjKind, is_exported};
use pontoon_types::ty::{Param, Signature, Ty, TyKind};
use pontoon_types::typed::{Mode, Selection, SelectionKind};

impl Checker<'_> {
    /// The field or method `name` of a type, as this package sees it.
    pub(crate) fn lookup_field_or_method(
        &self,
        ty: Ty,
        addressable: bool,
        name: Symbol,
        fold: bool,
    ) -> Result<Found, Missing> {
        self.world.lookup_field_or_method(ty, addressable, Some(self.pkg), name, fold)
    }

    /// The same as another package sees it, and without the fields of defined pointer types.
    pub(crate) fn lookup_in(
        &self,
        ty: Ty,
        addressable: bool,
        pkg: Option<Pkg>,
        name: Symbol,
        fold: bool,
    ) -> Result<Found, Missing> {
        self.world.lookup_impl(ty, addressable, pkg, name, fold)
    }

    /// `operand.sel`. With `want_type` only a type will do.
    pub(crate) fn selector(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        operand: ExprId,
        sel: ExprId,
        want_type: bool,
    ) {
        let file = self.env.file.clone();
        if let Some(name) = file.opt_name(operand)
            && let Some(obj) = self.lookup(name)
            && let ObjKind::PkgName { imported, used } = &self.world.obj(obj).kind
        {
            self.record_use(operand, obj);
            used.raise();
            self.qualified(x, e, *imported, sel);
        } else {
            self.member(x, e, operand, sel, want_type);
        }
        x.expr = e;
        x.stand_in = None;
        if !x.is_valid() {
            x.ty = self.world.invalid();
        }
    }

    /// `pkg.X`.
    fn qualified(&mut self, x: &mut Operand, e: ExprId, pkg: Pkg, sel: ExprId) {
        let world = self.world;
        let name = self.name_of(sel);
        let pos = self.start_of(sel);
        x.invalidate();
        let data = world.pkg(pkg);
        // gc's export data has unexported names if code that it inlines mentions them; none of runtime's.
        let hidden = !is_exported(name) && data.path.as_str() == "runtime";
        let Some(obj) = world.scopes[data.scope].get(name).filter(|_| !hidden) else {
            if !data.fake && !name.is_blank() {
                let text = self.expr_text(e);
                let similar = |other: &Symbol| {
                    is_exported(*other) && other.as_str().to_lowercase() == name.as_str().to_lowercase()
                };
                let other = world.scopes[data.scope].sorted().into_iter().map(|(name, _)| name).find(similar);
                let hint = other.map_or_else(String::new, |other| format!(" (but have {other})"));
                self.error(pos, "undeclared-imported-name", format!("undefined: {text}{hint}"));
            }
            return;
        };
        if !is_exported(name) {
            let message = format!("name {name} not exported by package {}", data.name);
            self.error(pos, "unexported-name", message);
        }
        self.record_use(sel, obj);
        let object = world.obj(obj);
        let ty = object.ty.get().unwrap_or(world.invalid());
        x.mode = match &object.kind {
            ObjKind::Const { value } => {
                x.value = Some(value.get().cloned().unwrap_or(Value::Unknown));
                Mode::Constant
            }
            ObjKind::TypeName => Mode::Type,
            ObjKind::Var(_) => Mode::Variable,
            ObjKind::Func(_) => Mode::Value,
            &ObjKind::Builtin(builtin) => Mode::Builtin(builtin),
            ObjKind::PkgName { .. } | ObjKind::Label { .. } | ObjKind::Nil => Mode::Invalid,
        };
        x.ty = ty;
        if !world.is_valid(ty) && !matches!(x.mode, Mode::Builtin(_)) {
            // Its declaration is in error, which has been reported.
            x.invalidate();
        }
    }

    /// A field or method of a value or type.
    fn member(&mut self, x: &mut Operand, e: ExprId, operand: ExprId, sel: ExprId, want_type: bool) {
        let world = self.world;
        self.expr_or_type(x, operand, false);
        match x.mode {
            Mode::Invalid => return,
            Mode::Builtin(_) => {
                let message = format!("invalid use of {} in selector expression", self.operand_string(x));
                self.error(self.env.file.expr(e).pos, "uncalled-builtin", message);
                return x.invalidate();
            }
            _ => {}
        }
        // An instance is complete for types2 even while its generic type is being declared.
        let instance =
            matches!(*world.kind(world.unalias(x.ty)), TyKind::Named(n) if world.named[n].instance.is_some());
        let want_instance = want_type && instance;
        if !want_instance && !self.is_complete(x.ty) {
            return x.invalidate();
        }
        // A value's field may look like a type where the receiver of a method is declared.
        if want_type {
            let message = format!("{} is not a type", self.expr_text(e));
            self.error(self.start_of(sel), "not-a-type", message);
            return x.invalidate();
        }
        if let &TyKind::Pointer(base) = world.kind(world.under(x.ty))
            && !self.is_complete(base)
        {
            return x.invalidate();
        }
        let name = self.name_of(sel);
        let found = match self.lookup_field_or_method(x.ty, x.mode == Mode::Variable, name, false) {
            Ok(found) => found,
            Err(missing) => {
                self.report_missing(x, sel, name, missing);
                return x.invalidate();
            }
        };
        match &found.entity {
            Entity::Field(field) => {
                if x.mode == Mode::Type {
                    let ty = self.show(x.ty);
                    let message = format!("operand for field selector {name} must be value of type {ty}");
                    self.error(self.start_of(operand), "missing-field-or-method", message);
                    return x.invalidate();
                }
                let addressable = x.mode == Mode::Variable || found.indirect;
                self.record_member(e, SelectionKind::Field, x.ty, &found);
                x.mode = if addressable { Mode::Variable } else { Mode::Value };
                x.ty = field.ty;
            }
            Entity::Method { func, recv_named } => {
                self.obj_decl(*func);
                self.add_decl_dep(*func);
                self.typed.record_obj(sel, *func);
                let kind = SelectionKind::Method { func: *func, recv_named: *recv_named };
                let Some(sig) = world.method_signature(*func, *recv_named) else {
                    let message = "illegal cycle in method declaration";
                    self.error(self.start_of(e), "invalid-decl-cycle", message);
                    return x.invalidate();
                };
                self.method(x, e, kind, &found, sig);
            }
            &Entity::InterfaceMethod { iface, index, method } => {
                self.method(x, e, SelectionKind::InterfaceMethod { iface, index }, &found, method.sig);
            }
        }
        x.value = None;
    }

    /// A method value or method expression, which has the type of the method with its receiver as first parameter.
    fn method(&mut self, x: &mut Operand, e: ExprId, kind: SelectionKind, found: &Found, sig: Ty) {
        let world = self.world;
        if x.mode != Mode::Type {
            self.record_member(e, kind, x.ty, found);
            x.mode = Mode::Value;
            x.ty = sig;
            return;
        }
        let sig = world.signature(sig);
        let named = sig.params.first().is_some_and(|param| !param.name.is_empty());
        let name = if named { self.receiver_name(&kind) } else { Symbol::intern("") };
        let mut params = vec![Param { name, ty: x.ty }];
        params.extend_from_slice(&sig.params);
        self.record_member(e, SelectionKind::MethodExpr(Box::new(kind)), x.ty, found);
        x.mode = Mode::Value;
        x.ty = world.intern(TyKind::Func(Box::new(Signature { params: params.into(), ..sig.clone() })));
    }

    /// The name of a method's receiver, for a signature in which the other parameters have names.
    fn receiver_name(&self, kind: &SelectionKind) -> Symbol {
        let world = self.world;
        let declared = || {
            let SelectionKind::Method { func, .. } = kind else { return None };
            let ObjKind::Func(func) = &world.obj(*func).kind else { return None };
            let decl = func.decl?;
            let file = &world.pkg(decl.pkg).files.get(decl.file as usize)?.ast;
            let DeclKind::Func(decl) = &file.decl(decl.decl).kind else { return None };
            file.opt_name(decl.recv?.name?)
        };
        declared().unwrap_or_else(|| Symbol::intern("_"))
    }

    fn record_member(&mut self, e: ExprId, kind: SelectionKind, recv: Ty, found: &Found) {
        let selection = Selection { kind, recv, path: found.path.clone(), indirect: found.indirect };
        self.typed.selections.insert(e, selection);
    }

    fn report_missing(&mut self, x: &Operand, sel: ExprId, name: Symbol, missing: Missing) {
        let world = self.world;
        // What is wrong with the type has been reported.
        if !world.is_valid(world.under(x.ty)) {
            return;
        }
        let ty = self.show(x.ty);
        let text = self.operand_text(x);
        let (code, message) = match missing {
            Missing::Ambiguous => ("ambiguous-selector", format!("ambiguous selector {text}.{name}")),
            Missing::NeedsPointer if x.mode == Mode::Type => {
                let hint = format!("needs pointer receiver (*{ty}).{name}");
                ("invalid-method-expr", format!("invalid method expression {ty}.{name} ({hint})"))
            }
            Missing::NeedsPointer => {
                ("invalid-method-expr", format!("cannot call pointer method {name} on {ty}"))
            }
            Missing::NotFound => {
                let why = if world.is_interface_ptr(x.ty) {
                    self.interface_ptr_error(x.ty)
                } else {
                    let addressable = x.mode == Mode::Variable;
                    let alt = self.lookup_field_or_method(x.ty, addressable, name, true).ok();
                    self.lookup_error(x.ty, name, alt.as_ref(), false)
                };
                ("missing-field-or-method", format!("{text}.{name} undefined ({why})"))
            }
        };
        self.error(self.start_of(sel), code, message);
    }

    pub(crate) fn interface_ptr_error(&self, ty: Ty) -> String {
        let world = self.world;
        let param = match *world.kind(world.under(ty)) {
            TyKind::Pointer(base) => world.is_type_param(base),
            _ => false,
        };
        let what = if param { "type parameter" } else { "interface" };
        format!("type {} is pointer to {what}, not {what}", self.show(ty))
    }

    /// Why `sel` is no field or method of the type, or no field of the struct in a literal, given what there is with
    /// other upper and lower case, or hidden in another package.
    pub(crate) fn lookup_error(&self, ty: Ty, sel: Symbol, alt: Option<&Found>, literal: bool) -> String {
        let world = self.world;
        let ty = self.show(ty);
        let missing = if literal {
            format!("unknown field {sel} in struct literal of type {ty}")
        } else {
            format!("type {ty} has no field or method {sel}")
        };
        let Some(alt) = alt else { return missing };
        let (name, pkg, what) = match &alt.entity {
            Entity::Field(field) => (field.name, field.pkg, "field"),
            Entity::Method { func, .. } => (world.obj(*func).name, world.obj(*func).pkg, "method"),
            Entity::InterfaceMethod { method, .. } => (method.name, method.pkg, "method"),
        };
        let other = if literal { name.to_string() } else { format!("{what} {name}") };
        let misspelled = format!("{missing}, but does have {other}");
        let same_tail = tail(sel) == tail(name);
        match (is_exported(sel), is_exported(name)) {
            _ if pkg == Some(self.pkg) => misspelled,
            (true, true) => misspelled,
            (true, false) if same_tail => format!("{missing}, but does have unexported {other}"),
            (false, true) if same_tail => misspelled,
            (false, false) if sel == name && literal => {
                format!("cannot refer to unexported field {name} in struct literal of type {ty}")
            }
            (false, false) if sel == name => format!("cannot refer to unexported {other}"),
            _ => missing,
        }
    }

    /// The names of the fields on a path, with dots between them.
    pub(crate) fn field_path(&self, mut ty: Ty, path: &[u32]) -> String {
        let world = self.world;
        let mut names = Vec::new();
        for &i in path {
            let holder = world.under(self.deref_struct_ptr(ty));
            let TyKind::Struct(fields) = world.kind(holder) else { break };
            let field = &fields[i as usize];
            names.push(field.name.as_str());
            ty = field.ty;
        }
        names.join(".")
    }
}

/// The name without its first letter.
fn tail(name: Symbol) -> &'static str {
    let mut chars = name.as_str().chars();
    chars.next();
    chars.as_str()
}
