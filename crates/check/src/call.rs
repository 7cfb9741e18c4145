//! Calls, and generic functions as values (types2's call.go).

use crate::checker::Checker;
use crate::expr::{Excluded, Target, Usage};
use crate::operand::Operand;
use pontoon_base::Pos;
use pontoon_syntax::ast::{ExprId, ExprKind, ExprList};
use pontoon_types::ty::{Param, Signature, Ty, TyKind};
use pontoon_types::typed::Mode;

/// A call's parts.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub expr: ExprId,
    pub fun: ExprId,
    pub args: &'a [ExprId],
    pub dots: bool,
}

/// What the parameters of a called function are for a list of arguments.
struct CallParams {
    /// One for each argument.
    params: Vec<Param>,
    /// They differ from the signature's, because it is variadic.
    adjusted: bool,
}

impl Checker<'_> {
    /// The type arguments that an instantiation `f[T, …]` spells.
    fn index_args(&self, inst: ExprId) -> ExprList {
        match self.env.file.expr(inst).kind {
            ExprKind::Index { indices, .. } => indices,
            _ => ExprList::default(),
        }
    }

    /// Instantiates the generic function `x` with the type arguments of the index expression `inst` and, with `infer`,
    /// those that `target` implies. Without `infer`, too few type arguments leave `x` as it is and are the result.
    pub(crate) fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        inst: Option<ExprId>,
        infer: bool,
    ) -> Option<Vec<Ty>> {
        const CODE: &str = "wrong-type-arg-count";
        let world = self.world;
        let file = self.env.file.clone();
        let inst_pos = inst.map_or(pos, |inst| file.expr(inst).pos);
        if let Some(inst) = inst {
            x.expr = inst;
        }
        let version_ok = self.verify_version(inst_pos, 18, "function instantiation");
        let list: &[ExprId] = inst.map_or(&[], |inst| file.list(self.index_args(inst)));
        let mut targs = Vec::new();
        if inst.is_some() {
            match self.type_list(list) {
                Some(types) => targs = types,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let TyKind::Func(sig) = world.kind(x.ty) else {
            x.invalidate();
            return None;
        };
        let (got, want) = (targs.len(), sig.tparams.len());
        if got > want {
            let message = format!("got {got} type arguments but want {want}");
            self.error(self.start_of(list[got - 1]), CODE, message);
            x.invalidate();
            return None;
        }
        if got < want {
            if !infer {
                return Some(targs);
            }
            if version_ok && target.is_some() && !self.allow_version(21) {
                let how = if inst.is_some() { "partially" } else { "implicitly" };
                self.version_error(inst_pos, 21, &format!("{how} instantiated function in assignment"));
            }
            match self.infer_from_target(target, pos, x, sig, targs) {
                Some(all) => targs = all,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let x_pos = if x.stand_in.is_some() { self.operand_pos(x) } else { file.expr(x.expr).pos };
        x.ty = self.instantiate_signature(x_pos, x.expr, x.ty, &targs, list);
        x.mode = Mode::Value;
        None
    }

    /// Infers the type arguments that `targs` lacks, as if the target variable were passed to a function whose
    /// parameter has the type of `x`.
    fn infer_from_target(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &Operand,
        sig: &Signature,
        targs: Vec<Ty>,
    ) -> Option<Vec<Ty>> {
        let world = self.world;
        let mut params = Vec::new();
        let mut args = Vec::new();
        if let Some(target) = target {
            params.push(
                world.intern(TyKind::Func(Box::new(Signature { tparams: Box::default(), ..sig.clone() }))),
            );
            let x_pos = self.operand_pos(x);
            args.push(self.stand_in(Mode::Value, x.expr, x_pos, target.text.clone(), target.sig));
        }
        // Renamed, because the function may be instantiated with types that mention its own parameters.
        let (tparams, params) = self.rename_tparams(&sig.tparams, &params);
        let targs = targs.into_iter().map(Some).collect();
        match self.infer(pos, &tparams, targs, &params, &args, target.is_some()) {
            Ok(targs) => Some(targs),
            Err(failure) => {
                if let Some((pos, message)) = failure {
                    self.error(pos, "cannot-infer-type-args", message);
                }
                None
            }
        }
    }

    /// The signature `sig` for these type arguments, which belong to the function that `expr` denotes. Whether they
    /// satisfy their constraints is checked later; `list` are their expressions as far as there are.
    pub(crate) fn instantiate_signature(
        &mut self,
        pos: Pos,
        expr: ExprId,
        sig: Ty,
        targs: &[Ty],
        list: &[ExprId],
    ) -> Ty {
        let world = self.world;
        let TyKind::Func(generic) = world.kind(sig) else { return sig };
        let tparams = generic.tparams.clone();
        let plain = Signature { tparams: Box::default(), ..(**generic).clone() };
        let instance = world.subst(world.intern(TyKind::Func(Box::new(plain))), &tparams, targs);
        self.record_instance(expr, targs);

        let targs: Box<[Ty]> = targs.into();
        let starts: Vec<_> = list.iter().map(|&e| self.start_of(e)).collect();
        self.later(move |check| {
            check.record_mono_instance(pos, &tparams, &targs, &starts);
            if let Err((i, message)) = check.verify(&tparams, &targs) {
                let pos = starts.get(i).copied().unwrap_or(pos);
                check.soft_error(pos, "invalid-type-arg", message);
            }
        });
        instance
    }

    pub(crate) fn call_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        fun: ExprId,
        args: ExprList,
        dots: bool,
    ) -> Usage {
        let file = self.env.file.clone();
        let call = Call { expr: e, fun, args: file.list(args), dots };
        let mut inst = None;
        if let ExprKind::Index { x: operand, indices } = file.expr(fun).kind {
            *x = self.operand();
            // A generic function is instantiated with the arguments, from which more type arguments are inferred.
            if self.index_expr(x, fun, operand, indices) {
                inst = Some(fun);
            }
            x.expr = fun;
            self.record(x);
        } else {
            self.expr_or_type(x, fun, true);
        }
        let usage = match x.mode {
            Mode::Invalid => {
                self.use_exprs(call.args);
                Usage::Statement
            }
            Mode::Type => {
                self.conversion_call(x, call);
                Usage::Conversion
            }
            Mode::Builtin(builtin) => {
                if !self.builtin(x, call, builtin) {
                    x.invalidate();
                }
                if x.is_valid() && !x.is_constant() {
                    self.env.has_call_or_recv = true;
                }
                crate::builtin::usage(builtin)
            }
            _ => {
                self.function_call(x, call, inst);
                Usage::Statement
            }
        };
        x.expr = e;
        x.stand_in = None;
        usage
    }

    /// `T(x)`.
    fn conversion_call(&mut self, x: &mut Operand, call: Call<'_>) {
        let world = self.world;
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.invalidate();
        if !self.is_complete(ty) {
            return;
        }
        match *call.args {
            [] => {
                let message = format!("missing argument in conversion to {}", self.show(ty));
                self.error(self.start_of(call.expr), "wrong-arg-count", message);
            }
            [arg] => {
                let target = self.new_target(Some(ty), || "conversion".to_string());
                self.expr(target.as_ref(), x, arg);
                if !x.is_valid() {
                    return;
                }
                if world.is_non_type_param_interface(ty) && !world.type_set(world.under(ty)).is_method_set() {
                    let message = format!(
                        "cannot use interface {} in conversion (contains specific type constraints or is comparable)",
                        self.show(ty)
                    );
                    self.error(self.start_of(call.expr), "misplaced-constraint-iface", message);
                    return x.invalidate();
                }
                if call.dots {
                    let message = format!("invalid use of ... in conversion to {}", self.show(ty));
                    self.error(self.start_of(arg), "bad-dot-dot-dot-syntax", message);
                    return x.invalidate();
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(call.args);
                let message = format!("too many arguments in conversion to {}", self.show(ty));
                self.error(self.start_of(last), "wrong-arg-count", message);
            }
        }
    }

    /// A call of the function or method `x`, which is generic if `inst` is given.
    fn function_call(&mut self, x: &mut Operand, call: Call<'_>, inst: Option<ExprId>) {
        let world = self.world;
        let file = self.env.file.clone();
        let common = self.common_under(x.ty, |entry| {
            let (ty, under) = entry?;
            let is_func = matches!(world.kind(under), TyKind::Func(_));
            (!is_func).then(|| format!("{} is not a function", self.show(ty)))
        });
        let mut sig = match common {
            Ok(sig) if matches!(world.kind(sig), TyKind::Func(_)) => sig,
            Ok(_) => return x.invalidate(),
            Err(cause) => {
                let message = format!("invalid operation: cannot call {}: {cause}", self.operand_string(x));
                self.error(self.operand_pos(x), "invalid-call", message);
                return x.invalidate();
            }
        };
        let generic = world.signature(sig).tparams.len();
        let mut list: &[ExprId] = &[];
        let mut targs: Vec<Option<Ty>> = Vec::new();
        if let Some(inst) = inst {
            list = file.list(self.index_args(inst));
            let Some(types) = self.type_list(list) else {
                self.use_exprs(call.args);
                return x.invalidate();
            };
            if types.len() > generic {
                let message = format!("got {} type arguments but want {generic}", types.len());
                self.error(self.start_of(list[generic]), "wrong-type-arg-count", message);
                self.use_exprs(call.args);
                return x.invalidate();
            }
            if types.len() == generic && generic > 0 {
                // All are given: errors in arguments do not touch the function's type then.
                self.verify_version(self.start_of(inst), 18, "function instantiation");
                let pos = file.expr(inst).pos;
                sig = self.instantiate_signature(pos, inst, sig, &types, list);
                list = &[];
            } else {
                targs = types.into_iter().map(Some).collect();
            }
        }
        let (mut args, partial) = self.generic_expr_list(call.args);
        sig = self.arguments(call, sig, targs, list, &mut args, partial);
        let result_sig = world.signature(sig);
        if generic > 0 && result_sig.tparams.is_empty() {
            self.record_type_and_value(call.fun, Mode::Value, sig, None);
        }

        x.value = None;
        match *result_sig.results {
            [] => x.mode = Mode::NoValue,
            [result] => {
                if !self.is_complete(result.ty) {
                    return x.invalidate();
                }
                x.mode = Mode::Value;
                x.ty = result.ty;
            }
            ref results => {
                x.mode = Mode::Value;
                x.ty = world.intern(TyKind::Tuple(results.iter().map(|result| result.ty).collect()));
            }
        }
        self.env.has_call_or_recv = true;
        // Inference failed, and the result's type depends on it.
        if x.mode == Mode::Value
            && !result_sig.tparams.is_empty()
            && self.is_parameterized(&result_sig.tparams, x.ty)
        {
            x.invalidate();
        }
    }

    /// The values of a list of expressions; a single one may have several.
    pub(crate) fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> {
        if let &[e] = list {
            return self.multi_expr(e, false).0;
        }
        let one = |&e| {
            let mut x = self.operand();
            self.expr(None, &mut x, e);
            x
        };
        list.iter().map(one).collect()
    }

    /// Like `expr_list`, but values may be generic functions, partly instantiated ones too: the type arguments that
    /// are given for them are the second result.
    fn generic_expr_list(&mut self, list: &[ExprId]) -> (Vec<Operand>, Vec<Vec<Ty>>) {
        // Before Go 1.21 type arguments of functions that are arguments are not inferred from the call.
        let infer = !self.allow_version(21);
        let mut operands = Vec::with_capacity(list.len());
        let mut partial = vec![Vec::new(); list.len()];
        for (i, &e) in list.iter().enumerate() {
            let mut x = self.operand();
            let kind = self.env.file.expr(e).kind;
            if let ExprKind::Index { x: operand, indices } = kind {
                if self.index_expr(&mut x, e, operand, indices) {
                    let pos = self.operand_pos(&x);
                    match self.func_inst(None, pos, &mut x, Some(e), infer) {
                        Some(targs) => partial[i] = targs,
                        None => self.record(&x),
                    }
                    x.expr = e;
                    operands.push(x);
                    continue;
                }
                x.expr = e;
                x.stand_in = None;
                self.record(&x);
            } else {
                self.raw_expr(None, &mut x, e, None, true);
            }
            self.exclude(&mut x, Excluded::ButValues);
            if list.len() > 1 {
                self.single_value(&mut x);
            }
            match self.world.kind(x.ty) {
                TyKind::Tuple(types) if x.is_valid() => {
                    operands.extend(types.iter().map(|&ty| self.operand_of(Mode::Value, e, ty)));
                }
                _ => operands.push(x),
            }
        }
        (operands, partial)
    }

    /// Checks the arguments of a call against a signature, and infers what type arguments are missing. `list` are the
    /// expressions of type arguments, `partial` the type arguments of generic functions among the arguments. Gives the
    /// signature of the instance, or the incoming one after an error.
    pub(crate) fn arguments(
        &mut self,
        call: Call<'_>,
        sig_ty: Ty,
        mut targs: Vec<Option<Ty>>,
        list: &[ExprId],
        args: &mut [Operand],
        partial: Vec<Vec<Ty>>,
    ) -> Ty {
        let world = self.world;
        let file = self.env.file.clone();
        let sig = world.signature(sig_ty);
        let Some(CallParams { params, adjusted }) = self.call_params(call, sig, args) else { return sig_ty };
        let mut param_types: Vec<Ty> = params.iter().map(|param| param.ty).collect();
        let call_pos = file.expr(call.expr).pos;

        let mut tparams: Vec<Ty> = Vec::new();
        let n = sig.tparams.len();
        if n > 0 {
            if !self.allow_version(18) {
                let (at, what) = match file.expr(call.fun).kind {
                    ExprKind::Index { .. } => (call.fun, "function instantiation"),
                    _ => (call.expr, "implicit function instantiation"),
                };
                self.version_error(self.start_of(at), 18, what);
            }
            // Renamed, because a function may call itself.
            (tparams, param_types) = self.rename_tparams(&sig.tparams, &param_types);
            targs.resize(n, None);
        }
        let generic_args = self.generic_args(args, partial, &mut tparams, &mut targs);
        if let Some(&(i, _)) = generic_args.first() {
            let what = "implicitly instantiated function as argument";
            self.verify_version(self.operand_pos(&args[i]), 21, what);
        }

        let mut result = sig_ty;
        if !tparams.is_empty() {
            let targs = match self.infer(call_pos, &tparams, targs, &param_types, args, false) {
                Ok(targs) => targs,
                Err(failure) => {
                    if let Some((pos, message)) = failure {
                        let message = format!("in call to {}, {message}", self.expr_text(call.fun));
                        self.error(pos, "cannot-infer-type-args", message);
                    }
                    return sig_ty;
                }
            };
            if n > 0 {
                result = self.instantiate_signature(call_pos, call.fun, sig_ty, &targs[..n], list);
                param_types = if adjusted {
                    param_types.iter().map(|&ty| world.subst(ty, &tparams[..n], &targs[..n])).collect()
                } else {
                    world.signature(result).params.iter().map(|param| param.ty).collect()
                };
            }
            let mut from = n;
            for (i, count) in generic_args {
                let arg = &mut args[i];
                arg.ty =
                    self.instantiate_signature(call_pos, arg.expr, arg.ty, &targs[from..from + count], &[]);
                self.record(arg);
                from += count;
            }
        }
        if !args.is_empty() {
            let context = format!("argument to {}", self.expr_text(call.fun));
            for (arg, ty) in args.iter_mut().zip(param_types) {
                self.assignment(arg, Some(ty), &context);
            }
        }
        result
    }

    /// The parameter of each argument; none if they do not match in number, which has been reported.
    fn call_params(&mut self, call: Call<'_>, sig: &Signature, args: &[Operand]) -> Option<CallParams> {
        let world = self.world;
        let start = self.start_of(call.expr);
        let mut params = sig.params.to_vec();
        let mut wanted = params.len();
        let mut adjusted = false;
        if sig.variadic {
            if call.dots {
                if let (&[arg], true) = (call.args, args.len() > 1) {
                    let message =
                        format!("cannot use ... with {}-valued {}", args.len(), self.expr_text(arg));
                    self.error(start, "invalid-dot-dot-dot", message);
                    return None;
                }
            } else if args.len() + 1 >= wanted {
                // One parameter for each argument of the variadic one.
                if let Some(last) = params.pop()
                    && let &TyKind::Slice(elem) = world.kind(last.ty)
                {
                    params.resize(args.len(), Param { ty: elem, ..last });
                }
                adjusted = true;
                wanted = args.len();
            } else {
                wanted -= 1;
            }
        } else if call.dots {
            let message = format!("cannot use ... in call to non-variadic {}", self.expr_text(call.fun));
            self.error(start, "non-variadic-dot-dot-dot", message);
            return None;
        }
        if args.len() == wanted {
            return Some(CallParams { params, adjusted });
        }
        let (pos, qualifier) = match (args.get(wanted), args.last()) {
            (Some(extra), _) => (self.operand_pos(extra), "too many"),
            (None, Some(last)) => (self.operand_pos(last), "not enough"),
            (None, None) => (start, "not enough"),
        };
        let have: Vec<_> = args.iter().map(|arg| arg.ty).collect();
        let want: Vec<_> = sig.params.iter().map(|param| param.ty).collect();
        let have = self.types_summary(&have, false, call.dots);
        let want = self.types_summary(&want, sig.variadic, false);
        let fun = self.expr_text(call.fun);
        let message = format!("{qualifier} arguments in call to {fun}\n\thave {have}\n\twant {want}");
        self.error(pos, "wrong-arg-count", message);
        None
    }

    /// Adds the type parameters of generic functions among the arguments, renamed since one may be passed twice, to
    /// those of the call. Gives the index of each such argument with the number of its type parameters.
    fn generic_args(
        &mut self,
        args: &mut [Operand],
        partial: Vec<Vec<Ty>>,
        tparams: &mut Vec<Ty>,
        targs: &mut Vec<Option<Ty>>,
    ) -> Vec<(usize, usize)> {
        let world = self.world;
        let mut generic = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let TyKind::Func(sig) = world.kind(arg.ty) else { continue };
            if sig.tparams.is_empty() || !arg.is_valid() {
                continue;
            }
            let plain = Signature { tparams: Box::default(), ..(**sig).clone() };
            let plain = world.intern(TyKind::Func(Box::new(plain)));
            let (renamed, types) = self.rename_tparams(&sig.tparams, &[plain]);
            if let Some(TyKind::Func(own)) = types.first().map(|&ty| world.kind(ty)) {
                let own = Signature { tparams: renamed.clone().into(), ..(**own).clone() };
                arg.ty = world.intern(TyKind::Func(Box::new(own)));
            }
            generic.push((i, renamed.len()));
            tparams.extend(renamed);
            targs.extend(partial.get(i).into_iter().flatten().map(|&ty| Some(ty)));
            targs.resize(tparams.len(), None);
        }
        generic
    }
}
