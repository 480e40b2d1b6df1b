//! Ratios of short numbers against big integers.

use curve::ratio::Ratio;
use num_bigint::BigUint;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::ops::Reduce;
use p256::{FieldBytes, Scalar};
use proptest::prelude::*;

/// Checks that the denominator times the number is the numerator, up to the sign. Their types
/// ensure that both are below 2¹²⁸.
fn assert_ratio(number: Scalar) {
    let order = BigUint::from_bytes_be(&(-Scalar::ONE).to_repr()) + 1u8;
    let ratio = Ratio::of(&number);
    assert!(ratio.denominator > 0);
    let number = BigUint::from_bytes_be(&number.to_repr());
    let product = number * ratio.denominator % &order;
    let numerator = BigUint::from(ratio.numerator);
    let wanted = if ratio.negative {
        &order - numerator
    } else {
        numerator
    };
    assert_eq!(product, wanted % order);
}

proptest! {
    #[test]
    fn the_denominator_times_the_number_is_the_numerator(bytes in any::<[u8; 32]>()) {
        assert_ratio(<Scalar as Reduce<FieldBytes>>::reduce(&bytes.into()));
    }

    /// Ratios whose division has unusual quotients: of even shorter numbers, and near powers of
    /// two.
    #[test]
    fn unusual_ratios(denominator in 1u128.., numerator in any::<u128>(), short in 0u32..128, power in 0u32..256, by in -3i8..4) {
        let (denominator, numerator) = ((denominator >> short).max(1), numerator >> (127 - short));
        let inverse = Scalar::from(denominator).invert().expect("not zero");
        let number = Scalar::from(numerator) * inverse;
        assert_ratio(number);
        assert_ratio(-number);
        let power = (0..power).fold(Scalar::ONE, |power, _| power.double());
        let by = Scalar::from(u64::from(by.unsigned_abs())) * if by < 0 { -Scalar::ONE } else { Scalar::ONE };
        assert_ratio(power + by);
    }
}

#[test]
fn numbers_at_the_ends_of_the_range() {
    for number in [0u128, 1, 2, u128::MAX] {
        assert_ratio(Scalar::from(number));
        assert_ratio(-Scalar::from(number));
        assert_ratio(Scalar::from(number) + Scalar::from(u128::MAX));
    }
}
