//! All tests that are files under tests/, but for those of single crates.

use pontoon_load::goroot::Goroot;
use pontoon_testkit::check::{self, Unit};
use pontoon_testkit::known;
use std::path::{Path, PathBuf};

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder)
}

/// Runs packages against a list of known failures.
fn check_units(goroot: &Goroot, units: &[Unit], list: &str) {
    let wrong = known::judge(list, &check::check_units(goroot, units));
    assert!(wrong.is_empty(), "of {} packages:\n{}", units.len(), wrong.join("\n"));
}

#[test]
fn packages_get_the_errors_that_their_comments_name() {
    let Some(goroot) = check::goroot() else { return eprintln!("skipped: no Go tree") };
    check_units(&goroot, &check::units(&tests("check"), true), "");
}

#[test]
fn every_code_of_go_has_a_test() {
    let Some(goroot) = check::goroot() else { return eprintln!("skipped: no Go tree") };
    let found = check::codes(&goroot, &check::units(&tests("check"), true));
    let names = check::code_names(&goroot);
    let covered = names.iter().filter(|name| found.contains(name.as_str())).count();
    println!("{covered} of {} codes", names.len());
    let results: Vec<(String, Vec<String>)> = names
        .into_iter()
        .map(|name| {
            let complaint =
                (!found.contains(name.as_str())).then(|| "no test in tests/check has this error".into());
            (name, complaint.into_iter().collect())
        })
        .collect();
    let list = std::fs::read_to_string(tests("check/codes-without-test.txt")).expect("the list is readable");
    let wrong = known::judge(&list, &results);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_checker_is_right_about_the_test_data_of_go() {
    let Some(goroot) = check::goroot() else { return eprintln!("skipped: no Go tree") };
    let mut units = Vec::new();
    for folder in ["check", "examples", "fixedbugs", "spec"] {
        for unit in check::units(&goroot.src().join("internal/types/testdata").join(folder), false) {
            units.push(Unit { name: format!("{folder}/{}", unit.name), ..unit });
        }
    }
    let list = std::fs::read_to_string(tests("check/known-failures.txt")).expect("the list is readable");
    check_units(&goroot, &units, &list);
}
