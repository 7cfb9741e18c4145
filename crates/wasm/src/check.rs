//! Our own output put through the validator, with exactly the features that we promise to need.

use crate::Error;
use wasmparser::{Validator, WasmFeatures};

/// Validates `module` as WebAssembly 2.0.
pub fn validate(module: &[u8]) -> Result<(), Error> {
    let mut validator = Validator::new_with_features(WasmFeatures::WASM2);
    match validator.validate_all(module) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Invalid(error.to_string())),
    }
}
