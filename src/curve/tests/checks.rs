//! Verdicts on signatures, single and in batches, against the arithmetic of the `p256` crate.

use curve::batch::first_wrong_by;
use curve::field::{Field, Limbs29, Limbs64};
use curve::four::{Array, Lanes};
use curve::multiply::Generators;
use curve::point::Affine;
use curve::{Check, Point, first_wrong};
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::group::Group;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{AffinePoint, FieldBytes, NonZeroScalar, ProjectivePoint, Scalar};
use proptest::prelude::*;
use std::sync::LazyLock;

fn scalar(bytes: [u8; 32]) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into())
}

fn point(point: &AffinePoint) -> Point {
    let point_ours = Point::from_coordinates(&point.x().into(), &y(point)).unwrap();
    assert_eq!(point_ours.to_compressed()[1..], point.x()[..]);
    point_ours
}

fn y(point: &AffinePoint) -> [u8; 32] {
    p256::PublicKey::from_affine(*point)
        .unwrap()
        .to_sec1_point(false)
        .as_bytes()[33..]
        .try_into()
        .unwrap()
}

/// A true signature of a digest, with high or low s.
fn signed(key: u64, digest: [u8; 32]) -> Check {
    let mut secret = [0x11; 32];
    secret[24..].copy_from_slice(&key.to_be_bytes());
    let secret = SigningKey::from_slice(&secret).unwrap();
    let (signature, recovery) = secret.sign_prehash_recoverable(&digest);
    let (r, s) = signature.split_scalars();
    Check {
        key: point(secret.verifying_key().as_affine()).to_compressed(),
        digest,
        r,
        s,
        odd: recovery.is_y_odd(),
    }
}

/// The equation of ECDSA, computed by the `p256` crate.
fn holds_by_p256(check: &Check) -> bool {
    let Ok(key) = p256::PublicKey::from_sec1_bytes(&check.key) else {
        return false;
    };
    let inverse = check.s.invert().unwrap();
    let point = ProjectivePoint::GENERATOR * (scalar(check.digest) * inverse)
        + ProjectivePoint::from(*key.as_affine()) * (*check.r * inverse);
    if bool::from(point.is_identity()) {
        return false;
    }
    let point = point.to_affine();
    scalar(point.x().into()) == *check.r && bool::from(point.y_is_odd()) == check.odd
}

/// Whether the signature is right by both representations, which must agree.
fn holds(check: &Check) -> bool {
    static LIMBS_29: LazyLock<Generators<Limbs29>> = LazyLock::new(Generators::new);
    static LIMBS_64: LazyLock<Generators<Limbs64>> = LazyLock::new(Generators::new);
    let verdict = check.holds();
    assert_eq!(check.holds_by(&LIMBS_29), verdict);
    assert_eq!(check.holds_by(&LIMBS_64), verdict);
    verdict
}

/// The first wrong signature by both representations, which must agree.
fn first_wrong_by_both(checks: &[Check], seed: &[u8; 32]) -> Option<usize> {
    let first = first_wrong(checks, seed);
    assert_eq!(first_wrong_by::<Lanes>(checks, seed), first);
    assert_eq!(first_wrong_by::<Array>(checks, seed), first);
    first
}

/// Decodes a point and encodes it again.
fn recoded<N: Field>(compressed: &[u8; 33]) -> Option<[u8; 33]> {
    Affine::<N>::from_compressed(compressed).map(|point| point.to_compressed())
}

fn assert_decoded_as_by_p256(compressed: [u8; 33]) {
    let theirs = p256::PublicKey::from_sec1_bytes(&compressed);
    let theirs = theirs.ok().map(|_| compressed);
    assert_eq!(recoded::<Limbs29>(&compressed), theirs);
    assert_eq!(recoded::<Limbs64>(&compressed), theirs);
}

/// A change that makes a true signature wrong.
#[derive(Clone, Copy, Debug)]
enum Forgery {
    Digest,
    R,
    S,
    HighS,
    Parity,
    OtherKey,
    NegatedKey,
    KeyOfAnotherForm,
    KeyIsNoPoint,
    REqualsOne,
    RIsOrderLessOne,
    SEqualsOne,
    SIsOrderLessOne,
    /// R is at infinity: u₁ = −u₂·q.
    Infinity,
}

