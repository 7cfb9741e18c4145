//! Scopes: names to objects, nested.

use crate::object::Obj;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Span, Symbol, entity};
use std::sync::RwLock;

entity! {
    /// A scope.
    pub struct Scope, "scope"
}

#[derive(Debug)]
pub struct ScopeData {
    pub parent: Option<Scope>,
    /// The text that the scope covers; unknown for the universe and packages.
    pub span: Span,
    /// What it is, for tests and dumps: "universe", "package p", "function", "if", …
    pub what: &'static str,
    names: RwLock<FxHashMap<Symbol, Obj>>,
}

impl ScopeData {
    pub fn new(parent: Option<Scope>, span: Span, what: &'static str) -> ScopeData {
        ScopeData { parent, span, what, names: RwLock::default() }
    }

    /// The object of that name in this very scope.
    pub fn get(&self, name: Symbol) -> Option<Obj> {
        self.names.read().expect("no thread dies while it holds a scope").get(&name).copied()
    }

    /// Adds an object; returns the one that has the name already, and changes nothing then.
    pub fn insert(&self, name: Symbol, obj: Obj) -> Option<Obj> {
        let mut names = self.names.write().expect("no thread dies while it holds a scope");
        match names.get(&name) {
            Some(&other) => Some(other),
            None => {
                names.insert(name, obj);
                None
            }
        }
    }

    /// The names, sorted as text.
    pub fn sorted(&self) -> Vec<(Symbol, Obj)> {
        let names = self.names.read().expect("no thread dies while it holds a scope");
        let mut list: Vec<_> = names.iter().map(|(&name, &obj)| (name, obj)).collect();
        list.sort_by_key(|(name, _)| name.as_str());
        list
    }
}
