//! Settings of a chain's storage.

#[cfg(doc)]
use super::Chain;
use crate::params::{MAX_PENDING_BYTES, MAX_SWITCH_BYTES};

/// Settings of a chain's storage, which don't affect the chain itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The bytes of pending changes beyond which they are written, as counted by
    /// [`Chain::pending_bytes`]. Besides its headers, a chain takes this much memory plus that of
    /// one block or one step of a switch.
    pub pending_bytes: usize,
    /// The bytes of changes beyond which a switch of branches is done in steps (see
    /// [`Chain::resume`]).
    pub switch_bytes: usize,
    /// The number of newest blocks that [`Chain::prune`] does not prune, at least
    /// [`MIN_WHOLE_BLOCKS`](crate::params::MIN_WHOLE_BLOCKS); `None` to prune no block.
    pub whole_blocks: Option<u32>,
    /// The initial randomness (see [`Chain::set_seed`]); zero if there are no untrusted peers.
    pub seed: [u8; 32],
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pending_bytes: MAX_PENDING_BYTES,
            switch_bytes: MAX_SWITCH_BYTES,
            whole_blocks: None,
            seed: [0; 32],
        }
    }
}
