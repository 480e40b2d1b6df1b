//! Drivers for tests that use real browsers: browsers, people, a relay and a native node,
//! controlled from outside as a person would.
//!
//! A [`Person`] is one browser process with a profile folder of its own. Each of its [`Tab`]s is
//! controlled over WebDriver BiDi, the protocol that Chromium and Firefox have in common. Controls
//! on a page are found by role and accessible name. Nothing sleeps: [`until`] polls for the
//! expected state, and its time limit only decides when a test has failed.

use std::io::Write as _;

mod bidi;
mod cable;
mod certificate;
mod engine;
mod host;
mod http;
mod island;
mod log;
mod names;
mod native_node;
mod person;
mod process;
mod relay;
mod tab;
mod turn;
mod wait;

pub use cable::Cable;
pub use certificate::Certificate;
pub use engine::Engine;
pub use host::Host;
pub use island::{Island, MAINLAND};
pub use log::Line;
pub use names::{Control, Reading, Role};
pub use native_node::{NativeNode, tabchain};
pub use person::Person;
pub use relay::{Relay, free};
pub use tab::{Scheme, Tab};
pub use turn::Turn;
pub use wait::{FAILED_AFTER, until};

/// Reports a measured figure in a line that is visible whether or not the test passes: the test
/// harness captures what is printed, but not what is written to standard error directly.
pub fn report(what: &str, value: impl std::fmt::Display) {
    // A closed standard error is not a reason to fail.
    let _ = writeln!(std::io::stderr(), "measured: {what}: {value}");
}
