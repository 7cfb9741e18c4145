//! What a caller asks for. Reads no environment: the command does that.

use pontoon_boundary::Dialect;
pub use pontoon_boundary::policy::Policy;
use pontoon_load::goroot::Goroot;
use pontoon_load::target::Target;
pub use pontoon_lower::{HOOKS, NoHost};
use std::path::PathBuf;

/// What all requests of a process have in common.
#[derive(Clone, Debug)]
pub struct Session {
    pub goroot: Goroot,
    /// The folder that relative names are relative to.
    pub cwd: PathBuf,
}

/// Which packages, for what.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// Files, folders, import paths or patterns; none stands for the working folder.
    pub args: Vec<String>,
    pub target: Target,
    pub tags: Vec<String>,
    /// `-lang`, as minor of go1.N.
    pub lang: Option<u32>,
    /// `-tinygo`: the packages are written for TinyGo.
    pub tinygo: bool,
}

impl Packages {
    /// Whose rules the border follows.
    pub fn dialect(&self) -> Dialect {
        if self.tinygo { Dialect::Tiny } else { Dialect::Go }
    }

    /// The build tags, those of `-tinygo` included: libraries choose their real imports by these.
    pub fn all_tags(&self) -> Vec<String> {
        let tiny = if self.tinygo { &["tinygo", "tinygo.wasm"][..] } else { &[] };
        self.tags.iter().cloned().chain(tiny.iter().map(ToString::to_string)).collect()
    }
}

/// `pontoon build` and the first half of `pontoon run`.
#[derive(Clone, Debug, Default)]
pub struct Build {
    pub packages: Packages,
    /// `-c`: compile, link nothing.
    pub compile_only: bool,
    /// `-ldflags=-s`: no names in the module.
    pub strip: bool,
    pub emit: Option<Emit>,
    /// `-func`: what `emit` shows, by its link name (`main.main`); everything without it.
    pub func: Option<String>,
    /// `-buildmode=c-shared`: the host calls exports, there is no main.
    pub reactor: bool,
    /// `-none-hook`: on target none, host functions for what WASI would do.
    pub no_host: NoHost,
    /// `-import-policy`; absent if everything is allowed.
    pub policy: Option<ImportPolicy>,
    /// `-gc=leaking`: memory is only ever added.
    pub leaking: bool,
    pub debug: Debug,
}

/// What a program may ask of its host.
#[derive(Clone, Debug, Default)]
pub struct ImportPolicy {
    pub policy: Policy,
    /// The content of the policy's lock file, if there is one.
    pub lock: Option<String>,
    /// `-import-policy-update`: the lock file is to be rewritten.
    pub update: bool,
}

/// `-d`: what brings faults of generated code and of the runtime to light.
#[derive(Clone, Copy, Debug, Default)]
pub struct Debug {
    /// Every allocation collects.
    pub gc_stress: bool,
    /// Freed memory is overwritten.
    pub gc_poison: bool,
    /// `-d=passes`: with `-emit=ssa` and `-func`, the function after each pass.
    pub passes: bool,
    /// `-d=fuel=N`: passes change something N times at most.
    pub fuel: Option<u64>,
    /// Functions that may be left are left whenever they are called.
    pub suspend_stress: bool,
}

/// A form of the program to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emit {
    /// After all passes.
    Ssa,
    Wat,
}

/// `pontoon check`.
#[derive(Clone, Debug, Default)]
pub struct Check {
    pub packages: Packages,
    /// `-complete`: functions without a body are errors.
    pub complete: bool,
    /// `-fakeImportC`: go/types' option of that name.
    pub fake_import_c: bool,
    /// `-tests`: the packages' test files too.
    pub tests: bool,
    /// Only what a build would show.
    pub as_build: bool,
    /// `-testfuncs`: go/types' `assert` and `trace` are declared.
    pub test_funcs: bool,
}
