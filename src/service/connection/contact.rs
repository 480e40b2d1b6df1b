//! Contact with other nodes of a joined chain: whether any of them has sent a block yet.
//!
//! If a node joins a chain and mines before it has met another node, it extends the genesis block,
//! while the other nodes may be far ahead. Once it meets them, all of its own blocks are replaced.
//! A chain that this profile started has no other nodes with blocks at first, so this can't happen.

use chain::{Chain, StorageError, Store};
use primitives::BlockHash;

/// The record that says that this profile started the chain.
const STARTED: &[u8] = b"contact/started";
/// The record that says that another node has sent a block of the chain.
const MET: &[u8] = b"contact/met";

/// Whether this profile started the chain, and whether another node has sent a block. If the
/// chain's store is lost, so are both records, and the chain counts as joined.
#[derive(Debug)]
pub(crate) struct Contact {
    started: bool,
    met: bool,
    /// The newest connected block, as long as it may still turn out to be found on this node.
    newest: Option<BlockHash>,
}

impl Contact {
    /// Reads the records.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn read<S: Store>(chain: &Chain<S>) -> Result<Self, StorageError<S::Error>> {
        Ok(Self {
            started: chain.record(STARTED)?.is_some(),
            met: chain.record(MET)?.is_some(),
            newest: None,
        })
    }

    /// Whether this profile joined the chain, and no other node has sent a block after the genesis
    /// block yet.
    pub(crate) const fn is_missing(&self) -> bool {
        !self.started && !self.met
    }

    /// Whether this profile started the chain.
    pub(crate) const fn is_started(&self) -> bool {
        self.started
    }

    /// Notes that this profile has just started the chain.
    pub(crate) fn start<S: Store>(&mut self, chain: &mut Chain<S>) {
        self.started = true;
        chain.put_record(STARTED, Some(&[1]));
    }

    /// Notes that a block was connected. If it was found on this node, a call of
    /// [`found`](Self::found) follows.
    pub(crate) fn connected<S: Store>(&mut self, hash: BlockHash, chain: &mut Chain<S>) {
        self.settle(chain);
        self.newest = Some(hash);
    }

    /// Notes that a block was found on this node.
    pub(crate) fn found(&mut self, hash: &BlockHash) {
        if self.newest == Some(*hash) {
            self.newest = None;
        }
    }

    /// Ends a round of the node's events. A newest block that was not reported as found on this
    /// node by then came from another node.
    pub(crate) fn settle<S: Store>(&mut self, chain: &mut Chain<S>) {
        if self.newest.take().is_some() && !self.met {
            self.met = true;
            chain.put_record(MET, Some(&[1]));
        }
    }
}
