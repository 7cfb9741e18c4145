//! Unary and binary operations, shifts and comparisons (types2's expr.go).

use crate::checker::Checker;
use crate::operand::Operand;
use crate::untyped::{is_comparison, is_shift};
use pontoon_base::Pos;
use pontoon_syntax::ast::{BinaryOp, ChanDir, ExprId, ExprKind, UnaryOp};
use pontoon_types::constant::{self, Value};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

/// The largest count in a shift of constants: enough to write the smallest float64.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    /// Unary operations but for `*x`.
    pub(crate) fn unary(&mut self, x: &mut Operand, e: ExprId, op: UnaryOp, operand: ExprId) {
        let world = self.world;
        self.expr(None, x, operand);
        if !x.is_valid() {
            return;
        }
        let defined = match op {
            UnaryOp::Addr => return self.address_of(x, operand),
            UnaryOp::Recv => return self.receive(x),
            UnaryOp::Tilde => {
                let integer = world.all_integer(x.ty);
                let hint = if integer { " (use ^ for bitwise complement)" } else { "" };
                let message = format!("cannot use ~ outside of interface or type constraint{hint}");
                self.error(self.start_of(e), "undefined-op", message);
                if !integer {
                    return x.invalidate();
                }
                true
            }
            UnaryOp::Plus | UnaryOp::Neg => world.all_numeric(x.ty),
            UnaryOp::Compl => world.all_integer(x.ty),
            UnaryOp::Not => world.all_boolean(x.ty),
        };
        if !defined {
            return self.undefined_op(x, op.text());
        }
        if !x.is_constant() {
            x.mode = Mode::Value;
            return;
        }
        if *x.constant() == Value::Unknown {
            return;
        }
        let unsigned_bits = world.is_unsigned(x.ty).then(|| 8 * world.size_of(x.ty) as u32);
        let op = if op == UnaryOp::Tilde { UnaryOp::Compl } else { op };
        x.value = Some(constant::unary_op(op, x.constant(), unsigned_bits));
        x.expr = e;
        self.overflow(x, self.op_pos(e));
    }

    fn undefined_op(&mut self, x: &mut Operand, op: &str) {
        let message = format!("invalid operation: operator {op} not defined on {}", self.operand_string(x));
        self.error(self.operand_pos(x), "undefined-op", message);
        x.invalidate();
    }

    /// `&x`; a composite literal need not be addressable.
    fn address_of(&mut self, x: &mut Operand, operand: ExprId) {
        let inner = self.env.file.unparen(operand);
        let literal = matches!(self.env.file.expr(inner).kind, ExprKind::CompositeLit { .. });
        if !literal && x.mode != Mode::Variable {
            let message = format!("invalid operation: cannot take address of {}", self.operand_string(x));
            self.error(self.operand_pos(x), "unaddressable-operand", message);
            return x.invalidate();
        }
        x.mode = Mode::Value;
        x.ty = self.world.intern(TyKind::Pointer(x.ty));
    }

    /// `<-x`.
    fn receive(&mut self, x: &mut Operand) {
        match self.chan_elem(self.operand_pos(x), x, true) {
            Some(elem) if self.is_complete(elem) => {
                x.mode = Mode::CommaOk;
                x.ty = elem;
                self.env.has_call_or_recv = true;
            }
            _ => x.invalidate(),
        }
    }

    /// The element type of the channel `x`, from which one receives or to which one sends; absent if that is wrong,
    /// which has been reported then.
    pub(crate) fn chan_elem(&mut self, pos: Pos, x: &Operand, recv: bool) -> Option<Ty> {
        let world = self.world;
        let common = self.common_under(x.ty, |entry| {
            let Some((ty, under)) = entry else { return Some("no specific channel type".to_string()) };
            match world.kind(under) {
                TyKind::Chan { dir: ChanDir::Send, .. } if recv => {
                    Some(format!("send-only channel {}", self.show(ty)))
                }
                TyKind::Chan { dir: ChanDir::Recv, .. } if !recv => {
                    Some(format!("receive-only channel {}", self.show(ty)))
                }
                TyKind::Chan { .. } => None,
                _ => Some(format!("non-channel {}", self.show(ty))),
            }
        });
        let cause = match common.map(|under| world.kind(under)) {
            Ok(&TyKind::Chan { elem, .. }) => return Some(elem),
            Ok(_) => return None,
            Err(cause) => cause,
        };
        let (code, what) =
            if recv { ("invalid-receive", "receive from") } else { ("invalid-send", "send to") };
        let operand = self.operand_string(x);
        let message = if world.is_type_param(x.ty) {
            format!("invalid operation: cannot {what} {operand}: {cause}")
        } else {
            format!("invalid operation: cannot {what} {cause} {operand}")
        };
        self.error(pos, code, message);
        None
    }

    /// Checks that `x op y` compares comparable things. In the case of a switch, `x` is the case's value and `y` the
    /// tag.
    pub(crate) fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: BinaryOp, switch_case: bool) {
        let world = self.world;
        // What is invalid has been reported.
        if !world.is_valid(x.ty) || !world.is_valid(y.ty) {
            return x.invalidate();
        }
        let op = if switch_case { BinaryOp::Eq } else { op };
        let Err(fault) = self.comparable_operands(x, y, op) else {
            if x.is_constant() && y.is_constant() {
                x.value = Some(Value::Bool(constant::compare(x.constant(), op, y.constant())));
            } else {
                x.mode = Mode::Value;
                self.finish_operand(x);
                self.finish_operand(y);
            }
            x.ty = world.basic(Basic::UntypedBool);
            return;
        };

        let mut culprit = if fault.second { &*y } else { &*x };
        let cause = if !fault.cause.is_empty() {
            fault.cause
        } else if world.is_type_param(x.ty) || world.is_type_param(y.ty) {
            if !world.is_type_param(x.ty) {
                culprit = y;
            }
            format!("type parameter {} cannot use operator {}", self.show(culprit.ty), op.text())
        } else {
            let what = match self.composite_kind(culprit.ty) {
                "" => self.show(culprit.ty),
                kind => kind.to_string(),
            };
            format!("operator {} not defined on {what}", op.text())
        };
        let (xt, yt) = (self.operand_text(x), self.operand_text(y));
        if switch_case {
            let message = format!("invalid case {xt} in switch on {yt} ({cause})");
            self.error(self.operand_pos(x), fault.code, message);
        } else {
            let message = format!("invalid operation: {xt} {} {yt} ({cause})", op.text());
            self.error(self.operand_pos(culprit), fault.code, message);
        }
        x.invalidate();
    }

    /// An operand of a comparison takes its final type, the default type if it is untyped.
    fn finish_operand(&mut self, x: &Operand) {
        if x.stand_in.is_none() {
            let ty = self.world.default_type(x.ty);
            self.update_expr_type(x.expr, ty, true);
        }
    }

    fn comparable_operands(&mut self, x: &Operand, y: &Operand, op: BinaryOp) -> Result<(), Fault> {
        const CODE: &str = "undefined-op";
        let world = self.world;
        let fault = |second, cause| Err(Fault { second, code: CODE, cause });
        if self.assignable_to(x, y.ty, None).is_err() && self.assignable_to(y, x.ty, None).is_err() {
            let cause = format!("mismatched types {} and {}", self.show(x.ty), self.show(y.ty));
            return Err(Fault { second: true, code: "mismatched-types", cause });
        }
        if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            return if !world.all_ordered(x.ty) {
                fault(false, String::new())
            } else if !world.all_ordered(y.ty) {
                fault(true, String::new())
            } else {
                Ok(())
            };
        }
        if x.is_nil() || y.is_nil() {
            let other = if x.is_nil() { y.ty } else { x.ty };
            // Fails for `nil == nil` only.
            return if world.has_nil(other) { Ok(()) } else { fault(true, String::new()) };
        }
        for (second, ty) in [(false, x.ty), (true, y.ty)] {
            if !world.comparable(ty) {
                return fault(second, self.incomparable_cause(ty));
            }
        }
        Ok(())
    }

    /// Why values of the type cannot be compared, if there is more to say than that they cannot.
    pub(crate) fn incomparable_cause(&self, ty: Ty) -> String {
        let world = self.world;
        match world.kind(world.under(ty)) {
            TyKind::Slice(_) | TyKind::Func(_) | TyKind::Map { .. } => {
                format!("{} can only be compared to nil", self.composite_kind(ty))
            }
            _ => world.incomparable_cause(ty, true, Some(self.pkg)).unwrap_or_default(),
        }
    }

    /// `x op y` for a shift. `e` is absent where the operation is implied by an assignment.
    fn shift(&mut self, x: &mut Operand, y: &mut Operand, e: Option<ExprId>, op: BinaryOp) {
        let world = self.world;
        let x_int = if x.is_constant() { Some(constant::to_int(x.constant())) } else { None };
        let int_like = x_int.as_ref().is_some_and(constant::is_int);
        if !(world.all_integer(x.ty) || world.is_untyped(x.ty) && int_like) {
            return self.not_shiftable(x);
        }
        if !self.valid_shift_count(y) {
            return x.invalidate();
        }
        if x.is_constant() {
            if y.is_constant() {
                return self.constant_shift(x, y, e, op);
            }
            if world.is_untyped(x.ty) {
                // The operand takes the type that the whole shift will have: wait for it. The entry can be missing
                // where a cycle of declarations makes an expression be checked twice.
                if let Some(entry) = self.untyped.get_mut(&(self.env.file_index, x.expr)) {
                    entry.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !world.all_integer(x.ty) {
            return self.not_shiftable(x);
        }
        x.mode = Mode::Value;
    }

    fn not_shiftable(&mut self, x: &mut Operand) {
        let message =
            format!("invalid operation: shifted operand {} must be integer", self.operand_string(x));
        self.error(self.operand_pos(x), "invalid-shift-operand", message);
        x.invalidate();
    }

    fn valid_shift_count(&mut self, y: &mut Operand) -> bool {
        const CODE: &str = "invalid-shift-count";
        let world = self.world;
        let uint = world.basic(Basic::Uint);
        if y.is_constant() {
            let count = constant::to_int(y.constant());
            if constant::is_int(&count) && constant::sign(&count) < 0 {
                let message = format!("invalid operation: negative shift count {}", self.operand_string(y));
                self.error(self.operand_pos(y), CODE, message);
                return false;
            }
            if world.is_untyped(y.ty) {
                // Only checked, not converted.
                self.representable(y, uint);
            }
            return y.is_valid();
        }
        if world.all_integer(y.ty) {
            return world.all_unsigned(y.ty) || {
                let what = format!("invalid operation: signed shift count {}", self.operand_string(y));
                self.verify_version(self.operand_pos(y), 13, &what)
            };
        }
        if world.is_untyped(y.ty) {
            self.convert_untyped(y, uint);
            return y.is_valid();
        }
        let message = format!("invalid operation: shift count {} must be integer", self.operand_string(y));
        self.error(self.operand_pos(y), CODE, message);
        false
    }

    fn constant_shift(&mut self, x: &mut Operand, y: &Operand, e: Option<ExprId>, op: BinaryOp) {
        let world = self.world;
        let unknown = *x.constant() == Value::Unknown || *y.constant() == Value::Unknown;
        let count = match constant::uint64_value(&constant::to_int(y.constant())) {
            _ if unknown => 0,
            Some(count) if count <= MAX_SHIFT => count,
            _ => {
                let message = format!("invalid operation: invalid shift count {}", self.operand_string(y));
                self.error(self.operand_pos(y), "invalid-shift-count", message);
                return x.invalidate();
            }
        };
        // An untyped 2.0 may be shifted; the result is an integer.
        if !world.is_integer(x.ty) {
            x.ty = world.basic(Basic::UntypedInt);
        }
        if unknown {
            x.value = Some(Value::Unknown);
            return;
        }
        let value = constant::to_int(x.constant());
        x.value = Some(constant::shift(&value, op, count as u32));
        if let Some(e) = e {
            x.expr = e;
        }
        self.overflow(x, self.op_pos(x.expr));
    }

    /// `lhs op rhs`. `e` is absent where the operation is implied by an assignment.
    ///
    /// Chains such as `a + b + c` may be very long, so the operations on the left are not done by recursion.
    pub(crate) fn binary(
        &mut self,
        x: &mut Operand,
        e: Option<ExprId>,
        lhs: ExprId,
        rhs: ExprId,
        op: BinaryOp,
    ) {
        let file = self.env.file.clone();
        let mut chain = Vec::new();
        let mut first = lhs;
        while let ExprKind::Binary { op, x, y } = file.expr(first).kind {
            chain.push((first, x, y, op));
            first = x;
        }
        self.expr(None, x, first);
        for (e, lhs, rhs, op) in chain.into_iter().rev() {
            self.binary_step(x, Some(e), lhs, rhs, op);
            x.expr = e;
            x.stand_in = None;
            self.record(x);
        }
        self.binary_step(x, e, lhs, rhs, op);
    }

    /// The operation when its left operand has been checked.
    fn binary_step(&mut self, x: &mut Operand, e: Option<ExprId>, lhs: ExprId, rhs: ExprId, op: BinaryOp) {
        let world = self.world;
        let mut y = self.operand();
        self.expr(None, &mut y, rhs);
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            x.expr = y.expr;
            return;
        }
        if is_shift(op) {
            return self.shift(x, &mut y, e, op);
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if is_comparison(op) {
            return self.comparison(x, &mut y, op, false);
        }
        if !world.identical(x.ty, y.ty) {
            if world.is_valid(x.ty) && world.is_valid(y.ty) {
                let text = match e {
                    Some(e) => self.expr_text(e),
                    None => format!("{} {}= {}", self.expr_text(lhs), op.text(), self.expr_text(rhs)),
                };
                let (xt, yt) = (self.show(x.ty), self.show(y.ty));
                let message = format!("invalid operation: {text} (mismatched types {xt} and {yt})");
                self.error(self.operand_pos(x), "mismatched-types", message);
            }
            return x.invalidate();
        }
        let defined = match op {
            BinaryOp::Add => world.all_numeric_or_string(x.ty),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => world.all_numeric(x.ty),
            BinaryOp::AndAnd | BinaryOp::OrOr => world.all_boolean(x.ty),
            _ => world.all_integer(x.ty),
        };
        if !defined {
            return self.undefined_op(x, op.text());
        }
        if matches!(op, BinaryOp::Div | BinaryOp::Rem) && self.divides_by_zero(x, &y) {
            self.error(self.operand_pos(&y), "div-by-zero", "invalid operation: division by zero");
            return x.invalidate();
        }
        if !(x.is_constant() && y.is_constant()) {
            x.mode = Mode::Value;
            return;
        }
        if *x.constant() == Value::Unknown || *y.constant() == Value::Unknown {
            x.value = Some(Value::Unknown);
            return;
        }
        let value = if op == BinaryOp::Div && world.is_integer(x.ty) {
            constant::int_div(x.constant(), y.constant())
        } else {
            constant::binary_op(x.constant(), op, y.constant())
        };
        x.value = Some(value);
        if let Some(e) = e {
            x.expr = e;
        }
        self.overflow(x, self.op_pos(x.expr));
    }

    fn divides_by_zero(&self, x: &Operand, y: &Operand) -> bool {
        let world = self.world;
        if !y.is_constant() {
            return false;
        }
        if (x.is_constant() || world.all_integer(x.ty)) && constant::sign(y.constant()) == 0 {
            return true;
        }
        // A complex divisor may be so small that its square is nothing.
        let square = |part: Value| constant::binary_op(&part, BinaryOp::Mul, &part);
        x.is_constant()
            && world.is_complex(x.ty)
            && constant::sign(&square(constant::real(y.constant()))) == 0
            && constant::sign(&square(constant::imag(y.constant()))) == 0
    }

    /// Converts an untyped operand to the type of the other one, if they may match at all.
    pub(crate) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.invalidate();
        }
    }

    /// Whether a failure to convert one operand to the other's type is the error to report; if not, it is that the
    /// types do not match.
    fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        let world = self.world;
        if world.is_typed(x.ty) && world.is_typed(y.ty) {
            return false;
        }
        if world.all_numeric(x.ty) != world.all_numeric(y.ty) {
            return false;
        }
        if world.is_non_type_param_interface(x.ty) || world.is_non_type_param_interface(y.ty) {
            return true;
        }
        if world.all_boolean(x.ty) != world.all_boolean(y.ty)
            || world.all_string(x.ty) != world.all_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return world.has_nil(y.ty);
        }
        if y.is_nil() {
            return world.has_nil(x.ty);
        }
        let is_pointer = |ty| matches!(world.kind(world.under(ty)), TyKind::Pointer(_));
        !is_pointer(x.ty) && !is_pointer(y.ty)
    }
}

/// What is wrong with a comparison.
struct Fault {
    /// It is the second operand's.
    second: bool,
    code: &'static str,
    /// Empty where the operator is not defined on the operand.
    cause: String,
}
