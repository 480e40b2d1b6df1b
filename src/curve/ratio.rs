//! Numbers modulo the order of the group as ratios of two numbers of half the length (Antipa and
//! others, “Accelerated verification of ECDSA signatures”, 2005).

use p256::{FieldBytes, Scalar};

/// A number of 256 bits, the lowest 64 first.
type Wide = [u64; 4];

/// The order n (SP 800-186, section 3.2.1.3).
const ORDER: Wide = [
    0xf3b9_cac2_fc63_2551,
    0xbce6_faad_a717_9e84,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_0000_0000,
];

/// A number modulo n, as ±`numerator`/`denominator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The numerator.
    pub numerator: u128,
    /// The denominator; never zero.
    pub denominator: u128,
    /// Whether the ratio is negative.
    pub negative: bool,
}

impl Ratio {
    /// Finds the ratio for a number. Euclid's algorithm for n and the number gives ever smaller
    /// multiples of the number modulo n, with ever larger factors. It stops halfway, when both are
    /// below 2¹²⁸.
    pub fn of(number: &Scalar) -> Self {
        let bytes = FieldBytes::from(*number);
        let word = |at: usize| {
            let bytes = bytes[24 - 8 * at..].iter().take(8);
            bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        let mut last = Multiple {
            value: ORDER,
            factor: 0,
        };
        let mut next = Multiple {
            value: core::array::from_fn(word),
            factor: 1,
        };
        let mut negative = false;
        while next.value[2] | next.value[3] != 0 {
            // The division is by shifts and subtractions, since most quotients are 1 or 2.
            while last.subtract_multiple_of(&next) {}
            (last, next) = (next, last);
            negative = !negative;
        }
        Self {
            numerator: u128::from(next.value[1]) << 64 | u128::from(next.value[0]),
            denominator: next.factor,
            negative,
        }
    }
}

/// A multiple of the number modulo n, and the absolute value of the factor. The signs of the
/// factors alternate. A factor is at most n divided by the value of the previous multiple, so it is
/// below 2¹²⁸ as long as that value is at least 2¹²⁸.
struct Multiple {
    value: Wide,
    factor: u128,
}

impl Multiple {
    /// Subtracts the other multiple, times the largest power of two with which it fits. Returns
    /// whether it fits at all.
    fn subtract_multiple_of(&mut self, other: &Self) -> bool {
        let Some(max_shift) = bits(&self.value).checked_sub(bits(&other.value)) else {
            return false;
        };
        for shift in [Some(max_shift), max_shift.checked_sub(1)]
            .into_iter()
            .flatten()
        {
            if let Some(value) = difference(&self.value, &shifted(&other.value, shift)) {
                self.value = value;
                self.factor += other.factor << shift;
                return true;
            }
        }
        false
    }
}

/// The length of a number in bits.
fn bits(number: &Wide) -> usize {
    let highest = number.iter().rposition(|word| *word != 0).unwrap_or(0);
    64 * highest
        + number[highest]
            .checked_ilog2()
            .map_or(0, |at| at as usize + 1)
}

/// The number times 2^shift, which must fit.
fn shifted(number: &Wide, shift: usize) -> Wide {
    let (words, bits) = (shift / 64, shift % 64);
    let word = |at: usize| at.checked_sub(words).map_or(0, |at| number[at]);
    core::array::from_fn(|at| {
        let below = at.checked_sub(1).map_or(0, word);
        // Two shifts, because a shift by 64 is not allowed.
        word(at) << bits | below >> 1 >> (63 - bits)
    })
}

/// The difference. `None` if it is negative.
fn difference(a: &Wide, b: &Wide) -> Option<Wide> {
    let mut borrow = false;
    let difference = core::array::from_fn(|at| {
        let (word, first) = a[at].overflowing_sub(b[at]);
        let (word, second) = word.overflowing_sub(u64::from(borrow));
        borrow = first || second;
        word
    });
    (!borrow).then_some(difference)
}
