//! Browsers, people and a relay, driven from outside as a person would.
//!
//! A [`Person`] is one browser process on a profile folder of its own; each of its [`Tab`]s is
//! driven over WebDriver BiDi, the one protocol that Chromium and Firefox share. Things on a page
//! are found by role and accessible name. Nothing sleeps: [`until`] asks again and again for what
//! is meant, and its time limit only says when a test has failed, never what is expected.

use std::io::Write as _;

mod bidi;
mod cable;
mod engine;
mod host;
mod http;
mod island;
mod log;
mod names;
mod person;
mod process;
mod relay;
mod tab;
mod turn;
mod wait;

pub use cable::Cable;
pub use engine::Engine;
pub use host::Host;
pub use island::{Island, MAINLAND};
pub use log::Line;
pub use names::{Control, Reading, Role};
pub use person::Person;
pub use relay::Relay;
pub use tab::{Scheme, Tab};
pub use turn::Turn;
pub use wait::{FAILED_AFTER, until};

/// A figure that a test measured, as a line that a person sees whether or not the test passes: the
/// test harness swallows what is printed, but not what is written.
pub fn report(what: &str, value: impl std::fmt::Display) {
    // Nobody listening is no reason to fail.
    let _ = writeln!(std::io::stderr(), "measured: {what}: {value}");
}
