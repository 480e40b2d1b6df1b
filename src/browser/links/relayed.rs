//! Channels that a browser can't transfer: the page passes their frames on.

use std::collections::VecDeque;

use js_sys::ArrayBuffer;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType};

use super::{Link, Links, Listener, Relayed};
use crate::threads::message::{LinkEvent, LinkId, ToNode};

/// A relayed channel is given no more frames while the browser buffers this many bytes or more.
const HIGH_WATER_BYTES: u32 = 1 << 20;
/// The browser reports when its buffer has fallen to this many bytes.
const LOW_WATER_BYTES: u32 = 256 << 10;

impl Links {
    /// Passes frames on between the worker and a channel that can't be transferred.
    pub(super) fn relay(&self, id: LinkId, link: &Link, channel: RtcDataChannel) {
        self.report(id, LinkEvent::Relayed);
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW_WATER_BYTES);
        let plain = |received: fn(&Self, LinkId)| {
            let links = self.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| received(&links, id))
        };
        let opened = plain(|links, id| links.report(id, LinkEvent::Opened));
        let drained = plain(Self::pump);
        let closed = plain(|links, id| links.end(id, "the link closed"));
        let links = self.clone();
        let message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            let (data, event) = (event.data(), LinkEvent::Frame);
            let passed = links
                .node
                .send_with(&ToNode::Link { link: id, event }, &data);
            if passed.is_err() {
                // This fails for text only, which can't be transferred. No honest peer sends text.
                links.end(id, "sent text where frames belong");
            }
        });
        channel.set_onopen(Some(opened.as_ref().unchecked_ref()));
        channel.set_onbufferedamountlow(Some(drained.as_ref().unchecked_ref()));
        channel.set_onclose(Some(closed.as_ref().unchecked_ref()));
        channel.set_onmessage(Some(message.as_ref().unchecked_ref()));
        if channel.ready_state() == RtcDataChannelState::Open {
            self.report(id, LinkEvent::Opened);
        }
        let listeners = [opened, drained, closed].map(Listener::Plain);
        link.listeners.borrow_mut().extend(listeners);
        link.listeners.borrow_mut().push(Listener::Message(message));
        let queue = VecDeque::new();
        *link.relayed.borrow_mut() = Some(Relayed { channel, queue });
    }

    /// Queues a frame of the worker for a relayed channel.
    pub(super) fn frame(&self, id: LinkId, transferred: &JsValue) {
        if let Some(link) = self.link(id)
            && let Some(relayed) = &mut *link.relayed.borrow_mut()
            && let Some(frame) = transferred.dyn_ref::<ArrayBuffer>()
        {
            relayed.queue.push_back(frame.clone());
        }
        self.pump(id);
    }

    /// Gives a relayed channel as many queued frames as the browser has room for.
    fn pump(&self, id: LinkId) {
        let Some(link) = self.link(id) else {
            return;
        };
        let mut taken = 0;
        if let Some(relayed) = &mut *link.relayed.borrow_mut() {
            while relayed.channel.buffered_amount() < HIGH_WATER_BYTES
                && let Some(frame) = relayed.queue.pop_front()
            {
                // Fails only on a channel that is closing, which raises its own event.
                let _ = relayed.channel.send_with_array_buffer(&frame);
                taken += 1;
            }
        }
        if taken > 0 {
            self.report(id, LinkEvent::Taken(taken));
        }
    }
}
