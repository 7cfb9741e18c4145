//! Conversions (types2's conversions.go).

use crate::checker::Checker;
use crate::operand::{Operand, push_cause};
use pontoon_types::constant::{self, Value};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

impl Checker<'_> {
    /// Converts `x` to `ty`, or reports why it cannot be.
    pub(crate) fn conversion(&mut self, x: &mut Operand, ty: Ty) {
        const CODE: &str = "invalid-conversion";
        let world = self.world;
        let constant = x.is_constant();
        let mut cause = String::new();
        let mut ok = false;
        if constant && world.is_const_type(ty) {
            match self.converted_constant(x, ty) {
                Some(value) => {
                    x.value = Some(value);
                    ok = true;
                }
                None if world.is_integer(x.ty) && world.is_integer(ty) => {
                    let message = format!("constant {} overflows {}", x.constant().display(), self.show(ty));
                    self.error(self.operand_pos(x), CODE, message);
                    return x.invalidate();
                }
                None => {
                    // The message shows the value as the integer that it was meant to be.
                    if world.all_integer(ty)
                        && let value @ Value::Int(_) = constant::to_int(x.constant())
                    {
                        x.value = Some(value);
                    }
                }
            }
        } else if constant && world.is_type_param(ty) {
            match self.constant_to_type_param(x, ty) {
                Ok(()) => ok = true,
                Err(why) => cause = why,
            }
            // No value of a type parameter is constant.
            x.mode = Mode::Value;
        } else if self.convertible_to(x, ty, Some(&mut cause)) {
            ok = true;
            x.mode = Mode::Value;
        }
        if !ok {
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let message =
                format!("cannot convert {} to type {}{cause}", self.operand_string(x), self.show(ty));
            self.error(self.operand_pos(x), CODE, message);
            return x.invalidate();
        }

        // The argument's type is final now.
        if world.is_untyped(x.ty) {
            let last = if x.ty == world.basic(Basic::UntypedNil) {
                ty
            } else if world.is_non_type_param_interface(ty) || constant && !world.is_const_type(ty) {
                world.default_type(x.ty)
            } else if x.is_constant() && world.is_integer(x.ty) && world.all_string(ty) {
                x.ty
            } else {
                ty
            };
            self.update_expr_type(x.expr, last, true);
        }
        x.ty = ty;
    }

    /// The value of the constant `x` as a `ty`.
    fn converted_constant(&self, x: &Operand, ty: Ty) -> Option<Value> {
        let world = self.world;
        let &TyKind::Basic(basic) = world.kind(world.under(ty)) else { return None };
        if let Some(value) = constant::representable(x.constant(), basic) {
            return Some(value);
        }
        if !(world.is_integer(x.ty) && basic.is_string()) {
            return None;
        }
        let code = constant::uint64_value(x.constant()).and_then(|code| u32::try_from(code).ok());
        let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        Some(constant::make_string(c.to_string().as_bytes()))
    }

    /// A constant must be convertible to each type of the type set, of which there must be one.
    fn constant_to_type_param(&self, x: &Operand, ty: Ty) -> Result<(), String> {
        let world = self.world;
        for entry in self.typeset(ty) {
            let Some((term, under)) = entry else {
                return Err(format!("{} does not contain specific types", self.show(ty)));
            };
            if world.is_string(x.ty) && self.is_bytes_or_runes(under) {
                continue;
            }
            if self.converted_constant(x, under).is_none() {
                // These have no name of their own but byte and rune.
                let shown = if [world.byte_ty, world.rune_ty].contains(&term) { term } else { under };
                let (under_text, set) = (self.show(shown), self.show(ty));
                return Err(if world.is_integer(x.ty) && world.is_integer(under) {
                    format!("constant {} overflows {under_text} (in {set})", x.constant().display())
                } else {
                    format!("cannot convert {} to type {under_text} (in {set})", self.operand_string(x))
                });
            }
        }
        Ok(())
    }

    /// Whether the value `x` can be converted to `target`; if not, there may be more in `cause`.
    pub(crate) fn convertible_to(&mut self, x: &Operand, target: Ty, mut cause: Option<&mut String>) -> bool {
        let world = self.world;
        if self.assignable_to(x, target, cause.as_deref_mut()).is_ok() {
            return true;
        }
        let (v, t) = (world.unalias_named(x.ty), world.unalias_named(target));
        let (vu, tu) = (world.under(v), world.under(t));
        let (v_param, t_param) = (world.is_type_param(v), world.is_type_param(t));
        if !v_param && !t_param && world.identical_ignore_tags(vu, tu) {
            return true;
        }
        if let (&TyKind::Pointer(vb), &TyKind::Pointer(tb)) = (world.kind(v), world.kind(t))
            && world.identical_ignore_tags(world.under(vb), world.under(tb))
            && !world.is_type_param(vb)
            && !world.is_type_param(tb)
        {
            return true;
        }
        if self.basic_convertible(vu, tu) {
            return true;
        }
        if let Some(wanted) = self.slice_to_array(vu, tu) {
            if self.allow_version(wanted) {
                return true;
            }
            if let Some(cause) = cause {
                let what = if wanted == 20 { "array" } else { "array pointer" };
                *cause = format!("conversion of slice to {what} requires go1.{wanted} or later");
            }
            return false;
        }
        if v_param {
            return self.each_convertible_to(x, v, target, cause);
        }
        t_param && self.convertible_to_each(x, t, None, cause)
    }

    /// Conversions between numbers, strings, slices of bytes or runes, and unsafe pointers.
    fn basic_convertible(&self, vu: Ty, tu: Ty) -> bool {
        let world = self.world;
        let integer_or_float = |ty| world.is_integer(ty) || world.is_float(ty);
        let pointer_like = |ty| matches!(world.kind(ty), TyKind::Pointer(_) | TyKind::Basic(Basic::Uintptr));
        let unsafe_pointer = |ty| matches!(world.kind(ty), TyKind::Basic(Basic::UnsafePointer));
        integer_or_float(vu) && integer_or_float(tu)
            || world.is_complex(vu) && world.is_complex(tu)
            || (world.is_integer(vu) || self.is_bytes_or_runes(vu)) && world.is_string(tu)
            || world.is_string(vu) && self.is_bytes_or_runes(tu)
            || pointer_like(vu) && unsafe_pointer(tu)
            || unsafe_pointer(vu) && pointer_like(tu)
    }

    /// For the conversion of a slice to an array or a pointer to one: the language version that has it.
    fn slice_to_array(&self, vu: Ty, tu: Ty) -> Option<u32> {
        let world = self.world;
        let &TyKind::Slice(elem) = world.kind(vu) else { return None };
        let (array, version) = match *world.kind(tu) {
            TyKind::Pointer(base) => (world.under(base), 17),
            _ => (tu, 20),
        };
        match *world.kind(array) {
            TyKind::Array { elem: other, .. } if world.identical(elem, other) => Some(version),
            _ => None,
        }
    }

    /// Whether values of each type of `source`'s type set, `x`'s type, are convertible to `target`.
    fn each_convertible_to(
        &mut self,
        x: &Operand,
        source: Ty,
        target: Ty,
        mut cause: Option<&mut String>,
    ) -> bool {
        let mut x = x.clone();
        let to_param = self.world.is_type_param(target);
        for entry in self.typeset(source) {
            let Some((term, _)) = entry else { return false };
            x.ty = term;
            if to_param {
                if !self.convertible_to_each(&x, target, Some(source), cause.as_deref_mut()) {
                    return false;
                }
            } else if !self.convertible_to(&x, target, cause.as_deref_mut()) {
                if let Some(cause) = cause {
                    let (v, set, t) = (self.show(term), self.show(source), self.show(target));
                    push_cause(cause, format!("cannot convert {v} (in {set}) to type {t}"));
                }
                return false;
            }
        }
        true
    }

    /// Whether `x`, whose type is one of `source`'s type set if that is given, is convertible to each type of
    /// `target`'s.
    fn convertible_to_each(
        &mut self,
        x: &Operand,
        target: Ty,
        source: Option<Ty>,
        mut cause: Option<&mut String>,
    ) -> bool {
        for entry in self.typeset(target) {
            let Some((term, _)) = entry else { return false };
            if !self.convertible_to(x, term, cause.as_deref_mut()) {
                if let Some(cause) = cause {
                    let (v, t, set) = (self.show(x.ty), self.show(term), self.show(target));
                    let from = source.map_or_else(String::new, |ty| format!(" (in {})", self.show(ty)));
                    push_cause(cause, format!("cannot convert {v}{from} to type {t} (in {set})"));
                }
                return false;
            }
        }
        true
    }

    fn is_bytes_or_runes(&self, ty: Ty) -> bool {
        let world = self.world;
        let &TyKind::Slice(elem) = world.kind(world.under(ty)) else { return false };
        matches!(world.kind(world.under(elem)), TyKind::Basic(Basic::Uint8 | Basic::Int32))
    }
}
