//! The import graph: from the named packages to everything that they need, wave by wave, and then in dependency order.
//!
//! Each wave lists folders, reads and selects files and parses them on all threads; what order depends on (positions, package
//! numbers) is decided in between, on one.

use crate::fs::Fs;
use crate::modules::Modules;
use crate::pattern::{COMMAND_LINE, Context, Root, reason};
use crate::select::{Selector, file_version, is_test_file};
use crate::{Config, NEWEST_GO, Origin, Package, PackageFile, Problem, ProblemKind, Program};
use crate::{display_name, embed, overlay};
use pontoon_base::hash::FxHashMap;
use pontoon_base::source::{FileId, SourceMap};
use pontoon_base::{Pos, Symbol, timing};
use pontoon_syntax::ast::{self, DeclKind, ExprKind, LitKind};
use pontoon_syntax::literal::unquote;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Loads the packages that the arguments name and all that they import.
pub fn load(fs: &dyn Fs, config: &Config, args: &[String]) -> Program {
    let _time = timing::scope("load");
    let modules = match Modules::find(fs, &config.goroot, &config.cwd) {
        Ok(modules) => modules,
        Err(message) => return Program { problems: vec![argument(message)], ..Program::default() },
    };
    let mut loader = Loader {
        fs,
        config,
        modules: modules.as_ref(),
        sources: SourceMap::new(),
        drafts: Vec::new(),
        by_path: FxHashMap::default(),
        problems: Vec::new(),
    };
    let roots = match loader.context().roots(args) {
        Ok(roots) => roots,
        Err(message) => return Program { problems: vec![argument(message)], ..Program::default() },
    };
    for root in roots {
        loader.add_root(root);
    }
    if config.runtime {
        let runtime = Symbol::intern("runtime");
        if !loader.by_path.contains_key(&runtime) {
            loader.add("runtime", config.goroot.src().join("runtime"), Kind::Dependency, true);
        }
    }
    loader.load_waves();
    loader.finish()
}

fn argument(message: String) -> Problem {
    Problem { package: None, pos: Pos::NONE, import: None, message, kind: ProblemKind::Argument }
}

/// How a package came to be wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The command line names these files.
    Files(Vec<PathBuf>),
    /// The command line names the folder or path.
    Named,
    /// A pattern of the command line matches it.
    Matched,
    Dependency,
    /// Made of a named package's test files, see `test_files`.
    Test,
    /// A copy of a dependency that is built upon a package with its test files.
    Copy,
}

/// A package under way.
pub(crate) struct Draft {
    pub path: Symbol,
    pub dir: PathBuf,
    pub kind: Kind,
    pub standard: bool,
    /// Its import path for the rule of `internal`, which for files given by name is that of their folder; and whether
    /// that lies in the standard library.
    pub place: (String, bool),
    pub go_minor: u32,
    pub name: Option<Symbol>,
    pub files: Vec<PackageFile>,
    /// Its test files, those of the package itself and those of a package of their own.
    pub tests: Vec<PackageFile>,
    pub external_tests: Vec<PackageFile>,
    pub imports: Vec<Edge>,
    /// Nothing is left of it: a pattern's match without files for this target.
    pub dropped: bool,
    /// The package whose tests this one is for.
    pub for_test: Option<Symbol>,
}

/// One import, as first written in the package.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    pub written: Symbol,
    pub to: usize,
    pub file: FileId,
}

/// A file that was read and selected.
struct Raw {
    name: String,
    display: String,
    bytes: Vec<u8>,
    origin: Origin,
}

/// What reading a package's folder gave.
struct Contents {
    files: Vec<Raw>,
    problems: Vec<String>,
    /// Go files that are there but not for this target.
    excluded: usize,
}

pub(crate) struct Loader<'a> {
    fs: &'a dyn Fs,
    config: &'a Config,
    modules: Option<&'a Modules<'a>>,
    sources: SourceMap,
    pub drafts: Vec<Draft>,
    pub by_path: FxHashMap<Symbol, usize>,
    pub problems: Vec<Problem>,
}

