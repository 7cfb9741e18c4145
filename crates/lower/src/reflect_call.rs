//! Where package reflect leaves Go: addresses of code, calls by func type, and functions that are made at run time
//! (runtime-contract.md §5.8).
//!
//! Upstream has three assembly functions that take or build a frame for any signature. WebAssembly calls are typed, so
//! there is code per func type here: *thunks* that call a function of the type with the arguments in a frame, and *stubs*
//! that are such a function and put their arguments into a frame. The runtime finds them by the type's descriptor
//! (overlay, funccalls.go). Reflect does not hand the type over, but its functions have it in a variable.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::Mem;
use pontoon_ssa::program::{Reloc, RelocTarget};
use pontoon_ssa::{Func, FuncData, Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::object::ObjKind;
use pontoon_types::ty::{Field, TyKind};
use pontoon_types::{Obj, Ty};

/// The code that a func type has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Crossing {
    /// `(closure, frame)`: calls a func value.
    Call,
    /// `(address of the code, frame)`: calls a method with the receiver's word first in the frame.
    CallMethod,
    /// The code of what reflect.MakeFunc makes.
    MadeFunc,
    /// The code of a method value that reflect makes.
    MethodValue,
}

/// In the order of the words of the overlay's funcType.
const CROSSINGS: [(Crossing, &str); 4] = [
    (Crossing::Call, "Value.call"),
    (Crossing::CallMethod, "Value.Method"),
    (Crossing::MadeFunc, "MakeFunc"),
    (Crossing::MethodValue, "Value.Method"),
];

/// What stands for a code that nothing calls: no function table is as long.
pub(crate) const NO_CODE: i64 = 0xffff_ffff;

/// Where the arguments and results of a call are in reflect's frames.
struct Frame {
    params: Vec<(Ty, u32)>,
    results: Vec<(Ty, u32)>,
    /// Of the first result.
    results_at: u32,
    /// A struct type with this layout.
    ty: Ty,
}

