//! Making proofs and receipts.

use api::{Fault, FileBytes, MAX_PROOF_BYTES, ProofReason};
use chain::{Chain, Store};
use node::Pool;
use primitives::Encode;
use proof::{ProveError, Receipt};

use super::receipt_link;
use crate::refusal::{parse_txid, storage};

// The page must accept every proof that is made here.
const _: () = assert!(MAX_PROOF_BYTES == proof::MAX_BYTES);

/// The proof of a transaction. Only the genesis hash is needed to check the proof.
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

/// The receipt of a transaction, as a link to the page at `page`. The page checks the receipt if
/// its node is on this chain.
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
    Fault::new(match error {
        ProveError::Unknown(txid) if pool.contains(txid) => ProofReason::StillWaits,
        ProveError::Unknown(_) => ProofReason::NotInBlock,
        ProveError::Genesis(_) => ProofReason::InGenesis,
        ProveError::NotKept(_) => ProofReason::BlockPruned,
        ProveError::TooFar { max, .. } => ProofReason::TooFar {
            most: (*max).into(),
        },
        ProveError::Storage(error) => return storage(error),
        other => ProofReason::CantProve {
            error: other.to_string(),
        },
    })
}
