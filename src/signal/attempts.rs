//! Failed attempts to open a link, each with the kinds of addresses that both sides offered, never
//! the addresses.

use std::collections::VecDeque;

use crate::{Body, PeerKey};

/// Maximum number of failed attempts that are remembered. The oldest is dropped first.
pub const MAX_ATTEMPTS: usize = 8;
/// Maximum bytes of the name of an ICE state. A longer name is ignored; the longest name in WebRTC
/// has 12.
const MAX_STATE: usize = 16;

/// How many candidates of each kind a side offered (RFC 8445 §5.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Addresses of the device itself.
    pub host: u32,
    /// Addresses of the device itself, each hidden behind a name of multicast DNS (RFC 8828, mode 2
    /// and above).
    pub hidden: u32,
    /// Addresses under which a STUN server or the peer sees the device.
    pub reflexive: u32,
    /// Addresses at a TURN server.
    pub relayed: u32,
}

impl Candidates {
    /// Counts the candidates in a message.
    pub fn add(&mut self, body: &Body) {
        match body {
            Body::Offer { sdp } | Body::Answer { sdp } => {
                let lines = sdp.lines();
                let lines = lines.filter_map(|line| line.strip_prefix("a=candidate:"));
                lines.for_each(|line| self.add_line(line));
            }
            Body::Candidate { candidate, .. } => self.add_line(candidate),
            Body::Decline => {}
        }
    }

    /// Counts the candidate of a line, whose fields are: foundation, component, transport,
    /// priority, address, port, `typ`, type.
    fn add_line(&mut self, line: &str) {
        let mut fields = line.split_ascii_whitespace();
        let address = fields.nth(4).unwrap_or_default();
        let kind = fields.skip_while(|field| *field != "typ").nth(1);
        let count = match kind {
            Some("host") if address.ends_with(".local") => &mut self.hidden,
            Some("host") => &mut self.host,
            Some("srflx" | "prflx") => &mut self.reflexive,
            Some("relay") => &mut self.relayed,
            _ => return,
        };
        *count = count.saturating_add(1);
    }
}

/// One attempt to link with a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The other side's key.
    pub peer: PeerKey,
    /// Whether this side made the call.
    pub called: bool,
    /// When the attempt began, in milliseconds by the driver's clock.
    pub started: u64,
    /// How long the attempt took, in milliseconds; 0 until it has ended.
    pub took: u64,
    /// Whether the peer has sent its session description.
    pub answered: bool,
    /// Whether the peer declined, because all its slots are in use.
    pub declined: bool,
    /// The candidates that this side offered.
    pub own: Candidates,
    /// The candidates that the peer offered.
    pub theirs: Candidates,
    /// The last ICE state, by its name in WebRTC.
    pub ice: String,
    /// The last error code of a STUN or TURN server; `None` if no server has failed.
    pub server_error: Option<u16>,
}

impl Attempt {
    /// A new attempt. `called` is whether this side calls; otherwise it answers the peer's offer.
    pub fn new(peer: PeerKey, called: bool, now: u64) -> Self {
        Self {
            peer,
            called,
            started: now,
            took: 0,
            answered: false,
            declined: false,
            own: Candidates::default(),
            theirs: Candidates::default(),
            ice: String::new(),
            server_error: None,
        }
    }

    /// Notes a message that this side sends.
    pub fn sent(&mut self, body: &Body) {
        self.own.add(body);
    }

    /// Notes a message of the peer.
    pub fn received(&mut self, body: &Body) {
        match body {
            Body::Offer { .. } | Body::Answer { .. } => self.answered = true,
            Body::Decline => self.declined = true,
            Body::Candidate { .. } => {}
        }
        self.theirs.add(body);
    }

    /// Notes the connection's new ICE state.
    pub fn ice(&mut self, state: &str) {
        if state.len() <= MAX_STATE {
            state.clone_into(&mut self.ice);
        }
    }
}

/// The failed attempts, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Attempts(VecDeque<Attempt>);

impl Attempts {
    /// Adds an attempt that has ended without a link.
    pub fn push(&mut self, mut attempt: Attempt, now: u64) {
        attempt.took = now.saturating_sub(attempt.started);
        if self.0.len() >= MAX_ATTEMPTS {
            self.0.pop_front();
        }
        self.0.push_back(attempt);
    }

    /// All remembered attempts, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Attempt> {
        self.0.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: PeerKey = PeerKey::from_bytes([1; 16]);

    fn candidate(line: &str) -> Body {
        Body::Candidate {
            candidate: line.to_owned(),
            sdp_mid: None,
            sdp_m_line_index: None,
        }
    }

    #[test]
    fn candidates_are_counted_by_kind() {
        let mut attempt = Attempt::new(PEER, true, 1_000);
        for line in [
            "candidate:1 1 udp 2122260223 192.168.1.5 54321 typ host generation 0",
            "candidate:2 1 udp 2122194687 0a1b2c3d-aaaa-bbbb-cccc-0123456789ab.local 5 typ host",
            "candidate:3 1 udp 1686052607 203.0.113.7 5 typ srflx raddr 192.168.1.5 rport 5",
            "candidate:4 1 udp 41885439 198.51.100.2 5 typ relay raddr 203.0.113.7 rport 5",
            "nonsense",
            "",
        ] {
            attempt.sent(&candidate(line));
        }
        let one_each = Candidates {
            host: 1,
            hidden: 1,
            reflexive: 1,
            relayed: 1,
        };
        assert_eq!(attempt.own, one_each);
        attempt.received(&Body::Answer {
            sdp: "v=0\r\na=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\na=end-of-candidates\r\n"
                .into(),
        });
        assert_eq!((attempt.theirs.host, attempt.answered), (1, true));
    }

    #[test]
    fn attempts_and_the_names_of_their_states_are_bounded() {
        let mut attempts = Attempts::default();
        for started in 0..100 {
            let mut attempt = Attempt::new(PEER, false, started);
            attempt.ice(&"x".repeat(1_000));
            attempts.push(attempt, started + 7);
        }
        let kept: Vec<_> = attempts.newest_first().collect();
        assert_eq!((kept.len(), kept[0].started), (MAX_ATTEMPTS, 99));
        assert_eq!((kept[0].took, kept[0].ice.len()), (7, 0));
        // If the clock was set back during an attempt, the attempt counts as having taken no time.
        attempts.push(Attempt::new(PEER, true, 7_200_000), 0);
        assert_eq!(attempts.newest_first().next().unwrap().took, 0);
    }
}
