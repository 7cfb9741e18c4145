//! Small modules in text form, run and inspected.

use pontoon_host::{Preload, Program, RunError, inspect, run};

fn program(text: &str) -> Program {
    Program {
        module: wat::parse_str(text).expect("valid text"),
        args: vec!["p".into()],
        ..Program::default()
    }
}

fn preload(name: &str, text: &str) -> Preload {
    Preload { name: name.into(), module: text.into(), file: format!("{name}.wat") }
}

#[test]
fn a_program_ends_with_its_own_status() {
    let exits = r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (call $exit (i32.const 7))))"#;
    assert_eq!(run(&program(exits)).expect("it runs"), 7);
    assert_eq!(run(&program(r#"(module (func (export "_start")))"#)).expect("it runs"), 0);
    let error = run(&program("(module)")).expect_err("nothing to run");
    assert!(
        matches!(error, RunError::Unusable(message) if message.contains("neither _start nor _initialize"))
    );
}

#[test]
fn another_module_plays_the_host() {
    let text = r#"(module
        (import "env" "add" (func $add (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (call $exit (call $add (i32.const 3) (i32.const 4)))))"#;
    let host = r#"(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#;
    let with_host = Program { preloads: vec![preload("env", host)], ..program(text) };
    assert_eq!(run(&with_host).expect("it runs"), 7);
}

#[test]
fn a_host_module_may_read_the_programs_memory() {
    let text = r#"(module
        (import "env" "first" (func $first (param i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 16) "\2a")
        (func (export "_start") (call $exit (call $first (i32.const 16)))))"#;
    let host = r#"(module
        (import "guest" "memory" (memory 1))
        (func (export "first") (param i32) (result i32) (i32.load8_u (local.get 0))))"#;
    let with_host = Program { preloads: vec![preload("env", host)], ..program(text) };
    assert_eq!(run(&with_host).expect("it runs"), 42);
}

#[test]
fn a_missing_import_is_told_with_what_there_is() {
    let text = r#"(module (import "env" "nowms" (func (result i64))) (func (export "_start")))"#;
    let host = r#"(module (func (export "now_ms") (result i64) (i64.const 0)) (func (export "log")))"#;
    let with_host = Program { preloads: vec![preload("env", host)], ..program(text) };
    let Err(RunError::Unsatisfied(missing)) = run(&with_host) else { panic!("the import is missing") };
    let [missing] = &missing[..] else { panic!("one import") };
    assert_eq!(
        (missing.module.as_str(), missing.name.as_str(), missing.found.as_deref()),
        ("env", "nowms", None)
    );
    assert_eq!(missing.expected, "() -> (i64)");
    assert_eq!(
        (&missing.offers[..], &missing.near[..]),
        (&["log".into(), "now_ms".into()][..], &["now_ms".into()][..])
    );
}

#[test]
fn a_type_conflict_names_both_types() {
    let text = r#"(module (import "env" "f" (func (param i32))) (func (export "_start")))"#;
    let with_host = Program {
        preloads: vec![preload("env", r#"(module (func (export "f") (param i64)))"#)],
        ..program(text)
    };
    let Err(RunError::Unsatisfied(missing)) = run(&with_host) else { panic!("the types differ") };
    assert_eq!(
        (missing[0].expected.as_str(), missing[0].found.as_deref()),
        ("(i32) -> ()", Some("(i64) -> ()"))
    );
}

#[test]
fn a_trap_is_told_with_the_names_of_functions() {
    let text = r#"(module
        (func $main.boom unreachable)
        (func $main.main (call $main.boom))
        (func $_start (export "_start") (call $main.main)))"#;
    let Err(RunError::Trapped(trapped)) = run(&program(text)) else { panic!("it traps") };
    assert!(trapped.reason.contains("unreachable"), "{}", trapped.reason);
    let names: Vec<&str> = trapped.frames.iter().filter_map(|frame| frame.split(' ').next()).collect();
    assert_eq!(names, ["main.boom", "main.main", "_start"]);
}

#[test]
fn a_module_is_shown_by_its_boundary_and_its_sections() {
    let text = r#"(module
        (import "env" "b" (func (param i32) (result i64)))
        (import "env" "a" (func))
        (memory (export "memory") 2 5)
        (func (export "_start") (call 1)))"#;
    let shown = inspect(&wat::parse_str(text).expect("valid text")).expect("a module").to_text();
    let boundary: Vec<&str> = shown.lines().take_while(|line| *line != "sections").collect();
    let expected = [
        "imports",
        "  env a  () -> ()",
        "  env b  (i32) -> (i64)",
        "exports",
        "  _start  () -> ()",
        "  memory  memory",
        "memories",
        "  2 pages  at most 5",
    ];
    assert_eq!(boundary, expected);
    assert!(inspect(b"no module").is_err());
}
