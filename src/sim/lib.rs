//! Simulated networks of real nodes on a virtual clock.
//!
//! A [`Network`] drives any number of [`node::Node`]s as a browser tab or a server would: it
//! manages their links, splits their messages into frames, runs their miners and wakes them. Its
//! time is virtual and jumps to the next event, so that a day of a network passes in seconds. All
//! randomness (latencies, losses, the finder of the next block) comes from one seed. The same seed
//! gives the same run, to the last byte.
//!
//! - [`Network`]: hosts, links, time. Possible faults: latency, loss of whole messages, links that
//!   break, partitions, crashes and restarts, stores that fail, clocks that are ahead, and scripted
//!   peers that send any message a test chooses.
//! - [`Disk`]: a store that persists when its node stops, and can be made to fail.
//! - [`difficulty`]: a study of difficulty rules by simulated mining.
//! - [`flood`]: a node under a flood of cheap headers.
//! - [`Person`]: keys, and payments with them, for tests that need coins.
//!
//! Miners search real nonces at a real but very low difficulty: a hash rate here is a few hashes
//! per virtual second. The time of the next block is drawn from the exponential distribution of the
//! difficulty and the hash rate, and then the nonce is searched.
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

mod conditions;
pub mod difficulty;
pub mod flood;
mod host;
mod link;
mod network;
mod person;

pub use chain::testing::{Disk, DiskError};
pub use conditions::{Checkers, Conditions};
pub use host::HostId;
pub use network::Network;
pub use person::Person;
