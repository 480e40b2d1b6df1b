//! The state of one node and its wallet, as the page shows it.

use primitives::{Amount, BlockHash, Time, Timestamp, Txid};
use serde::{Deserialize, Serialize};

use crate::ConnectionView;

/// All that the page shows at once. Its size is bounded (each list states its bound), so that it
/// can be sent whenever it changes. Longer data are requested by a [`Command`](crate::Command).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The chains that this profile knows, last opened first; at most 64.
    pub chains: Vec<KnownChain>,
    /// Where the data is stored.
    pub storage: StorageView,
    /// How the wallet's words are protected.
    pub protection: Protection,
    /// How the words of the replaced wallet are protected; `None` if no replaced wallet is kept.
    pub replaced: Option<Protection>,
    /// The public key of this person's identity, the same on every chain: 66 hexadecimal digits.
    pub key: String,
    /// The chain that could not be opened, or whose opening did not finish; `None` if there is
    /// none.
    pub unopened: Option<UnopenedView>,
    /// The open chain; `None` if none is open.
    pub chain: Option<ChainView>,
}

/// A chain whose stored data may be damaged. The person chooses what to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedView {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// Its name.
    pub name: String,
    /// The known reason, a sentence for a person.
    pub reason: String,
}

/// A chain that can be opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownChain {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// Its name.
    pub name: String,
    /// The symbol of its coin.
    pub symbol: String,
    /// The bytes that it takes on this device; `None` if nothing is stored or the size is not
    /// known.
    pub stored: Option<f64>,
    /// The reason why this program can't open it, a sentence; `None` if it can.
    pub refusal: Option<String>,
    /// Its state when it was last open here with the present wallet; `None` if it never was.
    pub standing: Option<Standing>,
}

/// The state of a chain at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The wallet's balance, including immature rewards and unconfirmed payments from others.
    pub worth: Amount,
    /// The height of the tip.
    pub height: u32,
    /// The time (milliseconds since 1970).
    pub time: Time,
}

/// Where data is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageView {
    /// On this device, durably.
    Durable,
    /// On this device, but the last attempt to save failed. Later changes are in memory only, and
    /// saving is tried again. `reason` says why it failed.
    Failing {
        /// The storage's error.
        reason: String,
    },
    /// Another tab of this profile stores the data. This tab has a copy in memory.
    OtherTab,
    /// The profile's file can't be read, and is left unchanged. Nothing can be done with this
    /// profile. `reason` is a sentence for a person.
    Unreadable {
        /// The reason.
        reason: String,
    },
    /// In memory only: the data is lost when the tab closes. `reason` is a sentence for a person.
    Memory {
        /// The reason why nothing can be stored.
        reason: String,
    },
}

/// How the wallet's words are protected on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// Not encrypted: anyone who uses this browser profile can spend.
    None,
    /// Encrypted with a passphrase.
    Passphrase,
}

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
    /// grants, or not any more, or the wallet has requested its grant.
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
    /// Whether the chain was joined and no block beyond the genesis block ever came from another
    /// node. Blocks mined now are replaced once a peer with more work is found.
    pub unmet: bool,
    /// The authors; `None` if everybody may make blocks.
    pub authority: Option<AuthorityView>,
    /// The miner.
    pub mining: MiningView,
    /// The block message that this node's miner puts into its blocks; empty for none.
    pub words: String,
    /// The wallet on this chain.
    pub wallet: WalletView,
    /// The state of the connection to other nodes.
    pub connection: ConnectionView,
    /// The connected peers; at most the chain's maximum number of peers.
    pub peers: Vec<PeerView>,
    /// The invitation link to this chain.
    pub invitation: String,
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
    /// Whether this node has pruned it; `miner` is known only while its coinbase is stored.
    pub cut: bool,
}

/// The least number of newest blocks that a node may keep in full. Bitcoin Core has the same bound:
/// deeper reorganisations are not expected, and it is the number of blocks that peers can request
/// under BIP159.
pub const LEAST_WHOLE_BLOCKS: u32 = 288;

/// The number of bytes that a joined chain may take on a device before only its newest
/// [`LEAST_WHOLE_BLOCKS`] are kept in full, unless the person asks for all. Joining by a click may
/// be taken as consent to that much, a thousand times what a chain of friends takes.
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
    /// The number of transactions.
    pub transactions: u32,
    /// The sum of their weights in weight units.
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
    /// Peers follow a chain with more work that forks from this one below the pruned height, so
    /// that this node can't switch to it.
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
}

