//! The settings of the chain that the wallet needs.

use primitives::BlockHash;

/// The chain's settings that the wallet needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The genesis hash, which every signature commits to.
    pub genesis: BlockHash,
    /// The confirmations until a block reward can be spent.
    pub maturity: u32,
}
