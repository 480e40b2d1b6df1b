//! The node worker's side of the network: the relay's socket, the mesh that decides whom to call, and the channels.
//!
//! Everything that happens becomes an [`Event`] and is handed back in with [`Network::handle`], so nothing in here
//! is entered twice; what the node should know comes out of [`Network::poll`]. The connections themselves live in the
//! page ([`Links`](crate::links::Links)), which is sent orders.

mod signalling;

use std::collections::VecDeque;
use std::rc::Rc;

use api::RelayView;
use litemap::LiteMap;
use primitives::Time;
use signal::mesh::{Input, Mesh, Settings};
use signal::{Body, IceServer, PeerKey, Room, mesh};
use wasm_bindgen::prelude::*;
use web_sys::RtcDataChannel;
use wire::Assembler;

use crate::channel::{Channel, ChannelEvent};
use crate::clock::Alarm;
use crate::entropy::random;
use crate::message::{LinkEvent, LinkId, LinkOrder, ToPage};
use crate::port::Port;
use crate::socket::{Socket, SocketEvent};

/// Something happened. Made by the network's own ears, or by the worker from what the page says.
#[derive(Debug)]
pub enum Event {
    /// On the socket of this number.
    Socket(u32, SocketEvent),
    /// To a connection in the page; the object came beside the message.
    Page(LinkId, LinkEvent, JsValue),
    /// On a channel.
    Channel(LinkId, ChannelEvent),
    /// A time has come.
    Woken,
}

/// What the node should know.
#[derive(Debug)]
pub enum Output {
    /// A link is open; `called` tells that this side made the call.
    Up {
        /// Which.
        link: LinkId,
        /// This side made the call.
        called: bool,
    },
    /// A link that was open is no more.
    Down(LinkId),
    /// A message came.
    Message(LinkId, Vec<u8>),
}

/// What is known of an open link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The first characters of the peer's key.
    pub name: String,
    /// Bytes received.
    pub received: u64,
    /// Bytes sent.
    pub sent: u64,
}

/// The network of one open chain; closes everything when dropped.
pub struct Network {
    page: Port<ToPage>,
    tell: Rc<dyn Fn(Event)>,
    alarm: Alarm,
    url: String,
    room: Room,
    me: PeerKey,
    mesh: Mesh,
    socket: Option<Socket>,
    /// The number of the present socket: an earlier one's last words don't count.
    socket_number: u32,
    servers: Vec<IceServer>,
    /// Why the relay served us no longer, until it does again.
    refused: Option<String>,
    /// The offer being considered: whose, and its description.
    offer: Option<(PeerKey, String)>,
    next_link: u64,
    /// One for each peer at most; the mesh bounds how many.
    links: LiteMap<LinkId, Link>,
    outputs: VecDeque<Output>,
}

struct Link {
    peer: PeerKey,
    called: bool,
    up: bool,
    channel: Option<Channel>,
    assembler: Assembler,
    received: u64,
    sent: u64,
}

impl Network {
    /// Enters a room at the relay of this URL and keeps links with others in it. `tell` passes events back to
    /// [`handle`](Self::handle), later.
    pub fn new(
        page: Port<ToPage>,
        url: String,
        room: Room,
        now: Time,
        tell: impl Fn(Event) + 'static,
    ) -> Self {
        let tell: Rc<dyn Fn(Event)> = Rc::new(tell);
        let wake = Rc::clone(&tell);
        let me = PeerKey::from_bytes(random());
        let seed = u64::from_le_bytes(random());
        let first = u32::from_le_bytes(random());
        let mut network = Self {
            page,
            tell,
            alarm: Alarm::new(move || wake(Event::Woken)),
            url,
            room,
            me,
            mesh: Mesh::new(me, Settings::default(), seed, now.millis()),
            socket: None,
            socket_number: 0,
            servers: Vec::new(),
            refused: None,
            offer: None,
            next_link: u64::from(first),
            links: LiteMap::new(),
            outputs: VecDeque::new(),
        };
        network.act(now);
        network
    }

