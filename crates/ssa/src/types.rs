//! Value types.

use std::fmt;

/// The type of an SSA value: always a scalar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Type {
    I32,
    I64,
    F32,
    F64,
    V128,
    /// An address; an i32 in wasm, which the collector must see.
    Ptr,
}

impl Type {
    pub const ALL: [Type; 6] = [Type::I32, Type::I64, Type::F32, Type::F64, Type::V128, Type::Ptr];

    pub fn name(self) -> &'static str {
        match self {
            Type::I32 => "i32",
            Type::I64 => "i64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::V128 => "v128",
            Type::Ptr => "ptr",
        }
    }

    pub fn is_int(self) -> bool {
        matches!(self, Type::I32 | Type::I64)
    }

    pub fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }

    /// Width in bits of an integer or pointer; zero of others.
    pub fn bits(self) -> u32 {
        match self {
            Type::I32 | Type::Ptr => 32,
            Type::I64 => 64,
            _ => 0,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parameters and results of a function.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Signature {
    pub params: Vec<Type>,
    pub results: Vec<Type>,
}

impl Signature {
    /// The same with the status behind the results, as calls that catch it see it.
    pub fn with_status(&self) -> Signature {
        let results = self.results.iter().copied().chain([Type::I32]).collect();
        Signature { params: self.params.clone(), results }
    }
}
