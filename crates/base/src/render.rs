//! The forms in which a diagnostic is shown. Nothing else prints diagnostics.

pub mod concise;
