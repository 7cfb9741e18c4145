//! `pontoon fix`: TinyGo's comments become Go's directives, where the types may cross by Go's rules too.

use crate::check::{build_world, load_with};
use crate::options::{Packages, Session};
use crate::report::Report;
use crate::run::{Purpose, Run};
use pontoon_base::Pos;
use pontoon_boundary::{declared, tinygo};
use pontoon_check::Config;
use pontoon_load::fs::Disk;
use pontoon_syntax::ast;
use std::ops::Range;
use std::path::PathBuf;

/// What is to be written.
#[derive(Debug, Default)]
pub struct Fixed {
    /// What is wrong with the packages, and what had to stay as it is.
    pub report: Report,
    pub files: Vec<FixedFile>,
}

/// A file that changes.
#[derive(Debug)]
pub struct FixedFile {
    pub path: PathBuf,
    /// As messages show it.
    pub name: String,
    pub text: String,
    pub changes: usize,
}

/// Finds what changes in the packages that a request names.
pub fn fix(session: &Session, packages: &Packages) -> Fixed {
    let program = load_with(&Disk, session, packages, |_| {});
    let world = pontoon_types::World::new();
    let pkgs = build_world(&world, &program);
    let config = Config::default();
    let dialect = packages.dialect();
    let mut report = Run::new(&world, &program, &pkgs, &config, Purpose::Check, dialect).report();
    report.add_problems(&program.problems);
    // That there is something to fix need not be said.
    for package in &mut report.packages {
        package.diagnostics.retain(|diagnostic| diagnostic.code != tinygo::NOTE);
    }
    report.packages.retain(|package| !package.diagnostics.is_empty());
    let mut files = Vec::new();
    for (package, &pkg) in program.packages.iter().zip(&pkgs) {
        if !package.root {
            continue;
        }
        let mut kept = Vec::new();
        for file in &world.pkg(pkg).files {
            let source = program.sources.file(file.ast.id);
            let rewrites = declared::modern(&world, pkg, &file.ast, dialect, &mut kept);
            let edits: Vec<(Range<usize>, String)> = rewrites
                .into_iter()
                .map(|(pos, line)| {
                    (line_at(&file.ast, &source.text, source.base, pos, &line), line.unwrap_or_default())
                })
                .collect();
            if edits.is_empty() {
                continue;
            }
            let mut text = source.text.to_string();
            let changes = edits.len();
            for (range, line) in edits.into_iter().rev() {
                text.replace_range(range, &line);
            }
            let name = source.name.to_string();
            files.push(FixedFile { path: session.cwd.join(&name), name, text, changes });
        }
        report.collect(package.path, kept, &program.sources);
    }
    report.sources = program.sources;
    Fixed { report, files }
}

/// The comment whose text begins at `pos`, with its line end if nothing takes its place.
fn line_at(file: &ast::File, text: &str, base: Pos, pos: Pos, line: &Option<String>) -> Range<usize> {
    let directive = file.directives.iter().find(|directive| directive.pos == pos);
    let len = directive.map_or(0, |directive| directive.text.as_str().trim_end().len());
    let begin = (pos.0 - base.0) as usize;
    // The two slashes stand in front of the text.
    let (from, to) = (begin - 2, begin + len);
    match line {
        Some(_) => from..to,
        None => {
            let start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[to..].find('\n').map_or(text.len(), |newline| to + newline + 1);
            start..end
        }
    }
}
