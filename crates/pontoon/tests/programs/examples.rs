//! The examples that need nothing but pontoon.

use crate::harness::{pontoon, root};

#[test]
fn wasi_declared_by_hand_reads_arguments_clock_and_random_bytes() {
    let ran = pontoon(&root().join("examples/wasi"), &["run", "main.go", "one", "two words"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (2, ""), "the number of arguments is the status");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[..2], ["argument one", "argument two words"], "{}", ran.stdout);
    let random = lines.last().and_then(|line| line.strip_prefix("random "));
    assert_eq!(random.map(str::len), Some(32), "{}", ran.stdout);
}

#[test]
fn a_plugin_and_its_host_share_strings_structs_and_bytes() {
    let ran = pontoon(&root().join("examples/plugin"), &["run", "-preload", "app=app.wat", "main.go"]);
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "Hello, gopher!", "45\n"));
}
