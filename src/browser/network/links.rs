//! The frames of links, and the events on their channels.

use std::rc::Rc;

use primitives::Time;
use signal::{LinkId, Offence};
use wasm_bindgen::prelude::*;
use web_sys::RtcDataChannel;
use wire::Assembler;

use super::{Event, Network, Output, Wire};
use crate::network::channel::{Channel, ChannelEvent};
use crate::threads::message::LinkEvent;

impl Network {
    /// Handles an event on a connection in the page.
    pub(super) fn page_event(
        &mut self,
        now: Time,
        id: LinkId,
        event: LinkEvent,
        transferred: JsValue,
    ) {
        let Some(wire) = self.wires.get_mut(&id) else {
            return;
        };
        match event {
            LinkEvent::Signal(body) => self.signalling.signal_from_link(id, body),
            LinkEvent::Ice(state) => self.signalling.ice_changed(id, &state),
            LinkEvent::ServerFailed(code) => self.signalling.server_failed(id, code),
            LinkEvent::Channel => {
                let emit = Rc::clone(&self.emit);
                let emit = move |event| emit(Event::Channel(id, event));
                let channel = transferred.unchecked_into::<RtcDataChannel>();
                wire.channel = Some(Channel::own(channel, wire.called, emit));
            }
            LinkEvent::Relayed => {
                wire.channel = Some(Channel::through_page(self.page.clone(), id));
            }
            LinkEvent::Opened => self.channel_event(now, id, ChannelEvent::Opened),
            LinkEvent::Frame => {
                if let Some(channel) = &wire.channel {
                    let event = channel.receive(&transferred);
                    self.channel_event(now, id, event);
                }
            }
            LinkEvent::Taken(frames) => {
                if let Some(channel) = &mut wire.channel {
                    channel.taken(frames);
                }
            }
            LinkEvent::Ended { .. } => self.signalling.ended(now.millis(), id),
        }
    }

    /// Handles an event on a channel.
    pub(super) fn channel_event(&mut self, now: Time, id: LinkId, event: ChannelEvent) {
        let Some(wire) = self.wires.get_mut(&id) else {
            return;
        };
        let Some(channel) = &mut wire.channel else {
            return;
        };
        let (signalling, now) = (&mut self.signalling, now.millis());
        match event {
            ChannelEvent::Opened => {
                if channel.opened() {
                    signalling.opened(now, id);
                }
            }
            ChannelEvent::Frame(frame) => {
                channel.frame_received();
                wire.received += frame.bytes.len() as u64;
                match wire.assembler.push(&frame.bytes) {
                    Ok(None) => {}
                    Ok(Some(message)) => self.outputs.push_back(Output::Message(id, message)),
                    Err(_) => signalling.offended(now, id, Offence::Malformed),
                }
            }
            ChannelEvent::Drained => channel.pump(),
            ChannelEvent::Ended { offence, .. } => match offence {
                Some(offence) => signalling.offended(now, id, offence),
                None => signalling.ended(now, id),
            },
        }
    }

    /// Opens a link over a WebSocket. While links go through TURN servers only, no such link is
    /// opened, since the other node would see this device's address.
    pub(super) fn dial(&mut self, now: Time, id: LinkId, url: &str) {
        self.add_wire(id, true);
        let emit = Rc::clone(&self.emit);
        let emit = move |event| emit(Event::Channel(id, event));
        let opened = match self.relayed_only {
            true => None,
            false => Channel::socket(url, emit),
        };
        match (opened, self.wires.get_mut(&id)) {
            (Some(channel), Some(wire)) => wire.channel = Some(channel),
            _ => self.signalling.ended(now.millis(), id),
        }
    }

    /// Adds the wire of a new link, without a channel yet.
    pub(super) fn add_wire(&mut self, id: LinkId, called: bool) {
        let wire = Wire {
            called,
            up: false,
            channel: None,
            assembler: Assembler::default(),
            received: 0,
            sent: 0,
            unsent: 0,
        };
        self.wires.insert(id, wire);
    }
}
