//! The built command: an example, what it writes, and what it says about bad input.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// A folder for one test, which is removed when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).expect("the target folder can be written");
        Scratch(dir)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be written");
        std::fs::write(path, text).expect("the folder can be written");
    }

    fn pontoon(&self, line: &str) -> Ran {
        run_in(&self.0, line)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("the folder is there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pontoon"));
    command.current_dir(dir).env("PWD", dir);
    command
}

fn run_in(dir: &Path, line: &str) -> Ran {
    ran(command(dir).args(line.split_whitespace()).output().expect("the command starts"))
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn the_thermostat_talks_to_a_host_in_text_form() {
    let line = "run -preload device=examples/thermostat/device.wat examples/thermostat/main.go";
    let ran = run_in(&root(), line);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "minute 1 centidegrees 2075",
            "minute 2 centidegrees 2050",
            "minute 3 centidegrees 2025",
            "heater on",
            "minute 4 centidegrees 2050",
        ]
    );
    assert_eq!(lines.last(), Some(&"switched 10 times"));
}

#[test]
fn a_program_is_small_and_equal_each_time() {
    let scratch = Scratch::new("small");
    scratch.write("hello.go", "package main\n\nfunc main() { println(\"hello\") }\n");
    for name in ["a.wasm", "b.wasm"] {
        let ran = scratch.pontoon(&format!("build -ldflags=-s -o {name} hello.go"));
        assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
    }
    let read = |name: &str| std::fs::read(scratch.0.join(name)).expect("it was built");
    assert_eq!(read("a.wasm"), read("b.wasm"));
    let ran = scratch.pontoon("run a.wasm");
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), "hello\n"));
}

#[test]
fn inspect_shows_the_go_declarations() {
    let scratch = Scratch::new("inspect");
    let text = "package main\n\n//go:wasmimport env add\nfunc add(a, b int32) int32\n\nfunc main() { println(add(1, 2)) }\n";
    scratch.write("add.go", text);
    assert_eq!(scratch.pontoon("build add.go").status, Some(0));
    let shown = scratch.pontoon("inspect add.wasm").stdout;
    let line = shown.lines().find(|line| line.contains("env add")).expect("the import is shown");
    let words: Vec<&str> = line.split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["env add", "(i32, i32) -> (i32)", "func add(a int32, b int32) int32", "./add.go:4:6"]);
    let json = scratch.pontoon("inspect -json add.wasm").stdout;
    assert!(json.contains(r#"{"module":"env","name":"add","type":"(i32, i32) -> (i32)","go":{"#), "{json}");
}

/// Runs a command that must fail and leave nothing behind but what was there; returns stderr.
fn refused(scratch: &Scratch, line: &str, status: i32) -> String {
    let before = scratch.names();
    let ran = scratch.pontoon(line);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(status), ""), "{line}: {}", ran.stderr);
    assert_eq!(scratch.names(), before, "{line}");
    ran.stderr
}

#[test]
fn bad_input_gets_one_clear_message() {
    let scratch = Scratch::new("bad");
    scratch.write("go.mod", "module test\n\ngo 1.27\n");
    scratch.write("empty/readme.txt", "");
    scratch.write("syntax/a.go", "package main\n\nfunc main() { x := }\n");
    scratch.write("types/a.go", "package main\n\nfunc main() { var x int = \"a\"; _ = x }\n");
    scratch.write("body/a.go", "package main\n\n//go:wasmimport env f\nfunc f() {}\n\nfunc main() { f() }\n");
    let import = "package main\n\ntype point struct{ x, y int32 }\n\n//go:wasmimport env f\nfunc f(p point)\n\nfunc main() { f(point{}) }\n";
    scratch.write("param/a.go", import);
    let dir = scratch.0.display().to_string();

    assert_eq!(refused(&scratch, "build none.go", 1), "stat none.go: no such file or directory\n");
    assert_eq!(refused(&scratch, "build ./empty", 1), format!("no Go files in {dir}/empty\n"));
    let syntax = "# test/syntax\nsyntax/a.go:3:20: syntax error: unexpected }, expected expression\n";
    assert_eq!(refused(&scratch, "build -o x.wasm ./syntax", 1), syntax);
    let types = "# test/types\ntypes/a.go:3:27: cannot use \"a\" (untyped string constant) as int value in variable declaration\n";
    assert_eq!(refused(&scratch, "build -o x.wasm ./types", 1), types);
    let body =
        "# test/body\nbody/a.go:4:6: can only use //go:wasmimport with external func implementations\n";
    assert_eq!(refused(&scratch, "build -o x.wasm ./body", 1), body);
    let param = "# test/param\nparam/a.go:6:6: go:wasmimport: unsupported parameter type point\n";
    assert_eq!(refused(&scratch, "build -o x.wasm ./param", 1), param);
    let rich = refused(&scratch, "build -diagnostics=rich -o x.wasm ./param", 1);
    assert!(rich.starts_with("error: go:wasmimport: unsupported parameter type point  ["), "{rich}");
}

