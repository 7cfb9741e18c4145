//! What checking found out about one top-level declaration: the types, modes, values and objects of the expressions
//! in a function's body or a variable's initializer. This is what lowering reads beside the syntax tree.
//!
//! Types may mention the type parameters of the function; lowering substitutes. Everything is recorded in its final
//! form: an untyped expression has the type that its context gave it (types2's `recordUntyped`).

use crate::constant::Value;
use crate::object::Obj;
use crate::scope::Scope;
use crate::ty::Ty;
use crate::universe::Builtin;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, Pos};
use pontoon_syntax::ast::{ExprId, IdRange};

/// What kind of thing an expression is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Not recorded, or wrong.
    #[default]
    Invalid,
    /// A call without results.
    NoValue,
    Builtin(Builtin),
    Type,
    Constant,
    /// Addressable.
    Variable,
    /// Assignable but not addressable; may be used in a comma-ok form.
    MapIndex,
    Value,
    Nil,
    /// Like `Value`, but may be used in a comma-ok form. If it is, the recorded type is the tuple `(T, bool)`.
    CommaOk,
}

/// What was recorded of one expression.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExprInfo {
    pub mode: Mode,
    pub ty: Option<Ty>,
    /// Index into `Typed::values`, for constants.
    value: u32,
    /// What a `Name` refers to or declares. For the `sel` of a qualified identifier `pkg.X`: that package's object.
    pub obj: Option<Obj>,
}

/// How `x.f` was resolved, under the id of the selector expression; for a key of a struct literal under the key's name.
/// Qualified identifiers have none.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    pub kind: SelectionKind,
    /// The type of `x` (for a method expression: the type `T` itself).
    pub recv: Ty,
    /// Field indices from `recv` through embedded fields to the field itself or to the method's holder; pointers on
    /// the way are followed implicitly.
    pub path: Vec<u32>,
    /// Whether a pointer was followed on the way (the receiver's own included).
    pub indirect: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SelectionKind {
    Field,
    /// A declared method. `recv_named` is the defined type that has it, an instance where it is generic.
    Method {
        func: Obj,
        recv_named: Ty,
    },
    /// A method of an interface, or of a type parameter's constraint: its index in the sorted method list of the type
    /// set of `iface`.
    InterfaceMethod {
        iface: Ty,
        index: u32,
    },
    /// `T.m` used as a function, of either sort of method.
    MethodExpr(Box<SelectionKind>),
}

/// The objects of a function's signature, for declarations and literals alike.
#[derive(Clone, Debug)]
pub struct FuncObjs {
    pub scope: Scope,
    /// A variable, also where the source gives no name.
    pub recv: Option<Obj>,
    pub params: Vec<Obj>,
    pub results: Vec<Obj>,
}

/// The record of one declaration.
#[derive(Clone, Debug)]
pub struct Typed {
    range: IdRange<ExprId>,
    exprs: Vec<ExprInfo>,
    values: Vec<Value>,
    pub selections: FxHashMap<ExprId, Selection>,
    /// Type arguments, inferred ones included, under the id of the generic function's `Name` (for `pkg.F`: the `sel`;
    /// for a generic method: the selector).
    pub instances: FxHashMap<ExprId, Box<[Ty]>>,
    /// Implicitly declared variables: the one of a type switch's clause under the clause's position.
    pub implicits: FxHashMap<Pos, Obj>,
    /// The declaration's own signature, if it is a function.
    pub func: Option<FuncObjs>,
    /// Signatures of function literals.
    pub literals: FxHashMap<ExprId, FuncObjs>,
    /// Package-level variables and functions (methods too) of the same package that the declaration mentions, in
    /// order of first mention: what initialization order is made from.
    pub deps: Vec<Obj>,
    /// An error was reported in it: it must not be lowered.
    pub failed: bool,
}

impl Typed {
    pub fn new(range: IdRange<ExprId>) -> Typed {
        Typed {
            range,
            exprs: vec![ExprInfo::default(); range.len()],
            // Index 0 is "no value".
            values: vec![Value::Unknown],
            selections: FxHashMap::default(),
            instances: FxHashMap::default(),
            implicits: FxHashMap::default(),
            func: None,
            literals: FxHashMap::default(),
            deps: Vec::new(),
            failed: false,
        }
    }

    /// What was recorded of `expr`; the default for expressions outside the declaration.
    pub fn info(&self, expr: ExprId) -> ExprInfo {
        self.range.position(expr).map_or_else(ExprInfo::default, |i| self.exprs[i])
    }

    pub fn ty(&self, expr: ExprId) -> Option<Ty> {
        self.info(expr).ty
    }

    pub fn obj(&self, expr: ExprId) -> Option<Obj> {
        self.info(expr).obj
    }

    /// The constant value, if the expression is constant.
    pub fn value(&self, expr: ExprId) -> Option<&Value> {
        match self.info(expr).value {
            0 => None,
            i => Some(&self.values[i as usize]),
        }
    }

    /// Records type, mode and value. Expressions outside the declaration (a constant's inherited value) are dropped.
    pub fn record(&mut self, expr: ExprId, mode: Mode, ty: Option<Ty>, value: Option<Value>) {
        let Some(i) = self.range.position(expr) else { return };
        let value = value.map_or(0, |value| {
            self.values.push(value);
            self.values.len() as u32 - 1
        });
        let obj = self.exprs[i].obj;
        self.exprs[i] = ExprInfo { mode, ty, value, obj };
    }

    /// Records what a name refers to or declares.
    pub fn record_obj(&mut self, name: ExprId, obj: Obj) {
        if let Some(i) = self.range.position(name) {
            self.exprs[i].obj = Some(obj);
        }
    }

    pub fn range(&self) -> IdRange<ExprId> {
        self.range
    }
}

impl ExprInfo {
    pub fn is_constant(&self) -> bool {
        self.value != 0
    }
}

/// The range that holds nothing.
pub fn empty_range() -> IdRange<ExprId> {
    IdRange { start: ExprId::new(0), end: ExprId::new(0) }
}
