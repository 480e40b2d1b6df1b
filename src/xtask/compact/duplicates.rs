//! Functions with the same code, of which one is kept.
//!
//! A generic function may get the same code for several types. Calls and tables then refer to the
//! function that is kept. The addresses of functions stay apart, since an address is a place in a
//! table.

use std::collections::HashMap;

use super::functions::{Functions, Selection};

/// Returns the same program with one copy of each function.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(super) fn merge_duplicates(program: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let mut program = program;
    // Functions that differ in what they call may be the same once that is merged.
    while let Some(merged) = merge_once(&program)? {
        program = merged;
    }
    Ok(program)
}

/// The program with fewer functions; `None` if it has no two of the same code.
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
