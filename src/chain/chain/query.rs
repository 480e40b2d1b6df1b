//! Queries answered from memory: settings, headers and branches, and the next block's parameters.

use super::Chain;
use crate::authority::{Turns, earliest};
use crate::check::header::HeaderContext;
use crate::check::position::Position;
use crate::check::signature::Verifier;
use crate::index::Entry;
use crate::spec::Spec;
use crate::store::Store;
use primitives::{Amount, BlockHash, CompactTarget, Header, Height, Timestamp, Work};

/// The parameters of a block on top of the best chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextBlock {
    /// The parent's hash: the tip.
    pub previous: BlockHash,
    /// The block's height.
    pub height: Height,
    /// The required bits, allowed at any time.
    pub bits: CompactTarget,
    /// The earliest time at which the eased bits are allowed (see [`crate::difficulty`]).
    pub relief_time: Timestamp,
    /// The eased bits.
    pub eased_bits: CompactTarget,
    /// The earliest allowed time.
    pub min_time: Timestamp,
    /// The tip's median time past, with which lock times are compared (BIP113).
    pub median_time: Timestamp,
    /// The reward that the coinbase may claim in addition to the fees.
    pub reward: Amount,
}

impl NextBlock {
    /// The easiest bits, and the earliest time, of a block made at `now`.
    pub fn easiest_at(&self, now: Timestamp) -> (CompactTarget, Timestamp) {
        if now >= self.relief_time && self.eased_bits != self.bits {
            (self.eased_bits, self.min_time.max(self.relief_time))
        } else {
            (self.bits, self.min_time)
        }
    }
}

/// The number of consecutive hashes in a locator before its steps double, as in Bitcoin.
const LOCATOR_DENSE: usize = 10;

impl<S: Store> Chain<S> {
    /// The chain's spec.
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The hash of the genesis block.
    pub const fn genesis(&self) -> BlockHash {
        self.verifier.genesis()
    }

    /// The verifier of this chain's signatures.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The last block of the best chain.
    pub fn tip(&self) -> &Entry {
        self.index.entry(self.index.active.tip())
    }

    /// The header with the most work that is not known to be invalid, whether its block is stored
    /// or not.
    pub fn best_header(&self) -> &Entry {
        self.index.entry(self.index.headers.tip())
    }

    /// The entry of a block, on the best chain or not; `None` if the block is unknown.
    pub fn entry(&self, hash: &BlockHash) -> Option<&Entry> {
        self.index
            .number(hash)
            .map(|number| self.index.entry(number))
    }

    /// The number of known headers, on all branches.
    pub fn header_count(&self) -> usize {
        self.index.recorded_count() as usize + self.index.pending_count()
    }

    /// The number of pending headers: neither their blocks nor the blocks of their descendants are
    /// stored. These headers are in memory only (see [`Chain::retain_headers`]).
    pub const fn pending_headers(&self) -> usize {
        self.index.pending_count()
    }

    /// The number of [pending](Chain::pending_headers) headers among a known header and its
    /// ancestors; 0 for an unknown header. On a branch beside the best chain of headers it may also
    /// count some headers that are not pending any more.
    pub fn pending_below(&self, hash: &BlockHash) -> usize {
        let number = self.index.number(hash);
        number.map_or(0, |number| self.index.pending_below(number))
    }

    /// The best chain's block at a height; `None` above the tip.
    pub fn entry_at(&self, height: Height) -> Option<&Entry> {
        self.index
            .active
            .at(height)
            .map(|number| self.index.entry(number))
    }

    /// The hash of the best chain's block at a height; `None` above the tip.
    pub fn hash_at(&self, height: Height) -> Option<BlockHash> {
        self.entry_at(height).map(|entry| entry.hash)
    }

    /// The best chain's header at a height; `None` above the tip.
    pub fn header_at(&self, height: Height) -> Option<&Header> {
        self.entry_at(height).map(|entry| &entry.header)
    }

    /// Whether a block is on the best chain.
    pub fn is_active(&self, hash: &BlockHash) -> bool {
        self.entry(hash)
            .is_some_and(|entry| self.hash_at(entry.height) == Some(entry.hash))
    }

    /// The context of a known header's children, with which a branch of headers can be checked
    /// without storing it.
    pub fn header_context(&self, hash: &BlockHash) -> Option<HeaderContext> {
        self.index
            .number(hash)
            .map(|number| self.index.context(number))
    }

    /// The order of the authors for a block on top of the best chain; `None` on a chain without
    /// authors.
    pub fn turns(&self) -> Option<Turns> {
        self.spec.authority.as_ref()?;
        self.index
            .context(self.index.active.tip())
            .turns(&self.spec)
    }

