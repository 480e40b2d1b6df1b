//! The links of a network: their events, their beginning and their end.

use std::rc::Rc;

use primitives::Time;
use signal::attempts::Attempt;
use signal::mesh::{Input, RelayId};
use signal::{Offence, PeerKey};
use wasm_bindgen::prelude::*;
use web_sys::RtcDataChannel;
use wire::Assembler;

use super::{Event, Link, Network, Output};
use crate::network::channel::{Channel, ChannelEvent};
use crate::threads::message::{LinkEvent, LinkId, LinkOrder};

impl Network {
    /// Handles an event on a connection in the page.
    pub(super) fn page_event(
        &mut self,
        now: Time,
        id: LinkId,
        event: LinkEvent,
        transferred: JsValue,
    ) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match event {
            LinkEvent::Signal(body) => {
                link.attempt.sent(&body);
                let (relay, peer) = (link.relay, link.peer);
                self.send_signal(relay, peer, body);
            }
            LinkEvent::Ice(state) => link.attempt.ice(&state),
            LinkEvent::ServerFailed(code) => link.attempt.server_error = Some(code),
            LinkEvent::Channel => {
                let emit = Rc::clone(&self.emit);
                let emit = move |event| emit(Event::Channel(id, event));
                let channel = transferred.unchecked_into::<RtcDataChannel>();
                link.channel = Some(Channel::own(channel, link.called, emit));
            }
            LinkEvent::Relayed => {
                link.channel = Some(Channel::through_page(self.page.clone(), id));
            }
            LinkEvent::Opened => self.channel_event(now, id, ChannelEvent::Opened),
            LinkEvent::Frame => {
                if let Some(channel) = &link.channel {
                    let event = channel.receive(&transferred);
                    self.channel_event(now, id, event);
                }
            }
            LinkEvent::Taken(frames) => {
                if let Some(channel) = &mut link.channel {
                    channel.taken(frames);
                }
            }
            LinkEvent::Ended { .. } => self.end(now, id),
        }
    }

    /// Handles an event on a channel.
    pub(super) fn channel_event(&mut self, now: Time, id: LinkId, event: ChannelEvent) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let Some(channel) = &mut link.channel else {
            return;
        };
        match event {
            ChannelEvent::Opened => {
                if channel.opened() {
                    link.up = true;
                    let (peer, called) = (link.peer, link.called);
                    let group = self.mesh.group(peer);
                    let up = Output::Up {
                        link: id,
                        called,
                        group,
                    };
                    self.outputs.push_back(up);
                    self.mesh_input(now, Input::Opened(peer));
                }
            }
            ChannelEvent::Frame(frame) => {
                channel.frame_received();
                link.received += frame.bytes.len() as u64;
                match link.assembler.push(&frame.bytes) {
                    Ok(None) => {}
                    Ok(Some(message)) => self.outputs.push_back(Output::Message(id, message)),
                    Err(_) => self.offended(now, id, Offence::Malformed),
                }
            }
            ChannelEvent::Drained => channel.pump(),
            ChannelEvent::Ended { offence, .. } => match offence {
                Some(offence) => self.offended(now, id, offence),
                None => self.end(now, id),
            },
        }
    }

    /// Closes a link on which the peer committed an offence.
    fn offended(&mut self, now: Time, id: LinkId, offence: Offence) {
        if let Some(peer) = self.lose(now, id) {
            self.mesh_input(now, Input::Offended(peer, offence));
        }
    }

    /// Closes a link that has failed or that the peer closed.
    pub(super) fn end(&mut self, now: Time, id: LinkId) {
        if let Some(peer) = self.lose(now, id) {
            self.mesh_input(now, Input::Closed(peer));
        }
    }

    /// Closes and forgets a link, and notifies the node. A link that never opened is recorded as a
    /// failed attempt.
    pub(super) fn lose(&mut self, now: Time, id: LinkId) -> Option<PeerKey> {
        let link = self.withdraw(id)?;
        let peer = link.peer;
        if !link.up {
            self.attempts.push(link.attempt, now.millis());
        }
        Some(peer)
    }

    /// Closes and forgets a link, and notifies the node if it was open.
    pub(super) fn withdraw(&mut self, id: LinkId) -> Option<Link> {
        let link = self.remove_link(id)?;
        if link.up {
            self.outputs.push_back(Output::Down(id));
        }
        Some(link)
    }

    /// Closes and forgets a link.
    pub(super) fn remove_link(&mut self, id: LinkId) -> Option<Link> {
        let link = self.links.remove(&id)?;
        self.send_order(id, LinkOrder::Close);
        Some(link)
    }

    /// Adds a link that is not open yet.
    pub(super) fn new_link(&mut self, relay: RelayId, attempt: Attempt) -> LinkId {
        let id = LinkId(self.next_link);
        self.next_link += 1;
        let link = Link {
            peer: attempt.peer,
            relay,
            called: attempt.called,
            attempt,
            up: false,
            channel: None,
            assembler: Assembler::default(),
            received: 0,
            sent: 0,
            unsent: 0,
        };
        self.links.insert(id, link);
        id
    }

    /// The link with a peer; `None` if there is none.
    pub(super) fn link_with(&self, peer: PeerKey) -> Option<LinkId> {
        let with = |(id, link): (&LinkId, &Link)| (link.peer == peer).then_some(*id);
        self.links.iter().find_map(with)
    }
}
