//! The files under tests/opt: a program as text, and behind it what its text is after all passes. `; check:` lines stand
//! in the result in this order, `; not:` lines nowhere in it.

use pontoon_ssa::parse::parse_program;
use pontoon_ssa::print::program_text;
use std::path::Path;

/// What is wrong with a case, if anything is.
fn judge(source: &str) -> Result<(), String> {
    let mut program = parse_program(source)?;
    for func in program.funcs.values() {
        pontoon_ssa::verify(&program, func)?;
    }
    pontoon_opt::optimize(&mut program);
    let text = program_text(&program);
    let mut rest = text.as_str();
    for line in source.lines() {
        if let Some(wanted) = line.strip_prefix("; check: ") {
            let at = rest.find(wanted).ok_or_else(|| format!("no {wanted:?} in order in\n{text}"))?;
            rest = &rest[at + wanted.len()..];
        } else if let Some(unwanted) = line.strip_prefix("; not: ")
            && text.contains(unwanted)
        {
            return Err(format!("{unwanted:?} is still in\n{text}"));
        }
    }
    Ok(())
}

#[test]
fn programs_become_what_their_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/opt");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "ssa"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = Vec::new();
    for path in paths {
        let source = std::fs::read_to_string(&path).expect("the file can be read");
        if let Err(fault) = judge(&source) {
            wrong.push(format!("{}: {fault}", path.file_name().expect("a file has a name").display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
