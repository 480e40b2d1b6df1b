//! Pools of threads to which a node gives long computations: miners, which search for nonces, and
//! checkers, which verify batches of signatures.
//!
//! A pool is a state machine without I/O: it decides how many threads run, which one gets which
//! work, and what happens when one breaks down. It starts threads and sends them messages through
//! [`Threads`]: workers in a browser, threads of the operating system in a native program. The
//! driver passes each message of a thread to the pool as an [`Event`].
//!
//! ```text
//!  Effect::Mine ────▶ MinerPool ───▶ Threads: a Searcher each
//!  Effect::Verify ──▶ CheckerPool ─▶ Threads: `primitives::true_claims`
//!                         ▲              │
//!                         └── Event ─────┘
//! ```

pub mod checkers;
pub mod miners;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod threads;

pub use threads::{Event, Thread, Threads};
