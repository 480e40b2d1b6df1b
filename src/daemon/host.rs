//! The program around a node, as its methods see it.

use core::time::Duration;

use api::{Field, Secret};
use methods::{Failure, Host, Kind};
use native::clock;
use node::PeerId;
use primitives::{BlockHash, Time};
use service::Network;

use crate::FolderError;
use crate::program::Program;

/// The program around a node, for the time of one call.
pub(crate) struct NodeHost<'a, N> {
    pub(crate) genesis: BlockHash,
    /// The hashes per second of the miners.
    pub(crate) hash_rate: f64,
    pub(crate) network: &'a mut N,
    pub(crate) program: &'a mut Program,
    pub(crate) now: Time,
}

impl<N: Network> Host for NodeHost<'_, N> {
    fn uptime(&self) -> Duration {
        clock::ticks().saturating_sub(self.program.started)
    }

    fn hash_rate(&self) -> f64 {
        self.hash_rate
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

    fn unregister(&mut self, url: &str) -> Result<(), Failure> {
        let url = url.trim();
        let unknown = || Failure::not_found(format!("{url} was not added"));
        if is_endpoint(url) {
            let was_dialled = self.network.undial(self.now, url);
            return was_dialled.then_some(()).ok_or_else(unknown);
        }
        let folder = &self.program.folder;
        let before = folder.profile(|profile| profile.relays(&self.genesis));
        let relays = folder
            .change(|profile| Ok(profile.remove_relay(&self.genesis, url)))
            .map_err(refusal)?;
        if relays == before {
            return Err(unknown());
        }
        self.network.set_relays(self.now, &relays);
        Ok(())
    }

    fn peer_address(&self, peer: PeerId) -> Option<String> {
        self.network
            .address(peer)
            .map(|address| address.to_string())
    }

    fn disconnect(&mut self, peer: PeerId) -> Result<(), Failure> {
        let was_there = self.network.hang_up(self.now, peer);
        let unknown = || Failure::not_found(format!("there is no link to peer {}", peer.0));
        was_there.then_some(()).ok_or_else(unknown)
    }

    fn passphrase(&self) -> Option<Secret> {
        self.program.unlocked.passphrase()
    }

    fn unlocked_until(&self) -> Option<Time> {
        self.program.unlocked.until()
    }

    fn unlock(&mut self, passphrase: Secret, until: Time) -> Result<(), Failure> {
        let unlocked = &mut self.program.unlocked;
        unlocked.keep(passphrase, self.now, clock::ticks(), until);
        Ok(())
    }

    fn lock(&mut self) -> Result<(), Failure> {
        self.program.unlocked.forget();
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
