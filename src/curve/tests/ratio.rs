//! Ratios of short numbers against big integers.

use curve::ratio::Ratio;
use num_bigint::BigUint;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::ops::Reduce;
use p256::{FieldBytes, Scalar};
use proptest::prelude::*;

/// That the denominator times the number is the numerator, up to the sign. That both are below 2¹²⁸ says their type.
fn is_right(number: Scalar) {
    let order = BigUint::from_bytes_be(&(-Scalar::ONE).to_repr()) + 1u8;
    let ratio = Ratio::of(&number);
    assert!(ratio.over > 0);
    let number = BigUint::from_bytes_be(&number.to_repr());
    let product = number * ratio.over % &order;
    let under = BigUint::from(ratio.under);
    let wanted = if ratio.negative {
        &order - under
    } else {
        under
    };
    assert_eq!(product, wanted % order);
}

proptest! {
    #[test]
    fn numerator_by_denominator_is_the_number(bytes in any::<[u8; 32]>()) {
        is_right(<Scalar as Reduce<FieldBytes>>::reduce(&bytes.into()));
    }

    /// Ratios whose long division has unusual quotients: of numbers shorter still, and near powers of two.
    #[test]
    fn unusual_ratios(over in 1u128.., under in any::<u128>(), short in 0u32..128, power in 0u32..256, by in -3i8..4) {
        let (over, under) = ((over >> short).max(1), under >> (127 - short));
        let inverse = Scalar::from(over).invert().expect("not zero");
        let number = Scalar::from(under) * inverse;
        is_right(number);
        is_right(-number);
        let power = (0..power).fold(Scalar::ONE, |power, _| power.double());
        let by = Scalar::from(u64::from(by.unsigned_abs())) * if by < 0 { -Scalar::ONE } else { Scalar::ONE };
        is_right(power + by);
    }
}

#[test]
fn numbers_at_the_ends() {
    for number in [0u128, 1, 2, u128::MAX] {
        is_right(Scalar::from(number));
        is_right(-Scalar::from(number));
        is_right(Scalar::from(number) + Scalar::from(u128::MAX));
    }
}
