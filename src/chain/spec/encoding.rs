//! The encoding of a spec, which invitation links contain and the genesis block commits to.
//!
//! | bytes | field |
//! | --- | --- |
//! | 1 | the format's version, [`SPEC_VERSION`] |
//! | 2 | `rule_level` |
//! | CompactSize + n | `name`, UTF-8; then `symbol` and `prefix` alike |
//! | 4, 4, 4 | `interval`, `bits`, `pow_limit` |
//! | 8 | `reward` |
//! | 4, 4, 4, 4, 4, 2 | `halving`, `maturity`, `confirmations`, `max_weight`, `max_transactions`, `max_peers` |
//! | CompactSize + 28 n | `allocation`: key hashes of 20 bytes, each with an amount of 8 |
//! | 4 | `time` |
//! | CompactSize + n | `data` |
//! | CompactSize + … | the extensions, each a tag and bytes (see [`super::extension`]) |
//!
//! Numbers are little-endian. The rule level comes before everything that a later level may change,
//! so that an older program can name the level that it does not know. A new setting becomes an
//! extension. Specs without it keep their bytes, and so their genesis block. An older program
//! refuses a spec with an extension that it does not know; otherwise it would follow other rules
//! than its peers.

use super::bounds::{MAX_ALLOCATION, MAX_DATA, NAME_LENGTHS, SYMBOL_LENGTHS};
use super::{Spec, SpecDraft, SpecError, extension};
use crate::params::RULE_LEVEL;
use core::cmp::Ordering;
use primitives::encoding::{put_bytes, put_compact};
use primitives::{
    Amount, CompactTarget, Decode, DecodeError, Encode, KeyHash, Prefix, Reader, Timestamp,
};

/// The format's version, which is the first byte.
pub const SPEC_VERSION: u8 = 2;

/// The maximum length of a character in UTF-8, in bytes.
const MAX_UTF8_BYTES: usize = 4;
/// The maximum length of an address prefix in characters.
const MAX_PREFIX_CHARS: usize = 12;

impl Encode for Spec {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(SPEC_VERSION);
        out.extend_from_slice(&self.rule_level.to_le_bytes());
        put_bytes(out, self.name.as_bytes());
        put_bytes(out, self.symbol.as_bytes());
        put_bytes(out, self.prefix.as_str().as_bytes());
        out.extend_from_slice(&self.interval.to_le_bytes());
        out.extend_from_slice(&self.bits.bits().to_le_bytes());
        out.extend_from_slice(&self.pow_limit().bits().to_le_bytes());
        self.reward.encode(out);
        out.extend_from_slice(&self.halving.to_le_bytes());
        out.extend_from_slice(&self.maturity.to_le_bytes());
        out.extend_from_slice(&self.confirmations.to_le_bytes());
        out.extend_from_slice(&self.max_weight.to_le_bytes());
        out.extend_from_slice(&self.max_transactions.to_le_bytes());
        out.extend_from_slice(&self.max_peers.to_le_bytes());
        put_compact(out, self.allocation.len() as u64);
        for (key, amount) in &self.allocation {
            out.extend_from_slice(&key.to_bytes());
            amount.encode(out);
        }
        out.extend_from_slice(&self.time.seconds().to_le_bytes());
        put_bytes(out, &self.data);
        extension::encode(self, out);
    }
}

impl Spec {
    /// Decodes a spec from all of `bytes`.
    ///
    /// # Errors
    /// If the bytes are not a spec, if they need a newer or an older program, or if a field is out
    /// of bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SpecError> {
        let mut r = Reader::new(bytes);
        let version = r.u8()?;
        match version.cmp(&SPEC_VERSION) {
            Ordering::Less => return Err(SpecError::OldVersion(version)),
            Ordering::Equal => {}
            Ordering::Greater => return Err(SpecError::NewVersion(version)),
        }
        let rule_level = r.u16()?;
        if rule_level > RULE_LEVEL {
            return Err(SpecError::RuleLevel(rule_level));
        }
        let mut draft = SpecDraft {
            rule_level,
            ..decode_fields(&mut r)?
        };
        extension::decode(&mut draft, &mut r)?;
        r.finish()?;
        draft.build()
    }
}

