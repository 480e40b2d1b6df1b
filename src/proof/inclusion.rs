//! Merkle proofs that a block contains a transaction (sections 7 and 8 of the Bitcoin paper).
//!
//! # Leaves and inner nodes
//!
//! Bitcoin's tree hashes leaves and inner nodes alike, and an inner node is the hash of 64 bytes. A
//! forger could therefore present (CVE-2017-12842)
//!
//! - **a branch that is too long**: the forger gets a valid transaction of 64 bytes into a block.
//!   The second half of these bytes is the txid of a transaction that does not exist. The forger
//!   presents that txid as a leaf one level further down; or
//! - **a branch that is too short**: the forger searches for leaves with which the 64 bytes that an
//!   inner node hashes parse as a transaction, and presents this node as a leaf.
//!
//! Against both, an inclusion contains the block's coinbase with its own branch. All leaves have
//! the same depth, so both branches must have the same length. To fake the coinbase's depth, a
//! forger would need a hash that parses as the beginning of a coinbase: after four bytes of
//! version, a count of 1 and 27 zeros, which takes 2^224 attempts. Further, a transaction whose
//! txid is a hash of 64 bytes is always rejected, since it could be an inner node.
//!
//! A tree with an odd number of leaves repeats the last one (CVE-2012-2459). Only the first of the
//! equal leaves is accepted, so that the proven index is the real one.

use crate::error::InclusionError;
use chain::{PrunedBlock, height_push};
use primitives::encoding::put_compact;
use primitives::merkle::Branch;
use primitives::{Block, Decode, DecodeError, Encode, Header, Height, Reader, Transaction};

/// The maximum number of levels of a tree, more than the transactions of any block need.
pub const MAX_DEPTH: usize = 32;

/// The bytes that an inner node of the tree hashes.
const NODE_BYTES: usize = 64;

/// A transaction and its block's coinbase without their witnesses, each with its Merkle branch.
/// Together with the block's header they prove that the block contains the transaction.
///
/// An inclusion takes some hundreds of bytes. A node that keeps it can prove the transaction later
/// without the rest of the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    coinbase: Leaf,
    /// The index and the leaf of the transaction; `None` if the transaction is the coinbase.
    other: Option<(u32, Leaf)>,
}

/// A transaction without witnesses, and its Merkle branch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Leaf {
    transaction: Transaction,
    branch: Branch,
}

impl Inclusion {
    /// Returns the inclusion of the transaction with this index in a block; `None` if there is no
    /// such transaction, or if it has 64 bytes (see the [module](self)).
    pub fn new(block: &Block, index: u32) -> Option<Self> {
        let transactions = &block.transactions;
        let leaves: Vec<_> = transactions.iter().map(|t| t.txid().to_bytes()).collect();
        let leaf = |index: usize| {
            Some(Leaf {
                transaction: without_witness(transactions.get(index)?),
                branch: Branch::new(&leaves, index)?,
            })
        };
        let coinbase = leaf(0)?;
        let other = match index {
            0 => None,
            _ => Some((index, leaf(usize::try_from(index).ok()?)?)),
        };
        let inclusion = Self { coinbase, other };
        (!inclusion.is_node_sized()).then_some(inclusion)
    }

    /// Returns the inclusion of the transaction with this index in a pruned block; `None` if the
    /// transaction was pruned or has 64 bytes (see the [module](self)). A pruned block with any
    /// transaction left has its coinbase.
    pub fn of_cut(pruned: &PrunedBlock, index: u32) -> Option<Self> {
        let leaf = |index| {
            Some(Leaf {
                transaction: without_witness(&pruned.transaction(index)?.transaction),
                branch: pruned.branch(index)?,
            })
        };
        let coinbase = leaf(0)?;
        let other = match index {
            0 => None,
            _ => Some((index, leaf(index)?)),
        };
        let inclusion = Self { coinbase, other };
        (!inclusion.is_node_sized()).then_some(inclusion)
    }

    /// The transaction without its witnesses; unproven until [`Inclusion::check`] succeeds.
    pub fn transaction(&self) -> &Transaction {
        let leaf = self.other.as_ref().map(|(_, leaf)| leaf);
        &leaf.unwrap_or(&self.coinbase).transaction
    }

