//! `switch`, of values and of types.

use crate::func::{Body, JumpScope};
use crate::place::Loc;
use pontoon_base::Symbol;
use pontoon_ssa::op::{BinaryOp as Op, InstKind, IntCond, Target};
use pontoon_ssa::{Block, Value};
use pontoon_syntax::ast::{BinaryOp, CaseClause, ExprId, StmtId};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::Mode;

/// From this many integer cases on a jump table is worth its bytes, if at least a third of it is used.
const MIN_TABLE: usize = 5;
const TABLE_SPARSENESS: i64 = 3;

impl Body<'_, '_> {
    pub fn switch_stmt(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: &[CaseClause],
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let tag = tag.map(|tag| {
            let ty = self.ty(tag);
            let ty = self.cx.world.default_type(ty);
            let ty = self.cx.canonical(ty);
            let value = self.value_of(tag, ty);
            (ty, self.own(ty, value))
        });
        self.hoisted.clear();
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.new_block()).collect();
        let done = self.b.new_block();
        let default = clauses.iter().position(|clause| clause.cases.is_none()).map_or(done, |i| bodies[i]);
        let table = tag.as_ref().and_then(|(ty, _)| self.table(*ty, clauses));
        match (&tag, table) {
            (Some((_, value)), Some(table)) => self.jump_table(value[0], &table, &bodies, default),
            _ => self.test_cases(tag.as_ref(), clauses, &bodies, default),
        }
        self.clause_bodies(label, clauses, &bodies, done, |_, _| {});
    }

    fn test_cases(
        &mut self,
        tag: Option<&(Ty, Vec<Value>)>,
        clauses: &[CaseClause],
        bodies: &[Block],
        default: Block,
    ) {
        for (clause, &body) in clauses.iter().zip(bodies) {
            let Some(cases) = clause.cases else { continue };
            for &case in self.file.list(cases) {
                let next = self.b.new_block();
                self.set_pos(case);
                match tag {
                    // An interface may hold `true`.
                    None if self.is_iface(case) => {
                        let (ty, yes) = (self.cx.world.basic(Basic::Bool), self.b.iconst32(1));
                        let equal = self.matches_case(ty, &[yes], case);
                        self.b.branch(equal, body, next);
                    }
                    None => self.cond(case, body, next),
                    Some((ty, value)) => {
                        let equal = self.matches_case(*ty, value, case);
                        self.b.branch(equal, body, next);
                    }
                }
                self.hoisted.clear();
                self.b.seal(next);
                self.b.switch_to(next);
            }
        }
        self.b.jump(default, Vec::new());
    }

    fn is_iface(&mut self, e: ExprId) -> bool {
        let ty = self.ty(e);
        self.cx.world.is_interface(ty)
    }

    fn matches_case(&mut self, ty: Ty, value: &[Value], case: ExprId) -> Value {
        if self.typed.info(self.file.unparen(case)).mode == Mode::Nil {
            let null = self.b.null();
            return self.b.icmp(IntCond::Eq, value[0], null);
        }
        let case_ty = self.ty(case);
        let (tag_iface, case_iface) = (self.cx.world.is_interface(ty), self.cx.world.is_interface(case_ty));
        match (tag_iface, case_iface) {
            (true, false) => {
                let default = self.cx.world.default_type(case_ty);
                let case_ty = self.cx.canonical(default);
                let other = self.value_of(case, case_ty);
                self.iface_equals_value(ty, value, case_ty, &other)
            }
            (false, true) => {
                let other = self.expr(case);
                self.iface_equals_value(case_ty, &other, ty, value)
            }
            (true, true) => {
                let other = self.expr(case);
                self.ifaces_equal(ty, value, case_ty, &other)
            }
            (false, false) => {
                let other = self.value_of(case, ty);
                self.set_pos(case);
                self.compare(BinaryOp::Eq, ty, value, &other)
            }
        }
    }

    /// The cases of a switch of integers, if they are constants that a table serves best: value and clause.
    fn table(&mut self, ty: Ty, clauses: &[CaseClause]) -> Option<Vec<(i64, usize)>> {
        if !matches!(self.under(ty), TyKind::Basic(basic) if basic.is_integer()) {
            return None;
        }
        let mut list = Vec::new();
        for (i, clause) in clauses.iter().enumerate() {
            for &case in clause.cases.map_or(&[][..], |cases| self.file.list(cases)) {
                list.push((crate::expr::int_constant(self.typed.value(case)?), i));
            }
        }
        list.sort_by_key(|&(value, _)| value);
        let (&(first, _), &(last, _)) = (list.first()?, list.last()?);
        let span = last.checked_sub(first)?;
        (list.len() >= MIN_TABLE && span < list.len() as i64 * TABLE_SPARSENESS).then_some(list)
    }

    fn jump_table(&mut self, value: Value, table: &[(i64, usize)], bodies: &[Block], default: Block) {
        let ty = self.b.func.ty(value);
        let first = table[0].0;
        let last = table[table.len() - 1].0;
        let base = self.b.iconst(ty, first);
        let index = self.b.binary(Op::Isub, value, base);
        let index = if ty == pontoon_ssa::Type::I64 {
            // What lies far outside must not come back into the table when cut to 32 bits.
            let limit = self.b.iconst64(last - first);
            let inside = self.b.new_block();
            let far = self.b.icmp(IntCond::Ugt, index, limit);
            self.b.branch(far, default, inside);
            self.b.seal(inside);
            self.b.switch_to(inside);
            self.low_word(index)
        } else {
            index
        };
        let mut targets = vec![default; (last - first) as usize + 1];
        for &(value, clause) in table.iter().rev() {
            targets[(value - first) as usize] = bodies[clause];
        }
        let target = |block| Target { block, args: Vec::new() };
        let targets = targets.into_iter().map(target).collect();
        self.b.inst(InstKind::Switch { index, targets, default: target(default) }, &[]);
    }

    /// The bodies of all clauses, each begun by `begin` with its number.
    fn clause_bodies(
        &mut self,
        label: Option<Symbol>,
        clauses: &[CaseClause],
        bodies: &[Block],
        done: Block,
        mut begin: impl FnMut(&mut Self, usize),
    ) {
        let outer = self.fallthrough.take();
        self.scopes.push(JumpScope { label, break_to: done, continue_to: None, is_block: false });
        for (i, clause) in clauses.iter().enumerate() {
            self.b.seal(bodies[i]);
            self.b.switch_to(bodies[i]);
            begin(self, i);
            // A clause that falls through is the next one's predecessor, so that is sealed behind it.
            self.fallthrough = bodies.get(i + 1).copied();
            self.stmts(clause.body);
            if self.b.is_reachable() {
                self.b.jump(done, Vec::new());
            }
        }
        self.scopes.pop();
        self.fallthrough = outer;
        self.b.seal(done);
        self.b.switch_to(done);
    }

    pub fn type_switch(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        x: ExprId,
        clauses: &[CaseClause],
    ) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let iface = self.ty(x);
        let value = self.expr(x);
        self.set_pos(x);
        let word = self.type_word(&value, iface);
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.new_block()).collect();
        let done = self.b.new_block();
        let default = clauses.iter().position(|clause| clause.cases.is_none()).map_or(done, |i| bodies[i]);
        let itab = self.b.declare_var(pontoon_ssa::Type::Ptr);
        let null = self.b.null();
        self.b.def_var(itab, null);
        for (clause, &body) in clauses.iter().zip(&bodies) {
            let Some(cases) = clause.cases else { continue };
            for &case in self.file.list(cases) {
                let next = self.b.new_block();
                self.set_pos(case);
                let hit = if self.typed.info(self.file.unparen(case)).mode == Mode::Nil {
                    let null = self.b.null();
                    self.b.icmp(IntCond::Eq, word, null)
                } else {
                    let ty = self.ty(case);
                    self.type_case(word, ty, itab)
                };
                self.b.branch(hit, body, next);
                self.b.seal(next);
                self.b.switch_to(next);
            }
        }
        self.b.jump(default, Vec::new());
        self.clause_bodies(label, clauses, &bodies, done, |body, i| {
            let Some(&obj) = body.typed.implicits.get(&clauses[i].pos) else { return };
            let ty = body.obj_ty(obj);
            let bound = if ty == iface {
                value.clone()
            } else if body.cx.world.is_interface(ty) {
                let first = if body.is_empty_iface(ty) { word } else { body.b.use_var(itab) };
                vec![first, value[1]]
            } else {
                body.unpack_iface(&value, ty)
            };
            let loc = if body.info(ty).in_memory() { Loc::Mem(bound[0], 0) } else { Loc::Values(bound) };
            let bound = body.load(&loc, ty);
            body.declare(obj, Some(&bound));
        });
    }

    /// Whether a dynamic type matches a case; the itab for an interface type is left in `itab`.
    fn type_case(&mut self, word: Value, ty: Ty, itab: pontoon_ssa::builder::Variable) -> Value {
        if !self.cx.world.is_interface(ty) {
            let desc = self.desc_addr(ty);
            return self.b.icmp(IntCond::Eq, word, desc);
        }
        let null = self.b.null();
        if self.is_empty_iface(ty) {
            return self.b.icmp(IntCond::Ne, word, null);
        }
        let inter = self.desc_addr(ty);
        let found = self.itab_or_nil(inter, word);
        self.b.def_var(itab, found);
        let null = self.b.null();
        self.b.icmp(IntCond::Ne, found, null)
    }
}