fn decode_fields(r: &mut Reader<'_>) -> Result<SpecDraft, DecodeError> {
    Ok(SpecDraft {
        name: text(r, NAME_LENGTHS.end() * MAX_UTF8_BYTES)?,
        symbol: text(r, SYMBOL_LENGTHS.end() * MAX_UTF8_BYTES)?,
        prefix: prefix(r)?,
        interval: r.u32()?,
        bits: CompactTarget(r.u32()?),
        pow_limit: Some(CompactTarget(r.u32()?)),
        reward: Amount::decode(r)?,
        halving: r.u32()?,
        maturity: r.u32()?,
        confirmations: r.u32()?,
        max_weight: r.u32()?,
        max_transactions: r.u32()?,
        max_peers: r.u16()?,
        allocation: r.list(MAX_ALLOCATION, 28, |r| {
            Ok((KeyHash::from_bytes(r.array()?), Amount::decode(r)?))
        })?,
        time: Timestamp(r.u32()?),
        data: r.bytes(MAX_DATA)?,
        ..SpecDraft::default()
    })
}

fn text(r: &mut Reader<'_>, max: usize) -> Result<String, DecodeError> {
    let bytes = r.bytes(max)?;
    String::from_utf8(bytes).map_err(|_| r.invalid("the text is not UTF-8"))
}

fn prefix(r: &mut Reader<'_>) -> Result<Prefix, DecodeError> {
    let text = text(r, MAX_PREFIX_CHARS)?;
    text.parse().map_err(|_| {
        r.invalid(
            "the address prefix is not 2 to 12 lower-case letters and digits that begin with a letter, or another currency has registered it",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spec() -> Spec {
        SpecDraft {
            allocation: vec![(KeyHash::from_bytes([7; 20]), Amount::COIN)],
            data: b"hello".to_vec(),
            ..SpecDraft::default()
        }
        .build()
        .unwrap()
    }

    #[test]
    fn round_trip() {
        let bytes = spec().to_bytes();
        assert_eq!(Spec::from_bytes(&bytes), Ok(spec()));
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = spec().to_bytes();
        bytes[0] = 3;
        assert_eq!(Spec::from_bytes(&bytes), Err(SpecError::NewVersion(3)));
        bytes[0] = 1;
        let error = Spec::from_bytes(&bytes).unwrap_err();
        assert_eq!(error, SpecError::OldVersion(1));
        assert!(error.to_string().contains("older program"), "{error}");
        // A later level is reported whatever follows it.
        for level in [2u16, 0x0100, u16::MAX] {
            let [low, high] = level.to_le_bytes();
            let error = Spec::from_bytes(&[SPEC_VERSION, low, high, 0xff]).unwrap_err();
            assert_eq!(error, SpecError::RuleLevel(level));
            assert!(error.to_string().contains("newer program"), "{error}");
            assert!(error.needs_other_program());
        }
        let mut bytes = spec().to_bytes();
        bytes[1] = 0;
        let error = Spec::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.field(), Some("rule_level"));
        let mut bytes = spec().to_bytes();
        bytes.pop();
        bytes.extend_from_slice(&[1, 9, 3, 1, 2, 3]);
        let error = Spec::from_bytes(&bytes).unwrap_err();
        assert_eq!(error, SpecError::Extension(9));
        assert!(error.to_string().contains("newer program"));
    }

    #[test]
    fn decoded_specs_are_within_bounds() {
        let Spec(mut draft) = spec();
        draft.interval = 0;
        let bytes = Spec(draft).to_bytes();
        let error = Spec::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.field(), Some("interval"));
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Spec::from_bytes(&bytes);
        }

        #[test]
        fn a_cut_or_changed_spec_is_never_the_same(cut in 0usize..100, flip in 0usize..100, bit in 0u8..8) {
            let whole = spec().to_bytes();
            prop_assert!(Spec::from_bytes(&whole[..cut.min(whole.len() - 1)]).is_err());
            let mut bytes = whole.clone();
            let at = flip % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(other) = Spec::from_bytes(&bytes) {
                prop_assert_ne!(&other, &spec());
                prop_assert_eq!(other.to_bytes(), bytes);
            }
        }
    }
}
