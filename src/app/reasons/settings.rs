//! What is wrong with a setting of a new chain.

use api::SettingReason;
use primitives::Amount;

use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &SettingReason) -> String {
    match reason {
        SettingReason::NotWholeNumber { text } => texts::not_whole_number(text),
        SettingReason::OutOfBounds { value, least, most } => {
            texts::out_of_bounds(*least, *most, value)
        }
        SettingReason::Length {
            length,
            least,
            most,
        } => texts::length(least, most, length),
        SettingReason::HiddenCharacter { code } => {
            texts::hidden_character(&format_args!("{code:04X}"))
        }
        SettingReason::Character { character } => texts::character(character),
        SettingReason::PrefixTaken { prefix, currency } => texts::prefix_taken(prefix, currency),
        SettingReason::SymbolForm => texts::symbol_form().to_owned(),
        SettingReason::FirstDifficulty { least, most } => texts::first_difficulty(least, most),
        SettingReason::AuthorKey { line, error } => texts::author_key(line, error),
        SettingReason::AuthorTwice { line } => texts::author_twice(line),
        SettingReason::NoAuthors => texts::no_authors().to_owned(),
        SettingReason::EmptyAllocation => texts::empty_allocation().to_owned(),
        SettingReason::Supply => texts::supply(&Amount::MAX),
        SettingReason::NobodyCanPay => texts::nobody_can_pay().to_owned(),
        SettingReason::FewCanPay { possible } => texts::few_can_pay(possible),
        SettingReason::OnlyGrants { least } => texts::only_grants(least),
        SettingReason::LeastTooHeavy => texts::least_too_heavy().to_owned(),
        SettingReason::UselessFiller => texts::useless_filler().to_owned(),
        SettingReason::UnpaidAuthor => texts::unpaid_author().to_owned(),
    }
}
