//! A full node as a deterministic state machine: it uses no socket, no clock, no thread and no
//! randomness of its own.
//!
//! # The contract
//!
//! A driver owns the links to other nodes, the clock and the miners. It reports each event by
//! [`Node::handle`] and then calls [`Node::poll`] repeatedly, until the result is
//! [`Output::Sleep`]. It must not call `handle` earlier. It then waits for the next input, and
//! calls `handle` with [`Input::Woken`] if the time of the `Sleep` comes first. [`Node::submit`]
//! takes the place of `handle` where the caller needs the outcome. A `Sleep` until the present time
//! means that work is left: the driver collects input and calls `handle` again at once. (A driver
//! that waits longer only delays the work.)
//!
//! - Messages from peers never make `handle` fail or panic. A peer that breaks the protocol loses
//!   its link ([`Output::Drop`], with the [`Fault`]).
//! - The driver reports by [`Input::Unsent`] how many bytes of a link's messages it still holds,
//!   whenever the number has changed since the last `Sleep`. The node delays its answers until the
//!   link has accepted enough.
//! - Signatures are verified by the node in bounded steps, or by the driver's checkers
//!   ([`Request::Checkers`]). The node relies on a checker's report of valid signatures. If a
//!   report is late, missing or too low, the node verifies the signatures itself. Only the chain
//!   decides whether a block is valid.
//! - A failure of the store is reported ([`Event::StorageFailed`]) and retried. It is never a
//!   verdict on a block or a peer.
//! - The same inputs, times and seed give the same outputs.
//! - Every collection has a bound, with its reason next to it.
//! - The chain is written to its store before each `Sleep` that is not for the present time. A node
//!   that is catching up gathers blocks for a second before it writes them, unless
//!   [`Node::write_soon`] requests an earlier write.
//!
//! # The parts
//!
//! - [`Node`] is the public interface. It holds the parts, each with a private state, and performs
//!   the actions that they return. `dispatch` passes each message to the part that handles it.
//! - `headers`, `download` and `relay` fetch headers, blocks and transactions; `serve` answers
//!   requests.
//! - `peers` opens and closes links, and measures and limits each peer.
//! - `sync` determines how far the node is behind its peers, and whether it takes part.
//! - `work` does the long work in steps: `lookahead` verifies signatures of blocks before it is
//!   their turn, and `accept` puts blocks into the chain. `storage` writes.
//! - `pool` is the mempool, and `authoring` makes blocks from it.
//!
//! # Two nodes talk
//!
//! ```
//! use chain::{Chain, MemoryStore, SpecDraft};
//! use node::{Config, Direction, Input, Node, Output, PeerId};
//! use primitives::Time;
//!
//! let spec = SpecDraft::default().build()?;
//! let now = Time::from_timestamp(spec.time);
//! let open = |seed| {
//!     let chain = Chain::open(spec.clone(), MemoryStore::default())?;
//!     Ok::<_, Box<dyn std::error::Error>>(Node::open(Config::default(), chain, [seed; 32], now))
//! };
//! let (mut alice, mut bob) = (open(1)?, open(2)?);
//!
//! // Each sees the other as peer 0; a link opens.
//! let link = PeerId(0);
//! alice.handle(now, Input::PeerUp(link, Direction::Outbound, None));
//! bob.handle(now, Input::PeerUp(link, Direction::Inbound, None));
//!
//! // Deliver messages in both directions until there are none.
//! loop {
//!     let mut carried = 0;
//!     for turn in 0..2 {
//!         let (from, to) = match turn {
//!             0 => (&mut alice, &mut bob),
//!             _ => (&mut bob, &mut alice),
//!         };
//!         let mut messages = Vec::new();
//!         loop {
//!             match from.poll() {
//!                 Output::Send(_, message) => messages.push(message),
//!                 Output::SendPart(..) => unreachable!("a small block is sent as a whole"),
//!                 Output::Drop(_, fault) => panic!("{fault}"),
//!                 Output::Sleep(_) => break,
//!                 Output::Mine(_) | Output::Seal { .. } | Output::Tell(_) => {}
//!                 Output::Verify { .. } | Output::CancelBatch(_) => {}
//!                 Output::Duplicate { .. } => {}
//!             }
//!         }
//!         carried += messages.len();
//!         for message in messages {
//!             to.handle(now, Input::Received(link, message));
//!         }
//!     }
//!     if carried == 0 {
//!         break;
//!     }
//! }
//! assert!(alice.peers().all(|peer| peer.ready) && bob.peers().all(|peer| peer.ready));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accept;
mod authoring;
mod config;
mod dispatch;
mod download;
mod headers;
mod lookahead;
mod machine;
mod node;
mod peers;
mod pool;
mod relay;
mod serve;
mod sorted_set;
mod storage;
mod sync;
mod timers;
mod work;

pub use authoring::{BlockTemplate, MAX_WORDS, NoTemplate, TemplateTransaction};
pub use config::Config;
pub use machine::{BatchId, Direction, Event, Input, Output, PeerId, Request, SyncState};
pub use node::Node;
pub use peers::fault::Fault;
pub use peers::{MAX_NAME_CHARACTERS, PeerInfo, Person, Traffic, is_name};
pub use pool::{
    Admitted, Placement, Pool, PoolEntry, PoolError, PoolLimits, Removal, Room, Selection, Tested,
};
