//! Why settings make no chain.

use crate::params::{MAX_CLUSTER, RULE_LEVEL};
use primitives::{DecodeError, TargetError};

/// Why settings make no chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A number is out of its bounds.
    #[error("{field} is {value}, but must be {least} to {most}")]
    OutOfBounds {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// What it is.
        value: u64,
        /// The least it may be.
        least: u64,
        /// The most it may be.
        most: u64,
    },
    /// A text or list is too short or too long.
    #[error("{field} has a length of {length}, but must have {least} to {most}")]
    Length {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// Characters, bytes or entries that it has.
        length: usize,
        /// The fewest it may have.
        least: usize,
        /// The most it may have.
        most: usize,
    },
    /// A text has a character that it must not have there.
    #[error("{field} must not have {character:?} at position {position}")]
    Character {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The offending character.
        character: char,
        /// Its place, counted in characters from 0.
        position: usize,
    },
    /// A difficulty is not a target.
    #[error("{field} is not a difficulty: {error}")]
    Bits {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// Why not.
        error: TargetError,
    },
    /// A difficulty is written in another form than the one that headers have.
    #[error("{field} is {found:08x}, but that difficulty is written {wanted:08x}")]
    BitsForm {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// What it is.
        found: u32,
        /// The same difficulty in normal form.
        wanted: u32,
    },
    /// A difficulty is too easy or too hard.
    #[error("{field} is {found:08x}, but must be from {hardest:08x} (hardest) to {easiest:08x}")]
    BitsRange {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// What it is.
        found: u32,
        /// The hardest allowed.
        hardest: u32,
        /// The easiest allowed.
        easiest: u32,
    },
    /// Authors make blocks without work, so the difficulty has nothing to say.
    #[error("bits is {found:08x}, but must be {easiest:08x} where authors prove no work")]
    BitsWithoutWork {
        /// What it is.
        found: u32,
        /// The easiest there is.
        easiest: u32,
    },
    /// The difficulty is fixed, but blocks may be easier than the first one.
    #[error("pow_limit is {found:08x}, but must be {wanted:08x} where the difficulty is fixed")]
    FixedLimit {
        /// What it is.
        found: u32,
        /// The first difficulty.
        wanted: u32,
    },
    /// Authors make blocks without work, so a fixed difficulty has no meaning.
    #[error("fixed_difficulty must not be set where authors prove no work")]
    FixedWithoutWork,
    /// An allocation gives nothing.
    #[error("allocation gives nothing in entry {entry}")]
    EmptyAllocation {
        /// The entry, counted from 0.
        entry: usize,
    },
    /// An author stands twice in the list.
    #[error("authority.authors has entry {entry} twice")]
    RepeatedAuthor {
        /// The later of the two entries, counted from 0.
        entry: usize,
    },
    /// The smallest payments would make too heavy a block.
    #[error(
        "least_transactions is {least}, but so many payments weigh {weight} or more, and max_weight is {most}"
    )]
    LeastTooHeavy {
        /// Fewest transactions of a block.
        least: u32,
        /// Weight units (BIP141) of such a block.
        weight: u64,
        /// The most allowed.
        most: u32,
    },
    /// The first block must hold more transactions than anybody could make.
    #[error(
        "{field} asks for {needed} transactions beside the coinbase in the first block, but there can be {possible}: \
         {MAX_CLUSTER} for each coin of an allocation or a genesis author, and 1 for a grant"
    )]
    NobodyCanPay {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// Transactions that it must hold.
        needed: u32,
        /// Transactions that it can hold.
        possible: usize,
    },
    /// Grants, which cost nothing, could take every place in every block.
    #[error(
        "max_transactions is {found}, but must be {least} or more with a grant: else grants could keep all payments out"
    )]
    OnlyGrants {
        /// Most transactions of a block.
        found: u32,
        /// The fewest that it must have room for.
        least: u32,
    },
    /// There is a filler for empty blocks, but no block can be empty.
    #[error(
        "empty_blocks has a filler, but with least_transactions at {least} no block can be empty"
    )]
    UselessFiller {
        /// Fewest transactions of a block.
        least: u32,
    },
    /// The filler or the genesis data could be taken for a commitment to witnesses (BIP141).
    #[error(
        "{field} must not begin with aa21a9ed and have 36 bytes or more: that marks a witness commitment"
    )]
    ResemblesCommitment {
        /// The field's name.
        field: &'static str,
    },
    /// The genesis author is paid a reward of nothing.
    #[error("genesis_author would be paid nothing, as the reward is 0")]
    UnpaidAuthor,
    /// More units would come to exist than a JavaScript number can count.
    #[error("with {field} there can be {supply} base units, but at most {most} may be")]
    Supply {
        /// The field whose coins are too many, on top of what others make.
        field: &'static str,
        /// Units that it and the others add up to.
        supply: u128,
        /// The most there may be, 2^53 − 1.
        most: u64,
    },
    /// The bytes are no spec.
    #[error("not a chain's settings: {0}")]
    Encoding(#[from] DecodeError),
    /// The bytes are a spec of an earlier format, which is no longer read.
    #[error("these settings have format {0}, of an older program: this program can't read them")]
    OldVersion(u8),
    /// The bytes are a spec of a later format.
    #[error("these settings have format {0}: they need a newer program")]
    Version(u8),
    /// The chain follows rules that this program does not know.
    #[error(
        "this chain follows rules of level {0}, this program knows level {RULE_LEVEL}: the chain needs a newer program"
    )]
    RuleLevel(u16),
    /// The spec uses something that this program does not know.
    #[error("these settings use extension {0}: they need a newer program")]
    Extension(u64),
}

impl SpecError {
    /// The field of [`super::SpecDraft`] that is wrong, where it is one; a part of a field after a point.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::OutOfBounds { field, .. }
            | Self::Length { field, .. }
            | Self::Character { field, .. }
            | Self::NobodyCanPay { field, .. }
            | Self::Supply { field, .. }
            | Self::Bits { field, .. }
            | Self::BitsForm { field, .. }
            | Self::BitsRange { field, .. } => Some(field),
            Self::BitsWithoutWork { .. } => Some("bits"),
            Self::FixedLimit { .. } => Some("pow_limit"),
            Self::FixedWithoutWork => Some("fixed_difficulty"),
            Self::RuleLevel(_) => Some("rule_level"),
            Self::EmptyAllocation { .. } => Some("allocation"),
            Self::RepeatedAuthor { .. } => Some("authority.authors"),
            Self::OnlyGrants { .. } => Some("max_transactions"),
            Self::LeastTooHeavy { .. } => Some("least_transactions"),
            Self::UselessFiller { .. } => Some("empty_blocks"),
            Self::ResemblesCommitment { field } => Some(field),
            Self::UnpaidAuthor => Some("genesis_author"),
            Self::Encoding(_) | Self::OldVersion(_) | Self::Version(_) | Self::Extension(_) => None,
        }
    }

    /// Whether the settings may be right, but are for an older or a newer program than this one.
    pub const fn needs_other_program(&self) -> bool {
        matches!(
            self,
            Self::OldVersion(_) | Self::Version(_) | Self::RuleLevel(_) | Self::Extension(_)
        )
    }
}
