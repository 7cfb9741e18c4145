//! Strings: concatenation and comparison.

use crate::func::Body;
use crate::place::Loc;
use pontoon_ssa::op::{IntCond, UnaryOp as Un};
use pontoon_ssa::{Type, Value};
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind};
use pontoon_types::ty::Basic;

impl Body<'_, '_> {
    /// A chain of `+`.
    pub fn concat(&mut self, e: ExprId) -> Vec<Value> {
        let mut operands = Vec::new();
        self.concat_operands(e, &mut operands);
        operands.reverse();
        for &x in &operands {
            self.hoist(x);
        }
        let ty = self.ty(e);
        let values: Vec<_> = operands.into_iter().map(|x| self.value_of(x, ty)).collect();
        self.set_pos(e);
        self.concat_values(&values)
    }

    /// The operands of a chain, the last one first.
    fn concat_operands(&self, mut e: ExprId, list: &mut Vec<ExprId>) {
        loop {
            let inner = self.file.unparen(e);
            match self.file.expr(inner).kind {
                ExprKind::Binary { op: BinaryOp::Add, x, y }
                    if self.typed.value(inner).is_none() && !self.hoisted.contains_key(&inner) =>
                {
                    list.push(y);
                    e = x;
                }
                _ => return list.push(e),
            }
        }
    }

    pub fn concat_values(&mut self, values: &[Vec<Value>]) -> Vec<Value> {
        let string = self.cx.world.basic(Basic::String);
        let list = self.temp_slot(16 * values.len() as u32, 8);
        for (i, value) in values.iter().enumerate() {
            self.store(&Loc::Mem(list, 16 * i as u32), string, value);
        }
        let null = self.b.null();
        let len = self.b.iconst32(values.len() as i32);
        self.runtime_call("concatstrings", vec![null, list, len, len])
    }

    pub fn strings_equal(&mut self, a: &[Value], b: &[Value]) -> Value {
        for (x, y) in [(a, b), (b, a)] {
            if self.b.func.int_const(x[1]) == Some(0) {
                return self.b.unary(Un::Eqz, y[1]);
            }
        }
        let result = self.b.declare_var(Type::I32);
        let same = self.b.icmp(IntCond::Eq, a[1], b[1]);
        self.b.def_var(result, same);
        let (more, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(same, more, done);
        self.b.seal(more);
        self.b.switch_to(more);
        let len = self.b.unary(Un::ExtendU, a[1]);
        let equal = self.runtime_call("memequal", vec![a[0], b[0], len])[0];
        self.b.def_var(result, equal);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }
}
