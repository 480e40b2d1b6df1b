//! The way from a transaction to the Merkle root of its block: the paper's sections 7 and 8.
//!
//! # What is not a leaf
//!
//! Bitcoin's tree hashes leaves and inner nodes alike, and an inner node is the hash of 64 bytes. So somebody could show
//!
//! - **a branch that is too long**: have a block take in a valid transaction of 64 bytes, of which the second half is the
//!   name of a transaction that never was, and claim that this is a leaf one level further down; or
//! - **a branch that is too short**: the 64 bytes under an inner node, which were searched for to read as a transaction
//!
//! (CVE-2017-12842). Against both, the block's coinbase is shown with its own branch: all leaves lie equally deep, so
//! both branches must have one length. To lie about the coinbase's depth too one would have to find a hash that reads
//! as the beginning of a coinbase: after four bytes of version a count of 1 and 27 zeros, 2^224 attempts. And a
//! transaction whose txid is the hash of 64 bytes is never accepted as proven, so a node is never one.
//!
//! A tree of an odd number of leaves repeats the last (CVE-2012-2459); only the first of its places counts, so that the
//! place that is proven is the real one.

use crate::error::InclusionError;
use chain::{CutBlock, height_push};
use primitives::encoding::put_compact;
use primitives::merkle::Branch;
use primitives::{Block, Decode, DecodeError, Encode, Header, Height, Reader, Transaction};

/// Most levels of a tree: more than the most transactions of any block need.
pub const MAX_DEPTH: usize = 32;

/// Bytes under an inner node of the tree.
const NODE_BYTES: usize = 64;

/// One transaction and its block's coinbase, with their branches: what shows them to be in a block whose header is at
/// hand. Witnesses are left out.
///
/// It takes some hundreds of bytes, and is all that must be kept of a block to prove the transaction later on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    coinbase: Leaf,
    /// None if the transaction is the coinbase itself.
    other: Option<(u32, Leaf)>,
}

/// A transaction without witnesses, and its branch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Leaf {
    transaction: Transaction,
    branch: Branch,
}

impl Inclusion {
    /// Of the transaction at this place of a block, unless there is none, or it has 64 bytes (see the module).
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

    /// Of the transaction at this place of a block that was cut down, unless it was cut away or has 64 bytes. As long as
    /// any transaction is left, the coinbase is.
    pub fn of_cut(cut: &CutBlock, index: u32) -> Option<Self> {
        let leaf = |index| {
            Some(Leaf {
                transaction: without_witness(&cut.transaction(index)?.transaction),
                branch: cut.branch(index)?,
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

    /// The transaction without its witnesses. Nothing is proven yet.
    pub fn transaction(&self) -> &Transaction {
        let leaf = self.other.as_ref().map(|(_, leaf)| leaf);
        &leaf.unwrap_or(&self.coinbase).transaction
    }

    /// The transaction's place in the block, 0 for the coinbase. Nothing is proven yet.
    pub fn index(&self) -> u32 {
        self.other.as_ref().map_or(0, |(index, _)| *index)
    }

    /// Checks that the block of this header and height holds the transaction at that place.
    ///
    /// # Errors
    /// The first rule that is broken.
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
            return Err(InclusionError::Place { index, depth });
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

    /// Of a transaction other than the coinbase, which can't be mistaken for a node: a node does not begin as it does.
    fn is_node_sized(&self) -> bool {
        let other = self.other.as_ref();
        other.is_some_and(|(_, leaf)| leaf.transaction.stripped_len() == NODE_BYTES)
    }
}

impl Leaf {
    fn root(&self, index: usize) -> primitives::MerkleNode {
        self.branch.root(self.transaction.txid().to_bytes(), index)
    }

    /// Whether some node on the way is the right one of two equal ones, which is how the tree fills up an odd level.
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
            return Err(r.invalid("a proof carries no witness"));
        }
        let siblings = r.list(MAX_DEPTH, 32, |r| r.array())?;
        let branch = Branch { siblings };
        Ok(Self {
            transaction,
            branch,
        })
    }
}

/// The coinbase, the place of the transaction and, unless that is 0, the transaction; each transaction with its branch.
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
        let other = match index.map_err(|_| r.invalid("no block has so many transactions"))? {
            0 => None,
            index => Some((index, Leaf::decode(r)?)),
        };
        Ok(Self { coinbase, other })
    }
}
