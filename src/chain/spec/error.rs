//! Errors of settings.

use crate::params::{MAX_CLUSTER, RULE_LEVEL};
use primitives::{DecodeError, TargetError};

/// Why settings are invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A number is out of its bounds.
    #[error("{field} is {value}, but must be {least} to {most}")]
    OutOfBounds {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The field's value.
        value: u64,
        /// The minimum.
        least: u64,
        /// The maximum.
        most: u64,
    },
    /// A text or list is too short or too long.
    #[error("{field} has length {length}, but must have {least} to {most}")]
    Length {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The field's length in characters, bytes or entries.
        length: usize,
        /// The minimum.
        least: usize,
        /// The maximum.
        most: usize,
    },
    /// A text contains a character that is not allowed there.
    #[error("{field} must not have the character {character:?} at position {position}")]
    Character {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The offending character.
        character: char,
        /// Its position in characters, from 0.
        position: usize,
    },
    /// A difficulty is not a target.
    #[error("{field} is not a difficulty: {error}")]
    Bits {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The error.
        error: TargetError,
    },
    /// A difficulty is not in the canonical form of headers.
    #[error("{field} is {found:08x}, but the canonical form of that difficulty is {wanted:08x}")]
    BitsForm {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The field's value.
        found: u32,
        /// The same difficulty in canonical form.
        wanted: u32,
    },
    /// A difficulty is too easy or too hard.
    #[error("{field} is {found:08x}, but must be from {hardest:08x} (hardest) to {easiest:08x}")]
    BitsRange {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The field's value.
        found: u32,
        /// The hardest allowed.
        hardest: u32,
        /// The easiest allowed.
        easiest: u32,
    },
    /// The difficulty is not the easiest, although authors need not prove work.
    #[error("bits is {found:08x}, but must be {easiest:08x} if authors need not prove work")]
    BitsWithoutWork {
        /// The value of `bits`.
        found: u32,
        /// The easiest difficulty.
        easiest: u32,
    },
    /// The difficulty is fixed, but the easiest difficulty differs from it.
    #[error("pow_limit is {found:08x}, but must be {wanted:08x} if the difficulty is fixed")]
    FixedLimit {
        /// The value of `pow_limit`.
        found: u32,
        /// The first difficulty.
        wanted: u32,
    },
    /// The difficulty is fixed, although authors need not prove work.
    #[error("fixed_difficulty must not be set if authors need not prove work")]
    FixedWithoutWork,
    /// An entry of the allocation has the amount zero.
    #[error("allocation has the amount zero in entry {entry}")]
    EmptyAllocation {
        /// The index of the entry.
        entry: usize,
    },
    /// An author is on the list twice.
    #[error("authority.authors repeats an earlier key in entry {entry}")]
    RepeatedAuthor {
        /// The index of the second entry.
        entry: usize,
    },
    /// A block with the minimum number of the smallest payments would be too heavy.
    #[error(
        "least_transactions is {least}, but a block with as many transactions weighs at least {weight}, and max_weight is {most}"
    )]
    LeastTooHeavy {
        /// The minimum number of transactions in a block.
        least: u32,
        /// The minimum weight of such a block (BIP141).
        weight: u64,
        /// The maximum weight of a block.
        most: u32,
    },
    /// The block after genesis must have more transactions than can exist.
    #[error(
        "{field} asks for {needed} transactions beside the coinbase in the first block, but there can be {possible}: \
         {MAX_CLUSTER} for each coin of an allocation or a genesis author, and 1 for a grant"
    )]
    NobodyCanPay {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
        /// The number of required transactions.
        needed: u32,
        /// The number of possible transactions.
        possible: usize,
    },
    /// Grants, which cost nothing, could fill every block.
    #[error(
        "max_transactions is {found}, but must be at least {least} with a grant: otherwise grants could keep all payments out"
    )]
    OnlyGrants {
        /// The maximum number of transactions in a block.
        found: u32,
        /// The required value.
        least: u32,
    },
    /// There is a filler for empty blocks, but no block can be empty.
    #[error(
        "empty_blocks has a filler, but with least_transactions at {least} no block can be empty"
    )]
    UselessFiller {
        /// The minimum number of transactions in a block.
        least: u32,
    },
    /// The filler or the genesis data could be taken for a witness commitment (BIP141).
    #[error(
        "{field} must not begin with aa21a9ed and have 36 bytes or more: that marks a witness commitment"
    )]
    ResemblesCommitment {
        /// The field's name in [`super::SpecDraft`].
        field: &'static str,
    },
    /// The genesis author would be paid a reward of zero.
    #[error("genesis_author would be paid nothing, since the reward is 0")]
    UnpaidAuthor,
    /// The supply exceeds the numbers that JavaScript represents exactly.
    #[error("with {field} there can be {supply} base units, but at most {most} are allowed")]
    Supply {
        /// The field at which the supply exceeds the maximum, when the fields are added one by one.
        field: &'static str,
        /// The supply in base units, up to and including this field.
        supply: u128,
        /// The maximum supply in base units, 2^53 − 1.
        most: u64,
    },
    /// The bytes are not a spec.
    #[error("not a chain’s settings: {0}")]
    Encoding(#[from] DecodeError),
    /// The bytes are a spec of an earlier format, which is not supported any more.
    #[error("these settings have format {0}, of an older program: this program can’t read them")]
    OldVersion(u8),
    /// The bytes are a spec of a later format.
    #[error("these settings have format {0}: they need a newer program")]
    NewVersion(u8),
    /// The chain has a rule level that this program does not know.
    #[error(
        "this chain follows rules of level {0}, this program knows level {RULE_LEVEL}: the chain needs a newer program"
    )]
    RuleLevel(u16),
    /// The spec has an extension that this program does not know.
    #[error("these settings use extension {0}: they need a newer program")]
    Extension(u64),
}

impl SpecError {
    /// The field of [`super::SpecDraft`] with the error; `None` if the error concerns no field. A
    /// part of a field is written after a point, as in `grant.until`.
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
            Self::Encoding(_) | Self::OldVersion(_) | Self::NewVersion(_) | Self::Extension(_) => {
                None
            }
        }
    }

    /// Whether the settings may be valid for an older or a newer program than this one.
    pub const fn needs_other_program(&self) -> bool {
        matches!(
            self,
            Self::OldVersion(_) | Self::NewVersion(_) | Self::RuleLevel(_) | Self::Extension(_)
        )
    }
}
