//! `tests/run`: what programs print and how they end.

use crate::harness::{compare, files, finish, pontoon, root};

#[test]
fn programs_print_what_is_expected() {
    let dir = root().join("tests/run");
    let mut wrong = Vec::new();
    for file in files(&dir, "go") {
        let name = file.file_name().and_then(|name| name.to_str()).expect("names are text");
        let refused = file.with_extension("refused");
        if refused.exists() {
            let built = pontoon(&dir, &["build", "-diagnostics=concise", "-o", "/dev/null", name]);
            assert_eq!((built.status, built.stdout.as_str()), (1, ""), "{name} is to be refused");
            let first = built.stderr.lines().find(|line| !line.starts_with("# ")).unwrap_or_default();
            compare(&refused, &format!("{first}\n"), "", &mut wrong);
            continue;
        }
        let ran = pontoon(&dir, &["run", "-diagnostics=concise", name]);
        compare(&file.with_extension("stdout"), &ran.stdout, "", &mut wrong);
        compare(&file.with_extension("stderr"), &ran.stderr, "", &mut wrong);
        compare(&file.with_extension("exit"), &format!("{}\n", ran.status), "0\n", &mut wrong);
    }
    finish(&wrong);
}
