//! Esplora's documents. Amounts are in base units.

use primitives::{Amount, BlockHash, MerkleNode, Txid};
use serde::Serialize;

/// A block.
#[derive(Debug, Serialize)]
pub(super) struct BlockDocument {
    pub(super) id: BlockHash,
    pub(super) height: u32,
    pub(super) version: i32,
    pub(super) timestamp: u32,
    pub(super) tx_count: u32,
    pub(super) size: u32,
    pub(super) weight: u32,
    pub(super) merkle_root: MerkleNode,
    /// `None` for the genesis block.
    pub(super) previousblockhash: Option<BlockHash>,
    pub(super) mediantime: u32,
    pub(super) nonce: u32,
    pub(super) bits: u32,
    /// Bitcoin's easiest target divided by the block's target.
    pub(super) difficulty: f64,
}

/// Whether a transaction is in a block of the best chain, and in which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Status {
    pub(super) confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block_height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block_hash: Option<BlockHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block_time: Option<u32>,
}

/// A transaction.
#[derive(Debug, Serialize)]
pub(super) struct TransactionDocument {
    pub(super) txid: Txid,
    pub(super) version: i32,
    pub(super) locktime: u32,
    pub(super) vin: Vec<InputDocument>,
    pub(super) vout: Vec<OutputDocument>,
    pub(super) size: usize,
    pub(super) weight: usize,
    pub(super) fee: Amount,
    pub(super) status: Status,
}

/// An input.
#[derive(Debug, Serialize)]
pub(super) struct InputDocument {
    pub(super) txid: Txid,
    pub(super) vout: u32,
    /// `None` for a coinbase, or if the spent output is not known.
    pub(super) prevout: Option<OutputDocument>,
    pub(super) scriptsig: String,
    pub(super) scriptsig_asm: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) witness: Vec<String>,
    pub(super) is_coinbase: bool,
    pub(super) sequence: u32,
}

/// An output.
#[derive(Debug, Serialize)]
pub(super) struct OutputDocument {
    pub(super) scriptpubkey: String,
    pub(super) scriptpubkey_asm: String,
    pub(super) scriptpubkey_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scriptpubkey_address: Option<String>,
    pub(super) value: Amount,
}

/// Whether an output is spent, and by which input.
#[derive(Debug, Default, Serialize)]
pub(super) struct SpendingDocument {
    pub(super) spent: bool,
    /// `None` if the output is unspent, or if the spending transaction was pruned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) txid: Option<Txid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vin: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<Status>,
}

/// An unspent output of a lock.
#[derive(Debug, Serialize)]
pub(super) struct CoinDocument {
    pub(super) txid: Txid,
    pub(super) vout: u32,
    pub(super) status: Status,
    pub(super) value: u64,
}

/// The numbers and sums of the outputs that a lock received and spent.
#[derive(Debug, Default, Serialize)]
pub(super) struct Totals {
    pub(super) funded_txo_count: u32,
    pub(super) funded_txo_sum: u64,
    pub(super) spent_txo_count: u32,
    pub(super) spent_txo_sum: u64,
    pub(super) tx_count: u32,
}
