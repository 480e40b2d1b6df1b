//! Callers at this node's endpoint that are not admitted yet.
//!
//! A caller shows that it was invited by the endpoint's password, with which it makes the integrity
//! of its first STUN request. A packet without the password costs one HMAC and is not stored. An
//! invitation may be public, and the source of a single packet may be forged. So a caller gets a
//! connection here first, and the node is informed of the caller once its channel is open: by then
//! the caller has answered packets that were sent to its address. A caller that gets no further
//! takes no slot.
//!
//! **Bound.** At most [`MAX_WAITING_CALLERS`] callers have a connection. When there are more, the
//! oldest whose channel is not open gives way to a new one, but not before it has had
//! [`UNDISTURBED_FOR`]; until then the new caller is dropped. So 21 new callers a second get a
//! connection. Since a caller repeats its request several times a second, forged requests keep it
//! out only if they are many times as frequent. At most [`MAX_SILENCED`] names are ignored; the
//! oldest is forgotten first.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::{IceCreds, RtcConfig};

use super::connection::{Connection, Done, packet};
use super::event::LinkEvent;
use super::outgoing::MAX_WAITING_CALLERS;
use super::stun;

/// How long a caller has to open its channel before it may give way to another one. That takes a
/// few round trips.
const UNDISTURBED_FOR: Duration = Duration::from_secs(3);
/// How long a caller has to open its channel and to be admitted.
const WAIT_FOR: Duration = Duration::from_secs(20);
/// How long packets with the name of an ended connection are ignored. Its caller may not know of
/// the end, and notices it when its requests get no answer; its next call has another name.
const SILENCED_FOR: Duration = Duration::from_secs(30);
/// Maximum number of names that are ignored.
const MAX_SILENCED: usize = 256;
/// Maximum bytes of a caller's name (RFC 8839 §5.4).
const MAX_NAME: usize = 256;

/// The callers at this node's endpoint.
pub(super) struct WaitingCallers {
    ufrag: String,
    password: String,
    config: RtcConfig,
    /// At most [`MAX_WAITING_CALLERS`], all with different names, the oldest first.
    waiting: Vec<WaitingCaller>,
    /// The names that are ignored, each until a time; the oldest first.
    silenced: VecDeque<(String, Instant)>,
    /// The number of callers so far.
    count: u64,
}

/// A caller.
pub(super) struct WaitingCaller {
    number: u64,
    /// The user name fragment that it has chosen.
    pub(super) name: String,
    /// The index of the port at which it came.
    port: usize,
    /// The source of its packets.
    pub(super) source: SocketAddr,
    pub(super) connection: Connection,
    /// Whether its channel is open, and the node was informed of it.
    is_open: bool,
    since: Instant,
}

/// The results of the callers' connections since the last call of [`WaitingCallers::drive`].
#[derive(Default)]
pub(super) struct Progress {
    /// Packets to send.
    pub(super) done: Vec<Done>,
    /// The callers whose channel has opened: the number and the address of each.
    pub(super) came: Vec<(u64, SocketAddr)>,
}

impl WaitingCallers {
    /// Without callers, for an endpoint with these credentials.
    pub(super) const fn new(ufrag: String, password: String, config: RtcConfig) -> Self {
        Self {
            ufrag,
            password,
            config,
            waiting: Vec::new(),
            silenced: VecDeque::new(),
            count: 0,
        }
    }

    /// Takes a packet that belongs to no link. It was received at this port from this address. Then
    /// call [`drive`](Self::drive).
    pub(super) fn receive(
        &mut self,
        (port, own): (usize, SocketAddr),
        source: SocketAddr,
        bytes: &[u8],
        now: Instant,
    ) {
        let Some(received) = packet(source, own, bytes) else {
            return;
        };
        let known = self.waiting.iter_mut().find(|caller| {
            let received = packet(source, own, bytes);
            caller.port == port && received.is_some_and(|it| caller.connection.accepts(it, now))
        });
        if let Some(caller) = known {
            caller.source = source;
            return caller.connection.receive(received, now);
        }
        let Some(name) = self.new_name(bytes, now).filter(|_| self.make_room(now)) else {
            return;
        };
        let creds = IceCreds {
            ufrag: self.ufrag.clone(),
            pass: self.password.clone(),
        };
        let made = Connection::from_caller(self.config.clone(), creds, &name, own, now);
        if let Ok(mut connection) = made {
            connection.receive(received, now);
            self.count += 1;
            self.waiting.push(WaitingCaller {
                number: self.count,
                name,
                port,
                source,
                connection,
                is_open: false,
                since: now,
            });
        }
    }

