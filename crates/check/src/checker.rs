//! The checker's state: what is shared by all files that follow types2's split (`expr`, `stmt`, `decl`, …).
//!
//! One `Checker` declares a package, or checks one body against declared packages. It never stops at an error: wrong
//! code gives operands of mode `Invalid`, which flow on silently, and a list of diagnostics.

use crate::mono::Flows;
use crate::untyped::UntypedMap;
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{Diagnostic, Pos, SourceMap, Span, Symbol};
use pontoon_syntax::ast::{self, DeclId, ExprId};
use pontoon_syntax::constraint::Constraint;
use pontoon_types::cell::{Flag, IdCell};
use pontoon_types::object::{ObjData, ObjKind, VarData, VarKind};
use pontoon_types::scope::ScopeData;
use pontoon_types::typed::{Typed, empty_range};
use pontoon_types::{Obj, Pkg, Scope, Ty, World};
use std::sync::Arc;

/// The newest language version, as minor of go1.N.
pub(crate) const NEWEST_GO: u32 = 27;

/// Switches of a check.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Report functions without body, as the compiler does when it has the whole package.
    pub complete: bool,
    /// Predeclare `assert` and `trace`, for go/types' own test data.
    pub test_funcs: bool,
    /// `import "C"` is an empty package in which every name exists, for go/types' own test data.
    pub fake_import_c: bool,
}

/// Where the checker is: changes on entering a function, a declaration, a file.
#[derive(Clone)]
pub(crate) struct Env {
    /// The file being checked and its index in the package.
    pub file: Arc<ast::File>,
    pub file_index: u32,
    /// The scope in which names are looked up.
    pub scope: Scope,
    /// The language version in force, as minor of go1.N.
    pub go_minor: u32,
    /// While a constant declaration is checked: its iota.
    pub iota: Option<u32>,
    /// Where errors about an inherited constant expression are reported instead.
    pub err_pos: Option<Pos>,
    /// The package-level object whose declaration is being checked.
    pub decl: Option<Obj>,
    /// The signature of the function whose body is being checked.
    pub sig: Option<Ty>,
    /// The result variables of that function, for `return` without values.
    pub results: Vec<Obj>,
    pub is_panic: Vec<ExprId>,
    pub has_call_or_recv: bool,
    /// Type parameters of the functions around, for local types.
    pub tparams: Vec<Ty>,
    pub in_tparam_list: bool,
    /// Variables that are declared in the function so far.
    pub locals: Vec<Obj>,
}

/// A top-level declaration of the package, by file and id.
pub(crate) type RecordKey = (u32, DeclId);

/// What is found out about a declaration, while others are looked at in between.
pub(crate) struct Record {
    pub typed: Typed,
    pub untyped: UntypedMap,
}

/// A package-level object's declaration.
#[derive(Clone)]
pub(crate) struct DeclInfo {
    pub file_index: u32,
    pub decl: DeclId,
    /// The file's scope.
    pub scope: Scope,
    /// All variables that one call initializes.
    pub lhs: Vec<Obj>,
    pub ty: Option<ExprId>,
    pub init: Option<ExprId>,
    /// The initializer is that of a constant declared before.
    pub inherited: bool,
    pub iota: u32,
}

type Action<'w> = Box<dyn FnOnce(&mut Checker<'w>) + Send + Sync + 'w>;

/// Something to check when more is known.
struct Delayed<'w> {
    action: Action<'w>,
    env: Env,
    record: Option<RecordKey>,
}

