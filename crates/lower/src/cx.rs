//! The lowerer of a program: which functions and data objects are wanted, under which keys, and the list of function
//! bodies that are still to be made.
//!
//! A function is declared, with its signature, where it is first mentioned; its body is lowered later from a list in
//! order of first mention. So the output's order does not depend on anything but the source.

use crate::closure::Analysis;
use crate::none::NoHost;
use crate::reflect_call::Crossing;
use crate::repr::TypeInfo;
use crate::type_desc::Descriptors;
use pontoon_base::diag::Gate;
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{Diagnostic, Pos, Symbol, bug};
use pontoon_boundary::{Dialect, HostFunc};
use pontoon_ssa::op::PanicFunc;
use pontoon_ssa::program::{DataObject, Reloc, RelocTarget};
use pontoon_ssa::{Data, Func, FuncData, Import, Program, Signature};
use pontoon_syntax::ast::{self, ExprId};
use pontoon_types::object::{ObjKind, is_exported};
use pontoon_types::package::Initializer;
use pontoon_types::ty::TyKind;
use pontoon_types::typed::Typed;
use pontoon_types::{DeclRef, Obj, Pkg, Ty, World};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// Where checked bodies come from.
pub trait Bodies {
    /// What checking found in a function's body or a variable's initializer. `None` if it is wrong, which has been
    /// reported.
    fn typed(&self, decl: DeclRef) -> Option<Arc<Typed>>;

    /// A package's initializers in the order in which they run.
    fn init_order(&self, pkg: Pkg) -> Vec<Initializer>;
}

/// The identity of a method: its name, and where that is not exported the package that declares it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MethodName {
    pub name: Symbol,
    pub pkg: Option<Pkg>,
}

impl MethodName {
    /// Exported names are the same in all packages.
    pub fn new(name: Symbol, pkg: Option<Pkg>) -> MethodName {
        MethodName { name, pkg: if is_exported(name) { None } else { pkg } }
    }
}

/// What a function of the program is made from. Types are canonical.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FuncKey {
    /// A declared function or method with its type arguments, those of the receiver first.
    Decl(Obj, Box<[Ty]>),
    /// A function literal; the type arguments are those of the declaration around it.
    Literal { decl: DeclRef, expr: ExprId, targs: Box<[Ty]> },
    /// A method of any type, promoted ones and those of interfaces included, as a function that takes the receiver
    /// first: a method expression. `own` are the arguments for type parameters of the method itself.
    Method { recv: Ty, method: MethodName, own: Box<[Ty]> },
    /// The same, but the receiver is the data word of an interface that holds a `recv`.
    IfaceMethod { recv: Ty, method: MethodName },
    /// The code of the closure `{code, receiver}` that is a bound method value.
    Bound { recv: Ty, method: MethodName, own: Box<[Ty]> },
    /// Takes a closure context and ignores it: what a function without captures is as a value.
    Table(Box<FuncKey>),
    /// Compares two values of a type behind pointers.
    Equal(Ty),
    /// Hashes a value of a type behind a pointer: `(p, seed) hash`.
    Hash(Ty),
    /// What reflection calls functions of a type with, and what it makes them of.
    Crossing(Crossing, Ty),
    /// Gives package-level variables their initial values; the first of them.
    VarInit(Obj),
    /// Initializes a package: variables in order, then its `init` functions.
    PackageInit(Pkg),
    /// Makes the runtime ready, before any package is initialized.
    Start,
    /// The main goroutine: initializes the packages and calls `main.main`.
    Main,
    /// What the host starts.
    Entry,
    /// What the host calls for a function with `//go:wasmexport`.
    Export(Obj),
}

