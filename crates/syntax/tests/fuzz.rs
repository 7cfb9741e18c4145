//! Mutated Go files: the scanner and the parser must neither panic nor hang, and every tree must hold together.
//!
//! Deterministic: PONTOON_FUZZ_SEED chooses another run, PONTOON_FUZZ_SECONDS a longer one. The seeds are the
//! files of tests/syntax, and of GOROOT and GOTESTDIR if those are set.

use pontoon_base::SourceMap;
use pontoon_base::entity::EntityId;
use pontoon_syntax::ast::{DeclKind, File};
use pontoon_syntax::walk::{self, Node};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// xorshift64
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

fn go_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        let small = || path.metadata().is_ok_and(|data| data.len() < 20_000);
        if path.is_dir() {
            go_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "go") && path.is_file() && small() {
            files.push(path);
        }
    }
}

/// Bytes that mean something to the scanner.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
    b",",
    b";",
    b":",
    b":=",
    b"=",
    b".",
    b"...",
    b"<-",
    b"~",
    b"|",
    b"*",
    b"&",
    b"++",
    b"+=",
    b"func ",
    b"type ",
    b"case ",
    b"default ",
    b"chan ",
    b"range ",
    b"if ",
    b"for ",
    b"switch ",
    b"select ",
    b"struct ",
    b"interface ",
    b"map[",
    b"go ",
    b"defer ",
    b"goto ",
    b"var ",
    b"const ",
    b"import ",
    b"package ",
    b"return ",
    b"else ",
    b"fallthrough ",
    b"\n",
    b"\r",
    b"\t",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe4\xb8\x96",
    b"\xd9\xa3",
    b"\"",
    b"'",
    b"`",
    b"\\",
    b"\\u12",
    b"0x",
    b"1_",
    b"1e",
    b".5",
    b"08",
    b"//",
    b"/*",
    b"*/",
    b"\n//line x:1\n",
    b"/*line :1:2*/",
    b"\n//go:x y\n",
    b"// go:x\n",
    b"//export f\n",
    b".(type)",
    b"x",
    b"@",
];

/// Offsets where tokens begin, roughly: at changes between words, blanks and other characters.
fn boundaries(text: &[u8]) -> Vec<usize> {
    let class = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80.. => 0,
        b' ' | b'\t' | b'\n' => 1,
        other => other,
    };
    (0..text.len()).filter(|&i| i == 0 || class(text[i - 1]) != class(text[i])).collect()
}

fn mutate(text: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let tokens = boundaries(text);
    if tokens.len() < 3 {
        text.extend_from_slice(PIECES[random.below(PIECES.len())]);
        return;
    }
    let token = |random: &mut Random| {
        let i = random.below(tokens.len() - 1);
        tokens[i]..tokens[i + 1]
    };
    match random.below(9) {
        0 => drop(text.drain(token(random))),
        1 => {
            let copy = text[token(random)].to_vec();
            let at = token(random).start;
            text.splice(at..at, copy);
        }
        2 => {
            let (a, b) = (token(random), token(random));
            let (a, b) = if a.start < b.start { (a, b) } else { (b, a) };
            if a.end <= b.start {
                let swapped = [&text[b.clone()], &text[a.end..b.start], &text[a.clone()]].concat();
                text.splice(a.start..b.end, swapped);
            }
        }
        3 => {
            let at = token(random).start;
            text.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied());
        }
        4 => {
            let at = token(random);
            text.splice(at, PIECES[random.below(PIECES.len())].iter().copied());
        }
        5 => {
            let at = random.below(text.len());
            text[at] = random.below(256) as u8;
        }
        6 => drop(text.remove(random.below(text.len()))),
        7 => {
            let (start, len) = (random.below(text.len()), 1 + random.below(40));
            text.drain(start..(start + len).min(text.len()));
        }
        _ if !other.is_empty() => {
            let start = random.below(other.len());
            let end = (start + 1 + random.below(300)).min(other.len());
            let at = token(random).start;
            text.splice(at..at, other[start..end].iter().copied());
        }
        _ => text.truncate(text.len() / 2),
    }
}

/// Spans lie in the file and around those of children's starts, and ids of declarations are ranges.
fn check_tree(file: &File, sources: &SourceMap) {
    let whole = sources.file(file.id).span();
    let mut visit = |node: Node<'_>| {
        let span = node.span(file);
        assert!(whole.lo <= span.lo && span.lo <= span.hi && span.hi <= whole.hi, "{node:?} has {span:?}");
        let pos = node.pos(file);
        assert!(whole.lo <= pos && pos <= whole.hi, "{node:?} is at {pos:?}");
    };
    for &decl in &file.decls {
        walk::preorder(file, Node::Decl(decl), &mut visit);
        let range = file.decl(decl).exprs;
        walk::preorder(file, Node::Decl(decl), &mut |node| {
            if let Node::Expr(x) = node {
                assert!(range.position(x).is_some(), "{x} lies outside of {range:?}");
            }
        });
        if let DeclKind::Func(func) = &file.decl(decl).kind {
            assert!(func.ty.index() < file.exprs.len());
        }
    }
    for diagnostic in &file.diagnostics {
        let anchor = diagnostic.anchor;
        assert!(whole.lo <= anchor && anchor <= whole.hi, "{diagnostic:?} lies outside of the file");
        assert!(!diagnostic.message.is_empty());
    }
}

fn parse(text: &[u8]) {
    let mut sources = SourceMap::new();
    sources.add("first.go", "package p\n".into());
    let id = sources.add_bytes("p.go", text.to_vec());
    let file = pontoon_syntax::parse(id, sources.file(id));
    check_tree(&file, &sources);
    let imports = pontoon_syntax::parse_imports(id, sources.file(id));
    assert!(imports.decls.len() <= file.decls.len());
    pontoon_syntax::branches::check_file(&file, &sources);
}

#[test]
fn mutated_files_neither_panic_nor_hang() {
    let number = |name: &str, default| {
        std::env::var(name)
            .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
    };
    let seconds = number("PONTOON_FUZZ_SECONDS", 2);
    let mut random = Random(number("PONTOON_FUZZ_SEED", 0x9e37_79b9_7f4a_7c15) | 1);
    let mut files = Vec::new();
    go_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/syntax"), &mut files);
    for folder in ["GOROOT", "GOTESTDIR"] {
        if let Some(folder) = std::env::var_os(folder).map(PathBuf::from).filter(|path| path.is_dir()) {
            go_files(&folder, &mut files);
        }
    }
    let read = |random: &mut Random| std::fs::read(&files[random.below(files.len())]).expect("readable");
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut count, mut slowest) = (0u64, Duration::ZERO);
    while Instant::now() < end {
        let (original, other) = (read(&mut random), read(&mut random));
        for _ in 0..20 {
            let mut text = original.clone();
            for _ in 0..=random.below(4) {
                mutate(&mut text, &other, &mut random);
            }
            let start = Instant::now();
            if let Err(panic) = std::panic::catch_unwind(|| parse(&text)) {
                let saved = std::env::temp_dir().join("pontoon-fuzz-failure.go");
                std::fs::write(&saved, &text).expect("writable");
                eprintln!("input {count} is in {}", saved.display());
                std::panic::resume_unwind(panic);
            }
            slowest = slowest.max(start.elapsed());
            count += 1;
        }
    }
    println!("{count} inputs from {} files in {seconds} s; the slowest took {slowest:?}", files.len());
    assert!(slowest < Duration::from_secs(10), "an input took {slowest:?}");
}
