//! A wallet on one chain: its words, keys, coins, payments and history. It is a state machine
//! without input and output of its own.
//!
//! [`Words`] (twelve, or up to 24) give a [`Seed`], and the seed gives an [`AccountKey`] for each
//! chain ([`mod@account`] describes the key paths). The [`Vault`] stores the words, encrypted if
//! the person has set a passphrase. The account's public keys ([`AccountPublic`]) are all that a
//! [`Wallet`] needs to compute its balance and to give out addresses. The seed is needed only to
//! [`sign`](Wallet::sign), and once for each chain to derive the account.
//!
//! # How it is driven
//!
//! The driver shows the wallet every block of the best chain in order
//! ([`connect`](Wallet::connect), [`disconnect`](Wallet::disconnect)) and the changes of the
//! mempool ([`pool_added`](Wallet::pool_added), [`pool_removed`](Wallet::pool_removed),
//! [`pool_replaced`](Wallet::pool_replaced)). [`synced`](Wallet::synced) returns the last block
//! that the wallet has seen, so that the driver can show it the blocks that it missed. After any of
//! these calls, [`take_changes`](Wallet::take_changes) returns the few rows that changed. The
//! driver stores them together with the chain's tip, and [`restore`](Wallet::restore) makes the
//! same wallet from them.
//!
//! The wallet does not validate blocks; the chain does that before. Time, entropy and the chain's
//! settings are parameters. The wallet reads no clock, draws no random numbers, stores nothing and
//! sends nothing.
//!
//! # Example
//!
//! ```
//! use primitives::{Amount, BlockHash, Height};
//! use wallet::{FeeRate, Payment, Settings, Spend, SpendError, Vault, Wallet, Words};
//!
//! // Entropy, salt and nonce come from the platform's random source.
//! let words = Words::from_entropy([7; 16]);
//! let vault = Vault::seal(&words, Some("correct horse"), [1; 16], [2; 24]);
//!
//! // The words are needed once for each chain...
//! let settings = Settings { genesis: BlockHash::from_bytes([3; 32]), maturity: 6 };
//! let account = words.seed().account(&settings.genesis).public();
//!
//! // ...and no more to receive...
//! let mut wallet = Wallet::new(account.clone(), settings);
//! let address = wallet.receive_lock();
//! assert!(wallet.owns(&address));
//!
//! // ...and to find out that there is nothing to spend yet.
//! let payment = Payment {
//!     to: address,
//!     amount: Spend::Exact(Amount::COIN),
//!     fee_rate: FeeRate::MIN,
//!     note: None,
//! };
//! let error = wallet.prepare(&payment, Height(0)).unwrap_err();
//! assert!(matches!(error, SpendError::InsufficientFunds { available: Amount::ZERO, .. }));
//!
//! // What changed is kept, and makes the same wallet again.
//! let rows = wallet.take_changes().into_iter().filter_map(|(key, value)| Some((key, value?)));
//! let again = Wallet::restore(account, settings, rows)?;
//! assert_eq!(again.receive_lock(), wallet.receive_lock());
//!
//! // Only spending needs the words.
//! let seed = vault.open(Some("correct horse"))?.seed();
//! # drop(seed);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod account;
mod balance;
mod changes;
mod coins;
mod conflict;
mod history;
mod keys;
mod ledger;
mod pay;
mod position;
mod record;
mod restore;
mod settings;
mod slip10;
mod unspent;
mod vault;
mod wallet;
mod words;

pub use account::descriptor::{Descriptor, DescriptorError};
pub use account::{AccountError, AccountKey, AccountPublic, Branch, KeyPath, MAX_ACCOUNTS};
pub use balance::Balance;
pub use changes::Change;
pub use conflict::MAX_FAILED;
pub use history::{Entry, Failed, Kept, Kind};
pub use keys::{GAP_LIMIT, LOOKAHEAD};
pub use pay::bump::Package;
pub use pay::draft::{Draft, Payment, SignError, Spend, SpendError};
pub use pay::limits::{MAX_DATA, MAX_INPUTS, MIN_DATA_ALONE};
pub use pay::message::SignMessageError;
pub use pay::replace::{ReplaceError, Replacement, ReplacementFee};
pub use primitives::FeeRate;
pub use record::Cause;
pub use restore::RestoreError;
pub use settings::Settings;
pub use unspent::Unspent;
pub use vault::{Protection, Vault, VaultError};
pub use wallet::Wallet;
pub use words::{Seed, Words, WordsError};
