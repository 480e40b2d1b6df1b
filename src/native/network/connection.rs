//! One WebRTC connection with its data channel.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use signal::{Body, Offence};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId};
use str0m::config::Fingerprint;
use str0m::net::{Protocol, Receive, Transmit};
use str0m::{
    Candidate, Event, IceConnectionState, IceCreds, Input, Output, Rtc, RtcConfig, RtcError,
};

use super::event::LinkEvent;
use super::flow::Flow;

/// The name of the one data channel of a connection, which pages use as well. The channel is
/// ordered and reliable.
const LABEL: &str = "tabchain";
/// Bytes in the library's buffer that count as sent. While it has more, frames wait.
const LOW_WATER_BYTES: usize = 64 << 10;
/// Maximum number of candidates that wait for the session description they belong to. Real peers
/// have a handful.
const MAX_CANDIDATES: usize = 64;

/// A connection, the frames that wait for it, and the packets and events that it has produced since
/// the last call of [`drive`](Self::drive).
pub(super) struct Connection {
    rtc: Rtc,
    /// The offer that the peer has not answered yet.
    pending: Option<SdpPendingOffer>,
    /// Candidates of the peer that came before its answer.
    early: Vec<Candidate>,
    channel: Option<ChannelId>,
    is_open: bool,
    /// While this is true, nothing is sent; the first received frame ends it. It is true at first
    /// on the calling side, because a page hands its end of the channel to a worker, and loses
    /// messages that arrive before the worker listens.
    is_held: bool,
    was_connected: bool,
    /// The peer's address on the path that was chosen; `None` until there is one.
    remote: Option<SocketAddr>,
    queue: VecDeque<Vec<u8>>,
    /// The node's bytes that the library has and that do not count as sent yet.
    buffered: usize,
    flow: Arc<Flow>,
    /// When [`drive`](Self::drive) is due.
    wake: Instant,
    ended: bool,
    done: Done,
}

/// The packets and events that a connection has produced.
#[derive(Default)]
pub(super) struct Done {
    /// Packets to send, from the address of a port.
    pub(super) packets: Vec<Transmit>,
    pub(super) events: Vec<LinkEvent>,
}

impl Connection {
    /// A connection that this side offers, with the offer.
    ///
    /// # Errors
    /// If the library makes no offer.
    pub(super) fn call(
        config: RtcConfig,
        ports: &[SocketAddr],
        flow: Arc<Flow>,
        now: Instant,
    ) -> Result<(Self, Body), RtcError> {
        let mut this = Self::new(config, ports, flow, true, now)?;
        let mut changes = this.rtc.sdp_api();
        let channel = changes.add_channel_with_config(ChannelConfig {
            label: LABEL.into(),
            ..ChannelConfig::default()
        });
        this.channel = Some(channel);
        let Some((offer, pending)) = changes.apply() else {
            return Err(RtcError::RemoteSdp("nothing to offer".into()));
        };
        this.pending = Some(pending);
        let sdp = offer.to_sdp_string();
        Ok((this, Body::Offer { sdp }))
    }

    /// A connection from a peer's offer, with the answer.
    ///
    /// # Errors
    /// If the offer can't be read or fits no data channel.
    pub(super) fn answer(
        config: RtcConfig,
        ports: &[SocketAddr],
        flow: Arc<Flow>,
        sdp: &str,
        now: Instant,
    ) -> Result<(Self, Body), RtcError> {
        let offer = SdpOffer::from_sdp_string(sdp)?;
        let mut this = Self::new(config, ports, flow, false, now)?;
        let answer = this.rtc.sdp_api().accept_offer(offer)?;
        let sdp = answer.to_sdp_string();
        Ok((this, Body::Answer { sdp }))
    }

    /// A connection of a caller at this node's endpoint, of which only the name in its packets is
    /// known. The caller proves by the password that it was invited; its certificate is not known.
    /// No link counts the connection's frames yet ([`count_by`](Self::count_by)).
    ///
    /// # Errors
    /// The library's error.
    pub(super) fn from_caller(
        config: RtcConfig,
        own: IceCreds,
        caller: &str,
        port: SocketAddr,
        now: Instant,
    ) -> Result<Self, RtcError> {
        let config = config
            .set_ice_lite(true)
            .set_local_ice_credentials(own)
            .set_fingerprint_verification(false);
        let mut this = Self::new(config, &[port], Arc::default(), false, now)?;
        let mut api = this.rtc.direct_api();
        api.set_ice_controlling(false);
        // An ICE-lite agent sends no checks, so it needs no password of the caller.
        api.set_remote_ice_credentials(IceCreds {
            ufrag: caller.to_owned(),
            pass: String::new(),
        });
        // The library wants a fingerprint also where it does not compare it.
        api.set_remote_fingerprint(Fingerprint {
            hash_func: "sha-256".into(),
            bytes: vec![0; 32],
        });
        api.start_dtls(false)?;
        api.start_sctp(false);
        Ok(this)
    }

