//! The open chain in a snapshot: its blocks, mempool, synchronization, authors and miner.

use primitives::{Amount, BlockHash, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{ConnectionView, Contact, PeerView, WalletView};

/// The open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainView {
    /// The genesis hash.
    pub genesis: BlockHash,
    /// The chain's name.
    pub name: String,
    /// The symbol of its coin.
    pub symbol: String,
    /// The intended seconds between blocks.
    pub interval: u32,
    /// The confirmations after which a payment is final.
    pub confirmations: u32,
    /// The confirmations until a block reward can be spent.
    pub maturity: u32,
    /// The coins that this wallet may request once from the chain. `None` if the chain gives no
    /// grants now, or if the wallet has requested its grant already.
    pub grant: Option<Amount>,
    /// The reward of the next block, without fees.
    pub reward: Amount,
    /// The height of the tip; the genesis block has height 0.
    pub height: u32,
    /// The hash of the tip.
    pub tip: BlockHash,
    /// The expected number of hashes for the next block.
    pub difficulty: f64,
    /// The newest blocks, newest first; at most 30.
    pub blocks: Vec<BlockSummary>,
    /// Which blocks are kept in full.
    pub kept: KeptView,
    /// The mempool.
    pub pool: PoolView,
    /// The state of synchronization.
    pub sync: SyncView,
    /// Whether this profile joined the chain, and no other node has sent a block after the genesis
    /// block yet. Blocks mined now are replaced once a peer with more work is found.
    pub unmet: bool,
    /// The authors; `None` if everybody may make blocks.
    pub authority: Option<AuthorityView>,
    /// The miner.
    pub mining: MiningView,
    /// The block message that this node's miner puts into its blocks; empty for none.
    pub words: String,
    /// Whether all blocks of this wallet pay to one address, so that others recognise them.
    pub recognised: bool,
    /// The name that this person chose for peers; `None` if there is none.
    pub own_name: Option<OwnName>,
    /// The wallet on this chain.
    pub wallet: WalletView,
    /// The state of the connection to other nodes.
    pub connection: ConnectionView,
    /// The connected peers; at most the chain's maximum number of peers.
    pub peers: Vec<PeerView>,
    /// The invitation link to this chain.
    pub invitation: String,
    /// The names that the person gave to addresses, in alphabetical order; at most 200.
    pub contacts: Vec<Contact>,
}

/// The summary of a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockSummary {
    /// The height.
    pub height: u32,
    /// The hash.
    pub hash: BlockHash,
    /// The time in its header.
    pub time: Timestamp,
    /// The number of transactions, including the coinbase.
    pub transactions: u32,
    /// The weight in weight units (BIP141).
    pub weight: u32,
    /// The part of the chain's weight limit that it fills, 0 to 1.
    pub fullness: f32,
    /// On a chain with authors, the index in their list of the author that sealed it; `None` for
    /// the genesis block.
    pub author: Option<u16>,
    /// The miner's address; `None` if it is not known, or if the first output of the coinbase has
    /// none.
    pub miner: Option<String>,
    /// Whether this wallet mined it.
    pub mine: bool,
    /// The block message without the tag, at most 75 bytes; `None` if the block has none that can
    /// be shown.
    pub message: Option<String>,
    /// The tag of its miner; `None` if it has none. A tag proves nothing, since anybody may write
    /// any name.
    pub tag: Option<String>,
    /// Whether this node has pruned it; `miner` is known only while its coinbase is stored.
    pub cut: bool,
}

/// The name that a person chose for themselves on one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnName {
    /// The name.
    pub name: String,
    /// Whether the blocks of this node's miner have it as a tag.
    pub tags_blocks: bool,
}

/// The least number of newest blocks that a node may keep in full. Bitcoin Core has the same bound:
/// deeper reorganisations are not expected, and peers can request this many blocks under BIP159.
pub const LEAST_WHOLE_BLOCKS: u32 = 288;

/// The number of bytes that a joined chain may take on a device before only its newest
/// [`LEAST_WHOLE_BLOCKS`] are kept in full, unless the person asks for all. A click that joins a
/// chain counts as consent to this much. A chain of friends takes about a thousandth of it.
pub const JOINED_CHAIN_BYTES: u64 = 1_000_000_000;

/// Which blocks of the open chain are kept in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptView {
    /// How many of the newest blocks are kept in full; `None` if all are.
    pub newest: Option<u32>,
    /// The height up to which blocks were pruned; 0 if none were.
    pub cut: u32,
    /// The height up to which blocks should be pruned by now.
    pub goal: u32,
    /// The bytes that the store takes; `None` if it does not know.
    pub bytes: Option<f64>,
}

/// The authors of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityView {
    /// The list of authors; at most 100.
    pub authors: Vec<AuthorView>,
    /// Whether their blocks must also prove work.
    pub work: bool,
    /// This person's index in the list, from 0; `None` if they are not an author.
    pub mine: Option<u16>,
    /// The index of the author that should seal the next block: the leader, or the first author in
    /// order that may seal instead.
    pub next: u16,
    /// Whether this node seals blocks.
    pub making: bool,
}

/// One author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorView {
    /// The public key: 66 hexadecimal digits.
    pub key: String,
    /// The height of their newest block; `None` if it is not among [`ChainView::blocks`].
    pub last: Option<u32>,
    /// Whether they sealed one of the last blocks, so that they may not seal the next one.
    pub pauses: bool,
}

/// The mempool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PoolView {
    /// The number of transactions, including grants.
    pub transactions: u32,
    /// The sum of their weights, without grants, in weight units.
    pub weight: u64,
    /// The sum of their fees.
    pub fees: Amount,
    /// The least fee rate that a new transaction must pay, in base units per 1,000 weight units.
    pub least_rate: u64,
}

/// The state of synchronization.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum SyncView {
    /// No known peer has more blocks.
    Ready,
    /// Blocks are being fetched and verified.
    Syncing {
        /// The height of the best known header.
        target: u32,
    },
    /// No connected peer stores the old blocks that are needed next. The node waits for a peer that
    /// does.
    Unserved {
        /// The height of the best known header.
        target: u32,
    },
    /// The best chain of the peers has more work, but it forks from this node's chain below the
    /// pruned height, so that this node can't switch to it.
    Stranded {
        /// The height of that chain's end.
        target: u32,
    },
    /// The wallet is reading blocks that it has not seen yet.
    Scanning {
        /// The height it has reached.
        scanned: u32,
    },
}

/// The miner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MiningView {
    /// The number of workers that search now; 0 when stopped.
    pub cores: u32,
    /// The completed hashes per second of wall-clock time, as an average over the last seconds.
    pub hash_rate: f64,
    /// The hashes completed since mining started.
    pub hashes: f64,
    /// The number of blocks found since the chain was opened, without those that a reorganisation
    /// undid.
    pub found: u32,
    /// The milliseconds that the last job took to reach the last worker; `None` before the first
    /// report.
    pub delay: Option<u32>,
    /// How near the miner came to the next block: the expected number of hashes to find one as low
    /// as the lowest since the tip last changed or mining started. 0 if no hash came near the
    /// target.
    pub closest: f64,
}
