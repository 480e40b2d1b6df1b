//! The program around a node, as its methods see it.

use core::time::Duration;

use api::{Field, RelayEntry, Secret};
use ipnet::IpNet;
use methods::{Ban, Failure, Host, Kind};
use native::clock;
use node::PeerId;
use primitives::{BlockHash, Time};
use service::Network;
use signal::Endpoint;

use crate::FolderError;
use crate::folder::bans::{BanError, Row, subnet};
use crate::program::Program;

/// Bitcoin Core's error code for an item that is in a list already
/// (`RPC_CLIENT_NODE_ALREADY_ADDED`).
const ALREADY_ADDED: i32 = -23;

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
        if Endpoint::parse(url.trim()).is_some() {
            let dialled = self.network.dial(self.now, url.trim());
            return dialled
                .map_err(|why| Failure::invalid("url", &format!("can't be used: {why}")));
        }
        let relays = self
            .program
            .folder
            .change(|profile| profile.add_relay(&self.genesis, url))
            .map_err(refusal)?;
        let used = self.program.used(&relays);
        self.network.set_relays(self.now, &used);
        Ok(())
    }

    fn unregister(&mut self, url: &str) -> Result<(), Failure> {
        let url = url.trim();
        let unknown = || Failure::not_found(format!("{url} was not added"));
        if Endpoint::parse(url).is_some() {
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
        let used = self.program.used(&relays);
        self.network.set_relays(self.now, &used);
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

    fn relays(&self) -> Vec<RelayEntry> {
        self.network.figures().relays
    }

    fn endpoints(&self) -> Vec<String> {
        self.program.endpoints.clone()
    }

    fn ban(&mut self, subnet: &str, until: Time) -> Result<(), Failure> {
        let row = Row {
            subnet: parsed(subnet)?,
            created: self.now,
            until,
        };
        let added = self.program.folder.bans().add(row, self.now);
        // The node's thread then closes the links.
        added.map_err(ban_failure)
    }

    fn unban(&mut self, subnet: &str) -> Result<(), Failure> {
        let removed = self.program.folder.bans().remove(parsed(subnet)?, self.now);
        removed.map_err(ban_failure)
    }

    fn clear_bans(&mut self) -> Result<(), Failure> {
        let cleared = self.program.folder.bans().clear(self.now);
        cleared.map_err(ban_failure)
    }

    fn bans(&self) -> Vec<Ban> {
        let rows = self.program.folder.bans().list(self.now).into_iter();
        rows.map(|row| Ban {
            subnet: row.subnet.to_string(),
            created: row.created,
            until: row.until,
        })
        .collect()
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

fn parsed(text: &str) -> Result<IpNet, Failure> {
    let invalid = || Failure::new(Kind::Invalid, "Error: Invalid IP/Subnet");
    subnet(text.trim()).ok_or_else(invalid)
}

/// A refusal of the list of bans, in Bitcoin Core's words.
fn ban_failure(error: BanError) -> Failure {
    match error {
        BanError::Known => {
            let failure = Failure::new(Kind::Refused, "Error: IP/Subnet already banned");
            failure.with_code(ALREADY_ADDED)
        }
        BanError::Unknown => Failure::not_found(
            "Error: Unban failed. Requested address/subnet was not previously manually banned.",
        ),
        BanError::Full => Failure::new(Kind::Refused, error.to_string()),
        BanError::Folder(error) => Failure::new(Kind::Unavailable, error.to_string()),
    }
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
