//! Many signatures at once. Each says that u₁·G + u₂·Q − R is the point at infinity; if all do, so does the sum of them times
//! any numbers. The numbers are 128 bits long and unknown to whoever made the signatures, so if one equation is wrong, the sum is
//! right with a chance of 2⁻¹²⁸ (Bellare, Garay and Rabin, 1998; Antipa and others, 2005, for ECDSA with R known). R is
//! found from its x-coordinate and the parity of its y, which is what the parity in a signature is for.

use crate::multiply::{Check, is_ambiguous};
use crate::order::Number;
use crate::point::{self, Point};
use crate::sum::{self, Term};
use p256::elliptic_curve::ops::Invert;
use p256::{FieldBytes, NonZeroScalar, Scalar};
use sha2::{Digest, Sha256};

/// Fewer than this are checked one by one, which is as fast.
const WORTH: usize = 8;

/// The place of the first wrong signature, if one is. The verdicts are those of [`Check::holds`].
///
/// `seed` is the verifier's own randomness. The multipliers come from it and from all that is checked, so that even
/// who knew it could not aim at them.
pub fn first_wrong(checks: &[Check], seed: &[u8; 32]) -> Option<usize> {
    if checks.len() < WORTH {
        return checks.iter().position(|check| !check.holds());
    }
    if all_hold(checks, seed) {
        return None;
    }
    let (left, right) = checks.split_at(checks.len() / 2);
    first_wrong(left, seed).or_else(|| Some(left.len() + first_wrong(right, seed)?))
}

/// Whether all are right. May say no where single checks say yes: to those it leaves what is ambiguous.
fn all_hold(checks: &[Check], seed: &[u8; 32]) -> bool {
    let mut terms = Vec::with_capacity(2 * checks.len() + 1);
    let mut generator = Scalar::ZERO;
    let inverses = inverses(checks);
    let transcript = Transcript::new(checks, seed);
    for (place, (check, inverse)) in checks.iter().zip(&inverses).enumerate() {
        let x = FieldBytes::from(*check.r).into();
        let Some((odd, key)) = point::split(&check.key) else {
            return false;
        };
        if is_ambiguous(&x) {
            return false;
        }
        let multiplier = transcript.multiplier(place);
        // R²/s by the multiplier, by what it is to be multiplied with: each time divided by R.
        let factor = inverse.by(&Number::from_bytes(&multiplier));
        let u1 = factor.by(&Number::from_bytes(&check.digest)).to_scalar();
        let u2 = factor.by(&Number::from_bytes(&x)).to_scalar();
        generator += u1;
        terms.push(Term {
            x,
            odd: check.odd,
            times: Number::from_bytes(&multiplier).to_scalar(),
            negative: true,
        });
        terms.push(Term {
            x: *key,
            odd,
            times: u2,
            negative: false,
        });
    }
    let [form, x @ ..] = Point::generator().to_compressed();
    terms.push(Term {
        x,
        odd: form == 3,
        times: generator,
        negative: false,
    });
    sum::is_zero(&terms)
}

/// R² divided by each s, with one division for all (Montgomery's trick).
fn inverses(checks: &[Check]) -> Vec<Number> {
    let numbers: Vec<Number> = checks
        .iter()
        .map(|check| Number::from_bytes(&FieldBytes::from(*check.s).into()))
        .collect();
    let mut product = Number::ONE;
    let mut inverses: Vec<Number> = numbers
        .iter()
        .map(|number| {
            let before = product;
            product = product.by(number);
            before
        })
        .collect();
    let product = NonZeroScalar::new(product.to_scalar())
        .expect("the order is a prime: no product of others is a multiple of it");
    let inverse = FieldBytes::from(*Invert::invert_vartime(&product)).into();
    // Each product was divided by R, and so is what is multiplied with its inverse: but for what is put in here, none is left.
    let mut inverse = Number::from_bytes(&inverse).by(&Number::R2).by(&Number::R2);
    for (before, number) in inverses.iter_mut().zip(&numbers).rev() {
        *before = before.by(&inverse);
        inverse = inverse.by(number);
    }
    inverses
}

/// A hash of the verifier's randomness and of everything that is checked.
struct Transcript([u8; 32]);

impl Transcript {
    fn new(checks: &[Check], seed: &[u8; 32]) -> Self {
        let mut hash = Sha256::new_with_prefix(seed);
        for check in checks {
            hash.update(check.key);
            hash.update(check.digest);
            hash.update(FieldBytes::from(*check.r));
            hash.update(FieldBytes::from(*check.s));
            hash.update([u8::from(check.odd)]);
        }
        Self(hash.finalize().into())
    }

    /// The number by which the check at this place is multiplied: 128 bits, at the end of 32 bytes.
    fn multiplier(&self, place: usize) -> [u8; 32] {
        let hash = Sha256::new_with_prefix(self.0)
            .chain_update((place as u64).to_le_bytes())
            .finalize();
        let mut number = [0; 32];
        number[16..].copy_from_slice(&hash[..16]);
        number
    }
}
