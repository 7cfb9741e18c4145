//! Predeclared functions and those of package unsafe.

use crate::func::Body;
use crate::map::MapElem;
use crate::place::Loc;
use pontoon_base::bug;
use pontoon_ssa::Value;
use pontoon_ssa::op::{BinaryOp as Op, UnaryOp as Un};
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind};
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::Mode;
use pontoon_types::universe::Builtin;
use pontoon_types::{Ty, constant};

/// The longest run of constant text that printing is given at once has no limit; this separates arguments.
const SPACE: &[u8] = b" ";
const NEWLINE: &[u8] = b"\n";

/// What `print` is given.
#[derive(Clone, Debug)]
pub(crate) enum Printed {
    Text(Vec<u8>),
    Value(Ty, Vec<Value>),
}

impl Body<'_, '_> {
    pub fn builtin(
        &mut self,
        e: ExprId,
        builtin: Builtin,
        args: &[ExprId],
        dots: bool,
    ) -> Vec<(Ty, Vec<Value>)> {
        if let Some(call) = self.spread_call(args) {
            return self.builtin_of_call(e, builtin, call);
        }
        let value = match builtin {
            Builtin::Append => self.append(e, args, dots),
            Builtin::Copy => vec![self.copy(e, args)],
            Builtin::Len | Builtin::Cap => self.length(e, builtin, args[0]),
            Builtin::Make => self.make(e, args),
            Builtin::New => self.new_value(e, args[0]),
            Builtin::Min | Builtin::Max => self.min_max(e, builtin, args),
            Builtin::Complex => {
                let parts = self.float_operands(e, args);
                self.set_pos(e);
                parts
            }
            Builtin::Real => vec![self.expr(args[0])[0]],
            Builtin::Imag => vec![self.expr(args[0])[1]],
            Builtin::Panic => {
                let any = self.any();
                let value = self.value_of(args[0], any);
                self.set_pos(e);
                self.runtime_call("gopanic", value);
                return Vec::new();
            }
            Builtin::Print | Builtin::Println => {
                let printed = self.print_operands(args, builtin == Builtin::Println);
                self.set_pos(e);
                self.print(&printed);
                return Vec::new();
            }
            Builtin::Clear => {
                self.clear(e, args[0]);
                return Vec::new();
            }
            Builtin::Delete => {
                let elem = self.map_elem(args[0], args[1]);
                self.set_pos(e);
                self.map_delete(&elem);
                return Vec::new();
            }
            Builtin::Close => {
                self.close_chan(e, args[0]);
                return Vec::new();
            }
            Builtin::Recover => {
                self.set_pos(e);
                self.recover()
            }
            Builtin::Add => {
                args.iter().for_each(|&arg| self.hoist(arg));
                let ptr = self.expr(args[0])[0];
                let offset = self.int_operand(args[1]);
                self.set_pos(e);
                vec![self.add_offset(ptr, offset)]
            }
            Builtin::Slice | Builtin::String => self.unsafe_slice(e, builtin, args),
            Builtin::SliceData | Builtin::StringData => vec![self.expr(args[0])[0]],
            Builtin::Sizeof | Builtin::Alignof | Builtin::Offsetof => vec![self.layout_of(builtin, args[0])],
            Builtin::Assert | Builtin::Trace => bug!("only the checker's tests have these"),
        };
        let ty = self.ty(e);
        vec![(ty, value)]
    }

    /// The call whose several results are all the arguments, if that is so.
    pub fn spread_call(&self, args: &[ExprId]) -> Option<ExprId> {
        let &[arg] = args else { return None };
        let ty = self.typed.ty(arg)?;
        matches!(self.cx.world.kind(ty), TyKind::Tuple(_)).then_some(arg)
    }

