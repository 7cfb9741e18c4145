//! Expressions.

use crate::chan::Want;
use crate::func::Body;
use crate::place::Loc;
use pontoon_base::bug;
use pontoon_ssa::op::{BinaryOp as Op, Check, FloatCond, InstKind, IntCond, UnaryOp as Un};
use pontoon_ssa::{Block, Type, Value};
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind, UnaryOp};
use pontoon_types::object::ObjKind;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::{Mode, SelectionKind};
use pontoon_types::{Ty, constant};

impl Body<'_, '_> {
    /// The value of an expression with one value, in its own type.
    pub fn expr(&mut self, e: ExprId) -> Vec<Value> {
        if let Some(value) = self.hoisted.remove(&e) {
            return value;
        }
        if let Some(value) = self.typed.value(e).cloned() {
            let ty = self.ty(e);
            self.set_pos(e);
            return self.constant(&value, ty);
        }
        match self.file.expr(e).kind {
            ExprKind::Paren(x) => self.expr(x),
            ExprKind::Name(_) => self.name(e, e),
            ExprKind::Selector { x, sel } => self.selector(e, x, sel),
            ExprKind::Index { x, indices } => self.index(e, x, self.file.list(indices)[0]),
            ExprKind::Star(_) => self.load_at(e),
            ExprKind::CompositeLit { .. } => self.composite(e),
            ExprKind::FuncLit { .. } => self.func_literal(e),
            ExprKind::Slice { x, lo, hi, max, .. } => self.slice_expr(e, x, lo, hi, max),
            ExprKind::Assert { x, .. } => self.assertion(e, x, false).0,
            ExprKind::Unary { op, x } => self.unary(e, op, x),
            ExprKind::Binary { op, x, y } => self.binary(e, op, x, y),
            ExprKind::Call { .. } => {
                let mut results = self.call(e);
                match results.len() {
                    1 => results.remove(0).1,
                    n => bug!("a call of {n} results has no single value"),
                }
            }
            other => bug!("{other:?} is no expression with a value"),
        }
    }

    /// The value of an expression, converted as an assignment to `ty` does.
    pub fn value_of(&mut self, e: ExprId, ty: Ty) -> Vec<Value> {
        if self.typed.info(self.file.unparen(e)).mode == Mode::Nil {
            return self.zero(ty);
        }
        let from = self.ty(e);
        if let Some(value) = self.typed.value(e).cloned() {
            self.set_pos(e);
            return self.constant_for(&value, from, ty);
        }
        let value = self.expr(e);
        self.set_pos(e);
        self.convert_for_assign(value, from, ty)
    }

    /// The values of an expression that may have several, with their types.
    pub fn multi(&mut self, e: ExprId) -> Vec<(Ty, Vec<Value>)> {
        let e = self.file.unparen(e);
        if let ExprKind::Call { .. } = self.file.expr(e).kind
            && self.typed.value(e).is_none()
            && !self.hoisted.contains_key(&e)
        {
            return self.call(e);
        }
        let ty = self.ty(e);
        let TyKind::Tuple(types) = self.cx.world.kind(ty) else { return vec![(ty, self.expr(e))] };
        let types: Vec<Ty> = types.iter().map(|&ty| self.cx.canonical(ty)).collect();
        match self.file.expr(e).kind {
            ExprKind::Assert { x, .. } => {
                let (value, ok) = self.assertion(e, x, true);
                vec![(types[0], value), (types[1], vec![ok.unwrap_or_else(|| bug!("comma-ok has an ok"))])]
            }
            ExprKind::Index { .. } => {
                let Some((x, index)) = self.as_map_index(e) else { bug!("a map") };
                let elem = self.map_elem(x, index);
                self.set_pos(e);
                let (value, ok) = self.map_lookup(&elem, true);
                vec![(types[0], value), (types[1], vec![ok.unwrap_or_else(|| bug!("comma-ok has an ok"))])]
            }
            ExprKind::Unary { op: UnaryOp::Recv, x } => {
                let (value, ok) = self.receive(e, x, Want::ValueAndOk);
                vec![(types[0], value), (types[1], vec![ok.unwrap_or_else(|| bug!("comma-ok has an ok"))])]
            }
            other => bug!("{other:?} has one value"),
        }
    }

