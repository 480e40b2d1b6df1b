//! How numbers and amounts are written in the sentence of a reason.

use primitives::Amount;

/// How numbers and amounts are written. The page writes them in its language's notation.
pub trait Notation {
    /// Writes a whole number.
    fn number(&self, number: u64) -> String;

    /// Writes an amount with the coin's symbol.
    fn coins(&self, amount: Amount, symbol: &str) -> String;
}

/// The notation for programs, logs and command lines: digits without grouping.
pub(super) struct Plain;

impl Notation for Plain {
    fn number(&self, number: u64) -> String {
        number.to_string()
    }

    fn coins(&self, amount: Amount, symbol: &str) -> String {
        format!("{amount} {symbol}")
    }
}
