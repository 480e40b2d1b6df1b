//! Arithmetic on four numbers at once against big integers.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use curve::four::Four;
use num_bigint::BigUint;
use proptest::prelude::*;

fn p() -> BigUint {
    let two = |bits: u32| BigUint::from(1u8) << bits;
    two(256) - two(224) + two(192) + two(96) - 1u8
}

fn to_array(number: &BigUint) -> [u8; 32] {
    let bytes = number.to_bytes_be();
    let mut array = [0; 32];
    array[32 - bytes.len()..].copy_from_slice(&bytes);
    array
}

fn to_four(numbers: &[BigUint; 4]) -> Four {
    let bytes = numbers.each_ref().map(to_array);
    Four::from_bytes(bytes.each_ref()).unwrap()
}

fn to_big(four: Four) -> [BigUint; 4] {
    four.to_bytes().map(|bytes| BigUint::from_bytes_be(&bytes))
}

/// Random numbers below p. Many of them are near powers of two, where limbs begin, near p, or have
/// limbs that are nearly all ones or zeros in Montgomery form.
fn numbers() -> impl Strategy<Value = [BigUint; 4]> {
    let near = (0u32..257, 0u8..5, any::<bool>()).prop_map(|(bits, by, above)| {
        let power = BigUint::from(1u8) << bits;
        let near = if above { power + by } else { power + p() - by };
        near % p()
    });
    let out_of_form = (BigUint::from(1u8) << 260u32).modpow(&(p() - 2u8), &p());
    let ones = (0u32..257, 0u32..257).prop_map(move |(from, to)| {
        let ones = (BigUint::from(1u8) << from.max(to)) - (BigUint::from(1u8) << from.min(to));
        ones * &out_of_form % p()
    });
    let any = any::<[u8; 32]>().prop_map(|bytes| BigUint::from_bytes_be(&bytes) % p());
    prop::array::uniform4(prop_oneof![near, ones, any])
}

fn zip(
    a: &[BigUint; 4],
    b: &[BigUint; 4],
    both: impl Fn(&BigUint, &BigUint) -> BigUint,
) -> [BigUint; 4] {
    core::array::from_fn(|lane| both(&a[lane], &b[lane]) % p())
}

proptest! {
    #[test]
    fn computes_as_big_integers_do(a in numbers(), b in numbers(), c in numbers()) {
        let (x, y, z) = (to_four(&a), to_four(&b), to_four(&c));
        prop_assert_eq!(to_big(x), a.clone());
        prop_assert_eq!(to_big(x + y), zip(&a, &b, |a, b| a + b));
        prop_assert_eq!(to_big(x - y), zip(&a, &b, |a, b| a + p() - b));
        prop_assert_eq!(to_big(x * y), zip(&a, &b, |a, b| a * b));
        prop_assert_eq!(to_big(x.square()), zip(&a, &a, |a, b| a * b));
        prop_assert_eq!((x - y).are_zero(), core::array::from_fn(|lane| a[lane] == b[lane]));
        // The largest factors: differences of products, and differences of a product and a carried
        // number.
        let difference = zip(&a, &b, |a, b| a + p() - b);
        let other = zip(&c, &a, |c, a| c + p() - a);
        prop_assert_eq!(to_big((x - y) * (z - x)), zip(&difference, &other, |a, b| a * b));
        prop_assert_eq!(to_big((x - y).square()), zip(&difference, &difference, |a, b| a * b));
        // The size of sums of points before they are carried.
        let sum = zip(&difference, &zip(&c, &c, |a, b| a + b), |a, b| a + p() - b);
        let carried = (x - y - z - z).carried();
        prop_assert_eq!(to_big(carried), sum.clone());
        prop_assert_eq!(to_big((carried - x).square()), {
            let difference = zip(&sum, &a, |a, b| a + p() - b);
            zip(&difference, &difference, |a, b| a * b)
        });
    }

    #[test]
    fn square_roots_are_right(a in numbers()) {
        let x = to_four(&a);
        let (root, found) = x.square_roots();
        for lane in 0..4 {
            let is_square = a[lane].modpow(&((p() - 1u8) / 2u8), &p()) <= BigUint::from(1u8);
            prop_assert_eq!(found[lane], is_square);
            let root = &to_big(root)[lane];
            if is_square {
                prop_assert_eq!(root * root % p(), a[lane].clone());
            }
        }
        let odd = x.are_odd();
        for lane in (0..4).filter(|lane| a[*lane] != BigUint::ZERO) {
            prop_assert_eq!(odd[lane], a[lane].bit(0));
        }
    }

    #[test]
    fn long_sums_of_products_are_right(start in numbers(), step in numbers()) {
        let (mut x, y) = (to_four(&start), to_four(&step));
        let mut wanted = start;
        for _ in 0..50 {
            x = ((x.square() - y - x).carried() * (x - y)).carried();
            wanted = core::array::from_fn(|lane| {
                let (x, y) = (&wanted[lane], &step[lane]);
                (x * x + p() * 2u8 - x - y) * (x + p() - y) % p()
            });
        }
        prop_assert_eq!(to_big(x), wanted);
    }
}

#[test]
fn numbers_from_p_on_are_rejected() {
    let (zero, below, p) = ([0; 32], to_array(&(p() - 1u8)), to_array(&p()));
    let decoded = |numbers| Four::from_bytes(numbers).map(Four::to_bytes);
    assert_eq!(
        decoded([&zero, &below, &zero, &below]),
        Some([zero, below, zero, below])
    );
    assert_eq!(decoded([&zero, &zero, &p, &zero]), None);
    assert_eq!(decoded([&zero, &zero, &zero, &[0xff; 32]]), None);
    let one = Four::one().to_bytes();
    assert!(one.iter().all(|one| one[31] == 1 && one[..31] == [0; 31]));
}
