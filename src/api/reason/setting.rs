//! An error in a setting of a new chain.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

/// An error in a setting of a new chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingReason {
    /// The text is not a whole number, or the number does not fit the setting.
    NotWholeNumber {
        /// The text.
        text: String,
    },
    /// The number is outside of the setting's bounds.
    OutOfBounds {
        /// The number.
        value: u64,
        /// The least that is allowed.
        least: u64,
        /// The most that is allowed.
        most: u64,
    },
    /// The text is too short or too long.
    Length {
        /// Its length in characters.
        length: u64,
        /// The least that is allowed.
        least: u64,
        /// The most that is allowed.
        most: u64,
    },
    /// The text has a character that can't be shown, or that misleads.
    HiddenCharacter {
        /// The character's number in Unicode.
        code: u32,
    },
    /// The text has a character that is not allowed there.
    Character {
        /// The character.
        character: char,
    },
    /// The coin's symbol would give addresses the prefix of another currency.
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// The currency.
        currency: String,
    },
    /// The text can't be a coin's symbol.
    SymbolForm,
    /// The expected number of hashes for the first block is outside of its bounds.
    FirstDifficulty {
        /// The least that is allowed.
        least: u64,
        /// The most that is allowed.
        most: u64,
    },
    /// A line of the list of authors is not a public key.
    AuthorKey {
        /// The line, counted from 1.
        line: u64,
        /// The error in it: lower case, no full stop.
        error: String,
    },
    /// An author is listed twice.
    AuthorTwice {
        /// The second line, counted from 1.
        line: u64,
    },
    /// Only authors may make blocks, and none is listed.
    NoAuthors,
    /// A recipient of first coins gets the amount 0.
    EmptyAllocation,
    /// The chain would have more coins than can be counted.
    Supply,
    /// Nobody could pay in the first block, which must have payments.
    NobodyCanPay,
    /// The first coins don't suffice for the transactions that the first block must have.
    FewCanPay {
        /// The number of transactions that are possible.
        possible: u64,
    },
    /// Grants alone could fill every block.
    OnlyGrants {
        /// The least number of transactions that prevents it.
        least: u64,
    },
    /// The least number of transactions does not fit into a block of the greatest weight.
    LeastTooHeavy,
    /// Empty blocks must carry a filler, but no block may be empty.
    UselessFiller,
    /// The first block has a payee, but blocks have no reward.
    UnpaidAuthor,
}

impl SettingReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::NotWholeNumber { text } => texts::not_whole_number(text),
            Self::OutOfBounds { value, least, most } => {
                texts::out_of_bounds(&notation.number(*least), &notation.number(*most), value)
            }
            Self::Length {
                length,
                least,
                most,
            } => texts::length(least, most, length),
            Self::HiddenCharacter { code } => texts::hidden_character(&format_args!("{code:04X}")),
            Self::Character { character } => texts::character(character),
            Self::PrefixTaken { prefix, currency } => texts::prefix_taken(prefix, currency),
            Self::SymbolForm => texts::symbol_form().to_owned(),
            Self::FirstDifficulty { least, most } => texts::first_difficulty(least, most),
            Self::AuthorKey { line, error } => texts::author_key(line, error),
            Self::AuthorTwice { line } => texts::author_twice(line),
            Self::NoAuthors => texts::no_authors().to_owned(),
            Self::EmptyAllocation => texts::empty_allocation().to_owned(),
            Self::Supply => texts::supply(&Amount::MAX),
            Self::NobodyCanPay => texts::nobody_can_pay().to_owned(),
            Self::FewCanPay { possible } => texts::few_can_pay(possible),
            Self::OnlyGrants { least } => texts::only_grants(least),
            Self::LeastTooHeavy => texts::least_too_heavy().to_owned(),
            Self::UselessFiller => texts::useless_filler().to_owned(),
            Self::UnpaidAuthor => texts::unpaid_author().to_owned(),
        }
    }
}
