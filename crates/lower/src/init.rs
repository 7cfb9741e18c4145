//! From the first instruction to `main.main`: package initialization and the module's entry.
//!
//! An initializer is emitted only if its variable is reachable from live code, or if running it could be observed. Which
//! variables are live is known when everything else is lowered, so the functions of this file are made last, and again
//! the queue runs until nothing new is asked for.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::program::{
    Bound, DataObject, Export, FixedAlloc, GlobalData, GlobalInit, Leaving, Region, Reloc, RelocTarget,
};
use pontoon_ssa::{Func, FuncData, Global, InstKind, Type};
use pontoon_syntax::ast::{ExprId, ExprKind, UnaryOp};
use pontoon_syntax::walk::{Node, children};
use pontoon_types::object::ObjKind;
use pontoon_types::package::Initializer;
use pontoon_types::typed::{Mode, Typed};
use pontoon_types::universe::Builtin;
use pontoon_types::{Obj, Pkg, constant};

/// The steps of the runtime's start in their order (runtime-contract.md §8): package, a variable, and the function that
/// makes the variable ready. Only who uses the variable needs the step.
const START: [(&str, &str, &str); 5] = [
    ("runtime", "globalRand", "randinit"),
    ("internal/runtime/maps", "hashkey", "AlgInit"),
    ("runtime", "itabTable", "itabsinit"),
    ("runtime", "argslice", "goenvs"),
    ("runtime", "envs", "goenvs"),
];

