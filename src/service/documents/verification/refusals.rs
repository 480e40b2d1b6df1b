//! The refusals of invalid proofs and receipts, as sentences for a person.

use api::{Fault, Field, MAX_PROOF_BYTES, ProofReason};
use chain::Spec;
use proof::{PROOF_VERSION, ProofError, ReadError, ReceiptError};

/// The refusal of a file that is not a proof, or that this program can't read.
pub(super) fn of_proof_file(error: &ReadError) -> Fault {
    let reason = match error {
        ReadError::TooLong { .. } => return too_large(),
        ReadError::Magic => ProofReason::NotProof,
        ReadError::Version(found) if *found < PROOF_VERSION => ProofReason::OldVersion,
        ReadError::Version(_) => ProofReason::NewVersion,
        ReadError::Encoding(_) | ReadError::Spec(_) => ProofReason::Damaged,
    };
    Fault::of(Field::Proof, reason)
}

/// The refusal of a file that is too large for a proof.
pub(super) fn too_large() -> Fault {
    let megabytes = MAX_PROOF_BYTES as u64 >> 20;
    Fault::of(Field::Proof, ProofReason::TooLarge { megabytes })
}

/// The refusal of a proof that was damaged or forged, or is of another chain.
pub(super) fn of_proof(error: &ProofError, spec: &Spec) -> Fault {
    match error {
        ProofError::Chain { .. } => other_chain(&format!("“{}”", spec.name)),
        ProofError::Header {
            height,
            rule: rule @ chain::Rule::TimeTooNew { .. },
        } => {
            let (height, rule) = (height.value(), rule.to_string());
            Fault::of(Field::Proof, ProofReason::Future { height, rule })
        }
        damaged => {
            let error = damaged.to_string();
            Fault::of(Field::Proof, ProofReason::Forged { error })
        }
    }
}

/// The refusal of a proof that is of the chain `found` instead of the required one.
pub(super) fn other_chain(found: &str) -> Fault {
    let found = found.to_owned();
    Fault::of(Field::Chain, ProofReason::OtherChain { found })
}

/// The refusal of a receipt that was damaged or forged, is of another chain, or whose block is not
/// on the best chain here.
pub(super) fn of_receipt(error: &ReceiptError) -> Fault {
    let reason = match error {
        ReceiptError::Chain { found, .. } => ProofReason::ReceiptOfOtherChain { found: *found },
        ReceiptError::UnknownBlock(_) => ProofReason::ReceiptUnknownBlock,
        ReceiptError::NotBest(_) => ProofReason::ReceiptLost,
        other => ProofReason::ReceiptForged {
            error: other.to_string(),
        },
    };
    Fault::of(Field::Proof, reason)
}
