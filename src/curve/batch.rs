//! Verification of a batch of signatures.
//!
//! Each signature claims that u₁·G + u₂·Q − R is the point at infinity. If all claims hold, any
//! linear combination of these points is the point at infinity too. The factors are numbers of 128
//! bits that the signers can't know. If a claim is false, the combination is nevertheless the point
//! at infinity with a probability of at most 2⁻¹²⁸ (Bellare, Garay and Rabin, 1998; Antipa and
//! others, 2005, for ECDSA with R known). R is found from its x-coordinate and the parity of its
//! y-coordinate, which is why a signature contains the parity.

use crate::four::{Fastest, Four};
use crate::multiply::{Check, is_ambiguous};
use crate::order::Number;
use crate::point::{self, Point};
use crate::sum::{self, Term};
use p256::elliptic_curve::ops::Invert;
use p256::{FieldBytes, NonZeroScalar, Scalar};
use sha2::{Digest, Sha256};

/// Smaller batches are verified one by one, which is as fast.
const MIN_BATCH: usize = 8;

/// The index of the first wrong signature. `None` if all are right. The verdicts are those of
/// [`Check::holds`].
///
/// `seed` is the verifier's own randomness. The factors depend on the seed and on the whole batch,
/// so that even a signer who knew the seed could not choose signatures to match the factors.
pub fn first_wrong(checks: &[Check], seed: &[u8; 32]) -> Option<usize> {
    first_wrong_by::<Fastest>(checks, seed)
}

/// [`first_wrong`], computed with the representation `F` of numbers.
pub fn first_wrong_by<F: Four>(checks: &[Check], seed: &[u8; 32]) -> Option<usize> {
    if checks.len() < MIN_BATCH {
        return checks.iter().position(|check| !check.holds());
    }
    if all_hold::<F>(checks, seed) {
        return None;
    }
    let (left, right) = checks.split_at(checks.len() / 2);
    first_wrong_by::<F>(left, seed).or_else(|| Some(left.len() + first_wrong_by::<F>(right, seed)?))
}

/// Whether all signatures are right. May return false if all are right but one is ambiguous, which
/// only a single check can verify.
fn all_hold<F: Four>(checks: &[Check], seed: &[u8; 32]) -> bool {
    let mut terms = Vec::with_capacity(2 * checks.len() + 1);
    let mut generator = Scalar::ZERO;
    let inverses = inverses(checks);
    let transcript = Transcript::new(checks, seed);
    for (index, (check, inverse)) in checks.iter().zip(&inverses).enumerate() {
        let x = FieldBytes::from(*check.r).into();
        let Some((odd, key)) = point::split(&check.key) else {
            return false;
        };
        if is_ambiguous(&x) {
            return false;
        }
        let multiplier = transcript.multiplier(index);
        // `inverse` is R²/s with the R of `Number`, and each of the two products divides by R.
        let factor = inverse.montgomery_product(&Number::from_bytes(&multiplier));
        let u1 = factor
            .montgomery_product(&Number::from_bytes(&check.digest))
            .to_scalar();
        let u2 = factor
            .montgomery_product(&Number::from_bytes(&x))
            .to_scalar();
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
    sum::is_zero::<F>(&terms)
}

/// R² divided by each s, with a single inversion (Montgomery's trick). R is 2²⁶¹, by which
/// [`Number::montgomery_product`] divides, not the point of a signature.
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
            product = product.montgomery_product(number);
            before
        })
        .collect();
    let product = NonZeroScalar::new(product.to_scalar())
        .expect("the order is a prime, so it does not divide a product of nonzero numbers");
    let inverse = FieldBytes::from(*Invert::invert_vartime(&product)).into();
    // The products were divided by powers of R. The products with the inverse cancel these, but not
    // the R² introduced here.
    let mut inverse = Number::from_bytes(&inverse)
        .montgomery_product(&Number::R2)
        .montgomery_product(&Number::R2);
    for (before, number) in inverses.iter_mut().zip(&numbers).rev() {
        *before = before.montgomery_product(&inverse);
        inverse = inverse.montgomery_product(number);
    }
    inverses
}

/// A hash of the verifier's randomness and of the whole batch.
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

    /// The factor of the check with this index: 128 bits, in the last of 32 bytes.
    fn multiplier(&self, index: usize) -> [u8; 32] {
        let hash = Sha256::new_with_prefix(self.0)
            .chain_update((index as u64).to_le_bytes())
            .finalize();
        let mut number = [0; 32];
        number[16..].copy_from_slice(&hash[..16]);
        number
    }
}
