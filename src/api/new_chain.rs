//! The settings of a new chain, as a person types them.

use serde::{Deserialize, Serialize};

/// The content of the form for a new chain. Numbers and amounts are text, which the node parses and
/// checks. Fields that may be left empty say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewChain {
    /// The chain's name: 1 to 40 printable characters.
    pub name: String,
    /// The symbol of its coin: 2 to 8 capital letters or digits.
    pub symbol: String,
    /// The prefix of every address; if empty, the symbol in lower case.
    pub prefix: String,
    /// The intended seconds between blocks.
    pub interval: String,
    /// The expected number of hashes for the first block. If empty, the node measures the speed of
    /// this device, and chooses a number for which the device takes about one interval. It has no
    /// effect if blocks need no work.
    pub difficulty: String,
    /// The number of cores for which the first difficulty is measured; at least 1.
    pub cores: u32,
    /// Whether the difficulty of the first block stays fixed, for practice. It has no effect if
    /// blocks need no work.
    pub fixed_difficulty: bool,
    /// The confirmations after which a payment is final.
    pub confirmations: String,
    /// The maximum weight units of a block.
    pub max_weight: String,
    /// The maximum number of transactions of a block, including its coinbase.
    pub max_transactions: String,
    /// The minimum number of transactions of a block, including its coinbase.
    pub least_transactions: String,
    /// Whether a block may consist of its coinbase alone.
    pub empty_blocks: EmptyBlocksChoice,
    /// The text that empty blocks must carry, if [`EmptyBlocksChoice::Filled`] is chosen.
    pub filler: String,
    /// The maximum number of peers of a node.
    pub max_peers: String,
    /// The block reward in coins, in decimal notation.
    pub reward: String,
    /// The number of blocks after which the reward halves.
    pub halving: String,
    /// The confirmations until a block reward can be spent.
    pub maturity: String,
    /// The coins that each newcomer may request once; none if empty or 0.
    pub grant: String,
    /// The last height at which a block may contain grants. It has no effect if there are none.
    pub grant_until: String,
    /// The first coins, which exist from the start. Empty rows are ignored.
    pub allocation: Vec<Share>,
    /// The makers of blocks.
    pub makers: Makers,
    /// The authors' public keys, one per line. They have no effect if everyone may make blocks.
    pub authors: String,
    /// The payee of the genesis block: an address or a public key; if empty, the block pays nobody.
    pub genesis_author: String,
    /// The text in the genesis block; if empty, a few random bytes, so that no two chains are the
    /// same.
    pub text: String,
}

/// The first coins of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The recipient: an address with any prefix, or a public key in hexadecimal.
    pub to: String,
    /// The amount in coins, in decimal notation.
    pub amount: String,
}

/// The nodes that may make blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Makers {
    /// Everyone, by proof of work.
    #[default]
    Everyone,
    /// The listed authors, without proof of work.
    Authors,
    /// The listed authors, with proof of work.
    AuthorsWithWork,
}

/// Whether a block may consist of its coinbase alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmptyBlocksChoice {
    /// Empty blocks are valid.
    #[default]
    Allowed,
    /// Empty blocks are valid if they carry the filler.
    Filled,
    /// Empty blocks are not valid.
    Forbidden,
}

impl NewChain {
    /// Whether the first difficulty is to be measured on this device.
    pub fn is_measured(&self) -> bool {
        self.difficulty.trim().is_empty() && self.makers != Makers::Authors
    }
}

impl Default for NewChain {
    fn default() -> Self {
        Self {
            name: "Our chain".into(),
            symbol: "TAB".into(),
            prefix: String::new(),
            interval: "10".into(),
            difficulty: String::new(),
            cores: 1,
            fixed_difficulty: false,
            confirmations: "6".into(),
            max_weight: "4000000".into(),
            max_transactions: "10000".into(),
            least_transactions: "1".into(),
            empty_blocks: EmptyBlocksChoice::Allowed,
            filler: String::new(),
            max_peers: "16".into(),
            reward: "50".into(),
            halving: "210000".into(),
            maturity: "6".into(),
            grant: String::new(),
            grant_until: "1000".into(),
            allocation: Vec::new(),
            makers: Makers::Everyone,
            authors: String::new(),
            genesis_author: String::new(),
            text: String::new(),
        }
    }
}
