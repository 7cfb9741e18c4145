//! Predeclared names, and those of package unsafe (types2's universe.go).

use crate::cell::IdCell;
use crate::constant::{Value, make_int};
use crate::object::{Obj, ObjData, ObjKind};
use crate::package::{Declared, Pkg, PkgData};
use crate::scope::{Scope, ScopeData};
use crate::ty::{AliasData, Basic, Interface, Method, NamedData, Param, Signature, Ty, TyKind};
use crate::world::World;
use pontoon_base::{Pos, Span, Symbol};
use std::sync::{OnceLock, RwLock};

/// A predeclared function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    /// Of package unsafe, from here on.
    Add,
    Alignof,
    Offsetof,
    Sizeof,
    Slice,
    SliceData,
    String,
    StringData,
    /// For the checker's own tests, with `-testfuncs`.
    Assert,
    Trace,
}

impl Builtin {
    const UNIVERSE: [Builtin; 18] = [
        Builtin::Append,
        Builtin::Cap,
        Builtin::Clear,
        Builtin::Close,
        Builtin::Complex,
        Builtin::Copy,
        Builtin::Delete,
        Builtin::Imag,
        Builtin::Len,
        Builtin::Make,
        Builtin::Max,
        Builtin::Min,
        Builtin::New,
        Builtin::Panic,
        Builtin::Print,
        Builtin::Println,
        Builtin::Real,
        Builtin::Recover,
    ];

    const UNSAFE: [Builtin; 8] = [
        Builtin::Add,
        Builtin::Alignof,
        Builtin::Offsetof,
        Builtin::Sizeof,
        Builtin::Slice,
        Builtin::SliceData,
        Builtin::String,
        Builtin::StringData,
    ];

    /// The name in the universe, or in package unsafe.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Append => "append",
            Builtin::Cap => "cap",
            Builtin::Clear => "clear",
            Builtin::Close => "close",
            Builtin::Complex => "complex",
            Builtin::Copy => "copy",
            Builtin::Delete => "delete",
            Builtin::Imag => "imag",
            Builtin::Len => "len",
            Builtin::Make => "make",
            Builtin::Max => "max",
            Builtin::Min => "min",
            Builtin::New => "new",
            Builtin::Panic => "panic",
            Builtin::Print => "print",
            Builtin::Println => "println",
            Builtin::Real => "real",
            Builtin::Recover => "recover",
            Builtin::Add => "Add",
            Builtin::Alignof => "Alignof",
            Builtin::Offsetof => "Offsetof",
            Builtin::Sizeof => "Sizeof",
            Builtin::Slice => "Slice",
            Builtin::SliceData => "SliceData",
            Builtin::String => "String",
            Builtin::StringData => "StringData",
            Builtin::Assert => "assert",
            Builtin::Trace => "trace",
        }
    }
}

