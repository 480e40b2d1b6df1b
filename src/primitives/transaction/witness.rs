//! Witnesses: byte strings that satisfy a lock and that the txid does not cover (BIP141).

use crate::encoding::{
    Decode, DecodeError, Encode, Reader, bytes_len, compact_len, put_bytes, put_compact,
};
use core::fmt;

/// A list of byte strings.
///
/// All items share one buffer, so a peer that sends a million empty items costs no more memory than
/// the bytes it sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Witness {
    count: usize,
    /// The items, each preceded by its CompactSize length.
    encoded: Vec<u8>,
}

impl Witness {
    /// An empty witness, which an input has before it is signed.
    pub const fn new() -> Self {
        Self {
            count: 0,
            encoded: Vec::new(),
        }
    }

    /// The number of items.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no items.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The items, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut r = Reader::new(&self.encoded);
        core::iter::from_fn(move || next(&mut r).ok())
    }

    /// Appends an item.
    pub fn push(&mut self, item: &[u8]) {
        put_bytes(&mut self.encoded, item);
        self.count += 1;
    }

    /// Removes all items.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Bytes of the encoding, which is also its weight (BIP141).
    pub const fn encoded_len(&self) -> usize {
        compact_len(self.count as u64) + self.encoded.len()
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Witness {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut witness = Self::new();
        for item in items {
            witness.push(item.as_ref());
        }
        witness
    }
}

impl<T: AsRef<[u8]>, const N: usize> From<[T; N]> for Witness {
    fn from(items: [T; N]) -> Self {
        let length = items.iter().map(|item| bytes_len(item.as_ref())).sum();
        let mut witness = Self {
            count: 0,
            encoded: Vec::with_capacity(length),
        };
        items.iter().for_each(|item| witness.push(item.as_ref()));
        witness
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Encode for Witness {
    fn encode(&self, out: &mut Vec<u8>) {
        put_compact(out, self.count as u64);
        out.extend_from_slice(&self.encoded);
    }
}

impl Decode for Witness {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = r.length(usize::MAX)?;
        let mut items = r.clone();
        for _ in 0..count {
            next(r)?;
        }
        let encoded = items.take(r.position() - items.position())?.to_vec();
        Ok(Self { count, encoded })
    }
}

fn next<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], DecodeError> {
    let length = r.length(usize::MAX)?;
    r.take(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::DecodeErrorKind;
    use proptest::prelude::*;

    #[test]
    fn a_count_that_exceeds_the_input_is_an_error_at_the_last_byte() {
        let claim = [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0,
        ];
        let error = Witness::from_bytes(&claim).unwrap_err();
        assert!(matches!(error.kind, DecodeErrorKind::Ended { .. }));
        assert_eq!(error.at, claim.len());
    }

    proptest! {
        #[test]
        fn items_are_kept_and_encoded(items in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..9)) {
            let witness: Witness = items.iter().collect();
            prop_assert_eq!(witness.len(), items.len());
            prop_assert_eq!(witness.is_empty(), items.is_empty());
            prop_assert!(witness.iter().eq(items.iter().map(Vec::as_slice)));
            let bytes = witness.to_bytes();
            prop_assert_eq!(bytes.len(), witness.encoded_len());
            prop_assert_eq!(&bytes[..1], [u8::try_from(items.len()).unwrap()]);
            prop_assert_eq!(Witness::from_bytes(&bytes).unwrap(), witness);
        }
    }
}