    /// When [`drive`](Self::drive) is due.
    pub(super) fn due(&self) -> impl Iterator<Item = Instant> {
        let callers = self.waiting.iter();
        callers.map(|caller| caller.connection.wake().min(caller.since + WAIT_FOR))
    }

    /// Does everything that is due.
    pub(super) fn drive(&mut self, now: Instant) -> Progress {
        let mut progress = Progress::default();
        let mut ended = Vec::new();
        for caller in &mut self.waiting {
            let mut has_ended = caller.since + WAIT_FOR <= now;
            if caller.connection.wake() <= now {
                let mut done = caller.connection.drive(now);
                for event in core::mem::take(&mut done.events) {
                    match event {
                        LinkEvent::Opened => {
                            caller.is_open = true;
                            progress.came.push((caller.number, caller.source));
                        }
                        LinkEvent::Reached(address) => caller.source = address,
                        // A caller must not send a frame before the node has sent one.
                        LinkEvent::Frame(..) | LinkEvent::Ended(_) => has_ended = true,
                        LinkEvent::Signal(_) | LinkEvent::Ice(_) | LinkEvent::Drained => {}
                    }
                }
                progress.done.push(done);
            }
            if has_ended {
                ended.push(caller.number);
            }
        }
        for number in ended {
            progress.done.extend(self.refuse(number, now));
        }
        progress
    }

    /// Removes and returns a caller that is admitted; `None` if it has left or has waited too long.
    pub(super) fn take(&mut self, number: u64) -> Option<WaitingCaller> {
        let mut waiting = self.waiting.iter();
        let at = waiting.position(|caller| caller.number == number)?;
        Some(self.waiting.remove(at))
    }

    /// Ends the connection of a caller. Returns the packets to send.
    pub(super) fn refuse(&mut self, number: u64, now: Instant) -> Option<Done> {
        let caller = self.take(number)?;
        self.silence(caller.name, now);
        Some(caller.connection.close())
    }

    /// Ignores a name for some time, since the connection of its caller has ended.
    pub(super) fn silence(&mut self, name: String, now: Instant) {
        if self.silenced.len() >= MAX_SILENCED {
            self.silenced.pop_front();
        }
        self.silenced.push_back((name, now + SILENCED_FOR));
    }

    /// The name in a caller's request; `None` if the packet is not a request with the password, or
    /// the name is ignored.
    fn new_name(&mut self, bytes: &[u8], now: Instant) -> Option<String> {
        let caller = stun::binding_request(bytes, &self.password)?;
        if caller.called != self.ufrag || caller.caller.len() > MAX_NAME {
            return None;
        }
        self.silenced.retain(|(_, until)| now < *until);
        // The request may name a waiting caller although that caller's connection did not accept
        // it.
        let mut waiting = self.waiting.iter();
        let is_known = waiting.any(|known| known.name == caller.caller);
        let mut silenced = self.silenced.iter();
        let is_silenced = silenced.any(|(name, _)| name == caller.caller);
        (!is_known && !is_silenced).then(|| caller.caller.to_owned())
    }

    /// Makes room for one more caller, if needed by ending the connection of the oldest. Returns
    /// whether there is room.
    fn make_room(&mut self, now: Instant) -> bool {
        if self.waiting.len() < MAX_WAITING_CALLERS {
            return true;
        }
        let mut unopened = self.waiting.iter().filter(|caller| !caller.is_open);
        let oldest = unopened
            .next()
            .filter(|it| it.since + UNDISTURBED_FOR <= now);
        let Some(number) = oldest.map(|caller| caller.number) else {
            return false;
        };
        // The caller has shown nothing, so it is not informed of the end.
        self.refuse(number, now).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha1::Sha1;
    use str0m::Rtc;

    use super::*;
    use crate::clock;

    const PASSWORD: &str = "a password of the endpoint";
    const OWN: (usize, SocketAddr) = (
        0,
        SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9),
    );

    fn nobody() -> WaitingCallers {
        let provider = Arc::new(str0m::crypto::from_feature_flags());
        let config = Rtc::builder().set_crypto_provider(provider);
        WaitingCallers::new("me".into(), PASSWORD.into(), config)
    }

