//! `tests/run`: what programs print and how they end.

use crate::harness::{Outcome, compare, files, finish, pontoon, root};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

#[test]
fn programs_print_what_is_expected() {
    each_program(|dir, file, name, wrong| {
        let refused = file.with_extension("refused");
        if refused.exists() {
            let built = pontoon(dir, &["build", "-diagnostics=concise", "-o", "/dev/null", name]);
            assert_eq!((built.status, built.stdout.as_str()), (1, ""), "{name} is to be refused");
            let first = built.stderr.lines().find(|line| !line.starts_with("# ")).unwrap_or_default();
            return compare(&refused, &format!("{first}\n"), "", wrong);
        }
        compare_all(file, &pontoon(dir, &["run", "-diagnostics=concise", name]), wrong);
    });
}

/// The same programs, left whenever they can be left and collected whenever they allocate.
#[test]
fn programs_do_the_same_under_stress() {
    if std::env::var_os("BLESS").is_some() {
        return;
    }
    each_program(|dir, file, name, wrong| {
        let text = std::fs::read_to_string(file).expect("the program can be read");
        // A program for which all of it takes minutes, or that counts collections, says so in its last line.
        let own = text.lines().last().and_then(|line| line.strip_prefix("// stress: "));
        let settings =
            own.map_or("suspendstress,gcstress,gcpoison", |own| own.split(';').next().unwrap_or(own));
        if file.with_extension("refused").exists() || settings == "none" {
            return;
        }
        compare_all(
            file,
            &pontoon(dir, &["run", "-diagnostics=concise", &format!("-d={settings}"), name]),
            wrong,
        );
    });
}

fn compare_all(file: &Path, ran: &Outcome, wrong: &mut Vec<String>) {
    compare(&file.with_extension("stdout"), &ran.stdout, "", wrong);
    compare(&file.with_extension("stderr"), &ran.stderr, "", wrong);
    compare(&file.with_extension("exit"), &format!("{}\n", ran.status), "0\n", wrong);
}

/// Calls `test` with each program, on two threads: the folder, the file, its name, and where to say what is wrong.
fn each_program(test: impl Fn(&Path, &Path, &str, &mut Vec<String>) + Sync) {
    let dir = root().join("tests/run");
    let programs: Vec<PathBuf> = files(&dir, "go");
    let next = Mutex::new(programs.iter());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let file = next.lock().expect("no thread panics with it").next();
                    let Some(file) = file else { return };
                    let name = file.file_name().and_then(|name| name.to_str()).expect("names are text");
                    let mut found = Vec::new();
                    test(&dir, file, name, &mut found);
                    wrong.lock().expect("no thread panics with it").extend(found);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("no thread panics with it");
    wrong.sort();
    finish(&wrong);
}
