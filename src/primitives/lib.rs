//! The data types of a blockchain: hashes, amounts, keys, locks, transactions, blocks and targets,
//! with their encodings.
//!
//! Tabchain uses Bitcoin's rules, names and encodings unless it has a reason to differ:
//!
//! - An [`Output`] is an [`Amount`] under a [`Lock`]. A [`Transaction`] spends outputs of earlier
//!   transactions and creates new ones. Its [`Txid`] does not cover the **witness**, which holds
//!   the signatures that satisfy the locks.
//! - A [`Block`] is a [`Header`] and transactions. The header commits to the transactions by a
//!   Merkle root ([`merkle`]) and to the parent block by its hash. The header's own hash must meet
//!   a [`Target`]. The valid chain with the most total [`Work`] is the best chain.
//! - Tabchain's types differ from Bitcoin's as follows. An output's script is a witness program or
//!   data, nothing else ([`lock`]). On a chain with authors, headers are sealed ([`header`]).
//!   Signatures are ECDSA over P-256 with one more bit ([`key`]). The signed digest commits to the
//!   chain ([`transaction::sighash`]).
//!
//! # Invariants
//!
//! - **Pure.** No I/O, no clock, no randomness, no platform: every result depends on the arguments
//!   only.
//! - **Parse, don't validate.** A [`PublicKey`] is on the curve, a [`Signature`] is in its only
//!   valid form, an [`Amount`] is at most 2^53 − 1, a [`Prefix`] is valid in an address. Types
//!   without such a guarantee say so.
//! - **Unique encodings.** Each value has exactly one encoding, so decoding and encoding again
//!   gives the same bytes. [`encoding`] states the bound on the memory that untrusted bytes can
//!   cost.
//! - **Units are types.** [`Timestamp`] is in seconds, as in headers; [`Time`] is in milliseconds,
//!   on a node's clock; [`Height`] counts blocks. [`BlockHash`], [`Txid`], [`Wtxid`] and
//!   [`MerkleNode`] are distinct types.
//!
//! # Example
//!
//! Pay and verify:
//!
//! ```
//! use primitives::{
//!     Amount, BlockHash, Input, KeySpend, Lock, OutPoint, Output, Prefix, SecretKey, Sighash,
//!     Transaction, Txid, address,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let prefix: Prefix = "tab".parse()?;
//! let genesis = BlockHash::from_bytes([1; 32]); // identifies the chain
//! let alice = SecretKey::from_bytes([2; 32])?;
//! let bob = SecretKey::from_bytes([3; 32])?;
//!
//! // Alice owns an output of two coins...
//! let coin = Output { amount: "2".parse()?, lock: Lock::Key(alice.public().key_hash()) };
//! let outpoint = OutPoint { txid: Txid::from_bytes([4; 32]), index: 0 };
//!
//! // ...and pays it to Bob's address, less a fee.
//! let address = address::encode_key(&prefix, bob.public().key_hash());
//! let amount = "1.9999".parse::<Amount>()?;
//! let mut payment = Transaction {
//!     version: 2,
//!     inputs: vec![Input::spending(outpoint)],
//!     outputs: vec![Output { amount, lock: address::parse(&address, &prefix)? }],
//!     lock_time: 0,
//! };
//! let txid = payment.txid();
//! let spent = [coin];
//! let digest = Sighash::new(genesis, &payment, &spent).digest(0);
//! payment.inputs[0].witness = KeySpend::sign(&alice, &digest).to_witness();
//! assert_eq!(payment.txid(), txid, "signing does not change the txid");
//!
//! // Anyone can verify the payment.
//! let Lock::Key(owner) = &spent[0].lock else { unreachable!() };
//! let digest = Sighash::new(genesis, &payment, &spent).digest(0);
//! KeySpend::from_witness(&payment.inputs[0].witness, *owner)?.verify(&digest)?;
//! # Ok(())
//! # }
//! ```

pub mod address;
pub mod amount;
pub mod block;
pub mod claim;
pub mod dust;
pub mod encoding;
pub mod fee_rate;
pub mod hash;
pub mod header;
pub mod key;
pub mod lock;
pub mod merkle;
pub mod order;
pub mod signed_message;
pub mod table;
pub mod target;
pub mod time;
pub mod transaction;

pub use address::{AddressError, Prefix, PrefixError};
pub use amount::{Amount, AmountError, ParseAmountError};
pub use block::Block;
pub use claim::{Claim, true_claims};
pub use dust::{KEY_DUST_LIMIT, dust_limit};
pub use encoding::{Decode, DecodeError, DecodeErrorKind, Encode, Reader, put_bytes, put_compact};
pub use fee_rate::FeeRate;
pub use hash::{
    BlockHash, MerkleNode, ParseHashError, Sha256Stream, Txid, Wtxid, hash160, sha256, sha256d,
    sha256d_each, tagged_hash,
};
pub use header::{Header, seal_digest, sealed_version};
pub use key::{
    KeyError, KeyHash, ParsePublicKeyError, PublicKey, SecretKey, Signature, SignatureError,
};
pub use lock::{Lock, LockError, MAX_SCRIPT_BYTES};
pub use table::{Secret, Table, TableSet};
pub use target::{CompactTarget, Target, TargetError, Work};
pub use time::{Height, Time, Timestamp};
pub use transaction::relative_lock::RelativeLock;
pub use transaction::sighash::Sighash;
pub use transaction::spend::{KeySpend, ShownKey, SpendError};
pub use transaction::witness::Witness;
pub use transaction::{Input, OutPoint, Output, Transaction};
