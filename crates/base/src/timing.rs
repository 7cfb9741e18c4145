//! Time spent by named step, summed over threads, for `-v` and for whoever tunes the compiler.

use std::sync::Mutex;
use std::time::{Duration, Instant};

static SCOPES: Mutex<Vec<(&'static str, Duration, u64)>> = Mutex::new(Vec::new());

/// Adds the time until the guard is dropped to the step `name`.
#[must_use = "the scope ends when the guard is dropped"]
pub fn scope(name: &'static str) -> Scope {
    Scope { name, start: Instant::now() }
}

/// Ends a [`scope`] when dropped.
pub struct Scope {
    name: &'static str,
    start: Instant,
}

impl Drop for Scope {
    fn drop(&mut self) {
        let spent = self.start.elapsed();
        let mut scopes = SCOPES.lock().unwrap_or_else(|e| e.into_inner());
        match scopes.iter_mut().find(|(name, ..)| *name == self.name) {
            Some((_, total, count)) => {
                *total += spent;
                *count += 1;
            }
            None => scopes.push((self.name, spent, 1)),
        }
    }
}

/// All steps so far in the order in which they first ended: name, total time, number of times.
pub fn report() -> Vec<(&'static str, Duration, u64)> {
    SCOPES.lock().unwrap_or_else(|e| e.into_inner()).clone()
}
