//! Proofs to carry away: that a transaction stands in a chain, checked offline and without trusting anybody.
//!
//! A [`Proof`] is section 8 of the paper in a file: the headers of a chain from one that the checker knows, and the way
//! from one transaction up to the Merkle root of one of them. It is a receipt of a payment, and, where the transaction
//! carries the hash of a file (see [`stamp`]), a timestamp of that file (section 3). [`Proof::check`] needs nothing but
//! the chain's genesis hash; [`prove()`] makes a proof from a whole chain.
//!
//! A [`Slip`] is a receipt short enough for a QR code: the way to the block, without headers. Alone it proves nothing; it
//! is for somebody who is on the chain, and has the headers.
//!
//! # What a verdict says
//!
//! A [`Verdict`] says that headers exist which obey all rules of headers of that chain, with so much [`Verdict::work`] in
//! all and so much [`Verdict::buried`] work since the transaction, and that one of them commits to the transaction. It
//! does **not** say that this is the best chain, nor that the block's other rules hold (that its signatures are right,
//! that no coin was spent twice). Both follow from the work only: nobody spends it on a block that the others refuse.
//! So hold the work against what the honest chain is known to have, or against what forging is worth; a chain of friends
//! that is easy to mine is easy to forge. Whoever has a node asks it whether the proof's block is in its best chain.
//!
//! On a chain with authors every seal is verified as well: the genesis hash commits to their list. Where they need not
//! prove work, forging takes no work but keys, and [`Verdict::sealed`] is what counts: with more than half of the
//! authors among those who sealed the block and what stands on it, no minority of them forged it. A majority can always.
//!
//! # What is proven about time
//!
//! A header's own time is its miner's word, true or not, within bounds: later than the median of the eleven before,
//! and no more than the chain's allowed future, a minute to ten, ahead of the clocks of those who accepted it. What is proven under the assumption that
//! most of eleven successive miners have clocks that are right within this time are the bounds
//! [`Verdict::not_before`], from the eleven blocks before, and [`Verdict::not_after`], from the block itself and ten
//! on top: among six of eleven miners one at least is honest, and a block is younger than those below it. What the
//! transaction carries existed by [`Verdict::not_after`]. Nothing is said about how long it had existed by then.
//!
//! # Invariants
//!
//! - **Pure.** No clock, no randomness; the checker's time is a parameter. Seals are verified in batches all the same:
//!   the numbers that a batch needs are hashed from all that is verified in it (see [`chain::authority::check_seals`]).
//! - **One encoding.** What decodes encodes to the same bytes. Witnesses, which no txid commits to, are left out, so
//!   nothing in a proof can be changed without the work to match.
//! - **Bounded.** A proof has at most [`MAX_BYTES`] and [`MAX_HEADERS`]. Reading takes no more memory than a small multiple of the file's length, checking no more beside it
//!   than a few headers do.
//!
//! # Example
//!
//! ```
//! use chain::{Chain, MemoryStore, testing};
//! use primitives::{Encode, Height};
//! use proof::{Proof, prove};
//!
//! let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
//! let alice = testing::TestKey::new(1).lock();
//! testing::extend(&mut chain, &alice, 12);
//! let block = chain.block(&chain.hash_at(Height(2)).unwrap()).unwrap().unwrap();
//! let txid = block.transactions[0].txid();
//!
//! let file = prove(&chain, &txid).unwrap().to_bytes();
//!
//! let now = chain.tip().header.time;
//! let verdict = Proof::from_bytes(&file).unwrap().check(chain.genesis(), now).unwrap();
//! assert_eq!((verdict.txid, verdict.confirmations), (txid, 11));
//! assert!(verdict.paid_to(&alice).units() > 0);
//! ```

mod error;
mod inclusion;
mod proof;
mod prove;
mod slip;

pub mod stamp;
mod verdict;

pub use error::{InclusionError, ProofError, ProveError, ReadError, SlipError};
pub use inclusion::{Inclusion, MAX_DEPTH};
pub use proof::{MAGIC, MAX_BYTES, MAX_HEADERS, PROOF_VERSION, Proof};
pub use prove::{assemble, include, prove, prove_between};
pub use slip::Slip;
pub use verdict::{Sealed, Verdict};
