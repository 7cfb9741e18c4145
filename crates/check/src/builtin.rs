//! Calls of predeclared functions and those of package unsafe (types2's builtins.go).

use crate::call::Call;
use crate::checker::Checker;
use crate::expr::{Excluded, Usage};
use crate::operand::Operand;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{BinaryOp, ChanDir, ExprKind};
use pontoon_types::cell::IdCell;
use pontoon_types::constant::{self, Value};
use pontoon_types::object::{ObjData, ObjKind};
use pontoon_types::ty::{Basic, Interface, Param, Signature, Term, Ty, TyKind, TypeParamData};
use pontoon_types::typed::{Mode, Selection, SelectionKind};
use pontoon_types::universe::Builtin;

/// A builtin's name, its least number of arguments, and whether it takes more.
fn shape(builtin: Builtin) -> (&'static str, usize, bool) {
    match builtin {
        Builtin::Append => ("append", 1, true),
        Builtin::Cap => ("cap", 1, false),
        Builtin::Clear => ("clear", 1, false),
        Builtin::Close => ("close", 1, false),
        Builtin::Complex => ("complex", 2, false),
        Builtin::Copy => ("copy", 2, false),
        Builtin::Delete => ("delete", 2, false),
        Builtin::Imag => ("imag", 1, false),
        Builtin::Len => ("len", 1, false),
        Builtin::Make => ("make", 1, true),
        Builtin::Max => ("max", 1, true),
        Builtin::Min => ("min", 1, true),
        Builtin::New => ("new", 1, false),
        Builtin::Panic => ("panic", 1, false),
        Builtin::Print => ("print", 0, true),
        Builtin::Println => ("println", 0, true),
        Builtin::Real => ("real", 1, false),
        Builtin::Recover => ("recover", 0, false),
        Builtin::Add => ("Add", 2, false),
        Builtin::Alignof => ("Alignof", 1, false),
        Builtin::Offsetof => ("Offsetof", 1, false),
        Builtin::Sizeof => ("Sizeof", 1, false),
        Builtin::Slice => ("Slice", 2, false),
        Builtin::SliceData => ("SliceData", 1, false),
        Builtin::String => ("String", 2, false),
        Builtin::StringData => ("StringData", 1, false),
        Builtin::Assert => ("assert", 1, false),
        Builtin::Trace => ("trace", 0, true),
    }
}

/// Whether a call of the builtin may be a statement.
pub(crate) fn usage(builtin: Builtin) -> Usage {
    match builtin {
        Builtin::Clear
        | Builtin::Close
        | Builtin::Copy
        | Builtin::Delete
        | Builtin::Panic
        | Builtin::Print
        | Builtin::Println
        | Builtin::Recover
        | Builtin::Assert
        | Builtin::Trace => Usage::Statement,
        _ => Usage::Expression,
    }
}

/// A call of a builtin while it is checked.
struct BuiltinCall<'a> {
    call: Call<'a>,
    builtin: Builtin,
    name: &'static str,
    /// The values of the arguments; none for `make`, `new`, `Offsetof` and `trace`, which look at the expressions.
    args: Vec<Operand>,
}