/// What a data object is made from. Types are canonical.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DataKey {
    /// The bytes of a string constant.
    String(Box<[u8]>),
    /// A package-level variable.
    Var(Obj),
    /// The closure without captures around the function.
    FuncValue(FuncKey),
    /// A read-only value of a type: what an interface's data word points to.
    Value(Ty, Box<[u8]>),
    TypeDesc(Ty),
    /// What tests for defined types of a kind (internal/abi's number) compare.
    KindMarker(u8),
    Itab {
        iface: Ty,
        concrete: Ty,
    },
    /// A name as internal/abi lays it out, for descriptors.
    Name(Box<[u8]>),
    /// A pointer mask, or another object that belongs to the compiler, by name.
    Named(String),
}

/// What the build's flags say of memory management.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemoryMode {
    /// There is a collector.
    pub collects: bool,
    /// Every allocation collects.
    pub stress: bool,
    /// Freed memory is overwritten.
    pub poison: bool,
}

impl Default for MemoryMode {
    fn default() -> MemoryMode {
        MemoryMode { collects: true, stress: false, poison: false }
    }
}

/// See the module's comment.
pub struct Lowerer<'w> {
    pub world: &'w World,
    pub bodies: &'w dyn Bodies,
    pub program: Program,
    /// Package runtime: GOROOT's kept files with the overlay.
    pub runtime: Pkg,
    pub diagnostics: Vec<Diagnostic>,
    pub memory: MemoryMode,
    /// The host runs the program by its exports alone (`-buildmode=c-shared`).
    pub reactor: bool,
    /// On target none: what stands for the host.
    pub no_host: Option<NoHost>,
    /// The host is `wasm_exec.js`.
    pub javascript: bool,
    /// Whose rules the border follows (`-tinygo`).
    pub dialect: Dialect,
    /// The functions with `//go:wasmexport`, by package in the order of initialization.
    pub exported: Vec<(Obj, HostFunc)>,
    funcs: FxHashMap<FuncKey, Func>,
    queue: VecDeque<(FuncKey, Func)>,
    pub(crate) datas: FxHashMap<DataKey, Data>,
    /// Each import with every function that declares it, by first use.
    pub import_decls: Vec<(Import, Obj)>,
    pub(crate) imports: FxHashMap<(Symbol, Symbol, Signature), Import>,
    pub(crate) infos: FxHashMap<Ty, Rc<TypeInfo>>,
    canonical: FxHashMap<Ty, Ty>,
    analyses: FxHashMap<DeclRef, Rc<Analysis>>,
    /// Who first mentioned a function: for notes on what cannot be compiled yet.
    mentioned_by: FxHashMap<Func, String>,
    reported: FxHashSet<(Pos, String)>,
    pub(crate) linknames: Option<crate::import::Linknames>,
    /// Package-level variables that reachable code mentions, in order of first mention.
    pub vars: Vec<Obj>,
    current: String,
    pub(crate) descriptors: Descriptors,
    pub(crate) main: Option<Pkg>,
    /// All packages in the order of their initialization.
    pub(crate) pkgs: Vec<Pkg>,
    /// Package runtime and what it imports.
    pub(crate) runtime_pkgs: Vec<Pkg>,
    pub(crate) init_orders: FxHashMap<Pkg, Rc<[Initializer]>>,
    /// Initializers by their first variable.
    pub(crate) init_of: FxHashMap<Obj, Initializer>,
}

