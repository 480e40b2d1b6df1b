//! What a person sees at a glance: the state of one node and its wallet.

use primitives::{Amount, BlockHash, Time, Timestamp, Txid};
use serde::{Deserialize, Serialize};

use crate::ConnectionView;

/// The whole visible state. It is bounded (each list says its bound), so it can be sent as often as
/// it changes; everything longer is asked for by a [`Command`](crate::Command).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The chains this profile keeps, last opened first; at most 64.
    pub chains: Vec<KnownChain>,
    /// Where the data is kept.
    pub storage: StorageView,
    /// How the wallet's words rest; none until the profile is read.
    pub protection: Protection,
    /// How the words of the wallet rest that this one replaced; none where none is kept.
    pub replaced: Option<Protection>,
    /// The public key by which others know this person, the same on every chain: 66 hexadecimal
    /// digits.
    pub key: String,
    /// The chain that could not be opened, or whose opening did not end.
    pub unopened: Option<UnopenedView>,
    /// The open chain and everything about it.
    pub chain: Option<ChainView>,
}

/// A chain whose saved data may be damaged: the person chooses what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedView {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// What people call it.
    pub name: String,
    /// What is known of why, a sentence for a person.
    pub reason: String,
}

/// A chain that can be opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownChain {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// What people call it.
    pub name: String,
    /// What they call its coin.
    pub symbol: String,
    /// Bytes that it takes on this device; none where nothing is kept of it, or nobody knows.
    pub stored: Option<f64>,
    /// Why this program can't open it, as a sentence; none where it can.
    pub refusal: Option<String>,
    /// How it stood when it was last open here; none before it ever was, or for another wallet
    /// only.
    pub standing: Option<Standing>,
}

/// How a chain stood at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What the wallet was worth, maturing rewards and waiting payments included.
    pub worth: Amount,
    /// The height of the tip.
    pub height: u32,
    /// When (milliseconds since 1970).
    pub time: Time,
}

/// Where data is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageView {
    /// On this device; it is still there tomorrow.
    Durable,
    /// On this device as a rule, but the last attempt to save failed, and what came since is in
    /// memory only. `reason` says why; it is tried again.
    Failing {
        /// What the storage said.
        reason: String,
    },
    /// Another tab of this profile keeps the data; this one holds a copy in memory.
    OtherTab,
    /// The profile's file can't be read, and is left as it is: nothing can be done with this
    /// profile. `reason` is a sentence for a person.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// In memory only: gone with the tab. `reason` is a sentence for a person.
    Memory {
        /// Why nothing can be kept.
        reason: String,
    },
}

/// How the wallet's words rest on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// In clear: whoever uses this browser profile can spend.
    None,
    /// Encrypted under a passphrase.
    Passphrase,
}

/// The open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainView {
    /// Genesis hash.
    pub genesis: BlockHash,
    /// What people call it.
    pub name: String,
    /// What they call its coin.
    pub symbol: String,
    /// Seconds wanted between blocks.
    pub interval: u32,
    /// Confirmations after which a payment counts as final.
    pub confirmations: u32,
    /// Confirmations until a block reward can be spent.
    pub maturity: u32,
    /// The coins that this wallet may ask the chain for, once; none where the chain gives none, or
    /// no longer, or the wallet has had them.
    pub grant: Option<Amount>,
    /// What the next block pays its miner, without fees.
    pub reward: Amount,
    /// Height of the tip; the genesis block has height 0.
    pub height: u32,
    /// Hash of the tip.
    pub tip: BlockHash,
    /// Hashes expected for the next block.
    pub difficulty: f64,
    /// The newest blocks, newest first; at most 30.
    pub blocks: Vec<BlockSummary>,
    /// What is kept of the blocks.
    pub kept: KeptView,
    /// The transactions that wait.
    pub pool: PoolView,
    /// Catching up with the network.
    pub sync: SyncView,
    /// The chain was joined, and no block beyond the genesis ever came from somebody else: what is
    /// mined now is replaced once somebody is met who has more.
    pub unmet: bool,
    /// Who makes blocks; none where everybody may.
    pub authority: Option<AuthorityView>,
    /// The miner.
    pub mining: MiningView,
    /// What this node's miner writes into its blocks; empty for nothing.
    pub words: String,
    /// The wallet on this chain.
    pub wallet: WalletView,
    /// How it stands with the others.
    pub connection: ConnectionView,
    /// Connected peers; at most the chain's most peers.
    pub peers: Vec<PeerView>,
    /// The link that brings a friend here.
    pub invitation: String,
}

