//! The miner's generated kernels, run by the browser's WebAssembly engine.

use core::ops::Range;

use js_sys::WebAssembly::{Instance, Memory, Module};
use js_sys::{Function, Object, Reflect, Uint8Array, Uint32Array};
use miner::{Engine, Kernel, ROW_WORDS, Shape};
use wasm_bindgen::prelude::*;

/// Compiles every generated kernel that this browser can run, in some milliseconds. Only for
/// workers: windows do not compile large modules synchronously. If the list is empty, the portable
/// kernel remains.
pub fn kernels() -> Vec<Kernel> {
    let kernel = |shape: Shape| {
        let program = Program::new(shape).ok()?;
        Kernel::generated(shape, Box::new(program)).ok()
    };
    Shape::ALL.into_iter().filter_map(kernel).collect()
}

/// A WebAssembly module that is generated at run time. A page's content security policy allows it
/// by `'wasm-unsafe-eval'`. The module has its own memory and imports nothing, so it can't affect
/// the program that made it.
struct Program {
    function: Function,
    memory: Uint32Array,
}

impl Program {
    fn new(shape: Shape) -> Result<Self, JsValue> {
        let bytes = Uint8Array::from(&shape.module()[..]);
        let instance = Instance::new(&Module::new(&bytes)?, &Object::new())?;
        let exports = instance.exports();
        let function = Reflect::get(&exports, &Shape::FUNCTION.into())?;
        let memory = Reflect::get(&exports, &Shape::MEMORY.into())?;
        let memory: Memory = memory.dyn_into()?;
        Ok(Self {
            function: function.dyn_into()?,
            memory: Uint32Array::new(&memory.buffer()),
        })
    }

    /// Writes words into the module's memory from this address on, which is a multiple of 4.
    fn write(&mut self, address: u32, words: &[u32]) {
        let first = address / 4;
        let len = u32::try_from(words.len()).expect("a memory has fewer words");
        self.memory.subarray(first, first + len).copy_from(words);
    }
}

impl Engine for Program {
    fn set_table(&mut self, words: &[u32]) {
        self.write(Shape::TABLE_AT, words);
    }

    fn set_row(&mut self, words: &[u32; ROW_WORDS]) {
        self.write(Shape::ROW_AT, words);
    }

    fn scan(&mut self, groups: Range<u32>) -> u32 {
        let (first, end) = (groups.start.into(), groups.end.into());
        let group = self.function.call2(&JsValue::UNDEFINED, &first, &end);
        let group = group.ok().and_then(|group| group.as_f64());
        // There are at most a thousand groups.
        #[allow(clippy::cast_possible_truncation, reason = "a group's number is small")]
        let group = group.map(|group| group as u32);
        // A trap should never happen. It counts as a hit in the first group, which other code then
        // hashes again.
        group.unwrap_or(groups.start)
    }
}
