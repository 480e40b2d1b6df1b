//! Making proofs from a chain.

use crate::error::ProveError;
use crate::inclusion::Inclusion;
use crate::proof::{MAX_HEADERS, Proof};
use chain::{Chain, Store};
use primitives::{Height, Txid};

/// Proves a transaction of the best chain from the genesis block on, with all confirmations that it has and
/// [`MAX_HEADERS`] have room for: 48 bytes for each block of the chain, and some hundreds for the transaction. Of a block
/// that was cut down, what is left of it proves the same.
///
/// # Errors
/// When the best chain has no such transaction outside its genesis block, its block is not kept or too far up, it can't
/// be told from a node of the tree, or the store fails.
pub fn prove<S: Store>(chain: &Chain<S>, txid: &Txid) -> Result<Proof, ProveError<S::Error>> {
    let (inclusion, height) = include(chain, txid)?;
    let max = MAX_HEADERS;
    if height > Height(max) {
        return Err(ProveError::TooFar { height, max });
    }
    let to = chain.tip().height.min(Height(max));
    assemble(chain, inclusion, height, Height::GENESIS, to)
}

/// Proves a transaction of the best chain to somebody who knows the header at height `from`, with confirmations up to
/// height `to`. A proof small enough for a QR code is one with few headers.
///
/// # Errors
/// As [`prove`], and when the transaction's height is not above `from` and up to `to`.
pub fn prove_between<S: Store>(
    chain: &Chain<S>,
    txid: &Txid,
    from: Height,
    to: Height,
) -> Result<Proof, ProveError<S::Error>> {
    let (inclusion, height) = include(chain, txid)?;
    assemble(chain, inclusion, height, from, to)
}

/// What shows a transaction to be in its block of the best chain, and that block's height.
///
/// # Errors
/// When the best chain has no such transaction outside its genesis block, its block is not kept, it can't be told from
/// a node of the tree, or the store fails.
pub fn include<S: Store>(
    chain: &Chain<S>,
    txid: &Txid,
) -> Result<(Inclusion, Height), ProveError<S::Error>> {
    let located = chain.transaction(txid)?;
    let located = located.ok_or(ProveError::Unknown(*txid))?;
    if located.height == Height::GENESIS {
        return Err(ProveError::Genesis(*txid));
    }
    let inclusion = match chain.block(&located.block)? {
        Some(block) => Inclusion::new(&block, located.index),
        None => {
            let cut = chain.cut_block(&located.block)?;
            let cut = cut.ok_or(ProveError::NotKept(located.block))?;
            Inclusion::of_cut(&cut, located.index)
        }
    };
    let inclusion = inclusion.ok_or(ProveError::NodeSized(*txid))?;
    Ok((inclusion, located.height))
}

/// Adds the headers above `from` up to `to` to what shows a transaction to be in the best chain's block at `height`: for
/// those who keep no more of a block than this.
///
/// # Errors
/// When `height` is not above `from` and up to `to`, `to` is above the tip, or the best chain's block at that height does
/// not hold the transaction.
pub fn assemble<S: Store>(
    chain: &Chain<S>,
    inclusion: Inclusion,
    height: Height,
    from: Height,
    to: Height,
) -> Result<Proof, ProveError<S::Error>> {
    let tip = chain.tip().height;
    let range = ProveError::Range {
        from,
        to,
        height,
        tip,
    };
    if height <= from || height > to || to > tip {
        return Err(range);
    }
    let heights = from.value() + 1..=to.value();
    let headers: Vec<_> = heights
        .filter_map(|height| chain.header_at(Height(height)).copied())
        .collect();
    let block = height.since(from) as usize - 1;
    let header = headers.get(block).ok_or(range)?;
    inclusion.check(header, height)?;
    Ok(Proof::new(chain.spec().clone(), headers, block, inclusion))
}