impl Lowerer<'_> {
    /// A function or method of package reflect, if the program has that.
    fn reflect_func(&self, name: &str) -> Option<Obj> {
        let &pkg = self.pkgs.iter().find(|&&pkg| self.world.pkg(pkg).path.as_str() == "reflect")?;
        let declared = self.world.pkg(pkg).declared.get()?;
        let (recv, name) = name.rsplit_once('.').map_or((None, name), |(recv, name)| (Some(recv), name));
        declared.funcs.iter().copied().find(|&obj| {
            let data = self.world.obj(obj);
            let ObjKind::Func(func) = &data.kind else { return false };
            let of = func.method.as_ref().and_then(|method| method.recv.get());
            data.name.as_str() == name && of.map(|ty| self.world.display(ty, Some(pkg))).as_deref() == recv
        })
    }

    /// What reflection can get at: methods of values, and methods of types.
    pub(crate) fn reflects_methods(&self) -> (bool, bool) {
        let of_types = self.reaches("*rtype.Method");
        (of_types || self.reaches("Value.Method"), of_types)
    }

    fn reaches(&self, name: &str) -> bool {
        let func = self.reflect_func(name);
        func.is_some_and(|obj| self.has_func(&FuncKey::Decl(obj, Box::default())))
    }

    /// Makes the table of the code of func types, for as much of reflect as is reached. Returns whether that asked for
    /// functions that were not there.
    pub(crate) fn write_func_types(&mut self, types: &[Ty]) -> bool {
        let scope = self.world.pkg(self.runtime).scope;
        let table = self.world.scopes[scope].get(Symbol::intern("funcTypes"));
        let Some(table) = table.filter(|&table| self.is_mentioned(table)) else { return false };
        let wanted = CROSSINGS.map(|(crossing, user)| self.reaches(user).then_some(crossing));
        let before = self.program.funcs.len();
        let mut entries = Vec::new();
        let mut relocs = Vec::new();
        for &ty in types {
            let at = entries.len() as u32;
            entries.resize(entries.len() + 8 * (1 + wanted.len()), 0);
            let desc = self.type_desc(ty);
            relocs.push(Reloc { offset: at, target: RelocTarget::Data(desc, 0) });
            for (i, crossing) in wanted.iter().enumerate() {
                let Some(crossing) = *crossing else { continue };
                let func = self.func(FuncKey::Crossing(crossing, ty));
                relocs.push(Reloc { offset: at + 8 * (i as u32 + 1), target: RelocTarget::Func(func) });
            }
        }
        self.set_slice(table, entries, relocs, types.len());
        self.program.funcs.len() > before
    }

    fn frame(&mut self, recv: bool, sig: Ty) -> Frame {
        let TyKind::Func(sig) = self.under(sig) else { bug!("a signature is a function type") };
        let tag = Symbol::intern("");
        let mut fields = Vec::new();
        let mut field = |name: &str, ty| {
            fields.push(Field { name: Symbol::intern(name), ty, embedded: false, tag, pkg: None })
        };
        let word = self.world.basic(pontoon_types::ty::Basic::UnsafePointer);
        if recv {
            field("R", word);
        }
        for param in &sig.params {
            field("P", param.ty);
        }
        // Results begin at a multiple of the word size.
        let uintptr = self.world.basic(pontoon_types::ty::Basic::Uintptr);
        field("A", self.world.intern(TyKind::Array { len: 0, elem: uintptr }));
        for result in &sig.results {
            field("Q", result.ty);
        }
        let ty = self.world.intern(TyKind::Struct(fields.into()));
        let offsets: Vec<u32> = self.world.offsets(ty).iter().map(|&offset| offset as u32).collect();
        let first = usize::from(recv);
        let align = first + sig.params.len();
        let mut list = |params: &[pontoon_types::ty::Param], offsets: &[u32]| -> Vec<(Ty, u32)> {
            params.iter().zip(offsets).map(|(param, &at)| (self.canonical(param.ty), at)).collect()
        };
        let params = list(&sig.params, &offsets[first..]);
        let results = list(&sig.results, &offsets[align + 1..]);
        Frame { params, results, results_at: offsets[align], ty: self.canonical(ty) }
    }

    /// Where reflect.makeFuncImpl, the closure of what MakeFunc makes, holds the function that does the work.
    fn made_func_offset(&mut self) -> u32 {
        let pkg = self.pkgs.iter().copied().find(|&pkg| self.world.pkg(pkg).path.as_str() == "reflect");
        let scope = self.world.pkg(pkg.unwrap_or_else(|| bug!("the program has reflect"))).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("makeFuncImpl"));
        let ty = obj.and_then(|obj| self.world.obj(obj).ty.get());
        let under = self.world.under(ty.unwrap_or_else(|| bug!("package reflect has no makeFuncImpl")));
        let TyKind::Struct(fields) = self.world.kind(under) else { bug!("makeFuncImpl is a struct") };
        let index = fields.iter().position(|field| field.name.as_str() == "fn");
        self.world.offsets(under)[index.unwrap_or_else(|| bug!("makeFuncImpl has no fn"))] as u32
    }

    pub(crate) fn lower_crossing(&mut self, func: Func, crossing: Crossing, ty: Ty) -> FuncData {
        let mut body = Body::bare(self, func);
        match crossing {
            Crossing::Call | Crossing::CallMethod => body.call_thunk(crossing == Crossing::CallMethod, ty),
            Crossing::MadeFunc => body.made_stub("callReflect", ty),
            Crossing::MethodValue => body.made_stub("callMethod", ty),
        }
        body.finish().unwrap_or_else(|| bug!("a crossing always compiles"))
    }
}

impl Body<'_, '_> {
    /// A call of a function that is more than its Go declaration says.
    pub fn reflection(&mut self, obj: Obj, args: &[ExprId]) -> Option<Vec<(Ty, Vec<Value>)>> {
        let data = self.cx.world.obj(obj);
        let path = data.pkg.map_or("", |pkg| self.cx.world.pkg(pkg).path.as_str());
        let inside = self.b.func.name.strip_prefix("reflect.").unwrap_or("").to_string();
        let uintptr = self.cx.world.basic(pontoon_types::ty::Basic::Uintptr);
        match (path, data.name.as_str(), inside.as_str()) {
            ("internal/abi", "FuncPCABI0", "MakeFunc") => {
                let ty = self.variable("ftyp");
                Some(vec![(uintptr, self.runtime_call("makeFuncCode", ty))])
            }
            ("reflect", "methodValueCallCodePtr", "makeMethodValue") => {
                let ty = self.variable("ftyp");
                Some(vec![(uintptr, self.runtime_call("methodValueCode", ty))])
            }
            ("internal/abi", "FuncPCABI0" | "FuncPCABIInternal", _) => {
                Some(vec![(uintptr, vec![self.code_address(args[0])])])
            }
            // It only tells escape analysis that addresses are hashed; here nothing that has an address moves.
            ("internal/abi", "EscapeNonString", _) => {
                self.expr(args[0]);
                Some(Vec::new())
            }
            ("reflect", "call", "Value.call") => Some(self.call_by_type("t", "rcvrtype", args)),
            ("reflect", "call", "callMethod") => Some(self.call_by_type("valueFuncType", "rcvrType", args)),
            _ => None,
        }
    }