    fn load_at(&mut self, e: ExprId) -> Vec<Value> {
        let loc = self.loc(e);
        let ty = self.ty(e);
        self.set_pos(e);
        self.load(&loc, ty)
    }

    fn name(&mut self, e: ExprId, name: ExprId) -> Vec<Value> {
        let obj = self.typed.obj(name).unwrap_or_else(|| bug!("a name without object"));
        match &self.cx.world.obj(obj).kind {
            ObjKind::Var(_) => self.load_at(e),
            ObjKind::Nil => {
                let ty = self.ty(e);
                self.zero(ty)
            }
            ObjKind::Func(_) => {
                let targs = self.instance_targs(name);
                self.set_pos(e);
                self.func_ref(obj, targs)
            }
            other => bug!("{other:?} has no value"),
        }
    }

    fn selector(&mut self, e: ExprId, x: ExprId, sel: ExprId) -> Vec<Value> {
        let Some(selection) = self.typed.selections.get(&e).cloned() else { return self.name(e, sel) };
        match selection.kind {
            SelectionKind::Field => self.load_at(e),
            _ => self.method_value(e, x, sel, &selection),
        }
    }

    fn index(&mut self, e: ExprId, x: ExprId, index: ExprId) -> Vec<Value> {
        let base = self.file.unparen(x);
        // An instantiated function: its arguments are recorded at the name.
        if let Some(name) = self.generic_name(base) {
            return match self.file.expr(base).kind {
                ExprKind::Selector { .. } if self.typed.selections.contains_key(&base) => self.expr(base),
                _ => self.name(e, name),
            };
        }
        let ty = self.ty(x);
        if matches!(self.under(ty), TyKind::Map { .. }) {
            let elem = self.map_elem(x, index);
            self.set_pos(e);
            return self.map_lookup(&elem, false).0;
        }
        self.load_at(e)
    }

    /// The name of the function that `x` denotes, if it denotes one.
    pub fn generic_name(&self, x: ExprId) -> Option<ExprId> {
        let name = match self.file.expr(x).kind {
            ExprKind::Name(_) => x,
            ExprKind::Selector { sel, .. } => sel,
            _ => return None,
        };
        let is_func = |e| {
            let obj = self.typed.obj(e)?;
            matches!(self.cx.world.obj(obj).kind, ObjKind::Func(_)).then_some(e)
        };
        is_func(name).or_else(|| self.typed.instances.contains_key(&x).then_some(x))
    }

    /// The type arguments recorded at a name.
    pub fn instance_targs(&mut self, name: ExprId) -> Box<[Ty]> {
        let targs = self.typed.instances.get(&name).cloned().unwrap_or_default();
        targs.iter().map(|&ty| self.norm(ty)).collect()
    }

    // Constants.

    /// A constant of a type, which decides its form.
    pub fn constant(&mut self, value: &constant::Value, ty: Ty) -> Vec<Value> {
        let &TyKind::Basic(basic) = self.under(ty) else { bug!("a constant has a basic type") };
        match basic {
            Basic::Bool | Basic::UntypedBool => {
                let b = constant::bool_value(value).unwrap_or_else(|| bug!("{value:?} is no bool"));
                vec![self.b.iconst32(i32::from(b))]
            }
            Basic::String | Basic::UntypedString => {
                let bytes = constant::string_value(value).unwrap_or_else(|| bug!("{value:?} is no string"));
                self.string_constant(bytes)
            }
            Basic::Float32 => vec![self.b.fconst32(constant::f32_value(&constant::to_float(value)))],
            Basic::Float64 | Basic::UntypedFloat => {
                vec![self.b.fconst64(constant::f64_value(&constant::to_float(value)))]
            }
            Basic::Complex64 => {
                let (re, im) = complex_parts(value);
                vec![self.b.fconst32(constant::f32_value(&re)), self.b.fconst32(constant::f32_value(&im))]
            }
            Basic::Complex128 | Basic::UntypedComplex => {
                let (re, im) = complex_parts(value);
                vec![self.b.fconst64(constant::f64_value(&re)), self.b.fconst64(constant::f64_value(&im))]
            }
            Basic::UnsafePointer | Basic::UntypedNil => vec![self.b.null()],
            _ => {
                let scalar = self.info(ty).scalars()[0];
                vec![self.b.iconst(scalar, int_constant(value))]
            }
        }
    }

