//! One running chain in a native process.
//!
//! [`start`] opens a chain in a [`Folder`] and returns a [`Running`] node. Everybody else has a
//! [`Handle`]: [`Handle::ask`] runs a function on the node's thread, where it can call the methods
//! of the `methods` crate, and [`Handle::events`] reports blocks and transactions.
//!
//! ```text
//!  Folder ── lock, profile, chains/GENESIS/chain.redb
//!     │
//!   start ──▶ Running ─── stop, ended
//!                │
//!   Handle ──▶ Inbox ──▶ node thread: Service<RedbStore>, Driver, network, miners, checkers
//!      ▲                      │
//!      └──── events ──────────┘
//! ```
//!
//! Invariants:
//!
//! - One thread owns the service. It waits for its inbox only, and never for a caller.
//! - A process holds the lock of its data folder for as long as it runs.
//! - Data of another chain or version, and data that can't be read, is never changed.
//! - An answer comes after the question's changes have been written, if the store works.
//! - Passphrases and keys appear in no error and no log.

mod error;
mod event;
mod folder;
mod handle;
mod host;
mod inbox;
mod mesh;
mod network;
mod node_thread;
mod opening;
mod program;
mod random;
mod running;
mod settings;
mod unlocked;

pub use error::{AskError, FolderError, StartError, StopError};
pub use event::{Event, MAX_EVENTS};
pub use folder::{Folder, replace_file};
pub use handle::Handle;
pub use inbox::MAX_QUESTIONS;
pub use network::Alone;
pub use opening::{Emit, Join, OpenStore, Parts, open_file};
pub use running::{Running, start, start_with};
pub use settings::Settings;
