//! Products of four pairs of numbers at once, reduced column by column (Montgomery reduction).

use super::words::Words;

pub(super) const BITS: u32 = 13;
pub(super) const MASK: u32 = (1 << BITS) - 1;
pub(super) const LIMBS: usize = 20;
/// Number of words of a number, with two limbs each.
pub(super) const PAIRS: usize = LIMBS / 2;

/// The words of four numbers.
type Pairs = [Words; PAIRS];

// These operations must not be inlined: V8 compiles callers with a dozen inlined products badly.

#[inline(never)]
pub(super) fn product(a: &Pairs, b: &Pairs) -> Pairs {
    Product {
        pairs: a,
        swapped: b.map(Words::swapped),
        astride: astride(b),
    }
    .reduced()
}

#[inline(never)]
pub(super) fn square(a: &Pairs) -> Pairs {
    square_inline(a)
}

#[inline(never)]
pub(super) fn squared(mut a: Pairs, times: u32) -> Pairs {
    for _ in 0..times {
        a = square_inline(&a);
    }
    a
}

#[inline(always)]
fn square_inline(a: &Pairs) -> Pairs {
    Square {
        pairs: a,
        double: a.map(|pair| pair.plus_halves(pair)),
        swapped: a.map(Words::swapped),
        astride: astride(a),
    }
    .reduced()
}

/// The pair of limbs 2i and 2i − 1 for each i.
#[inline(always)]
fn astride(pairs: &Pairs) -> [Words; PAIRS + 1] {
    core::array::from_fn(|at| match at {
        0 => pairs[0].low(),
        PAIRS => pairs[PAIRS - 1].high(),
        _ => pairs[at].low_with_high(pairs[at - 1]),
    })
}

/// Columns of a product: sums of products of limbs, with the weight 2^(13·K).
trait Columns: Sized {
    fn column<const K: usize>(&self) -> Words;

    /// Divides by R, modulo p.
    #[inline(always)]
    fn reduced(&self) -> Pairs {
        let mut reduction = Reduction {
            multiples: [Words::all(0); LIMBS],
            carry: Words::all(0),
            limbs: [Words::all(0); LIMBS],
        };
        macro_rules! add_columns {
            ($($k:literal)*) => { $(reduction.add_column::<$k>(self.column::<$k>());)* };
        }
        add_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19);
        add_columns!(20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38);
        reduction.limbs[LIMBS - 1] = reduction.carry;
        let limbs = reduction.limbs;
        let mut pairs: Pairs = core::array::from_fn(|at| {
            let pair = limbs[2 * at].low_with_high(limbs[2 * at + 1].left::<16>());
            pair.and(Words::all(MASK << 16 | MASK))
        });
        // The highest limb is signed, so it is not masked.
        pairs[PAIRS - 1] = limbs[LIMBS - 2]
            .and(Words::all(MASK))
            .low_with_high(limbs[LIMBS - 1].left::<16>());
        pairs
    }
}

struct Product<'a> {
    pairs: &'a Pairs,
    swapped: [Words; PAIRS],
    astride: [Words; PAIRS + 1],
}

impl Columns for Product<'_> {
    #[inline(always)]
    fn column<const K: usize>(&self) -> Words {
        let others: &[Words] = match K % 2 {
            0 => &self.astride,
            _ => &self.swapped,
        };
        let mut at = (K / 2 + 1).saturating_sub(others.len());
        let mut sum = self.pairs[at].dot(others[K / 2 - at]);
        at += 1;
        while at <= K / 2 && at < PAIRS {
            sum = sum.plus(self.pairs[at].dot(others[K / 2 - at]));
            at += 1;
        }
        sum
    }
}

struct Square<'a> {
    pairs: &'a Pairs,
    double: [Words; PAIRS],
    swapped: [Words; PAIRS],
    astride: [Words; PAIRS + 1],
}

impl Columns for Square<'_> {
    /// Products of two different limbs count twice and are computed once.
    #[inline(always)]
    fn column<const K: usize>(&self) -> Words {
        let middle = K / 2;
        let others: &[Words] = match K % 2 {
            0 => &self.astride,
            _ => &self.swapped,
        };
        // The product of a limb with itself counts once. Where only one limb of a pair is doubled,
        // the factor is a sum: LLVM would compile a shuffle of doubled and single limbs to shifts
        // of single lanes.
        let factor = |at: usize| match (K % 2, 2 * at) {
            (0, low) if low == middle => self.pairs[at].low(),
            (0, low) if low + 1 == middle => self.pairs[at].plus_halves(self.pairs[at].low()),
            (1, low) if low == middle => self.pairs[at],
            _ => self.double[at],
        };
        let mut at = (middle + 1).saturating_sub(others.len());
        let mut sum = factor(at).dot(others[middle - at]);
        at += 1;
        while 2 * at <= middle {
            sum = sum.plus(factor(at).dot(others[middle - at]));
            at += 1;
        }
        sum
    }
}

/// A reduction in progress. Each of the lowest twenty columns is cleared by a multiple of p; the
/// others become the result.
struct Reduction {
    multiples: [Words; LIMBS],
    carry: Words,
    limbs: [Words; LIMBS],
}

impl Reduction {
    #[inline(always)]
    fn add_column<const K: usize>(&mut self, column: Words) {
        let mut sum = column;
        let multiple = |before: usize| {
            let at = K.checked_sub(before)?;
            self.multiples.get(at)
        };
        // p = 2⁹⁶ + 2¹⁹² − 2²²⁴ + 2²⁵⁶ − 1: a multiple of p clears one column with its −1. Its
        // other terms are shifts of the same number, added 7, 14, 17 and 19 columns later.
        if let Some(multiple) = multiple(7) {
            sum = sum.plus(multiple.left::<5>());
        }
        if let Some(multiple) = multiple(14) {
            sum = sum.plus(multiple.left::<10>());
        }
        if let Some(multiple) = multiple(17) {
            sum = sum.minus(multiple.left::<3>());
        }
        if let Some(multiple) = multiple(19) {
            sum = sum.plus(multiple.left::<9>());
        }
        // The carry is added last, since it depends on the previous column.
        let sum = sum.plus(self.carry);
        self.carry = sum.right::<BITS>();
        if K < LIMBS {
            self.multiples[K] = sum.and(Words::all(MASK));
        } else {
            // Limbs are masked at the end, two at a time.
            self.limbs[K - LIMBS] = sum;
        }
    }
}
