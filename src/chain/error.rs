//! Errors: a broken rule, a failing store, or a damaged store. They are distinct types, and only a
//! broken [`Rule`] is a verdict on a block.

use crate::rule::{Rule, TransactionRule};
use crate::spec::SpecError;
use crate::store::Table;
use primitives::{BlockHash, DecodeError, Height};

/// Why the store can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError<E> {
    /// The store reports an error.
    #[error("the store failed: {0}")]
    Store(#[source] E),
    /// The store's content is inconsistent.
    #[error("the store is damaged: {0}")]
    Damaged(#[from] Damage),
}

/// An inconsistency in a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A row's key or value can't be decoded.
    #[error("row {key:02x?} of table {table} can’t be decoded: {error}")]
    Row {
        /// The table.
        table: Table,
        /// The row's key.
        key: Vec<u8>,
        /// The decoding error.
        error: DecodeError,
    },
    /// A row that another row refers to is missing.
    #[error("row {key:02x?} of table {table} is missing")]
    Missing {
        /// The table.
        table: Table,
        /// The row's key.
        key: Vec<u8>,
    },
    /// The store has rows, but no spec.
    #[error("the chain’s settings are missing")]
    NoSpec,
    /// The spec of the stored chain can't be decoded or is invalid.
    #[error("the chain’s settings can’t be read: {0}")]
    Spec(#[from] SpecError),
    /// The numbers of the headers have a gap.
    #[error("header {wanted} is missing")]
    HeaderMissing {
        /// The number of the missing header.
        wanted: u32,
    },
    /// A header is not a valid child of an earlier header.
    #[error("header {number} ({hash}) does not follow from an earlier header")]
    HeaderLost {
        /// The header's number in the order of recording.
        number: u32,
        /// The header's hash as stored.
        hash: BlockHash,
    },
    /// The tip is unknown, the block of the tip or of an ancestor is missing, or blocks above the
    /// tip's height were pruned.
    #[error("the tip, header {number}, does not fit the stored blocks")]
    Tip {
        /// The tip's number in the order of recording.
        number: u32,
    },
    /// A stored block has another hash than its header.
    #[error("the block stored for {wanted} is {found}")]
    OtherBlock {
        /// The hash of the header.
        wanted: BlockHash,
        /// The hash of the block.
        found: BlockHash,
    },
    /// The stored transactions of a pruned block don't match its header or its spent outputs.
    #[error("the pruned block {block} does not match its header or its spent outputs")]
    PrunedBlock {
        /// The block's hash.
        block: BlockHash,
    },
    /// A block can't be disconnected because its undo data has another number of coins.
    #[error("the undo data of block {block} has {found} coins; the block spends {wanted}")]
    Undo {
        /// The block's hash.
        block: BlockHash,
        /// The number of coins in the undo data.
        found: usize,
        /// The number of coins that the block spends.
        wanted: usize,
    },
    /// The stored bytes don't match the store's own checksums, so something other than this program
    /// changed them.
    #[error("the checksums don’t match the stored bytes")]
    Checksums,
    /// A commit failed, and only the store can tell whether the commit happened. The store could
    /// not be read since.
    #[error("it is not yet known whether the last commit happened")]
    Unsettled,
    /// A block that was valid when it was connected now breaks a rule.
    #[error("block {block}, valid before, now breaks a rule: {rule}")]
    Verdict {
        /// The block's hash.
        block: BlockHash,
        /// The broken rule.
        rule: Box<Rule>,
    },
}

/// Why a store can't be opened for a chain.
#[derive(Debug, thiserror::Error)]
pub enum OpenError<E> {
    /// The store holds another chain.
    #[error("the store holds the chain with genesis {found}, not {wanted}")]
    OtherChain {
        /// The genesis hash of the stored chain.
        found: BlockHash,
        /// The genesis hash of the expected chain.
        wanted: BlockHash,
    },
    /// The store holds a chain that only an older or a newer program can read. The store is
    /// unchanged.
    #[error("the store holds a chain that this program can’t read: {0}")]
    OtherProgram(SpecError),
    /// The store failed or is damaged.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}

/// Why a header is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The parent is unknown.
    #[error("the header’s parent {previous} is unknown")]
    Orphan {
        /// The hash of the unknown parent.
        previous: BlockHash,
    },
    /// The header breaks a rule.
    #[error("header {block} is invalid: {rule}")]
    Invalid {
        /// The header's hash.
        block: BlockHash,
        /// The broken rule.
        rule: Rule,
    },
}

/// Why a block is rejected. The best chain is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum BlockError<E> {
    /// The block is already stored.
    #[error("the block is already known")]
    Known,
    /// The parent's header is unknown.
    #[error("the block’s parent {previous} is unknown")]
    Orphan {
        /// The hash of the unknown parent.
        previous: BlockHash,
    },
    /// The block, or an ancestor that was not connected before, breaks a rule.
    #[error("block {block} is invalid: {rule}")]
    Invalid {
        /// The hash of the block that breaks the rule.
        block: BlockHash,
        /// The broken rule.
        rule: Rule,
    },
    /// The block's branch leaves the best chain below height `floor`, where blocks are pruned. The
    /// chain can't switch to that branch, whatever its work, so the block is not stored. This is
    /// not a verdict on the block.
    #[error(
        "the block’s branch leaves the best chain below height {floor}, where blocks are pruned"
    )]
    OutOfReach {
        /// The lowest height at which a branch can leave the best chain.
        floor: Height,
    },
    /// The store failed. This is not a verdict on the block.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}

/// Why a transaction can't be added on top of a chain.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError<E> {
    /// The transaction breaks a rule.
    #[error(transparent)]
    Invalid(#[from] TransactionRule),
    /// The coins can't be read. This is not a verdict on the transaction.
    #[error("the coins can’t be read: {0}")]
    Storage(#[source] E),
}
