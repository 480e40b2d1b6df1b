//! Proofs that a chain contains a transaction, verified offline and without trust in anyone.
//!
//! A [`Proof`] is a file after section 8 of the Bitcoin paper. It contains the headers of a chain
//! after one that the verifier knows, and the Merkle branch from one transaction to the root in one
//! of these headers. A proof of a payment shows that the payment was made. If the transaction
//! contains the hash of a file (see [`stamp`]), the proof is also a timestamp of that file (section
//! 3). [`Proof::check`] needs nothing but the chain's genesis hash. [`prove()`] makes a proof from
//! a full chain.
//!
//! A [`Receipt`] is short enough for a QR code: the Merkle branch without headers. It proves
//! nothing by itself, and is checked by a node of the chain, which has the headers.
//!
//! # What a verdict means
//!
//! A [`Verdict`] states that there are headers which obey all rules of headers of the chain, with
//! [`Verdict::work`] in total and [`Verdict::buried`] since the transaction, and that one of them
//! commits to the transaction. It does **not** state that these headers are the best chain, nor
//! that the block obeys the other rules (valid signatures, no coin spent twice). The only evidence
//! of both is the work: nobody spends work on a block that the other nodes reject. The work must
//! therefore be compared with that of the honest chain, or with the value of a forgery. A chain
//! that is easy to mine is easy to forge. A node of the chain can tell whether the proof's block is
//! on its best chain.
//!
//! On a chain with authors every seal is verified as well, since the genesis hash commits to the
//! list of authors. If the authors need not prove work, a forgery takes no work, only keys. The
//! bound is then [`Verdict::sealed`]: if more than half of the authors sealed the block or a later
//! one, no minority of authors can have forged it. A majority always can.
//!
//! # What is proven about time
//!
//! The miner of a block chooses the time in its header, within bounds: later than the median of the
//! eleven blocks before, and ahead of the clocks of the accepting nodes by no more than the chain's
//! allowed future (one to ten minutes). The verdict has bounds that hold if most of eleven
//! successive miners have clocks that are right within the allowed future: [`Verdict::not_before`],
//! from the eleven blocks before, and [`Verdict::not_after`], from the block itself and the next
//! ten. Then any six of the eleven include a miner whose clock is right, and a block is younger
//! than its ancestors. All data in the transaction existed by [`Verdict::not_after`]; the verdict
//! does not state how long before.
//!
//! # Invariants
//!
//! - **Pure.** The crate uses no clock and no randomness; the verifier's time is a parameter. Seals
//!   are verified in batches nevertheless: the coefficients of a batch are hashed from everything
//!   that is verified in it (see [`chain::authority::check_seals`]).
//! - **One encoding.** Decoded bytes encode to the same bytes. Witnesses are left out, since no
//!   txid commits to them, so nothing in a proof can be changed without redoing its work or its
//!   seals.
//! - **Bounded.** A proof has at most [`MAX_BYTES`] bytes and [`MAX_HEADERS`] headers. Reading one
//!   takes a small multiple of the file's length in memory, and checking it only a few headers
//!   more.
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

mod construction;
mod error;
mod format;
mod inclusion;
mod proof;
mod receipt;
pub mod stamp;
mod verdict;

pub use construction::{assemble, find_inclusion, prove, prove_between};
pub use error::{InclusionError, ProofError, ProveError, ReadError, ReceiptError};
pub use format::{MAGIC, MAX_BYTES, MAX_HEADERS, PROOF_VERSION};
pub use inclusion::{Inclusion, MAX_DEPTH};
pub use proof::Proof;
pub use receipt::Receipt;
pub use verdict::{Sealed, Verdict};
