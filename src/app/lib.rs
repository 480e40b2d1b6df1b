//! The Tabchain page: a user interface in WebAssembly for the node that runs in a worker of the
//! same browser tab.
//!
//! State flows one way: the node worker sends snapshots, one reducer ([`state`]) stores them, and
//! the components show the stored state. Commands go the other way: a component sends them through
//! the hooks of [`node`]. The page never holds a private key and never verifies a block: the crates
//! that do, such as `wallet` and `chain`, are not among its dependencies.
//!
//! - [`app`]: the root component; it starts the node, follows the address bar and selects the page.
//! - [`chains`], [`mine`], [`wallet`], [`blocks`], [`pictures`], [`history_graph`], [`proofs`],
//!   [`network`], [`console`]: one folder a feature, with its page (`page.rs`) if it has one, its
//!   parts and its hooks.
//! - [`on_demand`]: the pages that are loaded when they are first shown.
//! - [`frame`]: the frame around every page, and the pages before the node runs and after it has
//!   ended.
//! - [`ui`]: the shared parts that the features are built of.
//! - [`amount`]: amounts as people type them.
//! - [`identity`]: shared values that are compared by identity, not by content.
//! - [`device`]: the theme, notifications, installing the page, the tab's title and badge.
//! - [`persistence`], [`wake_lock`]: persistent storage, requested while a chain is open, and a lit
//!   screen, requested while mining.
//! - [`hero`]: large figures of coins.
//! - [`strength`]: how hard a passphrase is to guess.
//! - [`scanner`]: the worker that reads QR codes where the browser can't.
//! - [`reasons`]: the sentences of refusals in the page's notation.
//! - [`texts`]: the texts of the page, which stand in `texts/`; [`language`]: the language that is
//!   shown; [`numbers`]: numbers in its notation.
//! - [`route`], [`mod@format`], [`dom`]: the address bar, figures and dates as text, and direct
//!   calls of the browser.

mod amount;
mod app;
mod blocks;
mod chains;
mod console;
mod device;
mod dom;
#[cfg(all(test, target_arch = "wasm32"))]
mod dom_tests;
mod format;
mod frame;
mod hero;
mod history_graph;
mod identity;
mod language;
mod mine;
mod network;
mod node;
mod numbers;
mod on_demand;
mod persistence;
mod pictures;
mod proofs;
mod reasons;
mod route;
mod scanner;
mod state;
mod strength;
mod texts;
mod ui;
mod wake_lock;
mod wallet;

pub use scanner::ScannerWorker;

/// Mounts the page into the document, once the texts of its language are there.
pub fn start() {
    console_error_panic_hook::set_once();
    yew::platform::spawn_local(async {
        language::choice::begin().await;
        yew::Renderer::<app::App>::new().render();
    });
}
