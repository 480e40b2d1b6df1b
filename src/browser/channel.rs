//! One data channel as its owner, the node worker, has it: frames out under backpressure, frames in
//! under a bound.
//!
//! # Bounds
//!
//! - Out: at most [`MAX_QUEUED`] bytes wait here, and about `HIGH` in the browser. The node is told
//!   how much is [`unsent`](Channel::unsent), and gives a channel no more than half of that.
//! - In: at most [`MAX_WAITING`](crate::intake::MAX_WAITING) bytes wait for the node's turn; a peer
//!   that sends faster than the node reads, for that long, is given up.

use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType};
use wire::{FRAME, split, split_part};

use crate::intake::{Intake, Waiting};
use crate::message::{LinkId, LinkOrder, ToPage};
use crate::port::Port;

/// Most bytes that wait to be sent: twice what the node has unsent on a link.
pub const MAX_QUEUED: usize = 1 << 20;
/// Bytes that the browser is given to buffer. Far below the 16 MiB at which Chromium breaks a
/// channel off, and enough to keep a fast line busy between two turns of the worker.
const HIGH: u32 = 256 << 10;
/// The browser tells when its buffer has fallen to this. Bytes below it count as sent.
const LOW: u32 = 64 << 10;
/// Frames under way to a channel that the page holds.
const CREDIT: usize = 64;

/// What happens on a channel.
#[derive(Debug)]
pub enum ChannelEvent {
    /// It is open both ways.
    Opened,
    /// A frame came.
    Frame(Received),
    /// There is room for more.
    Drained,
    /// It has closed, or what came over it breaks a rule.
    Ended {
        /// Why.
        reason: String,
    },
}

/// A frame that was received. While it lives it counts as waiting.
#[derive(Debug)]
pub struct Received {
    /// Its bytes.
    pub bytes: Vec<u8>,
    _waiting: Waiting,
}

/// A peer takes too slowly what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reads too slowly: {0} bytes queued")]
pub struct TooSlow(usize);

/// The sending side of a data channel, and the ears of one that is owned here.
pub struct Channel {
    way: Way,
    open: bool,
    /// Nothing may be sent until the other side was heard. The calling side starts so: the other's
    /// worker gets its end of the channel a moment after it opened, and what arrives in that moment
    /// is lost.
    held: bool,
    queue: VecDeque<Vec<u8>>,
    queued: usize,
    intake: Intake,
}

enum Way {
    /// The channel is this worker's own.
    Own {
        channel: RtcDataChannel,
        _ears: Ears,
    },
    /// The page holds the channel.
    Page {
        page: Port<ToPage>,
        link: LinkId,
        /// Frames that the page may still be sent.
        credit: usize,
    },
}

