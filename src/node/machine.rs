//! What goes into a node and what comes out of it.

use crate::{Fault, Group, PoolError, Removal, SyncState};
use miner::{Job, JobId, Solution};
use primitives::{Block, BlockHash, Claim, Height, Lock, Signature, Time, Transaction, Txid};
use std::sync::Arc;

/// A link to another node, numbered by the driver. A number is never used again while the node
/// runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// A batch of signatures that the driver's checkers verify, numbered by the node. A number is never
/// used again while the node runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub u64);

/// Who opened a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// This node did.
    Outbound,
    /// The other node did.
    Inbound,
}

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// A link is open, to a peer of this group if that is known. The driver keeps at most one to
    /// each other node.
    PeerUp(PeerId, Direction, Option<Group>),
    /// A link is closed. Harmless for a link that the node has dropped itself.
    PeerDown(PeerId),
    /// A whole message came over a link (the driver has joined its frames with `wire::Assembler`).
    Received(PeerId, Vec<u8>),
    /// So many bytes of the messages for a link are neither sent nor in the hands of what sends
    /// them.
    Unsent(PeerId, usize),
    /// A miner solved a job.
    Mined(JobId, Solution),
    /// How many of a batch's claims are true, up to the first that is not, as
    /// [`primitives::true_claims`] counts them. Fewer, or no answer at all, is no verdict on
    /// anything: what was not said to be true is verified again, here.
    Checked(CheckId, usize),
    /// The author sealed a block, as [`Output::Seal`] asked for.
    Sealed(BlockHash, Signature),
    /// The person, or the program around the node, wants something.
    Asked(Request),
    /// The time of the last [`Output::Sleep`] has come.
    Woken,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Put this transaction in the pool and tell the network; answered by [`Event::Submitted`].
    Submit(Transaction),
    /// Hand out jobs whose reward goes to this lock, or a new lock for the jobs to come, or no more
    /// jobs. On a chain with authors, jobs are handed out (or where no work is wanted, blocks made)
    /// only at the turn of the author whom [`Request::Author`] names.
    Mine(Option<Lock>),
    /// Put these bytes into the coinbase of the jobs to come: at most
    /// [`MAX_WORDS`](crate::MAX_WORDS), else none.
    Words(Vec<u8>),
    /// Hand out signatures to be verified, so many batches at a time, as [`Output::Check`]; or none
    /// any more, and none at first.
    Checkers(usize),
    /// Blocks that are made here are sealed by the author at this place of the chain's list, or
    /// none are.
    Author(Option<u16>),
}

/// Something to be done outside.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send a message over a link (the driver cuts it with `wire::split` and keeps the order).
    Send(PeerId, Vec<u8>),
    /// Send a piece of a message over a link, cut with `wire::split_part`. The next piece, or the
    /// message's last one as [`Output::Send`], follows before anything else for this link.
    SendPart(PeerId, Vec<u8>),
    /// Close a link. The node has forgotten it already. After a [`Fault::is_violation`] the driver
    /// learns from [`Node::discouraged`](crate::Node::discouraged) whom not to call.
    Drop(PeerId, Fault),
    /// The job for miners, in place of the one before; none: stop.
    Mine(Option<Job>),
    /// Sign this digest with the author's key, and answer with [`Input::Sealed`] once the node
    /// sleeps.
    Seal {
        /// The block's hash.
        block: BlockHash,
        /// What is to be signed: [`primitives::seal_digest`] of it.
        digest: [u8; 32],
    },
    /// Verify these claims, batches in the order of their numbers, and answer with
    /// [`Input::Checked`]. The node goes on meanwhile, and gives up waiting after
    /// [`Config::check`](crate::Config::check).
    Check {
        /// The batch.
        id: CheckId,
        /// Its claims.
        claims: Arc<[Claim]>,
    },
    /// The answer for this batch is not wanted any more.
    CancelCheck(CheckId),
    /// Something that whoever watches the node wants to know.
    Tell(Event),
    /// Nothing more to do now. Call [`Node::handle`](crate::Node::handle) with [`Input::Woken`] at
    /// this time, or with any other input before it. The present time means that work is waiting:
    /// look for input, then wake at once.
    Sleep(Time),
}

/// News of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A branch with more work took over: so many blocks left the best chain, and so many joined
    /// it. Those that are told next are all of them, or, of a long branch, the last ones.
    Reorganised {
        /// Blocks that left.
        left: u32,
        /// Blocks that joined.
        joined: u32,
    },
    /// This block is the tip now.
    Connected(Height, Arc<Block>),
    /// This block, the tip until now, was undone in favour of a branch with more work.
    Disconnected(Height, Arc<Block>),
    /// This transaction waits in the pool.
    PoolAdded(Arc<Transaction>),
    /// This transaction waits no more.
    PoolRemoved(Txid, Removal),
    /// The outcome of [`Request::Submit`].
    Submitted(Txid, Result<(), PoolError>),
    /// This block was mined here, and is the tip.
    BlockMined(BlockHash),
    /// How far the node is compared with its peers.
    Sync(SyncState),
    /// A peer came or went.
    PeersChanged,
    /// The store failed; the text is what it said. The node tries again by itself and blames nobody
    /// for it. Nothing is saved until [`Event::StorageRecovered`].
    StorageFailed(String),
    /// The store works again, and has all that was pending.
    StorageRecovered,
    /// A block that this node did not make came from a peer, sealed with the key of the author who
    /// makes blocks here: the key is in use in another place. No more blocks are made here.
    KeyElsewhere(Height, BlockHash),
}