/// The wallet on one chain. `balance` includes the effect of sent payments at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WalletView {
    /// The spendable balance, including unconfirmed change.
    pub balance: Amount,
    /// Block rewards that are not mature yet.
    pub immature: Amount,
    /// Unconfirmed payments from others, not included in `balance`.
    pub incoming: Amount,
    /// Unconfirmed payments to others with their fees, already deducted from `balance`.
    pub outgoing: Amount,
    /// The present receiving address.
    pub address: String,
    /// The wallet's transactions, newest first; at most 200.
    pub history: Vec<HistoryRow>,
    /// Whether there are more than `history` shows.
    pub more_history: bool,
}

/// A transaction of the wallet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The transaction id.
    pub txid: Txid,
    /// The kind.
    pub kind: HistoryKind,
    /// The amount that came in, or that went out without the fee.
    pub amount: Amount,
    /// The fee; `None` if this wallet did not pay it.
    pub fee: Option<Amount>,
    /// The other party's address; `None` unless there is exactly one.
    pub counterpart: Option<String>,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<u32>,
    /// The number of blocks from its own to the tip, including both; 0 if it is unconfirmed.
    pub confirmations: u32,
    /// The time of its block, or the time when it was first seen if it is unconfirmed.
    pub time: Timestamp,
    /// The note; `None` if it carries no text.
    pub note: Option<String>,
    /// Why it failed; `None` if it did not.
    pub failure: Option<Failure>,
    /// Whether it is unconfirmed and this wallet can replace it: see
    /// [`command::ReviewReplacement`](crate::command::ReviewReplacement).
    pub replaceable: bool,
}

/// Why a payment failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Another transaction spent the same coins.
    Spent {
        /// The other transaction.
        by: Txid,
    },
    /// The person cancelled it.
    Cancelled {
        /// The transaction that returned the coins to the wallet.
        by: Txid,
    },
    /// The transaction whose outputs it spends failed.
    Unfunded {
        /// The failed transaction.
        by: Txid,
    },
    /// This node's mempool dropped it before it was in a block: it was there for too long, or the
    /// mempool was full. It may still confirm.
    GivenUp,
}

/// The kinds of transactions in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryKind {
    /// A payment from somebody else.
    Received,
    /// A payment to somebody else.
    Sent,
    /// A block reward.
    Reward,
    /// A payment of the genesis block: it exists from the start, and need not mature.
    Allocation,
    /// A payment from the wallet to itself.
    ToSelf,
    /// A stamp of a file, which pays nobody.
    Stamp,
    /// Other data, without a payment.
    Data,
}

/// One connected peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerView {
    /// A short name: the first characters of its key.
    pub name: String,
    /// Which side called.
    pub link: LinkKind,
    /// Its last known height.
    pub height: u32,
    /// Whether it serves every block, or only the newest; `None` before the end of the handshake.
    pub serves_all: Option<bool>,
    /// The round trip in milliseconds; `None` before the first measurement.
    pub latency: Option<u32>,
    /// The time since when it is connected (milliseconds since 1970).
    pub since: Time,
    /// The bytes received from it.
    pub received: f64,
    /// The bytes sent to it.
    pub sent: f64,
}

/// Which side called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// This node called.
    Outbound,
    /// The peer called.
    Inbound,
}

/// Something that happened once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// This node's miner found a block.
    BlockFound {
        /// Its height.
        height: u32,
        /// Its reward, including fees.
        reward: Amount,
    },
    /// A payment to the wallet entered the mempool.
    PaymentReceived {
        /// The amount.
        amount: Amount,
    },
    /// A payment to or from the wallet got its first confirmation.
    PaymentConfirmed {
        /// The amount.
        amount: Amount,
        /// Whether somebody else paid it to the wallet.
        received: bool,
    },
    /// A payment to or from the wallet failed.
    PaymentFailed {
        /// The amount.
        amount: Amount,
        /// Whether it was a payment to the wallet.
        received: bool,
        /// The reason.
        why: Failure,
    },
    /// A transaction of the wallet that carries only data got its first confirmation.
    DataConfirmed,
    /// The chain switched to a branch with more work.
    Reorganised {
        /// The number of blocks that were disconnected.
        depth: u32,
        /// How many of them had paid this wallet.
        own: u32,
        /// The coins that they had paid the wallet, including fees, which no longer exist.
        coins: Amount,
    },
    /// The chain and the wallet are saved again after a failure.
    Saved,
    /// This tab now stores the profile's data, since the tab that did so was closed.
    TookOver,
    /// A failure that the person should know of, as a whole sentence.
    Trouble {
        /// The sentence.
        message: String,
    },
}
