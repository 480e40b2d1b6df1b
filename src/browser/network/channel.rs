//! One data channel in the node worker, or a WebSocket in its place. It slows outgoing frames down
//! to the speed of the peer, and bounds the incoming frames that wait.
//!
//! # Bounds
//!
//! - Out: at most [`MAX_QUEUED_BYTES`] bytes wait here, and about `HIGH_WATER_BYTES` in the
//!   browser. The node gets the number of [`unsent`](Channel::unsent) bytes, and keeps at most half
//!   of [`MAX_QUEUED_BYTES`] unsent on a link.
//! - In: at most [`MAX_WAITING_BYTES`](wire::MAX_WAITING_BYTES) bytes wait to be handled. A peer
//!   that sends more, faster than the node reads, is disconnected.

use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use primitives::Time;
use signal::Offence;
use wasm_bindgen::prelude::*;
use web_sys::{
    Event, MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType, WebSocket,
};
use wire::{FRAME, Intake, Refusal, Waiting, split, split_part};

use crate::clock::{Alarm, now};
use crate::threads::message::{LinkId, LinkOrder, ToPage};
use crate::threads::port::Port;

/// Maximum bytes queued here to be sent: twice the maximum that the node has unsent on a link.
pub const MAX_QUEUED_BYTES: usize = 1 << 20;
/// While the browser buffers this many bytes, no more are passed to it. The number is far below the
/// 16 MiB at which Chromium closes a channel, but keeps a fast line busy between two turns of the
/// worker.
const HIGH_WATER_BYTES: u32 = 256 << 10;
/// The browser reports when its buffer has fallen to this many bytes. Buffered bytes up to this
/// count as sent.
const LOW_WATER_BYTES: u32 = 64 << 10;
/// The interval at which the buffer of a WebSocket is checked while it has unsent bytes, in
/// milliseconds.
const DRAIN_MILLIS: u64 = 20;
/// Maximum number of frames that are sent to the page for a channel that it holds, and that the
/// page has not passed to the channel yet.
const MAX_FRAMES_AT_PAGE: usize = 64;

/// An event on a channel.
#[derive(Debug)]
pub enum ChannelEvent {
    /// The channel is open in both directions.
    Opened,
    /// A frame was received.
    Frame(Received),
    /// The browser's buffer has room again.
    Drained,
    /// The channel has closed, or the peer broke a rule of the protocol on it.
    Ended {
        /// The reason, for diagnosis.
        reason: String,
        /// The peer's offence; `None` if it committed none.
        offence: Option<Offence>,
    },
}

/// A received frame. It counts as waiting until it is dropped.
#[derive(Debug)]
pub struct Received {
    /// Its bytes.
    pub bytes: Vec<u8>,
    _waiting: Waiting,
}

/// The peer reads too slowly: the queue is full, with this many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reads too slowly: {0} bytes queued")]
pub struct TooSlow(usize);

/// The sending side of a data channel, and the listeners of a channel that this worker owns.
/// Dropping it closes a channel that the worker owns.
pub struct Channel {
    route: Route,
    open: bool,
    /// While this is true, nothing is sent. The first received frame makes it false. It is true at
    /// first on the calling side, because the other side's worker gets its end of the channel a
    /// moment after the channel has opened, and frames that arrive in that moment are lost.
    is_held: bool,
    queue: VecDeque<Vec<u8>>,
    queued: usize,
    intake: Intake,
}

enum Route {
    /// This worker owns the channel.
    Own {
        channel: RtcDataChannel,
        /// For a WebSocket, which reports no [`Drained`](ChannelEvent::Drained): goes off while
        /// there are unsent bytes.
        drain: Option<Alarm>,
        _closures: Closures,
    },
    /// The page holds the channel.
    Page {
        page: Port<ToPage>,
        link: LinkId,
        /// Frames that may still be sent to the page.
        credit: usize,
    },
}