    /// The index in the function table of the code of a func value. Functions without a body stand for all stubs.
    fn code_address(&mut self, x: ExprId) -> Value {
        let inner = self.file.unparen(x);
        if let Some(obj) = self.typed.obj(inner)
            && let ObjKind::Func(func) = &self.cx.world.obj(obj).kind
            && !func.has_body
        {
            return self.b.iconst64(NO_CODE);
        }
        let closure = self.expr(inner)[0];
        self.nil_check(closure);
        self.b.load(Mem::I64, closure, 0)
    }

    /// The value of the variable of this name.
    fn variable(&mut self, name: &str) -> Vec<Value> {
        let is = |&obj: &Obj| self.cx.world.obj(obj).name.as_str() == name;
        let mut found = self.vars.keys().copied().filter(is);
        let (Some(obj), None) = (found.next(), found.next()) else {
            bug!("{} has no variable {name} or several", self.b.func.name)
        };
        let (loc, ty) = (self.var_loc(obj), self.obj_ty(obj));
        self.load(&loc, ty)
    }

    /// `call(frame type, fn, frame, …)`, given the variables with the func type and the receiver's type.
    fn call_by_type(&mut self, ty: &str, recv: &str, args: &[ExprId]) -> Vec<(Ty, Vec<Value>)> {
        let mut operands = self.variable(ty);
        operands.extend(self.variable(recv));
        operands.extend(self.expr(args[1]));
        operands.extend(self.expr(args[2]));
        self.runtime_call("reflectCall", operands);
        Vec::new()
    }

    fn call_thunk(&mut self, method: bool, ty: Ty) {
        let params = self.b.params();
        let [fun, frame, _] = params[..] else { bug!("a thunk takes code, frame and context") };
        self.non_nil.insert(fun);
        self.non_nil.insert(frame);
        let layout = self.cx.frame(method, ty);
        let recv: &[Type] = if method { &[Type::Ptr] } else { &[] };
        let convention = self.cx.convention(recv, ty, !method);
        let mut args = Vec::new();
        if convention.area.is_some() {
            args.push(self.b.ptr_offset(frame, layout.results_at));
        }
        if method {
            args.push(self.b.load(Mem::Ptr, frame, 0));
        }
        for &(ty, at) in &layout.params {
            args.extend(self.load(&Loc::Mem(frame, at), ty));
        }
        if !method {
            args.push(fun);
        }
        let code = self.b.load(Mem::Len, fun, 0);
        if method {
            self.runtime_call("withdrawOffer", vec![code]);
        }
        let sig = self.cx.program.sig(convention.sig.clone());
        let results = self.b.call_indirect(sig, code, args, &convention.sig.results);
        if convention.area.is_none() {
            self.store_parts(frame, &layout.results, &results);
        }
        self.b.ret(Vec::new());
    }

    /// Puts the arguments into a frame on the heap, has reflect do the rest, and returns the results from the frame.
    fn made_stub(&mut self, callee: &str, ty: Ty) {
        let mut params = self.b.params();
        let layout = self.cx.frame(false, ty);
        let convention = self.cx.convention(&[], ty, true);
        let area = convention.area.is_some().then(|| params.remove(0));
        let context = params.pop().unwrap_or_else(|| bug!("a stub takes its context last"));
        if callee == "callReflect" {
            let at = self.cx.made_func_offset();
            let closure = self.b.load(Mem::Ptr, context, at);
            let code = self.b.load(Mem::Len, closure, 0);
            self.runtime_call("withdrawOffer", vec![code]);
        }
        let frame = self.new_object(layout.ty);
        self.store_parts(frame, &layout.params, &params);
        let valid = self.temp_slot(1, 1);
        self.clear_memory(valid, 0, 1);
        // Nothing is passed in registers: internal/abi.RegArgs has no size.
        let regs = self.temp_slot(8, 8);
        let callee = self.cx.reflect_func(callee).unwrap_or_else(|| bug!("package reflect has no {callee}"));
        let callee = self.cx.func(FuncKey::Decl(callee, Box::default()));
        self.b.call(callee, vec![context, frame, valid, regs], &[]);
        let mut values = Vec::new();
        for (i, &(ty, at)) in layout.results.iter().enumerate() {
            let value = self.load(&Loc::Mem(frame, at), ty);
            match (&convention.area, area) {
                (Some(offsets), Some(area)) => self.store(&Loc::Mem(area, offsets.offsets[i]), ty, &value),
                _ => values.extend(value),
            }
        }
        self.b.ret(values);
    }

    /// Stores values that lie one behind the other in a list of scalars.
    fn store_parts(&mut self, frame: Value, places: &[(Ty, u32)], values: &[Value]) {
        let mut rest = values;
        for &(ty, at) in places {
            let (value, tail) = rest.split_at(self.info(ty).len());
            rest = tail;
            self.store(&Loc::Mem(frame, at), ty, value);
        }
    }
}
