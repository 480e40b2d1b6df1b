//! Work for miners: what to search, and the search itself.
//!
//! A node describes the next block as a [`Job`]: a header with holes. The coinbase has room for an 8-byte
//! extra nonce, so every worker that mines the same job has a header of its own and never repeats another's
//! hashes. A [`Digger`] is one worker's place in that space: it is handed a job and the time, tries a slice of
//! headers at a call, counts the completed hashes, and tells of a [`Solution`].
//!
//! ```text
//!  Digger ── job, time, extra nonce ──▶ Search ── one header: 2^16 versions × 2^32 nonces
//!                                          │ rows of 1,000 nonces
//!  Contest ── the fastest ──────────▶   Kernel ── portable, or generated: a Shape's module in an Engine
//! ```
//!
//! The hashes are made by a [`Kernel`]. The portable one needs nothing; the fast ones are modules of WebAssembly, written
//! by this crate for whoever has an [`Engine`] to run them, and proven before they are used. A [`Contest`] finds out
//! which is the fastest at the moment.
//!
//! ```
//! use miner::{Digger, Job, JobId, Kernel};
//! use primitives::{BlockHash, CompactTarget, Timestamp};
//!
//! let job = Job {
//!     id: JobId(1),
//!     version: 0x2000_0000,
//!     previous: BlockHash::ZERO,
//!     bits: CompactTarget(0x207f_ffff), // every second hash meets this target
//!     time: Timestamp(1_700_000_000),
//!     coinbase_head: b"before the extra nonce".to_vec(),
//!     coinbase_tail: b"behind it".to_vec(),
//!     branch: Vec::new(),
//! };
//! let mut digger = Digger::new(7);
//! digger.take(job.clone())?;
//! let dug = digger.dig(&mut Kernel::portable(), Timestamp(1_700_000_005), 1_000);
//! let solution = dug.solution.expect("one of a thousand hashes meets so easy a target");
//! assert!(job.header(&solution).meets_target());
//! # Ok::<(), primitives::TargetError>(())
//! ```
//!
//! Nothing here reads a clock or draws a random number: a slice's length is given in hashes, and the caller
//! measures how long it takes.

mod assembler;
mod contest;
mod digger;
mod job;
mod kernel;
mod program;
mod row;
mod search;
mod sha256;

pub use assembler::Shape;
pub use contest::Contest;
pub use digger::{Digger, Dug};
pub use job::{Job, JobId, Solution};
pub use kernel::{Engine, Kernel, WrongEngine};
pub use search::{Hit, Outcome, Search};