/// A block in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockSummary {
    /// Height.
    pub height: u32,
    /// Hash.
    pub hash: BlockHash,
    /// What its header says.
    pub time: Timestamp,
    /// How many transactions, the coinbase included.
    pub transactions: u32,
    /// Weight units (BIP141).
    pub weight: u32,
    /// How much of the chain's weight limit it fills, 0 to 1.
    pub fullness: f32,
    /// On a chain with authors, the place in their list of the one who sealed it; none for the
    /// genesis block.
    pub author: Option<u16>,
    /// Its miner's address, where it is one.
    pub miner: Option<String>,
    /// This wallet mined it.
    pub mine: bool,
    /// This node has cut it down; `miner` is known only while its coinbase is left.
    pub cut: bool,
}

/// The least number of newest blocks that a node may keep whole. As Bitcoin Core has it: deeper
/// reorganisations are not expected, and BIP159's peers can ask for as many.
pub const LEAST_WHOLE_BLOCKS: u32 = 288;

/// Bytes that a chain which was joined may take on a device before only its newest
/// [`LEAST_WHOLE_BLOCKS`] are kept, unless the person asks for all: what a page may be taken to
/// have agreed to by a click, a thousand times what a chain of friends takes.
pub const JOINED_CHAIN_BYTES: u64 = 1_000_000_000;

/// What is kept of the open chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptView {
    /// How many of the newest blocks are kept whole; none where all are.
    pub newest: Option<u32>,
    /// The height up to which older blocks were cut down; 0 where none was.
    pub cut: u32,
    /// The height up to which they are to be cut down by now.
    pub goal: u32,
    /// Bytes that the store takes, where it knows.
    pub bytes: Option<f64>,
}

/// Who makes blocks on a chain with authors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityView {
    /// The list; at most 100.
    pub authors: Vec<AuthorView>,
    /// Their blocks prove work as well.
    pub work: bool,
    /// This person's place in the list, from 0; none where they are no author.
    pub mine: Option<u16>,
    /// The place of the one who should make the next block: the leader, or the first who may stand
    /// in.
    pub next: u16,
    /// Blocks are made here.
    pub making: bool,
}

/// One author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorView {
    /// The public key: 66 hexadecimal digits.
    pub key: String,
    /// The height of their newest block, if it is among the newest of [`ChainView::blocks`].
    pub last: Option<u32>,
    /// They made one of the last blocks, and leave the next one to others.
    pub pauses: bool,
}

/// The transactions that wait for a block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PoolView {
    /// How many.
    pub transactions: u32,
    /// Their weight units.
    pub weight: u64,
    /// Their fees.
    pub fees: Amount,
    /// The least that a transaction must pay to join them, base units per 1,000 weight units.
    pub least_rate: u64,
}

/// How far this node is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum SyncView {
    /// Nobody known has more.
    Ready,
    /// Blocks are being fetched and checked.
    Syncing {
        /// Where the best known chain of headers ends.
        target: u32,
    },
    /// Nobody connected keeps the old blocks that come next: this node waits for somebody who does.
    Unserved {
        /// Where the best known chain of headers ends.
        target: u32,
    },
    /// Others follow a chain with more work that parts from this one where old blocks were cut down
    /// here, so that this node can't switch to it.
    Stranded {
        /// Where that chain ends.
        target: u32,
    },
    /// The wallet reads blocks that it has not seen yet.
    Scanning {
        /// The height it has reached.
        scanned: u32,
    },
}

/// The miner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MiningView {
    /// Workers that search now; 0 when stopped.
    pub cores: u32,
    /// Completed hashes per second of wall-clock time over the last seconds.
    pub hash_rate: f64,
    /// Hashes completed since mining started.
    pub hashes: f64,
    /// Blocks found since the chain was opened.
    pub found: u32,
    /// Milliseconds that the last job was on its way to the worker that got it last; none before
    /// one has told.
    pub delay: Option<u32>,
}

