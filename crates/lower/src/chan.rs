//! Channels: making, sending, receiving, closing. The operations are the runtime's (GOROOT/src/runtime/chan.go); elements
//! go by address, through stack slots.

use crate::func::Body;
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::Value;
use pontoon_ssa::op::Mem;
use pontoon_syntax::ast::ExprId;
use pontoon_types::Ty;
use pontoon_types::ty::TyKind;
use pontoon_types::universe::Builtin;

/// Up to this size an element goes through the goroutine (the overlay's g.elem).
const MAX_SMALL_ELEM: u32 = 16;

/// What the source wants of a receive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Want {
    Nothing,
    Value,
    ValueAndOk,
}

impl Body<'_, '_> {
    /// The element type of a channel.
    pub fn chan_elem(&mut self, chan: Ty) -> Ty {
        let &TyKind::Chan { elem, .. } = self.under(chan) else { bug!("only channels have this") };
        self.cx.canonical(elem)
    }

    /// `make(chan T, size)`.
    pub fn make_chan(&mut self, e: ExprId, ty: Ty, size: Option<ExprId>) -> Vec<Value> {
        let size = match size {
            Some(size) => {
                self.hoist(size);
                self.int_operand(size)
            }
            None => self.b.iconst64(0),
        };
        self.set_pos(e);
        let desc = self.cx.type_desc(ty);
        let desc = self.b.data_addr(desc, 0);
        self.runtime_call("makechan", vec![desc, size])
    }

    pub fn send_stmt(&mut self, chan: ExprId, value: ExprId) {
        let pos = self.b.pos();
        let (chan, addr) = self.send_operands(chan, value, false);
        self.b.set_pos(pos);
        self.runtime_call("chansend1", vec![chan, addr]);
    }

    /// Evaluates a send's channel and value; gives the channel and the address of a copy of the value. One of several
    /// has a slot for that.
    pub fn send_operands(&mut self, chan: ExprId, value: ExprId, several: bool) -> (Value, Value) {
        self.hoist(chan);
        self.hoist(value);
        let ty = self.ty(chan);
        let elem = self.chan_elem(ty);
        let chan = self.expr(chan)[0];
        let value = self.value_of(value, elem);
        // Somebody may write to the place that it came from while this goroutine waits.
        let value = self.own(elem, value);
        if self.info(elem).in_memory() {
            return (chan, value[0]);
        }
        let addr = if several { self.temp(elem) } else { self.elem_place(elem) };
        self.store(&Loc::Mem(addr, 0), elem, &value);
        (chan, addr)
    }

    /// Where an element is for the time of an operation: in the goroutine if it is small, so that the function needs no
    /// slot. To be asked for again behind the operation.
    fn elem_place(&mut self, elem: Ty) -> Value {
        let info = self.info(elem);
        if info.in_memory() || info.size > MAX_SMALL_ELEM {
            return self.temp(elem);
        }
        let scope = self.cx.world.pkg(self.cx.runtime).scope;
        let named = |name: &str| self.cx.world.scopes[scope].get(Symbol::intern(name));
        let (Some(curg), Some(g)) = (named("curg"), named("g")) else {
            bug!("package runtime has curg and g")
        };
        let g = self.obj_ty(g);
        let TyKind::Struct(fields) = self.under(g) else { bug!("runtime.g is a struct") };
        let field = fields.iter().position(|field| field.name.as_str() == "elem");
        let field = field.unwrap_or_else(|| bug!("runtime.g has a place for elements"));
        let curg = self.cx.var_data(curg);
        let curg = self.b.data_addr(curg, 0);
        let goroutine = self.b.load(Mem::Ptr, curg, 0);
        self.non_nil.insert(goroutine);
        let under = self.cx.world.under(g);
        let offset = self.cx.world.offsets(under)[field] as u32;
        let place = self.b.ptr_offset(goroutine, offset);
        self.non_nil.insert(place);
        place
    }

    /// `<-x`: the value, and whether one was sent.
    pub fn receive(&mut self, e: ExprId, x: ExprId, want: Want) -> (Vec<Value>, Option<Value>) {
        let ty = self.ty(x);
        let elem = self.chan_elem(ty);
        let chan = self.expr(x)[0];
        self.set_pos(e);
        let in_slot = self.info(elem).in_memory() || self.info(elem).size > MAX_SMALL_ELEM;
        let mut addr = if want == Want::Nothing { self.b.null() } else { self.elem_place(elem) };
        let name = if want == Want::ValueAndOk { "chanrecv2" } else { "chanrecv1" };
        let ok = self.runtime_call(name, vec![chan, addr]).first().copied();
        if want == Want::Nothing {
            return (Vec::new(), None);
        }
        if !in_slot {
            addr = self.elem_place(elem);
        }
        (self.load(&Loc::Mem(addr, 0), elem), ok)
    }

    pub fn close_chan(&mut self, e: ExprId, x: ExprId) {
        let chan = self.expr(x);
        self.set_pos(e);
        self.runtime_call("closechan", chan);
    }

    /// `len` and `cap`: a channel of a timer hides its buffer, so the runtime is asked.
    pub fn chan_length(&mut self, e: ExprId, builtin: Builtin, x: ExprId) -> Vec<Value> {
        let chan = self.expr(x);
        self.set_pos(e);
        self.runtime_call(if builtin == Builtin::Len { "chanlen" } else { "chancap" }, chan)
    }
}
