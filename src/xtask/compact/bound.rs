//! A program with its bindings.

/// A wasm program and the script that loads it and has its imports.
pub(crate) struct Bound {
    /// The program.
    pub(crate) program: Vec<u8>,
    /// The script.
    pub(crate) script: String,
}