    fn new(
        config: RtcConfig,
        ports: &[SocketAddr],
        flow: Arc<Flow>,
        called: bool,
        now: Instant,
    ) -> Result<Self, RtcError> {
        let mut rtc = config.build(now);
        for port in ports {
            if let Ok(candidate) = Candidate::host(*port, Protocol::Udp) {
                rtc.add_local_candidate(candidate);
            }
        }
        Ok(Self {
            rtc,
            pending: None,
            early: Vec::new(),
            channel: None,
            is_open: false,
            is_held: called,
            was_connected: false,
            remote: None,
            queue: VecDeque::new(),
            buffered: 0,
            flow,
            wake: now,
            ended: false,
            done: Done::default(),
        })
    }

    /// Counts the frames from now on by this link's counts.
    pub(super) fn count_by(&mut self, flow: Arc<Flow>) {
        self.flow = flow;
    }

    /// When [`drive`](Self::drive) is due.
    pub(super) const fn wake(&self) -> Instant {
        self.wake
    }

    /// Takes the peer's answer or candidate. One that can't be read is ignored.
    ///
    /// # Errors
    /// If the answer does not fit the offer.
    pub(super) fn signal(&mut self, body: &Body, now: Instant) -> Result<(), RtcError> {
        self.wake = now;
        match body {
            Body::Answer { sdp } => {
                if let Some(pending) = self.pending.take() {
                    let answer = SdpAnswer::from_sdp_string(sdp)?;
                    self.rtc.sdp_api().accept_answer(pending, answer)?;
                    for candidate in core::mem::take(&mut self.early) {
                        self.rtc.add_remote_candidate(candidate);
                    }
                }
            }
            Body::Candidate { candidate, .. } => {
                // Names of multicast DNS, which browsers hide addresses behind, are not resolved;
                // such a peer still reaches this side's addresses.
                if let Ok(candidate) = Candidate::from_sdp_string(candidate) {
                    match self.pending.is_some() {
                        true if self.early.len() < MAX_CANDIDATES => self.early.push(candidate),
                        true => {}
                        false => self.rtc.add_remote_candidate(candidate),
                    }
                }
            }
            Body::Offer { .. } | Body::Decline => {}
        }
        Ok(())
    }

    /// Adds an address under which a STUN server sees a port. Returns the candidate for the peer;
    /// `None` if the library does not add it.
    pub(super) fn add_reflexive(&mut self, seen: SocketAddr, port: SocketAddr) -> Option<Body> {
        let candidate = Candidate::server_reflexive(seen, port, Protocol::Udp).ok()?;
        let added = self.rtc.add_local_candidate(candidate)?;
        Some(Body::Candidate {
            candidate: added.to_sdp_string(),
            sdp_mid: None,
            sdp_m_line_index: Some(0),
        })
    }

    /// Whether a packet belongs to this connection.
    pub(super) fn accepts(&self, packet: Receive<'_>, now: Instant) -> bool {
        self.rtc.accepts(&Input::Receive(now, packet))
    }

    /// Takes a packet. Then call [`drive`](Self::drive).
    pub(super) fn receive(&mut self, packet: Receive<'_>, now: Instant) {
        if self.rtc.handle_input(Input::Receive(now, packet)).is_err() {
            self.rtc.disconnect();
        }
        // The library holds few packets between two looks at its output.
        self.poll();
        self.wake = now;
    }

    /// Queues frames. Then call [`drive`](Self::drive).
    pub(super) fn send(&mut self, frames: Vec<Vec<u8>>, now: Instant) {
        self.wake = now;
        self.queue.extend(frames);
    }