    pub fn string_constant(&mut self, bytes: &[u8]) -> Vec<Value> {
        let ptr = if bytes.is_empty() {
            self.b.null()
        } else {
            let data = self.cx.string_data(bytes);
            self.b.data_addr(data, 0)
        };
        vec![ptr, self.b.iconst32(bytes.len() as i32)]
    }

    /// A constant of type `from` assigned to `to`.
    fn constant_for(&mut self, value: &constant::Value, from: Ty, to: Ty) -> Vec<Value> {
        if self.cx.world.is_interface(to) {
            let from = self.cx.world.default_type(from);
            return self.constant_iface(value, from, to);
        }
        self.constant(value, to)
    }

    // Evaluation order.

    /// Evaluates the calls inside an expression ahead of the rest, as gc does: variables and memory that operands
    /// name are read after all calls.
    pub fn hoist(&mut self, e: ExprId) {
        if !self.analysis.has_call(e) || self.typed.value(e).is_some() || self.hoisted.contains_key(&e) {
            return;
        }
        let list = |list| self.file.list(list).to_vec();
        match self.file.expr(e).kind {
            ExprKind::Paren(x)
            | ExprKind::Star(x)
            | ExprKind::Selector { x, .. }
            | ExprKind::Assert { x, .. } => {
                self.hoist(x);
            }
            ExprKind::Unary { op: UnaryOp::Addr, x } => self.hoist(x),
            ExprKind::Unary { op, x } if op != UnaryOp::Recv => self.hoist(x),
            ExprKind::Binary { op: BinaryOp::AndAnd | BinaryOp::OrOr, .. } => self.hoist_value(e),
            ExprKind::Binary { x, y, .. } => {
                self.hoist(x);
                self.hoist(y);
            }
            ExprKind::Index { x, indices } => {
                self.hoist(x);
                list(indices).into_iter().for_each(|index| self.hoist(index));
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                [Some(x), lo, hi, max].into_iter().flatten().for_each(|x| self.hoist(x));
            }
            ExprKind::CompositeLit { elems, .. } => {
                for elem in list(elems) {
                    match self.file.expr(elem).kind {
                        ExprKind::KeyValue { key, value } => {
                            // The key of a map; those of structs and arrays have no calls.
                            self.hoist(key);
                            self.hoist(value);
                        }
                        _ => self.hoist(elem),
                    }
                }
            }
            ExprKind::Call { fun, args, .. }
                if self.typed.info(self.file.unparen(fun)).mode == Mode::Type =>
            {
                list(args).into_iter().for_each(|arg| self.hoist(arg));
            }
            ExprKind::Call { .. } | ExprKind::Unary { op: UnaryOp::Recv, .. } => self.hoist_value(e),
            _ => {}
        }
    }

    pub fn hoist_value(&mut self, e: ExprId) {
        let Some(ty) = self.typed.ty(e) else { return };
        let ty = self.norm(ty);
        if matches!(self.cx.world.kind(ty), TyKind::Tuple(_)) || self.typed.info(e).mode == Mode::NoValue {
            return;
        }
        let value = self.expr(e);
        self.hoisted.insert(e, value);
    }

    /// The values of several expressions, each converted to its type.
    pub fn values_of(&mut self, list: &[(ExprId, Ty)]) -> Vec<Vec<Value>> {
        if list.len() > 1 {
            for &(e, _) in list {
                self.hoist(e);
            }
        }
        list.iter().map(|&(e, ty)| self.value_of(e, ty)).collect()
    }

    // Operators.