/// See the module's comment.
pub struct Checker<'w> {
    pub(crate) world: &'w World,
    pub(crate) sources: &'w SourceMap,
    pub(crate) config: &'w Config,
    pub(crate) pkg: Pkg,
    pub(crate) env: Env,
    /// The record that expressions of the current declaration go to.
    pub(crate) typed: Typed,
    pub(crate) untyped: UntypedMap,
    pub(crate) record_key: Option<RecordKey>,
    pub(crate) records: FxHashMap<RecordKey, Record>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// From this one on, diagnostics are of what was put off while the package was declared.
    pub(crate) put_off: usize,
    delayed: Vec<Delayed<'w>>,
    pub(crate) decls: FxHashMap<Obj, DeclInfo>,
    /// The objects that are being declared, each because of the one before.
    pub(crate) path: Vec<Obj>,
    /// Methods that wait for their receiver's type to be declared.
    pub(crate) methods: FxHashMap<Obj, Vec<Obj>>,
    /// Imports in source order.
    pub(crate) imports: Vec<Obj>,
    /// The import that brought a name into a file's scope by `import .`.
    pub(crate) dot_imports: Arc<FxHashMap<(Scope, Symbol), Obj>>,
    /// What package-level variables and functions mention.
    pub(crate) deps: FxHashMap<Obj, Vec<Obj>>,
    /// Where instances of generic types are first written, and for bodies, where declarations do so.
    pub(crate) instance_pos: FxHashMap<Ty, Pos>,
    pub(crate) declared_instance_pos: Arc<FxHashMap<Ty, Pos>>,
    /// The defined types whose sizes are being asked for.
    pub(crate) sizing: Vec<Ty>,
    /// Whether the sizes of defined types depend on type parameters.
    pub(crate) var_sizes: FxHashMap<Ty, bool>,
    /// The interface literals of the package.
    pub(crate) interfaces: Vec<(Span, Ty)>,
    /// Types that are known not to contain themselves.
    pub(crate) valid: FxHashSet<Ty>,
    /// What type parameters are instantiated with.
    pub(crate) flows: Flows,
}

