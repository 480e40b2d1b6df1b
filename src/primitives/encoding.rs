//! Bitcoin's encoding: little-endian numbers, CompactSize lengths, no padding.
//!
//! The input comes from untrusted peers. Decoding never panics, and it takes memory in proportion
//! to the bytes that are present: the claimed length of a list is compared with the remaining bytes
//! before anything is allocated. Each value has exactly one encoding (CompactSize must be minimal),
//! so decoding and encoding again gives the same bytes.

/// A value with a unique encoding.
pub trait Encode {
    /// Appends the encoding to `out`.
    fn encode(&self, out: &mut Vec<u8>);

    /// The encoding alone.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode(&mut out);
        out
    }
}

/// A value that can be decoded.
pub trait Decode: Sized {
    /// Decodes one value. Bytes after it remain in the reader.
    ///
    /// # Errors
    /// If the bytes are not a valid encoding.
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Decodes one value from all of `bytes`.
    ///
    /// # Errors
    /// As [`Decode::decode`], and if bytes are left over.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let value = Self::decode(&mut r)?;
        r.finish()?;
        Ok(value)
    }
}

/// Why and where an encoding is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {kind}")]
pub struct DecodeError {
    /// The offset after the last byte that was read.
    pub at: usize,
    /// The error there.
    pub kind: DecodeErrorKind,
}

/// An error in an encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeErrorKind {
    /// The input ends too early.
    #[error("{needed} bytes wanted, {remaining} left")]
    Ended {
        /// Minimum bytes that must follow.
        needed: u64,
        /// Bytes left.
        remaining: usize,
    },
    /// Bytes are left over after the value.
    #[error("{0} bytes left over")]
    TrailingBytes(usize),
    /// A CompactSize has more bytes than its value needs.
    #[error("the number {0} is written in more bytes than it needs")]
    NotMinimal(u64),
    /// A list or byte string is too long.
    #[error("the length {length} exceeds the maximum of {max}")]
    TooLong {
        /// The encoded length.
        length: u64,
        /// Maximum length here.
        max: usize,
    },
    /// An amount exceeds [`crate::Amount::MAX`].
    #[error("the amount of {units} base units is too large")]
    AmountTooLarge {
        /// The encoded number of base units.
        units: u64,
    },
    /// The byte after the zero marker of a transaction is not the witness flag 1 (BIP144).
    #[error("unknown transaction flag {0}")]
    TransactionFlag(u8),
    /// A transaction has the witness flag, but all its witnesses are empty (BIP144).
    #[error("the witness flag is set but all witnesses are empty")]
    NoWitness,
    /// Another value is invalid, for the reason in the text.
    #[error("{0}")]
    Invalid(&'static str),
}

/// Reads values from a byte slice.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Bytes read so far.
    pub const fn position(&self) -> usize {
        self.position
    }

    /// Bytes left.
    pub const fn remaining(&self) -> usize {
        self.bytes.len() - self.position
    }

    /// An error at the current offset.
    pub const fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError {
            at: self.position,
            kind,
        }
    }

    /// An error at the current offset for an invalid value, with the reason.
    pub const fn invalid(&self, reason: &'static str) -> DecodeError {
        self.error(DecodeErrorKind::Invalid(reason))
    }

    /// Checks that all bytes were read.
    ///
    /// # Errors
    /// If bytes are left.
    pub fn finish(&self) -> Result<(), DecodeError> {
        match self.remaining() {
            0 => Ok(()),
            left => Err(self.error(DecodeErrorKind::TrailingBytes(left))),
        }
    }

    /// Reads the next `count` bytes.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        self.require(count as u64)?;
        let taken = &self.bytes[self.position..self.position + count];
        self.position += count;
        Ok(taken)
    }

    /// The next byte, which is not consumed. `None` at the end of the input.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Reads the next `N` bytes.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let rest = &self.bytes[self.position..];
        let array = rest.first_chunk().ok_or_else(|| {
            self.error(DecodeErrorKind::Ended {
                needed: N as u64,
                remaining: rest.len(),
            })
        })?;
        self.position += N;
        Ok(*array)
    }

    /// Reads one byte.
    ///
    /// # Errors
    /// If no byte is left.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array().map(u8::from_le_bytes)
    }

    /// Reads two bytes, little-endian.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_le_bytes)
    }

    /// Reads four bytes, little-endian.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    /// Reads eight bytes, little-endian.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        self.array().map(u64::from_le_bytes)
    }

    /// Reads four bytes, little-endian, two's complement.
    ///
    /// # Errors
    /// If fewer bytes are left.
    pub fn i32(&mut self) -> Result<i32, DecodeError> {
        self.array().map(i32::from_le_bytes)
    }

    /// Reads a CompactSize number: 1, 3, 5 or 9 bytes.
    ///
    /// # Errors
    /// If fewer bytes are left, or the number has a shorter encoding.
    pub fn compact(&mut self) -> Result<u64, DecodeError> {
        let (value, least) = match self.u8()? {
            0xfd => (u64::from(self.u16()?), 0xfd),
            0xfe => (u64::from(self.u32()?), 0x1_0000),
            0xff => (self.u64()?, 0x1_0000_0000),
            small => (u64::from(small), 0),
        };
        if value < least {
            return Err(self.error(DecodeErrorKind::NotMinimal(value)));
        }
        Ok(value)
    }

    /// Reads a CompactSize count of at most `max`.
    ///
    /// # Errors
    /// As [`Reader::compact`], or if the count exceeds `max`.
    pub fn length(&mut self, max: usize) -> Result<usize, DecodeError> {
        let length = self.compact()?;
        match usize::try_from(length) {
            Ok(fits) if fits <= max => Ok(fits),
            _ => Err(self.error(DecodeErrorKind::TooLong { length, max })),
        }
    }

    /// Reads a CompactSize length and a byte string of this length, at most `max` bytes.
    ///
    /// # Errors
    /// As [`Reader::length`], or if fewer bytes are left.
    pub fn bytes(&mut self, max: usize) -> Result<Vec<u8>, DecodeError> {
        let length = self.length(max)?;
        self.take(length).map(<[u8]>::to_vec)
    }

    /// Reads a CompactSize count, at most `max`, and that number of items. `item` reads one item.
    ///
    /// `min_item_size` is the minimum encoded size of an item in bytes, at least 1. A count is
    /// rejected at once if the remaining bytes are too few for that number of items. Otherwise
    /// memory for all items is reserved: for each remaining byte, at most an item's size in memory
    /// divided by `min_item_size`. Callers must keep that ratio small.
    ///
    /// # Errors
    /// As [`Reader::length`], as `item`, or if fewer bytes are left than the items need.
    pub fn list<T>(
        &mut self,
        max: usize,
        min_item_size: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        debug_assert!(min_item_size > 0, "a list of empty items has no bound");
        let count = self.length(max)?;
        self.require((count as u64).saturating_mul(min_item_size as u64))?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn require(&self, needed: u64) -> Result<(), DecodeError> {
        let remaining = self.remaining();
        if needed > remaining as u64 {
            return Err(self.error(DecodeErrorKind::Ended { needed, remaining }));
        }
        Ok(())
    }
}

