//! Numbers modulo the order n of the group, as far as a batch needs them: products, optimised for
//! WebAssembly.
//!
//! A number has nine limbs of 29 bits, as in the [`field`](crate::field) modulo p. But n has no
//! special form, so the multiple of n that clears a limb takes nine products. A product still takes
//! a third of the time of the `p256` crate's, and a batch needs six for each signature. Numbers are
//! not kept in Montgomery form. The only operation is Montgomery's product,
//! [`Number::montgomery_product`], which divides by R = 2²⁶¹; the caller must ensure that the
//! factors of R cancel.

#![allow(
    clippy::cast_possible_truncation,
    reason = "a cast truncates to a byte on purpose"
)]

use p256::elliptic_curve::ops::Reduce;
use p256::{FieldBytes, Scalar};

const BITS: u32 = 29;
const MASK: u64 = (1 << BITS) - 1;
const LIMBS: usize = 9;

/// n (SP 800-186, section 3.2.1.3).
const N: [u64; LIMBS] = [
    476_259_665,
    500_061_719,
    99_066_172,
    234_183_502,
    536_869_838,
    536_870_911,
    262_143,
    534_773_760,
    16_777_215,
];
/// −1/n modulo 2²⁹: times a limb it gives the multiple of n that clears the limb.
const NEGATED_INVERSE: u64 = 234_929_231;

/// A number below 1⅛·n, in limbs from 0 to 2²⁹ − 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number([u64; LIMBS]);

impl Number {
    /// One.
    pub(crate) const ONE: Self = Self([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// R².
    pub(crate) const R2: Self = Self([
        344_825_589,
        256_802_677,
        348_563_025,
        66_631_525,
        374_890_993,
        307_681_240,
        471_358_243,
        223_128_335,
        8_697_429,
    ]);

    /// Decodes any big-endian number of 256 bits.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| u64::from(bytes[at]));
        Self(core::array::from_fn(|at| {
            let from = at * BITS as usize;
            let window = (0..5).fold(0, |window, at| window | byte(from / 8 + at) << (8 * at));
            window >> (from % 8) & MASK
        }))
    }

    /// The product of both, divided by R.
    #[inline(never)]
    #[must_use]
    pub(crate) fn montgomery_product(&self, other: &Self) -> Self {
        let mut product = Product {
            factors: [&self.0, &other.0],
            multiples: [0; LIMBS],
            carry: 0,
            limbs: [0; LIMBS],
        };
        macro_rules! add_columns {
            ($($k:literal)*) => { $(product.add_column::<$k>();)* };
        }
        add_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
        product.limbs[LIMBS - 1] = product.carry;
        Self(product.limbs)
    }

    /// The same number in the type of the `p256` crate.
    pub(crate) fn to_scalar(self) -> Scalar {
        let limbs = self.minus_order().unwrap_or(self).0;
        let mut bytes = FieldBytes::default();
        for (at, byte) in bytes.iter_mut().rev().enumerate() {
            let (limb, shift) = (at * 8 / BITS as usize, at * 8 % BITS as usize);
            let next = limbs.get(limb + 1).copied().unwrap_or(0);
            *byte = (limbs[limb] >> shift | next << (BITS as usize - shift)) as u8;
        }
        <Scalar as Reduce<FieldBytes>>::reduce(&bytes)
    }

    /// The number minus n. `None` if that is negative.
    fn minus_order(self) -> Option<Self> {
        let mut borrow = 0;
        let limbs = core::array::from_fn(|at| {
            let difference = self.0[at].wrapping_sub(N[at] + borrow);
            borrow = difference >> 63;
            difference & MASK
        });
        (borrow == 0).then_some(Self(limbs))
    }
}

/// A product being computed. Each of the lowest nine columns is cleared by a multiple of n; the
/// others become the result.
struct Product<'a> {
    factors: [&'a [u64; LIMBS]; 2],
    multiples: [u64; LIMBS],
    carry: u64,
    limbs: [u64; LIMBS],
}

impl Product<'_> {
    #[inline(always)]
    fn add_column<const K: usize>(&mut self) {
        // A column has at most eighteen products below 2⁵⁸ and a carry: together less than 2⁶³.
        let mut sum = self.carry;
        let mut at = K.saturating_sub(LIMBS - 1);
        while at <= K && at < LIMBS {
            let [a, b] = self.factors;
            sum += a[at] * b[K - at];
            if at < K {
                sum += self.multiples[at] * N[K - at];
            }
            at += 1;
        }
        if K < LIMBS {
            self.multiples[K] = ((sum & MASK) * NEGATED_INVERSE) & MASK;
            sum += self.multiples[K] * N[0];
        } else {
            self.limbs[K - LIMBS] = sum & MASK;
        }
        self.carry = sum >> BITS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::elliptic_curve::ff::PrimeField;
    use proptest::prelude::*;

    /// Random numbers, many of them with runs of ones or near n.
    fn numbers() -> impl Strategy<Value = [u8; 32]> {
        let order_less_one: [u8; 32] = (-Scalar::ONE).to_repr().into();
        let near = (0u8..4).prop_map(move |by| {
            let mut near = order_less_one;
            // n ends in …51, so there is no carry.
            near[31] = near[31] - 1 + by;
            near
        });
        let ones = (0usize..=256, 0usize..=256).prop_map(|(from, to)| {
            let mut ones = [0; 32];
            (from.min(to)..from.max(to)).for_each(|bit| ones[31 - bit / 8] |= 1 << (bit % 8));
            ones
        });
        prop_oneof![near, ones, any::<[u8; 32]>()]
    }

    proptest! {
        #[test]
        fn products_equal_those_of_p256(a in numbers(), b in numbers(), c in numbers()) {
            let scalar = |bytes: [u8; 32]| <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into());
            let [x, y, z] = [a, b, c].map(|bytes| Number::from_bytes(&bytes));
            prop_assert_eq!(x.to_scalar(), scalar(a));
            let (a, b, c) = (scalar(a), scalar(b), scalar(c));
            prop_assert_eq!(
                x.montgomery_product(&y).montgomery_product(&Number::R2).to_scalar(),
                a * b
            );
            let product = x.montgomery_product(&y).montgomery_product(&z);
            let product = product.montgomery_product(&Number::R2).montgomery_product(&Number::R2);
            prop_assert_eq!(product.to_scalar(), a * b * c);
            // R² and 1, each divided by R, cancel.
            let same = x.montgomery_product(&Number::R2).montgomery_product(&Number::ONE);
            prop_assert_eq!(same.to_scalar(), a);
        }
    }
}
