//! Making proofs from a chain.

use crate::error::ProveError;
use crate::format::MAX_HEADERS;
use crate::inclusion::Inclusion;
use crate::proof::Proof;
use chain::{Chain, Store};
use primitives::{Height, Txid};

/// Returns a proof, from the genesis block on, of a transaction of the best chain. It has all
/// confirmations that [`MAX_HEADERS`] allows. It takes 48 bytes for each block of the chain, 65
/// more for a seal, and some hundreds for the transaction. A pruned block gives the same proof as
/// the full block.
///
/// # Errors
/// If the best chain has no such transaction outside its genesis block, if its block is not stored
/// or too high, if the transaction could be a node of the tree, or if the store fails.
pub fn prove<S: Store>(chain: &Chain<S>, txid: &Txid) -> Result<Proof, ProveError<S::Error>> {
    let (inclusion, height) = find_inclusion(chain, txid)?;
    let max = MAX_HEADERS;
    if height > Height(max) {
        return Err(ProveError::TooFar { height, max });
    }
    let to = chain.tip().height.min(Height(max));
    assemble(chain, inclusion, height, Height::GENESIS, to)
}

/// Returns a proof of a transaction of the best chain for a verifier who knows the header at height
/// `from`, with confirmations up to height `to`. With few headers, a proof fits into a QR code.
///
/// # Errors
/// As [`prove`], and if the transaction's height is not in `from + 1..=to`.
pub fn prove_between<S: Store>(
    chain: &Chain<S>,
    txid: &Txid,
    from: Height,
    to: Height,
) -> Result<Proof, ProveError<S::Error>> {
    let (inclusion, height) = find_inclusion(chain, txid)?;
    assemble(chain, inclusion, height, from, to)
}

/// Returns the inclusion of a transaction in its block of the best chain, and that block's height.
///
/// # Errors
/// If the best chain has no such transaction outside its genesis block, if its block is not stored,
/// if the transaction could be a node of the tree, or if the store fails.
pub fn find_inclusion<S: Store>(
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
            let pruned = chain.pruned_block(&located.block)?;
            let pruned = pruned.ok_or(ProveError::NotKept(located.block))?;
            Inclusion::of_cut(&pruned, located.index)
        }
    };
    let inclusion = inclusion.ok_or(ProveError::NodeSized(*txid))?;
    Ok((inclusion, located.height))
}

/// Returns the proof of an inclusion in the best chain's block at `height`, with the headers at
/// `from + 1..=to`. A node that keeps only the inclusion of a transaction, not its block, makes
/// proofs with this function.
///
/// # Errors
/// If `height` is not in `from + 1..=to`, if `to` is above the tip, or if the best chain's block at
/// that height does not contain the transaction.
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
