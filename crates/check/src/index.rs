//! Index and slice expressions (types2's index.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::Pos;
use pontoon_syntax::ast::{ExprId, ExprList};
use pontoon_types::constant::{self, Value};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

/// What indexing a value of some type yields.
struct Indexed {
    mode: Mode,
    /// Of a map.
    key: Option<Ty>,
    elem: Ty,
    /// Negative if it is not known.
    length: i64,
}

impl Checker<'_> {
    /// `operand[indices]`. True if it is the instantiation of a generic function: then `x` is that function, and the
    /// caller instantiates it.
    pub(crate) fn index_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        operand: ExprId,
        indices: ExprList,
    ) -> bool {
        let world = self.world;
        let file = self.env.file.clone();
        let indices = file.list(indices);
        self.expr_or_type(x, operand, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(indices);
                return false;
            }
            Mode::Type => {
                x.invalidate();
                x.ty = self.var_type(e);
                if world.is_valid(x.ty) {
                    x.mode = Mode::Type;
                }
                return false;
            }
            Mode::Value => {
                if let TyKind::Func(sig) = world.kind(world.under(x.ty))
                    && !sig.tparams.is_empty()
                {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.is_complete(x.ty) || !self.has_complete_elem(x.ty) {
            x.invalidate();
            return false;
        }
        let Some(indexed) = self.indexed(x) else {
            let message = format!("cannot index {}", self.operand_string(x));
            self.error(file.expr(e).pos, "non-sliceable-operand", message);
            self.use_exprs(indices);
            x.invalidate();
            return false;
        };
        let Some(index) = self.single_index(operand, indices) else {
            x.invalidate();
            return false;
        };
        x.mode = indexed.mode;
        x.ty = indexed.elem;
        x.value = None;
        match indexed.key {
            Some(key_ty) => {
                // Even with a wrong key the element's type is known.
                let mut key = self.operand();
                self.generic_expr(&mut key, index, None);
                self.assignment(&mut key, Some(key_ty), "map index");
            }
            None => {
                self.index(index, indexed.length);
            }
        }
        false
    }

    /// Whether what indexing reaches, through a pointer or in a map, is complete.
    fn has_complete_elem(&mut self, ty: Ty) -> bool {
        match *self.world.kind(self.world.under(ty)) {
            TyKind::Pointer(elem) | TyKind::Map { elem, .. } => self.is_complete(elem),
            _ => true,
        }
    }

    /// What indexing `x` yields, if it can be indexed.
    fn indexed(&self, x: &Operand) -> Option<Indexed> {
        let world = self.world;
        let variable = x.mode == Mode::Variable;
        if !world.is_type_param(x.ty) {
            let mut indexed = self.indexed_under(world.under(x.ty), variable)?;
            if x.is_constant() {
                indexed.length = constant::string_len(x.constant()).map_or(-1, |len| len as i64);
            }
            return Some(indexed);
        }
        let mut all: Option<Indexed> = None;
        for entry in self.typeset(x.ty) {
            let one = self.indexed_under(entry?.1, variable)?;
            let Some(all) = &mut all else {
                all = Some(one);
                continue;
            };
            let same_keys = match (all.key, one.key) {
                (Some(a), Some(b)) => world.identical(a, b),
                (a, b) => a == b,
            };
            if !same_keys || !world.identical(all.elem, one.elem) {
                return None;
            }
            if (0..all.length).contains(&one.length) {
                all.length = one.length;
            }
            // One type whose elements cannot be addressed is enough.
            if one.mode == Mode::Value {
                all.mode = Mode::Value;
            }
        }
        all
    }

    fn indexed_under(&self, under: Ty, variable: bool) -> Option<Indexed> {
        let world = self.world;
        let plain = |mode, elem, length| Some(Indexed { mode, key: None, elem, length });
        match *world.kind(under) {
            TyKind::Basic(basic) if basic.is_string() => plain(Mode::Value, world.byte_ty, -1),
            TyKind::Array { len, elem } => {
                plain(if variable { Mode::Variable } else { Mode::Value }, elem, len)
            }
            TyKind::Pointer(base) => match *world.kind(world.under(base)) {
                TyKind::Array { len, elem } => plain(Mode::Variable, elem, len),
                _ => None,
            },
            TyKind::Slice(elem) => plain(Mode::Variable, elem, -1),
            TyKind::Map { key, elem } => {
                Some(Indexed { mode: Mode::MapIndex, key: Some(key), elem, length: -1 })
            }
            _ => None,
        }
    }

    pub(crate) fn slice_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        operand: ExprId,
        indices: [Option<ExprId>; 3],
        full: bool,
    ) {
        const CODE: &str = "non-sliceable-operand";
        let world = self.world;
        self.expr(None, x, operand);
        if !x.is_valid() {
            let given: Vec<_> = indices.into_iter().flatten().collect();
            self.use_exprs(&given);
            return;
        }
        let Some(under) = self.sliced_under(x) else { return x.invalidate() };
        if let &TyKind::Pointer(base) = world.kind(world.under(x.ty))
            && !self.is_complete(base)
        {
            return x.invalidate();
        }
        let mut length = -1;
        match *world.kind(under) {
            TyKind::Basic(basic) if basic.is_string() => {
                if full {
                    let at = indices[2].unwrap_or(e);
                    let message = "invalid operation: 3-index slice of string";
                    self.error(self.start_of(at), "invalid-slice-expr", message);
                    return x.invalidate();
                }
                if x.is_constant() {
                    length = constant::string_len(x.constant()).map_or(-1, |len| len as i64);
                }
                if world.is_untyped(x.ty) {
                    // The constant itself becomes a string value here.
                    x.ty = world.basic(Basic::String);
                }
            }
            TyKind::Array { len, elem } => {
                length = len;
                if x.mode != Mode::Variable {
                    let message = format!("cannot slice unaddressable value {}", self.operand_string(x));
                    self.error(self.operand_pos(x), CODE, message);
                    return x.invalidate();
                }
                x.ty = world.intern(TyKind::Slice(elem));
            }
            TyKind::Pointer(base) if matches!(world.kind(world.under(base)), TyKind::Array { .. }) => {
                if let &TyKind::Array { len, elem } = world.kind(world.under(base)) {
                    length = len;
                    x.ty = world.intern(TyKind::Slice(elem));
                }
            }
            TyKind::Slice(_) => {}
            _ => {
                let message = format!("cannot slice {}", self.operand_string(x));
                self.error(self.operand_pos(x), CODE, message);
                return x.invalidate();
            }
        }
        x.mode = Mode::Value;
        x.value = None;
        if full && (indices[1].is_none() || indices[2].is_none()) {
            // The parser has reported it.
            return x.invalidate();
        }
        self.slice_indices(indices, length);
    }

    /// The underlying type that all types of the operand's type set share, strings counting as byte slices; absent
    /// after an error.
    fn sliced_under(&mut self, x: &Operand) -> Option<Ty> {
        const CODE: &str = "non-sliceable-operand";
        let world = self.world;
        let mut common: Option<(Ty, Ty)> = None;
        let mut has_string = false;
        for entry in self.typeset(x.ty) {
            let Some((ty, mut under)) = entry else {
                let (operand, ty) = (self.operand_string(x), self.show(x.ty));
                let message = format!("cannot slice {operand}: no specific type in {ty}");
                self.error(self.operand_pos(x), CODE, message);
                return None;
            };
            if world.is_string(under) {
                under = world.intern(TyKind::Slice(world.byte_ty));
                has_string = true;
            }
            match common {
                None => common = Some((ty, under)),
                Some((first, shared)) if !world.identical(shared, under) => {
                    let (operand, first, ty) = (self.operand_string(x), self.show(first), self.show(ty));
                    let message =
                        format!("cannot slice {operand}: {first} and {ty} have different underlying types");
                    self.error(self.operand_pos(x), CODE, message);
                    return None;
                }
                Some(_) => {}
            }
        }
        if !has_string {
            return common.map(|(_, under)| under);
        }
        let string = world.basic(Basic::String);
        Some(if world.is_type_param(x.ty) { string } else { world.under(x.ty) })
    }

    /// Checks the indices of a slice expression; constant ones must not decrease.
    fn slice_indices(&mut self, indices: [Option<ExprId>; 3], length: i64) {
        let mut values = [-1i64; 3];
        for (i, index) in indices.into_iter().enumerate() {
            values[i] = match index {
                // The capacity is only known where it equals the length.
                Some(index) => self.index(index, if length >= 0 { length + 1 } else { -1 }).1,
                None if i == 0 => 0,
                None => length,
            };
        }
        for i in 0..2 {
            for j in i + 1..3 {
                let (x, y) = (values[i], values[j]);
                if x > 0
                    && (0..x).contains(&y)
                    && let Some(index) = indices[j]
                {
                    let message = format!("invalid slice indices: {y} < {x}");
                    return self.error(self.start_of(index), "swapped-slice-indices", message);
                }
            }
        }
    }

    /// The index of an index expression; absent if there is none, which has been reported.
    fn single_index(&mut self, operand: ExprId, indices: &[ExprId]) -> Option<ExprId> {
        match *indices {
            [] => {
                let message = format!("invalid syntax tree: missing index for {}", self.expr_text(operand));
                self.error(self.start_of(operand), "invalid-syntax-tree", message);
                None
            }
            [index] => Some(index),
            [index, second, ..] => {
                let message = "invalid operation: more than one index";
                self.error(self.start_of(second), "invalid-index", message);
                Some(index)
            }
        }
    }

    /// Checks an index, which must be below `max` unless that is negative. Gives its type, invalid after an error, and
    /// its value, negative if it is not constant.
    pub(crate) fn index(&mut self, index: ExprId, max: i64) -> (Ty, i64) {
        let invalid = (self.world.invalid(), -1);
        let mut x = self.operand();
        self.expr(None, &mut x, index);
        if !self.is_valid_index(&mut x, "invalid-index", "index", false) {
            return invalid;
        }
        if !x.is_constant() {
            return (x.ty, -1);
        }
        if *x.constant() == Value::Unknown {
            return invalid;
        }
        let Some(value) = constant::int64_value(x.constant()) else { return invalid };
        if max >= 0 && value >= max {
            let shown = x.constant().display();
            let message = format!("invalid argument: index {shown} out of bounds [0:{max}]");
            self.error(self.operand_pos(&x), "invalid-index", message);
            return invalid;
        }
        (x.ty, value)
    }

    /// Whether `x` may be an index, or a length as `what` says; reports if not.
    pub(crate) fn is_valid_index(
        &mut self,
        x: &mut Operand,
        code: &'static str,
        what: &str,
        allow_negative: bool,
    ) -> bool {
        let world = self.world;
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, world.basic(Basic::Int));
        if !x.is_valid() {
            return false;
        }
        let complaint = if !world.all_integer(x.ty) {
            "must be integer"
        } else if !x.is_constant() {
            return true;
        } else if !allow_negative && constant::sign(x.constant()) < 0 {
            "must not be negative"
        } else if let Some(value) = constant::representable(x.constant(), Basic::Int) {
            x.value = Some(value);
            return true;
        } else {
            "overflows int"
        };
        self.index_error(self.operand_pos(x), code, what, x, complaint);
        false
    }

    fn index_error(&mut self, pos: Pos, code: &'static str, what: &str, x: &Operand, complaint: &str) {
        let message = format!("invalid argument: {what} {} {complaint}", self.operand_string(x));
        self.error(pos, code, message);
    }
}