    fn unary(&mut self, e: ExprId, op: UnaryOp, x: ExprId) -> Vec<Value> {
        let ty = self.ty(e);
        match op {
            UnaryOp::Addr => self.address_of(e, x),
            UnaryOp::Recv => self.receive(e, x, Want::Value).0,
            UnaryOp::Tilde => bug!("~ is no operator of values"),
            UnaryOp::Plus => self.expr(x),
            UnaryOp::Not => {
                let value = self.expr(x)[0];
                self.set_pos(e);
                vec![self.b.unary(Un::Eqz, value)]
            }
            UnaryOp::Neg => {
                let value = self.expr(x);
                self.set_pos(e);
                if self.cx.world.is_integer(ty) {
                    let zero = self.b.zero(self.b.func.ty(value[0]));
                    let value = self.b.binary(Op::Isub, zero, value[0]);
                    return vec![self.wrap_int(ty, value)];
                }
                value.into_iter().map(|part| self.b.unary(Un::Fneg, part)).collect()
            }
            UnaryOp::Compl => {
                let value = self.expr(x)[0];
                self.set_pos(e);
                let ones = self.b.iconst(self.b.func.ty(value), -1);
                let value = self.b.binary(Op::Xor, value, ones);
                vec![self.wrap_int(ty, value)]
            }
        }
    }

    fn address_of(&mut self, e: ExprId, x: ExprId) -> Vec<Value> {
        let inner = self.file.unparen(x);
        if let ExprKind::CompositeLit { .. } = self.file.expr(inner).kind {
            let ty = self.ty(inner);
            self.set_pos(e);
            let ptr = self.new_object(ty);
            self.composite_at(ptr, 0, ty, inner, true);
            return vec![ptr];
        }
        match self.loc(x) {
            Loc::Mem(addr, offset) => {
                let addr = self.b.ptr_offset(addr, offset);
                self.non_nil.insert(addr);
                vec![addr]
            }
            // A value without size may be anywhere.
            _ => {
                let ty = self.ty(x);
                if self.info(ty).size != 0 {
                    bug!("{e} takes the address of what is not in memory");
                }
                vec![self.new_object(ty)]
            }
        }
    }

    fn binary(&mut self, e: ExprId, op: BinaryOp, x: ExprId, y: ExprId) -> Vec<Value> {
        if matches!(op, BinaryOp::AndAnd | BinaryOp::OrOr) {
            return vec![self.logical(op, x, y)];
        }
        if self.analysis.has_call(y) {
            self.hoist(x);
            self.hoist(y);
        }
        if is_comparison(op) {
            return vec![self.comparison(e, op, x, y)];
        }
        let ty = self.ty(e);
        if matches!(op, BinaryOp::Shl | BinaryOp::Shr) {
            let value = self.expr(x)[0];
            let count = self.shift_count(y);
            self.set_pos(e);
            return vec![self.shift(op, ty, value, count)];
        }
        if op == BinaryOp::Add && self.cx.world.is_string(ty) {
            return self.concat(e);
        }
        let a = self.operand(x, ty);
        let b = self.operand(y, ty);
        self.set_pos(e);
        self.arith(op, ty, &a, &b)
    }

    /// An operand of an operation on values of type `ty`.
    fn operand(&mut self, e: ExprId, ty: Ty) -> Vec<Value> {
        match self.typed.value(e).cloned() {
            Some(value) => {
                self.set_pos(e);
                self.constant(&value, ty)
            }
            None => self.expr(e),
        }
    }

    fn logical(&mut self, op: BinaryOp, x: ExprId, y: ExprId) -> Value {
        let result = self.b.declare_var(Type::I32);
        let short = self.b.iconst32(i32::from(op == BinaryOp::OrOr));
        let (more, done) = (self.b.new_block(), self.b.new_block());
        self.b.def_var(result, short);
        match op {
            BinaryOp::AndAnd => self.cond(x, more, done),
            _ => self.cond(x, done, more),
        }
        self.b.seal(more);
        self.b.switch_to(more);
        let value = self.expr(y)[0];
        self.b.def_var(result, value);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }

    /// Goes to one block or the other, as a condition has it.
    pub fn cond(&mut self, e: ExprId, then: Block, els: Block) {
        if self.typed.value(e).is_none() && !self.hoisted.contains_key(&e) {
            match self.file.expr(e).kind {
                ExprKind::Paren(x) => return self.cond(x, then, els),
                ExprKind::Unary { op: UnaryOp::Not, x } => return self.cond(x, els, then),
                ExprKind::Binary { op: op @ (BinaryOp::AndAnd | BinaryOp::OrOr), x, y } => {
                    let more = self.b.new_block();
                    match op {
                        BinaryOp::AndAnd => self.cond(x, more, els),
                        _ => self.cond(x, then, more),
                    }
                    self.b.seal(more);
                    self.b.switch_to(more);
                    return self.cond(y, then, els);
                }
                _ => {}
            }
        }
        let value = self.expr(e)[0];
        match self.b.func.int_const(value) {
            Some(c) => self.b.jump(if c != 0 { then } else { els }, Vec::new()),
            None => self.b.branch(value, then, els),
        }
    }

    fn comparison(&mut self, e: ExprId, op: BinaryOp, x: ExprId, y: ExprId) -> Value {
        let nil = |e: ExprId| self.typed.info(self.file.unparen(e)).mode == Mode::Nil;
        let (x_nil, y_nil) = (nil(x), nil(y));
        if x_nil || y_nil {
            if x_nil && y_nil {
                return self.b.iconst32(i32::from(op == BinaryOp::Eq));
            }
            let operand = if x_nil { y } else { x };
            // The first word tells: of an interface its type, of a slice its array.
            let value = self.expr(operand)[0];
            self.set_pos(e);
            let null = self.b.null();
            let cond = if op == BinaryOp::Eq { IntCond::Eq } else { IntCond::Ne };
            return self.b.icmp(cond, value, null);
        }
        let (x_ty, y_ty) = (self.ty(x), self.ty(y));
        let (x_iface, y_iface) = (self.cx.world.is_interface(x_ty), self.cx.world.is_interface(y_ty));
        if x_iface != y_iface {
            // Evaluated in source order, whichever is the interface.
            let a = self.expr(x);
            let a = self.own(x_ty, a);
            let b = self.expr(y);
            self.set_pos(e);
            let equal = match x_iface {
                true => self.iface_equals_value(x_ty, &a, y_ty, &b),
                false => self.iface_equals_value(y_ty, &b, x_ty, &a),
            };
            return self.negated(op == BinaryOp::Ne, equal);
        }
        // One of them may be a constant whose recorded type is still its default.
        let ty = if self.typed.value(x).is_some() { y_ty } else { x_ty };
        let a = self.operand(x, ty);
        let b = self.operand(y, ty);
        self.set_pos(e);
        if x_iface && x_ty != y_ty {
            let equal = self.ifaces_equal(x_ty, &a, y_ty, &b);
            return self.negated(op == BinaryOp::Ne, equal);
        }
        self.compare(op, ty, &a, &b)
    }

    pub fn negated(&mut self, negate: bool, value: Value) -> Value {
        if negate { self.b.unary(Un::Eqz, value) } else { value }
    }

