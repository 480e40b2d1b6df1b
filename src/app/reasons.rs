//! The sentences for why something was refused or went wrong, in the page's notation.

use api::{Notation, Reason};
use primitives::Amount;

use crate::{format, texts};

/// The reason as a whole sentence.
pub(crate) fn sentence(reason: &Reason) -> String {
    let sentence = texts::close_up(reason.sentence(&PageNotation));
    match reason {
        // A parser's message, which has no code.
        Reason::Text(_) => texts::parse_error(&sentence).unwrap_or(sentence),
        _ => sentence,
    }
}

/// Numbers and amounts as the whole page writes them.
struct PageNotation;

impl Notation for PageNotation {
    fn number(&self, number: u64) -> String {
        format::grouped(number)
    }

    fn coins(&self, amount: Amount, symbol: &str) -> String {
        format::coins(amount, symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::SettingReason;

    #[test]
    fn numbers_are_in_the_notation_of_the_page() {
        let bounds = SettingReason::OutOfBounds {
            value: 0,
            least: 1,
            most: 4_000_000,
        };
        assert_eq!(
            sentence(&bounds.into()),
            "Enter 1 to 4,000,000; 0 is outside of that."
        );
    }
}
