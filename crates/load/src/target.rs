//! The targets as data.

use std::fmt;

/// What the module is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Target {
    /// WASI preview 1.
    #[default]
    Wasip1,
    /// A JavaScript host with Go's `wasm_exec.js`.
    Js,
    /// No imports but those that the program declares.
    None,
}

impl Target {
    pub const ALL: [Target; 3] = [Target::Wasip1, Target::Js, Target::None];

    pub fn name(self) -> &'static str {
        match self {
            Target::Wasip1 => "wasip1",
            Target::Js => "js",
            Target::None => "none",
        }
    }

    pub fn from_name(name: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|target| target.name() == name)
    }

    /// The GOOS whose files of the standard library are compiled; std has no files of its own for hosts without a system.
    pub fn goos(self) -> &'static str {
        match self {
            Target::Wasip1 | Target::None => "wasip1",
            Target::Js => "js",
        }
    }

    /// Build tags that only this target sets.
    pub fn tags(self) -> &'static [&'static str] {
        match self {
            Target::None => &["pontoon.none"],
            Target::Wasip1 | Target::Js => &[],
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
