//! Names and type expressions (types2's typexpr.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::Symbol;
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::Obj;
use pontoon_types::constant::{self, Value, make_int};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

/// Shorter arrays are small enough whatever their elements are, unless those are reported themselves.
const LARGE_ARRAY: i64 = 1 << 16;

impl Checker<'_> {
    /// What a name means here. With `want_type` only a type will do.
    pub(crate) fn ident(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        let world = self.world;
        let name = self.name_of(e);
        let pos = self.start_of(e);
        *x = self.operand_of(Mode::Invalid, e, world.invalid());
        let Some((scope, obj)) = self.lookup_scope(name) else {
            if name.is_blank() {
                self.error(pos, "invalid-blank", "cannot use _ as value or type");
            } else if !name.is_empty() {
                self.error(pos, "undeclared-name", format!("undefined: {name}"));
            }
            return;
        };
        let data = world.obj(obj);
        if data.pkg.is_none()
            && data.ty.get().is_some_and(|ty| ty == world.any_ty || ty == world.comparable_ty)
            && !self.verify_version(pos, 18, &format!("predeclared {name}"))
        {
            return;
        }
        self.record_use(e, obj);
        let is_type = matches!(data.kind, ObjKind::TypeName);
        if want_type && !is_type {
            let message = format!("{} ({}) is not a type", data.name, self.object_kind(obj));
            self.error(pos, "not-a-type", message);
            if let ObjKind::Var(var) = &data.kind
                && data.pkg == Some(self.pkg)
            {
                var.used.raise();
            }
            return;
        }
        if let Some(&import) = self.dot_imports.get(&(scope, name))
            && let ObjKind::PkgName { used, .. } = &world.obj(import).kind
        {
            used.raise();
        }
        match &data.kind {
            ObjKind::PkgName { .. } => {
                let message = format!("use of package {name} not in selector");
                return self.error(pos, "invalid-pkg-use", message);
            }
            &ObjKind::Builtin(builtin) => {
                x.mode = Mode::Builtin(builtin);
                return;
            }
            _ => {}
        }
        if data.ty.get().is_none() || is_type && want_type && data.pkg == Some(self.pkg) {
            self.obj_decl(obj);
        }
        let Some(ty) = data.ty.get() else { return };
        match &data.kind {
            ObjKind::Const { value } => {
                self.add_decl_dep(obj);
                if !world.is_valid(ty) {
                    return;
                }
                let iota = data.pkg.is_none() && name.as_str() == "iota";
                x.value = Some(if !iota {
                    value.get().cloned().unwrap_or(Value::Unknown)
                } else if let Some(iota) = self.env.iota {
                    make_int(i64::from(iota))
                } else {
                    let message = "cannot use iota outside constant declaration";
                    return self.error(pos, "invalid-iota", message);
                });
                x.mode = Mode::Constant;
            }
            ObjKind::TypeName => x.mode = Mode::Type,
            ObjKind::Var(var) => {
                if data.pkg == Some(self.pkg) {
                    var.used.raise();
                }
                self.add_decl_dep(obj);
                if !world.is_valid(ty) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjKind::Func(_) => {
                self.add_decl_dep(obj);
                x.mode = Mode::Value;
            }
            ObjKind::Nil => x.mode = Mode::Nil,
            ObjKind::PkgName { .. } | ObjKind::Builtin(_) | ObjKind::Label { .. } => {}
        }
        x.ty = ty;
    }

    fn object_kind(&self, obj: Obj) -> &'static str {
        match &self.world.obj(obj).kind {
            ObjKind::PkgName { .. } => "package name",
            ObjKind::Const { .. } => "constant",
            ObjKind::TypeName => "type name",
            ObjKind::Var(var) => match var.kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Receiver => "receiver",
            },
            ObjKind::Func(func) if func.method.is_some() => "method",
            ObjKind::Func(_) => "function",
            ObjKind::Label { .. } => "label",
            ObjKind::Builtin(_) => "built-in function",
            ObjKind::Nil => "untyped nil",
        }
    }

    /// The type that an expression denotes; invalid after an error.
    pub(crate) fn typ(&mut self, e: ExprId) -> Ty {
        let ty = self.type_internal(e);
        let ty = if self.world.is_generic(ty) {
            let message = format!("cannot use generic type {} without instantiation", self.show(ty));
            self.error(self.start_of(e), "wrong-type-arg-count", message);
            self.world.invalid()
        } else {
            ty
        };
        self.record_type_and_value(e, Mode::Type, ty, None);
        ty
    }

    /// The type of a variable, which must not be a constraint.
    pub(crate) fn var_type(&mut self, e: ExprId) -> Ty {
        let ty = self.typ(e);
        self.valid_var_type(e, ty);
        ty
    }

    pub(crate) fn valid_var_type(&mut self, e: ExprId, ty: Ty) {
        let world = self.world;
        // These cannot be interfaces.
        if !matches!(world.kind(ty), TyKind::Named(_) | TyKind::Alias(_) | TyKind::Interface(_)) {
            return;
        }
        if world.is_type_param(ty) {
            return;
        }
        let pos = self.start_of(e);
        self.later(move |check| {
            let world = check.world;
            if !world.is_interface(ty) {
                return;
            }
            let set = world.type_set(ty);
            if !set.is_method_set() {
                let what = if set.is_comparable_set() {
                    "interface is (or embeds) comparable"
                } else {
                    "interface contains type constraints"
                };
                let message = format!("cannot use type {} outside a type constraint: {what}", check.show(ty));
                check.soft_error(pos, "misplaced-constraint-iface", message);
            }
        });
    }

    /// Like `typ` for a generic type without type arguments; `cause` says why it is none.
    pub(crate) fn generic_type(&mut self, e: ExprId, cause: &mut String) -> Ty {
        let world = self.world;
        let mut ty = self.type_internal(e);
        if world.is_valid(ty) && !world.is_generic(ty) {
            *cause = format!("{} is not a generic type", self.show(ty));
            ty = world.invalid();
        }
        self.record_type_and_value(e, Mode::Type, ty, None);
        ty
    }

    fn type_internal(&mut self, e: ExprId) -> Ty {
        let world = self.world;
        let file = self.env.file.clone();
        match file.expr(e).kind {
            ExprKind::Bad => {}
            ExprKind::Name(_) => {
                let mut x = self.operand();
                self.ident(&mut x, e, true);
                return self.operand_type(&x);
            }
            ExprKind::Selector { x: operand, sel } => {
                let mut x = self.operand();
                self.selector(&mut x, e, operand, sel, true);
                return self.operand_type(&x);
            }
            ExprKind::Index { x, indices } => {
                self.verify_version(self.start_of(e), 18, "type instantiation");
                return self.instantiated_type(x, file.list(indices));
            }
            ExprKind::Paren(inner) => return self.typ(inner),
            ExprKind::ArrayType { len, elem } => {
                let len = match len {
                    Some(len) => self.array_length(len),
                    None => {
                        let message = "invalid use of [...] array (outside a composite literal)";
                        self.error(self.start_of(e), "bad-dot-dot-dot-syntax", message);
                        -1
                    }
                };
                let elem = self.var_type(elem);
                if len >= 0 {
                    let ty = world.intern(TyKind::Array { len, elem });
                    if len >= LARGE_ARRAY {
                        let pos = self.env.file.expr(e).pos;
                        self.later(move |check| check.array_size(pos, ty));
                    }
                    return ty;
                }
            }
            ExprKind::SliceType(elem) => {
                let elem = self.var_type(elem);
                return world.intern(TyKind::Slice(elem));
            }
            ExprKind::DotsType(_) => {
                self.error(
                    self.start_of(e),
                    "invalid-syntax-tree",
                    "invalid syntax tree: invalid use of ...",
                );
            }
            ExprKind::StructType { fields } => return self.struct_type(fields),
            ExprKind::Star(base) => {
                let base = self.var_type(base);
                return if world.is_valid(base) { world.intern(TyKind::Pointer(base)) } else { base };
            }
            ExprKind::FuncType { .. } => return self.func_type(e, None, Default::default()).0,
            ExprKind::InterfaceType { elems } => return self.interface_type(e, elems),
            ExprKind::MapType { key, value } => {
                let key_ty = self.var_type(key);
                let elem = self.var_type(value);
                let pos = self.start_of(key);
                self.later(move |check| {
                    let world = check.world;
                    if !world.comparable(key_ty) {
                        let why =
                            if world.is_type_param(key_ty) { " (missing comparable constraint)" } else { "" };
                        let message = format!("invalid map key type {}{why}", check.show(key_ty));
                        check.error(pos, "incomparable-map-key", message);
                    }
                });
                return world.intern(TyKind::Map { key: key_ty, elem });
            }
            ExprKind::ChanType { dir, elem } => {
                let elem = self.var_type(elem);
                let pos = self.env.file.expr(e).pos;
                self.later(move |check| check.chan_elem_size(pos, elem));
                return world.intern(TyKind::Chan { dir, elem });
            }
            _ => {
                let message = format!("{} is not a type", self.expr_text(e));
                self.error(self.start_of(e), "not-a-type", message);
                self.use_exprs(&[e]);
            }
        }
        world.invalid()
    }

    /// What gc says only of packages without other errors.
    fn late_error(&mut self, pos: pontoon_base::Pos, code: &'static str, message: String) {
        self.typed.failed = true;
        let diagnostic = pontoon_base::Diagnostic::error(code, pos, message);
        self.diagnostics.push(diagnostic.gate(pontoon_base::diag::Gate::Bodies));
    }

    /// Reports arrays that no address space could hold.
    fn array_size(&mut self, pos: pontoon_base::Pos, ty: Ty) {
        const MAX_SIZE: i64 = 1 << 50;
        let world = self.world;
        if self.valid_part_of(ty) && !self.has_var_size(ty) && !(0..MAX_SIZE).contains(&world.size_of(ty)) {
            let message = format!("type {} larger than address space", self.show(ty));
            self.late_error(pos, "type-too-large", message);
        }
    }

    /// Reports elements that are too large for a channel, a limit of gc's runtime.
    fn chan_elem_size(&mut self, pos: pontoon_base::Pos, elem: Ty) {
        const MAX_SIZE: i64 = 1 << 16;
        let world = self.world;
        let declared = self.valid_part_of(elem) && !self.has_var_size(elem);
        if declared && world.size_of(elem) >= MAX_SIZE {
            self.late_error(pos, "chan-elem-too-large", "channel element type too large".to_string());
        }
    }

    fn operand_type(&mut self, x: &Operand) -> Ty {
        let complaint = match x.mode {
            Mode::Type => return x.ty,
            Mode::Invalid => return self.world.invalid(),
            Mode::NoValue => "used as type",
            _ => "is not a type",
        };
        let message = format!("{} {complaint}", self.operand_string(x));
        self.error(self.operand_pos(x), "not-a-type", message);
        self.world.invalid()
    }

    /// `x[list]`, an instance of a generic type.
    fn instantiated_type(&mut self, x: ExprId, list: &[ExprId]) -> Ty {
        let world = self.world;
        let mut cause = String::new();
        let generic = self.generic_type(x, &mut cause);
        if !cause.is_empty() {
            let args: Vec<_> = list.iter().map(|&arg| self.expr_text(arg)).collect();
            let text = format!("{}[{}]", self.expr_text(x), args.join(", "));
            self.error(
                self.start_of(x),
                "not-a-generic-type",
                format!("invalid operation: {text} ({cause})"),
            );
        }
        if !world.is_valid(generic) {
            return generic;
        }
        let Some(targs) = self.type_list(list) else { return world.invalid() };
        let pos = self.env.file.expr(x).pos;
        // The parameters of an alias may be unused, so a wrong number cannot be made good later.
        let (name, want) = self.generic_shape(generic);
        if matches!(world.kind(generic), TyKind::Alias(_))
            && !self.validate_targ_len(pos, name, want, targs.len())
        {
            return world.invalid();
        }
        let instance = world.instance(generic, &targs);
        self.instance_pos.entry(instance).or_insert(pos);
        let starts: Vec<_> = list.iter().map(|&arg| self.start_of(arg)).collect();
        self.record_instance(x, &targs);
        self.later(move |check| {
            let (name, want) = check.generic_shape(generic);
            if !check.validate_targ_len(pos, name, want, targs.len()) {
                return;
            }
            let tparams = world.type_params(generic);
            check.record_mono_instance(pos, tparams, &targs, &starts);
            if let Err((i, message)) = check.verify(tparams, &targs) {
                let pos = starts.get(i).copied().unwrap_or(pos);
                check.soft_error(pos, "invalid-type-arg", message);
            }
        });
        instance
    }

    /// A generic type's name and number of type parameters.
    fn generic_shape(&self, generic: Ty) -> (&'static str, usize) {
        let world = self.world;
        let obj = match *world.kind(generic) {
            TyKind::Alias(alias) => world.aliases[alias].obj,
            TyKind::Named(named) => world.named[named].obj,
            _ => return ("", 0),
        };
        (world.obj(obj).name.as_str(), world.type_params(generic).len())
    }

    /// The length of an array type; negative after an error.
    fn array_length(&mut self, e: ExprId) -> i64 {
        const CODE: &str = "invalid-array-len";
        let world = self.world;
        if let Some(name) = self.env.file.opt_name(e) {
            let message = match self.lookup(name) {
                None => Some(format!("undefined array length {name} or missing type constraint")),
                Some(obj) if !matches!(world.obj(obj).kind, ObjKind::Const { .. }) => {
                    Some(format!("invalid array length {name}"))
                }
                Some(_) => None,
            };
            if let Some(message) = message {
                self.error(self.start_of(e), CODE, message);
                return -1;
            }
        }
        let mut x = self.operand();
        self.expr(None, &mut x, e);
        if !x.is_constant() {
            if x.is_valid() {
                let message = format!("array length {} must be constant", self.operand_string(&x));
                self.error(self.operand_pos(&x), CODE, message);
            }
            return -1;
        }
        if world.is_untyped(x.ty) || world.is_integer(x.ty) {
            let len = constant::to_int(x.constant());
            if let Some(len) =
                constant::representable(&len, Basic::Int).as_ref().and_then(constant::int64_value)
                && len >= 0
            {
                return len;
            }
        }
        let operand = self.operand_string(&x);
        let message = if world.is_integer(x.ty) {
            format!("invalid array length {operand}")
        } else {
            format!("array length {operand} must be integer")
        };
        self.error(self.operand_pos(&x), CODE, message);
        -1
    }

    /// Type arguments; none after an error.
    pub(crate) fn type_list(&mut self, list: &[ExprId]) -> Option<Vec<Ty>> {
        let types: Vec<_> = list.iter().map(|&e| self.var_type(e)).collect();
        types.iter().all(|&ty| self.world.is_valid(ty)).then_some(types)
    }
}

/// The name of an embedded field, given by its type: `T`, `*T`, `p.T`, `T[A]`.
pub(crate) fn embedded_field_ident(file: &pontoon_syntax::ast::File, e: ExprId) -> Option<ExprId> {
    match file.expr(e).kind {
        ExprKind::Name(_) => Some(e),
        ExprKind::Star(base) if !matches!(file.expr(base).kind, ExprKind::Star(_)) => {
            embedded_field_ident(file, base)
        }
        ExprKind::Selector { sel, .. } => Some(sel),
        ExprKind::Index { x, .. } => embedded_field_ident(file, x),
        _ => None,
    }
}

/// The blank identifier.
pub(crate) fn blank() -> Symbol {
    Symbol::intern("_")
}
