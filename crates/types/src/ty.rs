//! Types.
//!
//! A `Ty` is a *spelled* type: interned by structure, with the aliases and parameter names that the source used,
//! because messages print them. Equal ids are identical types; the converse needs `identical`, or equality of
//! `canonical` types (aliases resolved, names of parameters dropped, interfaces flattened), which every stage
//! after the checker works with.

use crate::cell::IdCell;
use crate::object::Obj;
use crate::package::Pkg;
use pontoon_base::{Pos, Symbol, entity};
use std::sync::OnceLock;

pub use pontoon_syntax::ast::ChanDir;

entity! {
    /// A type.
    pub struct Ty, "t"
}
entity! {
    /// A defined type, or an instance of a generic one.
    pub struct NamedId, "named"
}
entity! {
    /// An alias, or an instance of a generic one.
    pub struct AliasId, "alias"
}
entity! {
    /// A type parameter.
    pub struct TypeParamId, "tparam"
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TyKind {
    Basic(Basic),
    Pointer(Ty),
    Slice(Ty),
    /// A negative length is unknown: an error has been reported.
    Array {
        len: i64,
        elem: Ty,
    },
    Map {
        key: Ty,
        elem: Ty,
    },
    Chan {
        dir: ChanDir,
        elem: Ty,
    },
    Struct(Box<[Field]>),
    /// The types of several values: results of a call, or the pair of a comma-ok form.
    Tuple(Box<[Ty]>),
    Func(Box<Signature>),
    Interface(Box<Interface>),
    /// The terms of a constraint element with `|` or `~`.
    Union(Box<[Term]>),
    TypeParam(TypeParamId),
    Named(NamedId),
    Alias(AliasId),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Basic {
    /// What an erroneous expression has; flows on silently.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

impl Basic {
    pub const ALL: [Basic; 26] = [
        Basic::Invalid,
        Basic::Bool,
        Basic::Int,
        Basic::Int8,
        Basic::Int16,
        Basic::Int32,
        Basic::Int64,
        Basic::Uint,
        Basic::Uint8,
        Basic::Uint16,
        Basic::Uint32,
        Basic::Uint64,
        Basic::Uintptr,
        Basic::Float32,
        Basic::Float64,
        Basic::Complex64,
        Basic::Complex128,
        Basic::String,
        Basic::UnsafePointer,
        Basic::UntypedBool,
        Basic::UntypedInt,
        Basic::UntypedRune,
        Basic::UntypedFloat,
        Basic::UntypedComplex,
        Basic::UntypedString,
        Basic::UntypedNil,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Basic::Invalid => "invalid type",
            Basic::Bool => "bool",
            Basic::Int => "int",
            Basic::Int8 => "int8",
            Basic::Int16 => "int16",
            Basic::Int32 => "int32",
            Basic::Int64 => "int64",
            Basic::Uint => "uint",
            Basic::Uint8 => "uint8",
            Basic::Uint16 => "uint16",
            Basic::Uint32 => "uint32",
            Basic::Uint64 => "uint64",
            Basic::Uintptr => "uintptr",
            Basic::Float32 => "float32",
            Basic::Float64 => "float64",
            Basic::Complex64 => "complex64",
            Basic::Complex128 => "complex128",
            Basic::String => "string",
            Basic::UnsafePointer => "unsafe.Pointer",
            Basic::UntypedBool => "untyped bool",
            Basic::UntypedInt => "untyped int",
            Basic::UntypedRune => "untyped rune",
            Basic::UntypedFloat => "untyped float",
            Basic::UntypedComplex => "untyped complex",
            Basic::UntypedString => "untyped string",
            Basic::UntypedNil => "untyped nil",
        }
    }

    pub fn is_untyped(self) -> bool {
        self >= Basic::UntypedBool
    }

    pub fn is_boolean(self) -> bool {
        matches!(self, Basic::Bool | Basic::UntypedBool)
    }

    /// Typed or untyped integers, runes included.
    pub fn is_integer(self) -> bool {
        (Basic::Int..=Basic::Uintptr).contains(&self)
            || matches!(self, Basic::UntypedInt | Basic::UntypedRune)
    }

    pub fn is_unsigned(self) -> bool {
        (Basic::Uint..=Basic::Uintptr).contains(&self)
    }

    pub fn is_float(self) -> bool {
        matches!(self, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
    }

    pub fn is_complex(self) -> bool {
        matches!(self, Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex)
    }

    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    pub fn is_string(self) -> bool {
        matches!(self, Basic::String | Basic::UntypedString)
    }

    /// Ordered by `<`.
    pub fn is_ordered(self) -> bool {
        self.is_integer() || self.is_float() || self.is_string()
    }

    /// May be a constant's type.
    pub fn is_const_type(self) -> bool {
        self.is_boolean() || self.is_numeric() || self.is_string()
    }
}

/// A struct field. Its declaration is found through the type's, since equal structs are one type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    pub name: Symbol,
    pub ty: Ty,
    pub embedded: bool,
    /// The tag's value; the empty tag and no tag are the same.
    pub tag: Symbol,
    /// The package that declares the struct: unexported and blank fields of different packages differ.
    pub pkg: Option<Pkg>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Type parameters of a generic function or, in Go 1.27's generic methods, of the method itself; never those of
    /// the receiver.
    pub tparams: Box<[Ty]>,
    pub params: Box<[Param]>,
    pub results: Box<[Param]>,
    /// The last parameter's type is then a slice (or, for `append` alone, `string`).
    pub variadic: bool,
}

/// A parameter or result. The name is not part of the type's identity; it is empty where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    pub name: Symbol,
    pub ty: Ty,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Interface {
    /// Explicitly declared methods, in source order.
    pub methods: Box<[Method]>,
    /// Embedded elements, in source order, with the position that messages about them use.
    pub embeddeds: Box<[(Ty, Pos)]>,
    /// Made from a constraint literal such as `~int`; prints as its element.
    pub implicit: bool,
    /// The predeclared `comparable`'s own interface.
    pub comparable: bool,
}

/// A method of an interface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Method {
    pub name: Symbol,
    /// A `Func` type without receiver.
    pub sig: Ty,
    /// The declaring package, which is part of an unexported name's identity.
    pub pkg: Option<Pkg>,
    pub pos: Pos,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Term {
    pub tilde: bool,
    pub ty: Ty,
}

/// A defined type. An instance shares its origin's object; its underlying type and its methods' signatures are made
/// by substitution when first asked for.
#[derive(Debug)]
pub struct NamedData {
    /// The type's `TypeName` object.
    pub obj: Obj,
    /// For an instance: the generic type and the type arguments.
    pub instance: Option<(Ty, Box<[Ty]>)>,
    /// Type parameters of the generic type's declaration; empty for others and for instances.
    pub tparams: OnceLock<Box<[Ty]>>,
    /// The type parameters of the functions around a local type's declaration: the type is different in each of their
    /// instances, though the source does not spell these parameters.
    pub implicit: Box<[Ty]>,
    /// Set once resolved; never a `Named`, an `Alias` or (but for erroneous code) a `TypeParam`.
    pub underlying: IdCell<Ty>,
    /// The declared methods (`Func` objects) in source order; an instance asks its origin.
    pub methods: OnceLock<Box<[Obj]>>,
}

/// An alias declaration, or an instance of a generic one.
#[derive(Debug)]
pub struct AliasData {
    pub obj: Obj,
    pub instance: Option<(Ty, Box<[Ty]>)>,
    pub tparams: OnceLock<Box<[Ty]>>,
    /// What the declaration says, which may be an alias again.
    pub rhs: IdCell<Ty>,
}

#[derive(Debug)]
pub struct TypeParamData {
    /// The parameter's `TypeName` object.
    pub obj: Obj,
    /// Its place in the list that declares it.
    pub index: usize,
    /// The constraint as written, wrapped in an implicit interface where it is none.
    pub bound: IdCell<Ty>,
    /// For a type parameter of a generic method of an instance: that of the method as declared.
    pub origin: Option<Ty>,
}
