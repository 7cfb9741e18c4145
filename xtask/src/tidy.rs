//! Rules about the tree that no compiler checks: who may depend on whom, what files begin with, what they may not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Crates by name, with what they may or do depend on.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// A crate that may use whatever it tests.
const UNBOUND: &str = "testkit";

/// Everything that is wrong with the tree, a line each.
pub fn complaints(root: &Path) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    let table = fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let allowed = closure(&edge_table(&table));
    let mut actual = Edges::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let dir = entry?.path();
        let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        actual.insert(name, dependencies(&fs::read_to_string(dir.join("Cargo.toml"))?));
    }
    out.extend(edge_complaints(&allowed, &actual));
    for folder in ["crates", "xtask", "runtime", "docs", "examples", "bench"] {
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files)?;
        files.sort();
        for file in files {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
            out.extend(file_complaints(&name, &text));
        }
    }
    Ok(out)
}

/// The table of ARCHITECTURE.md: lines `row N  crate ▸ crate, crate  crate ▸ crate`.
fn edge_table(text: &str) -> Edges {
    let mut edges = Edges::new();
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("row ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for at in (1..words.len()).filter(|&at| words[at] == "▸") {
            let uses = edges.entry(words[at - 1].into()).or_default();
            for word in &words[at + 1..] {
                uses.insert(word.trim_end_matches(',').into());
                if !word.ends_with(',') {
                    break;
                }
            }
        }
    }
    edges
}

/// Who may use a crate may use what lies below it.
fn closure(edges: &Edges) -> Edges {
    let mut all = edges.clone();
    loop {
        let mut grown = all.clone();
        for reached in grown.values_mut() {
            let below: Vec<String> = reached.iter().filter_map(|to| all.get(to)).flatten().cloned().collect();
            reached.extend(below);
        }
        if grown == all {
            return all;
        }
        all = grown;
    }
}

/// The workspace's own crates among a manifest's dependencies; those of tests do not count.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut out = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim();
        } else if section == "[dependencies]"
            && let Some(rest) = line.strip_prefix("pontoon-")
        {
            out.insert(rest.split(['.', ' ', '=']).next().unwrap_or(rest).to_string());
        }
    }
    out
}

fn edge_complaints(allowed: &Edges, actual: &Edges) -> Vec<String> {
    let mut out = Vec::new();
    for (name, uses) in actual.iter().filter(|(name, _)| name.as_str() != UNBOUND) {
        let may = allowed.get(name);
        for to in uses.iter().filter(|&to| !may.is_some_and(|may| may.contains(to))) {
            out.push(format!(
                "crates/{name}: depends on {to}, which the table in ARCHITECTURE.md does not allow"
            ));
        }
    }
    out
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn file_complaints(name: &str, text: &str) -> Vec<String> {
    // In two parts, so that this file may hold them.
    let unfinished = concat!("TO", "DO");
    let machines = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];
    let mut out = Vec::new();
    if name.ends_with(".rs") && !text.starts_with("//!") {
        out.push(format!("{name}:1: does not begin with a comment that says what the file is for"));
    }
    for (i, line) in text.lines().enumerate() {
        if line.contains(unfinished) {
            out.push(format!("{name}:{}: {unfinished} never lands", i + 1));
        }
        if machines.iter().any(|machine| line.contains(machine)) {
            out.push(format!("{name}:{}: a path of one machine", i + 1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let complaints = complaints(&root).expect("the tree can be read");
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    #[test]
    fn an_edge_against_the_table_is_found() {
        let allowed =
            closure(&edge_table("row 1   syntax ▸ base   ssa ▸ base\nrow 4   lower  ▸ syntax, ssa\n"));
        let manifest =
            |text: &str| dependencies(&format!("[dependencies]\n{text}[dev-dependencies]\npontoon-x = 1\n"));
        let good =
            Edges::from([("lower".into(), manifest("pontoon-base.workspace = true\npontoon-ssa = {}\n"))]);
        assert!(edge_complaints(&allowed, &good).is_empty());
        let bad = Edges::from([("ssa".into(), manifest("pontoon-syntax.workspace = true\nclap = 1\n"))]);
        let expected = "crates/ssa: depends on syntax, which the table in ARCHITECTURE.md does not allow";
        assert_eq!(edge_complaints(&allowed, &bad), [expected]);
    }

    #[test]
    fn files_say_what_they_are_for() {
        assert_eq!(file_complaints("a.rs", "use x;\n").len(), 1);
        assert_eq!(file_complaints("a.go", concat!("// TO", "DO\n")).len(), 1);
        assert!(file_complaints("a.rs", "//! For tests.\n").is_empty());
    }
}