/// The closures that the channel calls; dropped with it.
struct Ears {
    _plain: Vec<Closure<dyn FnMut(Event)>>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Takes over a channel that was handed to this worker. `tell` hears what happens on it.
    pub fn own(channel: RtcDataChannel, held: bool, tell: impl Fn(ChannelEvent) + 'static) -> Self {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW);
        let intake = Intake::default();
        let tell = Rc::new(tell);
        let plain = |event: fn() -> ChannelEvent| {
            let tell = Rc::clone(&tell);
            Closure::<dyn FnMut(Event)>::new(move |_| tell(event()))
        };
        let opened = plain(|| ChannelEvent::Opened);
        let drained = plain(|| ChannelEvent::Drained);
        let ended = plain(|| ChannelEvent::Ended {
            reason: "the link closed".into(),
        });
        let message = {
            let (tell, intake) = (Rc::clone(&tell), intake.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                tell(receive(&event.data(), &intake));
            })
        };
        channel.set_onopen(Some(opened.as_ref().unchecked_ref()));
        channel.set_onbufferedamountlow(Some(drained.as_ref().unchecked_ref()));
        channel.set_onclose(Some(ended.as_ref().unchecked_ref()));
        channel.set_onmessage(Some(message.as_ref().unchecked_ref()));
        if channel.ready_state() == RtcDataChannelState::Open {
            // It opened on its way here, and won't say so again.
            tell(ChannelEvent::Opened);
        }
        let ears = Ears {
            _plain: vec![opened, drained, ended],
            _message: message,
        };
        let way = Way::Own {
            channel,
            _ears: ears,
        };
        Self::new(way, held, intake)
    }

    /// A channel that stays with the page, where a browser can't hand it over.
    pub fn through_page(page: Port<ToPage>, link: LinkId) -> Self {
        let way = Way::Page {
            page,
            link,
            credit: CREDIT,
        };
        Self::new(way, false, Intake::default())
    }

    fn new(way: Way, held: bool, intake: Intake) -> Self {
        Self {
            way,
            open: false,
            held,
            queue: VecDeque::new(),
            queued: 0,
            intake,
        }
    }

    /// The channel is open. Tells whether that is news.
    pub fn opened(&mut self) -> bool {
        let news = !self.open;
        self.open = true;
        self.pump();
        news
    }

    /// A frame came: the other side listens.
    pub fn heard(&mut self) {
        if self.held {
            self.held = false;
            self.pump();
        }
    }

    /// The page has given so many frames to the channel it holds.
    pub fn taken(&mut self, frames: u32) {
        if let Way::Page { credit, .. } = &mut self.way {
            *credit = credit.saturating_add(frames as usize).min(CREDIT);
        }
        self.pump();
    }

    /// Reads a frame that came through the page.
    pub fn receive(&self, data: &JsValue) -> ChannelEvent {
        receive(data, &self.intake)
    }

    /// Sends a message, or the last piece of one, or has it wait its turn.
    ///
    /// # Errors
    /// If too much waits already.
    pub fn send(&mut self, message: &[u8]) -> Result<(), TooSlow> {
        self.queue(message.len(), split(message))
    }

    /// Sends a piece of a message of which more follows.
    ///
    /// # Errors
    /// If too much waits already.
    pub fn send_part(&mut self, piece: &[u8]) -> Result<(), TooSlow> {
        self.queue(piece.len(), split_part(piece))
    }

    fn queue(
        &mut self,
        bytes: usize,
        frames: impl Iterator<Item = Vec<u8>>,
    ) -> Result<(), TooSlow> {
        if self.queued + bytes > MAX_QUEUED {
            return Err(TooSlow(self.queued));
        }
        for frame in frames {
            self.queued += frame.len();
            self.queue.push_back(frame);
        }
        self.pump();
        Ok(())
    }

    /// Bytes that were given to this channel and are not sent yet, but for the last few in the
    /// browser's buffer.
    pub fn unsent(&self) -> usize {
        let given = match &self.way {
            Way::Own { channel, .. } => channel.buffered_amount().saturating_sub(LOW) as usize,
            Way::Page { credit, .. } => (CREDIT - credit) * FRAME,
        };
        self.queued + given
    }

    /// Gives the browser what it has room for.
    pub fn pump(&mut self) {
        if !self.open || self.held {
            return;
        }
        while self.room()
            && let Some(frame) = self.queue.pop_front()
        {
            self.queued -= frame.len();
            self.give(&frame);
        }
    }

    fn room(&self) -> bool {
        match &self.way {
            Way::Own { channel, .. } => channel.buffered_amount() < HIGH,
            Way::Page { credit, .. } => *credit > 0,
        }
    }

    fn give(&mut self, frame: &[u8]) {
        match &mut self.way {
            Way::Own { channel, .. } => {
                // Fails only on a channel that is closing, whose end is told by its own event.
                let _ = channel.send_with_u8_array(frame);
            }
            Way::Page { page, link, credit } => {
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
        if let Way::Own { channel, .. } = &self.way {
            channel.set_onopen(None);
            channel.set_onbufferedamountlow(None);
            channel.set_onclose(None);
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// Takes what a channel brings, if it is a frame and there is room for it.
fn receive(data: &JsValue, intake: &Intake) -> ChannelEvent {
    let Some(buffer) = data.dyn_ref::<ArrayBuffer>() else {
        let reason = "sent text where frames belong".into();
        return ChannelEvent::Ended { reason };
    };
    match intake.take(buffer.byte_length() as usize) {
        Ok(waiting) => ChannelEvent::Frame(Received {
            bytes: Uint8Array::new(buffer).to_vec(),
            _waiting: waiting,
        }),
        Err(refusal) => ChannelEvent::Ended {
            reason: refusal.to_string(),
        },
    }
}
