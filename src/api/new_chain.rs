//! The settings of a chain about to be born, as a person types them.

use serde::{Deserialize, Serialize};

/// A form's content: numbers and amounts are text, to be read and judged by the node. What is left
/// empty where that is possible says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewChain {
    /// What people call the chain: 1 to 40 printable characters.
    pub name: String,
    /// What they call its coin: 2 to 8 capital letters or digits.
    pub symbol: String,
    /// What every address begins with; empty: the symbol in small letters.
    pub prefix: String,
    /// Seconds wanted between blocks.
    pub interval: String,
    /// Hashes that the first block takes on average; empty: so many that it takes the device about
    /// one interval, as far as it can be measured. Without meaning where authors alone make blocks.
    pub difficulty: String,
    /// Cores that are going to search, for which the first difficulty is measured; 1 at least.
    pub cores: u32,
    /// Whether every block takes as many hashes as the first, for practice. Without meaning where
    /// authors alone make blocks.
    pub fixed_difficulty: bool,
    /// Confirmations that count as final.
    pub confirmations: String,
    /// Most weight units of a block.
    pub max_weight: String,
    /// Most transactions of a block, its coinbase included.
    pub max_transactions: String,
    /// Fewest transactions of a block, its coinbase included.
    pub least_transactions: String,
    /// Whether a block may hold nothing but its coinbase.
    pub empty_blocks: EmptyBlocksChoice,
    /// What empty blocks carry, where they must carry something.
    pub filler: String,
    /// Most peers of a node.
    pub max_peers: String,
    /// Coins paid for a block, in decimal notation.
    pub reward: String,
    /// Blocks after which the reward halves.
    pub halving: String,
    /// Blocks until a reward can be spent.
    pub maturity: String,
    /// Coins that a newcomer may ask for once; empty or 0: none.
    pub grant: String,
    /// The last height of a block that gives a newcomer coins; without meaning where there are
    /// none.
    pub grant_until: String,
    /// Coins that exist from the start. Empty rows count for nothing.
    pub allocation: Vec<Share>,
    /// Who may make blocks.
    pub makers: Makers,
    /// The authors' public keys, one a line; without meaning where everyone makes blocks.
    pub authors: String,
    /// Whom the first block pays: an address or a public key; empty: nobody.
    pub genesis_author: String,
    /// What the first block says; empty: a few random bytes, so that no two chains are the same.
    pub text: String,
}

/// Coins from the start for one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Whose: an address with any prefix, or a public key in hexadecimal.
    pub to: String,
    /// Coins in decimal notation.
    pub amount: String,
}

/// Who may make blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Makers {
    /// Everyone who proves work.
    #[default]
    Everyone,
    /// The listed authors, without work.
    Authors,
    /// The listed authors, who must prove work too.
    AuthorsWithWork,
}

/// Whether a block may hold nothing but its coinbase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmptyBlocksChoice {
    /// It may.
    #[default]
    Allowed,
    /// It may if it carries the filler.
    Filled,
    /// It may not.
    Forbidden,
}

impl NewChain {
    /// Whether the first difficulty is to be measured.
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
