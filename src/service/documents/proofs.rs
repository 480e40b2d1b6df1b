//! Making proofs and receipts.

use api::{Fault, FileBytes, MAX_PROOF_BYTES};
use chain::{Chain, Store};
use node::Pool;
use primitives::Encode;
use proof::{ProveError, Receipt};

use super::receipt_link;
use crate::refusal::{parse_txid, storage};

// The page accepts every proof that is made here.
const _: () = assert!(MAX_PROOF_BYTES == proof::MAX_BYTES);

/// The proof of a transaction, which can be checked with nothing but the genesis hash.
///
/// # Errors
/// A [`Fault`] that says why the transaction can't be proven.
pub(crate) fn prove<S: Store>(
    chain: &Chain<S>,
    pool: &Pool,
    txid: &str,
) -> Result<FileBytes, Fault> {
    let txid = parse_txid(txid, None)?;
    let proof = proof::prove(chain, &txid).map_err(|error| refusal(&error, pool))?;
    Ok(FileBytes(proof.to_bytes()))
}

/// The receipt of a transaction: a link to the page at `page` that checks it, for somebody whose
/// node is on this chain.
///
/// # Errors
/// As in [`prove`].
pub(crate) fn receipt<S: Store>(
    chain: &Chain<S>,
    pool: &Pool,
    page: &str,
    txid: &str,
) -> Result<String, Fault> {
    let txid = parse_txid(txid, None)?;
    let receipt = Receipt::new(chain, &txid).map_err(|error| refusal(&error, pool))?;
    Ok(receipt_link::to_link(&receipt, page))
}

fn refusal<E: core::error::Error + 'static>(error: &ProveError<E>, pool: &Pool) -> Fault {
    match error {
        ProveError::Unknown(txid) if pool.contains(txid) => Fault::new(
            "It still waits for a block. Once it is in one, there is something to prove.",
        ),
        ProveError::Unknown(_) => Fault::new("This node knows no such transaction in a block."),
        ProveError::Genesis(_) => Fault::new(
            "It is part of the chain’s first block, which follows from the chain’s settings: everybody who knows the chain knows it, so there is nothing to prove.",
        ),
        ProveError::NotKept(_) => Fault::new(
            "This node has deleted that block to save space. A node that keeps all blocks can make the proof.",
        ),
        ProveError::TooFar { max, .. } => Fault::new(format!(
            "Its block lies more than {max} blocks above the first, too many for a proof file. The short receipt still works for everybody on this chain."
        )),
        ProveError::Storage(error) => storage(error),
        other => Fault::new(format!("It can’t be proven: {other}.")),
    }
}