fn forge(check: Check, forgery: Forgery) -> Check {
    let nonzero = |scalar| NonZeroScalar::new(scalar).unwrap();
    let mut changed = check;
    match forgery {
        Forgery::Digest => changed.digest[31] ^= 1,
        // Twice a scalar is not zero, since the order is odd. The sum of n − 1 and 1 would be zero.
        Forgery::R => changed.r = nonzero(check.r.double()),
        Forgery::S => changed.s = nonzero(check.s.double()),
        Forgery::HighS => changed.s = -check.s,
        Forgery::Parity => changed.odd = !check.odd,
        Forgery::OtherKey => changed.key = Point::generator().to_compressed(),
        Forgery::NegatedKey => changed.key[0] ^= 1,
        Forgery::KeyOfAnotherForm => changed.key[0] |= 4,
        Forgery::KeyIsNoPoint => {
            // About half of all x belong to no point.
            while Point::from_compressed(&changed.key).is_some() {
                changed.key[32] = changed.key[32].wrapping_add(1);
            }
        }
        Forgery::REqualsOne => changed.r = nonzero(Scalar::ONE),
        Forgery::RIsOrderLessOne => changed.r = nonzero(-Scalar::ONE),
        Forgery::SEqualsOne => changed.s = nonzero(Scalar::ONE),
        Forgery::SIsOrderLessOne => changed.s = nonzero(-Scalar::ONE),
        Forgery::Infinity => {
            // If the key is the generator, u₁ + u₂ = 0 for the digest −r.
            changed.key = Point::generator().to_compressed();
            changed.digest = (-*check.r).to_repr().into();
        }
    }
    changed
}

const FORGERIES: [Forgery; 14] = [
    Forgery::Digest,
    Forgery::R,
    Forgery::S,
    Forgery::HighS,
    Forgery::Parity,
    Forgery::OtherKey,
    Forgery::NegatedKey,
    Forgery::KeyOfAnotherForm,
    Forgery::KeyIsNoPoint,
    Forgery::REqualsOne,
    Forgery::RIsOrderLessOne,
    Forgery::SEqualsOne,
    Forgery::SIsOrderLessOne,
    Forgery::Infinity,
];

fn forgeries() -> impl Strategy<Value = Forgery> {
    prop::sample::select(FORGERIES.to_vec())
}

proptest! {
    #[test]
    fn single_checks_agree_with_p256(key in any::<u64>(), digest in any::<[u8; 32]>(), forged in forgeries()) {
        let check = signed(key, digest);
        prop_assert!(holds(&check) && holds_by_p256(&check));
        let forged = forge(check, forged);
        prop_assert_eq!(holds(&forged), holds_by_p256(&forged));
        prop_assert!(!holds(&forged));
    }

    #[test]
    fn a_batch_finds_the_first_signature_that_a_single_check_rejects(
        keys in prop::collection::vec(0u8..4, 1..70),
        forged in prop::collection::vec((any::<prop::sample::Index>(), forgeries()), 0..3),
        seed in any::<[u8; 32]>(),
    ) {
        // Few keys and digests, so that some keys and signatures are equal.
        let mut checks: Vec<Check> = keys.iter().map(|key| signed(u64::from(*key), [*key / 2; 32])).collect();
        for (at, how) in forged {
            let at = at.index(checks.len());
            checks[at] = forge(checks[at], how);
        }
        let wanted = checks.iter().position(|check| !holds_by_p256(check));
        prop_assert_eq!(first_wrong_by_both(&checks, &seed), wanted);
    }

    #[test]
    fn points_agree_with_p256(bytes in any::<[u8; 32]>(), form in 0u8..5) {
        let mut compressed = [form; 33];
        compressed[1..].copy_from_slice(&bytes);
        assert_decoded_as_by_p256(compressed);
    }
}

