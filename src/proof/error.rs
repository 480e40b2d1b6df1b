//! Errors of reading, checking and making proofs and receipts.

use crate::format::PROOF_VERSION;
use chain::{Rule, SpecError, StorageError};
use primitives::{BlockHash, DecodeError, Height, MerkleNode, Txid};

/// Why bytes can't be read as a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes don't begin with [`MAGIC`](crate::MAGIC).
    #[error("not a proof file")]
    Magic,
    /// The file is larger than any proof.
    #[error("the file has {length} bytes; a proof has at most {max}")]
    TooLong {
        /// The file's length in bytes.
        length: usize,
        /// The maximum length in bytes.
        max: usize,
    },
    /// The proof has another format version.
    #[error("the proof has format {0}; this program reads format {PROOF_VERSION}")]
    Version(u8),
    /// The bytes after the version are malformed or incomplete.
    #[error("the proof file is damaged: {0}")]
    Encoding(#[from] DecodeError),
    /// The proof's spec is invalid.
    #[error("the settings of the proof’s chain can’t be used: {0}")]
    Spec(#[from] SpecError),
}

/// Why a proof is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The proof belongs to another chain.
    #[error("the proof belongs to chain {found}, not to {wanted}")]
    Chain {
        /// The genesis hash of the proof's chain.
        found: BlockHash,
        /// The expected genesis hash.
        wanted: BlockHash,
    },
    /// The headers don't follow the known header.
    #[error("the proof’s headers follow block {found}, not {wanted}")]
    Start {
        /// The parent's hash in the first header.
        found: BlockHash,
        /// The hash of the known header.
        wanted: BlockHash,
    },
    /// A header breaks a rule.
    #[error("the header at height {height}: {rule}")]
    Header {
        /// The header's height.
        height: Height,
        /// The broken rule.
        rule: Rule,
    },
    /// The block is not proven to contain the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
}

/// Why a transaction is not proven to be in a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InclusionError {
    /// The transaction given as the block's coinbase is not a coinbase.
    #[error("the transaction given as the block’s coinbase is not a coinbase")]
    NoCoinbase,
    /// The coinbase commits to another height (BIP34).
    #[error("the coinbase does not commit to height {height}")]
    CoinbaseHeight {
        /// The block's height.
        height: Height,
    },
    /// The coinbase's branch leads to another root than the header's.
    #[error("the coinbase’s branch leads to {found}, the header’s root is {wanted}")]
    CoinbaseRoot {
        /// The root that the branch leads to.
        found: MerkleNode,
        /// The header's root.
        wanted: MerkleNode,
    },
    /// The transaction's branch leads to another root than the header's.
    #[error("the transaction’s branch leads to {found}, the header’s root is {wanted}")]
    Root {
        /// The root that the branch leads to.
        found: MerkleNode,
        /// The header's root.
        wanted: MerkleNode,
    },
    /// The transaction's branch and the coinbase's have different lengths, so the transaction is
    /// not a leaf of the tree (CVE-2017-12842).
    #[error("the transaction’s branch has {found} levels, the block’s tree has {wanted}")]
    Depth {
        /// The levels of the transaction's branch.
        found: usize,
        /// The levels of the coinbase's branch.
        wanted: usize,
    },
    /// The transaction has 64 bytes without witnesses, so it could be an inner node of the tree
    /// (CVE-2017-12842).
    #[error("a transaction of 64 bytes can’t be told from a node of the tree")]
    NodeSized,
    /// The tree has no leaf with this index.
    #[error("a tree of {depth} levels has no leaf {index}")]
    IndexOutOfRange {
        /// The transaction's index in the block.
        index: u32,
        /// The levels of the tree.
        depth: usize,
    },
    /// The index belongs to a copy of the last transaction, with which the tree fills up an odd
    /// level (CVE-2012-2459).
    #[error("leaf {index} is a copy of an earlier one")]
    Repeated {
        /// The transaction's index in the block.
        index: u32,
    },
}

/// Why a receipt proves nothing on a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The receipt belongs to another chain.
    #[error("the receipt belongs to chain {found}, not to {wanted}")]
    Chain {
        /// The genesis hash of the receipt's chain.
        found: BlockHash,
        /// The genesis hash of the chain that the receipt is checked against.
        wanted: BlockHash,
    },
    /// The chain has no header of the receipt's block.
    #[error("the chain has no block {0}")]
    UnknownBlock(BlockHash),
    /// The block is not on the best chain.
    #[error("block {0} is not on the best chain")]
    NotBest(BlockHash),
    /// The block is the genesis block, whose transactions are part of the spec.
    #[error("the genesis block needs no receipt")]
    Genesis,
    /// The block is not proven to contain the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
}

/// Why a proof or receipt can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ProveError<E> {
    /// The transaction is not on the best chain.
    #[error("transaction {0} is not on the best chain")]
    Unknown(Txid),
    /// The transaction's block is not stored.
    #[error("block {0} is not stored")]
    NotKept(BlockHash),
    /// The transaction is in the genesis block, which is computed from the spec and needs no proof.
    #[error("transaction {0} is part of the chain’s settings and needs no proof")]
    Genesis(Txid),
    /// The transaction has 64 bytes without witnesses, so it could be an inner node of the tree
    /// (CVE-2017-12842).
    #[error("transaction {0} has 64 bytes, so it can’t be told from a node of the tree")]
    NodeSized(Txid),
    /// The block's height exceeds the maximum number of headers in a proof.
    #[error("height {height} is too high for a proof, which has at most {max} headers")]
    TooFar {
        /// The height of the transaction's block.
        height: Height,
        /// The maximum number of headers in a proof.
        max: u32,
    },
    /// The requested headers don't include the transaction's block, or end above the tip.
    #[error(
        "headers above {from} up to {to} don’t include height {height}, or go beyond the tip at {tip}"
    )]
    Range {
        /// The height of the last header that the verifier knows.
        from: Height,
        /// The height of the last header of the proof.
        to: Height,
        /// The height of the transaction's block.
        height: Height,
        /// The height of the tip.
        tip: Height,
    },
    /// The block at that height of the best chain is not proven to contain the transaction.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
    /// The store failed or is damaged.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}
