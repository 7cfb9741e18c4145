//! A Go signature to a wasm signature: one `Crossing` per Go value.

use std::fmt;

/// How one Go value travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crossing {
    I32,
    I64,
    F32,
    F64,
    /// An i32 that is 0 or 1 on its way out.
    Bool,
    /// A Go pointer or `unsafe.Pointer`.
    Pointer,
    /// 64 bits in Go, the low 32 at the border.
    Uintptr,
    /// Pointer and byte length.
    String,
    /// By TinyGo's rules: an integer of 8 or 16 bits.
    Small {
        bits: u8,
        signed: bool,
    },
    /// By TinyGo's rules: 64 bits in Go, 32 at the border.
    Int {
        signed: bool,
    },
    /// By TinyGo's rules: pointer, length and capacity.
    Slice,
}

/// A wasm value type that may stand at the border.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WasmType {
    I32,
    I64,
    F32,
    F64,
}

impl Crossing {
    pub fn wasm_types(self) -> &'static [WasmType] {
        match self {
            Crossing::I32
            | Crossing::Bool
            | Crossing::Pointer
            | Crossing::Uintptr
            | Crossing::Small { .. }
            | Crossing::Int { .. } => &[WasmType::I32],
            Crossing::Slice => &[WasmType::I32; 3],
            Crossing::I64 => &[WasmType::I64],
            Crossing::F32 => &[WasmType::F32],
            Crossing::F64 => &[WasmType::F64],
            Crossing::String => &[WasmType::I32, WasmType::I32],
        }
    }
}

/// What a host function takes and gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    pub params: Vec<Crossing>,
    pub result: Option<Crossing>,
}

/// A wasm function type at the border.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct WasmSignature {
    pub params: Vec<WasmType>,
    pub results: Vec<WasmType>,
}

impl Signature {
    pub fn wasm(&self) -> WasmSignature {
        WasmSignature {
            params: self.params.iter().flat_map(|crossing| crossing.wasm_types()).copied().collect(),
            results: self.result.iter().flat_map(|crossing| crossing.wasm_types()).copied().collect(),
        }
    }
}

impl fmt::Display for WasmType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WasmType::I32 => "i32",
            WasmType::I64 => "i64",
            WasmType::F32 => "f32",
            WasmType::F64 => "f64",
        })
    }
}

/// `(i32, i64) -> (f64)`.
impl fmt::Display for WasmSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[WasmType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        write!(f, "({}) -> ({})", list(&self.params), list(&self.results))
    }
}
