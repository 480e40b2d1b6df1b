//! The Tabchain page: a user interface in WebAssembly for the node that runs in a worker of the
//! same browser tab.
//!
//! State flows one way: the node worker sends snapshots, one reducer ([`state`]) stores them, and
//! the components show what it holds. What a person does goes the other way, as commands through
//! the hooks of [`node`]. The page never holds a private key and never verifies a block: the crates
//! that do, such as `wallet` and `chain`, are not among its dependencies.
//!
//! - [`app`]: the root component; it starts the node, follows the address bar and selects the page.
//! - [`pages`]: the pages, one file each.
//! - [`components`]: what the pages consist of, one file each.
//! - [`walk`], [`layers`]: a coin history, requested step by step, and its layout as a picture.
//! - [`editing`]: a new chain's settings while they are typed.
//! - [`amount`]: amounts as people type them.
//! - [`persistence`], [`wake_lock`]: persistent storage, requested while a chain is open, and a lit
//!   screen, requested while mining.
//! - [`route`], [`mod@format`], [`odds`], [`dom`]: the address bar, numbers, dates and
//!   probabilities as text, and direct calls of the browser.
//! - [`stamped_names`]: the names of stamped files.

mod amount;
mod app;
mod components;
mod dom;
mod editing;
mod format;
mod layers;
mod node;
mod odds;
mod pages;
mod persistence;
mod report;
mod route;
mod stamped_names;
mod state;
mod wake_lock;
mod walk;

/// Mounts the page into the document.
pub fn start() {
    console_error_panic_hook::set_once();
    yew::Renderer::<app::App>::new().render();
}
