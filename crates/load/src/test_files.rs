//! Test files: the packages that the go command makes of them (cmd/go/internal/load's `TestPackagesAndErrors`).
//!
//! A package `p` with test files of its own is loaded a second time with these, as `p [p.test]`. Files of `p_test` are a
//! package that imports that one, and so must whatever else it imports that depends on `p`, or there would be two of each of
//! `p`'s types: such dependencies are copied.

use crate::graph::{Draft, Edge, Kind, Loader};
use crate::{Problem, ProblemKind};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Pos, Symbol};

impl Loader<'_> {
    /// Makes packages of the test files of a package that was just read.
    pub(crate) fn add_tests(&mut self, index: usize) {
        let draft = &mut self.drafts[index];
        let tests = std::mem::take(&mut draft.tests);
        let external = std::mem::take(&mut draft.external_tests);
        if draft.files.is_empty() && !(tests.is_empty() && external.is_empty()) {
            // Nothing but tests: there is no package to import.
            draft.dropped = true;
        }
        let of = draft.path;
        if !tests.is_empty() {
            let files = draft.files.iter().cloned().chain(tests).collect();
            let whole = Draft { files, for_test: Some(of), ..self.like(index, of, self.drafts[index].name) };
            self.push_test(whole);
        }
        if !external.is_empty() {
            let with_suffix = |name: Symbol| Symbol::intern(&format!("{name}_test"));
            let name = self.drafts[index].name.map(with_suffix);
            let apart =
                Draft { files: external, for_test: Some(of), ..self.like(index, with_suffix(of), name) };
            self.push_test(apart);
        }
    }

    fn push_test(&mut self, draft: Draft) {
        let index = self.drafts.len();
        self.drafts.push(draft);
        self.follow_imports(index);
    }

    /// A package without files in the place of another.
    fn like(&self, index: usize, path: Symbol, name: Option<Symbol>) -> Draft {
        let draft = &self.drafts[index];
        Draft {
            path,
            name,
            dir: draft.dir.clone(),
            kind: Kind::Test,
            standard: draft.standard,
            place: draft.place.clone(),
            go_minor: draft.go_minor,
            files: Vec::new(),
            tests: Vec::new(),
            external_tests: Vec::new(),
            imports: Vec::new(),
            dropped: false,
            for_test: None,
        }
    }

    /// Lets external tests, and what they import, import the package with its test files.
    pub(crate) fn link_tests(&mut self) {
        let tests: Vec<usize> =
            (0..self.drafts.len()).filter(|&i| self.drafts[i].kind == Kind::Test).collect();
        let mut with_tests: FxHashMap<Symbol, usize> = FxHashMap::default();
        for &test in &tests {
            let Draft { path, for_test, .. } = self.drafts[test];
            if for_test == Some(path) {
                with_tests.insert(path, test);
                self.refuse_test_cycle(test);
            }
        }
        for &test in &tests {
            let Some(of) = self.drafts[test].for_test.filter(|&of| of != self.drafts[test].path) else {
                continue;
            };
            if let (Some(&plain), Some(&whole)) = (self.by_path.get(&of), with_tests.get(&of)) {
                let mut copies = FxHashMap::from_iter([(plain, Some(whole))]);
                self.relink(test, &mut copies);
            }
        }
    }

    /// Replaces imports by their copies. `copies` has what is known of each package: its copy, if it needs one.
    fn relink(&mut self, index: usize, copies: &mut FxHashMap<usize, Option<usize>>) {
        for at in 0..self.drafts[index].imports.len() {
            let to = self.drafts[index].imports[at].to;
            if let Some(copy) = self.copy_of(to, self.drafts[index].for_test, copies) {
                self.drafts[index].imports[at].to = copy;
            }
        }
    }

    /// The copy of a package that depends on the tested one.
    fn copy_of(
        &mut self,
        index: usize,
        for_test: Option<Symbol>,
        copies: &mut FxHashMap<usize, Option<usize>>,
    ) -> Option<usize> {
        if let Some(&known) = copies.get(&index) {
            return known;
        }
        // Against cycles, which are reported elsewhere.
        copies.insert(index, None);
        let imports: Vec<Edge> = self.drafts[index].imports.clone();
        let new: Vec<Edge> = imports
            .iter()
            .map(|edge| Edge { to: self.copy_of(edge.to, for_test, copies).unwrap_or(edge.to), ..*edge })
            .collect();
        if imports.iter().zip(&new).all(|(old, new)| old.to == new.to) {
            return None;
        }
        let Draft { path, name, .. } = self.drafts[index];
        let files = self.drafts[index].files.clone();
        let copy = Draft { kind: Kind::Copy, files, imports: new, for_test, ..self.like(index, path, name) };
        let at = self.drafts.len();
        self.drafts.push(copy);
        copies.insert(index, Some(at));
        Some(at)
    }

    /// A package's own tests may not import what depends on it.
    fn refuse_test_cycle(&mut self, test: usize) {
        let Some(&plain) = self.by_path.get(&self.drafts[test].path) else { return };
        let mut ways: FxHashMap<usize, (usize, Edge)> = FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([test]);
        while let Some(at) = queue.pop_front() {
            for &edge in &self.drafts[at].imports {
                if edge.to != test && !ways.contains_key(&edge.to) {
                    ways.insert(edge.to, (at, edge));
                    queue.push_back(edge.to);
                }
            }
        }
        let Some(&last) = ways.get(&plain) else { return };
        let mut way = vec![last];
        while way[way.len() - 1].0 != test {
            way.push(ways[&way[way.len() - 1].0]);
        }
        let mut message = format!("package {}", self.drafts[test].path);
        for &(_, edge) in way.iter().rev() {
            message.push_str(&self.import_line(edge));
        }
        message.push_str(": import cycle not allowed in test");
        let first = way[way.len() - 1].1;
        self.drafts[test].imports.retain(|edge| edge.written != first.written);
        self.problems.push(Problem {
            package: Some(self.drafts[test].path),
            pos: Pos::NONE,
            import: Some(first.written),
            message,
            kind: ProblemKind::Import,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::fs::Memory;
    use crate::goroot::Goroot;
    use crate::target::Target;
    use crate::{Config, Program, load};

    fn load_with_tests(files: &[(&str, &str)], args: &[&str]) -> Program {
        let mut fs = Memory::new();
        fs.add("/m/go.mod", "module test\n");
        for (name, text) in files {
            fs.add(format!("/m/{name}"), *text);
        }
        let config = Config {
            goroot: Goroot { dir: "/go".into(), version: "go1.27".into() },
            target: Target::Wasip1,
            tags: Vec::new(),
            lang: None,
            cwd: "/m".into(),
            tests: true,
            fake_import_c: false,
            runtime: false,
        };
        load(&fs, &config, &args.iter().map(|arg| arg.to_string()).collect::<Vec<_>>())
    }

    /// Each package with the number of its files and what it imports.
    fn shown(program: &Program) -> Vec<String> {
        let label = |i: usize| {
            let package = &program.packages[i];
            let tested = package.for_test.map_or(String::new(), |of| format!(" [{of}]"));
            format!("{}{tested}", package.path)
        };
        let line = |i: usize| {
            let package = &program.packages[i];
            let imports: Vec<String> = package.imports.iter().map(|&(_, to)| label(to)).collect();
            format!("{} {} {}", label(i), package.files.len(), imports.join(", "))
        };
        (0..program.packages.len()).map(line).collect()
    }

    #[test]
    fn external_tests_and_what_they_import_see_the_package_with_its_tests() {
        let files = [
            ("p/p.go", "package p"),
            ("p/export_test.go", "package p"),
            ("p/x_test.go", "package p_test\nimport (\"test/p\"; \"test/q\"; \"test/r\")"),
            ("q/q.go", "package q\nimport \"test/p\""),
            ("r/r.go", "package r"),
        ];
        let program = load_with_tests(&files, &["./p"]);
        assert!(program.problems.is_empty(), "{:?}", program.problems);
        let expected = [
            "test/p 1 ",
            "test/p [test/p] 2 ",
            "test/q 1 test/p",
            "test/q [test/p] 1 test/p [test/p]",
            "test/r 1 ",
            "test/p_test [test/p] 1 test/p [test/p], test/q [test/p], test/r",
        ];
        assert_eq!(shown(&program), expected);
    }

    #[test]
    fn a_folder_may_hold_nothing_but_tests() {
        let program = load_with_tests(&[("p/x_test.go", "package p_test")], &["./..."]);
        assert_eq!(shown(&program), ["test/p_test [test/p] 1 "]);
    }

    #[test]
    fn a_packages_own_tests_may_not_import_what_depends_on_it() {
        let files = [
            ("p/p.go", "package p"),
            ("p/p_test.go", "package p\nimport \"test/q\""),
            ("q/q.go", "package q\nimport \"test/p\""),
        ];
        let program = load_with_tests(&files, &["./p"]);
        let message = "package test/p\n\timports test/q from p_test.go\n\timports test/p from q.go: \
                       import cycle not allowed in test";
        assert_eq!(program.problems[0].message, message);
    }
}
