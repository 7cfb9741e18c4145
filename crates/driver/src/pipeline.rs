//! The whole way: load → check → lower → optimize → emit.

use crate::report::Report;
use pontoon_base::Symbol;
use pontoon_base::diag::Gate;
use pontoon_load::fs::Disk;
use std::path::Path;

/// Parses files, each by itself, and nothing else. What the parser leaves to the checker to say (a `.(type)` outside a type
/// switch) is no syntax error, as for gc.
pub fn check_syntax(cwd: &Path, names: &[String]) -> Report {
    let (sources, parsed) = pontoon_load::parse_files(&Disk, cwd, names, |file| file.diagnostics);
    let mut report = Report::new(sources);
    let mut all = Vec::new();
    for result in parsed {
        match result {
            Ok(diagnostics) => all.extend(diagnostics.into_iter().filter(|d| d.gate == Gate::Syntax)),
            Err(message) => report.problems.extend(Report::of_message(message).problems),
        }
    }
    report.add(Symbol::intern("command-line-arguments"), all);
    report
}
