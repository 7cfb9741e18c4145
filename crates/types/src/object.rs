//! Declared things.

use crate::cell::{Flag, IdCell};
use crate::constant::Value;
use crate::package::{DeclRef, Pkg};
use crate::scope::Scope;
use crate::ty::Ty;
use crate::typed::FuncObjs;
use crate::universe::Builtin;
use pontoon_base::{Pos, Symbol, entity};
use std::sync::OnceLock;

entity! {
    /// A declared thing: constant, type name, variable, function, package name, label, builtin, nil.
    pub struct Obj, "obj"
}

#[derive(Debug)]
pub struct ObjData {
    pub name: Symbol,
    /// None for what the universe declares.
    pub pkg: Option<Pkg>,
    /// Of the declaring identifier.
    pub pos: Pos,
    /// The type, once known. Package names and labels have none; a builtin's depends on the call.
    pub ty: IdCell<Ty>,
    /// The scope that holds the object; none for methods, fields, blank and unnamed objects.
    pub parent: IdCell<Scope>,
    /// From here on a local object can be seen; unknown position for others, which are visible everywhere.
    pub visible_from: Pos,
    pub kind: ObjKind,
}

#[derive(Debug)]
pub enum ObjKind {
    PkgName { imported: Pkg, used: Flag },
    Const { value: OnceLock<Value> },
    TypeName,
    Var(VarData),
    Func(FuncData),
    Label { used: Flag },
    Builtin(Builtin),
    Nil,
}

#[derive(Debug)]
pub struct VarData {
    pub kind: VarKind,
    pub used: Flag,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    /// A package-level variable.
    Package,
    Local,
    Param,
    Result,
    Receiver,
}

/// A declared function or method. Methods of interfaces are no objects (`ty::Method`).
#[derive(Debug, Default)]
pub struct FuncData {
    /// Absent for functions that the universe declares (`error.Error`).
    pub decl: Option<DeclRef>,
    pub method: Option<MethodData>,
    /// Whether there is a body in Go.
    pub has_body: bool,
    /// The objects of its signature, once declared.
    pub objs: OnceLock<FuncObjs>,
}

/// What makes a function a method.
#[derive(Debug)]
pub struct MethodData {
    /// The receiver's type as declared: `T`, `*T`, or with the method's own receiver type parameters `*T[P]`.
    pub recv: IdCell<Ty>,
    /// Whether that is a pointer, be it by an alias.
    pub pointer_recv: Flag,
    /// The type parameters that the receiver declares (`P` in `func (x *T[P]) m()`); the signature is written in terms
    /// of them.
    pub recv_tparams: OnceLock<Box<[Ty]>>,
}

impl ObjData {
    pub fn is_exported(&self) -> bool {
        is_exported(self.name)
    }
}

/// Whether a name begins with an upper-case letter.
pub fn is_exported(name: Symbol) -> bool {
    name.as_str().chars().next().is_some_and(|c| c.is_uppercase() && c.is_alphabetic())
}
