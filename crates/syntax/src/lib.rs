//! Go source text to a syntax tree.
//!
//! Never fails: it returns a tree and diagnostics. Knows no types, no packages but by name, and does not know
//! what a directive means.

pub mod ast;
pub mod branches;
pub mod constraint;
mod directive;
/// For tests; the form may change at any time.
pub mod dump;
pub mod embed;
pub mod literal;
mod parser;
pub mod print;
mod scanner;
mod token;
mod unicode;
pub mod walk;

use ast::File;
use parser::{Extent, Parsed, Parser};
use pontoon_base::FileId;
use pontoon_base::source::SourceFile;
use scanner::{Scanner, scannable};

/// How deep constructs may be nested in each other. gc has no limit but its stack, gofmt one of 100,000; what
/// people and their generators write stays below a hundred.
pub const MAX_NESTING: u32 = 5_000;

/// Nesting for which any thread's stack suffices.
const SHALLOW_NESTING: u32 = 128;

/// Enough for [`MAX_NESTING`] in a build without optimisation.
const DEEP_STACK: usize = 256 << 20;

/// Parses a file. What is wrong with it is in the tree's `diagnostics`; label and branch checks are
/// [`branches::check`]'s.
pub fn parse(id: FileId, source: &SourceFile) -> File {
    run(id, source, Extent::All)
}

/// Parses a file's package clause and imports, and the comments before and among them. Line directives are
/// left to [`parse`].
pub fn parse_imports(id: FileId, source: &SourceFile) -> File {
    run(id, source, Extent::Imports)
}

fn run(id: FileId, source: &SourceFile, extent: Extent) -> File {
    if let Some(file) = attempt(id, source, extent, SHALLOW_NESTING) {
        return file;
    }
    // Deep nesting is rare; such a file is parsed again on a stack that is large enough.
    let deep = || {
        let parsed = attempt(id, source, extent, MAX_NESTING);
        parsed.unwrap_or_else(|| pontoon_base::bug!("the deepest attempt gives a tree"))
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, deep);
        let joined = thread.expect("the system has room for one more thread").join();
        joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Parses with a limit on nesting. Without a tree the limit was too low; the highest limit always gives one.
fn attempt(id: FileId, source: &SourceFile, extent: Extent, max_nesting: u32) -> Option<File> {
    let (text, misfits) = scannable(source);
    let scanner = Scanner::new(source, &text, misfits);
    let Parsed { file, lines, too_deep } = Parser::new(id, source, scanner, max_nesting).file(extent);
    if too_deep && max_nesting < MAX_NESTING {
        return None;
    }
    if extent == Extent::All {
        // They can be set only once, and the imports' part of them would hide the rest.
        source.set_line_directives(lines);
    }
    Some(file)
}
