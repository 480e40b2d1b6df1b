//! Networks of real nodes on a virtual clock.
//!
//! A [`Network`] drives any number of [`node::Node`]s as a browser tab or a server would: it keeps
//! their links, cuts their messages into frames, runs their miners and wakes them up. But its time
//! is made up: it jumps to whatever comes next, so that a day of a network passes in seconds, and
//! everything that chance decides (latencies, losses, who finds the next block) comes from one
//! seed. The same seed gives the same day, to the last byte.
//!
//! - [`Network`]: hosts, links, time. What can go wrong: latency, loss of whole messages, links
//!   that break, partitions, crashes and restarts, stores that fail, clocks that are ahead,
//!   strangers that send whatever a test likes.
//! - [`Disk`]: a store that outlives its node, and can be made to fail.
//! - [`difficulty`]: how difficulty rules fare, by mining alone.
//! - [`flood`]: how a node fares under cheap headers.
//! - [`Person`]: keys, and payments with them, for tests that need money.
//!
//! Miners search real nonces at a real difficulty, which is just very low: a hash rate here is a
//! few hashes per virtual second. The next block's time is drawn from the exponential distribution
//! that the difficulty and the hash rate give, and the nonce is then really searched.
//!
//! ```
//! use core::time::Duration;
//! use sim::{Network, Person};
//!
//! let mut net = Network::new(7, chain::testing::spec());
//! let (a, b) = (net.add_node(), net.add_node());
//! net.connect(a, b);
//! net.mine(a, &Person::new(1), 1.0);
//! net.run_until("both have ten blocks", Duration::from_secs(600), |net| {
//!     net.height(a) >= 10 && net.tip(a) == net.tip(b)
//! });
//! ```
//!
//! A scenario that fails prints its seed.

pub mod difficulty;
pub mod flood;
mod host;
mod link;
mod network;
mod person;

pub use chain::testing::{Disk, DiskError};
pub use host::HostId;
pub use network::{Checkers, Conditions, Network};
pub use person::Person;
