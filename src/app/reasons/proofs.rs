//! Why a proof, a receipt or a stamp was refused.

use api::ProofReason;

use crate::format;
use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &ProofReason) -> String {
    match reason {
        ProofReason::StillWaits => texts::proof_still_waits().to_owned(),
        ProofReason::NotInBlock => texts::proof_not_in_block().to_owned(),
        ProofReason::InGenesis => texts::proof_in_genesis().to_owned(),
        ProofReason::BlockPruned => texts::proof_block_pruned().to_owned(),
        ProofReason::TooFar { most } => texts::proof_too_far(*most),
        ProofReason::CantProve { error } => texts::proof_cant_prove(error),
        ProofReason::ReceiptNeedsChain => texts::receipt_needs_chain().to_owned(),
        ProofReason::NotChainName => texts::not_chain_name().to_owned(),
        ProofReason::NoFile => texts::proof_no_file().to_owned(),
        ProofReason::OtherFile => texts::proof_other_file().to_owned(),
        ProofReason::NotProof => texts::not_proof().to_owned(),
        ProofReason::OldVersion => texts::proof_old_version().to_owned(),
        ProofReason::NewVersion => texts::proof_new_version().to_owned(),
        ProofReason::Damaged => texts::proof_damaged().to_owned(),
        ProofReason::TooLarge { megabytes } => texts::proof_too_large(*megabytes),
        ProofReason::Future { height, rule } => texts::proof_future((*height).into(), rule),
        ProofReason::Forged { error } => texts::proof_forged(error),
        ProofReason::OtherChain { found } => texts::proof_other_chain(found),
        ProofReason::ReceiptOfOtherChain { found } => texts::receipt_other_chain(found),
        ProofReason::ReceiptUnknownBlock => texts::receipt_unknown_block().to_owned(),
        ProofReason::ReceiptLost => texts::receipt_lost().to_owned(),
        ProofReason::ReceiptForged { error } => texts::receipt_forged(error),
        ProofReason::FeeChanged { fee, symbol } => texts::fee_changed(&format::coins(*fee, symbol)),
        ProofReason::StampFunds {
            needed,
            available,
            symbol,
        } => texts::stamp_funds(
            &format::coins(*needed, symbol),
            &format::coins(*available, symbol),
        ),
        ProofReason::NotSha256 => texts::not_sha256().to_owned(),
    }
}