impl<'w> Checker<'w> {
    /// A checker for a package whose files are parsed.
    pub(crate) fn new(
        world: &'w World,
        sources: &'w SourceMap,
        config: &'w Config,
        pkg: Pkg,
        file_index: u32,
    ) -> Checker<'w> {
        let data = world.pkg(pkg);
        let file = &data.files[file_index as usize];
        Checker {
            world,
            sources,
            config,
            pkg,
            env: Env {
                file: file.ast.clone(),
                file_index,
                scope: data.scope,
                go_minor: file.go_minor,
                iota: None,
                err_pos: None,
                decl: None,
                sig: None,
                results: Vec::new(),
                is_panic: Vec::new(),
                has_call_or_recv: false,
                tparams: Vec::new(),
                in_tparam_list: false,
                locals: Vec::new(),
            },
            typed: Typed::new(empty_range()),
            untyped: UntypedMap::default(),
            record_key: None,
            records: FxHashMap::default(),
            diagnostics: Vec::new(),
            put_off: 0,
            delayed: Vec::new(),
            decls: FxHashMap::default(),
            path: Vec::new(),
            methods: FxHashMap::default(),
            imports: Vec::new(),
            dot_imports: Arc::default(),
            deps: FxHashMap::default(),
            instance_pos: FxHashMap::default(),
            declared_instance_pos: Arc::default(),
            sizing: Vec::new(),
            var_sizes: FxHashMap::default(),
            interfaces: Vec::new(),
            valid: FxHashSet::default(),
            flows: Flows::default(),
        }
    }

    /// The text of a name expression of the current file.
    pub(crate) fn name_of(&self, name: ExprId) -> Symbol {
        self.env.file.name(name)
    }

    pub(crate) fn span_of(&self, expr: ExprId) -> Span {
        self.env.file.expr(expr).span
    }

    /// Reports an error at `pos` with gc's code name in kebab case and gc's words. Further lines begin with a tab.
    ///
    /// What follows from an earlier error is left out: messages that speak of something invalid.
    pub(crate) fn error(&mut self, pos: Pos, code: &'static str, message: impl Into<String>) {
        let mut message = message.into();
        if asks_for_version(&message) {
            message.push_str(&self.version_reason());
        }
        self.typed.failed = true;
        if !self.diagnostics.is_empty() && follows_from_another(&message) {
            return;
        }
        let pos = self.env.err_pos.unwrap_or(pos);
        self.diagnostics.push(Diagnostic::error(code, pos, message.replace("\n\t", "\n")));
    }

    /// An error that does not make the program's meaning unclear.
    pub(crate) fn soft_error(&mut self, pos: Pos, code: &'static str, message: impl Into<String>) {
        self.error(pos, code, message);
    }

    /// A position as messages show it.
    pub(crate) fn pos_text(&self, pos: Pos) -> String {
        self.sources.location(pos).map_or_else(|| "-".to_string(), |location| location.to_string())
    }

    /// A further line of a message: where else an object is declared; empty for what the universe declares.
    pub(crate) fn other_declaration(&self, obj: Obj) -> String {
        let data = self.world.obj(obj);
        if !data.pos.is_known() {
            return String::new();
        }
        format!("\n\t{}: other declaration of {}", self.pos_text(data.pos), data.name)
    }

    pub(crate) fn allow_version(&self, minor: u32) -> bool {
        self.env.go_minor >= minor
    }

    pub(crate) fn version_error(&mut self, pos: Pos, minor: u32, what: &str) {
        self.error(pos, "unsupported-feature", format!("{what} requires go1.{minor} or later"));
    }

    /// Where the language version in force comes from, as gc adds it to messages.
    pub(crate) fn version_reason(&self) -> String {
        let minor = self.env.go_minor;
        let constraint = self.env.file.build_constraint.map(|(_, text)| Constraint::parse(text.as_str()));
        match constraint.and_then(Result::ok).and_then(|constraint| constraint.go_version()) {
            Some(declared) if declared == minor => format!(" (file declares //go:build go1.{minor})"),
            _ => format!(" (-lang was set to go1.{minor}; check go.mod)"),
        }
    }

    pub(crate) fn verify_version(&mut self, pos: Pos, minor: u32, what: &str) -> bool {
        let allowed = self.allow_version(minor);
        if !allowed {
            self.version_error(pos, minor, what);
        }
        allowed
    }

    /// Puts something off until more is known, at the latest to the end of the statement or declaration.
    pub(crate) fn later(&mut self, action: impl FnOnce(&mut Checker<'w>) + Send + Sync + 'w) {
        let env = Env { locals: Vec::new(), ..self.env.clone() };
        self.delayed.push(Delayed { action: Box::new(action), env, record: self.record_key });
    }

    pub(crate) fn delayed_top(&self) -> usize {
        self.delayed.len()
    }

    /// Does what was put off since there were `top` things to do, and what that puts off again.
    pub(crate) fn process_delayed(&mut self, top: usize) {
        if self.delayed.len() == top {
            return;
        }
        let (env, record) = (self.env.clone(), self.record_key);
        let mut i = top;
        while i < self.delayed.len() {
            let nothing: Action<'w> = Box::new(|_| {});
            let delayed = &mut self.delayed[i];
            let action = std::mem::replace(&mut delayed.action, nothing);
            let (at, key) = (delayed.env.clone(), delayed.record);
            self.env = at;
            self.switch_record(key);
            action(self);
            i += 1;
        }
        self.delayed.truncate(top);
        self.switch_record(record);
        self.env = env;
    }

    /// Makes the record of another declaration the current one; gives the one that was.
    pub(crate) fn switch_record(&mut self, key: Option<RecordKey>) -> Option<RecordKey> {
        if key == self.record_key {
            return key;
        }
        let record = match key.and_then(|key| self.records.remove(&key)) {
            Some(record) => record,
            None => {
                let range = key.map_or_else(empty_range, |(file, decl)| {
                    self.world.pkg(self.pkg).files[file as usize].ast.decl(decl).exprs
                });
                Record { typed: Typed::new(range), untyped: UntypedMap::default() }
            }
        };
        let typed = std::mem::replace(&mut self.typed, record.typed);
        let untyped = std::mem::replace(&mut self.untyped, record.untyped);
        if let Some(old) = self.record_key {
            self.records.insert(old, Record { typed, untyped });
        }
        std::mem::replace(&mut self.record_key, key)
    }

    /// Begins a scope within the current one.
    pub(crate) fn open_scope(&mut self, span: Span, what: &'static str) -> Scope {
        let scope = self.world.scopes.push(ScopeData::new(Some(self.env.scope), span, what));
        std::mem::replace(&mut self.env.scope, scope)
    }

    /// The object that a name means here, with the scope that has it.
    pub(crate) fn lookup_scope(&self, name: Symbol) -> Option<(Scope, Obj)> {
        let mut scope = Some(self.env.scope);
        while let Some(current) = scope {
            let data = &self.world.scopes[current];
            if let Some(obj) = data.get(name) {
                return Some((current, obj));
            }
            scope = data.parent;
        }
        None
    }

    pub(crate) fn lookup(&self, name: Symbol) -> Option<Obj> {
        self.lookup_scope(name).map(|(_, obj)| obj)
    }

    pub(crate) fn new_obj(
        &self,
        pos: Pos,
        name: Symbol,
        ty: Option<Ty>,
        visible_from: Pos,
        kind: ObjKind,
    ) -> Obj {
        self.world.objs.push(ObjData {
            name,
            pkg: Some(self.pkg),
            pos,
            ty: IdCell::new(ty),
            parent: IdCell::new(None),
            visible_from,
            kind,
        })
    }

    pub(crate) fn new_var(
        &self,
        kind: VarKind,
        pos: Pos,
        name: Symbol,
        ty: Option<Ty>,
        visible_from: Pos,
    ) -> Obj {
        let var = VarData { kind, used: Flag::default() };
        self.new_obj(pos, name, ty, visible_from, ObjKind::Var(var))
    }

    pub(crate) fn record_use(&mut self, name: ExprId, obj: Obj) {
        self.typed.record_obj(name, obj);
    }

    pub(crate) fn record_def(&mut self, name: ExprId, obj: Obj) {
        self.typed.record_obj(name, obj);
    }

    /// Records the type arguments of the generic function or type that `expr` denotes.
    pub(crate) fn record_instance(&mut self, expr: ExprId, targs: &[Ty]) {
        let file = self.env.file.clone();
        let mut name = expr;
        loop {
            match file.expr(name).kind {
                ast::ExprKind::Index { x, .. } | ast::ExprKind::Paren(x) => name = x,
                ast::ExprKind::Selector { sel, .. } => {
                    if !self.typed.selections.contains_key(&name) {
                        name = sel;
                    }
                    break;
                }
                _ => break,
            }
        }
        self.typed.instances.insert(name, targs.into());
    }

    /// Notes that the current declaration mentions a package-level variable or function.
    pub(crate) fn add_decl_dep(&mut self, to: Obj) {
        let data = self.world.obj(to);
        let counts = match &data.kind {
            ObjKind::Var(var) => var.kind == VarKind::Package,
            ObjKind::Func(_) => true,
            // Those of the package: they can be part of a cycle.
            ObjKind::Const { .. } => data.parent.get() == Some(self.world.pkg(self.pkg).scope),
            _ => false,
        };
        let Some(from) = self.env.decl.filter(|_| counts && data.pkg == Some(self.pkg)) else { return };
        let own = self.deps.entry(from).or_default();
        if !own.contains(&to) {
            own.push(to);
            let is_const = matches!(data.kind, ObjKind::Const { .. });
            if !is_const && !self.typed.deps.contains(&to) {
                self.typed.deps.push(to);
            }
        }
    }
}

/// Whether a message speaks of something that another error made invalid, so that it only counts if there is no other.
pub(crate) fn follows_from_another(message: &str) -> bool {
    let mentions = |text| message.find(text).is_some_and(|at| at > 0);
    mentions("invalid operand") || mentions("invalid type")
}

/// Whether a message says that a newer language version is needed, which gc finds by these words too.
fn asks_for_version(message: &str) -> bool {
    let minors = message.split("requires go1.").skip(1);
    minors
        .map(|text| text.trim_start_matches(|c: char| c.is_ascii_digit()))
        .any(|text| text.starts_with(" or later"))
}
