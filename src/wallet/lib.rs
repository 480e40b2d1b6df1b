//! The wallet: words, keys, coins, payments and history, as pure functions of what it is shown.
//!
//! Twelve [`Words`] make a [`Seed`], the seed an [`AccountKey`] for each chain ([`mod@account`]
//! says where its keys stand). The [`Vault`] keeps the words at rest, encrypted where the person
//! set a passphrase. The account's public keys ([`AccountPublic`]) are all that a [`Wallet`] needs
//! to see its balance and to hand out addresses; the seed is needed only to [`sign`](Wallet::sign),
//! and once for each chain to derive those.
//!
//! # How it is driven
//!
//! The wallet is shown every block of the best chain in order ([`connect`](Wallet::connect),
//! [`disconnect`](Wallet::disconnect)) and what enters and leaves the pool
//! ([`pool_added`](Wallet::pool_added), [`pool_removed`](Wallet::pool_removed),
//! [`pool_replaced`](Wallet::pool_replaced)). It says where it stands ([`synced`](Wallet::synced)),
//! so that the driver can show it what it missed. After any of these,
//! [`take_changes`](Wallet::take_changes) hands over the few rows that changed; stored together
//! with the chain's tip and given to [`restore`](Wallet::restore) they make the same wallet again.
//!
//! It knows nothing of blocks being valid: the chain checks them before. Time, entropy and the
//! chain's settings are parameters; no clock is read, no randomness drawn, nothing is stored or
//! sent here.
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
mod draft;
mod history;
mod keys;
mod ledger;
mod pay;
mod record;
mod replace;
mod restore;
mod select;
mod slip10;
mod vault;
mod wallet;
mod weight;
mod words;

pub use account::{AccountError, AccountKey, AccountPublic, Branch, KeyPath};
pub use balance::Balance;
pub use changes::Change;
pub use conflict::MAX_FAILED;
pub use draft::{Draft, MAX_DATA, MIN_DATA_ALONE, Payment, SignError, Spend, SpendError};
pub use history::{Entry, Failed, Kept, Kind};
pub use keys::{GAP_LIMIT, LOOKAHEAD};
pub use primitives::FeeRate;
pub use record::Cause;
pub use replace::{ReplaceError, Replacement, ReplacementFee};
pub use restore::RestoreError;
pub use select::MAX_INPUTS;
pub use vault::{Protection, Vault, VaultError};
pub use wallet::{Settings, Wallet};
pub use words::{Seed, WORDS, Words, WordsError};
