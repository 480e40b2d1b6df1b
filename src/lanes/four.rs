//! Four 32-bit words in parallel: a SIMD vector in WebAssembly, an array elsewhere.

use core::ops::{Add, BitAnd, BitXor};

#[cfg(target_feature = "simd128")]
use core::arch::wasm32 as wasm;

/// Four words.
#[derive(Clone, Copy, Debug)]
#[cfg(target_feature = "simd128")]
pub(super) struct Lanes(wasm::v128);

#[cfg(target_feature = "simd128")]
impl Lanes {
    #[inline(always)]
    pub(super) fn from_words([a, b, c, d]: [u32; 4]) -> Self {
        Self(wasm::u32x4(a, b, c, d))
    }

    #[inline(always)]
    pub(super) fn to_words(self) -> [u32; 4] {
        [
            wasm::u32x4_extract_lane::<0>(self.0),
            wasm::u32x4_extract_lane::<1>(self.0),
            wasm::u32x4_extract_lane::<2>(self.0),
            wasm::u32x4_extract_lane::<3>(self.0),
        ]
    }

    #[inline(always)]
    pub(super) fn shifted<const RIGHT: u32>(self) -> Self {
        Self(wasm::u32x4_shr(self.0, RIGHT))
    }

    #[inline(always)]
    pub(super) fn rotated<const RIGHT: u32>(self) -> Self {
        let low = wasm::u32x4_shr(self.0, RIGHT);
        Self(wasm::v128_or(low, wasm::u32x4_shl(self.0, 32 - RIGHT)))
    }

    /// Reverses the bytes of each word: one instruction, compared with ten for a single word.
    #[inline(always)]
    pub(super) fn swapped(self) -> Self {
        Self(wasm::u8x16_shuffle::<
            3,
            2,
            1,
            0,
            7,
            6,
            5,
            4,
            11,
            10,
            9,
            8,
            15,
            14,
            13,
            12,
        >(self.0, self.0))
    }

    #[inline(always)]
    fn with(self, other: Self, both: impl Fn(wasm::v128, wasm::v128) -> wasm::v128) -> Self {
        Self(both(self.0, other.0))
    }
}

/// Four words.
#[derive(Clone, Copy, Debug)]
#[cfg(not(target_feature = "simd128"))]
pub(super) struct Lanes([u32; 4]);

#[cfg(not(target_feature = "simd128"))]
impl Lanes {
    pub(super) fn from_words(words: [u32; 4]) -> Self {
        Self(words)
    }

    pub(super) fn to_words(self) -> [u32; 4] {
        self.0
    }

    pub(super) fn shifted<const RIGHT: u32>(self) -> Self {
        Self(self.0.map(|word| word >> RIGHT))
    }

    pub(super) fn rotated<const RIGHT: u32>(self) -> Self {
        Self(self.0.map(|word| word.rotate_right(RIGHT)))
    }

    /// Reverses the bytes of each word.
    pub(super) fn swapped(self) -> Self {
        Self(self.0.map(u32::swap_bytes))
    }

    fn with(self, other: Self, both: impl Fn(u32, u32) -> u32) -> Self {
        Self(core::array::from_fn(|at| both(self.0[at], other.0[at])))
    }
}

impl Lanes {
    /// A vector with the same word in all lanes.
    #[inline(always)]
    pub(super) fn all(word: u32) -> Self {
        Self::from_words([word; 4])
    }
}

impl Add for Lanes {
    type Output = Self;

    /// Adds modulo 2^32.
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        #[cfg(target_feature = "simd128")]
        return self.with(other, |a, b| wasm::u32x4_add(a, b));
        #[cfg(not(target_feature = "simd128"))]
        self.with(other, u32::wrapping_add)
    }
}

impl BitXor for Lanes {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        #[cfg(target_feature = "simd128")]
        return self.with(other, |a, b| wasm::v128_xor(a, b));
        #[cfg(not(target_feature = "simd128"))]
        self.with(other, |a, b| a ^ b)
    }
}

impl BitAnd for Lanes {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        #[cfg(target_feature = "simd128")]
        return self.with(other, |a, b| wasm::v128_and(a, b));
        #[cfg(not(target_feature = "simd128"))]
        self.with(other, |a, b| a & b)
    }
}
