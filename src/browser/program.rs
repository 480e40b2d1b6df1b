//! A WebAssembly program made at run time, with a memory of its own.

use js_sys::WebAssembly::{Instance, Memory, Module};
use js_sys::{Function, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use crate::opfs::describe;

/// Why a program can't be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a generated program can't be run: {0}")]
pub struct ProgramError(String);

/// A program that imports nothing, and exports a `memory` and functions of two integers. It shares nothing with the
/// program that made it, so nothing it does can harm that.
#[derive(Debug)]
pub struct Program {
    function: Function,
    words: Uint32Array,
}

impl Program {
    /// Compiles a module, and finds the function with this name in it. For workers: windows refuse to compile at once
    /// what is large.
    ///
    /// # Errors
    /// If the browser refuses the module, or it does not export what it should.
    pub fn new(module: &[u8], function: &str) -> Result<Self, ProgramError> {
        let failed = |error: JsValue| ProgramError(describe(&error));
        let module = Module::new(&Uint8Array::from(module)).map_err(failed)?;
        let instance = Instance::new(&module, &Object::new()).map_err(failed)?;
        let exports = instance.exports();
        let export = |name: &str| Reflect::get(&exports, &name.into()).map_err(failed);
        let function = export(function)?.dyn_into().map_err(failed)?;
        let memory: Memory = export("memory")?.dyn_into().map_err(failed)?;
        let words = Uint32Array::new(&memory.buffer());
        Ok(Self { function, words })
    }

    /// Writes words into the program's memory from this address on, a multiple of 4.
    ///
    /// # Panics
    /// If they don't fit.
    pub fn write(&self, address: u32, words: &[u32]) {
        let first = address / 4;
        let len = u32::try_from(words.len()).expect("a memory has fewer words");
        self.words.subarray(first, first + len).copy_from(words);
    }

    /// Calls the function.
    ///
    /// # Panics
    /// If it traps: what is generated here must not.
    pub fn call(&self, a: u32, b: u32) -> u32 {
        let result = self
            .function
            .call2(&JsValue::UNDEFINED, &a.into(), &b.into());
        let result = result.ok().and_then(|result| result.as_f64());
        // An i32 comes as a number with a sign.
        #[allow(clippy::cast_possible_truncation, reason = "an i32 fits")]
        let result = result.expect("a generated program runs through") as i32;
        result.cast_unsigned()
    }
}
