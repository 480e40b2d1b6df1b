//! Extensions of a spec: tagged fields added after the first format, each encoded only if it is not
//! the default.
//!
//! | tag | field | bytes |
//! | --- | --- | --- |
//! | 1 | `authority` | whether work is proven too (0 or 1), a count (CompactSize) and as many keys of 33 bytes |
//! | 2 | `grant` | amount (u64), last height (u32) |
//! | 3 | `least_transactions` | u32, not 1 |
//! | 4 | `empty_blocks` | 1: forbidden; 2: a filler, which follows after its length (CompactSize) |
//! | 5 | `genesis_author` | a key hash of 20 bytes |
//! | 6 | `fixed_difficulty` | none: the difficulty is fixed |
//!
//! Tags ascend without repetition. An extension's bytes are read to the end. No extension contains
//! a default. A spec therefore has one encoding, and one genesis block.

use super::bounds::{AUTHORS, FILLER_LENGTHS};
use super::{Authority, EmptyBlocks, Grant, SpecDraft, SpecError};
use primitives::encoding::{put_bytes, put_compact, put_list};
use primitives::key::PUBLIC_KEY_LEN;
use primitives::{Amount, Decode, DecodeError, Encode, Height, KeyHash, PublicKey, Reader};

/// The maximum number of extensions. There will be fewer tags.
const MAX_EXTENSIONS: usize = 64;

const AUTHORITY: u64 = 1;
const GRANT: u64 = 2;
const LEAST_TRANSACTIONS: u64 = 3;
const EMPTY_BLOCKS: u64 = 4;
const GENESIS_AUTHOR: u64 = 5;
const FIXED_DIFFICULTY: u64 = 6;

const FORBIDDEN: u8 = 1;
const FILLED: u8 = 2;

/// Appends the extensions that a draft needs.
pub(super) fn encode(draft: &SpecDraft, out: &mut Vec<u8>) {
    let extensions = extensions(draft);
    put_compact(out, extensions.len() as u64);
    for (tag, bytes) in extensions {
        put_compact(out, tag);
        put_bytes(out, &bytes);
    }
}

/// Reads extensions into a draft with default values.
///
/// # Errors
/// If an extension is unknown, or the bytes are not extensions in their only form.
pub(super) fn decode(draft: &mut SpecDraft, r: &mut Reader<'_>) -> Result<(), SpecError> {
    let mut last = 0; // no extension has this tag
    for _ in 0..r.length(MAX_EXTENSIONS)? {
        let tag = r.compact()?;
        if tag <= last {
            return Err(r.invalid("the extensions’ tags do not ascend").into());
        }
        last = tag;
        let length = r.length(usize::MAX)?;
        let start = r.position();
        let mut inner = Reader::new(r.take(length)?);
        let read = decode_one(draft, tag, &mut inner);
        let known = read.and_then(|known| match known {
            true => inner.finish().map(|()| true),
            false => Ok(false),
        });
        let known = known.map_err(|error| DecodeError {
            at: start + error.at,
            ..error
        })?;
        if !known {
            return Err(SpecError::Extension(tag));
        }
    }
    Ok(())
}

fn extensions(draft: &SpecDraft) -> Vec<(u64, Vec<u8>)> {
    let standard = SpecDraft::default();
    let mut all = Vec::new();
    if let Some(authority) = &draft.authority {
        let mut bytes = vec![u8::from(authority.work)];
        put_list(&mut bytes, &authority.authors);
        all.push((AUTHORITY, bytes));
    }
    if let Some(grant) = draft.grant {
        let mut bytes = grant.amount.to_bytes();
        bytes.extend_from_slice(&grant.until.value().to_le_bytes());
        all.push((GRANT, bytes));
    }
    if draft.least_transactions != standard.least_transactions {
        let bytes = draft.least_transactions.to_le_bytes().to_vec();
        all.push((LEAST_TRANSACTIONS, bytes));
    }
    match &draft.empty_blocks {
        EmptyBlocks::Allowed => {}
        EmptyBlocks::Forbidden => all.push((EMPTY_BLOCKS, vec![FORBIDDEN])),
        EmptyBlocks::Filled(filler) => {
            let mut bytes = vec![FILLED];
            put_bytes(&mut bytes, filler);
            all.push((EMPTY_BLOCKS, bytes));
        }
    }
    if let Some(key) = draft.genesis_author {
        all.push((GENESIS_AUTHOR, key.to_bytes().to_vec()));
    }
    if draft.fixed_difficulty {
        all.push((FIXED_DIFFICULTY, Vec::new()));
    }
    all
}

/// Reads one extension; returns whether its tag is known.
fn decode_one(draft: &mut SpecDraft, tag: u64, r: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match tag {
        AUTHORITY => draft.authority = Some(authority(r)?),
        GRANT => {
            draft.grant = Some(Grant {
                amount: Amount::decode(r)?,
                until: Height(r.u32()?),
            });
        }
        LEAST_TRANSACTIONS => {
            let least = r.u32()?;
            if least == draft.least_transactions {
                return Err(r.invalid("an extension contains the default"));
            }
            draft.least_transactions = least;
        }
        EMPTY_BLOCKS => draft.empty_blocks = empty_blocks(r)?,
        GENESIS_AUTHOR => draft.genesis_author = Some(KeyHash::decode(r)?),
        FIXED_DIFFICULTY => draft.fixed_difficulty = true,
        _ => return Ok(false),
    }
    Ok(true)
}

fn authority(r: &mut Reader<'_>) -> Result<Authority, DecodeError> {
    let work = match r.u8()? {
        0 => false,
        1 => true,
        _ => return Err(r.invalid("the byte for the work of authors is neither 0 nor 1")),
    };
    let authors = r.list(*AUTHORS.end(), PUBLIC_KEY_LEN, PublicKey::decode)?;
    Ok(Authority { authors, work })
}

