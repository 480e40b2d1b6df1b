//! The paths of a wallet's keys in the key tree of its seed (SLIP-0010, NIST P-256).
//!
//! | path | key |
//! | --- | --- |
//! | `m / 8383' / 1' / g0' / g1' / g2' / g3' / account' / branch / index` | a key for coins on one chain |
//! | `m / 8383' / 0' / n'` | an identity: it names a person, and seals blocks |
//!
//! `g0` to `g3` are the first 124 bits of the genesis hash as 4 numbers of 31 bits, most
//! significant bit first. The hash is in its internal byte order, the output order of SHA-256,
//! which is the reverse of the displayed one. With a single number of 31 bits, minutes of trying
//! would give a founder a chain with the number of another chain; with 124 bits that is infeasible.
//! Accounts are numbered from 0, as a person adds them; the identity's number is 0.
//!
//! Because each chain has its own account, no two chains share a key for coins. An attacker who has
//! the public key and the chain code of an account, and one private key below it, can compute all
//! private keys of that account, but none of another account, since the account's level is
//! hardened. The identity is the only key that chains share. Authors and first coins are part of
//! the settings from which the genesis hash is computed, so their keys must exist before that hash.
//! The wallet watches the identity's coins on every chain as a part of account 0, and moves them to
//! the account's own keys with its next payment.
//!
//! An account's public keys are readable while the words are locked. They suffice to compute the
//! balance, to give out addresses and to mine, but not to spend. They reveal all of the wallet's
//! payments on that chain, so they are not published. As a [`Descriptor`](descriptor::Descriptor)
//! they make a wallet that only watches.

pub mod descriptor;

use crate::slip10::{HARDENED, PrivateNode, PublicNode};
use primitives::{BlockHash, KeyHash, Lock, PublicKey, SecretKey};

/// The first level of every path. SLIP-0044 does not assign it, so that no other program's keys are
/// among these.
const PURPOSE: u32 = 8383 | HARDENED;
/// The second level of an identity.
const IDENTITIES: u32 = HARDENED;
/// The second level of a key for coins.
const CHAINS: u32 = 1 | HARDENED;
/// The maximum number of accounts of one wallet on one chain. Each reads every block.
pub const MAX_ACCOUNTS: u32 = 8;
/// The identity that the wallet uses.
const IDENTITY: u32 = HARDENED;

/// The purpose of a key. If the key is for coins, the purpose's number is the last level but one of
/// the key's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Branch {
    /// Addresses given to payers.
    Receive = 0,
    /// Change of the wallet's own payments.
    Change = 1,
    /// Rewards of blocks mined by this node.
    Reward = 2,
    /// The key of the person's identity, which is not below the account: see [`KeyPath::IDENTITY`].
    Identity = 3,
}

impl Branch {
    /// The branches whose keys are derived one after the other as they are used, in the order of
    /// their numbers.
    pub const ALL: [Self; 3] = [Self::Receive, Self::Change, Self::Reward];

    /// The branch with this number; `None` if it is not one of [`Branch::ALL`].
    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The branch's number.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

/// The path of one key of a wallet on one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    /// The key's purpose.
    pub branch: Branch,
    /// The key's index within the branch, below 2³¹.
    pub index: u32,
}

impl KeyPath {
    /// The key of the person's identity, the same on every chain. Founders of chains list it among
    /// the authors, or give it first coins. So it is public, and it is the only key of a wallet
    /// that is used more than once.
    pub const IDENTITY: Self = Self {
        branch: Branch::Identity,
        index: 0,
    };
}

/// The path of one of a chain's accounts, as in the module's documentation.
fn account_path(genesis: &BlockHash, number: u32) -> [u32; 7] {
    let (first, _) = genesis.as_bytes().split_at(16);
    let hash = u128::from_be_bytes(first.try_into().expect("16 of 32 bytes")) >> 4;
    let level = |shift: u32| {
        let bits = (hash >> shift) & u128::from(HARDENED - 1);
        u32::try_from(bits).expect("31 bits") | HARDENED
    };
    let [g0, g1, g2, g3] = [93, 62, 31, 0].map(level);
    [PURPOSE, CHAINS, g0, g1, g2, g3, number | HARDENED]
}

/// The key at a path from the root.
fn derive(seed: &[u8], path: &[u32]) -> PrivateNode {
    let master = PrivateNode::master(seed);
    path.iter().fold(master, |node, index| node.child(*index))
}

