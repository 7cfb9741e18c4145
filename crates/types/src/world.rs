//! The store of everything typed: arenas that grow through a shared reference, and the table that makes equal types
//! one type.

use crate::display::SharedNames;
use crate::object::{Obj, ObjData};
use crate::package::{Pkg, PkgData};
use crate::scope::{Scope, ScopeData};
use crate::ty::{AliasData, AliasId, Basic, NamedData, NamedId, Ty, TyKind, TypeParamData, TypeParamId};
use crate::type_set::{SetId, TypeSet};
use pontoon_base::EntityId;
use pontoon_base::hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Index;
use std::sync::RwLock;

/// An arena that grows through a shared reference; what is in it never moves.
pub struct Arena<K, V> {
    elems: boxcar::Vec<V>,
    key: PhantomData<K>,
}

impl<K: EntityId, V> Arena<K, V> {
    fn new() -> Self {
        Arena { elems: boxcar::Vec::new(), key: PhantomData }
    }

    pub fn push(&self, value: V) -> K {
        K::new(self.elems.push(value))
    }

    pub fn len(&self) -> usize {
        self.elems.count()
    }

    pub fn is_empty(&self) -> bool {
        self.elems.is_empty()
    }
}

impl<K: EntityId, V> Index<K> for Arena<K, V> {
    type Output = V;
    #[inline]
    fn index(&self, key: K) -> &V {
        &self.elems[key.index()]
    }
}

/// Types by what they are made from: a generic type or signature, and type arguments.
type ByArgs = FxHashMap<(Ty, Box<[Ty]>), Ty>;

const SHARDS: usize = 16;

/// See the crate's comment.
pub struct World {
    types: Arena<Ty, TyKind>,
    interned: [RwLock<FxHashMap<TyKind, Ty>>; SHARDS],
    basics: Vec<Ty>,
    pub(crate) sets: Arena<SetId, TypeSet>,
    pub(crate) set_of: RwLock<FxHashMap<Ty, SetId>>,
    pub(crate) instances: RwLock<ByArgs>,
    pub(crate) generic_methods: RwLock<ByArgs>,
    pub(crate) canonical: RwLock<FxHashMap<Ty, Ty>>,
    /// Where type parameters are declared that have the name of something predeclared.
    pub(crate) shadowing: RwLock<FxHashMap<Ty, String>>,
    pub(crate) shared_names: RwLock<FxHashMap<Pkg, SharedNames>>,
    /// The predeclared names.
    pub universe: Scope,
    pub unsafe_pkg: Pkg,
    pub byte_ty: Ty,
    pub rune_ty: Ty,
    pub any_ty: Ty,
    pub error_ty: Ty,
    pub comparable_ty: Ty,
    pub objs: Arena<Obj, ObjData>,
    pub scopes: Arena<Scope, ScopeData>,
    pub pkgs: Arena<Pkg, PkgData>,
    pub named: Arena<NamedId, NamedData>,
    pub aliases: Arena<AliasId, AliasData>,
    pub tparams: Arena<TypeParamId, TypeParamData>,
}

impl World {
    /// A world in which nothing but the universe and package unsafe is declared.
    pub fn new() -> World {
        let nothing: Ty = Ty::new(0);
        let mut world = World {
            types: Arena::new(),
            interned: std::array::from_fn(|_| RwLock::default()),
            basics: Vec::new(),
            sets: Arena::new(),
            set_of: RwLock::default(),
            instances: RwLock::default(),
            generic_methods: RwLock::default(),
            canonical: RwLock::default(),
            shadowing: RwLock::default(),
            shared_names: RwLock::default(),
            // These are filled in below.
            universe: Scope::new(0),
            unsafe_pkg: Pkg::new(0),
            byte_ty: nothing,
            rune_ty: nothing,
            any_ty: nothing,
            error_ty: nothing,
            comparable_ty: nothing,
            objs: Arena::new(),
            scopes: Arena::new(),
            pkgs: Arena::new(),
            named: Arena::new(),
            aliases: Arena::new(),
            tparams: Arena::new(),
        };
        world.basics = Basic::ALL.iter().map(|&basic| world.intern(TyKind::Basic(basic))).collect();
        world.declare_universe();
        world
    }

    /// The type of this kind, made on first use.
    pub fn intern(&self, kind: TyKind) -> Ty {
        let mut hasher = FxHasher::default();
        kind.hash(&mut hasher);
        let shard = &self.interned[(hasher.finish() >> 32) as usize % SHARDS];
        let poisoned = "no thread dies while it holds the type table";
        if let Some(&ty) = shard.read().expect(poisoned).get(&kind) {
            return ty;
        }
        let mut table = shard.write().expect(poisoned);
        if let Some(&ty) = table.get(&kind) {
            return ty;
        }
        let ty = self.types.push(kind.clone());
        table.insert(kind, ty);
        ty
    }

    #[inline]
    pub fn kind(&self, ty: Ty) -> &TyKind {
        &self.types[ty]
    }

    pub fn basic(&self, basic: Basic) -> Ty {
        self.basics[basic as usize]
    }

    pub fn invalid(&self) -> Ty {
        self.basic(Basic::Invalid)
    }

    pub fn obj(&self, obj: Obj) -> &ObjData {
        &self.objs[obj]
    }

    pub fn pkg(&self, pkg: Pkg) -> &PkgData {
        &self.pkgs[pkg]
    }
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}
