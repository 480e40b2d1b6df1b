//! The nouns of a chain: hashes, amounts, keys, locks, transactions, blocks, targets, and their bytes.
//!
//! Tabchain keeps Bitcoin's rules, names and byte layouts wherever it has no reason to differ, so a reader who knows
//! Bitcoin knows this crate:
//!
//! - Money lies in **outputs**, each an [`Amount`] under a [`Lock`]. A [`Transaction`] spends outputs of earlier ones
//!   and makes new ones. Its name, the [`Txid`], leaves out the **witness**, the signatures that open the locks.
//! - A [`Block`] is a [`Header`] and transactions. The header commits to them by a Merkle root ([`merkle`]), to its
//!   parent by hash, and is itself hashed until the hash meets a [`Target`]. The chain whose headers prove the most
//!   [`Work`] is the true one.
//! - What differs from Bitcoin: an output's script is a witness program or data, nothing else ([`lock`]), signatures
//!   are ECDSA over P-256 with one more bit ([`key`]), and what is signed names the chain ([`sighash`]).
//!
//! # Invariants
//!
//! - **Pure.** No input or output, no clock, no randomness, no platform; everything is a function of its arguments.
//! - **Parsed, not validated.** A [`PublicKey`] is on the curve, a [`Signature`] is in its only form, an [`Amount`]
//!   is at most 2^53 − 1, a [`Prefix`] fits an address. What has no such promise says so.
//! - **One encoding each.** What decodes encodes to the same bytes again; [`encoding`] says how strangers' bytes are
//!   kept from costing memory.
//! - **Units are types.** [`Timestamp`] is seconds in headers, [`Time`] milliseconds on a node's clock, [`Height`]
//!   blocks; [`BlockHash`], [`Txid`], [`Wtxid`] and [`MerkleNode`] can't stand for each other.
//!
//! # Example
//!
//! Pay and verify:
//!
//! ```
//! use primitives::{
//!     Amount, BlockHash, Input, KeySpend, Lock, OutPoint, Output, Prefix, SecretKey, Sighash, Transaction, Txid,
//!     address,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let prefix: Prefix = "tab".parse()?;
//! let genesis = BlockHash::from_bytes([1; 32]); // of the chain that this is for
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
//! assert_eq!(payment.txid(), txid, "a signature does not change the name");
//!
//! // Anyone can check it.
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
pub mod relative_lock;
pub mod sighash;
pub mod spend;
pub mod table;
pub mod target;
pub mod time;
pub mod transaction;
pub mod witness;

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
pub use relative_lock::RelativeLock;
pub use sighash::Sighash;
pub use spend::{KeySpend, ShownKey, SpendError};
pub use table::{Secret, Table, TableSet};
pub use target::{CompactTarget, Target, TargetError, Work};
pub use time::{Height, Time, Timestamp};
pub use transaction::{Input, OutPoint, Output, Transaction};
pub use witness::Witness;
