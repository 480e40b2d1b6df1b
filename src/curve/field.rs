//! Numbers modulo p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SP 800-186, section 3.2.1.3).
//!
//! A number is stored in limbs: its digits in a base that is a power of two. The best base depends
//! on the multiplication instructions of the processor. There are two representations with the same
//! operations ([`Field`]), and [`Element`] is the faster one on the target:
//!
//! | | [`Limbs64`] | [`Limbs29`] |
//! | --- | --- | --- |
//! | made for | native programs on 64-bit processors | WebAssembly and 32-bit processors |
//! | products of limbs | 64 × 64 to 128 bits | sums of nine, each of 58 bits, in 64 bits |
//! | limbs | 4, the number is always below p | 9, signed, with room for sums |
//!
//! **Montgomery form.** Both keep a number x as x·R modulo p, where R is 2 to the number of bits of
//! all limbs. A product of two such numbers must be divided by R, which is cheap for this p: it
//! ends in many ones, so p times the lowest limb, added to the product, clears that limb, and p
//! times a limb is a sum of shifts (Montgomery, “Modular multiplication without trial division”,
//! 1985).

mod arithmetic;
mod limbs29;
mod limbs64;

pub use arithmetic::{Field, Powers};
pub use limbs29::Limbs29;
pub use limbs64::Limbs64;

/// The representation that is faster on this target. The width of a pointer distinguishes the
/// targets, since WebAssembly's pointers have 32 bits.
#[cfg(target_pointer_width = "64")]
pub type Element = Limbs64;

/// The representation that is faster on this target.
#[cfg(not(target_pointer_width = "64"))]
pub type Element = Limbs29;
