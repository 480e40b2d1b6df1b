//! One session of Stratum v1, without a transport: the protocol by which programs for Bitcoin pools
//! mine for a node.
//!
//! A [`Session`] is a state machine. Its driver hands in each line of the miner
//! ([`Session::receive`]) and each new block to mine ([`Session::offer`]), and then does what
//! [`Session::poll`] returns until it returns `None`: it sends lines, submits blocks, closes the
//! connection. Everything that a miner can fill has a bound: a line, the jobs, the shares of a job.
//!
//! No standard describes the protocol. The session has what its implementations share:
//! `mining.subscribe`, `mining.authorize`, `mining.submit`, `mining.notify`,
//! `mining.set_difficulty`, `mining.suggest_difficulty`, and `mining.configure` with version
//! rolling and a minimum difficulty (BIP310). Difficulties may be below 1, since a small chain's
//! blocks need fewer hashes than the 2^32 of difficulty 1. Any name and password are accepted,
//! since rewards go to the node's wallet.

mod difficulty;
mod job;
mod message;
mod pace;
mod session;
mod work;

pub use difficulty::Difficulty;
pub use message::MAX_LINE_BYTES;
pub use session::{MAX_JOBS, MAX_SHARES, Output, Session};
pub use work::{EXTRA_NONCE_BYTES, Work, WorkError};

/// The bits of a header's version that a miner may change (BIP320).
pub const VERSION_MASK: u32 = 0x1fff_e000;
