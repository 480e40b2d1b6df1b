//! Arithmetic on four numbers at once against big integers, in both representations.

use curve::four::{Array, Four, Lanes};
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

fn to_four<F: Four>(numbers: &[BigUint; 4]) -> F {
    let bytes = numbers.each_ref().map(to_array);
    F::from_bytes(bytes.each_ref()).unwrap()
}

fn to_big<F: Four>(four: F) -> [BigUint; 4] {
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
    let ones = (0u32..257, 0u32..257, any::<bool>()).prop_map(|(from, to, short)| {
        let ones = (BigUint::from(1u8) << from.max(to)) - (BigUint::from(1u8) << from.min(to));
        let r = BigUint::from(1u8) << if short { 256u32 } else { 260 };
        ones * r.modpow(&(p() - 2u8), &p()) % p()
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

fn assert_arithmetic<F: Four>(a: &[BigUint; 4], b: &[BigUint; 4], c: &[BigUint; 4]) {
    let [x, y, z] = [a, b, c].map(to_four::<F>);
    assert_eq!(to_big(x), *a);
    assert_eq!(to_big(x + y), zip(a, b, |a, b| a + b));
    assert_eq!(to_big(x - y), zip(a, b, |a, b| a + p() - b));
    assert_eq!(to_big(x * y), zip(a, b, |a, b| a * b));
    assert_eq!(to_big(x.square()), zip(a, a, |a, b| a * b));
    assert_eq!(to_big(x.squared(2)), zip(a, a, |a, b| a * a * b * b));
    let zero = core::array::from_fn(|lane| a[lane] == b[lane]);
    assert_eq!((x - y).are_zero(), zero);
    let may = (x - y).may_be_zero();
    assert!((0..4).all(|lane| may[lane] || !zero[lane]));
    // The largest factors: differences of products, and differences of a product and a carried
    // number.
    let difference = zip(a, b, |a, b| a + p() - b);
    let other = zip(c, a, |c, a| c + p() - a);
    let wanted = zip(&difference, &other, |a, b| a * b);
    assert_eq!(to_big((x - y) * (z - x)), wanted);
    let wanted = zip(&difference, &difference, |a, b| a * b);
    assert_eq!(to_big((x - y).square()), wanted);
    // The size of sums of points before they are carried.
    let sum = zip(&difference, &zip(c, c, |a, b| a + b), |a, b| a + p() - b);
    let carried = (x - y - z - z).carried();
    assert_eq!(to_big(carried), sum.clone());
    assert_eq!(to_big((carried - x).square()), {
        let difference = zip(&sum, a, |a, b| a + p() - b);
        zip(&difference, &difference, |a, b| a * b)
    });
    // The curve's equation.
    let b_of_curve = BigUint::parse_bytes(
        b"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        16,
    );
    let b_of_curve = b_of_curve.unwrap();
    let wanted = zip(a, a, |x, _| x * x * x + p() * 3u8 - x * 3u8 + &b_of_curve);
    assert_eq!(to_big(x.right_side()), wanted);
    // Choices.
    let odd = core::array::from_fn(|lane| b[lane].bit(0));
    let choose = |otherwise: fn(&BigUint, &BigUint) -> BigUint| {
        core::array::from_fn(|lane| match odd[lane] {
            true => otherwise(&a[lane], &c[lane]) % p(),
            false => a[lane].clone(),
        })
    };
    assert_eq!(to_big(x.negated_where(odd)), choose(|a, _| p() - a));
    assert_eq!(to_big(x.replaced_where(odd, z)), choose(|_, c| c.clone()));
    let packed = F::pack(&x, &y);
    let (x, y) = F::unpack(packed.each_ref());
    assert_eq!((to_big(x), to_big(y)), (a.clone(), b.clone()));
    assert_eq!(to_big(F::unpack_x(packed.each_ref())), *a);
}

/// Returns the square roots found, as far as there are any.
fn assert_roots<F: Four>(a: &[BigUint; 4]) -> [Option<BigUint>; 4] {
    let x: F = to_four(a);
    let (root, found) = x.square_roots();
    let roots = to_big(root);
    for lane in 0..4 {
        let is_square = a[lane].modpow(&((p() - 1u8) / 2u8), &p()) <= BigUint::from(1u8);
        assert_eq!(found[lane], is_square);
        if is_square {
            assert_eq!(&roots[lane] * &roots[lane] % p(), a[lane]);
        }
    }
    let odd = x.are_odd();
    for lane in (0..4).filter(|lane| a[*lane] != BigUint::ZERO) {
        assert_eq!(odd[lane], a[lane].bit(0));
    }
    core::array::from_fn(|lane| found[lane].then(|| roots[lane].clone()))
}

/// A long computation whose numbers depend on all numbers before.
fn long_sum<F: Four>(start: &[BigUint; 4], step: &[BigUint; 4]) -> [BigUint; 4] {
    let (start, step): (F, F) = (to_four(start), to_four(step));
    let sum = (0..50).fold(start, |x, _| {
        ((x.square() - step - x).carried() * (x - step)).carried()
    });
    to_big(sum)
}

fn assert_edges<F: Four>() {
    let (zero, below) = ([0; 32], to_array(&(p() - 1u8)));
    let decoded = |numbers| F::from_bytes(numbers).map(F::to_bytes);
    assert_eq!(
        decoded([&zero, &below, &zero, &below]),
        Some([zero, below, zero, below])
    );
    let above = [p(), p() + 1u8].map(|number| to_array(&number));
    for above in &above {
        assert_eq!(decoded([&zero, &zero, above, &zero]), None);
    }
    assert_eq!(decoded([&zero, &zero, &zero, &[0xff; 32]]), None);
    let one = F::one().to_bytes();
    assert!(one.iter().all(|one| one[31] == 1 && one[..31] == [0; 31]));
}

proptest! {
    #[test]
    fn computes_as_big_integers_do(a in numbers(), b in numbers(), c in numbers()) {
        assert_arithmetic::<Lanes>(&a, &b, &c);
        assert_arithmetic::<Array>(&a, &b, &c);
    }

    #[test]
    fn square_roots_are_right(a in numbers()) {
        prop_assert_eq!(assert_roots::<Lanes>(&a), assert_roots::<Array>(&a));
    }

    #[test]
    fn long_sums_of_products_are_right(start in numbers(), step in numbers()) {
        let mut wanted = start.clone();
        for _ in 0..50 {
            wanted = core::array::from_fn(|lane| {
                let (x, y) = (&wanted[lane], &step[lane]);
                (x * x + p() * 2u8 - x - y) * (x + p() - y) % p()
            });
        }
        prop_assert_eq!(long_sum::<Lanes>(&start, &step), wanted.clone());
        prop_assert_eq!(long_sum::<Array>(&start, &step), wanted);
    }
}

#[test]
fn edges_of_lanes() {
    assert_edges::<Lanes>();
}

#[test]
fn edges_of_the_array() {
    assert_edges::<Array>();
}
