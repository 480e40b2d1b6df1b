//! The field's arithmetic against big integers.

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

/// Any numbers below p, and often those at its ends and at the ends of limbs.
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
        // The largest that may be carried.
        let six = x - y + x - y + x - y;
        let wanted = (&a + p() - &b) * 3u8 % p();
        prop_assert_eq!(to_big(six.carried()), wanted);
    }

    #[test]
    fn divides_and_takes_roots(a in numbers()) {
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
    fn long_sums_of_products_stay_right(start in numbers(), step in numbers()) {
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
fn numbers_from_p_on_are_refused() {
    assert!(Element::from_bytes(&to_array(&(p() - 1u8))).is_some());
    assert!(Element::from_bytes(&to_array(&p())).is_none());
    assert!(Element::from_bytes(&[0xff; 32]).is_none());
    assert!(Element::ZERO.is_zero() && !Element::ONE.is_zero());
    assert_eq!(Element::ONE.to_bytes()[31], 1);
}
