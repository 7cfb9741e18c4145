//! `tests/boundary`: what is wrong at the border, in the words of gc where gc has some, and in the rich form.

use crate::harness::{compare, files, finish, pontoon, root};

#[test]
fn each_mistake_has_its_message() {
    let dir = root().join("tests/boundary");
    let mut wrong = Vec::new();
    for file in files(&dir, "go") {
        let name = file.file_name().and_then(|name| name.to_str()).expect("names are text");
        let built = pontoon(&dir, &["build", "-diagnostics=concise", "-o", "/dev/null", name]);
        assert_eq!(built.stdout, "", "{name}: messages go to stderr");
        compare(&file.with_extension("concise"), &built.stderr, "", &mut wrong);
        let failed =
            built.stderr.lines().any(|line| !line.starts_with("# ") && !line.contains(": warning: "));
        assert_eq!(built.status, i32::from(failed), "{name}: the exit status says whether there were errors");
        let rich = file.with_extension("rich");
        if rich.exists() {
            let built = pontoon(&dir, &["build", "-diagnostics=rich", "-o", "/dev/null", name]);
            compare(&rich, &built.stderr, "", &mut wrong);
        }
    }
    finish(&wrong);
}

#[test]
fn declarations_that_are_the_same_to_the_host_make_one_import() {
    let built = pontoon(&root().join("tests/boundary"), &["build", "-emit=wat", "same_type.go"]);
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    assert_eq!(built.stdout.matches("(import \"env\" \"write\"").count(), 1);
}
