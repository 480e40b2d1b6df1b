//! Where a wallet's keys stand in the tree of keys that its words give (SLIP-0010, NIST P-256).
//!
//! | path | key |
//! | --- | --- |
//! | `m / 8383' / 1' / g0' / g1' / g2' / g3' / account' / branch / index` | a key for coins on one chain |
//! | `m / 8383' / 0' / n'` | an identity: it names a person, and seals blocks |
//!
//! `g0` to `g3` are the first 124 bits of the genesis hash as 4 numbers of 31 bits, most
//! significant bit first. The hash is read in its internal order, that in which SHA-256 gives it:
//! the reverse of what people see. One number alone could be ground in minutes by somebody who
//! starts a chain; 124 bits can't. The wallet uses account 0 and identity 0.
//!
//! So no two chains share a key for coins, and the hardened levels keep it so for an attacker who
//! has a chain's account key and one private key of it: the two give all private keys of that
//! account, and of nothing else. The identity is the one exception. Authors and first coins stand
//! *in* the settings that the genesis hash is made of, so their keys must be known before it. The
//! wallet watches the identity's coins on every chain, and moves them to the chain's own account
//! with the next payment.
//!
//! An account's public keys stay readable while the words are locked away: they are enough to see
//! the balance, to hand out addresses and to mine, but not to spend. Whoever gets them sees all of
//! the wallet's payments on that chain, so they are not public.

use crate::slip10::{HARDENED, PrivateNode, PublicNode};
use primitives::{BlockHash, KeyHash, PublicKey, SecretKey};

/// The first level of every path: unassigned in SLIP-0044, so that no other program's keys are
/// among these.
const PURPOSE: u32 = 8383 | HARDENED;
/// The second level of an identity.
const IDENTITIES: u32 = HARDENED;
/// The second level of a key for coins.
const CHAINS: u32 = 1 | HARDENED;
/// The account that the wallet uses.
const ACCOUNT: u32 = HARDENED;
/// The identity that the wallet uses.
const IDENTITY: u32 = HARDENED;

/// What a key is for. For coins, the number is the path's last level but one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Branch {
    /// Addresses given to others.
    Receive = 0,
    /// Change of own payments.
    Change = 1,
    /// Rewards of blocks mined here.
    Reward = 2,
    /// The key by which others know this person, which is not below the account: see
    /// [`KeyPath::IDENTITY`].
    Identity = 3,
}

impl Branch {
    /// Those whose keys are derived one after the other as they are used, in the order of their
    /// numbers.
    pub const ALL: [Self; 3] = [Self::Receive, Self::Change, Self::Reward];

    /// The branch of a number, where it is one of [`Branch::ALL`].
    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Its number.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

/// One key of a wallet on one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    /// What it is for.
    pub branch: Branch,
    /// Its number within the branch, below 2³¹.
    pub index: u32,
}

impl KeyPath {
    /// The key by which others know this person, the same on every chain. Whoever starts a chain
    /// lists it among the authors, or gives it coins from the start; so it is public, and the only
    /// key here that is used more than once.
    pub const IDENTITY: Self = Self {
        branch: Branch::Identity,
        index: 0,
    };
}

/// The path of a chain's account: see the module.
fn account_path(genesis: &BlockHash) -> [u32; 7] {
    let (first, _) = genesis.as_bytes().split_at(16);
    let number = u128::from_be_bytes(first.try_into().expect("16 of 32 bytes")) >> 4;
    let level = |shift: u32| {
        let bits = (number >> shift) & u128::from(HARDENED - 1);
        u32::try_from(bits).expect("31 bits") | HARDENED
    };
    let [g0, g1, g2, g3] = [93, 62, 31, 0].map(level);
    [PURPOSE, CHAINS, g0, g1, g2, g3, ACCOUNT]
}

/// The key at a path that begins at the seed.
fn derive(seed: &[u8], path: &[u32]) -> PrivateNode {
    let master = PrivateNode::master(seed);
    path.iter().fold(master, |node, index| node.child(*index))
}

/// The private key of the identity.
pub(crate) fn identity(seed: &[u8]) -> SecretKey {
    derive(seed, &[PURPOSE, IDENTITIES, IDENTITY]).into_key()
}

/// The private keys of a wallet on one chain. Wiped from memory when dropped.
pub struct AccountKey {
    node: PrivateNode,
    identity: SecretKey,
}

impl AccountKey {
    pub(crate) fn derive(seed: &[u8], genesis: &BlockHash) -> Self {
        Self {
            node: derive(seed, &account_path(genesis)),
            identity: identity(seed),
        }
    }

    /// What may be known while the words are locked away.
    pub fn public(&self) -> AccountPublic {
        AccountPublic {
            node: self.node.public(),
            identity: self.identity.public(),
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

/// What a locked wallet knows of its keys on one chain: the account's public key with its chain
/// code, and the public key of the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPublic {
    node: PublicNode,
    identity: PublicKey,
}

/// Bytes that are no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not the public keys of an account")]
pub struct AccountError;

impl AccountPublic {
    /// Length of the encoding.
    pub const LEN: usize = 33 + 32 + 33;

    /// The account's compressed public key, its chain code, and the identity's compressed public
    /// key.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..33].copy_from_slice(&self.node.key().to_bytes());
        bytes[33..65].copy_from_slice(self.node.chain_code());
        bytes[65..].copy_from_slice(&self.identity.to_bytes());
        bytes
    }

    /// Reads what [`AccountPublic::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the length is wrong or a key is not a point on the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AccountError> {
        let (key, rest) = bytes.split_first_chunk::<33>().ok_or(AccountError)?;
        let (chain_code, identity) = rest.split_first_chunk::<32>().ok_or(AccountError)?;
        let read = |bytes: &[u8]| PublicKey::from_bytes(bytes).map_err(|_| AccountError);
        Ok(Self {
            node: PublicNode::new(read(key)?, *chain_code),
            identity: read(identity)?,
        })
    }

    /// The public key at [`KeyPath::IDENTITY`].
    pub const fn identity(&self) -> PublicKey {
        self.identity
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
