//! A number modulo the group's order as the ratio of two numbers half as long (Antipa and others, “Accelerated verification of
//! ECDSA signatures”, 2005).

use p256::{FieldBytes, Scalar};

/// A number of 256 bits, the lowest 64 first.
type Wide = [u64; 4];

/// The order n (SP 800-186, 3.2.1.3).
const ORDER: Wide = [
    0xf3b9_cac2_fc63_2551,
    0xbce6_faad_a717_9e84,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_0000_0000,
];

/// A number modulo n: that of which it is `over` times as much, or as much less if `negative`, is `under`; so it is
/// ±`under`/`over`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The numerator.
    pub under: u128,
    /// The denominator; never zero.
    pub over: u128,
    /// Whether the ratio is negative.
    pub negative: bool,
}

impl Ratio {
    /// Finds the ratio for a number. Euclid's algorithm for n and the number makes ever smaller multiples of the number
    /// modulo n, by ever larger factors; it is stopped half way, where both are below 2¹²⁸.
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
            // A long division: most quotients are 1 or 2.
            while last.take_away(&next) {}
            (last, next) = (next, last);
            negative = !negative;
        }
        Self {
            under: u128::from(next.value[1]) << 64 | u128::from(next.value[0]),
            over: next.factor,
            negative,
        }
    }
}

/// A multiple of the number, modulo n, and the factor's size. Signs of factors change with every step. A factor is at most n
/// divided by the value of the multiple before it, so it stays below 2¹²⁸ as long as that value does not.
struct Multiple {
    value: Wide,
    factor: u128,
}

impl Multiple {
    /// Subtracts another, times the largest power of two that fits; false if none does.
    fn take_away(&mut self, other: &Self) -> bool {
        let Some(most) = bits(&self.value).checked_sub(bits(&other.value)) else {
            return false;
        };
        for shift in [Some(most), most.checked_sub(1)].into_iter().flatten() {
            if let Some(value) = minus(&self.value, &shifted(&other.value, shift)) {
                self.value = value;
                self.factor += other.factor << shift;
                return true;
            }
        }
        false
    }
}

/// How many bits a number has.
fn bits(number: &Wide) -> usize {
    let highest = number.iter().rposition(|word| *word != 0).unwrap_or(0);
    64 * highest
        + number[highest]
            .checked_ilog2()
            .map_or(0, |at| at as usize + 1)
}

/// Times 2^shift, which must fit.
fn shifted(number: &Wide, shift: usize) -> Wide {
    let (words, bits) = (shift / 64, shift % 64);
    let word = |at: usize| at.checked_sub(words).map_or(0, |at| number[at]);
    core::array::from_fn(|at| {
        let below = at.checked_sub(1).map_or(0, word);
        // In two steps, because by 64 at once nothing can be shifted.
        word(at) << bits | below >> 1 >> (63 - bits)
    })
}

/// The difference; none if it is negative.
fn minus(a: &Wide, b: &Wide) -> Option<Wide> {
    let mut borrow = false;
    let difference = core::array::from_fn(|at| {
        let (word, first) = a[at].overflowing_sub(b[at]);
        let (word, second) = word.overflowing_sub(u64::from(borrow));
        borrow = first || second;
        word
    });
    (!borrow).then_some(difference)
}
