//! The network: the connection and its diagnosis, peers, relays, invitation and stored blocks.

pub(crate) mod board;
mod connection_details;
pub(crate) mod connection_text;
pub(crate) mod connection_trouble;
mod invitation;
mod keep_blocks;
pub(crate) mod mesh;
pub(crate) mod newcomers;
pub(crate) mod page;
mod payees;
pub(crate) mod peers_table;
pub(crate) mod people;
mod relay_form;
mod relay_words;
mod report;
mod save_settings;
mod traffic;
pub(crate) mod your_name;
