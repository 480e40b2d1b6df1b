//! Answers from which a page draws pictures of the chain and the mempool. The size of each is
//! bounded, whatever the length of the chain and of the mempool.

use primitives::{Amount, BlockHash, Timestamp, Txid};
use serde::{Deserialize, Serialize};

/// The maximum number of points of a [`StatisticsDocument`].
pub const MAX_STATISTICS: u32 = 200;
/// The maximum number of payments of a [`PoolMapDocument`], apart from the wallet's own.
pub const MAX_MAP_PAYMENTS: usize = 500;
/// The maximum number of the wallet's own payments beyond [`MAX_MAP_PAYMENTS`].
pub const MAX_OWN_MAP_PAYMENTS: usize = 20;
/// The number of blocks that a [`PoolMapDocument`] tells apart.
pub const MAP_BLOCKS: usize = 6;
/// The maximum number of branches of one answer.
pub const MAX_BRANCHES: usize = 8;
/// The maximum number of blocks of a [`BranchDocument`].
pub const MAX_BRANCH_BLOCKS: usize = 6;

/// Figures of the best chain at some heights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatisticsDocument {
    /// The figures, lowest height first, at even distances; at most [`MAX_STATISTICS`]. The last
    /// one is the tip's.
    pub points: Vec<StatisticsPoint>,
}

/// Figures of the best chain at one height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatisticsPoint {
    /// The height.
    pub height: u32,
    /// The time in the block's header.
    pub time: Timestamp,
    /// The expected number of hashes of the block.
    pub difficulty: f64,
    /// The coins that the rules have allowed up to there: those of the genesis block, and the block
    /// rewards without fees. Grants are not included.
    pub issued: Amount,
}

/// The mempool as a map: the best paying payments, and the block that each would be in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolMapDocument {
    /// The payments, best first; at most [`MAX_MAP_PAYMENTS`], and after them at most
    /// [`MAX_OWN_MAP_PAYMENTS`] of the wallet's own that come later.
    pub payments: Vec<MapPayment>,
    /// The number and the weight of the payments that are not listed.
    pub rest: (u32, u64),
    /// The next blocks as they would be now, at most [`MAP_BLOCKS`]. The last one stands for all
    /// later blocks, too.
    pub blocks: Vec<MapBlock>,
}

/// A payment in the mempool.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapPayment {
    /// Its id.
    pub txid: Txid,
    /// Its weight in weight units.
    pub weight: u32,
    /// Its own fee.
    pub fee: Amount,
    /// The fee rate, in base units per 1,000 weight units, of this payment together with all
    /// payments that must go into a block with it, since one of them spends from another.
    pub rate: u64,
    /// The index of its block in [`PoolMapDocument::blocks`].
    pub block: u8,
    /// Whether it is the wallet's.
    pub mine: bool,
}

/// A block to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapBlock {
    /// The number of its payments.
    pub payments: u32,
    /// Their weight in weight units.
    pub weight: u64,
    /// The sum of their fees.
    pub fees: Amount,
    /// The part of a block's room that they fill; above 1 if this stands for more than one block.
    pub fullness: f32,
}

/// A branch beside the best chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchDocument {
    /// The height of the block of the best chain that it forks from.
    pub fork: u32,
    /// Its number of blocks beside the best chain.
    pub length: u32,
    /// The branch's newest blocks, newest first; at most [`MAX_BRANCH_BLOCKS`].
    pub blocks: Vec<BranchBlock>,
}

/// A block of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchBlock {
    /// Its height.
    pub height: u32,
    /// Its hash.
    pub hash: BlockHash,
    /// The time in its header.
    pub time: Timestamp,
    /// Whether this node has the block, not only its header.
    pub stored: bool,
}

/// Which coins of a transaction are the wallet's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCoins {
    /// The indices of the inputs that spend the wallet's coins; at most 100.
    pub inputs: Vec<u32>,
    /// The indices of the outputs that pay the wallet; at most 100.
    pub outputs: Vec<u32>,
    /// Whether these outputs are change: the wallet made the transaction, which pays others or
    /// carries data.
    pub is_change: bool,
}
