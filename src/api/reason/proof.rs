//! Why a proof, a receipt or a stamp was refused.

use primitives::{Amount, BlockHash};
use serde::{Deserialize, Serialize};

/// What is wrong with a proof, a receipt or a stamp, or why none can be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofReason {
    /// The transaction waits for a block.
    StillWaits,
    /// This node knows no such transaction in a block.
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
    /// A short receipt can be checked on its own chain only, which is not open.
    ReceiptNeedsChain,
    /// The text is neither a genesis hash nor an invitation link.
    NotChainName,
    /// The receipt is for a payment, so that no file belongs to it.
    NoFile,
    /// The proof is for another file.
    OtherFile,
    /// The file is not a proof.
    NotProof,
    /// An older program made the proof.
    OldVersion,
    /// A newer program made the proof.
    NewVersion,
    /// The proof is damaged or cut off.
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
    /// The proof is damaged or forged.
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
}
