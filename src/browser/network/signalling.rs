//! How a network talks with its relay.

use std::rc::Rc;

use primitives::Time;
use signal::mesh::Input;
use signal::{Body, FromRelay, PeerKey, ToRelay};

use super::{Event, Network};
use crate::message::LinkOrder;
use crate::socket::{Socket, SocketEvent};

impl Network {
    pub(super) fn connect(&mut self, now: Time) {
        self.socket_number += 1;
        let (number, tell) = (self.socket_number, Rc::clone(&self.tell));
        let opened = Socket::open(&self.url, move |event| tell(Event::Socket(number, event)));
        match opened {
            Ok(socket) => self.socket = Some(socket),
            Err(reason) => {
                self.refused = Some(format!("This browser does not call {}: {reason}", self.url));
                self.socket = None;
                self.mesh(now, Input::RelayLost);
            }
        }
    }

    pub(super) fn socket_event(&mut self, now: Time, event: SocketEvent) {
        match event {
            SocketEvent::Opened => {
                let (room, peer) = (self.room, self.me);
                if let Some(socket) = &self.socket {
                    // A join is of fixed length.
                    let _ = socket.say(&ToRelay::Join { room, peer });
                }
            }
            SocketEvent::Word(word) => self.word(now, word),
            SocketEvent::Garbled(error) => {
                self.refused = Some(format!("The relay speaks another language: {error}."));
                self.socket = None;
                self.mesh(now, Input::RelayLost);
            }
            SocketEvent::Closed => {
                self.socket = None;
                self.mesh(now, Input::RelayLost);
            }
        }
    }

    fn word(&mut self, now: Time, word: FromRelay) {
        match word {
            FromRelay::Welcome { peers, ice_servers } => {
                self.refused = None;
                self.servers = ice_servers;
                self.mesh(now, Input::Welcomed(peers));
            }
            FromRelay::Arrived { peer } => self.mesh(now, Input::Arrived(peer)),
            FromRelay::Left { peer } => self.mesh(now, Input::Left(peer)),
            FromRelay::Signal { from, body } => self.signal(now, from, body),
            FromRelay::Refused { reason, detail } => {
                let detail = match detail.as_str() {
                    "" => String::new(),
                    detail => format!(" ({detail})"),
                };
                self.refused = Some(format!("The relay refused: {reason}{detail}."));
            }
        }
    }

    fn signal(&mut self, now: Time, from: PeerKey, body: Body) {
        match body {
            Body::Offer { sdp } => {
                self.offer = Some((from, sdp));
                self.mesh(now, Input::Offered(from));
                self.act(now);
                self.offer = None;
            }
            Body::Decline => self.mesh(now, Input::Declined(from)),
            Body::Answer { .. } | Body::Candidate { .. } => {
                if let Some(link) = self.link_with(from) {
                    self.order(link, LinkOrder::Signal(body));
                }
            }
        }
    }

    pub(super) fn answer(&mut self, peer: PeerKey) {
        let offer = self.offer.take_if(|(from, _)| *from == peer);
        if let Some((_, sdp)) = offer {
            let servers = self.servers.clone();
            let link = self.new_link(peer, false);
            self.order(link, LinkOrder::Answer { servers, sdp });
        }
    }

    pub(super) fn say(&self, to: PeerKey, body: Body) {
        if let Some(socket) = &self.socket {
            // A description above its bound can't be sent; the call then runs out of patience.
            let _ = socket.say(&ToRelay::Signal { to, body });
        }
    }
}
