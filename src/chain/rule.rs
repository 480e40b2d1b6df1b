//! The rules by name: one variant for each, with the values that broke it.

use primitives::{
    Amount, BlockHash, CompactTarget, Height, KeyHash, MerkleNode, OutPoint, SpendError, Timestamp,
    Txid,
};

/// The rule that a header or block breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The parent, or one of its ancestors, is invalid.
    #[error("it builds on the invalid block {parent}")]
    InvalidParent {
        /// The parent.
        parent: BlockHash,
    },
    /// The block was found invalid before.
    #[error("it was found invalid before")]
    KnownInvalid,
    /// The difficulty is not the one that the rule gives.
    #[error("its difficulty is {found:?}, not {wanted:?}")]
    Bits {
        /// What the header says.
        found: CompactTarget,
        /// What it must say, relief aside.
        wanted: CompactTarget,
    },
    /// The hash does not meet the target.
    #[error("its hash {hash} does not meet the target {bits:?}")]
    ProofOfWork {
        /// The header's hash.
        hash: BlockHash,
        /// The target.
        bits: CompactTarget,
    },
    /// The time is not after the median of the last eleven.
    #[error("its time {time} is not after {median}, the median of those before")]
    TimeTooOld {
        /// What the header says.
        time: Timestamp,
        /// The median of its ancestors' times.
        median: Timestamp,
    },
    /// The time is too far ahead of our clock. A matter of clocks: the same header may be valid later.
    #[error("its time {time} is after {latest}, the latest that our clock allows")]
    TimeTooNew {
        /// What the header says.
        time: Timestamp,
        /// The latest allowed now.
        latest: Timestamp,
    },
    /// The chain has authors, but none sealed it.
    #[error("it is not sealed, as every block of a chain with authors must be")]
    Unsealed,
    /// The chain has no authors, but it says that one sealed it.
    #[error("it is sealed, but the chain has no authors")]
    Sealed,
    /// The author that it names is not in the list.
    #[error("its author is number {author}, counted from 0, of {authors}")]
    NoSuchAuthor {
        /// The place in the list that it names.
        author: u16,
        /// Authors in the list.
        authors: usize,
    },
    /// Its author sealed one of the blocks right below it, and has to leave this one to others.
    #[error("its author {author} sealed one of the last {span} blocks before it")]
    SealedRecently {
        /// The author's place in the list.
        author: u16,
        /// Blocks that an author has to stay away after one.
        span: usize,
    },
    /// Without proof of work, blocks keep their distance in time.
    #[error("its time {time} is before {earliest}, an interval after its parent's")]
    TooSoon {
        /// What the header says.
        time: Timestamp,
        /// The earliest allowed.
        earliest: Timestamp,
    },
    /// The seal is no signature of the block by the author that it names.
    #[error("its seal is not the signature of author {author}")]
    Seal {
        /// The author's place in the list.
        author: u16,
    },
    /// The chain has as many blocks as a height can count.
    #[error("no height is left for it")]
    HeightExhausted,
    /// There is not even a coinbase.
    #[error("it has no transaction")]
    NoTransactions,
    /// The transactions are not those that the header commits to.
    #[error("its transactions' root is {found}, the header wants {wanted}")]
    MerkleRoot {
        /// The transactions' root.
        found: MerkleNode,
        /// The header's.
        wanted: MerkleNode,
    },
    /// Transactions are repeated in a way that leaves the root unchanged (CVE-2012-2459).
    #[error("its transactions are repeated without changing the root")]
    MutatedTree,
    /// A transaction has a witness, but the coinbase commits to none (BIP141).
    #[error("transaction {transaction} has a witness that the block does not commit to")]
    UncommittedWitness {
        /// The transaction's place in the block.
        transaction: usize,
    },
    /// The coinbase commits to witnesses, but its own witness is not the reserved value (BIP141).
    #[error("the coinbase's witness is not the reserved value")]
    WitnessReserved,
    /// The witnesses are not those that the coinbase commits to (BIP141).
    #[error("its witnesses are not those that it commits to")]
    WitnessCommitment {
        /// What the coinbase says.
        found: [u8; 32],
        /// The commitment to the witnesses that are there.
        wanted: [u8; 32],
    },
    /// More transactions than the spec allows.
    #[error("it has {found} transactions, at most {most} are allowed")]
    TooManyTransactions {
        /// Transactions, the coinbase included.
        found: usize,
        /// The most allowed.
        most: u32,
    },
    /// Fewer transactions than the spec allows.
    #[error("it has {found} transactions, at least {least} are needed")]
    TooFewTransactions {
        /// Transactions, the coinbase included.
        found: usize,
        /// The fewest allowed.
        least: u32,
    },
    /// It holds nothing but its coinbase, on a chain where that may not be.
    #[error("it holds nothing but its coinbase, which is not allowed")]
    Empty,
    /// It holds nothing but its coinbase, whose first data output (the witness commitment aside) is not the spec's filler.
    #[error("it is empty, and its coinbase does not carry the filler as its first data")]
    Filler,
    /// It grants coins to two keys.
    #[error("transaction {transaction} is a second grant")]
    SecondGrant {
        /// The transaction's place in the block.
        transaction: usize,
    },
    /// Heavier than the spec allows.
    #[error("it weighs {found}, at most {most} is allowed")]
    TooHeavy {
        /// Weight units (BIP141).
        found: usize,
        /// The most allowed.
        most: u32,
    },
    /// The first transaction is no coinbase.
    #[error("its first transaction is no coinbase")]
    NoCoinbase,
    /// A later transaction is a coinbase too.
    #[error("transaction {transaction} is a second coinbase")]
    SecondCoinbase {
        /// The transaction's place in the block.
        transaction: usize,
    },
    /// The coinbase's script is too short or too long.
    #[error("the coinbase's script has {length} bytes, must have 2 to 100")]
    CoinbaseScript {
        /// Bytes of the script.
        length: usize,
    },
    /// The coinbase's script does not begin with the block's height (BIP34).
    #[error("the coinbase does not begin with the height {height}")]
    CoinbaseHeight {
        /// The block's height.
        height: Height,
    },
    /// The coinbase pays out more than reward and fees.
    #[error("the coinbase pays {paid}, reward and fees are {most}")]
    CoinbaseAmount {
        /// The sum of its outputs.
        paid: Amount,
        /// Reward and fees.
        most: Amount,
    },
    /// The fees add up to more than an amount can be.
    #[error("its fees add up to more than an amount can be")]
    FeesOverflow,
    /// A transaction is invalid.
    #[error("transaction {transaction} ({txid}): {rule}")]
    Transaction {
        /// Its place in the block.
        transaction: usize,
        /// Its name.
        txid: Txid,
        /// What is wrong with it.
        rule: Box<TransactionRule>,
    },
}

