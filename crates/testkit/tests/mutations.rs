//! The checker against gc on damaged files of the standard library. Some files each time; many by hand:
//!
//!     MUTATIONS=300 MUTATION_SEED=7 cargo test -p pontoon-testkit --test mutations -- --nocapture

use pontoon_testkit::check;
use pontoon_testkit::mutate::{Outcome, Plan, Verdict, run};

/// Packages that are quickly checked, and so is what they import.
const SMALL: [&str; 8] =
    ["bufio", "container/list", "errors", "math/bits", "path", "sort", "strings", "unicode/utf8"];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

fn shown(outcome: &Outcome) -> String {
    let verdict = |verdict: &Verdict| match verdict {
        Verdict::Accepted => "accepted".to_string(),
        Verdict::Rejected { file, line, message } => format!("{file}:{line}: {message}"),
        Verdict::Broken(what) => what.clone(),
    };
    let (file, edit) = (outcome.edit.file.display(), &outcome.edit);
    let (gc, pontoon) = (verdict(&outcome.gc), verdict(&outcome.pontoon));
    format!("{file}:{}: {}\n    gc:      {gc}\n    pontoon: {pontoon}", edit.line, edit.what)
}

#[test]
fn damaged_files_are_judged_as_gc_judges_them() {
    let Some(goroot) = check::goroot() else { return eprintln!("skipped: no Go tree") };
    let many = number("MUTATIONS");
    let packages = if many.is_some() { vec!["std"] } else { SMALL.to_vec() };
    let plan = Plan {
        packages: packages.into_iter().map(str::to_string).collect(),
        count: many.unwrap_or(12) as usize,
        seed: number("MUTATION_SEED").unwrap_or(1),
    };
    let scratch = std::env::temp_dir().join(format!("pontoon-mutations-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("the system has a folder for such things");
    let result = run(&goroot, &plan, &scratch);
    std::fs::remove_dir_all(&scratch).expect("it is ours");
    let outcomes = match result {
        Ok(outcomes) => outcomes,
        Err(message) => return eprintln!("skipped: {message}"),
    };
    let wrong: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.agrees()).collect();
    let accepted = outcomes.iter().filter(|outcome| outcome.gc == Verdict::Accepted).count();
    println!("{} files, {accepted} accepted by gc, {} judged otherwise", outcomes.len(), wrong.len());
    for outcome in &wrong {
        println!("{}", shown(outcome));
    }
    assert!(wrong.len() * 100 <= outcomes.len(), "more than one in a hundred");
    let broken = wrong.iter().find(|outcome| matches!(outcome.pontoon, Verdict::Broken(_)));
    assert!(broken.is_none(), "{}", broken.map_or(String::new(), |outcome| shown(outcome)));
}