    /// Takes in what happened. Then drain [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, event: Event) {
        match event {
            Event::Socket(number, event) if number == self.socket_number => {
                self.socket_event(now, event);
            }
            Event::Socket(..) => {}
            Event::Page(link, event, beside) => self.page_event(now, link, event, beside),
            Event::Channel(link, event) => self.channel_event(now, link, event),
            Event::Woken => self.mesh(now, Input::Woken),
        }
        self.act(now);
    }

    /// What the node should know next.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Sends a message over a link. One that is gone sends nothing.
    pub fn send(&mut self, now: Time, id: LinkId, message: &[u8]) {
        let Some(link) = self.links.get_mut(&id).filter(|link| link.up) else {
            return;
        };
        let Some(channel) = &mut link.channel else {
            return;
        };
        link.sent += message.len() as u64;
        if channel.send(message).is_err() {
            self.end(now, id);
            self.act(now);
        }
    }

    /// Closes a link, because the node wants it closed; no [`Output::Down`] tells of it.
    pub fn close(&mut self, now: Time, id: LinkId) {
        if let Some(link) = self.hang_up(id) {
            self.mesh(now, Input::Closed(link.peer));
            self.act(now);
        }
    }

    /// How it stands with the relay.
    pub fn relay(&self) -> RelayView {
        if self.mesh.relay_joined() {
            return RelayView::Connected;
        }
        match &self.refused {
            Some(reason) => RelayView::Refused {
                reason: reason.clone(),
            },
            None => RelayView::Connecting {
                retry: self.mesh.relay_retry().map(Time),
            },
        }
    }

    /// The open links.
    pub fn figures(&self) -> impl Iterator<Item = (LinkId, Figures)> + '_ {
        let open = self.links.iter().filter(|(_, link)| link.up);
        open.map(|(id, link)| {
            let name = link.peer.to_string();
            let figures = Figures {
                name: name.chars().take(8).collect(),
                received: link.received,
                sent: link.sent,
            };
            (*id, figures)
        })
    }

    fn mesh(&mut self, now: Time, input: Input) {
        self.mesh.handle(now.millis(), input);
    }

    /// Does what the mesh wants, until it sleeps.
    fn act(&mut self, now: Time) {
        loop {
            match self.mesh.poll() {
                mesh::Output::Connect => self.connect(now),
                mesh::Output::Call(peer) => {
                    let servers = self.servers.clone();
                    let link = self.new_link(peer, true);
                    self.order(link, LinkOrder::Call { servers });
                }
                mesh::Output::Answer(peer) => self.answer(peer),
                mesh::Output::Refuse(peer) => self.say(peer, Body::Decline),
                mesh::Output::Hangup(peer) => {
                    if let Some(id) = self.link_with(peer) {
                        self.lose(id);
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

    fn page_event(&mut self, now: Time, id: LinkId, event: LinkEvent, beside: JsValue) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match event {
            LinkEvent::Signal(body) => {
                let peer = link.peer;
                self.say(peer, body);
            }
            LinkEvent::Channel => {
                let tell = Rc::clone(&self.tell);
                let tell = move |event| tell(Event::Channel(id, event));
                let channel = beside.unchecked_into::<RtcDataChannel>();
                link.channel = Some(Channel::own(channel, link.called, tell));
            }
            LinkEvent::Relayed => {
                link.channel = Some(Channel::through_page(self.page.clone(), id));
            }
            LinkEvent::Opened => self.channel_event(now, id, ChannelEvent::Opened),
            LinkEvent::Frame => {
                if let Some(channel) = &link.channel {
                    let event = channel.receive(&beside);
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

    fn channel_event(&mut self, now: Time, id: LinkId, event: ChannelEvent) {
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
                    self.outputs.push_back(Output::Up { link: id, called });
                    self.mesh(now, Input::Opened(peer));
                }
            }
            ChannelEvent::Frame(frame) => {
                channel.heard();
                link.received += frame.bytes.len() as u64;
                match link.assembler.push(&frame.bytes) {
                    Ok(None) => {}
                    Ok(Some(message)) => self.outputs.push_back(Output::Message(id, message)),
                    // No honest peer sends such a frame.
                    Err(_) => self.end(now, id),
                }
            }
            ChannelEvent::Drained => channel.pump(),
            ChannelEvent::Ended { .. } => self.end(now, id),
        }
    }

    /// A link has ended by itself or by the other side, or must end for what the other side did.
    fn end(&mut self, now: Time, id: LinkId) {
        if let Some(peer) = self.lose(id) {
            self.mesh(now, Input::Closed(peer));
        }
    }

    /// Closes and forgets a link, and tells the node.
    fn lose(&mut self, id: LinkId) -> Option<PeerKey> {
        let link = self.hang_up(id)?;
        if link.up {
            self.outputs.push_back(Output::Down(id));
        }
        Some(link.peer)
    }

    /// Closes and forgets a link.
    fn hang_up(&mut self, id: LinkId) -> Option<Link> {
        let link = self.links.remove(&id)?;
        self.order(id, LinkOrder::Close);
        Some(link)
    }

    fn new_link(&mut self, peer: PeerKey, called: bool) -> LinkId {
        let id = LinkId(self.next_link);
        self.next_link += 1;
        let link = Link {
            peer,
            called,
            up: false,
            channel: None,
            assembler: Assembler::default(),
            received: 0,
            sent: 0,
        };
        self.links.insert(id, link);
        id
    }

    fn link_with(&self, peer: PeerKey) -> Option<LinkId> {
        let with = |(id, link): (&LinkId, &Link)| (link.peer == peer).then_some(*id);
        self.links.iter().find_map(with)
    }

    fn order(&self, link: LinkId, order: LinkOrder) {
        self.page.send(&ToPage::Link { link, order });
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for id in self.links.keys() {
            self.order(*id, LinkOrder::Close);
        }
    }
}
