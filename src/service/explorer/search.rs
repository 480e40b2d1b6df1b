//! Search for a height, a block hash, a transaction id, the first digits of such a hash or id, or
//! an address.

use api::{ExplorerReason, Fault, Field, Found};
use chain::Store;
use primitives::{BlockHash, Height, Txid, address};

use super::Explorer;
use super::hash_prefix::HashPrefix;
use crate::refusal::{sentence, storage};

/// The minimum number of digits of a search by the first digits.
const MIN_DIGITS: usize = 4;
/// The maximum number of confirmed transactions that one search reads: a quarter of a second in a
/// browser.
const MAX_ROWS: usize = 100_000;

impl<S: Store> Explorer<'_, S> {
    /// The block, transaction or address that a text names; [`Found::Nothing`] if the node knows
    /// none.
    ///
    /// # Errors
    /// A [`Fault`] if the text has none of the forms, or if more than one hash begins with the
    /// digits.
    pub(crate) fn search(&self, text: &str) -> Result<Found, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::of(Field::Search, ExplorerReason::SearchEmpty));
        }
        let plain = text.replace([',', ' ', '_'], "").to_ascii_lowercase();
        if let Some(hash) = height(&plain).and_then(|height| self.chain.hash_at(height)) {
            return Ok(Found::Block(Box::new(self.block_document(hash, 0)?)));
        }
        if plain.len() == 64 && plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self.search_hash(&plain);
        }
        if let Some(prefix) = HashPrefix::parse(&plain) {
            return match height(&plain) {
                // The text is a height above the tip.
                Some(_) if plain.len() < 8 => Ok(Found::Nothing),
                _ => self.search_prefix(&prefix),
            };
        }
        if !text.contains('1') {
            return Err(Fault::of(Field::Search, ExplorerReason::SearchForm));
        }
        match address::parse(text, &self.chain.spec().prefix) {
            Ok(lock) => Ok(Found::Address(self.address_document(&lock)?)),
            Err(error) => Err(Fault::of(Field::Search, sentence(&error))),
        }
    }

    fn search_hash(&self, hex: &str) -> Result<Found, Fault> {
        if let Ok(hash) = hex.parse::<BlockHash>()
            && self.chain.entry(&hash).is_some()
        {
            return Ok(Found::Block(Box::new(self.block_document(hash, 0)?)));
        }
        match hex.parse::<Txid>() {
            Ok(txid) => self.search_txid(&txid),
            Err(_) => Ok(Found::Nothing),
        }
    }

    fn search_txid(&self, txid: &Txid) -> Result<Found, Fault> {
        let found = self.find_transaction(txid)?;
        Ok(found.map_or(Found::Nothing, |found| Found::Transaction(Box::new(found))))
    }

    /// The block or transaction whose hash begins with these digits. The search is refused if more
    /// than one hash begins so, or if the chain has too many transactions to search.
    fn search_prefix(&self, prefix: &HashPrefix) -> Result<Found, Fault> {
        if prefix.len() < MIN_DIGITS {
            let digits = MIN_DIGITS as u64;
            return Err(Fault::of(
                Field::Search,
                ExplorerReason::ShortBeginning { digits },
            ));
        }
        let heights = (0..=self.tip().value()).map(Height);
        let hashes = heights.filter_map(|height| self.chain.hash_at(height));
        let blocks = hashes.filter(|hash| prefix.fits(hash.as_bytes()));
        let blocks: Vec<BlockHash> = blocks.take(2).collect();
        let waiting = self.pool.entries().map(|(txid, _)| *txid);
        let waiting = waiting.chain(self.pool.grants().map(|(txid, _)| *txid));
        let waiting = waiting.filter(|txid| prefix.fits(txid.as_bytes()));
        let mut txids: Vec<Txid> = waiting.take(2).collect();
        let confirmed = self
            .chain
            .txids(MAX_ROWS, |txid| prefix.fits(txid.as_bytes()));
        let confirmed = confirmed.map_err(|error| storage(&error))?;
        let is_complete = confirmed.is_some();
        txids.extend(confirmed.into_iter().flatten().take(2));
        match (blocks.as_slice(), txids.as_slice()) {
            ([hash], []) => Ok(Found::Block(Box::new(self.block_document(*hash, 0)?))),
            ([], [txid]) => self.search_txid(txid),
            ([], []) if is_complete => Ok(Found::Nothing),
            ([], []) => Err(Fault::of(Field::Search, ExplorerReason::ManyTransactions)),
            _ => Err(Fault::of(Field::Search, ExplorerReason::AmbiguousBeginning)),
        }
    }
}

/// Parses a height: digits without a leading zero.
fn height(text: &str) -> Option<Height> {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain).map(Height)
}
