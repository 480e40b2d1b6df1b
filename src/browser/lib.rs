//! The web platform, each piece of it once.
//!
//! A tab runs in three kinds of places, each with the same program as a different [`Part`], and
//! this crate is what connects them:
//!
//! ```text
//!  page (UI thread)            node worker                    miner workers
//!  Client ── message ────────▶ the workers crate ── jobs ───▶ the workers crate
//!  Links: RTCPeerConnection    Network: Mesh, Socket, Channel
//!     └── each RTCDataChannel, handed over ──▶ ┘
//!                              Folder, OpfsBackend, locks
//! ```
//!
//! - [`client`], [`links`]: what the page uses: a node to ask, and the peer connections that only a
//!   window can have.
//! - [`network`], [`channel`], [`socket`]: the network as its owner, the node worker, drives it.
//! - [`port`], [`message`]: typed messages between these places.
//! - [`opfs`], [`slots`], [`locks`]: files that survive the tab, one owner a profile.
//! - [`program`]: the miner's kernels, WebAssembly made at run time.
//! - [`mod@file`]: files that a person hands over, read piece by piece.
//! - [`Updates`]: newer versions of the page, and the service worker that keeps one whole.
//! - [`typed`]: secrets that a person types.
//! - [`clock`], [`entropy`]: time and randomness, which everything below takes as parameters.
//!
//! What must hold: nothing here knows a block or a wallet. Nothing blocks the page: whatever may
//! take long happens in a worker, or in pieces. Every closure handed to the browser lives in the
//! object whose events it hears, and goes with it.

pub mod channel;
pub mod client;
pub mod clock;
pub mod entropy;
pub mod file;
mod intake;
pub mod links;
pub mod locks;
pub mod machine;
pub mod mark;
pub mod message;
pub mod network;
pub mod opfs;
mod part;
pub mod port;
mod profile_name;
pub mod program;
pub mod slots;
pub mod socket;
pub mod typed;
mod updates;

pub use client::{Client, FromNode, StartError};
pub use part::Part;
pub use profile_name::{ProfileName, ProfileNameError};
pub use updates::Updates;
