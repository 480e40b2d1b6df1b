//! The kernels of a miner worker: every shape that this browser runs.

use core::ops::Range;

use browser::program::Program;
use miner::{Contest, Engine, Kernel, Shape};

/// A generated module in the browser's own engine.
struct Native(Program);

impl Engine for Native {
    fn write(&mut self, address: u32, words: &[u32]) {
        self.0.write(address, words);
    }

    fn scan(&mut self, groups: Range<u32>) -> u32 {
        self.0.call(groups.start, groups.end)
    }
}

/// Compiles them all: some milliseconds. A browser where none works mines with the portable one, slower.
pub(crate) fn contest() -> Contest {
    let kernel = |shape: Shape| {
        let program = Program::new(&shape.module(), Shape::FUNCTION).ok()?;
        Kernel::generated(shape, Box::new(Native(program))).ok()
    };
    Contest::new(Shape::ALL.into_iter().filter_map(kernel).collect())
}
