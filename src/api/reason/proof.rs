//! Why a proof, a receipt or a stamp was refused.

use primitives::{Amount, BlockHash};
use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

/// An error in a proof, a receipt or a stamp, or why none can be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofReason {
    /// The transaction waits for a block.
    StillWaits,
    /// This node knows no block with the transaction.
    NotInBlock,
    /// The transaction is in the genesis block, which needs no proof.
    InGenesis,
    /// This node has pruned the block.
    BlockPruned,
    /// The block is too far above the genesis block for a proof file.
    TooFar {
        /// The maximum distance in blocks.
        most: u64,
    },
    /// The proof can't be made.
    CantProve {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// The chain of a short receipt is not open. Such a receipt can be checked only on its own
    /// chain.
    ReceiptNeedsChain,
    /// The text is neither a genesis hash nor an invitation link.
    NotChainName,
    /// The proven transaction stamps no file.
    NoFile,
    /// The proof is for another file.
    OtherFile,
    /// The file is not a proof.
    NotProof,
    /// An older program made the proof.
    OldVersion,
    /// A newer program made the proof.
    NewVersion,
    /// The proof can't be decoded.
    Damaged,
    /// The file is larger than any proof.
    TooLarge {
        /// The maximum size in MB.
        megabytes: u64,
    },
    /// A block of the proof is dated in the future.
    Future {
        /// The block's height.
        height: u32,
        /// The broken rule.
        rule: String,
    },
    /// The proof is well-formed but breaks a rule.
    Forged {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// The proof is of another chain than the expected one.
    OtherChain {
        /// The name or the genesis hash of its chain.
        found: String,
    },
    /// The receipt is of another chain than the open one.
    ReceiptOfOtherChain {
        /// The genesis hash of its chain.
        found: BlockHash,
    },
    /// This node does not have the block of the receipt.
    ReceiptUnknownBlock,
    /// The block of the receipt is not in the best chain.
    ReceiptLost,
    /// The receipt is damaged or forged.
    ReceiptForged {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// The fee of a stamp is higher than the agreed one.
    FeeChanged {
        /// The fee now.
        fee: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// There are not enough coins for the fee of a stamp.
    StampFunds {
        /// The coins that are needed.
        needed: Amount,
        /// The coins that can be spent.
        available: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// The text is not a SHA-256.
    NotSha256,
    /// The address is not one of the wallet's, so nothing can be signed for it.
    NotOwnAddress,
    /// The text does not have the form of the signature of a message.
    NotMessageSignature,
}

impl ProofReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::StillWaits => texts::proof_still_waits().to_owned(),
            Self::NotInBlock => texts::proof_not_in_block().to_owned(),
            Self::InGenesis => texts::proof_in_genesis().to_owned(),
            Self::BlockPruned => texts::proof_block_pruned().to_owned(),
            Self::TooFar { most } => texts::proof_too_far(&notation.number(*most)),
            Self::CantProve { error } => texts::proof_cant_prove(error),
            Self::ReceiptNeedsChain => texts::receipt_needs_chain().to_owned(),
            Self::NotChainName => texts::not_chain_name().to_owned(),
            Self::NoFile => texts::proof_no_file().to_owned(),
            Self::OtherFile => texts::proof_other_file().to_owned(),
            Self::NotProof => texts::not_proof().to_owned(),
            Self::OldVersion => texts::proof_old_version().to_owned(),
            Self::NewVersion => texts::proof_new_version().to_owned(),
            Self::Damaged => texts::proof_damaged().to_owned(),
            Self::TooLarge { megabytes } => texts::proof_too_large(&notation.number(*megabytes)),
            Self::Future { height, rule } => {
                texts::proof_future(&notation.number((*height).into()), rule)
            }
            Self::Forged { error } => texts::proof_forged(error),
            Self::OtherChain { found } => texts::proof_other_chain(found),
            Self::ReceiptOfOtherChain { found } => texts::receipt_other_chain(found),
            Self::ReceiptUnknownBlock => texts::receipt_unknown_block().to_owned(),
            Self::ReceiptLost => texts::receipt_lost().to_owned(),
            Self::ReceiptForged { error } => texts::receipt_forged(error),
            Self::FeeChanged { fee, symbol } => texts::fee_changed(&notation.coins(*fee, symbol)),
            Self::StampFunds {
                needed,
                available,
                symbol,
            } => texts::stamp_funds(
                &notation.coins(*needed, symbol),
                &notation.coins(*available, symbol),
            ),
            Self::NotSha256 => texts::not_sha256().to_owned(),
            Self::NotOwnAddress => texts::not_own_address().to_owned(),
            Self::NotMessageSignature => texts::not_message_signature().to_owned(),
        }
    }
}
