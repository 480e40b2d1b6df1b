//! The program around a node, as its methods see it.

use core::time::Duration;

use api::Field;
use methods::{Failure, Host, Kind};
use primitives::{BlockHash, Time};
use service::Network;

use crate::FolderError;
use crate::node_thread::{Program, Workers};

/// The program around a node, for the time of one call.
pub(crate) struct NodeHost<'a, N> {
    pub(crate) genesis: BlockHash,
    pub(crate) network: &'a mut N,
    pub(crate) workers: &'a mut Workers,
    pub(crate) program: &'a Program,
    pub(crate) now: Time,
}

impl<N: Network> Host for NodeHost<'_, N> {
    fn uptime(&self) -> Duration {
        self.program.started.elapsed()
    }

    fn register(&mut self, url: &str) -> Result<(), Failure> {
        if is_endpoint(url) {
            let dialled = self.network.dial(self.now, url.trim());
            return dialled
                .map_err(|why| Failure::invalid("url", &format!("can't be used: {why}")));
        }
        let relays = self
            .program
            .folder
            .change(|profile| profile.add_relay(&self.genesis, url))
            .map_err(refusal)?;
        self.network.set_relays(self.now, &relays);
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Failure> {
        self.program.stopping.send_replace(true);
        Ok(())
    }
}

/// Whether a URL is that of a node's direct endpoint, not of a relay: relays have the schemes `ws`
/// and `wss`, and `/node` is the path of a node's own WebSocket.
fn is_endpoint(url: &str) -> bool {
    let url = url.trim();
    let is_socket = url.starts_with("ws://") || url.starts_with("wss://");
    !is_socket || url.trim_end_matches('/').ends_with("/node")
}

fn refusal(error: FolderError) -> Failure {
    match error {
        FolderError::Refused(fault) if fault.field == Some(Field::Relay) => {
            Failure::invalid("url", &format!("is refused: {fault}"))
        }
        FolderError::Refused(fault) => fault.into(),
        error => Failure::new(Kind::Unavailable, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_told_from_relays() {
        for relay in ["wss://tab.example/signal", "ws://127.0.0.1:8080/signal"] {
            assert!(!is_endpoint(relay), "{relay}");
        }
        for endpoint in [
            "wss://tab.example/node",
            "wss://tab.example/node/",
            "udp:1.2.3.4:5",
        ] {
            assert!(is_endpoint(endpoint), "{endpoint}");
        }
    }
}
