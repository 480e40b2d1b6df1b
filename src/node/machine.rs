//! The inputs and outputs of a node.

use crate::{Fault, Removal};
use miner::{Job, JobId, Solution};
use primitives::{Block, BlockHash, Claim, Height, Lock, Signature, Time, Transaction, Txid};
use signal::{Group, SharedNonce};
use std::sync::Arc;
use wire::NameCard;

/// A link to another node, numbered by the driver. A number is never reused while the node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// A batch of signatures that the driver's checkers verify, numbered by the node. A number is never
/// reused while the node runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub u64);

/// Which side opened a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// This node.
    Outbound,
    /// The other node.
    Inbound,
}

/// An event that the driver reports to the node.
#[derive(Clone, Debug)]
pub enum Input {
    /// A link opened, to a peer of this group; `None` if the group is unknown. The driver has at
    /// most one link to each other node.
    PeerUp(PeerId, Direction, Option<Group>),
    /// The bytes that both ends of the link that just opened have in common, and no other link has:
    /// a hash over the facts that the transport has verified about both ends. Signatures of names
    /// commit to these bytes. The input follows [`PeerUp`](Self::PeerUp) at once, or never if the
    /// transport has no such bytes.
    Bound(PeerId, [u8; 32]),
    /// Peers of these groups, and of no others, have offended lately: their links give way first.
    /// The node reports offences with [`Output::Drop`]; the driver remembers them
    /// ([`signal::offences`]).
    Discouraged(Vec<Group>),
    /// A link closed. No effect if the node has dropped the link itself.
    PeerDown(PeerId),
    /// A complete message arrived over a link. The driver has joined its frames with
    /// `wire::Assembler`.
    Received(PeerId, Vec<u8>),
    /// The number of bytes of a link's messages that the driver has neither sent nor passed to the
    /// transport.
    Unsent(PeerId, usize),
    /// A miner solved a job.
    Mined(JobId, Solution),
    /// The number of a batch's true claims before the first false one, as
    /// [`primitives::true_claims`] counts them. A lower number or a missing answer is not a
    /// verdict: the node verifies the other claims itself.
    Verified(BatchId, usize),
    /// The author sealed a block, as [`Output::Seal`] requested.
    Sealed(BlockHash, Signature),
    /// The user, or the program around the node, makes a request.
    Asked(Request),
    /// The time of the last [`Output::Sleep`] has come.
    Woken,
}

/// A request to the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Starts mining, with the reward under this lock, or changes the lock of later jobs. `None`
    /// stops mining. On a chain with authors, jobs are issued (or blocks made, if the chain
    /// requires no work) only at the turn of the author that [`Request::Author`] names.
    Mine(Option<Lock>),
    /// Puts this block message into the coinbase of later jobs. A message of more than
    /// [`MAX_WORDS`](crate::MAX_WORDS) bytes is left out.
    Words(Vec<u8>),
    /// The number of batches of signatures that the driver verifies at a time, as
    /// [`Output::Verify`] requests; 0 if it verifies none, which is the initial value.
    Checkers(usize),
    /// The author that seals blocks made here, by its index in the chain's list; `None` if no
    /// blocks are sealed here.
    Author(Option<u16>),
    /// The name of the person, which is sent to peers; `None` if there is none.
    Name(Option<Box<NameCard>>),
}

/// An action for the driver.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send a message over a link. The driver splits it with `wire::split` and keeps the order.
    Send(PeerId, Vec<u8>),
    /// Send a piece of a message over a link, split with `wire::split_part`. The next piece, or the
    /// last one as [`Output::Send`], follows before anything else for this link.
    SendPart(PeerId, Vec<u8>),
    /// Close a link. The node has already forgotten it. A fault that is an
    /// [offence](Fault::offence) outlives the link: the driver remembers it, and answers with
    /// [`Input::Discouraged`].
    Drop(PeerId, Fault),
    /// The peers of these two links have sent the same nonce, so that both may be the same node.
    /// Anybody can repeat a nonce. The driver may close one of the links.
    Duplicate {
        /// One of the links.
        one: PeerId,
        /// The other one.
        other: PeerId,
        /// The nonce that both peers have sent.
        shared: SharedNonce,
    },
    /// The job for miners, which replaces the previous one. `None` means that the miners stop.
    Mine(Option<Job>),
    /// Sign this digest with the author's key. The driver answers with [`Input::Sealed`] once the
    /// node sleeps.
    Seal {
        /// The block's hash.
        block: BlockHash,
        /// The digest to sign: [`primitives::seal_digest`] of the block.
        digest: [u8; 32],
    },
    /// Verify these claims; the driver answers with [`Input::Verified`]. Batches are verified in
    /// the order of their numbers. The node continues meanwhile, and stops waiting if no batch is
    /// answered within [`Config::check`](crate::Config::check).
    Verify {
        /// The batch.
        id: BatchId,
        /// Its claims.
        claims: Arc<[Claim]>,
    },
    /// The answer for this batch is no longer needed.
    CancelBatch(BatchId),
    /// An event for the program around the node.
    Tell(Event),
    /// Nothing more to do now. The driver calls [`Node::handle`](crate::Node::handle) with
    /// [`Input::Woken`] at this time, or with any other input before it. The present time means
    /// that work is left: the driver collects input, then calls `handle` at once.
    Sleep(Time),
}

/// The state of synchronisation with the peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// No peer is ready. The node may still extend its own chain.
    Alone,
    /// A peer claims more work; its headers are being fetched.
    Headers,
    /// The headers of a better chain are known; its blocks are being fetched and checked.
    Blocks {
        /// The height of the best chain of headers.
        target: Height,
    },
    /// The headers of a better chain are known, but no peer has the next block any more: the node
    /// waits for a peer that has it.
    Unserved {
        /// The height of the best chain of headers.
        target: Height,
    },
    /// A peer follows a chain with more work that forks off before this node's oldest full block.
    /// Pruned blocks can't be disconnected, so this node can't switch to that chain.
    Stranded {
        /// The height of that chain.
        target: Height,
    },
    /// No peer is known to have more work.
    Synced,
}

/// An event that a node reports.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A branch with more work became the best chain: `left` blocks left the best chain and
    /// `joined` blocks joined it. The events that follow give all of these blocks or, for a long
    /// branch, the last ones.
    Reorganised {
        /// Blocks that left the best chain.
        left: u32,
        /// Blocks that joined the best chain.
        joined: u32,
    },
    /// This block is the tip now.
    Connected(Height, Arc<Block>),
    /// This block, which was the tip, was disconnected in favour of a branch with more work.
    Disconnected(Height, Arc<Block>),
    /// This transaction was added to the pool.
    PoolAdded(Arc<Transaction>),
    /// This transaction was removed from the pool, for this reason.
    PoolRemoved(Txid, Removal),
    /// This block was made here, and is the tip.
    BlockMined(BlockHash),
    /// The state of synchronisation has changed.
    Sync(SyncState),
    /// A peer completed the handshake or left, or its clock changed.
    PeersChanged,
    /// The store failed, with this error text. The node retries by itself and does not blame a
    /// peer. Nothing is saved until [`Event::StorageRecovered`].
    StorageFailed(String),
    /// The store works again, and has accepted all pending changes.
    StorageRecovered,
    /// A peer sent a block that this node did not make but that is sealed with the key of this
    /// node's author: the key is in use elsewhere. The node stops making blocks.
    KeyElsewhere(Height, BlockHash),
}