impl Checker<'_> {
    /// Checks the call of a builtin; its result is in `x`. False after an error.
    pub(crate) fn builtin(&mut self, x: &mut Operand, call: Call<'_>, builtin: Builtin) -> bool {
        // Whether `len(x)` is constant depends on whether there are calls in it.
        let measured = matches!(builtin, Builtin::Len | Builtin::Cap);
        let before = self.env.has_call_or_recv;
        if measured {
            self.env.has_call_or_recv = false;
        }
        let ok = self.builtin_call(x, call, builtin);
        if measured {
            self.env.has_call_or_recv = before;
        }
        ok
    }

    fn builtin_call(&mut self, x: &mut Operand, call: Call<'_>, builtin: Builtin) -> bool {
        let (name, least, more) = shape(builtin);
        let start = self.start_of(call.expr);
        if call.dots && builtin != Builtin::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            self.error(start, "invalid-dot-dot-dot", message);
            self.use_exprs(call.args);
            return false;
        }
        let mut args = Vec::new();
        let count = match builtin {
            Builtin::Make | Builtin::New | Builtin::Offsetof | Builtin::Trace => call.args.len(),
            _ => {
                args = self.expr_list(call.args);
                if args.iter().any(|arg| !arg.is_valid()) {
                    return false;
                }
                if let Some(first) = args.first() {
                    *x = first.clone();
                }
                args.len()
            }
        };
        let qualifier = match count {
            n if n < least => Some("not enough"),
            n if n > least && !more => Some("too many"),
            _ => None,
        };
        if let Some(qualifier) = qualifier {
            let text = self.expr_text(call.expr);
            let message = format!(
                "invalid operation: {qualifier} arguments for {text} (expected {least}, found {count})"
            );
            self.error(start, "wrong-arg-count", message);
            return false;
        }
        let b = BuiltinCall { call, builtin, name, args };
        match builtin {
            Builtin::Append => self.append(x, b),
            Builtin::Cap | Builtin::Len => self.len_or_cap(x, b),
            Builtin::Clear => self.clear(x, b),
            Builtin::Close => self.close(x, b),
            Builtin::Complex => self.complex(x, b),
            Builtin::Copy => self.copy(x, b),
            Builtin::Delete => self.delete(x, b),
            Builtin::Imag | Builtin::Real => self.real_or_imag(x, b),
            Builtin::Make => self.make(x, b),
            Builtin::Max | Builtin::Min => self.max_or_min(x, b),
            Builtin::New => self.new_builtin(x, b),
            Builtin::Panic => self.panic(x, b),
            Builtin::Print | Builtin::Println => self.print(x, b),
            Builtin::Recover => {
                let empty = self.world.empty_interface();
                self.finish(x, &b, Some(empty), &[])
            }
            Builtin::Alignof | Builtin::Sizeof => self.size_or_align(x, b),
            Builtin::Offsetof => self.offsetof(x, b),
            Builtin::Add => self.unsafe_add(x, b),
            Builtin::Slice => self.unsafe_slice(x, b),
            Builtin::SliceData => self.unsafe_slice_data(x, b),
            Builtin::String => self.unsafe_string(x, b),
            Builtin::StringData => self.unsafe_string_data(x, b),
            Builtin::Assert => self.assert(x, b),
            Builtin::Trace => self.trace(x, b),
        }
    }

    /// The call is valid: its result is a value of type `result`, or nothing.
    fn finish(&mut self, x: &mut Operand, b: &BuiltinCall<'_>, result: Option<Ty>, params: &[Ty]) -> bool {
        self.record_builtin_type(b.call.fun, result, params, false);
        x.value = None;
        match result {
            Some(ty) => {
                x.mode = Mode::Value;
                x.ty = ty;
            }
            None => x.mode = Mode::NoValue,
        }
        true
    }

    /// The call is valid and a constant of type `ty`.
    fn finish_constant(&mut self, x: &mut Operand, ty: Ty, value: Value) -> bool {
        x.mode = Mode::Constant;
        x.ty = ty;
        x.value = Some(value);
        true
    }

    fn fail(&mut self, x: &Operand, code: &'static str, message: String) -> bool {
        self.error(self.operand_pos(x), code, message);
        false
    }

    /// The element type of the slice `x`, or of all types in its type set.
    fn slice_elem(&self, x: &Operand) -> Result<Ty, String> {
        let world = self.world;
        let mut shared: Option<Ty> = None;
        for entry in self.typeset(x.ty) {
            match (entry.map(|(_, under)| world.kind(under)), shared) {
                (Some(&TyKind::Slice(elem)), None) => shared = Some(elem),
                (Some(&TyKind::Slice(elem)), Some(other)) if world.identical(other, elem) => {}
                (Some(&TyKind::Slice(elem)), Some(other)) => {
                    let (a, b, x) = (self.show(other), self.show(elem), self.operand_string(x));
                    return Err(format!("mismatched slice element types {a} and {b} in {x}"));
                }
                _ if x.is_nil() => return Err("argument must be a slice; have untyped nil".to_string()),
                _ => return Err(format!("argument must be a slice; have {}", self.operand_string(x))),
            }
        }
        Ok(shared.unwrap_or_else(|| world.invalid()))
    }

    fn bytes(&self) -> Ty {
        self.world.intern(TyKind::Slice(self.world.byte_ty))
    }

    /// Whether `y` may be copied or appended to bytes as it is: each type of its type set is `string` or `[]byte`. With
    /// the flag that there is a string among them.
    fn bytes_or_string(&self, y: &Operand) -> Option<bool> {
        let world = self.world;
        let mut has_string = false;
        for entry in self.typeset(y.ty) {
            let (_, under) = entry?;
            match *world.kind(under) {
                TyKind::Slice(elem) if world.identical(elem, world.byte_ty) => {}
                _ if world.is_string(under) => has_string = true,
                _ => return None,
            }
        }
        Some(has_string)
    }

    fn append(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => return self.fail(x, "invalid-append", format!("invalid append: {cause}")),
        };
        let ty = x.ty;
        let bytes = self.bytes();
        // append(bytes, "text"...)
        if let [_, y] = &b.args[..]
            && b.call.dots
            && self.assignable_to(x, bytes, None).is_ok()
            && self.bytes_or_string(y) == Some(true)
        {
            let y_ty = y.ty;
            if world.is_untyped(y_ty) {
                let y_expr = y.expr;
                self.update_expr_type(y_expr, world.default_type(y_ty), true);
            }
            self.record_builtin_type(b.call.fun, Some(ty), &[ty, y_ty], true);
        } else {
            let unnamed = |ty| Param { name: Symbol::intern(""), ty };
            let rest = world.intern(TyKind::Slice(elem));
            let sig = world.intern(TyKind::Func(Box::new(Signature {
                tparams: Box::default(),
                params: Box::new([unnamed(ty), unnamed(rest)]),
                results: Box::new([unnamed(ty)]),
                variadic: true,
            })));
            // What is wrong there leaves the result's type alone.
            self.arguments(b.call, sig, Vec::new(), &[], &mut b.args, Vec::new());
            self.record_builtin_type(b.call.fun, Some(ty), &[ty, rest], true);
        }
        x.mode = Mode::Value;
        x.value = None;
        true
    }

    fn len_or_cap(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let is_len = b.builtin == Builtin::Len;
        let int = world.basic(Basic::Int);
        let measurable = |under: Ty| match world.kind(self.array_of_pointer(under)) {
            TyKind::Basic(basic) => basic.is_string() && is_len,
            TyKind::Array { .. } | TyKind::Slice(_) | TyKind::Chan { .. } => true,
            TyKind::Map { .. } => is_len,
            _ => false,
        };
        let under = world.under(x.ty);
        if !self.under_is(x.ty, |under| under.is_some_and(measurable)) {
            if !world.is_valid(under) {
                return false;
            }
            let code = if is_len { "invalid-len" } else { "invalid-cap" };
            let message = format!("invalid argument: {} for built-in {}", self.operand_string(x), b.name);
            return self.fail(x, code, message);
        }
        if let &TyKind::Array { len, .. } = world.kind(self.array_of_pointer(under))
            && !self.env.has_call_or_recv
        {
            let value = if len >= 0 { constant::make_int(len) } else { Value::Unknown };
            return self.finish_constant(x, int, value);
        }
        if x.is_constant() {
            let len = constant::string_len(x.constant());
            let value = len.map_or(Value::Unknown, |len| constant::make_int(len as i64));
            return self.finish_constant(x, int, value);
        }
        let ty = x.ty;
        self.finish(x, &b, Some(int), &[ty])
    }

    /// For a pointer to an array the array type; any other type as it is.
    fn array_of_pointer(&self, ty: Ty) -> Ty {
        let world = self.world;
        match *world.kind(world.unalias(ty)) {
            TyKind::Pointer(base) if matches!(world.kind(world.under(base)), TyKind::Array { .. }) => {
                world.under(base)
            }
            _ => ty,
        }
    }

    fn verify_builtin_version(&mut self, b: &BuiltinCall<'_>, minor: u32, what: &str) {
        self.verify_version(self.start_of(b.call.fun), minor, what);
    }

    fn clear(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        self.verify_builtin_version(&b, 21, "clear");
        let world = self.world;
        let clearable = |under: Option<Ty>| {
            matches!(under.map(|u| world.kind(u)), Some(TyKind::Map { .. } | TyKind::Slice(_)))
        };
        if !self.under_is(x.ty, clearable) {
            let message = format!(
                "invalid argument: cannot clear {}: argument must be (or constrained by) map or slice",
                self.operand_string(x)
            );
            return self.fail(x, "invalid-clear", message);
        }
        let ty = x.ty;
        self.finish(x, &b, None, &[ty])
    }

    fn close(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        for entry in self.typeset(x.ty) {
            let what = match entry.map(|(_, under)| self.world.kind(under)) {
                Some(TyKind::Chan { dir: ChanDir::Recv, .. }) => "receive-only channel",
                Some(TyKind::Chan { .. }) => continue,
                _ => "non-channel",
            };
            let message = format!("invalid operation: cannot close {what} {}", self.operand_string(x));
            return self.fail(x, "invalid-close", message);
        }
        let ty = x.ty;
        self.finish(x, &b, None, &[ty])
    }

    fn complex(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        const CODE: &str = "invalid-complex";
        let world = self.world;
        let mut y = b.args.swap_remove(1);
        let y = &mut y;
        match (world.is_untyped(x.ty), world.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty),
            (false, true) => self.convert_untyped(y, x.ty),
            (true, true) if x.is_constant() && y.is_constant() => {
                for operand in [&mut *x, &mut *y] {
                    if world.is_numeric(operand.ty)
                        && constant::sign(&constant::imag(operand.constant())) == 0
                    {
                        operand.ty = world.basic(Basic::UntypedFloat);
                    }
                }
            }
            (true, true) => {
                // A shift that waits for its type gets one that it cannot have.
                let float = world.basic(Basic::Float64);
                self.convert_untyped(x, float);
                self.convert_untyped(y, float);
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !world.identical(x.ty, y.ty) {
            let text = self.expr_text(b.call.expr);
            let (xt, yt) = (self.show(x.ty), self.show(y.ty));
            let message = format!("invalid operation: {text} (mismatched types {xt} and {yt})");
            return self.fail(x, CODE, message);
        }
        let complex_of = |ty| match world.kind(world.under(ty)) {
            TyKind::Basic(Basic::Float32) => Some(world.basic(Basic::Complex64)),
            TyKind::Basic(Basic::Float64) => Some(world.basic(Basic::Complex128)),
            TyKind::Basic(Basic::UntypedFloat) => Some(world.basic(Basic::UntypedComplex)),
            _ => None,
        };
        let Some(result) = self.apply_type_func(complex_of, x, b.name, CODE) else {
            let ty = self.show(x.ty);
            let message = format!("invalid argument: arguments have type {ty}, expected floating-point");
            return self.fail(x, CODE, message);
        };
        if x.is_constant() && y.is_constant() {
            let imag = constant::make_imag(&constant::to_float(y.constant()));
            let value = constant::binary_op(&constant::to_float(x.constant()), BinaryOp::Add, &imag);
            return self.finish_constant(x, result, value);
        }
        let ty = x.ty;
        self.finish(x, &b, Some(result), &[ty, ty])
    }

    fn real_or_imag(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let is_real = b.builtin == Builtin::Real;
        let code = if is_real { "invalid-real" } else { "invalid-imag" };
        if world.is_untyped(x.ty) {
            if !x.is_constant() {
                self.convert_untyped(x, world.basic(Basic::Complex128));
                if !x.is_valid() {
                    return false;
                }
            } else if world.is_numeric(x.ty) {
                x.ty = world.basic(Basic::UntypedComplex);
            }
        }
        let float_of = |ty| match world.kind(world.under(ty)) {
            TyKind::Basic(Basic::Complex64) => Some(world.basic(Basic::Float32)),
            TyKind::Basic(Basic::Complex128) => Some(world.basic(Basic::Float64)),
            TyKind::Basic(Basic::UntypedComplex) => Some(world.basic(Basic::UntypedFloat)),
            _ => None,
        };
        let Some(result) = self.apply_type_func(float_of, x, b.name, code) else {
            let ty = self.show(x.ty);
            let message = format!("invalid argument: argument has type {ty}, expected complex type");
            return self.fail(x, code, message);
        };
        if x.is_constant() {
            let part = if is_real { constant::real(x.constant()) } else { constant::imag(x.constant()) };
            return self.finish_constant(x, result, part);
        }
        let ty = x.ty;
        self.finish(x, &b, Some(result), &[ty])
    }

    /// What `f` makes of the operand's type. For a type parameter that is refused, but checking goes on with a new type
    /// parameter for the results.
    fn apply_type_func(
        &mut self,
        f: impl Fn(Ty) -> Option<Ty>,
        x: &Operand,
        name: &str,
        code: &'static str,
    ) -> Option<Ty> {
        let world = self.world;
        let Some(tparam) = world.as_type_param(x.ty) else { return f(x.ty) };
        let set = world.type_set(world.under(x.ty));
        if !set.has_terms() {
            return None;
        }
        let term = |term: &Term| Some(Term { tilde: term.tilde, ty: f(term.ty)? });
        let terms: Vec<_> = set.terms().iter().map(term).collect::<Option<_>>()?;
        let message = format!(
            "{} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)",
            self.operand_string(x)
        );
        self.soft_error(self.operand_pos(x), code, message);

        let old = &world.tparams[tparam];
        let obj = world.objs.push(ObjData {
            name: world.obj(old.obj).name,
            pkg: Some(self.pkg),
            pos: Pos::NONE,
            ty: IdCell::new(None),
            parent: IdCell::new(None),
            visible_from: Pos::NONE,
            kind: ObjKind::TypeName,
        });
        let union = world.intern(TyKind::Union(terms.into()));
        let bound = world.intern(TyKind::Interface(Box::new(Interface {
            methods: Box::default(),
            embeddeds: Box::new([(union, Pos::NONE)]),
            implicit: false,
            comparable: false,
        })));
        let data = TypeParamData { obj, index: old.index, bound: IdCell::new(Some(bound)), origin: None };
        let ty = world.intern(TyKind::TypeParam(world.tparams.push(data)));
        world.obj(obj).ty.set(ty);
        Some(ty)
    }

    fn copy(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        const CODE: &str = "invalid-copy";
        let world = self.world;
        let y = &b.args[1];
        let to = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => return self.fail(x, CODE, format!("invalid copy: {cause}")),
        };
        let bytes = self.bytes();
        let special = self.assignable_to(x, bytes, None).is_ok() && self.bytes_or_string(y).is_some();
        if !special {
            let from = match self.slice_elem(y) {
                Ok(elem) => elem,
                // The better message is then that the element types differ.
                Err(_) if world.all_string(y.ty) => world.byte_ty,
                Err(cause) => return self.fail(y, CODE, format!("invalid copy: {cause}")),
            };
            if !world.identical(to, from) {
                let (xs, ys) = (self.operand_string(x), self.operand_string(y));
                let (to, from) = (self.show(to), self.show(from));
                let message = format!(
                    "invalid copy: arguments {xs} and {ys} have different element types {to} and {from}"
                );
                return self.fail(x, CODE, message);
            }
        }
        if world.is_untyped(y.ty) {
            self.update_expr_type(y.expr, world.default_type(y.ty), true);
        }
        let (xt, yt) = (x.ty, y.ty);
        self.finish(x, &b, Some(world.basic(Basic::Int)), &[xt, yt])
    }

    fn delete(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        const CODE: &str = "invalid-delete";
        let world = self.world;
        let map = x.ty;
        let mut shared: Option<Ty> = None;
        for entry in self.typeset(map) {
            let message = match entry.map(|(_, under)| world.kind(under)) {
                Some(&TyKind::Map { key, .. }) if shared.is_none_or(|other| world.identical(other, key)) => {
                    shared = Some(key);
                    continue;
                }
                Some(TyKind::Map { .. }) => {
                    format!(
                        "invalid argument: maps of {} must have identical key types",
                        self.operand_string(x)
                    )
                }
                _ => format!("invalid argument: {} is not a map", self.operand_string(x)),
            };
            return self.fail(x, CODE, message);
        }
        let Some(key) = shared else { return false };
        *x = b.args.swap_remove(1);
        self.assignment(x, Some(key), "argument to delete");
        x.is_valid() && self.finish(x, &b, None, &[map, key])
    }

    fn make(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let arg = b.call.args[0];
        let ty = self.var_type(arg);
        if !world.is_valid(ty) {
            return false;
        }
        let common = self.common_under(ty, |entry| match entry.map(|(_, under)| world.kind(under)) {
            Some(TyKind::Slice(_) | TyKind::Map { .. } | TyKind::Chan { .. }) => None,
            Some(_) => Some("type must be slice, map, or channel".to_string()),
            None => Some("no specific type".to_string()),
        });
        let under = match common {
            Ok(under) => under,
            Err(cause) => {
                let message = format!("invalid argument: cannot make {}: {cause}", self.expr_text(arg));
                self.error(self.start_of(arg), "invalid-make", message);
                return false;
            }
        };
        let min = if matches!(world.kind(under), TyKind::Slice(_)) { 2 } else { 1 };
        let count = b.call.args.len();
        if count < min || min + 1 < count {
            let text = self.expr_text(b.call.expr);
            let max = min + 1;
            let message =
                format!("invalid operation: {text} expects {min} or {max} arguments; found {count}");
            self.error(self.start_of(b.call.expr), "wrong-arg-count", message);
            return false;
        }
        let mut params = vec![ty];
        let mut sizes = Vec::new();
        for &size in &b.call.args[1..] {
            let (size_ty, value) = self.index(size, -1);
            params.push(size_ty);
            if value >= 0 {
                sizes.push(value);
            }
        }
        if let [len, cap] = sizes[..]
            && len > cap
        {
            let message = "invalid argument: length and capacity swapped";
            self.error(self.start_of(b.call.args[1]), "swapped-make-args", message);
        }
        self.finish(x, &b, Some(ty), &params)
    }

    fn max_or_min(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        self.verify_builtin_version(&b, 21, &format!("built-in {}", b.name));
        let op = if b.builtin == Builtin::Max { BinaryOp::Gt } else { BinaryOp::Lt };
        let mut args = std::mem::take(&mut b.args);
        for (i, arg) in args.iter_mut().enumerate() {
            if !world.all_ordered(arg.ty) {
                let message = format!("invalid argument: {} cannot be ordered", self.operand_string(arg));
                return self.fail(arg, "invalid-min-max-operand", message);
            }
            if i == 0 {
                continue;
            }
            self.match_types(x, arg);
            if !x.is_valid() {
                return false;
            }
            if !world.identical(x.ty, arg.ty) {
                let (xt, at, text) = (self.show(x.ty), self.show(arg.ty), self.operand_text(arg));
                let message = format!(
                    "invalid argument: mismatched types {xt} (previous argument) and {at} (type of {text})"
                );
                return self.fail(arg, "mismatched-types", message);
            }
            if !(x.is_constant() && arg.is_constant()) {
                x.mode = Mode::Value;
            } else if constant::compare(arg.constant(), op, x.constant()) {
                *x = arg.clone();
            }
        }
        if !x.is_constant() {
            x.mode = Mode::Value;
            let any = world.any_ty;
            self.assignment(x, Some(any), &format!("argument to built-in {}", b.name));
            if !x.is_valid() {
                return false;
            }
        }
        for arg in &args {
            self.update_expr_type(arg.expr, x.ty, true);
        }
        if x.is_constant() {
            return true;
        }
        let (ty, params) = (x.ty, vec![x.ty; args.len()]);
        self.finish(x, &b, Some(ty), &params)
    }

    fn new_builtin(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let arg = b.call.args[0];
        self.expr_or_type(x, arg, false);
        self.exclude(x, Excluded::NoValueBuiltin);
        match x.mode {
            Mode::Invalid => return false,
            Mode::Type => self.valid_var_type(arg, x.ty),
            _ => {
                if world.is_untyped(x.ty) {
                    self.assignment(x, None, "argument to new");
                    if !x.is_valid() {
                        return false;
                    }
                }
                let what = format!("new({})", self.expr_text(arg));
                self.verify_builtin_version(&b, 26, &what);
            }
        }
        let ty = x.ty;
        self.finish(x, &b, Some(world.intern(TyKind::Pointer(ty))), &[ty])
    }

    fn panic(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        // Whether a function with results ends in a panic is asked later.
        if self.env.sig.is_some_and(|sig| !world.signature(sig).results.is_empty()) {
            self.env.is_panic.push(b.call.expr);
        }
        let any = world.any_ty;
        self.assignment(x, Some(any), "argument to panic");
        x.is_valid() && self.finish(x, &b, None, &[any])
    }

    fn print(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        let context = format!("argument to built-in {}", b.name);
        let mut params = Vec::new();
        for arg in &mut b.args {
            self.assignment(arg, None, &context);
            if !arg.is_valid() {
                return false;
            }
            params.push(arg.ty);
        }
        self.finish(x, &b, None, &params)
    }

    fn size_or_align(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let uintptr = world.basic(Basic::Uintptr);
        self.assignment(x, None, &format!("argument to unsafe.{}", b.name));
        if !x.is_valid() {
            return false;
        }
        let ty = x.ty;
        if self.has_var_size(ty) {
            return self.finish(x, &b, Some(uintptr), &[ty]);
        }
        let size = if b.builtin == Builtin::Sizeof { world.size_of(ty) } else { world.align_of(ty) };
        if size < 0 {
            return self.too_large(x);
        }
        self.finish_constant(x, uintptr, constant::make_int(size))
    }

    fn too_large(&mut self, x: &Operand) -> bool {
        let message = format!("{} is too large", self.operand_string(x));
        self.fail(x, "type-too-large", message)
    }

    fn offsetof(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let file = self.env.file.clone();
        let arg = b.call.args[0];
        let selector = file.unparen(arg);
        let ExprKind::Selector { x: operand, sel } = file.expr(selector).kind else {
            let message = format!("invalid argument: {} is not a selector expression", self.expr_text(arg));
            self.error(self.start_of(arg), "bad-offsetof-syntax", message);
            self.use_exprs(&[arg]);
            return false;
        };
        self.expr(None, x, operand);
        if !x.is_valid() {
            return false;
        }
        let base = self.deref_struct_ptr(x.ty);
        let name = file.name(sel);
        let Ok(found) = self.lookup_field_or_method(base, false, name, false) else {
            let message = format!("invalid argument: {} has no single field {name}", self.show(base));
            return self.fail(x, "missing-field-or-method", message);
        };
        let Some(ty) = found.field_type() else {
            let message = format!("invalid argument: {} is a method value", self.expr_text(arg));
            self.error(self.start_of(arg), "invalid-offsetof", message);
            return false;
        };
        if found.indirect {
            let message =
                format!("invalid argument: field {name} is embedded via a pointer in {}", self.show(base));
            return self.fail(x, "invalid-offsetof", message);
        }
        let path = found.path.clone();
        let offset = self.offset_of(base, &path);
        let selection = Selection { kind: SelectionKind::Field, recv: base, path, indirect: false };
        self.typed.selections.insert(selector, selection);
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        self.record(&self.operand_of(mode, selector, ty));

        let uintptr = world.basic(Basic::Uintptr);
        if self.has_var_size(base) {
            return self.finish(x, &b, Some(uintptr), &[ty]);
        }
        match offset {
            Some(offset) => self.finish_constant(x, uintptr, constant::make_int(offset)),
            None => self.too_large(x),
        }
    }

    /// For a pointer to a struct the struct type; any other type as it is.
    pub(crate) fn deref_struct_ptr(&self, ty: Ty) -> Ty {
        let world = self.world;
        match *world.kind(world.under(ty)) {
            TyKind::Pointer(base) if matches!(world.kind(world.under(base)), TyKind::Struct(_)) => base,
            _ => ty,
        }
    }

    /// The offset of the field at the end of `path`, unless it is too large.
    fn offset_of(&self, mut ty: Ty, path: &[u32]) -> Option<i64> {
        let world = self.world;
        let mut offset = 0i64;
        for &i in path {
            let under = world.under(ty);
            let TyKind::Struct(fields) = world.kind(under) else { return None };
            let field = *world.offsets(under).get(i as usize)?;
            if field < 0 {
                return None;
            }
            offset = offset.checked_add(field)?;
            ty = fields[i as usize].ty;
        }
        Some(offset)
    }

    /// Whether the type's size depends on type parameters, or cannot be known because the type is part of what is being
    /// declared, which is reported.
    pub(crate) fn has_var_size(&mut self, ty: Ty) -> bool {
        let world = self.world;
        let ty = world.unalias(ty);
        match *world.kind(ty) {
            TyKind::TypeParam(_) => true,
            TyKind::Array { elem, .. } => self.has_var_size(elem),
            TyKind::Struct(ref fields) => fields.iter().any(|field| self.has_var_size(field.ty)),
            TyKind::Named(named) => {
                if let Some(&known) = self.var_sizes.get(&ty) {
                    return known;
                }
                let data = &world.named[named];
                let instance = data.instance.is_some();
                if instance && self.sizing.contains(&ty) {
                    self.cycle_error_of_types(&[ty]);
                    return true;
                }
                if !instance && let Some(start) = self.path.iter().position(|&other| other == data.obj) {
                    let cycle = self.path[start..].to_vec();
                    self.cycle_error(&cycle);
                    return true;
                }
                if !instance {
                    self.path.push(data.obj);
                }
                self.sizing.push(ty);
                let rhs = data.underlying.get().unwrap_or_else(|| world.under(ty));
                let variable = self.has_var_size(rhs);
                self.sizing.pop();
                if !instance {
                    self.path.pop();
                }
                self.var_sizes.insert(ty, variable);
                variable
            }
            _ => false,
        }
    }

    fn unsafe_add(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        self.verify_builtin_version(&b, 17, "unsafe.Add");
        let pointer = self.world.basic(Basic::UnsafePointer);
        self.assignment(x, Some(pointer), "argument to unsafe.Add");
        if !x.is_valid() {
            return false;
        }
        let mut y = b.args.swap_remove(1);
        if !self.is_valid_index(&mut y, "invalid-unsafe-add", "length", true) {
            return false;
        }
        self.finish(x, &b, Some(pointer), &[pointer, y.ty])
    }

    fn unsafe_slice(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        const CODE: &str = "invalid-unsafe-slice";
        let world = self.world;
        self.verify_builtin_version(&b, 17, "unsafe.Slice");
        let pointer = self.shared_under(x.ty);
        let Some(&TyKind::Pointer(elem)) = pointer.map(|ty| world.kind(ty)) else {
            let message = format!("invalid argument: {} is not a pointer", self.operand_string(x));
            return self.fail(x, CODE, message);
        };
        let mut y = b.args.swap_remove(1);
        if !self.is_valid_index(&mut y, CODE, "length", false) {
            return false;
        }
        let params = [world.intern(TyKind::Pointer(elem)), y.ty];
        self.finish(x, &b, Some(world.intern(TyKind::Slice(elem))), &params)
    }

    fn unsafe_slice_data(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        self.verify_builtin_version(&b, 20, "unsafe.SliceData");
        let slice = self.shared_under(x.ty);
        let Some(&TyKind::Slice(elem)) = slice.map(|ty| world.kind(ty)) else {
            let message = format!("invalid argument: {} is not a slice", self.operand_string(x));
            return self.fail(x, "invalid-unsafe-slice-data", message);
        };
        let slice = world.intern(TyKind::Slice(elem));
        self.finish(x, &b, Some(world.intern(TyKind::Pointer(elem))), &[slice])
    }

    fn unsafe_string(&mut self, x: &mut Operand, mut b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        self.verify_builtin_version(&b, 20, "unsafe.String");
        let pointer = world.intern(TyKind::Pointer(world.byte_ty));
        self.assignment(x, Some(pointer), "argument to unsafe.String");
        if !x.is_valid() {
            return false;
        }
        let mut y = b.args.swap_remove(1);
        if !self.is_valid_index(&mut y, "invalid-unsafe-string", "length", false) {
            return false;
        }
        self.finish(x, &b, Some(world.basic(Basic::String)), &[pointer, y.ty])
    }

    fn unsafe_string_data(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let world = self.world;
        let string = world.basic(Basic::String);
        self.verify_builtin_version(&b, 20, "unsafe.StringData");
        self.assignment(x, Some(string), "argument to unsafe.StringData");
        let pointer = world.intern(TyKind::Pointer(world.byte_ty));
        x.is_valid() && self.finish(x, &b, Some(pointer), &[string])
    }

    /// `assert(x)` reports that the constant `x` is false; in tests of checking only.
    fn assert(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        if !x.is_constant() || !self.world.is_boolean(x.ty) {
            let message = format!("invalid argument: {} is not a boolean constant", self.operand_string(x));
            return self.fail(x, "test", message);
        }
        if constant::bool_value(x.constant()) == Some(false) {
            let message = format!("{} failed", self.expr_text(b.call.expr));
            self.error(self.start_of(b.call.expr), "test", message);
        }
        true
    }

    /// `trace(x, …)` is its first argument; in tests of checking only.
    fn trace(&mut self, x: &mut Operand, b: BuiltinCall<'_>) -> bool {
        let Some((&first, rest)) = b.call.args.split_first() else {
            x.mode = Mode::NoValue;
            return true;
        };
        self.raw_expr(None, x, first, None, false);
        for &arg in rest {
            let mut other = self.operand();
            self.raw_expr(None, &mut other, arg, None, false);
        }
        x.is_valid()
    }
}
