//! `//go:embed` patterns to files (cmd/go/internal/load's `resolveEmbed`).

use crate::fs::Fs;
use pontoon_base::Pos;
use pontoon_syntax::ast::{self, DeclKind};
use std::path::Path;

/// One pattern of a directive with what it stands for.
#[derive(Clone, Debug)]
pub struct Embed {
    /// Of the directive.
    pub directive: Pos,
    /// Slash-separated, relative to the package's folder, sorted.
    pub files: Vec<EmbedFile>,
}

#[derive(Clone, Debug)]
pub struct EmbedFile {
    pub name: String,
    /// Only read for builds.
    pub data: Vec<u8>,
}

/// A pattern that leads nowhere, with the go command's words.
#[derive(Clone, Debug)]
pub struct Fault {
    pub pos: Pos,
    pub message: String,
}

/// The files that the directives of a package's file ask for. As for the go command, those of a file that does not import
/// "embed" do not count.
pub(crate) fn resolve(fs: &dyn Fs, dir: &Path, file: &ast::File, read: bool) -> (Vec<Embed>, Vec<Fault>) {
    let (mut embeds, mut faults) = (Vec::new(), Vec::new());
    if !imports_embed(file) {
        return (embeds, faults);
    }
    for directive in file.directives.iter().filter(|directive| directive.alone) {
        let Some(text) = directive.text.as_str().strip_prefix("go:embed") else { continue };
        // What is wrong with the text is gc's to say.
        let Ok(patterns) = pontoon_syntax::embed::patterns(text) else { continue };
        if !text.starts_with([' ', '\t']) {
            continue;
        }
        for (at, pattern) in patterns {
            match matches(fs, dir, &pattern) {
                Ok(names) => {
                    let load = |name: String| {
                        let data =
                            if read { fs.read(&dir.join(&name)).unwrap_or_default() } else { Vec::new() };
                        EmbedFile { name, data }
                    };
                    let files = names.into_iter().map(load).collect();
                    embeds.push(Embed { directive: directive.pos, files });
                }
                Err(reason) => faults.push(Fault {
                    pos: directive.pos.add("go:embed".len() + at),
                    message: format!("pattern {pattern}: {reason}"),
                }),
            }
        }
    }
    (embeds, faults)
}

fn imports_embed(file: &ast::File) -> bool {
    file.decls.iter().any(|&decl| match file.decl(decl).kind {
        DeclKind::Import { path, .. } => matches!(file.expr(path).kind,
            ast::ExprKind::BasicLit { text, .. } if text.as_str().trim_matches(['"', '`']) == "embed"),
        _ => false,
    })
}

