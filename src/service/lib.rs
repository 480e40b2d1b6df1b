//! One person's node: the chain, the network and the wallet behind one set of commands.
//!
//! [`Service`] joins a [`Node`](node::Node) and a [`Wallet`](wallet::Wallet) and implements
//! [`api`]: it carries out commands, creates the view that a page shows, and exchanges messages
//! with peers. Like the node it is sans-IO: its driver supplies time, randomness, storage and the
//! network, so that the same service runs in a browser tab, in a native program and in tests.
//!
//! [`Profile`] is the person's data that belongs to no single chain: the vault with the wallet's
//! words, and the list of known chains. [`Invitation`] is the link by which others join a chain.
//!
//! ```text
//!  commands ──▶ Service ──▶ replies, notices, views        Profile: vault, known chains
//!                 │ ▲
//!      blocks,    ▼ │ events                               Invitation: spec + relay in a link
//!      payments  Node ◀──▶ peers, miner
//! ```
//!
//! # Parts
//!
//! [`Service`] owns the node, the wallet and one value of each part with state. A part keeps its
//! fields private. It takes the chain, the mempool or the wallet as arguments, and returns a value,
//! notices, or requests that the service passes to the node. No part knows the service.
//!
//! | part | content |
//! | --- | --- |
//! | `explorer` | answers about blocks, transactions, addresses and coin histories; the newest blocks |
//! | `payments` | reviews and drafts, signing, replacements, grants, the wallet's history |
//! | `documents` | stamps of files, receipts, proofs, signed messages and their verification |
//! | `mining` | the miner's reward, the seals of an author, the block message |
//! | `connection` | the diagnosis, the peers, contact with other nodes |
//! | `wallet_sync` | the accounts, their wallets' synchronization with the chain, and their rows in the store |
//! | `pruning` | the space that a chain takes |
//! | `reorganisation` | the report of a switch to another branch |
//! | `profile` | vault and known chains, with the labels of each chain |
//! | `chain_settings`, `invitation` | the settings of a chain as a form, a file and a link; payment requests |
//!
//! Invariants:
//!
//! - The wallet follows the chain: it reads a block only after the chain connected it, in order,
//!   and catches up by itself after a restart. Its rows are stored together with the chain that
//!   they belong to.
//! - Secrets stay in the [`Profile`]'s vault, which the service opens only while it signs. The only
//!   key that the service keeps is the identity's, and only while it seals blocks on a chain with
//!   authors.
//! - A failing store is reported as a [`Notice`](api::Notice) and never decides whether a block is
//!   valid.

mod chain_settings;
mod connection;
mod convert;
mod documents;
mod driver;
mod driver_status;
mod explorer;
mod invitation;
mod mining;
mod network;
mod payload;
mod payments;
mod profile;
mod pruning;
mod refusal;
mod reorganisation;
mod service;
mod wallet_sync;

pub use chain_settings::{
    KeyNameError, MAX_SETTINGS, SettingsError, from_json, measured, new_spec, to_json,
};
pub use documents::check;
pub use driver::{Driver, Effect, Links};
pub use driver_status::{DriverStatus, LinkFigures, MinerFigures, NetworkFigures};
pub use invitation::payment_request::{PayeeError, read_payee, request_parameters, request_uri};
pub use invitation::{Invitation, InvitationError, MAX_ENDPOINTS};
pub use network::Network;
pub use profile::labels::Labels;
pub use profile::{
    Entropy, Keys, MAX_PROFILE_BYTES, MAX_RELAYS, NamedAccount, Profile, ProfileError, Restored,
    Setup, relay_list,
};
pub use service::{GenerateError, OpenError, Output, Service};
