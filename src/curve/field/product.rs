//! Products of the field's numbers, reduced column by column (Montgomery's reduction).

use super::{BITS, Element, LIMBS};

/// A number's limbs.
type Wide = [i64; LIMBS];

/// Half of a limb: what is added before cutting, and subtracted after it, to round to the nearest.
const HALF: i64 = 1 << (BITS - 1);

// The three operations are functions that nothing inlines: V8 compiles callers with a dozen products inside them three times
// slower code than the calls cost, and their callers stay small. Only chains of squares are a loop of their own.

#[inline(never)]
pub(super) fn product(a: &Element, b: &Element) -> Element {
    Product(&a.0, &b.0).reduced()
}

#[inline(never)]
pub(super) fn square(a: &Element) -> Element {
    square_inline(a)
}

#[inline(never)]
pub(super) fn squared(mut a: Element, times: u32) -> Element {
    for _ in 0..times {
        a = square_inline(&a);
    }
    a
}

#[inline(always)]
fn square_inline(a: &Element) -> Element {
    let double = a.0.map(|limb| 2 * limb);
    let number = &a.0;
    Square { number, double }.reduced()
}

#[inline(never)]
pub(super) fn difference(a: &Element, b: &Element, c: &Element, d: &Element) -> Element {
    Difference(Product(&a.0, &b.0), Product(&c.0, &d.0)).reduced()
}

/// Something whose columns can be told one by one: the sums of products of limbs that stand for multiples of 2^(29·K).
trait Columns: Sized {
    fn column<const K: usize>(&self) -> i64;

    /// The largest that a column may be, and the largest product of the highest limbs: see the field's doc on magnitudes.
    fn extent(&self) -> [i64; 2];

    /// Divided by R, modulo p.
    #[inline(always)]
    fn reduced(&self) -> Element {
        if cfg!(debug_assertions) {
            let [limbs, highest] = self.extent();
            assert!(
                limbs <= (14 << 56) + (1 << 40) && highest <= (14 << 48) * 9 / 16 + (1 << 30),
                "too large to multiply"
            );
        }
        let mut reduction = Reduction {
            multiples: [0; LIMBS],
            carry: 0,
            limbs: [0; LIMBS],
        };
        macro_rules! take {
            ($($k:literal)*) => { $(reduction.take::<$k>(self.column::<$k>());)* };
        }
        take!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
        reduction.limbs[LIMBS - 1] = reduction.carry;
        Element(reduction.limbs)
    }
}

struct Product<'a>(&'a Wide, &'a Wide);

impl Columns for Product<'_> {
    #[inline(always)]
    fn column<const K: usize>(&self) -> i64 {
        let mut sum = 0;
        let mut at = K.saturating_sub(LIMBS - 1);
        while at <= K && at < LIMBS {
            sum += self.0[at] * self.1[K - at];
            at += 1;
        }
        sum
    }

    fn extent(&self) -> [i64; 2] {
        let (a, b) = (extent(self.0), extent(self.1));
        [a[0] * b[0], a[1] * b[1]]
    }
}

struct Square<'a> {
    number: &'a Wide,
    double: Wide,
}

impl Columns for Square<'_> {
    #[inline(always)]
    fn column<const K: usize>(&self) -> i64 {
        let middle = self.number[K / 2];
        let mut sum = if K.is_multiple_of(2) {
            middle * middle
        } else {
            0
        };
        let mut at = K.saturating_sub(LIMBS - 1);
        while 2 * at < K {
            sum += self.number[at] * self.double[K - at];
            at += 1;
        }
        sum
    }

    fn extent(&self) -> [i64; 2] {
        extent(self.number).map(|limb| limb * limb)
    }
}

/// The difference of two products.
struct Difference<'a>(Product<'a>, Product<'a>);

impl Columns for Difference<'_> {
    #[inline(always)]
    fn column<const K: usize>(&self) -> i64 {
        self.0.column::<K>() - self.1.column::<K>()
    }

    fn extent(&self) -> [i64; 2] {
        let (a, b) = (self.0.extent(), self.1.extent());
        [a[0] + b[0], a[1] + b[1]]
    }
}

/// The largest of the limbs but the highest, and the highest.
fn extent(limbs: &Wide) -> [i64; 2] {
    let [low @ .., high] = limbs.map(i64::abs);
    [low.into_iter().fold(0, i64::max), high]
}

/// A reduction under way. Each of the lowest nine columns is cleared by a multiple of p; the others become the result.
struct Reduction {
    multiples: Wide,
    carry: i64,
    limbs: Wide,
}

impl Reduction {
    #[inline(always)]
    fn take<const K: usize>(&mut self, column: i64) {
        // p = 2⁹⁶ + 2¹⁹² − 2²²⁴ + 2²⁵⁶ − 1: the multiple whose −1 clears one column comes in again three, six, seven and
        // eight columns on, shifted.
        let multiple = |before: usize| match K.checked_sub(before) {
            Some(at) if at < LIMBS => self.multiples[at],
            _ => 0,
        };
        let sum = column + self.carry + (multiple(3) << 9) + (multiple(6) << 18)
            - (multiple(7) << 21)
            + (multiple(8) << 24);
        // Only the limbs that stay and the highest multiple, which decides the value's bound, are cut to the nearest.
        let half = if K < LIMBS - 1 { 0 } else { HALF };
        self.carry = (sum + half) >> BITS;
        // With a mask instead, LLVM would gather the limbs in vectors to mask them there.
        let low = sum - (self.carry << BITS);
        if K < LIMBS {
            self.multiples[K] = low;
        } else {
            self.limbs[K - LIMBS] = low;
        }
    }
}
