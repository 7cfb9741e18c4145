//! Programs compiled and run by the command itself, against what is written beside them.
//!
//! `tests/run/NAME.go` has `NAME.stdout` and `NAME.stderr` (absent: nothing is printed), `NAME.exit` (absent: 0), or
//! `NAME.refused`: the first message of a compiler that does not know the feature yet. `tests/host/NAME.session` has command
//! lines with what they print. `BLESS=1` rewrites them.

mod boundary;
mod examples;
mod harness;
mod hot_loop;
mod js;
mod run;
mod sessions;
