//! Which files of a folder belong to a package for this target: names, `//go:build` lines, tags.

use crate::target::Target;
use crate::{Config, NEWEST_GO};
use pontoon_syntax::constraint::{self, Constraint, HeaderError};
use std::borrow::Cow;

/// The tags that hold for GOARCH=wasm with Go 1.27's defaults whatever is asked for: the compiler's name, and the tool tags
/// as `go list -f '{{context.ToolTags}}'` shows them (internal/buildcfg: experiments that are on by default, and the features
/// of GOWASM, which are always on since Go 1.26).
const FIXED_TAGS: [&str; 9] = [
    "wasm",
    "gc",
    "goexperiment.dwarf5",
    "goexperiment.greenteagc",
    "goexperiment.jsonv2",
    "goexperiment.randomizedheapbase64",
    "goexperiment.sizespecializedmalloc",
    "wasm.satconv",
    "wasm.signext",
];

/// Decides which tags are set.
#[derive(Clone, Copy, Debug)]
pub struct Selector<'a> {
    target: Target,
    tags: &'a [String],
}

impl<'a> Selector<'a> {
    pub fn new(target: Target, tags: &'a [String]) -> Selector<'a> {
        Selector { target, tags }
    }

    pub fn of(config: &'a Config) -> Selector<'a> {
        Selector::new(config.target, &config.tags)
    }

    /// Whether a build tag is set.
    pub fn is_set(self, tag: &str) -> bool {
        tag == self.target.goos()
            || FIXED_TAGS.contains(&tag)
            || self.target.tags().contains(&tag)
            || is_release_tag(tag)
            || self.tags.iter().any(|t| t == tag)
    }

    /// Whether a file's name makes it a candidate. Files whose names begin with `_` or `.` never are.
    pub fn admits_name(self, name: &str) -> bool {
        name.ends_with(".go")
            && !name.starts_with(['_', '.'])
            && constraint::name_matches(name, &mut |tag| self.is_set(tag))
    }

    /// Whether the comments at the top of a file admit it.
    pub fn admits_text(self, bytes: &[u8]) -> Result<bool, HeaderError> {
        // Constraints are ASCII at the top of the file; what is not text further down is the scanner's business.
        let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
        Ok(constraint::of_file(&text)?.is_none_or(|c: Constraint| c.eval(&mut |tag| self.is_set(tag))))
    }
}

/// `go1.1` up to the newest release.
fn is_release_tag(tag: &str) -> bool {
    let minor = tag.strip_prefix("go1.").and_then(|n| n.parse::<u32>().ok());
    minor.is_some_and(|n| (1..=NEWEST_GO).contains(&n) && tag == format!("go1.{n}"))
}

/// Whether a file holds tests.
pub fn is_test_file(name: &str) -> bool {
    name.ends_with("_test.go")
}

/// The language version of a file in a package of version `package_minor`: a `//go:build` line that implies a version sets
/// it, but never below 1.21, the first release that let lines do so (types2's check.go, `initFiles`).
pub fn file_version(build_line: Option<&str>, package_minor: u32) -> u32 {
    let constraint = build_line.and_then(|text| Constraint::parse(text).ok());
    match constraint.and_then(|c| c.go_version()) {
        Some(minor) => minor.max(21),
        None => package_minor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wasip1(tags: &[String]) -> Selector<'_> {
        Selector::new(Target::Wasip1, tags)
    }

    #[test]
    fn names_select_by_system_and_architecture() {
        let admits = |name| wasip1(&[]).admits_name(name);
        assert!(admits("a.go") && admits("a_wasm.go") && admits("a_wasip1.go") && admits("a_wasip1_wasm.go"));
        assert!(
            !admits("a_linux.go")
                && !admits("a_js.go")
                && !admits("_a.go")
                && !admits(".a.go")
                && !admits("a.s")
        );
    }

    #[test]
    fn build_lines_select_by_tag() {
        let tags = ["fast".to_string()];
        let admits = |line: &str| {
            wasip1(&tags).admits_text(format!("{line}\n\npackage p\n").as_bytes()).expect("valid line")
        };
        assert!(admits("//go:build wasip1 && gc && go1.27 && !cgo && goexperiment.jsonv2"));
        assert!(admits("//go:build fast"));
        assert!(!admits("//go:build go1.28") && !admits("//go:build unix") && !admits("//go:build go1.01"));
        assert!(!admits("//go:build ignore"));
    }

    #[test]
    fn a_build_line_sets_the_files_version_from_121_on() {
        assert_eq!(file_version(Some("go1.22"), 27), 22);
        assert_eq!(file_version(Some("go1.17"), 27), 21);
        assert_eq!(file_version(Some("wasm"), 18), 18);
    }

    #[test]
    fn target_none_compiles_the_files_of_wasip1() {
        let none = Selector::new(Target::None, &[]);
        assert!(none.is_set("wasip1") && none.is_set("pontoon.none") && !wasip1(&[]).is_set("pontoon.none"));
    }
}