/// The files that a pattern stands for, sorted, or why there are none.
fn matches(fs: &dyn Fs, dir: &Path, pattern: &str) -> Result<Vec<String>, String> {
    let (hidden, glob) = match pattern.strip_prefix("all:") {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let valid = |part: &str| !part.is_empty() && part != "." && part != "..";
    if !glob.split('/').all(valid) || !glob.split('/').all(is_well_formed) {
        return Err("invalid pattern syntax".into());
    }
    let mut found = vec![String::new()];
    for part in glob.split('/') {
        let mut next = Vec::new();
        for base in &found {
            let Ok(listing) = fs.list(&dir.join(base)) else { continue };
            let names = listing.files.iter().chain(&listing.dirs).filter(|name| matches_part(part, name));
            next.extend(names.map(|name| join(base, name)));
        }
        found = next;
    }
    found.sort();
    let mut files = Vec::new();
    for name in found {
        let is_dir = fs.is_dir(&dir.join(&name));
        check_place(fs, dir, &name, if is_dir { "directory" } else { "file" })?;
        if !is_dir {
            files.push(name);
            continue;
        }
        let before = files.len();
        gather(fs, dir, &name, hidden, &mut files);
        if files.len() == before {
            return Err(format!("cannot embed directory {name}: contains no embeddable files"));
        }
    }
    if files.is_empty() {
        return Err("no matching files found".into());
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn join(base: &str, name: &str) -> String {
    if base.is_empty() { name.to_string() } else { format!("{base}/{name}") }
}

/// Names that are no part of a module.
fn is_bad(name: &str) -> bool {
    matches!(name, "" | ".bzr" | ".hg" | ".git" | ".svn")
        || name.contains(['"', '*', '<', '>', '?', '`', '|', '\\', ':'])
}

/// Whether a file or folder belongs to the package's module.
fn check_place(fs: &dyn Fs, dir: &Path, name: &str, what: &str) -> Result<(), String> {
    let mut at = name;
    loop {
        if fs.is_file(&dir.join(at).join("go.mod")) {
            return Err(format!("cannot embed {what} {name}: in different module"));
        }
        let (parent, last) = at.rsplit_once('/').unwrap_or(("", at));
        if is_bad(last) {
            let why = if at == name { "invalid name" } else { "in invalid directory" };
            return Err(format!("cannot embed {what} {name}: {why} {last}"));
        }
        if parent.is_empty() {
            return Ok(());
        }
        at = parent;
    }
}

/// Adds the files below a folder: no hidden ones unless they are asked for, and none of other modules.
fn gather(fs: &dyn Fs, dir: &Path, base: &str, hidden: bool, files: &mut Vec<String>) {
    let Ok(listing) = fs.list(&dir.join(base)) else { return };
    let counts = |name: &&String| !is_bad(name) && (hidden || !name.starts_with(['.', '_']));
    files.extend(listing.files.iter().filter(counts).map(|name| join(base, name)));
    for name in listing.dirs.iter().filter(counts) {
        let below = join(base, name);
        if !fs.is_file(&dir.join(&below).join("go.mod")) {
            gather(fs, dir, &below, hidden, files);
        }
    }
}

/// A piece of a pattern without slashes (path.Match).
enum Piece {
    Star,
    Any,
    Char(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

fn is_well_formed(part: &str) -> bool {
    pieces(part).is_some()
}

fn pieces(part: &str) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(match c {
            '*' => Piece::Star,
            '?' => Piece::Any,
            '\\' => Piece::Char(chars.next()?),
            '[' => {
                let negated = chars.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                while ranges.is_empty() || chars.next_if_eq(&']').is_none() {
                    let mut one = || match chars.next()? {
                        '-' | ']' => None,
                        '\\' => chars.next(),
                        c => Some(c),
                    };
                    let low = one()?;
                    let high = if chars.next_if_eq(&'-').is_some() {
                        match chars.next()? {
                            '-' | ']' => return None,
                            '\\' => chars.next()?,
                            c => c,
                        }
                    } else {
                        low
                    };
                    ranges.push((low, high));
                }
                Piece::Class { negated, ranges }
            }
            c => Piece::Char(c),
        });
    }
    Some(out)
}

fn matches_part(part: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    pieces(part).is_some_and(|pieces| matches_pieces(&pieces, &name))
}

fn matches_pieces(pieces: &[Piece], name: &[char]) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return name.is_empty() };
    if let Piece::Star = first {
        return (0..=name.len()).any(|n| matches_pieces(rest, &name[n..]));
    }
    let Some((&c, tail)) = name.split_first() else { return false };
    let fits = match first {
        Piece::Star | Piece::Any => true,
        Piece::Char(wanted) => *wanted == c,
        Piece::Class { negated, ranges } => {
            ranges.iter().any(|&(low, high)| low <= c && c <= high) != *negated
        }
    };
    fits && matches_pieces(rest, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;

    fn found(pattern: &str) -> Result<Vec<String>, String> {
        let mut fs = Memory::new();
        for name in [
            "a.txt",
            "b.txt",
            "d/x.html",
            "d/.hidden",
            "d/_y",
            "d/e/z",
            "d/m/go.mod",
            "d/m/q",
            "h/.only",
            ".git/config",
        ] {
            fs.add(format!("/p/{name}"), "");
        }
        matches(&fs, Path::new("/p"), pattern)
    }

    #[test]
    fn patterns_name_files_and_folders() {
        let names = |pattern| found(pattern).expect("there are some").join(" ");
        assert_eq!(names("*.txt"), "a.txt b.txt");
        assert_eq!(names("[^a].txt"), "b.txt");
        assert_eq!(names("?.txt"), "a.txt b.txt");
        assert_eq!(names("d"), "d/e/z d/x.html");
        assert_eq!(names("all:d"), "d/.hidden d/_y d/e/z d/x.html");
        assert_eq!(names("d/*.html"), "d/x.html");
        assert_eq!(names("d/_y"), "d/_y");
    }

    #[test]
    fn what_cannot_be_embedded_is_refused_in_the_go_commands_words() {
        let error = |pattern| found(pattern).expect_err("there are none");
        assert_eq!(error("nosuch"), "no matching files found");
        assert_eq!(error("../a"), "invalid pattern syntax");
        assert_eq!(error("["), "invalid pattern syntax");
        assert_eq!(error("h"), "cannot embed directory h: contains no embeddable files");
        assert_eq!(error("d/m"), "cannot embed directory d/m: in different module");
        assert_eq!(error("d/m/q"), "cannot embed file d/m/q: in different module");
        assert_eq!(error(".git/config"), "cannot embed file .git/config: in invalid directory .git");
    }
}