    /// A binding request (RFC 8489) of this caller with this password.
    fn request(called: &str, caller: &str, password: &str) -> Vec<u8> {
        let mut name = format!("{called}:{caller}").into_bytes();
        let length = u16::try_from(name.len()).unwrap();
        name.resize(name.len().next_multiple_of(4), 0);
        let mut packet = vec![0, 1];
        let body = u16::try_from(4 + name.len() + 8 + 24).unwrap();
        packet.extend(body.to_be_bytes());
        packet.extend([
            0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
        ]);
        packet.extend([0, 6]);
        packet.extend(length.to_be_bytes());
        packet.extend(&name);
        // The priority, which each such request has (RFC 8445 §7.1.1).
        packet.extend([0, 0x24, 0, 4, 0x6e, 0, 1, 0xff]);
        let mut mac = Hmac::<Sha1>::new_from_slice(password.as_bytes()).unwrap();
        mac.update(&packet);
        packet.extend([0, 8, 0, 20]);
        packet.extend(mac.finalize().into_bytes());
        packet
    }

    fn source(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 7], port))
    }

    /// The names of the callers that have a connection.
    fn names(callers: &WaitingCallers) -> Vec<&str> {
        let waiting = callers.waiting.iter();
        waiting.map(|caller| caller.name.as_str()).collect()
    }

    #[test]
    fn only_callers_with_the_password_are_accepted_and_each_once() {
        let (mut callers, now) = (nobody(), clock::instant());
        for wrong in [
            request("me", "abcd", "another password"),
            request("you", "abcd", PASSWORD),
            request("me", &"x".repeat(MAX_NAME + 1), PASSWORD),
            b"no STUN at all".to_vec(),
        ] {
            callers.receive(OWN, source(1), &wrong, now);
            assert_eq!(names(&callers), [""; 0]);
        }
        let right = request("me", "abcd", PASSWORD);
        callers.receive(OWN, source(1), &right, now);
        callers.receive(OWN, source(2), &right, now);
        assert_eq!(names(&callers), ["abcd"]);
        // A request is answered, and makes nobody known to the node.
        let progress = callers.drive(now);
        assert!(progress.came.is_empty());
        let mut packets = progress.done.iter().flat_map(|done| &done.packets);
        assert!(packets.all(|packet| packet.contents.len() < 2 * right.len()));
        // It has waited long enough. Then its name is ignored for a while.
        let later = now + WAIT_FOR;
        assert!(callers.drive(later).came.is_empty());
        callers.receive(OWN, source(1), &right, later);
        assert_eq!(names(&callers), [""; 0]);
        callers.receive(OWN, source(1), &right, later + SILENCED_FOR);
        assert_eq!(names(&callers), ["abcd"]);
    }

    #[test]
    fn a_flood_of_forged_callers_is_bounded_and_gives_way() {
        let (mut callers, mut now) = (nobody(), clock::instant());
        let flood = |callers: &mut WaitingCallers, now, count: u32| {
            for _ in 0..count {
                let name = format!("u{}", callers.count);
                callers.receive(OWN, source(1), &request("me", &name, PASSWORD), now);
                assert!(callers.waiting.len() <= MAX_WAITING_CALLERS);
                assert!(callers.silenced.len() <= MAX_SILENCED);
            }
        };
        // For a minute, thirteen packets a second, each of another caller. An honest one is taken
        // with its first or second request, and has the time that it needs.
        for second in 0..60_u32 {
            flood(&mut callers, now, 13);
            let honest = format!("honest{second}");
            callers.receive(OWN, source(2), &request("me", &honest, PASSWORD), now);
            assert!(names(&callers).contains(&honest.as_str()), "{second}");
            for before in second.saturating_sub(2)..second {
                let honest = format!("honest{before}");
                assert!(names(&callers).contains(&honest.as_str()), "{second}");
            }
            now += Duration::from_secs(1);
            assert!(callers.drive(now).came.is_empty());
        }
        assert!(callers.waiting.len() <= MAX_WAITING_CALLERS);
        // A faster one is dropped while each has the time that it needs.
        let before = names(&callers).len();
        flood(&mut callers, now, 1_000);
        let first = callers.waiting[0].number;
        flood(&mut callers, now + UNDISTURBED_FOR / 2, 1_000);
        assert!(before <= MAX_WAITING_CALLERS && callers.waiting[0].number >= first);
        assert!(callers.count < 2_000);
    }
}