impl Lowerer<'_> {
    /// Lowers the program that `main` is the main package of. `pkgs` are all its packages in the order in which they are
    /// initialized.
    pub fn lower_program(&mut self, main: Pkg, pkgs: &[Pkg]) {
        self.main = Some(main);
        self.pkgs = pkgs.to_vec();
        self.runtime_pkgs = self.runtime_closure();
        self.declare_leaving();
        self.find_exports();
        let entry = self.func(FuncKey::Entry);
        self.func(FuncKey::Start);
        let name = match (self.javascript, self.reactor) {
            (true, _) => "run",
            (false, true) => "_initialize",
            (false, false) => "_start",
        };
        self.program.exports.push(Export { name: name.into(), func: entry });
        self.declare_exports();
        self.bounds_of_types();
        self.bounds_of_roots();
        loop {
            self.run();
            let grown = self.ask_start() | self.ask_initializers();
            self.run();
            if !self.write_descriptors() && !grown && self.is_done() {
                break;
            }
        }
        self.describe_alloc();
        self.decide_type_tests();
        let start = self.func(FuncKey::Start);
        self.program.funcs[start] = self.start(start);
        self.bound_of_recoverers();
        for pkg in self.pkgs.clone() {
            let func = self.func(FuncKey::PackageInit(pkg));
            self.program.funcs[func] = self.package_init(func, pkg);
        }
    }

    /// Lowers all functions of a package that is not linked, to find out whether they can be.
    pub fn lower_library(&mut self, pkg: Pkg, pkgs: &[Pkg]) {
        self.pkgs = pkgs.to_vec();
        self.runtime_pkgs = self.runtime_closure();
        self.declare_leaving();
        for obj in self.declared(pkg).funcs.clone() {
            let ObjKind::Func(data) = &self.world.obj(obj).kind else { continue };
            if data.has_body && self.func_tparams(obj).is_empty() {
                self.func(FuncKey::Decl(obj, Box::default()));
            }
        }
        for init in self.initializers(pkg).iter() {
            self.func(FuncKey::VarInit(init.lhs[0]));
        }
        loop {
            self.run();
            if !self.write_descriptors() && self.is_done() {
                break;
            }
        }
    }

    /// Package runtime and what it imports: these are initialized first, and their initializers have no effect but on
    /// their variables.
    fn runtime_closure(&self) -> Vec<Pkg> {
        let mut closure = vec![self.runtime];
        let mut next = 0;
        while next < closure.len() {
            for &(_, import) in &self.world.pkg(closure[next]).imports {
                if !closure.contains(&import) {
                    closure.push(import);
                }
            }
            next += 1;
        }
        closure
    }

    /// Tells the runtime where the region of type descriptors begins and ends, if it asks.
    fn bounds_of_types(&mut self) {
        let scope = self.world.pkg(self.runtime).scope;
        let Some(obj) = self.world.scopes[scope].get(Symbol::intern("firstmoduledata")) else {
            bug!("package runtime has no firstmoduledata")
        };
        let mut edge = |name: &str, region| {
            let object = DataObject { region: Some(region), ..DataObject::constant(name, vec![0; 8], 8) };
            self.program.data.push(object)
        };
        // Offset 0 is nil, so the region begins with a word that is nothing.
        let (start, end) = (edge("runtime.types", Region::Start), edge("runtime.etypes", Region::End));
        let module = self.var_data(obj);
        // The first fields: `types`, `etypes`, `typedesclen`, `itaboffset`, `itabsize`.
        self.program.data[module].relocs = vec![
            Reloc { offset: 0, target: RelocTarget::Data(start, 0) },
            Reloc { offset: 8, target: RelocTarget::Data(end, 0) },
            Reloc { offset: 16, target: RelocTarget::Bound(Bound::TypeLinksLen) },
            Reloc { offset: 24, target: RelocTarget::Bound(Bound::ItabsOffset) },
            Reloc { offset: 32, target: RelocTarget::Bound(Bound::ItabsLen) },
        ];
    }

    /// Tells the collector where its roots are, if it asks: `start`, `end` and `bits`.
    fn bounds_of_roots(&mut self) {
        let scope = self.world.pkg(self.runtime).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("moduleRoots"));
        let obj = obj.unwrap_or_else(|| bug!("package runtime has no moduleRoots"));
        let table = self.var_data(obj);
        let bounds = [Bound::Roots, Bound::RootsEnd, Bound::RootBits];
        self.program.data[table].relocs = (0..)
            .zip(bounds)
            .map(|(i, bound)| Reloc { offset: 8 * i, target: RelocTarget::Bound(bound) })
            .collect();
    }

    /// Tells the optimizer of the allocator, if objects are allocated: of the overlay's `newobject`, `newfixed`, `allocClass`
    /// and `maxSmallSize`.
    fn describe_alloc(&mut self) {
        let scope = self.world.pkg(self.runtime).scope;
        let find = |name: &str| {
            let obj = self.world.scopes[scope].get(Symbol::intern(name));
            obj.unwrap_or_else(|| bug!("package runtime has no {name}"))
        };
        let key = FuncKey::Decl(find("newobject"), Box::default());
        if !self.has_func(&key) {
            return;
        }
        let class = find("allocClass");
        let class = self.world.obj(class).ty.get().unwrap_or_else(|| bug!("allocClass is a type"));
        let class = self.canonical(class);
        let ObjKind::Const { value: max_size } = &self.world.obj(find("maxSmallSize")).kind else {
            bug!("maxSmallSize is a constant")
        };
        let max_size = max_size.get().and_then(constant::int64_value);
        let max_size = max_size.unwrap_or_else(|| bug!("maxSmallSize is no number"));
        self.program.fixed_alloc = Some(FixedAlloc {
            object: self.func(key),
            fixed: self.runtime_func("newfixed"),
            class_size: self.info(class).size,
            max_size: max_size as u32,
        });
    }

    /// Asks for the initializers that are wanted by now; reports whether there were new ones.
    fn ask_initializers(&mut self) -> bool {
        let mut grown = false;
        for pkg in self.pkgs.clone() {
            for init in self.initializers(pkg).iter() {
                let key = FuncKey::VarInit(init.lhs[0]);
                if self.has_func(&key) {
                    continue;
                }
                let observed = self.may_be_observed(pkg, init);
                if !observed && !self.is_live(init) {
                    continue;
                }
                grown = true;
                let func = self.func(key);
                if !observed {
                    let named = init.lhs.iter().filter(|&&obj| !self.world.obj(obj).name.is_blank());
                    let variables: Vec<Obj> = named.copied().collect();
                    let variables = variables.into_iter().map(|obj| self.var_data(obj)).collect();
                    self.program.weak_inits.push((func, variables));
                }
            }
            for obj in self.declared(pkg).inits.clone() {
                let key = FuncKey::Decl(obj, Box::default());
                grown |= !self.has_func(&key);
                self.func(key);
            }
        }
        grown
    }

    /// A package-level variable or function by path and name; `None` if the program lacks the package.
    fn global(&self, path: &str, name: &str) -> Option<Obj> {
        let &pkg = self.pkgs.iter().find(|&&pkg| self.world.pkg(pkg).path.as_str() == path)?;
        let obj = self.world.scopes[self.world.pkg(pkg).scope].get(Symbol::intern(name));
        Some(obj.unwrap_or_else(|| bug!("package {path} has no {name}")))
    }

    /// Asks for the steps of the runtime's start that are wanted by now; reports whether there were new ones.
    fn ask_start(&mut self) -> bool {
        let mut grown = false;
        for (path, var, step) in START {
            let Some(var) = self.global(path, var).filter(|&var| self.is_mentioned(var)) else { continue };
            let Some(step) = self.global(path, step) else { continue };
            let key = FuncKey::Decl(step, Box::default());
            if !self.has_func(&key) {
                grown = true;
                let func = self.func(key);
                let var = self.var_data(var);
                self.program.weak_inits.push((func, vec![var]));
            }
        }
        grown
    }

    /// Calls the wanted steps of the runtime's start in order.
    fn start(&mut self, func: Func) -> FuncData {
        let steps: Vec<FuncKey> = START
            .iter()
            .filter_map(|&(path, _, step)| self.global(path, step))
            .map(|step| FuncKey::Decl(step, Box::default()))
            .filter(|key| self.has_func(key))
            .collect();
        let mut body = Body::bare(self, func);
        for step in steps {
            let callee = body.cx.func(step);
            body.b.call(callee, Vec::new(), &[]);
        }
        body.b.ret(Vec::new());
        body.finish().unwrap_or_else(|| bug!("the runtime's start is calls"))
    }

    fn initializers(&mut self, pkg: Pkg) -> std::rc::Rc<[Initializer]> {
        if let Some(list) = self.init_orders.get(&pkg) {
            return list.clone();
        }
        let list: std::rc::Rc<[Initializer]> = self.bodies.init_order(pkg).into();
        for init in list.iter() {
            self.init_of.insert(init.lhs[0], init.clone());
        }
        self.init_orders.insert(pkg, list.clone());
        list
    }

    pub(crate) fn declared(&self, pkg: Pkg) -> &pontoon_types::package::Declared {
        let world = self.world;
        world.pkg(pkg).declared.get().unwrap_or_else(|| bug!("{} is not declared", world.pkg(pkg).path))
    }

    fn is_live(&mut self, init: &Initializer) -> bool {
        init.lhs.iter().any(|&obj| self.is_mentioned(obj))
    }

    /// Whether running an initializer could have an effect besides its variable's value.
    fn may_be_observed(&mut self, pkg: Pkg, init: &Initializer) -> bool {
        if self.runtime_pkgs.contains(&pkg) {
            return false;
        }
        let Some(typed) = self.bodies.typed(init.decl) else { return false };
        let file = self.file(init.decl);
        let mut todo = vec![init.rhs];
        while let Some(e) = todo.pop() {
            if self.has_effect(&typed, file, e) {
                return true;
            }
            if matches!(file.expr(e).kind, ExprKind::FuncLit { .. }) || typed.value(e).is_some() {
                continue;
            }
            children(file, Node::Expr(e), &mut |_, child| {
                if let Node::Expr(child) = child {
                    todo.push(child);
                }
            });
        }
        false
    }

    /// Whether an expression by itself, its operands apart, may do something or panic.
    fn has_effect(&self, typed: &Typed, file: &pontoon_syntax::ast::File, e: ExprId) -> bool {
        if typed.value(e).is_some() {
            return false;
        }
        match file.expr(e).kind {
            ExprKind::Call { fun, .. } => match typed.info(file.unparen(fun)).mode {
                Mode::Type => false,
                Mode::Builtin(builtin) => !matches!(
                    builtin,
                    Builtin::Len
                        | Builtin::Cap
                        | Builtin::New
                        | Builtin::Complex
                        | Builtin::Real
                        | Builtin::Imag
                ),
                _ => true,
            },
            ExprKind::Index { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Assert { .. }
            | ExprKind::Star(_)
            | ExprKind::Unary { op: UnaryOp::Recv, .. } => typed.info(e).mode != Mode::Type,
            ExprKind::Binary { op, .. } => {
                use pontoon_syntax::ast::BinaryOp;
                matches!(
                    op,
                    BinaryOp::Div
                        | BinaryOp::Rem
                        | BinaryOp::Shl
                        | BinaryOp::Shr
                        | BinaryOp::Eq
                        | BinaryOp::Ne
                )
            }
            // Through a pointer it may panic.
            ExprKind::Selector { .. } => typed.selections.get(&e).is_some_and(|selection| selection.indirect),
            _ => false,
        }
    }

    /// The function that gives package-level variables their initial values.
    pub(crate) fn lower_var_init(&mut self, func: Func, first: Obj) -> Option<FuncData> {
        let init = self.init_of.get(&first).cloned().unwrap_or_else(|| bug!("{first} has no initializer"));
        let mut body = Body::bare(self, func);
        if !body.static_initializer(&init) {
            body.initializer(&init);
        }
        body.b.ret(Vec::new());
        body.finish()
    }

    /// Calls what initializes a package, in order.
    fn package_init(&mut self, func: Func, pkg: Pkg) -> FuncData {
        let wanted: Vec<FuncKey> = self
            .initializers(pkg)
            .iter()
            .map(|init| FuncKey::VarInit(init.lhs[0]))
            .chain(self.declared(pkg).inits.iter().map(|&obj| FuncKey::Decl(obj, Box::default())))
            .collect();
        let mut body = Body::bare(self, func);
        for key in wanted {
            if body.cx.has_func(&key) {
                let callee = body.cx.func(key);
                body.b.call(callee, Vec::new(), &[]);
            }
        }
        body.b.ret(Vec::new());
        body.finish().unwrap_or_else(|| bug!("a package's initialization is calls"))
    }

    /// The main goroutine: initializes the packages, those of the runtime first, and calls `main.main` unless the program is a
    /// reactor.
    pub(crate) fn lower_main(&mut self, func: Func) -> FuncData {
        let main = self.main.unwrap_or_else(|| bug!("the program has a main package"));
        let (runtime, rest): (Vec<Pkg>, Vec<Pkg>) =
            self.pkgs.clone().into_iter().partition(|pkg| self.runtime_pkgs.contains(pkg));
        let scope = self.world.pkg(main).scope;
        let obj = self.world.scopes[scope].get(Symbol::intern("main"));
        let obj = obj.filter(|&obj| matches!(self.world.obj(obj).kind, ObjKind::Func(_)));
        let obj = obj.unwrap_or_else(|| bug!("the checker let a program without main pass"));
        let mut body = Body::bare(self, func);
        let start = body.cx.func(FuncKey::Start);
        body.b.call(start, Vec::new(), &[]);
        for pkg in runtime.into_iter().chain(rest) {
            let init = body.cx.func(FuncKey::PackageInit(pkg));
            body.b.call(init, Vec::new(), &[]);
        }
        if !body.cx.reactor {
            let main = body.cx.func(FuncKey::Decl(obj, Box::default()));
            body.b.call(main, Vec::new(), &[]);
        }
        body.b.ret(Vec::new());
        body.finish().unwrap_or_else(|| bug!("the main goroutine is calls"))
    }

    /// What the host starts: runs the main goroutine. If that leaves, the runtime takes over.
    pub(crate) fn lower_entry(&mut self, func: Func) -> FuncData {
        let left = self.runtime_func("mainLeft");
        let main = self.func(FuncKey::Main);
        let (begin, end_main) = match (self.exported.is_empty(), self.reactor) {
            (true, _) => (None, None),
            (false, false) => (Some(self.runtime_func("beginMain")), None),
            (false, true) => (Some(self.runtime_func("beginMain")), Some(self.runtime_func("endMain"))),
        };
        let begin = if self.javascript { Some(self.runtime_func("beginRun")) } else { begin };
        let returned = self.javascript.then(|| self.runtime_func("mainReturned"));
        let mut body = Body::bare(self, func);
        if let Some(begin) = begin {
            let params = body.b.params();
            body.b.call(begin, params, &[]);
        }
        let call = body.b.inst(InstKind::TryCall { func: main, args: Vec::new() }, &[Type::I32]);
        let status = body.b.func.result(call);
        let (cold, done, end) = (body.b.new_block(), body.b.new_block(), body.b.new_block());
        body.b.branch(status, cold, done);
        body.b.seal(cold);
        body.b.seal(done);
        body.b.switch_to(done);
        if let Some(returned) = returned {
            body.b.call(returned, Vec::new(), &[]);
        }
        body.b.jump(end, Vec::new());
        body.b.set_cold(cold);
        body.b.switch_to(cold);
        body.b.call(left, vec![status], &[]);
        body.b.jump(end, Vec::new());
        body.b.seal(end);
        body.b.switch_to(end);
        if let Some(end_main) = end_main {
            body.b.call(end_main, Vec::new(), &[]);
        }
        body.b.ret(Vec::new());
        body.finish().unwrap_or_else(|| bug!("the entry is calls"))
    }

    /// Makes what leaving with return needs: the globals through which functions and the base of the stack talk, and the
    /// functions of the overlay that generated code calls.
    fn declare_leaving(&mut self) {
        let global = |program: &mut pontoon_ssa::Program, name: &str, ty| {
            let init = GlobalInit::Const(0);
            program.globals.push(GlobalData { name: name.to_string(), ty, init, mutable: true })
        };
        let bound = |program: &mut pontoon_ssa::Program, name: &str, init| {
            program.globals.push(GlobalData { name: name.to_string(), ty: Type::I32, init, mutable: true })
        };
        let leaving = Leaving {
            how: global(&mut self.program, "leaving", Type::I32),
            frame: global(&mut self.program, "frame", Type::Ptr),
            depth: global(&mut self.program, "depth", Type::I32),
            floor: global(&mut self.program, "floor", Type::I32),
            hold: global(&mut self.program, "hold", Type::I32),
            stack_limit: bound(&mut self.program, "stack_limit", GlobalInit::StackLimit),
            stack_span: bound(&mut self.program, "stack_span", GlobalInit::StackSpan),
            more_memory_stack: self.runtime_func("moreMemoryStack"),
            push_frame: self.runtime_func("pushFrame"),
            more_stack: self.runtime_func("moreStack"),
            // A status and six results at most: runtime-contract.md leaves more to memory.
            results: self.program.data.push(DataObject::zeroed("runtime.results", 8 * 8, 8)),
        };
        self.program.leaving = Some(leaving);
    }

    /// The globals of `declare_leaving`, for the overlay's intrinsics.
    pub(crate) fn leaving(&self) -> Leaving {
        self.program.leaving.unwrap_or_else(|| bug!("only programs with an entry come here"))
    }

    /// The pointer of the memory stack.
    pub(crate) fn stack_pointer(&mut self) -> Global {
        let known = self.program.globals.iter().find(|(_, global)| global.init == GlobalInit::StackTop);
        known.map(|(id, _)| id).unwrap_or_else(|| {
            self.program.globals.push(GlobalData {
                name: "stack_pointer".to_string(),
                ty: Type::Ptr,
                init: GlobalInit::StackTop,
                mutable: true,
            })
        })
    }
}
