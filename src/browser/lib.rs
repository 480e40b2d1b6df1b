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
//! - [`threads`]: the parts of a tab and typed messages between them; the page's side of that is
//!   [`Client`].
//! - [`links`]: the peer connections, which only a window can have.
//! - [`network`]: the network, which the node worker owns and drives.
//! - [`storage`]: files that outlive the tab, with one owner per profile.
//! - [`program`]: the miner's kernels, as WebAssembly that is generated at run time.
//! - [`http`]: HTTP requests to the tab itself, from the service worker and the page.
//! - [`relay_list()`]: the list of relays that a host may put beside the page.
//! - [`mod@file`]: files that a person selects, read piece by piece.
//! - [`Updates`]: newer versions of the page, and the service worker that stores one complete
//!   version.
//! - [`typed`]: secrets that a person types.
//! - [`clock`], [`entropy`]: time and randomness, which the crates below this one take as
//!   parameters.
//!
//! Invariants: nothing here depends on blocks or wallets. Nothing blocks the page: long work
//! runs in a worker or in pieces. Each closure that is given to the browser belongs to the object
//! whose events it handles, and is dropped with that object.

pub mod clock;
pub mod entered;
pub mod entropy;
pub mod file;
pub mod http;
mod js_error;
pub mod links;
pub mod machine;
pub mod network;
mod profile_name;
pub mod program;
mod relay_list;
pub mod storage;
pub mod threads;
pub mod typed;
mod updates;

pub use profile_name::{ProfileName, ProfileNameError};
pub use relay_list::relay_list;
pub use threads::{Client, FromNode, Part, StartError};
pub use updates::Updates;
