//! The announcement of new blocks at the tip, by their headers (BIP130).
//!
//! A node that is catching up announces none, unless it still takes part
//! ([`crate::participation`]). In that case it may connect many blocks in a short time, and its
//! peers would treat more announcements as a flood. So it announces only the tip, and at most once
//! in [`PAUSE`]. Peers ask for the headers in between.

use crate::timers::Timer;
use crate::{Node, PeerId};
use chain::Store;
use core::time::Duration;
use primitives::{Header, Time};
use wire::{Item, Message};

/// The maximum number of headers in one announcement, as in Bitcoin. After a longer reorganisation
/// only the tip is announced, and peers ask for the rest.
const MAX_ANNOUNCED: usize = 8;
/// The minimum time between two announcements of a node that is catching up.
const PAUSE: Duration = Duration::from_secs(1);

/// The state of block announcements.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    /// The steady time of the last announcement.
    last: Time,
}

impl<S: Store> Node<S> {
    /// Announces the blocks that were just connected, or only the tip later if the node is catching
    /// up. A node that does not take part announces nothing.
    pub(crate) fn announce_connected(&mut self, connected: &[Header]) {
        if !self.takes_part() {
            return;
        }
        if self.is_catching_up() {
            let next = self.announcements.last + PAUSE;
            self.timers.set_if_idle(Timer::Tip, next.max(self.steady));
        } else {
            self.announce_blocks(connected);
        }
    }

    /// Announces only the tip.
    pub(crate) fn announce_tip(&mut self) {
        if self.takes_part() {
            let tip = self.chain.tip().header;
            self.announce_blocks(&[tip]);
        }
    }

    /// Announces new blocks at the tip to every peer that does not know the newest one.
    fn announce_blocks(&mut self, connected: &[Header]) {
        let newest = match connected {
            [] => return,
            [.., tip] if connected.len() > MAX_ANNOUNCED => core::slice::from_ref(tip),
            few => few,
        };
        self.announcements.last = self.steady;
        let tip = Item::Block(newest[newest.len() - 1].hash());
        let message = Message::Headers(newest.to_vec());
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            if let Some(peer) = self.peers.get_mut(&id)
                && peer.ready
                && peer.known.insert(tip)
            {
                self.send(id, &message);
            }
        }
    }
}