impl Rule {
    /// Whether the fault may lie in the copy that was received rather than in the block: a header does not commit to
    /// what breaks these rules, so another body under the same header may be valid.
    pub const fn is_of_the_copy(&self) -> bool {
        matches!(
            self,
            Self::NoTransactions
                | Self::MerkleRoot { .. }
                | Self::MutatedTree
                | Self::UncommittedWitness { .. }
                | Self::WitnessReserved
                | Self::WitnessCommitment { .. }
                | Self::Seal { .. }
                // Inner nodes of the tree, 64 bytes each, can be passed off as transactions, but not as a coinbase.
                | Self::NoCoinbase
        )
    }

    /// Whether the verdict depends on our clock, so that the same block may be valid later.
    pub const fn is_of_the_clock(&self) -> bool {
        matches!(self, Self::TimeTooNew { .. })
    }
}

/// The rule that a transaction breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionRule {
    /// It spends nothing, on a chain without grants.
    #[error("it has no input")]
    NoInputs,
    /// It spends nothing, but is no grant to the last bit.
    #[error("it has no input, and is not in the form of a grant")]
    GrantForm,
    /// It grants another amount than the spec does.
    #[error("it grants {found}, not {wanted}")]
    GrantAmount {
        /// What it grants.
        found: Amount,
        /// What a grant is.
        wanted: Amount,
    },
    /// It grants coins above the last height that may.
    #[error("grants are over since height {until}")]
    GrantsOver {
        /// The last height of a block with a grant.
        until: Height,
    },
    /// It grants coins to a key that was granted some before.
    #[error("key {key} was granted coins before")]
    GrantedBefore {
        /// The key's hash.
        key: KeyHash,
    },
    /// It pays nobody.
    #[error("it has no output")]
    NoOutputs,
    /// It alone is heavier than a block may be.
    #[error("it weighs {found}, at most {most} is allowed")]
    TooHeavy {
        /// Weight units (BIP141).
        found: usize,
        /// The most allowed.
        most: u32,
    },
    /// A coinbase outside its place.
    #[error("it is a coinbase outside a block's first place")]
    Coinbase,
    /// Two inputs spend the same output.
    #[error("it spends {0} twice")]
    DuplicateInput(OutPoint),
    /// An input spends nothing, as only a coinbase's may.
    #[error("input {input} spends no output")]
    NullInput {
        /// The input's place.
        input: usize,
    },
    /// An input has a script, which only a coinbase may carry.
    #[error("input {input} has a script")]
    Script {
        /// The input's place.
        input: usize,
    },
    /// An output's script has neither of the two forms (see [`primitives::lock`]).
    #[error(
        "the script of output {output} is neither a witness program of version 1 to 16 nor data"
    )]
    OutputScript {
        /// The output's index.
        output: usize,
    },
    /// An output's witness program has a version that only a later rule level allows.
    #[error("output {output} has version {version}, which this chain's rule level does not allow")]
    ReservedVersion {
        /// The output's index.
        output: usize,
        /// The program's version.
        version: u8,
    },
    /// The outputs add up to more than an amount can be.
    #[error("its outputs add up to more than an amount can be")]
    OutputsOverflow,
    /// The inputs add up to more than an amount can be.
    #[error("its inputs add up to more than an amount can be")]
    InputsOverflow,
    /// The lock time has not come.
    #[error("its lock time {lock_time} has not come")]
    NotFinal {
        /// A height or a time (see [`crate::params::LOCK_TIME_THRESHOLD`]).
        lock_time: u32,
    },
    /// A coin has not lain as long as the input that spends it demands (BIP68).
    #[error("input {input} can be spent {from}")]
    RelativeLock {
        /// The input's place.
        input: usize,
        /// From when on.
        from: Earliest,
    },
    /// A coin does not exist, or is spent.
    #[error("the coin {0} does not exist or is spent")]
    MissingCoin(OutPoint),
    /// A reward is spent too early.
    #[error("the reward {outpoint} can be spent from height {from} on")]
    Immature {
        /// The reward.
        outpoint: OutPoint,
        /// The first height at which it can be spent.
        from: Height,
    },
    /// An output that nobody can spend.
    #[error("the coin {0} can't be spent")]
    Unspendable(OutPoint),
    /// A witness does not open its coin's lock.
    #[error("input {input}: {error}")]
    Witness {
        /// The input's place.
        input: usize,
        /// What is wrong with its witness.
        error: SpendError,
    },
    /// It pays out more than it spends.
    #[error("it pays {paid}, but spends {spent}")]
    Overspent {
        /// The sum of its inputs.
        spent: Amount,
        /// The sum of its outputs.
        paid: Amount,
    },
}

/// From when on something is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Earliest {
    /// In blocks of this height or above.
    #[error("from height {0} on")]
    Height(Height),
    /// In blocks whose parent's median time is this or later.
    #[error("once the median time is {0}")]
    MedianTime(Timestamp),
}
