//! The names of people: this person's name, which is sent to ready peers, and the names that peers
//! send.
//!
//! A peer's name is stored in the state of its link, and dropped with it. So there are at most as
//! many names as links, each of at most [`MAX_NAME`](wire::limits::MAX_NAME) bytes.

use chain::Store;
use chain::text::{Strictness, is_visible};
use wire::{Message, NAMES_SINCE, NameCard, NamedLink, SignedName};

use super::peer::{Peer, Person};
use crate::{Event, Fault, Node, PeerId};

/// Maximum characters of a name, as people see them in a table and on the map.
pub const MAX_NAME_CHARACTERS: usize = 32;

/// Whether a text may be a person's name: 1 to [`MAX_NAME_CHARACTERS`] characters and at most
/// [`MAX_NAME`](wire::limits::MAX_NAME) bytes, without characters that hide or mislead, without
/// spaces around it or several in a row, which a page shows as one, and without a slash, which ends
/// a name in a miner's tag.
pub fn is_name(text: &str) -> bool {
    text.len() <= wire::limits::MAX_NAME
        && text.chars().count() <= MAX_NAME_CHARACTERS
        && text.split(char::is_whitespace).all(|word| !word.is_empty())
        && !text.contains('/')
        && is_visible(text, Strictness::Name)
}

impl<S: Store> Node<S> {
    /// Sets this person's name, and sends it to all peers. `None` if the person has no name.
    pub(crate) fn set_name(&mut self, card: Option<NameCard>) {
        if self.name == card {
            return;
        }
        self.name = card;
        let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
        let ids: Vec<PeerId> = ready.map(|(id, _)| *id).collect();
        for id in ids {
            self.tell_name(id);
        }
    }

    /// Sends this person's name, if there is one, to a new peer.
    pub(crate) fn introduce(&mut self, id: PeerId) {
        if self.name.is_some() {
            self.tell_name(id);
        }
    }

    /// Notes the bytes that both ends of a link that just opened have in common.
    pub(crate) fn bind(&mut self, id: PeerId, binding: [u8; 32]) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.binding = binding;
        }
    }

    fn tell_name(&mut self, id: PeerId) {
        let Some(link) = self.link_from(id, End::Own) else {
            return;
        };
        let told = self.name.as_ref().map(|card| Box::new(card.tell(&link)));
        self.send(id, &Message::Name(told));
    }

    pub(crate) fn on_name(&mut self, id: PeerId, told: Option<Box<SignedName>>) {
        let Some(link) = self.link_from(id, End::Peer) else {
            return self.drop_peer(id, Fault::FalseName);
        };
        if told
            .as_deref()
            .is_some_and(|told| !told.is_signed(link.genesis))
        {
            return self.drop_peer(id, Fault::FalseName);
        }
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        // A name for another link is not shown, but is not a fault of this peer: a relay that
        // changes a description gives the two ends of a link different bindings. A later edition of
        // Unicode may allow a name that this node does not show.
        let is_shown = |told: &SignedName| is_name(&told.name) && told.is_told_on(&link);
        let shown = told.filter(|told| is_shown(told));
        let person = shown.map(|told| Person {
            name: told.name,
            identity: told.identity,
        });
        if peer.person != person {
            peer.person = person;
            self.tell(Event::PeersChanged);
        }
    }

    /// The link to a peer, as signatures of a name from this end commit to it. `None` if the peer's
    /// protocol has no names.
    fn link_from(&self, id: PeerId, from: End) -> Option<NamedLink> {
        let peer: &Peer = self.peers.get(&id)?;
        let version = peer.version.as_ref()?;
        if version.protocol < NAMES_SINCE {
            return None;
        }
        let (from, to) = match from {
            End::Own => (self.nonce, version.nonce),
            End::Peer => (version.nonce, self.nonce),
        };
        Some(NamedLink {
            genesis: self.genesis,
            binding: peer.binding,
            from,
            to,
        })
    }
}

/// The end of a link that sends its name.
#[derive(Clone, Copy)]
enum End {
    Own,
    Peer,
}
