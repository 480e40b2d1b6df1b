//! The consensus rules: one variant for each, with the values that broke the rule.

use primitives::{
    Amount, BlockHash, CompactTarget, Height, KeyHash, MerkleNode, OutPoint, SpendError, Timestamp,
    Txid,
};

/// A rule that a header or block breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The parent or another ancestor is invalid.
    #[error("it builds on the invalid block {parent}")]
    InvalidParent {
        /// The parent's hash.
        parent: BlockHash,
    },
    /// The block was found invalid before.
    #[error("it was found invalid before")]
    KnownInvalid,
    /// The difficulty is not the required one.
    #[error("its difficulty is {found:?}, not {wanted:?}")]
    Bits {
        /// The bits in the header.
        found: CompactTarget,
        /// The required bits, without relief.
        wanted: CompactTarget,
    },
    /// The hash does not meet the target.
    #[error("its hash {hash} does not meet the target {bits:?}")]
    ProofOfWork {
        /// The hash of the header.
        hash: BlockHash,
        /// The bits in the header.
        bits: CompactTarget,
    },
    /// The time is not after the parent's median time past (BIP113).
    #[error("its time {time} is not after {median}, its parent’s median time past")]
    TimeTooOld {
        /// The time in the header.
        time: Timestamp,
        /// The parent's median time past.
        median: Timestamp,
    },
    /// The time is too far ahead of the node's clock. The same header may be valid later.
    #[error("its time {time} is after {latest}, the latest allowed by the node’s clock")]
    TimeTooNew {
        /// The time in the header.
        time: Timestamp,
        /// The latest allowed time.
        latest: Timestamp,
    },
    /// The block has no seal, on a chain with authors.
    #[error("it has no seal, but the chain has authors")]
    Unsealed,
    /// The block has a seal or an author, on a chain without authors.
    #[error("it has a seal, but the chain has no authors")]
    Sealed,
    /// The header's author is not on the spec's list.
    #[error("its author has index {author}, but there are {authors} authors")]
    NoSuchAuthor {
        /// The author's index in the header.
        author: u16,
        /// The number of authors on the list.
        authors: usize,
    },
    /// The author sealed one of the last blocks, and must leave this block to the other authors.
    #[error("its author {author} sealed one of the last {span} blocks before it")]
    SealedRecently {
        /// The author's index.
        author: u16,
        /// The number of last blocks whose authors may not seal the next one.
        span: usize,
    },
    /// Without proof of work, the block is less than an interval after its parent.
    #[error("its time {time} is before {earliest}, one interval after its parent’s")]
    TooSoon {
        /// The time in the header.
        time: Timestamp,
        /// The earliest allowed time.
        earliest: Timestamp,
    },
    /// The seal is not a signature of the block by the header's author.
    #[error("its seal is not the signature of author {author}")]
    Seal {
        /// The author's index.
        author: u16,
    },
    /// The parent has the greatest height that the encoding allows.
    #[error("its height exceeds 32 bits")]
    HeightExhausted,
    /// The block has no transactions, not even a coinbase.
    #[error("it has no transaction")]
    NoTransactions,
    /// The header commits to another Merkle root.
    #[error("its transactions have the root {found}, its header has {wanted}")]
    MerkleRoot {
        /// The root of the transactions.
        found: MerkleNode,
        /// The root in the header.
        wanted: MerkleNode,
    },
    /// Transactions are repeated in a way that leaves the root unchanged (CVE-2012-2459).
    #[error("its transactions are repeated without changing the root")]
    MutatedTree,
    /// A transaction has a witness, but the coinbase commits to none (BIP141).
    #[error("transaction {transaction} has a witness that the block does not commit to")]
    UncommittedWitness {
        /// The transaction's index in the block.
        transaction: usize,
    },
    /// The coinbase commits to witnesses, but its own witness is not the reserved value (BIP141).
    #[error("the coinbase’s witness is not the reserved value")]
    WitnessReserved,
    /// The coinbase's commitment does not match the block's witnesses (BIP141).
    #[error("its coinbase commits to other witnesses")]
    WitnessCommitment {
        /// The commitment in the coinbase.
        found: [u8; 32],
        /// The commitment to the block's witnesses.
        wanted: [u8; 32],
    },
    /// The block has more transactions than the spec allows.
    #[error("it has {found} transactions, at most {most} are allowed")]
    TooManyTransactions {
        /// The number of transactions, with the coinbase.
        found: usize,
        /// The maximum.
        most: u32,
    },
    /// The block has fewer transactions than the spec allows.
    #[error("it has {found} transactions, at least {least} are needed")]
    TooFewTransactions {
        /// The number of transactions, with the coinbase.
        found: usize,
        /// The minimum.
        least: u32,
    },
    /// The block has only a coinbase, on a chain that does not allow this.
    #[error("it has only a coinbase, which this chain does not allow")]
    Empty,
    /// The block has only a coinbase, whose first data output other than the witness commitment
    /// does not contain the spec's filler.
    #[error("it has only a coinbase, whose first data output does not contain the filler")]
    Filler,
    /// The block has a second grant.
    #[error("transaction {transaction} is a second grant")]
    SecondGrant {
        /// The index of the second grant in the block.
        transaction: usize,
    },
    /// The block is heavier than the spec allows.
    #[error("it has a weight of {found}, at most {most} is allowed")]
    TooHeavy {
        /// The block's weight (BIP141).
        found: usize,
        /// The maximum.
        most: u32,
    },
    /// The first transaction is not a coinbase.
    #[error("its first transaction is not a coinbase")]
    NoCoinbase,
    /// A later transaction is a coinbase as well.
    #[error("transaction {transaction} is a second coinbase")]
    SecondCoinbase {
        /// The transaction's index in the block.
        transaction: usize,
    },
    /// The coinbase's script is too short or too long.
    #[error("the coinbase’s script has {length} bytes, 2 to 100 are allowed")]
    CoinbaseScript {
        /// The length of the script in bytes.
        length: usize,
    },
    /// The coinbase's script does not begin with the block's height (BIP34).
    #[error("the coinbase does not begin with height {height}")]
    CoinbaseHeight {
        /// The block's height.
        height: Height,
    },
    /// The coinbase pays more than the reward and the fees.
    #[error("the coinbase pays {paid}, but reward and fees are {most}")]
    CoinbaseAmount {
        /// The sum of the coinbase's outputs.
        paid: Amount,
        /// The sum of the reward and the fees.
        most: Amount,
    },
    /// The sum of the fees exceeds the largest amount.
    #[error("the sum of its fees exceeds the largest amount")]
    FeesOverflow,
    /// A transaction is invalid.
    #[error("transaction {transaction} ({txid}): {rule}")]
    Transaction {
        /// The transaction's index in the block.
        transaction: usize,
        /// The transaction's id.
        txid: Txid,
        /// The rule that it breaks.
        rule: Box<TransactionRule>,
    },
}

