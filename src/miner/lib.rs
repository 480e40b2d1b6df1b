//! Mining: the description of a block to mine, and the search for its nonce.
//!
//! A node describes the next block as a [`Job`]: a header without Merkle root, time and nonce. The
//! coinbase has space for an 8-byte extra nonce. Workers that mine the same job use different extra
//! nonces, so their headers differ and no hash is computed twice. A [`Miner`] is the search of one
//! worker. It gets a job and the time, tries a number of headers in each call, counts the hashes
//! and returns a [`Solution`] if it finds one.
//!
//! ```text
//!  Miner ── job, time, extra nonce ──▶ Search ── one header: 2^16 versions × 2^32 nonces
//!                                         │ rows of 1,000 nonces
//!  Contest ── the fastest ────────▶    Kernel ── portable, or run by an Engine
//! ```
//!
//! A [`Kernel`] computes the hashes. The portable one runs everywhere. The fast ones are run by an
//! [`Engine`], in a browser by a WebAssembly module that this crate generates. Each fast kernel is
//! tested before it is used. A [`Contest`] measures which one is the fastest at present.
//!
//! ```
//! use miner::{Miner, Job, JobId, Kernel};
//! use primitives::{BlockHash, CompactTarget, Timestamp};
//!
//! let job = Job {
//!     id: JobId(1),
//!     version: 0x2000_0000,
//!     previous: BlockHash::ZERO,
//!     bits: CompactTarget(0x207f_ffff), // every second hash meets this target
//!     time: Timestamp(1_700_000_000),
//!     coinbase_head: b"before the extra nonce".to_vec(),
//!     coinbase_tail: b"after it".to_vec(),
//!     branch: Vec::new(),
//! };
//! let mut miner = Miner::new(7);
//! miner.start(job.clone())?;
//! let progress = miner.mine(&mut Kernel::portable(), Timestamp(1_700_000_005), 1_000);
//! let solution = progress.solution.expect("one of a thousand hashes meets so easy a target");
//! assert!(job.header(&solution).meets_target());
//! # Ok::<(), primitives::TargetError>(())
//! ```
//!
//! This crate reads no clock and draws no random numbers. The caller gives the length of a slice in
//! hashes and measures how long it takes.

mod assembler;
mod contest;
mod job;
mod kernel;
mod miner;
mod program;
mod row;
mod search;
mod sha256;

pub use assembler::Shape;
pub use contest::Contest;
pub use job::{Job, JobId, Solution};
pub use kernel::{Engine, Kernel, WrongEngine};
pub use miner::{Miner, Progress};
pub use row::{COLUMN_WORDS, ROW_WORDS};
pub use search::{Hit, Outcome, Search};