    /// The transaction's index in the block, 0 for the coinbase; unproven until
    /// [`Inclusion::check`] succeeds.
    pub fn index(&self) -> u32 {
        self.other.as_ref().map_or(0, |(index, _)| *index)
    }

    /// Checks that the block with this header and height contains the transaction at its index.
    ///
    /// # Errors
    /// The first check that fails.
    pub fn check(&self, header: &Header, height: Height) -> Result<(), InclusionError> {
        let coinbase = &self.coinbase.transaction;
        if !coinbase.is_coinbase() {
            return Err(InclusionError::NoCoinbase);
        }
        if !coinbase.inputs[0].script.starts_with(&height_push(height)) {
            return Err(InclusionError::CoinbaseHeight { height });
        }
        let wanted = header.merkle_root;
        let found = self.coinbase.root(0);
        if found != wanted {
            return Err(InclusionError::CoinbaseRoot { found, wanted });
        }
        let Some((index, leaf)) = &self.other else {
            return Ok(());
        };
        if self.is_node_sized() {
            return Err(InclusionError::NodeSized);
        }
        let depth = self.coinbase.branch.siblings.len();
        let levels = leaf.branch.siblings.len();
        if levels != depth {
            return Err(InclusionError::Depth {
                found: levels,
                wanted: depth,
            });
        }
        let index = *index;
        if u64::from(index) >> depth != 0 {
            return Err(InclusionError::IndexOutOfRange { index, depth });
        }
        let found = leaf.root(index as usize);
        if found != wanted {
            return Err(InclusionError::Root { found, wanted });
        }
        if leaf.is_repeated(index as usize) {
            return Err(InclusionError::Repeated { index });
        }
        Ok(())
    }

    /// Whether a transaction other than the coinbase has the size of an inner node. The coinbase
    /// can't be taken for one, since a node does not begin as a coinbase does.
    fn is_node_sized(&self) -> bool {
        let other = self.other.as_ref();
        other.is_some_and(|(_, leaf)| leaf.transaction.stripped_len() == NODE_BYTES)
    }
}

impl Leaf {
    fn root(&self, index: usize) -> primitives::MerkleNode {
        self.branch.root(self.transaction.txid().to_bytes(), index)
    }

    /// Whether the leaf or a node above it is the right-hand one of two equal siblings. Such a node
    /// is a copy, with which the tree fills up an odd level.
    fn is_repeated(&self, index: usize) -> bool {
        let leaf = self.transaction.txid().to_bytes();
        (0..self.branch.siblings.len()).any(|level| {
            let below = Branch {
                siblings: self.branch.siblings[..level].to_vec(),
            };
            let is_right = (index >> level) & 1 == 1;
            is_right && below.root(leaf, index).to_bytes() == self.branch.siblings[level]
        })
    }
}

fn without_witness(transaction: &Transaction) -> Transaction {
    let mut stripped = transaction.clone();
    for input in &mut stripped.inputs {
        input.witness.clear();
    }
    stripped
}

impl Encode for Leaf {
    fn encode(&self, out: &mut Vec<u8>) {
        self.transaction.encode(out);
        put_compact(out, self.branch.siblings.len() as u64);
        for sibling in &self.branch.siblings {
            out.extend_from_slice(sibling);
        }
    }
}

impl Decode for Leaf {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let transaction = Transaction::decode(r)?;
        if transaction
            .inputs
            .iter()
            .any(|input| !input.witness.is_empty())
        {
            return Err(r.invalid("a transaction of a proof has a witness"));
        }
        let siblings = r.list(MAX_DEPTH, 32, |r| r.array())?;
        let branch = Branch { siblings };
        Ok(Self {
            transaction,
            branch,
        })
    }
}

/// The coinbase with its branch, the transaction's index and, unless that is 0, the transaction
/// with its branch.
impl Encode for Inclusion {
    fn encode(&self, out: &mut Vec<u8>) {
        self.coinbase.encode(out);
        put_compact(out, u64::from(self.index()));
        if let Some((_, leaf)) = &self.other {
            leaf.encode(out);
        }
    }
}

impl Decode for Inclusion {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let coinbase = Leaf::decode(r)?;
        let index = u32::try_from(r.compact()?);
        let other = match index.map_err(|_| r.invalid("the index exceeds 32 bits"))? {
            0 => None,
            index => Some((index, Leaf::decode(r)?)),
        };
        Ok(Self { coinbase, other })
    }
}
