//! Rooms that several instances of a relay share.
//!
//! Every instance tells all others which peers its own sockets have brought into which rooms, and
//! forwards what is for a peer of another instance to that instance. The messages travel through a
//! broker (`nats`) that delivers each at most once and may be away, so every part of this must
//! come right again by itself:
//!
//! - **Numbers.** The notices of an instance are numbered ([`outbox`]). An instance that misses one
//!   asks the sender to list its members anew ([`remote`]).
//! - **Leases.** An instance sends a sign of life every [`Limits::beat`](crate::Limits::beat). If
//!   none comes for [`Limits::lease`](crate::Limits::lease), it is dead, and its members have left.
//! - **Conflicts.** A key that two instances hold in one room belongs to the instance with the
//!   smaller id. The other one closes its socket.
//!
//! While the broker is away, each instance goes on with its own sockets.
//!
//! Instances trust each other: they belong to one operator, and the broker lets in nobody else.
//! Everything that they keep about each other is bounded nevertheless.

pub(crate) mod message;
#[cfg(feature = "nats")]
pub(crate) mod nats;
pub(crate) mod outbox;
pub(crate) mod remote;
