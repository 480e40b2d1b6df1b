//! Four 32-bit words in parallel, which can also be used as eight halves of 16 bits: a SIMD vector
//! in WebAssembly, an array elsewhere.

#[cfg(target_feature = "simd128")]
use core::arch::wasm32 as wasm;

/// Four words.
#[derive(Clone, Copy, Debug)]
#[cfg(target_feature = "simd128")]
pub(super) struct Words(wasm::v128);

#[cfg(target_feature = "simd128")]
impl Words {
    #[inline(always)]
    pub(super) fn new([a, b, c, d]: [u32; 4]) -> Self {
        Self(wasm::u32x4(a, b, c, d))
    }

    #[inline(always)]
    pub(super) fn to_array(self) -> [u32; 4] {
        [
            wasm::u32x4_extract_lane::<0>(self.0),
            wasm::u32x4_extract_lane::<1>(self.0),
            wasm::u32x4_extract_lane::<2>(self.0),
            wasm::u32x4_extract_lane::<3>(self.0),
        ]
    }

    /// Adds the words.
    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self(wasm::i32x4_add(self.0, other.0))
    }

    /// Subtracts the words.
    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Self(wasm::i32x4_sub(self.0, other.0))
    }

    /// Shifts the words right, as signed numbers.
    #[inline(always)]
    pub(super) fn right<const BITS: u32>(self) -> Self {
        Self(wasm::i32x4_shr(self.0, BITS))
    }

    /// Shifts the words right, as unsigned numbers.
    #[inline(always)]
    pub(super) fn right_unsigned<const BITS: u32>(self) -> Self {
        Self(wasm::u32x4_shr(self.0, BITS))
    }

    /// Shifts the words left.
    #[inline(always)]
    pub(super) fn left<const BITS: u32>(self) -> Self {
        Self(wasm::i32x4_shl(self.0, BITS))
    }

    /// Adds the halves.
    #[inline(always)]
    pub(super) fn plus_halves(self, other: Self) -> Self {
        Self(wasm::i16x8_add(self.0, other.0))
    }

    /// Subtracts the halves.
    #[inline(always)]
    pub(super) fn minus_halves(self, other: Self) -> Self {
        Self(wasm::i16x8_sub(self.0, other.0))
    }

    /// Shifts the halves right, as signed numbers.
    #[inline(always)]
    pub(super) fn right_halves<const BITS: u32>(self) -> Self {
        Self(wasm::i16x8_shr(self.0, BITS))
    }

    /// Shifts the halves left.
    #[inline(always)]
    pub(super) fn left_halves<const BITS: u32>(self) -> Self {
        Self(wasm::i16x8_shl(self.0, BITS))
    }

    /// The dot product of the halves in each word: eight products in one instruction.
    #[inline(always)]
    pub(super) fn dot(self, other: Self) -> Self {
        Self(wasm::i32x4_dot_i16x8(self.0, other.0))
    }

    /// The low halves of these words and the high halves of the others.
    #[inline(always)]
    pub(super) fn low_with_high(self, other: Self) -> Self {
        Self(wasm::i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(
            self.0, other.0,
        ))
    }

    /// Swaps the low and high halves.
    #[inline(always)]
    pub(super) fn swapped(self) -> Self {
        Self(wasm::i16x8_shuffle::<1, 0, 3, 2, 5, 4, 7, 6>(
            self.0, self.0,
        ))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        Self(wasm::v128_and(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn or(self, other: Self) -> Self {
        Self(wasm::v128_or(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn xor(self, other: Self) -> Self {
        Self(wasm::v128_xor(self.0, other.0))
    }

    /// Transposes a matrix of four rows.
    #[inline(always)]
    pub(super) fn transposed([a, b, c, d]: [Self; 4]) -> [Self; 4] {
        let low = |a: Self, b: Self| wasm::i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0);
        let high = |a: Self, b: Self| wasm::i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0);
        let (ab, cd) = (low(a, b), low(c, d));
        let (ab_high, cd_high) = (high(a, b), high(c, d));
        [
            Self(wasm::i64x2_shuffle::<0, 2>(ab, cd)),
            Self(wasm::i64x2_shuffle::<1, 3>(ab, cd)),
            Self(wasm::i64x2_shuffle::<0, 2>(ab_high, cd_high)),
            Self(wasm::i64x2_shuffle::<1, 3>(ab_high, cd_high)),
        ]
    }
}

/// Four words.
#[derive(Clone, Copy, Debug)]
#[cfg(not(target_feature = "simd128"))]
pub(super) struct Words([u32; 4]);

/// The same operations in portable Rust. Debug builds check that no sum overflows.
#[cfg(not(target_feature = "simd128"))]
impl Words {
    #[inline(always)]
    pub(super) fn new(words: [u32; 4]) -> Self {
        Self(words)
    }

    #[inline(always)]
    pub(super) fn to_array(self) -> [u32; 4] {
        self.0
    }

    #[inline(always)]
    fn each(self, other: Self, both: impl Fn(i32, i32) -> i32) -> Self {
        Self(core::array::from_fn(|at| {
            both(self.0[at].cast_signed(), other.0[at].cast_signed()).cast_unsigned()
        }))
    }

    #[inline(always)]
    fn each_half(self, other: Self, both: impl Fn(i16, i16) -> i16) -> Self {
        Self(core::array::from_fn(|at| {
            let ([low, high], [other_low, other_high]) = (halves(self.0[at]), halves(other.0[at]));
            let (low, high) = (both(low, other_low), both(high, other_high));
            u32::from(high.cast_unsigned()) << 16 | u32::from(low.cast_unsigned())
        }))
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }

    #[inline(always)]
    pub(super) fn right<const BITS: u32>(self) -> Self {
        self.each(self, |a, _| a >> BITS)
    }

    #[inline(always)]
    pub(super) fn right_unsigned<const BITS: u32>(self) -> Self {
        Self(self.0.map(|word| word >> BITS))
    }

    #[inline(always)]
    pub(super) fn left<const BITS: u32>(self) -> Self {
        self.each(self, |a, _| a << BITS)
    }

    #[inline(always)]
    pub(super) fn plus_halves(self, other: Self) -> Self {
        self.each_half(other, |a, b| a + b)
    }

    #[inline(always)]
    pub(super) fn minus_halves(self, other: Self) -> Self {
        self.each_half(other, |a, b| a - b)
    }

    #[inline(always)]
    pub(super) fn right_halves<const BITS: u32>(self) -> Self {
        self.each_half(self, |a, _| a >> BITS)
    }

    #[inline(always)]
    pub(super) fn left_halves<const BITS: u32>(self) -> Self {
        self.each_half(self, |a, _| a << BITS)
    }

    #[inline(always)]
    pub(super) fn dot(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| {
            let ([a, b], [c, d]) = (halves(self.0[at]), halves(other.0[at]));
            (i32::from(a) * i32::from(c) + i32::from(b) * i32::from(d)).cast_unsigned()
        }))
    }

    #[inline(always)]
    pub(super) fn low_with_high(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| {
            self.0[at] & 0xffff | other.0[at] & 0xffff_0000
        }))
    }

    #[inline(always)]
    pub(super) fn swapped(self) -> Self {
        Self(self.0.map(|word| word.rotate_left(16)))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    #[inline(always)]
    pub(super) fn or(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    #[inline(always)]
    pub(super) fn xor(self, other: Self) -> Self {
        self.each(other, |a, b| a ^ b)
    }

    #[inline(always)]
    pub(super) fn transposed(rows: [Self; 4]) -> [Self; 4] {
        core::array::from_fn(|column| Self(rows.map(|row| row.0[column])))
    }
}

/// The low and the high half of a word.
#[inline(always)]
#[cfg(not(target_feature = "simd128"))]
fn halves(word: u32) -> [i16; 2] {
    [word, word >> 16].map(|half| (half as u16).cast_signed())
}

impl Words {
    /// The low halves alone. This is not a shuffle with zeros, because LLVM compiles that lane by
    /// lane.
    #[inline(always)]
    pub(super) fn low(self) -> Self {
        self.and(Self::all(0xffff))
    }

    /// The high halves alone.
    #[inline(always)]
    pub(super) fn high(self) -> Self {
        self.and(Self::all(0xffff_0000))
    }

    /// The same word in all lanes.
    #[inline(always)]
    pub(super) fn all(word: u32) -> Self {
        Self::new([word; 4])
    }
}
