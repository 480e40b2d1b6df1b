//! The program around a node, as the methods see it.

use core::time::Duration;

use crate::{Failure, Kind};

/// The program around a node. Each method has a default that refuses: a tab offers few of them.
pub trait Host {
    /// How long the program has been running.
    fn uptime(&self) -> Duration;

    /// Adds a relay, or the direct endpoint of a node, by its URL.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the URL is invalid, or if this program does not offer it.
    fn register(&mut self, url: &str) -> Result<(), Failure> {
        let _ = url;
        Err(unsupported("adding nodes"))
    }

    /// Ends the program after the answer was sent.
    ///
    /// # Errors
    ///
    /// [`Failure`] if this program does not offer it.
    fn stop(&mut self) -> Result<(), Failure> {
        Err(unsupported("stopping"))
    }
}

fn unsupported(what: &str) -> Failure {
    Failure::new(Kind::Unsupported, format!("{what} is not offered here"))
}
