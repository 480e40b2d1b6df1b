//! Rewrites a WebAssembly program so that it compresses better. The program does the same as
//! before.
//!
//! | step | what it changes | kB saved after compression |
//! | --- | --- | --- |
//! | [`operands`] | the numbers of local variables, the alignments of loads and stores | 6 |
//! | [`duplicates`] | functions with the same code are merged | 2 |
//! | [`similar`] | similar functions are placed next to each other | 20 to 25 |
//! | [`import_names`] | imports get short names, in the program and in its bindings | 6 |
//!
//! Names and other custom sections, which only tools read, are left out.

mod bound;
mod duplicates;
mod functions;
mod import_names;
mod operands;
mod similar;
#[cfg(test)]
mod tests;

pub(crate) use bound::Bound;

/// Returns a program that does the same, with bytes that compress better.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(crate) fn compact(bound: &Bound) -> anyhow::Result<Bound> {
    let program = operands::unify_operands(&bound.program)?;
    let program = duplicates::merge_duplicates(program)?;
    let program = similar::arrange(&program)?;
    import_names::shorten(&program, &bound.script)
}

/// Returns the same part of a program with other bytes. Its imports keep their names.
///
/// # Errors
///
/// If the part is not a wasm module.
pub(crate) fn compact_part(part: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let script = String::new();
    Ok(compact(&Bound {
        program: part,
        script,
    })?
    .program)
}