impl<'w> Lowerer<'w> {
    pub fn new(world: &'w World, bodies: &'w dyn Bodies, runtime: Pkg) -> Lowerer<'w> {
        Lowerer {
            world,
            bodies,
            program: Program::new(),
            runtime,
            diagnostics: Vec::new(),
            memory: MemoryMode::default(),
            reactor: false,
            javascript: false,
            no_host: None,
            dialect: Dialect::Go,
            exported: Vec::new(),
            funcs: FxHashMap::default(),
            queue: VecDeque::new(),
            datas: FxHashMap::default(),
            import_decls: Vec::new(),
            imports: FxHashMap::default(),
            infos: FxHashMap::default(),
            canonical: FxHashMap::default(),
            analyses: FxHashMap::default(),
            mentioned_by: FxHashMap::default(),
            reported: FxHashSet::default(),
            linknames: None,
            vars: Vec::new(),
            current: String::new(),
            descriptors: Descriptors::default(),
            main: None,
            pkgs: Vec::new(),
            runtime_pkgs: Vec::new(),
            init_orders: FxHashMap::default(),
            init_of: FxHashMap::default(),
        }
    }

    /// Lowers bodies until none is wanted.
    pub fn run(&mut self) {
        while let Some((key, func)) = self.queue.pop_front() {
            let name = self.program.funcs[func].name.clone();
            let _context = pontoon_base::bug::context(|| format!("lowering {name}"));
            self.current = name;
            if let Some(data) = self.body(&key, func) {
                let mut data = data;
                let declared = &self.program.funcs[func];
                data.attrs = declared.attrs;
                data.pos = declared.pos;
                self.program.funcs[func] = data;
            }
        }
    }

    /// The body of a function; `None` where it is wrong or could not be compiled, which has been reported.
    fn body(&mut self, key: &FuncKey, func: Func) -> Option<FuncData> {
        match key {
            FuncKey::Decl(obj, targs) => crate::func::lower_decl(self, func, *obj, targs),
            FuncKey::Literal { decl, expr, targs } => {
                crate::func::lower_literal(self, func, *decl, *expr, targs)
            }
            FuncKey::Method { recv, method, own } => {
                Some(crate::wrapper::lower_method(self, func, *recv, *method, own))
            }
            FuncKey::IfaceMethod { recv, method } => {
                Some(crate::wrapper::lower_iface_method(self, func, *recv, *method))
            }
            FuncKey::Bound { recv, method, own } => {
                Some(crate::wrapper::lower_bound(self, func, *recv, *method, own))
            }
            FuncKey::Table(inner) => Some(crate::wrapper::lower_table(self, func, inner)),
            FuncKey::Equal(ty) => Some(self.lower_equal(func, *ty)),
            FuncKey::Hash(ty) => Some(self.lower_hash(func, *ty)),
            FuncKey::Crossing(crossing, ty) => Some(self.lower_crossing(func, *crossing, *ty)),
            FuncKey::VarInit(obj) => self.lower_var_init(func, *obj),
            // Made last, when it is known what is to be initialized.
            FuncKey::PackageInit(_) | FuncKey::Start => None,
            FuncKey::Main => Some(self.lower_main(func)),
            FuncKey::Entry => Some(self.lower_entry(func)),
            FuncKey::Export(obj) => Some(self.lower_export(func, *obj)),
        }
    }

    /// Whether no body is wanted any more.
    pub(crate) fn is_done(&self) -> bool {
        self.queue.is_empty()
    }

    pub(crate) fn has_func(&self, key: &FuncKey) -> bool {
        self.funcs.contains_key(key)
    }

    /// Whether reachable code mentions a package-level variable.
    pub(crate) fn is_mentioned(&mut self, var: Obj) -> bool {
        let var = self.var_owner(var);
        self.datas.contains_key(&DataKey::Var(var))
    }

    /// The function of this key, declared on first mention.
    pub fn func(&mut self, key: FuncKey) -> Func {
        if let Some(&func) = self.funcs.get(&key) {
            return func;
        }
        let (name, sig, pos) = self.describe(&key);
        self.declare(key, name, sig, pos)
    }

    /// Declares a function whose name and signature the caller knows; an earlier declaration stays.
    pub fn declare(&mut self, key: FuncKey, name: String, sig: Signature, pos: Pos) -> Func {
        if let Some(&func) = self.funcs.get(&key) {
            return func;
        }
        let mut data = FuncData::new(name, sig);
        data.pos = pos;
        data.attrs.wrapper = matches!(
            key,
            FuncKey::Method { .. } | FuncKey::IfaceMethod { .. } | FuncKey::Bound { .. } | FuncKey::Table(_)
        );
        data.attrs.recovers = self.recovers(&key);
        let func = self.program.funcs.push(data);
        if let FuncKey::Decl(obj, _) = key {
            self.pragmas(obj, func);
        }
        self.mentioned_by.insert(func, self.current.clone());
        self.funcs.insert(key.clone(), func);
        self.queue.push_back((key, func));
        func
    }

    /// Takes over what directives and names say of a declared function.
    fn pragmas(&mut self, obj: Obj, func: Func) {
        let data = self.world.obj(obj);
        let ObjKind::Func(f) = &data.kind else { return };
        let attrs = &mut self.program.funcs[func].attrs;
        if let Some(decl) = f.decl {
            let file = self.world.pkg(decl.pkg).files[decl.file as usize].ast.as_ref();
            let directives = file.directives_of(file.decl(decl.decl));
            let says = |text: &str| directives.iter().any(|d| d.text.as_str() == text);
            // Upstream's reason there is its assembly.
            let atomic = self.world.pkg(decl.pkg).path.as_str() == "internal/runtime/atomic";
            attrs.no_inline = !atomic && says("go:noinline");
            attrs.no_suspend = data.pkg == Some(self.runtime) && says("go:nosuspend");
        }
        if data.pkg == Some(self.runtime) && f.method.is_none() {
            let name = data.name.as_str();
            attrs.no_return = crate::runtime_call::never_returns(name);
            attrs.cold = attrs.no_return;
            attrs.alloc = crate::runtime_call::allocates(name);
            attrs.borrows = crate::runtime_call::borrows(name);
            // Else every check would make its function resumable.
            attrs.no_suspend |= attrs.no_return;
        }
    }

    pub fn data(&mut self, key: DataKey, make: impl FnOnce(&mut Self) -> DataObject) -> Data {
        if let Some(&data) = self.datas.get(&key) {
            return data;
        }
        let object = make(self);
        let data = self.program.data.push(object);
        self.datas.insert(key, data);
        data
    }

    /// The bytes of a string constant.
    pub fn string_data(&mut self, bytes: &[u8]) -> Data {
        self.data(DataKey::String(bytes.into()), |cx| {
            let name = format!("go:string.{}", cx.program.data.len());
            DataObject::constant(name, bytes.to_vec(), 1)
        })
    }

    /// A package-level variable's storage.
    pub fn var_data(&mut self, obj: Obj) -> Data {
        let obj = self.var_owner(obj);
        if let Some(&data) = self.datas.get(&DataKey::Var(obj)) {
            return data;
        }
        let data = self.world.obj(obj);
        let ty = data.ty.get().unwrap_or_else(|| bug!("{} has no type", data.name));
        let ty = self.canonical(ty);
        let pkg = data.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
        let name = format!("{pkg}.{}", data.name);
        let info = self.info(ty);
        let mut object = DataObject::zeroed(name, info.size, info.align.max(1));
        object.pointers = self.pointer_words(ty);
        self.vars.push(obj);
        self.data(DataKey::Var(obj), |_| object)
    }

    /// The variable whose address all objects without size have.
    pub(crate) fn zero_base(&mut self) -> Data {
        let scope = self.world.pkg(self.runtime).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("zerobase"));
        self.var_data(obj.unwrap_or_else(|| bug!("package runtime has no zerobase")))
    }

    /// Gives a package-level variable of a slice type its value in data.
    pub(crate) fn set_slice(&mut self, var: Obj, bytes: Vec<u8>, relocs: Vec<Reloc>, len: usize) {
        let name = format!("{}·array", self.world.obj(var).name);
        let mut object = DataObject { mutable: true, ..DataObject::constant(&name, bytes, 8) };
        object.relocs = relocs;
        let array = match self.datas.get(&DataKey::Named(name.clone())) {
            Some(&array) => array,
            None => self.data(DataKey::Named(name), |_| DataObject::default()),
        };
        self.program.data[array] = object;
        let header = self.var_data(var);
        let header = &mut self.program.data[header];
        header.bytes = [0, len as u64, len as u64].map(u64::to_le_bytes).concat();
        header.relocs = vec![Reloc { offset: 0, target: RelocTarget::Data(array, 0) }];
    }

    /// The static closure of a function without captures: `{code}`.
    pub fn func_value(&mut self, key: FuncKey) -> Data {
        if let Some(&data) = self.datas.get(&DataKey::FuncValue(key.clone())) {
            return data;
        }
        let func = match &key {
            FuncKey::Literal { .. } => self.func(key.clone()),
            _ => self.func(FuncKey::Table(Box::new(key.clone()))),
        };
        let name = format!("{}·f", self.program.funcs[func].name);
        self.data(DataKey::FuncValue(key), |_| {
            let mut object = DataObject::constant(name, vec![0; 8], 8);
            object.relocs.push(pontoon_ssa::program::Reloc {
                offset: 0,
                target: pontoon_ssa::program::RelocTarget::Func(func),
            });
            object
        })
    }

    /// The canonical form of a type without type parameters.
    pub fn canonical(&mut self, ty: Ty) -> Ty {
        if let Some(&canonical) = self.canonical.get(&ty) {
            return canonical;
        }
        let canonical = self.world.canonical(ty);
        self.canonical.insert(ty, canonical);
        canonical
    }

    /// The kind of a type's underlying type.
    pub fn under(&self, ty: Ty) -> &'w TyKind {
        self.world.kind(self.world.under(ty))
    }

    pub fn file(&self, decl: DeclRef) -> &'w ast::File {
        self.world.pkg(decl.pkg).files[decl.file as usize].ast.as_ref()
    }

    pub(crate) fn analysis(&mut self, decl: DeclRef, typed: &Typed) -> Rc<Analysis> {
        if let Some(analysis) = self.analyses.get(&decl) {
            return analysis.clone();
        }
        let minor = self.world.pkg(decl.pkg).files[decl.file as usize].go_minor;
        let analysis = Rc::new(Analysis::new(self.world, self.file(decl), decl.decl, typed, minor));
        self.analyses.insert(decl, analysis.clone());
        analysis
    }

    /// The panic function of a kind, made known to the program on first use.
    pub(crate) fn panic_func(&mut self, kind: PanicFunc) {
        if self.program.panic_func(kind).is_none() {
            let name = match kind {
                PanicFunc::Nil => "panicmem",
                PanicFunc::Div => "panicdivide",
                PanicFunc::Shift => "panicshift",
                PanicFunc::Bounds => "panicbounds",
            };
            let func = self.runtime_func(name);
            self.program.panic_funcs[kind as usize] = Some(func);
        }
    }

    /// Reports something that this compiler cannot do yet; `what` reads like "maps are".
    pub fn unsupported(&mut self, pos: Pos, what: &str) {
        if !self.reported.insert((pos, what.to_string())) {
            return;
        }
        let mut diagnostic =
            Diagnostic::error("pontoon-unsupported", pos, format!("{what} not supported yet"))
                .gate(Gate::Lowering);
        let mut name = self.current.clone();
        let mut steps = 0;
        // The way from the program's own code to this place, innermost first.
        while !name.is_empty() && steps < 4 {
            diagnostic = diagnostic.note(if steps == 0 {
                format!("needed by {name}")
            } else {
                format!("which {name} uses")
            });
            steps += 1;
            name = self.mention_of(&name);
        }
        self.diagnostics.push(diagnostic);
    }

    fn mention_of(&self, name: &str) -> String {
        let func = self.program.funcs.iter().find(|(_, f)| f.name == name).map(|(func, _)| func);
        func.and_then(|func| self.mentioned_by.get(&func)).cloned().unwrap_or_default()
    }
}
