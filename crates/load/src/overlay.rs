//! The runtime overlay: our part of package `runtime`, embedded in the compiler, and which of GOROOT's files are kept under
//! it (`runtime/overlay.list` in the repository).
//!
//! Laying one over the other declaration by declaration is the checker's work; this only says which files there are.

use crate::select::Selector;
use crate::target::Target;
use std::path::PathBuf;

/// Name below the repository's folder `runtime/`, and text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/overlay_files.rs"));
const LIST: &str = include_str!(concat!(env!("OUT_DIR"), "/overlay.list"));

/// A file of the overlay.
#[derive(Clone, Debug)]
pub struct OverlayFile {
    /// As diagnostics and back traces show it.
    pub name: PathBuf,
    pub text: &'static str,
}

/// The overlay's files for a package, in order of their names.
pub fn files_for(import_path: &str, selector: Selector<'_>) -> Vec<OverlayFile> {
    let belongs = |name: &str| match name.split_once('/') {
        Some(("src", rest)) => rest.rsplit_once('/').is_some_and(|(dir, _)| dir == import_path),
        Some(("bodies", rest)) => rest.strip_suffix(".go") == Some(import_path),
        _ => false,
    };
    let chosen = FILES.iter().filter(|(name, text)| {
        let base = name.rsplit('/').next().unwrap_or(name);
        belongs(name) && selector.admits_name(base) && selector.admits_text(text.as_bytes()).unwrap_or(false)
    });
    chosen
        .map(|&(name, text)| OverlayFile { name: PathBuf::from(format!("$PONTOON/{name}")), text })
        .collect()
}

/// The files of GOROOT's package that are kept; `None` for packages that stay as they are.
pub fn kept_files(import_path: &str, target: Target) -> Option<Vec<String>> {
    (import_path == "runtime").then(|| {
        let mut kept: Vec<String> =
            kept_lines().filter(|(on, _)| on_target(on, target)).map(|(_, f)| f).collect();
        kept.sort();
        kept
    })
}

fn on_target(on: &str, target: Target) -> bool {
    on == "all" || on == target.goos()
}

/// The lines `keep TARGET FILE` of the list, with `.go` added.
fn kept_lines() -> impl Iterator<Item = (&'static str, String)> {
    LIST.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (verb, on, file) = (words.next()?, words.next()?, words.next()?);
        (verb == "keep").then(|| (on, format!("{file}.go")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtime_keeps_what_the_list_says_for_the_target() {
        let on = |target| kept_files("runtime", target).expect("runtime is overlaid");
        assert!(on(Target::Wasip1).contains(&"chan.go".to_string()));
        assert!(on(Target::Js).contains(&"lock_js.go".to_string()));
        assert!(!on(Target::Wasip1).contains(&"lock_js.go".to_string()));
        assert!(kept_files("fmt", Target::Wasip1).is_none());
    }
}