    /// A predeclared function whose arguments are the results of one call.
    fn builtin_of_call(&mut self, e: ExprId, builtin: Builtin, arg: ExprId) -> Vec<(Ty, Vec<Value>)> {
        let values = self.multi(arg);
        self.set_pos(e);
        let value = match builtin {
            Builtin::Print | Builtin::Println => {
                let printed = printed_values(values, builtin == Builtin::Println);
                self.print(&printed);
                return Vec::new();
            }
            Builtin::Min | Builtin::Max => {
                let ty = self.ty(e);
                self.best_of(ty, builtin, values.into_iter().map(|(_, value)| value).collect())
            }
            Builtin::Slice | Builtin::String => {
                let (ptr, len) = (values[0].1[0], self.as_int(values[1].0, values[1].1[0]));
                self.unsafe_slice_of(e, builtin, ptr, len)
            }
            Builtin::Append => {
                let ty = self.ty(e);
                let elem = self.slice_elem(ty);
                let mut values = values.into_iter();
                let slice = values.next().map(|(_, value)| value).unwrap_or_default();
                let rest = values.map(|(from, value)| self.convert_for_assign(value, from, elem)).collect();
                self.append_values(slice, rest, elem)
            }
            Builtin::Copy => vec![self.copy_values(values[0].0, &values[0].1, &values[1].1)],
            Builtin::Complex => values.into_iter().flat_map(|(_, value)| value).collect(),
            Builtin::Add => {
                let offset = self.as_int(values[1].0, values[1].1[0]);
                vec![self.add_offset(values[0].1[0], offset)]
            }
            Builtin::Delete => {
                let elem = self.map_elem_of(values);
                self.map_delete(&elem);
                return Vec::new();
            }
            _ => bug!("{builtin:?} does not take several results"),
        };
        let ty = self.ty(e);
        vec![(ty, value)]
    }

    pub fn any(&mut self) -> Ty {
        let any = self.cx.world.any_ty;
        self.cx.canonical(any)
    }

    fn length(&mut self, e: ExprId, builtin: Builtin, x: ExprId) -> Vec<Value> {
        let ty = self.ty(x);
        let (array, pointer) = match *self.under(ty) {
            TyKind::Pointer(array) => (self.cx.canonical(array), true),
            _ => (ty, false),
        };
        if let &TyKind::Array { len, .. } = self.under(array) {
            if pointer || self.analysis.has_call(x) {
                self.expr(x);
            }
            return vec![self.b.iconst64(len)];
        }
        match self.under(ty) {
            TyKind::Map { .. } => {
                let map = self.expr(x)[0];
                self.set_pos(e);
                vec![self.map_len(map)]
            }
            TyKind::Chan { .. } => self.chan_length(e, builtin, x),
            _ => {
                let value = self.expr(x);
                self.set_pos(e);
                let part = if builtin == Builtin::Len { value[1] } else { value[2] };
                vec![self.b.unary(Un::ExtendU, part)]
            }
        }
    }

    fn make(&mut self, e: ExprId, args: &[ExprId]) -> Vec<Value> {
        let ty = self.ty(e);
        match self.under(ty) {
            TyKind::Slice(_) => {
                args[1..].iter().for_each(|&arg| self.hoist(arg));
                self.make_slice(e, ty, args[1], args.get(2).copied())
            }
            TyKind::Map { .. } => {
                let hint = args.get(1).copied();
                if let Some(hint) = hint {
                    self.hoist(hint);
                }
                self.set_pos(e);
                vec![self.make_map(ty, hint)]
            }
            _ => self.make_chan(e, ty, args.get(1).copied()),
        }
    }

    /// `new(T)`, and since Go 1.26 `new(x)`.
    fn new_value(&mut self, e: ExprId, arg: ExprId) -> Vec<Value> {
        let ty = self.ty(e);
        let &TyKind::Pointer(elem) = self.under(ty) else { bug!("new yields a pointer") };
        let elem = self.cx.canonical(elem);
        if self.typed.info(self.file.unparen(arg)).mode == Mode::Type {
            self.set_pos(e);
            return vec![self.new_object(elem)];
        }
        let value = self.value_of(arg, elem);
        self.set_pos(e);
        let ptr = self.new_object(elem);
        self.store(&Loc::Mem(ptr, 0), elem, &value);
        vec![ptr]
    }

    fn min_max(&mut self, e: ExprId, builtin: Builtin, args: &[ExprId]) -> Vec<Value> {
        let ty = self.ty(e);
        let list: Vec<_> = args.iter().map(|&arg| (arg, ty)).collect();
        let values = self.values_of(&list);
        self.set_pos(e);
        self.best_of(ty, builtin, values)
    }

