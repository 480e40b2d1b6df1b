//! The wallet: balance, payments, history, and the safety of its words.

pub(crate) mod account;
mod backup;
mod first_grant;
pub(crate) mod history_table;
pub(crate) mod lock;
mod money;
pub(crate) mod new_wallet;
pub(crate) mod page;
mod passphrase;
pub(crate) mod receive;
mod replace_dialog;
mod replaced;
pub(crate) mod restore;
pub(crate) mod rewards;
mod safety;
mod saved_words;
pub(crate) mod send;
pub(crate) mod tools;
pub(crate) mod unlock;
pub(crate) mod words;
mod words_check;
