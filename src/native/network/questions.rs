//! Questions to STUN servers for the addresses under which they see this machine's ports.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use signal::LinkId;

use super::stun::{self, Transaction};

/// Maximum number of questions that wait for an answer. Beyond that no more are asked.
const MAX_QUESTIONS: usize = 256;
/// The times after the first request at which a question is repeated. At the last of them it is
/// given up.
const TIMES: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_millis(1_500),
    Duration::from_millis(3_500),
    Duration::from_millis(8_000),
];

/// A question to send: the index of the port, the server, and the packet.
pub(super) type Asked = (usize, SocketAddr, Vec<u8>);

/// The questions that wait for an answer; at most [`MAX_QUESTIONS`].
#[derive(Debug, Default)]
pub(super) struct Questions(BTreeMap<Transaction, Question>);

#[derive(Debug)]
struct Question {
    link: LinkId,
    port: usize,
    server: SocketAddr,
    asked: Instant,
    /// How many times it was repeated.
    repeated: usize,
}

impl Questions {
    /// Adds a question for a link, and returns its packet. `None` if there are too many questions.
    pub(super) fn ask(
        &mut self,
        link: LinkId,
        port: usize,
        server: SocketAddr,
        now: Instant,
    ) -> Option<Vec<u8>> {
        let mut transaction = Transaction::default();
        if self.0.len() >= MAX_QUESTIONS || getrandom::fill(&mut transaction).is_err() {
            return None;
        }
        let question = Question {
            link,
            port,
            server,
            asked: now,
            repeated: 0,
        };
        self.0.insert(transaction, question);
        Some(stun::address_request(transaction).to_vec())
    }

    /// Takes an answer: the link and the port that it is about, and the address that the server
    /// sees. `None` for any other packet.
    pub(super) fn answered(&mut self, packet: &[u8]) -> Option<(LinkId, usize, SocketAddr)> {
        let (transaction, seen) = stun::address_response(packet)?;
        let question = self.0.remove(&transaction)?;
        Some((question.link, question.port, seen))
    }

    /// Drops the questions for a link.
    pub(super) fn forget(&mut self, link: LinkId) {
        self.0.retain(|_, question| question.link != link);
    }

    /// Drops the questions that have waited too long, and returns the packets to send again.
    pub(super) fn repeat(&mut self, now: Instant) -> Vec<Asked> {
        self.0
            .retain(|_, question| question.due() > now || question.repeated + 1 < TIMES.len());
        let mut again = Vec::new();
        for (transaction, question) in &mut self.0 {
            if question.due() <= now {
                question.repeated += 1;
                let packet = stun::address_request(*transaction).to_vec();
                again.push((question.port, question.server, packet));
            }
        }
        again
    }

    /// When [`repeat`](Self::repeat) is due for each.
    pub(super) fn due(&self) -> impl Iterator<Item = Instant> {
        self.0.values().map(Question::due)
    }
}

impl Question {
    fn due(&self) -> Instant {
        self.asked + TIMES[self.repeated]
    }
}

/// The host and port of a STUN server's URL (RFC 7064).
pub(super) fn stun_host(url: &str) -> Option<String> {
    let host = url.strip_prefix("stun:")?;
    let host = host.split('?').next().unwrap_or_default();
    let has_port = match host.rsplit_once(']') {
        Some((_, rest)) => rest.starts_with(':'),
        None => host.contains(':'),
    };
    match (host, has_port) {
        ("", _) => None,
        (host, true) => Some(host.to_owned()),
        (host, false) => Some(format!("{host}:3478")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn questions_are_bounded_and_given_up_after_some_repetitions() {
        let (server, now) = (SocketAddr::from(([192, 0, 2, 1], 3478)), clock::instant());
        let mut questions = Questions::default();
        let asked = (0..1_000).filter_map(|_| questions.ask(LinkId(1), 0, server, now));
        assert_eq!(asked.count(), MAX_QUESTIONS);
        let mut repeated = 0;
        while let Some(due) = questions.due().min() {
            repeated += questions.repeat(due).len();
            assert!(repeated <= MAX_QUESTIONS * (TIMES.len() - 1), "no end");
        }
        assert_eq!(repeated, MAX_QUESTIONS * (TIMES.len() - 1));
        questions.ask(LinkId(1), 0, server, now);
        questions.forget(LinkId(1));
        assert_eq!(questions.due().count(), 0);
    }

    #[test]
    fn a_stun_url_has_a_port_or_the_usual_one() {
        for (url, host) in [
            ("stun:stun.example", Some("stun.example:3478")),
            ("stun:stun.example:19302", Some("stun.example:19302")),
            ("stun:192.0.2.1:3478?transport=udp", Some("192.0.2.1:3478")),
            ("stun:[2001:db8::1]", Some("[2001:db8::1]:3478")),
            ("stun:[2001:db8::1]:99", Some("[2001:db8::1]:99")),
            ("stun:", None),
            ("turn:turn.example:3478", None),
        ] {
            assert_eq!(stun_host(url).as_deref(), host, "{url}");
        }
    }
}
