//! Constants of arbitrary precision.

/// A constant's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An error has been reported.
    Unknown,
    Bool(bool),
}