/// The closures that the channel calls; dropped with it.
struct Closures {
    _plain: Vec<Closure<dyn FnMut(Event)>>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// A channel that was transferred to this worker. If `is_held`, nothing is sent before the
    /// first frame is received. `emit` receives the channel's events.
    pub fn own(
        channel: RtcDataChannel,
        is_held: bool,
        emit: impl Fn(ChannelEvent) + 'static,
    ) -> Self {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW_WATER_BYTES);
        let intake = Intake::default();
        let emit = Rc::new(emit);
        let plain = |event: fn() -> ChannelEvent| {
            let emit = Rc::clone(&emit);
            Closure::<dyn FnMut(Event)>::new(move |_| emit(event()))
        };
        let opened = plain(|| ChannelEvent::Opened);
        let drained = plain(|| ChannelEvent::Drained);
        let ended = plain(|| ChannelEvent::Ended {
            reason: "the link closed".into(),
            offence: None,
        });
        let message = {
            let (emit, intake) = (Rc::clone(&emit), intake.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                emit(receive(&event.data(), &intake));
            })
        };
        channel.set_onopen(Some(opened.as_ref().unchecked_ref()));
        channel.set_onbufferedamountlow(Some(drained.as_ref().unchecked_ref()));
        channel.set_onclose(Some(ended.as_ref().unchecked_ref()));
        channel.set_onmessage(Some(message.as_ref().unchecked_ref()));
        if channel.ready_state() == RtcDataChannelState::Open {
            // The channel opened during the transfer, and raises no further event for that.
            emit(ChannelEvent::Opened);
        }
        let closures = Closures {
            _plain: vec![opened, drained, ended],
            _message: message,
        };
        let route = Route::Own {
            channel,
            drain: None,
            _closures: closures,
        };
        Self::new(route, is_held, intake)
    }

    /// A WebSocket to this URL in place of a data channel. `None` if the browser rejects the URL.
    pub fn socket(url: &str, emit: impl Fn(ChannelEvent) + 'static) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let emit = Rc::new(emit);
        let drained = Rc::clone(&emit);
        // A WebSocket has all members of a data channel that are used here, under the same names,
        // except for the report that the buffer has drained.
        let channel = socket.unchecked_into();
        let mut channel = Self::own(channel, true, move |event| emit(event));
        if let Route::Own { drain, .. } = &mut channel.route {
            *drain = Some(Alarm::new(move || drained(ChannelEvent::Drained)));
        }
        Some(channel)
    }

    /// A channel that stays in the page, for a browser that can't transfer it.
    pub fn through_page(page: Port<ToPage>, link: LinkId) -> Self {
        let route = Route::Page {
            page,
            link,
            credit: MAX_FRAMES_AT_PAGE,
        };
        Self::new(route, false, Intake::default())
    }

    fn new(route: Route, is_held: bool, intake: Intake) -> Self {
        Self {
            route,
            open: false,
            is_held,
            queue: VecDeque::new(),
            queued: 0,
            intake,
        }
    }

    /// Notes that the channel is open. Returns whether it was not open before.
    pub fn opened(&mut self) -> bool {
        let is_new = !self.open;
        self.open = true;
        self.pump();
        is_new
    }

    /// Notes that a frame was received, which shows that the other side listens.
    pub fn frame_received(&mut self) {
        if self.is_held {
            self.is_held = false;
            self.pump();
        }
    }

    /// Notes that the page has passed this many frames to the channel that it holds.
    pub fn taken(&mut self, frames: u32) {
        if let Route::Page { credit, .. } = &mut self.route {
            *credit = credit
                .saturating_add(frames as usize)
                .min(MAX_FRAMES_AT_PAGE);
        }
        self.pump();
    }

    /// Reads a frame that the page passed on.
    pub fn receive(&self, data: &JsValue) -> ChannelEvent {
        receive(data, &self.intake)
    }

    /// Sends or queues a message, or the last piece of one.
    ///
    /// # Errors
    /// If the queue would exceed [`MAX_QUEUED_BYTES`] bytes. Nothing of the message is queued then.
    pub fn send(&mut self, message: &[u8]) -> Result<(), TooSlow> {
        self.queue(message.len(), split(message))
    }

    /// Sends or queues a piece of a message whose last piece comes later.
    ///
    /// # Errors
    /// If the queue would exceed [`MAX_QUEUED_BYTES`] bytes. Nothing of the message is queued then.
    pub fn send_part(&mut self, piece: &[u8]) -> Result<(), TooSlow> {
        self.queue(piece.len(), split_part(piece))
    }

    fn queue(
        &mut self,
        bytes: usize,
        frames: impl Iterator<Item = Vec<u8>>,
    ) -> Result<(), TooSlow> {
        if self.queued + bytes > MAX_QUEUED_BYTES {
            return Err(TooSlow(self.queued));
        }
        for frame in frames {
            self.queued += frame.len();
            self.queue.push_back(frame);
        }
        self.pump();
        Ok(())
    }

    /// The number of bytes that were passed to this channel and are not sent yet. Of the browser's
    /// buffer, only the bytes above `LOW_WATER_BYTES` count. If the page holds the channel, each
    /// frame that the page has not passed to it counts as a frame of full length.
    pub fn unsent(&self) -> usize {
        let given = match &self.route {
            Route::Own { channel, .. } => {
                channel.buffered_amount().saturating_sub(LOW_WATER_BYTES) as usize
            }
            Route::Page { credit, .. } => (MAX_FRAMES_AT_PAGE - credit) * FRAME,
        };
        self.queued + given
    }

    /// Passes the browser as many queued frames as it has room for.
    pub fn pump(&mut self) {
        if !self.open || self.is_held {
            return;
        }
        while self.room()
            && let Some(frame) = self.queue.pop_front()
        {
            self.queued -= frame.len();
            self.give(&frame);
        }
        if let Route::Own {
            drain: Some(alarm), ..
        } = &self.route
            && self.unsent() > 0
        {
            alarm.set(Time(now().millis() + DRAIN_MILLIS));
        }
    }

    fn room(&self) -> bool {
        match &self.route {
            Route::Own { channel, .. } => channel.buffered_amount() < HIGH_WATER_BYTES,
            Route::Page { credit, .. } => *credit > 0,
        }
    }

    fn give(&mut self, frame: &[u8]) {
        match &mut self.route {
            Route::Own { channel, .. } => {
                // Fails only on a channel that is closing, which raises its own event.
                let _ = channel.send_with_u8_array(frame);
            }
            Route::Page { page, link, credit } => {
                *credit -= 1;
                let buffer = Uint8Array::from(frame).buffer();
                let (link, order) = (*link, LinkOrder::Frame);
                // An ArrayBuffer can be transferred everywhere.
                let _ = page.send_with(&ToPage::Link { link, order }, &buffer);
            }
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Route::Own { channel, .. } = &self.route {
            channel.set_onopen(None);
            channel.set_onbufferedamountlow(None);
            channel.set_onclose(None);
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// The event for received data: a frame, or the channel's end if the data is not a frame or exceeds
/// the bound.
fn receive(data: &JsValue, intake: &Intake) -> ChannelEvent {
    let Some(buffer) = data.dyn_ref::<ArrayBuffer>() else {
        return ChannelEvent::Ended {
            reason: "sent text where frames belong".into(),
            offence: Some(Offence::Malformed),
        };
    };
    match intake.take(buffer.byte_length() as usize) {
        Ok(waiting) => ChannelEvent::Frame(Received {
            bytes: Uint8Array::new(buffer).to_vec(),
            _waiting: waiting,
        }),
        Err(refusal) => ChannelEvent::Ended {
            reason: refusal.to_string(),
            offence: match refusal {
                Refusal::TooLong(_) => Some(Offence::Malformed),
                Refusal::TooFast => None,
            },
        },
    }
}