    /// Compares two values of one type.
    pub fn compare(&mut self, op: BinaryOp, ty: Ty, a: &[Value], b: &[Value]) -> Value {
        if let TyKind::Basic(basic) = self.under(ty) {
            if basic.is_string() && !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
                let order = self.runtime_call("cmpstring", vec![a[0], a[1], b[0], b[1]])[0];
                let zero = self.b.zero(self.b.func.ty(order));
                return self.b.icmp(int_cond(op, true), order, zero);
            }
            if basic.is_float() {
                return self.b.value(InstKind::Fcmp(float_cond(op), a[0], b[0]));
            }
            if basic.is_integer() || basic.is_boolean() {
                return self.b.icmp(int_cond(op, !basic.is_unsigned()), a[0], b[0]);
            }
        }
        let equal = self.equal(ty, a, b);
        self.negated(op == BinaryOp::Ne, equal)
    }

    /// Whether two values of one type are equal.
    pub fn equal(&mut self, ty: Ty, a: &[Value], b: &[Value]) -> Value {
        if self.info(ty).in_memory() && self.cx.is_regular_memory(ty) {
            let size = self.info(ty).size;
            return self.memory_equal(a[0], b[0], size);
        }
        if self.info(ty).in_memory() {
            let func = self.cx.eq_func(ty);
            return self.b.call(func, vec![a[0], b[0]], &[Type::I32])[0];
        }
        match self.under(ty) {
            TyKind::Basic(basic) if basic.is_string() => self.strings_equal(a, b),
            TyKind::Basic(basic) if basic.is_float() => {
                self.b.value(InstKind::Fcmp(FloatCond::Eq, a[0], b[0]))
            }
            TyKind::Basic(basic) if basic.is_complex() => {
                let re = self.b.value(InstKind::Fcmp(FloatCond::Eq, a[0], b[0]));
                let im = self.b.value(InstKind::Fcmp(FloatCond::Eq, a[1], b[1]));
                self.b.binary(Op::And, re, im)
            }
            TyKind::Interface(_) => self.ifaces_equal(ty, a, ty, b),
            TyKind::Struct(fields) => {
                let mut start = 0;
                let mut parts = Vec::new();
                for field in fields {
                    let ty = self.cx.canonical(field.ty);
                    let end = start + self.info(ty).len();
                    if !field.name.is_blank() && start < end {
                        parts.push((ty, start, end));
                    }
                    start = end;
                }
                self.all_equal(&parts, a, b)
            }
            &TyKind::Array { elem, .. } if !a.is_empty() => {
                let elem = self.cx.canonical(elem);
                self.equal(elem, a, b)
            }
            TyKind::Array { .. } => self.b.iconst32(1),
            _ => self.b.icmp(IntCond::Eq, a[0], b[0]),
        }
    }

    /// Whether fields are equal, in order; the first difference ends it, since comparing interfaces may panic.
    fn all_equal(&mut self, parts: &[(Ty, usize, usize)], a: &[Value], b: &[Value]) -> Value {
        let Some((&(ty, start, end), rest)) = parts.split_last() else { return self.b.iconst32(1) };
        if rest.is_empty() {
            return self.equal(ty, &a[start..end], &b[start..end]);
        }
        let result = self.b.declare_var(Type::I32);
        let done = self.b.new_block();
        for &(ty, start, end) in rest {
            let equal = self.equal(ty, &a[start..end], &b[start..end]);
            self.b.def_var(result, equal);
            let more = self.b.new_block();
            self.b.branch(equal, more, done);
            self.b.seal(more);
            self.b.switch_to(more);
        }
        let equal = self.equal(ty, &a[start..end], &b[start..end]);
        self.b.def_var(result, equal);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }

    /// An arithmetic operation on two values of a type.
    pub fn arith(&mut self, op: BinaryOp, ty: Ty, a: &[Value], b: &[Value]) -> Vec<Value> {
        let &TyKind::Basic(basic) = self.under(ty) else { bug!("arithmetic is on basic types") };
        if basic.is_string() {
            return self.concat_values(&[a.to_vec(), b.to_vec()]);
        }
        if basic.is_float() {
            let op = match op {
                BinaryOp::Add => Op::Fadd,
                BinaryOp::Sub => Op::Fsub,
                BinaryOp::Mul => Op::Fmul,
                BinaryOp::Div => Op::Fdiv,
                other => bug!("{other:?} of floats"),
            };
            return vec![self.b.binary(op, a[0], b[0])];
        }
        if basic.is_complex() {
            return self.complex_arith(op, basic, a, b);
        }
        let (mut a, mut b) = (a[0], b[0]);
        let unsigned = basic.is_unsigned();
        if matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) {
            // The low bits of the result depend on those of the operands only.
            (a, b) = (self.unwrapped(basic, a), self.unwrapped(basic, b));
        }
        let value = match op {
            BinaryOp::Add => self.b.binary(Op::Iadd, a, b),
            BinaryOp::Sub => self.b.binary(Op::Isub, a, b),
            BinaryOp::Mul => self.b.binary(Op::Imul, a, b),
            BinaryOp::And => return vec![self.b.binary(Op::And, a, b)],
            BinaryOp::Or => return vec![self.b.binary(Op::Or, a, b)],
            BinaryOp::Xor => return vec![self.b.binary(Op::Xor, a, b)],
            BinaryOp::AndNot => {
                let ones = self.b.iconst(self.b.func.ty(b), -1);
                let not = self.b.binary(Op::Xor, b, ones);
                return vec![self.b.binary(Op::And, a, not)];
            }
            BinaryOp::Div | BinaryOp::Rem => {
                if self.b.func.int_const(b).is_none_or(|c| c == 0) {
                    self.check(Check::Div, vec![b]);
                }
                let op = match (op, unsigned) {
                    (BinaryOp::Div, false) => Op::Sdiv,
                    (BinaryOp::Div, true) => Op::Udiv,
                    (_, false) => Op::Srem,
                    (_, true) => Op::Urem,
                };
                self.b.binary(op, a, b)
            }
            other => bug!("{other:?} is no arithmetic"),
        };
        vec![self.wrap_int(ty, value)]
    }

    /// Brings the result of an operation on a small integer type into its canonical form.
    pub fn wrap_int(&mut self, ty: Ty, value: Value) -> Value {
        let &TyKind::Basic(basic) = self.under(ty) else { return value };
        match basic {
            Basic::Int8 => self.b.unary(Un::Extend8, value),
            Basic::Int16 => self.b.unary(Un::Extend16, value),
            Basic::Uint8 | Basic::Uint16 => {
                let mask = self.b.iconst32(if basic == Basic::Uint8 { 0xff } else { 0xffff });
                self.b.binary(Op::And, value, mask)
            }
            _ => value,
        }
    }

    /// A value of a small integer type before it was brought into its canonical form.
    fn unwrapped(&self, basic: Basic, value: Value) -> Value {
        match (basic, self.b.func.def_kind(value)) {
            (Basic::Int8, Some(&InstKind::Unary(Un::Extend8, x)))
            | (Basic::Int16, Some(&InstKind::Unary(Un::Extend16, x))) => x,
            (Basic::Uint8 | Basic::Uint16, Some(&InstKind::Binary(Op::And, x, mask))) => {
                let width = if basic == Basic::Uint8 { 0xff } else { 0xffff };
                if self.b.func.int_const(mask) == Some(width) { x } else { value }
            }
            _ => value,
        }
    }

    fn complex_arith(&mut self, op: BinaryOp, basic: Basic, a: &[Value], b: &[Value]) -> Vec<Value> {
        match op {
            BinaryOp::Add => {
                vec![self.b.binary(Op::Fadd, a[0], b[0]), self.b.binary(Op::Fadd, a[1], b[1])]
            }
            BinaryOp::Sub => {
                vec![self.b.binary(Op::Fsub, a[0], b[0]), self.b.binary(Op::Fsub, a[1], b[1])]
            }
            _ => {
                // gc computes products and quotients of complex64 in float64.
                let narrow = basic == Basic::Complex64;
                let wide = |body: &mut Self, v: &[Value]| -> Vec<Value> {
                    v.iter().map(|&v| if narrow { body.b.unary(Un::Promote, v) } else { v }).collect()
                };
                let (a, b) = (wide(self, a), wide(self, b));
                let result = if op == BinaryOp::Mul {
                    let ac = self.b.binary(Op::Fmul, a[0], b[0]);
                    let bd = self.b.binary(Op::Fmul, a[1], b[1]);
                    let ad = self.b.binary(Op::Fmul, a[0], b[1]);
                    let bc = self.b.binary(Op::Fmul, a[1], b[0]);
                    vec![self.b.binary(Op::Fsub, ac, bd), self.b.binary(Op::Fadd, ad, bc)]
                } else {
                    self.runtime_call("complex128div", vec![a[0], a[1], b[0], b[1]])
                };
                result.into_iter().map(|v| if narrow { self.b.unary(Un::Demote, v) } else { v }).collect()
            }
        }
    }

    /// The count of a shift: unsigned, after the check that it is not negative.
    pub fn shift_count(&mut self, y: ExprId) -> Value {
        if let Some(value) = self.typed.value(y) {
            let count = constant::uint64_value(&constant::to_int(value)).unwrap_or(u64::MAX);
            return self.b.iconst32(count.min(i32::MAX as u64) as i32);
        }
        let ty = self.ty(y);
        let count = self.expr(y)[0];
        self.set_pos(y);
        if !self.cx.world.is_unsigned(ty) {
            self.check(Check::Shift, vec![count]);
        }
        count
    }

    pub fn shift(&mut self, op: BinaryOp, ty: Ty, value: Value, count: Value) -> Value {
        let scalar = self.b.func.ty(value);
        let unsigned = self.cx.world.is_unsigned(ty);
        let width = i64::from(scalar.bits());
        if let Some(c) = self.b.func.int_const(count) {
            let (plain, far) = match (op, unsigned) {
                (BinaryOp::Shl, _) => (Op::Shl, None),
                (_, true) => (Op::ShrU, None),
                (_, false) => (Op::ShrS, Some(width - 1)),
            };
            let c = if (0..width).contains(&c) { Some(c) } else { far };
            let Some(c) = c else { return self.b.zero(scalar) };
            let count = self.b.iconst(scalar, c);
            let value = self.b.binary(plain, value, count);
            return if op == BinaryOp::Shl { self.wrap_int(ty, value) } else { value };
        }
        let go = match (op, unsigned) {
            (BinaryOp::Shl, _) => Op::GoShl,
            (_, true) => Op::GoShrU,
            (_, false) => Op::GoShrS,
        };
        let value = self.b.binary(go, value, count);
        if op == BinaryOp::Shl { self.wrap_int(ty, value) } else { value }
    }
}

