//! The Tabchain page.
//!
//! State flows one way: the node worker sends snapshots, one reducer ([`state`]) takes them in, and
//! the components show what it holds. What a person does goes the other way, as commands through
//! the hooks of [`node`]. The page never holds a key and never checks a block: it cannot even name
//! those types.
//!
//! - [`app`]: the root; it starts the node, follows the address bar and picks the page.
//! - [`pages`]: one file for each page.
//! - [`components`]: what the pages are made of, one file each.
//! - [`walk`], [`layers`]: the way back of a coin, asked for piece by piece, and its layout as a
//!   picture.
//! - [`editing`]: a new chain's settings while they are typed.
//! - [`amount`]: amounts as people type them. [`persistence`], [`wake_lock`]: what the browser is
//!   asked for while a chain is open and while one mines.
//! - [`route`], [`mod@format`], [`odds`], [`dom`]: the address bar, numbers, dates and
//!   probabilities as text, and the few things that only the browser can do. [`stamped_names`]
//!   remembers the names of stamped files.

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

/// Shows the page, from now on.
pub fn start() {
    console_error_panic_hook::set_once();
    yew::Renderer::<app::App>::new().render();
}
