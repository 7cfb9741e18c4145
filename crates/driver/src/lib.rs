//! The only crate that knows the whole way from an argument to a module. Start at [`pipeline`].

mod border;
pub mod build;
pub mod check;
mod embed;
pub mod fix;
pub mod options;
pub mod pipeline;
mod policy;
pub mod report;
mod run;

pub use build::{Built, build};
pub use options::{Build, Check, Emit, ImportPolicy, Session};
pub use report::{PackageReport, Report};