impl World {
    /// Declares the universe and package unsafe in a world that has nothing but the basic types.
    pub(crate) fn declare_universe(&mut self) {
        self.universe = self.scopes.push(ScopeData::new(None, Span::default(), "universe"));
        let universe = self.universe;
        let scope = self.scopes.push(ScopeData::new(Some(universe), Span::default(), "package unsafe"));
        self.unsafe_pkg = self.pkgs.push(PkgData {
            path: Symbol::intern("unsafe"),
            name: Symbol::intern("unsafe"),
            scope,
            files: Vec::new(),
            imports: Vec::new(),
            missing_imports: Vec::new(),
            standard: true,
            fake: false,
            declared: OnceLock::from(Declared::default()),
            typed: RwLock::default(),
        });

        for basic in Basic::ALL {
            if (Basic::Bool..=Basic::String).contains(&basic) {
                let obj = self.predeclare(universe, None, basic.name(), ObjKind::TypeName);
                self.obj(obj).ty.set(self.basic(basic));
            }
        }
        let pointer = self.predeclare(scope, Some(self.unsafe_pkg), "Pointer", ObjKind::TypeName);
        self.obj(pointer).ty.set(self.basic(Basic::UnsafePointer));

        self.byte_ty = self.predeclare_alias("byte", self.basic(Basic::Uint8));
        self.rune_ty = self.predeclare_alias("rune", self.basic(Basic::Int32));
        let empty = self.empty_interface();
        self.any_ty = self.predeclare_alias("any", empty);
        let comparable = TyKind::Interface(Box::new(Interface {
            methods: Box::default(),
            embeddeds: Box::default(),
            implicit: false,
            comparable: true,
        }));
        self.comparable_ty = self.predeclare_named("comparable", comparable);
        self.error_ty = self.predeclare_named("error", self.error_interface());

        for (name, basic, value) in [
            ("true", Basic::UntypedBool, Value::Bool(true)),
            ("false", Basic::UntypedBool, Value::Bool(false)),
            ("iota", Basic::UntypedInt, make_int(0)),
        ] {
            let obj = self.predeclare(universe, None, name, ObjKind::Const { value: OnceLock::from(value) });
            self.obj(obj).ty.set(self.basic(basic));
        }
        let nil = self.predeclare(universe, None, "nil", ObjKind::Nil);
        self.obj(nil).ty.set(self.basic(Basic::UntypedNil));
        for builtin in Builtin::UNIVERSE {
            self.predeclare(universe, None, builtin.name(), ObjKind::Builtin(builtin));
        }
        for builtin in Builtin::UNSAFE {
            self.predeclare(scope, Some(self.unsafe_pkg), builtin.name(), ObjKind::Builtin(builtin));
        }
    }

    /// Declares `assert` and `trace` too, for the checker's own tests.
    pub fn declare_test_funcs(&self) {
        for builtin in [Builtin::Assert, Builtin::Trace] {
            self.predeclare(self.universe, None, builtin.name(), ObjKind::Builtin(builtin));
        }
    }

    fn predeclare(&self, scope: Scope, pkg: Option<Pkg>, name: &str, kind: ObjKind) -> Obj {
        let name = Symbol::intern(name);
        let obj = self.objs.push(ObjData {
            name,
            pkg,
            pos: Pos::NONE,
            ty: IdCell::new(None),
            parent: IdCell::new(Some(scope)),
            visible_from: Pos::NONE,
            kind,
        });
        self.scopes[scope].insert(name, obj);
        obj
    }

    fn predeclare_alias(&self, name: &str, rhs: Ty) -> Ty {
        let obj = self.predeclare(self.universe, None, name, ObjKind::TypeName);
        let alias = self.aliases.push(AliasData {
            obj,
            instance: None,
            tparams: OnceLock::from(Box::default()),
            rhs: IdCell::new(Some(rhs)),
        });
        let ty = self.intern(TyKind::Alias(alias));
        self.obj(obj).ty.set(ty);
        ty
    }

    fn predeclare_named(&self, name: &str, underlying: TyKind) -> Ty {
        let obj = self.predeclare(self.universe, None, name, ObjKind::TypeName);
        let named = self.named.push(NamedData {
            obj,
            instance: None,
            tparams: OnceLock::from(Box::default()),
            implicit: Box::default(),
            underlying: IdCell::new(Some(self.intern(underlying))),
            methods: OnceLock::from(Box::default()),
        });
        let ty = self.intern(TyKind::Named(named));
        self.obj(obj).ty.set(ty);
        ty
    }

    /// `interface{ Error() string }`
    fn error_interface(&self) -> TyKind {
        let result = Param { name: Symbol::intern(""), ty: self.basic(Basic::String) };
        let sig = self.intern(TyKind::Func(Box::new(Signature {
            tparams: Box::default(),
            params: Box::default(),
            results: Box::new([result]),
            variadic: false,
        })));
        TyKind::Interface(Box::new(Interface {
            methods: Box::new([Method { name: Symbol::intern("Error"), sig, pkg: None, pos: Pos::NONE }]),
            embeddeds: Box::default(),
            implicit: false,
            comparable: false,
        }))
    }
}
