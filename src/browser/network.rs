//! The node worker's side of the network: the sockets to the relays, the mesh, which decides whom
//! to call, and the data channels.
//!
//! Each event becomes an [`Event`], which the driver passes back to [`Network::handle`], so no
//! method is entered while another one runs. [`Network::poll`] returns the events for the node. The
//! connections themselves live in the page ([`Links`](crate::links::Links)), which receives orders.

pub mod channel;
mod intake;
mod links;
mod signalling;
pub mod socket;
mod views;

use std::collections::VecDeque;
use std::rc::Rc;

use api::{AttemptView, RelayEntry, RelayView};
use litemap::LiteMap;
use primitives::Time;
use signal::attempts::{Attempt, Attempts};
use signal::mesh::{Input, MAX_RELAYS, Mesh, Presence, RelayId, RelayState, Settings};
use signal::{Body, Group, IceServer, Offence, PeerKey, Room, mesh};
use wasm_bindgen::prelude::*;
use wire::Assembler;

use crate::clock::Alarm;
use crate::entropy::random;
use crate::threads::message::{LinkEvent, LinkId, LinkOrder, ToPage};
use crate::threads::port::Port;
use channel::{Channel, ChannelEvent};
use socket::{Socket, SocketEvent};
use views::{attempt_view, short_name};

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
        /// The group of the peer, by which the node remembers offences after the link has ended.
        /// `None` if no relay has given it.
        group: Option<Group>,
    },
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
    room: Room,
    me: PeerKey,
    mesh: Mesh,
    /// At most [`MAX_RELAYS`].
    relays: LiteMap<RelayId, Relay>,
    /// The number of sockets opened so far. Events of earlier sockets to a relay are ignored.
    sockets: u32,
    /// Whether new links go through TURN servers only.
    relayed_only: bool,
    /// The offer about which the mesh is deciding: the peer and its session description.
    offer: Option<(PeerKey, String)>,
    /// Attempts that failed.
    attempts: Attempts,
    next_link: u64,
    /// At most one for each peer; the mesh bounds their number.
    links: LiteMap<LinkId, Link>,
    outputs: VecDeque<Output>,
}

/// One relay of the chain.
struct Relay {
    url: String,
    socket: Option<Socket>,
    /// The number of its current socket.
    number: u32,
    servers: Vec<IceServer>,
    /// Why this relay can't be used, as a sentence; `None` if no reason is known, or once the relay
    /// has welcomed this node again.
    refused: Option<String>,
}

struct Link {
    peer: PeerKey,
    /// The relay that passes the signalling messages of this link.
    relay: RelayId,
    called: bool,
    /// The record of the attempt to open it, for diagnosis.
    attempt: Attempt,
    up: bool,
    channel: Option<Channel>,
    assembler: Assembler,
    received: u64,
    sent: u64,
    /// The number of unsent bytes that was reported last.
    unsent: usize,
}

