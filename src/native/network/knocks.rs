//! Callers at this node's endpoint that are not admitted yet.
//!
//! A caller proves that it was invited by the endpoint's password, with which it makes the
//! integrity of its first STUN request. A packet without the password costs one HMAC and is not
//! stored.
//!
//! **Bound.** At most [`MAX_KNOCKS`] callers wait for a slot, were refused in the last
//! [`REFUSED_FOR`], or had a link that ended in the last [`ENDED_FOR`]; packets of further callers
//! are dropped. A caller repeats its request several times a second.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::IceCreds;

use super::outgoing::MAX_KNOCKS;
use super::stun;

/// How long packets of a refused caller are ignored.
const REFUSED_FOR: Duration = Duration::from_secs(5);
/// How long packets with the name of an ended link are ignored. Its caller may not know of the end,
/// and notices it when its requests get no answer; its next call has another name.
const ENDED_FOR: Duration = Duration::from_secs(30);
/// How long a caller waits for the node's answer.
const WAIT_FOR: Duration = Duration::from_secs(20);
/// Maximum bytes of a caller's name (RFC 8839 §5.4).
const MAX_NAME: usize = 256;

/// The callers at this node's endpoint.
#[derive(Debug)]
pub(super) struct Knocks {
    ufrag: String,
    password: String,
    /// At most [`MAX_KNOCKS`], all with different names.
    waiting: Vec<Knock>,
    /// The number of callers so far.
    count: u64,
}

/// A caller.
#[derive(Debug)]
pub(super) struct Knock {
    number: u64,
    /// The user name fragment that it has chosen.
    pub(super) name: String,
    /// The index of the port at which it came.
    pub(super) port: usize,
    pub(super) source: SocketAddr,
    /// Its last packet.
    pub(super) packet: Vec<u8>,
    until: Instant,
}

impl Knocks {
    /// Without callers, for an endpoint with these credentials.
    pub(super) const fn new(ufrag: String, password: String) -> Self {
        Self {
            ufrag,
            password,
            waiting: Vec::new(),
            count: 0,
        }
    }

    /// The credentials of the endpoint.
    pub(super) fn creds(&self) -> IceCreds {
        IceCreds {
            ufrag: self.ufrag.clone(),
            pass: self.password.clone(),
        }
    }

    /// Takes a packet that belongs to no connection. Returns the number of a new caller, which the
    /// node admits or refuses.
    pub(super) fn knock(
        &mut self,
        port: usize,
        source: SocketAddr,
        packet: Vec<u8>,
        now: Instant,
    ) -> Option<u64> {
        let caller = stun::binding_request(&packet, &self.password)?;
        if caller.called != self.ufrag || caller.caller.len() > MAX_NAME {
            return None;
        }
        let name = caller.caller.to_owned();
        self.waiting.retain(|knock| now < knock.until);
        if let Some(knock) = self.waiting.iter_mut().find(|knock| knock.name == name) {
            (knock.port, knock.source, knock.packet) = (port, source, packet);
            return None;
        }
        if self.waiting.len() >= MAX_KNOCKS {
            return None;
        }
        self.count += 1;
        self.waiting.push(Knock {
            number: self.count,
            name,
            port,
            source,
            packet,
            until: now + WAIT_FOR,
        });
        Some(self.count)
    }

    /// Ignores a caller for some time.
    pub(super) fn refuse(&mut self, number: u64, now: Instant) {
        let mut waiting = self.waiting.iter_mut();
        if let Some(knock) = waiting.find(|knock| knock.number == number) {
            knock.until = now + REFUSED_FOR;
        }
    }

    /// Ignores a name for some time, since the link of its caller has ended.
    pub(super) fn end(&mut self, name: String, now: Instant) {
        self.waiting.retain(|knock| now < knock.until);
        if self.waiting.len() < MAX_KNOCKS {
            self.waiting.push(Knock {
                number: 0,
                name,
                port: 0,
                source: SocketAddr::from(([0, 0, 0, 0], 0)),
                packet: Vec::new(),
                until: now + ENDED_FOR,
            });
        }
    }

    /// Removes and returns a caller that is admitted; `None` if it has waited too long.
    pub(super) fn take(&mut self, number: u64) -> Option<Knock> {
        let mut waiting = self.waiting.iter();
        let at = waiting.position(|knock| knock.number == number)?;
        Some(self.waiting.swap_remove(at))
    }
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha1::Sha1;

    use super::*;
    use crate::clock;

    const PASSWORD: &str = "a password of the endpoint";

    /// A binding request (RFC 8489) of this caller with this password.
    fn request(called: &str, caller: &str, password: &str) -> Vec<u8> {
        let mut name = format!("{called}:{caller}").into_bytes();
        let length = u16::try_from(name.len()).unwrap();
        name.resize(name.len().next_multiple_of(4), 0);
        let mut packet = vec![0, 1];
        let body = u16::try_from(4 + name.len() + 24).unwrap();
        packet.extend(body.to_be_bytes());
        packet.extend([
            0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
        ]);
        packet.extend([0, 6]);
        packet.extend(length.to_be_bytes());
        packet.extend(&name);
        let mut mac = Hmac::<Sha1>::new_from_slice(password.as_bytes()).unwrap();
        mac.update(&packet);
        packet.extend([0, 8, 0, 20]);
        packet.extend(mac.finalize().into_bytes());
        packet
    }

    fn source(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 7], port))
    }

    #[test]
    fn only_callers_with_the_password_are_accepted_and_each_once() {
        let (mut knocks, now) = (Knocks::new("me".into(), PASSWORD.into()), clock::instant());
        for wrong in [
            request("me", "abcd", "another password"),
            request("you", "abcd", PASSWORD),
            request("me", &"x".repeat(MAX_NAME + 1), PASSWORD),
            b"no STUN at all".to_vec(),
        ] {
            assert_eq!(knocks.knock(0, source(1), wrong, now), None);
        }
        let right = request("me", "abcd", PASSWORD);
        assert_eq!(knocks.knock(0, source(1), right.clone(), now), Some(1));
        assert_eq!(knocks.knock(0, source(2), right, now), None);
        let taken = knocks.take(1).unwrap();
        assert_eq!((taken.name.as_str(), taken.source), ("abcd", source(2)));
        assert!(knocks.take(1).is_none());
        // After its link has ended, the name is ignored for a while.
        knocks.end("abcd".into(), now);
        let again = request("me", "abcd", PASSWORD);
        assert_eq!(knocks.knock(0, source(1), again.clone(), now), None);
        assert_eq!(knocks.knock(0, source(1), again, now + ENDED_FOR), Some(2));
    }

    #[test]
    fn a_flood_of_callers_is_bounded_and_ends() {
        let (mut knocks, now) = (Knocks::new("me".into(), PASSWORD.into()), clock::instant());
        let flood = |knocks: &mut Knocks, now| {
            let callers = (0..1_000).map(|number| request("me", &format!("u{number}"), PASSWORD));
            callers
                .filter_map(|packet| knocks.knock(0, source(1), packet, now))
                .count()
        };
        assert_eq!(flood(&mut knocks, now), MAX_KNOCKS);
        for number in 1..=MAX_KNOCKS as u64 {
            knocks.refuse(number, now);
        }
        assert_eq!(flood(&mut knocks, now), 0, "refused, and still ignored");
        assert_eq!(flood(&mut knocks, now + REFUSED_FOR), MAX_KNOCKS);
        assert_eq!(knocks.waiting.len(), MAX_KNOCKS);
    }
}