/// The private key of the identity.
pub(crate) fn identity(seed: &[u8]) -> SecretKey {
    derive(seed, &[PURPOSE, IDENTITIES, IDENTITY]).into_key()
}

/// The private keys of an account on one chain. Wiped from memory when dropped.
pub struct AccountKey {
    node: PrivateNode,
    identity: SecretKey,
    number: u32,
}

impl AccountKey {
    /// The account with this number, below 2³¹.
    pub(crate) fn derive(seed: &[u8], genesis: &BlockHash, number: u32) -> Self {
        Self {
            node: derive(seed, &account_path(genesis, number)),
            identity: identity(seed),
            number,
        }
    }

    /// The public keys, which may be known while the words are locked.
    pub fn public(&self) -> AccountPublic {
        AccountPublic {
            node: self.node.public(),
            identity: (self.number == 0).then(|| self.identity.public()),
        }
    }

    /// The private key at `path`.
    pub fn key(&self, path: KeyPath) -> SecretKey {
        match path.branch {
            Branch::Identity => self.identity.clone(),
            branch => self
                .node
                .child(u32::from(branch.number()))
                .child(path.index)
                .into_key(),
        }
    }
}

/// The public keys of an account on one chain, which are readable while the words are locked: the
/// account's public key with its chain code and, for account 0, the identity's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPublic {
    node: PublicNode,
    identity: Option<PublicKey>,
}

/// The bytes are not an [`AccountPublic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not the public keys of an account")]
pub struct AccountError;

impl AccountPublic {
    /// The length of the encoding of account 0 in bytes.
    pub const LEN: usize = Self::LEN_ALONE + 33;
    /// The length of the encoding of every other account in bytes.
    const LEN_ALONE: usize = 33 + 32;

    /// The encoding: the account's compressed public key, its chain code, and for account 0 the
    /// identity's compressed public key.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::LEN);
        bytes.extend_from_slice(&self.node.key().to_bytes());
        bytes.extend_from_slice(self.node.chain_code());
        if let Some(identity) = self.identity {
            bytes.extend_from_slice(&identity.to_bytes());
        }
        bytes
    }

    /// Decodes the output of [`AccountPublic::to_bytes`].
    ///
    /// # Errors
    /// If the length is wrong or a key is not a point on the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AccountError> {
        let (key, rest) = bytes.split_first_chunk::<33>().ok_or(AccountError)?;
        let (chain_code, identity) = rest.split_first_chunk::<32>().ok_or(AccountError)?;
        let read = |bytes: &[u8]| PublicKey::from_bytes(bytes).map_err(|_| AccountError);
        Ok(Self {
            node: PublicNode::new(read(key)?, *chain_code),
            identity: match identity.is_empty() {
                true => None,
                false => Some(read(identity)?),
            },
        })
    }

    /// Whether both derive the same keys. The identity's key does not count: an account without it
    /// is still the same account.
    pub fn has_keys_of(&self, other: &Self) -> bool {
        self.node == other.node
    }

    /// The public key at [`KeyPath::IDENTITY`], whose coins belong to account 0; `None` for every
    /// other account.
    pub const fn identity(&self) -> Option<PublicKey> {
        self.identity
    }

    /// The locks of the first `count` keys of each branch. A wallet whose account was used has a
    /// payment to one of them (BIP44), if `count` is at least [`GAP_LIMIT`](crate::GAP_LIMIT).
    pub fn first_locks(&self, count: u32) -> impl Iterator<Item = Lock> {
        Branch::ALL.into_iter().flat_map(move |branch| {
            let keys = self.branch(branch);
            (0..count).filter_map(move |index| keys.hash(index).map(Lock::Key))
        })
    }

    /// Starts the derivation of the keys of one branch.
    pub(crate) fn branch(&self, branch: Branch) -> BranchKeys {
        let node = self
            .node
            .child(u32::from(branch.number()))
            .expect("a branch is not hardened");
        BranchKeys { node }
    }
}

/// A source of the public keys of one branch.
pub(crate) struct BranchKeys {
    node: PublicNode,
}

impl BranchKeys {
    /// The hash of the public key at `index`; `None` above the last index, 2³¹ − 1.
    pub(crate) fn hash(&self, index: u32) -> Option<KeyHash> {
        Some(self.node.child(index)?.key().key_hash())
    }
}
