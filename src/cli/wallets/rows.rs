//! The file with the wallet's rows: the state that it has read from the chain.
//!
//! Layout: version 1 · the number of rows (CompactSize) · each row's key and value (CompactSize and
//! bytes) · the first 8 bytes of the SHA-256d of all that. A file that can't be read is ignored,
//! since the rows can be made from the chain again.

use std::collections::BTreeMap;

use primitives::{Reader, put_bytes, put_compact, sha256d};
use wallet::Change;

const VERSION: u8 = 1;
const CHECKSUM: usize = 8;
/// The maximum length of a row's key or value in bytes: a transaction of the greatest block weight.
const MAX_ROW: usize = 4_000_000;

/// The wallet's rows by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows(BTreeMap<Vec<u8>, Vec<u8>>);

impl Rows {
    /// Decodes a file; `None` if it is damaged or of another version.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
        if sha256d(body)[..CHECKSUM] != checksum[..] {
            return None;
        }
        let mut reader = Reader::new(body);
        if reader.u8().ok()? != VERSION {
            return None;
        }
        let count = reader.length(body.len()).ok()?;
        let mut rows = BTreeMap::new();
        for _ in 0..count {
            let key = reader.bytes(MAX_ROW).ok()?;
            rows.insert(key, reader.bytes(MAX_ROW).ok()?);
        }
        reader.finish().ok()?;
        Some(Self(rows))
    }

    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        put_compact(&mut out, self.0.len() as u64);
        for (key, value) in &self.0 {
            put_bytes(&mut out, key);
            put_bytes(&mut out, value);
        }
        let checksum = sha256d(&out);
        out.extend_from_slice(&checksum[..CHECKSUM]);
        out
    }

    /// Applies the wallet's changes.
    pub(crate) fn change(&mut self, changes: Vec<Change>) {
        for (key, value) in changes {
            match value {
                Some(value) => self.0.insert(key, value),
                None => self.0.remove(&key),
            };
        }
    }

    /// The rows, to restore the wallet.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> + '_ {
        self.0
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_and_damage_is_noticed() {
        let mut rows = Rows::default();
        rows.change(vec![
            (vec![1], Some(vec![2, 3])),
            (vec![4], Some(vec![])),
            (vec![5], Some(vec![6; 300])),
        ]);
        rows.change(vec![(vec![4], None)]);
        let bytes = rows.to_bytes();
        assert_eq!(Rows::from_bytes(&bytes), Some(rows));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(Rows::from_bytes(&damaged), None, "byte {at}");
        }
        assert_eq!(Rows::from_bytes(&[]), None);
    }
}
