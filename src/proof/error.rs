//! What can be wrong: with a file, with a proof, or with what is asked for.

use crate::proof::PROOF_VERSION;
use chain::{Rule, SpecError, StorageError};
use primitives::{BlockHash, DecodeError, Height, MerkleNode, Txid};

/// Why bytes are no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes do not begin as a proof does.
    #[error("this is no proof file")]
    Magic,
    /// There are more bytes than any proof has.
    #[error("a file of {length} bytes is too large for a proof; {max} is the most")]
    TooLong {
        /// Its bytes.
        length: usize,
        /// The most that a proof has.
        max: usize,
    },
    /// The bytes are a proof of another format.
    #[error("the proof has format {0}; this program reads format {PROOF_VERSION}")]
    Version(u8),
    /// The bytes begin as a proof, but do not go on as one, or end too early.
    #[error("the proof file is damaged: {0}")]
    Encoding(#[from] DecodeError),
    /// The settings of the chain are none.
    #[error("the proof's chain: {0}")]
    Spec(#[from] SpecError),
}

/// The rule that a proof breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It is about another chain.
    #[error("the proof is of the chain {found}, not of {wanted}")]
    Chain {
        /// The genesis hash of the proof's chain.
        found: BlockHash,
        /// The one asked for.
        wanted: BlockHash,
    },
    /// Its headers do not follow the header that is known.
    #[error("the proof's headers follow block {found}, not {wanted}")]
    Start {
        /// What its first header names as its parent.
        found: BlockHash,
        /// The known header.
        wanted: BlockHash,
    },
    /// A header breaks a rule.
    #[error("the header at height {height}: {rule}")]
    Header {
        /// Its height.
        height: Height,
        /// The rule.
        rule: Rule,
    },
    /// The block is not shown to hold the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
}

/// Why a transaction is not shown to be in a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InclusionError {
    /// What is shown as the coinbase is none.
    #[error("the transaction shown as the block's coinbase is none")]
    NoCoinbase,
    /// The coinbase is one of another height (BIP34).
    #[error("the coinbase is not one of height {height}")]
    CoinbaseHeight {
        /// The height that it should name.
        height: Height,
    },
    /// The coinbase's branch leads to another root than the header's.
    #[error("the coinbase's branch leads to {found}, the header's root is {wanted}")]
    CoinbaseRoot {
        /// Where it leads.
        found: MerkleNode,
        /// The header's.
        wanted: MerkleNode,
    },
    /// The transaction's branch leads to another root than the header's.
    #[error("the transaction's branch leads to {found}, the header's root is {wanted}")]
    Root {
        /// Where it leads.
        found: MerkleNode,
        /// The header's.
        wanted: MerkleNode,
    },
    /// The branch is not as long as the coinbase's, so what it begins with is no leaf of the tree (CVE-2017-12842).
    #[error("the transaction's branch has {found} levels, the block's tree has {wanted}")]
    Depth {
        /// Levels of the transaction's branch.
        found: usize,
        /// Levels of the coinbase's.
        wanted: usize,
    },
    /// The transaction has the size of a pair of inner nodes, for which it could be mistaken (CVE-2017-12842).
    #[error("a transaction of 64 bytes can't be told from a node of the tree")]
    NodeSized,
    /// No tree of that many levels has such a place.
    #[error("a block's tree of {depth} levels has no place {index}")]
    Place {
        /// The transaction's place.
        index: u32,
        /// Levels of the tree.
        depth: usize,
    },
    /// The place is one of those by which the tree of an odd number of transactions repeats the last (CVE-2012-2459).
    #[error("place {index} only repeats an earlier one")]
    Repeated {
        /// The transaction's place.
        index: u32,
    },
}

/// Why a short receipt proves nothing on a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// It is about another chain.
    #[error("the receipt is of the chain {found}, not of {wanted}")]
    Chain {
        /// The genesis hash of the receipt's chain.
        found: BlockHash,
        /// The one of the chain at hand.
        wanted: BlockHash,
    },
    /// The chain does not know the receipt's block.
    #[error("the chain has no block {0}")]
    UnknownBlock(BlockHash),
    /// The block lost to a branch with more work.
    #[error("block {0} is not in the best chain")]
    NotBest(BlockHash),
    /// The block is the first, whose transactions are part of the chain's settings.
    #[error("the genesis block needs no receipt")]
    Genesis,
    /// The block is not shown to hold the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
}

/// Why there is no such proof.
#[derive(Debug, thiserror::Error)]
pub enum ProveError<E> {
    /// The best chain has no such transaction.
    #[error("the best chain has no transaction {0}")]
    Unknown(Txid),
    /// The block with the transaction is not kept.
    #[error("block {0} is not kept")]
    NotKept(BlockHash),
    /// The transaction is the genesis block's, which follows from the chain's settings and needs no proof.
    #[error("transaction {0} is part of the chain's settings and needs no proof")]
    Genesis(Txid),
    /// The transaction has the size of a pair of inner nodes, for which it could be mistaken (CVE-2017-12842).
    #[error("transaction {0} has 64 bytes, so it can't be told from a node of the tree")]
    NodeSized(Txid),
    /// The transaction's block has more headers below it than a proof may have.
    #[error("height {height} is too far up for a proof, which has at most {max} headers")]
    TooFar {
        /// The transaction's height.
        height: Height,
        /// The most headers of a proof.
        max: u32,
    },
    /// The headers asked for do not reach from below the transaction's block up to it.
    #[error(
        "headers above {from} up to {to} don't include height {height}, or go beyond the tip at {tip}"
    )]
    Range {
        /// The last header that the checker knows.
        from: Height,
        /// The last header of the proof.
        to: Height,
        /// The transaction's height.
        height: Height,
        /// The best chain's height.
        tip: Height,
    },
    /// The best chain's block at that height is not shown to hold the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
    /// The storage fails.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}
