//! The node worker's side of the network: the relays' sockets, the mesh that decides whom to call,
//! and the channels.
//!
//! Everything that happens becomes an [`Event`] and is handed back in with [`Network::handle`], so
//! nothing in here is entered twice; what the node should know comes out of [`Network::poll`]. The
//! connections themselves live in the page ([`Links`](crate::links::Links)), which is sent orders.

mod signalling;

use std::collections::VecDeque;
use std::rc::Rc;

use api::{AttemptView, CandidatesView, RelayEntry, RelayView};
use litemap::LiteMap;
use primitives::Time;
use signal::attempts::{Attempt, Attempts, Candidates};
use signal::mesh::{Input, MAX_RELAYS, Mesh, Presence, RelayId, RelayState, Settings};
use signal::{Body, Group, IceServer, PeerKey, Room, mesh};
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
    /// On the socket of this number to this relay.
    Socket(RelayId, u32, SocketEvent),
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
        /// The tag of the peer's network, by which offences outlive links; none where no relay has
        /// told it.
        group: Option<Group>,
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
    room: Room,
    me: PeerKey,
    mesh: Mesh,
    /// At most [`MAX_RELAYS`].
    relays: LiteMap<RelayId, Relay>,
    /// Counts sockets: an earlier one's last words don't count.
    sockets: u32,
    /// New links go through TURN servers only.
    relayed_only: bool,
    /// The offer being considered: whose, and its description.
    offer: Option<(PeerKey, String)>,
    /// What came to nothing.
    attempts: Attempts,
    next_link: u64,
    /// One for each peer at most; the mesh bounds how many.
    links: LiteMap<LinkId, Link>,
    outputs: VecDeque<Output>,
}

/// One relay of the chain.
struct Relay {
    url: String,
    socket: Option<Socket>,
    /// The number of its present socket.
    number: u32,
    servers: Vec<IceServer>,
    /// Why it served us no longer, until it does again.
    refused: Option<String>,
}

struct Link {
    peer: PeerKey,
    /// What passes between the two to open the link goes by this relay.
    relay: RelayId,
    called: bool,
    /// What is tried to open it.
    attempt: Attempt,
    up: bool,
    channel: Option<Channel>,
    assembler: Assembler,
    received: u64,
    sent: u64,
    /// The unsent bytes that were told last.
    unsent: usize,
}

impl Network {
    /// Enters a room at these relays and keeps links with others in it, by TURN servers only if
    /// `relayed_only`. `tell` passes events back to [`handle`](Self::handle), later.
    pub fn new(
        page: Port<ToPage>,
        relays: &[String],
        relayed_only: bool,
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

    /// Has peers be introduced by these relays from now on. Links stay as they are.
    pub fn set_relays(&mut self, now: Time, urls: &[String]) {
        let gone = self.relays.iter();
        let gone: Vec<_> = gone
            .filter(|(_, relay)| !urls.contains(&relay.url))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.relays.remove(&id);
            self.mesh(now, Input::RelayRemoved(id));
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
                self.mesh(now, Input::RelayAdded(id));
            }
        }
        self.act(now);
    }

    /// Has links go through TURN servers only, or no longer. Links that stand are closed and opened
    /// anew.
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

    /// Calls lost relays and peers out of reach at once.
    pub fn try_again(&mut self, now: Time) {
        self.mesh(now, Input::TryAgain);
        self.act(now);
    }

    /// Has peers of these groups never be called; replaces those named before.
    pub fn discourage(&mut self, now: Time, groups: Vec<Group>) {
        self.mesh(now, Input::Discouraged(groups));
        self.act(now);
    }

    /// Takes in what happened. Then drain [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, event: Event) {
        match event {
            Event::Socket(relay, number, event) => {
                let current = self.relays.get(&relay);
                if current.is_some_and(|current| current.number == number) {
                    self.socket_event(now, relay, event);
                }
            }
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

    /// Sends a message over a link, or a piece of one: `is_last` says that nothing more of it
    /// follows. A link that is gone sends nothing.
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
            self.act(now);
        }
    }

    /// The open links of which more or less is unsent than was told before, and how many bytes.
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

    /// Closes a link, because the node wants it closed; no [`Output::Down`] tells of it.
    pub fn close(&mut self, now: Time, id: LinkId) {
        if let Some(link) = self.hang_up(id) {
            self.mesh(now, Input::Closed(link.peer));
            self.act(now);
        }
    }

    /// How it stands with each relay.
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

    /// Who is present, and how far they can be reached.
    pub fn presence(&self) -> Presence {
        self.mesh.presence()
    }

    /// Attempts that came to nothing, newest first.
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

    /// The open links.
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

    fn mesh(&mut self, now: Time, input: Input) {
        self.mesh.handle(now.millis(), input);
    }

    /// Does what the mesh wants, until it sleeps.
    fn act(&mut self, now: Time) {
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
                    self.order(link, order);
                }
                mesh::Output::Answer(peer, relay) => self.answer(now, peer, relay),
                mesh::Output::Refuse(peer, relay) => self.say(relay, peer, Body::Decline),
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

    fn page_event(&mut self, now: Time, id: LinkId, event: LinkEvent, beside: JsValue) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        match event {
            LinkEvent::Signal(body) => {
                link.attempt.sent(&body);
                let (relay, peer) = (link.relay, link.peer);
                self.say(relay, peer, body);
            }
            LinkEvent::Ice(state) => link.attempt.ice(&state),
            LinkEvent::ServerFailed(code) => link.attempt.server_error = Some(code),
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
                    let group = self.mesh.group(peer);
                    let up = Output::Up {
                        link: id,
                        called,
                        group,
                    };
                    self.outputs.push_back(up);
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
        if let Some(peer) = self.lose(now, id) {
            self.mesh(now, Input::Closed(peer));
        }
    }

    /// Closes and forgets a link, and tells the node. One that never opened is remembered as a
    /// failed attempt.
    fn lose(&mut self, now: Time, id: LinkId) -> Option<PeerKey> {
        let link = self.withdraw(id)?;
        let peer = link.peer;
        if !link.up {
            self.attempts.push(link.attempt, now.millis());
        }
        Some(peer)
    }

    /// Closes and forgets a link, and tells the node.
    fn withdraw(&mut self, id: LinkId) -> Option<Link> {
        let link = self.hang_up(id)?;
        if link.up {
            self.outputs.push_back(Output::Down(id));
        }
        Some(link)
    }

    /// Closes and forgets a link.
    fn hang_up(&mut self, id: LinkId) -> Option<Link> {
        let link = self.links.remove(&id)?;
        self.order(id, LinkOrder::Close);
        Some(link)
    }

    fn new_link(&mut self, relay: RelayId, attempt: Attempt) -> LinkId {
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

/// The first characters of a peer's key.
fn short_name(peer: PeerKey) -> String {
    peer.to_string().chars().take(8).collect()
}

fn attempt_view(attempt: &Attempt) -> AttemptView {
    AttemptView {
        name: short_name(attempt.peer),
        called: attempt.called,
        started: Time(attempt.started),
        took: u32::try_from(attempt.took).unwrap_or(u32::MAX),
        answered: attempt.answered,
        declined: attempt.declined,
        own: candidates_view(attempt.own),
        theirs: candidates_view(attempt.theirs),
        ice: attempt.ice.clone(),
        server_error: attempt.server_error,
    }
}

const fn candidates_view(candidates: Candidates) -> CandidatesView {
    CandidatesView {
        host: candidates.host,
        hidden: candidates.hidden,
        reflexive: candidates.reflexive,
        relayed: candidates.relayed,
    }
}
