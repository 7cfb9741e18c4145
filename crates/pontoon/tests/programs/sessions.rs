//! `tests/host`: programs and their hosts. A `.session` file has command lines, each behind a `$`, and what they print:
//! stdout, stderr, and the exit status in brackets if it is not zero. `$TMP` is a folder for what they write.

use crate::harness::{compare, files, finish, pontoon, root};
use std::fmt::Write;

#[test]
fn each_session_goes_as_written() {
    let mut wrong = Vec::new();
    let scratch = std::env::temp_dir().join(format!("pontoon-sessions-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder can be made");
    let scratch = scratch.display().to_string();
    let folders = ["tests/host", "tests/host/policy"].map(|folder| root().join(folder));
    for file in folders.iter().flat_map(|folder| files(folder, "session")) {
        let dir = file.parent().expect("a file is in a folder");
        let text = std::fs::read_to_string(&file).expect("the file is there");
        let mut found = String::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let words = words(&line.replace("$TMP", &scratch));
            let ran = pontoon(dir, &words.iter().map(String::as_str).collect::<Vec<_>>());
            let status = if ran.status == 0 { String::new() } else { format!("[{}]\n", ran.status) };
            write!(found, "$ {line}\n{}{}{status}", ran.stdout, without_frames(&ran.stderr))
                .expect("writing to a string");
        }
        compare(&file, &found, "", &mut wrong);
    }
    std::fs::remove_dir_all(&scratch).expect("the folder can go");
    finish(&wrong);
}

/// Through which functions a trap came is not told: that is the optimizer's business.
fn without_frames(text: &str) -> String {
    let mut out = String::new();
    let mut trapped = false;
    for line in text.lines() {
        if trapped && line.starts_with('\t') {
            continue;
        }
        trapped |= line.contains("stopped by the engine");
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A line cut at spaces, but not within single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is one").push(c),
        }
    }
    words
}

/// `tests/fix`: a program before and after.
#[test]
fn fix_rewrites_in_place() {
    let dir = std::env::temp_dir().join(format!("pontoon-fix-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder can be made");
    let mut wrong = Vec::new();
    for file in files(&root().join("tests/fix"), "go") {
        let copy = dir.join(file.file_name().expect("a file has a name"));
        std::fs::copy(&file, &copy).expect("the file can be copied");
        let name = copy.file_name().and_then(|name| name.to_str()).expect("names are text");
        let fixed = pontoon(&dir, &["fix", "-diagnostics=concise", name]);
        compare(&file.with_extension("stderr"), &fixed.stderr, "", &mut wrong);
        let after = std::fs::read_to_string(&copy).expect("the file is there");
        compare(&file.with_extension("fixed"), &after, "", &mut wrong);
        let again = pontoon(&dir, &["fix", "-diagnostics=concise", name]);
        assert!(!again.stderr.contains("change"), "{name} is fixed once: {}", again.stderr);
    }
    std::fs::remove_dir_all(&dir).expect("the folder can go");
    finish(&wrong);
}
