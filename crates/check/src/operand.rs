//! Operands: what checking an expression yields, how messages describe them, and what they may be assigned to
//! (types2's operand.go).

use crate::checker::Checker;
use pontoon_base::{EntityId, Pos};
use pontoon_syntax::ast::{ChanDir, ExprId, ExprKind};
use pontoon_syntax::print;
use pontoon_types::constant::Value;
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;
use std::rc::Rc;

/// The value or type of an expression during checking.
#[derive(Clone, Debug)]
pub struct Operand {
    pub mode: Mode,
    pub expr: ExprId,
    /// What messages show in place of `expr`, for operands that no expression spells: a result of a call with
    /// several, the `true` of a switch without tag.
    pub stand_in: Option<Rc<StandIn>>,
    pub ty: Ty,
    /// Of constants.
    pub value: Option<Value>,
}

/// See [`Operand::stand_in`].
#[derive(Debug)]
pub struct StandIn {
    pub pos: Pos,
    pub text: String,
}

impl Operand {
    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    /// Whether this is the predeclared `nil`.
    pub fn is_nil(&self) -> bool {
        self.mode == Mode::Nil
    }

    pub fn is_constant(&self) -> bool {
        self.mode == Mode::Constant
    }

    /// The value of a constant.
    pub fn constant(&self) -> &Value {
        self.value.as_ref().unwrap_or(&Value::Unknown)
    }
}

