//! What is wrong with a setting of a new chain.

use serde::{Deserialize, Serialize};

/// What is wrong with a setting of a new chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingReason {
    /// The text is not a whole number, or not one that fits the setting.
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
        /// What is wrong with it: lower case, no full stop.
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
