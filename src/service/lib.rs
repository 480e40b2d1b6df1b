//! One person's node: the chain, the network and the wallet behind one set of commands.
//!
//! [`Service`] joins a [`Node`](node::Node) and a [`Wallet`](wallet::Wallet) and implements
//! [`api`]: it carries out commands, makes the view that a page shows, and passes messages to and
//! from peers. Like the node it is sans-IO: its driver supplies time, randomness, storage and the
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
//! Invariants:
//!
//! - The wallet follows the chain: it reads a block only after the chain connected it, in order,
//!   and catches up by itself after a restart. Its rows are stored together with the chain that
//!   they belong to.
//! - Secrets stay in the [`Profile`]'s vault; the service opens it for the moment of signing. The
//!   only key that the service keeps is the identity's, and only while it seals blocks on a chain
//!   with authors.
//! - A failing store is reported as a [`Notice`](api::Notice) and never decides whether a block is
//!   valid.

mod authority;
mod beginning;
mod carried;
mod checking;
mod connection;
mod contact;
mod content;
mod drafts;
mod failure;
mod follow;
mod grant;
mod handover;
mod invitation;
mod keep;
mod key_name;
mod link_text;
mod new_chain;
mod payment;
mod profile;
mod provenance;
mod proving;
mod queries;
mod query;
mod readable;
mod receipt;
mod sentence;
mod service;
mod settings_file;
mod stamping;
mod utc;
mod view;

pub use checking::check;
pub use connection::{Facts, diagnose};
pub use invitation::{Invitation, InvitationError};
pub use key_name::KeyNameError;
pub use new_chain::measured;
pub use profile::{Entropy, Keys, MAX_RELAYS, Profile, ProfileError, Setup};
pub use service::{OpenError, Output, Service};
pub use settings_file::{MAX_SETTINGS, SettingsError, from_json, to_json};
pub use view::{DriverStatus, LinkFigures, MinerFigures, NetworkFigures};