impl Checker<'_> {
    /// An operand that is invalid so far; every check of an expression starts with one.
    pub(crate) fn operand(&self) -> Operand {
        let (expr, ty) = (ExprId::new(0), self.world.invalid());
        Operand { mode: Mode::Invalid, expr, stand_in: None, ty, value: None }
    }

    /// An operand for `expr`.
    pub(crate) fn operand_of(&self, mode: Mode, expr: ExprId, ty: Ty) -> Operand {
        Operand { mode, expr, stand_in: None, ty, value: None }
    }

    /// An operand that messages call `text`, at `pos`. `expr` is the expression that it comes from.
    pub(crate) fn stand_in(&self, mode: Mode, expr: ExprId, pos: Pos, text: String, ty: Ty) -> Operand {
        Operand { mode, expr, stand_in: Some(Rc::new(StandIn { pos, text })), ty, value: None }
    }

    /// Where gc reports errors about an expression: its first character.
    pub(crate) fn start_of(&self, expr: ExprId) -> Pos {
        self.span_of(expr).lo
    }

    /// Where gc reports errors about an operand.
    pub(crate) fn operand_pos(&self, x: &Operand) -> Pos {
        match &x.stand_in {
            Some(stand_in) => stand_in.pos,
            None => self.start_of(x.expr),
        }
    }

    /// The expression as messages show it.
    pub(crate) fn expr_text(&self, expr: ExprId) -> String {
        print::expr(&self.env.file, expr)
    }

    /// The operand's expression as messages show it.
    pub(crate) fn operand_text(&self, x: &Operand) -> String {
        match &x.stand_in {
            Some(stand_in) => stand_in.text.clone(),
            None => self.expr_text(x.expr),
        }
    }

    /// The type as messages of this package show it.
    pub(crate) fn show(&self, ty: Ty) -> String {
        self.world.display(ty, Some(self.pkg))
    }

    /// The operand as messages describe it: `x (variable of type int)`.
    pub(crate) fn operand_string(&self, x: &Operand) -> String {
        let world = self.world;
        if x.is_nil() {
            return match world.kind(x.ty) {
                TyKind::Basic(Basic::Invalid) => "nil (with invalid type)".to_string(),
                TyKind::Basic(Basic::UntypedNil) => "nil".to_string(),
                _ => format!("nil (of type {})", self.show(x.ty)),
            };
        }
        let expr = self.operand_text(x);
        let mut text = format!("{expr} (");
        let mut has_type = false;
        match (x.mode, world.kind(x.ty)) {
            (Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::Type, _) => {}
            (_, TyKind::Basic(basic)) if basic.is_untyped() => {
                text.push_str(basic.name());
                text.push(' ');
            }
            _ => has_type = true,
        }
        text.push_str(mode_string(x.mode));
        if x.mode == Mode::Constant {
            let value = x.constant().display();
            if value != expr {
                text.push(' ');
                text.push_str(&value);
            }
        }
        match self.named_results(x) {
            Some(results) => text.push_str(&format!(" of type {results}")),
            None if has_type => self.describe_type(&mut text, x.ty),
            None => {}
        }
        text.push(')');
        text
    }

    /// For a call with several results: their types with the names that the function's type gives them.
    fn named_results(&self, x: &Operand) -> Option<String> {
        let (world, file) = (self.world, &self.env.file);
        let TyKind::Tuple(_) = world.kind(x.ty) else { return None };
        let ExprKind::Call { fun, .. } = file.expr(file.unparen(x.expr)).kind else { return None };
        let sig = world.under(self.typed.ty(fun)?);
        matches!(world.kind(sig), TyKind::Func(_)).then(|| world.results_text(sig, Some(self.pkg)))
    }

    /// Appends ` of … type T` to an operand's description.
    fn describe_type(&self, text: &mut String, ty: Ty) {
        let world = self.world;
        if !world.is_valid(ty) {
            text.push_str(" with invalid type");
            return;
        }
        text.push_str(" of ");
        if world.is_generic(ty) {
            text.push_str("generic ");
        }
        let tparam = world.as_type_param(ty);
        // To gc `byte` and `rune` are basic types, not aliases.
        let plain = ty == world.byte_ty || ty == world.rune_ty;
        if tparam.is_none() && !plain && matches!(world.kind(ty), TyKind::Named(_) | TyKind::Alias(_)) {
            let what = match (self.composite_kind(ty), world.kind(world.under(ty))) {
                ("", TyKind::Basic(basic)) => basic.name(),
                (kind, _) => kind,
            };
            text.push_str(what);
            text.push(' ');
        }
        text.push_str("type ");
        text.push_str(&self.show(ty));
        if let Some(tparam) = tparam
            && let Some(bound) = world.tparams[tparam].bound.get()
        {
            text.push_str(" constrained by ");
            text.push_str(&self.show(bound));
            if world.type_set(world.under(ty)).is_empty() {
                text.push_str(" with empty type set");
            }
        }
    }

    /// What a composite type is ("array", "slice", …); empty for basic types.
    pub(crate) fn composite_kind(&self, ty: Ty) -> &'static str {
        match self.world.kind(self.world.under(ty)) {
            TyKind::Basic(_) | TyKind::TypeParam(_) | TyKind::Named(_) | TyKind::Alias(_) => "",
            TyKind::Array { .. } => "array",
            TyKind::Slice(_) => "slice",
            TyKind::Struct(_) => "struct",
            TyKind::Pointer(_) => "pointer",
            TyKind::Func(_) => "func",
            TyKind::Interface(_) => "interface",
            TyKind::Map { .. } => "map",
            TyKind::Chan { .. } => "chan",
            TyKind::Tuple(_) => "tuple",
            TyKind::Union(_) => "union",
        }
    }

    /// Whether `x` can be assigned to a variable of type `target`; if not, the error's code, and maybe more in
    /// `cause`.
    pub(crate) fn assignable_to(
        &mut self,
        x: &Operand,
        target: Ty,
        mut cause: Option<&mut String>,
    ) -> Result<(), &'static str> {
        const INCOMPATIBLE: &str = "incompatible-assign";
        let world = self.world;
        if !x.is_valid() || !world.is_valid(target) {
            return Ok(());
        }
        let (v, t) = (world.unalias_named(x.ty), world.unalias_named(target));
        if world.identical(v, t) {
            return Ok(());
        }
        let (vu, tu) = (world.under(v), world.under(t));
        let (v_param, t_param) = (world.is_type_param(v), world.is_type_param(t));

        if world.is_untyped(vu) {
            let fits = if t_param {
                let terms = self.typeset(t);
                terms
                    .iter()
                    .all(|term| term.is_some_and(|(term, _)| self.implicit_type_and_value(x, term).is_ok()))
            } else {
                self.implicit_type_and_value(x, t).is_ok()
            };
            return if fits { Ok(()) } else { Err(INCOMPATIBLE) };
        }

        let one_unnamed = !world.has_name(v) || !world.has_name(t);
        if world.identical(vu, tu) && one_unnamed && !v_param && !t_param {
            return Ok(());
        }

        // For a pointer to an interface too, since `implements` has the better cause then.
        let t_iface = matches!(world.kind(tu), TyKind::Interface(_));
        if t_iface && !t_param || world.is_interface_ptr(tu) {
            if self.implements(v, t, false, cause.as_deref_mut()) {
                return Ok(());
            }
            if !v_param {
                return Err("invalid-iface-assign");
            }
            if let Some(cause) = cause.as_deref_mut() {
                cause.clear();
            }
        }

        if matches!(world.kind(vu), TyKind::Interface(_)) && !v_param && self.implements(t, v, false, None) {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_string();
            }
            return Err(INCOMPATIBLE);
        }

        if let (&TyKind::Chan { dir: ChanDir::Both, elem: v_elem }, &TyKind::Chan { elem: t_elem, .. }) =
            (world.kind(vu), world.kind(tu))
            && world.identical(v_elem, t_elem)
        {
            return if one_unnamed { Ok(()) } else { Err("invalid-chan-assign") };
        }

        if t_param && !world.has_name(v) {
            return self.assignable_to_each(x, t, cause);
        }
        if v_param && !world.has_name(t) {
            return self.each_assignable_to(x, v, target, cause);
        }
        Err(INCOMPATIBLE)
    }

    /// Whether `x`, whose type has no name, is assignable to each type of `target`'s type set.
    fn assignable_to_each(
        &mut self,
        x: &Operand,
        target: Ty,
        mut cause: Option<&mut String>,
    ) -> Result<(), &'static str> {
        for term in self.typeset(target) {
            let Some((term, _)) = term else { return Err("incompatible-assign") };
            if let Err(code) = self.assignable_to(x, term, cause.as_deref_mut()) {
                if let Some(cause) = cause {
                    let (v, t, set) = (self.show(x.ty), self.show(term), self.show(target));
                    push_cause(cause, format!("cannot assign {v} to {t} (in {set})"));
                }
                return Err(code);
            }
        }
        Ok(())
    }

    /// Whether values of each type of `source`'s type set, `x`'s type, are assignable to `target`.
    fn each_assignable_to(
        &mut self,
        x: &Operand,
        source: Ty,
        target: Ty,
        mut cause: Option<&mut String>,
    ) -> Result<(), &'static str> {
        let mut x = x.clone();
        for term in self.typeset(source) {
            let Some((term, _)) = term else { return Err("incompatible-assign") };
            x.ty = term;
            if let Err(code) = self.assignable_to(&x, target, cause.as_deref_mut()) {
                if let Some(cause) = cause {
                    let (v, set, t) = (self.show(term), self.show(source), self.show(target));
                    push_cause(cause, format!("cannot assign {v} (in {set}) to {t}"));
                }
                return Err(code);
            }
        }
        Ok(())
    }
}

/// Puts a more general cause in front of the one that is known.
pub(crate) fn push_cause(cause: &mut String, general: String) {
    let detail = std::mem::replace(cause, general);
    if !detail.is_empty() {
        cause.push_str("\n\t");
        cause.push_str(&detail);
    }
}

fn mode_string(mode: Mode) -> &'static str {
    match mode {
        Mode::Invalid => "invalid operand",
        Mode::NoValue => "no value",
        Mode::Builtin(_) => "built-in",
        Mode::Type => "type",
        Mode::Constant => "constant",
        Mode::Variable => "variable",
        Mode::MapIndex => "map index expression",
        Mode::Value => "value",
        Mode::Nil => "nil",
        Mode::CommaOk => "comma, ok expression",
    }
}