/// Appends a CompactSize number.
pub fn put_compact(out: &mut Vec<u8>, value: u64) {
    #[allow(clippy::cast_possible_truncation, reason = "the arm bounds the value")]
    match value {
        0..=0xfc => out.push(value as u8),
        0xfd..=0xffff => {
            out.push(0xfd);
            out.extend_from_slice(&(value as u16).to_le_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(0xfe);
            out.extend_from_slice(&(value as u32).to_le_bytes());
        }
        _ => {
            out.push(0xff);
            out.extend_from_slice(&value.to_le_bytes());
        }
    }
}

/// Encoded bytes of a CompactSize number.
pub const fn compact_len(value: u64) -> usize {
    match value {
        0..=0xfc => 1,
        0xfd..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Appends a byte string, preceded by its CompactSize length.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_compact(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a list, preceded by its CompactSize count.
pub fn put_list<T: Encode>(out: &mut Vec<u8>, items: &[T]) {
    put_compact(out, items.len() as u64);
    for item in items {
        item.encode(out);
    }
}

/// Encoded bytes of a byte string with its CompactSize length.
pub const fn bytes_len(bytes: &[u8]) -> usize {
    compact_len(bytes.len() as u64) + bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_size_is_minimal_at_every_boundary() {
        for value in [
            0,
            1,
            0xfc,
            0xfd,
            0xffff,
            0x1_0000,
            0xffff_ffff,
            0x1_0000_0000,
            u64::MAX,
        ] {
            let mut out = Vec::new();
            put_compact(&mut out, value);
            assert_eq!(out.len(), compact_len(value));
            assert_eq!(Reader::new(&out).compact(), Ok(value));
        }
        for padded in [
            &[0xfd, 0xfc, 0][..],
            &[0xfe, 0xff, 0xff, 0, 0],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
        ] {
            let error = Reader::new(padded).compact().unwrap_err();
            assert!(matches!(error.kind, DecodeErrorKind::NotMinimal(_)));
            assert_eq!(error.at, padded.len());
        }
    }

    #[test]
    fn a_claimed_length_is_compared_with_the_input() {
        let mut claim = Vec::new();
        put_compact(&mut claim, 1 << 40);
        claim.extend_from_slice(&[0; 100]);
        let error = Reader::new(&claim)
            .list(usize::MAX, 1, |r| r.u8())
            .unwrap_err();
        assert!(matches!(error.kind, DecodeErrorKind::Ended { .. }));
        let error = Reader::new(&claim).bytes(usize::MAX).unwrap_err();
        assert!(matches!(error.kind, DecodeErrorKind::Ended { .. }));
        let error = Reader::new(&claim).bytes(1000).unwrap_err();
        assert!(matches!(
            error.kind,
            DecodeErrorKind::TooLong { max: 1000, .. }
        ));
    }

    #[test]
    fn lists_stop_at_the_first_invalid_item() {
        let bytes = [3, 1, 2, 3, 9];
        let mut r = Reader::new(&bytes);
        assert_eq!(r.list(3, 1, |r| r.u8()), Ok(vec![1, 2, 3]));
        assert_eq!(
            r.finish().unwrap_err().kind,
            DecodeErrorKind::TrailingBytes(1)
        );
        let error = Reader::new(&bytes)
            .list(3, 1, |r| Err::<u8, _>(r.invalid("always invalid")))
            .unwrap_err();
        assert_eq!(error.to_string(), "at byte 1: always invalid");
    }
}