#[test]
fn points_at_the_edges_of_the_field_agree_with_p256() {
    // 0, 1, p − 1, p, p + 1 and 2²⁵⁶ − 1, and their neighbours; p ends in ones, so there are few
    // carries.
    let p = {
        let mut p = [0; 32];
        p[..4].fill(0xff);
        p[7] = 1;
        p[20..].fill(0xff);
        p
    };
    let above = |by: u8| {
        let mut above = p;
        above[20..].fill(0);
        above[19] = 1;
        above[31] = by;
        above
    };
    let ending = |mut number: [u8; 32], by: u8| {
        number[31] = by;
        number
    };
    let low = (0u8..20).map(|by| ending([0; 32], by));
    let below = (200u8..=255).map(|by| ending(p, by));
    let above = (0u8..20).map(above);
    let high = (200u8..=255).map(|by| ending([0xff; 32], by));
    for x in low.chain(below).chain(above).chain(high) {
        for form in [2, 3] {
            let mut compressed = [form; 33];
            compressed[1..].copy_from_slice(&x);
            assert_decoded_as_by_p256(compressed);
        }
    }
}

#[test]
fn one_wrong_signature_is_found_at_every_index() {
    let right: Vec<Check> = (0u8..100)
        .map(|key| signed(u64::from(key), [key; 32]))
        .collect();
    assert_eq!(first_wrong_by_both(&right, &[0; 32]), None);
    for at in 0..right.len() {
        let mut checks = right.clone();
        checks[at] = forge(checks[at], Forgery::Parity);
        assert_eq!(first_wrong(&checks, &[1; 32]), Some(at));
    }
}

#[test]
fn every_pair_of_forgeries_of_one_signature_agrees_with_p256() {
    let right: Vec<Check> = (0..4).map(|key| signed(key, [9; 32])).collect();
    for first in FORGERIES {
        for second in FORGERIES {
            let mut checks = right.clone();
            checks[2] = forge(forge(right[2], first), second);
            // Some pairs undo each other, such as two changes of the parity.
            let wanted = (!holds_by_p256(&checks[2])).then_some(2);
            assert_eq!(
                first_wrong_by_both(&checks, &[4; 32]),
                wanted,
                "{first:?}, {second:?}"
            );
        }
    }
}

#[test]
fn two_errors_that_cancel_out_are_found() {
    // The key is negated in both, and the parity differs: the errors are opposite, so a sum without
    // factors is zero.
    let right: Vec<Check> = (0..20).map(|key| signed(key, [9; 32])).collect();
    let mut checks = right.clone();
    let pair = forge(right[3], Forgery::NegatedKey);
    let flipped = Check {
        odd: !pair.odd,
        ..pair
    };
    checks[3] = pair;
    checks[4] = flipped;
    assert_eq!(first_wrong_by_both(&checks, &[2; 32]), Some(3));
}

#[test]
fn an_x_coordinate_above_the_order_is_distinguished_from_its_remainder() {
    // The smallest x-coordinate above n that has a point. r = x − n is tiny, and the batch must
    // leave it to the single check.
    let order_less_one = FieldBytes::from(-Scalar::ONE);
    let mut found = None;
    for step in 1u8..40 {
        let mut x: [u8; 32] = order_less_one.into();
        // n ends in …51, so there is no carry.
        x[31] += step;
        if let Some(point) = Point::from_x(&x, false) {
            found = Some((step - 1, point));
            break;
        }
    }
    let (r, big_r) = found.unwrap();
    assert!(r > 0);
    let r = NonZeroScalar::new(Scalar::from(u64::from(r))).unwrap();
    // With u₁ = u₂ = 1 the key is R − G, the digest is s, and s = r.
    let theirs = p256::PublicKey::from_sec1_bytes(&big_r.to_compressed()).unwrap();
    let key = ProjectivePoint::from(*theirs.as_affine()) - ProjectivePoint::GENERATOR;
    let check = Check {
        key: point(&key.to_affine()).to_compressed(),
        digest: r.to_repr().into(),
        r,
        s: r,
        odd: false,
    };
    assert!(holds_by_p256(&check) && holds(&check));
    let mut checks: Vec<Check> = (0..16).map(|key| signed(key, [9; 32])).collect();
    checks[5] = check;
    assert_eq!(first_wrong_by_both(&checks, &[3; 32]), None);
    checks[11] = Check { odd: true, ..check };
    assert_eq!(first_wrong_by_both(&checks, &[3; 32]), Some(11));
}
