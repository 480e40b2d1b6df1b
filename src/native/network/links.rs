//! The interface of the network for the service and for the program.

use std::net::SocketAddr;

use node::{Fault, Input, PeerId};
use primitives::Time;
use service::{LinkFigures, Links, NetworkFigures};
use signal::{Endpoint, Group, LinkId, SharedNonce};
use wire::{split, split_part};

use super::event::{Event, Kind, SocketEvent};
use super::figures::network_figures;
use super::outgoing::Outgoing;
use super::webrtc::Command;
use super::wires::Transport;
use super::{MAX_DIALLED, Network};

impl service::Network for Network {
    type Event = Event;

    fn set_relays(&mut self, now: Time, urls: &[String]) {
        self.relays = urls.to_vec();
        self.use_urls(now);
    }

    fn dial(&mut self, now: Time, endpoint: &str) -> Result<(), String> {
        if Endpoint::parse(endpoint).is_none() {
            return Err(format!("“{endpoint}” is not a direct endpoint"));
        }
        if !self.dialled.iter().any(|known| known == endpoint) {
            if self.dialled.len() >= MAX_DIALLED {
                return Err(format!("{MAX_DIALLED} endpoints are called already"));
            }
            self.dialled.push(endpoint.to_owned());
            self.use_urls(now);
        }
        Ok(())
    }

    fn undial(&mut self, now: Time, endpoint: &str) -> bool {
        let Some(at) = self.dialled.iter().position(|known| known == endpoint) else {
            return false;
        };
        self.dialled.remove(at);
        if !self.relays.iter().any(|known| known == endpoint) {
            self.signalling.hang_up_endpoint(now.millis(), endpoint);
        }
        self.use_urls(now);
        true
    }

    fn hang_up(&mut self, now: Time, link: PeerId) -> bool {
        let id = LinkId(link.0);
        let is_open = self.wires.get(&id).is_some_and(|wire| wire.up);
        if is_open {
            self.signalling.ended(now.millis(), id);
            self.run(now);
        }
        is_open
    }

    fn address(&self, link: PeerId) -> Option<SocketAddr> {
        self.wires.get(&LinkId(link.0))?.address
    }

    fn try_again(&mut self, now: Time) {
        self.signalling.try_again(now.millis());
        self.run(now);
    }

    fn handle(&mut self, now: Time, event: Event) {
        let millis = now.millis();
        match event.0 {
            Kind::Woken => {
                self.alarm = None;
                self.signalling.woken(millis);
            }
            Kind::Socket(relay, number, event) => match event {
                SocketEvent::Opened => self.signalling.socket_opened(relay, number),
                SocketEvent::Message(message) => {
                    self.signalling
                        .socket_message(millis, relay, number, *message);
                }
                SocketEvent::Closed(reason) => {
                    self.signalling.socket_closed(millis, relay, number, reason);
                }
            },
            Kind::Link(link, event) => self.link_event(now, link, event),
            Kind::CallerCame(number, address) => {
                let admitted = self.caller_came(now, address).map(|link| {
                    let flow = self.add_wire(link, Transport::WebRtc);
                    (link, flow)
                });
                self.webrtc.send(Command::Admit(number, admitted));
            }
            Kind::Visited(admission, address) => {
                if let Some(link) = self.caller_came(now, address) {
                    let (outgoing, frames) = Outgoing::new();
                    let flow = self.add_wire(link, Transport::WebSocket(outgoing));
                    if let Some(wire) = self.wires.get_mut(&link) {
                        wire.address = Some(address);
                    }
                    admission.admit(link, flow, frames);
                }
            }
        }
        self.run(now);
    }

    fn figures(&self) -> NetworkFigures {
        network_figures(&self.signalling)
    }

    fn links(&self) -> Vec<(PeerId, LinkFigures)> {
        let open = self.wires.iter().filter(|(_, wire)| wire.up);
        let figures = open.map(|(id, wire)| {
            let figures = LinkFigures {
                name: self.signalling.short_name(*id),
                received: wire.received,
                sent: wire.sent,
            };
            (PeerId(id.0), figures)
        });
        figures.collect()
    }
}

impl Links for Network {
    fn send(&mut self, now: Time, link: PeerId, message: Vec<u8>, is_last: bool) {
        let id = LinkId(link.0);
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| wire.up) else {
            return;
        };
        if !wire.give(message.len()) {
            self.signalling.ended(now.millis(), id);
            return self.run(now);
        }
        let frames: Vec<_> = match is_last {
            true => split(&message).collect(),
            false => split_part(&message).collect(),
        };
        match &wire.transport {
            Transport::WebRtc => self.webrtc.send(Command::Frames(id, frames)),
            Transport::WebSocket(outgoing) => outgoing.send(frames),
        }
    }

    fn close(&mut self, now: Time, link: PeerId, fault: &Fault) {
        let link = LinkId(link.0);
        self.signalling.close(now.millis(), link, fault.offence());
        self.run(now);
    }

    fn duplicate(&mut self, now: Time, one: PeerId, other: PeerId, shared: SharedNonce) {
        let (one, other) = (LinkId(one.0), LinkId(other.0));
        self.signalling.duplicate(now.millis(), one, other, shared);
        self.run(now);
    }

    fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        let open = self.wires.iter_mut().filter(|(_, wire)| wire.up);
        let changed = open.filter_map(|(id, wire)| Some((PeerId(id.0), wire.take_unsent()?)));
        changed.collect()
    }

    fn discouraged(&self) -> Vec<Group> {
        self.signalling.discouraged()
    }

    fn poll(&mut self) -> Option<Input> {
        self.inputs.pop_front()
    }
}
