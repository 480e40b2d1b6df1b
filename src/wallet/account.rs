//! Where a wallet's keys stand in the tree: `m / 44' / 1' / 0' / branch / index` (BIP44).
//!
//! The account's public key stays readable while the words are locked away: it is enough to see the balance, to hand
//! out addresses and to mine, but not to spend. Whoever gets it sees all of the wallet's payments, so it is no public
//! thing either.

use crate::slip10::{HARDENED, PrivateNode, PublicNode};
use primitives::{KeyHash, PublicKey, SecretKey};

/// BIP44's coin type 1: every chain that is not registered as a coin of its own. The same words give the same keys on
/// every Tabchain; signatures differ by the genesis hash.
const PATH: [u32; 3] = [44 | HARDENED, 1 | HARDENED, HARDENED];

/// What a key is for. The number is the path's fourth level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Branch {
    /// Addresses given to others.
    Receive = 0,
    /// Change of own payments.
    Change = 1,
    /// Rewards of blocks mined here.
    Reward = 2,
    /// The one key by which others know this person: see [`KeyPath::IDENTITY`].
    Identity = 3,
}

impl Branch {
    /// Those whose keys are derived one after the other as they are used, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Receive, Self::Change, Self::Reward];

    /// The branch of a number, where it is one of [`Branch::ALL`].
    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The path's fourth level.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

/// One key of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    /// What it is for.
    pub branch: Branch,
    /// Its number within the branch, below 2³¹.
    pub index: u32,
}

impl KeyPath {
    /// The key by which others know this person, the same on every chain. Whoever starts a chain lists it among the
    /// authors, or gives it coins from the start; so it is public, and the only key here that is used more than once.
    pub const IDENTITY: Self = Self {
        branch: Branch::Identity,
        index: 0,
    };
}

/// The account's private key, from which every key that can spend derives. Wiped from memory when dropped.
pub struct AccountKey {
    node: PrivateNode,
}

impl AccountKey {
    pub(crate) fn derive(seed: &[u8]) -> Self {
        let master = PrivateNode::master(seed);
        let node = PATH.iter().fold(master, |node, index| node.child(*index));
        Self { node }
    }

    /// What may be known while the words are locked away.
    pub fn public(&self) -> AccountPublic {
        AccountPublic {
            node: self.node.public(),
        }
    }

    /// The private key at `path`.
    pub fn key(&self, path: KeyPath) -> SecretKey {
        self.node
            .child(u32::from(path.branch.number()))
            .child(path.index)
            .into_key()
    }
}

/// The account's public key and chain code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPublic {
    node: PublicNode,
}

/// Bytes that are no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a public key of an account")]
pub struct AccountError;

impl AccountPublic {
    /// Length of the encoding.
    pub const LEN: usize = 65;

    /// The compressed public key, then the chain code.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..33].copy_from_slice(&self.node.key().to_bytes());
        bytes[33..].copy_from_slice(self.node.chain_code());
        bytes
    }

    /// Reads what [`AccountPublic::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the length is wrong or the key is no point of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AccountError> {
        let (key, chain_code) = bytes.split_first_chunk::<33>().ok_or(AccountError)?;
        let chain_code = chain_code.try_into().map_err(|_| AccountError)?;
        let key = PublicKey::from_bytes(key).map_err(|_| AccountError)?;
        Ok(Self {
            node: PublicNode::new(key, chain_code),
        })
    }

    /// The public key at [`KeyPath::IDENTITY`]. Takes as long as verifying a signature or two.
    ///
    /// # Panics
    /// Never: no number on that path is hardened.
    pub fn identity(&self) -> PublicKey {
        let KeyPath { branch, index } = KeyPath::IDENTITY;
        let node = self.branch(branch).node.child(index);
        *node.expect("index 0 is not hardened").key()
    }

    /// Starts deriving the keys of one branch.
    pub(crate) fn branch(&self, branch: Branch) -> BranchKeys {
        let node = self
            .node
            .child(u32::from(branch.number()))
            .expect("a branch is not hardened");
        BranchKeys { node }
    }
}

/// Derives the public keys of one branch.
pub(crate) struct BranchKeys {
    node: PublicNode,
}

impl BranchKeys {
    /// The hash of the public key at `index`; nothing past the last index, 2³¹ − 1.
    pub(crate) fn hash(&self, index: u32) -> Option<KeyHash> {
        Some(self.node.child(index)?.key().key_hash())
    }
}
