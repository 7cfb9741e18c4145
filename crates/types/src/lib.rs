//! The typed world as data: types, objects, scopes, packages, constants, and the relations that every later
//! stage asks of them. No checking, no I/O.
//!
//! Everything lives in one [`World`], shared by reference between threads: its arenas only grow, and what is
//! learned about an entry later (an underlying type, a constant's value) is set once, in a cell of its own.

pub mod cell;
pub mod constant;
mod display;
mod identical;
mod layout;
pub mod lookup;
pub mod object;
pub mod package;
mod predicates;
pub mod scope;
mod subst;
pub mod ty;
pub mod type_set;
pub mod typed;
pub mod universe;
pub mod world;

pub use object::{Obj, ObjData, ObjKind};
pub use package::{DeclRef, Pkg, PkgData};
pub use scope::{Scope, ScopeData};
pub use ty::{Ty, TyKind};
pub use type_set::TypeSet;
pub use world::World;
