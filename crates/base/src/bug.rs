//! Our own faults: a broken invariant stops the compiler with a message that says so, and with what was being
//! compiled at that moment.

use std::cell::RefCell;

thread_local! {
    static CONTEXT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Stops the compiler because an invariant of ours is broken. Wrong user code never gets here.
#[macro_export]
macro_rules! bug {
    ($($arg:tt)*) => { panic!("internal error: {}", format_args!($($arg)*)) };
}

/// Says what this thread is working on ("lowering fmt.Fprintf") until the guard is dropped.
#[must_use = "the context ends when the guard is dropped"]
pub fn context(doing: impl FnOnce() -> String) -> ContextGuard {
    CONTEXT.with_borrow_mut(|stack| stack.push(doing()));
    ContextGuard(())
}

/// Ends a [`context`] when dropped.
pub struct ContextGuard(());

impl Drop for ContextGuard {
    fn drop(&mut self) {
        CONTEXT.with_borrow_mut(|stack| {
            // While a panic unwinds the stack is kept: the hook has printed it, but a caller may ask again.
            if !std::thread::panicking() {
                stack.pop();
            }
        });
    }
}

/// What this thread is working on, outermost first.
pub fn context_stack() -> Vec<String> {
    CONTEXT.with_borrow(Clone::clone)
}

/// Makes panics print as internal errors, with the context stack and the version.
pub fn install_hook(version: &'static str) {
    std::panic::set_hook(Box::new(move |info| {
        let message = info.payload_as_str().unwrap_or("unknown panic");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let message = message.strip_prefix("internal error: ").unwrap_or(message);
        eprintln!("pontoon: internal error: {message} ({place})");
        for doing in context_stack().iter().rev() {
            eprintln!("\twhile {doing}");
        }
        eprintln!("\tpontoon {version}; this is a fault of the compiler, please report it with the program");
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            eprintln!("{}", std::backtrace::Backtrace::force_capture());
        }
    }));
}
