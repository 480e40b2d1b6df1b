//! Merges functions with the same code.
//!
//! A generic function may be compiled to the same code for different types. One function is kept,
//! and calls and tables refer to it. Function pointers stay different, since a function pointer is
//! an index into a table.

use std::collections::HashMap;

use super::functions::{Functions, Selection};

/// Returns the same program with one copy of each function.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(super) fn merge_duplicates(program: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let mut program = program;
    // Functions that call different copies have the same code once the copies are merged.
    while let Some(merged) = merge_once(&program)? {
        program = merged;
    }
    Ok(program)
}

/// The program with fewer functions; `None` if no two functions have the same code.
fn merge_once(program: &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
    let functions = Functions::read(program)?;
    let mut first = HashMap::new();
    let code = functions.types.iter().zip(&functions.bodies).enumerate();
    let stand_ins = code.map(|(function, (signature, body))| {
        let code = (*signature, body.as_bytes());
        *first.entry(code).or_insert(function)
    });
    let stand_ins: Vec<usize> = stand_ins.collect();
    if first.len() == stand_ins.len() {
        return Ok(None);
    }
    let selection = Selection::replaced(functions.imported, &stand_ins);
    selection.write(program).map(Some)
}
