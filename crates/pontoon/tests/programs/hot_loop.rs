//! What stands in a loop around a host call: the call, and nothing that the program did not write.

use crate::harness::{pontoon, root};

#[test]
fn a_host_call_in_a_loop_is_one_call_and_touches_no_memory() {
    let args = ["build", "-emit=wat", "-func=main.main", "bench/programs/hostcallenv.go"];
    let built = pontoon(&root(), &args);
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    let words = || built.stdout.lines().map(str::trim);
    assert_eq!(words().filter(|line| line.starts_with("loop")).count(), 1, "{}", built.stdout);
    // Everything from the loop's head to the branch back to it, which closes its only round.
    let round: Vec<&str> = words()
        .skip_while(|line| !line.starts_with("loop"))
        .take_while(|line| !line.starts_with("br_if"))
        .collect();
    let expected = "loop ;; label = @1
local.get 0
local.get 1
i32.wrap_i64
call $env.add
local.set 0
local.get 1
i64.const 1
i64.add
local.tee 1
i64.const 50000000
i64.lt_s";
    assert_eq!(round.join("\n"), expected);
}
