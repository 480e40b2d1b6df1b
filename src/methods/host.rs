//! The program around a node, as the methods see it.

use core::time::Duration;

use api::{RelayEntry, Secret};
use node::PeerId;
use primitives::Time;

use crate::{Failure, Kind};

/// A ban of an address or a subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// The address, or the subnet in CIDR notation.
    pub subnet: String,
    /// When it was made.
    pub created: Time,
    /// When it ends.
    pub until: Time,
}

/// The program around a node. All methods but `uptime` have defaults, for a tab, which offers none
/// of them: they refuse, or return nothing.
pub trait Host {
    /// How long the program has been running.
    fn uptime(&self) -> Duration;

    /// The hashes per second of this program's miner; 0 while it does not mine.
    fn hash_rate(&self) -> f64 {
        0.0
    }

    /// Adds a relay, or the direct endpoint of a node, by its URL.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the URL is invalid, or if this program does not offer it.
    fn register(&mut self, url: &str) -> Result<(), Failure> {
        let _ = url;
        Err(unsupported("adding nodes"))
    }

    /// Removes a URL that [`register`](Self::register) has added.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it was not added, or if this program does not offer it.
    fn unregister(&mut self, url: &str) -> Result<(), Failure> {
        let _ = url;
        Err(unsupported("removing nodes"))
    }

    /// The state of the relays and direct endpoints that the chain uses.
    fn relays(&self) -> Vec<RelayEntry> {
        Vec::new()
    }

    /// The URLs of this node's own direct endpoints, for invitations.
    fn endpoints(&self) -> Vec<String> {
        Vec::new()
    }

    /// The network address of a peer as `host:port`; `None` if it is unknown.
    fn peer_address(&self, peer: PeerId) -> Option<String> {
        let _ = peer;
        None
    }

    /// Closes the link to a peer.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is no such link, or if this program does not offer it.
    fn disconnect(&mut self, peer: PeerId) -> Result<(), Failure> {
        let _ = peer;
        Err(unsupported("closing links"))
    }

    /// Bans an address or a subnet until this time.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the subnet is invalid or banned already, or if this program does not offer
    /// it.
    fn ban(&mut self, subnet: &str, until: Time) -> Result<(), Failure> {
        let _ = (subnet, until);
        Err(unsupported("banning addresses"))
    }

    /// Ends the ban of an address or a subnet.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it is not banned, or if this program does not offer it.
    fn unban(&mut self, subnet: &str) -> Result<(), Failure> {
        let _ = subnet;
        Err(unsupported("banning addresses"))
    }

    /// Ends all bans.
    ///
    /// # Errors
    ///
    /// [`Failure`] if this program does not offer it.
    fn clear_bans(&mut self) -> Result<(), Failure> {
        Err(unsupported("banning addresses"))
    }

    /// The present bans.
    fn bans(&self) -> Vec<Ban> {
        Vec::new()
    }

    /// The wallet's passphrase while it is unlocked; `None` while it is locked. The program deletes
    /// it at the time given to [`unlock`](Self::unlock).
    fn passphrase(&self) -> Option<Secret> {
        None
    }

    /// When the wallet locks again; `None` while it is locked.
    fn unlocked_until(&self) -> Option<Time> {
        None
    }

    /// Keeps the wallet's passphrase until this time. The caller has checked that it is right.
    ///
    /// # Errors
    ///
    /// [`Failure`] if this program does not offer it.
    fn unlock(&mut self, passphrase: Secret, until: Time) -> Result<(), Failure> {
        let _ = (passphrase, until);
        Err(unsupported("unlocking the wallet"))
    }

    /// Deletes the wallet's passphrase now.
    ///
    /// # Errors
    ///
    /// [`Failure`] if this program does not offer it.
    fn lock(&mut self) -> Result<(), Failure> {
        Err(unsupported("unlocking the wallet"))
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
