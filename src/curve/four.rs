//! Four numbers modulo p at once, for batches of signatures: their square roots and sums of points
//! are computed from numbers that do not depend on each other.
//!
//! There are two representations with the same operations ([`Four`]), and [`Fastest`] is the faster
//! one on the target. [`Lanes`] has one number in each lane of a SIMD vector, for WebAssembly.
//! [`Array`] has four numbers of four 64-bit limbs each, for native programs: the processor starts
//! on the next number before it has finished one.

mod arithmetic;
mod array;
mod lanes;

pub use arithmetic::Four;
pub use array::Array;
pub use lanes::Lanes;

/// The representation that is faster on this target.
#[cfg(target_pointer_width = "64")]
pub type Fastest = Array;

/// The representation that is faster on this target.
#[cfg(not(target_pointer_width = "64"))]
pub type Fastest = Lanes;
