//! A full node as a deterministic machine: no socket, no clock, no thread, no randomness.
//!
//! # The contract
//!
//! A driver owns the links to other nodes, the clock and the miners. It tells the node what
//! happened by [`Node::handle`] and then asks it what to do by [`Node::poll`], again and again
//! until the answer is [`Output::Sleep`]; never is `handle` called before that. It then waits for
//! the next input, and calls `handle` with [`Input::Woken`] if the time of the `Sleep` comes first.
//! A `Sleep` until now means that there is work left: the driver looks for input and comes back at
//! once. (A driver that waits longer does no harm, it only delays.)
//!
//! - What a peer sends is data. It never makes `handle` fail and never panics; what breaks the
//!   protocol costs the peer its link ([`Output::Drop`], with the [`Fault`]).
//! - The driver tells by [`Input::Unsent`], whenever it has changed since the last `Sleep`, how
//!   many bytes of a link's messages it still holds. The node then waits with its answers until the
//!   link has taken enough.
//! - Signatures are verified here, in slices, or by checkers of the driver's that were announced
//!   ([`Request::Checkers`]); whatever those answer, late, wrong or never, blocks are judged by the
//!   chain alone.
//! - A failure of the store is told ([`Event::StorageFailed`]) and retried; it is never a verdict
//!   on a block or a peer.
//! - Same inputs, same times, same seed: same outputs.
//! - Every collection in here has a bound, argued where it stands.
//! - The chain is written to its store before each `Sleep` that is not for now; while a node
//!   catches up, at least once a second, unless [`Node::write_soon`] asks for more.
//!
//! # The parts
//!
//! - `node` is the machine's outside; `dispatch` hands each message to its part.
//! - `handshake`, `headers`, `download`, `announce`, `room`, `fetch`, `inbox`, `relay`, `serve` and
//!   `outflow` are the protocol, a concern each.
//! - `sync_state`, `progress` and `participation` judge how far the node is.
//! - `ahead` has signatures of blocks verified before their turn; `accept` brings blocks into the
//!   chain.
//! - `pool` holds the transactions that wait; `template`, `mining` and `sealing` make blocks of
//!   them.
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
//! // Carry messages both ways until nobody has anything to say.
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
//!                 Output::Check { .. } | Output::CancelCheck(_) => {}
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
mod ahead;
mod allowance;
mod announce;
mod config;
mod cost;
mod dispatch;
mod download;
mod fault;
mod fetch;
mod handshake;
mod headers;
mod inbox;
mod machine;
mod mining;
mod node;
mod offences;
mod outflow;
mod participation;
mod peer;
mod places;
mod pool;
mod progress;
mod quota;
mod recent;
mod relay;
mod room;
mod sealing;
mod serve;
mod sync_state;
mod template;
mod timers;

pub use config::Config;
pub use fault::Fault;
pub use machine::{CheckId, Direction, Event, Input, Output, PeerId, Request};
pub use node::Node;
pub use offences::{Group, HALF_LIFE};
pub use peer::PeerInfo;
pub use pool::{Admitted, Pool, PoolEntry, PoolError, PoolLimits, Removal, Room, Selection};
pub use sync_state::SyncState;
pub use template::{BlockPreview, MAX_WORDS};
