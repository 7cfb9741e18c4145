//! Constants and the types that can represent them (types2's const.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::Pos;
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind, UnaryOp};
use pontoon_types::constant::{self, Value};
use pontoon_types::ty::{Basic, Ty, TyKind};

/// More bits than this an untyped integer may not have.
const MAX_BITS: usize = 512;

/// Longer than this a constant string may not be: what gc's object files can hold.
const MAX_STRING: usize = 2_000_000_000;

impl Checker<'_> {
    /// Checks that the constant `x` fits its type; if that is untyped, that it is not out of proportion. Errors are
    /// reported at `pos`, an operator's.
    pub(crate) fn overflow(&mut self, x: &mut Operand, pos: Pos) {
        const CODE: &str = "invalid-const-val";
        let world = self.world;
        match x.constant() {
            Value::Unknown => return self.error(pos, CODE, "constant result is not representable"),
            _ if world.is_typed(x.ty) => {
                let ty = self.shown_under(x.ty);
                return self.representable(x, ty);
            }
            value if constant::is_int(value) && constant::bit_len(value) > MAX_BITS => {
                let op = self.overflowing_operation(x.expr);
                self.error(pos, CODE, format!("constant {op}overflow"));
            }
            value if constant::string_len(value).is_some_and(|len| len > MAX_STRING) => {
                let len = constant::string_len(value).unwrap_or_default();
                let message = format!("constant string too long ({len} bytes > {MAX_STRING} bytes)");
                self.error(pos, CODE, message);
            }
            _ => return,
        }
        x.value = Some(Value::Unknown);
    }

    /// What messages call the operation, followed by a blank; empty if it cannot overflow.
    fn overflowing_operation(&self, expr: ExprId) -> &'static str {
        match self.env.file.expr(expr).kind {
            ExprKind::Unary { op: UnaryOp::Compl, .. } => "bitwise complement ",
            ExprKind::Binary { op, .. } => match op {
                BinaryOp::Add => "addition ",
                BinaryOp::Sub => "subtraction ",
                BinaryOp::Xor => "bitwise XOR ",
                BinaryOp::Mul => "multiplication ",
                BinaryOp::Shl => "shift ",
                _ => "",
            },
            _ => "",
        }
    }

    /// Where errors about an operation are reported: at its operator.
    pub(crate) fn op_pos(&self, expr: ExprId) -> Pos {
        let e = self.env.file.expr(expr);
        match e.kind {
            ExprKind::Unary { .. } | ExprKind::Binary { .. } | ExprKind::Star(_) => e.pos,
            _ => e.span.lo,
        }
    }

    /// Gives the constant `x` the value that it has as a `ty`, a basic type, or reports that it has none.
    pub(crate) fn representable(&mut self, x: &mut Operand, ty: Ty) {
        let &TyKind::Basic(basic) = self.world.kind(self.world.under(ty)) else { return };
        match self.representation(x, basic) {
            Ok(value) => x.value = Some(value),
            Err(code) => {
                self.invalid_conversion(code, x, ty);
                x.invalidate();
            }
        }
    }

    /// The underlying type as messages show it: `byte` and `rune` keep their names.
    pub(crate) fn shown_under(&self, mut ty: Ty) -> Ty {
        let world = self.world;
        while let &TyKind::Alias(alias) = world.kind(ty) {
            if ty == world.byte_ty || ty == world.rune_ty {
                return ty;
            }
            let Some(rhs) = world.aliases[alias].rhs.get() else { break };
            ty = rhs;
        }
        world.under(ty)
    }

    /// The value of the constant `x` as a `basic`, or the error's code.
    pub(crate) fn representation(&self, x: &Operand, basic: Basic) -> Result<Value, &'static str> {
        if let Some(value) = constant::representable(x.constant(), basic) {
            return Ok(value);
        }
        let world = self.world;
        if !(world.is_numeric(x.ty) && basic.is_numeric()) {
            Err("invalid-const-val")
        } else if !world.is_integer(x.ty) && basic.is_integer() {
            Err("truncated-float")
        } else {
            Err("numeric-overflow")
        }
    }

    pub(crate) fn invalid_conversion(&mut self, code: &'static str, x: &Operand, target: Ty) {
        let (operand, ty) = (self.operand_string(x), self.show(target));
        let message = match code {
            "truncated-float" => format!("{operand} truncated to {ty}"),
            "numeric-overflow" => format!("{operand} overflows {ty}"),
            _ => format!("cannot convert {operand} to type {ty}"),
        };
        self.error(self.operand_pos(x), code, message);
    }
}