    /// The parameters of a block on top of the best chain.
    pub fn next_block(&self) -> NextBlock {
        let tip = self.tip();
        let height = tip.height.next();
        NextBlock {
            previous: tip.hash,
            height,
            bits: tip.difficulty.bits,
            relief_time: tip.relief_time,
            eased_bits: tip.difficulty.eased(&self.spec),
            min_time: tip
                .median_time
                .saturating_add(1)
                .max(earliest(&self.spec, tip.header.time)),
            median_time: tip.median_time,
            reward: self.spec.reward_at(height),
        }
    }

    /// The position of a block on top of the best chain.
    pub fn next_position(&self) -> Position<'_> {
        Position {
            height: self.tip().height.next(),
            ancestors: &self.index,
        }
    }

    /// A locator of the best chain of headers from its end: consecutive hashes first, then in
    /// doubling steps. The hashes of the best chain follow in the same manner, down to the genesis
    /// block. A peer on the best chain therefore finds a hash near its tip, whatever headers other
    /// peers have sent.
    pub fn locator(&self) -> Vec<BlockHash> {
        let tip = self.tip().height;
        let fork = self.index.fork(self.index.headers.tip());
        let above = self.index.entry(fork).height.next();
        let headers = |height| self.best_header_at(height);
        let mut hashes = sample(self.best_header().height, above, headers);
        hashes.extend(sample(tip, Height::GENESIS, |height| self.entry_at(height)));
        if hashes.last() != Some(&self.genesis()) {
            hashes.push(self.genesis());
        }
        hashes
    }

    /// The best chain's headers above the first hash of a locator that is on it, or above the
    /// genesis block; at most `max`.
    pub fn headers_after(&self, locator: &[BlockHash], max: usize) -> Vec<Header> {
        let known = locator.iter().find(|hash| self.is_active(hash));
        let common = known.and_then(|hash| self.entry(hash));
        let mut height = common.map_or(Height::GENESIS, |entry| entry.height);
        let mut headers = Vec::new();
        while headers.len() < max && height < self.tip().height {
            height = height.next();
            headers.extend(self.header_at(height).copied());
        }
        headers
    }

    /// The last header on the best chain of headers whose total work is at most `work`; at least
    /// the genesis block.
    pub fn best_header_of_work(&self, work: Work) -> &Entry {
        let is_within = |number| self.index.entry(number).work <= work;
        let last = self.index.headers.last_where(is_within);
        self.index.entry(last.unwrap_or(0))
    }

    /// Whether a block is `tip` or one of its ancestors; `false` if either is unknown.
    pub fn is_below(&self, block: &BlockHash, tip: &BlockHash) -> bool {
        let numbers = self.index.number(block).zip(self.index.number(tip));
        numbers.is_some_and(|(number, tip)| self.index.is_below(number, tip))
    }

    /// As [`Chain::is_below`], but visits only the last 16 headers up to `tip` and the best chain
    /// of headers, however long the branches are. Returns `false` if the block is not among these
    /// headers, or if `tip` is further away from the best chain of headers.
    pub fn is_clearly_below(&self, block: &BlockHash, tip: &BlockHash) -> bool {
        let numbers = self.index.number(block).zip(self.index.number(tip));
        numbers.is_some_and(|(number, tip)| self.index.is_clearly_below(number, tip))
    }

    /// The blocks up to `tip` that are not stored, lowest first, at most `max`; empty if `tip` is
    /// unknown.
    pub fn missing_blocks(&self, tip: &BlockHash, max: usize) -> Vec<BlockHash> {
        let Some(tip) = self.index.number(tip) else {
            return Vec::new();
        };
        let branch = self.index.upward(self.index.fork(tip), tip);
        let entries = branch.map(|number| self.index.entry(number));
        let missing = entries.filter(|entry| !entry.is_stored());
        missing.take(max).map(|entry| entry.hash).collect()
    }

    /// The header at a height of the best chain of headers.
    fn best_header_at(&self, height: Height) -> Option<&Entry> {
        let number = self.index.headers.at(height)?;
        Some(self.index.entry(number))
    }
}

/// The hashes from a height down to another, or as far as there are any: consecutive ones first,
/// then in doubling steps.
fn sample<'a>(
    from: Height,
    to: Height,
    entry: impl Fn(Height) -> Option<&'a Entry>,
) -> Vec<BlockHash> {
    let mut hashes = Vec::new();
    let mut step = 1;
    let mut height = Some(from);
    while let Some(at) = height.filter(|at| *at >= to) {
        hashes.extend(entry(at).map(|entry| entry.hash));
        if hashes.len() >= LOCATOR_DENSE {
            step *= 2;
        }
        height = at.checked_sub(step);
    }
    hashes
}
