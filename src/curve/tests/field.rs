//! Arithmetic of the field against big integers.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use curve::field::Element;
use num_bigint::BigUint;
use proptest::prelude::*;

fn p() -> BigUint {
    let two = |bits: u32| BigUint::from(1u8) << bits;
    two(256) - two(224) + two(192) + two(96) - 1u8
}

fn to_big(element: Element) -> BigUint {
    BigUint::from_bytes_be(&element.to_bytes())
}

fn to_array(number: &BigUint) -> [u8; 32] {
    let bytes = number.to_bytes_be();
    let mut array = [0; 32];
    array[32 - bytes.len()..].copy_from_slice(&bytes);
    array
}

fn to_element(number: &BigUint) -> Element {
    Element::from_bytes(&to_array(number)).unwrap()
}

/// Random numbers below p, many of them near powers of two, where limbs begin, and near p.
fn numbers() -> impl Strategy<Value = BigUint> {
    let near = (0u32..257, 0u8..5, any::<bool>()).prop_map(|(bits, by, above)| {
        let power = BigUint::from(1u8) << bits;
        let near = if above { power + by } else { power + p() - by };
        near % p()
    });
    let any = any::<[u8; 32]>().prop_map(|bytes| BigUint::from_bytes_be(&bytes) % p());
    prop_oneof![near, any]
}

proptest! {
    #[test]
    fn computes_as_big_integers_do(a in numbers(), b in numbers(), c in numbers()) {
        let (x, y, z) = (to_element(&a), to_element(&b), to_element(&c));
        prop_assert_eq!(to_big(x), a.clone());
        prop_assert_eq!(to_big(x + y), (&a + &b) % p());
        prop_assert_eq!(to_big(x - y), (&a + p() - &b) % p());
        prop_assert_eq!(to_big(-x), (p() - &a) % p());
        prop_assert_eq!(to_big(x * y), &a * &b % p());
        prop_assert_eq!(to_big(x.square()), &a * &a % p());
        prop_assert_eq!(x.is_odd(), a.bit(0));
        prop_assert_eq!((x - y).is_zero(), a == b);
        prop_assert_eq!((x + y).is_zero(), ((&a + &b) % p()) == BigUint::ZERO);
        // The largest operands that may be multiplied: magnitudes 2 and 4.
        let (sum, large) = (x - y, x + y - z + x);
        let wanted = (&a + p() - &b) * (&a + &b + &a + p() - &c) % p();
        prop_assert_eq!(to_big(sum * large), wanted.clone());
        prop_assert_eq!(to_big(sum.carried() * large.carried()), wanted);
        // The largest magnitude that may be carried.
        let six = x - y + x - y + x - y;
        let wanted = (&a + p() - &b) * 3u8 % p();
        prop_assert_eq!(to_big(six.carried()), wanted);
    }

    #[test]
    fn inverses_and_square_roots_are_right(a in numbers()) {
        let x = to_element(&a);
        let inverse = x.inverse();
        prop_assert_eq!(to_big(inverse), a.modpow(&(p() - 2u8), &p()));
        let is_square = a.modpow(&((p() - 1u8) / 2u8), &p()) <= BigUint::from(1u8);
        let root = x.square_root();
        prop_assert_eq!(root.is_some(), is_square);
        if let Some(root) = root {
            prop_assert_eq!(to_big(root.square()), a);
        }
    }

    #[test]
    fn long_sums_of_products_are_right(start in numbers(), step in numbers()) {
        let (mut x, y) = (to_element(&start), to_element(&step));
        let mut wanted = start;
        for _ in 0..50 {
            x = (x.square() - y - x - x).carried();
            wanted = (&wanted * &wanted + p() * 3u8 - &step - &wanted - &wanted) % p();
        }
        prop_assert_eq!(to_big(x), wanted);
    }
}

#[test]
fn numbers_from_p_on_are_rejected() {
    let decoded = |bytes: [u8; 32]| Element::from_bytes(&bytes).map(Element::to_bytes);
    let below = to_array(&(p() - 1u8));
    assert_eq!(decoded(below), Some(below));
    assert_eq!(decoded(to_array(&p())), None);
    assert_eq!(decoded([0xff; 32]), None);
    assert!(Element::ZERO.is_zero() && !Element::ONE.is_zero());
    assert_eq!(Element::ONE.to_bytes()[31], 1);
}
