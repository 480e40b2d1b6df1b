//! Whether others have a history of this chain that this node has not seen yet.
//!
//! Whoever joins a chain and mines before anybody else was met extends the genesis block, while the
//! others are far ahead: all of that is replaced later. A chain that was started here has no other
//! history.

use chain::{Chain, StorageError, Store};
use primitives::BlockHash;

/// The record of a chain that was started by this profile.
const STARTED: &[u8] = b"contact/started";
/// The record of a chain of which somebody else has sent a block.
const MET: &[u8] = b"contact/met";

/// What is known of others. The records are lost with the chain's store, and then it counts as
/// joined.
#[derive(Debug)]
pub(crate) struct Contact {
    started: bool,
    met: bool,
    /// The newest block that joined the best chain and may yet turn out to have been found here.
    newest: Option<BlockHash>,
}

impl Contact {
    /// Reads the records.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn read<S: Store>(chain: &Chain<S>) -> Result<Self, StorageError<S::Error>> {
        Ok(Self {
            started: chain.record(STARTED)?.is_some(),
            met: chain.record(MET)?.is_some(),
            newest: None,
        })
    }

    /// The chain was joined, and no block beyond the genesis ever came from somebody else.
    pub(crate) const fn is_missing(&self) -> bool {
        !self.started && !self.met
    }

    /// The chain was started by this profile.
    pub(crate) const fn is_started(&self) -> bool {
        self.started
    }

    /// The chain was started here, just now.
    pub(crate) fn start<S: Store>(&mut self, chain: &mut Chain<S>) {
        self.started = true;
        chain.put_record(STARTED, Some(&[1]));
    }

    /// A block joined the best chain. Whether it was found here is told right after.
    pub(crate) fn connected<S: Store>(&mut self, hash: BlockHash, chain: &mut Chain<S>) {
        self.settle(chain);
        self.newest = Some(hash);
    }

    /// A block was found here.
    pub(crate) fn found(&mut self, hash: &BlockHash) {
        if self.newest == Some(*hash) {
            self.newest = None;
        }
    }

    /// The node has said all: what was not found here came from somebody else.
    pub(crate) fn settle<S: Store>(&mut self, chain: &mut Chain<S>) {
        if self.newest.take().is_some() && !self.met {
            self.met = true;
            chain.put_record(MET, Some(&[1]));
        }
    }
}
