//! Search for blocks and transactions by the first digits of their hash.

use api::{Fault, Field, Found};
use chain::Store;
use primitives::{BlockHash, Height, Txid};

use crate::query::storage;
use crate::service::Service;

/// The minimum number of digits of a search.
const MIN_DIGITS: usize = 4;
/// The maximum number of confirmed transactions that one search reads: a quarter of a second in a
/// browser.
const MAX_ROWS: usize = 100_000;

/// The first digits of a hash as people write it: hexadecimal, the last byte first.
pub(crate) struct Beginning {
    /// The values of the digits, fewer than a whole hash has.
    digits: Vec<u8>,
}

impl Beginning {
    /// Parses digits; `None` if there is another character, no digit, or as many as a whole hash
    /// has.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.chars().map(|digit| digit.to_digit(16));
        let digits = digits.map(|digit| u8::try_from(digit?).ok());
        let digits: Vec<u8> = digits.collect::<Option<_>>()?;
        (1..2 * 32)
            .contains(&digits.len())
            .then_some(Self { digits })
    }

    /// Whether a hash begins with these digits.
    fn fits(&self, hash: &[u8; 32]) -> bool {
        let written = hash.iter().rev().flat_map(|byte| [byte >> 4, byte & 15]);
        self.digits
            .iter()
            .copied()
            .eq(written.take(self.digits.len()))
    }
}

impl<S: Store> Service<S> {
    /// The block or transaction whose hash begins with these digits. Refused if several do, or if
    /// the chain has too many transactions to search.
    pub(crate) fn search_beginning(&self, beginning: &Beginning) -> Result<Found, Fault> {
        if beginning.digits.len() < MIN_DIGITS {
            let message = format!("Type at least {MIN_DIGITS} digits of a hash.");
            return Err(Fault::of(Field::Search, message));
        }
        let chain = self.node.chain();
        let heights = (0..=chain.tip().height.value()).map(Height);
        let hashes = heights.filter_map(|height| chain.hash_at(height));
        let blocks = hashes.filter(|hash| beginning.fits(hash.as_bytes()));
        let blocks: Vec<BlockHash> = blocks.take(2).collect();
        let pool = self.node.pool();
        let waiting = pool.entries().map(|(txid, _)| *txid);
        let waiting = waiting.chain(pool.grants().map(|(txid, _)| *txid));
        let mut txids: Vec<Txid> = waiting
            .filter(|txid| beginning.fits(txid.as_bytes()))
            .take(2)
            .collect();
        let confirmed = chain.txids(MAX_ROWS, |txid| beginning.fits(txid.as_bytes()));
        let confirmed = confirmed.map_err(|error| storage(&error))?;
        let is_complete = confirmed.is_some();
        txids.extend(confirmed.into_iter().flatten().take(2));
        match (blocks.as_slice(), txids.as_slice()) {
            ([hash], []) => Ok(Found::Block(Box::new(self.block_document(*hash)?))),
            ([], [txid]) => self.search_hash(&txid.to_string()),
            ([], []) if is_complete => Ok(Found::Nothing),
            ([], []) => {
                let message = "This chain has too many transactions to search by the beginning of an id: type all of it.";
                Err(Fault::of(Field::Search, message))
            }
            _ => {
                let message = "Several blocks and transactions begin like this: type more of it.";
                Err(Fault::of(Field::Search, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_hash_begins_with_each_beginning_of_its_text(
            bytes in any::<[u8; 32]>(),
            length in 1usize..64,
            other in 0u32..16,
        ) {
            let text = Txid::from_bytes(bytes).to_string();
            let beginning = Beginning::parse(&text[..length]).unwrap();
            prop_assert!(beginning.fits(&bytes));
            let last = char::from_digit(other, 16).unwrap();
            let changed = format!("{}{last}", &text[..length - 1]);
            let is_same = text.starts_with(&changed);
            prop_assert_eq!(Beginning::parse(&changed).unwrap().fits(&bytes), is_same);
        }
    }

    #[test]
    fn only_a_part_of_a_hash_is_a_beginning() {
        for text in ["", "tab1q", "12 4", &"ab".repeat(32), &"ab".repeat(33)] {
            assert!(Beginning::parse(text).is_none(), "{text}");
        }
    }
}
