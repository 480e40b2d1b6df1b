//! The drivers that the end-to-end tests share: real browsers, a real relay and a native node.
//!
//! The stories themselves are in `browser/`; `cargo xtask test` builds the page and the relay, and
//! runs them in a network namespace that has nothing but loopback. Everything here is behind the
//! feature `browser`, so that plain `cargo test` neither builds nor needs any of it.

#[cfg(feature = "browser")]
pub mod drive;
