//! The state of the program around a node that the node's methods use.

use core::time::Duration;

use signal::Endpoint;
use tokio::sync::watch;

use crate::Folder;
use crate::unlocked::Unlocked;

/// The state of the program that the methods of [`methods::Host`] use.
pub(crate) struct Program {
    /// When the node was started, by [`native::clock::ticks`].
    pub(crate) started: Duration,
    /// Becomes true when a caller asks the program to stop.
    pub(crate) stopping: watch::Sender<bool>,
    pub(crate) folder: Folder,
    pub(crate) unlocked: Unlocked,
    /// The URLs of the node's direct endpoints, for invitations.
    pub(crate) endpoints: Vec<String>,
    /// The URL of a relay that is used beside those of the profile.
    pub(crate) own_relay: Option<String>,
    /// The number of changes of the bans when links were last closed for them.
    pub(crate) bans_seen: u64,
}

impl Program {
    /// The relays and endpoints that the network uses. `relays` are those of the profile.
    pub(crate) fn used(&self, relays: &[String]) -> Vec<String> {
        used(relays, self.own_relay.as_deref(), &self.endpoints)
    }
}

/// The relays and endpoints that a network uses: those of the profile and the program's own relay,
/// but not the node's own endpoints, which lead back to itself.
pub(crate) fn used(relays: &[String], own_relay: Option<&str>, own: &[String]) -> Vec<String> {
    let others = relays
        .iter()
        .map(String::as_str)
        .filter(|url| own.iter().all(|own| !is_same(url, own)));
    let mut used: Vec<String> = others.map(str::to_owned).collect();
    used.extend(
        own_relay
            .filter(|own| !relays.iter().any(|url| url == own))
            .map(str::to_owned),
    );
    used
}

/// Whether two URLs name the same endpoint, perhaps at different addresses.
fn is_same(url: &str, own: &str) -> bool {
    match (Endpoint::parse(url), Endpoint::parse(own)) {
        (Some(Endpoint::WebRtc(one)), Some(Endpoint::WebRtc(other))) => {
            one.fingerprint == other.fingerprint
        }
        _ => url == own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_joins_its_programs_relay_and_does_not_call_itself() {
        let endpoint = |address: &str, first: &str| {
            let payload = format!("{first}{}", "A".repeat(60));
            format!("webrtc://{address}:9735/{payload}")
        };
        let entry = "wss://tab.example/node".to_owned();
        let own = [endpoint("203.0.113.7", "AAAA"), entry.clone()];
        let relay = "wss://relay.example/signal".to_owned();
        let friend = endpoint("203.0.113.7", "BBBB");
        let relays = [
            relay.clone(),
            endpoint("192.168.1.7", "AAAA"),
            friend.clone(),
            entry,
        ];
        let ours = "wss://tab.example/signal";
        let expected = [relay.clone(), friend.clone(), ours.to_owned()];
        assert_eq!(used(&relays, Some(ours), &own), expected);
        assert_eq!(used(&relays, Some(&relay), &own), [relay, friend]);
    }
}