/// The bits of an integer constant.
pub(crate) fn int_constant(value: &constant::Value) -> i64 {
    let value = constant::to_int(value);
    constant::int64_value(&value)
        .or_else(|| constant::uint64_value(&value).map(|v| v as i64))
        .unwrap_or_else(|| bug!("{value:?} fits no integer type"))
}

pub(crate) fn complex_parts(value: &constant::Value) -> (constant::Value, constant::Value) {
    let part = |v: constant::Value| constant::to_float(&v);
    (part(constant::real(value)), part(constant::imag(value)))
}

fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(op, Eq | Ne | Lt | Le | Gt | Ge)
}

pub(crate) fn int_cond(op: BinaryOp, signed: bool) -> IntCond {
    match (op, signed) {
        (BinaryOp::Eq, _) => IntCond::Eq,
        (BinaryOp::Ne, _) => IntCond::Ne,
        (BinaryOp::Lt, true) => IntCond::Slt,
        (BinaryOp::Le, true) => IntCond::Sle,
        (BinaryOp::Gt, true) => IntCond::Sgt,
        (BinaryOp::Ge, true) => IntCond::Sge,
        (BinaryOp::Lt, false) => IntCond::Ult,
        (BinaryOp::Le, false) => IntCond::Ule,
        (BinaryOp::Gt, false) => IntCond::Ugt,
        (BinaryOp::Ge, false) => IntCond::Uge,
        (other, _) => bug!("{other:?} is no comparison"),
    }
}

fn float_cond(op: BinaryOp) -> FloatCond {
    match op {
        BinaryOp::Eq => FloatCond::Eq,
        BinaryOp::Ne => FloatCond::Ne,
        BinaryOp::Lt => FloatCond::Lt,
        BinaryOp::Le => FloatCond::Le,
        BinaryOp::Gt => FloatCond::Gt,
        BinaryOp::Ge => FloatCond::Ge,
        other => bug!("{other:?} is no comparison"),
    }
}