    /// The least or greatest of values of a type.
    fn best_of(&mut self, ty: Ty, builtin: Builtin, values: Vec<Vec<Value>>) -> Vec<Value> {
        let is_min = builtin == Builtin::Min;
        let mut values = values.into_iter();
        let mut best = values.next().unwrap_or_else(|| bug!("min and max have arguments"));
        for value in values {
            best = if self.cx.world.is_float(ty) {
                let op = if is_min { Op::Fmin } else { Op::Fmax };
                vec![self.b.binary(op, best[0], value[0])]
            } else if self.cx.world.is_string(ty) {
                let name = if is_min { "strmin" } else { "strmax" };
                self.runtime_call(name, [best, value].concat())
            } else {
                let op = if is_min { BinaryOp::Lt } else { BinaryOp::Gt };
                let better = self.compare(op, ty, &value, &best);
                vec![self.b.select(better, value[0], best[0])]
            };
        }
        best
    }

    fn float_operands(&mut self, e: ExprId, args: &[ExprId]) -> Vec<Value> {
        let ty = self.ty(e);
        let single = matches!(self.under(ty), TyKind::Basic(Basic::Complex64));
        let float = self.cx.world.basic(if single { Basic::Float32 } else { Basic::Float64 });
        let list: Vec<_> = args.iter().map(|&arg| (arg, float)).collect();
        self.values_of(&list).concat()
    }

    fn clear(&mut self, e: ExprId, x: ExprId) {
        let ty = self.ty(x);
        if matches!(self.under(ty), TyKind::Map { .. }) {
            let map = self.expr(x)[0];
            self.set_pos(e);
            return self.map_clear(ty, map);
        }
        let slice = self.expr(x);
        self.set_pos(e);
        self.clear_slice(ty, &slice);
    }

    fn unsafe_slice(&mut self, e: ExprId, builtin: Builtin, args: &[ExprId]) -> Vec<Value> {
        args.iter().for_each(|&arg| self.hoist(arg));
        let ptr = self.expr(args[0])[0];
        let len = self.int_operand(args[1]);
        self.set_pos(e);
        self.unsafe_slice_of(e, builtin, ptr, len)
    }

    fn unsafe_slice_of(&mut self, e: ExprId, builtin: Builtin, ptr: Value, len: Value) -> Vec<Value> {
        let low = self.low_word(len);
        let checked = !self.unchecked && self.b.func.int_const(len) != Some(0);
        if builtin == Builtin::String {
            if checked {
                self.runtime_call("unsafestring", vec![ptr, len]);
            }
            return vec![ptr, low];
        }
        let ty = self.ty(e);
        let elem = self.slice_elem(ty);
        if checked {
            let desc = self.alloc_desc(elem);
            self.runtime_call("unsafeslice", vec![desc, ptr, len]);
        }
        vec![ptr, low, low]
    }

    /// Sizes that depend on type parameters; others are constants.
    fn layout_of(&mut self, builtin: Builtin, x: ExprId) -> Value {
        let ty = self.ty(x);
        let number = match builtin {
            Builtin::Sizeof => self.cx.world.size_of(ty),
            Builtin::Alignof => self.cx.world.align_of(ty),
            _ => {
                let inner = self.file.unparen(x);
                let ExprKind::Selector { x: base, .. } = self.file.expr(inner).kind else { bug!("a field") };
                let path = self.typed.selections.get(&inner).map(|s| s.path.clone()).unwrap_or_default();
                let mut ty = self.ty(base);
                let mut offset = 0;
                for index in path {
                    let under = match *self.under(ty) {
                        TyKind::Pointer(elem) => self.cx.canonical(elem),
                        _ => ty,
                    };
                    let under = self.cx.world.under(under);
                    let TyKind::Struct(fields) = self.cx.world.kind(under) else {
                        bug!("fields are of structs")
                    };
                    offset += self.cx.world.offsets(under)[index as usize];
                    ty = self.cx.canonical(fields[index as usize].ty);
                }
                offset
            }
        };
        self.b.iconst64(number)
    }

    // print and println.

