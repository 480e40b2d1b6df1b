//! The node worker's side of the network: the sockets to the relays and the data channels.
//! [`Signalling`] decides which relays to join and which links to open and to end. This module
//! carries out its orders.
//!
//! Each event becomes an [`Event`], which the driver passes back to [`Network::handle`], so no
//! method is entered while another one runs. [`Network::poll`] returns the events for the node. The
//! WebRTC connections themselves live in the page ([`Links`](crate::links::Links)), which receives
//! orders.

pub mod channel;
mod links;
pub mod socket;

use std::collections::VecDeque;
use std::rc::Rc;

use api::{AttemptView, RelayEntry, RelayView};
use litemap::LiteMap;
use primitives::Time;
use signal::mesh::{Presence, RelayId, Settings};
use signal::{Group, LinkId, Offence, Order, PeerKey, Room, SharedNonce, Signalling, Visit};
use wasm_bindgen::prelude::*;
use wire::{Assembler, link_binding};

use crate::clock::Alarm;
use crate::entropy::random;
use crate::threads::message::{LinkEvent, LinkOrder, ToPage};
use crate::threads::port::Port;
use channel::{Channel, ChannelEvent};
use socket::{Socket, SocketEvent};

/// An event for the network: one from its own listeners, or one that the worker makes from a
/// message of the page.
#[derive(Debug)]
pub enum Event {
    /// An event on the socket with this number to this relay.
    Socket(RelayId, u32, SocketEvent),
    /// An event on a connection in the page, with the object that was transferred with the message.
    Page(LinkId, LinkEvent, JsValue),
    /// An event on a channel.
    Channel(LinkId, ChannelEvent),
    /// The alarm went off.
    Woken,
}

/// An event for the node.
#[derive(Debug)]
pub enum Output {
    /// A link is open.
    Up {
        /// The link.
        link: LinkId,
        /// Whether this side made the call.
        called: bool,
        /// The group of the peer, by which the node chooses links that give way. `None` if no relay
        /// has given it.
        group: Option<Group>,
    },
    /// This link has this binding, which the signatures of names cover. The output before this one
    /// reports that the link is up.
    Bound(LinkId, [u8; 32]),
    /// An open link has ended.
    Down(LinkId),
    /// A message was received on this link.
    Message(LinkId, Vec<u8>),
}

/// Figures of an open link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The first characters of the peer's key.
    pub name: String,
    /// Bytes received.
    pub received: u64,
    /// Bytes sent.
    pub sent: u64,
}

/// The network of one open chain. When dropped, it closes all links and sockets.
pub struct Network {
    page: Port<ToPage>,
    emit: Rc<dyn Fn(Event)>,
    alarm: Alarm,
    /// Whether new links go through TURN servers only.
    relayed_only: bool,
    signalling: Signalling,
    /// At most one for each relay.
    sockets: LiteMap<RelayId, Socket>,
    /// One for each link of `signalling`.
    wires: LiteMap<LinkId, Wire>,
    outputs: VecDeque<Output>,
}

/// A link's channel, and its figures.
struct Wire {
    called: bool,
    up: bool,
    channel: Option<Channel>,
    assembler: Assembler,
    received: u64,
    sent: u64,
    /// The number of unsent bytes that was reported last.
    unsent: usize,
}

impl Network {
    /// Joins a room at these relays and maintains links with the peers in it, and with these direct
    /// endpoints ([`signal::endpoint`]). If `relayed_only`, links go through TURN servers only.
    /// `emit` receives events, which must be passed to [`handle`](Self::handle) after `emit` has
    /// returned.
    pub fn new(
        page: Port<ToPage>,
        relays: &[String],
        relayed_only: bool,
        room: Room,
        now: Time,
        emit: impl Fn(Event) + 'static,
    ) -> Self {
        let emit: Rc<dyn Fn(Event)> = Rc::new(emit);
        let wake = Rc::clone(&emit);
        let visit = Visit {
            room,
            me: PeerKey::from_bytes(random()),
            unnamed: u128::from_le_bytes(random()),
            seed: u64::from_le_bytes(random()),
            first_link: u32::from_le_bytes(random()),
        };
        let mut network = Self {
            page,
            emit,
            alarm: Alarm::new(move || wake(Event::Woken)),
            relayed_only,
            signalling: Signalling::new(visit, Settings::default(), now.millis()),
            sockets: LiteMap::new(),
            wires: LiteMap::new(),
            outputs: VecDeque::new(),
        };
        network.set_relays(now, relays);
        network
    }

