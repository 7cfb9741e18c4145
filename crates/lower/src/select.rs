//! `select`. As in gc (cmd/compile/internal/walk/select.go) one without cases blocks, one of one case is that operation,
//! and one of a case and a default is an operation that does not block; the others go through the runtime's selectgo.

use crate::func::{Body, JumpScope};
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{InstKind, Mem, Target};
use pontoon_ssa::{Block, Value};
use pontoon_syntax::ast::{CommClause, ExprId, ExprKind, StmtId, StmtKind};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};

/// Size of the runtime's scase: a channel and an element's address.
const SCASE: u32 = 16;

/// A clause's operation with its operands evaluated.
enum Comm {
    Send {
        chan: Value,
        addr: Value,
    },
    Recv {
        chan: Value,
        /// Where the element goes, if somebody wants it.
        addr: Option<Value>,
        targets: Option<Targets>,
    },
}

/// What a receive assigns to, and the types of what it yields.
#[derive(Clone)]
struct Targets {
    lhs: Vec<ExprId>,
    define: bool,
    elem: Ty,
    ok: Ty,
}

impl Body<'_, '_> {
    pub fn select_stmt(&mut self, label: Option<Symbol>, clauses: &[CommClause]) {
        let done = self.b.new_block();
        self.scopes.push(JumpScope { label, break_to: done, continue_to: None, is_block: false });
        let default = clauses.iter().find(|clause| clause.comm.is_none());
        match clauses {
            [] => {
                self.runtime_call("block", Vec::new());
                self.b.unreachable();
            }
            [only] if let Some(comm) = only.comm.filter(|&comm| self.assigns(comm)) => {
                // Where it goes to is looked for behind the receive, unlike in an assignment.
                let comm = self.comm(comm, false);
                let Comm::Recv { chan, addr, .. } = comm else { bug!("what is assigned was received") };
                let addr = addr.unwrap_or_else(|| self.b.null());
                let ok = self.runtime_call("chanrecv2", vec![chan, addr])[0];
                self.select_body(only, Some(&comm), Some(ok), done);
            }
            [only] => {
                if let Some(comm) = only.comm {
                    self.stmt(comm);
                }
                self.stmts(only.body);
            }
            [a, b] if let Some(default) = default => {
                let clause = if a.comm.is_some() { a } else { b };
                self.select_or(clause, default, done);
            }
            _ => self.select_general(clauses, done),
        }
        self.scopes.pop();
        self.go_on_at(done);
    }

    /// Whether a clause assigns to places that are there already.
    fn assigns(&self, s: StmtId) -> bool {
        matches!(self.file.stmt(s).kind, StmtKind::Assign { define: false, .. })
    }

    /// Evaluates a clause's operands; it may be one of several that are tried together.
    fn comm(&mut self, s: StmtId, several: bool) -> Comm {
        let stmt = self.file.stmt(s);
        self.b.set_pos(stmt.pos);
        let (recv, targets) = match stmt.kind {
            StmtKind::Send { chan, value } => {
                let (chan, addr) = self.send_operands(chan, value, several);
                self.hoisted.clear();
                return Comm::Send { chan, addr };
            }
            StmtKind::Expr(recv) => (recv, None),
            StmtKind::Assign { lhs, rhs, define, .. } => {
                let lhs: Vec<ExprId> = self.file.list(lhs).iter().map(|&x| self.file.unparen(x)).collect();
                (self.file.list(rhs)[0], Some((lhs, define)))
            }
            _ => bug!("a select has sends and receives"),
        };
        let ExprKind::Unary { x, .. } = self.file.expr(self.file.unparen(recv)).kind else {
            bug!("a clause receives")
        };
        self.hoist(x);
        let ty = self.ty(x);
        let elem = self.chan_elem(ty);
        let chan = self.expr(x)[0];
        self.hoisted.clear();
        let ok = self.cx.world.basic(Basic::UntypedBool);
        let targets = targets.map(|(lhs, define)| Targets { lhs, define, elem, ok });
        let wanted = targets
            .as_ref()
            .is_some_and(|targets| !self.file.opt_name(targets.lhs[0]).is_some_and(Symbol::is_blank));
        let addr = wanted.then(|| self.temp(elem));
        Comm::Recv { chan, addr, targets }
    }