    /// Evaluates what is printed; constant text is put together, as gc does.
    pub fn print_operands(&mut self, args: &[ExprId], line: bool) -> Vec<Printed> {
        args.iter().for_each(|&arg| self.hoist(arg));
        let mut list: Vec<Printed> = Vec::new();
        let mut text: Vec<u8> = Vec::new();
        let flush = |text: &mut Vec<u8>, list: &mut Vec<Printed>| {
            if !text.is_empty() {
                list.push(Printed::Text(std::mem::take(text)));
            }
        };
        for (i, &arg) in args.iter().enumerate() {
            if line && i > 0 {
                text.extend_from_slice(SPACE);
            }
            if let Some(bytes) = self.typed.value(arg).and_then(constant::string_value) {
                text.extend_from_slice(bytes);
                continue;
            }
            flush(&mut text, &mut list);
            if self.typed.info(self.file.unparen(arg)).mode == Mode::Nil {
                let ty = self.cx.world.basic(Basic::UnsafePointer);
                list.push(Printed::Value(ty, vec![self.b.null()]));
                continue;
            }
            let ty = self.ty(arg);
            let default = self.cx.world.default_type(ty);
            let ty = self.cx.canonical(default);
            let value = self.value_of(arg, ty);
            list.push(Printed::Value(ty, value));
        }
        if line {
            text.extend_from_slice(NEWLINE);
        }
        flush(&mut text, &mut list);
        list
    }

    /// A map and a key that are the results of one call.
    pub fn map_elem_of(&mut self, values: Vec<(Ty, Vec<Value>)>) -> MapElem {
        let [(ty, map), (from, key)] = <[_; 2]>::try_from(values)
            .unwrap_or_else(|values| bug!("{} results are no map and key", values.len()));
        let (to, _) = self.cx.map_types(ty);
        MapElem { ty, map: map[0], key: self.convert_for_assign(key, from, to) }
    }

    /// What `print` and `println` make of several results.
    pub fn printed_results(&mut self, call: ExprId, line: bool) -> Vec<Printed> {
        printed_values(self.multi(call), line)
    }

    pub fn print(&mut self, printed: &[Printed]) {
        self.runtime_call("printlock", Vec::new());
        for item in printed {
            match item {
                Printed::Text(text) if text == SPACE => {
                    self.runtime_call("printsp", Vec::new());
                }
                Printed::Text(text) if text == NEWLINE => {
                    self.runtime_call("printnl", Vec::new());
                }
                Printed::Text(text) => {
                    let value = self.string_constant(text);
                    self.runtime_call("printstring", value);
                }
                Printed::Value(ty, value) => self.print_value(*ty, value.clone()),
            }
        }
        self.runtime_call("printunlock", Vec::new());
    }

    fn print_value(&mut self, ty: Ty, mut value: Vec<Value>) {
        let name = match self.under(ty) {
            TyKind::Interface(_) if self.is_empty_iface(ty) => "printeface",
            TyKind::Interface(_) => "printiface",
            TyKind::Slice(_) => "printslice",
            TyKind::Basic(basic) => match basic {
                Basic::Bool | Basic::UntypedBool => "printbool",
                Basic::String | Basic::UntypedString => match self.runtime_type(ty) {
                    Some("quoted") => "printquoted",
                    _ => "printstring",
                },
                Basic::Float32 => "printfloat32",
                Basic::Float64 => "printfloat64",
                Basic::Complex64 => "printcomplex64",
                Basic::Complex128 => "printcomplex128",
                Basic::UnsafePointer => "printpointer",
                basic => {
                    value[0] = self.extended(value[0], *basic);
                    match (self.runtime_type(ty), basic) {
                        (Some("hex"), _) => "printhex",
                        _ if basic.is_unsigned() => "printuint",
                        _ => "printint",
                    }
                }
            },
            _ => "printpointer",
        };
        self.runtime_call(name, value);
    }

    /// The name of a type that package runtime defines: it prints some of its own in special ways.
    fn runtime_type(&self, ty: Ty) -> Option<&'static str> {
        let TyKind::Named(named) = *self.cx.world.kind(ty) else { return None };
        let obj = self.cx.world.obj(self.cx.world.named[named].obj);
        (obj.pkg == Some(self.cx.runtime)).then(|| obj.name.as_str())
    }
}

fn printed_values(values: Vec<(Ty, Vec<Value>)>, line: bool) -> Vec<Printed> {
    let mut printed = Vec::new();
    for (i, (ty, value)) in values.into_iter().enumerate() {
        if line && i > 0 {
            printed.push(Printed::Text(SPACE.to_vec()));
        }
        printed.push(Printed::Value(ty, value));
    }
    if line {
        printed.push(Printed::Text(NEWLINE.to_vec()));
    }
    printed
}
