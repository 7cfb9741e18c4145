//! What the adapter of an import or export does, step by step, as data: lowering only transcribes it, and no step is left where
//! the Go value already is the wasm value.

use crate::signature::{Crossing, Signature};

/// The conversion of one Go value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The value's scalars are the wasm values: numbers, pointers, a Go `bool`, a string's pointer and length.
    Same,
    /// Out: the low 32 bits of an i64.
    Wrap,
    /// In: an i32 zero-extended to i64.
    ZeroExtend,
    /// In: an i32 sign-extended to i64.
    SignExtend,
    /// In: the low bits of an i32, extended.
    Narrow { bits: u8, signed: bool },
    /// In: true if the low byte is not zero (the specification's §2.3).
    NormalizeBool,
}

/// The steps of a call from Go to the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportPlan {
    pub params: Vec<Step>,
    pub result: Option<Step>,
}

/// The steps of a call from the host to Go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportPlan {
    pub params: Vec<Step>,
    pub result: Option<Step>,
}

pub fn plan_export(signature: &Signature) -> ExportPlan {
    ExportPlan {
        params: signature.params.iter().map(|&crossing| inward(crossing)).collect(),
        result: signature.result.map(outward),
    }
}

pub fn plan_import(signature: &Signature) -> ImportPlan {
    ImportPlan {
        params: signature.params.iter().map(|&crossing| outward(crossing)).collect(),
        result: signature.result.map(inward),
    }
}

fn outward(crossing: Crossing) -> Step {
    match crossing {
        Crossing::Uintptr | Crossing::Int { .. } => Step::Wrap,
        _ => Step::Same,
    }
}

fn inward(crossing: Crossing) -> Step {
    match crossing {
        Crossing::Uintptr | Crossing::Int { signed: false } => Step::ZeroExtend,
        Crossing::Int { signed: true } => Step::SignExtend,
        Crossing::Small { bits, signed } => Step::Narrow { bits, signed },
        Crossing::Bool => Step::NormalizeBool,
        _ => Step::Same,
    }
}