    /// Assigns what was received, and goes through the clause's statements.
    fn select_body(&mut self, clause: &CommClause, comm: Option<&Comm>, ok: Option<Value>, done: Block) {
        if let Some(Comm::Recv { addr, targets: Some(targets), .. }) = comm {
            let Targets { lhs, define, elem, ok: ok_ty } = targets.clone();
            let value = addr.map_or(Vec::new(), |addr| self.load(&Loc::Mem(addr, 0), elem));
            let mut values = vec![(elem, value)];
            if lhs.len() == 2 {
                let ok = ok.unwrap_or_else(|| bug!("a receive says whether something was sent"));
                values.push((ok_ty, vec![ok]));
            }
            self.assign_values(define, &lhs, values);
            self.hoisted.clear();
        }
        self.stmts(clause.body);
        if self.b.is_reachable() {
            self.b.jump(done, Vec::new());
        }
    }

    /// One operation, or the default if that would block.
    fn select_or(&mut self, clause: &CommClause, default: &CommClause, done: Block) {
        let comm = clause.comm.unwrap_or_else(|| bug!("the clause is no default"));
        let comm = self.comm(comm, false);
        let (selected, ok) = match comm {
            Comm::Send { chan, addr } => (self.runtime_call("selectnbsend", vec![chan, addr])[0], None),
            Comm::Recv { chan, addr, .. } => {
                let addr = addr.unwrap_or_else(|| self.b.null());
                let results = self.runtime_call("selectnbrecv", vec![addr, chan]);
                (results[0], Some(results[1]))
            }
        };
        let (yes, no) = (self.b.new_block(), self.b.new_block());
        self.b.branch(selected, yes, no);
        self.b.seal(yes);
        self.b.seal(no);
        self.b.switch_to(yes);
        self.select_body(clause, Some(&comm), ok, done);
        self.b.switch_to(no);
        self.select_body(default, None, None, done);
    }

    fn select_general(&mut self, clauses: &[CommClause], done: Block) {
        let pos = self.b.pos();
        let comms: Vec<Option<Comm>> =
            clauses.iter().map(|clause| clause.comm.map(|comm| self.comm(comm, true))).collect();
        self.b.set_pos(pos);
        // Sends come first in the runtime's array, receives from its end on, so that its halves need no tag.
        let count = comms.iter().flatten().count();
        let cases = self.scratch(count as u32 * SCASE);
        let order = self.scratch(count as u32 * 4);
        let (mut sends, mut recvs) = (0, 0);
        let mut chosen_by_index = vec![0; count];
        for (i, comm) in comms.iter().enumerate() {
            let Some(comm) = comm else { continue };
            let (index, chan, addr) = match *comm {
                Comm::Send { chan, addr } => {
                    sends += 1;
                    (sends - 1, chan, addr)
                }
                Comm::Recv { chan, addr, .. } => {
                    recvs += 1;
                    let addr = addr.unwrap_or_else(|| self.b.null());
                    (count - recvs, chan, addr)
                }
            };
            chosen_by_index[index] = i;
            let at = index as u32 * SCASE;
            self.b.store(Mem::Ptr, cases, at, chan);
            self.b.store(Mem::Ptr, cases, at + 8, addr);
        }
        let default = clauses.iter().position(|clause| clause.comm.is_none());
        let args = vec![
            cases,
            order,
            self.b.null(),
            self.b.iconst64(sends as i64),
            self.b.iconst64(recvs as i64),
            self.b.iconst32(i32::from(default.is_none())),
        ];
        let results = self.runtime_call("selectgo", args);
        let chosen = self.low_word(results[0]);
        let bodies: Vec<Block> = clauses.iter().map(|_| self.b.new_block()).collect();
        let jump = |block| Target { block, args: Vec::new() };
        // The default is -1. Without one the last case takes the switch's default.
        let mut targets: Vec<Target> = chosen_by_index.iter().map(|&i| jump(bodies[i])).collect();
        let default = match default {
            Some(i) => jump(bodies[i]),
            None => targets.pop().unwrap_or_else(|| bug!("a select without default has cases")),
        };
        self.b.inst(InstKind::Switch { index: chosen, targets, default }, &[]);
        for ((clause, comm), &body) in clauses.iter().zip(&comms).zip(&bodies) {
            self.b.seal(body);
            self.b.switch_to(body);
            self.select_body(clause, comm.as_ref(), Some(results[1]), done);
        }
    }

    /// Storage for one call: a slot, unless that would be too large for one.
    fn scratch(&mut self, size: u32) -> Value {
        let word = self.cx.world.basic(Basic::UnsafePointer);
        let array = self.cx.world.intern(TyKind::Array { len: i64::from(size.div_ceil(8)), elem: word });
        let array = self.cx.canonical(array);
        self.temp(array)
    }
}
