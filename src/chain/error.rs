//! What can go wrong: a rule is broken, the storage fails, or what is stored is damaged. The three are never mixed up:
//! only a broken [`Rule`] says anything about a block.

use crate::rule::{Rule, TransactionRule};
use crate::spec::SpecError;
use crate::store::Table;
use primitives::{BlockHash, DecodeError, Height};

/// Why the store can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError<E> {
    /// The store says so.
    #[error("the store fails: {0}")]
    Store(#[source] E),
    /// What the store holds does not fit together.
    #[error("the store is damaged: {0}")]
    Damaged(#[from] Damage),
}

/// What does not fit together in a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A row's value is not what its table holds.
    #[error("the row {key:02x?} of table {table} is unreadable: {error}")]
    Row {
        /// The table.
        table: Table,
        /// The row's key.
        key: Vec<u8>,
        /// Why it can't be read.
        error: DecodeError,
    },
    /// A row that others refer to is missing.
    #[error("the row {key:02x?} of table {table} is missing")]
    Missing {
        /// The table.
        table: Table,
        /// The row's key.
        key: Vec<u8>,
    },
    /// The store has rows, but does not say of which chain.
    #[error("it does not say which chain it holds")]
    NoSpec,
    /// The settings of the chain that it holds are unreadable.
    #[error("the chain's settings are unreadable: {0}")]
    Spec(#[from] SpecError),
    /// Headers are not numbered without a gap.
    #[error("header {wanted} is missing")]
    HeaderMissing {
        /// The number of the missing header.
        wanted: u32,
    },
    /// A header does not follow from those before it.
    #[error("header {number} ({hash}) follows from no header before it")]
    HeaderLost {
        /// Its number in order of arrival.
        number: u32,
        /// Its hash as stored.
        hash: BlockHash,
    },
    /// The tip is not a block that the store holds with all its ancestors.
    #[error("the tip, header {number}, has no complete chain below it")]
    Tip {
        /// The tip's number in order of arrival.
        number: u32,
    },
    /// A stored block is not the one that its header names.
    #[error("the block stored for {wanted} is {found}")]
    OtherBlock {
        /// The hash of the header.
        wanted: BlockHash,
        /// The hash of the block.
        found: BlockHash,
    },
    /// What is left of a block that was cut down does not prove itself against the block's header.
    #[error("what is left of block {block} is not part of it")]
    CutBlock {
        /// The block.
        block: BlockHash,
    },
    /// A block can't be taken back because its undo data does not fit.
    #[error("the undo data of block {block} holds {found} coins, the block spends {wanted}")]
    Undo {
        /// The block.
        block: BlockHash,
        /// Coins held.
        found: usize,
        /// Coins spent.
        wanted: usize,
    },
    /// What is stored does not match the storage's own checksums: bytes were changed by somebody else than this program.
    #[error("its checksums do not match what is stored")]
    Checksums,
    /// A commit failed so that only the store can tell whether it happened, and the store does not answer yet.
    #[error("whether the last commit happened is not known yet")]
    Unsettled,
    /// A block that was valid when it was connected is not any more.
    #[error("the block {block}, valid before, now breaks a rule: {rule}")]
    Verdict {
        /// The block.
        block: BlockHash,
        /// The rule.
        rule: Box<Rule>,
    },
}

/// Why a store can't be opened for a chain.
#[derive(Debug, thiserror::Error)]
pub enum OpenError<E> {
    /// The store holds another chain.
    #[error("the store holds the chain of genesis {found}, not that of {wanted}")]
    OtherChain {
        /// The genesis of the chain it holds.
        found: BlockHash,
        /// The genesis of the chain it was opened for.
        wanted: BlockHash,
    },
    /// The store holds a chain that only an older or a newer program can follow. The store is left as it is.
    #[error("the store holds a chain that this program can't follow: {0}")]
    OtherProgram(SpecError),
    /// The store can't be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}

/// Why headers are not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The parent is unknown.
    #[error("the header's parent {previous} is unknown")]
    Orphan {
        /// The unknown parent.
        previous: BlockHash,
    },
    /// A rule is broken.
    #[error("the header {block} is invalid: {rule}")]
    Invalid {
        /// The header's hash.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
}

/// Why a block is not accepted. Nothing stored has changed then.
#[derive(Debug, thiserror::Error)]
pub enum BlockError<E> {
    /// The block is there already.
    #[error("the block is known")]
    Known,
    /// The parent's header is unknown.
    #[error("the block's parent {previous} is unknown")]
    Orphan {
        /// The unknown parent.
        previous: BlockHash,
    },
    /// A rule is broken, by this block or by one below it that was not connected before.
    #[error("the block {block} is invalid: {rule}")]
    Invalid {
        /// The block that breaks the rule.
        block: BlockHash,
        /// The rule.
        rule: Rule,
    },
    /// The block's branch parts from the best chain below block `floor`, up to which blocks were cut down: it can't be
    /// switched to, whatever its work, and is not kept. No verdict on the block.
    #[error(
        "the block's branch parts from the best chain below height {floor}, where blocks are no longer whole"
    )]
    OutOfReach {
        /// The lowest block on which a branch can part.
        floor: Height,
    },
    /// The store failed: no verdict on the block.
    #[error(transparent)]
    Storage(#[from] StorageError<E>),
}

/// Why a transaction is not valid on top of a chain.
#[derive(Debug, thiserror::Error)]
pub enum TransactionError<E> {
    /// A rule is broken.
    #[error(transparent)]
    Invalid(#[from] TransactionRule),
    /// The coins could not be looked up: no verdict on the transaction.
    #[error("the coins can't be looked up: {0}")]
    Storage(#[source] E),
}
