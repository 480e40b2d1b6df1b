//! Stories about coins and keys: payments, coin histories, the twelve words and the passphrase.

mod coin_history;
mod consent;
mod safety;
