//! Chains: starting, joining, opening and removing them.

mod chain_settings;
mod first_coins;
mod illustration;
pub(crate) mod join_dialog;
mod join_form;
mod known_chain;
pub(crate) mod known_chains;
mod makers;
mod open_settings;
pub(crate) mod page;
mod restore_card;
pub(crate) mod settings_form;
mod settings_texts;
pub(crate) mod start_form;
pub(crate) mod steps;
mod unopened;
pub(crate) mod unreadable;
pub(crate) mod your_key;
