//! The blocks and payments that went over the links while the map of the network was in view.

use std::collections::BTreeMap;

use api::{PeerView, TrafficView};

/// Something that goes over a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// A block.
    Block,
    /// A payment.
    Payment,
}

/// The direction of something that went over a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the peer to this node.
    In,
    /// From this node to the peer.
    Out,
}

/// The newest thing that went over a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) load: Load,
    pub(super) way: Way,
    /// The name of the peer.
    pub(super) peer: String,
}

/// The counts of each link when the map showed it first and when it showed it last, by the names of
/// the peers; at most as many as there are peers.
#[derive(Debug, Default)]
pub(super) struct Log {
    links: BTreeMap<String, Counts>,
    last: Option<Passage>,
}

#[derive(Clone, Copy, Debug)]
struct Counts {
    first: [u32; 4],
    latest: [u32; 4],
}

/// The kinds in the order of [`counts`].
const KINDS: [(Load, Way); 4] = [
    (Load::Block, Way::In),
    (Load::Payment, Way::In),
    (Load::Block, Way::Out),
    (Load::Payment, Way::Out),
];

impl Log {
    /// Notes the present counts.
    pub(super) fn note(&mut self, peers: &[PeerView]) {
        self.links
            .retain(|name, _| peers.iter().any(|peer| peer.name == *name));
        for peer in peers {
            let latest = counts(peer);
            let new = Counts {
                first: latest,
                latest,
            };
            let known = self.links.entry(peer.name.clone()).or_insert(new);
            // A block counts for more than a payment.
            let changes = KINDS.into_iter().zip(known.latest.iter().zip(latest));
            let change = changes
                .into_iter()
                .find(|(_, (before, now))| *before != now);
            if let Some(((load, way), _)) = change {
                let peer = peer.name.clone();
                self.last = Some(Passage { load, way, peer });
            }
            known.latest = latest;
        }
    }

    /// The newest thing that went over a link since the map came into view; `None` if nothing has.
    pub(super) fn last(&self) -> Option<&Passage> {
        self.last.as_ref()
    }

    /// The kinds that went over a peer's link since the map first showed it, each with a number
    /// that changes whenever another one goes over.
    pub(super) fn passed(&self, peer: &str) -> impl Iterator<Item = (Load, Way, u32)> {
        let counts = self.links.get(peer).copied();
        let kinds = KINDS.into_iter().enumerate();
        kinds.filter_map(move |(at, (load, way))| {
            let Counts { first, latest } = counts?;
            (first[at] != latest[at]).then_some((load, way, latest[at]))
        })
    }
}

fn counts(peer: &PeerView) -> [u32; 4] {
    let TrafficView { blocks, payments } = peer.brought;
    [blocks, payments, peer.given.blocks, peer.given.payments]
}

#[cfg(test)]
mod tests {
    use api::LinkKind;
    use primitives::Time;

    use super::*;

    fn peer(name: &str, brought: (u32, u32), given: (u32, u32)) -> PeerView {
        let traffic = |(blocks, payments)| TrafficView { blocks, payments };
        PeerView {
            name: name.into(),
            link: LinkKind::Outbound,
            height: 0,
            serves_all: None,
            latency: None,
            since: Time::default(),
            received: 0.0,
            sent: 0.0,
            brought: traffic(brought),
            given: traffic(given),
            person: None,
        }
    }

    #[test]
    fn only_what_passes_in_view_is_shown() {
        let mut log = Log::default();
        log.note(&[peer("a", (7, 3), (1, 0))]);
        assert_eq!((log.last(), log.passed("a").count()), (None, 0));
        log.note(&[peer("a", (8, 3), (1, 0)), peer("b", (5, 5), (5, 5))]);
        let passed: Vec<_> = log.passed("a").collect();
        assert_eq!(passed, [(Load::Block, Way::In, 8)]);
        assert_eq!(log.passed("b").count(), 0);
        log.note(&[peer("a", (8, 3), (1, 0)), peer("b", (5, 5), (5, 6))]);
        let last = Passage {
            load: Load::Payment,
            way: Way::Out,
            peer: "b".into(),
        };
        assert_eq!(log.last(), Some(&last));
        // A peer that left is forgotten, and one of the same name begins anew.
        log.note(&[]);
        log.note(&[peer("a", (9, 3), (1, 0))]);
        assert_eq!(log.passed("a").count(), 0);
    }
}