impl<'a> Loader<'a> {
    fn context(&self) -> Context<'a> {
        Context { fs: self.fs, goroot: &self.config.goroot, modules: self.modules, cwd: &self.config.cwd }
    }

    fn add_root(&mut self, root: Root) {
        match root {
            Root::Files(files) => {
                let dir = files.first().and_then(|f| f.parent()).unwrap_or(Path::new("")).to_path_buf();
                self.add(COMMAND_LINE, dir, Kind::Files(files), false);
            }
            Root::Dir { path, dir, standard, matched } => {
                let kind = if matched { Kind::Matched } else { Kind::Named };
                self.add(&path, dir, kind, standard);
            }
        }
    }

    fn add(&mut self, path: &str, dir: PathBuf, kind: Kind, standard: bool) -> usize {
        let go_minor = match &kind {
            Kind::Files(_) => NEWEST_GO,
            _ if standard => NEWEST_GO,
            _ => self.modules.and_then(|modules| modules.go_minor_of(&dir)).unwrap_or(NEWEST_GO),
        };
        let go_minor = if kind == Kind::Dependency { go_minor } else { self.config.lang.unwrap_or(go_minor) };
        let place = match path {
            COMMAND_LINE => self.context().path_of_dir(&dir),
            path => (path.into(), standard),
        };
        let path = Symbol::intern(path);
        let index = self.drafts.len();
        self.by_path.insert(path, index);
        self.drafts.push(Draft {
            path,
            dir,
            kind,
            standard,
            place,
            go_minor,
            name: None,
            files: Vec::new(),
            tests: Vec::new(),
            external_tests: Vec::new(),
            imports: Vec::new(),
            dropped: false,
            for_test: None,
        });
        index
    }

    /// Reads and parses packages until no import leads to a new one.
    fn load_waves(&mut self) {
        let mut done = 0;
        while done < self.drafts.len() {
            let is_new = |i: &usize| self.drafts[*i].kind != Kind::Test;
            let wave: Vec<usize> = (done..self.drafts.len()).filter(is_new).collect();
            done = self.drafts.len();
            let this = &*self;
            let contents: Vec<Contents> = wave.par_iter().map(|&i| this.read(&this.drafts[i])).collect();

            // Positions follow the order of packages and files, so files enter the source map one by one.
            let mut pending = Vec::new();
            for (&index, contents) in wave.iter().zip(contents) {
                self.note_contents(index, &contents);
                for raw in contents.files {
                    let id = self.sources.add_bytes(&raw.display, raw.bytes);
                    pending.push((index, id, raw.name, raw.origin));
                }
            }
            let sources = &self.sources;
            let parsed: Vec<ast::File> =
                pending.par_iter().map(|&(_, id, ..)| pontoon_syntax::parse(id, sources.file(id))).collect();
            let mut names: FxHashMap<usize, Vec<(Symbol, String)>> = FxHashMap::default();
            for ((index, _, name, origin), ast) in pending.into_iter().zip(parsed) {
                self.add_file(index, name, origin, ast, names.entry(index).or_default());
            }
            for index in wave {
                self.check_names(index, names.get(&index).map_or(&[], Vec::as_slice));
                self.follow_imports(index);
                self.add_tests(index);
            }
        }
    }

    /// Lists a package's folder and reads what is for this target.
    fn read(&self, draft: &Draft) -> Contents {
        let selector = Selector::of(self.config);
        let mut contents = Contents { files: Vec::new(), problems: Vec::new(), excluded: 0 };
        if let Kind::Files(files) = &draft.kind {
            // Files given by name are taken whatever their names and constraints say, as the go command does.
            for path in files {
                self.read_file(path, Origin::Ordinary, None, &mut contents);
            }
            return contents;
        }
        let path = if draft.standard { draft.path.as_str() } else { "" };
        // Who only checks sees the standard library as it is, also where the overlay has less.
        let overlaid = draft.standard && self.config.runtime;
        for file in if overlaid { overlay::files_for(path, selector) } else { Vec::new() } {
            contents.files.push(Raw {
                name: file.name.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
                display: file.name.to_string_lossy().into_owned(),
                bytes: file.text.as_bytes().to_vec(),
                origin: Origin::Overlay,
            });
        }
        if let Some(kept) = overlaid.then(|| overlay::kept_files(path, self.config.target)).flatten() {
            let read: Vec<Contents> = kept
                .par_iter()
                .map(|name| {
                    let mut one = Contents { files: Vec::new(), problems: Vec::new(), excluded: 0 };
                    self.read_file(&draft.dir.join(name), Origin::Kept, None, &mut one);
                    one
                })
                .collect();
            for one in read {
                contents.files.extend(one.files);
                contents.problems.extend(one.problems);
            }
            return contents;
        }
        let listing = match self.fs.list(&draft.dir) {
            Ok(listing) => listing,
            Err(error) => {
                contents.problems.push(format!("open {}: {}", draft.dir.display(), reason(&error)));
                return contents;
            }
        };
        let tests = self.config.tests && draft.kind != Kind::Dependency;
        for name in listing.files.iter().filter(|name| name.ends_with(".go")) {
            if name.starts_with(['_', '.']) || (is_test_file(name) && !tests) {
                continue;
            }
            if !selector.admits_name(name) {
                contents.excluded += 1;
                continue;
            }
            self.read_file(&draft.dir.join(name), Origin::Ordinary, Some(selector), &mut contents);
        }
        contents
    }

    fn read_file(
        &self,
        path: &Path,
        origin: Origin,
        selector: Option<Selector<'_>>,
        contents: &mut Contents,
    ) {
        let display = display_name(&self.config.cwd, path);
        let bytes = match self.fs.read(path) {
            Ok(bytes) => bytes,
            Err(error) => return contents.problems.push(format!("open {display}: {}", reason(&error))),
        };
        match selector.map_or(Ok(true), |selector| selector.admits_text(&bytes)) {
            Ok(true) => {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                contents.files.push(Raw { name, display, bytes, origin });
            }
            Ok(false) => contents.excluded += 1,
            Err(error) => contents.problems.push(format!("{display}: {error}")),
        }
    }

    fn note_contents(&mut self, index: usize, contents: &Contents) {
        let draft = &mut self.drafts[index];
        let mut problem = |message: String, kind| {
            self.problems.push(Problem {
                package: Some(draft.path),
                pos: Pos::NONE,
                import: None,
                message,
                kind,
            });
        };
        for message in &contents.problems {
            problem(message.clone(), ProblemKind::File);
        }
        if contents.files.is_empty() && contents.problems.is_empty() {
            draft.dropped = true;
            let dir = draft.dir.display();
            match (&draft.kind, contents.excluded) {
                // Who imports such a package hears of it at the import.
                (Kind::Matched | Kind::Dependency | Kind::Test | Kind::Copy, _) => {}
                (_, 0) => problem(format!("no Go files in {dir}"), ProblemKind::Argument),
                _ => problem(
                    format!("package {}: build constraints exclude all Go files in {dir}", draft.path),
                    ProblemKind::Argument,
                ),
            }
        }
    }

    /// Takes a parsed file into its package, unless its clause or imports say that it is none of it.
    fn add_file(
        &mut self,
        index: usize,
        name: String,
        origin: Origin,
        ast: ast::File,
        names: &mut Vec<(Symbol, String)>,
    ) {
        let draft = &mut self.drafts[index];
        let clause = ast.package.and_then(|expr| ast.opt_name(expr));
        let by_folder = !matches!(draft.kind, Kind::Files(_));
        if by_folder && clause.is_some_and(|c| c.as_str() == "documentation") {
            return;
        }
        // The standard library's files with cgo have twins without it.
        if draft.standard && imports_of(&ast).any(|(path, _)| path == "C") {
            return;
        }
        let is_test = by_folder && is_test_file(&name);
        let tested = clause.filter(|_| is_test).and_then(|clause| clause.as_str().strip_suffix("_test"));
        if let Some(clause) = clause {
            let clause = tested.map_or(clause, Symbol::intern);
            names.push((clause, name));
            draft.name.get_or_insert(clause);
        }
        let line = ast.build_constraint.map(|(_, text)| text.as_str());
        let go_minor = file_version(line, draft.go_minor);
        let file = PackageFile { ast: Arc::new(ast), origin, go_minor };
        match (is_test, tested) {
            (false, _) => draft.files.push(file),
            (true, None) => draft.tests.push(file),
            (true, Some(_)) => draft.external_tests.push(file),
        }
    }

    /// In a folder all files have one package name. For files given by name that is the checker's message.
    fn check_names(&mut self, index: usize, names: &[(Symbol, String)]) {
        let draft = &self.drafts[index];
        let Some((first, first_file)) = names.first() else { return };
        let Some((other, other_file)) = names.iter().find(|(name, _)| name != first) else { return };
        if matches!(draft.kind, Kind::Files(_)) {
            return;
        }
        let dir = draft.dir.display();
        self.problems.push(Problem {
            package: Some(draft.path),
            pos: Pos::NONE,
            import: None,
            message: format!("found packages {first} ({first_file}) and {other} ({other_file}) in {dir}"),
            kind: ProblemKind::Argument,
        });
    }

    pub(crate) fn follow_imports(&mut self, index: usize) {
        let mut wanted: Vec<(Symbol, Pos, FileId)> = Vec::new();
        for file in &self.drafts[index].files {
            for (path, pos) in imports_of(&file.ast) {
                let path = Symbol::intern(&path);
                if !wanted.iter().any(|(seen, ..)| *seen == path) {
                    wanted.push((path, pos, file.ast.id));
                }
            }
        }
        for (written, pos, file) in wanted {
            match self.resolve(index, written.as_str()) {
                Ok(Some(to)) => self.drafts[index].imports.push(Edge { written, to, file }),
                Ok(None) => {}
                Err(message) => self.problems.push(Problem {
                    package: Some(self.drafts[index].path),
                    pos,
                    import: Some(written),
                    message,
                    kind: ProblemKind::Import,
                }),
            }
        }
    }

    /// The package that an import path stands for in a package; `None` for what is no package of files.
    fn resolve(&mut self, importer: usize, path: &str) -> Result<Option<usize>, String> {
        let draft = &self.drafts[importer];
        match path {
            "unsafe" => return Ok(None),
            "C" if self.config.fake_import_c && draft.kind != Kind::Dependency => return Ok(None),
            "C" => return Err("import \"C\" is not supported: WebAssembly targets have no cgo".into()),
            _ if !is_valid_path(path) => return Ok(None),
            _ if !path.starts_with('.') && clean(path) != path => {
                let clean = clean(path);
                return Err(format!("non-canonical import path {path:?} (should be {clean:?})"));
            }
            _ if path == "." || path == ".." || path.starts_with("./") || path.starts_with("../") => {
                return Err(format!(
                    "\"{path}\" is relative, but relative import paths are not supported in module mode"
                ));
            }
            _ => {}
        }
        let (path, dir, standard) = self.locate(&draft.dir, draft.standard, path)?;
        if !may_use_internal((&draft.place.0, draft.place.1), &path)
            || (standard && !draft.standard && is_vendored(&path))
        {
            return Err(format!("use of internal package {path} not allowed"));
        }
        let found = self.by_path.get(&Symbol::intern(&path)).copied();
        Ok(Some(found.unwrap_or_else(|| self.add(&path, dir, Kind::Dependency, standard))))
    }

    fn locate(
        &self,
        importer: &Path,
        from_standard: bool,
        path: &str,
    ) -> Result<(String, PathBuf, bool), String> {
        if from_standard && path.split('/').next().is_some_and(|first| first.contains('.')) {
            let vendored = format!("vendor/{path}");
            let dir = self.config.goroot.src().join(&vendored);
            if self.fs.is_dir(&dir) {
                return Ok((vendored, dir, true));
            }
        }
        self.context().root_of_path(path, importer)
    }

    /// Orders what was loaded and reports cycles and imports of empty folders.
    fn finish(mut self) -> Program {
        self.link_tests();
        self.report_empty_imports();
        self.break_cycles();
        let order = self.order();
        let mut place = vec![usize::MAX; self.drafts.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        let mut drafts: Vec<Option<Draft>> = self.drafts.into_iter().map(Some).collect();
        let mut packages = Vec::with_capacity(order.len());
        for &old in &order {
            let draft =
                drafts[old].take().unwrap_or_else(|| pontoon_base::bug!("the order names a package twice"));
            let mut imports: Vec<(Symbol, usize)> =
                draft.imports.iter().map(|edge| (edge.written, place[edge.to])).collect();
            imports.sort_by_key(|(path, _)| path.as_str());
            let (mut embeds, mut embed_faults) = (Vec::new(), Vec::new());
            for file in &draft.files {
                let (found, faults) = embed::resolve(self.fs, &draft.dir, &file.ast, self.config.runtime);
                embeds.extend(found);
                embed_faults.extend(faults);
            }
            packages.push(Package {
                path: draft.path,
                name: draft.name.unwrap_or_else(|| Symbol::intern("_")),
                dir: draft.dir,
                files: draft.files,
                imports,
                embeds,
                embed_faults,
                standard: draft.standard,
                root: !matches!(draft.kind, Kind::Dependency | Kind::Copy),
                for_test: draft.for_test,
            });
        }
        let roots = (0..packages.len()).filter(|&i| packages[i].root).collect();
        self.problems.sort_by_key(|problem| (problem.pos == Pos::NONE, problem.pos));
        Program { sources: self.sources, packages, roots, problems: self.problems }
    }

    fn report_empty_imports(&mut self) {
        for index in 0..self.drafts.len() {
            let edges = std::mem::take(&mut self.drafts[index].imports);
            let (kept, empty): (Vec<Edge>, Vec<Edge>) =
                edges.into_iter().partition(|edge| !self.drafts[edge.to].dropped);
            for edge in empty {
                let target = &self.drafts[edge.to];
                let listing = self.fs.list(&target.dir).unwrap_or_default();
                let dir = target.dir.display();
                let message = if listing.files.iter().any(|name| name.ends_with(".go") && !is_test_file(name))
                {
                    format!("build constraints exclude all Go files in {dir}")
                } else {
                    format!("no Go files in {dir}")
                };
                self.problems.push(Problem {
                    package: Some(self.drafts[index].path),
                    pos: self.import_pos(index, edge),
                    import: Some(edge.written),
                    message,
                    kind: ProblemKind::Import,
                });
            }
            self.drafts[index].imports = kept;
        }
    }

    fn import_pos(&self, index: usize, edge: Edge) -> Pos {
        let file = self.drafts[index].files.iter().find(|file| file.ast.id == edge.file);
        let found =
            file.and_then(|file| imports_of(&file.ast).find(|(path, _)| path == edge.written.as_str()));
        found.map_or(Pos::NONE, |(_, pos)| pos)
    }

    /// Reports each import that closes a cycle, with the whole way as the go command prints it, and takes it out.
    fn break_cycles(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.drafts.len()];
        for start in 0..self.drafts.len() {
            if marks[start] != Mark::New {
                continue;
            }
            marks[start] = Mark::Open;
            // The way down: package, and the next of its imports to follow.
            let mut way: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some(&mut (at, ref mut next)) = way.last_mut() {
                let Some(&edge) = self.drafts[at].imports.get(*next) else {
                    marks[at] = Mark::Done;
                    way.pop();
                    continue;
                };
                *next += 1;
                match marks[edge.to] {
                    Mark::Done => {}
                    Mark::New => {
                        marks[edge.to] = Mark::Open;
                        way.push((edge.to, 0));
                    }
                    Mark::Open => {
                        let steps: Vec<(usize, usize)> = way.clone();
                        self.report_cycle(&steps);
                        let (at, next) = way.last_mut().expect("the way holds the package at hand");
                        *next -= 1;
                        self.drafts[*at].imports.remove(*next);
                    }
                }
            }
        }
    }

    fn report_cycle(&mut self, way: &[(usize, usize)]) {
        let mut message = format!("package {}", self.drafts[way[0].0].path);
        for &(at, next) in way {
            message.push_str(&self.import_line(self.drafts[at].imports[next - 1]));
        }
        message.push_str(": import cycle not allowed");
        let (last, next) = way[way.len() - 1];
        self.problems.push(Problem {
            package: Some(self.drafts[last].path),
            pos: Pos::NONE,
            import: Some(self.drafts[last].imports[next - 1].written),
            message,
            kind: ProblemKind::Import,
        });
    }

    /// A step of the way around a cycle.
    pub(crate) fn import_line(&self, edge: Edge) -> String {
        let file = &self.sources.file(edge.file).name;
        let file = file.rsplit('/').next().unwrap_or(file);
        format!("\n\timports {} from {file}", self.drafts[edge.to].path)
    }

    /// The order of `Program::packages`.
    fn order(&self) -> Vec<usize> {
        let mut in_runtime = vec![false; self.drafts.len()];
        let mut stack: Vec<usize> =
            self.by_path.get(&Symbol::intern("runtime")).copied().into_iter().collect();
        while let Some(index) = stack.pop() {
            if !std::mem::replace(&mut in_runtime[index], true) {
                stack.extend(self.drafts[index].imports.iter().map(|edge| edge.to));
            }
        }
        let mut missing: Vec<usize> = self.drafts.iter().map(|draft| draft.imports.len()).collect();
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); self.drafts.len()];
        for (index, draft) in self.drafts.iter().enumerate() {
            for edge in &draft.imports {
                dependents[edge.to].push(index);
            }
        }
        // What is ready comes out by import path, first what runtime needs.
        let key = |index: usize| Reverse((!in_runtime[index], self.drafts[index].path.as_str(), index));
        let mut ready: BinaryHeap<_> = (0..self.drafts.len()).filter(|&i| missing[i] == 0).map(key).collect();
        let mut order = Vec::with_capacity(self.drafts.len());
        while let Some(Reverse((.., index))) = ready.pop() {
            if !self.drafts[index].dropped {
                order.push(index);
            }
            for &dependent in &dependents[index] {
                missing[dependent] -= 1;
                if missing[dependent] == 0 {
                    ready.push(key(dependent));
                }
            }
        }
        order
    }
}