    /// Does everything that is due now, and returns the packets and events that were produced since
    /// the last call.
    pub(super) fn drive(&mut self, now: Instant) -> Done {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.rtc.disconnect();
        }
        self.poll();
        core::mem::take(&mut self.done)
    }

    /// Drains the library's output, and gives it as many queued frames as it takes.
    fn poll(&mut self) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.wake = at;
                    if !self.pump() {
                        break;
                    }
                }
                Ok(Output::Transmit(packet)) => {
                    self.look_at(&packet);
                    self.done.packets.push(packet);
                }
                Ok(Output::Event(event)) => self.event(event),
                Err(_) => {
                    self.rtc.disconnect();
                    break;
                }
            }
        }
        self.count_sent();
        if !self.rtc.is_alive() {
            self.end(None);
        }
    }

    /// Closes the connection, and returns the packets that report this to the peer.
    pub(super) fn close(mut self) -> Done {
        self.ended = true;
        if self.rtc.close().is_ok() {
            self.poll();
        }
        self.done
    }

    /// Learns the peer's address from a packet that is not STUN (RFC 7983). Such a packet takes the
    /// chosen path, whereas STUN tries all of them.
    fn look_at(&mut self, packet: &Transmit) {
        let is_stun = packet.contents.first().is_none_or(|byte| *byte < 4);
        if !is_stun && self.remote != Some(packet.destination) {
            self.remote = Some(packet.destination);
            self.done
                .events
                .push(LinkEvent::Reached(packet.destination));
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::IceConnectionStateChange(state) => {
                self.done.events.push(LinkEvent::Ice(ice_name(state)));
                match state {
                    IceConnectionState::Connected | IceConnectionState::Completed => {
                        self.was_connected = true;
                    }
                    // Before the first connection, candidates may still be on their way.
                    IceConnectionState::Disconnected if self.was_connected => self.end(None),
                    _ => {}
                }
            }
            Event::ChannelOpen(id, _) => {
                let first = *self.channel.get_or_insert(id) == id;
                match (first, self.is_open) {
                    (true, false) => {
                        self.is_open = true;
                        self.done.events.push(LinkEvent::Opened);
                    }
                    (true, true) => {}
                    // No honest program opens a second channel.
                    (false, _) => self.end(Some(Offence::Malformed)),
                }
            }
            Event::ChannelData(data) if self.channel == Some(data.id) => {
                self.is_held = false;
                if !data.binary {
                    return self.end(Some(Offence::Malformed));
                }
                match self.flow.receive(data.data.len()) {
                    Ok(waiting) => self.done.events.push(LinkEvent::Frame(data.data, waiting)),
                    Err(offence) => self.end(offence),
                }
            }
            Event::ChannelClose(id) if self.channel == Some(id) => self.end(None),
            Event::Closed => self.end(None),
            _ => {}
        }
    }

    fn end(&mut self, offence: Option<Offence>) {
        if !self.ended {
            self.ended = true;
            self.done.events.push(LinkEvent::Ended(offence));
        }
    }

    /// Gives the library as many queued frames as it takes. Returns whether it took any.
    fn pump(&mut self) -> bool {
        let mut any = false;
        if !self.is_open || self.is_held || self.ended {
            return any;
        }
        let Some(id) = self.channel else {
            return any;
        };
        while let Some(frame) = self.queue.front()
            && let Some(mut channel) = self.rtc.channel(id)
            && matches!(channel.write(true, frame), Ok(true))
        {
            // All bytes of a frame but its flag are the node's.
            self.buffered += frame.len() - 1;
            self.queue.pop_front();
            any = true;
        }
        any
    }

    /// Counts the bytes that have left the library's buffer.
    fn count_sent(&mut self) {
        let channel = self.channel.and_then(|id| self.rtc.channel(id));
        let held = channel.map_or(0, |mut channel| channel.buffered_amount());
        let held = held.saturating_sub(LOW_WATER_BYTES).min(self.buffered);
        let sent = self.buffered - held;
        self.buffered = held;
        if sent > 0 && self.flow.sent(sent) {
            self.done.events.push(LinkEvent::Drained);
        }
    }
}

/// A received UDP packet for the library; `None` if it is nothing of WebRTC.
pub(super) fn packet(
    source: SocketAddr,
    destination: SocketAddr,
    bytes: &[u8],
) -> Option<Receive<'_>> {
    Some(Receive {
        proto: Protocol::Udp,
        source,
        destination,
        contents: bytes.try_into().ok()?,
    })
}

/// The name of an ICE state in WebRTC.
const fn ice_name(state: IceConnectionState) -> &'static str {
    match state {
        IceConnectionState::New => "new",
        IceConnectionState::Checking => "checking",
        IceConnectionState::Connected => "connected",
        IceConnectionState::Completed => "completed",
        IceConnectionState::Disconnected => "disconnected",
    }
}
