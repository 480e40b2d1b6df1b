//! Simulated networks of complete nodes on a virtual clock, each node with its person's wallet.
//!
//! A [`Network`] holds any number of people. Each is a [`service::Service`] with its node, its
//! wallet and its store, and is driven by the same [`service::Driver`] as in a browser tab; the
//! network carries frames, runs miners and checkers, and wakes the services. Its time is virtual
//! and jumps to the next event, so that a day of a network passes in seconds. All randomness
//! (latencies, losses, the finder of the next block) comes from one seed. The same seed gives the
//! same run, to the last byte.
//!
//! - [`Network`]: hosts, links, time. Possible faults: latency, loss of whole messages, links that
//!   break, partitions, crashes and restarts, stores that fail, clocks that are ahead, a relay that
//!   stops, and scripted peers that send any message a test chooses.
//! - [`Disk`]: a store that persists when its node stops, and can be made to fail.
//! - [`difficulty`]: a study of difficulty rules by simulated mining.
//! - [`flood`]: a node under a flood of cheap headers.
//! - [`Person`]: keys, and payments with them, for tests that need coins.
//!
//! Links come from one of two sources:
//!
//! - In a **room** ([`Network::enter`]) the [meshes](signal::mesh::Mesh) of the people make the
//!   links, with the introductions of a simulated relay. So a room behaves like tabs: it shows
//!   which peers a tab calls, which it answers and which it avoids.
//! - **Wires** ([`Network::connect`]) are links that a test chooses, for tests about the topology:
//!   a line whose middle is attacked, a newcomer that meets its peers in a certain order, a node
//!   with more links than a mesh makes. A mesh would choose its peers at random, and wait before it
//!   calls again.
//!
//! Miners search real nonces at a real but very low difficulty: a hash rate here is a few hashes
//! per virtual second. The time of the next block is drawn from an exponential distribution, whose
//! mean is the difficulty divided by the hash rate. At that time the nonce is searched.
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
mod host_id;
mod link;
mod network;
mod person;

pub use chain::testing::{Disk, DiskError};
pub use conditions::{Checkers, Conditions};
pub use host_id::HostId;
pub use network::Network;
pub use person::Person;