/// The import paths of a file with the positions of their specifications. Literals that are no paths have been reported.
fn imports_of(file: &ast::File) -> impl Iterator<Item = (String, Pos)> + '_ {
    file.decls.iter().filter_map(|&decl| {
        let DeclKind::Import { name, path } = file.decl(decl).kind else { return None };
        let ExprKind::BasicLit { kind: LitKind::String, text, bad: false } = file.expr(path).kind else {
            return None;
        };
        // The go command points at the name, if there is one.
        let pos = file.expr(name.unwrap_or(path)).pos;
        Some((String::from_utf8(unquote(text.as_str())?).ok()?, pos))
    })
}

/// Whether the checker will accept the text as an import path (types2's `validatedImportPath`).
fn is_valid_path(path: &str) -> bool {
    let bad =
        |c: char| c.is_control() || c.is_whitespace() || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".contains(c);
    !path.is_empty() && !path.contains(bad) && !path.starts_with('/')
}

/// An import path without empty elements, `.` and `..` (path.Clean).
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

fn is_vendored(path: &str) -> bool {
    path.starts_with("vendor/")
}

/// The rule of `internal`: what lies below such a folder is for packages below its parent.
fn may_use_internal((importer, standard): (&str, bool), path: &str) -> bool {
    let at = if path.starts_with("internal/") || path == "internal" {
        Some(0)
    } else if path.ends_with("/internal") {
        Some(path.len() - "internal".len())
    } else {
        path.rfind("/internal/").map(|at| at + 1)
    };
    let Some(at) = at else { return true };
    let parent = path[..at].trim_end_matches('/');
    if parent.is_empty() {
        return standard;
    }
    importer == parent || importer.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;
    use crate::goroot::Goroot;
    use crate::target::Target;

    fn load_from(files: &[(&str, &str)], args: &[&str]) -> Program {
        let mut fs = Memory::new();
        fs.add(
            "/go/src/fmt/print.go",
            "package fmt
import \"internal/abi\"\nimport \"golang.org/x/t\"\n",
        );
        fs.add("/go/src/internal/abi/abi.go", "package abi");
        fs.add("/go/src/internal/abi/c.go", "package abi\nimport \"C\"");
        fs.add("/go/src/vendor/golang.org/x/t/t.go", "package t");
        fs.add("/m/go.mod", "module test\ngo 1.25\n");
        for (name, text) in files {
            fs.add(format!("/m/{name}"), *text);
        }
        let config = Config {
            goroot: Goroot { dir: "/go".into(), version: "go1.27".into() },
            target: Target::Wasip1,
            tags: Vec::new(),
            lang: None,
            cwd: "/m".into(),
            tests: false,
            fake_import_c: false,
            runtime: false,
        };
        let args: Vec<String> = args.iter().map(|arg| arg.to_string()).collect();
        load(&fs, &config, &args)
    }

    fn paths(program: &Program) -> Vec<&'static str> {
        program.packages.iter().map(|package| package.path.as_str()).collect()
    }

    fn problems(files: &[(&str, &str)], args: &[&str]) -> Vec<String> {
        let program = load_from(files, args);
        let show = |problem: &Problem| match program.sources.location(problem.pos) {
            Some(location) => format!("{location}: {}", problem.message),
            None => problem.message.clone(),
        };
        program.problems.iter().map(show).collect()
    }

    #[test]
    fn dependencies_come_first_then_by_path() {
        let files = [
            ("main.go", "package main\nimport (\"test/z\"; \"test/a\"; \"fmt\"; \"unsafe\")"),
            ("z/z.go", "package z"),
            ("a/a.go", "package a\nimport \"test/z\""),
            ("z/z_js.go", "package other"),
        ];
        let program = load_from(&files, &["."]);
        assert!(program.problems.is_empty(), "{:?}", program.problems);
        let order = ["internal/abi", "test/z", "test/a", "vendor/golang.org/x/t", "fmt", "test"];
        assert_eq!(paths(&program), order);
        assert_eq!(program.roots, [5]);
        let fmt = &program.packages[4];
        assert_eq!(fmt.import(Symbol::intern("golang.org/x/t")), Some(3));
        assert_eq!((fmt.files[0].go_minor, program.packages[5].files[0].go_minor), (27, 25));
        assert_eq!(program.packages[0].files.len(), 1);
    }

    #[test]
    fn broken_imports_get_the_go_commands_words() {
        let files = [(
            "a.go",
            "package a\nimport \"nosuch\"\nimport \"a.org/b\"\nimport \"./c\"\nimport \"internal/abi\"\nimport \"C\"",
        )];
        let expected = [
            "./a.go:2:8: package nosuch is not in std (/go/src/nosuch)",
            "./a.go:3:8: no required module provides package a.org/b; to add it:\n\tgo get a.org/b",
            "./a.go:4:8: \"./c\" is relative, but relative import paths are not supported in module mode",
            "./a.go:5:8: use of internal package internal/abi not allowed",
            "./a.go:6:8: import \"C\" is not supported: WebAssembly targets have no cgo",
        ];
        assert_eq!(problems(&files, &["a.go"]), expected);
    }

    #[test]
    fn folders_without_files_for_the_target_are_reported() {
        assert_eq!(problems(&[("p/x.txt", "")], &["./p"]), ["no Go files in /m/p"]);
        let excluded = "package test/p: build constraints exclude all Go files in /m/p";
        assert_eq!(problems(&[("p/x_js.go", "package p")], &["./p"]), [excluded]);
        let files = [("a.go", "package a\nimport \"test/p\""), ("p/x_js.go", "package p")];
        assert_eq!(problems(&files, &["."]), ["./a.go:2:8: build constraints exclude all Go files in /m/p"]);
        let files = [("a.go", "package a"), ("b.go", "package b")];
        assert_eq!(problems(&files, &["."]), ["found packages a (a.go) and b (b.go) in /m"]);
    }

    #[test]
    fn an_import_cycle_is_told_from_its_beginning() {
        let files = [("p/p.go", "package p\nimport \"test/q\""), ("q/q.go", "package q\nimport \"test/p\"")];
        let message = "package test/p\n\timports test/q from p.go\n\timports test/p from q.go: import cycle not allowed";
        assert_eq!(problems(&files, &["./p"]), [message]);
    }

    #[test]
    fn internal_packages_are_for_their_parents_tree() {
        assert!(may_use_internal(("a/b/c", false), "a/b/internal/x"));
        assert!(may_use_internal(("a/b", false), "a/b/internal"));
        assert!(!may_use_internal(("a/c", false), "a/b/internal/x"));
        assert!(
            !may_use_internal(("a", false), "internal/abi")
                && may_use_internal(("fmt", true), "internal/abi")
        );
    }
}