impl Network {
    /// Joins a room at these relays and maintains links with the peers in it. If `relayed_only`,
    /// links go through TURN servers only. `emit` receives events, which must be passed to
    /// [`handle`](Self::handle) after `emit` has returned.
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
        let me = PeerKey::from_bytes(random());
        let seed = u64::from_le_bytes(random());
        let first = u32::from_le_bytes(random());
        let mut network = Self {
            page,
            emit,
            alarm: Alarm::new(move || wake(Event::Woken)),
            room,
            me,
            mesh: Mesh::new(me, Settings::default(), seed, now.millis()),
            relays: LiteMap::new(),
            sockets: 0,
            relayed_only,
            offer: None,
            attempts: Attempts::default(),
            next_link: u64::from(first),
            links: LiteMap::new(),
            outputs: VecDeque::new(),
        };
        network.set_relays(now, relays);
        network
    }

    /// Uses these relays from now on, and at most [`MAX_RELAYS`] of them. Links stay open.
    pub fn set_relays(&mut self, now: Time, urls: &[String]) {
        let gone = self.relays.iter();
        let gone: Vec<_> = gone
            .filter(|(_, relay)| !urls.contains(&relay.url))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.relays.remove(&id);
            self.mesh_input(now, Input::RelayRemoved(id));
        }
        for url in urls.iter().take(MAX_RELAYS) {
            let is_known = self.relays.values().any(|relay| relay.url == *url);
            let free = RelayId::all().find(|id| !self.relays.contains_key(id));
            if let (false, Some(id)) = (is_known, free) {
                let relay = Relay {
                    url: url.clone(),
                    socket: None,
                    number: 0,
                    servers: Vec::new(),
                    refused: None,
                };
                self.relays.insert(id, relay);
                self.mesh_input(now, Input::RelayAdded(id));
            }
        }
        self.run_mesh(now);
    }

    /// Sets whether links go through TURN servers only. If that changes, all links are closed and
    /// peers are called again.
    pub fn set_relayed_only(&mut self, now: Time, relayed_only: bool) {
        if self.relayed_only == relayed_only {
            return;
        }
        self.relayed_only = relayed_only;
        let links: Vec<_> = self.links.keys().copied().collect();
        for link in links {
            self.end(now, link);
        }
        self.try_again(now);
    }

    /// Calls lost relays and unreached peers again at once.
    pub fn try_again(&mut self, now: Time) {
        self.mesh_input(now, Input::TryAgain);
        self.run_mesh(now);
    }

    /// The groups whose peers have offended lately, in order.
    pub fn discouraged(&self) -> Vec<Group> {
        self.mesh.discouraged()
    }

    /// Handles an event. Then drain [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, event: Event) {
        match event {
            Event::Socket(relay, number, event) => {
                let current = self.relays.get(&relay);
                if current.is_some_and(|current| current.number == number) {
                    self.socket_event(now, relay, event);
                }
            }
            Event::Page(link, event, transferred) => self.page_event(now, link, event, transferred),
            Event::Channel(link, event) => self.channel_event(now, link, event),
            Event::Woken => self.mesh_input(now, Input::Woken),
        }
        self.run_mesh(now);
    }

    /// The next event for the node; `None` if there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Sends a message on a link, or a piece of one. `is_last` is false if further pieces of the
    /// message will follow. Nothing is sent on a link that is not open. A link whose queue is full
    /// is closed.
    pub fn send(&mut self, now: Time, id: LinkId, message: &[u8], is_last: bool) {
        let Some(link) = self.links.get_mut(&id).filter(|link| link.up) else {
            return;
        };
        let Some(channel) = &mut link.channel else {
            return;
        };
        link.sent += message.len() as u64;
        let sent = match is_last {
            true => channel.send(message),
            false => channel.send_part(message),
        };
        if sent.is_err() {
            self.end(now, id);
            self.run_mesh(now);
        }
    }

    /// The open links whose number of unsent bytes has changed since the last call, with that
    /// number.
    pub fn take_unsent(&mut self) -> Vec<(LinkId, usize)> {
        let mut changed = Vec::new();
        for (id, link) in &mut self.links {
            let unsent = link.channel.as_ref().map_or(0, Channel::unsent);
            if link.up && core::mem::replace(&mut link.unsent, unsent) != unsent {
                changed.push((*id, unsent));
            }
        }
        changed
    }

    /// Closes a link for the node, without an [`Output::Down`]. If there is an offence, the mesh
    /// avoids the peer for some time.
    pub fn close(&mut self, now: Time, id: LinkId, offence: Option<Offence>) {
        if let Some(Link { peer, .. }) = self.remove_link(id) {
            let input = match offence {
                Some(offence) => Input::Offended(peer, offence),
                None => Input::Closed(peer),
            };
            self.mesh_input(now, input);
            self.run_mesh(now);
        }
    }

    /// The state of each relay.
    pub fn relays(&self) -> Vec<RelayEntry> {
        let entry = |(id, relay): (&RelayId, &Relay)| RelayEntry {
            url: relay.url.clone(),
            state: self.relay_state(*id, relay),
        };
        self.relays.iter().map(entry).collect()
    }

    fn relay_state(&self, id: RelayId, relay: &Relay) -> RelayView {
        match (self.mesh.relay(id), &relay.refused) {
            (Some(RelayState::Joined), _) => RelayView::Connected,
            (_, Some(reason)) => RelayView::Refused {
                reason: reason.clone(),
            },
            (Some(RelayState::Lost { retry_at }), None) => RelayView::Lost {
                retry: Some(Time(retry_at)),
            },
            (Some(RelayState::Retrying), None) => RelayView::Lost { retry: None },
            (Some(RelayState::Connecting) | None, None) => RelayView::Connecting,
        }
    }

    /// The peers that are present, and how many of them can't be reached.
    pub fn presence(&self) -> Presence {
        self.mesh.presence()
    }

    /// Attempts that failed, newest first.
    pub fn attempts(&self) -> Vec<AttemptView> {
        self.attempts.newest_first().map(attempt_view).collect()
    }

    /// Whether a relay has named a TURN server.
    pub fn has_turn(&self) -> bool {
        let is_turn = |url: &String| url.starts_with("turn:") || url.starts_with("turns:");
        let servers = self.relays.values().flat_map(|relay| &relay.servers);
        servers.flat_map(|server| &server.urls).any(is_turn)
    }

    /// Whether new links go through TURN servers only.
    pub fn is_relayed_only(&self) -> bool {
        self.relayed_only
    }

    /// The open links and their figures.
    pub fn figures(&self) -> impl Iterator<Item = (LinkId, Figures)> + '_ {
        let open = self.links.iter().filter(|(_, link)| link.up);
        open.map(|(id, link)| {
            let figures = Figures {
                name: short_name(link.peer),
                received: link.received,
                sent: link.sent,
            };
            (*id, figures)
        })
    }

    fn mesh_input(&mut self, now: Time, input: Input) {
        self.mesh.handle(now.millis(), input);
    }

    /// Carries out the mesh's outputs until it sleeps.
    fn run_mesh(&mut self, now: Time) {
        loop {
            match self.mesh.poll() {
                mesh::Output::Connect(relay) => self.connect(now, relay),
                mesh::Output::Ask(relay) => self.ask(relay),
                mesh::Output::Disconnect(relay) => self.disconnect(relay),
                mesh::Output::Call(peer, relay) => {
                    let servers = self.servers();
                    let relayed_only = self.relayed_only;
                    let attempt = Attempt::new(peer, true, now.millis());
                    let link = self.new_link(relay, attempt);
                    let order = LinkOrder::Call {
                        servers,
                        relayed_only,
                    };
                    self.send_order(link, order);
                }
                mesh::Output::Answer(peer, relay) => self.answer(now, peer, relay),
                mesh::Output::Refuse(peer, relay) => self.send_signal(relay, peer, Body::Decline),
                mesh::Output::Hangup(peer) => {
                    if let Some(id) = self.link_with(peer) {
                        self.lose(now, id);
                    }
                }
                mesh::Output::Withdraw(peer) => {
                    if let Some(id) = self.link_with(peer) {
                        self.withdraw(id);
                    }
                }
                mesh::Output::Sleep(at) => {
                    if at < u64::MAX {
                        self.alarm.set(Time(at));
                    }
                    return;
                }
            }
        }
    }

    fn send_order(&self, link: LinkId, order: LinkOrder) {
        self.page.send(&ToPage::Link { link, order });
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for id in self.links.keys() {
            self.send_order(*id, LinkOrder::Close);
        }
    }
}
