//! Makes valid and damaged signatures of the input, and compares the verdicts of `curve` on each
//! alone and on all together with those of the `p256` crate.
//!
//! The verdict of `p256` includes a recovery of the key: r and the parity determine R, and R the
//! only key that the signature is valid for.
#![no_main]

use std::sync::OnceLock;

use curve::{Check, first_wrong};
use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::ff::PrimeField;
use p256::{NonZeroScalar, Scalar};

/// The maximum number of signatures. More would only slow a run down; a few less, and `curve` would
/// check each one alone.
const MOST: usize = 12;

fuzz_target!(|bytes: &[u8]| {
    let Some((seed, mut bytes)) = bytes.split_first() else {
        return;
    };
    let mut checks = Vec::new();
    let mut wanted = None;
    while let Some((check, key)) = next(&mut bytes)
        && checks.len() < MOST
    {
        let right = is_right(&check, &key);
        assert_eq!(check.holds(), right, "{check:?}");
        if !right {
            wanted = wanted.or(Some(checks.len()));
        }
        checks.push(check);
    }
    assert_eq!(first_wrong(&checks, &[*seed; 32]), wanted, "{checks:?}");
});

/// The verdict of `p256`. Recovery is expensive, and left out if the signature is not valid with
/// either parity.
fn is_right(check: &Check, key: &VerifyingKey) -> bool {
    let signature = Signature::from_scalars(check.r, check.s).expect("in range");
    let recovers = |reduced| {
        let id = RecoveryId::new(check.odd, reduced);
        VerifyingKey::recover_from_prehash(&check.digest, &signature, id)
            .is_ok_and(|recovered| recovered == *key)
    };
    key.verify_prehash(&check.digest, &signature).is_ok() && (recovers(false) || recovers(true))
}

/// One of 16 signatures, of four keys and four digests, with its key. All are made once.
fn signed(key: u8, digest: u8) -> &'static (VerifyingKey, Check) {
    static SIGNED: OnceLock<Vec<(VerifyingKey, Check)>> = OnceLock::new();
    let signed = SIGNED.get_or_init(|| {
        let all = (0..4).flat_map(|key| (0..4).map(move |digest| (key, digest)));
        all.map(|(key, digest)| {
            let secret = SigningKey::from_slice(&[key + 1; 32]).expect("in range");
            let digest = [digest; 32];
            let (signature, recovery) = secret.sign_prehash_recoverable(&digest);
            let (r, s) = signature.split_scalars();
            let key = *secret.verifying_key();
            let check = Check {
                key: compressed(&key),
                digest,
                r,
                s,
                odd: recovery.is_y_odd(),
            };
            (key, check)
        })
        .collect()
    });
    &signed[usize::from(key % 4 * 4 + digest % 4)]
}

/// The next signature and its key: a byte for the key, one for the digest, one for the kind of
/// damage and one for its place; kinds that need a number read 32 bytes more.
fn next(bytes: &mut &[u8]) -> Option<(Check, VerifyingKey)> {
    let [key, digest, harm, at] = *take::<4>(bytes)?;
    let (mut key, mut check) = *signed(key, digest);
    match harm % 10 {
        0 => check.odd = !check.odd,
        // Negating s negates R.
        1 => check.s = -check.s,
        2 => (check.s, check.odd) = (-check.s, !check.odd),
        3 => check.digest[usize::from(at) % 32] ^= 1,
        4 => check.r = number(bytes)?,
        5 => check.s = number(bytes)?,
        6 => check.digest = *take(bytes)?,
        7 => {
            key = signed(at, 0).0;
            check.key = compressed(&key);
        }
        _ => {}
    }
    Some((check, key))
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(taken)
}

/// A number in range: the bytes, or if they are too large, the group's order less their last eight
/// bytes.
fn number(bytes: &mut &[u8]) -> Option<NonZeroScalar> {
    let bytes = *take::<32>(bytes)?;
    let number = Scalar::from_repr(bytes.into()).into_option().or_else(|| {
        let low = bytes.last_chunk().map(|low| u64::from_be_bytes(*low))?;
        Some(-Scalar::from(low))
    })?;
    NonZeroScalar::new(number).into_option()
}

fn compressed(key: &VerifyingKey) -> [u8; 33] {
    let compressed = key.to_sec1_point(true);
    compressed.as_bytes().try_into().expect("33 bytes")
}
