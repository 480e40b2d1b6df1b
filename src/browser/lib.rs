//! Typed access to the web platform: workers and messages, WebRTC and WebSocket, files, locks, the
//! clock and randomness.
//!
//! A tab runs one program in several threads, in each as a different [`Part`]. This crate connects
//! them:
//!
//! ```text
//!  page (UI thread)            node worker                    miner workers
//!  Client ── message ────────▶ the workers crate ── jobs ───▶ the workers crate
//!  Links: RTCPeerConnection    Network: Mesh, Socket, Channel
//!     └── each RTCDataChannel, handed over ──▶ ┘
//!                              Folder, OpfsBackend, locks
//! ```
//!
//! - [`client`], [`links`]: the page's side: commands to its node, and the peer connections, which
//!   only a window can have.
//! - [`network`], [`channel`], [`socket`]: the network, which the node worker owns and drives.
//! - [`port`], [`message`]: typed messages between the parts.
//! - [`opfs`], [`slots`], [`locks`]: files that outlive the tab, with one owner per profile.
//! - [`program`]: the miner's kernels, as WebAssembly that is generated at run time.
//! - [`mod@file`]: files that a person selects, read piece by piece.
//! - [`Updates`]: newer versions of the page, and the service worker that stores one complete
//!   version.
//! - [`typed`]: secrets that a person types.
//! - [`clock`], [`entropy`]: time and randomness, which the crates below this one take as
//!   parameters.
//!
//! What must hold: nothing here depends on blocks or wallets. Nothing blocks the page: whatever may
//! take long runs in a worker, or in pieces. Every closure that is given to the browser is owned by
//! the object whose events it handles, and is dropped with it.

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
