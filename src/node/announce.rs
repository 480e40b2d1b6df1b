//! New blocks at the tip are announced to peers by their headers (BIP130).
//!
//! A node that catches up announces none, unless it takes part all the same
//! ([`crate::participation`]). Then it may connect many blocks in a short time, so that it
//! announces the tip only, once in [`PAUSE`]: its peers would count more as a flood. They ask for
//! the headers between.

use crate::timers::Timer;
use crate::{Node, PeerId};
use chain::Store;
use core::time::Duration;
use primitives::{Header, Time};
use wire::{Item, Message};

/// Headers in one announcement of new blocks, as in Bitcoin; after a longer reorganisation only the
/// tip is sent and the rest is asked for.
const MAX_ANNOUNCED: usize = 8;
/// The least time between two announcements of a node that catches up.
const PAUSE: Duration = Duration::from_secs(1);

/// When blocks were announced.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    /// The steady time of the last announcement.
    last: Time,
}

impl<S: Store> Node<S> {
    /// Announces the blocks that were just connected, as far as that is of use to anybody.
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

    /// Announces the tip alone.
    pub(crate) fn announce_tip(&mut self) {
        if self.takes_part() {
            let tip = self.chain.tip().header;
            self.announce_blocks(&[tip]);
        }
    }

    /// Announces new blocks at the tip to every peer that doesn't know of them.
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
