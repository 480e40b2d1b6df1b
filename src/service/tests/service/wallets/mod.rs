//! What a wallet has beside payments: several accounts, watched ones, and signed messages.

mod accounts;
mod messages;