/// The wallet on one chain. `balance` accounts at once for what was just sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WalletView {
    /// What belongs to the wallet and can be spent now, waiting change included.
    pub balance: Amount,
    /// Block rewards that are too young to be spent.
    pub immature: Amount,
    /// Waiting payments from others, not in `balance` yet.
    pub incoming: Amount,
    /// Waiting payments to others, fees included, no longer in `balance`.
    pub outgoing: Amount,
    /// The present receiving address.
    pub address: String,
    /// Newest first; at most 200.
    pub history: Vec<HistoryRow>,
    /// There is more history than `history` shows.
    pub more_history: bool,
}

/// A transaction as its wallet sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// Transaction id.
    pub txid: Txid,
    /// What it was.
    pub kind: HistoryKind,
    /// What came in, or what went out without the fee.
    pub amount: Amount,
    /// The fee, where this wallet paid it.
    pub fee: Option<Amount>,
    /// The other side's address, where there is exactly one.
    pub counterpart: Option<String>,
    /// The block it stands in; none while it waits.
    pub height: Option<u32>,
    /// Blocks on top of it, its own included; 0 while it waits.
    pub confirmations: u32,
    /// Time of its block, or when it was first seen.
    pub time: Timestamp,
    /// The note that goes with it, where it carries text.
    pub note: Option<String>,
    /// Why it came to nothing, where it did.
    pub failure: Option<Failure>,
    /// It waits, and this wallet can replace it: see
    /// [`Command::ReviewReplacement`](crate::Command::ReviewReplacement).
    pub replaceable: bool,
}

/// Why a payment came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Another transaction spent the same coins.
    Spent {
        /// That one.
        by: Txid,
    },
    /// The person cancelled it.
    Cancelled {
        /// The transaction that brought the coins back.
        by: Txid,
    },
    /// The transaction whose coins it spends came to nothing.
    Unfunded {
        /// That one.
        by: Txid,
    },
    /// This node's pool gave it up before a block took it: it waited for too long, or the pool was
    /// full. It may still arrive.
    GivenUp,
}

/// The kinds of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryKind {
    /// A payment from somebody else.
    Received,
    /// A payment to somebody else.
    Sent,
    /// A block reward.
    Reward,
    /// What the genesis block pays: it exists from the start, and need not mature.
    Allocation,
    /// From the wallet to itself.
    ToSelf,
    /// Pays nobody, and stamps a file.
    Stamp,
    /// Pays nobody, and carries other data.
    Data,
}

/// One connected peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerView {
    /// A short name for it: the first characters of its key.
    pub name: String,
    /// Who called whom.
    pub link: LinkKind,
    /// Its height as last heard.
    pub height: u32,
    /// Whether it serves every block, or only the newest; none until it has said so.
    pub serves_all: Option<bool>,
    /// Round trip in milliseconds, once measured.
    pub latency: Option<u32>,
    /// Connected since (milliseconds since 1970).
    pub since: Time,
    /// Bytes received from it.
    pub received: f64,
    /// Bytes sent to it.
    pub sent: f64,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// We called.
    Outbound,
    /// They called.
    Inbound,
}

/// Something that happened once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// This node's miner found a block.
    BlockFound {
        /// Its height.
        height: u32,
        /// What it pays, fees included.
        reward: Amount,
    },
    /// A payment arrived in the pool.
    PaymentReceived {
        /// How much.
        amount: Amount,
    },
    /// A payment to or from the wallet got its first confirmation.
    PaymentConfirmed {
        /// How much.
        amount: Amount,
        /// It was paid to the wallet, by somebody else.
        received: bool,
    },
    /// A payment to or from the wallet came to nothing.
    PaymentFailed {
        /// How much it would have been.
        amount: Amount,
        /// It would have been paid to the wallet.
        received: bool,
        /// Why.
        why: Failure,
    },
    /// Data of the wallet's own, which pays nobody, got its first confirmation.
    DataConfirmed,
    /// The chain switched to a branch with more work.
    Reorganised {
        /// How many blocks were undone.
        depth: u32,
        /// How many of them had paid this wallet.
        own: u32,
        /// What they had paid it, fees included: coins that are gone.
        coins: Amount,
    },
    /// The chain and the wallet are saved again, after a failure.
    Saved,
    /// This tab keeps the profile's data from now on, since the tab that did so has closed.
    TookOver,
    /// Something failed that the person should know; a whole sentence.
    Trouble {
        /// The sentence.
        message: String,
    },
}
