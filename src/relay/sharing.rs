//! Rooms that several instances of a relay share.
//!
//! The members of an instance are the peers whose sockets it holds, each in its room. Every
//! instance announces its members to all others, and forwards signals for a member of another
//! instance to that instance. The messages go through a broker (`nats`), which delivers each
//! message at most once and may be unreachable for a while. Three mechanisms make the instances
//! agree again after a loss:
//!
//! - **Numbers.** The notices of an instance are numbered ([`outbox`]). An instance that misses one
//!   asks the sender for a list of all its members ([`remote`]).
//! - **Leases.** An instance sends a sign of life every [`Limits::beat`](crate::Limits::beat). If
//!   none comes for [`Limits::lease`](crate::Limits::lease), it is dead, and its members have left.
//! - **Conflicts.** A key that two instances hold in one room belongs to the instance with the
//!   smaller id. The other instance closes its socket of that key.
//!
//! While the broker is unreachable, each instance serves its own sockets.
//!
//! Instances trust each other: they belong to one operator, and the broker admits nobody else. All
//! that they store about each other is bounded nevertheless.

pub(crate) mod message;
#[cfg(feature = "nats")]
pub(crate) mod nats;
pub(crate) mod outbox;
pub(crate) mod remote;
