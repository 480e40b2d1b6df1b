//! The links: their beginning and their end.

use super::{Descriptions, Link, LinkId, Order, Signalling};
use crate::attempts::Attempt;
use crate::endpoint::Endpoint;
use crate::mesh::{Input, RelayId, SharedNonce};
use crate::{Body, Group, Introduction, Offence, PeerKey};

impl Signalling {
    /// Passes a description or candidate of this side's connection on to the peer. A direct
    /// endpoint's answer to an offer follows from its URL.
    pub fn signal_from_link(&mut self, id: LinkId, body: Body) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        link.attempt.sent(&body);
        link.describe(&body);
        let peer = link.peer;
        match (link.relay, &body) {
            (Some(relay), _) => self.send_signal(relay, peer, body),
            (None, Body::Offer { sdp }) => {
                if let Some(Endpoint::WebRtc(endpoint)) = self.endpoint(peer) {
                    let sdp = endpoint.answer(sdp);
                    let answer = Body::Answer { sdp };
                    self.orders.push_back(Order::Signal(id, answer));
                }
            }
            // The endpoint learns the caller's addresses from its packets.
            (None, _) => {}
        }
    }

    /// Admits a caller that has opened a connection to this side's own endpoint, from a network
    /// for which this side has this tag. The driver then reports the link as opened. `None` if no
    /// slot is free.
    pub fn caller_came(&mut self, now: u64, group: Group) -> Option<LinkId> {
        let peer = self.name_unnamed();
        self.mesh_input(now, Input::CallerCame(Introduction { peer, group }));
        self.link_with(peer)
    }

    /// Notes that a link is open in both directions.
    pub fn opened(&mut self, now: u64, id: LinkId) {
        let Some(link) = self.links.get_mut(&id).filter(|link| !link.up) else {
            return;
        };
        link.up = true;
        let (peer, called) = (link.peer, link.called);
        self.orders.push_back(Order::Up {
            link: id,
            called,
            group: self.mesh.group(peer),
        });
        if let Some(descriptions) = self.descriptions(id) {
            self.orders
                .push_back(Order::Bound(id, Box::new(descriptions)));
        }
        self.mesh_input(now, Input::Opened(peer));
    }

    /// Takes the descriptions of a link that has just opened. `None` if it was made without a
    /// relay.
    fn descriptions(&mut self, id: LinkId) -> Option<Descriptions> {
        let link = self.links.get_mut(&id)?;
        let (offer, answer) = (link.offer.take()?, link.answer.take()?);
        link.relay?;
        Some(Descriptions { offer, answer })
    }

    /// Closes a link that has failed or that the peer closed.
    pub fn ended(&mut self, now: u64, id: LinkId) {
        if let Some(peer) = self.lose(now, id) {
            self.mesh_input(now, Input::Closed(peer));
        }
    }

    /// Closes a link on which the peer committed an offence.
    pub fn offended(&mut self, now: u64, id: LinkId, offence: Offence) {
        if let Some(peer) = self.lose(now, id) {
            self.mesh_input(now, Input::Offended(peer, offence));
        }
    }

    /// Closes a link for the node, without an [`Order::Down`]. If there is an offence, the mesh
    /// avoids the peer for some time.
    pub fn close(&mut self, now: u64, id: LinkId, offence: Option<Offence>) {
        if let Some(Link { peer, .. }) = self.remove_link(id) {
            let input = match offence {
                Some(offence) => Input::Offended(peer, offence),
                None => Input::Closed(peer),
            };
            self.mesh_input(now, input);
        }
    }

    /// Notes that the nodes at two open links have sent the same nonce. Closes one of the links if
    /// both lead to the same node and this side is the one to end it.
    pub fn duplicate(&mut self, now: u64, one: LinkId, other: LinkId, shared: SharedNonce) {
        let peer = |id| self.links.get(&id).map(|link| link.peer);
        if let (Some(one), Some(other)) = (peer(one), peer(other)) {
            self.mesh_input(now, Input::Duplicate { one, other, shared });
        }
    }

    /// Closes the link with the direct endpoint at this URL, if there is one.
    pub fn hang_up_endpoint(&mut self, now: u64, url: &str) {
        let mut endpoints = self.endpoints.iter();
        let found = endpoints.find(|(_, known, _)| known == url);
        if let Some(link) = found.and_then(|(peer, ..)| self.link_with(*peer)) {
            self.ended(now, link);
        }
    }

    /// Closes all links, and calls their peers again at once.
    pub fn close_all(&mut self, now: u64) {
        let links: Vec<_> = self.links.keys().copied().collect();
        for link in links {
            self.ended(now, link);
        }
        self.try_again(now);
    }

    /// Notes the new ICE state of a link's connection, for diagnosis.
    pub fn ice_changed(&mut self, id: LinkId, state: &str) {
        if let Some(link) = self.links.get_mut(&id) {
            link.attempt.ice(state);
        }
    }

    /// Notes that a STUN or TURN server has failed a link with this code, for diagnosis.
    pub fn server_failed(&mut self, id: LinkId, code: u16) {
        if let Some(link) = self.links.get_mut(&id) {
            link.attempt.server_error = Some(code);
        }
    }

    /// Whether this side called. `None` if there is no such link.
    pub fn is_called(&self, id: LinkId) -> Option<bool> {
        self.links.get(&id).map(|link| link.called)
    }

    pub(super) fn dial(&mut self, now: u64, peer: PeerKey) {
        let Some(endpoint) = self.endpoint(peer).cloned() else {
            return;
        };
        let link = self.new_link(None, Attempt::new(peer, true, now));
        self.orders.push_back(match endpoint {
            Endpoint::WebRtc(_) => Order::Call(link, self.servers()),
            Endpoint::WebSocket(url) => Order::Dial(link, url),
        });
    }

    pub(super) fn answer(&mut self, now: u64, peer: PeerKey, relay: RelayId) {
        let offer = self.offer.take_if(|(from, _)| *from == peer);
        if let Some((_, sdp)) = offer {
            let servers = self.servers();
            let offer = Body::Offer { sdp };
            let mut attempt = Attempt::new(peer, false, now);
            attempt.received(&offer);
            let link = self.new_link(Some(relay), attempt);
            if let Some(link) = self.links.get_mut(&link) {
                link.describe(&offer);
            }
            if let Body::Offer { sdp } = offer {
                self.orders.push_back(Order::Answer(link, servers, sdp));
            }
        }
    }

    /// Closes and forgets a link, and notifies the node. A link that never opened is recorded as a
    /// failed attempt.
    pub(super) fn lose(&mut self, now: u64, id: LinkId) -> Option<PeerKey> {
        let link = self.withdraw(id)?;
        let peer = link.peer;
        if !link.up {
            self.attempts.push(link.attempt, now);
        }
        Some(peer)
    }

    /// Closes and forgets a link, and notifies the node if it was open.
    pub(super) fn withdraw(&mut self, id: LinkId) -> Option<Link> {
        let link = self.remove_link(id)?;
        if link.up {
            self.orders.push_back(Order::Down(id));
        }
        Some(link)
    }

    fn remove_link(&mut self, id: LinkId) -> Option<Link> {
        let link = self.links.remove(&id)?;
        self.orders.push_back(Order::Close(id));
        Some(link)
    }

    /// Adds a link that is not open yet.
    pub(super) fn new_link(&mut self, relay: Option<RelayId>, attempt: Attempt) -> LinkId {
        let id = LinkId(self.next_link);
        self.next_link += 1;
        let link = Link {
            peer: attempt.peer,
            relay,
            called: attempt.called,
            attempt,
            up: false,
            offer: None,
            answer: None,
        };
        self.links.insert(id, link);
        id
    }

    /// The link with a peer; `None` if there is none.
    pub(super) fn link_with(&self, peer: PeerKey) -> Option<LinkId> {
        let with = |(id, link): (&LinkId, &Link)| (link.peer == peer).then_some(*id);
        self.links.iter().find_map(with)
    }

    fn endpoint(&self, peer: PeerKey) -> Option<&Endpoint> {
        let mut endpoints = self.endpoints.iter();
        let found = endpoints.find(|(key, ..)| *key == peer);
        found.map(|(.., endpoint)| endpoint)
    }
}

impl Link {
    /// Notes a description of its connection, unless it has one of that kind.
    pub(super) fn describe(&mut self, body: &Body) {
        match body {
            Body::Offer { sdp } => _ = self.offer.get_or_insert_with(|| sdp.clone()),
            Body::Answer { sdp } => _ = self.answer.get_or_insert_with(|| sdp.clone()),
            Body::Candidate { .. } | Body::Decline => {}
        }
    }
}
