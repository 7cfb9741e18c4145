//! `tests/js`: programs for JavaScript, under GOROOT's own `wasm_exec_node.js`. Without Node they are only built.

use crate::harness::{compare, files, finish, pontoon, root};
use std::process::Command;

#[test]
fn programs_run_under_the_unmodified_wasm_exec() {
    let dir = root().join("tests/js");
    let goroot = pontoon(&dir, &["env", "GOROOT"]).stdout;
    let script = format!("{}/lib/wasm/wasm_exec_node.js", goroot.trim());
    let node = Command::new("node").arg("--version").output().is_ok_and(|ran| ran.status.success());
    let scratch = std::env::temp_dir().join(format!("pontoon-js-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder can be made");
    let mut wrong = Vec::new();
    for file in files(&dir, "go") {
        let name = file.file_name().and_then(|name| name.to_str()).expect("names are text");
        let module = scratch.join(format!("{name}.wasm")).display().to_string();
        let built = pontoon(&dir, &["build", "-target=js", "-diagnostics=concise", "-o", &module, name]);
        assert_eq!((built.status, built.stderr.as_str()), (0, ""), "{name}");
        if !node {
            continue;
        }
        let ran =
            Command::new("node").arg(&script).arg(&module).env("HOME", "/").output().expect("Node runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        compare(&file.with_extension("stdout"), &text(&ran.stdout), "", &mut wrong);
        compare(&file.with_extension("stderr"), &text(&ran.stderr), "", &mut wrong);
        let status = ran.status.code().expect("no signal ends it");
        compare(&file.with_extension("exit"), &format!("{status}\n"), "0\n", &mut wrong);
    }
    std::fs::remove_dir_all(&scratch).expect("the folder can go");
    finish(&wrong);
}
