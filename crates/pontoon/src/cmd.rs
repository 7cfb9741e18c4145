//! The commands, one file each. Each returns the process's exit status.

pub mod build;
pub mod check;
pub mod env;
pub mod fix;
pub mod inspect;
pub mod run;
pub mod version;
