//! `go`. The function and its arguments are evaluated where the statement is; the goroutine begins with a closure without
//! parameters and results. A function value that has neither is that closure itself, everything else gets a thunk that
//! finds its operands in the closure, as a deferred call finds them in its record.

use crate::defer::{Action, SiteTarget, operand_mem};
use crate::func::Body;
use pontoon_base::bug;
use pontoon_ssa::op::Mem;
use pontoon_ssa::program::{DataObject, Reloc, RelocTarget};
use pontoon_ssa::{Func, FuncData, Signature, Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::ty::Basic;

impl Body<'_, '_> {
    pub fn go_stmt(&mut self, call: ExprId) {
        let e = self.file.unparen(call);
        let pos = self.b.pos();
        // Operands in memory outlive this function.
        self.own_on_heap = true;
        let deferred = self.deferred(e);
        self.own_on_heap = false;
        let Some((action, mut operands)) = deferred else { return };
        self.b.set_pos(pos);
        if let Action::Recover = action {
            // A goroutine begins without a panic.
            operands = vec![self.b.null()];
        }
        let closure = match self.plain_closure(&action, &operands) {
            Some(closure) => closure,
            None => self.thunk_closure(action, &operands),
        };
        self.runtime_call("newproc", vec![closure]);
    }

    /// The function value that is called, if it is called without arguments and gives no results.
    fn plain_closure(&mut self, action: &Action, operands: &[Value]) -> Option<Value> {
        let Action::Call { target, convention } = action else { return None };
        let sig = &convention.sig;
        let is_plain = sig.params == [Type::Ptr] && sig.results.is_empty() && convention.area.is_none();
        match (target, operands) {
            (SiteTarget::Closure, &[closure]) if is_plain => {
                self.nil_check(closure);
                Some(closure)
            }
            _ => None,
        }
    }

    /// A closure of the operands and a thunk that does with them what the statement says.
    fn thunk_closure(&mut self, action: Action, operands: &[Value]) -> Value {
        let types: Vec<Type> = operands.iter().map(|&value| self.b.func.ty(value)).collect();
        self.thunks += 1;
        let name = format!("{}.gowrap{}", self.b.func.name, self.thunks);
        let func = self.thunk(name, &action, &types);
        if operands.is_empty() {
            let data = self.static_closure(func);
            return self.b.data_addr(data, 0);
        }
        let (object, offsets) = self.operand_struct(&[Basic::Uintptr], &types);
        let closure = self.new_object(object);
        let code = self.b.func_index(func);
        self.b.store(Mem::Len, closure, 0, code);
        for ((&value, &ty), offset) in operands.iter().zip(&types).zip(offsets) {
            self.b.store(operand_mem(ty), closure, offset, value);
        }
        closure
    }

    fn static_closure(&mut self, func: Func) -> pontoon_ssa::Data {
        let mut object =
            DataObject::constant(format!("{}·f", self.cx.program.funcs[func].name), vec![0; 8], 8);
        object.relocs.push(Reloc { offset: 0, target: RelocTarget::Func(func) });
        self.cx.program.data.push(object)
    }

    /// The function of a goroutine: it takes the operands out of its closure.
    fn thunk(&mut self, name: String, action: &Action, types: &[Type]) -> Func {
        let (_, offsets) = self.operand_struct(&[Basic::Uintptr], types);
        let mut data = FuncData::new(name, Signature { params: vec![Type::Ptr], results: Vec::new() });
        data.pos = self.b.pos();
        data.attrs.wrapper = true;
        let (attrs, pos) = (data.attrs, data.pos);
        let func = self.cx.program.funcs.push(data);
        let mut body = Body::bare(self.cx, func);
        let closure = body.b.params()[0];
        body.b.set_pos(pos);
        body.non_nil.insert(closure);
        let operands = types
            .iter()
            .zip(offsets)
            .map(|(&ty, offset)| body.b.load(operand_mem(ty), closure, offset))
            .collect();
        body.run_site(action, operands, None);
        if body.b.is_reachable() {
            body.b.ret(Vec::new());
        }
        let mut data = body.finish().unwrap_or_else(|| bug!("a thunk always compiles"));
        (data.attrs, data.pos) = (attrs, pos);
        self.cx.program.funcs[func] = data;
        func
    }
}
