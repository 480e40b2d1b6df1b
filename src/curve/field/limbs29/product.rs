//! Products of numbers of the field, reduced column by column (Montgomery reduction).

pub(super) const BITS: u32 = 29;
pub(super) const LIMBS: usize = 9;

/// The limbs of a number.
pub(super) type Wide = [i64; LIMBS];

/// Half of a limb's range, which is added before truncation to round to the nearest.
const HALF: i64 = 1 << (BITS - 1);

// These operations must not be inlined: in V8, callers with a dozen inlined products take three
// times as long as with calls, and would be large. Only the squarings of a chain are inlined into a
// loop.

#[inline(never)]
pub(super) fn product(a: &Wide, b: &Wide) -> Wide {
    Product(a, b).reduced()
}

#[inline(never)]
pub(super) fn square(a: &Wide) -> Wide {
    square_inline(a)
}

#[inline(never)]
pub(super) fn squared(mut a: Wide, times: u32) -> Wide {
    for _ in 0..times {
        a = square_inline(&a);
    }
    a
}

#[inline(always)]
fn square_inline(number: &Wide) -> Wide {
    let double = number.map(|limb| 2 * limb);
    Square { number, double }.reduced()
}

#[inline(never)]
pub(super) fn difference(a: &Wide, b: &Wide, c: &Wide, d: &Wide) -> Wide {
    Difference(Product(a, b), Product(c, d)).reduced()
}

/// Columns of a product: sums of products of limbs, with the weight 2^(29·K).
trait Columns: Sized {
    fn column<const K: usize>(&self) -> i64;

    /// The largest absolute limb product of a column, and that of the highest limbs; the
    /// documentation of the module `limbs29` states the bounds.
    fn extent(&self) -> [i64; 2];

    /// Divides by R, modulo p.
    #[inline(always)]
    fn reduced(&self) -> Wide {
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
        macro_rules! add_columns {
            ($($k:literal)*) => { $(reduction.add_column::<$k>(self.column::<$k>());)* };
        }
        add_columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
        reduction.limbs[LIMBS - 1] = reduction.carry;
        reduction.limbs
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

/// The largest absolute value of all limbs but the highest, and that of the highest.
fn extent(limbs: &Wide) -> [i64; 2] {
    let [low @ .., high] = limbs.map(i64::abs);
    [low.into_iter().fold(0, i64::max), high]
}

/// A reduction in progress. Each of the lowest nine columns is cleared by a multiple of p; the
/// others become the result.
struct Reduction {
    multiples: Wide,
    carry: i64,
    limbs: Wide,
}

impl Reduction {
    #[inline(always)]
    fn add_column<const K: usize>(&mut self, column: i64) {
        // p = 2⁹⁶ + 2¹⁹² − 2²²⁴ + 2²⁵⁶ − 1: a multiple of p clears one column with its −1. Its
        // other terms are shifts of the same number, added three, six, seven and eight columns
        // later.
        let multiple = |before: usize| match K.checked_sub(before) {
            Some(at) if at < LIMBS => self.multiples[at],
            _ => 0,
        };
        let sum = column + self.carry + (multiple(3) << 9) + (multiple(6) << 18)
            - (multiple(7) << 21)
            + (multiple(8) << 24);
        // Only the limbs of the result and the highest multiple, which determines the bound of the
        // value, are rounded.
        let half = if K < LIMBS - 1 { 0 } else { HALF };
        self.carry = (sum + half) >> BITS;
        // No mask: LLVM would collect the limbs in vectors to mask them together.
        let low = sum - (self.carry << BITS);
        if K < LIMBS {
            self.multiples[K] = low;
        } else {
            self.limbs[K - LIMBS] = low;
        }
    }
}
