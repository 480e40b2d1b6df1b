//! One person's node: the chain, the network and the wallet behind one set of commands.
//!
//! [`Service`] joins a [`Node`](node::Node) and a [`Wallet`](wallet::Wallet) and speaks [`api`]: it
//! carries out commands, draws the view that a page shows, and passes bytes to and from peers. Like
//! the node it is sans-IO: whoever drives it brings time, randomness, storage and the network, so
//! the same service runs in a browser tab, in a native program and in tests.
//!
//! [`Profile`] is what a person keeps apart from any chain: the vault with the wallet's words and
//! the list of chains. [`Invitation`] is the link that brings a friend to a chain.
//!
//! ```text
//!  commands ──▶ Service ──▶ replies, notices, views        Profile: vault, known chains
//!                 │ ▲
//!      blocks,    ▼ │ events                               Invitation: spec + relay in a link
//!      payments  Node ◀──▶ peers, miner
//! ```
//!
//! What must hold:
//!
//! - The wallet follows the chain: it is shown a block only after the chain connected it, in order,
//!   and catches up by itself after a restart. Its rows are stored with the chain they belong to.
//! - Secrets stay in the [`Profile`]'s vault; the service opens it for the moment of signing. The
//!   one key that it keeps is the person's own, and only while it seals blocks with it on a chain
//!   with authors.
//! - A failing store is reported as a [`Notice`](api::Notice) and never decides about a block.

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
pub use view::{LinkFigures, NetworkFigures, Outside};
