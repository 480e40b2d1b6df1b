//! Browsers, people and a relay, driven from outside as a person would.
//!
//! A [`Person`] is one browser process on a profile folder of its own; each of its [`Tab`]s is driven
//! over WebDriver BiDi, the one protocol that Chromium and Firefox share. Things on a page are found by
//! role and accessible name. Nothing sleeps: [`until`] asks again and again for what is meant, and its
//! time limit only says when a test has failed, never what is expected.

mod bidi;
mod engine;
mod http;
mod log;
mod names;
mod person;
mod process;
mod relay;
mod tab;
mod wait;

pub use engine::Engine;
pub use log::Line;
pub use names::{Control, Reading, Role};
pub use person::Person;
pub use relay::Relay;
pub use tab::{Scheme, Tab};
pub use wait::{FAILED_AFTER, until};

/// A figure measured by a test, as a line that a person finds in its output.
pub fn report(what: &str, value: impl std::fmt::Display) {
    println!("measured: {what}: {value}");
}
