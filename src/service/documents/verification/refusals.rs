//! The refusals of invalid proofs and receipts, as sentences for a person.

use api::{Fault, Field, MAX_PROOF_BYTES};
use chain::Spec;
use proof::{PROOF_VERSION, ProofError, ReadError, ReceiptError};

/// The refusal of a file that is not a proof, or that this program can't read.
pub(super) fn of_proof_file(error: &ReadError) -> Fault {
    match error {
        ReadError::TooLong { .. } => too_large(),
        ReadError::Magic => Fault::of(
            Field::Proof,
            "This is not a proof. Choose the file that “Save the proof” or “Save a receipt” made; its name ends in .tabproof.",
        ),
        ReadError::Version(found) if *found < PROOF_VERSION => Fault::of(
            Field::Proof,
            "An older version of this page made the proof, and this one can’t read it. Ask for a new one.",
        ),
        ReadError::Version(_) => Fault::of(
            Field::Proof,
            "A newer version of this page made the proof. Reload the page to get the newest one.",
        ),
        ReadError::Encoding(_) | ReadError::Spec(_) => Fault::of(
            Field::Proof,
            "The proof is damaged or cut short. Ask for it again.",
        ),
    }
}

/// The refusal of a file that is too large for a proof.
pub(super) fn too_large() -> Fault {
    let most = MAX_PROOF_BYTES >> 20;
    Fault::of(
        Field::Proof,
        format!(
            "This file is larger than {most} MB, which no proof is. Did you choose the file itself?"
        ),
    )
}

/// The refusal of a proof that was damaged or forged, or is of another chain.
pub(super) fn of_proof(error: &ProofError, spec: &Spec) -> Fault {
    match error {
        ProofError::Chain { .. } => other_chain(&format!("“{}”", spec.name)),
        ProofError::Header {
            height,
            rule: rule @ chain::Rule::TimeTooNew { .. },
        } => Fault::of(
            Field::Proof,
            format!(
                "Block {height} of the proof comes from the future ({rule}): the proof was damaged or forged. Or is the clock of this device wrong?"
            ),
        ),
        damaged => Fault::of(
            Field::Proof,
            format!("The proof was damaged, or somebody tried to forge it: {damaged}."),
        ),
    }
}

/// The refusal of a proof that is of the chain `found` instead of the required one.
pub(super) fn other_chain(found: &str) -> Fault {
    Fault::of(
        Field::Chain,
        format!("The proof is of another chain than this one: it is of {found}."),
    )
}

/// The refusal of a receipt that was damaged or forged, or whose block does not count.
pub(super) fn of_receipt(error: &ReceiptError) -> Fault {
    Fault::of(
        Field::Proof,
        match error {
            ReceiptError::Chain { found, .. } => format!(
                "This short receipt is of another chain than the open one: of the one whose genesis hash is {found}. Open that chain and check it again, or ask for the whole receipt as a file."
            ),
            ReceiptError::UnknownBlock(_) => {
                "This node does not have the block, at least not yet, so the receipt proves nothing here.".into()
            }
            ReceiptError::NotBest(_) => {
                "The block of this receipt has lost to a branch with more work. What it contains does not count on this chain.".into()
            }
            other => format!("The receipt was damaged, or somebody tried to forge it: {other}."),
        },
    )
}