fn empty_blocks(r: &mut Reader<'_>) -> Result<EmptyBlocks, DecodeError> {
    match r.u8()? {
        FORBIDDEN => Ok(EmptyBlocks::Forbidden),
        FILLED => Ok(EmptyBlocks::Filled(r.bytes(*FILLER_LENGTHS.end())?)),
        _ => Err(r.invalid("empty blocks are neither forbidden nor filled")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;
    use crate::testing::TestKey;
    use proptest::prelude::*;

    fn key(seed: u8) -> PublicKey {
        TestKey::new(seed).secret().public()
    }

    /// Each extension alone: its tag, and a draft that needs it.
    fn single() -> Vec<(u64, SpecDraft)> {
        let base = SpecDraft {
            pow_limit: Some(SpecDraft::default().bits), // required by a fixed difficulty
            allocation: vec![(KeyHash::from_bytes([7; 20]), Amount::COIN)],
            ..SpecDraft::default()
        };
        let authority = Authority {
            authors: vec![key(2), key(1)],
            work: true,
        };
        let grant = Grant {
            amount: Amount::COIN,
            until: Height(9),
        };
        let with = |change: &dyn Fn(&mut SpecDraft)| {
            let mut draft = base.clone();
            change(&mut draft);
            draft
        };
        vec![
            (AUTHORITY, with(&|d| d.authority = Some(authority.clone()))),
            (GRANT, with(&|d| d.grant = Some(grant))),
            (LEAST_TRANSACTIONS, with(&|d| d.least_transactions = 2)),
            (
                EMPTY_BLOCKS,
                with(&|d| d.empty_blocks = EmptyBlocks::Forbidden),
            ),
            (
                EMPTY_BLOCKS,
                with(&|d| d.empty_blocks = EmptyBlocks::Filled(b"nothing new".to_vec())),
            ),
            (
                GENESIS_AUTHOR,
                with(&|d| d.genesis_author = Some(key(3).key_hash())),
            ),
            (FIXED_DIFFICULTY, with(&|d| d.fixed_difficulty = true)),
        ]
    }

    /// The bytes of a spec without extensions. Their count is cut off, so that a test can append a
    /// count and extensions.
    fn stem() -> Vec<u8> {
        let mut bytes = SpecDraft {
            pow_limit: Some(SpecDraft::default().bits),
            allocation: vec![(KeyHash::from_bytes([7; 20]), Amount::COIN)],
            ..SpecDraft::default()
        }
        .build()
        .unwrap()
        .to_bytes();
        assert_eq!(bytes.pop(), Some(0));
        bytes
    }

    fn read(extensions: &[&[u8]]) -> Result<Spec, SpecError> {
        let mut bytes = stem();
        bytes.push(u8::try_from(extensions.len()).unwrap());
        bytes.extend(extensions.concat());
        Spec::from_bytes(&bytes)
    }

    #[test]
    fn each_extension_round_trips_under_its_tag() {
        for (tag, draft) in single() {
            let spec = draft.build().unwrap();
            let bytes = spec.to_bytes();
            let added = bytes.strip_prefix(stem().as_slice()).unwrap();
            assert_eq!((added[0], u64::from(added[1])), (1, tag));
            assert_eq!(Spec::from_bytes(&bytes), Ok(spec));
        }
    }

    #[test]
    fn other_forms_are_rejected() {
        let least: &[u8] = &[3, 4, 2, 0, 0, 0];
        let author: &[u8] = &[&[5, 20][..], &[9; 20]].concat();
        read(&[least, author]).unwrap();
        for (wrong, message) in [
            (&[author, least][..], "do not ascend"),
            (&[least, least], "do not ascend"),
            (&[&[0, 0][..]], "do not ascend"),
            (&[&[3, 4, 1, 0, 0, 0][..]], "contains the default"),
            (&[&[3, 5, 2, 0, 0, 0, 0][..]], "1 bytes left over"),
            (&[&[3, 3, 2, 0, 0][..]], "4 bytes wanted, 3 left"),
            (&[&[4, 1, 0][..]], "neither forbidden nor filled"),
            (&[&[4, 1, 3][..]], "neither forbidden nor filled"),
            (&[&[1, 2, 2, 0][..]], "neither 0 nor 1"),
            (&[&[1, 35, 0, 1][..], &[4; 33]], "not a public key"),
            (&[&[3, 200, 2, 0, 0, 0][..]], "200 bytes wanted"),
        ] {
            let mut bytes = stem();
            let count = if message == "not a public key" {
                1
            } else {
                wrong.len()
            };
            bytes.push(u8::try_from(count).unwrap());
            bytes.extend(wrong.concat());
            let error = Spec::from_bytes(&bytes).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
        assert_eq!(read(&[least, &[7, 1, 0]]), Err(SpecError::Extension(7)));
    }

    proptest! {
        #[test]
        fn decoded_bytes_encode_to_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..80), which in 0usize..7, at in 0usize..100, bit in 0u8..8) {
            let mut random = stem();
            random.extend(bytes);
            if let Ok(spec) = Spec::from_bytes(&random) {
                prop_assert_eq!(spec.to_bytes(), random);
            }
            let spec = single().swap_remove(which).1.build().unwrap();
            let mut flipped = spec.to_bytes();
            let start = stem().len();
            let length = flipped.len() - start;
            flipped[start + at % length] ^= 1 << bit;
            if let Ok(other) = Spec::from_bytes(&flipped) {
                prop_assert_ne!(&other, &spec);
                prop_assert_eq!(other.to_bytes(), flipped);
            }
        }
    }
}
