//! What came of a request, by package, in the order in which the go command would show it.

use pontoon_base::diag::Repeats;
use pontoon_base::hash::FxHashSet;
use pontoon_base::source::SourceMap;
use pontoon_base::{Diagnostic, Symbol, diag};
use pontoon_load::Problem;

/// All diagnostics of a request.
#[derive(Debug, Default)]
pub struct Report {
    pub sources: SourceMap,
    /// What is wrong with the arguments and imports; the go command prints these without a header.
    pub problems: Vec<Diagnostic>,
    /// Packages with something to say, dependencies first.
    pub packages: Vec<PackageReport>,
}

/// What one package has to say.
#[derive(Debug)]
pub struct PackageReport {
    pub path: Symbol,
    /// In gc's order, without repetitions, of the first gate that has errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub fn new(sources: SourceMap) -> Report {
        Report { sources, ..Report::default() }
    }

    /// A report that knows nothing but a message about the request itself.
    pub fn of_message(message: impl Into<String>) -> Report {
        let problem = Diagnostic::error("pontoon-argument", pontoon_base::Pos::NONE, message);
        Report { problems: vec![problem], ..Report::default() }
    }

    pub fn add_problems<'p>(&mut self, problems: impl IntoIterator<Item = &'p Problem>) {
        self.problems.extend(problems.into_iter().map(Problem::to_diagnostic));
    }

    /// Adds what a package has to say, if that is anything.
    pub fn add(&mut self, path: Symbol, diagnostics: Vec<Diagnostic>) {
        let sources = std::mem::take(&mut self.sources);
        self.collect(path, diagnostics, &sources);
        self.sources = sources;
    }

    /// The same while the sources are still in use elsewhere.
    pub fn collect(&mut self, path: Symbol, diagnostics: Vec<Diagnostic>, sources: &SourceMap) {
        self.collect_with(path, diagnostics, sources, Repeats::OnePerLine);
    }

    pub(crate) fn collect_with(
        &mut self,
        path: Symbol,
        mut diagnostics: Vec<Diagnostic>,
        sources: &SourceMap,
        repeats: Repeats,
    ) {
        diag::first_gate(&mut diagnostics);
        diag::sort_and_dedup(&mut diagnostics, sources, repeats);
        if !diagnostics.is_empty() {
            self.packages.push(PackageReport { path, diagnostics });
        }
    }

    /// Leaves out what was said before: a package and the same with its test files have files in common.
    pub(crate) fn drop_repeated(&mut self) {
        let mut seen = FxHashSet::default();
        for package in &mut self.packages {
            package
                .diagnostics
                .retain(|d| !d.anchor.is_known() || seen.insert((d.anchor, d.message.clone())));
        }
        self.packages.retain(|package| !package.diagnostics.is_empty());
    }

    pub fn has_errors(&self) -> bool {
        let all = self.packages.iter().flat_map(|package| &package.diagnostics);
        self.problems.iter().chain(all).any(Diagnostic::is_error)
    }
}