impl Rule {
    /// Whether a mutated copy of a valid block may break this rule (Bitcoin Core's
    /// `BLOCK_MUTATED`): the block's hash does not commit to the data that the rule checks, so a
    /// block with the same hash and another body or seal may be valid.
    pub const fn may_be_mutated(&self) -> bool {
        matches!(
            self,
            Self::NoTransactions
                | Self::MerkleRoot { .. }
                | Self::MutatedTree
                | Self::UncommittedWitness { .. }
                | Self::WitnessReserved
                | Self::WitnessCommitment { .. }
                | Self::Seal { .. }
                // Two sibling nodes of the Merkle tree, 64 bytes, can be presented as a
                // transaction, but not as a coinbase.
                | Self::NoCoinbase
        )
    }

    /// Whether the rule depends on the node's clock, so that the same block may be valid later.
    pub const fn depends_on_clock(&self) -> bool {
        matches!(self, Self::TimeTooNew { .. })
    }
}

/// A rule that a transaction breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionRule {
    /// The transaction has no inputs, where no grant is accepted.
    #[error("it has no input")]
    NoInputs,
    /// The transaction has no inputs, but is not exactly the grant of its key (see
    /// [`crate::Grant::transaction`]).
    #[error("it has no input, but is not in the form of a grant")]
    GrantForm,
    /// The grant's amount is not the spec's.
    #[error("it grants {found}, not {wanted}")]
    GrantAmount {
        /// The grant's amount.
        found: Amount,
        /// The spec's amount.
        wanted: Amount,
    },
    /// The block's height is greater than the last height of grants.
    #[error("grants are allowed up to height {until}")]
    GrantsOver {
        /// The last height of a block with a grant.
        until: Height,
    },
    /// The grant's key was granted coins before.
    #[error("key {key} was granted coins before")]
    GrantedBefore {
        /// The key's hash.
        key: KeyHash,
    },
    /// The transaction has no outputs.
    #[error("it has no output")]
    NoOutputs,
    /// The transaction is heavier than a block may be.
    #[error("it has a weight of {found}, at most {most} is allowed")]
    TooHeavy {
        /// The transaction's weight (BIP141).
        found: usize,
        /// The maximum.
        most: u32,
    },
    /// A transaction other than a block's first is a coinbase.
    #[error("it is a coinbase, but not the first transaction of a block")]
    Coinbase,
    /// Two inputs spend the same output.
    #[error("it spends {0} twice")]
    DuplicateInput(OutPoint),
    /// An input has the null outpoint. Only a coinbase's input may have it.
    #[error("input {input} has the null outpoint")]
    NullInput {
        /// The input's index.
        input: usize,
    },
    /// An input has a script. Only a coinbase's input may have one.
    #[error("input {input} has a script")]
    Script {
        /// The input's index.
        input: usize,
    },
    /// An output's script has neither of the two allowed forms (see [`primitives::lock`]).
    #[error(
        "the script of output {output} is neither a witness program of version 1 to 16 nor data"
    )]
    OutputScript {
        /// The output's index.
        output: usize,
    },
    /// An output's witness program has a version that is reserved for a later rule level.
    #[error("output {output} has version {version}, which this chain’s rule level does not allow")]
    ReservedVersion {
        /// The output's index.
        output: usize,
        /// The version of the witness program.
        version: u8,
    },
    /// The sum of the outputs exceeds the largest amount.
    #[error("the sum of its outputs exceeds the largest amount")]
    OutputsOverflow,
    /// The sum of the inputs exceeds the largest amount.
    #[error("the sum of its inputs exceeds the largest amount")]
    InputsOverflow,
    /// The lock time is not reached.
    #[error("its lock time {lock_time} is not reached")]
    NotFinal {
        /// A height or a time (see [`crate::params::LOCK_TIME_THRESHOLD`]).
        lock_time: u32,
    },
    /// The relative lock time of an input is not reached (BIP68).
    #[error("the coin of input {input} can be spent {from}")]
    RelativeLock {
        /// The input's index.
        input: usize,
        /// The earliest block that may spend the coin.
        from: Earliest,
    },
    /// The coin of an input does not exist or is already spent.
    #[error("the coin {0} does not exist or is spent")]
    MissingCoin(OutPoint),
    /// An immature coinbase output is spent.
    #[error("the reward {outpoint} can be spent from height {from} on")]
    Immature {
        /// The coinbase output.
        outpoint: OutPoint,
        /// The first height at which it can be spent.
        from: Height,
    },
    /// A spent output is unspendable.
    #[error("the coin {0} can’t be spent")]
    Unspendable(OutPoint),
    /// A witness does not satisfy the lock of its coin.
    #[error("input {input}: {error}")]
    Witness {
        /// The input's index.
        input: usize,
        /// The error in its witness.
        error: SpendError,
    },
    /// The outputs exceed the inputs.
    #[error("it pays {paid}, but spends {spent}")]
    Overspent {
        /// The sum of the inputs.
        spent: Amount,
        /// The sum of the outputs.
        paid: Amount,
    },
}

/// The earliest block that may spend a coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Earliest {
    /// A block with this height or a greater one.
    #[error("from height {0} on")]
    Height(Height),
    /// A block whose parent has this median time past or a later one.
    #[error("from a median time past of {0} on")]
    MedianTime(Timestamp),
}