    /// Uses these relays and direct endpoints from now on (see [`Signalling::set_relays`]). Links
    /// stay open.
    pub fn set_relays(&mut self, now: Time, urls: &[String]) {
        self.signalling.set_relays(now.millis(), urls);
        self.run(now);
    }

    /// Sets whether links go through TURN servers only. If that changes, all links are closed and
    /// peers are called again.
    pub fn set_relayed_only(&mut self, now: Time, relayed_only: bool) {
        if self.relayed_only != relayed_only {
            self.relayed_only = relayed_only;
            self.signalling.close_all(now.millis());
            self.run(now);
        }
    }

    /// Calls lost relays and unreached peers again at once.
    pub fn try_again(&mut self, now: Time) {
        self.signalling.try_again(now.millis());
        self.run(now);
    }

    /// The groups whose peers have offended lately, in order.
    pub fn discouraged(&self) -> Vec<Group> {
        self.signalling.discouraged()
    }

    /// Handles an event. Then drain [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, event: Event) {
        match event {
            Event::Socket(relay, number, event) => self.socket_event(now, relay, number, event),
            Event::Page(link, event, transferred) => self.page_event(now, link, event, transferred),
            Event::Channel(link, event) => self.channel_event(now, link, event),
            Event::Woken => self.signalling.woken(now.millis()),
        }
        self.run(now);
    }

    /// The next event for the node; `None` if there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Sends a message on a link, or a piece of one. `is_last` is false if further pieces of the
    /// message will follow. Nothing is sent on a link that is not open. A link whose queue is full
    /// is closed.
    pub fn send(&mut self, now: Time, id: LinkId, message: &[u8], is_last: bool) {
        let Some(wire) = self.wires.get_mut(&id).filter(|wire| wire.up) else {
            return;
        };
        let Some(channel) = &mut wire.channel else {
            return;
        };
        wire.sent += message.len() as u64;
        let sent = match is_last {
            true => channel.send(message),
            false => channel.send_part(message),
        };
        if sent.is_err() {
            self.signalling.ended(now.millis(), id);
            self.run(now);
        }
    }

    /// The open links whose number of unsent bytes has changed since the last call, with that
    /// number.
    pub fn take_unsent(&mut self) -> Vec<(LinkId, usize)> {
        let mut changed = Vec::new();
        for (id, wire) in &mut self.wires {
            let unsent = wire.channel.as_ref().map_or(0, Channel::unsent);
            if wire.up && core::mem::replace(&mut wire.unsent, unsent) != unsent {
                changed.push((*id, unsent));
            }
        }
        changed
    }

    /// Closes a link for the node, without an [`Output::Down`]. If there is an offence, the mesh
    /// avoids the peer for some time.
    pub fn close(&mut self, now: Time, id: LinkId, offence: Option<Offence>) {
        self.signalling.close(now.millis(), id, offence);
        self.run(now);
    }

    /// Notes that two links lead to the same node. One of them may be closed.
    pub fn duplicate(&mut self, now: Time, one: LinkId, other: LinkId, shared: SharedNonce) {
        self.signalling.duplicate(now.millis(), one, other, shared);
        self.run(now);
    }

    /// The state of each relay and direct endpoint.
    pub fn relays(&self) -> Vec<RelayEntry> {
        let relays = self.signalling.relays();
        let entry = |(url, state, refused): (&str, _, _)| RelayEntry {
            url: url.to_owned(),
            state: RelayView::new(state, refused),
        };
        relays.map(entry).collect()
    }

    /// The numbers of present peers without an open link, and of those that can't be reached.
    pub fn presence(&self) -> Presence {
        self.signalling.presence()
    }

    /// Attempts that failed, newest first.
    pub fn attempts(&self) -> Vec<AttemptView> {
        self.signalling.attempts().map(AttemptView::from).collect()
    }

    /// Whether a relay has named a TURN server.
    pub fn has_turn(&self) -> bool {
        self.signalling.has_turn()
    }

    /// Whether new links go through TURN servers only.
    pub fn is_relayed_only(&self) -> bool {
        self.relayed_only
    }

    /// The open links and their figures.
    pub fn figures(&self) -> impl Iterator<Item = (LinkId, Figures)> + '_ {
        let open = self.wires.iter().filter(|(_, wire)| wire.up);
        open.map(|(id, wire)| {
            let figures = Figures {
                name: self.signalling.short_name(*id),
                received: wire.received,
                sent: wire.sent,
            };
            (*id, figures)
        })
    }

    fn socket_event(&mut self, now: Time, id: RelayId, number: u32, event: SocketEvent) {
        let (signalling, now) = (&mut self.signalling, now.millis());
        match event {
            SocketEvent::Opened => signalling.socket_opened(id, number),
            SocketEvent::Message(message) => signalling.socket_message(now, id, number, message),
            SocketEvent::Closed => signalling.socket_closed(now, id, number, None),
        }
    }

    /// Carries out the orders of the signalling until it sleeps.
    fn run(&mut self, now: Time) {
        loop {
            match self.signalling.poll() {
                Order::OpenSocket { relay, number, url } => self.connect(now, relay, number, &url),
                Order::CloseSocket(relay) => {
                    self.sockets.remove(&relay);
                }
                Order::Send(relay, message) => {
                    if let Some(socket) = self.sockets.get(&relay) {
                        // A description that exceeds its bound can't be sent; the call then times
                        // out.
                        let _ = socket.send(&message);
                    }
                }
                Order::Call(link, servers) => {
                    self.add_wire(link, true);
                    let relayed_only = self.relayed_only;
                    let order = LinkOrder::Call {
                        servers,
                        relayed_only,
                    };
                    self.send_order(link, order);
                }
                Order::Answer(link, servers, sdp) => {
                    self.add_wire(link, false);
                    let relayed_only = self.relayed_only;
                    let order = LinkOrder::Answer {
                        servers,
                        relayed_only,
                        sdp,
                    };
                    self.send_order(link, order);
                }
                Order::Dial(link, url) => self.dial(now, link, &url),
                Order::Signal(link, body) => self.send_order(link, LinkOrder::Signal(body)),
                Order::Close(link) => {
                    self.wires.remove(&link);
                    self.send_order(link, LinkOrder::Close);
                }
                Order::Up {
                    link,
                    called,
                    group,
                } => {
                    if let Some(wire) = self.wires.get_mut(&link) {
                        wire.up = true;
                    }
                    let up = Output::Up {
                        link,
                        called,
                        group,
                    };
                    self.outputs.push_back(up);
                }
                Order::Bound(link, descriptions) => {
                    let binding = link_binding(&descriptions.offer, &descriptions.answer);
                    self.outputs.push_back(Output::Bound(link, binding));
                }
                Order::Down(link) => self.outputs.push_back(Output::Down(link)),
                Order::Sleep(at) => {
                    if at < u64::MAX {
                        self.alarm.set(Time(at));
                    }
                    return;
                }
            }
        }
    }

    fn connect(&mut self, now: Time, id: RelayId, number: u32, url: &str) {
        let emit = Rc::clone(&self.emit);
        let opened = Socket::open(url, move |event| {
            emit(Event::Socket(id, number, event));
        });
        match opened {
            Ok(socket) => {
                self.sockets.insert(id, socket);
            }
            Err(reason) => {
                let reason = format!("This browser does not call {url}: {reason}");
                let now = now.millis();
                self.signalling.socket_closed(now, id, number, Some(reason));
            }
        }
    }

    fn send_order(&self, link: LinkId, order: LinkOrder) {
        self.page.send(&ToPage::Link { link, order });
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for id in self.wires.keys() {
            self.send_order(*id, LinkOrder::Close);
        }
    }
}