#[test]
fn outputs_that_cannot_be_written_are_told() {
    let scratch = Scratch::new("outputs");
    scratch.write("a.go", "package main\n\nfunc main() {}\n");
    let error = refused(&scratch, "build -o none/a.wasm a.go", 1);
    assert_eq!(error, "pontoon: cannot write none/a.wasm: no such file or directory\n");
    let ran = scratch.pontoon("build -o /dev/null a.go");
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn wrong_usage_ends_with_status_two() {
    let scratch = Scratch::new("usage");
    for line in ["build -nosuchflag", "build -target=mars x.go", "frobnicate", "check -lang=banana .", "run"]
    {
        let error = refused(&scratch, line, 2);
        assert!(!error.is_empty());
    }
}

#[test]
fn a_go_tree_that_will_not_do_is_refused_with_the_way_to_one_that_does() {
    let scratch = Scratch::new("goroot");
    scratch.write("a.go", "package main\n\nfunc main() {}\n");
    scratch.write("go/VERSION", "go1.20.1\n");
    scratch.write("go/src/fmt/print.go", "package fmt\n");
    let run = |goroot: &Path| {
        let output = command(&scratch.0).args(["build", "a.go"]).env("PONTOON_GOROOT", goroot).output();
        ran(output.expect("the command starts"))
    };
    let old = run(&scratch.0.join("go"));
    assert_eq!(old.status, Some(1));
    assert!(old.stderr.contains("go1.20.1") && old.stderr.contains("go1.27"), "{}", old.stderr);
    assert!(old.stderr.contains("pip install"), "{}", old.stderr);
    let none = run(&scratch.0.join("none"));
    assert!(none.status == Some(1) && none.stderr.contains("is not a Go tree"), "{}", none.stderr);
}

#[test]
fn imports_that_the_host_lacks_are_told_with_their_go_declaration() {
    let scratch = Scratch::new("lacks");
    scratch.write(
        "a.go",
        "package main\n\n//go:wasmimport env nowms\nfunc now() int64\n\nfunc main() { println(now()) }\n",
    );
    scratch.write("host.wat", r#"(module (func (export "now_ms") (result i64) (i64.const 5)))"#);
    let error = refused(&scratch, "run -preload env=host.wat a.go", 1);
    let expected = "pontoon: ./a.go:4:6: host does not provide env.nowms\n\timported as func now() int64\n\thelp: did you mean now_ms?\n";
    assert_eq!(error, expected);
    let alone = refused(&scratch, "run a.go", 1);
    assert!(alone.contains("help: offer the module with -preload env=FILE"), "{alone}");
}

#[test]
fn a_trap_of_the_host_is_told_with_go_names() {
    let scratch = Scratch::new("traps");
    let text = "package main\n\n//go:wasmimport env boom\nfunc boom()\n\n//go:noinline\nfunc inner() { boom() }\n\nfunc main() { inner() }\n";
    scratch.write("a.go", text);
    scratch.write("host.wat", r#"(module (func $host.boom (export "boom") unreachable))"#);
    let error = refused(&scratch, "run -preload env=host.wat a.go", 1);
    assert!(error.contains("unreachable") && error.contains("\thost.boom"), "{error}");
    assert!(error.contains("\tmain."), "{error}");
}

#[test]
fn check_reports_everything_and_build_gives_up_at_ten() {
    let scratch = Scratch::new("many");
    let lines: String = (0..12).map(|i| format!("var x{i} int = \"a\"\n")).collect();
    scratch.write("a.go", &format!("package p\n\n{lines}"));
    assert_eq!(refused(&scratch, "check a.go", 1).lines().count(), 12);
    let built = refused(&scratch, "build a.go", 1);
    assert_eq!(built.lines().count(), 12);
    assert!(built.starts_with("# command-line-arguments\n"));
    assert!(built.ends_with("./a.go:12:14: too many errors\n"), "{built}");
}
