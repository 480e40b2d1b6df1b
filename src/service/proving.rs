//! Making proofs and receipts.

use api::{Fault, FileBytes, MAX_PROOF_BYTES};
use chain::Store;
use primitives::{Encode, Txid};
use proof::{ProveError, Receipt};

use crate::query::storage;
use crate::receipt;
use crate::service::Service;

// The page accepts every proof that is made here.
const _: () = assert!(MAX_PROOF_BYTES == proof::MAX_BYTES);

impl<S: Store> Service<S> {
    /// The proof of a transaction, which can be checked with nothing but the genesis hash.
    pub(crate) fn prove(&self, txid: &str) -> Result<FileBytes, Fault> {
        let txid = parse(txid)?;
        let proof = proof::prove(self.node.chain(), &txid);
        let proof = proof.map_err(|error| self.unproven(&error))?;
        Ok(FileBytes(proof.to_bytes()))
    }

    /// The receipt of a transaction: a link to a page that checks it, for somebody whose node is on
    /// this chain.
    pub(crate) fn receipt(&self, txid: &str) -> Result<String, Fault> {
        let txid = parse(txid)?;
        let receipt = Receipt::new(self.node.chain(), &txid);
        let receipt = receipt.map_err(|error| self.unproven(&error))?;
        Ok(receipt::to_link(&receipt, &self.page))
    }

    fn unproven<E: core::error::Error + 'static>(&self, error: &ProveError<E>) -> Fault {
        match error {
            ProveError::Unknown(txid) if self.node.pool().contains(txid) => Fault::new(
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
}

fn parse(txid: &str) -> Result<Txid, Fault> {
    let parsed = txid.trim().parse();
    parsed.map_err(|_| Fault::new("This is not a transaction ID."))
}
