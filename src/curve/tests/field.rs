//! Arithmetic of the field against big integers, in both representations.

use curve::field::{Field, Limbs29, Limbs64};
use num_bigint::BigUint;
use proptest::prelude::*;

fn p() -> BigUint {
    let two = |bits: u32| BigUint::from(1u8) << bits;
    two(256) - two(224) + two(192) + two(96) - 1u8
}

fn to_big<N: Field>(element: N) -> BigUint {
    BigUint::from_bytes_be(&element.to_bytes())
}

fn to_array(number: &BigUint) -> [u8; 32] {
    let bytes = number.to_bytes_be();
    let mut array = [0; 32];
    array[32 - bytes.len()..].copy_from_slice(&bytes);
    array
}

fn to_element<N: Field>(number: &BigUint) -> N {
    N::from_bytes(&to_array(number)).unwrap()
}

/// Random numbers below p. Many of them are near powers of two, where limbs begin, near p, or have
/// limbs that are nearly all ones or zeros in the Montgomery form of one representation.
fn numbers() -> impl Strategy<Value = BigUint> {
    let near = (0u32..257, 0u8..5, any::<bool>()).prop_map(|(bits, by, above)| {
        let power = BigUint::from(1u8) << bits;
        let near = if above { power + by } else { power + p() - by };
        near % p()
    });
    let ones =
        (0u32..257, 0u32..257, any::<bool>(), 0u8..3).prop_map(move |(from, to, short, by)| {
            let ones = (BigUint::from(1u8) << from.max(to)) - (BigUint::from(1u8) << from.min(to));
            let r = BigUint::from(1u8) << if short { 256u32 } else { 261 };
            (ones + by) * r.modpow(&(p() - 2u8), &p()) % p()
        });
    let any = any::<[u8; 32]>().prop_map(|bytes| BigUint::from_bytes_be(&bytes) % p());
    prop_oneof![near, ones, any]
}

fn assert_arithmetic<N: Field>(a: &BigUint, b: &BigUint, c: &BigUint) {
    let [x, y, z] = [a, b, c].map(to_element::<N>);
    assert_eq!(to_big(x), *a);
    assert_eq!(to_big(x + y), (a + b) % p());
    assert_eq!(to_big(x - y), (a + p() - b) % p());
    assert_eq!(to_big(-x), (p() - a) % p());
    assert_eq!(to_big(x * y), a * b % p());
    assert_eq!(to_big(x.square()), a * a % p());
    assert_eq!(to_big(x.squared(3)), a.modpow(&8u8.into(), &p()));
    assert_eq!(x.is_odd(), a.bit(0));
    assert_eq!((x - y).is_zero(), a == b);
    assert_eq!((x + y).is_zero(), ((a + b) % p()) == BigUint::ZERO);
    let wanted = (a * b + p() * p() - b * c) % p();
    assert_eq!(to_big(N::difference_of_products(x, y, y, z)), wanted);
    // Operands with magnitudes 2 and 4, which need not be carried before a product.
    let (sum, large) = (x - y, x + y - z + x);
    let wanted = (a + p() - b) * (a + b + a + p() - c) % p();
    assert_eq!(to_big(sum * large), wanted);
    assert_eq!(to_big(sum.carried() * large.carried()), wanted);
    // A number with magnitude 6 is carried.
    let six = x - y + x - y + x - y;
    let wanted = (a + p() - b) * 3u8 % p();
    assert_eq!(to_big(six.carried()), wanted);
}

fn assert_inverse_and_root<N: Field>(a: &BigUint) {
    let x: N = to_element(a);
    assert_eq!(to_big(x.inverse()), a.modpow(&(p() - 2u8), &p()));
    let is_square = a.modpow(&((p() - 1u8) / 2u8), &p()) <= BigUint::from(1u8);
    let root = x.square_root();
    assert_eq!(root.is_some(), is_square);
    if let Some(root) = root {
        assert_eq!(to_big(root.square()), *a);
    }
}

/// A long computation whose numbers depend on all numbers before.
fn long_sum<N: Field>(start: &BigUint, step: &BigUint) -> BigUint {
    let (start, step): (N, N) = (to_element(start), to_element(step));
    let sum = (0..50).fold(start, |x, _| (x.square() - step - x - x).carried());
    to_big(sum)
}

/// The numbers at which a representation begins, ends or overflows: 0, 1, p − 1, and p, p + 1 and
/// 2²⁵⁶ − 1, which are not numbers of the field.
fn assert_edges<N: Field>() {
    let decoded = |bytes: [u8; 32]| N::from_bytes(&bytes).map(N::to_bytes);
    for below in [BigUint::ZERO, BigUint::from(1u8), p() - 1u8] {
        let below = to_array(&below);
        assert_eq!(decoded(below), Some(below));
    }
    assert_eq!(decoded(to_array(&p())), None);
    assert_eq!(decoded(to_array(&(p() + 1u8))), None);
    assert_eq!(decoded([0xff; 32]), None);
    assert!(N::ZERO.is_zero() && !N::ONE.is_zero());
    assert_eq!(to_big(N::ONE), BigUint::from(1u8));
    let edges = [BigUint::ZERO, BigUint::from(1u8), p() - 1u8, p() - 2u8];
    for a in &edges {
        assert_inverse_and_root::<N>(a);
        for b in &edges {
            for c in &edges {
                assert_arithmetic::<N>(a, b, c);
            }
        }
    }
}

proptest! {
    #[test]
    fn computes_as_big_integers_do(a in numbers(), b in numbers(), c in numbers()) {
        assert_arithmetic::<Limbs29>(&a, &b, &c);
        assert_arithmetic::<Limbs64>(&a, &b, &c);
    }

    #[test]
    fn inverses_and_square_roots_are_right(a in numbers()) {
        assert_inverse_and_root::<Limbs29>(&a);
        assert_inverse_and_root::<Limbs64>(&a);
        // Both find the same one of the two roots.
        prop_assert_eq!(
            to_element::<Limbs29>(&a).square_root().map(Field::to_bytes),
            to_element::<Limbs64>(&a).square_root().map(Field::to_bytes)
        );
    }

    #[test]
    fn long_sums_of_products_are_right(start in numbers(), step in numbers()) {
        let wanted = (0..50).fold(start.clone(), |x, _| {
            (&x * &x + p() * 3u8 - &step - &x - &x) % p()
        });
        prop_assert_eq!(long_sum::<Limbs29>(&start, &step), wanted.clone());
        prop_assert_eq!(long_sum::<Limbs64>(&start, &step), wanted);
    }
}

#[test]
fn edges_of_nine_limbs() {
    assert_edges::<Limbs29>();
}

#[test]
fn edges_of_four_limbs() {
    assert_edges::<Limbs64>();
}
