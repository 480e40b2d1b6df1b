//! A program with its JavaScript bindings.

/// A WebAssembly program, and the script that provides its imports and loads it.
pub(crate) struct Bound {
    /// The program.
    pub(crate) program: Vec<u8>,
    /// The script.
    pub(crate) script: String,
}
